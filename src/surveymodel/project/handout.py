"""Open questions as a file that somebody fills in who knows nothing of this library.

Items of an interview go in; the text of a file comes out that holds each question's own words,
the answers that it offers and a place to write in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from surveymodel.content.nouns import Answer, Question
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, UnknownNameError, printable
from surveymodel.project.flow import flow
from surveymodel.project.interview import Interview, Item, bands
from surveymodel.project.spelling import said, spoken

__all__ = ["FORMAT", "choices", "chosen", "handout_text", "words"]

FORMAT: Final = "surveymodel-questions/1"

_WIDTH: Final = 98

_HOW: Final = """\
Write each answer between the quotes after "answer:". It is one of the words on the left under
"choices:"; where several may hold, all that do with commas between them, or the word none.
A number may be a range: 1000..4999, 5000.. or ..999, with both ends in it.
Write unknown where nobody knows. What you leave blank stays open.
Beside an answer there is room for by, on, evidence and note, each on a line of its own.
Leave everything else as it is, and send the file back."""

_ROOM: Final = {
    "one": "one of the words above",
    "many": "those that hold, with commas, or none",
    "number": "a number or a range",
}


def chosen(
    interview: Interview,
    *,
    sections: Collection[str] = (),
    questions: Collection[str] = (),
    layers: Collection[str] = (),
) -> tuple[Item, ...]:
    """Return what is open now and can be answered, in order: all of it, or what is named.

    A layer is ``organisation``, ``system`` or a component's id. Raises
    :class:`~surveymodel.errors.UnknownNameError` for a name that does not exist, and
    :class:`~surveymodel.errors.SurveyModelError` where a question that is named is not open.
    """
    model, system = interview.file.model, interview.file.system
    _refuse_unknown("section", sections, [section.id for section in model.content.pack.sections])
    _refuse_unknown("question", questions, model.questions)
    _refuse_unknown("layer", layers, ("organisation", "system", *system.components))
    found = interview.open()
    _refuse_closed(interview, set(questions) - {item.question.id for item in found})
    return tuple(
        item
        for item in found
        if (not sections or item.question.section in sections)
        and (not questions or item.question.id in questions)
        and (not layers or item.place in layers)
    )


def _refuse_unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = tuple(known)
    for name in names:
        if name not in known:
            raise UnknownNameError(kind, name, known)


def _refuse_closed(interview: Interview, questions: Collection[str]) -> None:
    """Raise SurveyModelError with the state of the first question that is not open."""
    for item in interview.items():
        if item.question.id in questions:
            state = "kept nowhere" if item.state in ("open", "conflict") else item.state.replace("-", " ")
            path = printable(str(interview.file.path))
            raise SurveyModelError(f"{path}: {item.question.id!r} is not open: it is {state}")


# ---------------------------------------------------------------------------------------------
# The words of a question


def words(text: str) -> str:
    """Return a text with its lines joined to one."""
    return " ".join(text.split())


def choices(model: SurveyModel, question: Question) -> dict[str, str]:
    """Return what may be written as an answer, with what it means.

    Of a number, these are the ranges that the pack tells apart, if it does.
    """
    if question.select != "number":
        return {answer.id: _meaning(answer) for answer in question.answers}
    ranges = bands(model, question.id)
    return {said(band): spoken(question, band) for band in ranges} if len(ranges) > 1 else {}


def _meaning(answer: Answer) -> str:
    text = words(answer.text)
    return f"{text} ({words(answer.help)})" if answer.help else text


# ---------------------------------------------------------------------------------------------
# The file


def handout_text(
    interview: Interview, items: Sequence[Item], *, to: str | None = None, note: str | None = None
) -> str:
    """Return the text of a file with some open questions, to be filled in by ``to``."""
    model, system = interview.file.model, interview.file.system
    lines = [f"# {line}".rstrip() for line in _introduction(interview)]
    lines += [f"format: {FORMAT}", f"system: {flow(system.id)}"]
    lines += _texts({"title": system.title, "for": to, "note": note}, "")
    lines += ["pack:", f"  id: {flow(model.id)}"]
    lines += [f'  version: "{model.version}"', f'  digest: "{model.digest}"']
    lines += [f"by: {flow(words(to or ''))}  # your name", 'on: ""  # the day, as in 2026-03-02']
    lines.append("questions:" if items else "questions: []")
    above: tuple[str, str] | None = None
    for item in items:
        if (item.question.section, item.place) != above:
            above = item.question.section, item.place
            lines += ["", f"  # {_heading(model, system, item)}"]
        lines += ["", *_entry(model, item)]
    return "\n".join(lines) + "\n"


def _introduction(interview: Interview) -> Iterator[str]:
    system = interview.file.system
    yield f"Questions about {printable(system.title or system.id)}."
    yield ""
    yield from _HOW.split("\n")
    if interview.bounds().most > len(interview.open()):
        yield "Answers may lead to further questions, which come in another file."


def _heading(model: SurveyModel, system: System, item: Item) -> str:
    section = next(s.title for s in model.content.pack.sections if s.id == item.question.section)
    if item.place not in system.components:
        return printable(section)
    title = system.components[item.place].title
    return printable(f"{section} ({item.place}{f': {title}' if title else ''})")


def _entry(model: SurveyModel, item: Item) -> Iterator[str]:
    """Yield the lines of one question."""
    question, margin = item.question, "    "
    yield f"  - id: {flow(question.id)}"
    if item.place not in ("organisation", "system"):
        yield f"{margin}component: {flow(item.place)}"
    yield from _texts({"ask": question.ask, "help": question.help, "unit": question.unit}, margin)
    offered = choices(model, question)
    if offered:
        yield f"{margin}choices:"
        yield from _texts(offered, f"{margin}  ")
    if item.ticked:
        yield f"{margin}implied: {flow(item.ticked)}  # what other answers say; yours takes its place"
    yield f'{margin}answer: ""  # {_ROOM[question.select]}'


def _texts(texts: Mapping[str, str | None], margin: str) -> Iterator[str]:
    """Yield texts by their keys, each on one line or, where it is longer, folded below its key."""
    for key, text in texts.items():
        if not text or not words(text):
            continue
        line = f"{margin}{flow(key)}: {flow(words(text))}"
        if len(line) <= _WIDTH:
            yield line
            continue
        yield f"{margin}{flow(key)}: >-"
        yield from textwrap.wrap(
            words(text), _WIDTH, initial_indent=f"{margin}  ", subsequent_indent=f"{margin}  ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
