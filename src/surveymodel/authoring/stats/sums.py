"""Sums in every lane at once.

Columns of lanes go in, each with what it weighs; for each lane comes out the sum of the weights of
the columns that hold in it, as the planes of a binary number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from attrs import field, frozen

__all__ = ["Sums", "sums"]


@frozen
class Sums:
    """A number for each lane: bit *i* of plane *k* is the bit *k* of the number of lane *i*."""

    planes: tuple[int, ...] = field(repr=False)

    def at(self, lane: int) -> int:
        """Return the number of one lane."""
        return sum((plane >> lane & 1) << k for k, plane in enumerate(self.planes))

    def total(self, among: int) -> int:
        """Return the sum of the numbers of some lanes."""
        return sum((plane & among).bit_count() << k for k, plane in enumerate(self.planes))

    def best(self, among: int, *, most: bool) -> int:
        """Return those of some lanes whose number is the highest, or the lowest, of theirs."""
        for plane in reversed(self.planes):
            among = among & (plane if most else ~plane) or among
        return among


def sums(columns: Iterable[tuple[int, int]]) -> Sums:
    """Return the sums of columns, each with its weight, by adding three bits of one weight at a time."""
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for column, weight in columns:
        for k in range(weight.bit_length()):
            if weight >> k & 1:
                waiting[k].append(column)
    planes: list[int] = []
    while len(planes) <= max(waiting, default=-1):
        k = len(planes)
        bits = waiting[k]
        while len(bits) > 2:
            a, b, c = bits.pop(), bits.pop(), bits.pop()
            bits.append(a ^ b ^ c)
            waiting[k + 1].append(a & b | c & (a | b))
        if len(bits) == 2:
            a, b = bits.pop(), bits.pop()
            bits.append(a ^ b)
            waiting[k + 1].append(a & b)
        planes.append(bits[0] if bits else 0)
    return Sums(tuple(planes))
