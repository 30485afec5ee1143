"""The schemas themselves: valid, strict, described, and equal to the nouns."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from attrs import NOTHING, Factory, fields, has
from jsonschema import Draft202012Validator

from surveymodel.content import nouns
from surveymodel.content.bundled import bundled
from surveymodel.content.load import _CLASSES
from surveymodel.content.names import HOLDING
from surveymodel.content.schema import load_schema

KINDS = sorted(path.name.removesuffix(".schema.json") for path in bundled("schemas").glob("*.json"))
LISTS = ("questions", "facts", "values", "scales", "adjustments", "threats", "rules", "cases", "countermeasures", "sources")  # fmt: skip

#: Keywords that the words of diagnostics know; another one needs words first.
KEYWORDS = {
    *("type", "enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength"),
    *("minItems", "maxItems", "minProperties", "uniqueItems", "properties", "additionalProperties"),
    *("propertyNames", "required", "items", "anyOf", "oneOf", "not", "if", "then", "else"),
    *("dependentRequired", "$ref", "$defs", "$schema", "$id", "title", "description", "default"),
}

#: Fields that a noun takes from the place of its file.
FROM_PLACE = {"Question": {"section"}, "Guide": {"countermeasure", "stack", "body"}}

#: Nouns and where their schema stands: kind, and the path of properties that leads to it.
INNER: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Section", "pack", ("sections",)),
    ("Retired", "pack", ("retired",)),
    ("CheckOff", "pack", ("checks-off",)),
    ("Answer", "questions", ("answers",)),
    ("Level", "scales", ("levels",)),
    ("Acceptance", "countermeasures", ("accept",)),
    ("MappingTo", "countermeasures", ("satisfies", "*", "*")),
    ("Raise", "rules", ("raises",)),
    ("Group", "standard", ("groups",)),
    ("Profile", "standard", ("profiles",)),
    ("Control", "standard", ("controls",)),
    ("ControlReading", "interpretation", ("controls", "*")),
    ("Withdrawn", "standard", ("withdrawn",)),
    ("Renumbered", "standard", ("renumbered",)),
)


def _parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema within a schema, with a readable path."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield from _parts(schema.get(key), f"{path}/{key}")
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield from _parts(part, f"{path}/{key}/{name}")
    for key in ("anyOf", "oneOf"):
        for index, part in enumerate(schema.get(key, ())):
            yield from _parts(part, f"{path}/{key}/{index}")


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with what its reference leads to."""
    if "$ref" not in schema:
        return schema
    file, _, name = schema["$ref"].partition("#/$defs/")
    home = load_schema("common") if file else root
    return {**_resolved(home["$defs"][name], home), **schema}


