"""What the cases of a pack exercise of its conditions.

A run of cases and a pack's conditions go in; for each condition comes out whether some case shows
it to hold and another to fail, and for each clause of it whether, in some case, it alone decides
the condition by holding and, in another, by failing (masking MC/DC). What no answers can ever
show is proved by trying all of them, and does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial

from attrs import field, frozen

from surveymodel.authoring.probes import Sheet, every_sheet, random_lanes, sheet_at
from surveymodel.authoring.run import Run
from surveymodel.authoring.subjects import Goal, Subject
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of

__all__ = ["Coverage", "Line", "Missed", "covered", "said"]

#: How many random sheets are tried before all that matter are.
PROBES = 16_384


@frozen(slots=False)
class Missed:
    """A goal that no case reaches: whether any answers can, and answers that do."""

    goal: Goal
    possible: bool | None  #: None where neither answers nor a proof was found
    waiting: bool = False  #: whether a case that is to do reaches it
    _found: Callable[[], Sheet] | None = field(default=None, repr=False, eq=False)

    @cached_property
    def sheet(self) -> Sheet | None:
        """Answers that reach it, where some were found."""
        return self._found() if self._found else None


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


def covered(run: Run, conditions: Iterable[Subject], random: Callable[[], Lanes] | None = None) -> Coverage:
    """Return what the cases of a run exercise; cases that are ``todo`` count for nothing.

    ``random`` returns random lanes to look for more in, where some have been run already.
    """
    search = _Search(run.model, random or partial(random_lanes, run.model, PROBES, 0))
    lines = []
    for subject in conditions:
        reached = subject.reached(run.lanes)
        unseen = {index: bool(lanes) for index, lanes in enumerate(reached) if not lanes & run.shown}
        lines.append(Line(subject, tuple(search.missed(subject, unseen))))
    return Coverage(tuple(lines))


@frozen(slots=False)
class _Search:
    """Looks for answers that reach what the cases do not."""

    model: SurveyModel
    _random: Callable[[], Lanes]

    @cached_property
    def random(self) -> Lanes:
        return self._random()

    def missed(self, subject: Subject, unseen: Mapping[int, bool]) -> Iterator[Missed]:
        """Yield a subject's unseen goals: a random sheet shows that one can be reached, all that none does.

        ``unseen`` has their numbers, each with whether a case that is to do reaches it.
        """
        if not unseen:
            return
        probed = subject.reached(self.random)
        every = None
        if not all(probed[index] for index in unseen):
            every = every_sheet(self.model, subject.needs(self.model))
        tried = subject.reached(every.lanes) if every else ()
        for index, waiting in unseen.items():
            goal = subject.goals[index]
            if probed[index]:
                lane = next(lanes_of(probed[index]))
                yield Missed(goal, True, waiting, partial(sheet_at, self.random, lane))
            elif every is None:
                yield Missed(goal, None, waiting)
            elif tried[index]:
                yield Missed(goal, True, waiting, partial(every.sheet, next(lanes_of(tried[index]))))
            else:
                yield Missed(goal, False)


def said(subject: Subject, goal: Goal) -> str:
    """Return a goal in words."""
    if goal.clause is None:
        return f"it {goal.side}"
    return f"{subject.clauses[goal.clause]} {goal.side} and decides"
