"""Two files go in; each has the other's place afterwards, changed in one step where Linux can."""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["swap"]

_HERE: Final = -100  # paths are relative to the present folder
_EXCHANGE: Final = 2


def swap(one: Path, other: Path) -> bool:
    """Have two files change places; return False, and change nothing, where that cannot be done.

    At every moment both names lead to one file or the other. Raises ``FileNotFoundError`` where
    one of them is not there.
    """
    function = _renameat2()
    if function is None:
        return False
    if function(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    if _number() == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(other))
    return False


@cache
def _renameat2() -> Any:
    """Return the function of the C library that exchanges names, or None where it has none."""
    if sys.platform != "linux":
        return None
    try:
        import ctypes

        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, AttributeError):
        return None
    function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return function


def _number() -> int:
    import ctypes

    return ctypes.get_errno()
