"""Time must grow with sheets and rules no faster than they do.

Run as a program it prints the points of both curves as JSON: the seconds that each engine takes for
all rules of some sheets, from what it likes best, one thread each.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from typing import Any

from attrs import asdict, frozen

from bench.batchwise import Evaluation
from bench.measure import timed
from bench.peers import frames, qubit, ruled, vectors
from bench.peers.columns import Columns
from bench.sheetwise import PEERS, cases, compiled
from bench.workload import workload
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel

__all__ = ["Point", "exponent", "points"]

#: The most sheets that an engine is given which goes from sheet to sheet: 10,000, or fewer to the slow ones.
_MOST = {qubit.NAME: 1_000, ruled.NAME: 1_000}


@frozen
class Point:
    """What an engine took for some sheets under some rules."""

    engine: str
    by: str  #: ``sheets`` or ``rules``: what the curve is about
    sheets: int
    rules: int
    seconds: float

    @property
    def each(self) -> float:
        """Seconds for one sheet."""
        return self.seconds / self.sheets


def exponent(found: Iterable[Point], engine: str, by: str, *, above: int = 0) -> float:
    """Return the slope of an engine's curve on logarithmic scales, by least squares."""
    pairs = [
        (math.log(getattr(one, by)), math.log(one.seconds if by == "sheets" else one.each))
        for one in found
        if one.engine == engine and one.by == by and getattr(one, by) >= above
    ]
    x = sum(a for a, _ in pairs) / len(pairs)
    y = sum(b for _, b in pairs) / len(pairs)
    return sum((a - x) * (b - y) for a, b in pairs) / sum((a - x) ** 2 for a, _ in pairs)


def _all(sheets: Sequence[int], rules: Sequence[int], *, beside: int, under: int) -> Iterator[Point]:
    """Yield both curves: by sheets under some rules, by rules beside some sheets."""
    model = link(workload(rules=under))
    yield from _alone(model, "sheets", sheets)
    for count in sheets:
        yield from _together(model, "sheets", count)
    for number in rules:
        model = link(workload(rules=number))
        yield from _alone(model, "rules", [20])
        yield from _together(model, "rules", beside)


def _together(model: SurveyModel, by: str, count: int) -> Iterator[Point]:
    found = Evaluation(Columns(model, count)).check()
    calls: dict[str, Callable[[], object]] = {
        "surveymodel": found.surveymodel,
        vectors.NAME: found.numpy,
        frames.NAME: found.polars,
    }
    for engine, call in calls.items():
        call()
        yield Point(engine, by, count, len(found.names), timed(call, rounds=3 if count > 100_000 else 5))


def _alone(model: SurveyModel, by: str, counts: Sequence[int]) -> Iterator[Point]:
    """Yield what engines take that go from sheet to sheet."""
    some = cases(model, 20)
    for peer in PEERS:
        evaluate = compiled(peer, some, checked=2)
        for count in counts:
            if count <= _MOST.get(peer.NAME, 10_000):
                call = partial(_sheets, evaluate, some.flat, count)
                yield Point(
                    peer.NAME, by, count, len(model.content.rules), timed(call, rounds=_rounds(count))
                )


def _rounds(count: int) -> int:
    return 3 if count < 1_000 else 1


def _sheets(evaluate: Callable[[Any], Any], sheets: Sequence[Any], count: int) -> None:
    for sheet in islice(cycle(sheets), count):
        evaluate(sheet)


def points(*, short: bool = False) -> list[Point]:
    """Return what a process of its own measures, polars having one thread."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    environment |= {"POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-m", "bench.growth", *(["short"] if short else [])]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)
    return [Point(**one) for one in json.loads(done.stdout)]


if __name__ == "__main__":
    if "short" in sys.argv:
        found = _all((64, 640), (500, 1_000), beside=640, under=500)
    else:
        sheets = tuple(10**power for power in range(7))
        found = _all(sheets, (500, 1_000, 2_000, 4_000, 8_000), beside=65_536, under=2_000)
    print(json.dumps([asdict(one) for one in found]))
