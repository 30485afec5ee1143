"""Updates as plain data for JSON: ``surveymodel-update/1``, described by ``update.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from surveymodel.project.causes import Cause
from surveymodel.project.plan_file import Pin
from surveymodel.project.update import Move, Update

__all__ = ["FORMAT", "move_document", "pin_document", "update_document"]

FORMAT: Final = "surveymodel-update/1"


def update_document(updates: Mapping[str, Update], *, on: str) -> dict[str, Any]:
    """Return what kept plans would gain, lose and change, by the paths of their system files."""
    return {
        "format": FORMAT,
        "on": on,
        "systems": [{"file": file, **_system(update)} for file, update in updates.items()],
    }


def _system(update: Update) -> dict[str, Any]:
    system = update.resolution.system
    return {
        "system": {"id": system.id, "title": system.title},
        "pack": pin_document(Pin.of(update.model)),
        "accepted-by": None if update.kept is None else pin_document(update.kept.pin),
        "moves": [move_document(move) for move in update.moves],
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
