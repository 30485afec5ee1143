"""Running all cases of a pack with their coverage must not get slow: nobody tests what takes minutes.

A case a rule of the synthetic pack, its sheet random, run as lanes and measured once the pack is loaded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from attrs import evolve

from bench.checking import tidy, write
from bench.measure import Row, timed
from bench.workload import sheet, workload
from surveymodel.authoring.cases import Case, Expectation
from surveymodel.authoring.suite import Suite, read_suite
from surveymodel.content.nouns import Content
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import Location

__all__ = ["rows", "tested"]

CASES = 2_000


def rows() -> Iterator[Row]:
    """Measure the cases with their coverage, beside each case resolved on its own."""
    for rules, bound in ((2_000, 2.0), (4_000, None)):
        suite = tested(rules)
        alone = timed(partial(_alone, suite), rounds=3)
        run = timed(partial(_results, suite), rounds=5)
        whole = timed(partial(_covered, suite), rounds=5)
        each = "each case resolved alone"
        yield Row(f"{CASES:,} cases of {rules:,} rules", run, each, alone)
        yield Row(f"{CASES:,} cases of {rules:,} rules with coverage", whole, each, alone, bound)


def tested(rules: int) -> Suite:
    """Return the synthetic pack with as many cases, each of one rule."""
    content = tidy(workload(rules=rules))
    with tempfile.TemporaryDirectory() as folder:
        write(content, Path(folder))
        read = read_suite(Path(folder))
    suite = evolve(read, cases=tuple(_case(read.model, content, index) for index in range(CASES)))
    if [result.case.id for result in suite.run.results if not result.passed]:
        raise SystemExit("cases fail whose expectations are what follows from each alone")
    return suite


def _case(model: SurveyModel, content: Content, index: int) -> Case:
    """Return a case that expects of one rule what follows for it where its sheet is resolved alone."""
    system = System(answers=sheet(content, seed=index))
    truth, place = f"rule:{content.rules[index % len(content.rules)].id}", Location("bench")
    expected = Expectation(truth, resolve(model, system).certainty(truth), place)
    return Case(f"case-{index}", "bench", None, system, (expected,), {}, None, place)


def _fresh(suite: Suite) -> Suite:
    """Return a suite in which nothing has been run."""
    return evolve(suite)


def _alone(suite: Suite) -> None:
    for case in suite.cases:
        resolve(suite.model, case.system)


def _results(suite: Suite) -> None:
    assert all(result.passed for result in _fresh(suite).run.results)


def _covered(suite: Suite) -> None:
    fresh = _fresh(suite)
    assert all(result.passed for result in fresh.run.results)
    assert fresh.coverage.reached
