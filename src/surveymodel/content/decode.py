"""A file to bytes, and bytes to text, or the reason why there is none."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import Final

from surveymodel.errors import Diagnostic, Location

__all__ = ["MAX_BYTES", "decode", "raw_of", "refused_character"]

MAX_BYTES: Final = 2_000_000

#: Control and direction characters, noncharacters and halves of surrogate pairs.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
    "|[\ud800-\udfff]"
)


def raw_of(path: Path) -> bytes:
    """Return the bytes of a regular file, no more than a file may have and one.

    Raises ``OSError`` where it cannot be read, and where it is a device or a pipe: it is not waited
    for what may never come.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "this is no regular file", str(path))
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


def decode(path: str, raw: bytes) -> str | Diagnostic:
    """Return the text of a file, its lines ended by line feeds, or what is wrong with the bytes."""
    if len(raw) > MAX_BYTES:
        return Diagnostic(Location(path), "SM109", f"larger than {MAX_BYTES} bytes")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        return Diagnostic(_end_of(path, before), "SM102", message)
    match = _REFUSED.search(text)
    if match is None:
        return text
    return Diagnostic(_end_of(path, text[: match.start()]), "SM103", _named(match[0]))


def _end_of(path: str, before: str) -> Location:
    """Return the place that follows a part of a text."""
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def refused_character(text: str) -> str | None:
    """Return what is wrong with the first character that no text may hold, or None."""
    match = _REFUSED.search(text)
    return _named(match[0]) if match else None


def _named(character: str) -> str:
    return f"the character U+{ord(character):04X} is not allowed"
