"""A YAML file as its author laid it out: values with the comments and blank lines around them.

The text of a file that reads without an error goes in; a tree comes out in which every comment
stands at the entry that it is about: above it, beside its value, or below the last entry of its
list or mapping.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field

from surveymodel.content.scalar import Refused, plain_value

__all__ = ["BLANK", "Collection", "Entry", "Node", "Scalar", "comments_of", "read_layout"]

#: Stands among comments where the author left one line or more empty.
BLANK: Final = ""

_TRIVIA: Final = re.compile(r"(?P<comment>#[^\n]*)|\n(?P<blank>[ \t]*)(?=\n)|(?P<dash>-)")
_BESIDE: Final = re.compile(r"[ \t]*[,:]?[ \t]*(#[^\n]*)")
#: The columns of comments that follow the dash of their entry: on its line, and below it.
_DASHED: Final = -1
_DASHED_BELOW: Final = -2


@define
class Scalar:
    """A string, a whole number or a boolean."""

    value: str | int | bool
    style: str  #: how it stands in the file: ``''`` plain, ``'`` or ``"`` quoted, ``>`` or ``|``


@define
class Collection:
    """A list or a mapping."""

    mapping: bool
    flow: bool  #: whether it stands in brackets or braces
    column: int
    entries: list[Entry] = field(factory=list)
    below: list[str] = field(factory=list)  #: comments after the last entry

    @property
    def bare(self) -> bool:
        """Whether there is no comment and no blank line in it, at any depth."""
        return not self.below and all(entry.bare for entry in self.entries)


Node = Scalar | Collection


@define
class Entry:
    """One item of a list or one pair of a mapping."""

    key: str | None  #: of a pair
    value: Node
    above: list[str] = field(factory=list)
    beside: list[str] = field(factory=list)

    @property
    def bare(self) -> bool:
        """Whether there is no comment and no blank line at it or in its value."""
        inner = isinstance(self.value, Scalar) or self.value.bare
        return inner and not self.above and not self.beside


def read_layout(text: str) -> Collection:
    """Return the layout of a text whose document is a mapping and has no faults."""
    return _Reader(text).document()


def comments_of(text: str) -> list[str]:
    """Return every comment of such a text in order: what stands between its scalars after ``#``."""
    found, at = [], 0
    for event in _events(text):
        if type(event).__name__ == "ScalarEvent":
            start, end = _span(text, event)
            found += re.findall(r"#[^\n]*", text[at:start])
            found += [header] if (header := _header(text, event)) else []
            at = end
    return [comment.rstrip() for comment in (*found, *re.findall(r"#[^\n]*", text[at:]))]


def _events(text: str) -> Iterator[Any]:
    """Yield the events of a text; what the parser written in C does not take, the other one does."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = list(YAML(typ="safe").parse(io.StringIO(text)))
    except YAMLError:
        found = list(YAML(typ="safe", pure=True).parse(io.StringIO(text)))
    yield from found


def _span(text: str, event: Any) -> tuple[int, int]:
    """Return where a scalar's own text begins and ends, without blank lines that follow it."""
    start, end = event.start_mark.index, event.end_mark.index
    return start, start + len(text[start:end].rstrip()) if event.style in ("|", ">") else end


def _header(text: str, event: Any) -> str | None:
    """Return the comment beside the indicator of a text in block style."""
    if event.style not in ("|", ">"):
        return None
    match = re.compile(r"\S+[ \t]+(#[^\n]*)").match(text, event.start_mark.index)
    return match[1] if match else None


