"""A difference as JSON (``surveymodel-diff/1``)."""

from __future__ import annotations

import json
from typing import Any, Final

from surveymodel.authoring.changes.effects import Effects
from surveymodel.authoring.changes.impact import impacts
from surveymodel.authoring.changes.nouns import SORTS, Cause, Change, Diff, Edit, Shift, Where
from surveymodel.authoring.changes.pair import BEFORE
from surveymodel.authoring.changes.words import counts
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of
from surveymodel.engine.reply import given_data

__all__ = ["FORMAT", "diff_document", "diff_json"]

FORMAT: Final = "surveymodel-diff/1"


def diff_json(diff: Diff, effects: Effects | None = None) -> str:
    """Return a difference as the text of a JSON document."""
    return json.dumps(diff_document(diff, effects), ensure_ascii=False, indent=1) + "\n"


def diff_document(diff: Diff, effects: Effects | None = None) -> dict[str, Any]:
    """Return a difference as plain data, and what it changes for saved systems."""
    counted = dict(counts(diff))
    return {
        "format": FORMAT,
        "old": _pack(diff.old),
        "new": _pack(diff.new),
        "counts": {sort: counted.get(sort, 0) for sort in SORTS},
        "tried": {"systems": diff.tried, "unmoved": diff.unmoved, "settled": diff.settled},
        "changes": [_change(change) for change in diff.changes],
        "shifts": [_shift(shift) for shift in diff.shifts],
        "systems": None if effects is None else _effects(effects),
    }


def _pack(model: SurveyModel) -> dict[str, Any]:
    return {"id": model.id, "version": model.version, "digest": model.digest}


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "what": change.what,
        "sort": change.sort,
        "title": change.title,
        "because": change.because,
        "successors": list(change.successors),
        "edits": [_edit(edit) for edit in change.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    evidence = edit.evidence
    return {
        "property": edit.property,
        "item": edit.item,
        "sort": edit.sort,
        "before": edit.before,
        "after": edit.after,
        "evidence": evidence and {"same": evidence.same, "systems": evidence.systems},
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "countermeasure": shift.countermeasure,
        "lost": _where(shift.lost),
        "gained": _where(shift.gained),
    }


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {
        "answers": {id.removesuffix(BEFORE): given_data(given) for id, given in where.answers.items()},
        "systems": where.systems,
        "causes": [_cause(cause) for cause in where.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {"kind": cause.kind, "id": cause.id, "property": cause.property or None}


def _effects(effects: Effects) -> dict[str, Any]:
    """Return what moved: by change in numbers, and by system in full."""
    found = impacts(effects)
    return {
        "compared": len(effects.systems),
        "moved": effects.moved.bit_count(),
        "refused": [
            {"input": one.input, "line": one.line, "reasons": [str(fault) for fault in one.faults]}
            for one in effects.refused
        ],
        "causes": [
            {
                **_cause(impact.cause),
                "systems": impact.systems,
                "tasks": [
                    {"task": one.task, "move": one.verb.replace(" ", "-"), "systems": one.systems}
                    for one in impact.moved
                ],
            }
            for impact in found
        ],
        "unoffered": [
            {"question": question, "answer": answer, "systems": list(effects.names(lanes))}
            for (question, answer), lanes in effects.unoffered.items()
        ],
        "each": _each(effects, {impact.cause: at for at, impact in enumerate(found)}),
    }


def _each(effects: Effects, number: dict[Cause, int]) -> list[dict[str, Any]]:
    """Return the systems in which something moved, each task with the numbers of what is behind it."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for (task, before, after), lanes in sorted(effects.moves.items()):
        behind: dict[int, list[int]] = {}
        for cause, where in effects.causes[task].items():
            for lane in lanes_of(lanes & where):
                behind.setdefault(lane, []).append(number[cause])
        for lane in lanes_of(lanes):
            row = {"task": task, "before": before, "after": after, "causes": sorted(behind[lane])}
            rows.setdefault(lane, []).append(row)
    return [{"system": effects.systems[lane], "tasks": rows[lane]} for lane in sorted(rows)]
