"""An update in words: moves go in, lines for a terminal come out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from surveymodel.cli.shared import counted
from surveymodel.project.causes import Cause
from surveymodel.project.standing import Event
from surveymodel.project.update import Move, Update

__all__ = ["tally", "update_lines", "waived"]

_HEADINGS: Final = {
    "added": "To be added",
    "returned": "To come back, with all that was decided of them",
    "reopened": "To be looked at again",
    "renamed": "To get another id",
    "changed": "To be changed",
    "removed": "To be retired, with all that was decided of them",
}


def update_lines(update: Update) -> Iterator[str]:
    """Yield what an update would do, and because of what: once for tasks that follow each other."""
    model, kept = update.model, update.kept
    if kept is not None and kept.pin.digest != model.digest:
        yield f"Accepted by {kept.pin.id} {kept.pin.version}; this is {model.id} {model.version}."
    for what, heading in _HEADINGS.items():
        moves = [move for move in update.moves if move.what == what]
        if moves:
            yield f"{heading}:"
            for causes, alike in groupby(moves, key=lambda move: move.causes):
                for move in alike:
                    yield from _move(move)
                yield from (f"    {_cause(cause)}" for cause in causes)
    if update.astray:
        yield "Waived, and not to be in the plan:"
        yield from (f"  {_place(id, place)}: {waived(waiver)}" for id, place, waiver in update.astray)
    yield tally(update)


def _place(id: str, place: str | None) -> str:
    return f"{id} in {place}" if place else id


def waived(waiver: Event) -> str:
    """Return until when a waiver holds, who gave it and why."""
    until = f"until {waiver.until}" if waiver.until else "without an end"
    by = f" by {waiver.by}" if waiver.by else ""
    return f"{until}{by}" + (f": {waiver.note}" if waiver.note else "")


def _move(move: Move) -> Iterator[str]:
    parts = [place for place in move.places if place is not None]
    where = f" in {', '.join(parts)}" if parts else ""
    was = f" (was {move.was})" if move.was else ""
    yield f"  {move.task}{was}{where}: {move.title}"
    for name, before, now in move.details:
        if name != "text":
            yield f"    {name} {before or 'none'} → {now or 'none'}"


def _cause(cause: Cause) -> str:
    if cause.kind == "text":
        return "its text is another" + (f", and it was {cause.note}" if cause.note else "")
    if cause.kind == "answer":
        return f"because {cause.id} was {cause.was or 'open'} and is {cause.now or 'open'}"
    if cause.kind == "rule":
        if cause.was is None:
            return f"by the rule {cause.id}: {cause.note}"
        state = "brings it no longer" if cause.now else "is gone"
        return f"because the rule {cause.id} {state}"
    if cause.kind == "component":
        return f"because the component {cause.id} {'is new' if cause.now else 'is gone'}"
    if cause.kind == "until":
        return f"because its waiver ended on {cause.id}" + (f": {cause.note}" if cause.note else "")
    if cause.kind == "gone":
        took = f" for {cause.now}" if cause.now else ""
        return f"because {cause.id} was given up{took}" + (f": {cause.note}" if cause.note else "")
    return f"because of {cause.id} {cause.now}"


def tally(update: Update) -> str:
    """Return how many tasks an update would add, retire and change."""
    if not update.moves:
        return "Nothing would change." if update.pinned else "No task would change."
    kinds_of = {
        "add": ("added", "returned"),
        "retire": ("removed",),
        "change": ("changed", "renamed", "reopened"),
    }
    found = {
        verb: len({move.task for move in update.moves if move.what in kinds})
        for verb, kinds in kinds_of.items()
    }
    parts = [f"{number} to {verb}" for verb, number in found.items() if number]
    return f"{counted(len({move.task for move in update.moves}), 'task')}: {', '.join(parts)}."
