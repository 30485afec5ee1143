"""Explanations over a pack of 2,000 rules must not get slow: each is the answer to a person."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from bench.measure import Row, timed
from bench.workload import sheet, workload
from surveymodel.engine.change import why_not, without
from surveymodel.engine.decide import decides_most
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.explain import why
from surveymodel.engine.link import link
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System

SAMPLE = 80


def rows() -> Iterator[Row]:
    """Measure explanations of random tasks, threats and rules beside one resolution."""
    content = workload()
    model = link(content)
    system = System(answers=sheet(content, seed=3))
    resolution = resolve(model, system)
    one = timed(lambda: resolve(model, system))
    calls: tuple[tuple[str, Callable[[Resolution, str], object], Certainty], ...] = (
        ("why", why, "certain"),
        ("without", without, "certain"),
        ("why-not", why_not, "excluded"),
    )
    for name, call, certainty in calls:
        times = sorted(_times(resolution, call, certainty))
        yield Row(f"{name}, median of {len(times)}", median(times), "one resolution", one, 0.050)
        yield Row(f"{name}, slowest of {len(times)}", times[-1], "one resolution", one, 0.050)
    partly = resolve(model, System(answers=sheet(content, seed=3, share=0.6)))
    yield Row("decides_most", timed(lambda: decides_most(partly), rounds=5), "one resolution", one)


def _times(
    resolution: Resolution, call: Callable[[Resolution, str], object], certainty: Certainty
) -> Iterator[float]:
    chance = random.Random(1)
    for kind in ("task", "threat", "rule"):
        names = [f"{kind}:{id}" for id in resolution.truths(kind, certainty)]
        for name in chance.sample(names, min(SAMPLE, len(names))):
            start = perf_counter()
            call(resolution, name)
            yield perf_counter() - start
