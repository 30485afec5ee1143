"""Conditions changed in one thing."""

from __future__ import annotations

import pytest

from surveymodel.authoring.mutation.rewritten import rewritten
from surveymodel.condition import parse


def changed(source: str, way: str) -> list[str]:
    """Return what comes of a condition in one way."""
    return [str(one.condition) for one in rewritten(parse(source), {"most": 500}) if one.way == way]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a.x", []),
        ("not a.x", []),
        ("a.x and b.y", ["b.y", "a.x"]),
        ("a.x or not b.y or c", ["not b.y or c", "a.x or c", "a.x or not b.y"]),
        ("a.x and (b.y or c)", ["b.y or c", "a.x and c", "a.x and b.y"]),
        ("not (a.x and b.y)", ["not b.y", "not a.x"]),
        ("not (a.x and not b.y)", ["b.y", "not a.x"]),
    ],
)
def test_each_clause_is_dropped_but_the_only_one(source: str, found: list[str]) -> None:
    """What is left stands as it stood; a 'not' goes with its clause."""
    assert sorted(changed(source, "drop-clause")) == sorted(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a.x", ["not a.x"]),
        ("not a.x", ["a.x"]),
        ("a.x and not (b.y or n < 3)", [
            "not a.x and not (b.y or n < 3)", "a.x and not (not b.y or n < 3)", "a.x and not (b.y or not n < 3)",
        ]),
    ],
)  # fmt: skip
def test_each_clause_is_negated(source: str, found: list[str]) -> None:
    """One at a time."""
    assert changed(source, "negate-clause") == found


def test_each_and_is_an_or_and_each_or_an_and() -> None:
    """One at a time, with all of its terms."""
    found = changed("a and b and not (c or d)", "swap")
    assert found == ["a or b or not (c or d)", "a and b and not (c and d)"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("n < 3", ["n < 2", "n < 4"]),
        ("n >= most", ["n >= 499", "n >= 501"]),
        ("n == 0", ["n == 1"]),
        ("n <= 1000000000000000", ["n <= 999999999999999"]),
    ],
)
def test_each_number_is_moved_by_one(source: str, found: list[str]) -> None:
    """Up and down, as far as answers go; a value is a number."""
    assert changed(source, "move-threshold") == found


def test_what_was_changed_is_said_with_its_clause() -> None:
    """By its number from the left."""
    said = [(one.said, one.clause) for one in rewritten(parse("a.x and not n < 3"), {})]
    assert said == [
        ("'or' for 'and' between 'a.x' and 'not n < 3'", None),
        ("'a.x' negated", 0),
        ("'a.x' dropped", 0),
        ("'n < 3' negated", 1),
        ("'not n < 3' dropped", 1),
        ("'n < 3' moved to 'n < 2'", 1),
        ("'n < 3' moved to 'n < 4'", 1),
    ]


def test_a_swap_names_the_first_two_terms_as_they_are_written() -> None:
    """Each in quotes, for they may have 'and' in them, and no longer than a line."""
    long = " and ".join(f"q{number}.a" for number in range(20))
    said = [one.said for one in rewritten(parse(f"b.x and b.y or {long} or b.z"), {}) if one.way == "swap"]
    first, *_ = said
    assert first.startswith("'and' for 'or' between 'b.x and b.y' and 'q0.a and q1.a")
    assert first.endswith(" …' and so on")
    assert len(first) < 120
