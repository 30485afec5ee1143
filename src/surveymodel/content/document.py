"""A YAML file as plain data with the place of every value.

Text goes in; strings, whole numbers, booleans, lists and mappings come out, each with its line
and column, and beside them a diagnostic for everything the format does not allow. The file is
read as events, so neither an alias nor deep nesting can cost more than the text itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field, frozen

from surveymodel.content.comments import CUTS, Switch, Text, outside, switches
from surveymodel.content.decode import decode, refused_character
from surveymodel.content.scalar import MISSING, Refused, plain_key, plain_value
from surveymodel.errors import Diagnostic, Location

__all__ = ["BROKEN", "Document", "Path", "broken", "read"]

Path = tuple[str | int, ...]

MAX_DEPTH: Final = 40


class _Broken:
    """Stands where a value could not be read; a diagnostic says why."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = _Broken()


@frozen
class Document:
    """The plain data of one file, the place of every value and key, and what was wrong."""

    path: str
    data: Any
    values: dict[Path, tuple[int, int]]  #: where each value begins
    keys: dict[Path, tuple[int, int]]  #: where the key of each mapping's value begins
    inline: dict[Path, int]  #: column of the text of each string that stands whole on its line
    diagnostics: tuple[Diagnostic, ...]
    switches: tuple[Switch, ...] = ()  #: comments that switch checks off

    def at(self, path: Path) -> Location:
        """Return the place of a value, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return Location(self.path, *self.values[path[:length]])
        return Location(self.path)

    def at_key(self, path: Path) -> Location:
        """Return the place of a mapping's key, or of the nearest value around it."""
        if path in self.keys:
            return Location(self.path, *self.keys[path])
        return self.at(path)


def read(path: str, raw: bytes, *, first_line: int = 1) -> Document:
    """Read the bytes of a YAML file; ``path`` is the name under which diagnostics report it.

    ``first_line`` is the number of the text's first line where it is a part of a larger file.
    Never raises for what the bytes contain: faults come back as ``diagnostics``.
    """
    text = decode(path, raw)
    if isinstance(text, Diagnostic):
        return broken(path, text)
    builder = _Builder(path, text, first_line, pure=False)
    if not builder.build():
        builder = _Builder(path, text, first_line, pure=True)
        builder.build()
    return builder.document()


def broken(path: str, *faults: Diagnostic) -> Document:
    """Return the document of a file of which nothing could be read."""
    return Document(path, BROKEN, {}, {}, {}, faults)


@define
class _Frame:
    """One open list or mapping: where it stands, and what has been read of it."""

    path: Path
    container: list[Any] | dict[str, Any]
    key: str | None = None
    after_key: bool = False  #: a mapping's key has been read and its value has not


