"""Columns of bits back to rows: what holds in each lane, as the words of the columns."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from surveymodel.engine.transpose import byte_column

__all__ = ["Spread", "index_arrays", "texts", "tuples"]

W = TypeVar("W")

#: How many lanes are turned round at a time.
_WINDOW = 32_768


@frozen
class Spread(Generic[W]):
    """Words by column, joined for each lane by looking a byte of columns up at a time."""

    tables: tuple[tuple[W, ...], ...] = field(repr=False)  #: for each eight columns, what a byte of them says
    join: Callable[[Iterable[W]], W]

    def rows(self, columns: Sequence[int], lanes: int) -> Iterator[W]:
        """Yield for each lane the words of the columns that hold in it, joined.

        There are as many columns as words, each with a bit for every lane.
        """
        if not self.tables:
            yield from (self.join(()) for _ in range(lanes))
            return
        size = (lanes + 7) // 8
        whole = [column.to_bytes(size, "little") for column in columns]
        for start in range(0, lanes, _WINDOW):
            count = min(_WINDOW, lanes - start)
            part = slice(start // 8, (start + count + 7) // 8)
            window = [int.from_bytes(column[part], "little") for column in whole]
            said = (
                map(table.__getitem__, byte_column(window[8 * at : 8 * at + 8], count))
                for at, table in enumerate(self.tables)
            )
            yield from map(self.join, zip(*said, strict=True))


def _tables(words: Sequence[W], join: Callable[[Iterable[W]], W]) -> tuple[tuple[W, ...], ...]:
    """Return for each eight words what each byte says of them; equal to a row of the others' sums."""
    result = []
    for at in range(0, len(words), 8):
        table = [join(())]
        for word in words[at : at + 8]:
            table += [join((before, word)) for before in table]
        result.append(tuple(table))
    return tuple(result)


def texts(words: Sequence[bytes]) -> Spread[bytes]:
    """Return what joins words of bytes."""
    return Spread(_tables(words, b"".join), b"".join)


def _chained(parts: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(parts))


def tuples(words: Sequence[Any]) -> Spread[tuple[Any, ...]]:
    """Return what joins words of any kind to tuples."""
    return Spread(_tables([(word,) for word in words], _chained), _chained)


def index_arrays(columns: Sequence[int], lanes: int) -> tuple[array[int], array[int]]:
    """Return where each lane's numbers begin and the numbers of the columns that hold, lane by lane.

    The first array has one number more than there are lanes: those of lane *i* are
    ``numbers[starts[i] : starts[i + 1]]``.
    """
    code: Literal["I"] = "I"
    width = array(code).itemsize
    spread = texts([index.to_bytes(width, sys.byteorder) for index in range(len(columns))])
    starts, numbers = array("Q", [0]), array(code)
    for row in spread.rows(columns, lanes):
        numbers.frombytes(row)
        starts.append(len(numbers))
    return starts, numbers
