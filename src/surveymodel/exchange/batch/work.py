"""A block to what comes of it: rows read, sheets resolved, output written, rejects told of.

It is the part of the work that other processes can do: everything in and out of it can be sent.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from attrs import evolve, field, frozen

from surveymodel.engine.batch import Batch
from surveymodel.engine.many import batch
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import id_fault
from surveymodel.engine.sheet import System
from surveymodel.engine.table import Count, Table
from surveymodel.errors import AnswerError, Diagnostic, Location, printable
from surveymodel.exchange.batch.inputs import Block
from surveymodel.exchange.batch.outputs import Choice, OutForm, Output, Shape
from surveymodel.exchange.batch.row import ID, KEPT, Reject, Row, rejected
from surveymodel.exchange.batch.rows import read_rows

__all__ = ["Done", "Work"]


@frozen
class Done:
    """What came of a block."""

    systems: int  #: that were resolved
    output: bytes
    counts: list[Count]  #: for each task that is told of, where counts are asked for
    rejects: bytes  #: a line of JSON for each
    rejected: int
    size: int  #: how far the block advances


@frozen(slots=False)
class Work:
    """What is to be done with each block."""

    model: SurveyModel = field(repr=False)
    shape: Shape
    form: OutForm
    choice: Choice
    standard: str | None = None
    organisation: System | None = None
    organisation_path: str | None = None  #: where it was read, for system files that name another

    @cached_property
    def output(self) -> Output:
        """How tables are written."""
        return Output(self.model, self.shape, self.form, self.choice)

    @cached_property
    def ready(self) -> Batch:
        """The model, made ready for many sheets."""
        return batch(self.model, ("task",), standard=self.standard, organisation=self.organisation)

    def check_columns(self, block: Block) -> None:
        """Raise :class:`~surveymodel.errors.AnswerError` where Arrow's columns are not the survey's."""
        import pyarrow as pa

        from surveymodel.engine.arrow import check, check_ids

        with pa.ipc.open_stream(block.data) as reader:
            schema = reader.schema
        try:
            check_ids(schema)
            check(self.ready, schema)
        except AnswerError as error:
            faults = [
                evolve(fault, location=Location(f"{block.name}: {fault.location}"))
                for fault in error.diagnostics
            ]
            raise AnswerError(faults) from None

    def block(self, block: Block) -> Done:
        """Work on a block."""
        table, ids, refused = self._arrow(block) if block.form == "parquet" else self._rows(block)
        counts = self.output.counts(table) if self.shape == "counts" else []
        output = self.output.rows(table, ids)
        if block.form == "systems":
            gc.collect()  # nobody else does while a run lasts, and reading YAML leaves circles behind
        lines = b"".join(_told(block, one) for one in refused)
        return Done(len(table) - len(table.rejected), output, counts, lines, len(refused), block.size)

    def _rows(self, block: Block) -> tuple[Table, list[str | None], list[Reject]]:
        rows: list[Row] = []
        refused: list[Reject] = []
        for one in read_rows(self.model, block, self.organisation_path):
            if isinstance(one, Row):
                rows.append(one)
            else:
                refused.append(one)
        table = self.ready.table([row.sheet for row in rows])
        ids: list[str | None] = [row.id for row in rows]
        for index, faults in table.rejected.items():
            refused.append(rejected(rows[index], faults))
            ids[index] = None
        return table, ids, sorted(refused, key=lambda one: one.line)

    def _arrow(self, block: Block) -> tuple[Table, list[str | None], list[Reject]]:
        import pyarrow as pa

        from surveymodel.engine.arrow import table as resolved

        with pa.ipc.open_stream(block.data) as reader:
            record = reader.read_next_batch()
        ids: list[str | None] = record.column(ID).cast(pa.string()).to_pylist()
        faults = {index: fault for index, id in enumerate(ids) if (fault := _id_fault(id))}
        table = resolved(self.ready, record).without(faults)
        refused = []
        for index, found in table.rejected.items():
            sheet = cast("Mapping[str, Any]", table.sheets[index])
            text = json.dumps({ID: ids[index], **sheet}, ensure_ascii=False, default=str)
            refused.append(Reject(block.line + index, (ids[index] or "")[:80] or None, found, text[:KEPT]))
            ids[index] = None
        return table, ids, refused


def _id_fault(id: str | None) -> tuple[Diagnostic, ...]:
    """Return why an id in a column is none."""
    if id is None:
        return (Diagnostic(Location("row"), "SM202", f"the column {ID!r} is empty"),)
    fault = id_fault(id)
    return (Diagnostic(Location("row"), "SM204", fault),) if fault else ()


def _told(block: Block, one: Reject) -> bytes:
    """Return a rejected row as a line of JSON."""
    line = {
        "input": printable(block.name),
        "line": one.line,
        "id": one.id,
        "reasons": [str(fault).removeprefix("row: ") for fault in one.faults],
        "row": one.text,
    }
    return json.dumps(line, ensure_ascii=True).encode() + b"\n"
