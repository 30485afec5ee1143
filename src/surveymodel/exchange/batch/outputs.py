"""Tables to rows of text or Arrow: for each system its tasks, for each of its tasks, or counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from surveymodel.content.nouns import Countermeasure
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.spread import Spread, texts, tuples
from surveymodel.engine.table import Count, Table
from surveymodel.exchange.plan_csv import written

__all__ = ["OUT_FORMS", "SHAPES", "Choice", "OutForm", "Output", "Shape"]

Shape = Literal["systems", "tasks", "counts"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)

OutForm = Literal["ndjson", "csv", "parquet"]
OUT_FORMS: Final[tuple[OutForm, ...]] = get_args(OutForm)

#: What stands in the rows of counts.
_COUNTED: Final = ("task", "title", "phase", "owner", "kind", "certain", "possible")
_CERTAINTIES: Final = ("certain", "possible")


@frozen
class Choice:
    """Which tasks are told of; a standard is the table's business."""

    phase: str | None = None
    owner: str | None = None
    possible: bool = False

    def takes(self, task: Countermeasure) -> bool:
        """Whether a task is told of, for what it is."""
        return self.phase in (None, task.phase) and self.owner in (None, task.owner)


@frozen(slots=False)
class Output:
    """How tables are written."""

    model: SurveyModel = field(repr=False)
    shape: Shape
    form: OutForm
    choice: Choice

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that are told of, in the order of their ids."""
        chosen = {one.id for one in self.model.content.countermeasures if self.choice.takes(one)}
        return tuple(id for id in self.model.named["task"] if id in chosen)

    @property
    def header(self) -> bytes:
        """What stands before all rows."""
        if self.form != "csv":
            return b""
        columns = {
            "systems": ("system", "tasks", *(("possible",) if self.choice.possible else ())),
            "tasks": ("system", "task", "certainty"),
            "counts": _COUNTED,
        }
        return written(columns[self.shape], ()).encode()

    def counts(self, table: Table) -> list[Count]:
        """Return in how many systems each task that is told of is certain, and in how many possible."""
        counted = table.counts("task")
        return [counted[id] for id in self.tasks]

    def rows(self, table: Table, ids: Sequence[str | None]) -> bytes:
        """Return the rows of a table's systems, as text or as Arrow's stream; those without id have none."""
        if self.shape == "counts":
            return b""
        if self.form == "parquet":
            from surveymodel.exchange.batch.parquet import system_batch, task_batch, to_bytes

            made = system_batch if self.shape == "systems" else task_batch
            return to_bytes(made(table, self.tasks, ids, possible=self.choice.possible))
        if self.shape == "systems":
            return b"".join(self._systems(table, ids))
        return b"".join(self._each(table, ids))

    def _columns(self, table: Table) -> tuple[list[int], list[int]]:
        certain, possible = table.columns("task"), table.columns("task", "possible")
        return [certain[id] for id in self.tasks], [possible[id] for id in self.tasks]

    # -- a row for each system

    @cached_property
    def _named(self) -> Spread[bytes]:
        form = b'"%s", ' if self.form == "ndjson" else b"%s;"
        return texts([form % id.encode() for id in self.tasks])

    def _systems(self, table: Table, ids: Sequence[str | None]) -> Iterator[bytes]:
        certain, possible = self._columns(table)
        left = -2 if self.form == "ndjson" else -1  # what stands after the last of them
        tasks = self._named.rows(certain, len(table))
        if not self.choice.possible:
            line = b'{"system": "%s", "tasks": [%s]}\n' if self.form == "ndjson" else b"%s,%s\r\n"
            for id, row in zip(ids, tasks, strict=True):
                if id is not None:
                    yield line % (id.encode(), row[:left])
            return
        line = b"%s,%s,%s\r\n"
        if self.form == "ndjson":
            line = b'{"system": "%s", "tasks": [%s], "possible": [%s]}\n'
        others = self._named.rows(possible, len(table))
        for id, row, other in zip(ids, tasks, others, strict=True):
            if id is not None:
                yield line % (id.encode(), row[:left], other[:left])

    # -- a row for each task

    @cached_property
    def _ended(self) -> Spread[tuple[bytes, ...]]:
        form = b'"task": "%s", "certainty": "%s"}\n' if self.form == "ndjson" else b"%s,%s\r\n"
        words = _CERTAINTIES if self.choice.possible else _CERTAINTIES[:1]
        return tuples([form % (id.encode(), word.encode()) for id in self.tasks for word in words])

    def _each(self, table: Table, ids: Sequence[str | None]) -> Iterator[bytes]:
        certain, possible = self._columns(table)
        columns = list(chain.from_iterable(zip(certain, possible, strict=True)))
        rows = self._ended.rows(columns if self.choice.possible else certain, len(table))
        begun = b'{"system": "%s", ' if self.form == "ndjson" else b"%s,"
        for id, row in zip(ids, rows, strict=True):
            if id is not None:
                yield (begun % id.encode()).join((b"", *row))

    # -- counts

    def totals(self, counts: Sequence[Count]) -> bytes:
        """Return the rows of counts over all tables, as text or as Arrow's stream."""
        rows: list[dict[str, Any]] = [dict(zip(_COUNTED, row, strict=True)) for row in self._counted(counts)]
        if self.form == "parquet":
            from surveymodel.exchange.batch.parquet import count_batch, to_bytes

            return to_bytes(count_batch(rows))
        if self.form == "csv":
            return written((), ([str(cell) for cell in row.values()] for row in rows)).encode()
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

    def _counted(self, counts: Sequence[Count]) -> Iterator[tuple[Any, ...]]:
        for id, count in zip(self.tasks, counts, strict=True):
            one = self.model.countermeasures[id]
            yield id, one.title, one.phase, one.owner, one.kind, count.certain, count.possible
