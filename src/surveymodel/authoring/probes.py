"""Sheets made up as lanes: random ones of a whole survey, or every one of a few questions.

A model goes in; inputs of its program come out, and for each lane the sheet that it stands for.
"""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product, takewhile
from math import prod
from operator import or_
from typing import Final

from attrs import field, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes, Sparse
from surveymodel.engine.evaluate import bits
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import lanes_of
from surveymodel.engine.reply import UNKNOWN, Given

__all__ = ["MOST", "PROBES", "Every", "every_sheet", "random_answers", "random_lanes", "sheet_at"]

#: The most lanes in which every sheet of some questions is tried.
MOST: Final = 1 << 18
#: How many random sheets are tried before all that matter are.
PROBES: Final = 16_384

Sheet = dict[str, Given]


# ---------------------------------------------------------------------------------------------
# Random sheets


def random_lanes(model: SurveyModel, count: int, seed: int) -> Lanes:
    """Return random complete sheets, each question answered whether it is asked or not.

    A question that other answers may imply is left open in an eighth of the lanes.
    """
    made = _Random(random.Random(seed), count)  # noqa: S311 - answers, not secrets
    result = [made.every << count | made.every, 0, *([0] * (model.program.inputs - 2))]
    for question in model.content.questions:
        columns = model.columns[question.id]
        held = made.columns(question, columns)
        given = made.every if columns.given is None else made.every ^ made.some(1 / 8)
        for place in columns.places:
            must = held.get(place, given) & given
            open_ = 0 if place == columns.given else made.every ^ given
            result[place] = (must | open_) << count | must
    return Lanes(model, count, model.program.run(result, count))


def random_answers(model: SurveyModel, count: int, seed: int) -> list[int]:
    """Return random answers to every question: for each input of the program the lanes that have it."""
    made = _Random(random.Random(seed), count)  # noqa: S311 - answers, not secrets
    result = [made.every, *([0] * (model.program.inputs - 1))]
    for question in model.content.questions:
        columns = model.columns[question.id]
        held = made.columns(question, columns)
        for place in columns.places:
            result[place] = made.every if place == columns.given else held[place]
    return result


@frozen
class _Random:
    """Random sets of lanes."""

    source: random.Random
    count: int

    @property
    def every(self) -> int:
        return (1 << self.count) - 1

    def some(self, share: float) -> int:
        """Return lanes, each taken with a probability, to the nearest of 256."""
        result = 0
        for step in range(8):
            bit = round(share * 256) >> step & 1
            drawn = self.source.getrandbits(self.count)
            result = drawn | result if bit else drawn & result
        return result if share < 1 else self.every

    def one_of(self, number: int) -> Iterator[int]:
        """Yield a number of sets of lanes, of which each lane is in one."""
        left = self.every
        for others in range(number, 0, -1):
            taken = left & self.some(1 / others)
            yield taken
            left ^= taken

    def columns(self, question: Question, columns: Columns) -> dict[int, int]:
        """Return the lanes of each of a question's inputs, but for the one that says it is given."""
        if question.select == "number":
            result, below = {}, 0
            for number, band in zip(sorted(columns.below), self.one_of(len(columns.below) + 1), strict=False):
                below |= band
                result[columns.below[number]] = below
            return result
        places = list(columns.answers.values())
        if question.select == "one":
            return dict(zip(places, self.one_of(len(places)), strict=True))
        return self.lists(question, columns)

    def lists(self, question: Question, columns: Columns) -> dict[int, int]:
        alone = [columns.answers[answer.id] for answer in question.answers if answer.exclusive]
        *alone_in, listed = self.one_of(len(alone) + 1) if alone else (self.every,)
        listed &= self.every ^ self.some(1 / 8)
        result = dict(zip(alone, alone_in, strict=True))
        for answer in question.answers:
            if not answer.exclusive:
                result[columns.answers[answer.id]] = listed & self.some(0.4)
        if columns.none is not None:
            none = self.every
            for held in result.values():
                none &= self.every ^ held
            result[columns.none] = none
        return result


def sheet_at(lanes: Lanes, lane: int, of: Container[str] | None = None) -> Sheet:
    """Return the answers that count in one lane: those to questions that are asked or may be.

    With ``of``, the answers to these questions instead, asked or not.
    """
    model, result = lanes.model, {}
    for question in model.content.questions:
        columns = model.columns[question.id]
        given = None if columns.given is None else lanes.at(columns.given)
        asked = f"question:{question.id}"
        counts = lanes.truth(asked).may >> lane & 1 if of is None else question.id in of
        if counts and (given is None or given.must >> lane & 1):
            result[question.id] = _given(question, columns, lanes, lane)
    return result


def _given(question: Question, columns: Columns, lanes: Lanes, lane: int) -> Given:
    if question.select == "number":
        holds = [n for n, place in columns.below.items() if not lanes.at(place).must >> lane & 1]
        return max(holds, default=0)
    held = [id for id, place in columns.answers.items() if lanes.at(place).must >> lane & 1]
    return held[0] if question.select == "one" else tuple(sorted(held))


