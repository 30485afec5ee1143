"""Plain data to nouns and back, following the schemas' spelling of the fields."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

from attrs import fields, has
from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError, transform_error
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from surveymodel.content.nouns import MappingTo, Raise
from surveymodel.errors import Location

__all__ = ["MISFITS", "converter", "misfits", "structure", "unstructure"]

T = TypeVar("T")


def _spelled(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@lru_cache
def converter(*, detailed: bool = False) -> Converter:
    """Return the converter between plain data and nouns; unknown properties are refused.

    A ``detailed`` one takes longer and says of everything that does not fit where it stands.
    """
    result = Converter(forbid_extra_keys=True, detailed_validation=detailed)
    result.register_structure_hook_factory(has, lambda cls: _structurer(cls, result))
    result.register_unstructure_hook_factory(has, lambda cls: _unstructurer(cls, result))
    result.register_structure_hook_func(_is_choice, _one_of)
    raised, mapped = _structurer(Raise, result), _structurer(MappingTo, result)
    result.register_structure_hook(Raise, lambda data, cls: _raise(data) or raised(data, cls))
    result.register_structure_hook(MappingTo, lambda data, cls: _mapping(data) or mapped(data, cls))
    result.register_structure_hook(Location, lambda data, _: _location(*data))
    result.register_unstructure_hook(Location, lambda at: [at.path, at.line, at.column])
    return result


def _structurer(cls: type[Any], made: Converter) -> Any:
    renamed = {f.name: override(rename=_spelled(f.name)) for f in fields(cls)}
    return make_dict_structure_fn(cls, made, _cattrs_forbid_extra_keys=True, **renamed)  # type: ignore[arg-type]


def _unstructurer(cls: type[Any], made: Converter) -> Any:
    renamed = {f.name: override(rename=_spelled(f.name)) for f in fields(cls)}
    return make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True, **renamed)  # type: ignore[arg-type]


def _is_choice(cls: Any) -> bool:
    return get_origin(cls) is Literal


def _one_of(data: Any, cls: Any) -> Any:
    if data not in get_args(cls):
        raise ValueError(f"{data!r} is none of {', '.join(get_args(cls))}")
    return data


def _location(path: Any, line: Any, column: Any) -> Location:
    return Location(str(path), int(line), int(column))


def _raise(data: Any) -> Raise | None:
    """Return what a threat's id alone says, or None where there is more to read."""
    return Raise(data) if isinstance(data, str) else None


def _mapping(data: Any) -> MappingTo | None:
    """Return what a line of text says, or None where there is more to read."""
    if not isinstance(data, str):
        return None
    strength, _, note = data.partition(";")
    return structure({"strength": strength.strip(), "note": note.strip() or None}, MappingTo)


def structure(data: Any, cls: type[T]) -> T:
    """Return the noun that plain data, already checked against its schema, describes."""
    return converter().structure(data, cls)


#: What :func:`structure` raises for data that does not fit.
MISFITS: Final = (
    ArithmeticError,
    AttributeError,
    ForbiddenExtraKeysError,
    KeyError,
    TypeError,
    ValueError,
)


def misfits(data: Any, cls: type[T], path: str) -> list[str]:
    """Return what does not fit in plain data that :func:`structure` refuses, each with its place."""
    try:
        converter(detailed=True).structure(data, cls)
    except (BaseValidationError, *MISFITS) as error:
        return transform_error(error, path, _said)
    return []


def _said(error: BaseException, _: type | None) -> str:
    if isinstance(error, KeyError):
        return "missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return f"unknown property {min(error.extra_fields)!r}"
    return str(error) if isinstance(error, ValueError) else "not of the kind that belongs here"


def unstructure(noun: Any) -> Any:
    """Return a noun as plain data; fields at their defaults are left out."""
    return converter().unstructure(noun)
