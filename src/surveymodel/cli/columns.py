"""Rows of words and numbers as columns of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["columns"]


def columns(heads: Sequence[str], rows: Sequence[Sequence[str | int]], *, left: int = 1) -> Iterator[str]:
    """Yield rows under their heads: the first ``left`` columns to the left, the others to the right.

    A column of nothing but zeros is left out.
    """
    shown = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    cells = [[heads[at] for at in shown], *([str(row[at] or ".") for at in shown] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        parts = [
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, cell, width in zip(shown, row, widths, strict=True)
        ]
        yield "  ".join(parts).rstrip()
