"""A pack as its files stand: documents by kind, and everything that is wrong with them.

A folder goes in; a :class:`Draft` comes out, whatever the folder holds. Nothing here gives the
documents a meaning beyond their schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Final

from attrs import field, frozen

from surveymodel.condition import parse
from surveymodel.content.document import BROKEN, Document, Path, decode, read
from surveymodel.content.schema import faults
from surveymodel.content.text import text_faults
from surveymodel.errors import ConditionSyntaxError, Diagnostic, Location, nearest

__all__ = ["LISTS", "Draft", "File", "read_draft", "read_file", "scan"]

_LAYOUT: Final = (
    (re.compile(r"pack\.yaml"), "pack"),
    (re.compile(r"survey/[^/]+\.yaml"), "questions"),
    (re.compile(r"facts/[^/]+\.yaml"), "facts"),
    (re.compile(r"values\.yaml"), "values"),
    (re.compile(r"scales\.yaml"), "scales"),
    (re.compile(r"risk\.yaml"), "adjustments"),
    (re.compile(r"threats/[^/]+\.yaml"), "threats"),
    (re.compile(r"rules/[^/]+\.test\.yaml"), "cases"),
    (re.compile(r"rules/[^/]+\.yaml"), "rules"),
    (re.compile(r"countermeasures/[^/]+\.yaml"), "countermeasures"),
    (re.compile(r"guides/[^/]+/[^/]+\.md"), "guide"),
    (re.compile(r"standards/[^/]+\.yaml"), "standard"),
    (re.compile(r"interpretations/[^/]+\.yaml"), "interpretation"),
    (re.compile(r"sources\.yaml"), "sources"),
    (re.compile(r"examples/[^/]+\.yaml"), "system"),
)
_IGNORED: Final = re.compile(
    r"(?:.*/)?\.[^/]*|(?:README|CHANGELOG)\.md|LICENSE|NOTICE|examples/[^/]+\.golden\.json"
)
_FOLDERS: Final = (
    "survey",
    "facts",
    "threats",
    "rules",
    "countermeasures",
    "guides",
    "standards",
    "interpretations",
    "examples",
)
#: Kinds of file that hold one list, named for the kind.
LISTS: Final = (
    "questions",
    "facts",
    "values",
    "scales",
    "adjustments",
    "threats",
    "rules",
    "cases",
    "countermeasures",
    "sources",
)


@frozen
class File:
    """One file of a pack: its name within the pack, its kind and what it holds."""

    name: str  #: relative to the pack's folder, with ``/``
    kind: str
    document: Document
    raw: bytes = field(repr=False)
    body: str = ""  #: of a guide: the text after the front matter
    body_line: int = 0  #: of a guide: the line on which that text begins

    def entries(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield the path and data of each entry that is a mapping at all."""
        data = self.document.data
        if not isinstance(data, dict):
            return
        if self.kind not in LISTS:
            yield (), data
            return
        listed = data.get(self.kind)
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(entry, dict):
                yield (self.kind, index), entry


@frozen
class Draft:
    """The files of a pack, in order of name, and everything wrong with each alone."""

    root: FilePath
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]

    def of(self, kind: str) -> Iterator[File]:
        """Yield the files of one kind."""
        return (file for file in self.files if file.kind == kind)


def read_draft(root: FilePath) -> Draft:
    """Read every file of a pack; never raises for what the folder holds."""
    diagnostics: list[Diagnostic] = []
    files: list[File] = []
    for name, kind in scan(root, diagnostics):
        raw = _bytes(root / name, diagnostics)
        if raw is not None:
            file = read_file(str(root / name), name, kind, raw)
            files.append(file)
            diagnostics.extend(file.document.diagnostics)
            diagnostics.extend(diagnostic for _, diagnostic in file_faults(file))
    if not any(file.kind == "pack" for file in files):
        message = "no pack.yaml here, so this is not a pack"
        diagnostics.append(Diagnostic(Location(str(root)), "SM101", message))
    return Draft(root, tuple(files), tuple(diagnostics))


