"""An update as a plan of its own: what a kept plan would gain, lose and change, and because of what.

A resolution and the kept plan go in; moves come out, for a person to read and to accept, all or some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final, Literal

from attrs import evolve, field, frozen

from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import Resolution
from surveymodel.errors import UnknownNameError
from surveymodel.project.causes import Cause, Causes
from surveymodel.project.plan import plan
from surveymodel.project.plan_file import Accepted, Kept, Pin, PlanFile, rested
from surveymodel.project.renaming import given_up, renamed
from surveymodel.project.standing import Event, Standing

__all__ = ["Move", "Update", "update"]

What = Literal["added", "returned", "removed", "renamed", "reopened", "changed"]
"""What becomes of a task: it comes, comes back, goes, gets another id, has to be looked at again, or
something is said of it that was not."""

_ORDER: Final = {"added": 0, "returned": 1, "reopened": 2, "renamed": 3, "changed": 4, "removed": 5}


@frozen
class Move:
    """What becomes of one task, where, and because of what."""

    task: str
    what: What
    title: str
    causes: tuple[Cause, ...]
    places: tuple[str | None, ...] = (None,)  #: components, by their ids, or the whole system, by None
    was: str | None = None  #: of one that was renamed: its former id
    details: tuple[tuple[str, str, str], ...] = ()  #: what is said of it otherwise: name, before and now


@frozen
class _Wanted:
    """A task as it follows from the answers by now."""

    kept: Kept
    places: tuple[str | None, ...]  #: where it is certain
    perhaps: tuple[str | None, ...]  #: where it is possible only


@frozen(slots=False)
class Update:
    """What a kept plan would gain, lose and change."""

    resolution: Resolution = field(repr=False)
    kept: PlanFile | None  #: None where nothing has been accepted yet
    on: str  #: the day on which it is looked at, for waivers

    @property
    def model(self) -> SurveyModel:
        """The pack by which the plan would be."""
        return self.resolution.model

    @cached_property
    def wanted(self) -> Mapping[str, _Wanted]:
        """The tasks that follow from the answers, in the order of the plan."""
        made = plan(self.resolution)
        whole: tuple[str | None, ...] = (None,)
        result = {}
        for task in made.tasks:
            own: tuple[str | None, ...] = task.components if self.resolution.system.components else whole
            certain = task.certainty == "certain"
            rules = tuple(sorted(reason.rule.id for reason in task.reasons if reason.certainty == "certain"))
            kept = Kept(task.title, self.model.texts[task.id], (task.priority.low, task.priority.high), rules)
            places, perhaps = (own, task.perhaps) if certain else ((), own)
            result[task.id] = _Wanted(kept, places, perhaps)
        return result

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Tasks that were kept under another id, with the id that took its place."""
        return renamed(self.model, {} if self.kept is None else self.kept.tasks)

    @cached_property
    def tasks(self) -> Mapping[str, Kept]:
        """The tasks that are kept, by the ids that they have now."""
        kept = {} if self.kept is None else self.kept.tasks
        return {self.renamed.get(id, id): one for id, one in kept.items()}

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What would become of the tasks: what comes first, then what is to be looked at, then what goes."""
        found = [move for id in dict.fromkeys([*self.wanted, *self.tasks]) for move in self._of(id)]
        return tuple(sorted(found, key=lambda move: _ORDER[move.what]))

    @cached_property
    def astray(self) -> tuple[tuple[str, str | None, Event], ...]:
        """Waivers that have not ended, of tasks that are not in the plan or are not to be: tasks, places, waivers."""
        going = {(move.task, at) for move in self.moves if move.what == "removed" for at in move.places}
        found = [
            (id, place, standing, standing.waiver)
            for id, kept in self.tasks.items()
            for place, standing in kept.places.items()
        ]
        return tuple(
            (id, place, waiver)
            for id, place, standing, waiver in found
            if waiver is not None
            and (waiver.until is None or waiver.until >= self.on)
            and (standing.left is not None or (id, place) in going)
        )

    @property
    def pinned(self) -> bool:
        """Whether the kept plan is of this version of the pack."""
        return self.kept is not None and self.kept.pin == Pin.of(self.model)

    # -- one task

    def _of(self, id: str) -> Iterator[Move]:
        wanted, kept = self.wanted.get(id), self.tasks.get(id)
        title = wanted.kept.title if wanted else kept.title if kept else ""
        former = next((old for old, new in self.renamed.items() if new == id), None)
        if former is not None:
            yield Move(id, "renamed", title, (self._retired(former),), was=former)
        active = () if kept is None else tuple(at for at, one in kept.places.items() if one.left is None)
        places = () if wanted is None else wanted.places
        stays = (*places, *(() if wanted is None else wanted.perhaps))
        yield from self._coming(id, title, [at for at in places if at not in active], kept)
        yield from self._reopened(id, title, [at for at in active if at in stays], kept)
        if wanted is not None and wanted.places and kept is not None and active:
            yield from self._changed(id, wanted.kept, kept)
        yield from self._going(id, title, [at for at in active if at not in stays], kept)

    def _coming(self, id: str, title: str, places: Iterable[str | None], kept: Kept | None) -> Iterator[Move]:
        found: list[tuple[What, tuple[Cause, ...], str | None]] = []
        for place in places:
            known = kept is not None and place in kept.places
            found.append(("returned" if known else "added", self.causes.coming(id, place), place))
        yield from _together(id, title, found)

    def _going(self, id: str, title: str, places: Iterable[str | None], kept: Kept | None) -> Iterator[Move]:
        rules = () if kept is None else kept.rules
        yield from _together(id, title, [("removed", self.causes.going(id, at, rules), at) for at in places])

    def _reopened(
        self, id: str, title: str, places: Iterable[str | None], kept: Kept | None
    ) -> Iterator[Move]:
        found: list[tuple[What, tuple[Cause, ...], str | None]] = []
        for place in places if kept else ():
            causes = tuple(self._lapsed(place, kept.at(place))) if kept else ()
            if causes:
                found.append(("reopened", causes, place))
        yield from _together(id, title, found)

    def _lapsed(self, place: str | None, standing: Standing) -> Iterator[Cause]:
        """Yield why a waiver holds no longer."""
        waiver = standing.waiver
        if waiver is None:
            return
        if waiver.until is not None and waiver.until < self.on:
            yield Cause("until", waiver.until, note=waiver.note)
        yield from self.causes.answered(place, waiver.answers)

    def _changed(self, id: str, now: Kept, kept: Kept) -> Iterator[Move]:
        details = []
        if now.priority != kept.priority:
            details.append(("priority", _interval(kept.priority), _interval(now.priority)))
        causes: tuple[Cause, ...] = ()
        if now.text != kept.text or now.title != kept.title:
            details.append(("text", kept.text, now.text))
            causes = (Cause("text", id, kept.text, now.text, _decided(kept)),)
        if now.rules != kept.rules:
            details.append(("rules", ", ".join(kept.rules), ", ".join(now.rules)))
        if details:
            yield Move(id, "changed", now.title, causes, details=tuple(details))

    def _retired(self, former: str) -> Cause:
        return Cause("gone", former, now=self.renamed[former], note=given_up(self.model)[former].because)

    @cached_property
    def causes(self) -> Causes:
        """What finds the causes."""
        return Causes(self.resolution, None if self.kept is None else self.kept.answers)

    # -- accepting

    def accepted(
        self, *, by: str | None = None, note: str | None = None, only: Collection[str] = ()
    ) -> PlanFile:
        """Return the plan once its moves have been accepted: all, or ``only`` those of some tasks.

        Where all are, it is of this version of the pack and follows from these answers. Raises
        :class:`~surveymodel.errors.UnknownNameError` where one of the tasks does not move.
        """
        moving = {move.task for move in self.moves}
        for id in only:
            if id not in moving:
                raise UnknownNameError("moving task", id, moving)
        tasks = {**self.tasks}
        if only:
            back = {new: old for old, new in self.renamed.items() if new not in only}
            tasks = {back.get(id, id): one for id, one in tasks.items()}
        for move in self.moves:
            if not only or move.task in only:
                tasks[move.task] = self._moved(move, tasks.get(move.task), by)
        pin, system = Pin.of(self.model), self.resolution.system
        if only and self.kept is not None:
            return evolve(self.kept, tasks=tasks)
        accepted = () if self.kept is None else self.kept.accepted
        if self.kept is None or moving or not self.pinned:
            accepted = (*accepted, Accepted(self.on, self.model.version, by, note))
        return PlanFile(system.id, pin, rested(system), tasks, accepted)

    def _moved(self, move: Move, kept: Kept | None, by: str | None) -> Kept:
        """Return a task after one of its moves."""
        wanted = self.wanted.get(move.task)
        result = kept or (wanted.kept if wanted else None)
        if result is None:
            raise UnknownNameError("task", move.task, self.wanted)
        if wanted is not None and move.what in ("changed", "added", "returned", "renamed"):
            new = wanted.kept
            result = evolve(result, title=new.title, text=new.text, priority=new.priority, rules=new.rules)
        if move.what == "renamed":
            event = Event(self.on, by, moved="renamed", note=f"it was {move.was}")
            for place in result.places:
                result = result.put(place, result.at(place).after(event))
        elif move.what != "changed":
            for place in move.places:
                result = result.put(place, self._after(move, result.at(place), by))
        return result

    def _after(self, move: Move, standing: Standing, by: str | None) -> Standing:
        if move.what == "added":
            return standing
        note = "; ".join(map(_said, move.causes))
        if move.what == "reopened":
            return standing.after(Event(self.on, by, status="to-do", note=note))
        moved: Literal["left", "returned"] = "left" if move.what == "removed" else "returned"
        return standing.after(Event(self.on, by, moved=moved, note=note or None))


def update(resolution: Resolution, kept: PlanFile | None, *, on: str) -> Update:
    """Return what a kept plan would gain, lose and change by what follows now; ``on`` is today's date."""
    return Update(resolution, kept, on)


