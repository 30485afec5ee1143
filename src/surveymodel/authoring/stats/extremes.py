"""The least and the most that complete systems come to: questions asked, seconds, tasks.

What is counted goes in; for either end come out a number and the answers that come to it. Where
few questions matter every sheet is tried. Elsewhere the best of random systems are bettered, one
answer at a time, for as long as that helps, and a solver is asked for better ones, if one is
installed: until it has a proof that there are none, or gives up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from surveymodel.authoring.probes import Sheet, every_sheet
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.stats.complete import Complete, Held, held_of, sheet_of
from surveymodel.authoring.stats.sums import Sums, sums
from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.program import FALSE, TRUE, lanes_of
from surveymodel.engine.reply import Given

__all__ = ["Counted", "Extreme", "Side", "extreme"]

Side = Literal["least", "most"]

#: From how many systems at a time it is climbed.
STARTS: Final = 24
#: The most sheets of which every one is tried.
FEW: Final = 1 << 16


@frozen(slots=False)
class Counted:
    """What is counted of complete systems: questions that somebody is asked, or other values, each with a weight."""

    complete: Complete
    questions: Mapping[str, int] = field(factory=dict)
    others: Mapping[int, int] = field(factory=dict)

    def of(self, lanes: Lanes) -> Sums:
        """Return what complete lanes come to."""
        return sums(self.columns(lanes))

    def columns(self, lanes: Lanes) -> Iterator[tuple[int, int]]:
        """Yield the lanes in which each thing is so, and its weight."""
        for id, weight in self.questions.items():
            yield self.complete.put(lanes, id), weight
        for place, weight in self.others.items():
            yield lanes.at(place).must, weight

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The values of the program behind what is counted."""
        return (*(self.complete.asked[id] for id in self.questions), *self.others)

    def limit(self, side: Side) -> int:
        """Return what no system can be beyond: what counts whatever is answered, or unless it never does."""
        asked, closing = self.complete.asked, self.complete.closing
        found = [*((asked[id], weight, id in closing) for id, weight in self.questions.items())]
        found += [(place, weight, False) for place, weight in self.others.items()]
        if side == "most":
            return sum(weight for place, weight, _ in found if place != FALSE)
        return sum(weight for place, weight, closable in found if place == TRUE and not closable)


@frozen
class Extreme:
    """The least or the most that complete systems come to, as far as it is known."""

    number: int
    sheet: Sheet = field(repr=False)  #: answers that come to it, to the questions that are asked
    proved: bool  #: whether no system comes to less, or to more


def extreme(counted: Counted, side: Side, held: Held, count: int, prover: Prover) -> Extreme:
    """Return the least or the most that systems come to; random answers are what it is climbed from."""
    whole = _tried(counted, side)
    if whole is not None:
        return _come_to(counted, whole, proved=True)
    found = _come_to(counted, _Climb.begun(counted, side, held, count).best())
    while not found.proved:
        if found.number == counted.limit(side):
            return evolve(found, proved=True)
        beyond = prover.beyond(counted.columns, found.number, counted.complete.whole, more=side == "most")
        if not beyond.possible:
            return evolve(found, proved=beyond.proved)
        found = _come_to(counted, _anything(counted) | beyond.sheet)
    return found


def _come_to(counted: Counted, whole: Sheet, *, proved: bool = False) -> Extreme:
    """Return what a system comes to that answers every question."""
    complete = counted.complete
    lanes = complete.run(held_of(complete.model, whole), 1)
    sheet = {id: given for id, given in whole.items() if complete.put(lanes, id)}
    return Extreme(counted.of(lanes).at(0), sheet, proved)


def _anything(counted: Counted) -> Sheet:
    return {question.id: _any(question) for question in counted.complete.model.content.questions}


# ---------------------------------------------------------------------------------------------
# Every sheet


def _tried(counted: Counted, side: Side) -> Sheet | None:
    """Return the best of all sheets, with an answer to every question; None where there are too many."""
    complete = counted.complete
    needs = (*complete.needs, *counted.places)
    every = every_sheet(complete.model, needs, FEW)
    if every is None:
        return None
    read = frozenset(complete.model.program.slice(needs).inputs)
    whole = complete.whole(
        every.lanes, read
    )  # a question of which nothing reads whether it was left open was not
    best = counted.of(every.lanes).best(whole, most=side == "most")
    return _anything(counted) | every.sheet(next(lanes_of(best)))


def _any(question: Question) -> Given:
    """Return an answer to a question."""
    if question.select == "number":
        return 0
    return question.answers[0].id if question.select == "one" else ()


# ---------------------------------------------------------------------------------------------
# Climbing


@define
class _Climb:
    """Systems that are bettered side by side, each by one answer at a time."""

    counted: Counted
    side: Side
    held: list[int]  #: what they answer
    number: list[int]  #: what each comes to

    @classmethod
    def begun(cls, counted: Counted, side: Side, held: Held, count: int) -> _Climb:
        """Begin with the best of some systems."""
        found = counted.of(counted.complete.run(held, count))
        left, starts = (1 << count) - 1, list[int]()
        while left and len(starts) < STARTS:
            best = found.best(left, most=side == "most")
            starts += list(lanes_of(best))[: STARTS - len(starts)]
            left &= ~best
        own = [sum((lanes >> lane & 1) << at for at, lane in enumerate(starts)) for lanes in held]
        return cls(counted, side, own, [found.at(lane) for lane in starts])

    def best(self) -> Sheet:
        """Return what the best of them answers to every question once nothing betters any."""
        while self._bettered():
            pass
        best = max(self.number) if self.side == "most" else min(self.number)
        return sheet_of(self.counted.complete.model, self.held, len(self.number), self.number.index(best))

    def _bettered(self) -> bool:
        """Change the answer that betters each of them most; return whether one did any."""
        complete, count = self.counted.complete, len(self.number)
        turns = complete.moving
        found = self.counted.of(complete.run(self._otherwise(), count * len(turns)))
        each = ((1 << count * len(turns)) - 1) // ((1 << count) - 1)
        moved = False
        for lane in range(count if turns else 0):
            best = next(lanes_of(found.best(each << lane, most=self.side == "most")))
            number = found.at(best)
            if number > self.number[lane] if self.side == "most" else number < self.number[lane]:
                moved, self.number[lane] = True, number
                for place, lanes in turns[best // count].made(complete.model, self.held, count).items():
                    self.held[place] ^= (self.held[place] ^ lanes) & 1 << lane
        return moved

    def _otherwise(self) -> list[int]:
        """Return their answers once for each way to answer a question otherwise, changed in that way."""
        complete, count = self.counted.complete, len(self.number)
        each = ((1 << count * len(complete.moving)) - 1) // ((1 << count) - 1)
        result = [lanes * each for lanes in self.held]
        start = 0
        for _, ways in groupby(complete.moving, key=lambda turn: turn.question.id):
            changed: dict[int, int] = {}
            at = 0
            for at, turn in enumerate(ways):
                for place, lanes in turn.made(complete.model, self.held, count).items():
                    changed[place] = changed.get(place, 0) | (lanes ^ self.held[place]) << at * count
            for place, lanes in changed.items():
                result[place] ^= lanes << start * count
            start += at + 1
        return result
