"""Checks of clauses: those that cannot decide, and those that decide where nobody was asked."""

from __future__ import annotations

import re

import pytest

from surveymodel.authoring.checks.clauses import stances
from surveymodel.condition import parse
from tests.packs import Plain
from tests.planted import messages

ABC: list[Plain] = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
QUESTIONS: list[Plain] = [
    {"id": "outer", "select": "one", "answers": ABC},
    {"id": "inner", "select": "many", "when": "outer.a", "answers": ABC},
    {"id": "count", "select": "number", "when": "outer.a or outer.b"},
]


def ruled(when: str) -> Plain:
    return {
        "questions": QUESTIONS,
        "facts": [{"id": "quiet", "when": "inner.a or inner.b"}],
        "threats": [{"id": "theft"}],
        "rules": [{"id": "r", "raises": ["theft"], "when": when}],
    }


PROVED = "whatever is answered"

# ---------------------------------------------------------------------------------------------
# Clauses that cannot decide


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("outer.a and inner.a", [
            f"'outer.a' never decides where it fails, {PROVED}: 'not outer.a' and 'inner.a' clash"
        ]),
        ("outer.a or inner.a", [
            f"'inner.a' never decides where it holds, {PROVED}: 'not outer.a' and 'inner.a' clash"
        ]),
        ("inner.a and (outer.a or outer.b)", [
            f"'outer.a' never decides where it fails, {PROVED}: 'not outer.a' and 'inner.a' clash",
            f"'outer.b' never decides by holding or failing, {PROVED}: 'not outer.a' and 'inner.a' clash",
        ]),
        ("not inner.a or outer.b and outer.a", [
            f"'outer.b' never decides where it holds, {PROVED}: 'outer.b' and 'inner.a' clash",
            f"'outer.a' never decides by holding or failing, {PROVED}: "
            "'outer.b' and 'inner.a' clash; 'not outer.a' and 'inner.a' clash",
        ]),
        ("outer.a and count > 3", []),
        ("outer.a or outer.b or outer.c", [
            f"this condition holds wherever it matters, {PROVED}: "
            "'not outer.a', 'not outer.b' and 'not outer.c' clash; rule:r is the same without it"
        ]),
        ("outer.a and outer.b", []),
        ("outer.a and not inner.a", []),
    ],
)  # fmt: skip
def test_a_clause_that_cannot_decide(when: str, found: list[str]) -> None:
    """What other clauses say already is said twice; a condition that cannot hold is told as dead."""
    assert found == messages("SM411", ruled(when))


def test_a_countermeasure_may_say_for_itself_where_it_makes_sense() -> None:
    """Its condition says so even where, today, nothing else brings it."""
    made = {**ruled("outer.a"), "countermeasures": [{"id": "lock", "counters": ["theft"], "when": "outer.a"}]}
    assert messages("SM411", made) == []


def test_a_guide_must_say_whom_it_is_for() -> None:
    """A condition that holds wherever its countermeasure applies is no fault in it."""
    made = {
        **ruled("outer.a"),
        "countermeasures": [{"id": "lock", "counters": ["theft"]}],
        "guides": [{"countermeasure": "lock", "stack": "x", "when": "outer.a"}],
    }
    assert messages("SM411", made) == []


def test_a_condition_that_never_matters_is_not_said_to_hold_always() -> None:
    """What its countermeasure waits for is told as dead."""
    claim = {"s": {"1": {"strength": "full", "when": "inner.b"}}}
    made = {
        **ruled("outer.a and outer.b"),
        "countermeasures": [{"id": "lock", "counters": ["theft"], "satisfies": claim}],
        "standards": [{"id": "s", "controls": [{"id": "1"}]}],
    }
    assert messages("SM411", made) == []


def test_a_clause_over_a_fact_that_always_or_never_holds_is_not_told() -> None:
    """The fact is, once for all conditions that look at it."""
    made = ruled("(always and inner.a) or never")
    made["facts"] += [
        {"id": "always", "when": "outer.a or not outer.a"},
        {"id": "never", "when": "outer.a and outer.b"},
    ]
    found = [one for one in messages("SM411", made) if "'always'" in one or "'never'" in one]
    assert found == []


