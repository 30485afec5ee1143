"""The cheapest demands on inputs that give one definition a wanted value.

For each value of a slice and each wanted outcome the dozen cheapest sets of demands are kept,
from the inputs up. A set is a guess: dependencies within it are left to the trial as lanes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import product
from typing import Final, Self

from attrs import field, frozen

from surveymodel.engine.evaluate import Evaluation, bits
from surveymodel.engine.model import Columns
from surveymodel.engine.program import AND, NOT, Slice
from surveymodel.engine.reply import Given
from surveymodel.engine.variants import Variable, Variant, reach, variables

__all__ = ["Demands", "Wanted", "cheapest"]

#: How many sets are kept for each value and outcome.
BEAM: Final = 12


class Wanted(Enum):
    """The value that a truth is to get; bits as in the program's inputs."""

    EXCLUDED = 0
    CERTAIN = 3

    @property
    def opposite(self) -> Wanted:
        """What a negation's operand must be."""
        return Wanted.EXCLUDED if self is Wanted.CERTAIN else Wanted.CERTAIN


Options = Mapping[Variable, Sequence[Given]]


@frozen(slots=False)
class Demands:
    """By variable the answers, as bits over its options, that are left to choose from."""

    answers: Mapping[Variable, int] = field(factory=dict)

    @cached_property
    def cost(self) -> tuple[int, tuple[Variable, ...]]:
        """How many answers change, then which, by survey position."""
        return len(self.answers), tuple(sorted(self.answers))

    @cached_property
    def key(self) -> frozenset[tuple[Variable, int]]:
        """What makes two sets the same."""
        return frozenset(self.answers.items())

    def join(self, other: Self) -> Self | None:
        """Return both sets together, or None where they exclude each other."""
        if not other.answers:
            return self
        if not self.answers:
            return other
        answers = dict(self.answers)
        for variable, left in other.answers.items():
            answers[variable] = answers.get(variable, left) & left
            if not answers[variable]:
                return None
        return type(self)(answers)

    @classmethod
    def both(cls, left: Iterable[Self], right: list[Self]) -> list[Self]:
        """Return the cheapest joins of a set of the left with one of the right."""
        joined = (a.join(b) for a in left for b in right)
        return cls.best(demands for demands in joined if demands is not None)

    @classmethod
    def best(cls, found: Iterable[Self]) -> list[Self]:
        """Return the dozen cheapest different sets."""
        different: dict[object, Self] = {}
        for demands in found:
            different.setdefault(demands.key, demands)
        return sorted(different.values(), key=lambda demands: demands.cost)[:BEAM]

    def variants(self, options: Options) -> Iterator[Variant]:
        """Yield the changes of answers that meet the demands, in survey order."""
        chosen = sorted(self.answers)
        left = [[given for bit, given in enumerate(options[v]) if self.answers[v] >> bit & 1] for v in chosen]
        for answers in product(*left):
            yield dict(zip(chosen, answers, strict=True))


@frozen
class _Search:
    """The search in one lane over one slice.

    A value that is as wanted already demands nothing; a ``thorough`` search looks for other ways
    to have it so all the same, since another demand may take the present one away.
    """

    part: Slice
    now: Sequence[int]  #: each value of the slice in this lane, as bits
    owner: Mapping[int, tuple[Variable, Columns]]  #: by input's place in the program
    options: Options
    thorough: bool
    found: dict[tuple[int, Wanted], list[Demands]] = field(factory=dict)

    def solve(self, target: int, wanted: Wanted) -> list[Demands]:
        """Return the cheapest demands for the value at a place of the slice."""
        waiting = [(target, wanted)]
        while waiting:
            place, want = waiting[-1]
            if (place, want) in self.found:
                waiting.pop()
                continue
            missing = [need for need in self.needs(place, want) if need not in self.found]
            if missing:
                waiting += missing
            else:
                self.found[place, want] = self.settle(place, want)
        return self.found[target, wanted]

    def needs(self, place: int, wanted: Wanted) -> tuple[tuple[int, Wanted], ...]:
        """Return the values that the one at a place is made of, with what they must be."""
        if place < len(self.part.inputs) or (self.now[place] == wanted.value and not self.thorough):
            return ()
        operation, a, b = self.operation(place)
        if operation == NOT:
            return ((a, wanted.opposite),)
        return ((a, wanted), (b, wanted))

    def operation(self, place: int) -> tuple[int, int, int]:
        at = 3 * (place - len(self.part.inputs))
        operation, a, b = self.part.operations[at : at + 3]
        return operation, a, b

    def settle(self, place: int, wanted: Wanted) -> list[Demands]:
        if self.now[place] != wanted.value:
            return self.combine(place, wanted)
        if not self.thorough:
            return [Demands()]
        return Demands.best([Demands(), *self.combine(place, wanted)])

    def combine(self, place: int, wanted: Wanted) -> list[Demands]:
        if place < len(self.part.inputs):
            return self.input(self.part.inputs[place], wanted)
        operation, a, b = self.operation(place)
        if operation == NOT:
            return self.found[a, wanted.opposite]
        left, right = self.found[a, wanted], self.found[b, wanted]
        if (operation == AND) == (wanted is Wanted.CERTAIN):
            return Demands.both(left, right)
        return Demands.best([*left, *right])

    def input(self, place: int, wanted: Wanted) -> list[Demands]:
        if place not in self.owner:
            return []
        variable, columns = self.owner[place]
        fitting = 0
        for bit, given in enumerate(self.options[variable]):
            if bits(columns, given)[place] == wanted.value:
                fitting |= 1 << bit
        return [Demands({variable: fitting})] if fitting else []


def cheapest(
    evaluation: Evaluation, lane: int, place: int, wanted: Wanted, options: Options, *, thorough: bool
) -> list[Demands]:
    """Return the cheapest demands that may give a value the wanted outcome in one lane."""
    model = evaluation.model
    part = model.program.slice([place])
    count = len(evaluation.lanes)
    now = [
        evaluation.values[at] >> lane & 1 | (evaluation.values[at] >> count + lane & 1) << 1
        for at in part.number
    ]
    questions = reach(evaluation, part.inputs)
    owner = {
        column: (variable, model.columns[id])
        for id, variable in variables(evaluation, evaluation.lanes[lane], questions).items()
        for column in questions[id]
    }
    search = _Search(part, now, owner, options, thorough)
    return search.solve(part.number[place], wanted)
