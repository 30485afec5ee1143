"""Single values as they are written in canonical form: plain, quoted, or as a block of lines.

A value goes in; its text comes out, which reads as the same value again.
"""

from __future__ import annotations

import json
import re
from typing import Final, Literal

from surveymodel.content.scalar import plain_value

__all__ = ["WIDTH", "Manner", "blocked", "in_block", "in_flow", "quoted"]

#: The last column in which a line that can be broken ends.
WIDTH: Final = 98

#: What begins a plain text, in a line of its own; what never stands in one.
_BEGINS: Final = re.compile(r"(?!---|\.\.\.)(?:[^\s,\[\]{}#&*!|>'\"%@`?:-]|[?:-](?=\S))")
_ENDS: Final = re.compile(r":(?:\s|\Z)|\s#|[\t\n]|\s\Z")
#: One word that nobody takes for anything else between brackets or braces.
_WORD: Final = re.compile(r"[^\W_][\w./-]*")
_PAIR: Final = re.compile(r"[^\W_][\w./-]*:[\w./-]*[\w/]")
_CONDITION: Final = re.compile(r"[\w.()<>=! -]+")
#: A control's id that looks like no number and like no pair.
_CONTROL: Final = re.compile(r"(?![0-9][^-]*\Z)[\w.()-]+")


Manner = Literal["", "control", "condition", "prose"]
"""What a text is, where that decides how it is written: a control's id, a condition, or prose."""


def quoted(text: str) -> str:
    """Return a text between double quotes."""
    return json.dumps(text, ensure_ascii=False)


def in_block(value: str | int | bool, manner: Manner = "") -> str:
    """Return a value on a line of its own, or a key."""
    if not isinstance(value, str):
        return _other(value)
    plain = _plain(value) and (manner != "control" or _CONTROL.fullmatch(value))
    return value if plain else quoted(value)


def in_flow(value: str | int | bool, manner: Manner = "", *, pair: bool) -> str:
    """Return a value between brackets, or between braces where it is one of a ``pair``.

    Only single words and conditions are plain there, since a comma would end any other text; in a
    pair, what has a colon is quoted too.
    """
    if not isinstance(value, str):
        return _other(value)
    word = _WORD.fullmatch(value) or (not pair and _PAIR.fullmatch(value))
    if manner == "condition":
        word = _CONDITION.fullmatch(value)
    elif manner == "control":
        word = word and _CONTROL.fullmatch(value)
    elif manner == "prose":
        word = None
    return value if word and _plain(value) else quoted(value)


def _other(value: int | bool) -> str:
    return str(value).lower()


def _plain(text: str) -> bool:
    """Whether a text without quotes is read as the same text."""
    sound = _BEGINS.match(text) and not _ENDS.search(text)
    return bool(sound) and plain_value(text) == text


def blocked(text: str, column: int, manner: Manner = "") -> tuple[str, list[str]] | None:
    """Return a text's indicator and its lines in block style, which begin at a column.

    A text with line breaks keeps them; any other is folded. None where that would not give back
    the very same text, or where white space that nobody sees would matter.
    """
    body = text.removesuffix("\n")
    if not body or re.search(r"[ \t](?:\n|\Z)|\A[ \t\n]|\t|\n\Z", body):
        return None
    chomp = "-" if body == text else ""
    if "\n" in body:
        return f"|{chomp}", body.split("\n")
    fold = _folded_condition if manner == "condition" else _folded
    return f">{chomp}", fold(body, WIDTH - column)


def _folded(text: str, width: int) -> list[str]:
    """Return a text in lines no wider than can be, broken at single spaces."""
    return _filled(re.split(r"(?<! ) (?! )", text), width)


def _filled(parts: list[str], width: int) -> list[str]:
    """Return parts of a text joined by spaces into lines no wider than can be."""
    lines = parts[:1]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return lines


def _folded_condition(text: str, width: int) -> list[str]:
    """Return a condition in lines that begin with operators, the outermost where possible."""
    level, breaks = 0, []
    for match in re.finditer(r"[()]|(?<! ) (?=(?:and|or) )", text):
        level += {"(": 1, ")": -1}.get(match[0], 0)
        if match[0] == " ":
            breaks.append((match.start(), level))
    return _broken(text, (0, len(text)), breaks, width)


def _broken(text: str, span: tuple[int, int], breaks: list[tuple[int, int]], width: int) -> list[str]:
    """Return a part of a condition in lines; ``breaks`` has places where it may break, with their depth."""
    inside = [(at, depth) for at, depth in breaks if span[0] < at < span[1]]
    if not inside:
        return [text[slice(*span)]]
    outermost = min(depth for _, depth in inside)
    ends = [*(at for at, depth in inside if depth == outermost), span[1]]
    starts = [span[0], *(end + 1 for end in ends[:-1])]
    lines: list[str] = []
    fitting: list[str] = []
    for start, end in zip(starts, ends, strict=True):
        if end - start <= width:
            fitting.append(text[start:end])
        else:
            lines += [*_filled(fitting, width), *_broken(text, (start, end), inside, width)]
            fitting = []
    return [*lines, *_filled(fitting, width)]
