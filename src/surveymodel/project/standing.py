"""What was decided about a task: its status, what was found of it, and how that came about.

A standing and an event go in; the standing with that event in its history comes out. Nothing is
ever taken out of a history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from attrs import evolve, field, frozen

from surveymodel.content.period import ending

__all__ = ["NO_DAY", "STATUSES", "VERIFICATIONS", "Event", "Moved", "Standing", "Status", "Verification"]

Status = Literal["to-do", "in-progress", "done", "not-applicable", "waived"]
"""How far a task is."""

Verification = Literal["none", "passed", "partly", "failed"]
"""What somebody or something found who looked whether a task is done, apart from its status."""

Moved = Literal["left", "returned", "renamed"]
"""How a task moved in its plan."""

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
VERIFICATIONS: Final[tuple[Verification, ...]] = get_args(Verification)

#: What stands in a history where a day by which a task was to be done is taken back.
NO_DAY: Final = "none"

#: What somebody decided who read the task's text: it says so of that text only.
_OF_TEXT: Final = ("in-progress", "done", "not-applicable", "waived")


@frozen
class Event:
    """Something that was decided about a task, or came about."""

    on: str  #: a date, as in ``2026-03-02``
    by: str | None = None
    status: Status | None = None
    verification: Verification | None = None
    moved: Moved | None = None
    note: str | None = None
    evidence: str | None = None
    text: str | None = None  #: of a status: the digest of the text that it was set on
    until: str | None = None  #: of a waiver: the last day on which it holds
    due: str | None = None  #: the day by which it is to be done, from then on; :data:`NO_DAY` for none
    answers: Mapping[str, Any] = field(factory=dict)
    """Of a waiver: the answers that it rests on, as system files spell them, by their names."""


@frozen
class Standing:
    """How far a task is in one place: in the whole system, or in a component."""

    status: Status = "to-do"
    verification: Verification = "none"
    history: tuple[Event, ...] = ()
    left: str | None = None  #: when it left the plan, where it has
    due: str | None = None  #: the day by which somebody wants it done, where it is not

    def after(self, event: Event) -> Standing:
        """Return the standing once something more has been decided."""
        left = {"left": event.on, "returned": None}.get(event.moved or "", self.left)
        due = None if event.status == "done" else self.due
        due = {None: due, NO_DAY: None}.get(event.due, event.due)
        return evolve(
            self,
            status=event.status or self.status,
            verification=event.verification or self.verification,
            history=(*self.history, event),
            left=left,
            due=due,
        )

    def due_by(self, every: str | None = None) -> str | None:
        """Return the day by which it is to be done, or done anew where it is done ``every`` so often.

        A day that somebody set goes before the one that is counted from when it was done. None where
        there is neither, and where it is waived or not applicable.
        """
        if self.status in ("waived", "not-applicable"):
            return None
        if self.due is not None:
            return self.due
        done = self.decided if self.status == "done" else None
        return ending(every, done.on) if every is not None and done is not None else None

    @property
    def decided(self) -> Event | None:
        """The event that the status comes from; None where nobody decided, or wrote it in by hand."""
        last = next((event for event in reversed(self.history) if event.status is not None), None)
        return last if last is not None and last.status == self.status else None

    @property
    def by_hand(self) -> bool:
        """Whether the status was written into the file, so that its history does not know of it."""
        return self.status != "to-do" and self.decided is None

    @property
    def waiver(self) -> Event | None:
        """Who waived the task, why and until when, where it is waived."""
        return self.decided if self.status == "waived" else None

    @property
    def text(self) -> str | None:
        """The digest of the text that the status was set on, where it is about one."""
        return self.decided.text if self.decided is not None and self.status in _OF_TEXT else None
