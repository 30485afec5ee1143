"""What is said of a control: a line of a compliance goes in, plain sentences come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from surveymodel.content.nouns import Group
from surveymodel.project.compliance import Compliance, ControlLine, Outside, Served, Status

__all__ = [
    "WORDS",
    "explained",
    "headings",
    "measured",
    "reasons",
    "shown",
    "subject",
    "task",
    "title",
    "whole_catalogue",
]

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
    what = f"{compliance.standard.title} {compliance.standard.edition}"
    return f"{what}: {subject(compliance)}"


def subject(compliance: Compliance) -> str:
    """Return whose compliance it is: a system's, or a pack's."""
    system = compliance.resolution.system
    if compliance.of == "content":
        return f"what the pack {compliance.resolution.model.id} can meet"
    return system.title or system.id


def whole_catalogue(compliance: Compliance) -> bool:
    """Return whether a catalogue has profiles and counts as a whole, since none of them holds."""
    some = any(line.status != "not-in-scope" for line in compliance.lines)
    return bool(some and compliance.standard.profiles and not compliance.profiles)


def measured(compliance: Compliance) -> Iterator[str]:
    """Yield which part of a catalogue is looked at, where it has profiles to choose from."""
    if compliance.profiles:
        yield f"Profiles: {', '.join(compliance.profiles)}."
    elif whole_catalogue(compliance):
        profiles = (profile.id for profile in compliance.standard.profiles)
        yield f"No profile holds, so the whole catalogue counts (profiles: {', '.join(profiles)})."


def headings(compliance: Compliance, line: ControlLine) -> tuple[Group, ...]:
    """Return the groups that a control stands in, the outermost first, past controls that it is a part of."""
    groups = {group.id: group for group in compliance.standard.groups}
    over = reversed(compliance.standard.over(line.control.id))
    return tuple(groups[id] for id in over if id in groups)


def explained(line: ControlLine, *, of: Literal["system", "content"] = "system") -> Iterator[str]:
    """Yield what is to be said of a control's status, one sentence or list at a time.

    Of the content, which has no answers, nothing is planned and nothing depends on what is open.
    """
    yield from reasons(line)
    for served in line.served:
        note = f": {served.note}" if served.note else ""
        yield f"{task(line, served, of=of)}{note}"
    notes = {f"{served.task}: {served.note}" for served in line.served}
    yield from (f"missing: {rest}" for rest in line.rest if rest not in notes)
    if of == "system" and line.at_best != line.status:
        yield f"{WORDS[line.at_best]} if open questions are answered so"
    if of == "system" and line.in_scope == "possible":
        yield "in scope only if open questions are answered so"


def reasons(line: ControlLine) -> Iterator[str]:
    """Yield why a control has its status, where tasks alone do not show it."""
    if line.because:
        yield " ".join(line.because.split())
    if line.outside:
        yield _outside(line, line.outside)
    if line.together:
        *others, last = line.together
        yield f"met by {', '.join(others)} and {last} together"


def _outside(line: ControlLine, outside: Outside) -> str:
    grounds = "; ".join(map(str, line.answers))
    because = f" [{grounds}]" if grounds else ""
    if outside.by == "profile":
        return f"not in the profiles that count: {outside.condition}"
    if outside.by == "scope":
        return f"the standard applies only where fact:{outside.condition} holds{because}"
    return f"applies only where {outside.condition}{because}"


def task(line: ControlLine, served: Served, *, of: Literal["system", "content"] = "system") -> str:
    """Return a task that serves a control: how far it does, how far it is and where."""
    said = [served.strength, *([served.stage] if of == "system" else [])]
    if of == "system" and served.certainty == "possible":
        said.append("possible")
    if 0 < len(served.components) < len(line.resolution.system.components):
        said.append(f"in {' and '.join(served.components)}")
    return f"{served.task} ({', '.join(said)})"
