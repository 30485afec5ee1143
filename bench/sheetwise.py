"""One sheet must not get slow beside engines that take sheet after sheet.

They get what holds of the answers, facts spelt out, and say which rules fire. The resolution gets the
sheet, checks it, and says of rules, threats, tasks and controls what is certain and what possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress, cycle
from types import ModuleType
from typing import Any

from attrs import frozen

from bench.measure import beside
from bench.peers import cel, datalogic, qubit, ruled, zen
from bench.peers.spelling import Flat, flat, spelt_out
from bench.plain import Plain
from bench.ratio import Ratio
from bench.resolving import planned, system
from bench.workload import sheet
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System

__all__ = ["PEERS", "Cases", "cases", "compiled", "rows"]

PEERS: tuple[Any, ...] = (zen, datalogic, cel, qubit, ruled)


@frozen
class Cases:
    """Complete sheets of a pack, as each engine takes them."""

    model: SurveyModel
    sheets: Sequence[Mapping[str, Given]]
    systems: Sequence[System]
    flat: Sequence[Flat]
    fired: Sequence[set[str]]  #: the rules that fire in each


def cases(model: SurveyModel, count: int) -> Cases:
    """Return random complete sheets; stop the run where our resolution differs from the plain one."""
    sheets = [sheet(model.content, seed=seed) for seed in range(count)]
    systems = [system(model, answers) for answers in sheets]
    rules = spelt_out(model).values()
    flats, fired = [], []
    for index, (answers, one) in enumerate(zip(sheets, systems, strict=True)):
        resolution, plain = resolve(model, one), Plain(model.content, answers)
        same("surveymodel", f"sheet {index}", set(resolution.truths("rule", "certain")), plain.rules())
        same("surveymodel", f"sheet {index}", set(resolution.truths("task", "certain")), plain.tasks())
        flats.append(flat(resolution, rules))
        fired.append(plain.rules())
    return Cases(model, sheets, systems, flats, fired)


def same(engine: str, where: str, found: set[str], expected: set[str]) -> None:
    """Stop the run where an engine says something else than the plain evaluation."""
    if found != expected:
        raise SystemExit(f"{engine} differs on {where}: {sorted(found ^ expected)[:5]}")


def compiled(peer: ModuleType | Any, found: Cases, *, checked: int) -> Callable[[Flat], Sequence[bool]]:
    """Return an engine's evaluation, checked on some sheets."""
    rules = spelt_out(found.model)
    evaluate: Callable[[Flat], Sequence[bool]] = peer.compiled(rules)
    always = {rule.id for rule in found.model.content.rules if rule.when is None}
    for index, (answers, expected) in enumerate(zip(found.flat[:checked], found.fired, strict=False)):
        same(peer.NAME, f"sheet {index}", {*compress(rules, evaluate(answers)), *always}, expected)
    return evaluate


def rows(model: SurveyModel, *, count: int = 60, rounds: int = 9) -> Iterator[Ratio]:
    """Measure one sheet in every engine."""
    found = cases(model, count)
    systems, sheets = cycle(found.systems), cycle(found.sheets)
    calls: dict[str, Callable[[], object]] = {
        "resolve": lambda: resolve(model, next(systems)),
        "plan": lambda: planned(model, next(sheets)),
    }
    for peer in PEERS:
        calls[peer.NAME] = partial(_next, compiled(peer, found, checked=count), cycle(found.flat))
    taken = beside(calls, rounds=rounds, each=10)
    name = f"{model.id}, {len(model.content.rules):,} rules"
    for peer in PEERS:
        bound = 1.0 if peer is zen and model.id != "core" else None
        what = f"one sheet resolved ({name})"
        yield Ratio(what, taken["resolve"], peer.NAME, peer.FORM, taken[peer.NAME], bound)
    yield Ratio(f"answers to plan with reasons ({name})", taken["plan"], zen.NAME, zen.FORM, taken[zen.NAME])


def _next(evaluate: Callable[[Flat], Sequence[bool]], sheets: Iterator[Flat]) -> object:
    return evaluate(next(sheets))
