"""numpy: the engine's own straight-line program over columns of bits in arrays of 64-bit words.

It is the most that numpy can do here: the same operations in the same order, sheets in blocks of
a size at which an array fits the processor's caches, each result in a new array, for which numpy
takes what was freed last; writing them into arrays made beforehand is slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from surveymodel.engine.program import AND, OR, TRUE
from surveymodel.engine.slots import Slots

__all__ = ["NAME", "blocks", "count", "run"]

NAME = "numpy"


def blocks(slots: Slots, bits: Mapping[int, bytes], count: int, size: int) -> Iterator[list[Any]]:
    """Yield the inputs of the program for blocks of sheets."""
    for start in range(0, count, size):
        yield [_words(place, bits, start, min(size, count - start)) for place in slots.inputs]


def _words(place: int, bits: Mapping[int, bytes], start: int, count: int) -> Any:
    """Return the bits of one input: true, false, or those of encoded sheets."""
    true = np.packbits(np.ones(count, np.bool_), bitorder="little").tobytes()
    data = true if place == TRUE else bits.get(place - 2, b"")[start // 8 : (start + count + 7) // 8]
    return np.frombuffer(data.ljust((count + 63) // 64 * 8, b"\0"), np.uint64)


def run(slots: Slots, inputs: Sequence[Any]) -> list[Any]:
    """Return the wanted values of one block."""
    values = [*inputs, *[None] * (slots.count - len(inputs))]
    numbers = iter(slots.operations)
    for operation, a, b, to in zip(numbers, numbers, numbers, numbers, strict=True):
        if operation == AND:
            values[to] = values[a] & values[b]
        elif operation == OR:
            values[to] = values[a] | values[b]
        else:
            values[to] = ~values[a]
    return [values[slot] for slot in slots.targets]


def count(words: Any, lanes: int) -> int:
    """Return how many of the first bits are set."""
    return int(np.unpackbits(words.view(np.uint8), count=lanes, bitorder="little").sum())
