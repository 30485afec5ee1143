"""Where the entries and the comments of a YAML text stand.

The parser says where each value begins and ends; comments are what begins with a number sign
in the gaps between.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

__all__ = ["Entry", "Layout", "Splice"]

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_BREAK: Final = re.compile(r"\r?\n")
_KEPT: Final = re.compile(r"[|>][0-9]*\+")  #: the head of a block scalar that keeps its last lines
_INK: Final = re.compile(r"(?:\s|#[^\r\n]*)*")


@frozen
class Entry:
    """Where one entry of a mapping stands: its key, and its value without what follows it."""

    key: str
    start: int
    colon: int | None  #: where the text after the colon begins; None if that is not on the key's line
    end: int
    node: Any


@frozen
class Splice:
    """A part of a text, and what takes its place."""

    start: int
    end: int
    new: str

    @classmethod
    def of(cls, text: str, start: int, end: int, new: str) -> Splice:
        """Return one after which no comment that follows touches what is new."""
        before = new or text[:start]
        touching = text.startswith("#", end) and not before.endswith((" ", "\t", "\n"))
        return cls(start, end, f"{new} " if touching else new)

    def applied(self, text: str) -> str:
        """Return a text with the new part in it."""
        return text[: self.start] + self.new + text[self.end :]


@frozen
class Layout:
    """A text, its nodes, and the places of its comments."""

    text: str
    root: Any
    comments: tuple[tuple[int, str], ...]
    known: dict[int, list[Entry]] = field(factory=dict, eq=False, repr=False)  #: entries that were asked for

    @classmethod
    def of(cls, text: str) -> Layout:
        """Return the layout of a text; raises ``ValueError`` where it is not YAML."""
        root = _composed(text)
        found: list[re.Match[str]] = []
        at = 0
        for start, end in [*_spans(text, root), (len(text), len(text))]:
            found += _COMMENT.finditer(text, at, start)
            at = end
        return cls(text, root, tuple((match.start(), match[0].rstrip()) for match in found))

    def between(self, start: int, end: int) -> list[str]:
        """Return the comments that begin in a part of the text."""
        return [comment for at, comment in self.comments if start <= at < end]

    def entries(self, node: Any) -> list[Entry]:
        """Return the entries of a mapping in their order; none of what is no mapping."""
        found = self.known.get(id(node))
        if found is None:
            found = self.known[id(node)] = self._entries(node)
        return found

    def _entries(self, node: Any) -> list[Entry]:
        result = []
        for key, value in node.value if type(node).__name__ == "MappingNode" else ():
            colon = re.compile(r"[ \t]*:").match(self.text, key.end_mark.index)
            after = colon.end() if colon else None
            result.append(Entry(key.value, key.start_mark.index, after, self.end(value), value))
        return result

    def end(self, node: Any) -> int:
        """Return where a value's own text ends, without comments and lines that follow it."""
        last = _last(node)
        end = int(last.end_mark.index)
        if not self.needs_break(node):
            return end
        if _KEPT.match(self.text, last.start_mark.index):
            return len(self.text[:end].removesuffix("\n").removesuffix("\r"))
        return self.line_end(len(self.text[:end].rstrip(" \t\r\n")))

    @staticmethod
    def needs_break(node: Any) -> bool:
        """Return whether a value ends in a literal or folded text, which a line break belongs to."""
        return getattr(_last(node), "style", None) in ("|", ">")

    # -- lines

    def line_start(self, at: int) -> int:
        """Return where the line begins that a place stands in."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Return where the line ends that a place stands in, before its line break."""
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def next_line(self, at: int) -> int:
        """Return where the line begins that follows a place."""
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def newline(self, at: int) -> str:
        """Return the line break of a place's line, or where it has none that of the line before."""
        found = _BREAK.search(self.text, at) or _BREAK.search(self.text, self.line_end_before(at))
        return found[0] if found else "\n"

    def line_end_before(self, at: int) -> int:
        """Return where the line before a place's line ends; the start of the text if there is none."""
        start = self.line_start(at)
        return len(self.text[:start].removesuffix("\n").removesuffix("\r"))

    def column(self, at: int) -> int:
        """Return the number of characters in front of a place on its line."""
        return at - self.line_start(at)

    def begins_line(self, at: int) -> bool:
        """Return whether nothing but space stands in front of a place on its line."""
        return not self.text[self.line_start(at) : at].strip()

    def comma(self, at: int) -> int | None:
        """Return the place of a comma that follows, with nothing but space and comments before it."""
        found = _INK.match(self.text, at)
        place = found.end() if found else at
        return place if self.text[place : place + 1] == "," else None


def _composed(text: str) -> Any:
    """Return the root node of a text, by the parser that also reads it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    for pure in (False, True):
        made = YAML(typ="safe", pure=pure)
        if made.Parser.__module__.endswith("_ruamel_yaml"):
            made.Resolver = _Untyped
        try:
            return made.compose(io.StringIO(text))
        except (YAMLError, ValueError, OverflowError):
            continue
    raise ValueError("not YAML")


class _Untyped:
    """Has the parser that is written in C leave nodes without types, which places do not need."""

    def __init__(self, **_: Any) -> None:
        """Take what the parser gives, and use none of it."""

    def resolve(self, *_: Any) -> str:
        """Return no type."""
        return ""

    def descend_resolver(self, *_: Any) -> None:
        """Look at nothing above a node."""

    def ascend_resolver(self) -> None:
        """Leave a node."""


def _last(node: Any) -> Any:
    """Return the scalar, or the list or mapping in brackets, that a value ends with."""
    if type(node).__name__ == "ScalarNode" or node.flow_style:
        return node
    last = node.value[-1]
    return _last(last[1] if isinstance(last, tuple) else last)


def _spans(text: str, node: Any) -> Iterator[tuple[int, int]]:
    """Yield where scalars stand; of a literal or folded one, the lines below its head."""
    if type(node).__name__ == "ScalarNode":
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            head = _BREAK.search(text, start)
            start = head.start() if head else end
        yield start, end
    for part in node.value if type(node).__name__ in ("MappingNode", "SequenceNode") else ():
        for child in part if isinstance(part, tuple) else (part,):
            yield from _spans(text, child)
