"""Checks of what stands there twice: answers, rules, facts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.packs import Plain
from tests.planted import messages

ABC: list[Plain] = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
THEFT: list[Plain] = [{"id": "theft"}]


def one(answers: list[Plain] = ABC, **more: Any) -> Plain:
    """Return one question that takes one answer, and a rule with a condition."""
    when = more.pop("when")
    questions: list[Plain] = [
        {"id": "q", "select": "one", "answers": answers, **more},
        {"id": "other", "select": "one", "answers": ABC},
    ]
    return {
        "questions": questions,
        "threats": THEFT,
        "rules": [{"id": "r", "raises": ["theft"], "when": when}],
    }


def many(when: str, answers: list[Plain] = ABC) -> Plain:
    return one(answers, select="many", when=when)


# ---------------------------------------------------------------------------------------------
# Answers


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("q.a", ["nothing tells 'q.b' from 'q.c'"]),
        ("q.a or q.b", ["nothing tells 'q.a' from 'q.b'"]),
        ("q.a and other.a or other.a and q.b", ["nothing tells 'q.a' from 'q.b'"]),
        ("not (q.b or q.a)", ["nothing tells 'q.a' from 'q.b'"]),
        ("(q.a or q.b) and (q.b or q.c)", ["nothing tells 'q.a' from 'q.c'"]),
        ("q.a or q.b and other.a", []),
        ("q.a and other.a or q.b and other.b", []),
        ("q.a or q.b or q.c", ["nothing tells 'q.a' from 'q.b', 'q.c'"]),
    ],
)
def test_answers_that_can_change_places_everywhere(when: str, found: list[str]) -> None:
    """Whatever the order of terms, a condition must say the same with the two exchanged."""
    assert found == [told for told in messages("SM408", one(when=when)) if "'q." in told]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("q.a or q.b and other.a", ["nothing changes where 'q.c' is ticked"]),
        ("q.a", ["nothing changes where 'q.b', 'q.c' is ticked"]),
        ("q.a or q.b", ["nothing tells 'q.a' from 'q.b'", "nothing changes where 'q.c' is ticked"]),
        ("q.a or q.none", ["nothing tells 'q.b' from 'q.c'"]),
        ("q.a and other.a or q.b and q.c", ["nothing tells 'q.b' from 'q.c'"]),
    ],
)
def test_ticks(when: str, found: list[str]) -> None:
    """A tick at which nothing looks changes nothing, unless somebody looks for no tick at all."""
    assert found == [told for told in messages("SM408", many(when)) if "'q." in told]


def test_an_exclusive_answer_is_told_from_the_others() -> None:
    """It takes the others' ticks away."""
    answers: list[Plain] = [{"id": "a"}, {"id": "b"}, {"id": "c", "exclusive": True}]
    assert messages("SM408", many("q.a or q.b and other.a or other.b", answers)) == []


def test_answers_that_imply_or_are_implied_differently_are_told_apart() -> None:
    """What an answer implies is a difference, and what implies it."""
    early: Plain = {
        "id": "early",
        "select": "one",
        "answers": [
            {"id": "x", "implies": ["q.a"]},
            {"id": "y", "implies": ["q.b"]},
            {"id": "z", "implies": ["q.b"]},
        ],
    }
    made = one(when="q.a or q.b or other.a or other.b and q.c")
    made["questions"].insert(0, early)
    assert messages("SM408", made) == ["nothing tells 'early.y' from 'early.z'"]


# ---------------------------------------------------------------------------------------------
# Rules and facts


