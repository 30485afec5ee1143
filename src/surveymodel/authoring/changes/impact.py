"""What differs for saved systems, told by change: how many systems each moves, and which tasks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from surveymodel.authoring.changes.effects import Effects, Move
from surveymodel.authoring.changes.nouns import Cause

__all__ = ["VERBS", "Impact", "Moved", "impacts", "verb"]

#: What becomes of a task, in the order in which it is told.
VERBS = ("lose", "gain", "less certain", "more certain")


@frozen
class Moved:
    """A task that moved one way, and the systems in which it did."""

    task: str
    verb: str
    lanes: int

    @property
    def systems(self) -> int:
        """How many systems."""
        return self.lanes.bit_count()


@frozen
class Impact:
    """A change, the systems that it moves, and what it moves in them."""

    cause: Cause
    lanes: int
    moved: tuple[Moved, ...]

    @property
    def systems(self) -> int:
        """How many systems it moves."""
        return self.lanes.bit_count()

    def examples(self, effects: Effects, most: int) -> Iterator[str]:
        """Yield the ids of a few systems."""
        return islice(effects.names(self.lanes), most)


def verb(move: Move) -> str:
    """Return what becomes of a task."""
    _, before, after = move
    if after == "excluded":
        return "lose"
    if before == "excluded":
        return "gain"
    return "more certain" if after == "certain" else "less certain"


def impacts(effects: Effects) -> tuple[Impact, ...]:
    """Return the changes behind what moved, those first that move most systems."""
    found: dict[Cause, dict[tuple[str, str], int]] = {}
    for move, lanes in effects.moves.items():
        for cause, where in effects.causes[move[0]].items():
            if lanes & where:
                moved = found.setdefault(cause, {})
                key = move[0], verb(move)
                moved[key] = moved.get(key, 0) | lanes & where
    result = [_impact(cause, moved) for cause, moved in found.items()]
    return tuple(sorted(result, key=lambda impact: (-impact.systems, impact.cause)))


def _impact(cause: Cause, moved: dict[tuple[str, str], int]) -> Impact:
    every = 0
    for lanes in moved.values():
        every |= lanes
    listed = (Moved(task, how, lanes) for (task, how), lanes in moved.items())
    ordered = sorted(listed, key=lambda one: (VERBS.index(one.verb), -one.systems, one.task))
    return Impact(cause, every, tuple(ordered))
