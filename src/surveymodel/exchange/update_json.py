"""Updates as plain data for JSON: ``surveymodel-update/1``, described by ``update.schema.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from surveymodel.project.causes import Cause
from surveymodel.project.plan_file import Pin
from surveymodel.project.update import Move, Update

__all__ = ["FORMAT", "move_document", "pin_document", "system_document", "update_document"]

FORMAT: Final = "surveymodel-update/1"


def update_document(systems: Sequence[Mapping[str, Any]], *, on: str) -> dict[str, Any]:
    """Return what kept plans would gain, lose and change; ``systems`` are those of :func:`system_document`."""
    return {"format": FORMAT, "on": on, "systems": list(systems)}


def system_document(file: str, update: Update, moves: Iterable[Move]) -> dict[str, Any]:
    """Return what becomes of the tasks of one system, by the path of its file; ``moves`` are all or some."""
    system = update.resolution.system
    return {
        "file": file,
        "system": {"id": system.id, "title": system.title},
        "pack": pin_document(Pin.of(update.model)),
        "accepted-by": None if update.kept is None else pin_document(update.kept.pin),
        "moves": [move_document(move) for move in moves],
    }


def pin_document(pin: Pin) -> dict[str, Any]:
    """Return the version of a pack as plain data."""
    return {"id": pin.id, "version": pin.version, "digest": pin.digest}


def move_document(move: Move) -> dict[str, Any]:
    """Return what becomes of one task as plain data."""
    return {
        "task": move.task,
        "what": move.what,
        "title": move.title,
        "was": move.was,
        "components": [place for place in move.places if place is not None],
        "details": [{"property": name, "was": was, "now": now} for name, was, now in move.details],
        "causes": [_cause(cause) for cause in move.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {"kind": cause.kind, "id": cause.id, "was": cause.was, "now": cause.now, "note": cause.note}
