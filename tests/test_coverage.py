"""Coverage: what cases show of every condition, what they leave, and what no answers can show."""

from __future__ import annotations

import pytest

from surveymodel.authoring.coverage import Coverage, Line, said
from surveymodel.authoring.subjects import Goal, subjects
from surveymodel.authoring.suite import suite_of
from surveymodel.content.load import settle
from surveymodel.engine.link import link
from tests.packs import Plain, draft
from tests.tiny import draft as tiny

PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]},
        {
            "id": "features",
            "when": "kind.shop",
            "select": "many",
            "answers": [{"id": "cards"}, {"id": "mail"}],
        },
    ],
    "threats": [{"id": "skimming"}],
    "rules": [
        {"id": "either", "when": "features.cards or features.mail", "raises": ["skimming"]},
        {"id": "never", "when": "kind.site and features.cards", "raises": ["skimming"]},
        {"id": "always", "raises": ["skimming"]},
    ],
    "countermeasures": [{"id": "watch", "counters": ["skimming"]}],
}


def coverage(pack: Plain, *cases: str) -> Coverage:
    """Return what cases show of a pack, each written on one line."""
    text = "cases:\n" + "".join(f"  - {{id: case-{n}, {case}}}\n" for n, case in enumerate(cases))
    found = suite_of(draft(pack, all=text) if cases else draft(pack))
    assert found.faults == ()
    return found.coverage


def missed(line: Line) -> tuple[list[str], list[str]]:
    """Return what could be shown of a condition and is not, and what never can be."""
    return (
        [said(line.subject, one.goal) for one in line.uncovered],
        [said(line.subject, one.goal) for one in line.impossible],
    )


def of(found: Coverage, name: str) -> tuple[list[str], list[str]]:
    """Return what was missed of one condition."""
    return missed(next(line for line in found.lines if line.subject.name == name))


# ---------------------------------------------------------------------------------------------
# Conditions and what they are called


def test_every_condition_of_a_pack_is_named_for_what_it_decides() -> None:
    """In order of place; what is no truth has a kind of its own."""
    pack = tiny()
    found = list(subjects(link(settle(pack)), pack))
    assert [subject.name for subject in found] == [
        "task:restrict-scripts",
        "mapping:limit-requests/std/1.2",
        "fact:page-ours",
        "fact:crowded",
        "fact:exposed",
        "guide:limit-requests/django",
        "reading:std/1.2",
        "adjustment:more-people",
        "adjustment:strict-region",
        "adjustment:without-tools",
        "rule:own-page",
        "rule:reachable",
        "rule:western-law",
        "fact:tier.low",
        "fact:tier.high",
        "question:sessions",
        "question:card-entry",
        "question:storage",
        "question:people",
    ]
    assert sorted(found, key=lambda subject: subject.location) == found


def test_a_condition_knows_where_each_of_its_clauses_stands() -> None:
    """A clause is found on its line and column, within parentheses too."""
    pack = tiny()
    exposed = next(s for s in subjects(link(settle(pack)), pack) if s.name == "fact:exposed")
    assert [str(clause) for clause in exposed.clauses] == ["crowded", "page-ours", "reach.staff"]
    assert str(exposed.location) == "facts/shape.yaml:8:11"
    assert [place.column for place in exposed.places] == [11, 23, 41]


def test_one_clause_has_no_goals_of_its_own() -> None:
    """Where a condition is one name, showing it to hold and to fail is all."""
    pack = tiny()
    found = {s.name: s.goals for s in subjects(link(settle(pack)), pack)}
    assert found["rule:reachable"] == (Goal("holds"), Goal("fails"))
    assert found["rule:western-law"] == (
        Goal("holds"),
        Goal("fails"),
        Goal("holds", 0),
        Goal("fails", 0),
        Goal("holds", 1),
        Goal("fails", 1),
    )


# ---------------------------------------------------------------------------------------------
# What cases show


def test_without_cases_everything_that_can_be_seen_is_missed() -> None:
    """Outcomes of conditions and clauses, but for those that no answers bring about."""
    found = coverage(PACK)
    assert of(found, "question:features") == (["it holds", "it fails"], [])
    assert of(found, "rule:either") == (
        [
            "it holds",
            "it fails",
            "features.cards holds and decides",
            "features.cards fails and decides",
            "features.mail holds and decides",
            "features.mail fails and decides",
        ],
        [],
    )
    assert of(found, "rule:never") == (
        ["it fails", "kind.site fails and decides", "features.cards fails and decides"],
        ["it holds", "kind.site holds and decides", "features.cards holds and decides"],
    )
    assert [line.subject.name for line in found.lines] == ["rule:either", "rule:never", "question:features"]
    assert (found.goals, found.reached, found.percent) == (11, 0, 0)


