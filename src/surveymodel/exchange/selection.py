"""Which tasks of a plan are shown."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from surveymodel.errors import UnknownNameError
from surveymodel.project.plan import Plan, Task
from surveymodel.project.standing import Status

__all__ = ["Selection"]


@frozen
class Selection:
    """A filter over the tasks of a plan; what is not asked for does not filter."""

    standard: str | None = None  #: only tasks that serve one of its controls
    phase: str | None = None
    owner: str | None = None
    possible: bool = False  #: possible tasks too, not only certain ones
    statuses: tuple[Status, ...] = ()  #: only tasks that have one of these somewhere

    def tasks(self, plan: Plan) -> Iterator[Task]:
        """Yield the tasks that pass, in the plan's order.

        Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such standard.
        """
        if self.standard is not None:
            standards = [standard.id for standard in plan.resolution.model.content.standards]
            if self.standard not in standards:
                raise UnknownNameError("standard", self.standard, standards)
        for task in plan.tasks:
            if self.standard is not None and not task.controls(self.standard):
                continue
            if self._passes(task):
                yield task

    def _passes(self, task: Task) -> bool:
        countermeasure = task.countermeasure
        return (
            (self.possible or task.certainty == "certain")
            and self.phase in (None, countermeasure.phase)
            and self.owner in (None, countermeasure.owner)
            and (not self.statuses or any(one.status in self.statuses for one in task.standings.values()))
        )
