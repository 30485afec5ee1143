"""A pack as one JSON file: content, places, digest and the linked program. Data only.

A bundle carries the SHA-256 of its body, and one that belongs to a built-in pack is keyed by the
bytes of the pack's files, the bundle's format and the library's version. One whose key or body
differs is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

from surveymodel import __version__
from surveymodel.content.nouns import Content
from surveymodel.content.structure import structure, unstructure
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import Program

__all__ = ["FORMAT", "HEAD", "linked_of", "read_bundle", "source_key", "sum_of", "write_bundle"]

FORMAT: Final = "surveymodel-bundle/1"

#: What a bundle has beside its body.
HEAD: Final = ("format", "library", "key", "sha256", "model")


def source_key(root: Path, version: str) -> str | None:
    """Return the key of a pack's files under one version of the library, in hexadecimal.

    Hidden files do not count. None where a file cannot be read.
    """
    result = hashlib.sha256(f"{FORMAT}\n{version}\n".encode())
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = Path(folder, name)
            try:
                data = path.read_bytes()
            except OSError:
                return None
            result.update(f"{path.relative_to(root).as_posix()}\n{len(data)}\n".encode())
            result.update(data)
    return result.hexdigest()


def write_bundle(model: SurveyModel, key: str | None) -> str:
    """Return a model as the text of a bundle."""
    data = {**linked_of(model), "content": unstructure(model.content)}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    head = (FORMAT, __version__, key, sum_of(body), body)
    return json.dumps(dict(zip(HEAD, head, strict=True)), ensure_ascii=False) + "\n"


def linked_of(model: SurveyModel) -> dict[str, Any]:
    """Return what a bundle's body says of a model beside its content, as plain data."""
    columns = {
        id: {
            "answers": dict(c.answers),
            "none": c.none,
            "given": c.given,
            "below": [[number, place] for number, place in c.below.items()],
        }
        for id, c in model.columns.items()
    }
    return {
        "digest": model.digest,
        "program": {"inputs": model.program.inputs, "operations": list(model.program.operations)},
        "columns": columns,
        "truths": dict(model.truths),
        "marks": dict(model.marks),
    }


def sum_of(body: str) -> str:
    """Return the SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


def read_bundle(path: Path, key: str) -> SurveyModel | None:
    """Return the model in a bundle, or None where it is absent, damaged or of another key."""
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("key") != key:
            return None
        body = data.get("model")
        if not isinstance(body, str) or data.get("sha256") != sum_of(body):
            return None
    except (OSError, ValueError, RecursionError):
        return None
    return _model(json.loads(body))


def _model(data: dict[str, Any]) -> SurveyModel:
    program = data["program"]
    return SurveyModel(
        content=structure(data["content"], Content),
        digest=data["digest"],
        program=Program(program["inputs"], tuple(program["operations"])),
        columns={
            id: Columns(id, c["answers"], c["none"], c["given"], dict(c["below"]))
            for id, c in data["columns"].items()
        },
        truths=data["truths"],
        marks=data["marks"],
    )
