"""Saved systems: paths go in, read as ``surveymodel batch`` reads them; what differs for them comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import frozen

from surveymodel.authoring.changes.effects import Effects, Part, Refused, add
from surveymodel.authoring.changes.former import lowest_layers, misplaced, moved, renamed
from surveymodel.authoring.changes.pair import Pair
from surveymodel.engine.batch import Batch, uncollected
from surveymodel.engine.sheet import System
from surveymodel.exchange.batch.inputs import Block, blocks, form_of
from surveymodel.exchange.batch.records import columns_of
from surveymodel.exchange.batch.row import ID, Row
from surveymodel.exchange.batch.rows import read_rows

__all__ = ["effects", "effects_of"]


def effects(pair: Pair, paths: Sequence[str], organisation: str | None = None) -> Effects:
    """Return what differs for the systems in files of any form that ``surveymodel batch`` reads.

    Raises ``OSError`` where a file cannot be read and :class:`~surveymodel.errors.AnswerError` where
    it is not what its name says.
    """
    above = System.read(organisation) if organisation else None
    reader = _Reader(pair, organisation, above)
    result = Effects()
    with uncollected():
        for path in paths:
            for block in blocks(path, form_of(path)):
                reader.add(result, block)
    return result


def effects_of(pair: Pair, systems: Iterable[System]) -> Effects:
    """Return what differs for systems that have been read; those that neither version fits are refused."""
    reader, result = _Reader(pair, None, None), Effects()
    rows = [Row(line, system.id, system) for line, system in enumerate(systems, 1)]
    add(result, pair, reader.ready.encoder, reader.encoded("systems", rows, []))
    return result


@frozen(slots=False)
class _Reader:
    """Reads blocks, and adds what differs for their systems."""

    pair: Pair
    path: str | None
    organisation: System | None

    @cached_property
    def ready(self) -> Batch:
        """The joint survey, made ready for many sheets."""
        above = None if self.organisation is None else moved(self.pair, self.organisation)
        ready = Batch(self.pair.lenient, (), None, above)
        ready.encoder.check()
        return ready

    def add(self, result: Effects, block: Block) -> None:
        """Add the systems of a block."""
        part = self._arrow(block) if block.form == "parquet" else self._rows(block)
        add(result, self.pair, self.ready.encoder, part)

    def _rows(self, block: Block) -> Part:
        if block.form == "csv":
            columns_of(self.pair.lenient, block)
        rows, refused = [], []
        for one in read_rows(self.pair.lenient, block, self.path):
            if isinstance(one, Row):
                rows.append(one)
            else:
                refused.append(Refused(block.name, one.line, one.faults))
        return self.encoded(block.name, rows, refused)

    def encoded(self, name: str, rows: list[Row], refused: list[Refused]) -> Part:
        sheets = [moved(self.pair, row.sheet) for row in rows]
        layers, rejected = self.ready.encoded(sheets)
        if rejected:
            refused += (Refused(name, rows[at].line, faults) for at, faults in rejected.items())
            return self.encoded(name, [row for at, row in enumerate(rows) if at not in rejected], refused)
        where = [misplaced(self.pair, sheets, layer) for layer in range(len(layers))]
        return Part([row.id for row in rows], layers, where, refused)

    def _arrow(self, block: Block) -> Part:
        import pyarrow as pa

        from surveymodel.engine.arrow import check, check_ids, encoded

        with pa.ipc.open_stream(block.data) as reader:
            record = reader.read_next_batch()
        check_ids(record.schema)
        record = record.rename_columns(renamed(self.pair, record.schema))
        check(self.ready, record.schema)
        lanes, rejected = encoded(self.ready, record)
        refused = [Refused(block.name, block.line + at, faults) for at, faults in rejected.items()]
        if rejected:
            kept = [at for at in range(record.num_rows) if at not in rejected]
            record = record.take(pa.array(kept, pa.int64()))
            lanes, _ = encoded(self.ready, record)
        ids = record.column(ID).cast(pa.string()).to_pylist()
        full = (1 << len(ids)) - 1
        old, new = (
            {id: full for id, lowest in side.items() if lowest == 0} for side in lowest_layers(self.pair)
        )
        return Part([str(id) for id in ids], [lanes], [(old, new)], refused)
