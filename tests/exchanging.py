"""Names exchanged in one step, as on Linux, or not, as elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from surveymodel.project import swapping

__all__ = ["can_exchange", "exchanges", "not_exchanged"]


def exchanges() -> bool:
    """Return whether names may be exchanged here and now."""
    return swapping._renameat2() is not None


def can_exchange(folder: Path) -> bool:
    """Return whether the file system of a folder exchanges names."""
    one, other = folder / "one", folder / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    done = swapping.swap(one, other)
    one.unlink()
    other.unlink()
    return done


@contextmanager
def not_exchanged() -> Iterator[None]:
    """Have names not be exchanged."""
    with mock.patch.object(swapping, "_renameat2", return_value=None):
        yield