def _object(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of the mapping that a schema, or one of its alternatives, describes."""
    found = _resolved(schema, root)
    if found.get("type") == "array":
        return _object(found["items"], root)
    alternatives = [_resolved(part, root) for part in found.get("anyOf", ())]
    return next((part for part in alternatives if part.get("type") == "object"), found)


def _schema_of(kind: str, path: tuple[str, ...] = ()) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    root = load_schema(kind)
    found: Mapping[str, Any] = root["$defs"]["entry"] if kind in LISTS else root
    for key in path:
        inner = found["additionalProperties"] if key == "*" else found["properties"][key]
        found = _object(inner, root)
    return found, root


NOUNS = [
    *((cls, kind, ()) for kind, cls in _CLASSES.items()),
    *((getattr(nouns, name), kind, path) for name, kind, path in INNER),
]


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_valid(kind: str) -> None:
    """Each file is a schema of the draft that it names, under its own name."""
    schema = load_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert f"{kind}.schema.json" == schema["$id"]
    assert schema["title"]


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_strict_and_described(kind: str) -> None:
    """No mapping takes a property that is not named, and every property says what it is."""
    schema = load_schema(kind)
    conditional = ("/if", "/then", "/else", "/not")
    for path, part in _parts(schema):
        if any(step in path for step in conditional):
            continue
        if part.get("type") == "object":
            assert "additionalProperties" in part, path
            assert part["additionalProperties"] is False or "properties" not in part, path
        for name, inner in part.get("properties", {}).items():
            assert inner.get("description"), f"{path}/{name}"
        assert set(part.get("required", ())) <= set(part.get("properties", part.get("required", ()))), path


@pytest.mark.parametrize("kind", KINDS)
def test_diagnostics_have_words_for_every_keyword(kind: str) -> None:
    """A schema uses only what messages can be made of."""
    for path, part in _parts(load_schema(kind)):
        assert set(part) <= KEYWORDS, path


@pytest.mark.parametrize("kind", KINDS)
def test_words_to_choose_from_have_one_type(kind: str) -> None:
    """Messages about an enum rely on its type standing beside it."""
    for path, part in _parts(load_schema(kind)):
        if ("enum" in part or "const" in part) and not any(s in path for s in ("/if", "/then", "/else")):
            assert part["type"] in ("string", "boolean"), path
            allowed = part.get("enum", [part.get("const")])
            assert {type(value) for value in allowed} == {{"string": str, "boolean": bool}[part["type"]]}, (
                path
            )


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_say_what_they_mean(kind: str) -> None:
    """A pattern is never shown to an author: the description beside it is."""
    for path, part in _parts(load_schema(kind)):
        assert "pattern" not in part or part.get("description"), path


def _conditions(kind: str, schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the properties that lead to each condition of a schema, after its kind."""
    file, _, name = schema.get("$ref", "").partition("#/$defs/")
    if name == "condition":
        yield path
    elif name:
        home = file.removesuffix(".schema.json") or kind
        yield from _conditions(home, load_schema(home)["$defs"][name], path)
    for key, part in schema.get("properties", {}).items():
        yield from _conditions(kind, part, (*path, key))
    for part in (schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", ())):
        if isinstance(part, Mapping):
            yield from _conditions(kind, part, path)


def test_conditions_stand_in_an_entry_or_in_what_is_known_to_hold_more() -> None:
    """A condition in a new place would otherwise be linked by nobody."""
    found = {path for kind in _CLASSES for path in _conditions(kind, load_schema(kind), (kind,))}
    entries = {path for path in found if path == (path[0], *([path[0]] if path[0] in LISTS else []), "when")}
    assert {path[0] for path in entries} == {
        *("adjustments", "countermeasures", "facts", "guide", "questions", "rules"),
    }
    assert {path[:-1][-1] for path in found - entries} == HOLDING
    assert {path[-1] for path in found} == {"when"}


def test_every_noun_has_a_schema() -> None:
    """No class of content is read without one."""
    classes = {name for name in nouns.__all__ if isinstance(getattr(nouns, name), type)}
    assert classes - {"Content"} == {cls.__name__ for cls, _, _ in NOUNS}
    assert {*_CLASSES, "common", "system"} <= {*KINDS}


def _spelled(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@pytest.mark.parametrize(("cls", "kind", "path"), NOUNS, ids=[cls.__name__ for cls, _, _ in NOUNS])
def test_nouns_are_equal_to_their_schemas(cls: type[Any], kind: str, path: tuple[str, ...]) -> None:
    """The same fields, required where there is no default, with the same words to choose from."""
    schema, root = _schema_of(kind, path)
    hints = get_type_hints(cls)
    own = {f for f in fields(cls) if f.name != "location" and f.name not in FROM_PLACE.get(cls.__name__, ())}
    assert {_spelled(f.name) for f in own} == set(schema["properties"])
    required = set(schema["required"])
    assert {_spelled(f.name) for f in own if f.default is NOTHING} == required
    for f in own:
        described = _resolved(schema["properties"][_spelled(f.name)], root)
        _same_type(hints[f.name], described, root, f"{cls.__name__}.{f.name}")
        if "default" in described:
            assert described["default"] == f.default, f.name
        elif isinstance(f.default, bool):
            assert described.get("const") is True, f.name


def _same_type(hint: Any, schema: Mapping[str, Any], root: Mapping[str, Any], name: str) -> None:
    """Check that a field's type is what its schema allows."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    described = schema.get("type")
    if get_origin(hint) is Literal:
        assert list(get_args(hint)) == schema["enum"], name
    elif get_origin(hint) is tuple:
        assert described == "array", name
    elif get_origin(hint) is Mapping or hasattr(get_origin(hint), "keys") or has(hint):
        assert described == "object", name
    else:
        assert {str: "string", int: "integer", bool: "boolean"}[hint] == described, name


def test_defaults_of_lists_and_mappings_are_empty() -> None:
    """What is absent from a file is empty in its noun."""
    for cls, _, _ in NOUNS:
        for f in fields(cls):
            if isinstance(f.default, Factory):  # type: ignore[arg-type]
                assert f.default.factory() == {}
            elif f.default is not NOTHING and not isinstance(f.default, bool | int | str):
                assert f.default in (None, ()), f"{cls.__name__}.{f.name}"
