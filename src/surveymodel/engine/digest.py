"""The digest of a pack, over what it means and not how its files are laid out."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from surveymodel.condition import parse
from surveymodel.content.nouns import Content
from surveymodel.content.structure import unstructure

__all__ = ["digest"]


def digest(content: Content) -> str:
    """Return the SHA-256, in hexadecimal, over the content in a canonical form.

    The canonical form leaves out places and the order of everything but sections, questions,
    answers, levels, steps and criteria; conditions count as trees.
    """
    text = _text(_canonical(unstructure(content)))
    return hashlib.sha256(text.encode()).hexdigest()


#: Lists in which order means something.
_ORDERED: Final = frozenset({"sections", "questions", "answers", "levels", "steps", "accept"})


def _canonical(data: Any, key: str = "") -> Any:
    if isinstance(data, dict):
        return {name: _canonical(value, name) for name, value in data.items() if name != "location"}
    if isinstance(data, list | tuple):
        items = [_canonical(item) for item in data]
        return items if key in _ORDERED else sorted(items, key=_text)
    return str(parse(data)) if key == "when" else data


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
