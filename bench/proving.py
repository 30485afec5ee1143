"""Proofs and mutants must not get slow: they are to run on every change of a pack.

All checks of the synthetic pack, with what is proved of it, and 10,000 of its mutants on 2,000 cases.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

from attrs import evolve

from bench.checking import write
from bench.measure import Row, timed
from bench.testing import tested
from bench.workload import workload
from surveymodel.authoring.checks.every import check
from surveymodel.authoring.mutation.mutate import mutate
from surveymodel.authoring.suite import Suite
from surveymodel.content.draft import read_draft
from surveymodel.engine.link import link

__all__ = ["rows"]

MUTANTS = 10_000
#: How many mutants are linked and run one by one, to say how long all would take.
ANEW = 10


def rows() -> Iterator[Row]:
    """Measure all checks beside those of a process without a solver, and mutants beside mutants run anew."""
    with tempfile.TemporaryDirectory() as folder:
        write(workload(), Path(folder))
        draft = read_draft(Path(folder))
    proved = timed(partial(check, draft), rounds=3)
    with patch("surveymodel.authoring.proofs.solver.find_spec", lambda _: None):
        open_ = timed(partial(check, draft), rounds=3)
    yield Row("all checks of 2,000 rules, proved", proved, "without a solver", open_, 30)
    suite = tested(2_000)
    together = timed(partial(_mutated, suite), rounds=3)
    anew = timed(partial(_anew, suite), rounds=ANEW) * MUTANTS
    what = f"{MUTANTS:,} mutants on {len(suite.cases):,} cases"
    yield Row(what, together, f"each linked and run anew (from {ANEW})", anew, 20)


def _mutated(suite: Suite) -> None:
    """Try mutants of rules, threats and tasks, to the last thing that is said of each."""
    found = mutate(suite, most=MUTANTS)
    assert len(found.outcomes) + len(found.beside) == MUTANTS


def _anew(suite: Suite) -> None:
    """Link a pack and run its cases, as one mutant would have to be."""
    again = evolve(suite, model=link(evolve(suite.model.content)))
    assert all(result.passed for result in again.run.results)
