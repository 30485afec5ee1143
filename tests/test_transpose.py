"""Bits turned round, between rows of bytes and columns."""

from __future__ import annotations

from surveymodel.engine.transpose import _masks, byte_column, eighths, turned


def test_eight_rows_become_eight_columns() -> None:
    """The bit that only the third sheet has stands third in its column, and nowhere else."""
    _masks.cache_clear()
    rows = bytes([0, 0, 0b100000, 0, 0, 0, 0, 0])
    assert [0, 0, 0, 0, 0, 0b100, 0, 0] == turned(list(eighths(rows, 0, 1)), 1)


def test_fewer_columns_than_eight_leave_the_other_bits_empty() -> None:
    """Of two columns and three lanes come three bytes of two bits."""
    assert bytes([0b01, 0b11, 0b10]) == byte_column([0b011, 0b110], 3)
