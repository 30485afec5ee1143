"""A folder of files to a pack's content, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

from surveymodel.content.controls import control_faults
from surveymodel.content.draft import LISTS, Draft, File, read_draft
from surveymodel.content.names import Names, define, sections
from surveymodel.content.nouns import (
    Adjustment,
    Content,
    Countermeasure,
    Fact,
    Guide,
    Interpretation,
    Pack,
    Question,
    Rule,
    Scale,
    Source,
    Standard,
    Threat,
    Value,
)
from surveymodel.content.off import left, switched_off
from surveymodel.content.order import order_faults
from surveymodel.content.references import name_faults
from surveymodel.content.structure import structure
from surveymodel.errors import ContentError, Diagnostic

__all__ = ["content_of", "diagnose", "everything", "load_content", "settle"]

_CLASSES: dict[str, type[Any]] = {
    "questions": Question,
    "facts": Fact,
    "values": Value,
    "scales": Scale,
    "adjustments": Adjustment,
    "threats": Threat,
    "rules": Rule,
    "countermeasures": Countermeasure,
    "sources": Source,
    "pack": Pack,
    "guide": Guide,
    "standard": Standard,
    "interpretation": Interpretation,
}


#: Codes of what may be wrong only because a file could not be read: names missing, order unknown.
_DOUBTFUL = frozenset({"SM301", "SM303", "SM306", "SM309", "SM311", "SM312"})


def diagnose(draft: Draft) -> list[Diagnostic]:
    """Return everything wrong or unwise in a pack, in order of place and once each.

    While a file cannot be read, no name that it may define is called unknown. What is unwise and
    switched off, in ``pack.yaml`` or on its line, is left out; errors cannot be.
    """
    return left(everything(draft, define(draft)), switched_off(draft))


def everything(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield what is wrong or unwise in a pack, switched off or not."""
    yield from draft.diagnostics
    found = chain(name_faults(draft, names), control_faults(draft, names), order_faults(draft, names))
    doubtful = frozenset() if draft.whole else _DOUBTFUL
    yield from (fault for fault in found if fault.code not in doubtful)


def load_content(root: str | PathLike[str]) -> Content:
    """Read a pack's folder.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack at once.
    """
    return settle(read_draft(Path(root)))


def settle(draft: Draft) -> Content:
    """Return the content of a draft, or raise ContentError with everything wrong in it."""
    found = diagnose(draft)
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise ContentError(found)
    return content_of(draft)


def content_of(draft: Draft) -> Content:
    """Return the content of a draft in which there is no error."""
    place = {f"survey/{id}.yaml": index for index, id in enumerate(sections(draft))}
    files = sorted(draft.files, key=lambda file: place.get(file.name, len(place)))
    return Content(
        pack=_nouns(files, "pack")[0],
        guides=tuple(sorted(_nouns(files, "guide"), key=lambda guide: guide.id)),
        standards=_by_id(files, "standard"),
        interpretations=tuple(sorted(_nouns(files, "interpretation"), key=lambda i: i.standard)),
        questions=_nouns(files, "questions"),
        **{kind: _by_id(files, kind) for kind in LISTS if kind not in ("questions", "cases")},
    )


def _by_id(files: list[File], kind: str) -> tuple[Any, ...]:
    return tuple(sorted(_nouns(files, kind), key=lambda noun: noun.id))


def _nouns(files: list[File], kind: str) -> tuple[Any, ...]:
    return tuple(
        structure(_complete(file, path, entry), _CLASSES[kind])
        for file in files
        if file.kind == kind
        for path, entry in file.entries()
    )


def _complete(file: File, path: Any, entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry's data with what its place says of it."""
    at = file.document.at(path)
    data = {**entry, "location": [file.name, at.line, at.column]}
    if file.kind == "questions":
        data["section"] = file.stem
    if file.kind == "guide":
        owner, _, stack = file.stem.partition("/")
        data |= {"countermeasure": owner, "stack": stack, "body": file.body}
    return data
