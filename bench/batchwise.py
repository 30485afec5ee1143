"""Many sheets at once must not get slow beside engines that work on columns.

Run as a program it measures in one process, with as many threads of polars as its argument says, and
prints what it found as JSON: polars makes its threads when it is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from attrs import asdict, frozen

from bench.measure import beside, timed
from bench.peers import frames, vectors
from bench.peers.columns import Columns
from bench.plain import Plain
from bench.ratio import Ratio
from bench.workload import workload
from surveymodel.engine.encode import layout
from surveymodel.engine.link import link
from surveymodel.engine.load import load
from surveymodel.engine.many import batch, resolve_chunks
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.planar import one_plane
from surveymodel.engine.program import TRUE
from surveymodel.engine.sheet import System
from surveymodel.engine.slots import Slots

__all__ = ["Evaluation", "counted", "measured"]

#: Blocks of sheets that numpy's arrays are tried with.
SIZES = (65_536, 131_072, 262_144, 524_288)


# ---------------------------------------------------------------------------------------------
# Evaluation alone: all rules, from columns of bits


@frozen(slots=False)
class Evaluation:
    """All rules of a pack over the same sheets as columns of bits, which each engine has as it likes them."""

    columns: Columns
    sizes: Sequence[int] = SIZES  #: of blocks for numpy; the fastest is taken

    @cached_property
    def names(self) -> list[str]:
        """The rules."""
        return [name for name in self.columns.model.truths if name.startswith("rule:")]

    @cached_property
    def slots(self) -> Slots:
        """The program of one plane; its last target has the sheets that leave something open."""
        model = self.columns.model
        return one_plane(model, layout(model), [model.truths[name] for name in self.names])

    @cached_property
    def lanes(self) -> list[tuple[list[int], int]]:
        """Blocks of sheets as integers, of the size that the library takes."""
        bits, size = self.columns.bits(), batch(self.columns.model, ("rule",)).size
        return [
            (list(_integers(self.slots, bits, start, lanes)), (1 << lanes) - 1)
            for start, lanes in _blocks(self.columns.count, size)
        ]

    @cached_property
    def words(self) -> list[list[Any]]:
        """Blocks of sheets as arrays of words, of the size that is fastest."""
        bits = self.columns.bits()
        tried = {
            size: list(vectors.blocks(self.slots, bits, self.columns.count, size)) for size in self.sizes
        }
        return min(tried.values(), key=lambda words: timed(partial(self._numpy, words), rounds=3))

    @cached_property
    def frame(self) -> Any:
        """The sheets as a frame of truths."""
        return frames.bits(self.columns)

    @cached_property
    def query(self) -> frames.Query:
        """The selections of polars."""
        return frames.Query(self.columns.model, "rule", bits=True)

    def _numpy(self, words: list[list[Any]]) -> None:
        for inputs in words:
            vectors.run(self.slots, inputs)

    def surveymodel(self) -> None:
        """Evaluate block after block of integers."""
        for inputs, full in self.lanes:
            self.slots.run(inputs, full)

    def numpy(self) -> None:
        """Evaluate block after block of arrays."""
        self._numpy(self.words)

    def polars(self) -> None:
        """Evaluate the whole frame."""
        self.query.run(self.frame)

    def check(self) -> Evaluation:
        """Stop the run where the engines count differently how often each rule fires."""
        ours: Counter[str] = Counter()
        for inputs, full in self.lanes:
            *values, incomplete = self.slots.run(inputs, full)
            assert not incomplete
            ours.update(dict(zip(self.names, (value.bit_count() for value in values), strict=True)))
        arrays: Counter[str] = Counter()
        blocks = _blocks(self.columns.count, 64 * len(self.words[0][0]))
        for inputs, (_, lanes) in zip(self.words, blocks, strict=True):
            counts = [vectors.count(value, lanes) for value in vectors.run(self.slots, inputs)]
            arrays.update(dict(zip(self.names, counts, strict=False)))
        expected = {f"rule:{id}": number for id, number in self.query.counts(self.frame).items()}
        same("surveymodel and polars", ours, expected)
        same("numpy and polars", arrays, expected)
        return self


def _blocks(count: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield where blocks of sheets begin and how many each has."""
    return ((start, min(size, count - start)) for start in range(0, count, size))


