"""Times of calls and of processes, and the table that they are shown in."""

from __future__ import annotations

import gc
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from attrs import frozen

__all__ = ["Row", "beside", "process", "shown", "timed"]


@frozen
class Row:
    """One measured thing: its time, the time of what it is compared with, and the bound."""

    what: str
    seconds: float
    beside: str
    other: float
    bound: float | None = None  #: seconds, printed and never asserted by a test

    @property
    def met(self) -> str:
        """Whether the bound was met in this run."""
        if self.bound is None:
            return ""
        return "yes" if self.seconds <= self.bound else "NO"


def timed(call: Callable[[], object], *, rounds: int = 25) -> float:
    """Return the median time of a call in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


def beside(calls: Mapping[str, Callable[[], object]], *, rounds: int = 5, each: int = 1) -> dict[str, float]:
    """Return the median time of several calls in seconds, taken in turn, ``each`` so often in a row.

    A first round counts for nothing.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            gc.collect()
            start = time.perf_counter()
            for _ in range(each):
                call()
            times[name].append((time.perf_counter() - start) / each)
    return {name: median(taken[1:]) for name, taken in times.items()}


def process(command: Sequence[str], *, rounds: int = 11) -> float:
    """Return the median time of a whole process in seconds."""

    def run() -> None:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603

    run()
    return timed(run, rounds=rounds)


def shown(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| what | ms | beside | ms | ratio | bound, ms | met |",
        "|---|---:|---|---:|---:|---:|---|",
    ]
    for row in rows:
        bound = "" if row.bound is None else f"{row.bound * 1e3:.0f}"
        lines.append(
            f"| {row.what} | {row.seconds * 1e3:.2f} | {row.beside} | {row.other * 1e3:.2f} "
            f"| {row.seconds / row.other:.2f} | {bound} | {row.met} |"
        )
    return "\n".join(lines)
