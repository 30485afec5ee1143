"""A difference in words: sections of entries, each with what is to be said of it.

What stands between two marks of :data:`CODE` is an id or a condition, and between two of
:data:`TEXT` a whole text of the pack, which is CommonMark already. A terminal has neither mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import field, frozen

from surveymodel.authoring.changes.nouns import Cause, Change, Diff, Edit, Sort, Where
from surveymodel.authoring.changes.pair import BEFORE
from surveymodel.authoring.probes import Sheet
from surveymodel.engine.reply import Given, Interval
from surveymodel.project.spelling import NONE

__all__ = [
    "CODE",
    "HEADINGS",
    "TEXT",
    "Entry",
    "answers",
    "because",
    "code",
    "counts",
    "excerpts",
    "sections",
]

CODE: Final = "\x01"
TEXT: Final = "\x02"

HEADINGS: Final[dict[Sort, str]] = {
    "weakened": "Weakened and removed",
    "stronger": "Stronger and added",
    "other": "Changed in another way",
    "words": "Words only",
}

#: The most causes that one sentence names, and the most words of a text around what differs.
_NAMED: Final = 3
_AROUND: Final = 6
_LONGEST: Final = 40

#: What properties are called.
_CALLED: Final = {
    "when": "condition",
    "accept": "criterion",
    "steps": "step",
    "learn": "source",
    "of": "layer",
}
_MANY: Final = {"raises", "requires", "counters", "implies", "after", "learn", "steps", "accept", "satisfies",
                "stride", "cwe", "capec", "atlas", "threats", "profiles", "full-when", "retired", "checks-off",
                "withdrawn", "renumbered"}  # fmt: skip


@frozen
class Entry:
    """An entry of the pack, and what is to be said of it."""

    kind: str
    id: str
    title: str | None
    says: list[str] = field(factory=list)
    also: list[Entry] = field(factory=list)  #: others of which the same is to be said


def code(text: str) -> str:
    """Return a text as something that is written so."""
    return f"{CODE}{text.replace(CODE, '')}{CODE}"


def whole(text: str) -> str:
    """Return a text of the pack, marked as such unless it is cut, for a cut may part what belongs together."""
    return text if "…" in text else f"{TEXT}{text.replace(CODE, '').replace(TEXT, '')}{TEXT}"


def sections(diff: Diff) -> dict[Sort, list[Entry]]:
    """Return what there is to say by sort, countermeasures first and each entry once in a section."""
    result: dict[Sort, list[Entry]] = {}
    for sort in HEADINGS:
        found: dict[tuple[str, str], Entry] = {}
        for shift in diff.shifts:
            where = shift.lost if sort == "weakened" else shift.gained if sort == "stronger" else None
            if where is not None:
                _entry(found, "countermeasure", shift.countermeasure, diff).says.extend(
                    _shifted(diff, where, lost=sort == "weakened")
                )
        for change in diff.changes:
            said = list(_changed(change, sort))
            if said:
                _entry(found, change.kind, change.id, diff, change.title).says.extend(said)
        if found:
            result[sort] = _gathered(sorted(found.values(), key=lambda entry: entry.kind != "countermeasure"))
    return result


def _gathered(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with those of the same kind together of which the same is to be said."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        same = first.setdefault((entry.kind, *entry.says), entry)
        if same is not entry:
            same.also.append(entry)
    return list(first.values())


def _entry(
    found: dict[tuple[str, str], Entry], kind: str, id: str, diff: Diff, title: str | None = None
) -> Entry:
    if (kind, id) not in found:
        if title is None and kind == "countermeasure":
            title = diff.new.countermeasures[id].title
        found[kind, id] = Entry(kind, id, title)
    return found[kind, id]


def counts(diff: Diff) -> Iterator[tuple[Sort, int]]:
    """Yield how many entries there are of each sort, of those that there are."""
    for sort, entries in sections(diff).items():
        yield sort, sum(1 + len(entry.also) for entry in entries)


# ---------------------------------------------------------------------------------------------
# Tasks


def _shifted(diff: Diff, where: Where, *, lost: bool) -> Iterator[str]:
    verb = "no longer follows from" if lost else "now follows from"
    shown = answers(where.answers) or "any answers at all"
    yield f"{verb} {shown}"
    yield f"because {because(diff, where.causes)}"


def answers(sheet: Sheet) -> str:
    """Return answers as people read them."""
    said = (f"{id.removesuffix(BEFORE)}: {_given(given)}" for id, given in sheet.items())
    return "; ".join(code(one) for one in said)


def _given(given: Given) -> str:
    if isinstance(given, Interval):
        return f"{given.at_least}.." if given.below is None else f"{given.at_least}..{given.below - 1}"
    return (", ".join(given) or NONE) if isinstance(given, tuple) else str(given)


def because(diff: Diff, causes: tuple[Cause, ...]) -> str:
    """Return causes as the end of a sentence."""
    said = [_caused(diff, cause) for cause in causes[:_NAMED]]
    more = len(causes) - _NAMED
    if more > 0:
        said.append(f"{more} more changes" if more > 1 else "1 more change")
    return " and ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else said[0]


def _caused(diff: Diff, cause: Cause) -> str:
    name = f"{cause.kind} {code(cause.id)}"
    if not cause.property:
        return f"{name} was {diff.change(cause).what}"
    if cause.property == "when":
        return f"the condition of {name} changed"
    return f"{name} changed in {code(cause.property)}"


# ---------------------------------------------------------------------------------------------
# Entries


def _changed(change: Change, sort: Sort) -> Iterator[str]:
    """Yield what is to be said of a change in the section of a sort."""
    if change.what != "changed" and change.sort == sort:
        yield change.what
        if change.because:
            yield f"because {' '.join(change.because.split())}"
        if change.successors:
            yield f"in its place: {', '.join(map(code, change.successors))}"
    for edit in change.of(sort):
        yield from _edited(edit)


def _edited(edit: Edit) -> Iterator[str]:
    called = _CALLED.get(edit.property, edit.property)
    if edit.item and edit.property == "order":
        called = f"order of {edit.item}"
    if edit.item and edit.property in ("satisfies", "note", "when"):
        called = f"mapping to {code(edit.item)}" + ("" if edit.property == "satisfies" else f", its {called}")
    if edit.property in _MANY and (edit.before is None or edit.after is None):
        verb = "added" if edit.before is None else "removed"
        value = edit.after if edit.before is None else edit.before
        strength = f", {value}" if edit.property == "satisfies" else ""
        shown = (
            ""
            if edit.property == "satisfies"
            else f": {whole(str(value)) if edit.property in _CALLED else code(str(value))}"
        )
        yield f"{called} {verb}{strength}{shown}"
        return
    if edit.evidence is not None and edit.evidence.same:
        yield f"{called} is written otherwise and means the same ({_evidence(edit)})"
    before, after = edit.before, edit.after
    if edit.property == "when":
        before, after = (code("always" if one is None else " ".join(one.split())) for one in (before, after))
        yield f"{called} was {before}"
        yield f"{called} is {after}"
        return
    if before is None or after is None:
        yield f"{called} {'added' if before is None else 'removed'}: {whole(_cut(after or before or ''))}"
    elif len(before) + len(after) <= _LONGEST and "\n" not in before + after:
        yield f"{called}: {whole(before)} → {whole(after)}"
    else:
        was, now = excerpts(before, after)
        yield f"{called} was: {whole(was)}"
        yield f"{called} is: {whole(now)}"


def _evidence(edit: Edit) -> str:
    systems = edit.evidence.systems if edit.evidence else None
    return "for every answer" if systems is None else f"no difference in {systems:,} random systems"


def _cut(text: str, most: int = 40) -> str:
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Return two texts cut to what differs, with a few words around it."""
    was, now = before.split(), after.split()
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    return _excerpt(was, start, end), _excerpt(now, start, end)


def _excerpt(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(words), len(words) - end + _AROUND)
    shown = words[first:last]
    if len(shown) > 2 * _LONGEST:
        shown = [*shown[:_LONGEST], "…", *shown[-_LONGEST:]]
    return " ".join((*(("…",) if first else ()), *shown, *(("…",) if last < len(words) else ())))
