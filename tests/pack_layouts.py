"""Files of a pack written as hands may write them: any order of keys, any style, comments anywhere.

Each comment says at which entry it stands, so that a test can look for it there afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from attrs import define, field
from hypothesis import strategies as st

from surveymodel.authoring.format import formatted
from surveymodel.content.document import read
from surveymodel.content.scalar import plain_value

Plain = dict[str, Any]
Place = tuple[str | int, ...]

WORDS = (
    "a", "the", "session", "`code`", "it's", '"so"', "key:value", "a: b", "#no", "- x", "{y}", "[z]", "100",
    "8.10", "2026-03-02", "true", "null", "ümläut", "@at", "%x", "!y", "&z", "*w", "|", ">", "?", "-", ":",
    "c:\\d", "unquestionable", "characteristically", "(or", "not)", "~", "=", "a,", "…", "1e3", "x#y",
)  # fmt: skip
CONTROLS = ("1.1", "1.10", "6.4.3", "AC-2(1)", "A10:2025", "V3.4.1", "A&A", "11-CCR-7022(b)", "SC-18", "1")
IDS = ("a", "session-stolen", "x9", "long-name-of-something-that-has-many-words-in-it", "yes-or-no", "on")
CONDITIONS = (
    "q.a",
    "q.a and not r.b",
    "n >= 5",
    "q",
    "(first.answer or second.answer) and (third.answer or fourth.answer) and not fifth.answer or sixth != 7",
    "some-question.some-answer or another-question.another-answer or a-third-question.a-third-answer-of-it",
)


# ---------------------------------------------------------------------------------------------
# What the files hold


def lines() -> st.SearchStrategy[str]:
    """One line of words, hard ones for YAML among them."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def texts() -> st.SearchStrategy[str]:
    """Prose of one line or more, with spaces and breaks where somebody may have left them."""
    gaps = st.sampled_from((" ", " ", " ", " ", " ", " ", "  ", "\n", "\n\n", "\n  "))
    parts = st.lists(st.tuples(st.sampled_from(WORDS), gaps), min_size=1, max_size=40)
    prose = parts.map(lambda drawn: "".join(word + gap for word, gap in drawn).rstrip())
    return st.one_of(
        lines(), prose, prose.map("{}\n".format), st.sampled_from(("  a", "a \nb", "x\n\n", "a\tb"))
    )


def ids(least: int = 1) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(IDS), min_size=least, max_size=6, unique=True)


def _some(required: Plain, optional: Plain) -> st.SearchStrategy[Plain]:
    return st.fixed_dictionaries(required, optional=optional)


def _given() -> st.SearchStrategy[Any]:
    reply = st.one_of(
        st.sampled_from(IDS),
        ids(0),
        st.integers(0, 10**6),
        _some({}, {"at-least": st.just(5), "below": st.just(9)}).filter(bool),
    )
    more = {"by": lines(), "on": st.just("2026-03-02"), "evidence": lines(), "note": texts()}
    return st.one_of(reply, _some({"answer": reply}, more))


def _answers() -> st.SearchStrategy[Plain]:
    return st.dictionaries(st.sampled_from(IDS), _given(), max_size=4)


def _truths() -> st.SearchStrategy[list[str]]:
    return st.lists(
        st.sampled_from(("task:a", "guide:a/b", "control:std/6.4.3", "fact:some-fact")), unique=True
    )


def _mapping() -> st.SearchStrategy[Any]:
    partial = st.tuples(st.sampled_from(("partial", "supports")), lines()).map("; ".join)
    full = _some(
        {"strength": st.sampled_from(("partial", "full")), "note": lines()},
        {"when": st.sampled_from(CONDITIONS)},
    )
    return st.one_of(st.just("full"), partial, full)


def _entries() -> dict[str, st.SearchStrategy[Plain]]:
    id, condition = {"id": st.sampled_from(IDS)}, st.sampled_from(CONDITIONS)
    accept = _some({"text": texts(), "by": st.just("test")}, {"tools": st.just(["zap:10010", "ruff:S608"])})
    satisfies = st.dictionaries(st.sampled_from(CONTROLS), _mapping(), min_size=1, max_size=4)
    raised = st.one_of(st.sampled_from(IDS), _some({"threat": st.sampled_from(IDS)}, {"impact": st.just(-1)}))
    row = id | {"answers": _answers()}
    case: dict[str, st.SearchStrategy[Any]] = {
        "certain": _truths(),
        "possible": _truths(),
        "exactly": st.just(["task"]),
        "todo": texts(),
    }
    case |= {
        "components": st.dictionaries(st.sampled_from(IDS), _some({"answers": _answers()}, {}), max_size=2)
    }
    answer = _some(
        id | {"text": lines()}, {"help": texts(), "exclusive": st.booleans(), "implies": st.just(["q.a"])}
    )
    fixed = {
        "kind": st.just("duty"),
        "phase": st.just("build"),
        "owner": st.just("legal"),
        "effort": st.just("S"),
    }
    return {
        "countermeasures": _some(
            id | fixed
            | {
                "title": lines(),
                "why": texts(),
                "steps": st.lists(texts(), min_size=2, max_size=3),
                "accept": st.lists(accept, min_size=2, max_size=2),
                "traps": texts(),
                "satisfies": st.dictionaries(st.sampled_from(IDS), satisfies, max_size=2),
            },
            {"counters": ids(), "when": condition, "learn": ids(0)},
        ),
        "rules": _some(
            id | {"because": texts(), "raises": st.lists(raised, min_size=1, max_size=3)}, {"when": condition}
        ),
        "cases": _some(row | {"excluded": _truths()}, {"title": lines(), **case, "table": st.lists(_some(row, case), min_size=1, max_size=2)}),
        "questions": _some(
            id | {"ask": lines(), "select": st.just("one"), "help": texts(), "answers": st.lists(answer, min_size=2, max_size=3)},
            {"when": condition, "of": st.just("component")},
        ),
    }  # fmt: skip


