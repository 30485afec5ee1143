"""A straight-line program over lanes: plain data, and the loop that runs it.

A program is a flat tuple of integers, three to an operation: what to do and the places of its
two operands among the values so far. The inputs come first, each operation adds one value.

A value is one integer. With *n* lanes its bits 0 to *n* − 1 are the ``must`` plane and its bits
*n* to 2*n* − 1 the ``may`` plane: bit *i* and bit *n* + *i* belong to lane *i*. ``and`` and ``or``
work on both planes at once; ``not`` inverts and swaps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from attrs import define, field, frozen

__all__ = ["AND", "FALSE", "NOT", "OR", "TRUE", "Builder", "Program", "Slice", "lanes_of", "mask", "run"]

AND: Final = 0
OR: Final = 1
NOT: Final = 2

#: Places of the two inputs that every program has.
TRUE: Final = 0
FALSE: Final = 1


def mask(lanes: Iterable[int], count: int) -> int:
    """Return lanes, all below ``count``, as bits of one integer."""
    packed = bytearray((count + 7) // 8)
    for lane in lanes:
        packed[lane >> 3] |= 1 << (lane & 7)
    return int.from_bytes(packed, "little")


def lanes_of(bits: int) -> Iterator[int]:
    """Yield the lanes that are bits of one integer, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def run(operations: Sequence[int], inputs: Sequence[int], lanes: int) -> list[int]:
    """Return every value of a program: its inputs and what each operation makes of them."""
    values = list(inputs)
    push = values.append
    full = (1 << 2 * lanes) - 1
    must = (1 << lanes) - 1
    triples = iter(operations)
    for operation, a, b in zip(triples, triples, triples, strict=True):
        if operation == AND:
            push(values[a] & values[b])
        elif operation == OR:
            push(values[a] | values[b])
        else:
            inverse = values[a] ^ full
            push(inverse >> lanes | (inverse & must) << lanes)
    return values


#: What ``not`` makes of a value of one lane, by the value.
_INVERSE: Final = (3, 1, 2, 0)


@frozen(slots=False)
class Program:
    """Operations over a number of inputs."""

    inputs: int
    operations: tuple[int, ...] = field(repr=False)

    @cached_property
    def _groups(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """Operations of one kind in a row of which none needs another's value, with their operands."""
        result: list[tuple[int, list[tuple[int, int]]]] = []
        last, first = -1, self.inputs
        for place, (operation, a, b) in enumerate(self.steps(), self.inputs):
            if operation != last or a >= first or b >= first:
                last, first = operation, place
                result.append((operation, []))
            result[-1][1].append((a, b))
        return result

    def run(self, inputs: Sequence[int], lanes: int) -> list[int]:
        """Return every value, inputs first."""
        values = list(inputs)
        full, must = (1 << 2 * lanes) - 1, (1 << lanes) - 1
        for operation, pairs in self._groups:
            if operation == AND:
                values += [values[a] & values[b] for a, b in pairs]
            elif operation == OR:
                values += [values[a] | values[b] for a, b in pairs]
            elif lanes == 1:
                values += [_INVERSE[values[a]] for a, _ in pairs]
            else:
                inverses = (values[a] ^ full for a, _ in pairs)
                values += [inverse >> lanes | (inverse & must) << lanes for inverse in inverses]
        return values

    def operation(self, place: int) -> tuple[int, int, int]:
        """Return what makes a value that is no input: the operation and the places of its operands."""
        at = 3 * (place - self.inputs)
        operation, a, b = self.operations[at : at + 3]
        return operation, a, b

    def steps(self) -> Iterator[tuple[int, int, int]]:
        """Yield what makes each value that is no input, in order."""
        numbers = iter(self.operations)
        yield from zip(numbers, numbers, numbers, strict=True)

    def slice(self, targets: Iterable[int]) -> Slice:
        """Return the part of the program that the targets depend on."""
        wanted: set[int] = set()
        stack = list(targets)
        first, operations = self.inputs, self.operations
        while stack:
            place = stack.pop()
            if place not in wanted:
                wanted.add(place)
                if place >= first:
                    at = 3 * (place - first)
                    stack.append(operations[at + 1])
                    stack.append(operations[at + 2])
        return self._renumbered(sorted(wanted))

    def _renumbered(self, places: list[int]) -> Slice:
        number = {place: index for index, place in enumerate(places)}
        inputs = tuple(place for place in places if place < self.inputs)
        operations: list[int] = []
        for place in places[len(inputs) :]:
            operation, a, b = self.operation(place)
            operations += (operation, number[a], number[b])
        return Slice(inputs, tuple(operations), number)


@frozen
class Slice:
    """The part of a program behind some of its values."""

    inputs: tuple[int, ...]  #: places in the whole program of the inputs that it reads
    operations: tuple[int, ...] = field(repr=False)
    number: dict[int, int] = field(repr=False)  #: place in the whole program → place here

    def run(self, inputs: Sequence[int], lanes: int) -> list[int]:
        """Return every value of the slice; ``inputs`` are those named by ``self.inputs``."""
        return run(self.operations, inputs, lanes)


@define
class Builder:
    """Builds a program, each operation once however often it is asked for."""

    inputs: int
    operations: list[int] = field(factory=list)
    known: dict[tuple[int, int, int], int] = field(factory=dict)

    def every(self, terms: Iterable[int]) -> int:
        """Return the place of the conjunction of the terms; of none, true."""
        return self._joined(AND, terms, neutral=TRUE, absorbing=FALSE)

    def some(self, terms: Iterable[int]) -> int:
        """Return the place of the disjunction of the terms; of none, false."""
        return self._joined(OR, terms, neutral=FALSE, absorbing=TRUE)

    def negate(self, term: int) -> int:
        """Return the place of a term's negation."""
        if term in (TRUE, FALSE):
            return FALSE if term == TRUE else TRUE
        at = 3 * (term - self.inputs)
        if at >= 0 and self.operations[at] == NOT:
            return self.operations[at + 1]
        return self._emit(NOT, term, term)

    def _joined(self, operation: int, terms: Iterable[int], *, neutral: int, absorbing: int) -> int:
        kept = [term for term in dict.fromkeys(terms) if term != neutral]
        if absorbing in kept:
            return absorbing
        if not kept:
            return neutral
        result = kept[0]
        for term in kept[1:]:
            result = self._emit(operation, min(result, term), max(result, term))
        return result

    def _emit(self, operation: int, a: int, b: int) -> int:
        key = (operation, a, b)
        if key not in self.known:
            self.known[key] = self.inputs + len(self.operations) // 3
            self.operations += key
        return self.known[key]

    def program(self) -> Program:
        """Return what has been built."""
        return Program(self.inputs, tuple(self.operations))

    def levelled(self) -> tuple[Program, list[int]]:
        """Return what has been built in an order in which many operations of one kind stand in a row.

        The second part has for each place where the value stands now. An operation's level is one
        above that of its operands.
        """
        steps = list(self.program().steps())
        levels = [0] * self.inputs
        for _, a, b in steps:
            levels.append(1 + max(levels[a], levels[b]))
        order = sorted(range(len(steps)), key=lambda at: (levels[self.inputs + at], steps[at][0]))
        number = [*range(self.inputs), *[0] * len(steps)]
        for place, at in enumerate(order, self.inputs):
            number[self.inputs + at] = place
        operations: list[int] = []
        for at in order:
            operation, a, b = steps[at]
            operations += (operation, number[a], number[b])
        return Program(self.inputs, tuple(operations)), number
