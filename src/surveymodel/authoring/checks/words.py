"""Words that say nothing, words still to be written, and words that stand there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from surveymodel.authoring.checks.checked import Checked, warning
from surveymodel.content.draft import File, span_at, strings
from surveymodel.content.names import matches
from surveymodel.content.text import prose
from surveymodel.errors import Diagnostic, Location

__all__ = ["same_text", "unwritten", "vague"]

_VAGUE: Final = re.compile(
    r"\b(?:appropriate(?:ly)?|adequate(?:ly)?|proper(?:ly)?|robust(?:ly)?|sufficiently|best practices?"
    r"|ensure security|as needed|where possible)\b",
    re.IGNORECASE,
)
_UNWRITTEN: Final = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b|(?:\A|;)\s*(?:…|\.\.\.)\s*\Z|\blorem ipsum\b")

#: The shortest text that is not repeated by chance.
LONG: Final = 40

#: Texts that are written for their place: kind, and the path that leads to them.
_TEXTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("questions", ("help",)),
    ("questions", ("answers", "*", "help")),
    ("threats", ("text",)),
    ("rules", ("because",)),
    ("adjustments", ("because",)),
    ("countermeasures", ("why",)),
    ("countermeasures", ("steps", "*")),
    ("countermeasures", ("accept", "*", "text")),
    ("countermeasures", ("traps",)),
)


def vague(pack: Checked) -> Iterator[Diagnostic]:
    """SM431: this word hides what is to be done."""
    for pattern in (("title",), ("steps", "*"), ("accept", "*", "text")):
        for file, top, entry in pack.entries("countermeasures"):
            for path, text in matches(entry, pattern, top):
                for offset, word in _found(_VAGUE, text):
                    place = span_at(file.document, path, (offset, offset))
                    yield warning(place, "SM431", f"{word!r} hides what is to be done: say it")


def _found(pattern: re.Pattern[str], text: str) -> list[tuple[int, str]]:
    """Return what a pattern finds in a text outside its code, with where it begins."""
    if not pattern.search(text):
        return []
    return [(match.start(), match[0].strip()) for match in pattern.finditer(prose(text))]


def unwritten(pack: Checked) -> Iterator[Diagnostic]:
    """SM434: this text is still to be written."""
    for file in pack.draft.files:
        yield from _unwritten_reasons(file)
        if file.kind in ("cases", "system", "standard"):
            continue
        written = not any(_UNWRITTEN.search(text) for text in _plain(file.document.data))
        for path, text in () if written else strings(file.document.data):
            for offset, word in _found(_UNWRITTEN, text)[:1]:
                place = span_at(file.document, path, (offset, offset))
                yield warning(place, "SM434", f"{word!r} stands for a text that is still to be written")
        for offset, word in _found(_UNWRITTEN, file.body):
            yield warning(_in_body(file, offset), "SM434", f"{word!r}: this guide is still to be written")


def _unwritten_reasons(file: File) -> Iterator[Diagnostic]:
    for one in file.document.switches:
        if found := _UNWRITTEN.search(one.because):
            place = Location(file.document.path, one.line, one.column)
            yield warning(place, "SM434", f"{found[0]!r} stands for a reason that is still to be written")


def _plain(data: Any) -> Iterator[str]:
    """Yield each string in plain data, without its path, which takes a fraction of the time."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value


def _in_body(file: File, offset: int) -> Location:
    """Return the place of a character of a guide's text."""
    line = file.body_line + file.body.count("\n", 0, offset)
    return Location(file.document.path, line, offset - file.body.rfind("\n", 0, offset))


def same_text(pack: Checked) -> Iterator[Diagnostic]:
    """SM433: the same text stands in another place.

    The guides of one countermeasure may share words: a reader sees one of them.
    """
    seen: dict[str, tuple[Location, str]] = {}
    for place, text, owner in sorted(_texts(pack)):
        first, its = seen.setdefault(" ".join(text.split()).casefold(), (place, owner))
        if first is not place and not (owner and owner == its):
            yield warning(place, "SM433", f"the same text stands at {first}")


def _texts(pack: Checked) -> Iterator[tuple[Location, str, str]]:
    """Yield place and text of what is written for its place, and of a guide whose it is."""
    for kind, pattern in _TEXTS:
        for file, top, entry in pack.entries(kind):
            for path, text in matches(entry, pattern, top):
                if len(text) >= LONG:
                    yield file.document.at(path), text, ""
    for file in pack.draft.of("guide"):
        for match in re.finditer(r"(?:^[^\n]*\S[^\n]*\n?)+", prose(file.body), re.MULTILINE):
            if len(match[0].strip()) >= LONG:
                text = file.body[match.start() : match.end()]
                yield _in_body(file, match.start()), text, file.stem.partition("/")[0]
