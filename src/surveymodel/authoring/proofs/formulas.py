"""Formulas over what may be answered, and the terms that stand for them in place of lanes.

Operations on terms go in as Python's own ``&``, ``|``, ``^`` and ``~``; what comes out is one program
of shared operations over variables, of which a solver asks when a term is true.

A variable is an input of a model's program: an answer is selected, nothing of a list is, a number
lies below another, anything was given at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from attrs import define, field, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import AND, FALSE, OR, TRUE, Builder

__all__ = ["Formulas", "Replies", "Term"]


@frozen
class Replies:
    """The variables of one question, and what holds of them however it is answered.

    That is a conjunction of clauses, each a disjunction in which a negative number is the negation
    of a variable.
    """

    question: str
    variables: tuple[int, ...]
    clauses: tuple[tuple[int, ...], ...] = field(repr=False)

    @classmethod
    def to(cls, question: Question, columns: Columns) -> Replies:
        """Return the replies to a question whose variables are numbered as its inputs are."""
        return cls(question.id, columns.places, tuple(_clauses(question, columns)))


@define(eq=False)
class Formulas:
    """Formulas over numbered variables, each made once however often it is asked for."""

    build: Builder
    replies: Mapping[int, Replies]  #: by variable, those of which it says something

    @classmethod
    def of(cls, model: SurveyModel) -> Formulas:
        """Return no formulas yet, over variables numbered as the inputs of a model are."""
        to = (Replies.to(question, model.columns[question.id]) for question in model.content.questions)
        replies = {variable: each for each in to for variable in each.variables}
        return cls(Builder(model.program.inputs), replies)

    def term(self, value: Term | int) -> Term:
        """Return a term; of the integers, 0 is false everywhere and -1 true."""
        if isinstance(value, Term):
            return value
        if value not in (0, -1):
            raise TypeError(f"{value} says something of single lanes, and a formula is about all")
        return Term(self, TRUE if value else FALSE)

    def operation(self, place: int) -> tuple[int, int, int] | None:
        """Return what makes a formula: the operation and its operands; None of a variable."""
        at = 3 * (place - self.build.inputs)
        if at < 0:
            return None
        operation, a, b = self.build.operations[at : at + 3]
        return operation, a, b

    def behind(self, *places: int) -> list[int]:
        """Return the formulas and variables that some formulas are made of, and they, in order."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += (self.operation(place) or (0,))[1:]
        return sorted(found)

    def asked_of(self, *places: int) -> tuple[Replies, ...]:
        """Return the replies of which some formulas say something."""
        found = (self.replies.get(place) for place in self.behind(*places))
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def values(self, variables: Mapping[int, int], full: int, *places: int) -> dict[int, int]:
        """Return the lanes in which some formulas, and all that they are made of, are true.

        ``variables`` has the lanes of each variable and ``full`` all lanes.
        """
        result = {TRUE: full, FALSE: 0}
        for place in self.behind(*places):
            made = self.operation(place)
            if made is None:
                result.setdefault(place, variables.get(place, 0))
                continue
            operation, a, b = made
            if operation == AND:
                result[place] = result[a] & result[b]
            elif operation == OR:
                result[place] = result[a] | result[b]
            else:
                result[place] = full ^ result[a]
        return result


@frozen(eq=False)
class Term:
    """A formula in the place of the lanes in which something is so.

    It has the operations of an integer that the reading of lanes uses, and no truth of its own:
    whether it is true somewhere is for a solver to say.
    """

    formulas: Formulas = field(repr=False)
    place: int

    def __and__(self, other: Term | int) -> Term:
        return Term(self.formulas, self.formulas.build.every((self.place, self.formulas.term(other).place)))

    def __or__(self, other: Term | int) -> Term:
        return Term(self.formulas, self.formulas.build.some((self.place, self.formulas.term(other).place)))

    def __xor__(self, other: Term | int) -> Term:
        return self & ~self.formulas.term(other) | ~self & other

    def __invert__(self) -> Term:
        return Term(self.formulas, self.formulas.build.negate(self.place))

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __bool__(self) -> bool:
        raise TypeError("whether a formula is true somewhere is for a solver to say")


def _clauses(question: Question, columns: Columns) -> Iterator[tuple[int, ...]]:
    """Yield what holds of any reply to a question.

    Numbers below which an answer lies are in order: what is below one is below all greater ones.
    Since answers are whole numbers from 0 to 10^15 and so are the thresholds, nothing else holds.
    """
    answers = list(columns.answers.values())
    if question.select == "number":
        below = [columns.below[number] for number in sorted(columns.below)]
        yield from ((-less, more) for less, more in pairwise(below))
        return
    alone = {columns.answers[answer.id] for answer in question.answers if answer.exclusive}
    for one, other in combinations(answers, 2):
        if question.select == "one" or one in alone or other in alone:
            yield -one, -other
    if question.select == "one":
        yield tuple(answers)
    elif columns.none is not None:
        yield (*answers, columns.none)
        yield from ((-one, -columns.none) for one in answers)
