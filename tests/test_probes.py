"""Sheets made up as lanes: random ones, and every one of a few questions."""

from __future__ import annotations

import pytest

from surveymodel import System, resolve
from surveymodel.authoring.probes import Every, every_sheet, random_lanes, sheet_at
from surveymodel.condition import parse
from surveymodel.engine.clauses import places
from surveymodel.engine.reply import UNKNOWN
from tests.packs import model
from tests.shop import MODEL


def every(source: str, most: int = 1 << 18) -> Every | None:
    """Return every sheet of the shop's questions that a condition looks at."""
    return every_sheet(MODEL, places(MODEL, parse(source)), most)


def options(source: str) -> dict[str, list[object]]:
    """Return the answers that are tried for a condition, by question."""
    found = every(source)
    assert found is not None
    return {question: list(given) for question, given in found.options.items()}


# ---------------------------------------------------------------------------------------------
# Every sheet


def test_sheets_that_differ_in_one_question_may_tell_a_value_apart() -> None:
    """Without an answer the second is x, as the first says; with y given in its place the fact holds.

    What is given is an answer, so the sheet is the one that has none.
    """
    two = [{"id": "x"}, {"id": "y"}]
    implying = [{"id": "x", "implies": ["second.x"]}, {"id": "y"}]
    linked = model(
        {
            "questions": [
                {"id": "first", "select": "one", "answers": implying},
                {"id": "second", "select": "one", "answers": two},
                {"id": "third", "select": "one", "answers": two},
            ],
            "facts": [{"id": "both", "when": "first.x and second.y"}, {"id": "other", "when": "third.x"}],
        }
    )
    place, other = linked.truths["fact:both"], linked.truths["fact:other"]
    found = every_sheet(linked, [place, other])
    assert found is not None
    lane, given = found.apart("second", place) or (0, UNKNOWN)
    assert (found.answers(lane), given) == ({"first": "x", "second": UNKNOWN, "third": "x"}, "y")
    assert found.apart("third", place) is None
    alone = every_sheet(linked, [place])
    assert alone is not None
    assert alone.apart("third", place) is None


def test_only_questions_that_a_condition_rests_on_are_tried() -> None:
    """Cards are asked about in shops only, so the kind is tried too, and nothing else is."""
    assert list(options("features.cards")) == ["kind", "features"]


def test_answers_that_make_no_difference_are_one() -> None:
    """Of the features only cards matter, so there are two ways: without them and with them."""
    assert options("features.cards") == {"kind": ["site", "shop"], "features": [(), ("cards",)]}


def test_an_empty_list_differs_from_one_with_something_else_in_it() -> None:
    """Where "none of these" matters, a list of something that does not matter is tried too."""
    assert options("features.none")["features"] == [(), ("cards",)]
    assert options("features.none and features.cards")["features"] == [(), ("mail",), ("cards",)]


def test_an_exclusive_answer_is_tried_alone() -> None:
    """The demo stands beside nothing, so there is no list of it and cards."""
    assert options("features.demo or features.cards")["features"] == [(), ("demo",), ("cards",)]


def test_a_number_is_tried_once_for_each_range() -> None:
    """The shop compares its people with 5 and with a crowd of 100."""
    assert options("people > 5 and crowded")["people"] == [0, 6, 100]
    assert options("crowded")["people"] == [0, 100]


def test_a_question_that_others_imply_is_tried_without_an_answer() -> None:
    """A site implies static hosting; left open, hosting is what the kind makes it."""
    assert options("hosting.static")["hosting"] == [UNKNOWN, "static", "cloud"]


def test_the_lanes_count_through_the_answers() -> None:
    """There is a lane for each way to combine the answers, and each lane has a sheet of its own."""
    found = every("features.cards or features.demo")
    assert found is not None
    assert found.lanes.count == 2 * 3
    assert [found.sheet(lane) for lane in range(6)] == [
        {"kind": "site", "features": ()},
        {"kind": "shop", "features": ()},
        {"kind": "site", "features": ("demo",)},
        {"kind": "shop", "features": ("demo",)},
        {"kind": "site", "features": ("cards",)},
        {"kind": "shop", "features": ("cards",)},
    ]
    assert found.lanes.held(parse("features.cards or features.demo")).must == 0b101000