def test_a_mapping_whose_condition_always_holds() -> None:
    """It says what its countermeasure says already."""
    mapped = {
        "s": {"1": {"strength": "full", "when": "outer.a"}, "2": {"strength": "full", "when": "inner.b"}}
    }
    made = {
        **ruled("outer.a"),
        "countermeasures": [{"id": "lock", "counters": ["theft"], "satisfies": mapped}],
        "standards": [{"id": "s", "controls": [{"id": "1"}, {"id": "2"}]}],
    }
    assert messages("SM411", made) == [
        f"this condition holds wherever it matters, {PROVED}: 'outer.a' and 'not outer.a' clash; mapping:lock/s/1 is the same without it"
    ]


# ---------------------------------------------------------------------------------------------
# 'not' over what may not be asked


def told(leaf: str, question: str) -> str:
    return (
        f"'not {leaf}' also holds where '{question}' is not asked, as with …: "
        f"put '{question} and' or 'not {question} or' before it"
    )


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("outer.b and not inner.a", [told("inner.a", "inner")]),
        ("not inner.a", [told("inner.a", "inner")]),
        ("not (inner.a and outer.a)", []),
        ("not (inner.a and outer.c)", [told("inner.a", "inner")]),
        ("not (inner.a or outer.c)", [told("inner.a", "inner")]),
        ("outer.c and not count < 5", [told("count < 5", "count")]),
        ("not inner.none", [told("inner.none", "inner")]),
        ("not not not inner.a", [told("inner.a", "inner")]),
        # guarded
        ("inner and not inner.a", []),
        ("not inner or not inner.a", []),
        ("inner.b and not inner.a", []),
        ("outer.a and not inner.a", []),
        ("count > 3 and not count > 9", []),
        ("outer.a and (outer.b or not inner.a)", []),
        # nothing that may not be asked
        ("not outer.a", []),
        ("not inner", []),
        ("not not inner.a", []),
        ("not quiet", []),
    ],
)
def test_not_over_a_question_that_may_not_be_asked(when: str, found: list[str]) -> None:
    """It holds where nobody was asked; whether that is meant, the question itself must say.

    A fact has a meaning of its own, and may be negated whoever was asked.
    """
    assert found == [
        re.sub("as with outer: [bc]", "as with …", line) for line in messages("SM423", ruled(when))
    ]


def test_the_answers_that_show_it_are_as_few_as_possible() -> None:
    """No answer could be left out of them; of a list, no tick."""
    chain: list[Plain] = [
        {"id": "kinds", "select": "many", "answers": ABC},
        {"id": "noise", "select": "one", "answers": ABC},
        {"id": "late", "select": "one", "when": "kinds.a and kinds.b", "answers": ABC},
    ]
    made = {**ruled("kinds.b and outer.c and not late.a"), "questions": [*chain, *QUESTIONS]}
    assert messages("SM423", made) == [
        "'not late.a' also holds where 'late' is not asked, as with kinds: b; outer: c: "
        "put 'late and' or 'not late or' before it"
    ]


def test_where_the_question_is_always_asked_when_it_matters() -> None:
    """A mapping matters only where its countermeasure applies, and a guide likewise."""
    mapped = {"s": {"1": {"strength": "full", "when": "not inner.a"}}}
    made = {
        **ruled("outer.a"),
        "countermeasures": [{"id": "lock", "counters": ["theft"], "satisfies": mapped}],
        "guides": [{"countermeasure": "lock", "stack": "x", "when": "not inner.b"}],
        "standards": [{"id": "s", "controls": [{"id": "1"}]}],
    }
    assert messages("SM423", made) == []
    assert len(messages("SM423", {**made, "rules": [{"id": "r", "raises": ["theft"], "when": "outer"}]})) == 2


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("a", [(False, set())]),
        ("not a.x", [(True, set())]),
        ("a and not (b or c.x)", [(False, set()), (True, {"a"}), (True, {"a"})]),
        ("a.x or not b", [(False, {"b"}), (True, set())]),
        ("a > 3 and (not b or not c.x)", [(False, set()), (True, {"a", "c"}), (True, {"a", "b"})]),
    ],
)
def test_stances(when: str, expected: list[tuple[bool, set[str]]]) -> None:
    """Of each clause: whether it counts by failing, and what must hold beside it for it to count."""
    assert expected == [(stance.negative, set(stance.guards)) for stance in stances(parse(when))]
