"""A difference as lines for people: in a terminal, or as Markdown that one can send out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from surveymodel.authoring.changes.effects import Effects
from surveymodel.authoring.changes.impact import VERBS, Impact, impacts
from surveymodel.authoring.changes.nouns import Cause, Diff
from surveymodel.authoring.changes.words import CODE, HEADINGS, TEXT, Entry, because, code, counts, sections
from surveymodel.errors import printable
from surveymodel.exchange.plan_markdown import escaped

__all__ = ["diff_markdown", "diff_text"]

#: The most tasks and systems that are named for one change.
_TASKS = 8
_SYSTEMS = 5
_WIDTH = 100

_COUNTED = {
    "weakened": "weakened or removed",
    "stronger": "stronger or added",
    "other": "changed in another way",
    "words": "in words only",
}


def diff_text(diff: Diff, effects: Effects | None = None) -> str:
    """Return a difference as text for a terminal, most urgent first."""
    return "\n".join(_Text().lines(diff, effects)) + "\n"


def diff_markdown(diff: Diff, effects: Effects | None = None) -> str:
    """Return a difference as a changelog in Markdown."""
    return "\n".join(_Markdown().lines(diff, effects)) + "\n"


def _summary(diff: Diff) -> str:
    said = [f"{number:,} {_COUNTED[sort]}" for sort, number in counts(diff)]
    if diff.unseen:
        return "Nothing changed that is told of here, though the packs are not the same."
    return f"{', '.join(said)}." if said else "Nothing changed."


def _foot(diff: Diff) -> str | None:
    """Return what the comparison rests on, where tasks rest on something that changed and did not move."""
    if not diff.unmoved:
        return None
    open_ = diff.unmoved - diff.settled
    one = diff.unmoved == 1
    head = f"{diff.unmoved:,} {'countermeasure rests' if one else 'countermeasures rest'} on something that changed"
    if not open_:
        return f"{head} and {'applies' if one else 'apply'} for the same answers, which is proved."
    tried = f"no difference in {diff.tried:,} random systems"
    return f"{head} and showed none: {open_:,} {tried}, for {diff.settled:,} that is proved."


def _systems_summary(effects: Effects) -> str:
    total, moved = len(effects.systems), effects.moved.bit_count()
    return f"{total:,} {'system' if total == 1 else 'systems'} compared, tasks move in {moved:,}."


def _unoffered(effects: Effects) -> Iterator[str]:
    for (question, answer), lanes in sorted(effects.unoffered.items(), key=lambda item: str(item[0])):
        number = lanes.bit_count()
        whose = "1 system" if number == 1 else f"{number:,} systems"
        names = list(islice(effects.names(lanes), _SYSTEMS))
        named = f"{', '.join(map(code, names))}{' …' if number > len(names) else ''}"
        if answer is None:
            yield f"the reply of {whose} to {code(question)} is not taken any more: {named}"
        else:
            yield f"{code(f'{question}: {answer}')}, the answer of {whose}, is not offered any more: {named}"


def _moves(effects: Effects, impact: Impact) -> Iterator[str]:
    for verb in VERBS:
        moved = [one for one in impact.moved if one.verb == verb]
        if not moved:
            continue
        named = ", ".join(f"{code(one.task)} ({one.systems:,})" for one in moved[:_TASKS])
        more = f" and {len(moved) - _TASKS} more" if len(moved) > _TASKS else ""
        yield f"{verb} {named}{more}"
    names = list(impact.examples(effects, _SYSTEMS))
    more = " …" if impact.systems > len(names) else ""
    yield f"such as {', '.join(map(code, names))}{more}"


def _head(diff: Diff, cause: Cause) -> str:
    said = because(diff, (cause,))
    return said[0].upper() + said[1:]


@frozen
class _Text:
    """Lines of a terminal: ids as they are, what belongs together further in."""

    def lines(self, diff: Diff, effects: Effects | None) -> Iterator[str]:
        old, new = diff.old, diff.new
        now = new.version if new.id == old.id else f"{new.id} {new.version}"
        yield self.folded(f"{old.id} {old.version} → {now}: {_summary(diff)}", 0)
        for sort, entries in sections(diff).items():
            yield ""
            yield HEADINGS[sort]
            for entry in entries:
                yield from self.entry(entry)
        if foot := _foot(diff):
            yield ""
            yield self.folded(foot, 0)
        if effects is not None:
            yield from self.systems(diff, effects)

    def entry(self, entry: Entry) -> Iterator[str]:
        for one in (entry, *entry.also):
            yield self.folded(f"{one.kind} {one.id}{f': {one.title}' if one.title else ''}", 2)
        yield from (self.folded(said, 4) for said in entry.says)

    def systems(self, diff: Diff, effects: Effects) -> Iterator[str]:
        yield ""
        yield self.folded(_systems_summary(effects), 0)
        for impact in impacts(effects):
            number = "1 system" if impact.systems == 1 else f"{impact.systems:,} systems"
            yield self.folded(f"{_head(diff, impact.cause)}: {number}", 2)
            yield from (self.folded(said, 4) for said in _moves(effects, impact))
        yield from (self.folded(said, 2) for said in _unoffered(effects))

    def folded(self, text: str, margin: int) -> str:
        plain = printable(" ".join(text.replace(CODE, "").replace(TEXT, "").split()))
        lead = " " * margin
        return textwrap.fill(
            plain, _WIDTH, initial_indent=lead, subsequent_indent=f"{lead}  ",
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip


@frozen
class _Markdown:
    """CommonMark: a section for each sort, an item for each entry, ids as code."""

    def lines(self, diff: Diff, effects: Effects | None) -> Iterator[str]:
        old, new = diff.old, diff.new
        yield f"# {escaped(new.content.pack.title)} {escaped(new.version)}"
        yield ""
        since = f"Since {escaped(old.version)}" if old.version != new.version else "Since the version before"
        yield f"{since}: {_summary(diff)}"
        for sort, entries in sections(diff).items():
            yield ""
            yield f"## {HEADINGS[sort]}"
            yield ""
            for entry in entries:
                yield from self.entry(entry)
        if effects is not None:
            yield from self.systems(diff, effects)

    def entry(self, entry: Entry) -> Iterator[str]:
        heads = (
            f"`{one.id}`{f': {escaped(one.title)}' if one.title else ''}" for one in (entry, *entry.also)
        )
        yield f"- {entry.kind} {'; '.join(heads)}"
        yield from (f"  - {self.marked(said)}" for said in entry.says)

    def systems(self, diff: Diff, effects: Effects) -> Iterator[str]:
        yield ""
        yield "## Systems"
        yield ""
        yield _systems_summary(effects)
        yield ""
        for impact in impacts(effects):
            number = "1 system" if impact.systems == 1 else f"{impact.systems:,} systems"
            yield f"- {self.marked(_head(diff, impact.cause))}: {number}"
            yield from (f"  - {self.marked(said)}" for said in _moves(effects, impact))
        yield from (f"- {self.marked(said)}" for said in _unoffered(effects))

    def marked(self, text: str) -> str:
        """Return a text with code as code, texts of the pack as they are, and all else as plain words."""
        parts = re.split(f"([{CODE}{TEXT}])(.*?)\\1", " ".join(text.split()))
        shown = []
        for plain, mark, inner in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
            shown += [_plain(plain), _code(inner) if mark == CODE else inner]
        return "".join(shown)


def _plain(text: str) -> str:
    """Return words escaped, with the spaces at their ends."""
    inner = escaped(text)
    lead = " " if text[:1] == " " else ""
    return f"{lead}{inner}{' ' if text[1:] and text[-1:] == ' ' else ''}" if inner else " " * bool(text)


def _code(text: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{text}{fence}"
