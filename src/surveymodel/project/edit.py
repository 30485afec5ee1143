"""One value of a YAML file set or taken out, with everything else left as its author wrote it.

A text, the path of a mapping and a key go in; the text with that one entry changed comes out.
A round trip through a YAML library moves comments that stand before the next entry and breaks
lines anew, so the entry is found by the parser and the text is changed in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from surveymodel.project.flow import flow
from surveymodel.project.layout import Entry, Layout, Splice

__all__ = ["Block", "comments", "dropped", "put"]

#: The widest line that an entry is written on.
WIDTH: Final = 100

_BELOW: Final = re.compile(r"(?:\r?\n[ \t]*)*\r?\n([ \t]+)#[^\r\n]*")  #: the next line with a comment only
_INDENT: Final = re.compile(r"(?<=\n)[ \t]+(?=#)")
_ENDS_LINE: Final = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")


def comments(text: str) -> list[str]:
    """Return the comments of a text; raises ``ValueError`` where it is not YAML."""
    return [comment for _, comment in Layout.of(text).comments]


def put(text: str, path: Sequence[str], key: str, data: Any, *, before: Collection[str] = ()) -> str:
    """Return a text in which the mapping at ``path`` has ``data`` under ``key``.

    A new entry follows the last entry there whose key is in ``before``, or else the last of all.
    Raises ``KeyError`` where the text has no mapping at that path, ``ValueError`` where it is
    laid out so that this cannot be done.
    """
    return Block.at(Layout.of(text), path).put(key, data, before).applied(text)


def dropped(text: str, path: Sequence[str], key: str) -> str:
    """Return a text in which the mapping at ``path`` has no ``key`` any more.

    Raises ``KeyError`` where there is no such mapping or key, ``ValueError`` where the text is
    laid out so that this cannot be done.
    """
    return Block.at(Layout.of(text), path).drop(key).applied(text)


@frozen
class Block:
    """One mapping of a text, in lines or in braces, and how its entries are written."""

    layout: Layout
    node: Any
    colon: int | None  #: where the text after the colon of its own key begins
    indent: int  #: the column of the mapping that it stands in; less than nothing for the whole document
    step: int  #: how far further to the right its keys stand
    inside_flow: bool  #: whether it stands within braces

    @classmethod
    def at(cls, layout: Layout, path: Sequence[str]) -> Block:
        """Return the mapping at a path; raises ``KeyError`` where there is none."""
        node, step = layout.root, _step(layout)
        colon: int | None = None
        indent, inside_flow = -step, False
        for name in path:
            found = next((entry for entry in layout.entries(node) if entry.key == name), None)
            if found is None:
                raise KeyError(name)
            indent, inside_flow = layout.column(node.start_mark.index), bool(node.flow_style)
            colon, node = found.colon, found.node
        if type(node).__name__ != "MappingNode":
            raise KeyError(tuple(path))
        return cls(layout, node, colon, indent, step, inside_flow)

    @property
    def entries(self) -> list[Entry]:
        """Its entries, in their order."""
        return self.layout.entries(self.node)

    def entry(self, key: str) -> Entry:
        """Return the entry with a key; raises ``KeyError`` where there is none."""
        found = next((entry for entry in self.entries if entry.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def span(self) -> tuple[int, int]:
        """Where its first character stands, and where what follows it begins."""
        return self.node.start_mark.index, self.node.end_mark.index

    @property
    def column(self) -> int:
        """Where the keys of a block mapping stand."""
        return self.layout.column(self.span[0])

    def spliced(self, start: int, end: int, new: str) -> Splice:
        """Return the replacement of a part of the text; no comment that follows touches what is new."""
        return Splice.of(self.layout.text, start, end, new)

    def spelt(self, data: Any) -> str:
        """Return data on one line, as JSON where the whole text is JSON."""
        if _is_json(self.layout.text):
            return json.dumps(data, ensure_ascii=False)
        return flow(data)

    # -- putting

    def put(self, key: str, data: Any, before: Collection[str], *, lines: bool = False) -> Splice:
        """Return what sets the value of a key, or adds it; with ``lines``, a new mapping in lines of its own."""
        entries = self.entries
        known = next((entry for entry in entries if entry.key == key), None)
        if known is not None:
            return self.replaced(known, data)
        if not entries:
            return self.into_empty(key, data) if self.inside_flow else self.opened(key, data, lines=lines)
        anchor = ([entry for entry in entries if entry.key in before] or entries)[-1]
        if self.node.flow_style:
            return self.into_flow(anchor, f"{self.spelt(key)}: {self.spelt(data)}")
        at = self.below(anchor)
        block = self.block(key, data, self.column, lines=lines)
        return self.spliced(at, at, self.layout.newline(at) + block)

    def below(self, anchor: Entry) -> int:
        """Return where an entry ends, together with comments further to the right below it."""
        at = self.layout.line_end(anchor.end)
        while (line := _BELOW.match(self.layout.text, at)) and len(line[1]) > self.column:
            at = line.end()
        return at

    def block(self, key: str, data: Any, column: int, *, lines: bool = False) -> str:
        """Return an entry of a block mapping with the space in front of it."""
        head = f"{' ' * column}{flow(key)}:"
        return head + (self.parts(data, WIDTH if lines else len(head), column) or f" {flow(data)}")

    def parts(self, data: Any, used: int, column: int) -> str | None:
        """Return the parts of a value on lines of their own, where it is too long for its line.

        A list of mappings always has a line for each of them.
        """
        start = self.layout.newline(self.span[0]) + " " * (2 * column - self.indent)
        if isinstance(data, list) and data and all(isinstance(item, Mapping) for item in data):
            return "".join(f"{start}- {flow(item)}" for item in data)
        if not isinstance(data, Mapping) or used + 1 + len(flow(data)) <= WIDTH:
            return None
        return "".join(f"{start}{flow(name)}: {flow(value)}" for name, value in data.items())

    def replaced(self, entry: Entry, data: Any) -> Splice:
        """Return the text with one value replaced; comments within the old one move above the key."""
        text, value = self.layout.text, entry.node.start_mark.index
        if entry.colon is None:
            raise ValueError("the key stands behind a question mark")
        column = self.layout.column(entry.start)
        lead = text[entry.colon : value]
        lead = lead if lead and not lead.strip(" \t") else " "
        head = text[entry.start : entry.colon]
        parts = None if self.node.flow_style else self.parts(data, column + len(head), column)
        new = head + (parts or f"{lead}{self.spelt(data)}")
        moved = self.layout.between(entry.colon, entry.end)
        if moved and not self.layout.begins_line(entry.start):
            raise ValueError("comments within the value have no line to go to")
        margin = self.layout.newline(entry.start) + " " * column
        return self.spliced(entry.start, entry.end, "".join(f"{c}{margin}" for c in moved) + new)

    def opened(self, key: str, data: Any, *, lines: bool = False) -> Splice:
        """Return the text with an entry in place of empty braces, which open into lines."""
        layout, (start, end) = self.layout, self.span
        rest, newline = layout.line_end(end), layout.newline(end)
        within, beside = layout.between(start, end), layout.text[end:rest]
        beside = f" {beside}" if beside.startswith("#") else beside.rstrip(" \t")
        column = self.indent + self.step
        if not layout.begins_line(start):
            start = len(layout.text[:start].rstrip(" \t"))
            head = beside
            above = ["", *(" " * column + comment for comment in within)]
        else:
            start = layout.line_start(start)
            column = self.column
            head = ""
            above = [" " * column + comment for comment in (*within, *layout.between(end, rest))]
        block = self.block(key, data, column, lines=lines)
        return Splice(start, rest, head + newline.join([*above, block]))

    def into_empty(self, key: str, data: Any) -> Splice:
        """Return the text with a first entry in braces that stand within others."""
        start, end = self.span
        rest = self.layout.text[start + 1 : end - 1]
        gap = " " if rest.startswith("#") else ""
        entry = f"{self.spelt(key)}: {self.spelt(data)}"
        return self.spliced(start, end, f"{{{entry}{gap}{rest if rest.strip() else ''}}}")

    def into_flow(self, anchor: Entry, entry: str) -> Splice:
        """Return the text with one more entry in braces: on a line of its own where the others have one."""
        layout, comma = self.layout, self.layout.comma(anchor.end)
        line = layout.line_end(anchor.end)
        near = comma if comma is not None and comma < line else None
        ends = _ENDS_LINE.match(layout.text, anchor.end if near is None else near + 1)
        if not ends or not layout.begins_line(anchor.start) or comma != near:
            return self.spliced(anchor.end, anchor.end, f", {entry}")
        new = layout.newline(line) + " " * layout.column(anchor.start) + entry
        if near is not None:
            return self.spliced(line, line, f"{new},")
        return self.spliced(anchor.end, line, f",{layout.text[anchor.end : line]}{new}")

    # -- dropping

    def drop(self, key: str) -> Splice:
        """Return what takes an entry out."""
        entries = self.entries
        at = next((index for index, entry in enumerate(entries) if entry.key == key), None)
        if at is None:
            raise KeyError(key)
        if self.node.flow_style:
            return self.out_of_flow(entries, at)
        layout, entry = self.layout, entries[at]
        first, last = layout.line_start(entry.start), layout.line_end(entry.end)
        if layout.text[first : entry.start].strip() not in ("", "?"):
            raise ValueError("the entry does not begin its line")
        below, margin = self.below(entry), " " * self.column
        rest = layout.newline(last).join(margin + comment for comment in layout.between(entry.start, last))
        deeper = _INDENT.sub(margin, layout.text[last:below])  # what stands above may take it for its own
        rest += deeper if rest else deeper.removeprefix("\r").removeprefix("\n")
        if len(entries) == 1:
            return self.emptied(first, below, rest)
        if rest:
            return self.spliced(first, below, rest)
        if below == len(layout.text) and not layout.needs_break(entries[at - 1].node):
            return self.spliced(layout.line_end_before(first), below, "")
        return self.spliced(first, layout.next_line(below), "")

    def emptied(self, first: int, last: int, rest: str) -> Splice:
        """Return the text with a block mapping whose only entry goes: braces take its place."""
        if self.indent < 0:
            raise ValueError("a document keeps at least one entry")
        if self.colon is None:
            raise ValueError("the key stands behind a question mark")
        text = self.layout.text
        between = text[self.colon : self.layout.line_end_before(first)]
        rest = self.layout.newline(first) + rest if rest else ""
        return Splice(self.colon, last, f" {{}}{between}{rest}")

    def out_of_flow(self, entries: list[Entry], at: int) -> Splice:
        """Return what takes an entry out of braces."""
        layout, entry = self.layout, entries[at]
        if len(entries) == 1 and not layout.between(*self.span):
            return self.spliced(*self.span, "{}")
        comma = layout.comma(entry.end)
        end = entry.end if comma is None else comma + 1
        if layout.begins_line(entry.start) and _ENDS_LINE.match(layout.text, end):
            before = layout.comma(entries[at - 1].end) if comma is None else None
            return self.lines_out_of_flow(entry, layout.line_end(end), before)
        cuts = [(entries[at - 1].end, entry.end)] if at else []
        cuts += [(entry.start, other.start) for other in entries[at + 1 : at + 2]]
        for cut in cuts or [(entry.start, end)]:
            if not layout.between(*cut):
                return self.spliced(*cut, "")
        raise ValueError("comments beside the entry have no line to go to")

    def lines_out_of_flow(self, entry: Entry, last: int, before: int | None) -> Splice:
        """Return the text without the lines of an entry, and without a comma before them."""
        layout = self.layout
        kept = layout.between(entry.start, last)
        margin = " " * layout.column(entry.start)
        lines = layout.newline(last).join(margin + comment for comment in kept)
        first = layout.line_start(entry.start)
        lines_out = self.spliced(first, last if kept else layout.next_line(last), lines)
        if before is None:
            return lines_out
        rest = layout.text[before + 1 : first] + lines_out.new
        after = rest or layout.text[lines_out.end :]
        gap = " " if after.startswith("#") else ""
        return Splice(before, lines_out.end, gap + rest)


def _step(layout: Layout) -> int:
    """Return how far the first block mapping within the document is indented; 2 if there is none."""
    for entry in layout.entries(layout.root):
        if layout.entries(entry.node) and not entry.node.flow_style:
            return layout.column(entry.node.start_mark.index) - layout.column(layout.root.start_mark.index)
    return 2


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
