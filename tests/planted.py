"""Packs in memory, spoilt and checked: only the files that change are read again.

In a text the mark ``«`` stands where a diagnostic is expected; it is taken out before the text is
read. A change of a file is the text that takes the place of another, or one that is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from surveymodel.authoring.checks.every import check
from surveymodel.content.draft import Draft, Read, kind_of, read_whole
from tests import packs
from tests.packs import Plain
from tests.tiny import places, sources, unmarked

__all__ = ["Change", "checked", "codes", "draft", "messages", "planted"]

Change = tuple[str, str] | str
"""What is replaced, once, and what takes its place; or what is added at the end."""


@cache
def _read(name: str, text: str) -> Read:
    kind = kind_of(name)
    assert kind is not None, f"{name} has no place in a pack"
    return read_whole(name, name, kind, text.encode())


def draft(texts: Mapping[str, str]) -> Draft:
    """Return the draft of a pack's files, without its examples."""
    read = [_read(name, text) for name, text in sorted(texts.items()) if not name.startswith("examples/")]
    faults = [fault for file, more in read for fault in (*file.document.diagnostics, *more)]
    return Draft(Path(), tuple(file for file, _ in read), tuple(faults))


def checked(texts: Mapping[str, str], on: date | None = None) -> list[str]:
    """Return what is found in a pack, as people read it."""
    return [str(diagnostic) for diagnostic in check(draft(texts), on)]


def codes(texts: Mapping[str, str], on: date | None = None) -> list[str]:
    """Return place and code of what is found in a pack."""
    return [f"{diagnostic.location}: {diagnostic.code}" for diagnostic in check(draft(texts), on)]


def planted(changes: Mapping[str, Change]) -> tuple[dict[str, str], list[str]]:
    """Return the tiny pack with changes, and the places of the marks in them, in order."""
    texts, where = dict(sources()), []
    for name, change in sorted(changes.items()):
        text = texts.get(name, "")
        if isinstance(change, str):
            marked = text + change
        else:
            assert text.count(change[0]) == 1, f"{change[0]!r} is not once in {name}"
            marked = text.replace(*change)
        where += places(name, marked)
        texts[name] = unmarked(marked)
    return texts, where


def messages(code: str, pack: Plain, on: date | None = None, **cases: str) -> list[str]:
    """Return what one check says of a pack given as plain data, with files of cases by topic."""
    found = check(packs.draft(pack, **cases), on)
    assert not [str(one) for one in found if one.severity == "error"]
    return [one.message for one in found if one.code == code]
