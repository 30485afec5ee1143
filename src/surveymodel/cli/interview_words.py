"""What an interview says: headings, help, what an answer brought. Plain lines, no colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from surveymodel.cli.shared import counted
from surveymodel.errors import printable
from surveymodel.project.interview import Effect, Interview, Item
from surveymodel.project.spelling import spoken

__all__ = ["KEYS", "brought", "heading", "helped", "left"]

KEYS: Final = "? help, u nobody knows, l later, b back, c change, q stop"

#: The most titles that one line names.
_NAMED: Final = 3


def left(interview: Interview) -> str:
    """Return how many questions are left."""
    bounds = interview.bounds()
    return "1 question left" if bounds.most == 1 else f"{bounds} questions left"


def heading(interview: Interview, item: Item) -> str:
    """Return the line over a question: its section, whose it is, how many are left."""
    pack = interview.file.model.content.pack
    section = next(s.title for s in pack.sections if s.id == item.question.section)
    where = ""
    if item.place not in ("organisation", "system"):
        component = interview.file.system.components[item.place]
        where = f" ({item.place}: {component.title})" if component.title else f" ({item.place})"
    return printable(f"{section}{where}. {left(interview)}.")


def helped(item: Item) -> Iterator[str]:
    """Yield what helps to answer a question."""
    question = item.question
    yield f"{question.id}: {question.ask}"
    yield " ".join(question.help.split())
    if question.select == "number":
        yield f"Unit: {question.unit}."
    if item.reply is not None:
        yield f"Now: {spoken(question, item.reply.answer)}"
    if item.state == "conflict":
        yield "Other answers imply what cannot be together; your answer settles it."
    if item.ticked:
        yield f"Other answers imply: {spoken(question, item.ticked)}"
    yield "u: nobody knows, so the question is not asked again and what it decides stays open."
    yield "l: later; it comes back at the next start. b: the answer before. c: any answer. q: stop."


def brought(effect: Effect) -> Iterator[str]:
    """Yield what an answer brought, the most important first."""
    yield from _titles("+", effect.came, "task")
    yield from _titles("-", effect.went, "task")
    if effect.ruled_out:
        yield f"  {counted(len(effect.ruled_out), 'possible task')} ruled out"
    threats = [f"+{len(effect.raised)}"] if effect.raised else []
    threats += [f"-{len(effect.dropped)}"] if effect.dropped else []
    if threats:
        names = ", ".join(threat.title for threat in (*effect.raised, *effect.dropped)[:_NAMED])
        yield f"  threats {' '.join(threats)}: {printable(names)}"
    if effect.opened:
        yield f"  {counted(len(effect.opened), 'more question')}: {_ids(effect.opened)}"
    if effect.closed:
        yield f"  no longer asked: {_ids(effect.closed)}"
    if effect.stale:
        yield f"  kept but not used any more: {_ids(effect.stale)}"
    for contradiction in effect.contradictions:
        yield f"  against another answer, which implies {contradiction.question.id}: {contradiction.implied}"


def _titles(sign: str, nouns: Sequence[object], noun: str) -> Iterator[str]:
    for named in nouns[:_NAMED]:
        yield f"  {sign} {noun}: {printable(str(getattr(named, 'title', named)))}"
    if len(nouns) > _NAMED:
        yield f"  {sign} {counted(len(nouns) - _NAMED, f'more {noun}')}"


def _ids(items: Iterable[Item]) -> str:
    return ", ".join(dict.fromkeys(item.question.id for item in items))
