"""What became of a pack's cases and properties, as JSON (``surveymodel-test/1``)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final, get_args

from surveymodel.authoring.coverage import Line, Missed
from surveymodel.authoring.probes import Sheet
from surveymodel.authoring.run import Result, Unmet
from surveymodel.authoring.subjects import Subject
from surveymodel.authoring.suggest import reaching
from surveymodel.authoring.suite import Suite
from surveymodel.authoring.verdicts import Outcome, Verdict, Witness
from surveymodel.engine.reply import given_data
from surveymodel.errors import Diagnostic, Location

__all__ = ["FORMAT", "suite_document", "suite_json"]

FORMAT: Final = "surveymodel-test/1"


def suite_json(suite: Suite, *, coverage: bool = False) -> str:
    """Return what became of a suite as the text of a JSON document."""
    document = suite_document(suite, coverage=coverage)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def suite_document(suite: Suite, *, coverage: bool = False) -> dict[str, Any]:
    """Return what became of a suite as plain data; with ``coverage``, what its cases exercise too."""
    model = suite.model
    results = suite.run.results
    outcomes = Counter(_outcome(result) for result in results)
    verdicts = Counter(verdict.outcome for verdict in suite.verdicts)
    return {
        "format": FORMAT,
        "pack": {"id": model.id, "version": model.version, "digest": model.digest},
        "counts": {
            "cases": {outcome: outcomes[outcome] for outcome in ("passed", "failed", "todo")},
            "properties": {outcome: verdicts[outcome] for outcome in get_args(Outcome)},
            "faults": len(suite.faults),
        },
        "faults": [_fault(fault) for fault in suite.faults],
        "cases": [_case(result) for result in results],
        "properties": [_property(verdict) for verdict in suite.verdicts],
        "coverage": _coverage(suite) if coverage else None,
    }


def _place(location: Location) -> dict[str, Any]:
    """Return where something stands, as diagnostics name it."""
    return {"path": location.path, "line": location.line or None, "column": location.column or None}


def _fault(fault: Diagnostic) -> dict[str, Any]:
    return {"code": fault.code, "message": fault.message, **_place(fault.location)}


# ---------------------------------------------------------------------------------------------
# Cases and properties


def _outcome(result: Result) -> str:
    if result.case.todo is not None:
        return "todo"
    return "passed" if result.passed else "failed"


def _case(result: Result) -> dict[str, Any]:
    case = result.case
    return {
        "id": case.id,
        "file": case.file,
        "title": _line(case.title),
        **_place(case.location),
        "outcome": _outcome(result),
        "todo": _line(case.todo),
        "unmet": [_unmet(unmet) for unmet in result.unmet],
    }


def _unmet(unmet: Unmet) -> dict[str, Any]:
    return {
        "truth": unmet.truth,
        "expected": unmet.expected,
        "actual": unmet.actual,
        "named": not unmet.beyond,
        **_place(unmet.location),
    }


def _property(verdict: Verdict) -> dict[str, Any]:
    of = verdict.of
    return {
        "id": of.id,
        "file": of.file,
        "title": _line(of.title),
        "kind": of.kind,
        "says": of.said,
        "because": _line(of.because),
        **_place(of.location),
        "outcome": verdict.outcome,
        "systems": verdict.systems,
        "reason": str(verdict) if verdict.outcome != "holds" else None,
        "witness": verdict.witness and _witness(verdict.witness),
    }


def _witness(witness: Witness) -> dict[str, Any]:
    question, given = witness.changed or (None, None)
    return {
        "answers": _answers(witness.sheet),
        "truth": witness.truth,
        "change": None if question is None or given is None else _answers({question: given}),
    }


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _answers(sheet: Sheet) -> dict[str, Any]:
    return {question: given_data(given) for question, given in sheet.items()}


# ---------------------------------------------------------------------------------------------
# Coverage


def _coverage(suite: Suite) -> dict[str, Any]:
    coverage = suite.coverage
    return {
        "reached": coverage.reached,
        "goals": coverage.goals,
        "percent": coverage.percent,
        "impossible": sum(len(line.impossible) for line in coverage.lines),
        "conditions": [_condition(suite, line) for line in coverage.lines],
    }


def _condition(suite: Suite, line: Line) -> dict[str, Any]:
    subject = line.subject
    return {
        "name": subject.name,
        "condition": str(subject.condition),
        **_place(subject.location),
        "goals": len(subject.goals),
        "reached": len(subject.goals) - len(line.missed),
        "missed": [_missed(suite, subject, missed) for missed in line.missed],
    }


def _missed(suite: Suite, subject: Subject, missed: Missed) -> dict[str, Any]:
    goal = missed.goal
    where = subject.location if goal.clause is None else subject.places[goal.clause]
    sheet = missed.sheet and reaching(suite.model, subject, goal, missed.sheet)
    return {
        "side": goal.side,
        "clause": None if goal.clause is None else str(subject.clauses[goal.clause]),
        **_place(where),
        "possible": missed.possible,
        "answers": None if sheet is None else _answers(sheet),
    }