@define
class _Builder:
    """Builds plain data from YAML events."""

    path: str
    text: str
    first_line: int
    pure: bool  #: whether to pass over the parser written in C, which takes a little less than YAML 1.2
    root: Any = BROKEN
    values: dict[Path, tuple[int, int]] = field(factory=dict)
    keys: dict[Path, tuple[int, int]] = field(factory=dict)
    inline: dict[Path, int] = field(factory=dict)
    diagnostics: list[Diagnostic] = field(factory=list)
    stack: list[_Frame] = field(factory=list)
    documents: int = 0
    lines: list[str] = field(init=False)
    switches: tuple[Switch, ...] = field(init=False)  #: some of them may be text
    texts: list[Text] = field(factory=list)  #: where text may hide them

    def __attrs_post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.switches = switches(self.lines, self.first_line)

    def document(self) -> Document:
        off = outside(self.switches, self.texts)
        faults = tuple(self.diagnostics)
        return Document(self.path, self.root, self.values, self.keys, self.inline, faults, off)

    def report(self, code: str, message: str, mark: Any, severity: Any = "error") -> None:
        place = Location(self.path, *self.where(mark))
        self.diagnostics.append(Diagnostic(place, code, message, severity))

    def build(self) -> bool:
        """Take every event; return whether the text was YAML as far as it was read."""
        from ruamel.yaml.error import YAMLError

        try:
            for event in _events(self.text, pure=self.pure):
                if not self.accept(event):
                    self.root = BROKEN
                    return True
        except (YAMLError, ValueError, OverflowError) as error:
            self.root = BROKEN
            self.not_yaml(error)
            return False
        if not self.documents:
            self.diagnostics.append(Diagnostic(Location(self.path), "SM113", "the file is empty"))
        return True

    def not_yaml(self, error: Exception) -> None:
        """Report what the parser says, where it says where."""
        problem = getattr(error, "problem", None) or "an escape or a number is out of range"
        message = " ".join(f"not YAML: {problem}".split())[:200]
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            self.diagnostics.append(Diagnostic(Location(self.path), "SM104", message))
        else:
            self.report("SM104", message, mark)

    def accept(self, event: Any) -> bool:
        """Take one event; return whether reading can go on."""
        name = type(event).__name__
        if name == "DocumentStartEvent":
            return self.start_document(event)
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
            return True
        if name not in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            return True
        tagged = self.refuse_extras(event)
        if name == "ScalarEvent":
            self.scalar(event)
        elif name == "AliasEvent":
            self.place(BROKEN, event.start_mark)
        else:
            return self.open(event, {} if name == "MappingStartEvent" else [], tagged=tagged)
        return True

    def start_document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents > 1:
            self.report("SM106", "a file holds one document", event.start_mark)
            return False
        if event.version or event.tags:
            line = next(i for i, line in enumerate(self.lines, self.first_line) if line.startswith("%"))
            place = Location(self.path, line, 1)
            self.diagnostics.append(Diagnostic(place, "SM106", "directives are not used here"))
        return True

    def refuse_extras(self, event: Any) -> bool:
        """Report what YAML allows around a value and this format does not; return whether a tag is."""
        if event.anchor:
            what = "aliases" if type(event).__name__ == "AliasEvent" else "anchors"
            self.report("SM106", f"{what} are not used here: write the value out", event.start_mark)
        tag = getattr(event, "tag", None)
        if tag:
            self.report("SM106", f"tags are not used here: {str(tag)[:80]!r}", event.start_mark)
        return bool(tag)

    def open(self, event: Any, container: list[Any] | dict[str, Any], *, tagged: bool) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self.report("SM109", f"nested more than {MAX_DEPTH} deep", event.start_mark)
            return False
        path = self.place(BROKEN if tagged else container, event.start_mark)
        self.stack.append(_Frame(path, container))
        return True

    def scalar(self, event: Any) -> None:
        if self.switches and event.style not in (None, ""):
            start, end = self.where(event.start_mark), self.where(event.end_mark)
            self.texts.append(Text(start, end, event.style in ("|", ">")))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.container, dict) and not frame.after_key:
            self.key(frame, event)
            return
        path = self.place(self.typed(event), event.start_mark)
        self.note_text(path, event)

    def key(self, frame: _Frame, event: Any) -> None:
        value = self.typed(event, key=True)
        frame.after_key = True
        frame.key = value if isinstance(value, str) else None
        if frame.key is None:
            return
        path = (*frame.path, frame.key)
        if frame.key == "<<":
            self.report("SM106", "merge keys are not used here", event.start_mark)
            frame.key = None
        elif path in self.keys:
            line = self.keys[path][0]
            message = f"the key {frame.key[:80]!r} stands here twice (first on line {line})"
            self.report("SM105", message, event.start_mark)
            frame.key = None
        else:
            self.keys[path] = self.where(event.start_mark)

    def where(self, mark: Any) -> tuple[int, int]:
        return mark.line + self.first_line, mark.column + 1

    def place(self, value: Any, mark: Any) -> Path:
        """Put a value where it belongs and return its path."""
        where = self.where(mark)
        if not self.stack:
            self.root = value
            self.values[()] = where
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            path: Path = (*frame.path, len(frame.container) - 1)
        elif not frame.after_key:
            if value is not BROKEN:
                self.report("SM106", "a key is one word or line, not a list or mapping", mark)
            frame.after_key, frame.key = True, None
            return (*frame.path, "?")
        else:
            frame.after_key = False
            if frame.key is None:
                return (*frame.path, "?")
            frame.container[frame.key] = value
            path = (*frame.path, frame.key)
        self.values[path] = where
        return path

    def typed(self, event: Any, *, key: bool = False) -> Any:
        """Return the value of a scalar: a string, a whole number, a boolean, or BROKEN."""
        value: Any = event.value
        if event.style in (None, ""):
            value = plain_key(value) if key else plain_value(value)
        if isinstance(value, Refused):
            self.report(value.code, self.refusal(value, key=key), event.start_mark)
            return BROKEN
        fault = refused_character(value) if isinstance(value, str) else None
        if fault is not None:
            self.report("SM103", fault, event.start_mark)
            return BROKEN
        return value

    def refusal(self, refused: Refused, *, key: bool) -> str:
        """Return what is wrong with a key or value, naming the key of a missing value."""
        if key:
            return f"this key {refused.message}"
        name = self.stack[-1].key if self.stack and refused.message == MISSING else None
        if name is None:
            return f"this value {refused.message}"
        return f"the value of {name[:40]!r} {MISSING} (in braces, quote text that has a comma)"

    def note_text(self, path: Path, event: Any) -> None:
        """Note where a one-line string's text begins, and warn where a comment cuts it."""
        if not event.value:
            return
        start, end = event.start_mark, event.end_mark
        quoted = event.style not in (None, "")
        if start.line == end.line:
            offset = 1 if quoted else 0
            line = self.lines[start.line]
            if line[start.column + offset : end.column - offset] == event.value:
                self.inline[path] = start.column + offset + 1
        prose = not quoted and " " in event.value and path[-1:] != ("when",)
        if prose and CUTS.match(self.lines[end.line], end.column):
            message = "the text ends at ' #', which begins a comment: quote it, or move the comment"
            self.report("SM110", message, end, "warning")


def _events(text: str, *, pure: bool) -> Iterator[Any]:
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=pure).parse(io.StringIO(text))
    return events
