"""What holds in each of many sheets, by column: counts, rows, index arrays, and each row in full."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import Any, Literal, overload

from attrs import evolve, field, frozen

from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import mask
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System
from surveymodel.engine.spread import index_arrays, tuples
from surveymodel.errors import Diagnostic, UnknownNameError

__all__ = ["Count", "Held", "Sheetlike", "Sheets", "Table", "joined"]

Held = Literal["certain", "possible"]

Sheetlike = System | Mapping[str, Any]
"""A whole system, or the plain answers of one by question id."""


@frozen
class Sheets(Sequence[Sheetlike]):
    """Sheets that are made, or found, when they are asked for."""

    length: int
    at: Callable[[int], Sheetlike] = field(repr=False)

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, row: int) -> Sheetlike: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Sheetlike]: ...
    def __getitem__(self, row: int | slice) -> Sheetlike | Sequence[Sheetlike]:
        if isinstance(row, slice):
            return [self.at(index) for index in range(*row.indices(self.length))]
        return self.at(range(self.length)[row])


@frozen
class Count:
    """In how many sheets something is certain, and in how many it is only possible."""

    certain: int
    possible: int


@frozen(slots=False)
class Table:
    """What holds in each of many sheets; row *i* is sheet *i*."""

    model: SurveyModel = field(repr=False)
    kinds: tuple[str, ...]  #: the kinds of truth that it tells of
    names: tuple[str, ...] = field(repr=False)  #: the truths
    sheets: Sequence[Sheetlike] = field(repr=False)
    rejected: Mapping[int, tuple[Diagnostic, ...]]  #: sheets that do not fit; nothing holds in their rows
    must: tuple[int, ...] = field(repr=False)  #: for each name, the rows in which it is certain
    may: tuple[int, ...] = field(repr=False)  #: likewise where it is not excluded
    standard: str | None = None  #: tasks are told of only where they serve a control of it

    def __len__(self) -> int:
        return len(self.sheets)

    @cached_property
    def _kinds(self) -> dict[str, dict[str, int]]:
        result: dict[str, dict[str, int]] = {kind: {} for kind in self.kinds}
        for index, name in enumerate(self.names):
            kind, _, id = name.partition(":")
            result[kind][id] = index
        return result

    def _places(self, kind: str) -> dict[str, int]:
        if kind not in self._kinds:
            raise UnknownNameError("kind of truth in this table", kind, self._kinds)
        return self._kinds[kind]

    def columns(self, kind: str, certainty: Held = "certain") -> dict[str, int]:
        """Return for each truth of a kind, by id, the rows in which it has a certainty, as bits.

        Bit *i* is set where it does in sheet *i*. Raises
        :class:`~surveymodel.errors.UnknownNameError` where the table does not tell of the kind.
        """
        if certainty == "certain":
            return {id: self.must[at] for id, at in self._places(kind).items()}
        return {id: self.may[at] ^ self.must[at] for id, at in self._places(kind).items()}

    def counts(self, kind: str) -> dict[str, Count]:
        """Return in how many sheets each truth of a kind is certain, and in how many only possible.

        Raises :class:`~surveymodel.errors.UnknownNameError` where the table does not tell of the kind.
        """
        result = {}
        for id, at in self._places(kind).items():
            must, may = self.must[at], self.may[at]
            certain = must.bit_count()
            result[id] = Count(certain, 0 if may is must else may.bit_count() - certain)
        return result

    def rows(self, kind: str, certainty: Held = "certain") -> Iterator[tuple[str, ...]]:
        """Yield for each sheet the ids of one kind that have a certainty, in the order of the content.

        Raises :class:`~surveymodel.errors.UnknownNameError` where the table does not tell of the kind.
        """
        columns = self.columns(kind, certainty)
        yield from tuples(list(columns)).rows(list(columns.values()), len(self))

    def index(self, kind: str, certainty: Held = "certain") -> tuple[array[int], array[int]]:
        """Return the same as two arrays: where each row begins, and numbers of ids as :meth:`columns` has them.

        The first has one number more than there are rows. Raises
        :class:`~surveymodel.errors.UnknownNameError` where the table does not tell of the kind.
        """
        return index_arrays(list(self.columns(kind, certainty).values()), len(self))

    def without(self, faults: Mapping[int, tuple[Diagnostic, ...]]) -> Table:
        """Return the table with more rows rejected, for reasons that are not their sheets'."""
        if not faults:
            return self
        kept = (1 << len(self)) - 1 ^ mask(faults, len(self))
        must = tuple(column & kept for column in self.must)
        may = must if self.may is self.must else tuple(column & kept for column in self.may)
        rejected = {
            row: (*self.rejected.get(row, ()), *faults.get(row, ())) for row in {*self.rejected, *faults}
        }
        return evolve(self, rejected=dict(sorted(rejected.items())), must=must, may=may)

    def resolution(self, row: int) -> Resolution:
        """Return all that follows from one sheet.

        Raises ``IndexError`` where there is no such row and
        :class:`~surveymodel.errors.AnswerError` where the sheet was rejected.
        """
        sheet = self.sheets[row]
        return resolve(self.model, sheet if isinstance(sheet, System) else System(answers=sheet))


# ---------------------------------------------------------------------------------------------
# Tables end to end


def joined(tables: Sequence[Table]) -> Table:
    """Return one or more tables of the same truths as one, their rows one after the other."""
    first = tables[0]
    if len(tables) == 1:
        return first
    starts = (0, *accumulate(map(len, tables)))
    rejected = {
        start + row: faults
        for start, table in zip(starts, tables, strict=False)
        for row, faults in table.rejected.items()
    }
    must = _end_to_end([table.must for table in tables], starts)
    whole = all(table.may is table.must for table in tables)
    may = must if whole else _end_to_end([table.may for table in tables], starts)
    sheets = Sheets(starts[-1], partial(_sheet, tuple(table.sheets for table in tables), starts))
    return evolve(first, sheets=sheets, rejected=rejected, must=must, may=may)


def _end_to_end(parts: Sequence[Sequence[int]], starts: Sequence[int]) -> tuple[int, ...]:
    """Return the columns of several tables that begin at these rows, two by two."""
    if len(parts) == 1:
        return tuple(parts[0])
    middle = len(parts) // 2
    before = _end_to_end(parts[:middle], starts[: middle + 1])
    after = _end_to_end(parts[middle:], starts[middle:])
    distance = starts[middle] - starts[0]
    return tuple(a | b << distance for a, b in zip(before, after, strict=True))


def _sheet(parts: Sequence[Sequence[Sheetlike]], starts: Sequence[int], row: int) -> Sheetlike:
    part = bisect_right(starts, row) - 1
    return parts[part][row - starts[part]]
