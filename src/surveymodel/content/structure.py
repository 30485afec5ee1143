"""Plain data to nouns and back, following the schemas' spelling of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from attrs import fields, has
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from surveymodel.content.nouns import MappingTo, Raise
from surveymodel.errors import Location

__all__ = ["converter", "structure", "unstructure"]

T = TypeVar("T")


def _spelled(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@lru_cache
def converter() -> Converter:
    """Return the converter between plain data and nouns; unknown properties are refused."""
    result = Converter(forbid_extra_keys=True, detailed_validation=False)
    result.register_structure_hook_factory(has, lambda cls: _structurer(cls, result))
    result.register_unstructure_hook_factory(has, lambda cls: _unstructurer(cls, result))
    result.register_structure_hook(Raise, _raise)
    result.register_structure_hook(MappingTo, _mapping)
    result.register_structure_hook(Location, lambda data, _: Location(*data))
    result.register_unstructure_hook(Location, lambda at: [at.path, at.line, at.column])
    return result


def _structurer(cls: type[Any], made: Converter) -> Any:
    renamed = {f.name: override(rename=_spelled(f.name)) for f in fields(cls)}
    return make_dict_structure_fn(cls, made, _cattrs_forbid_extra_keys=True, **renamed)  # type: ignore[arg-type]


def _unstructurer(cls: type[Any], made: Converter) -> Any:
    renamed = {f.name: override(rename=_spelled(f.name)) for f in fields(cls)}
    return make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True, **renamed)  # type: ignore[arg-type]


def _raise(data: Any, _: type[Raise]) -> Raise:
    if isinstance(data, str):
        return Raise(data)
    return Raise(data["threat"], data.get("likelihood", 0), data.get("impact", 0))


def _mapping(data: Any, _: type[MappingTo]) -> MappingTo:
    if isinstance(data, Mapping):
        return MappingTo(data["strength"], data.get("note"), data.get("when"))
    strength, _, note = data.partition(";")
    return MappingTo(strength.strip(), note.strip() or None)


def structure(data: Any, cls: type[T]) -> T:
    """Return the noun that plain data, already checked against its schema, describes."""
    return converter().structure(data, cls)


def unstructure(noun: Any) -> Any:
    """Return a noun as plain data; fields at their defaults are left out."""
    return converter().unstructure(noun)
