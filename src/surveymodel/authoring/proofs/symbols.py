"""All sheets at once: the values of a model's program as terms in place of lanes.

A model goes in; whatever looks at lanes looks at terms instead, and what it makes of them is a
formula of the sheets in which something is so.

A sheet answers every question, asked or not, except that one which other answers may imply may be
left open. Nothing more needs to be tried: what is certain with questions open is certain however
they are answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import cast

from attrs import field, frozen

from surveymodel.authoring.laid import Laid
from surveymodel.authoring.proofs.formulas import Formulas, Term
from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import TRUE

__all__ = ["Symbols"]


@frozen(slots=False)
class Variables(Lanes):
    """The inputs of a model's program as terms."""

    formulas: Formulas = field(repr=False, kw_only=True)

    @cached_property
    def every(self) -> int:
        """The formula that is true of all sheets."""
        return self.term(TRUE)

    def term(self, place: int) -> int:
        """Return a formula in the place of lanes."""
        return cast(int, Term(self.formulas, place))

    def at(self, place: int) -> Planes:
        """Return what was selected, if the question was answered; if not, all may be."""
        held, given = self.term(place), self._given.get(place, place)
        if given == place:
            return Planes(held, held)
        return Planes(held & self.term(given), held | self.every ^ self.term(given))

    @cached_property
    def _given(self) -> Mapping[int, int]:
        """For each input of a question that may be left open, the input that says whether it was."""
        return {
            place: columns.given
            for columns in self.model.columns.values()
            if columns.given is not None
            for place in columns.places
        }


@frozen(slots=False)
class Symbols(Laid):
    """Every value of a model's program as a term, made when it is asked for."""

    formulas: Formulas = field(repr=False, kw_only=True)

    @classmethod
    def of(cls, model: SurveyModel) -> Symbols:
        """Return the values of a model's program, over variables numbered as its inputs are."""
        formulas = Formulas.of(model)
        variables = Variables(model, 1, (), formulas=formulas)
        return cls(model, 1, (), base=variables, over=lambda _, __: None, formulas=formulas)
