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

__all__ = ["Solver", "TooHardError", "installed", "solver"]

#: How much the solver may do to settle a sum, in its own units, which do not hang on the machine: some seconds.
EFFORT: Final = 10_000_000
#: The same to settle anything else, until it gives up: about a second, and some forty times what two thousand
#: rules need. Each time it gives up it may do half as much from then on, but never less than ``LEAST``.
PATIENCE: Final = 1_000_000
LEAST: Final = 1 << 16


class TooHardError(Exception):
    """The solver gave up: neither values nor a proof were found with the effort that was allowed."""


def installed() -> bool:
    """Whether there is a solver (the extra ``prove``)."""
    return find_spec("z3") is not None


def solver(formulas: Formulas) -> Solver | None:
    """Return a solver, where one is installed."""
    return Solver(formulas) if installed() else None


@define(eq=False, slots=False)
class Solver:
    """Asks z3 about formulas of one program."""

    formulas: Formulas
    _told: dict[int, Any] = field(factory=dict, init=False, repr=False)
    _replies: dict[Replies, Any] = field(factory=dict, init=False, repr=False)
    _patience: int = field(factory=lambda: PATIENCE, init=False, repr=False)

    def true_with(self, places: Sequence[int]) -> frozenset[int] | None:
        """Return the variables that are true somewhere where some formulas all are; None if nowhere.

        Raises :class:`TooHardError`.
        """
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
            return self._true(solver.model(), places) if self._found(solver, effort=EFFORT) else None

    def clashing(self, places: Sequence[int]) -> tuple[int, ...]:
        """Return some of the formulas that are never true together, though any fewer of them are.

        Where it is too hard to say whether fewer are, there may be more than need be.
        """
        with self._about(places) as solver:
            chosen = {place: self._z3.Bool(f"c{place}") for place in places}
            for place, one in chosen.items():
                solver.add(self._z3.Implies(one, self.told(place)))
            try:
                if self._found(solver, *chosen.values()):
                    raise ValueError("these formulas can be true together")
            except TooHardError:
                return tuple(chosen)
            core = {one.get_id() for one in solver.unsat_core()}
            kept = [place for place in chosen if chosen[place].get_id() in core]
            for place in tuple(kept):
                others = [one for one in kept if one != place]
                if not self._perhaps(solver, *(chosen[one] for one in others)):
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
            self._solver.add([self._holding(replies) for replies in self.formulas.asked_of(*places)])
            yield self._solver
        finally:
            self._solver.pop()

    def _perhaps(self, solver: Any, *chosen: Any) -> bool:
        try:
            return self._found(solver, *chosen)
        except TooHardError:
            return True

    def _found(self, solver: Any, *chosen: Any, effort: int | None = None) -> bool:
        solver.set("rlimit", effort or self._patience)
        found = solver.check(*chosen)
        if found == self._z3.unknown:
            self._patience = self._patience if effort else max(self._patience // 2, LEAST)
            raise TooHardError(str(solver.reason_unknown()))
        return bool(found == self._z3.sat)

    def _holding(self, replies: Replies) -> Any:
        if replies not in self._replies:
            clauses = ([self._literal(one) for one in clause] for clause in replies.clauses)
            self._replies[replies] = self._z3.And([self._z3.Or(clause) for clause in clauses])
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