def scan(root: FilePath, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    """Yield name and kind of each file of a pack, in order of name."""
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "there is no such folder"
        diagnostics.append(Diagnostic(Location(str(root)), "SM101", what))
        return
    home = root.resolve()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(home):
            message = "this link leads out of the pack"
            diagnostics.append(Diagnostic(Location(str(path)), "SM111", message))
        elif path.is_dir() or _IGNORED.fullmatch(name):
            continue
        elif kind := next((kind for pattern, kind in _LAYOUT if pattern.fullmatch(name)), None):
            yield name, kind
        else:
            diagnostics.append(_misplaced(path, name))


def _misplaced(path: FilePath, name: str) -> Diagnostic:
    hint = nearest(name.split("/", maxsplit=1)[0], _FOLDERS)
    if name.endswith(".yml"):
        hint = " (files end in .yaml)"
    return Diagnostic(Location(str(path)), "SM112", f"no file of a pack has this place{hint}")


def _bytes(path: FilePath, diagnostics: list[Diagnostic]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        diagnostics.append(Diagnostic(Location(str(path)), "SM101", message))
        return None


def read_file(path: str, name: str, kind: str, raw: bytes) -> File:
    """Read one file; ``path`` is how diagnostics name it."""
    if kind != "guide":
        return File(name, kind, read(path, raw), raw)
    text, fault = decode(path, raw)
    match = re.match(r"---\r?\n(.*?\n)---\r?\n\s*", text or "", re.DOTALL)
    if text is None or match is None:
        missing = "a guide begins with front matter between '---' lines"
        fault = fault or Diagnostic(Location(path, 1, 1), "SM104", missing)
        return File(name, kind, Document(path, BROKEN, {}, {}, {}, (fault,)), raw)
    document = read(path, match[1].encode(), first_line=2)
    return File(name, kind, document, raw, text[match.end() :], 1 + text.count("\n", 0, match.end()))


# ---------------------------------------------------------------------------------------------
# What one file shows alone


def file_faults(file: File) -> Iterator[tuple[Path, Diagnostic]]:
    """Yield what the schema, the condition grammar and the rules for texts refuse in a file."""
    if file.document.data is BROKEN:
        return
    yield from faults(file.kind, file.document)
    for path, value in _strings(file.document.data):
        if path[-1:] == ("when",):
            yield from _condition_faults(file.document, path, value)
        else:
            yield from _text_faults(file.document, path, value)
    yield from _body_faults(file)


def _strings(data: Any) -> Iterator[tuple[Path, str]]:
    stack: list[tuple[Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            stack.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def _condition_faults(document: Document, path: Path, source: str) -> Iterator[tuple[Path, Diagnostic]]:
    try:
        parse(source)
    except ConditionSyntaxError as error:
        yield path, Diagnostic(span_at(document, path, error.span), "SM206", f"{error.message}: {source!r}")


def span_at(document: Document, path: Path, span: tuple[int, int]) -> Location:
    """Return the place of a part of a string, or of the string where it is not on one line."""
    place = document.at(path)
    if path not in document.inline:
        return place
    return Location(place.path, place.line, document.inline[path] + span[0])


def _text_faults(document: Document, path: Path, text: str) -> Iterator[tuple[Path, Diagnostic]]:
    for offset, code, message in text_faults(text):
        yield path, Diagnostic(span_at(document, path, (offset, offset)), code, message)


def _body_faults(file: File) -> Iterator[tuple[Path, Diagnostic]]:
    if file.kind != "guide":
        return
    path = file.document.path
    if not file.body:
        yield (), Diagnostic(Location(path), "SM113", "the guide has front matter and no text")
    for offset, code, message in text_faults(file.body):
        line = file.body_line + file.body.count("\n", 0, offset)
        column = offset - file.body.rfind("\n", 0, offset)
        yield (), Diagnostic(Location(path, line, column), code, message)
