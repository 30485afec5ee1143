"""Truths of a system: what is certain, possible or excluded, and with what risk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from surveymodel.engine.evaluate import Certainty, Evaluation, evaluate
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.risk import Risks
from surveymodel.engine.sheet import System
from surveymodel.engine.walk import Walk

__all__ = ["Resolution", "resolve"]


def resolved(value: Resolution) -> Resolution:
    """Return what is a Resolution; raise TypeError for anything else."""
    if not isinstance(value, Resolution):
        raise TypeError(f"expected a Resolution, not a {type(value).__name__}")
    return value


@frozen(slots=False)
class Resolution:
    """What follows from a system's answers."""

    evaluation: Evaluation = field(repr=False)

    @property
    def model(self) -> SurveyModel:
        """The model that was evaluated."""
        return self.evaluation.model

    @property
    def system(self) -> System:
        """The system that it was evaluated for."""
        return self.evaluation.system

    @cached_property
    def walk(self) -> Walk:
        """The other view of the same evaluation: what is asked, open, stale."""
        return Walk(self.evaluation)

    @cached_property
    def risks(self) -> Risks:
        """Risks of threats and priorities of tasks."""
        return Risks(self.evaluation)

    def certainty(self, truth: str) -> Certainty:
        """Return how certain a truth, such as ``task:send-hsts``, is of the system.

        Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such truth.
        """
        return self.evaluation.certainty(self.model.place(truth))

    def components(self, truth: str, certainty: Certainty | None = None) -> tuple[str, ...]:
        """Return the components in which a truth has a certainty; without one, where it is not excluded.

        None where the system has no components. Raises
        :class:`~surveymodel.errors.UnknownNameError` where there is no such truth.
        """
        place, evaluation = self.model.place(truth), self.evaluation
        if not evaluation.system.components:
            return ()
        return tuple(
            lane.component
            for index, lane in enumerate(evaluation.lanes)
            if lane.component is not None
            and evaluation.in_lane(place, index) in ((certainty,) if certainty else ("certain", "possible"))
        )

    def truths(self, kind: str, *certainties: Certainty) -> Iterator[str]:
        """Yield the ids of one kind of truth, such as ``task``, that are certain or possible.

        ``certainties`` asks for others. The order is that of the content.
        """
        wanted = certainties or ("certain", "possible")
        certainty = self.evaluation.certainty
        for id, place in self.model.named.get(kind, {}).items():
            if certainty(place) in wanted:
                yield id


def resolve(model: SurveyModel, system: System) -> Resolution:
    """Return what follows from a system's answers.

    Raises :class:`~surveymodel.errors.AnswerError` with everything in the sheets that the model
    does not offer.
    """
    return Resolution(evaluate(model, system))