@pytest.mark.parametrize(
    ("again", "same"),
    [
        ({"when": "q.b and q.a", "raises": ["theft"]}, True),
        ({"when": "q.b and both", "raises": ["theft"]}, False),
        ({"when": "q.a and (q.b and q.a)", "raises": ["theft"]}, True),
        ({"when": "not (not q.a or not q.b)", "raises": ["theft"]}, True),
        ({"when": "(q.a or q.c) and q.a and q.b", "raises": ["theft"]}, True),
        ({"when": "(q.a or q.c) and q.b", "raises": ["theft"]}, False),
        ({"when": "both and q.b or q.a and q.b and not q.c", "raises": ["theft"]}, True),
        ({"when": "not not q.a and q.b", "raises": [{"threat": "theft", "likelihood": 1}]}, False),
        ({"when": "q.a or q.b", "raises": ["theft"]}, False),
        ({"when": "q.a and q.b", "raises": [{"threat": "theft", "likelihood": 1}]}, False),
        ({"when": "q.a and q.b", "raises": ["theft"], "requires": ["lock"], "priority": 3}, False),
    ],
)
def test_rules_of_one_condition_and_the_same_consequences(again: Plain, same: bool) -> None:
    """Another shift, another task or another condition makes another rule."""
    made: Plain = {
        "questions": [{"id": "q", "select": "many", "answers": ABC}],
        "facts": [{"id": "both", "when": "q.a and q.c"}],
        "threats": THEFT,
        "countermeasures": [{"id": "lock", "counters": ["theft"]}],
        "rules": [{"id": "first", "when": "q.a and q.b", "raises": ["theft"]}, {"id": "second", **again}],
    }
    expected = ["the rule 'second' says the same as 'first', at rules/all.yaml:3:9"] if same else []
    assert expected == messages("SM409", made)


@pytest.mark.usefixtures("unsolved")
def test_rules_of_which_only_random_systems_say_that_they_are_the_same() -> None:
    """Nothing is said of them, since nineteen questions have more sheets than are tried without a solver."""
    questions = [{"id": f"q{n}", "select": "one", "answers": ABC} for n in range(19)]
    some = " or ".join(f"q{n}.a" for n in range(19))
    made: Plain = {
        "questions": questions,
        "threats": THEFT,
        "rules": [
            {"id": "first", "when": f"{some} or q0.b", "raises": ["theft"]},
            {"id": "second", "when": f"{some} or q0.b and q0", "raises": ["theft"]},
            {"id": "third", "when": f"{some} or q0.b and not ({some})", "raises": ["theft"]},
        ],
    }
    assert messages("SM409", made) == ["the rule 'second' says the same as 'first', at rules/all.yaml:3:9"]


@pytest.mark.parametrize("turned", [False, True])
def test_rules_that_only_rarely_differ_are_two(turned: bool) -> None:
    """No random system tells them apart, and one of all sheets does, whichever stands first."""
    rare = " and ".join(f"q{n}.b" for n in range(17))
    whens = ["q0.a", f"q0.a or {rare}"]
    made: Plain = {
        "questions": [{"id": f"q{n}", "select": "one", "answers": ABC[:2]} for n in range(17)],
        "threats": THEFT,
        "rules": [
            {"id": f"r{n}", "when": when, "raises": ["theft"]}
            for n, when in enumerate(reversed(whens) if turned else whens)
        ],
    }
    assert messages("SM409", made) == []


@pytest.mark.parametrize(("priority", "same"), [(3, True), (4, False)])
def test_rules_that_require_the_same_with_another_priority_are_two(priority: int, same: bool) -> None:
    """Which of them fires decides what comes first."""
    made = {**one(when="q.a"), "countermeasures": [{"id": "lock"}]}
    made["rules"] = [
        {"id": f"r{each}", "when": "q.a", "requires": ["lock"], "priority": number}
        for each, number in enumerate((3, priority))
    ]
    assert len(messages("SM409", made)) == same


