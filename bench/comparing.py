"""Other engines must not get faster than this one unseen: all comparisons, small or in full."""

from __future__ import annotations

from attrs import evolve

from bench import batching, batchwise, growth, sheetwise
from bench.ratio import Ratio, ratios
from bench.workload import workload
from surveymodel.engine.link import link
from surveymodel.engine.load import load

__all__ = ["full", "small"]


def small() -> str:
    """Return ratios over few sheets; the run stops where results differ."""
    models = (link(workload(rules=500)), load())
    found = [one for model in models for one in sheetwise.rows(model, count=20, rounds=3)]
    found += batchwise.measured(threads=2, count=10_000)
    points = growth.points(short=True)
    engines = dict.fromkeys(one.engine for one in points)
    unbound = [evolve(one, bound=None) for one in found]  # bounds are for large inputs
    return f"{ratios(unbound)}\n\nEqual results in {', '.join(engines)}.\n"


def full() -> list[Ratio]:
    """Return all comparisons over a million sheets."""
    found = [one for model in (link(workload()), load()) for one in sheetwise.rows(model)]
    for threads in (1, 2):
        found += batchwise.measured(threads=threads, count=1_000_000)
    return [*found, *batching.rows()]
