"""A layout in canonical form: keys in the order of their schema, each value in its one form.

A layout and the shape of its kind go in; the lines of the file come out. The forms are

- properties in the order of the schema; items, and keys that authors choose, in theirs;
- two columns further in for everything within something, dashes included;
- lists of ids in brackets, where they fit the line; other lists, and mappings, in brackets or
  braces where the author wrote them so and they fit, but for a file's own list of entries;
- prose that does not fit the line folded, and everything else as the author had it;
- one empty line where the author left some between entries, and none elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from surveymodel.authoring.layout import BLANK, Collection, Entry, Scalar
from surveymodel.authoring.shape import Shape
from surveymodel.authoring.written import WIDTH, Manner, blocked, in_block, in_flow, quoted
from surveymodel.content.comments import CUTS, switches

__all__ = ["Place", "arranged", "comments_by_place", "lines"]

MODELINE: Final = "# yaml-language-server:"

#: Definitions of the schemas for prose, which is folded, and for lists that stay as they are.
_PROSE: Final = ("text",)
_AS_IT_IS: Final = ("truths",)
_MANNERS: Final[dict[str, Manner]] = {
    "control-id": "control", "condition": "condition", "line": "prose", "text": "prose",
}  # fmt: skip
#: Kinds of which each entry in braces is one line, however long: catalogues are tables.
_TABLES: Final = ("standard",)

Place = tuple[str | int, ...]
"""Keys and numbers of items that lead to an entry; ``below`` for what follows the last one."""


# ---------------------------------------------------------------------------------------------
# Order and comments


def arranged(root: Collection, shape: Shape) -> list[str]:
    """Put a layout into canonical order; return the comments at the head of the file.

    What stands above the first key speaks of the file and stays where it is.
    """
    first = root.entries[0]
    head, first.above = first.above, []
    _arrange(root, shape, apart=True)
    if root.entries[0] is not first:
        head, first.above = _parted(head, first)
    head = _tidy(head)
    if head[:1] and head[0].startswith(MODELINE) and head[1:2] == [BLANK]:
        del head[1]
    return head


def _arrange(node: Collection, shape: Shape, *, apart: bool = False) -> None:
    """Put what is in a list or mapping into order; ``apart`` keeps empty lines between properties."""
    for entry in node.entries:
        if isinstance(entry.value, Collection):
            _arrange_value(entry, entry.value, shape.inside(entry.key, entry.value))
    places = {key: place for place, key in enumerate(shape.order)} if node.mapping else {}
    if places:
        node.entries.sort(key=lambda entry: places[str(entry.key)])
    blanks = apart or not places
    for place, entry in enumerate(node.entries):
        if len(entry.beside) > 1:
            entry.above, entry.beside = [*entry.above, *entry.beside], []
        entry.above = _tidy(entry.above, follows=place > 0, blanks=blanks)
    node.below = _tidy(node.below, follows=True, blanks=blanks)
    if node.below[-1:] == [BLANK]:
        node.below.pop()


def _arrange_value(entry: Entry, value: Collection, shape: Shape) -> None:
    """Put a value into order, with the comments that stand on the way to its first entry."""
    first = value.entries[0] if value.entries else None
    _arrange(value, shape)
    if first is None:
        if value.below:
            entry.above, entry.beside = [*entry.above, *entry.beside, *value.below], []
            value.below = []
        return
    if entry.key is None:
        if value.entries[0] is not first:
            entry.above, first.above = _parted(entry.above, first)
        lead = value.entries[0]
        if lead.above:
            entry.above, entry.beside = [*entry.above, *entry.beside, *lead.above], []
            lead.above = []


def _parted(above: list[str], first: Entry) -> tuple[list[str], list[str]]:
    """Return comments above a mapping, and those above what was its first key and is no more.

    A comment that switches a check off speaks of the line below it and goes with that line.
    """
    end = len(above)
    while end and switches(above[end - 1 : end], 1):
        end -= 1
    return above[:end], [*above[end:], *first.above]


def _tidy(comments: list[str], *, follows: bool = False, blanks: bool = True) -> list[str]:
    """Return comments without superfluous blanks; ``follows`` says that something stands above."""
    result: list[str] = []
    for text in comments:
        if text != BLANK:
            result.append(text)
        elif blanks and (result[-1] != BLANK if result else follows):
            result.append(BLANK)
    return result


def comments_by_place(root: Collection, place: Place = ()) -> Iterator[tuple[Place, list[str]]]:
    """Yield the comments of an arranged layout, each list with the place that it is about.

    What is about an item and what is about its first property is one place: they share a line.
    """
    for index, entry in enumerate(root.entries):
        here = (*place, index if entry.key is None else entry.key)
        yield here, [text for text in (*entry.above, *entry.beside) if text]
        if isinstance(entry.value, Collection):
            lead = (*here, entry.value.entries[0].key or 0) if entry.value.entries else here
            for inner, found in comments_by_place(entry.value, here):
                first = entry.key is None and inner == lead
                yield here if first else inner, found
    yield (*place, "below"), [text for text in root.below if text]


# ---------------------------------------------------------------------------------------------
# Lines


def lines(root: Collection, shape: Shape, kind: str) -> Iterator[str]:
    """Yield the lines of an arranged layout."""
    yield from _Writer(kind in _TABLES).block(root, shape, 0)


@frozen
class _Writer:
    """Writes lists and mappings as lines."""

    table: bool  #: whether an entry in braces is one line, however long

    def block(self, node: Collection, shape: Shape, column: int) -> Iterator[str]:
        """Yield the lines of a list or mapping in block style, which begins at a column."""
        margin = " " * column
        for entry in node.entries:
            yield from (margin + text if text else text for text in entry.above)
            head = "-" if entry.key is None else f"{in_block(entry.key, _manner(shape.keys))}:"
            inner = shape.inside(entry.key, entry.value)
            if isinstance(entry.value, Scalar):
                found = self.scalar(entry, entry.value, inner, column, margin + head)
            else:
                found = self.collection(entry, entry.value, inner, column, margin + head)
            yield from found
        yield from (margin + text if text else text for text in node.below)

    def scalar(self, entry: Entry, value: Scalar, shape: Shape, column: int, head: str) -> Iterator[str]:
        """Yield the lines of an entry with a single value."""
        text = in_block(value.value, _manner(shape))
        cut = text == value.value and " " in text and entry.key != "when" and _cuts(entry)
        if cut and not value.style:
            yield f"{head} {text}  {entry.beside[0]}"  # a check reports it, so nothing hides it
            return
        block = _block(value, shape, column, f"{head} {text}")
        if block is not None:
            yield from _beside(entry, column, f"{head} {block[0]}")
            yield from (f"{' ' * (column + 2)}{line}".rstrip() for line in block[1])
        elif cut:
            yield from _beside(entry, column, f"{head} {quoted(text)}", f"{head} {text}")
        else:
            yield from _beside(entry, column, f"{head} {text}")

    def collection(
        self, entry: Entry, value: Collection, shape: Shape, column: int, head: str
    ) -> Iterator[str]:
        """Yield the lines of an entry with a list or mapping."""
        listed = not value.mapping and any(isinstance(e.value, Collection) for e in value.entries)
        flow = None if listed and not column else self.flow(value, shape)
        if flow is not None:
            line = f"{head} {flow}"
            if len(line) <= WIDTH or not value.entries or (self.table and value.mapping):
                yield from _beside(entry, column, line)
                return
        inner = self.block(value, shape, column + 2)
        if entry.key is None:
            yield from (f"{' ' * column}{comment}" for comment in entry.beside)
            for line in inner:
                if not line.lstrip().startswith("#"):
                    yield f"{head} {line.lstrip()}"
                    break
                yield f"{' ' * column}{line.lstrip()}"
        else:
            yield from _beside(entry, column, head)
        yield from inner

    def flow(self, node: Collection, shape: Shape) -> str | None:
        """Return a list or mapping in brackets or braces, where that is its form."""
        if not node.bare or (node.entries and not self.flows(node, shape)):
            return None
        parts = [self.part(entry, node, shape) for entry in node.entries]
        if None in parts:
            return None
        inside = ", ".join(part for part in parts if part)
        return f"{{{inside}}}" if node.mapping else f"[{inside}]"

    def flows(self, node: Collection, shape: Shape) -> bool:
        """Whether a list or mapping stands in brackets or braces if it fits."""
        if node.mapping or shape.name in _AS_IT_IS:
            return node.flow
        if not all(isinstance(entry.value, Scalar) for entry in node.entries):
            return node.flow
        return all(_manner(shape.inside(None, entry.value)) != "prose" for entry in node.entries)

    def part(self, entry: Entry, node: Collection, shape: Shape) -> str | None:
        """Return one entry of what stands in brackets or braces, or None where it cannot."""
        inner, value = shape.inside(entry.key, entry.value), entry.value
        if isinstance(value, Collection):
            text = self.flow(value, inner)
        elif isinstance(value.value, str) and "\n" in value.value:
            text = None
        else:
            text = in_flow(value.value, self.spoken(inner), pair=node.mapping)
        if entry.key is None or text is None:
            return text
        return f"{in_flow(entry.key, _manner(shape.keys), pair=True)}: {text}"

    def spoken(self, shape: Shape) -> Manner:
        """Return what a text in brackets is; outside tables, one word of prose is a word."""
        manner = _manner(shape)
        return manner if self.table or manner != "prose" else ""


def _manner(shape: Shape) -> Manner:
    return _MANNERS.get(shape.name, "")


def _block(value: Scalar, shape: Shape, column: int, line: str) -> tuple[str, list[str]] | None:
    """Return a text in block style, where that is its form; ``line`` is the other one."""
    text = value.value
    if not isinstance(text, str):
        return None
    breaks = "\n" in text
    folds = len(line) > WIDTH and (shape.name in _PROSE or value.style in ("|", ">"))
    found = blocked(text, column + 2, _manner(shape)) if breaks or folds else None
    if found is None or breaks or len(found[1]) > 1 or column + 2 + len(text) <= WIDTH:
        return found
    return None


def _cuts(entry: Entry) -> bool:
    """Whether the comment beside a plain text would be taken for its end."""
    return any(CUTS.match(f"  {comment}") for comment in entry.beside)


def _beside(entry: Entry, column: int, line: str, alone: str | None = None) -> Iterator[str]:
    """Yield a line with the comment beside it, or above it where both do not fit."""
    for comment in entry.beside:
        if len(line) + 2 + len(comment) <= WIDTH:
            yield f"{line}  {comment}"
            return
        yield f"{' ' * column}{comment}"
    yield line if alone is None else alone
