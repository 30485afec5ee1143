"""Sheets to the columns of a batch: a row of bits for each sheet, checked on the way.

A question has bits for what a reply says for certain, and one that says the reply leaves nothing
open; a number question has bits besides for the thresholds that its answer certainly reaches. A
question that was not answered, or by ``unknown``, has none. Each question begins with a byte of its
own, so that a column of codes becomes one of bytes by a table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from attrs import evolve, frozen

from surveymodel.condition import MAX_NUMBER
from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.evaluate import bits
from surveymodel.engine.lanes import answer_faults, merged
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError

__all__ = ["Encoder", "Layout", "Place"]

#: How many lists of answers are remembered for a question.
_REMEMBERED: Final = 4_096


@frozen
class Place:
    """Where the bits of one question stand in a row, counted in bits."""

    question: Question
    certain: Mapping[int, int]  #: input of the program → bit that says it holds
    exact: int  #: bit that says nothing is left open
    none: tuple[int, ...]  #: bit that says the list is empty, of a question that takes one
    reached: Mapping[int, int]  #: input of a number question → bit that says the answer is not below
    bytes: range  #: the bytes of all but those


@frozen
class Layout:
    """The bits of all questions."""

    places: Mapping[str, Place]
    owners: tuple[str, ...]  #: the question of each byte of a row

    @property
    def size(self) -> int:
        """The length of a row in bytes."""
        return len(self.owners)


def layout(model: SurveyModel) -> Layout:
    """Return where the bits of each question stand."""
    places = {}
    owners: list[str] = []
    for question in model.content.questions:
        columns = model.columns[question.id]
        inputs = [place for place in columns.places if place != columns.given]
        at = 8 * len(owners)
        exact = at + len(inputs)
        middle = exact // 8 + 1
        certain = {place: at + index for index, place in enumerate(inputs)}
        reached = {place: 8 * middle + index for index, place in enumerate(columns.below.values())}
        none = () if columns.none is None else (certain[columns.none],)
        places[question.id] = Place(question, certain, exact, none, reached, range(len(owners), middle))
        owners += [question.id] * (middle + (len(reached) + 7) // 8 - len(owners))
    return Layout(places, tuple(owners))


class _Lists(dict[Any, int]):
    """The rows of lists of answers to one question, made when a list is first met."""

    def __init__(self, question: Question, single: Mapping[str, int], none: int) -> None:
        super().__init__({(): none})
        self.single = single  #: rows of lists of one answer
        self.alone = frozenset(answer.id for answer in question.answers if answer.exclusive)

    def __missing__(self, answers: Any) -> int:
        """Return the row of a list; raise ``KeyError`` where it is none, or does not fit."""
        if not isinstance(answers, tuple):
            raise KeyError(answers)
        different = set(answers)
        if len(different) < len(answers) or (len(answers) > 1 and not self.alone.isdisjoint(different)):
            raise KeyError(answers)
        row = 0
        for answer in answers:
            row |= self.single[answer]
        if len(self) < _REMEMBERED:
            self[answers] = row
        return row


@frozen(slots=False)
class Encoder:
    """Turns sheets into rows of bits; what an organisation answers counts where a sheet does not."""

    model: SurveyModel
    organisation: System | None = None

    @cached_property
    def _own(self) -> dict[str, Place]:
        """The questions that a system may answer, and not only its organisation."""
        return {id: place for id, place in self.layout.places.items() if place.question.of != LAYERS[0]}

    @cached_property
    def _known(self) -> dict[str, dict[Any, int]]:
        """The rows of single replies, by question and what is given; lists come as they are met."""
        result: dict[str, dict[Any, int]] = {}
        for question, place in self._own.items():
            ids = [answer.id for answer in place.question.answers]
            if place.question.select == "many":
                single = {id: self.reply(question, (id,)) for id in ids}
                result[question] = _Lists(place.question, single, self.reply(question, ()))
            else:
                result[question] = {id: self.reply(question, id) for id in ids}
            result[question][UNKNOWN] = 0
        return result

    @cached_property
    def _steps(self) -> dict[str, tuple[list[int], list[int]]]:
        """The numbers that each number question is compared with, and the rows of answers between them."""
        numbers = {id: list(self.model.columns[id].below) for id in self._own}
        return {
            id: (numbers[id], [self.reply(id, number) for number in (0, *numbers[id])])
            for id, place in self._own.items()
            if place.question.select == "number"
        }

    def check(self) -> None:
        """Raise :class:`~surveymodel.errors.AnswerError` where the organisation does not fit the model."""
        self.rows(System(organisation=self.organisation))

    @cached_property
    def inherited(self) -> dict[str, int]:
        """The rows of the organisation's replies."""
        replies = {} if self.organisation is None else self.organisation.answers
        return {id: self.reply(id, reply.answer) for id, reply in replies.items()}

    @cached_property
    def layout(self) -> Layout:
        """Where bits stand."""
        return layout(self.model)

    def reply(self, question: str, given: Given) -> int:
        """Return the row of a sheet with this reply alone, which fits the question."""
        place = self.layout.places[question]
        row = exact = 0
        for input, value in bits(self.model.columns[question], given).items():
            if value == 3 and input in place.certain:
                row |= 1 << place.certain[input]
            if value == 0 and input in place.reached:
                row |= 1 << place.reached[input]
            exact |= value == 2
        return row if given == UNKNOWN or exact else row | 1 << place.exact

    def row(self, sheet: Mapping[str, Any]) -> int:
        """Return the row of a sheet of plain values.

        Raises :class:`~surveymodel.errors.AnswerError` with everything that the model does not offer.
        """
        known, steps = self._known, self._steps
        try:
            row = self._beneath(sheet)
            for question, value in sheet.items():
                kind = type(value)
                if kind is str or kind is tuple:
                    row |= known[question][value]
                elif kind is list:
                    row |= known[question][tuple(value)]
                elif kind is int and 0 <= value <= MAX_NUMBER:
                    numbers, rows = steps[question]
                    row |= rows[bisect_right(numbers, value)]
                else:
                    return self._checked(sheet)
        except (KeyError, TypeError, AttributeError):  # a reply in another form, or none at all
            return self._checked(sheet)
        return row

    def _checked(self, sheet: Mapping[str, Any]) -> int:
        """Return the row of a sheet that may have anything in it."""
        (row,) = self.rows(System(answers=sheet))
        return row

    def _beneath(self, sheet: Mapping[str, Any]) -> int:
        row = 0
        for question, reply in self.inherited.items():
            if question not in sheet:
                row |= reply
        return row

    def rows(self, system: System) -> list[int]:
        """Return the rows of a system's lanes; one without an organisation takes the encoder's.

        Raises :class:`~surveymodel.errors.AnswerError` with everything that the model does not offer.
        """
        if system.organisation is None:
            system = evolve(system, organisation=self.organisation)
        faults = sorted(set(answer_faults(self.model, system)))
        if faults:
            raise AnswerError(faults)
        result = []
        for lane in merged(system):
            row = 0
            for question, placed in lane.replies.items():
                row |= self.reply(question, placed.reply.answer)
            result.append(row)
        return result
