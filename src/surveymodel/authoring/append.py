"""Entries put at the end of a list in a pack's file, and the file made where there is none.

The bytes that a file has and the texts of entries go in; the new bytes come out, or an error where
the entries would not be read as what they are. Everything else in the file stays as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from attrs import frozen

from surveymodel.authoring.layout import BLANK, Collection, read_layout
from surveymodel.content.bundled import bundled
from surveymodel.content.decode import decode
from surveymodel.content.draft import LISTS, Draft, File, file_faults, kind_of, read_file
from surveymodel.errors import ContentError, Diagnostic, SurveyModelError

__all__ = ["SCHEMAS", "NewFile", "appended", "known_home", "modeline", "schema_files", "schema_home"]

#: The folder in a pack for its schemas, where it has none elsewhere; it belongs to no pack.
SCHEMAS: Final = ".schemas"
_SCHEMAS: Final = ("common", "interpretation", "pack", "standard", "system", *LISTS)
_MODELINE: Final = re.compile(r"# yaml-language-server: \$schema=(\S+)/[a-z]+\.schema\.json\s*")


@frozen
class NewFile:
    """A file to be written: its name within the pack, its bytes, and where the first new entry begins."""

    name: str
    data: bytes
    line: int = 0  #: nought where the file as a whole is new


def schema_home(draft: Draft) -> str:
    """Return where a pack's modelines find schemas, or are to find them where it has none yet."""
    return known_home(draft) or SCHEMAS


def known_home(draft: Draft) -> str | None:
    """Return where a pack's modelines find schemas: a folder relative to the pack's, or an address."""
    files = (file for file in draft.files if file.kind != "guide")
    return next((home for file in files if (home := _home(draft, file))), None)


def _home(draft: Draft, file: File) -> str | None:
    try:
        with (draft.root / file.name).open(encoding="utf-8") as stream:
            match = _MODELINE.fullmatch(stream.readline(2000))
    except (OSError, UnicodeDecodeError):
        return None
    if match is None or "://" in match[1]:
        return match and match[1]
    return os.path.normpath(PurePosixPath(file.name).parent / match[1]).replace(os.sep, "/")


def modeline(name: str, home: str) -> str:
    """Return the line that tells an editor the schema of a file."""
    if "://" not in home:
        home = PurePosixPath(
            os.path.relpath(home, PurePosixPath(name).parent).replace(os.sep, "/")
        ).as_posix()
    return f"# yaml-language-server: $schema={home}/{kind_of(name)}.schema.json\n"


def schema_files(home: str) -> Iterator[NewFile]:
    """Yield the schemas of all files, where the pack itself is their home."""
    for kind in _SCHEMAS if home == SCHEMAS else ():
        file = f"{kind}.schema.json"
        yield NewFile(f"{SCHEMAS}/{file}", (bundled("schemas") / file).read_bytes())


def appended(path: str, name: str, before: bytes | None, entries: Sequence[str], home: str | None) -> NewFile:
    """Return a file with more entries at the end of its list, or a new one with these alone.

    ``path`` is how messages name the file, and ``home`` where the modeline of a new one finds its
    schema. Raises ``ContentError`` where the file has errors, and ``SurveyModelError`` where nothing
    can follow the list.
    """
    kind = str(kind_of(name))
    if before is None:
        head = f"{modeline(name, home) if home else ''}{kind}:\n"
        return NewFile(name, f"{head}{''.join(entries)}".encode(), head.count("\n") + 1)
    file = read_file(path, name, kind, before)
    if errors := _errors(file):
        raise ContentError(errors)
    for after in _places(file, before, entries):
        new = read_file(path, name, kind, after)
        if not _errors(new) and _added(file.document.data, new.document.data, kind) == len(entries):
            line = new.document.at((kind, len(new.document.data[kind]) - len(entries))).line
            return NewFile(name, after, line)
    raise SurveyModelError(f"{path}: nothing can follow what stands at its end; surveymodel fmt mends that")


def _errors(file: File) -> list[Diagnostic]:
    found = {*file.document.diagnostics, *file_faults(file)}
    return sorted(fault for fault in found if fault.severity == "error")


def _added(before: dict[str, Any], after: dict[str, Any], kind: str) -> int | None:
    """Return how many entries follow those that a list had, or None where anything else differs."""
    old, new = before.get(kind, []), after.get(kind, [])
    same = {**before, kind: new} == after and new[: len(old)] == old
    return len(new) - len(old) if same else None


def _places(file: File, raw: bytes, entries: Sequence[str]) -> Iterator[bytes]:
    """Yield the file with entries after its list, in each place that may be the right one.

    Empty lines and comments at the margin between the list and what follows it stand below the new
    entries, or else above them where they are a part of the last entry's text.
    """
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    lines = raw.splitlines(keepends=True)
    lines[-1] = lines[-1].rstrip(b"\r\n") + newline
    column, apart, end = _list(file, raw, len(lines))
    after = end
    while after and (not lines[after - 1].strip() or lines[after - 1].startswith(b"#")):
        after -= 1
    comment = next((at for at in range(after, end) if lines[at].strip()), end)
    made = [_moved(entry, column, newline) for entry in entries]
    if file.kind not in file.document.data:
        made.insert(0, newline + file.kind.encode() + b":" + newline)
    below = lines[after:] if comment < end or end < len(lines) else []
    gap = newline if apart else b""
    yield b"".join((*lines[:after], gap, gap.join(made), *below))
    yield b"".join((*lines[:comment], *made, *lines[comment:]))


def _moved(entry: str, column: int, newline: bytes) -> bytes:
    """Return the text of an entry with its dash in a column."""
    lines = (f"{' ' * column}{line[2:]}" if line.strip() else "" for line in entry.splitlines())
    return b"".join(line.encode() + newline for line in lines)


def _list(file: File, raw: bytes, lines: int) -> tuple[int, bool, int]:
    """Return the column of a list's dashes, whether empty lines part its entries, and where it ends.

    It ends at a line, counted from nought: that of the next key, or the one after the last.
    """
    path = file.document.path
    text = decode(path, raw)
    assert isinstance(text, str), "the file has been read"
    entries = read_layout(text).entries
    at = next((index for index, entry in enumerate(entries) if entry.key == file.kind), None)
    if at is None:
        return 2, False, lines
    listed = entries[at].value
    assert isinstance(listed, Collection), "the file has no faults"
    if listed.flow:
        message = f"{path}: the list stands in brackets, so nothing can follow it; surveymodel fmt opens it"
        raise SurveyModelError(message)
    apart = any(BLANK in entry.above for entry in listed.entries[1:])
    following = [file.document.keys[(str(entry.key),)][0] - 1 for entry in entries[at + 1 :]]
    return listed.column, apart, min(following, default=lines)
