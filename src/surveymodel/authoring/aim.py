"""Random sheets of one situation, where too few have it by chance.

Random lanes go in, with a function from lanes to those in which the situation is; lanes come out
in which it is, each random in everything that the situation does not look at.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import define

from surveymodel.authoring.least import Wanted
from surveymodel.authoring.probes import every_sheet
from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.evaluate import bits
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of, mask
from surveymodel.engine.reply import Given

__all__ = ["aimed"]

#: By chance, one random sheet in so many has the situation: that is enough.
ENOUGH: Final = 16
#: The most different ways into a situation that are taken.
WAYS: Final = 64


def aimed(lanes: Lanes, wanted: Wanted, needs: Iterable[int]) -> Lanes:
    """Return random lanes in which something is so, or the same ones where it often is.

    The same ones come back too where no way into the situation is known.
    """
    if wanted(lanes).bit_count() * ENOUGH >= lanes.count:
        return lanes
    targets = tuple(needs)
    every = every_sheet(lanes.model, targets)
    found = list(lanes_of(wanted(every.lanes))) if every else []
    if every is None or not found:
        return lanes
    chance = random.Random(0)  # noqa: S311 - answers, not secrets
    ways = chance.sample(found, min(len(found), WAYS))
    looked_at = frozenset(lanes.model.program.slice(targets).inputs)
    made = _Overlay(lanes.model, looked_at, lanes.count, list(lanes.values[: lanes.model.program.inputs]))
    for index, lane in enumerate(ways):
        members = mask(range(index, lanes.count, len(ways)), lanes.count)
        made.lay(every.answers(lane), members)
    return Lanes(lanes.model, lanes.count, lanes.model.program.run(made.values, lanes.count))


@define
class _Overlay:
    """Inputs of random lanes over which the answers of a situation are laid."""

    model: SurveyModel
    looked_at: frozenset[int]  #: inputs on which the situation depends
    count: int
    values: list[int]

    def lay(self, answers: Mapping[str, Given], members: int) -> None:
        """Give the answers in some lanes; ticks that the situation does not look at stay as they are."""
        for question, given in answers.items():
            noun = self.model.questions[question]
            columns = self.model.columns[question]
            kept = self.kept(noun, given)
            for place, value in bits(columns, given).items():
                if place in kept:
                    must = self.values[place] & members
                    self.put(place, members, must, must)
                else:
                    self.put(place, members, members * (value & 1), members * (value >> 1))
            if columns.none is not None and kept and not given:
                ticked = 0
                for place in kept:
                    ticked |= self.values[place] & members
                self.put(columns.none, members, members & ~ticked, members & ~ticked)

    def kept(self, question: Question, given: Given) -> frozenset[int]:
        """Return the inputs of a question that an answer leaves to chance."""
        columns = self.model.columns[question.id]
        plain = {answer.id: columns.answers[answer.id] for answer in question.answers if not answer.exclusive}
        if question.select != "many" or not isinstance(given, tuple) or not set(given) <= set(plain):
            return frozenset()
        if not given and columns.none in self.looked_at:
            return frozenset()
        if given and self.looked_at.isdisjoint(plain[id] for id in given):
            return frozenset()
        return frozenset(plain.values()) - self.looked_at

    def put(self, place: int, members: int, must: int, may: int) -> None:
        """Set an input in some lanes."""
        outside = ~(members << self.count | members)
        self.values[place] = self.values[place] & outside | may << self.count | must
