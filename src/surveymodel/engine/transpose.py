"""Bits turned round: sheets in rows of bytes to lanes in columns of bits, and back.

The bits of eight times *m* sheets stand in eight integers of *m* bytes: byte *j* of the *i*-th is
what sheet 8 *j* + *i* has, its bit *k* being in column *k*. Turned round, byte *j* of the *k*-th is
column *k* of sheets 8 *j* to 8 *j* + 7. It is the transposition of 8×8 bits by exchanging halves,
quarters and eighths (H. S. Warren, *Hacker's Delight*, 7-3), done for all *m* at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

__all__ = ["byte_column", "padded", "turned"]

#: How far bits move in each of three steps, the bits of a byte that do, and the first of each two
#: integers between which they do.
_STEPS: Final = ((4, 0x0F, (0, 1, 2, 3)), (2, 0x33, (0, 1, 4, 5)), (1, 0x55, (0, 2, 4, 6)))


def padded(lanes: int) -> int:
    """Return the least multiple of eight that is not below a number of lanes."""
    return (lanes + 7) & ~7


@lru_cache(maxsize=16)
def _masks(size: int) -> tuple[int, ...]:
    return tuple(int.from_bytes(bytes([bits]) * size, "little") for _, bits, _ in _STEPS)


def turned(eight: Sequence[int], size: int) -> list[int]:
    """Return eight integers of ``size`` bytes with bit *i* of the *k*-th for bit *k* of the *i*-th."""
    x = list(eight)
    for (distance, _, firsts), mask in zip(_STEPS, _masks(size), strict=True):
        for i in firsts:
            moved = (x[i] >> distance ^ x[i + distance]) & mask
            x[i + distance] ^= moved
            x[i] ^= moved << distance
    return x


def byte_column(columns: Sequence[int], lanes: int) -> bytes:
    """Return a byte for each lane, whose bit *k* is that of the *k*-th of up to eight columns."""
    size = padded(lanes) // 8
    result = bytearray(8 * size)
    for i, part in enumerate(turned([*columns, *[0] * (8 - len(columns))], size)):
        result[i::8] = part.to_bytes(size, "little")
    return bytes(result[:lanes])


def eighths(rows: bytes, start: int, step: int) -> Iterator[int]:
    """Yield eight integers: the bytes of every eighth row at one place of ``step`` long rows."""
    for i in range(8):
        yield int.from_bytes(rows[start + i * step :: 8 * step], "little")
