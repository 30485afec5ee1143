"""Random system files of the tiny pack, laid out as people lay them out, and what may change in them.

Every comment is marked, so that each can be found again without reading YAML.
"""

from __future__ import annotations

import json as javascript
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from attrs import define
from hypothesis import strategies as st

from surveymodel.content.document import read

Path = tuple[str, ...]
Plain = dict[str, Any]

#: What each question of the tiny pack may be answered with; None stands for numbers.
OFFERED: dict[str, tuple[str, ...] | list[str] | None] = {
    "reach": ("internet", "staff"),
    "features": ["payments", "uploads"],
    "card-entry": ("own-form", "provider-page"),
    "storage": ("bucket", "disk"),
    "people": None,
    "stack": ["django", "flask"],
    "sessions": ("cookie", "token"),
}

#: Words beside answers that a reader of YAML could take for something else.
LINES = (
    *("ana", "Zoë 🙂", "main.tf:12", "a: b", "x # no comment", "#none", "it's", '"so"', "[a]", "{b}", "- c", "? d"),
    *("true", "null", "5", "~", "", " before", "after ", "a\tb", "\\n", "%", "@", "x" * 90, "a, b", "...", "--- a"),
)  # fmt: skip
NOTES = (*LINES, "one\ntwo\n", "# one\n\n  two", "one  \n\n\n", "one\n", "a: b\n- c\n# d\n", "\none")

MARK = re.compile(r"#~[^\r\n]*")


@dataclass(frozen=True)
class Written:
    """A text, its data, and every place in it where an answer stands or could stand."""

    text: str
    data: Plain
    places: tuple[tuple[Path, str], ...]

    def has(self, path: Path, key: str) -> bool:
        """Return whether something stands in a place."""
        return key in _at(self.data, path)


def _at(data: Plain, path: Path) -> Plain:
    for name in path:
        data = data[name]
    return data


def put_in(data: Plain, path: Path, key: str, value: Any) -> Plain:
    """Return data with one value set."""
    result = deepcopy(data)
    _at(result, path)[key] = value
    return result


def taken_out(data: Plain, path: Path, key: str) -> Plain:
    """Return data without one value."""
    result = deepcopy(data)
    del _at(result, path)[key]
    return result


def comments_of(text: str) -> list[str]:
    """Return the marked comments of a text in the order of their marks."""
    return sorted(comment.rstrip() for comment in MARK.findall(text))


def changed_lines(old: str, new: str, path: Path, key: str) -> list[str]:
    """Return lines of the old text that the new one has not, though they are not the entry's.

    The entry's lines reach from its key to the next key. Where a mapping in braces changes, or
    one that is empty before or after, its lines are those from its own key to the next one.
    """
    document = read("", old.encode())
    mapping = _at(document.data, path)
    before, after = (re.split(r"\r?\n", text) for text in (old, new))
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    rest = zip(reversed(before[first:]), reversed(after[first:]), strict=False)
    last = len(before) - next(
        (i for i, (a, b) in enumerate(rest) if a != b), min(len(before), len(after)) - first
    )
    line, column = document.values[path]
    braces = re.split(r"\r?\n", old)[line - 1][column - 1] == "{"
    if braces or set(mapping) <= {key}:
        allowed = _lines(document, path, len(before))
    else:
        allowed = _lines(document, (*path, key), len(before)) if key in mapping else range(0)
    return [before[number] for number in range(first, last) if number not in allowed]


def _lines(document: Any, path: Path, count: int) -> range:
    """Return the lines from a key to the next one that stands outside of its value."""
    start = document.keys[path]
    later = [place for other, place in document.keys.items() if other[: len(path)] != path and place > start]
    return range(start[0] - 1, max(start[0], min(later)[0] - 1) if later else count)


# ---------------------------------------------------------------------------------------------
# Data


@cache
def replies(question: str) -> st.SearchStrategy[Any]:
    """Replies to a question as system files spell them, alone or with words beside them."""
    offered = OFFERED[question]
    given: st.SearchStrategy[Any]
    if offered is None:
        number = st.integers(0, 2000)
        given = number | st.tuples(number, number).map(lambda n: {"at-least": n[0], "below": sum(n) + 1})
    elif isinstance(offered, list):
        given = st.lists(st.sampled_from(offered), unique=True)
    else:
        given = st.sampled_from(offered)
    given |= st.just("unknown")
    line = st.sampled_from(LINES)
    beside = {"by": line, "on": st.just("2026-03-02"), "evidence": line, "note": st.sampled_from(NOTES)}
    return given | st.fixed_dictionaries({"answer": given}, optional=beside)


