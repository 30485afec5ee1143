"""The names that a pack defines: a draft goes in, definitions by namespace come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from surveymodel.condition import Condition, parse
from surveymodel.content.document import Path
from surveymodel.content.draft import ANSWERED, Draft, File
from surveymodel.errors import ConditionSyntaxError, Diagnostic, Location

__all__ = ["NAMESPACES", "Definition", "Names", "conditions", "define", "matches", "sections"]

#: Kinds of entry, the namespace of their ids, and what messages call them.
NAMESPACES: Final = {
    "questions": ("name", "question"),
    "facts": ("name", "fact"),
    "values": ("name", "value"),
    "scales": ("name", "scale"),
    "adjustments": ("adjustment", "adjustment"),
    "threats": ("threat", "threat"),
    "rules": ("rule", "rule"),
    "countermeasures": ("countermeasure", "countermeasure"),
    "sources": ("source", "source"),
    "standard": ("standard", "standard"),
}


#: Properties of entries in which conditions stand, beside the entry's own.
HOLDING: Final = frozenset({"levels", "satisfies", "groups", "controls"})


@frozen(slots=False)
class Definition:
    """One defined id: what it names, where, and the data of its entry."""

    kind: str  #: question, fact, value, scale, threat, …
    id: str
    location: Location
    file: File
    path: Path
    entry: Mapping[str, Any] = field(repr=False)

    @cached_property
    def members(self) -> dict[str, Mapping[str, Any]]:
        """Answers or levels by id, as far as they can be read."""
        listed = self.entry.get("answers" if self.kind == "question" else "levels")
        entries = listed if isinstance(listed, list) else []
        return {str(e["id"]): e for e in entries if isinstance(e, dict) and isinstance(e.get("id"), str)}


@frozen
class Names:
    """Definitions by namespace and id; questions in asking order."""

    by: dict[str, dict[str, Definition]]
    questions: dict[str, int]  #: question id → its place in the survey
    diagnostics: tuple[Diagnostic, ...]

    def find(self, id: str) -> Definition | None:
        """Return the question, fact, value or scale of this name."""
        return self.by["name"].get(id)


def define(draft: Draft) -> Names:
    """Collect what the files define."""
    by: dict[str, dict[str, Definition]] = {space: {} for space, _ in NAMESPACES.values()}
    diagnostics: list[Diagnostic] = []
    for file in _in_order(draft):
        for path, entry in file.entries():
            if file.kind in NAMESPACES and isinstance(entry.get("id"), str):
                space, kind = NAMESPACES[file.kind]
                place = file.document.at((*path, "id"))
                definition = Definition(kind, entry["id"], place, file, path, entry)
                first = by[space].setdefault(definition.id, definition)
                if first is not definition:
                    message = f"the id {definition.id!r} is defined twice (first at {first.location})"
                    diagnostics.append(Diagnostic(place, "SM302", message))
    questions = [d.id for d in by["name"].values() if d.kind == "question"]
    return Names(by, {id: place for place, id in enumerate(questions)}, tuple(diagnostics))


def sections(draft: Draft) -> list[str]:
    """Return the ids of the survey's sections, in asking order."""
    for file in draft.of("pack"):
        data = file.document.data
        listed = data.get("sections") if isinstance(data, dict) else None
        if isinstance(listed, list):
            ids = (str(section.get("id")) for section in listed if isinstance(section, dict))
            return list(dict.fromkeys(ids))
    return []


def _in_order(draft: Draft) -> Iterator[File]:
    """Yield the files, those of the survey in asking order."""
    place = {f"survey/{section}.yaml": index for index, section in enumerate(sections(draft))}
    yield from sorted(draft.files, key=lambda file: place.get(file.name, len(place)))


def conditions(draft: Draft) -> Iterator[tuple[File, Path, Condition]]:
    """Yield every condition that can be read, with its file and path."""
    for file in draft.files:
        for top, entry in file.entries() if file.kind not in ANSWERED else ():
            found: list[tuple[Path, Condition]] = []
            _conditions(top, entry, found)
            yield from ((file, path, tree) for path, tree in found)


def _conditions(path: Path, data: Any, found: list[tuple[Path, Condition]], *, deep: bool = False) -> None:
    """Collect path and tree of each condition in an entry, or ``deep`` in what holds more of them."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            if deep or key in HOLDING:
                _conditions((*path, key), value, found, deep=True)
        elif key == "when" and isinstance(value, str):
            with suppress(ConditionSyntaxError):
                found.append(((*path, key), parse(value)))


def matches(data: Any, pattern: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and value of each string that the pattern leads to."""
    if not pattern:
        if isinstance(data, str):
            yield path, data
        return
    head, rest = pattern[0], pattern[1:]
    if isinstance(data, list) and head == "*":
        for index, item in enumerate(data):
            yield from matches(item, rest, (*path, index))
    elif isinstance(data, dict):
        for key in data if head == "*" else (head,):
            if key in data:
                yield from matches(data[key], rest, (*path, key))
