"""The plain scalars of a YAML file: text goes in, a string, whole number or boolean comes out."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

__all__ = ["MISSING", "Refused", "plain_key", "plain_value"]

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_NOT_TEXT: Final = re.compile(
    r"""[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z   # a number
    |[-+]?0[box][0-9a-fA-F_]+\Z|[-+]?[0-9][0-9_]*[0-9]\Z              # octal, hexadecimal, 1_000
    |[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]\ *[0-9:.Zz+\ -]*)?\Z      # a date
    |[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z                           # a time
    |(?:True|TRUE|False|FALSE)\Z""",
    re.VERBOSE,
)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})


MISSING: Final = "is missing"


@frozen
class Refused:
    """Why a scalar is not read: the code and, after what it is, the message."""

    code: str
    message: str


def plain_value(text: str) -> str | int | bool | Refused:
    """Return the value of a scalar without quotes."""
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.match(text):
        return int(text)
    return plain_key(text)


def plain_key(text: str) -> str | Refused:
    """Return a key without quotes; numbers and booleans are no keys."""
    if text in _NULL:
        return Refused("SM107", f"is null: write '{text}' if the word is meant" if text else MISSING)
    if _NOT_TEXT.match(text) or _INTEGER.match(text):
        return Refused("SM108", f"is read as something else: write '{text[:80]}'")
    return text
