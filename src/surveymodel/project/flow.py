"""Plain data as YAML on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from surveymodel.content.scalar import plain_value

__all__ = ["flow"]

_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def flow(data: Any) -> str:
    """Return plain data (texts, whole numbers, true and false, lists, mappings) as YAML on one line."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(flow, data)) + "]"
    if isinstance(data, int):
        return str(data).lower()
    plain = _WORD.fullmatch(data) and plain_value(data) == data
    return str(data) if plain else json.dumps(data, ensure_ascii=False)
