"""The entries of two contents matched by kind and id: contents go in, changes come out.

Whether two conditions mean the same is not seen here; ``settled`` says it, of each whose trees
differ. A property with several values is compared value by value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final, Protocol

from surveymodel.authoring.changes.kinds import KINDS, Entry, Kind, entries
from surveymodel.authoring.changes.nouns import Change, Edit, Evidence, Sort
from surveymodel.condition import parse
from surveymodel.content.nouns import Content, MappingTo, Raise
from surveymodel.content.period import length

__all__ = ["Condition", "Settled", "changes"]

#: The name of what a condition decides, and the condition before and after; None is always.
Condition = tuple[str, str | None, str | None]


class Settled(Protocol):
    """Says of a condition whose tree changed whether its meaning did, and which way."""

    def __call__(self, condition: Condition) -> tuple[Evidence, Sort]:
        """Return how it was told, and the sort of the change: stronger where it holds more often."""
        ...


#: The share of words of two texts that must be the same, in order, for one to be the other reworded.
_ALIKE: Final = 0.4

#: Strengths of mappings, the strongest first.
_STRENGTHS: Final = ("full", "partial", "supports")


def changes(old: Content, new: Content, settled: Settled) -> tuple[Change, ...]:
    """Return every entry that differs, in the order of kinds and then of ids."""
    return tuple(change for kind in KINDS for change in _of_kind(kind, old, new, settled))


def _of_kind(kind: Kind, old: Content, new: Content, settled: Settled) -> Iterator[Change]:
    before, after = entries(kind.name, old), entries(kind.name, new)
    retired = {(gone.kind, gone.id): gone for gone in new.pack.retired}
    whole = (entries(kind.within, old), entries(kind.within, new)) if kind.within else ({}, {})
    for id in sorted({*before, *after}):
        above = re.split("[./]", id, maxsplit=1)[0]
        if (above in whole[0]) != (above in whole[1]):
            continue
        was, now = before.get(id), after.get(id)
        if was is not None and now is not None:
            edits = tuple(_edits(kind, id, was, now, settled))
            if edits:
                yield Change(kind.name, id, "changed", _title(kind, now), edits)
        elif now is not None:
            yield Change(kind.name, id, "added", _title(kind, now), tuple(_figures(kind, now, 1)))
        elif was is not None:
            gone = retired.get((kind.name, id))
            because, successors = (gone.because, gone.successors) if gone else (None, ())
            edits = tuple(_figures(kind, was, -1))
            yield Change(kind.name, id, "removed", _title(kind, was), edits, successors, because)


def _figures(kind: Kind, entry: Entry, way: int) -> Iterator[Edit]:
    """Yield what an adjustment that came, or went the other way, moves."""
    for name in ("likelihood", "impact") if kind.name == "adjustment" else ():
        figure = getattr(entry, name)
        before, after = ("0", f"{figure:+}")[::way]
        if figure:
            yield Edit(name, "stronger" if figure * way > 0 else "weakened", before, after)


def _title(kind: Kind, entry: Entry) -> str | None:
    return getattr(entry, kind.title) if kind.title else None


def _edits(kind: Kind, id: str, was: Entry, now: Entry, settled: Settled) -> Iterator[Edit]:
    for name in kind.words:
        yield from _plain(name, getattr(was, name), getattr(now, name), "words")
    for name in kind.reasons:
        before, after = getattr(was, name), getattr(now, name)
        yield from _plain(name, before, after, "other" if None in (before, after) else "words")
    for name in kind.meaning:
        before, after = getattr(was, name), getattr(now, name)
        sort = _risen(kind.name, name, before, after)
        yield from _plain(name, before, after, sort)
    for name in kind.sets:
        yield from _set(name, getattr(was, name), getattr(now, name), kind.listed.get(name, "other"))
    for name in kind.lists:
        yield from _list(name, getattr(was, name), getattr(now, name))
    for name in kind.ordered:
        yield from _order(name, getattr(was, name), getattr(now, name))
    if kind.decides:
        yield from _condition((kind.decides.format(id), was.when, now.when), settled)
    if kind.name == "rule":
        yield from _raises(was.raises, now.raises)
    if kind.name == "countermeasure":
        yield from _satisfies(id, was.satisfies, now.satisfies, settled)


def _spelled(property: str) -> str:
    """Return a field's name as files spell it."""
    return property.rstrip("_").replace("_", "-")


