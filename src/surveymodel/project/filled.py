"""A file of questions as it came back: its text goes in, what somebody wrote comes out.

Whether the answers fit their questions is seen where they meet a model and a system.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from surveymodel.content.decode import raw_of
from surveymodel.content.document import BROKEN, Document, read
from surveymodel.content.document import Path as Place
from surveymodel.content.schema import faults
from surveymodel.errors import AnswerError, Location

__all__ = ["BESIDE", "Entry", "Handout", "read_handout"]

#: What may be said beside an answer.
BESIDE: Final = ("by", "on", "evidence", "note")


@frozen
class Entry:
    """One question as it came back."""

    question: str
    component: str | None
    answer: Any  #: as somebody wrote it; an empty text where it is left open
    beside: Mapping[str, str]  #: who, when, evidence and note, as far as they are said
    ask: str | None  #: the question as it was read
    choices: Mapping[str, str] | None  #: what was offered, as it was read
    location: Location = field(eq=False)
    answer_location: Location = field(eq=False)

    @property
    def blank(self) -> bool:
        """Whether nothing is answered."""
        return isinstance(self.answer, str) and not self.answer.strip()


@frozen
class Handout:
    """A file of questions as it came back."""

    system: str
    pack: str
    version: str
    digest: str
    entries: tuple[Entry, ...]
    system_location: Location = field(eq=False)
    pack_location: Location = field(eq=False)


def read_handout(path: Path) -> Handout:
    """Read a file of questions.

    Raises :class:`~surveymodel.errors.AnswerError` with every fault at once, ``OSError`` where
    the file cannot be read.
    """
    document = read(str(path), raw_of(path))
    emptied = {document.at(place) for place in document.values if _is_room(place)}
    found = [
        fault
        for fault in document.diagnostics
        if fault.severity == "error" and not (fault.code == "SM107" and fault.location in emptied)
    ]
    if document.data is not BROKEN:
        found += faults("handout", document)
    if found:
        raise AnswerError(sorted(set(found)))
    return _handout(document)


def _is_room(place: Place) -> bool:
    """Whether a value is one to be filled in: whoever takes its quotes away says nothing there."""
    return len(place) in (1, 3) and place[-1] in ("answer", *BESIDE)


def _handout(document: Document) -> Handout:
    data = document.data
    pack = data["pack"]
    shared = {name: data.get(name) for name in ("by", "on")}
    return Handout(
        data["system"],
        pack["id"],
        pack["version"],
        pack["digest"],
        tuple(_entry(document, index, shared) for index in range(len(data["questions"]))),
        document.at(("system",)),
        document.at(("pack", "id")),
    )


def _entry(document: Document, index: int, shared: Mapping[str, Any]) -> Entry:
    place = ("questions", index)
    data = document.data["questions"][index]
    said_here = {name: _text(data.get(name)) or _text(shared.get(name)) for name in BESIDE}
    answer = data.get("answer", BROKEN)
    return Entry(
        data["id"],
        data.get("component"),
        "" if answer is BROKEN else answer,
        {name: text for name, text in said_here.items() if text},
        data.get("ask"),
        data.get("choices"),
        document.at((*place, "id")),
        document.at((*place, "answer")),
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
