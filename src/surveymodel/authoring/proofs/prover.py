"""Whether any answers at all bring something about: answers that do, a proof that none do, or neither.

What may be so goes in as a function of lanes. It is looked for in random systems, then tried in
every sheet where few matter, and else asked of a solver, if one is installed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import Final

from attrs import field, frozen

from surveymodel.authoring.least import Wanted
from surveymodel.authoring.probes import MOST, PROBES, Every, Sheet, every_sheet, random_lanes, sheet_at
from surveymodel.authoring.proofs.clash import Clash, Clashing, clauses
from surveymodel.authoring.proofs.formulas import Formulas, Term
from surveymodel.authoring.proofs.solver import Solver, TooHardError, solver
from surveymodel.authoring.proofs.symbols import Symbols
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import FALSE, lanes_of

__all__ = ["PROVED", "Prover", "Settled"]

PROVED: Final = "whatever is answered"
Several = Callable[[Lanes], Sequence[int]]
"""From lanes that were run to those, as bits, in which each of several things is so."""

Weighed = Callable[[Lanes], Iterable[tuple[int, int]]]
"""From lanes to some of them, as bits, each with what it weighs."""

#: The most sheets of which every one is tried where a solver could be asked.
FEW: Final = 1 << 12


@frozen(slots=False)
class Settled:
    """Whether some answers bring something about, as far as it could be settled."""

    possible: bool
    tried: int = 0  #: where neither answers nor a proof was found: how many random systems were looked at
    _sheet: Callable[[], Sheet] = field(alias="sheet", default=dict, repr=False, eq=False)
    _clash: Callable[[], str] = field(alias="clash", default=str, repr=False, eq=False)

    @property
    def proved(self) -> bool:
        """Whether it is certain that none do."""
        return not self.possible and not self.tried

    @cached_property
    def sheet(self) -> Sheet:
        """Answers that do, to every question that matters and perhaps to others."""
        return self._sheet()

    @cached_property
    def clash(self) -> str:
        """Where none do, the clauses that clash, in words; nothing where linking shows it."""
        return self._clash() if self.proved else ""

    @property
    def how(self) -> str:
        """Where none were found, in words how that is known."""
        if not self.proved:
            return f"in {self.tried:,} random systems"
        return f"{PROVED}: {self.clash}" if self.clash else PROVED


@frozen(slots=False)
class Prover:
    """Settles what may be so in a model; without a solver only where few sheets matter."""

    model: SurveyModel
    systems: int = PROBES  #: how many random systems are looked at

    @cached_property
    def random(self) -> Lanes:
        """Random systems, the same ones whatever is asked."""
        return random_lanes(self.model, self.systems, 0)

    @cached_property
    def symbols(self) -> Symbols:
        """The values of the model's program as formulas."""
        return Symbols.of(self.model)

    @cached_property
    def solver(self) -> Solver | None:
        """The solver, where there is one."""
        return solver(self.symbols.formulas)

    def settle(self, wanted: Wanted, needs: Iterable[int]) -> Settled:
        """Return whether something may be so that depends on the values ``needs`` alone.

        It must be something certain, since questions are open in some lanes.
        """
        return self.settle_each(lambda lanes: (wanted(lanes),), needs)[0]

    def settle_each(self, wanted: Several, needs: Iterable[int]) -> tuple[Settled, ...]:
        """Return the same of several things that depend on the values ``needs``."""
        probed = wanted(self.random)
        if all(probed):
            return tuple(_seen(partial(sheet_at, self.random), lanes) for lanes in probed)
        every = self.every(needs)
        asked = wanted(self.symbols if every is None else every.lanes)
        result = []
        for index, (random, found) in enumerate(zip(probed, asked, strict=True)):
            if random:
                result.append(_seen(partial(sheet_at, self.random), random))
            elif every is None:
                result.append(self.solved(self.symbols.formulas.term(found)))
            elif found:
                result.append(_seen(every.sheet, found))
            else:
                clash = partial(self._clash, wanted, index, partial(_clashing, self.symbols.formulas, every))
                result.append(Settled(False, clash=clash))
        return tuple(result)

    def every(self, needs: Iterable[int]) -> Every | None:
        """Return every sheet that some values depend on, unless a solver would be quicker."""
        return every_sheet(self.model, needs, MOST if self.solver is None else FEW)

    def any_of(self, several: Iterable[Wanted]) -> Settled:
        """Return whether one of several things may be so, as a solver finds."""
        formulas = self.symbols.formulas
        terms = (formulas.term(wanted(self.symbols)).place for wanted in several)
        return self.solved(Term(formulas, formulas.build.some(terms)))

    def solved(self, term: Term) -> Settled:
        """Return whether a formula is true somewhere, as a solver finds."""
        if term.place == FALSE:
            return Settled(False)
        if self.solver is None:
            return Settled(False, self.systems)
        try:
            true = self.solver.true_with([term.place])
        except TooHardError:
            return Settled(False, self.systems)
        if true is None:
            return Settled(False, clash=partial(self._said, term, self.solver.clashing))
        return Settled(True, sheet=partial(self._sheet, term, true))

    def beyond(self, columns: Weighed, limit: int, holding: Wanted, *, more: bool) -> Settled:
        """Return whether a sum is more than a limit, or less, anywhere where something is so.

        ``columns`` returns lanes and what each weighs in the sum.
        """
        if self.solver is None:
            return Settled(False, self.systems)
        term = self.symbols.formulas.term
        weights: Counter[int] = Counter()
        for lanes, weight in columns(self.symbols):
            weights[term(lanes).place] += weight
        where = term(holding(self.symbols))
        try:
            true = self.solver.beyond(weights, limit, where.place, more=more)
        except TooHardError:
            return Settled(False, self.systems)
        return (
            Settled(False)
            if true is None
            else Settled(True, sheet=partial(self._answers, true, (where.place, *weights)))
        )

    def _sheet(self, term: Term, true: frozenset[int]) -> Sheet:
        return self._answers(true, (term.place,))

    def _answers(self, true: frozenset[int], places: Sequence[int]) -> Sheet:
        """Return the answers that variables of some formulas stand for which are true."""
        values = [3 if place in true else 0 for place in range(self.model.program.inputs)]
        asked = {replies.question for replies in self.symbols.formulas.asked_of(*places)}
        return sheet_at(Lanes(self.model, 1, values), 0, asked)

    def _clash(self, wanted: Several, index: int, clashing: Clashing) -> str:
        return self._said(self.symbols.formulas.term(wanted(self.symbols)[index]), clashing)

    def _said(self, term: Term, clashing: Clashing) -> str:
        return Clash(self.symbols.formulas, self._clauses, clashing).said(term)

    @cached_property
    def _clauses(self) -> dict[int, str]:
        return clauses(self.symbols)


def _seen(sheet: Callable[[int], Sheet], lanes: int) -> Settled:
    return Settled(True, sheet=partial(sheet, next(lanes_of(lanes))))


def _clashing(formulas: Formulas, every: Every, places: Sequence[int]) -> tuple[int, ...]:
    """Return the least of some formulas that are never all true in a lane.

    Only whether a question was left open may be a variable that the values do not depend on: then
    none was.
    """
    lanes = every.lanes
    variables = {
        place: lanes.at(place).must if place in lanes.values else lanes.every
        for place in formulas.behind(*places)
        if 1 < place < formulas.build.inputs
    }
    held = formulas.values(variables, lanes.every, *places)
    kept = list(dict.fromkeys(places))
    for place in tuple(kept):
        together = lanes.every
        for one in kept:
            together &= held[one] if one != place else lanes.every
        if not together:
            kept.remove(place)
    return tuple(kept)
