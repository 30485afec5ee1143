"""Complete systems as lanes: whoever goes through the survey leaves nothing open.

Answers to every question go in, for each input of the program the lanes that have it; the lanes
come out as the survey goes: an answer counts where its question is asked and no other answer has
closed it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from surveymodel.authoring.probes import Sheet, sheet_at
from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes, Sparse
from surveymodel.engine.evaluate import bits
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import Slice
from surveymodel.engine.reply import Given

__all__ = ["Complete", "Held", "Turn", "held_of", "sheet_of", "turns"]

Held = Sequence[int]
"""For each input of a program the lanes that have it, every question answered in each."""


def held_of(model: SurveyModel, sheet: Sheet) -> Held:
    """Return one sheet that answers every question, as a lane."""
    held = [1, *[0] * (model.program.inputs - 1)]
    for question, given in sheet.items():
        for place, value in bits(model.columns[question], given).items():
            held[place] = value & 1
    return held


def sheet_of(model: SurveyModel, held: Held, count: int, lane: int) -> Sheet:
    """Return what one lane answers to every question."""
    return sheet_at(Lanes(model, count, [own << count | own for own in held]), lane, model.questions)


# ---------------------------------------------------------------------------------------------
# Going through the survey


@frozen(slots=False)
class Complete:
    """A model's program as far as it says which questions somebody is asked, and other values."""

    model: SurveyModel
    others: tuple[int, ...] = ()

    @cached_property
    def asked(self) -> Mapping[str, int]:
        """Where it stands in the program whether each question is asked, in asking order."""
        return {id: self.model.truths[f"question:{id}"] for id in self.model.questions}

    @cached_property
    def closing(self) -> Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]:
        """Questions that others may close: the values of implied answers that do, and of those that do not."""
        found = {question.id: self._implied(question) for question in self.model.content.questions}
        return {id: (closing, others) for id, (closing, others) in found.items() if closing}

    def _implied(self, question: Question) -> tuple[tuple[int, ...], tuple[int, ...]]:
        closing: list[int] = []
        others: list[int] = []
        for answer in question.answers:
            place = self.model.marks.get(f"implied:{question.id}.{answer.id}")
            if place is not None:
                (closing if question.select == "one" or answer.exclusive else others).append(place)
        return tuple(closing), tuple(others)

    @cached_property
    def needs(self) -> tuple[int, ...]:
        """The values of the program on which it depends which questions somebody is asked."""
        implied = (place for parts in self.closing.values() for part in parts for place in part)
        return (*(place for id in self.asked for place in self.deciding(id)), *implied)

    @property
    def closings(self) -> tuple[int, ...]:
        """The values of the program on which it depends whether a system leaves something open."""
        implied = (place for parts in self.closing.values() for part in parts for place in part)
        given = {id for id, columns in self.model.columns.items() if columns.given is not None}
        return (*(self.asked[id] for id in given), *implied)

    @cached_property
    def moving(self) -> tuple[Turn, ...]:
        """Every way to answer a question otherwise on which anything here depends, in asking order."""
        read = frozenset(self._part.inputs)
        questions = self.model.content.questions
        moving = (one for one in questions if not read.isdisjoint(self.model.columns[one.id].places))
        return tuple(turn for question in moving for turn in turns(self.model, question))

    @cached_property
    def _part(self) -> Slice:
        return self.model.program.slice((*self.needs, *self.others))

    def run(self, held: Held, count: int) -> Lanes:
        """Return complete lanes with these answers.

        What closes a question stands before it, so that going round again settles one more
        question of each lane at least.
        """
        every = (1 << count) - 1
        given = dict.fromkeys(self.closing, every)
        while True:
            lanes = self._once(held, given, count)
            found = {id: every ^ self.closed(lanes, id) for id in given}
            if found == given:
                return lanes
            given = found

    def _once(self, held: Held, given: Mapping[str, int], count: int) -> Lanes:
        values = list(held)
        for id, lanes in given.items():
            for place in self.model.columns[id].places:
                values[place] &= lanes
        inputs = [values[place] << count | values[place] for place in self._part.inputs]
        return Lanes(self.model, count, Sparse(self._part.number, self._part.run(inputs, count)))

    def closed(self, lanes: Lanes, question: str) -> int:
        """Return the lanes in which others close a question, whether it is answered or not.

        They do where one answer is implied that stands alone, and none beside it.
        """
        once = twice = 0
        closing, others = self.closing[question]
        for place in closing:
            held = lanes.at(place).must
            once, twice = once | held, twice | once & held
        for place in others:
            twice |= lanes.at(place).must
        return once & ~twice

    def whole(self, lanes: Lanes, read: Container[int] | None = None) -> int:
        """Return the lanes in which all is answered that is asked and that no other answer has closed, and no more.

        With ``read``, only questions count whose input for having been given is there.
        """
        result = lanes.every
        for asked, given, closed in self._leaving(lanes, read):
            result &= ~asked | given ^ closed
        return result

    def settled(self, lanes: Lanes, read: Container[int] | None = None) -> int:
        """Return the same lanes and those in which more is answered: nothing is left open."""
        result = lanes.every
        for asked, given, closed in self._leaving(lanes, read):
            result &= ~asked | given | closed
        return result

    def _leaving(self, lanes: Lanes, read: Container[int] | None) -> Iterator[tuple[int, int, int]]:
        """Yield where each question that may be left open is asked, answered, and closed by others."""
        for id, asked in self.asked.items():
            given = self.model.columns[id].given
            if given is not None and (read is None or given in read):
                closed = self.closed(lanes, id) if id in self.closing else 0
                yield lanes.at(asked).must, lanes.at(given).must, closed

    def put(self, lanes: Lanes, question: str) -> int:
        """Return the lanes in which somebody is asked a question: no other answer has closed it."""
        asked, *closed = (lanes.at(place).must for place in self.deciding(question))
        return asked & ~closed[0] if closed else asked

    def deciding(self, question: str) -> tuple[int, ...]:
        """Return the values that say whether a question is asked and, where others may close it, is closed."""
        closed = (self.model.marks[f"closed:{question}"],) if question in self.closing else ()
        return (self.asked[question], *closed)


