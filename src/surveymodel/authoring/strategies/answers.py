"""Random answer sheets and systems of a model, valid as they are made.

Questions are met in the order of the survey, those of upper layers first, and only those are
answered that some completion of the answers so far asks. Draws shrink towards no answer, and then towards a question's first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, partial
from typing import Any, Final

from attrs import define, field, frozen
from hypothesis import strategies as st

from surveymodel.condition import MAX_NUMBER
from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.evaluate import bits
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import Slice
from surveymodel.engine.reply import UNKNOWN, Given, Interval
from surveymodel.engine.sheet import System

__all__ = ["sheets", "systems"]

Sheet = dict[str, Any]

#: The ids of drawn components.
PARTS: Final = ("web", "api", "worker")


def sheets(model: SurveyModel, *, complete: bool, layers: Collection[str]) -> st.SearchStrategy[Sheet]:
    """Answers to the questions of some layers; those of other layers are open."""
    return _sheets(_surveyed(model), complete, frozenset(layers))


@st.composite
def _sheets(draw: st.DrawFn, survey: Survey, complete: bool, layers: Collection[str]) -> Sheet:
    return _walked(draw, survey, _Open.nothing(survey.model), complete, layers)


def systems(model: SurveyModel, *, complete: bool, components: int) -> st.SearchStrategy[System]:
    """Systems with an organisation and components, each answer in a layer that may have it."""
    return _systems(_surveyed(model), complete, components)


@st.composite
def _systems(draw: st.DrawFn, survey: Survey, complete: bool, components: int) -> System:
    answers = _Open.nothing(survey.model)
    parted = any(asked.question.of == "component" for asked in survey.questions)
    number = draw(st.integers(0, components)) if parted else 0
    above = _walked(draw, survey, answers, complete, LAYERS[:1])
    defaults = LAYERS[1:2] if number and complete else LAYERS[1:]
    sheet = _walked(draw, survey, answers, complete, defaults)
    parts = {id: _walked(draw, survey, answers.part(), complete, LAYERS[2:]) for id in PARTS[:number]}
    organisation = System(answers=above, id="organisation") if above else None
    return System(answers=sheet, organisation=organisation, components=parts)


def _walked(
    draw: st.DrawFn, survey: Survey, answers: _Open, complete: bool, layers: Collection[str]
) -> Sheet:
    """Draw answers to the questions of some layers, the upper first, and put them among the answers so far."""
    result: Sheet = {}
    for layer in LAYERS:
        for asked in survey.questions if layer in layers else ():
            if asked.question.of == layer:
                given = _drawn(draw, asked, answers, complete)
                if given is not None:
                    answers.give(asked.question.id, given)
                    result[asked.question.id] = _plain(given)
    return result


def _drawn(draw: st.DrawFn, asked: _Asked, answers: _Open, complete: bool) -> Given | None:
    """Draw an answer to a question, or nothing where it needs or can have none.

    As much is drawn for a question that is not asked as for one that is: what is drawn shrinks
    towards less, and a sheet must not be less for an answer that keeps others from being asked.
    """
    chosen = draw(st.booleans()) if asked.may_be_left or not complete else True
    given: Given | None = None
    if chosen or complete:
        given = draw(asked.exact if complete else asked.replies)
    needed, possible = asked.state(answers)
    return given if possible and (chosen or (complete and needed)) else None


def _plain(given: Given) -> Any:
    """Return an answer as people write it in Python."""
    if isinstance(given, Interval):
        bounds = {"at-least": given.at_least, "below": given.below}
        return {key: bound for key, bound in bounds.items() if bound is not None}
    return list(given) if isinstance(given, tuple) else given


# ---------------------------------------------------------------------------------------------
# Questions


@define
class _Open:
    """The inputs of one lane with some answers in it."""

    model: SurveyModel
    values: list[int]

    @classmethod
    def nothing(cls, model: SurveyModel) -> _Open:
        """Return a lane without answers."""
        return cls(model, list(model.open_inputs))

    def give(self, question: str, given: Given) -> None:
        """Put an answer in, in place of any before."""
        for place, value in bits(self.model.columns[question], given).items():
            self.values[place] = value

    def part(self) -> _Open:
        """Return the same answers, to which those of one component can be added."""
        return _Open(self.model, list(self.values))


@frozen(slots=False)
class _Asked:
    """A question, the part of the program that asks it, and the answers that it can have."""

    model: SurveyModel
    question: Question

    @cached_property
    def part(self) -> Slice:
        return self.model.program.slice(self.targets)

    @cached_property
    def targets(self) -> tuple[int, ...]:
        asked = self.model.truths[f"question:{self.question.id}"]
        closed = self.model.marks.get(f"closed:{self.question.id}")
        return (asked,) if closed is None else (asked, closed)

    @property
    def may_be_left(self) -> bool:
        """Whether implications may close it, so that it needs no answer."""
        return len(self.targets) > 1

    def state(self, answers: _Open) -> tuple[bool, bool]:
        """Return whether the question needs an answer, and whether it may be asked at all."""
        made = self.part.run([answers.values[place] for place in self.part.inputs], 1)
        asked, *closed = (made[self.part.number[place]] for place in self.targets)
        return bool(asked & 1) and not any(value & 1 for value in closed), bool(asked >> 1)

    @cached_property
    def exact(self) -> st.SearchStrategy[Given]:
        """Answers that leave nothing open."""
        question = self.question
        if question.select == "number":
            return st.sampled_from(self.near)
        if question.select == "one":
            return st.sampled_from([answer.id for answer in question.answers])
        plain = [answer.id for answer in question.answers if not answer.exclusive]
        alone = [(answer.id,) for answer in question.answers if answer.exclusive]
        ticked: st.SearchStrategy[Given] = st.just(())
        if plain:
            each = st.tuples(*[st.booleans()] * len(plain)).map(partial(_ticked, plain))
            ticked = st.one_of(ticked, each, each, each)
        return st.one_of(ticked, st.sampled_from(alone)) if alone else ticked

    @cached_property
    def replies(self) -> st.SearchStrategy[Given]:
        """Answers of every kind, ``unknown`` and intervals among them."""
        unknown: st.SearchStrategy[Given] = st.just(UNKNOWN)
        if self.question.select == "number":
            return st.one_of(self.exact, _intervals(self.near), unknown)
        return st.one_of(self.exact, unknown)

    @property
    def near(self) -> list[int]:
        """Numbers at and around those with which the pack compares the question, and nought and one."""
        below = self.model.columns[self.question.id].below
        around = {number + more for number in below for more in (-1, 0, 1)}
        return sorted(number for number in {0, 1, *around} if 0 <= number <= MAX_NUMBER)


def _ticked(ids: Sequence[str], chosen: Sequence[bool]) -> Given:
    """Return a list of answers; each was drawn for itself, so that it goes by itself when a draw shrinks."""
    return tuple(sorted(id for id, taken in zip(ids, chosen, strict=True) if taken))


def _intervals(near: Sequence[int]) -> st.SearchStrategy[Given]:
    """Intervals whose bounds are among some numbers, open at the top or not."""
    pairs = [Interval(low, high) for low in near for high in near if low < high]
    return st.sampled_from([*pairs, *(Interval(low) for low in near)])


@frozen
class Survey:
    """The questions of a model, made ready for many draws."""

    model: SurveyModel = field(repr=False)
    questions: tuple[_Asked, ...] = field(repr=False)


def _surveyed(model: SurveyModel) -> Survey:
    return Survey(model, tuple(_Asked(model, question) for question in model.content.questions))