@define
class _Reader:
    """Takes the events of a text one by one, and what stands between them."""

    text: str
    at: int = 0  #: everything before it has its place in the tree
    events: Iterator[Any] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.events = _events(self.text)

    def document(self) -> Collection:
        event = next(self.events)
        while type(event).__name__ != "MappingStartEvent":
            event = next(self.events)
        found = self.collection(event, None)
        root = outside = Entry(None, found)
        self.settle(self.gap(len(self.text)), -1, root, outside)
        found.below += outside.above
        return found

    # -- what stands between the values

    def gap(self, end: int, *, dashes: bool = False) -> list[tuple[str, int]]:
        """Return the comments and blank lines up to a place, each with its column.

        ``dashes`` says that the place is that of an item.
        """
        found: list[tuple[str, int]] = []
        dash = None
        for match in _TRIVIA.finditer(self.text, self.at, end):
            start = self.text.rfind("\n", 0, match.start()) + 1
            if match["dash"]:
                dash = start if dashes else None
            elif match["blank"] is not None:
                found.append((BLANK, 0))
            else:
                column = match.start() - start
                column = column if dash is None else _DASHED if dash == start else _DASHED_BELOW
                found.append((match[0].rstrip(), column))
        self.at = max(self.at, end)
        return found

    def beside(self) -> list[str]:
        """Return the comment on the line of what was read last, if there is one."""
        match = _BESIDE.match(self.text, self.at)
        if match is None:
            return []
        self.at = match.end()
        return [match[1].rstrip()]

    def settle(self, found: list[tuple[str, int]], column: int, before: Entry | None, entry: Entry) -> None:
        """Give comments to the entry that follows them, or to a list or mapping that ends before them.

        ``column`` is that of the entry; comments further in belong to the innermost of what ends
        here that does not stand further in than they do.
        """
        ending = list(_ending(before.value)) if before else []
        blank = False
        for text, at in found:
            if text == BLANK:
                blank = True
                continue
            around = [inner for inner in ending if column < at >= inner.column]
            ending = around
            target = around[-1].below if around else entry.above
            target += [BLANK, text] if blank else [text]
            blank = False
        entry.above += [BLANK] if blank else []

    # -- values

    def collection(self, start: Any, owner: Entry | None) -> Collection:
        """Read a list or mapping to its end; ``owner`` is the entry whose value it is, if it is any's."""
        mapping = type(start).__name__ == "MappingStartEvent"
        found = Collection(mapping, bool(start.flow_style), start.start_mark.column)
        if found.flow:
            self.at = start.start_mark.index + (self.text[start.start_mark.index] in "[{")
            if owner is not None:
                owner.beside += self.beside()
        event = next(self.events)
        while not type(event).__name__.endswith("EndEvent"):
            self.entry(event, found)
            event = next(self.events)
        if found.flow:
            found.below += [text for text, _ in self.gap(event.end_mark.index) if text]
            beside = owner.beside if owner is not None and found.bare and not owner.beside else found.below
            beside += self.beside()
        return found

    def entry(self, event: Any, into: Collection) -> None:
        """Read one entry, which begins with an event, into its list or mapping."""
        before = into.entries[-1] if into.entries else None
        entry = Entry(event.value if into.mapping else None, Scalar("", ""))
        found = self.gap(event.start_mark.index, dashes=not into.mapping and not into.flow)
        inner = [text for text, column in found if column == _DASHED_BELOW]
        if into.flow:
            entry.above += [text for text, _ in found]
        else:
            outer = [one for one in found if one[1] != _DASHED_BELOW]
            self.settle(outer, into.column, before, entry)
        into.entries.append(entry)
        if into.mapping:
            self.at = event.end_mark.index
            entry.beside += self.beside()
            event = next(self.events)
        entry.value = value = self.value(event, entry)
        first = value.entries[0] if isinstance(value, Collection) and not value.flow else entry
        first.above = [*inner, *first.above] if first is not entry else [*first.above, *inner]

    def value(self, event: Any, owner: Entry) -> Node:
        scalar = type(event).__name__ == "ScalarEvent"
        if scalar or event.flow_style:
            owner.above += [text for text, _ in self.gap(event.start_mark.index) if text]
        if not scalar:
            return self.collection(event, owner)
        owner.beside += [header.rstrip()] if (header := _header(self.text, event)) else []
        self.at = _span(self.text, event)[1]
        owner.beside += self.beside()
        style = event.style or ""
        value = event.value if style else plain_value(event.value)
        assert not isinstance(value, Refused), "the text has no faults"
        return Scalar(value, style)


def _ending(node: Node) -> Iterator[Collection]:
    """Yield a node and its last nodes within, as far as they are in block style."""
    while isinstance(node, Collection) and not node.flow:
        yield node
        node = node.entries[-1].value
