"""A pack linked so that everything an author wrote stands in a place of its own, and can be changed there.

A model's content and more conditions go in; the model linked once more comes out, with the place
of each condition and of each thing that follows from another. The program tells apart the numbers
that the other conditions compare with, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush

from attrs import define, field, frozen

from surveymodel.authoring.laid import Over
from surveymodel.condition import Condition
from surveymodel.content.nouns import Content
from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.columns import columns
from surveymodel.engine.link import Linker
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import AND, FALSE, OR, Program

__all__ = ["Wired", "wired"]


@frozen(slots=False)
class Wired:
    """A model in which nothing that was written apart stands in one place."""

    model: SurveyModel
    wires: Mapping[str, int] = field(repr=False)
    """Where conditions and edges stand, by name; the reading of a group without controls stands nowhere."""

    def value(self, lanes: Lanes, becomes: Condition | bool) -> Planes:
        """Return in some lanes what is put in the place of something."""
        if isinstance(becomes, bool):
            return Planes(lanes.every, lanes.every) if becomes else Planes(0, 0)
        return lanes.held(becomes)

    def over(self, name: str, becomes: Condition | bool) -> Over:
        """Return what is laid over lanes to change what bears a name."""
        wire = self.wires[name]
        return lambda lanes, place: self.value(lanes, becomes) if place == wire else None

    def moved(self, lanes: Lanes, name: str, becomes: Condition | bool) -> Iterator[tuple[int, int]]:
        """Yield each value of a run that is another once what bears a name is changed, and what it is then."""
        count, program = lanes.count, self.model.program
        held = self.value(lanes, becomes)
        made = _Made(program, lanes.values, count, {self.wires[name]: held.may << count | held.must})
        waiting, met = [self.wires[name]], {self.wires[name]}
        while waiting:
            place = heappop(waiting)
            value = made.at(place)
            if value != lanes.values[place]:
                yield place, value
                for user in self.users[place]:
                    if user not in met:
                        met.add(user)
                        heappush(waiting, user)

    @cached_property
    def users(self) -> Sequence[Sequence[int]]:
        """For each value of the program, those that are made of it."""
        program = self.model.program
        result: list[list[int]] = [[] for _ in range(program.inputs + len(program.operations) // 3)]
        for place, (_, a, b) in enumerate(program.steps(), program.inputs):
            result[a].append(place)
            result[b] += (place,) if b != a else ()
        return result

    def following(self, name: str) -> frozenset[int]:
        """Return every value that may be another once what bears a name is changed."""
        waiting, found = [self.wires[name]], set[int]()
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += self.users[place]
        return frozenset(found)


@define
class _Made:
    """Values of a run of which some are otherwise."""

    program: Program
    values: Sequence[int]
    count: int
    made: dict[int, int]

    def at(self, place: int) -> int:
        """Return a value, once all are there that it is made of and that are otherwise."""
        if place not in self.made:
            operation, a, b = self.program.operation(place)
            one, other = (self.made[at] if at in self.made else self.values[at] for at in (a, b))
            self.made[place] = _joined(operation, one, other, self.count)
        return self.made[place]


def _joined(operation: int, one: int, other: int, count: int) -> int:
    if operation == AND:
        return one & other
    if operation == OR:
        return one | other
    inverse = one ^ (1 << 2 * count) - 1
    return inverse >> count | (inverse & (1 << count) - 1) << count


def wired(content: Content, more: Iterable[Condition]) -> Wired:
    """Link content that has no faults, with a place for each thing that was written."""
    linker = _Apart(content, columns(content, more))
    model, number = linker.linked()
    return Wired(model, {name: number[place] for name, place in linker.wires.items()})


@define
class _Apart(Linker):
    """Gives whatever has a name an operation of its own: itself or false."""

    wires: dict[str, int] = field(factory=dict)

    def own(self, name: str, place: int) -> int:
        if name not in self.wires:
            build = self.build
            self.wires[name] = build.inputs + len(build.operations) // 3
            build.operations += (OR, place, FALSE)
        return self.wires[name]
