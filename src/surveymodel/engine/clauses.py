"""The clauses of a condition in the lanes of one run: their values, and where each decides.

A run's values and a condition go in; for every leaf of the condition come out the lanes in which
it holds, and those in which flipping it alone would flip the whole condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from surveymodel.condition import MAX_NUMBER, And, Comparison, Condition, Leaf, Name, Not, Or, leaves
from surveymodel.engine.columns import SIDES
from surveymodel.engine.model import SurveyModel

__all__ = ["Clause", "Lanes", "Planes", "Sparse", "apart", "places", "truth_of"]


@frozen
class Planes:
    """The lanes in which something certainly holds, and those in which it may, as bits."""

    must: int
    may: int


def apart(one: Planes, other: Planes) -> int:
    """Return the lanes in which two values differ."""
    return (one.must ^ other.must) | (one.may ^ other.may)


@frozen
class Clause:
    """One leaf of a condition, and the lanes in which it alone decides it."""

    leaf: Leaf
    held: Planes
    decides: int  #: lanes in which the condition is what this leaf makes it, whatever it is

    @property
    def decides_true(self) -> int:
        """The lanes in which it holds and decides."""
        return self.decides & self.held.must

    @property
    def decides_false(self) -> int:
        """The lanes in which it does not hold and decides."""
        return self.decides & ~self.held.may


@frozen(slots=False)
class Lanes:
    """Every value of a model's program in some lanes."""

    model: SurveyModel = field(repr=False)
    count: int
    values: Sequence[int] = field(repr=False)
    _leaves: dict[Leaf, Planes] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def every(self) -> int:
        """All lanes."""
        return (1 << self.count) - 1

    def at(self, place: int) -> Planes:
        """Return the lanes of one value of the program."""
        return Planes(self.values[place] & self.every, self.values[place] >> self.count)

    def truth(self, name: str) -> Planes:
        """Return the lanes of a truth, such as ``task:send-hsts``.

        Raises :class:`~surveymodel.errors.UnknownNameError` where there is none.
        """
        return self.at(self.model.place(name))

    def held(self, condition: Condition) -> Planes:
        """Return the lanes in which a condition holds."""
        match condition:
            case And(terms):
                return self.all_of([self.held(term) for term in terms])
            case Or(terms):
                return self.any_of([self.held(term) for term in terms])
            case Not(term):
                return self.negated(self.held(term))
            case _:
                if condition not in self._leaves:
                    self._leaves[condition] = self._leaf(condition)
                return self._leaves[condition]

    def _leaf(self, leaf: Leaf) -> Planes:
        if isinstance(leaf, Comparison):
            return self._comparison(leaf)
        return self.truth(truth_of(self.model, leaf))

    def clauses(self, condition: Condition, where: int) -> Iterator[Clause]:
        """Yield the leaves of a condition from left to right, deciding among the lanes ``where``."""
        for leaf, held, decides in self.judged(condition)[1]:
            yield Clause(leaf, held, decides & where)

    def judged(self, condition: Condition) -> tuple[Planes, list[tuple[Leaf, Planes, int]]]:
        """Return the lanes in which a condition holds and, of each leaf, those in which it holds and decides."""
        match condition:
            case And(terms) | Or(terms):
                both = isinstance(condition, And)
                parts = [self.judged(term) for term in terms]
                held = [part[0] for part in parts]
                others = [h.must if both else self.every & ~h.may for h in held]
                found = []
                for index, (_, leaves) in enumerate(parts):
                    beside = self.every
                    for other in (*others[:index], *others[index + 1 :]):
                        beside &= other
                    found += [(leaf, h, decides & beside) for leaf, h, decides in leaves]
                return (self.all_of(held) if both else self.any_of(held)), found
            case Not(term):
                inner, found = self.judged(term)
                return self.negated(inner), found
            case _:
                here = self.held(condition)
                return here, [(condition, here, self.every)]

    # -- other inputs

    def changed(self, input: Callable[[int], Planes | None], needs: Iterable[int]) -> Lanes:
        """Return the lanes with some inputs of the program otherwise, as far as some values need it.

        ``input`` returns what is at an input; None where it stays.
        """
        part = self.model.program.slice(needs)
        given = []
        for place in part.inputs:
            other = input(place)
            given.append(self.values[place] if other is None else other.may << self.count | other.must)
        return Lanes(self.model, self.count, Sparse(part.number, part.run(given, self.count)))

    # -- planes

    def all_of(self, terms: Sequence[Planes]) -> Planes:
        """Return where all hold."""
        must = may = self.every
        for term in terms:
            must, may = must & term.must, may & term.may
        return Planes(must, may)

    def any_of(self, terms: Sequence[Planes]) -> Planes:
        """Return where one holds."""
        must = may = 0
        for term in terms:
            must, may = must | term.must, may | term.may
        return Planes(must, may)

    def negated(self, term: Planes) -> Planes:
        """Return where it does not hold."""
        return Planes(self.every ^ term.may, self.every ^ term.must)

    def _comparison(self, leaf: Comparison) -> Planes:
        below = [self._below(leaf.question, side) for side in _sides(self.model, leaf)]
        match leaf.operator:
            case "<" | "<=":
                result = below[0]
            case ">" | ">=":
                result = self.negated(below[0])
            case "==":
                result = self.all_of([self.negated(below[0]), below[1]])
            case _:
                result = self.any_of([below[0], self.negated(below[1])])
        return self.all_of([self.truth(f"question:{leaf.question}"), result])

    def _below(self, question: str, number: int) -> Planes:
        if number <= 0:
            return Planes(0, 0)
        if number > MAX_NUMBER:
            return Planes(self.every, self.every)
        return self.at(self.model.columns[question].below[number])


class Sparse(Sequence[int]):
    """The values of a part of a program, by their places in the whole."""

    def __init__(self, number: Mapping[int, int], made: Sequence[int]) -> None:
        self.number, self.made = number, made

    def __getitem__(self, place: int) -> int:  # type: ignore[override]
        return self.made[self.number[place]]

    def __len__(self) -> int:
        return len(self.made)

    def __contains__(self, place: object) -> bool:
        """Whether a place of the whole program is among the values."""
        return place in self.number


def places(model: SurveyModel, condition: Condition) -> Iterator[int]:
    """Yield the values of the program that the clauses of a condition are made of."""
    for leaf in leaves(condition):
        if isinstance(leaf, Comparison):
            yield model.truths[f"question:{leaf.question}"]
            below = model.columns[leaf.question].below
            yield from (below[side] for side in _sides(model, leaf) if side in below)
        else:
            yield model.truths[truth_of(model, leaf)]


def _sides(model: SurveyModel, leaf: Comparison) -> tuple[int, ...]:
    """Return the numbers whose "below" inputs a comparison is made of."""
    number = model.values[leaf.operand] if isinstance(leaf.operand, str) else leaf.operand
    return SIDES[leaf.operator](number)


def truth_of(model: SurveyModel, leaf: Condition) -> str:
    """Return the truth that a name or member stands for."""
    name = str(leaf)
    if isinstance(leaf, Name):
        return f"question:{name}" if name in model.questions else f"fact:{name}"
    return f"answer:{name}" if name.partition(".")[0] in model.questions else f"fact:{name}"
