"""The plan: what is to be done in one system, in which order, and why."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from surveymodel.content.fields import natural
from surveymodel.content.nouns import Acceptance, Control, Countermeasure, Guide, Rule, Threat
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.explain import Ground, Why, why
from surveymodel.engine.priority import Priority
from surveymodel.engine.resolve import Resolution, resolved
from surveymodel.errors import UnknownNameError

if TYPE_CHECKING:
    from surveymodel.project.plan_file import Kept, PlanFile
    from surveymodel.project.standing import Standing, Status

__all__ = ["ControlLink", "Plan", "Reason", "Task", "ThreatLine", "plan"]


@frozen
class ControlLink:
    """A control that a task serves, how far and with what reservation."""

    standard: str
    control: Control
    strength: str
    note: str | None
    certainty: Certainty  #: of the mapping, where it depends on answers

    def __str__(self) -> str:
        rest = f" ({self.strength}: {self.note})" if self.note else f" ({self.strength})"
        return f"{self.standard} {self.control.id} {self.control.title}{rest}"


@frozen(slots=False)
class Reason:
    """A rule that brings a task, and the answers that made it fire."""

    resolution: Resolution = field(repr=False, eq=False)
    rule: Rule
    certainty: Certainty
    threats: tuple[str, ...]  #: threats that it raises and the task counters
    component: str | None = None  #: where it is explained, if the system has components

    @cached_property
    def answers(self) -> tuple[Ground, ...]:
        """Answers that alone make the rule fire; none where it is only possible."""
        return self._why.answers

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Questions that can still decide whether the rule fires."""
        return self._why.open

    @cached_property
    def _why(self) -> Why:
        return why(self.resolution, f"rule:{self.rule.id}", component=self.component)

    def __str__(self) -> str:
        grounds = "; ".join(map(str, self.answers)) or ", ".join(self.open)
        because = " ".join(self.rule.because.split())
        return f"{because} [{grounds}]" if grounds else because


