"""New content lies beside a file, as a draft, until it takes the file's place.

A path and bytes go in; a draft comes out, which can be put in place and taken back. A draft of
``shop.yaml`` is the hidden file ``.shop.yaml.0123456789ab.new``. Whoever makes it holds its lock
until it is in place or removed, and that of the file that it is for if nobody else does. So a
draft that nobody holds is one whose maker is dead, and the next who writes that file removes it:
see :func:`remove_dead`.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from surveymodel.project.locking import claim, claim_file, is_free, release
from surveymodel.project.swapping import swap

__all__ = ["Draft", "belong", "is_so", "meaning", "new_name", "opened", "remove_dead", "target_of"]

#: How many seconds nobody has written to a draft that may be taken for a dead one.
DEAD: Final = 60.0


@frozen
class Draft:
    """New content that lies beside a file, ready to take its place."""

    path: Path  #: as it was given
    target: Path  #: where links lead
    data: bytes = field(repr=False)
    there: os.stat_result | None  #: the file as it was, if there was one
    made: Path
    locks: tuple[int | None, ...]
    old: Path | None = None  #: where that lies which it has taken the place of

    @classmethod
    def beside(cls, path: Path, data: bytes, *, like: Path | None = None) -> Draft:
        """Write new content beside a file; where there is none yet, as accessible as another one."""
        target = target_of(path)
        remove_dead(target)
        with meaning(path):
            there = target.stat() if target.exists() else None
            made = new_name(target)
            own = _written(made, data, there or (like.stat() if like else None))
        return cls(path, target, data, there, made, (own, claim_file(target) if there else None))

    def put_in_place(self, *, reversible: bool) -> Draft:
        """Let the new content take the file's place; return the draft that can be taken back.

        Where the two can change places the old file is there to be looked at afterwards; where
        they cannot it is copied before, if that is to be reversible.
        """
        with meaning(self.path):
            if self.there and swap(self.made, self.target):
                _refuse_no_file(self.made, self.target)
                return evolve(self, old=self.made)
            copy = self._copy if reversible and self.there else None
            if copy is not None:
                release(_written(copy, self.target.read_bytes(), self.there))
            self.made.replace(self.target)
        return evolve(self, old=copy)

    @property
    def _copy(self) -> Path:
        return new_name(self.target, self.made)

    def took_the_place_of(self, found: bytes) -> bool:
        """Return whether what was replaced had this content to the last, as far as it can be seen."""
        return self.old != self.made or is_so(self.made, found)

    def take_back(self) -> None:
        """Put back what was replaced, but leave what somebody else has written since."""
        with suppress(OSError):
            if not is_so(self.target, self.data):
                return
            if self.old is None:
                self.target.unlink()
            elif self.old != self.made:
                self.old.replace(self.target)
            else:
                self._swap_back()

    def _swap_back(self) -> None:
        """Swap until what comes out is what was put in: what came between is newer, and stays."""
        placed = self.data
        while True:
            newer = self.made.read_bytes()
            if not swap(self.made, self.target):
                self.made.replace(self.target)
            if is_so(self.made, placed):
                return
            placed = newer

    def clear(self) -> None:
        """Remove what is left of the draft, and let go of the files."""
        for path in (self.made, self._copy):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        for lock in self.locks:
            release(lock)


def _refuse_no_file(old: Path, target: Path) -> None:
    """Put back what was no file by the time when its place was taken, and say so."""
    if not stat.S_ISREG(old.lstat().st_mode):
        swap(old, target)
        raise OSError(errno.EBUSY, "something else has taken its place meanwhile")


def is_so(path: Path, data: bytes) -> bool:
    """Return whether a file has a content."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(data) + 1) == data
    except OSError:
        return False


# ---------------------------------------------------------------------------------------------
# Names


def target_of(path: Path) -> Path:
    """Return where the links of a path lead, if a file may be written there."""
    target = Path(os.path.realpath(path))
    with meaning(path):
        if target.is_symlink():  # one that leads round in circles
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            raise OSError(errno.EINVAL, "neither a file nor a folder")
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def new_name(target: Path, made: Path | None = None) -> Path:
    """Return a name that nobody has for a draft of a file, or for what goes with another draft."""
    if made is not None:
        return made.with_suffix(".old")
    return target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.new")


def remove_dead(target: Path) -> None:
    """Remove the drafts of a file that a process has left which was killed.

    A draft is dead if nobody has written to it for a minute and nobody holds its lock. Its maker
    takes the lock right after making it, and the minute is for what lies between the two. Locks
    end with their process and never before, so a live draft is left alone however old it is.
    Should a process stand still for a minute just there, its writing fails and says so, and the
    file is as it was: what is removed is never a file that anything but its maker knows of.
    Where files cannot be locked a draft is not known to be dead, and stays.
    """
    begin = f".{target.name[:40]}."
    dead = re.compile(rf"{re.escape(begin)}[0-9a-f]{{12}}\.(new|old)")
    with suppress(OSError):
        names = [name for name in os.listdir(target.parent) if name.startswith(begin)]  # noqa: PTH208
        for path in [target.with_name(name) for name in names if dead.fullmatch(name)]:
            with suppress(OSError):
                there = path.lstat()
                if stat.S_ISREG(there.st_mode) and time.time() - there.st_mtime > DEAD and is_free(path):
                    path.unlink()


# ---------------------------------------------------------------------------------------------
# Writing


def opened(made: Path, there: os.stat_result | None) -> int:
    """Open a new file to write; nobody may read on the way what is kept from them."""
    mode = 0o666 if there is None else 0o600
    return os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)


def _written(made: Path, data: bytes, there: os.stat_result | None) -> int | None:
    """Write a file, as accessible as another or, if there is none, as any; return its lock."""
    lock = None
    try:
        handle = opened(made, there)
        lock = claim(handle)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if there is not None:
            belong(made, there)
    except BaseException:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        release(lock)
        raise
    return lock


def belong(made: Path, there: os.stat_result) -> None:
    """Give a file the owner, as far as that is allowed, and the mode of another."""
    if os.name == "posix":
        with suppress(OSError):
            os.chown(made, there.st_uid, there.st_gid)
    made.chmod(there.st_mode & 0o7777)


@contextmanager
def meaning(path: Path) -> Iterator[None]:
    """Have an error name the file that is meant, not the one that is to take its place."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
