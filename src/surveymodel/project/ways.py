"""Ways to meet a control, as sets of lanes, and what becomes of it by them.

Lanes are bits of one integer, as in :mod:`surveymodel.engine.program`.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from surveymodel.project.compliance import STAGES, Stage, Status

__all__ = ["Way", "least", "status_at_best", "status_at_least", "union"]


@frozen
class Way:
    """Tasks that together meet a control or a part of it, and the lanes in which they do."""

    tasks: tuple[str, ...]
    must: int
    may: int


def union(sets: Iterable[int]) -> int:
    """Return the lanes that are in one of several sets."""
    result = 0
    for some in sets:
        result |= some
    return result


def status_at_least(must: int, may: int, met: int, parts: int) -> Status:
    """Return what becomes of a control at worst, whichever of the open lanes are in scope.

    ``must`` and ``may`` are the lanes where it is, and may be, in scope; ``met`` and ``parts``
    those where it, or a part of it, is certainly met.
    """
    if not may & ~met:
        return "full"
    partly = must & parts if must else not may & ~parts
    return "partly" if partly else "gap"


def status_at_best(must: int, may: int, met: int, parts: int) -> Status:
    """Return what open answers can make of it: one open lane in scope is enough, if none must be."""
    full = not must & ~met if must else may & met
    if full:
        return "full"
    return "partly" if may & parts else "gap"


def least(stages: Iterable[Stage]) -> Stage:
    """Return the stage that is the least far."""
    found = set(stages)
    return next(stage for stage in STAGES if stage in found)
