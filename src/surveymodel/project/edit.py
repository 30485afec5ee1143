"""One value of a YAML file set or taken out, with everything else left as its author wrote it.

A text, the path of a mapping and a key go in; the text with that one entry changed comes out.
A round trip through a YAML library moves comments that stand before the next entry and breaks
lines anew, so the entry is found by the parser and the text is changed in its place.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from surveymodel.content.scalar import plain_value

__all__ = ["dropped", "flow", "put"]

#: The widest line that an entry is written on.
WIDTH: Final = 100

_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def flow(data: Any) -> str:
    """Return plain data (texts, whole numbers, lists, mappings) as YAML on one line."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(flow, data)) + "]"
    if isinstance(data, int):
        return str(data)
    plain = _WORD.fullmatch(data) and plain_value(data) == data
    return str(data) if plain else json.dumps(data, ensure_ascii=False)


def put(text: str, path: Sequence[str], key: str, data: Any, *, before: Collection[str] = ()) -> str:
    """Return a text in which the mapping at ``path`` has ``data`` under ``key``.

    A new entry follows the last entry there whose key is in ``before``, or else the last of all.
    Raises ``KeyError`` where the text has no mapping at that path.
    """
    return _Mapping.at(text, path).put(key, data, before)


def dropped(text: str, path: Sequence[str], key: str) -> str:
    """Return a text in which the mapping at ``path`` has no ``key`` any more.

    Raises ``KeyError`` where there is no such mapping or key.
    """
    return _Mapping.at(text, path).drop(key)


@frozen
class _Entry:
    """Where one entry of a mapping stands: its key, and its value without what follows it."""

    key: str
    start: int
    colon: int  #: where the text after the key's colon begins
    end: int
    node: Any


