"""A file goes in; nobody else who asks here has it until it is let go.

The locks are those of ``flock``: of one file, whatever its names, and gone with the process that
holds them, however it ends. Programs that do not ask are kept away from nothing.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

if os.name == "posix":
    import fcntl

__all__ = ["claim", "claim_file", "held", "is_free", "release"]

#: How many seconds to wait for another writer.
PATIENCE: Final = 5.0

_TAKEN: Final = (errno.EAGAIN, errno.EACCES)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep other callers of this function away from a file for as long as it takes.

    Raises ``OSError`` where another has it for longer than ``PATIENCE``: going on beside it could
    lose what it writes. Where the file cannot be read, whoever reads it says why, and where the
    platform or the file system has no such locks, nobody is kept away.
    """
    handle = _waited_for(path)
    try:
        yield
    finally:
        release(handle)


def claim(handle: int) -> int | None:
    """Lock an open file if nobody else has; return what holds the lock when the file is closed."""
    if os.name != "posix":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.dup(handle)
    except OSError:
        return None


def claim_file(path: Path) -> int | None:
    """Lock a file if nobody else has; return what holds the lock."""
    if os.name != "posix":
        return None
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return claim(handle)
        finally:
            os.close(handle)
    return None


def release(handle: int | None) -> None:
    """Let a file go, for processes too that were forked meanwhile and have it open."""
    if handle is None or os.name != "posix":
        return
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)
    os.close(handle)


def is_free(path: Path) -> bool:
    """Return whether a file is surely held by nobody; raises ``OSError`` where it cannot be opened.

    On Windows any file is said to be, for there a file that somebody has open cannot be removed.
    """
    if os.name != "posix":
        return True
    handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _waited_for(path: Path) -> int | None:
    """Return the open file that holds the lock, or None where there is none to be had."""
    if os.name != "posix":
        return None
    until = time.monotonic() + PATIENCE
    late = False
    while not late:
        late = time.monotonic() >= until
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
            if error.errno not in (*_TAKEN, errno.ENOENT):
                return None
            time.sleep(0.005)
    raise OSError(errno.EBUSY, "another program is writing into this file", str(path))