# ---------------------------------------------------------------------------------------------
# Every sheet


@frozen
class Every:
    """Every sheet of some questions, a lane each: the lanes count through the answers of each."""

    options: Mapping[str, Sequence[Given]]
    lanes: Lanes = field(repr=False)

    def answers(self, lane: int) -> Sheet:
        """Return what one lane has for each question: an answer, or ``unknown`` where it was left open."""
        result: Sheet = {}
        for question, given in self.options.items():
            lane, index = divmod(lane, len(given))
            result[question] = given[index]
        return result

    def sheet(self, lane: int) -> Sheet:
        """Return the answers of one lane, to questions that are not asked in it too."""
        return {question: given for question, given in self.answers(lane).items() if given != UNKNOWN}

    def apart(self, question: str, place: int) -> tuple[int, Given] | None:
        """Return a lane, and an answer to a question with which alone a value comes out the other way.

        In one of the two it certainly holds, and in the other it does not; None where it never does.
        """
        if question not in self.options:
            return None
        given, held, lanes = self.options[question], self.lanes.at(place), self.lanes
        stride = prod(len(self.options[q]) for q in takewhile(question.__ne__, self.options))
        yes, no = [], []
        for index in range(len(given)):
            turn = _periodic(stride, index, len(given), lanes.count)
            yes.append((held.must & turn) >> stride * index)
            no.append((turn & ~held.may) >> stride * index)
        both = reduce(or_, yes) & reduce(or_, no)
        if not both:
            return None
        lane = next(lanes_of(both))
        one, other = (next(i for i, at in enumerate(side) if at >> lane & 1) for side in (yes, no))
        before, after = (other, one) if given[other] == UNKNOWN else (one, other)
        return lane + stride * before, given[after]


def every_sheet(model: SurveyModel, places: Iterable[int], most: int = MOST) -> Every | None:
    """Return every way in which answers can reach some values of the program.

    None where there are more than ``most``. Answers that those values cannot tell apart are one.
    """
    part = model.program.slice(places)
    wanted = frozenset(part.inputs)
    options: dict[str, list[Given]] = {}
    count = 1
    for question in model.content.questions:
        columns = model.columns[question.id]
        if wanted.isdisjoint(columns.places):
            continue
        found = _told_apart(question, columns, wanted, most // count)
        if found is None:
            return None
        options[question.id] = found
        count *= len(found)
    values = dict.fromkeys(part.inputs, 0) | {0: (1 << 2 * count) - 1}
    stride = 1
    for id, found in options.items():
        columns = model.columns[id]
        for index, given in enumerate(found):
            here = _periodic(stride, index, len(found), count)
            for place, value in bits(columns, given).items():
                if place in values:
                    values[place] |= (here if value & 1 else 0) | (here << count if value & 2 else 0)
        stride *= len(found)
    made = part.run([values[place] for place in part.inputs], count)
    return Every(options, Lanes(model, count, Sparse(part.number, made)))


def _periodic(stride: int, index: int, options: int, count: int) -> int:
    """Return the lanes of one of several options that take turns, each for ``stride`` lanes."""
    period, result = stride * options, ((1 << stride) - 1) << stride * index
    while period < count:
        result |= result << period
        period *= 2
    return result & (1 << count) - 1


def _told_apart(
    question: Question, columns: Columns, wanted: frozenset[int], most: int
) -> list[Given] | None:
    """Return answers of which the wanted inputs differ; None if there are more than ``most``."""
    found: dict[tuple[int, ...], Given] = {}
    if 1 << len(_ticks(question, columns, wanted)) > most:
        return None
    for given in _answers(question, columns, wanted):
        key = tuple(value for place, value in bits(columns, given).items() if place in wanted)
        found.setdefault(key, given)
        if len(found) > most:
            return None
    return list(found.values())


def _ticks(question: Question, columns: Columns, wanted: frozenset[int]) -> list[str]:
    """Return the answers of a list that may stand beside others and of which the wanted inputs tell."""
    if question.select != "many":
        return []
    return [one.id for one in question.answers if not one.exclusive and columns.answers[one.id] in wanted]


def _answers(question: Question, columns: Columns, wanted: frozenset[int]) -> Iterator[Given]:
    """Yield at least one answer for each pattern of the wanted inputs."""
    if columns.given in wanted:
        yield UNKNOWN
    if question.select == "number":
        yield from (0, *sorted(columns.below))
    elif question.select == "one":
        yield from columns.answers
    else:
        plain = [answer.id for answer in question.answers if not answer.exclusive]
        inside = _ticks(question, columns, wanted)
        outside = [(id,) for id in plain if id not in inside][:1]
        yield ()
        yield from outside
        yield from ((answer.id,) for answer in question.answers if answer.exclusive)
        for ticked in product((False, True), repeat=len(inside)):
            yield tuple(sorted(id for id, held in zip(inside, ticked, strict=True) if held))
