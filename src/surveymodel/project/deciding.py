"""What somebody decides about a task of a kept plan: an event goes in, the plan with it comes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from attrs import evolve

from surveymodel.engine.explain import why
from surveymodel.engine.reply import given_data
from surveymodel.engine.resolve import Resolution
from surveymodel.errors import SurveyModelError, UnknownNameError
from surveymodel.project.plan_file import Kept, PlanFile
from surveymodel.project.standing import Event, Standing

__all__ = ["decide"]


def decide(
    resolution: Resolution, kept: PlanFile, task: str, event: Event, *, components: Collection[str] = ()
) -> PlanFile:
    """Return a plan in which something more has been decided about a task.

    Without ``components`` it is decided of the task wherever it is in the plan. What a status is set
    on is the text that was accepted; a waiver rests on the answers that make the task certain. Raises
    :class:`~surveymodel.errors.UnknownNameError` where the plan has no such task or the task no such
    component, :class:`~surveymodel.errors.SurveyModelError` where the task has left the plan, and
    where a waiver does not say who, why and until when.
    """
    if task not in kept.tasks:
        raise UnknownNameError("task of the plan", task, kept.tasks)
    if event.status == "waived":
        _refuse_unsaid(event)
    elif event.until is not None:
        raise SurveyModelError("only a waiver has a last day")
    found = kept.tasks[task]
    for place in _places(task, found, components):
        found = found.put(place, _decided(resolution, task, place, found, event))
    return evolve(kept, tasks={**kept.tasks, task: found})


def _refuse_unsaid(event: Event) -> None:
    said = {"who": event.by, "why": event.note, "until when": event.until}
    missing = [what for what, value in said.items() if not value]
    if missing:
        raise SurveyModelError(f"a waiver says who, why and until when: {', '.join(missing)} is missing")
    if event.until is not None and event.until < event.on:
        raise SurveyModelError(f"the waiver would end on {event.until}, before it begins on {event.on}")


def _places(task: str, kept: Kept, components: Collection[str]) -> list[str | None]:
    """Return where something is decided; raise where the task is not."""
    active = [place for place, standing in kept.places.items() if standing.left is None]
    for name in components:
        if name not in kept.places:
            raise UnknownNameError(
                f"component with the task {task!r}", name, [place for place in kept.places if place]
            )
        if name not in active:
            raise SurveyModelError(f"the task {task!r} left {name!r} on {kept.at(name).left}")
    if not active:
        raise SurveyModelError(f"the task {task!r} left the plan on {_last_left(kept)}")
    return list(dict.fromkeys(components)) or active


def _last_left(kept: Kept) -> str:
    return max(standing.left or "" for standing in kept.places.values())


def _decided(resolution: Resolution, task: str, place: str | None, kept: Kept, event: Event) -> Standing:
    standing = kept.at(place)
    if standing.by_hand:
        by_hand = Event(event.on, status=standing.status, note="it was written into the file by hand")
        standing = standing.after(by_hand)
    if event.status is not None and event.status != "to-do":
        event = evolve(event, text=kept.text)
    if event.status == "waived":
        event = evolve(event, answers=_grounds(resolution, task, place))
    return standing.after(event)


def _grounds(resolution: Resolution, task: str, place: str | None) -> Mapping[str, Any]:
    """Return the answers that make a task certain, as system files spell them."""
    at = resolution.model.named["task"].get(task)
    if at is None or (place is not None and place not in resolution.system.components):
        return {}
    found = why(resolution, f"task:{task}", component=place)
    grounds = found.answers if found.certainty == "certain" else ()
    return {ground.question: given_data(ground.placed.reply.answer) for ground in grounds}