@frozen(slots=False)
class Task:
    """A countermeasure to be done in this system."""

    resolution: Resolution = field(repr=False, eq=False)
    countermeasure: Countermeasure
    certainty: Certainty
    priority: Priority
    components: tuple[str, ...]  #: where it is as certain as it is of the system; none without components
    perhaps: tuple[str, ...]  #: components where it is only possible, while it is certain in others
    after: tuple[str, ...]  #: tasks of this plan that come before it
    kept: Kept | None = field(default=None, repr=False, eq=False)  #: what an earlier plan says of it

    @property
    def id(self) -> str:
        """The countermeasure's id, which is also the task's."""
        return self.countermeasure.id

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.countermeasure.title

    @property
    def steps(self) -> tuple[str, ...]:
        """How it is done, as CommonMark."""
        return self.countermeasure.steps

    @property
    def accept(self) -> tuple[Acceptance, ...]:
        """How one tells that it is done."""
        return self.countermeasure.accept

    @property
    def standings(self) -> Mapping[str | None, Standing]:
        """How far it is in each component where it is or may be or, without components, in the whole system, by None.

        By the earlier plan; where that says nothing, it is to be done. One that had left comes back
        as it was.
        """
        from surveymodel.project.standing import Standing

        places = sorted({*self.components, *self.perhaps}) or (None,)
        return {place: Standing() if self.kept is None else self.kept.at(place) for place in places}

    @property
    def status(self) -> Status:
        """How far it is where it is least far: to do before in progress, then waived, not applicable and done."""
        found = {standing.status for standing in self.standings.values()}
        return next(status for status in _LEAST_FAR if status in found)

    @cached_property
    def guides(self) -> tuple[tuple[Guide, Certainty], ...]:
        """The guides that fit, or may fit, the system's stack."""
        found = []
        for guide in self.resolution.model.content.guides:
            if guide.countermeasure == self.id:
                certainty = self.resolution.certainty(f"guide:{guide.id}")
                if certainty != "excluded":
                    found.append((guide, certainty))
        return tuple(found)

    def controls(self, standard: str | None = None) -> tuple[ControlLink, ...]:
        """Return the controls that it serves, of one standard or of all, where they are in scope.

        Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such standard.
        """
        wanted = [standard] if standard is not None else sorted(self.countermeasure.satisfies)
        return tuple(link for id in wanted for link in self._links(id))

    def _links(self, standard: str) -> Iterator[ControlLink]:
        resolution, model = self.resolution, self.resolution.model
        controls = _controls(resolution, standard)
        mapped = self.countermeasure.satisfies.get(standard, {})
        for id in sorted(mapped, key=natural):
            mapping = mapped[id]
            place = model.marks[f"mapping:{self.id}/{standard}/{id}"]
            certainty = resolution.evaluation.certainty(place)
            in_scope = resolution.certainty(f"control:{standard}/{id}")
            if "excluded" not in (certainty, in_scope):
                least: Certainty = "certain" if {certainty, in_scope} == {"certain"} else "possible"
                yield ControlLink(standard, controls[id], mapping.strength, mapping.note, least)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The rules that bring the task, certain ones first, then by id.

        A rule counts where the task does: one that fires in other components only brings nothing.
        """
        evaluation = self.resolution.evaluation
        found = []
        for place, rule, threats in evaluation.model.bringing[self.id]:
            if evaluation.values[place]:
                certainty, component = self._held(place)
                if certainty != "excluded":
                    found.append(Reason(self.resolution, rule, certainty, threats, component))
        return tuple(sorted(found, key=lambda reason: reason.certainty != "certain"))

    def _held(self, place: int) -> tuple[Certainty, str | None]:
        """Return how certain a value is where the task applies, and the first component for it."""
        evaluation = self.resolution.evaluation
        if len(evaluation.lanes) == 1:
            return evaluation.in_lane(place, 0), evaluation.lanes[0].component
        task = evaluation.model.named["task"][self.id]
        found: dict[Certainty, str | None] = {}
        for index, lane in enumerate(evaluation.lanes):
            if evaluation.in_lane(task, index) != "excluded":
                found.setdefault(evaluation.in_lane(place, index), lane.component)
        best: Certainty = next(certainty for certainty in _BEST_FIRST if certainty in found)
        return best, found[best]


#: Statuses, those first of which most is left to do.
_LEAST_FAR: Final[tuple[Status, ...]] = ("to-do", "in-progress", "waived", "not-applicable", "done")

#: Certainties, the best first.
_BEST_FIRST: Final[tuple[Certainty, ...]] = ("certain", "possible", "excluded")


def _controls(resolution: Resolution, standard: str) -> Mapping[str, Control]:
    standards = {s.id: s for s in resolution.model.content.standards}
    if standard not in standards:
        raise UnknownNameError("standard", standard, standards)
    return {control.id: control for control in standards[standard].controls}


@frozen
class ThreatLine:
    """A threat that is raised, or may be, with its risk."""

    threat: Threat
    certainty: Certainty
    risk: Priority
    components: tuple[str, ...]


@frozen(slots=False)
class Plan:
    """The tasks of one system, in order, and what they rest on."""

    resolution: Resolution = field(repr=False, eq=False)
    tasks: tuple[Task, ...]
    previous: PlanFile | None = field(default=None, repr=False)  #: the earlier plan that statuses come from

    def task(self, id: str) -> Task | None:
        """Return the task with this id, or None."""
        return next((task for task in self.tasks if task.id == id), None)

    @cached_property
    def threats(self) -> tuple[ThreatLine, ...]:
        """Threats that are raised or may be, by high risk and then id."""
        resolution = self.resolution
        found = []
        for threat in resolution.model.content.threats:
            risk = resolution.risks.threat(threat.id)
            if risk is not None:
                name = f"threat:{threat.id}"
                line = ThreatLine(threat, resolution.certainty(name), risk, resolution.components(name))
                found.append(line)
        return tuple(sorted(found, key=lambda line: (-line.risk.high, line.threat.id)))


def plan(resolution: Resolution, *, previous: PlanFile | None = None) -> Plan:
    """Return the plan that follows from a resolution.

    Certain and possible tasks come in one order: within what ``after`` allows, by the upper end
    of their priority, then by id. How far they are is what ``previous`` says, a plan that was kept;
    a task of it that got another id since is known by the new one.
    """
    model = resolved(resolution).model
    applying = {id: resolution.risks.task(id) for id in resolution.truths("task")}
    before = _before(model.countermeasures, applying)
    kept = {} if previous is None else _kept(resolution, previous)
    tasks = []
    for id in _ordered(applying, before):
        priority = applying[id]
        if priority is not None:
            tasks.append(_task(resolution, id, priority, before[id], kept.get(id)))
    return Plan(resolution, tuple(tasks), previous)


def _kept(resolution: Resolution, previous: PlanFile) -> Mapping[str, Kept]:
    """Return what an earlier plan says of tasks, by the ids that they have now."""
    from surveymodel.project.renaming import renamed

    names = renamed(resolution.model, previous.tasks)
    return {names.get(id, id): kept for id, kept in previous.tasks.items()}


def _task(resolution: Resolution, id: str, priority: Priority, before: set[str], kept: Kept | None) -> Task:
    model = resolution.model
    certainty = resolution.evaluation.certainty(model.named["task"][id])
    components: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    if resolution.system.components:
        components = resolution.components(f"task:{id}", certainty)
        perhaps = resolution.components(f"task:{id}", "possible") if certainty == "certain" else ()
    after = tuple(sorted(before))
    about = model.countermeasures[id]
    return Task(resolution, about, certainty, priority, components, perhaps, after, kept)


def _before(countermeasures: Mapping[str, Countermeasure], applying: Iterable[str]) -> dict[str, set[str]]:
    """Return for each task the others that come before it, through those that do not apply."""
    present = set(applying)
    result: dict[str, set[str]] = {}
    for id in present:
        seen: set[str] = set()
        stack = list(countermeasures[id].after)
        while stack:
            earlier = stack.pop()
            if earlier not in seen:
                seen.add(earlier)
                if earlier not in present:
                    stack += countermeasures[earlier].after
        result[id] = seen & present
    return result


def _ordered(priorities: Mapping[str, Priority | None], before: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the tasks so that each comes after what it waits for, the most pressing first."""
    waiting = {id: len(earlier) for id, earlier in before.items()}
    later: dict[str, list[str]] = {id: [] for id in before}
    for id, earlier in before.items():
        for other in earlier:
            later[other].append(id)
    high = {id: priority.high if priority else 0 for id, priority in priorities.items()}
    ready = [(-high[id], id) for id, count in waiting.items() if not count]
    heapq.heapify(ready)
    while ready:
        _, id = heapq.heappop(ready)
        yield id
        for following in later[id]:
            waiting[following] -= 1
            if not waiting[following]:
                heapq.heappush(ready, (-high[following], following))
