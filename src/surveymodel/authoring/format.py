"""The files of a pack in canonical order and layout.

The bytes of a file go in; its formatted text comes out, or why it is left as it is: because it
has faults, or because the new text would not hold the same values and comments.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from attrs import frozen

from surveymodel.authoring.canonical import Place, arranged, comments_by_place, lines
from surveymodel.authoring.layout import comments_of, read_layout
from surveymodel.authoring.shape import shape_of
from surveymodel.content.decode import decode
from surveymodel.content.draft import File, file_faults, read_file
from surveymodel.errors import Diagnostic

__all__ = ["Formatted", "format_file", "formatted"]


@frozen
class Formatted:
    """What becomes of one file."""

    path: str
    before: bytes
    after: bytes  #: the same as before where the file is left as it is
    faults: tuple[Diagnostic, ...] = ()  #: why nothing is done: errors of the file
    lost: str | None = None  #: what would be lost, with its place, where nothing is done for that

    @property
    def changed(self) -> bool:
        """Whether formatting changes the file."""
        return self.before != self.after


def format_file(path: str, name: str, kind: str, raw: bytes | OSError) -> Formatted:
    """Return what becomes of a file; ``path`` is how diagnostics name it, ``name`` its place in the pack."""
    file = read_file(path, name, kind, raw)
    found = (*file.document.diagnostics, *file_faults(file))
    errors = tuple(sorted(fault for fault in found if fault.severity == "error"))
    before = raw if isinstance(raw, bytes) else b""
    text = decode(path, before)
    if errors or isinstance(text, Diagnostic):
        return Formatted(path, before, before, errors)
    after = _formatted_guide(text) if kind == "guide" else formatted(text, kind)
    if after != text and (lost := _lost(file, text, after)):
        return Formatted(path, before, before, lost=lost)
    return Formatted(path, before, after.encode())


def formatted(text: str, kind: str) -> str:
    """Return the text of a file without faults in canonical form."""
    shape, root = shape_of(kind), read_layout(text)
    head = arranged(root, shape)
    return "\n".join((*head, *lines(root, shape, kind))) + "\n"


def _parts(text: str) -> tuple[str, str]:
    """Return a guide's front matter, and the text from the line that ends it."""
    match = re.match(r"---\n(.*?\n)(?=---(?:\n|\Z))", text, re.DOTALL)
    return (match[1], text[match.end() :]) if match else ("", text)


def _formatted_guide(text: str) -> str:
    front, rest = _parts(text)
    return f"---\n{formatted(front, 'guide')}{rest}"


def _lost(file: File, before: str, after: str) -> str | None:
    """Return what of a file's values and comments another text has not at the same place, if anything."""
    path = file.document.path
    again = read_file(path, file.name, file.kind, after.encode())
    if _plain(file.document.data) != _plain(again.document.data) or file.body != again.body:
        return f"{path}: its values would not stay the same"
    old, new = (_parts(text)[0] if file.kind == "guide" else text for text in (before, after))
    if Counter(comments_of(old)) == Counter(comments_of(new)):
        there, here = _comments(old, file.kind), _comments(new, file.kind)
        if there == here:
            return None
        moved = [one for place, found in there.items() if found != here.get(place) for one in found]
    else:
        moved = list(Counter(comments_of(old)) - Counter(comments_of(new)))
    lines = before.split("\n")
    line = next((n for n, text in enumerate(lines, 1) if moved and text.rstrip().endswith(moved[0])), 1)
    return f"{path}:{line}: this comment would not stay at what it is about"


def _plain(data: Any) -> str:
    """Return data as text in which the order of keys does not show, and types do."""
    return json.dumps(data, sort_keys=True, default=repr)


def _comments(text: str, kind: str) -> dict[Place, list[str]]:
    """Return the comments of a text by the place that they are about.

    What is at the head of the file and what is above its first key is one place: nothing parts them.
    """
    root = read_layout(text)
    head = [comment for comment in arranged(root, shape_of(kind)) if comment]
    found: dict[Place, list[str]] = {(str(root.entries[0].key),): head}
    for place, comments in comments_by_place(root):
        found[place] = [*found.get(place, ()), *comments]
    return found
