"""Content that is no longer in files, as the files that it may have come from.

Plain data of a whole pack goes in; a draft comes out, so that whatever is checked of files can be
checked of it. The names of its files are those that the nouns' places have, or that their kind has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from surveymodel.content.document import Document, Path
from surveymodel.content.draft import LISTS, Draft, File

__all__ = ["redraft"]

Plain = Mapping[str, Any]


def redraft(path: str, content: Plain) -> Draft:
    """Return the draft of content as plain data, which can be structured as content.

    Its places are those that the data has, below ``path``.
    """
    files = [_file(path, "pack.yaml", "pack", content["pack"])]
    for kind in LISTS:
        entries: dict[str, list[Plain]] = {}
        for entry in content.get(kind, ()):
            entries.setdefault(_home(kind, entry), []).append(entry)
        files += (_list(path, name, kind, listed) for name, listed in entries.items())
    files += (_file(path, name, kind, data) for name, kind, data in _documents(content))
    return Draft(FilePath(path), tuple(files), ())


def _home(kind: str, entry: Plain) -> str:
    """Return the name of the file of an entry; that of a question says which section it is in."""
    if kind == "questions":
        return f"survey/{entry.get('section', '')}.yaml"
    return str(entry["location"][0]) if "location" in entry else f"{kind}.yaml"


def _documents(content: Plain) -> Iterator[tuple[str, str, Plain]]:
    """Yield the files that hold one document each: their names, kinds and data."""
    for guide in content.get("guides", ()):
        yield f"guides/{guide['countermeasure']}/{guide['stack']}.md", "guide", guide
    for standard in content.get("standards", ()):
        yield f"standards/{standard['id']}.yaml", "standard", standard
    for reading in content.get("interpretations", ()):
        yield f"interpretations/{reading['standard']}.yaml", "interpretation", reading


def _file(path: str, name: str, kind: str, data: Plain) -> File:
    return File(name, kind, _document(path, name, data, {(): data}))


def _list(path: str, name: str, kind: str, entries: list[Plain]) -> File:
    placed: dict[Path, Plain] = {(kind, index): entry for index, entry in enumerate(entries)}
    return File(name, kind, _document(path, name, {kind: entries}, placed))


def _document(path: str, name: str, data: Plain, entries: Mapping[Path, Plain]) -> Document:
    places = {
        at: (entry["location"][1], entry["location"][2])
        for at, entry in entries.items()
        if "location" in entry
    }
    return Document(f"{path}/{name}", data, places, {}, {}, ())
