"""Lines that follow a form: titles, questions, reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from surveymodel.authoring.checks.checked import Checked, warning
from surveymodel.content.document import Path
from surveymodel.content.draft import File
from surveymodel.errors import Diagnostic, Location

__all__ = ["ill_formed", "same_title"]

LONGEST: Final = 100

#: Beginnings of a title that say how to feel about the work and not what to do.
_NO_ACT: Final = re.compile(
    r"(?:ensure|make sure|be sure|consider|try to|attempt to|think about|be aware|remember)\b", re.IGNORECASE
)
#: Beginnings that are no imperative.
_NO_VERB: Final = re.compile(r"(?:a|an|the|all|any|every|each|no|some|there)\b|[a-z]{3,}ing\b", re.IGNORECASE)
#: Imperatives that end as participles do; shorter ones, such as "bring", are told by their length.
_VERBS: Final = frozenset({"spring", "string"})
_DUTY: Final = re.compile(r"\b(?:should|must|shall|needs? to|has to|have to)\b", re.IGNORECASE)


def ill_formed(pack: Checked) -> Iterator[Diagnostic]:
    """SM430: this line does not have the form of its kind."""
    ordinary = _ordinary(pack)

    def because_fault(because: str) -> str | None:
        first = re.match(r"[A-Z][a-z]*(?![\w.-])", because)
        if first and first[0].lower() in ordinary:
            return "this completes 'this applies because ...', so it begins in lower case"
        return None if because.endswith(".") else "this completes a sentence, so it ends with a full stop"

    for kind, key, fault_of in (
        ("countermeasures", "title", _act_fault),
        ("threats", "title", _title_fault),
        ("facts", "title", _title_fault),
        ("questions", "ask", _question_fault),
        ("rules", "because", because_fault),
        ("adjustments", "because", because_fault),
    ):
        for file, path, entry in pack.entries(kind):
            text = entry.get(key)
            fault = fault_of(" ".join(text.split())) if isinstance(text, str) else None
            if fault is not None:
                yield warning(file.document.at((*path, key)), "SM430", fault)


def _title_fault(title: str) -> str | None:
    if title.endswith("."):
        return "a title has no full stop"
    if len(title) > LONGEST:
        return f"a title has at most {LONGEST} characters, this one {len(title)}"
    return None


def _act_fault(title: str) -> str | None:
    """Return what keeps a title from being an imperative, as far as that can be told."""
    first = title.partition(" ")[0].lower()
    if found := _NO_ACT.match(title):
        return f"a countermeasure's title says what to do: {found[0]!r} does not"
    if _NO_VERB.match(title) and first not in _VERBS:
        return f"a countermeasure's title is an imperative; {title.partition(' ')[0]!r} is none"
    if found := _DUTY.search(title):
        return f"a countermeasure's title is an imperative, without {found[0]!r}"
    return _title_fault(title)


def _question_fault(ask: str) -> str | None:
    return None if ask.endswith("?") else "a question ends with a question mark"


def _ordinary(pack: Checked) -> set[str]:
    """Return words that are no names, since the pack writes them small somewhere."""
    found = {"a", "an", "the", "it", "this", "that", "there", "anybody", "everybody", "nobody", "whoever"}
    for kind, key in (
        ("rules", "because"),
        ("adjustments", "because"),
        ("questions", "ask"),
        ("threats", "text"),
    ):
        for _, _, entry in pack.entries(kind):
            found.update(re.findall(r"\b[a-z]+\b", str(entry.get(key))))
    return found


# ---------------------------------------------------------------------------------------------
# Titles that stand twice


def same_title(pack: Checked) -> Iterator[Diagnostic]:
    """SM435: another of this kind has the same title."""
    for kind, key in (
        ("questions", "ask"),
        ("facts", "title"),
        ("threats", "title"),
        ("countermeasures", "title"),
    ):
        seen: dict[str, Location] = {}
        for file, path, entry in pack.entries(kind):
            yield from _seen(file, (*path, key), entry.get(key), seen)
    for file, path, entry in pack.entries("questions"):
        answers: Any = entry.get("answers", ())
        texts: dict[str, Location] = {}
        for index, answer in enumerate(answers):
            yield from _seen(file, (*path, "answers", index, "text"), answer["text"], texts)
    guides: dict[str, dict[str, Location]] = {}
    for file in pack.draft.of("guide"):
        titles = guides.setdefault(file.stem.partition("/")[0], {})
        yield from _seen(file, ("title",), file.document.data["title"], titles)


def _seen(file: File, path: Path, text: Any, seen: dict[str, Location]) -> Iterator[Diagnostic]:
    if not isinstance(text, str):
        return
    place = file.document.at(path)
    first = seen.setdefault(" ".join(text.split()).casefold(), place)
    if first is not place:
        yield warning(place, "SM435", f"the same words stand at {first}")
