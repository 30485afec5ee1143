"""A survey as one system meets it: what is asked, open, stale, contradicted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.evaluate import Evaluation, evaluate
from surveymodel.engine.lanes import Lane, Placed
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import UNKNOWN
from surveymodel.engine.sheet import System

__all__ = ["Contradiction", "State", "Step", "Walk", "walk"]

State = Literal["answered", "implied", "open", "unknown", "waiting", "held", "stale", "conflict", "not-asked"]
"""How a question stands.

answered
    certainly asked, and answered.
implied
    certainly asked and closed by what other answers imply.
open
    certainly asked and to be answered.
unknown
    certainly asked, and somebody said that nobody knows; it is not offered again.
conflict
    certainly asked, and other answers imply what cannot be together: somebody has to answer.
waiting
    perhaps asked, nothing given.
held
    perhaps asked, with a reply already.
stale
    certainly not asked; the reply is kept and ignored.
not-asked
    certainly not asked, nothing given.
"""


@frozen
class Step:
    """One question in one lane: its state, and the reply that counts there."""

    question: Question
    component: str | None  #: None for questions that all components share
    state: State
    placed: Placed | None


@frozen
class Contradiction:
    """An answer given against what another answer implies; the given one counts."""

    question: Question
    component: str | None
    implied: str  #: the answer that is implied and was not given


@frozen(slots=False)
class Walk:
    """The survey as one system meets it."""

    evaluation: Evaluation = field(repr=False)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every question in every lane, in asking order; what all lanes share stands once."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for question in self.evaluation.model.content.questions:
            for index, lane in self._lanes(question):
                placed = lane.replies.get(question.id)
                state = self._state(question, index, placed)
                component = lane.component if question.of == "component" else None
                yield Step(question, component, state, placed)

    def _lanes(self, question: Question) -> list[tuple[int, Lane]]:
        """Return the lanes that can differ about a question; where none can, the first."""
        lanes = list(enumerate(self.evaluation.lanes))
        return lanes if question.of == "component" else lanes[:1]

    def _state(self, question: Question, lane: int, placed: Placed | None) -> State:
        asked = self._in_lane(f"question:{question.id}", lane)
        if asked == "excluded":
            return "stale" if placed else "not-asked"
        if asked == "possible":
            return "held" if placed else "waiting"
        if placed and placed.reply.answer != UNKNOWN:
            return "answered"
        if self._marked("closed", question, lane):
            return "implied"
        if placed:
            return "unknown"
        return "conflict" if self._marked("conflict", question, lane) else "open"

    def _in_lane(self, truth: str, lane: int) -> str:
        return self.evaluation.in_lane(self.evaluation.model.truths[truth], lane)

    def _marked(self, mark: str, question: Question, lane: int) -> bool:
        place = self.evaluation.model.marks.get(f"{mark}:{question.id}")
        return place is not None and self.evaluation.in_lane(place, lane) == "certain"

    def _questions(self, *states: State) -> tuple[Question, ...]:
        found = {step.question.id: step.question for step in self.steps if step.state in states}
        return tuple(found.values())

    @property
    def asked(self) -> tuple[Question, ...]:
        """Questions that are certainly asked somewhere, in order."""
        return self._questions("answered", "implied", "open", "unknown", "conflict")

    @property
    def open(self) -> tuple[Question, ...]:
        """Questions to be answered, in order."""
        return self._questions("open", "conflict")

    @property
    def unknown(self) -> tuple[Question, ...]:
        """Questions of which somebody said that nobody knows, in order."""
        return self._questions("unknown")

    @property
    def conflicts(self) -> tuple[Question, ...]:
        """Questions for which other answers imply what cannot be together, in order.

        One of them that nobody can answer is still a conflict, though it is offered no more.
        """
        unsettled = (
            s.question for s in self.steps if s.state in ("conflict", "unknown") and self._clashes(s)
        )
        return tuple({question.id: question for question in unsettled}.values())

    def _clashes(self, step: Step) -> bool:
        lanes = [
            lane for lane, of in enumerate(self.evaluation.lanes) if step.component in (None, of.component)
        ]
        return self._marked("conflict", step.question, lanes[0])

    @cached_property
    def stale(self) -> tuple[Step, ...]:
        """Replies that count nowhere, because their question is asked nowhere they reach."""
        reach: dict[tuple[str, str], list[Step]] = {}
        for step in self.steps:
            if step.placed is not None:
                reach.setdefault((step.question.id, step.placed.place), []).append(step)
        return tuple(steps[0] for steps in reach.values() if all(s.state == "stale" for s in steps))

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Answers given against what others imply, in order."""
        return tuple(self._contradictions())

    def _contradictions(self) -> Iterator[Contradiction]:
        evaluation = self.evaluation
        lanes = {lane.component: index for index, lane in enumerate(evaluation.lanes)}
        for step in self.steps:
            if step.state != "answered":
                continue
            lane = lanes[step.component] if step.component is not None else 0
            for answer in step.question.answers:
                key = f"{step.question.id}.{answer.id}"
                mark = evaluation.model.marks.get(f"implied:{key}")
                held = self._in_lane(f"answer:{key}", lane)
                if mark is not None and evaluation.in_lane(mark, lane) == "certain" and held != "certain":
                    yield Contradiction(step.question, step.component, answer.id)


def walk(model: SurveyModel, system: System) -> Walk:
    """Return how a system stands in a model's survey.

    Raises :class:`~surveymodel.errors.AnswerError` where the sheets do not fit the model.
    """
    return Walk(evaluate(model, system))
