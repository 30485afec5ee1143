"""Formulas asked of a second solver, and packs settled by the first alone, or without any."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from surveymodel.authoring.proofs.formulas import Formulas
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.engine.program import AND, OR

__all__ = ["by_solver_alone", "satisfiable", "unsolved"]


@contextmanager
def unsolved() -> Generator[None]:
    """Prove without a solver, as where none is installed."""
    with patch("surveymodel.authoring.proofs.solver.find_spec", lambda _: None):
        yield


@contextmanager
def by_solver_alone() -> Generator[None]:
    """Settle everything that linking does not with the solver: one random system, never every sheet."""
    with (
        patch("surveymodel.authoring.suite.Prover", partial(Prover, systems=1)),
        patch("surveymodel.authoring.proofs.prover.Prover", partial(Prover, systems=1)),
        patch("surveymodel.authoring.mutation.mutate.Prover", partial(Prover, systems=1)),
        patch("surveymodel.authoring.proofs.prover.FEW", 0),
        patch("surveymodel.authoring.verdicts.FEW", 0),
        patch("surveymodel.authoring.verdicts.MOST", 0),
    ):
        yield


def satisfiable(formulas: Formulas, places: Sequence[int]) -> bool:
    """Whether some formulas can be true together, as MiniSat 2.2 finds.

    A formula is one variable with clauses that make it what its operation says; numbers of
    variables are those of formulas and 1 more.
    """
    from pysat.solvers import Solver

    with Solver("m22") as solver:
        solver.add_clause([1])
        solver.add_clause([-2])
        for replies in formulas.asked_of(*places):
            for clause in replies.clauses:
                solver.add_clause([one + 1 if one > 0 else one - 1 for one in clause])
        for place in formulas.behind(*places):
            made = formulas.operation(place)
            if made is None:
                continue
            here, a, b = (one + 1 for one in (place, *made[1:]))
            if made[0] == AND:
                clauses = [[-here, a], [-here, b], [here, -a, -b]]
            elif made[0] == OR:
                clauses = [[here, -a], [here, -b], [-here, a, b]]
            else:
                clauses = [[here, a], [-here, -a]]
            for each in clauses:
                solver.add_clause(each)
        return bool(solver.solve(assumptions=[place + 1 for place in places]))
