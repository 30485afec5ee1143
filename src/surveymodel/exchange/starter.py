"""The first text of a system's file and of an organisation's file, with comments that explain it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from surveymodel.content.nouns import Question
from surveymodel.engine.files import FORMAT
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.engine.walk import walk
from surveymodel.errors import printable
from surveymodel.project.flow import flow

__all__ = ["organisation_text", "system_text"]

_WIDTH = 98


def system_text(
    model: SurveyModel,
    id: str,
    *,
    title: str | None = None,
    organisation: str | None = None,
    components: Sequence[str] = (),
    schema: str | None = None,
    name: str = "FILE",
) -> str:
    """Return the text of a system file without answers; ``name`` is how commands call the file."""
    lines, name = [*_modeline(schema)], printable(name)
    lines += _comment(f"A system, described by answers to the survey of {model.id} {model.version}.")
    lines += _comment("")
    lines += _comment(f"  surveymodel ask {name}      asks what is open and writes the answers here")
    lines += _comment(f"  surveymodel tasks {name}    lists what is to be done, and why")
    lines += _comment("")
    lines += _how(model)
    lines += _head(model, id, title)
    if organisation is not None:
        lines += _comment("What the organisation answers once for all of its systems.")
        lines.append(f"organisation: {flow(organisation)}")
    lines += _offered(_first(model, ("system", "component")))
    lines.append("answers: {}")
    lines += _comment("Parts with a stack of their own; each answers what differs between them.")
    if components:
        lines.append("components:")
        lines += [f"  {flow(component)}:\n    answers: {{}}" for component in components]
    else:
        lines += _comment("components:\n  web:\n    answers: {}")
    return "\n".join(lines) + "\n"


def organisation_text(
    model: SurveyModel, id: str, *, title: str | None = None, schema: str | None = None
) -> str:
    """Return the text of an organisation's file without answers."""
    lines = [*_modeline(schema)]
    lines += _comment("What this organisation answers once for all of its systems.")
    lines += _head(model, id, title)
    lines += _offered(_first(model, ("organisation",)))
    lines.append("answers: {}")
    return "\n".join(lines) + "\n"


def _modeline(schema: str | None) -> Iterator[str]:
    if schema is not None:
        yield f"# yaml-language-server: $schema={printable(schema)}"


def _comment(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield f"# {line}".rstrip()


def _head(model: SurveyModel, id: str, title: str | None) -> Iterator[str]:
    yield f"format: {FORMAT}"
    yield f"id: {flow(id)}"
    if title is not None:
        yield f"title: {flow(title)}"
    yield f"pack: {flow(model.id)}"


def _how(model: SurveyModel) -> Iterator[str]:
    """Yield how answers are written, with questions of the survey that a system may answer."""
    shown: dict[str, Question] = {}
    for layer in ("system", "component"):
        for question in model.content.questions:
            if question.of == layer:
                shown.setdefault(question.select, question)
    if not shown:
        return
    yield from _comment("An answer is an id, a list of ids, a number, a range or the word unknown:")
    for question in shown.values():
        yield from _comment(f"  {question.id}: {_example(question)}")
    one = shown.get("one", next(iter(shown.values())))
    yield from _comment("Who gave it, when, and what shows it may stand beside it:")
    given = f'{{answer: {_example(one)}, by: ana, on: "2026-03-02", evidence: "main.tf:12"}}'
    yield from _comment(f"  {one.id}: {given}")


def _example(question: Question) -> str:
    if question.select == "number":
        return "{at-least: 1000, below: 5000}"
    ids = [answer.id for answer in question.answers if not answer.exclusive]
    return flow(question.answers[0].id if question.select == "one" else ids[:2])


def _first(model: SurveyModel, layers: tuple[str, ...]) -> list[Question]:
    """Return the questions that are asked before anything is answered."""
    return [question for question in walk(model, System()).open if question.of in layers]


def _offered(questions: Iterable[Question]) -> Iterator[str]:
    """Yield questions as comments, each with the ids of its answers; no id is broken over lines."""
    for number, question in enumerate(questions):
        if not number:
            yield from _comment("The first questions; more follow from the answers.")
        ids = ", ".join(answer.id for answer in question.answers)
        kind = {"one": "one of", "many": "any of", "number": "a number"}[question.select]
        text = f"{question.id}: {kind} {ids}" if ids else f"{question.id}: {kind} ({question.unit})"
        yield from (
            f"# {line}"
            for line in textwrap.wrap(
                text, _WIDTH, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False
            )
        )
