"""Both versions over made-up systems: which conditions mean the same, and which tasks moved.

Random sheets of the joint survey come first. What they do not tell apart is settled as proofs settle
it: on every sheet of the questions behind it, where those are few enough, or by a solver; what stays
open after that is said to be so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Final

from attrs import frozen

from surveymodel.authoring.changes.causes import Causes
from surveymodel.authoring.changes.entries import Condition
from surveymodel.authoring.changes.nouns import Evidence, Shift, Sort, Where
from surveymodel.authoring.changes.own import Own, own_of
from surveymodel.authoring.changes.pair import Pair
from surveymodel.authoring.changes.sides import Side, sides
from surveymodel.authoring.changes.witness import bringing
from surveymodel.authoring.probes import Sheet, sheet_at
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.condition import leaves, parse
from surveymodel.engine.clauses import Lanes, Planes, apart
from surveymodel.engine.evaluate import inputs
from surveymodel.engine.program import lanes_of

__all__ = ["Tried"]

#: On how many random systems it is tried whether what a version offers brings a task.
_SHEETS: Final = 16

Told = Callable[[Side, Side], tuple[Planes, Planes]]
"""From both versions in some lanes to the two values that may differ."""


@frozen(slots=False)
class Tried:
    """Two versions, and the made-up systems that they are compared on."""

    pair: Pair

    @cached_property
    def complete(self) -> Lanes:
        """Random systems that answer everything."""
        return self.prover.random

    @cached_property
    def prover(self) -> Prover:
        """What settles what the random systems do not show."""
        return Prover(self.pair.joint)

    @cached_property
    def opened(self) -> Lanes:
        """The same systems with a quarter of their questions open."""
        joint, lanes = self.pair.joint, self.complete
        chance = random.Random(1)  # noqa: S311 - answers, not secrets
        values = list(lanes.values[: joint.program.inputs])
        for columns in joint.columns.values():
            hidden = chance.getrandbits(lanes.count) & chance.getrandbits(lanes.count)
            for place in columns.places:
                open_ = 0 if place == columns.given else hidden
                kept = values[place] & ~(hidden << lanes.count | hidden)
                values[place] = kept | open_ << lanes.count
        return Lanes(joint, lanes.count, joint.program.run(values, lanes.count))

    @cached_property
    def both(self) -> tuple[Side, Side]:
        """The two versions over the complete systems."""
        return sides(self.pair, self.complete)

    @cached_property
    def both_open(self) -> tuple[Side, Side]:
        """The two versions over the systems with open questions."""
        return sides(self.pair, self.opened)

    @cached_property
    def causes(self) -> Causes:
        """The changes behind what differs in the complete systems."""
        return Causes(*self.both)

    # -- conditions

    def settled(self, condition: Condition) -> tuple[Evidence, Sort]:
        """Return whether a condition that is written otherwise means the same, and which way it moved."""
        name, before, after = condition
        was, now = self.pair.was.get(name), self.pair.now.get(name)
        if was is not None and was == now:
            return Evidence(same=True, systems=None), "words"
        ways: list[tuple[Told, Sequence[int] | None]] = [(_read(before, after), self._needs(before, after))]
        if was is not None and now is not None:
            ways.append((lambda old, new: (old.truth(name), new.truth(name)), (was, now)))
        best = None
        for told, needs in ways:
            if any(apart(*told(*both)) for both in (self.both, self.both_open)):
                continue
            settled = self._differing(told, needs) if needs is not None else None
            if settled and settled.proved:
                return Evidence(same=True, systems=None), "words"
            if settled is None or settled.tried:
                best = Evidence(same=True, systems=self.complete.count)
        return (best, "words") if best else (Evidence(same=False, systems=None), self._way(name, ways[0][0]))

    def _way(self, name: str, told: Told) -> Sort:
        """Return whether a mapping serves more or less than before; of others tasks say it."""
        if not name.startswith("mapping:"):
            return "other"
        lost, gained = _ways(*told(*self.both))
        return "weakened" if lost else "stronger" if gained else "other"

    def _needs(self, before: str | None, after: str | None) -> list[int] | None:
        """Return the values behind both conditions in the new version; None where it lacks some."""
        found: list[int] = []
        for source in (before, after):
            for leaf in () if source is None else leaves(parse(source)):
                if not self.both[1].has(leaf):
                    return None
                found += self.both[1].places(leaf)
        return found

    def _differing(self, told: Told, needs: Sequence[int]) -> Settled:
        """Return whether any sheet makes two values differ."""
        return self.prover.settle(lambda lanes: apart(*told(*sides(self.pair, lanes))), needs)

    # -- tasks

    def moved(self) -> tuple[list[Shift], int, int]:
        """Return the tasks that apply for other answers, how many did not move, and of how many that is sure."""
        shifts, unmoved, settled = [], 0, 0
        for name in self.pair.differing("task"):
            places = self._places(name)
            found = self.prover.settle_each(partial(_moved, places), places)
            shift = self._shift(name, [way.sheet if way.possible else None for way in found])
            if shift is not None:
                shifts.append(shift)
            else:
                unmoved, settled = unmoved + 1, settled + all(way.proved for way in found)
        return shifts, unmoved, settled

    def _places(self, name: str) -> tuple[int, int]:
        return self.pair.was[name], self.pair.now[name]

    def _shift(self, name: str, sheets: Sequence[Sheet | None]) -> Shift | None:
        """Return how a task moved, from a sheet for each way in which it did; None where it did not.

        A version that brings the task in such a sheet may not offer all of its answers; it has to bring
        it without them.
        """
        was, now = self._places(name)
        ways = zip(
            sheets, _moved((was, now), self.complete), self._own, ((was, now), (now, was)), strict=True
        )
        found = [
            None if sheet is None else self._where(name, sheet, where, offered, places)
            for sheet, where, offered, places in ways
        ]
        return Shift(name.partition(":")[2], *found) if any(found) else None

    def _where(
        self, name: str, sheet: Sheet, lanes: int, offered: Own, places: tuple[int, int]
    ) -> Where | None:
        """Return where a task moved one way: on a sheet, and in lanes."""
        where = lanes & offered.lanes
        first = islice(lanes_of(where or lanes), _SHEETS)
        for shown in (sheet_at(self.complete, lane) for lane in first) if where != lanes else (sheet,):
            answers = bringing(self.pair.joint, offered.part(shown), *places)
            if answers is not None:
                break
        else:
            return None
        task, seen = name.partition(":")[2], where or lanes
        behind = self.causes.of(task, seen) if seen else self._alone(shown).of(task, 1)
        ordered = sorted(behind, key=lambda cause: (-behind[cause].bit_count(), cause))
        return Where(answers, seen.bit_count(), tuple(ordered))

    @cached_property
    def _own(self) -> tuple[Own, Own]:
        """What each version offers, in the complete systems."""
        pair = self.pair
        old = {pair.asked[id]: question for id, question in pair.old.questions.items()}
        return own_of(old, pair.joint, self.complete), own_of(pair.new.questions, pair.joint, self.complete)

    def _alone(self, sheet: Sheet) -> Causes:
        """Return the changes behind what differs in one system."""
        joint = self.pair.joint
        return Causes(*sides(self.pair, Lanes(joint, 1, joint.program.run(inputs(joint, [sheet]), 1))))


def _read(before: str | None, after: str | None) -> Told:
    return lambda _, new: (new.when(before), new.when(after))


def _moved(places: tuple[int, int], lanes: Lanes) -> tuple[int, int]:
    before, after = map(lanes.at, places)
    return _ways(before, after)


def _ways(before: Planes, after: Planes) -> tuple[int, int]:
    """Return the lanes in which something holds no more, and those in which it does now."""
    return before.must & ~after.may, after.must & ~before.may
