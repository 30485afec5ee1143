"""All sheets at once: the values of a model's program as terms in place of lanes.

A model goes in; whatever looks at lanes looks at terms instead, and what it makes of them is a
formula of the sheets in which something is so.

A sheet answers every question, asked or not, except that one which other answers may imply may be
left open. Nothing more needs to be tried: what is certain with questions open is certain however
they are answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import cast

from attrs import field, frozen

from surveymodel.authoring.proofs.formulas import Formulas, Term
from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import AND, FALSE, OR, TRUE

__all__ = ["Symbols"]


@frozen(slots=False)
class Symbols(Lanes):
    """Every value of a model's program as a term, made when it is asked for."""

    formulas: Formulas = field(repr=False, kw_only=True)
    laid: Callable[[int], Planes | None] = field(repr=False, kw_only=True, default=lambda _: None)
    """What is at an input instead of its variable; None where nothing is."""
    _made: dict[int, Planes] = field(factory=dict, init=False, repr=False, eq=False)

    @classmethod
    def of(cls, model: SurveyModel) -> Symbols:
        """Return the values of a model's program, over variables numbered as its inputs are."""
        return cls(model, 1, (), formulas=Formulas.of(model))

    @cached_property
    def every(self) -> int:
        """The formula that is true of all sheets."""
        return cast(int, Term(self.formulas, TRUE))

    def at(self, place: int) -> Planes:
        """Return two formulas: where a value certainly holds, and where it may."""
        if place not in self._made:
            self._make(place)
        return self._made[place]

    def changed(self, input: Callable[[int], Planes | None], needs: Iterable[int]) -> Symbols:  # noqa: ARG002 - any value is made when it is asked for
        """Return the same with some inputs otherwise."""
        return Symbols(self.model, 1, (), formulas=self.formulas, laid=input)

    def _make(self, place: int) -> None:
        """Make a value, and before it what it is made of."""
        program, made = self.model.program, self._made
        waiting = [place]
        while waiting:
            one = waiting[-1]
            if one < program.inputs:
                made[one] = self._input(one)
            else:
                operation, a, b = program.operation(one)
                missing = [each for each in (a, b) if each not in made]
                if missing:
                    waiting += missing
                    continue
                made[one] = self._joined(operation, made[a], made[b])
            waiting.pop()

    def _joined(self, operation: int, a: Planes, b: Planes) -> Planes:
        if operation == AND:
            return self._planes(a.must & b.must, a.may & b.may)
        if operation == OR:
            return self._planes(a.must | b.must, a.may | b.may)
        return self._planes(~a.may, ~a.must)

    def _planes(self, must: int, may: int) -> Planes:
        return Planes(must, must if cast(Term, must).place == cast(Term, may).place else may)

    def _input(self, place: int) -> Planes:
        """Return an input: what was selected, if the question was answered; if not, all may be."""
        laid = self.laid(place)
        if laid is not None:
            term = self.formulas.term
            return Planes(cast(int, term(laid.must)), cast(int, term(laid.may)))
        held = cast(int, Term(self.formulas, place))
        given = self._given.get(place)
        if place in (TRUE, FALSE) or given in (None, place):
            return Planes(held, held)
        answered = cast(int, Term(self.formulas, given))
        return Planes(held & answered, held | ~answered)

    @cached_property
    def _given(self) -> Mapping[int, int]:
        """For each input of a question that may be left open, the input that says whether it was."""
        return {
            place: columns.given
            for columns in self.model.columns.values()
            if columns.given is not None
            for place in columns.places
        }
