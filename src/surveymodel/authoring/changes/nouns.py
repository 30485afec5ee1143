"""The nouns of a difference between two versions of a pack, as frozen values."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal, get_args

from attrs import evolve, field, frozen

from surveymodel.authoring.probes import Sheet
from surveymodel.engine.digest import digest
from surveymodel.engine.model import SurveyModel

__all__ = ["SORTS", "Cause", "Change", "Diff", "Edit", "Evidence", "Shift", "Sort", "What", "Where"]

What = Literal["added", "removed", "changed"]

Sort = Literal["weakened", "stronger", "other", "words"]
"""Less is asked or served than before, or more; something else has another meaning; words alone."""

SORTS: Final[tuple[Sort, ...]] = get_args(Sort)

#: The sort of an entry that only one of the versions has.
_ALONE: Final[dict[What, Sort]] = {"added": "stronger", "removed": "other", "changed": "words"}


@frozen
class Evidence:
    """What two conditions were tried on before it was said that they mean the same, or not."""

    same: bool
    systems: int | None  #: how many random systems; None where it is proved or nothing need be


@frozen
class Edit:
    """One property of an entry that differs: as text before and after, None where it was not there."""

    property: str  #: as files spell it, such as ``when``, ``raises`` or ``steps``
    sort: Sort
    before: str | None = None
    after: str | None = None
    item: str | None = None  #: of a property with several values, which of them
    evidence: Evidence | None = None  #: of a condition, how it was told from the other


@frozen
class Change:
    """One entry of a pack that was added, removed or changed."""

    kind: str  #: question, answer, fact, rule, countermeasure, …
    id: str
    what: What
    title: str | None = None
    edits: tuple[Edit, ...] = ()
    successors: tuple[str, ...] = ()  #: of what was removed and is retired
    because: str | None = None  #: why it is retired

    @property
    def name(self) -> str:
        """Kind and id, as people say it."""
        return f"{self.kind} {self.id}"

    @cached_property
    def sort(self) -> Sort:
        """The first sort that something of it is of."""
        if self.what == "removed" and self.kind == "countermeasure":
            return "weakened"
        found = {_ALONE[self.what], *(edit.sort for edit in self.edits)} - (
            set() if self.what == "changed" else {"words"}
        )
        return next(sort for sort in SORTS if sort in found)

    def of(self, sort: Sort) -> tuple[Edit, ...]:
        """Return the edits of one sort."""
        return tuple(edit for edit in self.edits if edit.sort == sort)


@frozen(order=True)
class Cause:
    """What is behind a difference: an entry that came or went, or a property that changed."""

    kind: str
    id: str
    property: str = ""  #: empty where the whole entry was added or removed

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@frozen
class Where:
    """The least answers that bring a task in one version alone, in how many made-up systems it so differs, and why."""

    answers: Sheet
    systems: int
    causes: tuple[Cause, ...]


@frozen
class Shift:
    """A countermeasure of both versions that applies for other answers than before."""

    countermeasure: str
    lost: Where | None  #: where it applied and does not now
    gained: Where | None  #: where it applies and did not


@frozen(slots=False)
class Diff:
    """Everything that differs between two versions of a pack."""

    old: SurveyModel = field(repr=False)
    new: SurveyModel = field(repr=False)
    changes: tuple[Change, ...]
    shifts: tuple[Shift, ...]
    tried: int  #: how many made-up systems were compared
    unmoved: int  #: countermeasures that rest on something changed and showed no difference
    settled: int  #: for how many of those that is proved

    @cached_property
    def by_name(self) -> dict[tuple[str, str], Change]:
        """The changes, by kind and id."""
        return {(change.kind, change.id): change for change in self.changes}

    def change(self, cause: Cause) -> Change:
        """Return the change that a cause is of."""
        return self.by_name[cause.kind, cause.id]

    @cached_property
    def sorts(self) -> frozenset[Sort]:
        """The sorts of change that there are."""
        found: set[Sort] = {change.sort for change in self.changes}
        found |= {edit.sort for change in self.changes for edit in change.edits}
        for shift in self.shifts:
            found.update(("weakened",) if shift.lost else (), ("stronger",) if shift.gained else ())
        return frozenset(found)

    @cached_property
    def unseen(self) -> bool:
        """Whether nothing is said of a change that there is: of a reason why an id was retired, say."""
        same = evolve(self.new.content, pack=evolve(self.new.content.pack, version=self.old.version))
        return not self.sorts and digest(same) != self.old.digest

    def has(self, kind: Literal["any", "meaning", "weakened"]) -> bool:
        """Whether there is a change of a kind: any at all, one of meaning, or one that weakens."""
        if kind == "any":
            return bool(self.sorts) or self.unseen
        return bool(self.sorts - {"words"}) if kind == "meaning" else "weakened" in self.sorts