@frozen
class _Mapping:
    """One mapping of a text."""

    text: str
    node: Any
    indent: int  #: of the entry whose value the mapping is; -2 for the whole document
    inside_flow: bool

    @classmethod
    def at(cls, text: str, path: Sequence[str]) -> _Mapping:
        from ruamel.yaml import YAML

        node = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        indent, inside_flow = -2, False
        for name in path:
            found = next((pair for pair in _pairs(node) if pair[0].value == name), None)
            if found is None:
                raise KeyError(name)
            inside_flow = inside_flow or bool(node.flow_style)
            indent, node = found[0].start_mark.column, found[1]
        if type(node).__name__ != "MappingNode":
            raise KeyError(path[-1] if path else "")
        return cls(text, node, indent, inside_flow)

    @property
    def entries(self) -> list[_Entry]:
        """The mapping's entries in their order."""
        result = []
        for key, value in _pairs(self.node):
            colon = self.text.index(":", key.end_mark.index) + 1
            end = max(colon, _end(self.text, value))
            result.append(_Entry(key.value, key.start_mark.index, colon, end, value))
        return result

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    @property
    def column(self) -> int:
        """Where the keys of a block mapping stand."""
        pairs = _pairs(self.node)
        flowing = self.node.flow_style or not pairs
        return self.indent + 2 if flowing else int(pairs[0][0].start_mark.column)

    def spliced(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    def line_end(self, at: int) -> int:
        """Return the end of the line that a place stands in, before its line break."""
        found = re.compile(r"\r?\n|\Z").search(self.text, at)
        return found.start() if found else len(self.text)

    # -- putting

    def put(self, key: str, data: Any, before: Collection[str]) -> str:
        entries = self.entries
        known = next((entry for entry in entries if entry.key == key), None)
        if known is not None:
            return self.replaced(known, data)
        if self.node.flow_style:
            return self.into_flow(entries, key, data)
        anchors = [entry for entry in entries if entry.key in before] or entries
        at = self.line_end(anchors[-1].end)
        return self.spliced(at, at, self.newline + self.block(key, data))

    def replaced(self, entry: _Entry, data: Any) -> str:
        """Return the text with one value replaced; comments within the old one move above the key."""
        if self.node.flow_style:
            return self.spliced(entry.colon, entry.end, f" {flow(data)}")
        margin = " " * self.column
        above = "".join(f"{comment}{self.newline}{margin}" for comment in _comments(self.text, entry))
        return self.spliced(entry.start, entry.end, above + self.block(entry.key, data).lstrip())

    def block(self, key: str, data: Any) -> str:
        """Return an entry of a block mapping: on one line, or if that is too long on several."""
        margin = " " * self.column
        line = f"{margin}{flow(key)}: {flow(data)}"
        if len(line) <= WIDTH or not isinstance(data, Mapping):
            return line
        inner = (f"{margin}  {flow(name)}: {flow(value)}" for name, value in data.items())
        return self.newline.join((f"{margin}{flow(key)}:", *inner))

    def into_flow(self, entries: list[_Entry], key: str, data: Any) -> str:
        """Return the text with one more entry in braces; empty braces open into lines."""
        start, end = self.node.start_mark.index, self.node.end_mark.index
        if not entries and not self.inside_flow:
            head = self.text[:start].rstrip(" ")
            rest = self.line_end(end)
            return head + self.text[end:rest] + self.newline + self.block(key, data) + self.text[rest:]
        entry = f"{flow(key)}: {flow(data)}"
        if not entries:
            return self.spliced(start, end, "{" + entry + "}")
        return self.spliced(entries[-1].end, entries[-1].end, f", {entry}")

    # -- dropping

    def drop(self, key: str) -> str:
        entries = self.entries
        at = next((index for index, entry in enumerate(entries) if entry.key == key), None)
        if at is None:
            raise KeyError(key)
        entry = entries[at]
        if self.node.flow_style:
            return self.out_of_flow(entries, at)
        first = self.text.rfind("\n", 0, entry.start) + 1
        last = self.line_end(entry.end)
        kept = [*_comments(self.text, entry), *_trailing(self.text[entry.end : last])]
        margin = " " * self.column
        lines = self.newline.join(margin + comment for comment in kept)
        if len(entries) == 1:
            return self.emptied(first, last, lines)
        return self.spliced(first, last if kept else self.after(last), lines)

    def after(self, end: int) -> int:
        """Return where the next line begins."""
        return end + len(self.newline) if end < len(self.text) else end

    def emptied(self, first: int, last: int, lines: str) -> str:
        """Return the text with a block mapping whose only entry goes: braces take its place."""
        if self.indent < 0:
            raise KeyError("a file keeps at least one entry")
        over = self.text.rindex(":", 0, first) + 1
        between = self.text[over:first]
        rest = self.newline + lines if lines else ""
        return f"{self.text[:over]} {{}}{between.rstrip(chr(10) + chr(13))}{rest}{self.text[last:]}"

    def out_of_flow(self, entries: list[_Entry], at: int) -> str:
        if at + 1 < len(entries):
            return self.spliced(entries[at].start, entries[at + 1].start, "")
        start = entries[at - 1].end if at else entries[at].start
        return self.spliced(start, entries[at].end, "")


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return list(node.value) if type(node).__name__ == "MappingNode" else []


def _end(text: str, node: Any) -> int:
    """Return where a value's own text ends, without comments and lines that follow it."""
    kind = type(node).__name__
    if kind == "ScalarNode" or node.flow_style:
        end = int(node.end_mark.index)
        return len(text[:end].rstrip()) if getattr(node, "style", None) in ("|", ">") else end
    last = node.value[-1]
    return _end(text, last[1] if kind == "MappingNode" else last)


def _scalars(node: Any) -> list[tuple[int, int]]:
    if type(node).__name__ == "ScalarNode":
        return [(node.start_mark.index, node.end_mark.index)]
    parts = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    return [span for part in parts for span in _scalars(part)]


def _comments(text: str, entry: _Entry) -> list[str]:
    """Return the comments between an entry's colon and the end of its value."""
    found, at = [], entry.colon
    for start, end in [*_scalars(entry.node), (entry.end, entry.end)]:
        found += _trailing(text[at:start])
        at = max(at, end)
    return found


def _trailing(text: str) -> list[str]:
    return [match.rstrip() for match in re.findall(r"(?:(?<=\s)|^)#[^\r\n]*", text)]
