"""What is said of a control: a line of a compliance goes in, plain sentences come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from surveymodel.project.compliance import Compliance, ControlLine, Outside, Served, Status

__all__ = ["WORDS", "explained", "shown", "title"]

#: How each status is called.
WORDS: Final[Mapping[Status, str]] = {
    "full": "full",
    "partly": "partly",
    "gap": "gap",
    "organisational": "organisational",
    "no-duty": "no duty",
    "not-in-scope": "not in scope",
}


def shown(compliance: Compliance, statuses: Collection[Status] | None) -> Iterator[ControlLine]:
    """Yield the lines of the statuses asked for, or all of them, in the publisher's order."""
    for line in compliance.lines:
        if statuses is None or line.status in statuses:
            yield line


def title(compliance: Compliance) -> str:
    """Return what a compliance is of, in words."""
    standard, resolution = compliance.standard, compliance.resolution
    what = f"{standard.title} {standard.edition}"
    if compliance.of == "content":
        return f"{what}: what the pack {resolution.model.id} can meet"
    system = resolution.system
    return f"{what}: {system.title or system.id}"


def explained(line: ControlLine, *, of: Literal["system", "content"] = "system") -> Iterator[str]:
    """Yield what is to be said of a control's status, one sentence or list at a time.

    Of the content, which has no answers, nothing is planned and nothing depends on what is open.
    """
    if line.because:
        yield " ".join(line.because.split())
    if line.outside:
        yield _outside(line, line.outside)
    everywhere = len(line.resolution.system.components)
    for served in line.served:
        yield _served(served, of, everywhere)
    notes = {f"{served.task}: {served.note}" for served in line.served}
    yield from (f"missing: {rest}" for rest in line.rest if rest not in notes)
    if of == "system" and line.at_best != line.status:
        yield f"{WORDS[line.at_best]} if open questions are answered so"
    if of == "system" and line.in_scope == "possible":
        yield "in scope only if open questions are answered so"


def _outside(line: ControlLine, outside: Outside) -> str:
    grounds = "; ".join(map(str, line.answers))
    because = f" [{grounds}]" if grounds else ""
    if outside.by == "profile":
        return f"not in the profiles that count: {outside.condition}"
    if outside.by == "scope":
        return f"the standard applies only where fact:{outside.condition} holds{because}"
    return f"applies only where {outside.condition}{because}"


def _served(served: Served, of: str, everywhere: int) -> str:
    said = [served.strength, *([served.stage] if of == "system" else [])]
    if of == "system" and served.certainty == "possible":
        said.append("possible")
    if served.components and len(served.components) < everywhere:
        said.append(f"in {' and '.join(served.components)}")
    note = f": {served.note}" if served.note else ""
    return f"{served.task} ({', '.join(said)}){note}"
