"""The digest of a pack, over what it means and not how its files are laid out."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from surveymodel.condition import parse
from surveymodel.content.nouns import Content, Countermeasure
from surveymodel.content.structure import unstructure

__all__ = ["digest", "text_of"]


def digest(content: Content) -> str:
    """Return the SHA-256, in hexadecimal, over the content in a canonical form.

    The canonical form leaves out places and the order of everything but sections, questions,
    answers, levels, steps and criteria; conditions count as trees.
    """
    return hashlib.sha256(_canonical(unstructure(content)).encode()).hexdigest()


#: Lists in which order means something.
_ORDERED: Final = frozenset({"sections", "questions", "answers", "levels", "steps", "accept"})

_text: Final = json.JSONEncoder(ensure_ascii=False).encode


def _canonical(data: Any, key: str = "") -> str:
    """Return plain data as JSON in its canonical form."""
    if isinstance(data, dict):
        items = (
            f"{_text(name)}:{_canonical(data[name], name)}" for name in sorted(data) if name != "location"
        )
        return f"{{{','.join(items)}}}"
    if isinstance(data, list | tuple):
        texts = [_canonical(item) for item in data]
        return f"[{','.join(texts if key in _ORDERED else sorted(texts))}]"
    return _text(str(parse(data)) if key == "when" else data)


def text_of(countermeasure: Countermeasure) -> str:
    """Return the first twelve characters of the SHA-256 over the text that says what is to be done."""
    said = [countermeasure.title, countermeasure.why, *countermeasure.steps, countermeasure.traps]
    said += [part for one in countermeasure.accept for part in (one.text, one.by, *one.tools)]
    said += [countermeasure.every] if countermeasure.every else []
    words = [" ".join(part.split()) for part in said]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:12]