@cache
def _some(words: tuple[str, ...], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), unique=True, max_size=most)


@st.composite
def _sheets(draw: st.DrawFn, questions: tuple[str, ...]) -> Plain:
    chosen = draw(_some(questions, 4))
    return {question: draw(replies(question)) for question in chosen}


@st.composite
def _documents(draw: st.DrawFn) -> Plain:
    """The data of a system file, its keys in any order."""
    parts: Plain = {"format": "surveymodel-system/1", "id": "shop", "answers": draw(_sheets(tuple(OFFERED)))}
    if draw(st.booleans()):
        parts["title"] = draw(st.sampled_from([line for line in LINES if line]))
    if draw(st.booleans()):
        parts["pack"] = "tiny"
    names = draw(_some(("web", "api", "on"), 2))
    if names:
        parts["components"] = {name: _component(draw, name) for name in names}
    return {key: parts[key] for key in draw(st.permutations(list(parts)))}


def _component(draw: st.DrawFn, name: str) -> Plain:
    answers = {"answers": draw(_sheets(("stack", "sessions")))}
    title = {"title": f"The {name}"}
    return draw(st.sampled_from((answers, {**answers, **title}, {**title, **answers})))


def _places(data: Plain) -> tuple[tuple[Path, str], ...]:
    above = [(("answers",), question) for question in OFFERED]
    return (
        *above,
        *(
            (("components", name, "answers"), question)
            for name in data.get("components", ())
            for question in ("stack", "sessions")
        ),
    )


# ---------------------------------------------------------------------------------------------
# Texts


@st.composite
def written(draw: st.DrawFn, *, crowded: bool = False, json: bool = False) -> Written:
    """A system file of the tiny pack; with ``crowded``, comments stand anywhere within braces."""
    data = draw(_documents())
    if json:
        text = javascript.dumps(data, indent=draw(st.sampled_from((None, 1, 2, 4))), ensure_ascii=False)
    else:
        text = _Pen(draw, crowded, draw(st.sampled_from((2, 4, 3)))).document(data)
    assert data == read("", text.encode()).data, text
    return Written(text, data, _places(data))


_ABOVE = st.lists(st.sampled_from(("comment", "left", "deep", "empty")), max_size=2)


@cache
def _numbers(count: int) -> st.SearchStrategy[int]:
    return st.sampled_from(range(count))


