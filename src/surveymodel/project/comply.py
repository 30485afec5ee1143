"""What becomes of each control of a standard in one system.

A resolution, a standard and how far tasks are go in; for every control comes out whether it is in
scope, how far tasks cover it and how far those tasks are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Final, TypeVar

from attrs import evolve, frozen

from surveymodel.content.nouns import Control, Interpretation, MappingTo, Standard
from surveymodel.content.reading import Reading, readings
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of
from surveymodel.engine.resolve import Resolution, resolve, resolved
from surveymodel.engine.sheet import System
from surveymodel.errors import UnknownNameError
from surveymodel.project.compliance import (
    STAGES,
    Compliance,
    ControlLine,
    Outside,
    Served,
    Stage,
    Status,
)
from surveymodel.project.ways import Way, least, status_at_best, status_at_least, union

__all__ = ["comply", "comply_content"]

T = TypeVar("T")

Progress = Mapping[tuple[str, str | None], Stage]
"""How far tasks are, by task and component; ``None`` stands for every component not named."""


def comply(
    resolution: Resolution,
    standard: str,
    *,
    profiles: Collection[str] = (),
    progress: Mapping[str, Stage] | None = None,
) -> Compliance:
    """Return what becomes of each control of a standard.

    ``profiles`` takes the place of the profiles that the answers select. ``progress`` says how far
    tasks are, by task id or ``task@component``; a task that it does not name is planned.
    Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such standard, profile,
    task, component or stage.
    """
    return _complied(resolved(resolution), standard, profiles, progress or {}, best=False)


def comply_content(model: SurveyModel, standard: str, *, profiles: Collection[str] = ()) -> Compliance:
    """Return what answers could at best make of each control.

    What is not full here is made full by no answers at all; what is may still need answers that
    no system can give together. Raises what :func:`comply` does.
    """
    found = _complied(resolve(model, System()), standard, profiles, {}, best=True)
    lines = tuple(
        evolve(line, status=line.at_best, stage=None, rest=() if line.at_best == "full" else line.rest)
        for line in found.lines
    )
    return evolve(found, lines=lines, of="content")


def _complied(
    resolution: Resolution,
    standard: str,
    profiles: Collection[str],
    progress: Mapping[str, Stage],
    *,
    best: bool,
) -> Compliance:
    catalogue = _named("standard", standard, {s.id: s for s in resolution.model.content.standards})
    for profile in profiles:
        _named(f"profile of {standard}", profile, {known.id: known for known in catalogue.profiles})
    found = _Reader(resolution, catalogue, tuple(profiles), _progress(resolution, progress), best)
    return Compliance(resolution, catalogue, found.selected, tuple(found.lines()))


def _named(kind: str, name: str, known: Mapping[str, T]) -> T:
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return known[name]


def _progress(resolution: Resolution, given: Mapping[str, Stage]) -> Progress:
    result: dict[tuple[str, str | None], Stage] = {}
    for name, stage in given.items():
        task, at, component = name.partition("@")
        _named("task", task, resolution.model.countermeasures)
        if at:
            _named("component", component, resolution.system.components)
        _named("stage", stage, dict.fromkeys(STAGES))
        result[task, component or None] = stage
    return result


# ---------------------------------------------------------------------------------------------
# One standard


@frozen(slots=False)
class _Reader:
    """Reads each control of a standard in the lanes of one system."""

    resolution: Resolution
    standard: Standard
    profiles: tuple[str, ...]
    progress: Progress
    best: bool  #: whether only that is missing which no answers bring

    @cached_property
    def interpretation(self) -> Interpretation | None:
        """Our reading of the standard, where there is one."""
        found = (i for i in self.resolution.model.content.interpretations if i.standard == self.standard.id)
        return next(found, None)

    @cached_property
    def mapped(self) -> Mapping[str, Mapping[str, MappingTo]]:
        """By control the tasks that serve it."""
        result: dict[str, dict[str, MappingTo]] = {}
        for countermeasure in self.resolution.model.content.countermeasures:
            for control, mapping in countermeasure.satisfies.get(self.standard.id, {}).items():
                result.setdefault(control, {})[countermeasure.id] = mapping
        return result

    @cached_property
    def selected(self) -> tuple[str, ...]:
        """The profiles asked for, or those that are not excluded."""
        if self.profiles:
            return self.profiles
        marks, evaluation = self.resolution.model.marks, self.resolution.evaluation
        facts = self.interpretation.profiles if self.interpretation else {}
        return tuple(id for id in facts if evaluation.may(marks[f"profile:{self.standard.id}/{id}"]))

    def lines(self) -> Iterator[ControlLine]:
        for id, reading in readings(self.standard, self.interpretation).items():
            yield self.line(self.standard.by_id[id], reading)

    def line(self, control: Control, reading: Reading) -> ControlLine:
        must, may = self.scope(control)
        ways, parts = tuple(self.ways(control, reading)), self.parts(control, reading)
        served = tuple(self.served(control, reading, may))
        outside = None if may else self.outside(control, reading)
        status = at_best = self.exempt(reading, outside)
        if status is None:
            status = status_at_least(must, may, union(w.must for w in ways), union(p.must for p in parts))
            at_best = status_at_best(must, may, union(w.may for w in ways), union(p.may for p in parts))
        rest = self.rest(may, reading, ways, served) if status in ("partly", "gap") else ()
        return ControlLine(
            resolution=self.resolution,
            standard=self.standard.id,
            control=control,
            status=status,
            at_best=at_best or status,
            in_scope=_CERTAINTY[bool(must), bool(may)],
            stage=self.stage(status, may, ways, parts),
            because=None if outside else reading.organisational or reading.no_duty,
            outside=outside,
            served=served,
            rest=tuple(rest),
            joint=self.joint(may, reading, ways),
        )

    # -- scope

    def scope(self, control: Control) -> tuple[int, int]:
        """Return the lanes in which a control certainly is, and those in which it may be in scope."""
        model, evaluation = self.resolution.model, self.resolution.evaluation
        name = f"{self.standard.id}/{control.id}"
        place = model.truths[f"control:{name}"]
        if self.profiles:
            if not set(self.profiles) & set(control.profiles):
                return 0, 0
            place = model.marks.get(f"applies:{name}", place)
        return evaluation.must(place), evaluation.may(place)

    def outside(self, control: Control, reading: Reading) -> Outside:
        model, evaluation = self.resolution.model, self.resolution.evaluation
        name = f"{self.standard.id}/{control.id}"
        if self.interpretation and not evaluation.may(model.marks[f"scope:{self.standard.id}"]):
            return Outside("scope", str(self.interpretation.scope))
        applies = model.marks.get(f"applies:{name}", model.truths[f"control:{name}"])
        if reading.whens and not evaluation.may(applies):
            return Outside("condition", " and ".join(f"({when})" for when in reading.whens))
        return Outside("profile", ", ".join(self.selected))

    def exempt(self, reading: Reading, outside: Outside | None) -> Status | None:
        if outside:
            return "not-in-scope"
        if reading.organisational:
            return "organisational"
        return "no-duty" if reading.no_duty else None

    # -- coverage

    def held(self, place: int) -> tuple[int, int]:
        evaluation = self.resolution.evaluation
        return evaluation.must(place), evaluation.may(place)

    def counts(self, must: int, may: int) -> int:
        """Return the lanes that count as held: at best those that may be, else those that must be."""
        return may if self.best else must

    def truth(self, task: str) -> int:
        return self.resolution.model.truths[f"task:{task}"]

    def mark(self, task: str, control: Control) -> int:
        return self.resolution.model.marks[f"mapping:{task}/{self.standard.id}/{control.id}"]

    def ways(self, control: Control, reading: Reading) -> Iterator[Way]:
        """Yield the ways in which a control can be met in full."""
        for task, mapping in self.mapped.get(control.id, {}).items():
            if mapping.strength == "full":
                yield Way((task,), *self.held(self.mark(task, control)))
        if reading.full_when:
            must = may = -1
            for task in reading.full_when:
                own = self.held(self.truth(task))
                must, may = must & own[0], may & own[1]
            yield Way(reading.full_when, must, may)

    def parts(self, control: Control, reading: Reading) -> tuple[Way, ...]:
        """Return the tasks that each meet a part of a control, or more, and where they do."""
        joint = (Way((task,), *self.held(self.truth(task))) for task in reading.full_when)
        mapped = (
            Way((task,), *self.held(self.mark(task, control)))
            for task, mapping in self.mapped.get(control.id, {}).items()
            if mapping.strength != "supports"
        )
        return (*joint, *mapped)

    def served(self, control: Control, reading: Reading, scope: int) -> Iterator[Served]:
        mapped = self.mapped.get(control.id, {})
        for task in dict.fromkeys((*mapped, *reading.full_when)):
            mapping = mapped.get(task)
            strength, note = (mapping.strength, mapping.note) if mapping else ("joint", None)
            must, may = self.held(self.mark(task, control)) if mapping else (0, 0)
            joint = self.held(self.truth(task))
            if task in reading.full_when and (strength == "supports" or (must, may) != joint):
                (must, may), strength, note = joint, "joint", None  # it counts wherever it applies
            if may & scope:
                certainty: Certainty = "certain" if must & scope else "possible"
                components = self.components(may & scope)
                stage = least(self.how_far(task, lane) for lane in lanes_of(may & scope))
                yield Served(task, strength, note, certainty, components, stage)

    def components(self, held: int) -> tuple[str, ...]:
        lanes = self.resolution.evaluation.lanes
        named = (lanes[lane].component for lane in lanes_of(held))
        return tuple(component for component in named if component is not None)

    def joint(self, scope: int, reading: Reading, ways: tuple[Way, ...]) -> tuple[str, ...]:
        """Return the tasks of ``full-when`` where in some lane they count and no task alone does."""
        alone = union(way.must for way in ways if len(way.tasks) == 1)
        together = union(way.may for way in ways if len(way.tasks) > 1)
        return reading.full_when if together & scope & ~alone else ()

    # -- how far it is, and what is missing

    def how_far(self, task: str, lane: int) -> Stage:
        component = self.resolution.evaluation.lanes[lane].component
        default: Stage = self.progress.get((task, None), "addressed")
        return self.progress.get((task, component), default)

    def stage(
        self, status: Status, scope: int, ways: tuple[Way, ...], parts: tuple[Way, ...]
    ) -> Stage | None:
        """Return how far a control's tasks are in the lane where they are the least far.

        Of one that is full, the furthest way to meet it counts in each lane; of one that is met in
        part, each task that certainly meets a part of it, in every lane where it does or may.
        """
        if status == "full":
            return least(self.furthest(ways, lane) for lane in lanes_of(scope))
        if status != "partly":
            return None
        sure = (part for part in parts if part.must & scope)
        return least(self.reached(part, lane) for part in sure for lane in lanes_of(part.may & scope))

    def furthest(self, ways: tuple[Way, ...], lane: int) -> Stage:
        met = {self.reached(way, lane) for way in ways if way.must >> lane & 1}
        return next(stage for stage in reversed(STAGES) if stage in met)

    def reached(self, way: Way, lane: int) -> Stage:
        return least(self.how_far(task, lane) for task in way.tasks)

    def rest(
        self, scope: int, reading: Reading, ways: tuple[Way, ...], served: tuple[Served, ...]
    ) -> Iterator[str]:
        """Yield what is missing for a control to be full."""
        absent = [id for id in reading.full_when if scope & ~self.counts(*self.held(self.truth(id)))]
        if absent and len(absent) < len(reading.full_when):
            yield f"needs also {', '.join(absent)}"
        met = union(self.counts(way.must, way.may) for way in ways)
        if met & scope and (missed := self.components(scope & ~met)):
            yield f"not met in {', '.join(missed)}"
        for task in served:
            if task.strength == "partial" and task.note:
                yield f"{task.task}: {task.note}"


_CERTAINTY: Final[Mapping[tuple[bool, bool], Certainty]] = {
    (True, True): "certain",
    (False, True): "possible",
    (False, False): "excluded",
}
