"""Comments that switch a check off for one line.

A file's lines go in; out comes, for each comment of the form ``# off SM421: the reason``, which
codes it is about, why, and the line that it speaks of: its own, or the next one where it stands
alone. What is nearly such a comment comes out without codes, so that its author is told.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

__all__ = ["CUTS", "Switch", "Text", "outside", "switches"]

_OFF: Final = re.compile(r"(?<!\S)#[ \t]*off[ \t]+(SM[0-9]{3}(?:[ \t]*,[ \t]*SM[0-9]{3})*)[ \t]*(?::(.*))?$")
#: What somebody wrote who meant such a comment.
_NEAR: Final = re.compile(r"(?<!\S)#[ \t]*off\b[ \t]*:?[ \t]*SM[0-9]", re.IGNORECASE)

#: What follows a text that a comment cuts, off-switches apart.
CUTS: Final = re.compile(r"\s+#(?![ \t]*off[ \t]+SM[0-9]{3})")


@frozen
class Switch:
    """A comment that switches checks off for a line."""

    codes: tuple[str, ...]  #: none where the comment does not have the form of one
    because: str  #: empty where it gives no reason
    line: int  #: where the comment stands
    column: int
    of: int  #: the line that it speaks of


@frozen
class Text:
    """Where a text in quotes or in a block begins and ends, as lines and columns."""

    start: tuple[int, int]
    end: tuple[int, int]
    block: bool

    def holds(self, line: int, column: int) -> bool:
        """Whether a place, not before the start, is inside; after a block's indicator it is not."""
        if self.block:
            return self.start[0] < line < self.end[0]
        return (line, column) < self.end


def switches(lines: Sequence[str], first_line: int) -> tuple[Switch, ...]:
    """Return what may be off-switches in a file's lines; text that looks like one is among them."""
    found = []
    for index, line in enumerate(lines):
        match = (_OFF.search(line) or _NEAR.search(line)) if "#" in line else None
        if match is not None:
            alone = not line[: match.start()].strip()
            of = _next(lines, index) if alone else index
            codes, because = _said(match) if match.re is _OFF else ((), "")
            found.append(Switch(codes, because, index + first_line, match.start() + 1, of + first_line))
    return tuple(found)


def _said(match: re.Match[str]) -> tuple[tuple[str, ...], str]:
    """Return the codes of a comment, and the reason, if it gives one in words."""
    because = (match[2] or "").strip()
    return tuple(re.findall(r"SM[0-9]{3}", match[1])), because if re.search(r"\w", because) else ""


def _next(lines: Sequence[str], index: int) -> int:
    """Return the first line below one that is no comment."""
    after = range(index + 1, len(lines))
    return next((at for at in after if not lines[at].lstrip().startswith("#")), index)


def outside(found: Iterable[Switch], texts: Sequence[Text]) -> tuple[Switch, ...]:
    """Return the switches that stand in none of a file's texts, which are in order of place."""
    starts = [text.start for text in texts]

    def within(one: Switch) -> bool:
        at = bisect(starts, (one.line, one.column)) - 1
        return at >= 0 and texts[at].holds(one.line, one.column)

    return tuple(one for one in found if not within(one))
