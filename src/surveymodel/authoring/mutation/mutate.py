"""A pack's mutants and what became of them: noticed, left alive, or no change at all.

A suite whose cases pass goes in. Of each mutant comes out whether a case or a property fails with it;
where none does, answers with which it would show, or that there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Final, Literal

from attrs import define, field, frozen

from surveymodel.authoring.laid import Laid
from surveymodel.authoring.least import least, run_part
from surveymodel.authoring.mutation.killing import Killing
from surveymodel.authoring.mutation.mutants import Mutant, mutants
from surveymodel.authoring.mutation.wired import Wired, wired
from surveymodel.authoring.probes import Sheet, sheet_at
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.authoring.properties import Property
from surveymodel.authoring.run import run_cases
from surveymodel.authoring.stats.complete import Complete
from surveymodel.authoring.suite import Suite
from surveymodel.authoring.verdicts import Duty, duties_of
from surveymodel.engine.clauses import Lanes, Planes, Sparse, apart, places
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.program import lanes_of

__all__ = ["Mutated", "Outcome", "Shows", "mutate"]

Fate = Literal["killed", "survived", "equivalent", "open"]
"""What became of a mutant; ``open`` where neither answers with which it shows nor a proof were found."""

#: Kinds of truth, those that people look at first first.
_LOOKED_AT: Final = ("task", "threat", "rule", "control", "guide", "fact", "question", "answer")


@frozen
class Shows:
    """Answers with which a mutant shows, and what it changes with them."""

    sheet: Sheet
    truth: str
    before: Certainty
    after: Certainty


@frozen(slots=False)
class Outcome:
    """What became of one mutant."""

    mutant: Mutant
    fate: Fate
    by: str = ""  #: of one that a property killed: the property
    _shows: Callable[[], Shows] | None = field(alias="shows", default=None, repr=False, eq=False)

    @cached_property
    def shows(self) -> Shows | None:
        """What would kill it, where it survived."""
        return self._shows() if self._shows else None


@frozen(slots=False)
class Mutated:
    """The mutants of a pack, in order of place, and what became of each."""

    outcomes: tuple[Outcome, ...]
    beside: tuple[Outcome, ...]  #: those that count apart: mappings, adjustments, ``counters``

    def of(self, fate: Fate) -> tuple[Outcome, ...]:
        """Return those that count and came to one end."""
        return tuple(outcome for outcome in self.outcomes if outcome.fate == fate)

    @property
    def percent(self) -> int:
        """The share of mutants killed, of all that change anything; never rounded up; 100 of none."""
        killed, left = len(self.of("killed")), len(self.of("survived")) + len(self.of("open"))
        return 100 * killed // (killed + left) if killed + left else 100


def mutate(suite: Suite, *, most: int | None = None) -> Mutated:
    """Return what becomes of every mutant of a pack, or of the first so many, with its cases and its properties."""
    found = mutants(suite.model, suite.draft, suite.subjects)[:most]
    pack = wired(suite.model.content, (one.becomes for one in found if not isinstance(one.becomes, bool)))
    cases = run_cases(pack.model, suite.cases)
    mutating = _Mutating(pack, Killing(pack, cases), Prover(pack.model), suite.properties)
    made = [mutating.outcome(mutant) for mutant in found]
    return Mutated(
        tuple(one for one in made if not one.mutant.beside), tuple(one for one in made if one.mutant.beside)
    )


@define(slots=False)
class _Mutating:
    """What mutants are tried on."""

    wired: Wired
    killing: Killing
    prover: Prover
    properties: tuple[Property, ...]
    _duties: dict[str, tuple[Duty, ...]] = field(factory=dict)

    def outcome(self, mutant: Mutant) -> Outcome:
        if mutant.of not in self.wired.wires:
            return Outcome(mutant, "equivalent")
        if mutant.of in self.wired.model.marks:
            return Outcome(mutant, "killed" if self.killing.seen(mutant) else "survived")
        if self.killing.killed(mutant):
            return Outcome(mutant, "killed")
        return self.left_alive(mutant)

    def left_alive(self, mutant: Mutant) -> Outcome:
        """Return what becomes of a mutant that no case notices."""
        lane = next(self.shown_at_random(mutant), None)
        settled = Settled(True, sheet=partial(self.random, lane or 0))
        if lane is None:
            settled = self.prover.settle(partial(self.differing, mutant), self.needs(mutant))
            if settled.tried:
                return Outcome(mutant, "open")
            if settled.proved:
                return Outcome(mutant, "equivalent")
        for property in self.properties:
            if self.breaks(property, mutant):
                return Outcome(mutant, "killed", property.node)
        return Outcome(mutant, "survived", shows=partial(self.shows, mutant, settled))

    # -- where it shows

    @cached_property
    def truths(self) -> dict[int, str]:
        """The truths of the pack by place, in the order in which people look at them."""
        named = self.wired.model.named
        return {place: f"{kind}:{id}" for kind in reversed(_LOOKED_AT) for id, place in named[kind].items()}

    def random(self, lane: int) -> Sheet:
        """Return the answers of a random system."""
        return sheet_at(self.prover.random, lane, self.wired.model.questions)

    def shown_at_random(self, mutant: Mutant) -> Iterator[int]:
        """Yield random systems that leave nothing open in which it makes a truth more or less certain."""
        lanes = self.prover.random
        for place, value in self.wired.moved(lanes, mutant.of, mutant.becomes):
            if place in self.truths:
                after = Planes(value & lanes.every, value >> lanes.count)
                if found := apart(lanes.at(place), after) & self.whole:
                    yield next(lanes_of(found))

    @cached_property
    def whole(self) -> int:
        """The random systems that leave nothing open."""
        return self.complete.settled(self.prover.random)

    @cached_property
    def complete(self) -> Complete:
        """What tells which systems leave nothing open."""
        return Complete(self.wired.model)

    def following(self, mutant: Mutant) -> list[int]:
        """Return the truths that may be others with a mutant, by place."""
        behind = self.wired.following(mutant.of)
        return [place for place in self.truths if place in behind]

    def needs(self, mutant: Mutant) -> tuple[int, ...]:
        """Return the values on which it depends where a mutant shows."""
        return (*self.following(mutant), *self.read(mutant), *self.complete.closings)

    def read(self, mutant: Mutant) -> tuple[int, ...]:
        """Return the values that a mutant looks at."""
        return () if isinstance(mutant.becomes, bool) else tuple(places(self.wired.model, mutant.becomes))

    def differing(self, mutant: Mutant, lanes: Lanes) -> int:
        """Return the lanes in which a truth is not as certain with a mutant as before.

        Only those count in which nothing is left open, with the mutant or without it: what is
        possible while somebody has to answer yet may well be excluded.
        """
        after = self.with_mutant(mutant, lanes)
        result = 0
        for place in self.following(mutant):
            result |= apart(lanes.at(place), after.at(place))
        read = lanes.values if isinstance(lanes.values, Sparse) else None
        return result & (self.complete.settled(lanes, read) | self.complete.settled(after, read))

    def with_mutant(self, mutant: Mutant, lanes: Lanes) -> Laid:
        return Laid.on(lanes, self.wired.over(mutant.of, mutant.becomes))

    def shows(self, mutant: Mutant, settled: Settled) -> Shows:
        """Return the least answers with which it shows, in what people look at first.

        Where it can be, a truth is certain and excluded then, or the other way round.
        """
        lane = run_part(self.wired.model, self.needs(mutant), [settled.sheet])
        after = self.with_mutant(mutant, lane)
        order = sorted(
            self.following(mutant), key=lambda place: _LOOKED_AT.index(self.truths[place].partition(":")[0])
        )
        ways = ((way, place) for way in (_turned, _unsettled, apart) for place in order)
        way, place = next((way, place) for way, place in ways if way(lane.at(place), after.at(place)))
        needs = (place, *self.read(mutant))
        few = least(self.wired.model, settled.sheet, partial(self.at, mutant, way, place), needs)
        alone = run_part(self.wired.model, needs, [few])
        before, changed = alone.at(place), self.with_mutant(mutant, alone).at(place)
        return Shows(few, self.truths[place], _certainty(before), _certainty(changed))

    def at(self, mutant: Mutant, way: Way, place: int, lanes: Lanes) -> int:
        """Return the lanes in which one value is another with a mutant, in some way."""
        return way(lanes.at(place), self.with_mutant(mutant, lanes).at(place))

    # -- properties

    def breaks(self, property: Property, mutant: Mutant) -> bool:
        """Whether a property does not hold with a mutant."""
        behind = self.wired.following(mutant.of)
        moved = [duty for duty in self.duties(property) if not behind.isdisjoint(duty.needs)]
        needs = (*(place for duty in moved for place in duty.needs), *self.read(mutant))
        return bool(moved) and self.prover.settle(partial(self.broken, moved, mutant), needs).possible

    def broken(self, duties: Sequence[Duty], mutant: Mutant, lanes: Lanes) -> int:
        """Return the lanes in which something that a property claims is not so with a mutant."""
        after, result = self.with_mutant(mutant, lanes), 0
        for duty in duties:
            result |= duty.bad(after)
        return result

    def duties(self, property: Property) -> tuple[Duty, ...]:
        """Return what must be so nowhere for a property to hold."""
        if property.node not in self._duties:
            self._duties[property.node] = tuple(duties_of(self.wired.model, property.claim))
        return self._duties[property.node]


Way = Callable[[Planes, Planes], int]
"""From a value before and after to the lanes in which it is another, in some way."""


def _turned(before: Planes, after: Planes) -> int:
    """Return the lanes in which a truth is certain once and excluded once."""
    return before.must & ~after.may | after.must & ~before.may


def _unsettled(before: Planes, after: Planes) -> int:
    """Return the lanes in which a truth was certain or excluded and is not any more."""
    return before.must & ~after.must | after.may & ~before.may


def _certainty(planes: Planes) -> Certainty:
    """Return how certain a value is in a single lane."""
    return "certain" if planes.must else "possible" if planes.may else "excluded"
