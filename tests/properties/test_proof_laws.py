"""Laws of proofs: what the solver says of all sheets is what trying each of them shows.

Every verdict here is the solver's: nothing is tried out, and one random system is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from unittest.mock import patch

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from surveymodel.authoring.checks.every import check
from surveymodel.authoring.least import run_part
from surveymodel.authoring.proofs.clash import Clash
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.authoring.strategies.conditions import conditions
from surveymodel.condition import Condition, parse
from surveymodel.content.load import settle
from surveymodel.engine.clauses import Lanes, places
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import FALSE
from tests import oracle
from tests.packs import Plain, draft
from tests.properties.test_check_laws import (
    never,
    of_conditions,
    of_outcomes,
    of_the_survey,
    reported,
    sheets,
    trusted,
    twins,
    within,
)
from tests.properties.test_probe_laws import plain
from tests.solving import by_solver_alone, satisfiable
from tests.strategies import packs

#: Each example asks two solvers, and tries every sheet besides.
FEWER = settings(max_examples=max(1, settings().max_examples // 2))


@st.composite
def packs_and_conditions(draw: st.DrawFn) -> tuple[Plain, SurveyModel, str]:
    """Draw a pack whose sheets are few, and a condition over its names."""
    pack = draw(packs(limit=64))
    assume(pack["questions"])
    linked = link(settle(draft(pack)))
    return pack, linked, draw(conditions(linked))


def held(condition: Condition, lanes: Lanes) -> int:
    return lanes.held(condition).must


def failed(condition: Condition, lanes: Lanes) -> int:
    return lanes.every & ~lanes.held(condition).may


def solved(linked: SurveyModel, wanted: partial[int], needs: tuple[int, ...]) -> tuple[Prover, Settled]:
    """Return what the solver alone says of something."""
    prover = Prover(linked, systems=1)
    with patch("surveymodel.authoring.proofs.prover.FEW", 0):
        return prover, prover.settle(wanted, needs)


@FEWER
@given(packs_and_conditions(), st.sampled_from([held, failed]))
def test_a_condition_can_hold_or_fail_where_a_sheet_shows_it(
    drawn: tuple[Plain, SurveyModel, str], side: object
) -> None:
    """Both solvers agree with every sheet tried out, and what is found is a sheet that shows it."""
    pack, linked, source = drawn
    wanted = partial(held if side is held else failed, parse(source))
    needs = tuple(places(linked, parse(source)))
    prover, settled = solved(linked, wanted, needs)
    node = oracle.parse(source)
    seen = [oracle.Evaluation(pack, sheet).node(node) is (side is held) for sheet in oracle.every_sheet(pack)]
    assert settled.possible is any(seen)
    assert settled.proved is not any(seen)
    term = prover.symbols.formulas.term(wanted(prover.symbols))
    assert satisfiable(prover.symbols.formulas, [term.place]) is any(seen)
    if settled.possible:
        assert wanted(run_part(linked, needs, [settled.sheet]))
        assert oracle.Evaluation(pack, plain(settled.sheet)).node(node) is (side is held)


@FEWER
@given(packs_and_conditions(), st.data())
def test_clauses_that_clash_cannot_hold_together_and_any_fewer_can(
    drawn: tuple[Plain, SurveyModel, str], data: st.DataObject
) -> None:
    """Of a condition that contradicts itself, the terms that are named are the least that do."""
    _, linked, one = drawn
    other = data.draw(conditions(linked))
    prover = Prover(linked)
    symbols, formulas = prover.symbols, prover.symbols.formulas
    term = formulas.term(symbols.held(parse(f"({one}) and ({other}) and not ({one})")).must)
    cores: list[tuple[int, ...]] = []

    def clashing(given: Sequence[int]) -> tuple[int, ...]:
        assert prover.solver is not None
        cores.append(prover.solver.clashing(given))
        return cores[-1]

    Clash(formulas, {}, clashing).said(term)
    assert cores or term.place == FALSE
    for core in cores:
        assert not satisfiable(formulas, core)
        assert all(satisfiable(formulas, [left for left in core if left != part]) for part in core)


@FEWER
@given(st.booleans().flatmap(lambda layers: packs(limit=64, layers=layers)))
def test_what_is_proved_of_a_pack_is_what_every_sheet_shows(pack: Plain) -> None:
    """Whatever never is asked, fires, holds, applies, is shown or counts is reported, and nothing else is."""
    with by_solver_alone():
        found, seen = trusted(check(draft(pack))), sheets(pack)
    assert of_the_survey(pack, seen) == reported(found, "SM401", "SM402", "SM403")
    assert of_outcomes(pack, seen) == reported(found, "SM404", "SM405", "SM406", "SM420")
    assert of_conditions(pack, seen) == reported(found, "SM410", "SM424")
    assert within(pack, seen) == reported(found, "SM413")
    assert not reported(found, "SM425")


# ---------------------------------------------------------------------------------------------
# Planted faults


AB = [{"id": "a"}, {"id": "b"}]
FAULTS = ["SM401", "SM402", "SM403", "SM405", "SM406", "SM409", "SM413-less", "SM413-where", "SM420", "SM424"]


@st.composite
def planted(draw: st.DrawFn, fault: str) -> Plain:
    """Draw a pack and put a fault into it, made of its own conditions.

    Whether it is one hangs on the conditions: one that never holds makes no rule say the same.
    """
    pack = draw(packs(limit=64))
    assume(pack["questions"])
    names = conditions(link(settle(draft(pack))))
    one, other = draw(names), draw(names)
    never = f"({one}) and not ({one})"
    threat: Plain = {"id": "fault", "likelihood": 1, "impact": 1}
    task: Plain = {"id": "fault"}
    more: Plain = {
        "SM401": {"questions": [{"id": "fault", "select": "one", "when": never, "answers": AB}]},
        "SM402": {"rules": [{"id": "fault", "when": never, "raises": ["fault"]}], "threats": [threat]},
        "SM403": {"facts": [{"id": "fault", "when": f"({one}) or not ({one})"}]},
        "SM405": {
            "threats": [threat],
            "rules": [{"id": "fault", "when": one, "raises": ["fault"]}],
            "countermeasures": [{**task, "counters": ["fault"], "when": f"not ({one})"}],
        },
        "SM406": {
            "rules": [{"id": "fault", "when": one, "requires": ["fault"], "priority": 1}],
            "countermeasures": [task],
            "guides": [{"countermeasure": "fault", "stack": "x", "when": f"({other}) and not ({one})"}],
        },
        "SM409": {
            "threats": [threat],
            "rules": [
                {"id": "first", "when": f"({one}) and ({other})", "raises": ["fault"]},
                {"id": "fault", "when": f"not (not ({one}) or not ({other}))", "raises": ["fault"]},
            ],
        },
        "SM413-less": {
            "threats": [threat, {**threat, "id": "more"}],
            "rules": [
                {"id": "outer", "when": f"({one}) or ({other})", "raises": ["fault", "more"]},
                {"id": "fault", "when": one, "raises": ["fault"]},
            ],
        },
        "SM413-where": {
            "threats": [threat],
            "rules": [
                {"id": "outer", "when": one, "raises": ["fault"]},
                {"id": "fault", "when": f"({other}) and ({one})", "raises": ["fault"]},
            ],
        },
        "SM420": {
            "threats": [threat],
            "rules": [{"id": "fault", "when": one, "raises": ["fault"]}],
            "countermeasures": [{**task, "counters": ["fault"], "when": other}],
        },
        "SM424": {
            "rules": [{"id": "fault", "when": one, "requires": ["fault"], "priority": 1}],
            "countermeasures": [{**task, "when": f"({other}) and not ({one})"}],
        },
    }[fault]
    return {**pack, **{kind: [*pack.get(kind, ()), *entries] for kind, entries in more.items()}}


@pytest.mark.parametrize("fault", FAULTS)
@settings(max_examples=max(12, settings().max_examples // 8))
@given(data=st.data())
def test_a_planted_fault_is_proved_and_nothing_else(fault: str, data: st.DataObject) -> None:
    """Every verdict on the pack is what all its sheets show, among them that on what was planted."""
    pack, code = data.draw(planted(fault)), fault[:5]
    with by_solver_alone():
        found, seen = trusted(check(draft(pack))), sheets(pack)
    expected = of_the_survey(pack, seen) | of_outcomes(pack, seen) | of_conditions(pack, seen)
    expected |= within(pack, seen) | twins(pack, seen)
    firing = {rule["id"] for rule in pack["rules"] if not never(here.fires(rule) for here in seen)}
    told = reported(found, *(fault[:5] for fault in FAULTS), "SM404", "SM410")
    assert expected == {one for one in told if one[0] != "SM409" or one[1] in firing}
    event("proved" if any(one[0] == code and one[1].startswith("fault") for one in expected) else "is none")
