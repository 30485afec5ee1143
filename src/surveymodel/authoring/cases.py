"""Cases: answers and what must follow, checked against a model and run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from surveymodel.content.draft import Draft, read_draft
from surveymodel.content.load import load_cases, settle
from surveymodel.content.nouns import Case
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["Outcome", "case_faults", "cases", "example_faults", "run_case"]


@frozen
class Outcome:
    """One expectation of a case that did not come true."""

    truth: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.truth} is {self.actual}, expected {self.expected}"


def cases(pack: Path) -> tuple[SurveyModel, dict[str, tuple[Case, ...]]]:
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
    """Yield a diagnostic for each id in the cases of a draft that the model does not have."""
    for file in draft.of("cases"):
        seen: set[str] = set()
        for path, entry in file.entries():
            if entry["id"] in seen:
                place = file.document.at((*path, "id"))
                yield Diagnostic(place, "SM302", f"the id {entry['id']!r} is defined twice")
            seen.add(entry["id"])
            for key in ("certain", "possible", "excluded"):
                for index, truth in enumerate(entry.get(key, ())):
                    if truth not in model.truths:
                        message = f"unknown truth {truth!r}{nearest(truth, model.truths)}"
                        yield Diagnostic(file.document.at((*path, key, index)), "SM510", message)
            yield from _answer_faults(model, entry, file, path)


def _answer_faults(model: SurveyModel, entry: dict[str, Any], file: Any, path: Any) -> Iterator[Diagnostic]:
    """Yield what the answers of a case get wrong, at the places where they stand."""
    places = {
        "organisation": (*path, "organisation"),
        "answers": (*path, "answers"),
    }
    case = Case(
        entry["id"],
        entry["answers"],
        organisation=entry.get("organisation", {}),
        components=entry.get("components", {}),
    )
    try:
        faults = list(answer_faults(model, system_of(case)))
    except AnswerError as error:
        faults = list(error.diagnostics)
    for fault in faults:
        yield Diagnostic(_placed(fault, file, path, places), fault.code, fault.message)


def _placed(fault: Diagnostic, file: Any, path: Any, places: Mapping[str, Any]) -> Location:
    """Return where in the case's file the answer stands that a fault is about."""
    question = fault.location.path.removeprefix("answer ").strip("'")
    candidates = [(*place, question) for place in places.values()]
    components = [p for p in file.document.keys if p[: len(path)] == path and p[-1:] == (question,)]
    for candidate in (*candidates, *components):
        if candidate in file.document.keys:
            located: Location = file.document.at_key(candidate)
            return located
    place: Location = file.document.at(path)
    return place


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
            resolve(model, System.read(Path(file.document.path)))
        except AnswerError as error:
            yield from error.diagnostics
