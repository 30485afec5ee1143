"""A program for many lanes at once: operations over slots that are used again.

A program of one plane and the values that are wanted go in. Out comes the part behind them, each
operation shortly before its first use, four integers to an operation: what to do, the slots of the
two operands, the slot of the result. A slot whose value nobody needs any more takes the next one, so
that few values are alive at a time and stay in the processor's caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from surveymodel.engine.program import AND, OR, Program

__all__ = ["Slots", "slots"]


@frozen
class Slots:
    """Operations over slots; those of the inputs come first."""

    inputs: tuple[int, ...]  #: the inputs of the program that are read
    count: int  #: of slots
    operations: tuple[int, ...] = field(repr=False)
    targets: tuple[int, ...] = field(repr=False)  #: slots of the wanted values, as they were wanted

    def run(self, inputs: Sequence[int], full: int) -> list[int]:
        """Return the wanted values; ``inputs`` are those named by ``self.inputs``.

        ``full`` has a bit for every lane.
        """
        values = [*inputs, *[0] * (self.count - len(inputs))]
        numbers = iter(self.operations)
        for operation, a, b, to in zip(numbers, numbers, numbers, numbers, strict=True):
            if operation == AND:
                values[to] = values[a] & values[b]
            elif operation == OR:
                values[to] = values[a] | values[b]
            else:
                values[to] = values[a] ^ full
        return [values[slot] for slot in self.targets]


def slots(program: Program, targets: Sequence[int]) -> Slots:
    """Return the part of a program of one plane behind some of its values."""
    order = list(_scheduled(program, targets))
    inputs = sorted(place for place in order if place < program.inputs)
    last = _last_uses(program, order)
    wanted = set(targets)
    slot = {place: index for index, place in enumerate(inputs)}
    free: list[int] = []
    count = len(inputs)
    operations: list[int] = []
    for place in order:
        if place < program.inputs:
            continue
        operation, a, b = program.operation(place)
        operations += (operation, slot[a], slot[b])
        for operand in {a, b}:
            if last[operand] == place and operand not in wanted:
                free.append(slot[operand])
        if not free:
            free.append(count)
            count += 1
        slot[place] = free.pop()
        operations.append(slot[place])
    return Slots(tuple(inputs), count, tuple(operations), tuple(slot[place] for place in targets))


def _scheduled(program: Program, targets: Sequence[int]) -> Iterator[int]:
    """Yield the places behind the targets, each after its operands and as late as that allows."""
    done: set[int] = set()
    stack = list(reversed(targets))
    while stack:
        place = stack[-1]
        if place in done:
            stack.pop()
            continue
        waiting = []
        if place >= program.inputs:
            _, a, b = program.operation(place)
            waiting = [operand for operand in (b, a) if operand not in done]
        if waiting:
            stack += waiting
        else:
            done.add(stack.pop())
            yield place


def _last_uses(program: Program, order: Sequence[int]) -> dict[int, int]:
    """Return for each place the operation that needs it last."""
    result: dict[int, int] = {}
    for place in order:
        if place >= program.inputs:
            _, a, b = program.operation(place)
            result[a] = result[b] = place
    return result
