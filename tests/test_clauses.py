"""Conditions and their clauses in lanes: where they hold, and where one clause decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from surveymodel import System, UnknownNameError
from surveymodel.condition import leaves, parse
from surveymodel.engine.clauses import Clause, Lanes, Planes, places, truth_of
from surveymodel.engine.evaluate import inputs
from surveymodel.engine.model import SurveyModel
from tests.packs import Plain, model

PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]},
        {
            "id": "features",
            "when": "kind.shop",
            "select": "many",
            "answers": [{"id": "cards"}, {"id": "mail"}],
        },
        {"id": "people", "when": "kind.shop", "select": "number"},
    ],
    "values": [{"id": "crowd", "value": 100}],
    "facts": [
        {"id": "crowded", "when": "people >= crowd"},
        {"id": "ten", "when": "people == 10"},
        {"id": "some", "when": "people > 0"},
    ],
    "scales": [
        {"id": "tier", "levels": [{"id": "low", "when": "kind.shop"}, {"id": "high", "when": "crowded"}]}
    ],
}
MODEL = model(PACK)

SHOP = {"kind": "shop"}


def lanes(*sheets: Mapping[str, Any], of: SurveyModel = MODEL) -> Lanes:
    """Run sheets of the model, a lane each."""
    given = [{q: r.answer for q, r in System(answers=sheet).answers.items()} for sheet in sheets]
    return Lanes(of, len(given), of.program.run(inputs(of, given), len(given)))


def words(planes: Planes, count: int) -> str:
    """Return a value of some lanes, a letter each: yes, no or open."""
    return "".join(
        "y" if planes.must >> lane & 1 else "o" if planes.may >> lane & 1 else "n" for lane in range(count)
    )


def bits(lanes: int, count: int) -> str:
    """Return some lanes as a row of marks."""
    return "".join("x" if lanes >> lane & 1 else "-" for lane in range(count))


# ---------------------------------------------------------------------------------------------
# What holds


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("kind", "yyyy"),
        ("kind.shop", "nyyo"),
        ("features", "nyyo"),
        ("features.cards", "nyno"),
        ("features.none", "nnyo"),
        ("tier.low", "nyyo"),
        ("not features.cards", "ynyo"),
        ("kind.site and features.cards", "nnno"),
        ("kind.shop and features.none", "nnyo"),
        ("kind.site or features.cards", "yyno"),
        ("kind.shop and (features.mail or not features.cards)", "nnyo"),
        ("not (kind.shop or kind)", "nnnn"),
    ],
)
def test_a_condition_holds_lane_by_lane(source: str, expected: str) -> None:
    """A site, a shop with cards, a shop with nothing of the list, and a sheet without answers."""
    run = lanes({"kind": "site"}, {**SHOP, "features": ["cards"]}, {**SHOP, "features": []}, {})
    assert expected == words(run.held(parse(source)), 4)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("people < 10", "ynnynoon"),
        ("people <= 10", "yynyyyon"),
        ("people > 10", "nnynnnon"),
        ("people >= 10", "nyynyoon"),
        ("people == 10", "nynnyoon"),
        ("people != 10", "ynyynoon"),
        ("people < crowd", "yyyyyyon"),
        ("not people < 10", "nyynyooy"),
        ("people < 0", "nnnnnnnn"),
        ("people >= 0", "yyyyyyyn"),
        ("people <= 1000000000000000", "yyyyyyyn"),
        ("people > 1000000000000000", "nnnnnnnn"),
        ("people == 0", "nnnnnnon"),
    ],
)
def test_a_comparison_holds_where_all_that_the_number_may_be_compares(source: str, expected: str) -> None:
    """Numbers around ten; intervals below, at and around it; an open number; and one that is not asked.

    Where the question is not asked, every comparison is false, and its negation true.
    """
    numbers = [9, 10, 11, {"at-least": 5, "below": 10}, {"at-least": 10, "below": 11}]
    numbers += [{"at-least": 9, "below": 11}, "unknown"]
    run = lanes(*({**SHOP, "people": number} for number in numbers), {"kind": "site", "people": 10})
    assert expected == words(run.held(parse(source)), 8)


def test_a_truth_has_the_lanes_of_its_name() -> None:
    """A truth is found by kind and id; one that does not exist is refused with the nearest."""
    run = lanes({**SHOP, "people": 100}, {**SHOP, "people": 99}, SHOP)
    assert words(run.truth("fact:tier.high"), 3) == "yno"
    with pytest.raises(UnknownNameError, match="did you mean 'fact:crowded'"):
        run.truth("fact:crowdet")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kind", "question:kind"),
        ("crowded", "fact:crowded"),
        ("kind.shop", "answer:kind.shop"),
        ("features.none", "answer:features.none"),
        ("tier.high", "fact:tier.high"),
    ],
)
def test_a_name_stands_for_a_truth(name: str, expected: str) -> None:
    """Questions, facts, answers and levels are told apart by what the model has."""
    assert expected == truth_of(MODEL, parse(name))


def test_the_places_of_a_condition_are_the_values_that_its_clauses_are_made_of() -> None:
    """Names stand where their truths do, comparisons at their question and the sides that they have."""
    below = MODEL.columns["people"].below
    condition = parse("crowded or people == 10 or not people >= 0 and kind.shop")
    assert [
        MODEL.truths["fact:crowded"],
        MODEL.truths["question:people"],
        below[10],
        below[11],
        MODEL.truths["question:people"],
        MODEL.truths["answer:kind.shop"],
    ] == list(places(MODEL, condition))


def test_an_input_may_be_otherwise_in_some_lanes() -> None:
    """With cards ticked wherever the system is a shop, the rest follows; a value that was not asked for is not there."""
    before = lanes({"kind": "site"}, SHOP, {"kind": "shop", "features": ["mail"]})
    cards, shop = MODEL.columns["features"].answers["cards"], MODEL.truths["answer:kind.shop"]
    held = MODEL.truths["answer:features.cards"]
    after = before.changed(lambda place: before.at(shop) if place == cards else None, [held])
    assert [words(run.at(held), 3) for run in (before, after)] == ["non", "nyy"]
    assert held in after.values
    assert MODEL.truths["fact:crowded"] not in after.values
    assert len(after.values) == len(MODEL.program.slice([held]).number)


def test_lanes_outside_the_run_have_no_bits() -> None:
    """A negation fills the lanes that there are, and no more."""
    run = lanes({"kind": "site"}, SHOP, {})
    assert (run.every, run.held(parse("not kind"))) == (0b111, Planes(0, 0))
    assert run.held(parse("not not kind")) == Planes(0b111, 0b111)


# ---------------------------------------------------------------------------------------------
# What decides


def decided(source: str, *sheets: Mapping[str, Any], where: int | None = None) -> list[str]:
    """Return for each clause the lanes in which it decides: T where it holds, F where it does not.

    An ``o`` stands where it would decide and is open.
    """
    run = lanes(*sheets)
    found = run.clauses(parse(source), run.every if where is None else where)
    return [f"{clause.leaf}: {_marks(clause, len(sheets))}" for clause in found]


def _marks(clause: Clause, count: int) -> str:
    marks = ""
    for lane in range(count):
        decides = clause.decides >> lane & 1
        true, false = clause.decides_true >> lane & 1, clause.decides_false >> lane & 1
        assert decides or not (true or false)
        marks += "T" if true else "F" if false else "o" if decides else "-"
    return marks


FOUR: list[Plain] = [
    {**SHOP, "features": []},
    {**SHOP, "features": ["cards"]},
    {**SHOP, "features": ["mail"]},
    {**SHOP, "features": ["cards", "mail"]},
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("features.cards", ["features.cards: FTFT"]),
        ("not features.cards", ["features.cards: FTFT"]),
        ("features.cards and features.mail", ["features.cards: --FT", "features.mail: -F-T"]),
        ("features.cards or features.mail", ["features.cards: FT--", "features.mail: F-T-"]),
        ("features.cards and not features.mail", ["features.cards: FT--", "features.mail: -F-T"]),
        ("not (features.cards or not features.mail)", ["features.cards: --FT", "features.mail: F-T-"]),
        (
            "kind and (features.cards or features.mail)",
            ["kind: -TTT", "features.cards: FT--", "features.mail: F-T-"],
        ),
        (
            "kind.site and (features.cards or features.mail)",
            ["kind.site: -FFF", "features.cards: ----", "features.mail: ----"],
        ),
    ],
)
def test_a_clause_decides_where_the_others_leave_it_to_it(source: str, expected: list[str]) -> None:
    """A shop with nothing, with cards, with mail, and with both: where flipping one clause flips all."""
    assert expected == decided(source, *FOUR)


def test_the_same_name_twice_is_two_clauses() -> None:
    """Each is looked at with the other as it is: where both hold, neither decides alone."""
    source = "features.cards and features.mail or features.cards"
    assert decided(source, *FOUR) == [
        "features.cards: --F-",
        "features.mail: ----",
        "features.cards: FTF-",
    ]


def test_a_clause_decides_nothing_while_another_is_open() -> None:
    """Until the mail is known, cards do not certainly decide; an open clause may be the one that does."""
    sheets: list[Plain] = [
        {**SHOP, "features": "unknown"},
        {**SHOP, "features": ["cards"], "people": "unknown"},
    ]
    assert decided("features.cards and features.mail", *sheets) == [
        "features.cards: --",
        "features.mail: -F",
    ]
    assert decided("features.cards and crowded", *sheets) == ["features.cards: --", "crowded: -o"]


def test_clauses_decide_among_the_lanes_that_matter() -> None:
    """Where a condition makes no difference, none of its clauses does."""
    assert decided("features.cards or features.mail", *FOUR, where=0b0110) == [
        "features.cards: -T--",
        "features.mail: --T-",
    ]


def test_a_comparison_is_a_clause() -> None:
    """Its lanes are those of the comparison as a whole."""
    sheets: list[Plain] = [{**SHOP, "people": n, "features": ["cards"]} for n in (9, 10)]
    assert decided("people < 10 and features.cards", *sheets) == ["people < 10: TF", "features.cards: T-"]


def test_clauses_come_in_the_order_of_the_leaves() -> None:
    """Clause *i* is leaf *i* from the left, however deep it stands."""
    condition = parse("not (kind and (features.cards or not crowded)) or people < 10 and ten")
    run = lanes(*FOUR)
    assert list(leaves(condition)) == [clause.leaf for clause in run.clauses(condition, run.every)]
