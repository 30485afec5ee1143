"""The kinds of entry that a difference tells of, and which of their properties mean what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from surveymodel.authoring.changes.nouns import Sort
from surveymodel.content.nouns import Content

__all__ = ["KINDS", "Entry", "Kind", "entries"]

Entry = Any
"""A noun of content; which one, its kind says."""


@frozen
class Kind:
    """A kind of entry: its properties by what a difference of them means."""

    name: str
    title: str | None = None  #: the property that people know it by
    words: tuple[str, ...] = ()
    meaning: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    decides: str | None = None  #: the truth or mark that its own condition decides
    listed: Mapping[str, Sort] = field(factory=dict)  #: sets that are words
    reasons: tuple[str, ...] = ()  #: words that say that something is so where they stand
    ordered: tuple[str, ...] = ()  #: lists of ids or of what has them, whose order is the author's
    within: str | None = None  #: the kind of entry that it is a part of, and comes and goes with


#: In the order in which a difference tells of them.
KINDS: Final = (
    Kind("countermeasure", "title", ("title", "why", "traps"), ("kind", "phase", "owner", "effort", "every"),
         ("counters", "after", "learn"), ("steps", "accept"), "task:{}", {"learn": "words"}),
    Kind("rule", None, ("because",), ("priority",), ("requires",), (), "rule:{}"),
    Kind("threat", "title", ("title", "text"), ("likelihood", "impact"),
         ("stride", "cwe", "capec", "atlas", "learn"), listed={"learn": "words"}),
    Kind("question", "ask", ("ask", "help", "unit", "section"), ("select", "of"), decides="question:{}",
         ordered=("answers",)),
    Kind("answer", "text", ("text", "help"), ("exclusive",), ("implies",), within="question"),
    Kind("fact", "title", ("title",), decides="fact:{}"),
    Kind("value", "title", ("title", "source", "from_", "until"), ("value",)),
    Kind("scale", "title", ("title",), ("strive", "order")),
    Kind("level", "title", ("title",), decides="fact:{}", within="scale"),
    Kind("adjustment", None, ("because",), ("likelihood", "impact"), ("threats",), decides="adjustment:{}"),
    Kind("guide", "title", ("title", "versions", "checked", "source", "body"), ("otherwise",), decides="guide:{}"),
    Kind("standard", "title", ("title", "edition", "owner", "licence", "source"), (), ("withdrawn", "renumbered"),
         listed={"withdrawn": "words", "renumbered": "words"}),
    Kind("group", "title", ("title",), ("group",), within="standard"),
    Kind("profile", "title", ("title",), within="standard"),
    Kind("control", "title", ("title",), ("group", "of"), ("profiles",), within="standard"),
    Kind("interpretation", None, (), ("scope", "profiles")),
    Kind("reading", None, (), (), ("full_when",), decides="reading:{}", within="interpretation",
         reasons=("organisational", "no_duty", "duty")),
    Kind("source", "title", ("title", "publisher", "url", "seen")),
    Kind("section", "title", ("title",)),
    Kind("pack", "title", ("title", "licence"), (), ("retired", "checks_off"), ordered=("sections", "questions")),
)  # fmt: skip


@frozen
class _Ordered:
    """A scale with the order of its levels."""

    title: str
    strive: bool
    order: tuple[str, ...]


@frozen
class _Packed:
    """What a pack says of itself, and what stands in an order in it."""

    title: str
    licence: str
    sections: tuple[str, ...]
    questions: tuple[str, ...]
    retired: tuple[str, ...]
    checks_off: tuple[str, ...]


@frozen
class _Catalogued:
    """What a standard says of itself, without its controls."""

    title: str
    edition: str
    owner: str
    licence: str
    source: str
    withdrawn: tuple[str, ...]
    renumbered: tuple[str, ...]


@frozen
class _Interpreted:
    """An interpretation without its readings."""

    scope: str | None
    profiles: tuple[str, ...]


def entries(kind: str, content: Content) -> dict[str, Entry]:
    """Return the entries of a kind by id."""
    made = _MADE.get(kind)
    if made is not None:
        return dict(made(content))
    return {one.id: one for one in getattr(content, f"{kind}s")}


def _answers(content: Content) -> Any:
    return ((f"{q.id}.{answer.id}", answer) for q in content.questions for answer in q.answers)


def _scales(content: Content) -> Any:
    for scale in content.scales:
        yield scale.id, _Ordered(scale.title, scale.strive, tuple(level.id for level in scale.levels))


def _levels(content: Content) -> Any:
    return ((f"{scale.id}.{level.id}", level) for scale in content.scales for level in scale.levels)


def _controls(content: Content) -> Any:
    return ((f"{standard.id}/{one.id}", one) for standard in content.standards for one in standard.controls)


def _groups(content: Content) -> Any:
    return ((f"{standard.id}/{one.id}", one) for standard in content.standards for one in standard.groups)


def _profiles(content: Content) -> Any:
    return ((f"{standard.id}/{one.id}", one) for standard in content.standards for one in standard.profiles)


def _standards(content: Content) -> Any:
    for one in content.standards:
        said = (one.title, one.edition, one.owner, one.licence, one.source)
        moved = {} if one.renumbered is None else one.renumbered.ids
        renumbered = tuple(" ".join((id, *now)) for id, now in moved.items())
        yield one.id, _Catalogued(*said, tuple(gone.id for gone in one.withdrawn), renumbered)


def _pack(content: Content) -> Any:
    pack = content.pack
    sections, questions = (tuple(one.id for one in side) for side in (pack.sections, content.questions))
    retired = tuple(" ".join((one.kind, one.id, *one.successors)) for one in pack.retired)
    checks = tuple(one.code for one in pack.checks_off)
    yield pack.id, _Packed(pack.title, pack.licence, sections, questions, retired, checks)


def _interpretations(content: Content) -> Any:
    for one in content.interpretations:
        profiles = tuple(f"{profile}: {fact}" for profile, fact in sorted(one.profiles.items()))
        yield one.standard, _Interpreted(one.scope, profiles)


def _readings(content: Content) -> Any:
    for one in content.interpretations:
        for read in (one.groups, one.controls):
            yield from ((f"{one.standard}/{id}", reading) for id, reading in read.items())


def _sections(content: Content) -> Any:
    return ((one.id, one) for one in content.pack.sections)


_MADE: Final = {
    "answer": _answers,
    "scale": _scales,
    "standard": _standards,
    "level": _levels,
    "group": _groups,
    "profile": _profiles,
    "control": _controls,
    "interpretation": _interpretations,
    "reading": _readings,
    "section": _sections,
    "pack": _pack,
}
