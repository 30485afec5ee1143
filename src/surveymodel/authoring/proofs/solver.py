"""Formulas asked of a solver: replies with which they are true together, or that there are none.

Formulas go in; z3 is told each once, and asked about some of them with what holds of the replies
that they are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from typing import Any, Final

from attrs import define, field

from surveymodel.authoring.proofs.formulas import Formulas, Replies
from surveymodel.engine.program import AND, FALSE, NOT, TRUE

__all__ = ["Solver", "TooHardError", "solver"]

#: How much the solver may do to settle a sum, in its own units, which do not hang on the machine: some seconds.
EFFORT: Final = 10_000_000


class TooHardError(Exception):
    """The solver gave up: neither values nor a proof were found with the effort that was allowed."""


def solver(formulas: Formulas) -> Solver | None:
    """Return a solver, where one is installed (the extra ``prove``)."""
    return Solver(formulas) if find_spec("z3") else None


@define(eq=False, slots=False)
class Solver:
    """Asks z3 about formulas of one program."""

    formulas: Formulas
    _told: dict[int, Any] = field(factory=dict, init=False, repr=False)
    _replies: dict[Replies, list[Any]] = field(factory=dict, init=False, repr=False)

    def true_with(self, places: Sequence[int]) -> frozenset[int] | None:
        """Return the variables that are true somewhere where some formulas all are; None if nowhere."""
        with self._about(places) as solver:
            for place in places:
                solver.add(self.told(place))
            return self._true(solver.model(), places) if self._found(solver) else None

    def _true(self, model: Any, places: Sequence[int]) -> frozenset[int]:
        """Return the variables of some formulas that are true in what the solver found."""
        return frozenset(
            variable
            for replies in self.formulas.asked_of(*places)
            for variable in replies.variables
            if self._z3.is_true(model[self.told(variable)])
        )

    def beyond(
        self, weights: Mapping[int, int], limit: int, holding: int, *, more: bool
    ) -> frozenset[int] | None:
        """Return the variables that are true somewhere where a sum is beyond a limit; None if nowhere.

        Each formula that is true there has its weight in the sum; that one must be more than the
        limit, or less, while another formula is true too. Raises :class:`TooHardError`.
        """
        places = (holding, *weights)
        with self._about(places) as solver:
            solver.add(self.told(holding))
            terms = [(self.told(place), weight) for place, weight in weights.items()]
            bounded = self._z3.PbGe(terms, limit + 1) if more else self._z3.PbLe(terms, limit - 1)
            solver.add(bounded)
            solver.set("rlimit", EFFORT)
            try:
                if not self._found(solver):
                    return None
            finally:
                solver.set("rlimit", 0)
            return self._true(solver.model(), places)

    def clashing(self, places: Sequence[int]) -> tuple[int, ...]:
        """Return some of the formulas that are never true together, though any fewer of them are."""
        with self._about(places) as solver:
            chosen = {place: self._z3.Bool(f"c{place}") for place in places}
            for place, one in chosen.items():
                solver.add(self._z3.Implies(one, self.told(place)))
            if self._found(solver, *chosen.values()):
                raise ValueError("these formulas can be true together")
            core = {one.get_id() for one in solver.unsat_core()}
            kept = [place for place in dict.fromkeys(places) if chosen[place].get_id() in core]
            for place in tuple(kept):
                others = [one for one in kept if one != place]
                if not self._found(solver, *(chosen[one] for one in others)):
                    kept = others
            return tuple(kept)

    @cached_property
    def _z3(self) -> Any:
        import z3

        return z3

    @cached_property
    def _solver(self) -> Any:
        return self._z3.SimpleSolver()

    @contextmanager
    def _about(self, places: Sequence[int]) -> Iterator[Any]:
        """Return the solver, told what holds of the replies that some formulas are about."""
        self._solver.push()
        try:
            for replies in self.formulas.asked_of(*places):
                self._solver.add(self._holding(replies))
            yield self._solver
        finally:
            self._solver.pop()

    def _found(self, solver: Any, *chosen: Any) -> bool:
        found = solver.check(*chosen)
        if found == self._z3.unknown:
            raise TooHardError(str(solver.reason_unknown()))
        return bool(found == self._z3.sat)

    def _holding(self, replies: Replies) -> list[Any]:
        if replies not in self._replies:
            self._replies[replies] = [
                self._z3.Or([self._literal(one) for one in clause]) for clause in replies.clauses
            ]
        return self._replies[replies]

    def _literal(self, number: int) -> Any:
        return self._z3.Not(self.told(-number)) if number < 0 else self.told(number)

    def told(self, place: int) -> Any:
        """Return what the solver calls a formula."""
        z3, told = self._z3, self._told
        for each in () if place in told else self.formulas.behind(place):
            made = self.formulas.operation(each)
            if each in told:
                continue
            if made is None:
                told[each] = z3.BoolVal(each == TRUE) if each in (TRUE, FALSE) else z3.Bool(f"v{each}")
            elif made[0] == NOT:
                told[each] = z3.Not(told[made[1]])
            else:
                operands = told[made[1]], told[made[2]]
                told[each] = z3.And(*operands) if made[0] == AND else z3.Or(*operands)
        return told[place]