def _shown(value: Any) -> str | None:
    """Return a value as text; None for one that is not there."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _plain(name: str, before: Any, after: Any, sort: Sort, item: str | None = None) -> Iterator[Edit]:
    if isinstance(before, str) and isinstance(after, str) and before.split() == after.split():
        return
    if before != after:
        yield Edit(_spelled(name), sort, _shown(before), _shown(after), item)


def _risen(kind: str, name: str, before: Any, after: Any) -> Sort:
    """Return which way a figure of a priority moved, or how often something is done."""
    if (kind, name) == ("countermeasure", "every"):
        return "stronger" if _often(after) > _often(before) else "weakened"
    if (kind, name) not in {("rule", "priority"), ("threat", "likelihood"), ("threat", "impact"),
                            ("adjustment", "likelihood"), ("adjustment", "impact")}:  # fmt: skip
        return "other"
    if before is None or after is None:
        return "other"
    return "stronger" if after > before else "weakened"


def _often(every: str | None) -> float:
    """Return how often a year something is done anew."""
    return 365.2425 / length(every) if every else 0.0


def _set(name: str, before: Sequence[str] | None, after: Sequence[str] | None, sort: Sort) -> Iterator[Edit]:
    """Yield what left a set and what came into it; None stands for all there are."""
    if before is None or after is None:
        yield from _plain(name, before, after, sort) if before != after else ()
        return
    for id in (*before, *after):
        if (id in before) != (id in after):
            gone = id in before
            yield Edit(_spelled(name), sort, id if gone else None, None if gone else id, id)


def _order(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Edit]:
    """Yield the order of what both lists have, from the first that moved to the last."""
    was, now = ([getattr(one, "id", one) for one in side] for side in (before, after))
    both = set(was) & set(now)
    was, now = ([id for id in side if id in both] for side in (was, now))
    moved = [at for at, (one, other) in enumerate(zip(was, now, strict=True)) if one != other]
    if moved:
        first, last = (", ".join(side[moved[0] : moved[-1] + 1]) for side in (was, now))
        yield Edit("order", "other", first, last, _spelled(name))


def _list(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Edit]:
    """Yield what differs between two lists of steps or criteria: reworded, removed, added or moved."""
    by = [{_step(one): getattr(one, "by", None) for one in side} for side in (before, after)]
    was, now = ([_step(one) for one in side] for side in (before, after))
    kept = {one for one in was if was.count(one) == now.count(one)}
    for _, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = ([one for one in side if one not in kept] for side in (was[a:b], now[c:d]))
        for one, other in zip_longest(gone, come):
            sort: Sort = "weakened" if other is None else "stronger"
            if one is not None and other is not None:
                reworded = by[0][one] == by[1][other] and _alike(one, other)
                sort = "words" if reworded else "other"
            if one != other:
                yield Edit(_spelled(name), sort, one, other)
    order = [was.index(one) + 1 for one in now if one in kept]
    if order != sorted(order):
        yield Edit("order", "other", _shown(tuple(sorted(order))), _shown(tuple(order)), _spelled(name))


def _alike(one: str, other: str) -> bool:
    """Whether a step or criterion may be another in other words: whether they share words enough."""
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= _ALIKE


def _step(one: Any) -> str:
    text = one if isinstance(one, str) else f"{one.text} ({', '.join((one.by, *one.tools))})"
    return " ".join(text.split())


def _condition(condition: Condition, settled: Settled, item: str | None = None) -> Iterator[Edit]:
    _, before, after = condition
    if _tree(before) != _tree(after):
        evidence, sort = settled(condition)
        yield Edit("when", "words" if evidence.same else sort, before, after, item, evidence)


def _tree(source: str | None) -> object:
    return None if source is None else parse(source)


def _raises(before: Sequence[Raise], after: Sequence[Raise]) -> Iterator[Edit]:
    was, now = ({one.threat: one for one in side} for side in (before, after))
    for id in sorted({*was, *now}):
        if was.get(id) == now.get(id):
            continue
        one, other = (_raise(side.get(id)) for side in (was, now))
        sort: Sort = "other"
        if id in was and id in now:
            moves = [getattr(now[id], name) - getattr(was[id], name) for name in ("likelihood", "impact")]
            sort = "weakened" if min(moves) < 0 else "stronger"
        yield Edit("raises", sort, one, other, id)


def _raise(one: Raise | None) -> str | None:
    if one is None:
        return None
    moved = [f"{name} {value:+}" for name in ("likelihood", "impact") if (value := getattr(one, name))]
    return f"{one.threat} ({', '.join(moved)})" if moved else one.threat


Mapped = Mapping[str, Mapping[str, MappingTo]]


def _satisfies(id: str, before: Mapped, after: Mapped, settled: Settled) -> Iterator[Edit]:
    was, now = ({(s, c): m for s, of in side.items() for c, m in of.items()} for side in (before, after))
    for standard, control in sorted({*was, *now}):
        item = f"{standard} {control}"
        one, other = was.get((standard, control)), now.get((standard, control))
        if one is None or other is None:
            sort: Sort = "stronger" if one is None else "weakened"
            yield Edit("satisfies", sort, _strength(one), _strength(other), item)
            continue
        if one.strength != other.strength:
            lower = _STRENGTHS.index(other.strength) > _STRENGTHS.index(one.strength)
            yield Edit("satisfies", "weakened" if lower else "stronger", one.strength, other.strength, item)
        yield from _plain("note", one.note, other.note, "words", item)
        name = f"mapping:{id}/{standard}/{control}"
        yield from _condition((name, one.when, other.when), settled, item)


def _strength(one: MappingTo | None) -> str | None:
    return None if one is None else one.strength
