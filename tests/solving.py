"""Formulas asked of a second solver, and packs settled by the first alone, or without any.

``python -m tests.solving 2000`` compares both solvers on the synthetic pack of so many rules.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from surveymodel.authoring.proofs.formulas import Formulas
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.engine.link import link
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


def compared(rules: int) -> tuple[int, int]:
    """Ask both solvers of every truth of the synthetic pack whether it ever holds, and ever does not.

    Return how many questions there were, and how many were answered with no by both.
    """
    from bench.workload import workload

    prover = Prover(link(workload(rules=rules)))
    asked = never = 0
    for place in prover.model.truths.values():
        held = prover.symbols.at(place)
        for lanes in (held.must, prover.symbols.every ^ held.may):
            term = prover.symbols.formulas.term(lanes)
            possible = prover.solved(term).possible
            assert possible is satisfiable(prover.symbols.formulas, [term.place])
            asked, never = asked + 1, never + (not possible)
    return asked, never


if __name__ == "__main__":
    asked, never = compared(int(sys.argv[1]))
    print(f"{asked:,} questions, {never:,} of them answered with no: both solvers agree")