def documents() -> st.SearchStrategy[tuple[str, Plain]]:
    """A kind of file, and what a file of that kind may hold."""
    listed = [
        st.lists(entry, min_size=1, max_size=3).map(lambda entries, kind=kind: (kind, {kind: entries}))  # type: ignore[misc]
        for kind, entry in _entries().items()
    ]
    head = {"format": st.just("surveymodel-system/1"), "id": st.sampled_from(IDS), "answers": _answers()}
    parts = st.dictionaries(
        st.sampled_from(IDS), _some({"answers": _answers()}, {"title": lines()}), max_size=2
    )
    system = _some(head, {"title": lines(), "components": parts})
    control = _some(
        {"id": st.sampled_from(CONTROLS), "title": lines()},
        {"of": st.sampled_from(CONTROLS), "profiles": st.just(["low", "high"])},
    )
    standard = _some(
        {"id": st.just("std"), "title": lines(), "edition": lines(), "owner": lines(), "licence": texts()}
        | {"source": st.just("https://example.org/x"), "controls": st.lists(control, min_size=1, max_size=3)},
        {},
    )
    return st.one_of(
        *listed, system.map(lambda data: ("system", data)), standard.map(lambda data: ("standard", data))
    )


# ---------------------------------------------------------------------------------------------
# How they are laid out


