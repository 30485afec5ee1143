"""Files written whole or not at all: paths and bytes go in, and stand in the files when it is done.

New content lies beside the file, is brought to the disk, and takes the file's place in one step.
A process that is killed on the way, at any moment, leaves the old content or the new; of several
files, some may have the new by then.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from surveymodel.project.drafts import (
    Draft,
    belong,
    is_so,
    meaning,
    new_name,
    opened,
    remove_dead,
    target_of,
)
from surveymodel.project.locking import claim, release

__all__ = ["drop_begun", "replace", "replace_all", "writing"]


def replace(path: Path, data: bytes) -> None:
    """Write a file so that at every moment it has its old content or its new one.

    A link is followed and stays a link; the file keeps its mode and, where that is allowed, its
    owner. Raises ``OSError`` with the path as it was given.
    """
    replace_all({path: data})


def replace_all(
    contents: Mapping[Path, bytes],
    *,
    found: Mapping[Path, bytes] | None = None,
    like: Mapping[Path, Path] | None = None,
) -> bool:
    """Write several files in that way; where one of them cannot be written, all keep their content.

    Nothing is written where a file is no longer as it was ``found``; returns whether all were.
    What somebody saves at the last moment is seen when the new content has taken its place, and
    put back. Only where names cannot be exchanged (other systems than Linux, some network file
    systems) is that moment, some microseconds, not seen; and nowhere is a program that opened the
    file before, without emptying it, and writes into it after. A new file gets the mode and owner of
    the one that it is ``like``.
    """
    drafts: list[Draft] = []
    done: list[Draft] = []
    known = found or {}
    kept = False
    try:
        for path, data in contents.items():
            drafts.append(Draft.beside(path, data, like=(like or {}).get(path)))
        if not all(is_so(path, data) for path, data in known.items()):
            return False
        for draft in drafts:
            done.append(draft.put_in_place(reversible=len(contents) > 1))
        kept = all(draft.took_the_place_of(known[draft.path]) for draft in done if draft.path in known)
    finally:
        for draft in () if kept else reversed(done):
            draft.take_back()
        for draft in drafts:
            draft.clear()
    for folder in {draft.target.parent for draft in drafts}:
        _keep(folder)
    return kept


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose content takes the place of a file when it is left, whole or not at all.

    Where it is left by an exception, the file is as it was before. Links, modes, owners and errors
    are as with :func:`replace`. A device or pipe keeps its place: what is written goes to it at once.
    """
    if _is_special(path):
        with io.BufferedWriter(_Meant(_opened_as_it_is(path), path), 1 << 20) as stream:
            yield stream
        return
    target = target_of(path)
    remove_dead(target)
    there = target.stat() if target.exists() else None
    made, lock = new_name(target), None
    _begun.add(made)
    try:
        with meaning(path):
            handle = opened(made, there)
            lock = claim(handle)
            stream = io.BufferedWriter(_Meant(handle, path), 1 << 20)
        with stream:
            yield stream
            stream.flush()
            with meaning(path):
                os.fsync(stream.fileno())
        with meaning(path):
            if there is not None:
                belong(made, there)
            made.replace(target)
    except BaseException:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise
    finally:
        _begun.discard(made)
        release(lock)
    _keep(target.parent)


#: Files that :func:`writing` has begun and not put in place yet.
_begun: set[Path] = set()


def drop_begun() -> None:
    """Remove what has been begun to be written, for a process that is about to end at once."""
    for made in list(_begun):
        with suppress(OSError):
            made.unlink(missing_ok=True)


class _Meant(io.FileIO):
    """A file to be written whose errors name another."""

    def __init__(self, handle: int, path: Path) -> None:
        super().__init__(handle, "wb")
        self.path = path

    def write(self, data: Any) -> int:
        with meaning(self.path):
            return super().write(data) or 0


def _is_special(path: Path) -> bool:
    """Whether a path leads to something that is neither a file nor a folder, and is there to stay."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _opened_as_it_is(path: Path) -> int:
    with meaning(path):
        return os.open(path, os.O_WRONLY)


def _keep(folder: Path) -> None:
    """Have the folder's entry on the disk too, where the platform can; the file is written anyway."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
