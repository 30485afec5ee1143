"""How far a system is: a resolution and its kept plan go in, what is done, due and undecided comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from surveymodel.content.nouns import Countermeasure
from surveymodel.engine.decide import Decision, decides_most
from surveymodel.engine.resolve import Resolution
from surveymodel.project.compliance import Stage
from surveymodel.project.plan_file import Kept, PlanFile
from surveymodel.project.standing import Event, Standing, Status
from surveymodel.project.update import Update, update

__all__ = ["Line", "Past", "Progress", "progress"]


@frozen(slots=False)
class Line:
    """A task of a kept plan in one place: in the whole system, or in a component."""

    task: str
    place: str | None  #: the component's id; None for the whole system
    kept: Kept = field(repr=False)
    countermeasure: Countermeasure | None = field(repr=False)  #: None where the pack has it no more
    on: str = field(repr=False)  #: the day on which it is looked at

    @property
    def standing(self) -> Standing:
        """What was decided of it here."""
        return self.kept.at(self.place)

    @property
    def status(self) -> Status:
        """How far it is here."""
        return self.standing.status

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, in progress or not begun."""
        return self.status in ("to-do", "in-progress")

    @property
    def every(self) -> str | None:
        """How often it is done anew, as in ``3 months``."""
        return self.countermeasure.every if self.countermeasure is not None else None

    @cached_property
    def due(self) -> str | None:
        """The day by which it is to be done or done anew; none where it is not to be done."""
        return self.standing.due_by(self.every)

    @property
    def is_overdue(self) -> bool:
        """Whether it is still to be done, and its day has gone by."""
        return self.is_open and self.due is not None and self.due < self.on

    @property
    def is_due_again(self) -> bool:
        """Whether it is done, and it is time to do it anew."""
        return self.status == "done" and self.due is not None and self.due <= self.on

    @property
    def is_done(self) -> bool:
        """Whether it is done, and it is not time to do it anew."""
        return self.status == "done" and not self.is_due_again

    @property
    def is_verified(self) -> bool:
        """Whether it is done and somebody found it so."""
        return self.is_done and self.standing.verification == "passed"

    @property
    def is_doubtful(self) -> bool:
        """Whether it is said to be done and somebody found otherwise."""
        return self.status == "done" and self.standing.verification in ("partly", "failed")

    @property
    def is_of_another_text(self) -> bool:
        """Whether its text changed since its status was set."""
        return self.standing.text not in (None, self.kept.text)


@frozen
class Past:
    """Something that was decided of a task, or came about."""

    task: str
    place: str | None
    event: Event


@frozen(slots=False)
class Progress:
    """How far a system is on one day."""

    resolution: Resolution = field(repr=False)
    kept: PlanFile | None = field(repr=False)  #: None where no plan is kept: everything is to be done
    on: str

    @cached_property
    def update(self) -> Update:
        """What the kept plan would gain, lose and change by now."""
        return update(self.resolution, self.kept, on=self.on)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The tasks of the plan, each in every place where it is, the most pressing first."""
        found = [self._line(*one) for one in self._places() if one[2].at(one[1]).left is None]
        return tuple(sorted(found, key=lambda line: (-line.kept.priority[1], line.task)))

    @cached_property
    def astray(self) -> tuple[Line, ...]:
        """Waivers that have not ended, of tasks that are not in the plan, or are not to be there."""
        tasks = self.update.tasks
        return tuple(self._line(id, place, tasks[id]) for id, place, _ in self.update.astray)

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """How far tasks are that are done, as ``task`` or ``task@component``, for :func:`surveymodel.comply`.

        By the ids that they have now, and only where the system has them: what was done before it
        had components says nothing of any of them.
        """
        model, parts = self.resolution.model, self.resolution.system.components
        found: dict[str, Stage] = {}
        for line in self.lines if self.kept is not None else ():
            id = self.update.renamed.get(line.task, line.task)
            there = line.place in parts if parts else line.place is None
            if line.is_done and there and id in model.countermeasures:
                found[f"{id}@{line.place}" if parts else id] = (
                    "verified" if line.is_verified else "implemented"
                )
        return found

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many tasks have each status, each component for itself."""
        return Counter(line.status for line in self.lines)

    def ending(self, last: str) -> tuple[Line, ...]:
        """Return the waivers that hold today and end on a day or before it."""
        found = [line for line in self.lines if self._is_waived(line.standing)]
        return tuple(line for line in found if (until := _until(line)) is not None and until <= last)

    @property
    def since(self) -> str | None:
        """The day on which a whole plan was last accepted."""
        accepted = () if self.kept is None else self.kept.accepted
        return accepted[-1].on if accepted else None

    def past(self, since: str) -> tuple[Past, ...]:
        """Return what was decided or came about on a day or after it, in the order of days."""
        found = [
            Past(id, place, event)
            for id, place, kept in self._places()
            for event in kept.at(place).history
            if event.on >= since
        ]
        return tuple(sorted(found, key=lambda past: past.event.on))

    @cached_property
    def questions(self) -> tuple[Decision, ...]:
        """The open questions that settle a task, those first that settle most."""
        if not self.resolution.walk.open:
            return ()
        return tuple(decision for decision in decides_most(self.resolution) if decision.settled)

    def _places(self) -> Iterator[tuple[str, str | None, Kept]]:
        for id, kept in self._tasks.items():
            for place in kept.places:
                yield id, place, kept

    @property
    def _tasks(self) -> Mapping[str, Kept]:
        """The tasks that are kept or, where none are, that would be."""
        if self.kept is not None:
            return self.kept.tasks
        return self.update.accepted().tasks

    def _line(self, id: str, place: str | None, kept: Kept) -> Line:
        return Line(id, place, kept, self.resolution.model.countermeasures.get(id), self.on)

    def _is_waived(self, standing: Standing) -> bool:
        waiver = standing.waiver
        return waiver is not None and (waiver.until is None or waiver.until >= self.on)


def _until(line: Line) -> str | None:
    waiver = line.standing.waiver
    return None if waiver is None else waiver.until


def progress(resolution: Resolution, kept: PlanFile | None, *, on: str) -> Progress:
    """Return how far a system is by its kept plan; ``on`` is today's date, as in ``2026-03-02``."""
    return Progress(resolution, kept, on)
