"""What a text may not hold: raw HTML, images, links that are not https."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["prose", "text_faults"]

_FENCE = re.compile(r" {0,3}(?:(?P<ticks>`{3,})[^`]*|(?P<tildes>~{3,}).*)")
_CODE = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escaped character
    r"|(?P<ticks>`+)(?!`)(?:.*?[^`])?(?P=ticks)(?!`)"  # a code span
    r"|(?P<stray>`+)"
)
_HTML = re.compile(r"<(?=[A-Za-z/!?])(?!https://[^\s<>]*>)(?P<inside>[^>\s]{0,40})")
_LINK = re.compile(
    r"\]\(\s*<?(?P<target>[^)\s>]*)"
    r"|^[ \t>*+-]*(?:[0-9]{1,9}[.)][ \t]*)?\[[^\]]{1,999}\]:\s*<?(?P<definition>\S*)",
    re.MULTILINE,
)
_BARE = re.compile(r"\b(?:http|ftp|file|javascript|data):(?=//|[a-z])[^\s)>]{0,60}", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def text_faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset, code and message of everything in a CommonMark text that is refused.

    What stands in code spans and fenced blocks is code and passes. A span closes on its line and
    a fence stands at most three spaces in, so that every reader of CommonMark sees the same code.
    """
    strays: list[int] = []
    plain = _prose(text, strays)
    for place in strays:
        message = "this code is not closed: a span ends on its line, a fence begins one"
        yield place, "SM207", message
    targets = _targets(plain)
    for start, target in targets.items():
        if not target.startswith("https://"):
            yield start, "SM208", f"links are https: {target[:60]!r}"
    for match in _HTML.finditer(plain):
        if match.start() + 1 not in targets:
            yield match.start(), *_tag_fault(match["inside"])
    for place in (found.start() for found in re.finditer(r"!\[", plain)):
        yield place, "SM207", "images are not used here"
    for match in _BARE.finditer(plain):
        if match.start() not in targets and plain[match.start() - 1 : match.start()] != "<":
            yield match.start(), "SM208", f"links are https, and addresses are code: {match[0]!r}"


def prose(text: str) -> str:
    """Return a CommonMark text with spaces in place of its code, as long as before."""
    return _prose(text, [])


def _targets(prose: str) -> dict[int, str]:
    """Return the targets of links and of their definitions, by offset."""
    found: dict[int, str] = {}
    for match in _LINK.finditer(prose):
        target = match["target"] if match["target"] is not None else match["definition"]
        found[match.end() - len(target)] = target
    return found


def _tag_fault(inside: str) -> tuple[str, str]:
    if _SCHEME.match(inside) or "@" in inside:
        return "SM208", f"links are https: {inside!r}"
    return "SM207", f"raw HTML is not used here: {'<' + inside!r}"


def _prose(text: str, strays: list[int]) -> str:
    """Return the text with code and escaped characters blanked; collect where code stays open."""
    lines: list[str] = []
    fence: re.Pattern[str] | None = None  #: what closes the block of code that we are in
    place = opened = 0
    for line in text.split("\n"):
        opening = _FENCE.fullmatch(line)
        if fence is not None:
            fence = None if fence.fullmatch(line) else fence
            lines.append(" " * len(line))
        elif opening is not None:
            opened = place
            mark = opening["ticks"] or opening["tildes"]
            fence = re.compile(rf" {{0,3}}{mark}{mark[0]}*[ \t]*")
            lines.append(" " * len(line))
        else:
            found = _CODE.finditer(line)
            strays += (place + match.start() for match in found if match["stray"])
            lines.append(_CODE.sub(_blank, line))
        place += len(line) + 1
    if fence is not None:
        strays.append(opened)
    return "\n".join(lines)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