# ---------------------------------------------------------------------------------------------
# One question answered otherwise


@frozen
class Turn:
    """A question answered otherwise: by an answer in place of any other, or by one tick that is turned round."""

    question: Question
    answer: Given
    tick: bool = False  #: whether the answer is ticked where it was not, and taken away where it was

    def made(self, model: SurveyModel, held: Held, count: int) -> dict[int, int]:
        """Return what stands in the question's inputs afterwards."""
        every, columns = (1 << count) - 1, model.columns[self.question.id]
        if not self.tick:
            after = bits(columns, self.answer)
            return {place: every if after[place] & 1 else 0 for place in columns.places}
        result = dict.fromkeys(columns.places, 0)
        for answer in self.question.answers:
            if not answer.exclusive:
                place = columns.answers[answer.id]
                result[place] = held[place] ^ (every if answer.id == self.answer else 0)
        if columns.none is not None:
            result[columns.none] = every
            for place in columns.answers.values():
                result[columns.none] &= every ^ result[place]
        if columns.given is not None:
            result[columns.given] = every
        return result


def turns(model: SurveyModel, question: Question) -> Iterator[Turn]:
    """Yield the ways in which a question can be answered otherwise.

    A number varies over the ranges that the pack tells apart, each by its least number.
    """
    if question.select == "number":
        starts = dict.fromkeys((0, *(number for number in model.columns[question.id].below if number > 0)))
        yield from (Turn(question, start) for start in starts)
        return
    for answer in question.answers:
        if question.select == "one":
            yield Turn(question, answer.id)
        else:
            yield Turn(question, (answer.id,)) if answer.exclusive else Turn(question, answer.id, tick=True)
    if question.select == "many":
        yield Turn(question, ())