@define
class Hand:
    """Somebody who writes a document as it comes; ``comments`` has where each comment was put."""

    random: Random
    shuffles: bool = True  #: whether properties stand in any order
    comments: dict[str, Place] = field(factory=dict)

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent

    def comment(self, place: Place) -> str:
        text = f"# {len(self.comments)} of {'/'.join(map(str, place))}" + self.random.choice(
            ("", " long" * 9)
        )
        self.comments[text] = place
        return text

    def above(self, place: Place, margin: str) -> Iterator[str]:
        """Yield comments and blank lines that stand above an entry."""
        while self.chance(15):
            yield self.random.choice(("", "  ")) if self.chance(50) else margin + self.comment(place)

    def beside(self, place: Place) -> str:
        return self.random.choice((" ", "     ")) + self.comment(place) if self.chance(10) else ""

    def document(self, data: Plain) -> str:
        """Return the text of a document."""
        written = list(self.block(data, (), ""))
        return "\n".join(written) + self.random.choice(("", "\n", "\n\n\n"))

    # -- block style

    def keys(self, data: Plain, place: Place) -> list[str]:
        keys = list(data)
        free = place and (
            place[-1] in ("answers", "satisfies", "components") or place[-2:-1] == ("satisfies",)
        )
        if self.shuffles and self.chance(50) and not free:
            self.random.shuffle(keys)
        return keys

    def block(self, data: Any, place: Place, margin: str, *, level: bool = False) -> Iterator[str]:
        """Yield the lines of a list or mapping in block style.

        ``level`` says that it stands no further in than its key, so that nobody could tell whose a
        comment below it is.
        """
        entries: list[tuple[Any, Any]]
        if isinstance(data, dict):
            entries = [(key, data[key]) for key in self.keys(data, place)]
        else:
            entries = list(enumerate(data))
        for key, value in entries:
            here = (*place, key)
            yield from self.above(here, margin)
            if isinstance(data, dict):
                yield from self.pair(self.key(key), value, here, margin)
            else:
                yield from self.item(value, here, margin)
        if self.chance(8) and not level and not (entries and isinstance(entries[-1][1], list)):
            yield margin + self.comment((*place, "below"))

    def key(self, key: str) -> str:
        return key if plain(key) and self.chance(80) else json.dumps(key)

    def pair(self, key: str, value: Any, here: Place, margin: str) -> Iterator[str]:
        if isinstance(value, dict | list) and value and self.chance(70):
            deeper = 0 if isinstance(value, list) and self.chance(30) else self.random.choice((2, 4))
            yield f"{margin}{key}:{self.beside(here)}"
            yield from self.block(value, here, margin + " " * deeper, level=not deeper)
        else:
            first, *more = self.value(value, here, margin)
            yield f"{margin}{key}: {first}"
            yield from more

    def item(self, value: Any, here: Place, margin: str) -> Iterator[str]:
        if isinstance(value, dict | list) and value and self.chance(80):
            gap = self.random.choice((1, 1, 1, 3))
            inner = list(self.block(value, here, margin + " " * (gap + 1)))
            if inner[0].strip() and not inner[0].strip().startswith("#") and self.chance(90):
                yield f"{margin}-{' ' * gap}{inner[0].strip()}"
                yield from inner[1:]
            else:
                yield f"{margin}-{self.beside(here)}"
                yield from inner
        else:
            first, *more = self.value(value, here, margin)
            yield f"{margin}- {first}"
            yield from more

    # -- values

    def value(self, value: Any, here: Place, margin: str) -> list[str]:
        """Return the lines of a value, the first of which follows its key or dash."""
        if isinstance(value, dict | list):
            written = self.flow(value, here, f"{margin}  ")
            return [*written[:-1], written[-1] + self.beside(here)]
        if not isinstance(value, str):
            return [str(value).lower() + self.beside(here)]
        first, *more = self.text(value)
        cut = not more and first == value and " " in value  # a comment would end it
        return [first if cut else first + self.beside(here), *(f"{margin}  {line}".rstrip() for line in more)]

    def text(self, value: str) -> list[str]:
        """Return the lines of a text in a style that can hold it."""
        lines = folded(value, self.random)
        if lines is not None and self.chance(50):
            return [">-", *lines]
        if literal(value) and self.chance(50):
            return ["|-", *value.split("\n")]
        if plain(value) and self.chance(70):
            return [value]
        if not re.search(r"[\n\t]", value) and self.chance(40):
            return ["'" + value.replace("'", "''") + "'"]
        return [json.dumps(value, ensure_ascii=self.chance(20))]

    def flow(self, data: Any, here: Place, margin: str) -> list[str]:
        """Return the lines of a list or mapping in brackets, with comments where it is broken."""
        pairs = isinstance(data, dict)
        keys: list[Any] = self.keys(data, here) if pairs else list(range(len(data)))
        parts = [self.part(key if pairs else None, data[key], (*here, key), margin) for key in keys]
        opening, closing = "{}" if pairs else "[]"
        if not parts or self.chance(75):
            return (opening + ", ".join(parts) + closing).split("\n")
        lines = [opening + self.beside(here)]
        for key, part in zip(keys, parts, strict=True):
            lines += self.above((*here, key), margin)
            lines += f"{margin}{part},".split("\n")
            lines[-1] += self.beside((*here, key))
        if self.chance(20):
            lines.append(margin + self.comment((*here, "below")))
        return [*lines, margin + closing]

    def part(self, key: str | None, value: Any, place: Place, margin: str) -> str:
        """Return one entry of what stands in brackets."""
        if isinstance(value, dict | list):
            text = "\n".join(self.flow(value, place, f"{margin}  "))
        elif isinstance(value, str):
            word = re.fullmatch(r"[a-z][a-z0-9/-]*", value) and plain_value(value) == value
            text = value if word else json.dumps(value, ensure_ascii=False)
        else:
            text = str(value).lower()
        if key is None:
            return text
        return f"{key if re.fullmatch('[a-z-]+', key) else json.dumps(key)}: {text}"


def plain(value: str) -> bool:
    """Whether a value may stand without quotes, as far as hands would."""
    simple = re.fullmatch(r"[A-Za-z(ü…][^\n\t]*", value) and not re.search(r": |:$| #|  | $", value)
    return bool(simple) and plain_value(value) == value


def literal(value: str) -> bool:
    return not re.search(r"\A[ \n]|[ \t]\n|[ \t\n]\Z|\t", value)


def folded(value: str, random: Random) -> list[str] | None:
    """Return a text folded at any of its spaces, or None where there is another way only."""
    if re.search(r"\A\s|\s\Z|\n|\t|  ", value):
        return None
    lines = [""]
    for word in value.split(" "):
        if random.random() < 0.2 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def laid_out(*, shuffles: bool = True) -> st.SearchStrategy[tuple[str, Plain, str, Hand]]:
    """A kind, what a file of it holds, its text as somebody wrote it, and who did.

    Without ``shuffles``, properties stand in the order of their schema from the beginning.
    """

    def write(drawn: tuple[tuple[str, Plain], int]) -> tuple[str, Plain, str, Hand]:
        (kind, data), seed = drawn
        if not shuffles:
            data = read("ordered", formatted(json.dumps(data), kind).encode()).data
        hand = Hand(Random(seed), shuffles)
        return kind, data, hand.document(data), hand

    return st.tuples(documents(), st.integers(0, 2**32)).map(write)
