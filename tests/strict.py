"""Schemas that describe a document whole: a property too many or too few is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from surveymodel.content.schema import _validator

__all__ = ["lax_places"]


def lax_places(kind: str, document: Any, owners: Iterable[dict[str, Any]]) -> list[str]:
    """Return the properties of parts of a valid document that may be left out or added; none if it is strict."""
    valid = _validator(kind)
    assert valid.is_valid(document)
    found = []
    for owner in owners:
        for key in list(owner):
            kept = owner.pop(key)
            found += [key] if valid.is_valid(document) else []
            owner[key] = kept
        owner["more"] = 1
        found += ["more"] if valid.is_valid(document) else []
        del owner["more"]
    return found
