"""Checks of what does nothing: never asked, never true, never raised, never shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.packs import Plain
from tests.planted import messages

AB: list[Plain] = [{"id": "a"}, {"id": "b"}]


def pack(**more: Any) -> Plain:
    """Return two questions with what a test adds; ``inner`` is asked only where ``outer`` is a."""
    questions: list[Plain] = [
        {"id": "outer", "select": "one", "answers": AB},
        {"id": "inner", "select": "many", "when": "outer.a", "answers": AB},
        {"id": "count", "select": "number"},
    ]
    return {"questions": [*questions, *more.pop("questions", ())], **more}


def rule(id: str, when: str | None, **more: Any) -> Plain:
    return {"id": id, "raises": ["theft"], **({"when": when} if when else {}), **more}


THEFT: list[Plain] = [{"id": "theft"}]
LOCK: list[Plain] = [{"id": "lock", "counters": ["theft"]}]

# ---------------------------------------------------------------------------------------------
# How it is known


@pytest.mark.parametrize(
    ("when", "clash"),
    [
        ("not outer", ""),
        ("outer.a and not outer", ""),
        ("inner.a and outer.b", ": 'inner.a' and 'outer.b' clash"),
        ("count < 5 and count > 4", ": 'count < 5' and 'count > 4' clash"),
    ],
)
def test_what_linking_or_every_sheet_shows_is_said_to_be_so_whatever_is_answered(
    when: str, clash: str
) -> None:
    """No answers can change it, and the message says so, with the clauses that no sheet has together."""
    expected = [f"the rule 'dead' never fires, whatever is answered{clash}"]
    assert expected == messages("SM402", pack(threats=THEFT, rules=[rule("dead", when)]))


def many(count: int) -> list[Plain]:
    return [{"id": f"q{n}", "select": "one", "answers": AB} for n in range(count)]


@pytest.mark.usefixtures("unsolved")
def test_what_only_random_systems_show_is_said_apart() -> None:
    """Nineteen questions have more sheets than are tried, so that without a solver nothing is proved."""
    when = " and ".join((*(f"q{n}.a" for n in range(19)), "q0.b"))
    found = messages("SM402", {"questions": many(19), "threats": THEFT, "rules": [rule("dead", when)]})
    assert found == ["the rule 'dead' never fires, in 16,384 random systems"]


def test_what_is_too_much_to_try_is_proved() -> None:
    """A solver needs no more than the two clauses that clash."""
    when = " and ".join((*(f"q{n}.a" for n in range(19)), "q0.b"))
    found = messages("SM402", {"questions": many(19), "threats": THEFT, "rules": [rule("dead", when)]})
    assert found == ["the rule 'dead' never fires, whatever is answered: 'q0.a' and 'q0.b' clash"]


def test_an_open_question_shows_nothing() -> None:
    """Two answers of one question may both hold while nobody has answered, and never do."""
    made = pack(threats=THEFT, rules=[rule("dead", "outer.a and outer.b")])
    case = "cases:\n  - id: open\n    answers: {}\n    possible: [rule:dead]\n"
    assert messages("SM402", made, all=case) == [
        "the rule 'dead' never fires, whatever is answered: 'outer.a' and 'outer.b' clash"
    ]


def test_an_implied_question_left_open_shows_nothing() -> None:
    """It is open in some of the sheets that are tried."""
    kind: Plain = {
        "id": "kind",
        "select": "one",
        "answers": [{"id": "x", "implies": ["late.a"]}, {"id": "y"}],
    }
    late: Plain = {"id": "late", "select": "one", "answers": AB}
    made: Plain = {"questions": [kind, late], "threats": THEFT, "rules": [rule("dead", "late.a and late.b")]}
    made["facts"] = [{"id": "most", "when": "late.a or late.b"}]
    clash = "whatever is answered: 'late.a' and 'late.b' clash"
    assert messages("SM402", made) == [f"the rule 'dead' never fires, {clash}"]
    clash = "whatever is answered: 'not late.a' and 'not late.b' clash"
    assert messages("SM403", made) == [f"the fact 'most' always holds, {clash}"]


def test_few_questions_are_tried_whole() -> None:
    """A rule that fires for one sheet of 65,536 is alive, though random systems may miss it."""
    when = " and ".join(f"q{n}.a" for n in range(16))
    assert messages("SM402", {"questions": many(16), "threats": THEFT, "rules": [rule("rare", when)]}) == []


@pytest.mark.usefixtures("unsolved")
def test_a_case_shows_what_random_systems_do_not() -> None:
    """A rule over more questions than can be tried is alive where a case makes it fire."""
    made = {
        "questions": many(24),
        "threats": THEFT,
        "rules": [rule("rare", " and ".join(f"q{n}.a" for n in range(24)))],
    }
    assert messages("SM402", made) == ["the rule 'rare' never fires, in 16,384 random systems"]
    answers = ", ".join(f"q{n}: a" for n in range(24))
    case = f"cases:\n  - id: all\n    answers: {{{answers}}}\n    certain: [rule:rare]\n"
    assert messages("SM402", made, all=case) == []


# ---------------------------------------------------------------------------------------------
# Only the root is told


def test_what_is_dead_because_of_another_is_not_told() -> None:
    """A question that is never asked takes facts, rules, threats, tasks and guides with it."""
    made = pack(
        questions=[{"id": "lost", "select": "one", "when": "outer.a and outer.b", "answers": AB}],
        facts=[{"id": "gone", "when": "lost.a"}],
        threats=THEFT,
        rules=[rule("dead", "gone and outer.a")],
        countermeasures=LOCK,
        guides=[{"countermeasure": "lock", "stack": "x", "when": "lost.b"}],
    )
    assert messages("SM401", made) == [
        "the question 'lost' is never asked, whatever is answered: 'outer.a' and 'outer.b' clash"
    ]
    for code in ("SM402", "SM403", "SM404", "SM405", "SM406", "SM411"):
        assert messages(code, made) == [], code
    assert [told for code in ("SM407", "SM408") for told in messages(code, made) if "lost" in told] == []


def test_a_fact_that_always_holds_is_told_once() -> None:
    """Not again for each fact that holds because it does."""
    made = pack(
        facts=[{"id": "sure", "when": "outer.a or not outer.a"}, {"id": "surer", "when": "sure or outer.b"}]
    )
    assert messages("SM403", made) == [
        "the fact 'sure' always holds, whatever is answered: 'outer.a' and 'not outer.a' clash"
    ]


def test_levels_above_one_that_is_never_reached_are_not_told() -> None:
    """A level needs all below it; the lowest may always be reached."""
    levels = [
        {"id": "low", "when": "outer"},
        {"id": "mid", "when": "outer.a and outer.b"},
        {"id": "high", "when": "inner.a"},
    ]
    found = messages("SM403", pack(scales=[{"id": "tier", "levels": levels}]))
    assert found == [
        "the level 'tier.mid' is never reached, whatever is answered: 'outer.a' and 'outer.b' clash"
    ]


# ---------------------------------------------------------------------------------------------
# Nearly


def test_a_fact_that_fails_for_one_answer_is_alive() -> None:
    """One sheet that makes it fail is enough, and one that makes it hold."""
    facts = [{"id": "most", "when": "outer.b or inner.a or inner.b"}, {"id": "few", "when": "inner.none"}]
    assert messages("SM403", pack(facts=facts)) == []


def test_a_threat_of_a_dead_rule_is_raised_by_it() -> None:
    """The rule is told, and not the threat."""
    made = pack(threats=THEFT, rules=[rule("dead", "outer.a and outer.b")], countermeasures=LOCK)
    assert messages("SM404", made) == []
    assert messages("SM405", made) == []
    assert len(messages("SM402", made)) == 1


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ["'watch' counters no threat and no rule requires it, so it never applies"]),
        ({"counters": ["theft"]}, []),
        ({"counters": ["theft"], "when": "inner.a"}, []),
        (
            {"counters": ["theft"], "when": "outer.b"},
            [
                "'watch' never applies: its condition fails wherever what it counters is raised, "
                "whatever is answered: 'outer.a' and 'outer.b' clash"
            ],
        ),
    ],
)
def test_a_countermeasure_is_brought_by_a_threat(more: Plain, found: list[str]) -> None:
    """It must be possible that one is raised where its own condition holds."""
    made = pack(threats=THEFT, rules=[rule("r", "outer.a")], countermeasures=[{"id": "watch", **more}])
    assert found == messages("SM405", made)


def test_a_countermeasure_that_a_rule_requires_is_brought() -> None:
    """It needs no threat then."""
    rules = [{"id": "r", "requires": ["report"], "priority": 3}]
    assert messages("SM405", pack(rules=rules, countermeasures=[{"id": "report"}])) == []


@pytest.mark.parametrize(
    ("guides", "found"),
    [
        ([{"stack": "x", "when": "inner.a"}, {"stack": "y", "otherwise": True}], []),
        (
            [{"stack": "x", "when": "outer.b"}],
            ["the guide 'lock/x' is never shown, whatever is answered: 'outer.a' and 'outer.b' clash"],
        ),
        (
            [{"stack": "x", "when": "outer"}, {"stack": "y", "otherwise": True}],
            ["the guide 'lock/y' is never shown, whatever is answered"],
        ),
    ],
)
def test_a_guide_is_shown_somewhere(guides: list[Plain], found: list[str]) -> None:
    """Its condition must be able to hold where its countermeasure applies."""
    guides = [{"countermeasure": "lock", **guide} for guide in guides]
    made = pack(threats=THEFT, rules=[rule("r", "outer.a")], countermeasures=LOCK, guides=guides)
    assert found == messages("SM406", made)


def test_what_waits_for_a_threat_that_nothing_raises_is_not_told() -> None:
    """Neither the countermeasure against it nor its guide: the rule that never fires is."""
    made = pack(
        threats=THEFT,
        rules=[rule("dead", "outer.a and outer.b")],
        countermeasures=[{**LOCK[0], "when": "inner.a"}],
        guides=[{"countermeasure": "lock", "stack": "x", "when": "inner.b"}],
    )
    assert messages("SM402", made) == [
        "the rule 'dead' never fires, whatever is answered: 'outer.a' and 'outer.b' clash"
    ]
    assert messages("SM405", made) == messages("SM406", made) == []


# ---------------------------------------------------------------------------------------------
# Adjustments, mappings and readings

STANDARD: list[Plain] = [{"id": "std", "groups": [{"id": "g"}], "controls": [{"id": "1.2", "group": "g"}]}]


def moved(when: str, **more: Any) -> Plain:
    return {"adjustments": [{"id": "more", "when": when, "impact": 1, **more}]}


def mapped(when: str) -> Plain:
    claim = {"strength": "partial", "note": "a part", "when": when}
    return {"countermeasures": [{**LOCK[0], "when": "outer", "satisfies": {"std": {"1.2": claim}}}]}


def read(when: str, kind: str = "controls", **more: Any) -> Plain:
    id = "g" if kind == "groups" else "1.2"
    return {"interpretations": [{"standard": "std", kind: {id: {"when": when}}, **more}]}


NOT_MOVED = "the adjustment 'more' never applies to a threat, whatever is answered"
NOT_SERVED = "'lock' never serves std 1.2 where it applies, whatever is answered"
NOT_READ = "std 1.2 is never in scope where the standard is, whatever is answered"
A_B, B_A = "'outer.a' and 'outer.b' clash", "'inner.a' and 'outer.b' clash"
SCOPE: Plain = {"scope": "only-a"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (moved("inner.a and outer.a"), []),
        (moved("inner.a and outer.b"), [f"{NOT_MOVED}: {B_A}"]),
        (moved("count < 3 and count > 4"), [f"{NOT_MOVED}: 'count < 3' and 'count > 4' clash"]),
        # one that names threats matters where they are raised, another everywhere
        (moved("outer.b"), []),
        (moved("outer.b", threats=["theft"]), [f"{NOT_MOVED}: {A_B}"]),
        (moved("inner.a", threats=["theft"]), []),
        (moved("outer.b", threats=["theft", "fire"]), []),
        (moved("outer.b", threats=["flood"]), []),
        (mapped("outer.a and inner.b"), []),
        (mapped("outer.b"), [f"{NOT_SERVED}: {A_B}"]),
        (read("outer.b"), []),
        (read("outer.b and inner.a"), [f"{NOT_READ}: 'outer.b' and 'inner.a' clash"]),
        (read("outer.b", **SCOPE), [f"{NOT_READ}: {A_B}"]),
        (read("inner.a", **SCOPE), []),
        (read("outer.b", "groups", **SCOPE), [f"{NOT_READ}: {A_B}".replace("1.2", "g")]),
        # what is dead because of another
        (moved("never-so"), []),
        (mapped("never-so"), []),
        (read("never-so and inner.a"), []),
        (read("outer.a", scope="never-so"), []),
    ],
)
def test_a_condition_can_hold_where_it_matters(more: Plain, found: list[str]) -> None:
    """That of an adjustment, a mapping or a reading; theft is raised where ``outer`` is a, flood never."""
    facts = [{"id": "never-so", "when": "outer.a and not outer"}, {"id": "only-a", "when": "outer.a"}]
    made = pack(
        facts=facts,
        threats=[*THEFT, {"id": "fire"}, {"id": "flood"}],
        rules=[rule("r", "outer.a"), rule("s", "outer.b", raises=["fire"])],
        standards=STANDARD,
        **{"countermeasures": LOCK, **more},
    )
    assert found == messages("SM410", made)


# ---------------------------------------------------------------------------------------------
# Questions of which nothing depends


@pytest.mark.parametrize(
    "more",
    [
        {"rules": [rule("r", "inner.a or outer.b or count > 3")], "threats": THEFT},
        {"adjustments": [{"id": "x", "when": "inner.a or outer.b or count > 3", "impact": 1}]},
        {
            "scales": [
                {
                    "id": "s",
                    "levels": [{"id": "l", "when": "outer.b"}, {"id": "h", "when": "inner.a or count > 3"}],
                }
            ]
        },
        {
            "facts": [{"id": "f", "when": "inner.a or outer.b or count > 3"}],
            "standards": [{"id": "s", "controls": [{"id": "1"}]}],
            "interpretations": [{"standard": "s", "scope": "f"}],
        },
        {
            "facts": [{"id": "f", "when": "inner.a or outer.b or count > 3"}],
            "standards": [{"id": "s", "controls": [{"id": "1"}], "profiles": [{"id": "p"}]}],
            "interpretations": [{"standard": "s", "profiles": {"p": "f"}}],
        },
    ],
)
def test_what_follows_from_a_question(more: Plain) -> None:
    """Rules, risk, levels, scopes and profiles are consequences."""
    assert messages("SM407", pack(**more)) == []


def test_a_fact_is_no_consequence() -> None:
    """Nothing follows from a fact at which nothing looks, nor from being asked another question."""
    made = pack(facts=[{"id": "f", "when": "inner.a or count > 3"}])
    assert messages("SM407", made) == [
        f"whatever is answered to '{id}', nothing follows from it" for id in ("outer", "inner", "count")
    ]


def test_an_answer_that_implies_another_has_consequences() -> None:
    """They are those of what it implies."""
    chooser: Plain = {
        "id": "kind",
        "select": "one",
        "answers": [{"id": "x", "implies": ["late.a"]}, {"id": "y"}],
    }
    late: Plain = {"id": "late", "select": "one", "answers": AB}
    made: Plain = {"questions": [chooser, late], "threats": THEFT, "rules": [rule("r", "late.a")]}
    assert messages("SM407", made) == []


def test_what_something_looks_at_is_not_lonely() -> None:
    """A fact that is a scope or a profile is looked at, and a value in a comparison."""
    made = pack(
        facts=[
            {"id": "scope", "when": "outer.a"},
            {"id": "chosen", "when": "inner.a"},
            {"id": "inside", "when": "count > limit"},
            {"id": "lonely", "when": "inside"},
        ],
        values=[{"id": "limit", "value": 3}, {"id": "spare", "value": 4}],
        standards=[{"id": "s", "controls": [{"id": "1"}], "profiles": [{"id": "p"}]}],
        interpretations=[{"standard": "s", "scope": "scope", "profiles": {"p": "chosen"}}],
    )
    assert messages("SM412", made) == [
        "nothing looks at the fact 'lonely'",
        "nothing looks at the value 'spare'",
    ]
