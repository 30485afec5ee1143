"""Systems under two versions of a pack: which tasks each gains, loses or knows otherwise, and why.

Encoded systems go in; for every task come out the systems in which it moved, as bits, and for each
of those the changes behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import define, field, frozen

from surveymodel.authoring.changes.causes import Causes
from surveymodel.authoring.changes.nouns import Cause
from surveymodel.authoring.changes.pair import Pair
from surveymodel.authoring.changes.seen import Misplaced, Seen
from surveymodel.engine.batch import Source
from surveymodel.engine.clauses import Planes, apart
from surveymodel.engine.encode import Encoder
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.program import lanes_of
from surveymodel.errors import Diagnostic

__all__ = ["Effects", "Move", "Part", "Refused", "add"]

K = TypeVar("K")

Move = tuple[str, Certainty, Certainty]
"""A task, how certain it was, and how certain it is."""


@frozen
class Refused:
    """A row that is no system of either version, and why."""

    input: str
    line: int
    faults: tuple[Diagnostic, ...]


@define
class Effects:
    """What differs for saved systems; bit *i* of everything is the *i*-th system."""

    systems: list[str] = field(factory=list)  #: their ids
    moves: dict[Move, int] = field(factory=dict)
    causes: dict[str, dict[Cause, int]] = field(factory=dict)  #: by task: what is behind its moves
    unoffered: dict[tuple[str, str | None], int] = field(factory=dict)
    refused: list[Refused] = field(factory=list)

    @property
    def moved(self) -> int:
        """The systems in which something moved."""
        result = 0
        for lanes in self.moves.values():
            result |= lanes
        return result

    def names(self, lanes: int) -> Iterator[str]:
        """Yield the ids of systems."""
        return (self.systems[lane] for lane in lanes_of(lanes))


@frozen
class Part:
    """Some systems, encoded, each with a lane in every layer."""

    ids: list[str]
    layers: Sequence[Source]
    misplaced: Sequence[Misplaced]  #: of each layer
    refused: list[Refused]


def add(result: Effects, pair: Pair, encoder: Encoder, part: Part) -> None:
    """Add what differs for some more systems."""
    found, start = _found(pair, encoder, part), len(result.systems)
    result.systems += part.ids
    result.refused += part.refused
    _put(result.moves, found.moves, start)
    _put(result.unoffered, found.unoffered, start)
    for task, causes in found.causes.items():
        _put(result.causes.setdefault(task, {}), causes, start)


def _put(result: dict[K, int], found: Mapping[K, int], start: int) -> None:
    """Add the bits of systems that begin at a number."""
    for key, lanes in found.items():
        result[key] = result.get(key, 0) | lanes << start


@frozen
class _Found:
    """What differs in one part of the systems."""

    moves: dict[Move, int]
    causes: dict[str, dict[Cause, int]]
    unoffered: dict[tuple[str, str | None], int]


def _found(pair: Pair, encoder: Encoder, part: Part) -> _Found:
    """Return what differs for systems of which each has a lane in every layer."""
    count = len(part.ids)
    seen = [
        Seen(pair, encoder.layout, source, count, misplaced)
        for source, misplaced in zip(part.layers, part.misplaced, strict=True)
    ]
    moves: dict[Move, int] = {}
    causes: dict[str, dict[Cause, int]] = {}
    behind = [Causes(*one.both, one.dropped) for one in seen]
    for task in _tasks(pair, everything=any(one.dropped for one in seen)):
        name = f"task:{task}"
        before, after = (_folded([one.both[side].truth(name) for one in seen]) for side in (0, 1))
        moved = apart(before, after) & (1 << count) - 1
        if not moved:
            continue
        moves |= _moves(task, before, after, count)
        found = causes.setdefault(task, {})
        for layer in behind:
            _put(found, layer.of(task, moved), 0)
    unoffered: dict[tuple[str, str | None], int] = {}
    for one in seen:
        _put(unoffered, one.unoffered, 0)
    return _Found(moves, causes, unoffered)


def _moves(task: str, before: Planes, after: Planes, count: int) -> dict[Move, int]:
    """Return the systems in which a task moved, by how certain it was and is."""
    return {
        (task, was, now): lanes & others
        for was, lanes in _certainties(before, count).items()
        for now, others in _certainties(after, count).items()
        if was != now and lanes & others
    }


def _tasks(pair: Pair, *, everything: bool) -> list[str]:
    """Return the tasks that may differ: all where replies are not offered, else those made otherwise."""
    known = dict.fromkeys((*pair.old.countermeasures, *pair.new.countermeasures))
    if everything:
        return list(known)
    names = ((id, f"task:{id}") for id in known)
    return [id for id, name in names if pair.was.get(name) != pair.now.get(name)]


def _folded(layers: Sequence[Planes]) -> Planes:
    """Return what holds in some lane of each system."""
    must = may = 0
    for planes in layers:
        must, may = must | planes.must, may | planes.may
    return Planes(must, may)


def _certainties(planes: Planes, count: int) -> dict[Certainty, int]:
    full = (1 << count) - 1
    return {"certain": planes.must, "possible": planes.may & ~planes.must, "excluded": full ^ planes.may}
