"""One resolution of a pack of 2,000 rules must not get slow: everything interactive waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.measure import Row, timed
from bench.plain import fired
from bench.workload import sheet, workload
from surveymodel.engine.link import link
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System
from surveymodel.project.plan import plan


def rows() -> Iterator[Row]:
    """Measure resolutions beside a plain recursive evaluation of the same conditions."""
    content = workload()
    model = link(content)
    linking = timed(lambda: link(content), rounds=3)
    complete = sheet(content, seed=3)
    _compare(resolve(model, System(answers=complete)), fired(content, complete))
    plain = timed(lambda: fired(content, complete), rounds=5)
    for share, words in ((1.0, "complete sheet"), (0.6, "sheet with open questions")):
        system = System(answers=sheet(content, seed=3, share=share))
        resolution = resolve(model, system)
        one = timed(partial(resolve, model, system), rounds=50)
        yield Row(f"resolve, both planes, {words}", one, "recursive evaluation, complete", plain, 0.002)
        yield Row(
            f"plan from that resolution, {words}",
            timed(partial(plan, resolution), rounds=5),
            "the resolution",
            one,
        )
    yield Row("link", linking, "the resolution", one)


def _compare(resolution: Resolution, expected: set[str]) -> None:
    """Stop the run where the two evaluations differ."""
    found = set(resolution.truths("rule", "certain"))
    if found != expected:
        raise SystemExit(f"resolutions differ: {sorted(found ^ expected)[:5]}")
