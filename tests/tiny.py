"""The tiny pack, in memory and spoilt.

In a spoilt text the mark ``«`` stands where a fault is expected; it is taken out before the text
is read, and its places are what the diagnostics must name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from surveymodel.content.draft import Draft, draft_of, kind_of, read_file
from surveymodel.content.load import diagnose

__all__ = ["PACK", "draft", "faults", "places", "sources", "spoilt", "unmarked"]

PACK = Path(__file__).parent / "pack"
MARK = "«"


@cache
def sources() -> dict[str, str]:
    """Return the text of each file of the tiny pack by its name."""
    names = sorted(path.relative_to(PACK).as_posix() for path in PACK.rglob("*") if path.is_file())
    return {name: (PACK / name).read_text(encoding="utf-8") for name in names if kind_of(name)}


def draft(changes: Mapping[str, str | bytes | None] | None = None) -> Draft:
    """Return the tiny pack as a draft; a change replaces or adds a file's text, None leaves it out."""
    texts: dict[str, str | bytes | None] = {**sources(), **(changes or {})}
    files = []
    for name, text in sorted(texts.items()):
        kind = kind_of(name)
        assert kind is not None, f"{name} has no place in a pack"
        if text is not None:
            files.append(read_file(name, name, kind, text.encode() if isinstance(text, str) else text))
    return draft_of(Path(), files)


def faults(changes: Mapping[str, str | bytes | None] | None = None) -> list[str]:
    """Return the diagnostics of the tiny pack with changes, as people read them."""
    return [str(diagnostic) for diagnostic in diagnose(draft(changes))]


def unmarked(text: str) -> str:
    """Return a text without its marks."""
    return text.replace(MARK, "")


def places(name: str, text: str) -> list[str]:
    """Return the place of each mark in a text, as diagnostics spell it."""
    found, before = [], text.split(MARK)
    for count in range(1, len(before)):
        lines = "".join(before[:count]).split("\n")
        found.append(f"{name}:{len(lines)}:{len(lines[-1]) + 1}")
    return found


def spoilt(name: str, old: str, new: str, *messages: str) -> tuple[list[str], list[str]]:
    """Return what is expected and what is found once a part of a file has been replaced.

    Each message belongs to the mark in ``new`` of the same number; what is left over belongs to
    the file as a whole.
    """
    text = sources()[name]
    assert old in text, f"{old!r} is not in {name}"
    marked = text.replace(old, new, 1)
    where = places(name, marked)
    where += [name] * (len(messages) - len(where))
    expected = [f"{place}: {message}" for place, message in zip(where, messages, strict=True)]
    return sorted(expected), sorted(faults({name: unmarked(marked)}))