def test_an_open_answer_stands_in_no_sheet() -> None:
    """A lane in which a question was left open has a sheet without it."""
    found = every("hosting.static")
    assert found is not None
    assert [found.sheet(lane) for lane in range(2)] == [{"kind": "site"}, {"kind": "shop"}]
    assert found.lanes.held(parse("hosting.static")).must & 0b11 == 0b01


@pytest.mark.parametrize(("most", "tried"), [(6, True), (5, False), (2, False), (1, False), (0, False)])
def test_where_there_are_too_many_sheets_none_is_tried(most: int, tried: bool) -> None:
    """Six sheets are tried where six may be, and not where fewer may."""
    assert tried == (every("features.cards or features.demo", most) is not None)


def test_a_condition_that_rests_on_no_answer_has_one_sheet() -> None:
    """Something that always holds needs no answers to be tried."""
    found = every_sheet(MODEL, [MODEL.truths["rule:always"]])
    assert found is not None
    assert (found.lanes.count, found.sheet(0), found.lanes.truth("rule:always").must) == (1, {}, 1)


# ---------------------------------------------------------------------------------------------
# Random sheets


def test_random_sheets_are_the_same_for_the_same_seed() -> None:
    """A seed gives the same lanes, and another seed gives others."""
    one, again, other = (random_lanes(MODEL, 64, seed) for seed in (7, 7, 8))
    assert list(one.values) == list(again.values)
    assert list(one.values) != list(other.values)


def test_random_sheets_reach_every_answer() -> None:
    """Among a few thousand there is each answer, each range, nothing of a list, and an open question."""
    run = random_lanes(MODEL, 4096, seed=1)
    sheets = [sheet_at(run, lane) for lane in range(run.count)]
    found: dict[str, set[object]] = {question: set() for question in MODEL.questions}
    for sheet in sheets:
        for question in MODEL.questions:
            found[question].add(sheet.get(question))
    assert found == {
        "region": {"west", "east"},
        "kind": {"site", "shop"},
        "features": {None, (), ("cards",), ("mail",), ("cards", "mail"), ("demo",)},
        "people": {None, 0, 6, 100},
        "vendor": {None, "own", "suite"},
        "login": {None, "cookie", "token"},
        "hosting": {None, "static", "cloud", "own"},
        "stack": {None, (), ("django",), ("flask",), ("django", "flask")},
    }


def test_a_random_sheet_has_no_answer_to_a_question_that_is_not_asked() -> None:
    """Sites are not asked for their features, whatever was drawn."""
    run = random_lanes(MODEL, 256, seed=1)
    sites = [sheet for lane in range(256) if (sheet := sheet_at(run, lane))["kind"] == "site"]
    assert sites
    assert {question for sheet in sites for question in sheet} == {"region", "kind", "hosting"}


def test_a_random_sheet_stands_for_its_lane() -> None:
    """What holds in a lane is what follows from its sheet alone."""
    run = random_lanes(MODEL, 64, seed=3)
    for lane in range(run.count):
        sheet = sheet_at(run, lane)
        firm = System(answers={"region": sheet.pop("region")}, id="firm")
        alone = resolve(MODEL, System(answers=sheet, organisation=firm)).evaluation
        for place in MODEL.truths.values():
            held = run.at(place)
            assert (held.must >> lane & 1, held.may >> lane & 1) == (alone.must(place), alone.may(place))


def test_a_survey_without_questions_has_random_lanes_too() -> None:
    """With nothing to draw, every lane is the same."""
    rule = {"id": "always", "requires": ["c"], "priority": 1}
    alone = model({"rules": [rule], "countermeasures": [{"id": "c"}]})
    run = random_lanes(alone, 3, seed=0)
    assert (run.truth("task:c").must, sheet_at(run, 2)) == (0b111, {})
