"""Bundles as text, to spoil: with the checksum that belongs to what they then hold."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["body", "sealed"]


def body(text: str) -> Any:
    """Return what a bundle holds, as plain data."""
    return json.loads(json.loads(text)["model"])


def sealed(data: Any, **head: Any) -> str:
    """Return the bundle that holds a body, given as data or as text, with other properties changed."""
    model = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    own = {
        "format": "surveymodel-bundle/1",
        "library": "0.1.0",
        "key": None,
        "sha256": hashlib.sha256(model.encode("utf-8", "surrogatepass")).hexdigest(),
        "model": model,
    }
    return json.dumps(own | head)
