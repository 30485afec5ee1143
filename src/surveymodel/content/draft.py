"""A pack as its files stand: documents by kind, and everything that is wrong with them.

A folder goes in; a :class:`Draft` comes out, whatever the folder holds. Nothing here gives the
documents a meaning beyond their schemas.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any, Final

from attrs import frozen

from surveymodel.condition import parse
from surveymodel.content.decode import decode, raw_of
from surveymodel.content.document import BROKEN, Document, Path, broken, read
from surveymodel.content.schema import faults
from surveymodel.content.text import text_faults
from surveymodel.errors import ConditionSyntaxError, Diagnostic, Location, nearest

__all__ = [
    "LISTS",
    "Draft",
    "File",
    "Read",
    "Reader",
    "draft_of",
    "drafted",
    "kind_of",
    "misplaced",
    "read_draft",
    "read_file",
    "read_whole",
    "strings",
]

#: Where the files of each kind stand; ``*`` is any name.
_LAYOUT: Final = {
    "pack.yaml": "pack",
    "survey/*.yaml": "questions",
    "facts/*.yaml": "facts",
    "values.yaml": "values",
    "scales.yaml": "scales",
    "risk.yaml": "adjustments",
    "threats/*.yaml": "threats",
    "rules/*.test.yaml": "cases",
    "rules/*.yaml": "rules",
    "countermeasures/*.yaml": "countermeasures",
    "guides/*/*.md": "guide",
    "standards/*.yaml": "standard",
    "interpretations/*.yaml": "interpretation",
    "sources.yaml": "sources",
    "examples/*.yaml": "system",
}
_KINDS: Final = tuple(
    (re.compile(re.escape(place).replace(r"\*", "[A-Za-z0-9][A-Za-z0-9._-]*")), kind)
    for place, kind in _LAYOUT.items()
)
_PLACES: Final = tuple(dict.fromkeys(place.partition("/")[0] for place in _LAYOUT))
_IGNORED: Final = re.compile(
    r"(?:.*/)?\.[^/]*|(?:README|CHANGELOG)\.md|LICENSE|NOTICE|examples/[^/]+\.golden\.json"
)
#: Kinds of file in which questions are keys, and ``when`` may be one of them.
ANSWERED: Final = ("cases", "system")
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
    body: str = ""  #: of a guide: the text after the front matter
    body_line: int = 0  #: of a guide: the line on which that text begins

    @property
    def stem(self) -> str:
        """The name without its folder and ending; a guide's is ``countermeasure/stack``."""
        return self.name.partition("/")[2].rpartition(".")[0]

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

    @property
    def whole(self) -> bool:
        """Whether there is a pack.yaml and every file could be read: no name is missing for that."""
        read = all(file.document.data is not BROKEN for file in self.files)
        return read and any(self.of("pack"))


Read = tuple[File, tuple[Diagnostic, ...]]
"""A file, and what is wrong with it beyond its reading."""

Reader = Callable[[str, str, str, bytes | OSError], Read]
"""From path, name, kind and bytes to the file, as :func:`read_whole`."""


def read_draft(root: FilePath, read: Reader | None = None) -> Draft:
    """Read every file of a pack; never raises for what the folder holds.

    ``read`` reads one file; a cache may.
    """
    diagnostics: list[Diagnostic] = []
    if root.is_dir() and not os.path.lexists(root / "pack.yaml"):  # whatever is in there, none of it is ours
        message = "no pack.yaml here, so this is not a pack"
        return drafted(root, (), [Diagnostic(Location(str(root)), "SM101", message)])
    kinds = _scan(root, diagnostics)
    one = read or read_whole
    parts = [one(str(root / name), name, kinds[name], _bytes(root / name)) for name in sorted(kinds)]
    return drafted(root, parts, diagnostics)


def draft_of(root: FilePath, files: Iterable[File]) -> Draft:
    """Return the draft of files that were read, with what each shows alone."""
    return drafted(root, [(file, tuple(file_faults(file))) for file in files], ())


def drafted(root: FilePath, parts: Iterable[Read], diagnostics: Iterable[Diagnostic]) -> Draft:
    """Return the draft of files that were read with what is wrong with each, and whatever else is wrong."""
    listed = tuple(parts)
    faults = [d for file, more in listed for d in (*file.document.diagnostics, *more)]
    return Draft(root, tuple(file for file, _ in listed), (*diagnostics, *faults))


def kind_of(name: str) -> str | None:
    """Return the kind of a pack's file by its name within the pack, or None."""
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(name)), None)


def _scan(root: FilePath, diagnostics: list[Diagnostic]) -> dict[str, str]:
    """Return the kind of each of a pack's files by name, reporting what has no place in a pack."""
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "there is no such folder"
        diagnostics.append(Diagnostic(Location(str(root)), "SM101", what))
        return {}

    def unreadable(error: OSError) -> None:
        message = f"cannot be read: {error.strerror}"
        diagnostics.append(Diagnostic(Location(str(error.filename)), "SM101", message))

    kinds: dict[str, str] = {}
    for folder, folders, files in os.walk(root, onerror=unreadable):
        here = FilePath(folder)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (here / name for name in (*folders, *files)):
            name = path.relative_to(root).as_posix()
            if fault := _misplaced(path, name, root.resolve()):
                diagnostics.append(fault)
            elif kind := kind_of(name):
                kinds[name] = kind
    return kinds


