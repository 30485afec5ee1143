"""A pack's mutants and what became of them: noticed, left alive, or no change at all.

A suite whose cases pass goes in. Of each mutant comes out whether a case or a property fails with it;
where none does, answers with which it would show, or that there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Final

from attrs import define, field

from surveymodel.authoring.laid import Laid
from surveymodel.authoring.least import least, run_part
from surveymodel.authoring.mutation.killing import Killing
from surveymodel.authoring.mutation.mutants import Mutant, mutants
from surveymodel.authoring.mutation.outcomes import Apart, Mutated, Outcome, Shows
from surveymodel.authoring.mutation.wired import Wired, wired
from surveymodel.authoring.probes import MOST, Sheet, every_sheet, sheet_at
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.authoring.properties import Property
from surveymodel.authoring.run import run_cases
from surveymodel.authoring.stats.complete import Complete
from surveymodel.authoring.suite import Suite
from surveymodel.authoring.verdicts import Duty, duties_of
from surveymodel.engine.clauses import Lanes, Planes, Sparse, apart, places
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.program import lanes_of

__all__ = ["mutate"]

#: What counts apart by the kind of what is changed.
_APART: Final[Mapping[str, Apart]] = {
    "counters": "counters",
    "mapping": "mapping",
    "adjustment": "adjustment",
}

#: Kinds of values by which a mutant shows, those that people look at first first.
_LOOKED_AT: Final = ("task", "threat", "rule", "control", "guide", "fact", "question", "answer")


def mutate(suite: Suite, *, most: int | None = None) -> Mutated:
    """Return what becomes of every mutant of a pack, or of the first so many, with its cases and its properties."""
    found = mutants(suite.model, suite.draft, suite.subjects)[:most]
    pack = wired(suite.model.content, (one.becomes for one in found if not isinstance(one.becomes, bool)))
    cases = run_cases(pack.model, suite.cases)
    mutating = _Mutating(pack, Killing(pack, cases), Prover(pack.model), suite.properties)
    made = [mutating.outcome(mutant) for mutant in found]
    return Mutated(
        tuple(one for one in made if one.apart is None), tuple(one for one in made if one.apart is not None)
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
        kind = _APART.get(mutant.kind)
        if mutant.of not in self.wired.wires:
            return Outcome(mutant, "equivalent", apart=kind)
        if kind and mutant.of in self.wired.model.marks:
            return self.unexpected(mutant, {self.wired.model.marks[mutant.of]: mutant.of}, kind)
        if self.killing.killed(mutant):
            return Outcome(mutant, "killed", apart=kind)
        settled = self.changing(mutant, self.truths)
        if settled.proved and mutant.kind == "reading":
            selected = self.unexpected(mutant, self.selected, "profile")
            return selected if selected.fate != "equivalent" else Outcome(mutant, "equivalent")
        if settled.tried:
            return Outcome(mutant, "open", apart=kind)
        if settled.proved:
            return Outcome(mutant, "equivalent", apart=kind)
        for property in self.properties:
            if self.breaks(property, mutant):
                return Outcome(mutant, "killed", property.node, kind)
        return Outcome(mutant, "survived", "", kind, partial(self.shows, mutant, self.truths, settled))

    def unexpected(self, mutant: Mutant, marks: Watched, kind: Apart) -> Outcome:
        """Return what becomes of a mutant that shows in nothing that cases can expect."""
        if self.killing.seen(mutant, marks):
            return Outcome(mutant, "killed", apart=kind)
        settled = self.changing(mutant, marks)
        if settled.possible:
            return Outcome(mutant, "survived", "", kind, partial(self.shows, mutant, marks, settled))
        return Outcome(mutant, "equivalent" if settled.proved else "open", apart=kind)

    # -- where it shows

    @cached_property
    def truths(self) -> Watched:
        """The truths of the pack, in the order in which people look at them."""
        named, found = self.wired.model.named, dict[int, str]()
        for kind in _LOOKED_AT:
            for id, place in named[kind].items():
                found.setdefault(place, f"{kind}:{id}")
        return found

    @cached_property
    def selected(self) -> Watched:
        """What applies of standards that have profiles, whichever of them is selected."""
        marks = self.wired.model.marks.items()
        return {place: name for name, place in marks if name.startswith("applies:")}

    def changing(self, mutant: Mutant, watched: Watched) -> Settled:
        """Return whether it makes one of some values more or less certain in a system that leaves nothing open."""
        lane = next(self.shown_at_random(mutant, watched), None)
        if lane is not None:
            return Settled(True, sheet=partial(self.random, lane))
        if not self.following(mutant, watched):
            return Settled(False)
        return self.prover.settle(partial(self.differing, mutant, watched), self.needs(mutant, watched))

    def random(self, lane: int) -> Sheet:
        """Return the answers of a random system."""
        return sheet_at(self.prover.random, lane, self.wired.model.questions)

    def shown_at_random(self, mutant: Mutant, watched: Watched) -> Iterator[int]:
        """Yield random systems that leave nothing open in which it makes a value more or less certain."""
        lanes = self.prover.random
        for place, value in self.wired.moved(lanes, mutant.of, mutant.becomes):
            if place in watched:
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

    def following(self, mutant: Mutant, watched: Watched) -> list[int]:
        """Return which of some values may be others with a mutant."""
        behind = self.wired.following(mutant.of)
        return [place for place in watched if place in behind]

    def needs(self, mutant: Mutant, watched: Watched) -> tuple[int, ...]:
        """Return the values on which it depends where a mutant shows."""
        return (*self.following(mutant, watched), *self.read(mutant), *self.complete.closings)

    def read(self, mutant: Mutant) -> tuple[int, ...]:
        """Return the values that a mutant looks at."""
        return () if isinstance(mutant.becomes, bool) else tuple(places(self.wired.model, mutant.becomes))

    def differing(self, mutant: Mutant, watched: Watched, lanes: Lanes) -> int:
        """Return the lanes in which one of some values is not as certain with a mutant as before.

        Only those count in which nothing is left open, with the mutant or without it: what is
        possible while somebody has to answer yet may well be excluded.
        """
        after = self.with_mutant(mutant, lanes)
        result = 0
        for place in self.following(mutant, watched):
            result |= apart(lanes.at(place), after.at(place))
        read = lanes.values if isinstance(lanes.values, Sparse) else None
        return result & (self.complete.settled(lanes, read) | self.complete.settled(after, read))

    def with_mutant(self, mutant: Mutant, lanes: Lanes) -> Laid:
        return Laid.on(lanes, self.wired.over(mutant.of, mutant.becomes))

    def shows(self, mutant: Mutant, watched: Watched, settled: Settled) -> Shows:
        """Return the least answers with which it shows, in the first of some values that does.

        Where it can be, a value is certain and excluded then, or the other way round.
        """
        lane = run_part(self.wired.model, self.needs(mutant, watched), [settled.sheet])
        after = self.with_mutant(mutant, lane)
        order = self.following(mutant, watched)
        ways = ((way, place) for way in (_turned, _unsettled, apart) for place in order)
        way, place = next((way, place) for way, place in ways if way(lane.at(place), after.at(place)))
        needs = (place, *self.read(mutant))
        few = least(self.wired.model, settled.sheet, partial(self.at, mutant, way, place), needs)
        alone = run_part(self.wired.model, needs, [few])
        before, changed = alone.at(place), self.with_mutant(mutant, alone).at(place)
        return Shows(few, watched[place], _certainty(before), _certainty(changed))

    def at(self, mutant: Mutant, way: Way, place: int, lanes: Lanes) -> int:
        """Return the lanes in which one value is another with a mutant, in some way."""
        return way(lanes.at(place), self.with_mutant(mutant, lanes).at(place))

    # -- properties

    def breaks(self, property: Property, mutant: Mutant) -> bool:
        """Whether a property does not hold with a mutant, as far as that can be settled."""
        behind = self.wired.following(mutant.of)
        moved = [duty for duty in self.duties(property) if not behind.isdisjoint(duty.needs)]
        if not moved:
            return False
        read = self.read(mutant)
        needs = (*(place for duty in moved for place in duty.needs), *read)
        settled = self.prover.settle(partial(self.broken, moved, mutant), needs)
        return settled.possible or (bool(settled.tried) and self.broken_alone(moved, mutant, read))

    def broken_alone(self, duties: Sequence[Duty], mutant: Mutant, read: tuple[int, ...]) -> bool:
        """Whether one of many things that a property claims is not so in every sheet that it depends on."""
        for duty in duties:
            every = every_sheet(self.wired.model, (*duty.needs, *read), MOST // len(duties))
            if every and self.broken([duty], mutant, every.lanes):
                return True
        return False

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


Watched = Mapping[int, str]
"""Values of the program by which a mutant shows, in the order in which people look at them, with their names."""

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
