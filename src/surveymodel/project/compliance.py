"""A standard seen through a plan: the nouns.

Two partial mappings never make a full one: only a full mapping or a whole ``full-when`` does, in
every component where the control is in scope. :mod:`surveymodel.project.comply` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.content.nouns import Control, Standard
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.explain import Ground, why
from surveymodel.engine.resolve import Resolution
from surveymodel.errors import UnknownNameError

__all__ = [
    "STAGES",
    "STATUSES",
    "Compliance",
    "ControlLine",
    "Outside",
    "Served",
    "Stage",
    "Status",
]

Status = Literal["full", "partly", "gap", "organisational", "no-duty", "not-in-scope"]
"""What becomes of a control.

full
    tasks meet it, in every component where it is in scope.
partly
    tasks meet a part of it; the rest is named.
gap
    it asks something of the system, and no task meets any part of it.
organisational
    only the organisation as a whole can evidence it.
no-duty
    it asks nothing of a system.
not-in-scope
    the answers, or the profile, leave it out.
"""

STATUSES: Final[tuple[Status, ...]] = (
    "full",
    "partly",
    "gap",
    "organisational",
    "no-duty",
    "not-in-scope",
)

Stage = Literal["addressed", "implemented", "verified"]
"""How far what meets a control is: its tasks are planned, done, or done and verified."""

STAGES: Final[tuple[Stage, ...]] = ("addressed", "implemented", "verified")


@frozen
class Served:
    """A task that serves a control."""

    task: str
    strength: str  #: full, partial, supports, or joint where only several together meet it
    note: str | None
    certainty: Certainty
    components: tuple[str, ...]
    stage: Stage


@frozen
class Outside:
    """Why a control is not in scope: the standard's scope, its profiles or its own condition."""

    by: Literal["scope", "profile", "condition"]
    condition: str  #: a fact's id, profiles' ids, or a condition that does not hold


@frozen(slots=False)
class ControlLine:
    """One control of a standard, as one system meets it."""

    resolution: Resolution = field(repr=False, eq=False)
    standard: str
    control: Control
    status: Status
    at_best: Status  #: the status if every open question is answered well
    in_scope: Certainty
    stage: Stage | None  #: of what meets it; None where nothing does
    because: str | None  #: why it is organisational or no duty
    outside: Outside | None  #: why it is not in scope
    served: tuple[Served, ...]
    rest: tuple[str, ...]  #: what is missing for it to be full
    joint: tuple[str, ...] = ()  #: tasks that can make it full together, where none certainly does alone

    @property
    def together(self) -> tuple[str, ...]:
        """The tasks that make it full only together; none where it is not full, or one does alone."""
        return self.joint if self.status == "full" else ()

    @cached_property
    def answers(self) -> tuple[Ground, ...]:
        """Answers that alone keep the control out of scope; none where a profile leaves it out."""
        if self.outside is None or self.outside.by == "profile":
            return ()
        return why(self.resolution, f"control:{self.standard}/{self.control.id}").answers


@frozen(slots=False)
class Compliance:
    """A standard seen through one system's plan."""

    resolution: Resolution = field(repr=False, eq=False)
    standard: Standard
    profiles: tuple[str, ...]  #: the profiles asked for, or those that may hold; none where all counts
    lines: tuple[ControlLine, ...]
    of: Literal["system", "content"] = "system"

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many controls have each status."""
        found = [line.status for line in self.lines]
        return {status: found.count(status) for status in STATUSES}

    def line(self, control: str) -> ControlLine:
        """Return the line of a control.

        Raises :class:`~surveymodel.errors.UnknownNameError` where the standard has no such control.
        """
        for line in self.lines:
            if line.control.id == control:
                return line
        raise UnknownNameError(f"control of {self.standard.id}", control, self.standard.by_id)
