"""What the cases of a pack exercise of its conditions.

A run of cases and a pack's conditions go in; for each condition comes out whether some case shows
it to hold and another to fail, and for each clause of it whether, in some case, it alone decides
the condition by holding and, in another, by failing (masking MC/DC). What no answers can ever
show is proved by trying all of them, and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from surveymodel.authoring.probes import Sheet
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.authoring.run import Run
from surveymodel.authoring.subjects import Goal, Subject
from surveymodel.engine.clauses import Lanes

__all__ = ["Coverage", "Line", "Missed", "covered", "said"]


@frozen
class Missed:
    """A goal that no case reaches: whether any answers can, and answers that do."""

    goal: Goal
    settled: Settled
    waiting: bool = False  #: whether a case that is to do reaches it

    @property
    def possible(self) -> bool | None:
        """Whether any answers reach it; None where neither answers nor a proof was found."""
        return None if self.settled.tried else self.settled.possible

    @property
    def sheet(self) -> Sheet | None:
        """Answers that reach it, where some were found."""
        return self.settled.sheet if self.settled.possible else None


@frozen
class Line:
    """One condition and what the cases left unseen of it."""

    subject: Subject
    missed: tuple[Missed, ...]

    @property
    def uncovered(self) -> tuple[Missed, ...]:
        """What is unseen and, as far as is known, could be seen."""
        return tuple(missed for missed in self.missed if missed.possible is not False)

    @property
    def impossible(self) -> tuple[Missed, ...]:
        """What no answers can show."""
        return tuple(missed for missed in self.missed if missed.possible is False)


@frozen(slots=False)
class Coverage:
    """Every condition of a pack, in order of place."""

    lines: tuple[Line, ...]

    @cached_property
    def goals(self) -> int:
        """How many goals some answers could reach."""
        return sum(len(line.subject.goals) - len(line.impossible) for line in self.lines)

    @cached_property
    def reached(self) -> int:
        """How many goals the cases reach."""
        return sum(len(line.subject.goals) - len(line.missed) for line in self.lines)

    @property
    def percent(self) -> int:
        """The share of goals reached, never rounded up; 100 of none."""
        return 100 * self.reached // self.goals if self.goals else 100


def covered(run: Run, conditions: Iterable[Subject], prover: Prover) -> Coverage:
    """Return what the cases of a run exercise; cases that are ``todo`` count for nothing."""
    lines = []
    for subject in conditions:
        reached = subject.reached(run.lanes)
        unseen = {index: bool(lanes) for index, lanes in enumerate(reached) if not lanes & run.shown}
        lines.append(Line(subject, tuple(_missed(prover, subject, unseen)) if unseen else ()))
    return Coverage(tuple(lines))


def _missed(prover: Prover, subject: Subject, unseen: Mapping[int, bool]) -> Iterator[Missed]:
    """Yield a subject's unseen goals: some sheet shows that one can be reached, or a proof that none does.

    ``unseen`` has their numbers, each with whether a case that is to do reaches it.
    """

    def reached(lanes: Lanes) -> list[int]:
        every = subject.reached(lanes)
        return [every[index] for index in unseen]

    found = prover.settle_each(reached, subject.needs(prover.model))
    for (index, waiting), settled in zip(unseen.items(), found, strict=True):
        yield Missed(subject.goals[index], settled, waiting)


def said(subject: Subject, goal: Goal) -> str:
    """Return a goal in words."""
    if goal.clause is None:
        return f"it {goal.side}"
    return f"{subject.clauses[goal.clause]} {goal.side} and decides"