def _integers(slots: Slots, bits: Mapping[int, bytes], start: int, count: int) -> Iterator[int]:
    """Yield what the program reads: true, false and bits of encoded sheets."""
    part = slice(start // 8, (start + count + 7) // 8)
    for place in slots.inputs:
        packed = bits.get(place - 2, b"")[part]
        yield (1 << count) - 1 if place == TRUE else int.from_bytes(packed, "little")


def same(engines: str, found: Mapping[str, int], expected: Mapping[str, int]) -> None:
    """Stop the run where two engines count differently."""
    wrong = [name for name, count in expected.items() if found.get(name, 0) != count]
    if wrong:
        raise SystemExit(f"{engines} differ: {wrong[:5]}")


def checked_rows(columns: Columns, count: int) -> None:
    """Stop the run where polars says something else of a sheet than the plain evaluation."""
    query = frames.Query(columns.model, "task")
    found = query.run(frames.truths(columns).head(count))
    for row, truths in enumerate(found.iter_rows(named=True)):
        tasks = {name.partition(":")[2] for name, holds in truths.items() if holds}
        expected = Plain(columns.model.content, columns.whole(row)).tasks()
        if tasks != expected:
            raise SystemExit(f"polars differs on sheet {row}: {sorted(tasks ^ expected)[:5]}")


# ---------------------------------------------------------------------------------------------
# Sheets to counts of every task


def counted(model: SurveyModel, sheets: Any, organisation: System | None) -> dict[str, int]:
    """Return how many sheets have each task."""
    result: Counter[str] = Counter()
    for table in resolve_chunks(model, sheets, kinds=("task",), organisation=organisation):
        result.update({id: count.certain for id, count in table.counts("task").items()})
    return result


def evaluations(columns: Columns, *, threads: int) -> Iterator[Ratio]:
    """Measure the rules of a pack from columns of bits."""
    found = Evaluation(columns).check()
    what = f"{len(found.names):,} rules over {columns.count:,} complete sheets ({columns.model.id})"
    calls = {"surveymodel": found.surveymodel, vectors.NAME: found.numpy, frames.NAME: found.polars}
    taken = beside(calls)
    bounded = columns.model.id != "core"
    if threads == 1:
        form = f"the same operations on arrays of {64 * len(found.words[0][0]):,} bits"
        yield Ratio(
            what, taken["surveymodel"], vectors.NAME, form, taken[vectors.NAME], 1.1 if bounded else None
        )
    form = f"a column of truths for each answer and comparison, {_threads(threads)}"
    bound = 0.6 if bounded and threads == 1 else None
    yield Ratio(what, taken["surveymodel"], frames.NAME, form, taken[frames.NAME], bound)


def _threads(threads: int) -> str:
    return "one thread" if threads == 1 else f"{threads} threads"


def from_columns(columns: Columns, *, threads: int) -> Iterator[Ratio]:
    """Measure columns of codes to the counts of every task."""
    model, organisation = columns.model, columns.organisation
    query, frame, arrow = frames.Query(model, "task"), frames.truths(columns), columns.arrow()
    expected = query.counts(frame)
    hot = columns.hot()
    for table in (arrow, hot):
        same("surveymodel and polars", counted(model, table, organisation), expected)
    calls = {
        "surveymodel": lambda: counted(model, arrow, organisation),
        "hot": lambda: counted(model, hot, organisation),
        "frame": lambda: query.counts(frame),
    }
    if organisation is None:
        calls["arrow"] = lambda: query.counts(frames.table(model, arrow))
        same("polars and polars", calls["arrow"](), expected)
    taken = beside(calls, rounds=3)
    what = f"Arrow table of {columns.count:,} sheets to counts of tasks ({model.id})"
    form = f"a frame of truths for each answer, built before, {_threads(threads)}"
    bound = 1.0 if organisation is None else None
    yield Ratio(what, taken["surveymodel"], frames.NAME, form, taken["frame"], bound)
    truths = f"Arrow columns of truths of {columns.count:,} sheets to counts of tasks ({model.id})"
    yield Ratio(truths, taken["hot"], frames.NAME, form, taken["frame"], bound)
    if "arrow" in taken:
        form = f"from the same Arrow table by numbers of texts, {_threads(threads)}"
        yield Ratio(what, taken["surveymodel"], frames.NAME, form, taken["arrow"])


def from_mappings(columns: Columns, *, threads: int) -> Iterator[Ratio]:
    """Measure mappings, as JSON has them, to the counts of every task."""
    model, sheets = columns.model, list(columns.sheets())
    query = frames.Query(model, "task")
    ways = {
        "polars.from_dicts": (frames.mappings, 1 / 6),
        "pyarrow.Table.from_pylist": (frames.mappings_by_arrow, None),
    }
    calls = {name: partial(_counts, query, make, sheets) for name, (make, _) in ways.items()}
    calls["surveymodel"] = partial(counted, model, sheets, None)
    expected = calls["surveymodel"]()
    for name in ways:
        same(f"surveymodel and {name}", calls[name](), expected)
    taken = beside(calls, rounds=3)
    for name, (_, bound) in ways.items():
        what = f"{columns.count:,} mappings to counts of tasks ({model.id})"
        form = f"by `{name}`, {_threads(threads)}"
        yield Ratio(what, taken["surveymodel"], frames.NAME, form, taken[name], bound)


def _counts(query: frames.Query, make: Any, sheets: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return query.counts(make(query.model, sheets))


# ---------------------------------------------------------------------------------------------
# The process


def rows(*, threads: int, count: int) -> Iterator[Ratio]:
    """Measure all of it."""
    for model in (link(workload()), load()):
        columns = Columns(model, count)
        checked_rows(columns, 50)
        yield from evaluations(columns, threads=threads)
        yield from from_columns(columns, threads=threads)
        if columns.organisation is None and threads > 1:
            yield from from_mappings(Columns(model, count // 10), threads=threads)


def measured(*, threads: int, count: int) -> list[Ratio]:
    """Return what a process of its own measures with so many threads of polars."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    environment |= {"POLARS_MAX_THREADS": str(threads)}
    command = [sys.executable, "-m", "bench.batchwise", str(threads), str(count)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)
    return [Ratio(**one) for one in json.loads(done.stdout)]


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in rows(threads=int(sys.argv[1]), count=int(sys.argv[2]))]))