def test_cases_show_what_holds_fails_and_decides_in_them() -> None:
    """Cards alone make the rule fire; with mail beside them neither decides."""
    cards = "answers: {kind: shop, features: [cards]}, certain: [rule:either]"
    both = "answers: {kind: shop, features: [cards, mail]}, certain: [rule:either]"
    one = coverage(PACK, cards)
    assert of(one, "rule:either")[0] == [
        "it fails",
        "features.cards fails and decides",
        "features.mail holds and decides",
        "features.mail fails and decides",
    ]
    assert of(one, "question:features")[0] == ["it fails"]
    assert of(coverage(PACK, both), "rule:either")[0] == [
        "it fails",
        "features.cards holds and decides",
        "features.cards fails and decides",
        "features.mail holds and decides",
        "features.mail fails and decides",
    ]
    none = "answers: {kind: shop, features: []}, excluded: [rule:either]"
    mail = "answers: {kind: shop, features: [mail]}, certain: [rule:either]"
    assert of(coverage(PACK, cards, none, mail), "rule:either") == ([], [])


def test_the_percentage_is_never_rounded_up() -> None:
    """Cards show 5 of 11 outcomes: the rule holds, cards decide, the question is asked, and
    of the rule that never fires that it fails and its first clause decides.
    """
    found = coverage(PACK, "answers: {kind: shop, features: [cards]}, certain: [rule:either]")
    assert (found.reached, found.goals, found.percent) == (5, 11, 45)


def test_nearly_all_is_not_all() -> None:
    """Cards and a site show all but that mail decides by holding: 10 of 11, and 90 per cent, not 91."""
    cards = "answers: {kind: shop, features: [cards]}, certain: [rule:either]"
    found = coverage(PACK, cards, "answers: {kind: site}, excluded: [rule:either]")
    assert of(found, "rule:either")[0] == ["features.mail holds and decides"]
    assert (found.reached, found.goals, found.percent) == (10, 11, 90)


def test_what_is_open_shows_nothing() -> None:
    """While a question has no answer, what depends on it neither holds nor fails, and decides nothing.

    A shop without further answers shows that its features are asked, and that the rule for sites
    fails; cards might be what makes it fail, so the kind does not decide.
    """
    found = coverage(PACK, "answers: {kind: shop}, possible: [rule:either]")
    assert of(found, "rule:either")[0] == of(coverage(PACK), "rule:either")[0]
    assert of(found, "rule:never")[0] == ["kind.site fails and decides", "features.cards fails and decides"]
    assert of(found, "question:features")[0] == ["it fails"]


def test_a_clause_that_is_open_has_not_failed() -> None:
    """It would decide, since the other one has failed; but nobody knows how."""
    two = [{"id": "x"}, {"id": "y"}]
    pack: Plain = {
        "questions": [{"id": id, "select": "one", "answers": two} for id in ("left", "right")],
        "threats": [{"id": "loss"}],
        "rules": [{"id": "either", "when": "left.x or right.x", "raises": ["loss"]}],
    }
    everything = of(coverage(pack), "rule:either")[0]
    assert of(coverage(pack, "answers: {left: y}, possible: [rule:either]"), "rule:either")[0] == everything
    assert len(everything) == 6


def test_cases_that_are_to_do_count_for_nothing() -> None:
    """Nobody has said yet what follows from them."""
    assert coverage(PACK, "answers: {kind: shop, features: [cards]}, todo: Later.").reached == 0


def test_a_pack_without_conditions_is_covered() -> None:
    """Nothing is to be shown, and nothing is missing."""
    alone = {"questions": PACK["questions"][:1], "rules": PACK["rules"][2:], "threats": PACK["threats"]}
    found = coverage(alone)
    assert (found.lines, found.goals, found.percent) == ((), 0, 100)


# ---------------------------------------------------------------------------------------------
# Where a condition matters

MATTERING: Plain = {
    "questions": [
        {"id": "cards", "select": "one", "answers": [{"id": "taken"}, {"id": "refused"}]},
        {"id": "page", "select": "one", "answers": [{"id": "ours"}, {"id": "theirs"}]},
    ],
    "facts": [{"id": "takes-cards", "when": "cards.taken"}],
    "threats": [{"id": "skimming"}],
    "rules": [{"id": "typed", "when": "takes-cards", "raises": ["skimming"]}],
    "countermeasures": [
        {
            "id": "watch",
            "counters": ["skimming"],
            "when": "page.ours",
            "satisfies": {"std": {"1": {"strength": "partial", "note": "A part.", "when": "page.ours"}}},
        },
        {"id": "idle", "when": "page.ours"},
        {"id": "asked-for", "when": "page.ours"},
    ],
    "guides": [{"countermeasure": "watch", "stack": "left", "when": "page.ours"}],
    "standards": [{"id": "std", "controls": [{"id": "1"}]}],
    "interpretations": [
        {"standard": "std", "scope": "takes-cards", "controls": {"1": {"when": "page.ours"}}}
    ],
}
MATTERING["rules"].append({"id": "required", "when": "cards.taken", "requires": ["asked-for"], "priority": 1})

