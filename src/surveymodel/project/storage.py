"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["replace"]


def replace(path: Path, data: bytes) -> None:
    """Write a file so that at every moment it has its old content or its new one.

    A link is followed and stays a link; the file keeps its mode. Raises ``OSError``.
    """
    target = Path(os.path.realpath(path))  # as Path.resolve, and of links that go round in circles too
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".new", dir=target.parent)
    except OSError as error:
        error.filename = str(path)  # the file that is meant, not the one that takes its place
        raise
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        made.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    _keep(target.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _keep(folder: Path) -> None:
    """Have the folder's entry on the disk too, where the platform can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
