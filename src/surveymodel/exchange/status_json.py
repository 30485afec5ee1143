"""How far systems are, as plain data for JSON: ``surveymodel-status/1``, described by ``status.schema.json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from surveymodel.engine.decide import Decision
from surveymodel.exchange.update_json import move_document, pin_document
from surveymodel.project.plan_file import Pin, accepted_data, event_data
from surveymodel.project.progress import Line, Past, Progress

__all__ = ["FORMAT", "status_document"]

FORMAT: Final = "surveymodel-status/1"


def status_document(
    found: Mapping[str, Progress],
    *,
    on: str,
    since: str | None = None,
    shown: Callable[[Line], bool] | None = None,
) -> dict[str, Any]:
    """Return how far systems are, by the paths of their files.

    ``since`` is the day from which on their past is told, in place of their last acceptance;
    ``shown`` filters their tasks.
    """
    systems = [{"file": file, **_system(one, since, shown)} for file, one in found.items()]
    return {"format": FORMAT, "on": on, "systems": systems}


def _system(found: Progress, since: str | None, shown: Callable[[Line], bool] | None) -> dict[str, Any]:
    system, kept = found.resolution.system, found.kept
    begin = since or found.since
    return {
        "system": {"id": system.id, "title": system.title},
        "pack": pin_document(Pin.of(found.resolution.model)),
        "accepted-by": None if kept is None else pin_document(kept.pin),
        "accepted": accepted_data(kept.accepted[-1]) if kept is not None and kept.accepted else None,
        "tasks": [_line(line) for line in found.lines if shown is None or shown(line)],
        "astray": [_waiver(line) for line in found.astray],
        "changes": [move_document(move) for move in found.update.moves],
        "since": begin,
        "past": [] if begin is None else [_past(past) for past in found.past(begin)],
        "open": len(found.resolution.walk.open),
        "questions": [_question(decision) for decision in found.questions],
    }


def _line(line: Line) -> dict[str, Any]:
    about, standing, (low, high) = line.countermeasure, line.standing, line.kept.priority
    return {
        "id": line.task,
        "title": line.kept.title,
        "component": line.place,
        "phase": None if about is None else about.phase,
        "owner": None if about is None else about.owner,
        "priority": {"low": low, "high": high},
        "status": standing.status,
        "verification": standing.verification,
        "every": line.every,
        "due": line.due,
        "overdue": line.is_overdue,
        "due-again": line.is_due_again,
        "text-changed": line.is_of_another_text,
        "by-hand": standing.by_hand,
        "waiver": _waiver(line) if standing.waiver is not None else None,
    }


def _waiver(line: Line) -> dict[str, Any]:
    waiver = line.standing.waiver
    said = {} if waiver is None else {"by": waiver.by, "note": waiver.note, "until": waiver.until}
    return {"task": line.task, "component": line.place, **said}


def _past(past: Past) -> dict[str, Any]:
    return {"task": past.task, "component": past.place, **event_data(past.event)}


def _question(decision: Decision) -> dict[str, Any]:
    return {
        "question": decision.question,
        "component": decision.component,
        "settles": round(float(decision.settled), 2),
    }
