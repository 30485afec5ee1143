"""What was read of a pack's files, kept in the user's cache folder for the next time.

An entry is named by the SHA-256 of a file's bytes, its kind and what reads it, and holds data,
places and diagnostics as JSON. A folder has the entries of one pack as it was read last. What is
damaged, or cannot be read or written, counts for nothing: the file is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Final

from attrs import field, frozen

from surveymodel import __version__
from surveymodel.content.bundled import bundled
from surveymodel.content.comments import Switch
from surveymodel.content.document import Document, Path
from surveymodel.content.draft import Draft, File, Read, read_draft, read_whole
from surveymodel.errors import Diagnostic, Location

__all__ = ["Cache", "read_cached", "user_cache"]

FORMAT: Final = "surveymodel-cache/1"


def read_cached(root: FilePath) -> Draft:
    """Read every file of a pack, as :func:`~surveymodel.content.draft.read_draft`, or what is kept of it."""
    cache = user_cache(root)
    if cache is None:
        return read_draft(root)
    draft = read_draft(root, cache.read)
    cache.close()
    return draft


def user_cache(root: FilePath) -> Cache | None:
    """Return the cache for a pack's folder, or None where the environment switches it off.

    ``SURVEYMODEL_CACHE=off`` does; ``XDG_CACHE_HOME`` says where caches are, if it is an absolute
    path. Whoever has no home has no cache.
    """
    if os.environ.get("SURVEYMODEL_CACHE") == "off":
        return None
    places = (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache"))  # noqa: PTH111 - never fails
    home = next((place for place in places if FilePath(place).is_absolute()), None)
    if home is None:
        return None
    pack = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
    return Cache(FilePath(home) / "surveymodel" / pack, _readers())


def _readers() -> str:
    """Return what tells one state of everything that reads files from another."""
    here = FilePath(__file__).parent
    parts = [*here.glob("*.py"), *(here.parent / name for name in ("condition.py", "errors.py"))]
    stats = ((path.name, path.stat()) for path in sorted([*parts, *bundled("schemas").glob("*.json")]))
    return repr((FORMAT, __version__, [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]))


@frozen
class Cache:
    """The entries of one pack."""

    folder: FilePath
    readers: str = field(repr=False)
    used: set[str] = field(factory=set, repr=False)  #: names of the entries of this reading

    def read(self, path: str, name: str, kind: str, raw: bytes | OSError) -> Read:
        """Return what is known of a file's bytes, or read them and keep what they are."""
        if isinstance(raw, OSError):
            return read_whole(path, name, kind, raw)
        entry = hashlib.sha256(f"{self.readers}\n{kind}\n".encode() + raw).hexdigest()
        self.used.add(entry)
        kept = self._load(entry)
        if kept is not None:
            return _restored(path, name, kind, kept)
        made = read_whole(path, name, kind, raw)
        if not any(fault.severity == "error" for fault in made[0].document.diagnostics):
            self._store(entry, _kept(*made))
        return made

    def close(self) -> None:
        """Remove the entries that this reading did not use."""
        try:
            for path in self.folder.iterdir():
                if path.name not in self.used:
                    path.unlink()
        except OSError:
            return

    def _load(self, entry: str) -> Any:
        try:
            head, _, body = (self.folder / entry).read_bytes().partition(b"\n")
        except OSError:
            return None
        return json.loads(body) if head == _sum(body) else None

    def _store(self, entry: str, data: Any) -> None:
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        made = self.folder / f"{entry}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            made.write_bytes(_sum(body) + b"\n" + body)
            made.replace(self.folder / entry)
        except OSError:
            return


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


# ---------------------------------------------------------------------------------------------
# Files as plain data


def _kept(file: File, faults: tuple[Diagnostic, ...]) -> list[Any]:
    document = file.document
    return [
        document.data,
        list(_places(document, (), document.data)),
        [[list(one.codes), one.because, one.line, one.column, one.of] for one in document.switches],
        [_fault(one) for one in document.diagnostics],
        [_fault(one) for one in faults],
        file.body,
        file.body_line,
    ]


def _fault(one: Diagnostic) -> list[Any]:
    return [one.location.line, one.location.column, one.code, one.message, one.severity]


def _places(document: Document, path: Path, data: Any) -> Iterator[int]:
    """Yield the numbers of a value's place, of its text where that is whole, and of what is inside."""
    yield from document.values[path]
    if isinstance(data, dict):
        for key, value in data.items():
            yield from document.keys[*path, key]
            yield from _places(document, (*path, key), value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(document, (*path, index), value)
    else:
        yield document.inline.get(path, 0)


def _restored(path: str, name: str, kind: str, kept: Any) -> Read:
    data, numbers, switches, own, faults, body, body_line = kept

    def diagnostic(line: int, column: int, code: str, message: str, severity: Any) -> Diagnostic:
        return Diagnostic(Location(path, line, column), code, message, severity)

    document = Document(
        path,
        data,
        *_placed(data, iter(numbers)),
        tuple(diagnostic(*one) for one in own),
        tuple(Switch(tuple(codes), *more) for codes, *more in switches),
    )
    return File(name, kind, document, body, body_line), tuple(diagnostic(*one) for one in faults)


def _placed(data: Any, numbers: Iterator[int]) -> tuple[Any, Any, Any]:
    """Return the places of values and keys and the columns of texts, by path."""
    values: dict[Path, tuple[int, int]] = {}
    keys: dict[Path, tuple[int, int]] = {}
    inline: dict[Path, int] = {}

    step = numbers.__next__

    def walk(path: Path, data: Any) -> None:
        values[path] = (step(), step())
        if isinstance(data, dict):
            for key, value in data.items():
                here = (*path, key)
                keys[here] = (step(), step())
                walk(here, value)
        elif isinstance(data, list):
            for index, value in enumerate(data):
                walk((*path, index), value)
        elif column := step():
            inline[path] = column

    walk((), data)
    return values, keys, inline
