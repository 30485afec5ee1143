"""What an interview says: headings, help, what an answer brought. Plain lines, no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from surveymodel.cli.shared import counted
from surveymodel.content.nouns import Countermeasure, Threat
from surveymodel.errors import printable
from surveymodel.project.interview import Effect, Interview, Item
from surveymodel.project.spelling import spoken

__all__ = ["KEYS", "OVER", "brought", "folded", "heading", "helped", "left", "line", "noted"]

KEYS: Final = "? help, u nobody knows, l later, b back, c change, q stop"
OVER: Final = "Nothing more is asked now."

#: The most titles that one line names.
_NAMED: Final = 3


def folded(text: str, width: int) -> str:
    """Return one line as lines of a width; those that follow stand further in."""
    text = printable(text)
    lead = " " * (len(text) - len(text.lstrip()) + 2)
    return "\n".join(textwrap.wrap(text, width, subsequent_indent=lead, break_on_hyphens=False))


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
    return f"{section}{where}. {left(interview)}."


def noted(item: Item) -> Iterator[str]:
    """Yield what is to be known before a question is answered: how it stands by now."""
    question = item.question
    if item.reply is not None:
        yield f"Now: {spoken(question, item.reply.answer)}."
    elif item.state == "conflict":
        implied = spoken(question, item.ticked)
        yield f"Other answers imply what cannot be together; your answer settles it: {implied}."
    elif item.ticked:
        yield f"Other answers imply: {spoken(question, item.ticked)}."


def helped(item: Item) -> Iterator[str]:
    """Yield what helps to answer a question."""
    question = item.question
    yield f"{question.id}: {question.ask}"
    yield " ".join(question.help.split())
    for answer in question.answers:
        if answer.help:
            yield f"{answer.text}: {' '.join(answer.help.split())}"
    if question.select == "number":
        yield f"Unit: {question.unit}."
    yield "u: nobody knows, so the question is not asked again and what it decides stays open."
    yield "l: later; it comes back at the next start. b: the answer before. c: any answer. q: stop."


def line(item: Item) -> str:
    """Return an answered question as one line of a list."""
    where = "" if item.place == "system" else f"{item.place}, "
    answer = spoken(item.question, item.reply.answer) if item.reply else ""
    return f"{where}{item.question.id}: {answer}"


def brought(effect: Effect) -> Iterator[str]:
    """Yield what an answer brought, the most important first."""
    yield from _titles("+", effect.came, "task")
    yield from _titles("-", effect.went, "task")
    if effect.ruled_out:
        yield f"  {counted(len(effect.ruled_out), 'possible task')} ruled out"
    yield from _threats("+", effect.raised)
    yield from _threats("-", effect.dropped)
    if effect.opened:
        yield f"  {counted(len(effect.opened), 'more question')}: {_ids(effect.opened)}"
    if effect.closed:
        yield f"  no longer asked: {_ids(effect.closed)}"
    if effect.stale:
        yield f"  kept but not used any more: {_ids(effect.stale)}"
    for contradiction in effect.contradictions:
        yield f"  against another answer, which implies {contradiction.question.id}: {contradiction.implied}"


def _titles(sign: str, tasks: Sequence[Countermeasure], noun: str) -> Iterator[str]:
    for task in tasks[:_NAMED]:
        yield f"  {sign} {noun}: {task.title}"
    if len(tasks) > _NAMED:
        yield f"  {sign} {counted(len(tasks) - _NAMED, f'more {noun}')}"


def _threats(sign: str, threats: Sequence[Threat]) -> Iterator[str]:
    if threats:
        more = f" and {len(threats) - _NAMED} more" if len(threats) > _NAMED else ""
        titles = ", ".join(threat.title for threat in threats[:_NAMED])
        yield f"  threats {sign}{len(threats)}: {titles}{more}"


def _ids(items: Iterable[Item]) -> str:
    return ", ".join(dict.fromkeys(item.question.id for item in items))
