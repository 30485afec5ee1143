"""The fields that nouns share: ids whose order means nothing, and places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attrs import field

__all__ = ["ids", "in_order", "location", "natural"]


def natural(id: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts ids with numbers in them as people do: 2.1 before 11.6."""
    parts: list[str] = re.findall(r"[0-9]+|[^0-9]+", id)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Return ids whose order means nothing in the order of :func:`natural`."""
    found = tuple(ids)
    return tuple(sorted(found, key=natural)) if len(found) > 1 else found


def ids() -> Any:
    """Return the field of a set of ids, which authors may write in any order."""
    return field(default=(), converter=in_order)


def location() -> Any:
    """Return the field of the place that a noun was read from; it takes no part in equality."""
    return field(default=None, eq=False, repr=False, kw_only=True)