def _together(
    id: str, title: str, found: Sequence[tuple[What, tuple[Cause, ...], str | None]]
) -> Iterator[Move]:
    """Yield moves, places of which the same is to be said together."""
    for (what, causes), same in groupby(found, key=lambda one: one[:2]):
        yield Move(id, what, title, causes, tuple(place for *_, place in same))


def _decided(kept: Kept) -> str | None:
    """Return what was decided of a text that is another now, and when."""
    found = {
        f"{standing.status} on {standing.decided.on}"
        for standing in kept.places.values()
        if standing.left is None and standing.text is not None and standing.decided is not None
    }
    return ", ".join(sorted(found)) or None


def _interval(priority: tuple[int, int]) -> str:
    low, high = priority
    return str(high) if low == high else f"{low}–{high}"


def _said(cause: Cause) -> str:
    """Return a cause in words, for the history of a task."""
    if cause.kind == "answer":
        return f"{cause.id}: {cause.was or 'open'} → {cause.now or 'open'}"
    if cause.kind == "until":
        return f"the waiver ended on {cause.id}"
    if cause.kind == "component":
        return f"component {cause.id} {'came' if cause.now else 'is gone'}"
    if cause.kind == "rule":
        return f"rule {cause.id}" if cause.now or cause.note else f"rule {cause.id} is gone"
    return f"{cause.id} is gone" if cause.kind == "gone" else f"{cause.kind} {cause.id}"
