"""Several values of a YAML file set at once, with everything else left as its author wrote it.

A text and edits go in; the text with all of them comes out. It is parsed once for edits that do
not touch each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from surveymodel.project.edit import Block
from surveymodel.project.flow import flow
from surveymodel.project.layout import Layout, Splice

__all__ = ["Append", "Drop", "Edit", "Put", "Rename", "edited"]


@frozen
class Put:
    """An entry of the mapping at a path: its value set, or the entry added as the last one."""

    path: tuple[str, ...]
    key: str
    data: Any
    lines: bool = False  #: whether a new mapping is written in lines, however short it is

    def splice(self, layout: Layout) -> Splice:
        """Return what it does to a text."""
        return Block.at(layout, self.path).put(self.key, self.data, (), lines=self.lines)


@frozen
class Drop:
    """An entry of the mapping at a path taken out."""

    path: tuple[str, ...]
    key: str

    def splice(self, layout: Layout) -> Splice:
        """Return what it does to a text."""
        return Block.at(layout, self.path).drop(self.key)


@frozen
class Append:
    """One more item at the end of the list at a path."""

    path: tuple[str, ...]
    item: Any

    def splice(self, layout: Layout) -> Splice:
        """Return what it does to a text."""
        *above, key = self.path
        entry = Block.at(layout, above).entry(key)
        if type(entry.node).__name__ != "SequenceNode":
            raise ValueError("this is no list")
        if entry.node.flow_style:
            return _within_brackets(layout, entry.node, flow(self.item))
        if layout.needs_break(entry.node):
            raise ValueError("the last item ends in a text of several lines")
        at, column = layout.line_end(entry.end), layout.column(entry.node.start_mark.index)
        return Splice.of(layout.text, at, at, f"{layout.newline(at)}{' ' * column}- {flow(self.item)}")


@frozen
class Rename:
    """Another key for an entry of the mapping at a path."""

    path: tuple[str, ...]
    key: str
    new: str

    def splice(self, layout: Layout) -> Splice:
        """Return what it does to a text."""
        entry = Block.at(layout, self.path).entry(self.key)
        for written in (self.key, f'"{self.key}"', f"'{self.key}'"):
            if layout.text.startswith(written, entry.start):
                return Splice(entry.start, entry.start + len(written), flow(self.new))
        raise ValueError("the key is not written as it reads")


Edit = Put | Drop | Append | Rename


def edited(text: str, edits: Iterable[Edit], layout: Layout | None = None) -> str:
    """Return a text with edits made in it, one after the other; ``layout`` is the text's where it is known.

    Raises ``KeyError`` where there is nothing at a path, ``ValueError`` where the text is laid out
    so that an edit cannot be made.
    """
    waiting = list(edits)
    while waiting:
        layout = layout or Layout.of(text)
        splices = list(_apart(layout, waiting))
        for splice in sorted(splices, key=lambda one: (one.start, one.end))[::-1]:
            text = splice.applied(text)
        waiting, layout = waiting[len(splices) :], None
    return text


def _apart(layout: Layout, edits: Sequence[Edit]) -> Iterator[Splice]:
    """Yield what the first edits do to a text, up to one that touches what another does."""
    made: list[tuple[Edit, Splice]] = []
    for edit in edits:
        try:
            splice = edit.splice(layout)
        except KeyError:
            if not made:
                raise
            return  # of what an edit before it makes
        if any(_touch((edit, splice), other) for other in made):
            return
        made.append((edit, splice))
        yield splice


def _touch(one: tuple[Edit, Splice], other: tuple[Edit, Splice]) -> bool:
    """Whether two edits cannot be made independently of each other.

    Two additions in one place can, in their order, if they are to the same mapping or list, and so
    can one right after what is replaced, though not right after what is taken out.
    """
    (edit, first), (before, second) = one, other
    if first.start == first.end and second.start == second.end:
        alike = type(edit) is type(before) and edit.path == before.path
        return first.start == second.start and not alike
    if first.start == first.end:
        return second.start <= first.start < second.end + isinstance(before, Drop)
    if second.start == second.end:
        return first.start <= second.start < first.end + isinstance(edit, Drop)
    return first.start < second.end and second.start < first.end


def _within_brackets(layout: Layout, node: Any, item: str) -> Splice:
    start, end = node.start_mark.index, node.end_mark.index
    if layout.between(start, end):
        raise ValueError("comments within the list have no line to go to")
    if not node.value:
        return Splice(start, end, f"[{item}]")
    at = node.value[-1].end_mark.index
    return Splice(at, at, f", {item}")
