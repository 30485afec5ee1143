"""A plan as plain data for JSON: ``surveymodel-plan/1``, described by ``plan.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from surveymodel.engine.explain import Ground
from surveymodel.engine.lanes import Placed
from surveymodel.engine.reply import given_data
from surveymodel.engine.walk import Step
from surveymodel.exchange.selection import Selection
from surveymodel.project.plan import Plan, Reason, Task

__all__ = ["FORMAT", "plan_document", "plan_json", "plan_ndjson"]

FORMAT: Final = "surveymodel-plan/1"


def plan_document(plan: Plan, selection: Selection | None = None) -> dict[str, Any]:
    """Return a plan as plain data; ``selection`` filters its tasks (default: every task)."""
    resolution = plan.resolution
    chosen = (selection or Selection(possible=True)).tasks(plan)
    walk = resolution.walk
    return {
        "format": FORMAT,
        "system": {"id": resolution.system.id, "title": resolution.system.title},
        "pack": {
            "id": resolution.model.id,
            "version": resolution.model.version,
            "digest": resolution.model.digest,
        },
        "tasks": [task_document(task) for task in chosen],
        "threats": [
            {
                "id": line.threat.id,
                "title": line.threat.title,
                "certainty": line.certainty,
                "risk": {"low": line.risk.low, "high": line.risk.high},
                "components": list(line.components),
                "stride": list(line.threat.stride),
                "capec": list(line.threat.capec),
                "atlas": list(line.threat.atlas),
                "cwe": list(line.threat.cwe),
            }
            for line in plan.threats
        ],
        "open": [{"question": question.id, "ask": question.ask} for question in walk.open],
        "unknown": [question.id for question in walk.unknown],
        "stale": [_stale(step) for step in walk.stale],
        "contradictions": [
            {"question": c.question.id, "component": c.component, "implied": c.implied}
            for c in walk.contradictions
        ],
    }


def task_document(task: Task) -> dict[str, Any]:
    """Return one task as plain data."""
    countermeasure = task.countermeasure
    controls: dict[str, list[dict[str, Any]]] = {}
    for link in task.controls():
        entry = {"id": link.control.id, "strength": link.strength, "note": link.note}
        controls.setdefault(link.standard, []).append({**entry, "certainty": link.certainty})
    return {
        "id": task.id,
        "title": task.title,
        "certainty": task.certainty,
        "status": task.status,
        "standings": [
            {
                "component": place,
                "status": standing.status,
                "verification": standing.verification,
                "due": standing.due_by(countermeasure.every),
            }
            for place, standing in task.standings.items()
        ],
        "kind": countermeasure.kind,
        "phase": countermeasure.phase,
        "owner": countermeasure.owner,
        "effort": countermeasure.effort,
        "every": countermeasure.every,
        "priority": {
            "low": task.priority.low,
            "high": task.priority.high,
            "band": task.priority.band,
            "reason": task.priority.reason,
        },
        "components": list(task.components),
        "perhaps": list(task.perhaps),
        "after": list(task.after),
        "why": countermeasure.why,
        "reasons": [_reason(reason) for reason in task.reasons],
        "steps": list(task.steps),
        "guides": [
            {"id": guide.id, "title": guide.title, "certainty": certainty, "text": guide.body}
            for guide, certainty in task.guides
        ],
        "accept": [
            {"text": criterion.text, "by": criterion.by, "tools": list(criterion.tools)}
            for criterion in task.accept
        ],
        "traps": countermeasure.traps,
        "controls": controls,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule.id,
        "certainty": reason.certainty,
        "because": reason.rule.because,
        "threats": list(reason.threats),
        "answers": [_ground(ground) for ground in reason.answers],
        "open": list(reason.open),
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return {"question": ground.question, **_placed(ground.placed)}


def _placed(placed: Placed) -> dict[str, Any]:
    reply = placed.reply
    result: dict[str, Any] = {"answer": given_data(reply.answer), "from": placed.place}
    for key in ("by", "on", "evidence", "note"):
        if getattr(reply, key) is not None:
            result[key] = getattr(reply, key)
    return result


def _stale(step: Step) -> dict[str, Any]:
    placed = _placed(step.placed) if step.placed else {}
    return {"question": step.question.id, "component": step.component, **placed}


def plan_json(plan: Plan, selection: Selection | None = None) -> str:
    """Return a plan as the text of a JSON document."""
    return json.dumps(plan_document(plan, selection), ensure_ascii=False, indent=2) + "\n"


def plan_ndjson(plan: Plan, selection: Selection | None = None) -> Iterator[str]:
    """Yield each task as one line of JSON, with the id of its system first."""
    for task in (selection or Selection(possible=True)).tasks(plan):
        row = {"system": plan.resolution.system.id, **task_document(task)}
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
