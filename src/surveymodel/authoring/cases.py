"""Cases: answers and what must follow, checked against a model and run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from attrs import frozen

from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File, read_draft
from surveymodel.content.load import load_cases, settle
from surveymodel.content.nouns import Case
from surveymodel.content.structure import structure
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, reply
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Diagnostic, nearest

Plain = dict[str, Any]

__all__ = ["Outcome", "case_faults", "cases", "example_faults", "run_case"]


@frozen
class Outcome:
    """One expectation of a case that did not come true."""

    truth: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.truth} is {self.actual}, expected {self.expected}"


def cases(pack: FilePath) -> tuple[SurveyModel, dict[str, tuple[Case, ...]]]:
    """Return the model of a pack's folder and its cases, by the name of their file.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack.
    """
    draft = read_draft(pack)
    return link(settle(draft)), load_cases(draft)


def system_of(case: Case) -> System:
    """Return the system that a case describes."""
    organisation = System(answers=case.organisation, id="organisation") if case.organisation else None
    components = {id: dict(component["answers"]) for id, component in case.components.items()}
    return System(answers=case.answers, id=case.id, organisation=organisation, components=components)


def run_case(model: SurveyModel, case: Case) -> tuple[Outcome, ...]:
    """Return the expectations of a case that do not come true.

    Raises AnswerError or UnknownNameError where the case names what the model does not have.
    """
    resolution = resolve(model, system_of(case))
    expected: Mapping[str, tuple[str, ...]] = {
        "certain": case.certain,
        "possible": case.possible,
        "excluded": case.excluded,
    }
    return tuple(
        Outcome(truth, certainty, actual)
        for certainty, truths in expected.items()
        for truth in truths
        if (actual := resolution.certainty(truth)) != certainty
    )


def case_faults(model: SurveyModel, draft: Draft) -> Iterator[Diagnostic]:
    """Yield what the cases of a draft name that the model does not have, and what does not come true."""
    for file in draft.of("cases"):
        seen: set[str] = set()
        for path, entry in file.entries():
            if entry["id"] in seen:
                place = file.document.at((*path, "id"))
                yield Diagnostic(place, "SM302", f"the id {entry['id']!r} is defined twice")
            seen.add(entry["id"])
            faults = [*_unknown_truths(model, file, path, entry), *_answer_faults(model, file, path, entry)]
            yield from faults or _outcomes(model, file, path, entry)


_EXPECTED = ("certain", "possible", "excluded")


def _unknown_truths(model: SurveyModel, file: File, path: Path, entry: Plain) -> Iterator[Diagnostic]:
    for key in _EXPECTED:
        for index, truth in enumerate(entry.get(key, ())):
            if truth not in model.truths:
                message = f"unknown truth {truth!r}{nearest(truth, model.truths)}"
                yield Diagnostic(file.document.at((*path, key, index)), "SM510", message)


def _answer_faults(model: SurveyModel, file: File, path: Path, entry: Plain) -> Iterator[Diagnostic]:
    """Yield what the answers of a case get wrong, at the places where they stand."""
    found: list[Diagnostic] = []

    def sheet(*keys: str) -> dict[str, Reply]:
        data, here = entry, (*path, *keys)
        for key in keys:
            data = data.get(key, {})
        replies = ((q, reply(value, file.document.at((*here, q)), found)) for q, value in data.items())
        return {question: given for question, given in replies if given is not None}

    components = {id: sheet("components", id, "answers") for id in entry.get("components", {})}
    organisation = System(answers=sheet("organisation"), id="organisation")
    system = System(
        answers=sheet("answers"), id=entry["id"], organisation=organisation, components=components
    )
    yield from (*found, *answer_faults(model, system))


def _outcomes(model: SurveyModel, file: File, path: Path, entry: Plain) -> Iterator[Diagnostic]:
    for outcome in run_case(model, structure(entry, Case)):
        index = entry[outcome.expected].index(outcome.truth)
        place = file.document.at((*path, outcome.expected, index))
        yield Diagnostic(place, "SM511", f"in the case {entry['id']!r} {outcome}")


def example_faults(model: SurveyModel, draft: Draft) -> Iterator[Diagnostic]:
    """Yield everything in a pack's example systems that the model does not offer.

    A file that another example names as its organisation's is read with that example.
    """
    files = list(draft.of("system"))
    named = {data.get("organisation") for file in files if isinstance(data := file.document.data, dict)}
    for file in files:
        if file.name.rpartition("/")[2] in named:
            continue
        try:
            resolve(model, System.read(FilePath(file.document.path)))
        except AnswerError as error:
            yield from error.diagnostics
