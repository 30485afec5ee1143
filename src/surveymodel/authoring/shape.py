"""What a schema says of the values of a file, for whoever writes them: order, words and prose.

A kind of file goes in; a :class:`Shape` comes out that is asked, on the way down, for the shape
of each value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from attrs import field, frozen

from surveymodel.authoring.layout import Collection, Node
from surveymodel.content.schema import load_schema

__all__ = ["ANYTHING", "Shape", "shape_of"]


@frozen
class Shape:
    """What one part of a schema says of a value."""

    home: str = field(repr=False)  #: the schema whose own definitions it refers to
    schema: Mapping[str, Any] = field(repr=False)
    name: str = ""  #: of the definition that it stands for, such as ``text``

    @property
    def order(self) -> tuple[str, ...]:
        """The properties of a mapping in their order; none where any key may stand."""
        return tuple(self.schema.get("properties", ()))

    @property
    def keys(self) -> Shape:
        """The shape of a mapping's own keys."""
        return _part(self.home, self.schema.get("propertyNames", {}))

    def inside(self, key: str | None, value: Node) -> Shape:
        """Return the shape of a value under a key, or of an item of a list."""
        if key is None:
            part = self.schema.get("items", {})
        else:
            part = self.schema.get("properties", {}).get(key, self.schema.get("additionalProperties"))
        meant = _alternatives(_part(self.home, part)) if isinstance(part, Mapping) else ()
        return next((shape for shape in meant if shape.fits(value)), ANYTHING)

    def fits(self, value: Node) -> bool:
        """Whether a value is of this shape, as far as its own type and keys show."""
        if not isinstance(value, Collection):
            return self.schema.get("type") not in ("object", "array")
        if not value.mapping:
            return self.schema.get("type") == "array"
        known = {str(entry.key) for entry in value.entries} <= set(self.order)
        return self.schema.get("type") == "object" and (known or not self.order)


ANYTHING: Final = Shape("common", {})


def shape_of(kind: str) -> Shape:
    """Return the shape of a whole file of a kind."""
    return Shape(kind, _loaded(kind))


def _part(home: str, schema: Mapping[str, Any], name: str = "") -> Shape:
    """Return the shape of a part of a schema, by the last definition that it refers to."""
    if "$ref" not in schema:
        return Shape(home, schema, name)
    file, _, name = schema["$ref"].partition("#/$defs/")
    home = file.removesuffix(".schema.json") or home
    return _part(home, _loaded(home)["$defs"][name], name)


def _alternatives(shape: Shape) -> Iterator[Shape]:
    """Yield the shapes that a part of a schema leaves open."""
    if "type" in shape.schema or "anyOf" not in shape.schema:
        yield shape
        return
    for part in shape.schema["anyOf"]:
        yield from _alternatives(_part(shape.home, part))


@lru_cache
def _loaded(kind: str) -> Mapping[str, Any]:
    return load_schema(kind)
