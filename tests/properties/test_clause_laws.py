"""Laws of clauses in lanes, and of sheets made up as lanes, on random packs."""

from __future__ import annotations

from itertools import islice
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System
from surveymodel.authoring.strategies.conditions import conditions
from surveymodel.condition import parse
from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.evaluate import inputs
from surveymodel.engine.model import SurveyModel
from tests import oracle
from tests.packs import Plain, model
from tests.strategies import complete_sheets, packs, sheets

Sheet = dict[str, Any]
Node = tuple[Any, ...]

#: The most completions that a law looks at.
FEW = 60


def lanes(linked: SurveyModel, many: list[Sheet]) -> Lanes:
    """Run sheets, a lane each."""
    given = [{q: r.answer for q, r in System(answers=sheet).answers.items()} for sheet in many]
    return Lanes(linked, len(given), linked.program.run(inputs(linked, given), len(given)))


def kleene(planes: Planes, lane: int) -> bool | None:
    """Return the value of one lane as the plain evaluator has it."""
    return True if planes.must >> lane & 1 else None if planes.may >> lane & 1 else False


def flipped(node: Node) -> list[Node]:
    """Return the trees in which one leaf is negated, the first for the leaf on the left."""
    if node[0] in ("name", "compare"):
        return [("not", node)]
    parts = node[1:]
    return [
        (node[0], *parts[:index], other, *parts[index + 1 :])
        for index, part in enumerate(parts)
        for other in flipped(part)
    ]


@st.composite
def conditions_in_lanes(draw: st.DrawFn, *, complete: bool) -> tuple[Plain, str, list[Sheet]]:
    """Draw a pack, a condition over its names, and some sheets."""
    pack = draw(packs())
    chosen = complete_sheets(pack) if complete else sheets(pack)
    return pack, draw(conditions(model(pack))), draw(st.lists(chosen, min_size=1, max_size=6))


@given(conditions_in_lanes(complete=False))
def test_a_condition_in_lanes_is_what_the_plain_evaluator_makes_of_it(
    drawn: tuple[Plain, str, list[Sheet]],
) -> None:
    """In every lane a condition of any shape certainly holds, may or does not as three values say."""
    pack, source, many = drawn
    held = lanes(model(pack), many).held(parse(source))
    for lane, sheet in enumerate(many):
        assert oracle.Evaluation(pack, sheet).condition(source) == kleene(held, lane)


@given(conditions_in_lanes(complete=True))
def test_a_clause_decides_where_flipping_it_flips_the_condition(
    drawn: tuple[Plain, str, list[Sheet]],
) -> None:
    """In a complete lane a leaf decides if, and only if, the tree with it negated comes out otherwise."""
    pack, source, many = drawn
    run = lanes(model(pack), many)
    clauses = list(run.clauses(parse(source), run.every))
    others = flipped(oracle.parse(source))
    assert len(others) == len(clauses)
    for lane, sheet in enumerate(many):
        here = oracle.Evaluation(pack, sheet)
        whole = here.condition(source)
        expected = [here.node(other) != whole for other in others]
        assert expected == [bool(clause.decides >> lane & 1) for clause in clauses]


@given(conditions_in_lanes(complete=False))
def test_a_clause_that_decides_does_so_however_the_rest_is_answered(
    drawn: tuple[Plain, str, list[Sheet]],
) -> None:
    """What is said of an incomplete lane holds in each of its completions."""
    pack, source, many = drawn
    run = lanes(model(pack), many)
    others = flipped(oracle.parse(source))
    for clause, other in zip(run.clauses(parse(source), run.every), others, strict=True):
        for lane, sheet in enumerate(many):
            if not clause.decides >> lane & 1:
                continue
            for completion in islice(oracle.completions(pack, sheet), FEW):
                here = oracle.Evaluation(pack, completion)
                assert here.node(other) != here.condition(source)
