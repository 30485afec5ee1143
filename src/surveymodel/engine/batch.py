"""A model made ready for many sheets: encoded sheets go in, a table of what holds in each comes out."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Protocol

from attrs import field, frozen

from surveymodel.engine.encode import Encoder
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.planar import one_plane, two_planes
from surveymodel.engine.program import mask
from surveymodel.engine.sheet import System
from surveymodel.engine.slots import Slots
from surveymodel.engine.table import Sheetlike, Table
from surveymodel.engine.transpose import eighths, padded, turned
from surveymodel.errors import AnswerError, Diagnostic

__all__ = ["Batch", "Rows", "Source", "uncollected"]

Rejected = Mapping[int, tuple[Diagnostic, ...]]


class Source(Protocol):
    """Encoded sheets, a lane each."""

    def column(self, bit: int) -> int:
        """Return one bit of all rows, as the bits of an integer."""
        ...


@frozen
class Rows:
    """Encoded sheets one after the other, as many as a multiple of eight."""

    rows: bytes = field(repr=False)
    size: int  #: of a row, in bytes
    known: dict[int, list[int]] = field(factory=dict, repr=False)  #: columns of the bytes asked for so far

    def column(self, bit: int) -> int:
        """Return one bit of all rows, as the bits of an integer."""
        byte = bit >> 3
        if byte not in self.known:
            lanes = len(self.rows) // self.size
            self.known[byte] = turned(list(eighths(self.rows, byte, self.size)), lanes // 8)
        return self.known[byte][bit & 7]


@frozen(slots=False)
class Batch:
    """A model made ready for many sheets, for some of its truths."""

    model: SurveyModel
    kinds: tuple[str, ...]  #: the kinds of truth to tell of
    standard: str | None = None  #: tell of tasks only where they serve a control of it
    organisation: System | None = None  #: answers that count where a sheet has none

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The truths of those kinds, in the order of the content."""
        return tuple(name for name in self.model.truths if name.partition(":")[0] in self.kinds)

    @cached_property
    def encoder(self) -> Encoder:
        """What turns sheets into rows of bits."""
        return Encoder(self.model, self.organisation)

    @cached_property
    def _links(self) -> dict[int, list[tuple[int, int]]]:
        """For each task, by its number among the names, where its mappings and their controls stand."""
        if self.standard is None:
            return {}
        marks, truths = self.model.marks, self.model.truths
        standard, number = self.standard, {name: index for index, name in enumerate(self.names)}
        return {
            number[f"task:{one.id}"]: [
                (marks[f"mapping:{one.id}/{standard}/{id}"], truths[f"control:{standard}/{id}"])
                for id in one.satisfies.get(standard, {})
            ]
            for one in self.model.content.countermeasures
            if f"task:{one.id}" in number
        }

    @cached_property
    def _wanted(self) -> dict[int, int]:
        """The values that are needed, numbered."""
        places = [self.model.truths[name] for name in self.names]
        places += [place for pairs in self._links.values() for pair in pairs for place in pair]
        return {place: number for number, place in enumerate(dict.fromkeys(places))}

    @cached_property
    def _one(self) -> Slots:
        return one_plane(self.model, self.encoder.layout, list(self._wanted))

    @cached_property
    def _two(self) -> Slots:
        return two_planes(self.model, self.encoder.layout, list(self._wanted))

    @cached_property
    def size(self) -> int:
        """How many sheets are best evaluated at once.

        The longer the integers, the less the loop over them costs; twice as many take 64 MB at most
        for the values that are alive at a time.
        """
        return 131_072 if self._one.count <= 4_096 else 65_536

    def table(self, sheets: Sequence[Sheetlike]) -> Table:
        """Return what holds in each sheet; those that do not fit are in ``rejected``."""
        layers, rejected = self.encoded(sheets)
        return self.resolved(layers, sheets, rejected)

    def resolved(self, layers: Sequence[Source], sheets: Sequence[Sheetlike], rejected: Rejected) -> Table:
        """Return what holds in encoded sheets, each of which has a lane in every layer."""
        count = len(sheets)
        full = (1 << count) - 1
        kept = full ^ mask(rejected, count) if rejected else None
        must, may = _folded([self._planes(layer, full) for layer in layers])
        certain = self._told(must, may, kept)
        held = certain if may is must else self._told(may, may, kept)
        return Table(self.model, self.kinds, self.names, sheets, rejected, certain, held, self.standard)

    def _planes(self, source: Source, full: int) -> tuple[list[int], list[int]]:
        *must, incomplete = self._one.run(_inputs(self._one, source, full), full)
        if not incomplete:
            return must, must
        values = self._two.run(_inputs(self._two, source, full), full)
        return values[: len(must)], values[len(must) :]

    def _told(self, values: list[int], may: list[int], kept: int | None) -> tuple[int, ...]:
        """Return the columns of what is told of, of tasks where they serve a control in scope."""
        number = self._wanted
        result = [values[number[self.model.truths[name]]] for name in self.names]
        for task, pairs in self._links.items():
            serves = 0
            for mapping, control in pairs:
                serves |= may[number[mapping]] & may[number[control]]
            result[task] &= serves
        return tuple(result if kept is None else (column & kept for column in result))

    def encoded(self, sheets: Sequence[Sheetlike]) -> tuple[list[Rows], Rejected]:
        """Return the sheets' rows in layers, as many as a system has components at most."""
        encoder = self.encoder
        first: list[int] = []
        more: dict[int, list[int]] = {}
        rejected: dict[int, tuple[Diagnostic, ...]] = {}
        with uncollected():
            for index, sheet in enumerate(sheets):
                row = 0
                try:
                    if isinstance(sheet, System):
                        row, *more[index] = encoder.rows(sheet)
                    else:
                        row = encoder.row(sheet)
                except AnswerError as error:
                    rejected[index] = error.diagnostics
                first.append(row)
            layers = [self._rows(first)]
            for layer in range(max(map(len, more.values()), default=0)):
                rows = list(first)
                for index, others in more.items():
                    if layer < len(others):
                        rows[index] = others[layer]
                layers.append(self._rows(rows))
        return layers, rejected

    def _rows(self, rows: list[int]) -> Rows:
        size = self.encoder.layout.size
        parts = [row.to_bytes(size, "little") for row in rows]
        parts.append(bytes((padded(len(rows)) - len(rows)) * size))
        return Rows(b"".join(parts), size)


def _folded(layers: Sequence[tuple[list[int], list[int]]]) -> tuple[list[int], list[int]]:
    """Return what holds in some lane of each system."""
    must, may = layers[0]
    for more_must, more_may in layers[1:]:
        must = [a | b for a, b in zip(must, more_must, strict=True)]
        may = [a | b for a, b in zip(may, more_may, strict=True)]
    return must, may


def _inputs(slots: Slots, source: Source, full: int) -> list[int]:
    """Return the columns that a program reads: true, false and those of encoded sheets."""
    constants = (full, 0)
    return [constants[place] if place < 2 else source.column(place - 2) for place in slots.inputs]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking again and again at what is made in bulk."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