@define
class _Pen:
    """Writes data as YAML, in one of many layouts."""

    draw: st.DrawFn
    crowded: bool
    step: int
    comments: int = 0
    tight: bool = False  #: whether an empty line would belong to the value above
    block: bool = False  #: whether the text above is a literal or folded one

    def pick(self, *options: Any) -> Any:
        return options[self.draw(_numbers(len(options)))]

    def document(self, data: Plain) -> str:
        lines = self.pick([], [], [f"---{self.beside()}"])
        if self.pick(False, False, False, True):
            lines += self.braces(data, 0) if self.pick(True, False) else [self.flow(data)]
        else:
            lines += self.mapping(data, 0)
        lines += self.above(0)
        lines += self.pick([], [], [f"...{self.beside()}"])
        lines += [""] if self.block else self.pick([], [""], [""])
        return "\n".join(lines).replace("\n", str(self.pick("\n", "\n", "\r\n")))

    # -- comments

    def comment(self) -> str:
        self.comments += 1
        words = ("", " why", " see: here", " - x", " {a: [b", " 'q \"", " # again", " so  ", " \u3000é")
        return f"#~{self.comments}~{self.pick(*words)}"

    def beside(self) -> str:
        return f"{self.pick(' ', '   ')}{self.comment()}" if self.pick(False, False, True) else ""

    def above(self, margin: int) -> list[str]:
        """Some comments and empty lines in front of what stands at a margin."""
        lines = []
        for kind in self.draw(_ABOVE):
            if kind == "empty":
                lines += [] if self.tight else [""]
                continue
            deep = margin if self.block else margin + self.step
            column = {"comment": margin, "left": 0, "deep": deep}[kind]
            lines.append(" " * column + self.comment())
            self.tight = self.block = False
        return lines

    # -- blocks

    def mapping(self, data: Plain, margin: int) -> list[str]:
        lines = []
        for key, value in data.items():
            lines += self.above(margin)
            first, *more = self.value(value, margin)
            lines += [f"{' ' * margin}{self.key(key)}:{first}", *more]
        return lines

    def key(self, key: str) -> str:
        return str(self.pick(key, key, key, f"'{key}'", f'"{key}"', f"{key} "))

    def value(self, value: Any, margin: int) -> list[str]:
        """What follows a colon: the rest of its line, and lines below."""
        self.tight = self.block = False
        pad = " " * (margin + self.step)
        if isinstance(value, dict) and value:
            kind = self.pick("block", "block", "line", "braces")
            if kind == "block":
                return [self.beside(), *self.mapping(value, margin + self.step)]
            if kind == "braces":
                first, *more = self.braces(value, margin)
                return [f" {first}", *more]
        if isinstance(value, dict) and not value and self.pick(False, False, True):
            inner = [f"{pad}{self.comment()}" for _ in range(self.pick(0, 1, 2))]
            return [f" {{{self.beside()}", *inner, f"{pad}}}{self.beside()}"]
        if isinstance(value, list) and value and self.pick(True, False):
            return self.items(value, margin)
        if isinstance(value, str) and _fits_a_block(value) and self.pick(True, False):
            return self.literal(value, pad)
        text = self.flow(value)
        if self.pick(False, False, True):
            return [self.beside(), *self.above(margin + self.step), f"{pad}{text}{self.beside()}"]
        return [f"{self.pick(' ', ' ', '     ')}{text}{self.beside()}"]

    def items(self, value: list[str], margin: int) -> list[str]:
        column = self.pick(margin, margin + self.step)
        if self.pick(True, False):
            lines = [self.beside()]
            for item in value:
                lines += [*self.above(column), f"{' ' * column}- {self.flow(item)}{self.beside()}"]
            return lines
        column = margin + self.step
        lines = [f" [{self.beside()}"]
        for item in value:
            lines += [*self.above(column), f"{' ' * column}{self.flow(item)},{self.beside()}"]
        return [*lines, f"{' ' * column}]{self.beside()}"]

    def literal(self, value: str, pad: str) -> list[str]:
        body = value.rstrip("\n")
        chomping = {0: "-", 1: ""}.get(len(value) - len(body), "+")
        lines = [f" |{chomping}{self.beside()}"]
        lines += [pad + line if line else "" for line in body.split("\n")]
        lines += [""] * (len(value) - len(body) - 1)
        self.tight, self.block = chomping == "+", True
        return lines

    # -- braces

    def braces(self, data: Plain, margin: int) -> list[str]:
        """A mapping in braces over lines, an entry on each; crowded, several on some."""
        pad = " " * (margin + self.step)
        lines = [f"{{{self.beside()}"]
        for number, (key, value) in enumerate(data.items()):
            comma = "," if number + 1 < len(data) or self.pick(True, False) else ""
            entry = f"{self.key(key)}: {self.wide(value, pad)}"
            if self.crowded and self.pick(True, False) and "#~" not in lines[-1]:
                lines[-1] += f"{entry}{comma}{self.beside()}"
            elif self.crowded and comma and self.pick(True, False):
                lines += [f"{pad}{entry}{self.beside()}", f"{pad}{comma}{self.beside()}"]
            else:
                lines += [*self.above(len(pad)), f"{pad}{entry}{comma}{self.beside()}"]
        return [*lines, f"{' ' * margin}}}{self.beside()}"]

    def wide(self, value: Any, pad: str) -> str:
        """A value within braces; a list may have comments."""
        self.tight = self.block = False
        if isinstance(value, list) and value and self.pick(True, False):
            parts = [f"{self.flow(item)},{self.beside()}\n{pad}" for item in value]
            return f"[{self.beside()}\n{pad}{''.join(parts)}]"
        return self.flow(value)

    def flow(self, value: Any) -> str:
        """Data on one line."""
        if isinstance(value, dict):
            gap, comma = self.pick("", " "), self.pick("", "", ",")
            entries = ", ".join(f"{self.key(key)}: {self.flow(part)}" for key, part in value.items())
            return f"{{{gap}{entries}{comma if value else ''}{gap}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.flow, value))}]"
        if isinstance(value, int):
            return str(value)
        quoted = javascript.dumps(value, ensure_ascii=False)
        options = [quoted]
        if re.fullmatch(r"[a-z][a-z0-9-]*", value) and value not in ("true", "null"):
            options += [value, value, f"'{value}'"]
        elif value.isprintable() and value == value.strip():
            options.append("'" + value.replace("'", "''") + "'")
        return str(self.pick(*options))


def _fits_a_block(value: str) -> bool:
    """Whether a text can stand below a bar as it is."""
    return bool(value.strip()) and not value.startswith((" ", "\n", "\t"))
