"""What a text may not hold: raw HTML, images, links that are not https."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["text_faults"]

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`)[^`].*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_HTML = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!https://[^\s<>]*>)(?P<inside>[^>\s]{0,40})")
_LINK = re.compile(
    r"\]\(\s*<?(?P<target>[^)\s>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?(?P<definition>\S*)", re.MULTILINE
)
_BARE = re.compile(r"\b(?:http|ftp|file|javascript|data):(?=//|[a-z])[^\s)>]{0,60}", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def text_faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset, code and message of everything in a CommonMark text that is refused.

    What stands in code spans and fenced blocks is code and passes.
    """
    prose = _SPAN.sub(_blank, _FENCE.sub(_blank, text))
    for match in _HTML.finditer(prose):
        inside = match["inside"]
        if _SCHEME.match(inside) or "@" in inside:
            yield match.start(), "SM208", f"links are https: {inside!r}"
        else:
            yield match.start(), "SM207", f"raw HTML is not used here: {'<' + inside!r}"
    for place in (found.start() for found in re.finditer(r"!\[", prose)):
        yield place, "SM207", "images are not used here"
    reported: set[int] = set()
    for match in _LINK.finditer(prose):
        target = match["target"] if match["target"] is not None else match["definition"]
        start = match.end() - len(target)
        reported.add(start)
        if not target.startswith("https://"):
            yield start, "SM208", f"links are https: {target[:60]!r}"
    for match in _BARE.finditer(prose):
        if match.start() not in reported and prose[match.start() - 1 : match.start()] != "<":
            yield match.start(), "SM208", f"links are https, and addresses are code: {match[0]!r}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
