"""Files written whole or not at all, one writer after the other."""

from __future__ import annotations

import errno
import io
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from attrs import evolve, frozen

__all__ = ["drop_begun", "held", "replace", "replace_all", "writing"]

#: How many seconds to wait for another writer.
PATIENCE: Final = 5.0


def replace(path: Path, data: bytes) -> None:
    """Write a file so that at every moment it has its old content or its new one.

    A link is followed and stays a link; the file keeps its mode and, where that is allowed, its
    owner. Raises ``OSError`` with the path as it was given.
    """
    replace_all({path: data})


def replace_all(contents: Mapping[Path, bytes], *, found: Mapping[Path, bytes] | None = None) -> bool:
    """Write several files in that way; where one of them cannot be written, all keep their content.

    Nothing is written where a file is no longer as it was ``found``; returns whether all were.
    """
    drafts: list[_Draft] = []
    done: list[_Draft] = []
    try:
        for path, data in contents.items():
            drafts.append(_drafted(path, data, reversible=len(contents) > 1))
        if not all(_is_so(path, data) for path, data in (found or {}).items()):
            return False
        for draft in drafts:
            draft.put_in_place()
            done.append(draft)
    except BaseException:
        for draft in done:
            draft.take_back()
        raise
    finally:
        for draft in drafts:
            draft.clear()
    for folder in {draft.target.parent for draft in drafts}:
        _keep(folder)
    return True


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
    target = _target(path)
    there = target.stat() if target.exists() else None
    made = _new_name(target)
    _begun.add(made)
    try:
        with _meaning(path):
            stream = io.BufferedWriter(_Meant(_opened(made, there), path), 1 << 20)
        with stream:
            yield stream
            stream.flush()
            with _meaning(path):
                os.fsync(stream.fileno())
        with _meaning(path):
            if there is not None:
                _belong(made, there)
            made.replace(target)
    except BaseException:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise
    finally:
        _begun.discard(made)
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
        with _meaning(self.path):
            return super().write(data) or 0


def _is_so(path: Path, data: bytes) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(data) + 1) == data
    except OSError:
        return False


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep other callers of this function away from a file for as long as it takes.

    Nobody waits for longer than ``PATIENCE``, and where the platform has no such locks nobody is
    kept away: this is courtesy among programs that change a file, and guards against nothing else.
    """
    handle = _lock(path)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


@frozen
class _Draft:
    """New content that lies beside a file, ready to take its place."""

    path: Path  #: as it was given
    target: Path  #: where links lead
    made: Path
    kept: Path | None = None  #: where the old content lies, if it may be needed again

    def put_in_place(self) -> None:
        with _meaning(self.path):
            self.made.replace(self.target)

    def take_back(self) -> None:
        with suppress(OSError):
            if self.kept is not None:
                self.kept.replace(self.target)
            else:
                self.target.unlink()

    def clear(self) -> None:
        for path in (self.made, self.kept):
            with suppress(OSError):
                if path is not None:
                    path.unlink(missing_ok=True)


def _drafted(path: Path, data: bytes, *, reversible: bool) -> _Draft:
    target = _target(path)
    with _meaning(path):
        if not target.exists():
            return _Draft(path, target, _beside(target, data, None))
        there = target.stat()
        draft = _Draft(path, target, _beside(target, data, there))
        if not reversible:
            return draft
        try:
            return evolve(draft, kept=_beside(target, target.read_bytes(), there))
        except BaseException:
            draft.clear()
            raise


def _is_special(path: Path) -> bool:
    """Whether a path leads to something that is neither a file nor a folder, and is there to stay."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _opened_as_it_is(path: Path) -> int:
    with _meaning(path):
        return os.open(path, os.O_WRONLY)


def _target(path: Path) -> Path:
    """Return where the links of a path lead, if a file may be written there."""
    target = Path(os.path.realpath(path))
    with _meaning(path):
        if target.is_symlink():  # one that leads round in circles
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if _is_special(target):
            raise OSError(errno.EINVAL, "neither a file nor a folder")
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def _new_name(target: Path) -> Path:
    return target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.new")


def _opened(made: Path, there: os.stat_result | None) -> int:
    """Open a new file to write; nobody may read on the way what is kept from them."""
    mode = 0o666 if there is None else 0o600
    return os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)


def _beside(target: Path, data: bytes, there: os.stat_result | None) -> Path:
    """Write a new file beside another, as accessible as that one or, if there is none, as any."""
    made = _new_name(target)
    try:
        with os.fdopen(_opened(made, there), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if there is not None:
            _belong(made, there)
    except BaseException:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise
    return made


def _belong(made: Path, there: os.stat_result) -> None:
    """Give a file the owner, as far as that is allowed, and the mode of another."""
    if os.name == "posix":
        with suppress(OSError):
            os.chown(made, there.st_uid, there.st_gid)
    made.chmod(there.st_mode & 0o7777)


@contextmanager
def _meaning(path: Path) -> Iterator[None]:
    """Have an error name the file that is meant, not the one that is to take its place."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


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


def _lock(path: Path) -> int | None:
    """Return the open file that holds the lock, or None where there is none to be had."""
    if os.name != "posix":
        return None
    import fcntl

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:  # whoever reads the file says why
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
            os.close(handle)  # the file that was waited for is not the one that is there now
        except OSError as error:
            os.close(handle)
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.ENOENT):
                return None
            time.sleep(0.005)
    return None
