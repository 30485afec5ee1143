"""A pack with its cases: read, linked and run in one go.

A folder goes in; the model, the run of all cases and everything that keeps them from running come
out. Whoever tests content begins here: the command, the plugin for pytest, the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from attrs import evolve, field, frozen

from surveymodel.authoring.cases import Case, read_cases
from surveymodel.authoring.coverage import Coverage, covered
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.properties import Property, read_properties
from surveymodel.authoring.run import Result, Run, run_cases
from surveymodel.authoring.subjects import Subject, subjects
from surveymodel.authoring.trace import traced
from surveymodel.authoring.verdicts import Verdict, judge
from surveymodel.content.draft import Draft, read_draft
from surveymodel.content.load import settle
from surveymodel.content.nouns import Content
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.evaluate import evaluate
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import Diagnostic

__all__ = ["Suite", "read_suite", "suite_from", "suite_of"]


@frozen(slots=False)
class Suite:
    """A pack that loads, and its cases."""

    draft: Draft = field(repr=False)
    model: SurveyModel
    cases: tuple[Case, ...]
    faults: tuple[Diagnostic, ...]  #: what is wrong with cases that cannot be run, and with properties
    properties: tuple[Property, ...] = ()

    @cached_property
    def run(self) -> Run:
        """All cases, side by side."""
        return run_cases(self.model, self.cases)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Every condition of the pack, in order of place."""
        return tuple(subjects(self.model, self.draft))

    @cached_property
    def random(self) -> Lanes:
        """Random systems, the same ones for everybody who asks what may be."""
        return self.prover.random

    @cached_property
    def prover(self) -> Prover:
        """What settles whether something may be that random systems do not show."""
        return Prover(self.model)

    @cached_property
    def coverage(self) -> Coverage:
        """What the cases exercise of the pack's conditions."""
        return covered(self.run, self.subjects, self.prover)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What became of each property, in their order."""
        return tuple(judge(self.prover, self.properties))

    def chosen(self, wanted: Callable[[Case | Property], bool]) -> Suite:
        """Return the suite with some of its cases and properties."""
        cases = tuple(case for case in self.cases if wanted(case))
        properties = tuple(property for property in self.properties if wanted(property))
        return evolve(self, cases=cases, properties=properties)

    def unmet(self) -> Iterator[Diagnostic]:
        """Yield what cases expected in vain, those that are ``todo`` apart, and what properties claim so."""
        for verdict in self.verdicts:
            place, id = verdict.of.location, verdict.of.id
            if verdict.outcome == "violated":
                yield Diagnostic(place, "SM518", f"the property {id!r} does not hold: {verdict}")
            elif verdict.outcome == "vacuous":
                yield Diagnostic(place, "SM519", f"the property {id!r} says nothing: {verdict}", "warning")
        for result in self.run.results:
            if result.case.todo is None:
                for unmet in result.unmet:
                    yield Diagnostic(unmet.location, "SM511", f"in the case {result.case.id!r} {unmet}")

    def explained(self, result: Result) -> Iterator[str]:
        """Yield what a case expected in vain, each with the value of every clause behind it."""
        evaluation = evaluate(self.model, result.case.system)
        for unmet in result.unmet:
            yield f"{unmet} (line {unmet.location.line})"
            yield from (f"  {line}" for line in traced(evaluation, unmet.truth))


def suite_of(draft: Draft) -> Suite:
    """Return the suite of a draft; raises ContentError where it does not load."""
    return suite_from(draft, settle(draft))


def suite_from(draft: Draft, content: Content) -> Suite:
    """Return the suite of a draft in which there is no error, with its content."""
    model = link(content)
    cases, faults = read_cases(model, draft)
    properties, more = read_properties(model, draft)
    return Suite(draft, model, cases, tuple(sorted({*faults, *more})), properties)


def read_suite(pack: Path) -> Suite:
    """Return the suite of a pack's folder.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack at once.
    """
    return suite_of(read_draft(pack))
