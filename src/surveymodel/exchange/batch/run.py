"""Blocks worked on, here or by several processes, and written in their order, whole or not at all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from attrs import define, field

from surveymodel.engine.table import Count
from surveymodel.exchange.batch.inputs import Block, Form, blocks
from surveymodel.exchange.batch.records import columns_of
from surveymodel.exchange.batch.work import Done, Work
from surveymodel.exchange.processes import each
from surveymodel.project.storage import writing

__all__ = ["Totals", "check", "done", "write"]


@define
class Totals:
    """What a run has done so far."""

    systems: int = 0
    rejected: int = 0
    counts: list[Count] = field(factory=list)

    def add(self, part: Done) -> None:
        """Add what came of a block."""
        self.systems += part.systems
        self.rejected += part.rejected
        if not self.counts:
            self.counts = part.counts
        elif part.counts:
            pairs = zip(self.counts, part.counts, strict=True)
            self.counts = [Count(a.certain + b.certain, a.possible + b.possible) for a, b in pairs]


def check(work: Work, path: str, form: Form) -> None:
    """Look at the columns of an input before anything is written.

    Raises :class:`~surveymodel.errors.AnswerError` with everything wrong with them and ``OSError``
    where the input cannot be read.
    """
    if not Path(path).is_file():  # what comes through a pipe can be read once
        return
    if form == "csv":
        for block in islice(blocks(path, form), 1):
            columns_of(work.model, block)
    elif form == "parquet":
        for block in islice(blocks(path, form), 1):
            work.check_columns(block)


def done(work: Work, parts: Iterable[Block], jobs: int) -> Iterator[Done]:
    """Yield what comes of blocks, in their order, from so many processes.

    Raises :class:`~surveymodel.errors.SurveyModelError` where one of them was ended from outside.
    """
    return each(work.block, parts, jobs)


# ---------------------------------------------------------------------------------------------
# Files


class Sink(Protocol):
    """Takes the output of blocks, one after the other."""

    def put(self, data: bytes) -> None:
        """Take some output."""
        ...


@define
class _Text:
    stream: BinaryIO

    def put(self, data: bytes) -> None:
        self.stream.write(data)


@define
class _Parquet:
    """Record batches to one file of Parquet, a row group for each that has enough rows."""

    writer: Any

    def put(self, data: bytes) -> None:
        from surveymodel.exchange.batch.parquet import from_bytes

        if data:
            self.writer.write_batch(from_bytes(data))


@define
class _Rejects:
    """A file that is made when the first row is rejected."""

    path: Path
    stack: ExitStack
    stream: BinaryIO | None = None

    def put(self, data: bytes) -> None:
        if data:
            if self.stream is None:
                self.stream = self.stack.enter_context(writing(self.path))
            self.stream.write(data)

    def close(self) -> None:
        """Leave no rejects of an earlier run where this one has none."""
        if self.stream is None and self.path.exists():
            self.stack.enter_context(writing(self.path))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking through the model while rows come and go."""
    if not gc.isenabled():
        yield
        return
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


@contextmanager
def _parquet(work: Work, stream: BinaryIO) -> Iterator[Sink]:
    import pyarrow.parquet as pq

    from surveymodel.exchange.batch.parquet import SCHEMAS

    with pq.ParquetWriter(stream, SCHEMAS[work.shape]) as writer:
        yield _Parquet(writer)


def write(
    work: Work,
    parts: Iterable[Block],
    out: BinaryIO | Path,
    rejects: Path,
    *,
    jobs: int = 1,
    after: Callable[[Totals, Done], None] | None = None,
) -> Totals:
    """Write what comes of blocks, whole or not at all, and the rows that were rejected.

    ``after`` is called when a block has been written. Raises ``OSError`` where a file cannot be
    written and what :func:`done` raises.
    """
    totals = Totals()
    with _uncollected(), ExitStack() as later, ExitStack() as stack:
        refused = _Rejects(rejects, later)
        stream = stack.enter_context(writing(out)) if isinstance(out, Path) else out
        sink: Sink = _Text(stream)
        if work.form == "parquet":
            sink = stack.enter_context(_parquet(work, stream))
        if work.output.header:
            sink.put(work.output.header)
        for part in done(work, parts, jobs):
            totals.add(part)
            sink.put(part.output)
            refused.put(part.rejects)
            if after is not None:
                after(totals, part)
        if work.shape == "counts":
            none = [Count(0, 0)] * len(work.output.tasks)
            sink.put(work.output.totals(totals.counts or none))
        refused.close()
    return totals