def _misplaced(path: FilePath, name: str, root: FilePath) -> Diagnostic | None:
    """Return what is wrong with the place of a file or folder, if anything is."""
    if _IGNORED.fullmatch(name):
        return None
    place = Location(str(path))
    if path.is_symlink() and not _leads_into(path, root):
        return Diagnostic(place, "SM111", "this link leads out of the pack")
    if path.is_dir():
        if path.is_symlink():
            return Diagnostic(place, "SM111", "links to folders are not followed")
        return Diagnostic(place, "SM101", "this is a folder, not a file") if kind_of(name) else None
    return misplaced(str(path), name)


def misplaced(path: str, name: str) -> Diagnostic | None:
    """Return what is wrong with the place of a file by its name within the pack, if anything is."""
    if kind_of(name) or _IGNORED.fullmatch(name):
        return None
    hint = " (files end in .yaml)" if name.endswith(".yml") else nearest(name.partition("/")[0], _PLACES)
    return Diagnostic(Location(path), "SM112", f"no file of a pack has this place{hint}")


def _leads_into(link: FilePath, root: FilePath) -> bool:
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads to itself: reading says so
        return True


def _bytes(path: FilePath) -> bytes | OSError:
    """Return a regular file's bytes, no more than a file may have and one, or why there are none."""
    try:
        return raw_of(path)
    except OSError as error:
        return error


def read_file(path: str, name: str, kind: str, raw: bytes | OSError) -> File:
    """Read one file; ``path`` is how diagnostics name it, ``name`` its place in the pack."""
    if isinstance(raw, OSError):
        fault = Diagnostic(Location(path), "SM101", f"cannot be read: {raw.strerror}")
        return File(name, kind, broken(path, fault))
    if kind != "guide":
        return File(name, kind, read(path, raw))
    text = decode(path, raw)
    if isinstance(text, Diagnostic):
        return File(name, kind, broken(path, text))
    match = re.match(r"---\n(.*?\n)---(?:\n\s*|\Z)", text, re.DOTALL)
    if match is None:
        missing = "a guide begins with front matter between '---' lines"
        return File(name, kind, broken(path, Diagnostic(Location(path, 1, 1), "SM104", missing)))
    document = read(path, match[1].encode(), first_line=2)
    return File(name, kind, document, text[match.end() :], 1 + text.count("\n", 0, match.end()))


def read_whole(path: str, name: str, kind: str, raw: bytes | OSError) -> Read:
    """Read one file, and find what it shows alone."""
    file = read_file(path, name, kind, raw)
    return file, tuple(file_faults(file))


# ---------------------------------------------------------------------------------------------
# What one file shows alone


def file_faults(file: File) -> Iterator[Diagnostic]:
    """Yield what the schema, the condition grammar and the rules for texts refuse in a file."""
    if file.document.data is BROKEN:
        return
    yield from faults(file.kind, file.document)
    for path, value in strings(file.document.data):
        if _is_condition(file, path):
            yield from _condition_faults(file.document, path, value)
        else:
            yield from _text_faults(file.document, path, value)
    if file.kind == "guide":
        yield from _body_faults(file)


def _is_condition(file: File, path: Path) -> bool:
    """Whether a string is a condition; where questions are keys, only a property has any."""
    if file.kind in ANSWERED:
        return path[:1] == ("properties",) and path[-1] in ("never", "always", "when")
    return path[-1:] == ("when",)


def strings(data: Any) -> Iterator[tuple[Path, str]]:
    """Yield path and value of each string in plain data."""
    stack: list[tuple[Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            stack.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def _condition_faults(document: Document, path: Path, source: str) -> Iterator[Diagnostic]:
    try:
        parse(source)
    except ConditionSyntaxError as error:
        shown = source if len(source) <= 80 else f"{source[:77]}..."
        yield Diagnostic(span_at(document, path, error.span), "SM206", f"{error.message}: {shown!r}")


def span_at(document: Document, path: Path, span: tuple[int, int]) -> Location:
    """Return the place of a part of a string, or of the string where it is not on one line."""
    place = document.at(path)
    if path not in document.inline:
        return place
    return Location(place.path, place.line, document.inline[path] + span[0])


def _text_faults(document: Document, path: Path, text: str) -> Iterator[Diagnostic]:
    for offset, code, message in text_faults(text):
        yield Diagnostic(span_at(document, path, (offset, offset)), code, message)


def _body_faults(file: File) -> Iterator[Diagnostic]:
    path = file.document.path
    if not file.body:
        yield Diagnostic(Location(path), "SM113", "the guide has front matter and no text")
    for offset, code, message in text_faults(file.body):
        line = file.body_line + file.body.count("\n", 0, offset)
        column = offset - file.body.rfind("\n", 0, offset)
        yield Diagnostic(Location(path, line, column), code, message)
