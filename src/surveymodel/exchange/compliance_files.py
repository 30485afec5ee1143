"""A compliance as JSON (``surveymodel-compliance/1``), CSV and Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

from surveymodel.content.nouns import Group
from surveymodel.exchange.compliance_words import (
    WORDS,
    explained,
    headings,
    measured,
    reasons,
    shown,
    task,
    title,
)
from surveymodel.exchange.plan_csv import written
from surveymodel.exchange.plan_markdown import escaped
from surveymodel.project.compliance import STATUSES, Compliance, ControlLine, Status

__all__ = ["FORMAT", "compliance_csv", "compliance_document", "compliance_json", "compliance_markdown"]

FORMAT: Final = "surveymodel-compliance/1"

_COLUMNS: Final = (
    "system", "standard", "control", "title", "group", "status", "at-best", "in-scope", "stage",
    "tasks", "rest", "because",
)  # fmt: skip


def compliance_document(compliance: Compliance, statuses: Collection[Status] | None = None) -> dict[str, Any]:
    """Return a compliance as plain data; ``statuses`` filters its controls (default: all)."""
    resolution, standard = compliance.resolution, compliance.standard
    system = {"id": resolution.system.id, "title": resolution.system.title}
    return {
        "format": FORMAT,
        "of": compliance.of,
        "system": system if compliance.of == "system" else None,
        "pack": {
            "id": resolution.model.id,
            "version": resolution.model.version,
            "digest": resolution.model.digest,
        },
        "standard": {"id": standard.id, "title": standard.title, "edition": standard.edition},
        "profiles": list(compliance.profiles),
        "counts": dict(compliance.counts),
        "controls": [_control(line) for line in shown(compliance, statuses)],
    }


def _control(line: ControlLine) -> dict[str, Any]:
    outside = line.outside
    return {
        "id": line.control.id,
        "title": line.control.title,
        "status": line.status,
        "at-best": line.at_best,
        "in-scope": line.in_scope,
        "stage": line.stage,
        "because": " ".join(line.because.split()) if line.because else None,
        "outside": outside
        and {
            "by": outside.by,
            "condition": outside.condition,
            "answers": [ground.question for ground in line.answers],
        },
        "tasks": [
            {
                "id": served.task,
                "strength": served.strength,
                "note": served.note,
                "certainty": served.certainty,
                "components": list(served.components),
                "stage": served.stage,
            }
            for served in line.served
        ],
        "together": list(line.together),
        "rest": list(line.rest),
    }


def compliance_json(compliance: Compliance, statuses: Collection[Status] | None = None) -> str:
    """Return a compliance as the text of a JSON document."""
    return json.dumps(compliance_document(compliance, statuses), ensure_ascii=False, indent=2) + "\n"


def compliance_csv(compliance: Compliance, statuses: Collection[Status] | None = None) -> str:
    """Return a compliance with one row for each control; several values in a cell stand on lines."""
    system = compliance.resolution.system.id if compliance.of == "system" else ""
    rows = (
        (
            system,
            compliance.standard.id,
            line.control.id,
            line.control.title,
            "".join(f"{group.id} {group.title}" for group in headings(compliance, line)[-1:]),
            line.status,
            line.at_best,
            line.in_scope,
            line.stage or "",
            "\n".join(task(line, served, of=compliance.of) for served in line.served),
            "\n".join(line.rest),
            "\n".join(reasons(line)),
        )
        for line in shown(compliance, statuses)
    )
    return written(_COLUMNS, rows)


# ---------------------------------------------------------------------------------------------
# Markdown


def compliance_markdown(compliance: Compliance, statuses: Collection[Status] | None = None) -> str:
    """Return a compliance as CommonMark with a table of counts and a section for each group."""
    parts = [*_head(compliance)]
    above: tuple[Group, ...] = ()
    for line in shown(compliance, statuses):
        here = headings(compliance, line)
        parts += _sections(above, here)
        parts.append(_line(line, compliance.of))
        above = here
    return "\n\n".join(parts) + "\n"


def _head(compliance: Compliance) -> Iterator[str]:
    model = compliance.resolution.model
    yield f"# {escaped(title(compliance))}"
    yield f"Pack {model.id} {model.version} ({model.digest[:12]})."
    yield from measured(compliance)
    rows = [f"| {WORDS[status]} | {compliance.counts[status]} |" for status in STATUSES]
    yield "\n".join(("| Status | Controls |", "| --- | ---: |", *rows))


def _sections(above: tuple[Group, ...], here: tuple[Group, ...]) -> Iterator[str]:
    """Yield the headings between two controls, each as deep as its group; Markdown knows six levels."""
    for depth, group in enumerate(here):
        if group not in above:
            yield f"{'#' * min(depth + 2, 6)} {escaped(group.id)} {escaped(group.title)}"


def _line(line: ControlLine, of: Literal["system", "content"]) -> str:
    stage = f", {line.stage}" if line.stage else ""
    head = f"**{escaped(line.control.id)} {escaped(line.control.title)}**: {WORDS[line.status]}{stage}"
    return "\n".join((head, "", *(f"- {_item(text)}" for text in explained(line, of=of)))).rstrip()


def _item(text: str) -> str:
    """Return plain words for the beginning of a line, where a dash or a number would begin a list."""
    return re.sub(r"^(?=[-=])|^([0-9]+)(?=\.)", r"\1\\", escaped(text))