@pytest.mark.parametrize(
    ("outer", "inner", "told"),
    [
        ({}, {"when": "q.a and n > 3"}, True),
        ({}, {"when": "n > 3 and q.a and q"}, True),
        ({}, {"when": "n > 3"}, False),
        ({"raises": ["theft", "fraud"]}, {"when": "q.a and n > 3"}, True),
        ({"raises": ["theft", "fraud"]}, {"raises": ["fraud", "theft"], "when": "q.a and n > 3"}, True),
        ({}, {"raises": ["fraud"], "when": "q.a and n > 3"}, False),
        ({"raises": [{"threat": "theft", "impact": 1}]}, {"when": "q.a and n > 3"}, True),
        ({}, {"raises": [{"threat": "theft", "impact": 1}], "when": "q.a and n > 3"}, False),
        ({"requires": ["lock"], "priority": 4}, {"requires": ["lock"], "priority": 3}, True),
        (
            {"requires": ["lock"], "priority": 3},
            {"requires": ["lock"], "priority": 4, "when": "q.a and n > 3"},
            False,
        ),
        ({}, {"when": "not (not q.a)"}, False),
    ],
)
def test_a_rule_that_fires_where_another_brings_all_of_it_adds_nothing(
    outer: Plain, inner: Plain, told: bool
) -> None:
    """Whether it brings less, or the same in fewer systems; in the same systems it says the same."""
    rules = [{"id": "outer", "when": "q.a", "raises": ["theft"], **outer}]
    rules += [{"id": "inner", "when": "q.a", "raises": ["theft"], **inner}]
    made: Plain = {
        "questions": [
            {"id": "q", "select": "one", "answers": ABC},
            {"id": "n", "select": "number"},
        ],
        "threats": [*THEFT, {"id": "fraud"}],
        "rules": rules,
        "countermeasures": [{"id": "lock"}],
    }
    where = "'outer', at rules/all.yaml:3:9, which fires wherever it does"
    said = [f"the rule 'inner' brings nothing that is not brought by {where}"] if told else []
    assert messages("SM413", made) == said


def test_the_order_of_consequences_says_nothing() -> None:
    """Two rules that raise the same two threats are the same, whichever they name first."""
    made = one(when="q.a")
    made["threats"] = [*THEFT, {"id": "fraud"}]
    made["rules"] = [
        {"id": "x", "when": "q.a", "raises": ["theft", "fraud"]},
        {"id": "y", "when": "q.a", "raises": ["fraud", "theft"]},
    ]
    assert messages("SM409", made) == ["the rule 'y' says the same as 'x', at rules/all.yaml:3:9"]
    assert messages("SM413", made) == []


def test_dead_rules_are_the_same_only_as_they_are_written() -> None:
    """That neither fires is told of each."""
    whens = ("q.a and not q", "q.b and not q", "not q and q.b")
    made = one(when="q.a")
    made["rules"] = [{"id": f"r{n}", "when": when, "raises": ["theft"]} for n, when in enumerate(whens)]
    assert messages("SM409", made) == ["the rule 'r2' says the same as 'r1', at rules/all.yaml:7:9"]


def test_two_rules_without_a_condition() -> None:
    """Both always fire."""
    made = one(when="q.a")
    made["rules"] = [{"id": id, "raises": ["theft"]} for id in "xy"]
    assert messages("SM409", made) == ["the rule 'y' says the same as 'x', at rules/all.yaml:3:9"]


@pytest.mark.parametrize(
    ("when", "same"),
    [
        ("q.b or q.a", True),
        ("first", True),
        ("q.a or (q.b or q.a)", True),
        ("not (q.a or q.b)", False),
        ("q.a", False),
        ("q.a or q.b or q.c", False),
    ],
)
def test_facts_of_one_meaning(when: str, same: bool) -> None:
    """A name for a fact that has one already is one too many."""
    facts = [{"id": "first", "when": "q.a or q.b"}, {"id": "second", "when": when}]
    made: Plain = {"questions": [{"id": "q", "select": "many", "answers": ABC}], "facts": facts}
    expected = ["the fact 'second' says the same as 'first', at facts/all.yaml:2:9"] if same else []
    assert expected == messages("SM409", made)


def test_comparisons_are_compared_by_their_numbers() -> None:
    """A value stands for its number."""
    facts = [{"id": "x", "when": "n >= few and n < 9"}, {"id": "y", "when": "n < 9 and n >= 3"}]
    made: Plain = {
        "questions": [{"id": "n", "select": "number"}],
        "values": [{"id": "few", "value": 3}],
        "facts": [*facts, {"id": "z", "when": "n >= 4 and n < 9"}],
    }
    assert messages("SM409", made) == ["the fact 'y' says the same as 'x', at facts/all.yaml:2:9"]


def test_facts_that_are_dead_are_not_equal_to_each_other() -> None:
    """Each is told for what it is."""
    facts = [{"id": id, "when": "not q"} for id in "xy"]
    made: Plain = {"questions": [{"id": "q", "select": "many", "answers": ABC}], "facts": facts}
    assert messages("SM409", made) == []
    assert len(messages("SM403", made)) == 2
