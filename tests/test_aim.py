"""Random sheets of one situation."""

from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System, resolve
from surveymodel.authoring.aim import aimed
from surveymodel.authoring.probes import random_lanes, sheet_at
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.strategies.conditions import conditions
from surveymodel.condition import Condition, parse
from surveymodel.engine.clauses import Lanes, places
from surveymodel.engine.model import SurveyModel
from tests import oracle
from tests.packs import Plain, model
from tests.strategies import packs

TICKS: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": [{"id": f"k{n}"} for n in range(40)]},
        {
            "id": "parts",
            "select": "many",
            "answers": [*({"id": f"p{n}"} for n in range(6)), {"id": "alone", "exclusive": True}],
        },
    ],
    "facts": [
        {"id": "rare", "when": "kind.k7 and parts.p0"},
        {"id": "bare", "when": "kind.k7 and parts.none"},
        {"id": "single", "when": "kind.k7 and parts.alone"},
        {"id": "without", "when": "kind.k7 and not parts.p0"},
    ],
}
MODEL = model(TICKS)


def held(condition: Condition, lanes: Lanes) -> int:
    """Return the lanes in which a condition certainly holds."""
    return lanes.held(condition).must


def aim(source: str, linked: SurveyModel = MODEL, count: int = 256) -> tuple[Lanes, Lanes]:
    """Return random lanes, and those of a situation."""
    lanes = random_lanes(linked, count, seed=5)
    condition = parse(source)
    return lanes, aimed(lanes, partial(held, condition), tuple(places(linked, condition)))


def ticks(lanes: Lanes) -> set[object]:
    """Return every list of parts that some lane has."""
    return {sheet_at(lanes, lane)["parts"] for lane in range(lanes.count)}


def test_a_rare_situation_is_in_every_lane() -> None:
    """One in forty has it by chance; afterwards all have."""
    before, after = aim("rare")
    assert held(parse("rare"), before).bit_count() < 256 // 16
    assert held(parse("rare"), after) == after.every


def test_what_the_situation_does_not_look_at_is_left_to_chance() -> None:
    """Beside the tick that it needs, the others are ticked or not; what stands alone is not."""
    _, after = aim("rare")
    found = ticks(after)
    assert len(found) > 20
    assert all("p0" in parts and "alone" not in parts for parts in found if isinstance(parts, tuple))
    _, without = aim("without")
    assert len(ticks(without)) > 15
    assert () in ticks(without)


def test_an_empty_list_and_an_answer_alone_stay_what_they_are() -> None:
    """Where these are the situation, nothing is ticked beside them."""
    assert ticks(aim("bare")[1]) == {()}
    assert ticks(aim("single")[1]) == {("alone",)}


def test_what_is_often_so_is_left_as_it_is() -> None:
    """Random lanes that have the situation often enough are taken as they are."""
    before, after = aim("parts.p0")
    assert before is after


def test_what_is_never_so_is_left_as_it_is() -> None:
    """There is no way into it."""
    before, after = aim("kind.k1 and kind.k2")
    assert before is after


def test_what_chance_does_not_meet_may_still_be() -> None:
    """A few lanes miss it, and every sheet has it somewhere."""
    condition = parse("kind.k7 and parts.alone")
    few = Prover(MODEL, systems=3)
    assert not held(condition, few.random)
    assert few.settle(partial(held, condition), places(MODEL, condition)).possible


@given(packs(), st.data())
def test_aimed_lanes_are_sheets_of_the_situation(pack: Plain, data: st.DataObject) -> None:
    """Whatever the situation: each lane has the truths of its sheet, which anybody could answer, and
    where the lanes were changed, each has the situation.
    """
    linked = model(pack)
    source = data.draw(conditions(linked))
    before, after = aim(source, linked, 40)
    if after is not before:
        assert held(parse(source), after) == after.every
    for lane in range(0, 40, 3):
        sheet = sheet_at(after, lane)
        alone = resolve(linked, System(answers=sheet)).evaluation
        for place in linked.truths.values():
            planes = after.at(place)
            assert (planes.must >> lane & 1, planes.may >> lane & 1) == (alone.must(place), alone.may(place))
        plain = {q: list(g) if isinstance(g, tuple) else g for q, g in sheet.items()}
        assert oracle.Evaluation(pack, plain).condition(source) is not False or after is before