OURS = "page: ours"
THEIRS = "page: theirs"


@pytest.mark.parametrize(
    ("name", "shown", "possible", "never"),
    [
        ("task:watch", ["holds", "fails"], [], []),
        ("task:asked-for", ["holds", "fails"], [], []),
        ("task:idle", [], [], ["holds", "fails"]),
        ("mapping:watch/std/1", ["holds"], [], ["fails"]),
        ("guide:watch/left", ["holds"], [], ["fails"]),
        ("reading:std/1", ["holds", "fails"], [], []),
    ],
)
def test_a_condition_is_shown_only_where_it_makes_a_difference(
    name: str, shown: list[str], possible: list[str], never: list[str]
) -> None:
    """A countermeasure's where a threat is raised or a rule requires it; a guide's and a mapping's
    where the countermeasure applies; a reading's where the standard is in scope.
    """
    without = [f"answers: {{cards: refused, {page}}}, excluded: [rule:typed]" for page in (OURS, THEIRS)]
    within = [f"answers: {{cards: taken, {page}}}, certain: [rule:typed]" for page in (OURS, THEIRS)]
    goals = [f"it {side}" for side in (*shown, *possible)]
    assert of(coverage(MATTERING, *without), name) == (goals, [f"it {side}" for side in never])
    assert of(coverage(MATTERING, *without, *within), name) == (
        [f"it {side}" for side in possible],
        [f"it {side}" for side in never],
    )


def test_a_level_of_a_scale_makes_a_difference_only_above_one_that_is_reached() -> None:
    """Whoever is below the first level is no higher for what the second asks."""
    pack: Plain = {
        "questions": [
            {"id": id, "select": "one", "answers": [{"id": "yes-it-is"}, {"id": "no-it-is-not"}]}
            for id in ("large", "old")
        ],
        "scales": [
            {
                "id": "care",
                "levels": [
                    {"id": "some", "when": "large.yes-it-is"},
                    {"id": "much", "when": "old.yes-it-is"},
                ],
            }
        ],
        "threats": [{"id": "loss"}],
        "rules": [{"id": "any", "when": "care.much", "raises": ["loss"]}],
    }
    below = [f"answers: {{large: no-it-is-not, old: {old}}}, excluded: [fact:care.some]"
             for old in ("yes-it-is", "no-it-is-not")]  # fmt: skip
    above = [f"answers: {{large: yes-it-is, old: {old}}}, certain: [fact:care.some]"
             for old in ("yes-it-is", "no-it-is-not")]  # fmt: skip
    assert of(coverage(pack, *below), "fact:care.much") == (["it holds", "it fails"], [])
    assert of(coverage(pack, *above), "fact:care.much") == ([], [])
    assert of(coverage(pack, *above), "fact:care.some") == (["it fails"], [])


# ---------------------------------------------------------------------------------------------
# What is possible


def test_what_can_be_shown_comes_with_answers_that_show_it() -> None:
    """A sheet that reaches the goal, made when it is asked for."""
    (line,) = [line for line in coverage(PACK).lines if line.subject.name == "question:features"]
    holds, fails = line.uncovered
    assert (holds.goal, holds.possible, (holds.sheet or {}).get("kind")) == (Goal("holds"), True, "shop")
    assert (fails.goal, fails.possible, fails.sheet) == (Goal("fails"), True, {"kind": "site"})


def test_what_no_sheet_shows_is_proved_by_trying_all() -> None:
    """There are few enough, so what is never reached is known not to be, and has no answers."""
    (line,) = [line for line in coverage(PACK).lines if line.subject.name == "rule:never"]
    assert [missed.sheet for missed in line.impossible] == [None, None, None]


@pytest.mark.usefixtures("unsolved")
def test_what_is_too_rare_to_meet_and_too_much_to_try_counts_as_missed() -> None:
    """Thirty answers at once: no random sheet has them all, and all sheets are too many to try."""
    ids = [f"q{n}" for n in range(30)]
    pack: Plain = {
        "questions": [{"id": id, "select": "one", "answers": [{"id": "a"}, {"id": "b"}]} for id in ids],
        "rules": [{"id": "rare", "when": " and ".join(f"{id}.a" for id in ids), "raises": ["skimming"]}],
        "threats": [{"id": "skimming"}],
    }
    (line,) = coverage(pack).lines
    unknown = [one for one in line.missed if one.possible is None]
    assert {(one.goal.side, one.sheet) for one in unknown} == {("holds", None), ("fails", None)}
    assert "it holds" in [said(line.subject, one.goal) for one in unknown]
    assert line.impossible == ()
    assert len(line.uncovered) == len(line.subject.goals)
    assert next(one for one in line.missed if one.goal == Goal("fails")).possible is True
