"""Plan files as nouns, and as the plain data that is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen

from surveymodel.content import formats
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, given_data
from surveymodel.engine.sheet import Component, System
from surveymodel.project.standing import Event, Standing

__all__ = [
    "FORMAT",
    "Accepted",
    "Kept",
    "Pin",
    "PlanFile",
    "event_data",
    "kept_data",
    "plan_data",
    "rested",
]

FORMAT: Final = str(formats.PLAN_FILE)

T = TypeVar("T")


@frozen
class Pin:
    """The version of a pack by which a plan was accepted."""

    id: str
    version: str
    digest: str  #: SHA-256 over the pack's meaning, in hexadecimal

    @classmethod
    def of(cls, model: SurveyModel) -> Pin:
        """Return the version of a model."""
        return cls(model.id, model.version, model.digest)

    def __str__(self) -> str:
        return f"{self.id} {self.version} ({self.digest[:12]})"


@frozen
class Accepted:
    """When a whole plan was accepted, by whom and by which version of the pack."""

    on: str
    version: str
    by: str | None = None
    note: str | None = None


@frozen
class Kept:
    """A task as a plan file keeps it: what was accepted of it, and what was decided about it since."""

    title: str
    text: str  #: the digest of the countermeasure's text
    priority: tuple[int, int] = (0, 0)
    rules: tuple[str, ...] = ()  #: those that bring it
    places: Mapping[str | None, Standing] = field(factory=dict)
    """How it stands in each component, by its id, or in the whole system, by None.

    Where a system got components, or has none any more, both may be there.
    """

    def at(self, place: str | None) -> Standing:
        """Return how it stands in a component or, without one, in the whole system."""
        return self.places.get(place, Standing())

    def put(self, place: str | None, standing: Standing) -> Kept:
        """Return the task with another standing in one place."""
        return evolve(self, places={**self.places, place: standing})


@frozen
class PlanFile:
    """The plan of one system that was accepted, and what was decided about its tasks."""

    system: str  #: the system's id
    pin: Pin
    answers: System = field(repr=False)  #: what the accepted plan follows from
    tasks: Mapping[str, Kept] = field(repr=False)
    accepted: tuple[Accepted, ...] = ()


def rested(system: System) -> System:
    """Return the answers of a system alone, without who gave them and where they stand."""

    def alone(answers: Mapping[str, Reply]) -> dict[str, Reply]:
        return {question: Reply(reply.answer) for question, reply in answers.items()}

    above = system.organisation
    return System(
        id=system.id,
        answers=alone(system.answers),
        organisation=None if above is None else System(id="organisation", answers=alone(above.answers)),
        components={id: Component(alone(part.answers)) for id, part in system.components.items()},
    )


# ---------------------------------------------------------------------------------------------
# To plain data


def event_data(event: Event) -> dict[str, Any]:
    """Return an event as plan files spell it."""
    names = ("on", "by", "status", "verification", "moved", "note", "evidence", "text", "until", "due")
    said = {name: value for name in names if (value := getattr(event, name)) is not None}
    return {**said, "answers": dict(event.answers)} if event.answers else said


def standing_data(standing: Standing) -> dict[str, Any]:
    """Return a standing as plan files spell it."""
    said: dict[str, Any] = {"status": standing.status}
    if standing.verification != "none":
        said["verification"] = standing.verification
    for name in ("left", "due"):
        if getattr(standing, name) is not None:
            said[name] = getattr(standing, name)
    if standing.history:
        said["history"] = [event_data(event) for event in standing.history]
    return said


def kept_data(kept: Kept) -> dict[str, Any]:
    """Return a task as plan files spell it."""
    low, high = kept.priority
    said: dict[str, Any] = {"title": kept.title, "priority": low if low == high else [low, high]}
    said["text"] = kept.text
    if kept.rules:
        said["rules"] = list(kept.rules)
    parts = {name: standing_data(one) for name, one in kept.places.items() if name is not None}
    whole = standing_data(kept.places[None]) if None in kept.places else {}
    return {**said, **whole, **({"components": parts} if parts else {})}


def plan_data(file: PlanFile) -> dict[str, Any]:
    """Return a whole plan file as plain data."""
    pin = {"id": file.pin.id, "version": file.pin.version, "digest": file.pin.digest}
    said: dict[str, Any] = {"format": FORMAT, "system": file.system, "pack": pin}
    if file.accepted:
        said["accepted"] = list(map(accepted_data, file.accepted))
    tasks = {id: kept_data(kept) for id, kept in file.tasks.items()}
    return {**said, "answers": system_data(file.answers), "tasks": tasks}


def accepted_data(accepted: Accepted) -> dict[str, Any]:
    """Return an acceptance as plan files spell it."""
    names = ("on", "by", "version", "note")
    return {name: value for name in names if (value := getattr(accepted, name)) is not None}


def system_data(system: System) -> dict[str, Any]:
    """Return the answers of a system as plan files spell them, without what is said beside them."""

    def sheet(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {question: given_data(reply.answer) for question, reply in answers.items()}

    said: dict[str, Any] = {}
    if system.organisation is not None:
        said["organisation"] = sheet(system.organisation.answers)
    said["system"] = sheet(system.answers)
    if system.components:
        said["components"] = {name: sheet(part.answers) for name, part in system.components.items()}
    return said
