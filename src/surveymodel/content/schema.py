"""Files against their schemas: plain data with places goes in, diagnostics come out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from surveymodel.content.bundled import bundled
from surveymodel.content.document import BROKEN, Document, Path
from surveymodel.errors import Diagnostic, nearest

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["faults", "load_schema"]

_TYPES: Final = {
    "string": "a string",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def load_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, such as ``questions``."""
    text = (bundled("schemas") / f"{kind}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@lru_cache
def _validator(kind: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    return Draft202012Validator(load_schema(kind), registry=registry)


def faults(kind: str, document: Document) -> Iterator[Diagnostic]:
    """Yield everything in a document that its schema refuses, each with its place.

    Values that could not be read at all are passed over: they have a diagnostic already.
    """
    for error in _validator(kind).iter_errors(document.data):
        yield from _explained(error, document)


def _explained(error: Any, document: Document) -> Iterator[Diagnostic]:
    if error.instance is BROKEN:
        return
    path: Path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        code, message = _worded(error)
        yield Diagnostic(document.at_key((*path, error.instance)), code, message)
        return
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from _unknown_properties(error, path, document)
    elif error.validator in ("anyOf", "oneOf") and (branch := _branch(error)):
        for inner in branch:
            yield from _explained(inner, document)
    elif error.validator == "required":
        yield from _missing(error, path, document)
    elif not _holds_broken(error.instance) and not _said_otherwise(error):
        code, message = _worded(error)
        yield Diagnostic(document.at(path), code, message)


def _said_otherwise(error: Any) -> bool:
    """Whether another keyword of the same schema says the same, and says it better."""
    if error.validator in ("enum", "const"):
        return _TYPES[error.schema["type"]] != _kind(error.instance)
    if error.validator == "not" and error.schema.get("type") == "object":
        return not isinstance(error.instance, dict)
    return error.validator == "minLength" and "pattern" in error.schema


def _missing(error: Any, path: Path, document: Document) -> Iterator[Diagnostic]:
    """Yield the property that an error calls missing, unless it seems to be there, misspelt."""
    known = error.schema.get("properties", {})
    hints = "".join(nearest(name, known) for name in error.instance if name not in known)
    for name in error.validator_value:
        if name not in error.instance and error.message.startswith(repr(name)) and repr(name) not in hints:
            yield Diagnostic(document.at(path), "SM202", f"the property {name!r} is missing")


def _holds_broken(instance: Any) -> bool:
    items = instance.values() if isinstance(instance, dict) else instance
    return isinstance(instance, dict | list) and any(item is BROKEN for item in items)


def _unknown_properties(error: Any, path: Path, document: Document) -> Iterator[Diagnostic]:
    known = error.schema.get("properties", {})
    for name, value in error.instance.items():
        if name not in known and value is not BROKEN:
            message = f"unknown property {name[:80]!r}{nearest(name, known)}"
            yield Diagnostic(document.at_key((*path, name)), "SM201", message)


def _branch(error: Any) -> list[Any]:
    """Return the faults of the alternative that was most likely meant, if one stands out."""
    fitting = [
        branch
        for branch in _alternatives(error)
        if not any(inner.validator == "type" and not inner.path for inner in branch)
    ]
    misfits = [sum(map(_misfits, branch)) for branch in fitting]
    meant = [branch for branch, count in zip(fitting, misfits, strict=True) if count == min(misfits)]
    return meant[0] if len(meant) == 1 else []


def _alternatives(error: Any) -> list[list[Any]]:
    """Return the faults of each alternative, those of alternatives within alternatives too."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    found: list[list[Any]] = []
    for branch in branches.values():
        first = branch[0]
        nested = first.validator == "anyOf" and not first.path
        found += _alternatives(first) if nested else [branch]
    return found


def _misfits(error: Any) -> int:
    """Return how many properties of a mapping an error calls unknown or missing."""
    if error.path or error.validator not in ("required", "additionalProperties"):
        return 0
    return (
        1
        if error.validator == "required"
        else sum(n not in error.schema["properties"] for n in error.instance)
    )


def _worded(error: Any) -> tuple[str, str]:
    """Return the code and the message for a fault."""
    value, keyword, limit = error.instance, error.validator, error.validator_value
    shown = repr(value) if isinstance(value, str) else str(value)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    meaning = error.schema.get("description", "")
    if keyword == "type":
        return "SM203", f"expected {_TYPES[limit]}, not {_kind(value)}"
    if keyword in ("enum", "const"):
        allowed = limit if keyword == "enum" else [limit]
        if isinstance(value, bool):
            return "SM204", f"write {str(allowed[0]).lower()}, or nothing"
        return "SM204", f"{shown} is not one of {', '.join(allowed)}{nearest(value, allowed)}"
    if keyword == "pattern":
        return "SM204", f"{shown} does not fit: {meaning}"
    if keyword in ("minimum", "maximum"):
        side = "least" if keyword == "minimum" else "most"
        return "SM204", f"{shown} is out of range: at {side} {limit}"
    if keyword in ("minLength", "maxLength", "minItems", "maxItems", "minProperties"):
        side = "least" if keyword.startswith("min") else "most"
        unit = {"Length": "characters", "Items": "entries", "Properties": "properties"}[keyword[3:]]
        return "SM204", f"expected at {side} {limit} {unit}, found {len(value)}"
    if keyword == "uniqueItems":
        return "SM204", "an entry stands here twice"
    return _combination(error, meaning)


def _combination(error: Any, meaning: str) -> tuple[str, str]:
    """Return code and message where properties, each allowed, do not go together."""
    keyword, limit = error.validator, error.validator_value
    if keyword == "dependentRequired":
        name = next(name for name in limit if name in error.instance)
        return "SM205", f"{name!r} needs {limit[name][0]!r}"
    if keyword == "not" and not limit:
        return "SM205", f"the property {str(error.path[-1])!r} does not belong here"
    if keyword == "not" and "enum" in limit:
        return "SM204", f"{error.instance!r} is taken: choose another word than {' or '.join(limit['enum'])}"
    if keyword == "not":
        pairs = (part["required"] for part in limit.get("anyOf", [limit]))
        both = next(pair for pair in pairs if all(name in error.instance for name in pair))
        return "SM205", f"these properties exclude each other: {', '.join(both)}"
    needed = [part["required"][0] for part in limit if list(part) == ["required"]]
    if needed:
        count = "one" if keyword == "oneOf" else "at least one"
        return "SM205", f"expected {count} of the properties {', '.join(needed)}"
    return "SM203", f"{_kind(error.instance)} does not fit: {meaning}"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return {str: "a string", int: "a whole number", list: "a list", dict: "a mapping"}[type(value)]
