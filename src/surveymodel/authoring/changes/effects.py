"""Saved systems under two versions of a pack: which tasks each gains, loses or knows otherwise, and why.

Paths go in, read as ``surveymodel batch`` reads them; for every task come out the systems in which
it moved, as bits, and for each of those the changes behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from surveymodel.authoring.changes.causes import Causes
from surveymodel.authoring.changes.nouns import Cause
from surveymodel.authoring.changes.pair import BEFORE, Pair
from surveymodel.authoring.changes.seen import Seen
from surveymodel.authoring.changes.sides import apart
from surveymodel.content.order import LAYERS
from surveymodel.engine.batch import Batch, Source, uncollected
from surveymodel.engine.clauses import Planes
from surveymodel.engine.encode import Encoder
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.lanes import merged
from surveymodel.engine.program import mask
from surveymodel.engine.reply import UNKNOWN, Reply
from surveymodel.engine.sheet import Component, System
from surveymodel.engine.table import Sheetlike
from surveymodel.errors import Diagnostic
from surveymodel.exchange.batch.inputs import Block, blocks, form_of
from surveymodel.exchange.batch.records import columns_of
from surveymodel.exchange.batch.row import ID, Row
from surveymodel.exchange.batch.rows import read_rows

__all__ = ["Effects", "Move", "Refused", "effects", "effects_of"]

K = TypeVar("K")
S = TypeVar("S", bound=Sheetlike)

Move = tuple[str, Certainty, Certainty]
"""A task, how certain it was, and how certain it is."""


@frozen
class Refused:
    """A row that is no system of either version, and why."""

    input: str
    line: int
    faults: tuple[Diagnostic, ...]


@define
class Effects:
    """What differs for saved systems; bit *i* of everything is the *i*-th system."""

    systems: list[str] = field(factory=list)  #: their ids
    moves: dict[Move, int] = field(factory=dict)
    causes: dict[str, dict[Cause, int]] = field(factory=dict)  #: by task: what is behind its moves
    unoffered: dict[tuple[str, str | None], int] = field(factory=dict)
    refused: list[Refused] = field(factory=list)

    @property
    def moved(self) -> int:
        """The systems in which something moved."""
        result = 0
        for lanes in self.moves.values():
            result |= lanes
        return result

    def names(self, lanes: int) -> Iterator[str]:
        """Yield the ids of systems."""
        return (id for index, id in enumerate(self.systems) if lanes >> index & 1)


def _put(result: dict[K, int], found: Mapping[K, int], start: int) -> None:
    """Add the bits of systems that begin at a number."""
    for key, lanes in found.items():
        result[key] = result.get(key, 0) | lanes << start


# ---------------------------------------------------------------------------------------------
# Reading


Misplaced = tuple[Mapping[str, int], Mapping[str, int]]
"""For each version, by question, the systems whose reply stands where it takes none."""


@frozen
class Part:
    """Systems of a block, encoded, each with a lane in every layer."""

    ids: list[str]
    layers: Sequence[Source]
    misplaced: Sequence[Misplaced]
    refused: list[Refused]


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
    reader.put(result, reader.encoded("systems", rows, []))
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
        above = None if self.organisation is None else _moved(self.pair, self.organisation)
        ready = Batch(self.pair.lenient, (), None, above)
        ready.encoder.check()
        return ready

    def add(self, result: Effects, block: Block) -> None:
        """Add the systems of a block."""
        self.put(result, self._arrow(block) if block.form == "parquet" else self._rows(block))

    def put(self, result: Effects, part: Part) -> None:
        """Add the systems of a part."""
        found, start = _found(self.pair, self.ready.encoder, part), len(result.systems)
        result.systems += part.ids
        result.refused += part.refused
        _put(result.moves, found.moves, start)
        _put(result.unoffered, found.unoffered, start)
        for task, causes in found.causes.items():
            _put(result.causes.setdefault(task, {}), causes, start)

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
        sheets = [_moved(self.pair, row.sheet) for row in rows]
        layers, rejected = self.ready.encoded(sheets)
        if rejected:
            refused += (Refused(name, rows[at].line, faults) for at, faults in rejected.items())
            return self.encoded(name, [row for at, row in enumerate(rows) if at not in rejected], refused)
        misplaced = [_misplaced(self.pair, sheets, layer) for layer in range(len(layers))]
        return Part([row.id for row in rows], layers, misplaced, refused)

    def _arrow(self, block: Block) -> Part:
        import pyarrow as pa

        from surveymodel.engine.arrow import check, check_ids, encoded

        with pa.ipc.open_stream(block.data) as reader:
            record = reader.read_next_batch()
        check_ids(record.schema)
        record = record.rename_columns(_renamed(self.pair, record.schema))
        check(self.ready, record.schema)
        lanes, rejected = encoded(self.ready, record)
        refused = [Refused(block.name, block.line + at, faults) for at, faults in rejected.items()]
        if rejected:
            kept = [at for at in range(record.num_rows) if at not in rejected]
            record = record.take(pa.array(kept, pa.int64()))
            lanes, _ = encoded(self.ready, record)
        ids = record.column(ID).cast(pa.string()).to_pylist()
        full = (1 << len(ids)) - 1
        old, new = ({id: full for id, lowest in side.items() if lowest == 0} for side in _layers(self.pair))
        return Part([str(id) for id in ids], [lanes], [(old, new)], refused)


# ---------------------------------------------------------------------------------------------
# Replies that only one version takes


def _moved(pair: Pair, sheet: S) -> S:
    """Return a sheet whose replies of a form that a question took before stand under its former name."""
    changed = [id for id, joint in pair.asked.items() if joint != id]
    if not changed:
        return sheet
    if not isinstance(sheet, System):
        return {_named(pair, id, given): given for id, given in sheet.items()}  # type: ignore[return-value]
    components = {
        id: Component(_under(pair, part.answers), part.title) for id, part in sheet.components.items()
    }
    above = None if sheet.organisation is None else _moved(pair, sheet.organisation)
    return evolve(sheet, answers=_under(pair, sheet.answers), components=components, organisation=above)


def _under(pair: Pair, answers: Mapping[str, Reply]) -> dict[str, Reply]:
    return {_named(pair, id, reply.answer): reply for id, reply in answers.items()}


def _named(pair: Pair, id: str, given: object) -> str:
    """Return the joint question that a reply to a question is for."""
    if pair.asked.get(id, id) == id or given == UNKNOWN:
        return id
    form = "many" if isinstance(given, list | tuple) else "one" if isinstance(given, str) else "number"
    return id if pair.new.questions[id].select == form else f"{id}{BEFORE}"


def _renamed(pair: Pair, schema: Any) -> list[str]:
    """Return the names of Arrow's columns, those of a former form with the question's former name."""
    from surveymodel.engine.arrow import fits

    result = []
    for column in schema:
        id, dot, answer = column.name.partition(".")
        former = pair.asked.get(id, id)
        old = former != id and not dot and not fits(pair.new.questions[id], column.type)
        result.append(f"{former}{dot}{answer}" if old else column.name)
    return result


def _layers(pair: Pair) -> tuple[dict[str, int], dict[str, int]]:
    """Return for each version the lowest layer in which it takes replies, of questions that changed it."""
    both = [(id, was, pair.new.questions[id]) for id, was in pair.old.questions.items() if id in pair.new.questions]
    moved = [(id, LAYERS.index(was.of), LAYERS.index(now.of)) for id, was, now in both if was.of != now.of]
    return {id: was for id, was, _ in moved}, {id: now for id, _, now in moved}


def _misplaced(pair: Pair, sheets: Sequence[Sheetlike], layer: int) -> Misplaced:
    """Return for each version the systems whose replies stand lower than it takes them."""
    result: list[dict[str, int]] = []
    for lowest in _layers(pair):
        depths = [_depths(sheet, lowest, layer) for sheet in sheets] if lowest else []
        result.append(
            {
                id: mask((at for at, depth in enumerate(depths) if depth.get(id, 0) > most), len(sheets))
                for id, most in lowest.items()
            }
        )
    return result[0], result[1]


def _depths(sheet: Sheetlike, questions: Mapping[str, int], layer: int) -> dict[str, int]:
    """Return how far down the reply to each of some questions stands."""
    if not isinstance(sheet, System):
        return {id: 1 for id in questions if id in sheet}
    lanes = merged(sheet)
    replies = lanes[layer if layer < len(lanes) else 0].replies
    depth = {"organisation": 0, "system": 1}
    return {id: depth.get(replies[id].place, 2) for id in questions if id in replies}


# ---------------------------------------------------------------------------------------------
# What differs


@frozen
class _Found:
    """What differs in one part of the systems."""

    moves: dict[Move, int]
    causes: dict[str, dict[Cause, int]]
    unoffered: dict[tuple[str, str | None], int]


def _found(pair: Pair, encoder: Encoder, part: Part) -> _Found:
    """Return what differs for systems of which each has a lane in every layer."""
    count = len(part.ids)
    seen = [
        Seen(pair, encoder.layout, source, count, misplaced)
        for source, misplaced in zip(part.layers, part.misplaced, strict=True)
    ]
    moves: dict[Move, int] = {}
    causes: dict[str, dict[Cause, int]] = {}
    behind = [Causes(*one.both, one.dropped) for one in seen]
    for task in _tasks(pair, everything=any(one.dropped for one in seen)):
        name = f"task:{task}"
        before, after = (_folded([one.both[side].truth(name) for one in seen]) for side in (0, 1))
        moved = apart(before, after) & (1 << count) - 1
        if not moved:
            continue
        for was, lanes in _certainties(before, count).items():
            for now, others in _certainties(after, count).items():
                if was != now and lanes & others:
                    moves[task, was, now] = lanes & others
        found = causes.setdefault(task, {})
        for one in behind:
            for cause, lanes in one.of(task, moved).items():
                found[cause] = found.get(cause, 0) | lanes
    unoffered: dict[tuple[str, str | None], int] = {}
    for one in seen:
        for key, lanes in one.unoffered.items():
            unoffered[key] = unoffered.get(key, 0) | lanes
    return _Found(moves, causes, unoffered)


def _tasks(pair: Pair, *, everything: bool) -> list[str]:
    """Return the tasks that may differ: all where replies are not offered, else those made otherwise."""
    known = dict.fromkeys((*pair.old.countermeasures, *pair.new.countermeasures))
    if everything:
        return list(known)
    names = ((id, f"task:{id}") for id in known)
    return [id for id, name in names if pair.was.get(name) != pair.now.get(name)]


def _folded(layers: Sequence[Planes]) -> Planes:
    """Return what holds in some lane of each system."""
    must = may = 0
    for planes in layers:
        must, may = must | planes.must, may | planes.may
    return Planes(must, may)


def _certainties(planes: Planes, count: int) -> dict[Certainty, int]:
    full = (1 << count) - 1
    return {"certain": planes.must, "possible": planes.may & ~planes.must, "excluded": full ^ planes.may}
