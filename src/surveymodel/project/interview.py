"""A survey answered step by step: what is asked next, what an answer brought, what is left.

A system file goes in; after every answer it is on the disk. Nothing here knows how a question is
shown: a terminal, a pipe and a test all drive the same interview.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from attrs import define, field, frozen

from surveymodel.content.nouns import Countermeasure, Question, Threat
from surveymodel.engine.decide import decides_most
from surveymodel.engine.evaluate import Evaluation
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, Interval, Reply
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.walk import Contradiction, State, Step
from surveymodel.project.answering import Change, SystemFile

__all__ = ["Bounds", "Effect", "Interview", "Item", "bands"]


@frozen
class Item:
    """A question in the place where its answer is kept."""

    question: Question
    place: str  #: ``organisation``, ``system`` or a component's id
    state: State
    reply: Reply | None = field(default=None, eq=False)  #: the answer that counts now, if there is one
    ticked: tuple[str, ...] = field(default=(), eq=False)  #: answers that others imply

    @property
    def key(self) -> tuple[str, str]:
        """Question and place, which name the item."""
        return self.question.id, self.place


@frozen
class Bounds:
    """How many questions are left: at least, and at most."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.most) if self.least == self.most else f"{self.least} to {self.most}"


@frozen
class Effect:
    """What an answer brought."""

    came: tuple[Countermeasure, ...]  #: tasks that are certain now and were not before
    went: tuple[Countermeasure, ...]  #: tasks that were certain and are not any more
    ruled_out: tuple[Countermeasure, ...]  #: tasks that were possible and are excluded now
    raised: tuple[Threat, ...]
    dropped: tuple[Threat, ...]
    opened: tuple[Item, ...]  #: questions that are asked now and were not before
    closed: tuple[Item, ...]  #: questions that were open and are so no more, the answered one apart
    stale: tuple[Item, ...]  #: answers kept from now on without being used
    contradictions: tuple[Contradiction, ...]


def bands(model: SurveyModel, question: str) -> tuple[Interval, ...]:
    """Return the ranges of a number question that a pack tells apart, the least first."""
    starts = (0, *sorted(model.columns[question].below))
    return tuple(Interval(low, high) for low, high in zip(starts, (*starts[1:], None), strict=True))


@define(slots=False)
class Interview:
    """The walk of one person through a survey, with every answer saved as it is given."""

    file: SystemFile
    by: str | None = None  #: who answers, written beside each answer together with ``on``
    on: str | None = None
    later: set[tuple[str, str]] = field(factory=set)  #: what is put off until the next interview
    given: list[tuple[str, str]] = field(factory=list)  #: what was answered, in the order of answering

    @cached_property
    def resolution(self) -> Resolution:
        """What follows from the answers so far."""
        return resolve(self.file.model, self.file.system)

    def refresh(self) -> None:
        """Read the files anew, for somebody else may have written into them.

        Raises :class:`~surveymodel.errors.AnswerError` where a file has faults by now.
        """
        fresh = self.file.anew()
        if fresh.system != self.file.system:
            self.file = fresh
            vars(self).pop("resolution", None)

    # -- what is asked

    def items(self) -> tuple[Item, ...]:
        """Return every question in the order of the interview.

        What the organisation answers comes first, then the system, then each component: answers of
        one layer change what is asked in it and below, never above.
        """
        components = list(self.file.system.components)
        found = [self._item(step) for step in self.resolution.walk.steps]
        layers = ["organisation", "system", *components]
        return tuple(sorted(found, key=lambda item: layers.index(item.place)))

    def _item(self, step: Step) -> Item:
        of = step.question.of
        place = step.component or ("system" if of == "component" else of)
        return Item(
            step.question,
            place,
            step.state,
            step.placed.reply if step.placed else None,
            tuple(self._ticked(step)),
        )

    def _ticked(self, step: Step) -> Iterator[str]:
        evaluation = self.resolution.evaluation
        lane = _lane(evaluation, step.component)
        for answer in step.question.answers:
            mark = evaluation.model.marks.get(f"implied:{step.question.id}.{answer.id}")
            if mark is not None and evaluation.in_lane(mark, lane) == "certain":
                yield answer.id

    def find(self, question: str, place: str) -> Item:
        """Return an item by question and place; raises ``KeyError`` where there is none."""
        return {item.key: item for item in self.items()}[question, place]

    def open(self) -> tuple[Item, ...]:
        """Return what is to be answered and can be, in order, put off or not."""
        return tuple(
            item for item in self.items() if item.state in ("open", "conflict") and self._answerable(item)
        )

    def _answerable(self, item: Item) -> bool:
        return item.place != "organisation" or self.file.organisation is not None

    def unreachable(self) -> tuple[Item, ...]:
        """Return open questions of an organisation that has no file to keep the answers in."""
        return tuple(
            item for item in self.items() if item.state in ("open", "conflict") and not self._answerable(item)
        )

    def next(self, *, fewest: bool = False) -> Item | None:
        """Return what is asked next; with ``fewest``, what decides most tasks."""
        items = [item for item in self.open() if item.key not in self.later]
        if not fewest or not items:
            return items[0] if items else None
        order = [(d.question, d.component) for d in decides_most(self.resolution) if d.settled]
        places = {key: index for index, key in enumerate(order)}
        components = self.file.system.components

        def rank(item: Item) -> int:
            return places.get(
                (item.question.id, item.place if item.place in components else None), len(places)
            )

        return min(items, key=rank)

    # -- answering

    def answer(self, item: Item, given: Given) -> Effect:
        """Save an answer; ``unknown`` says that nobody knows.

        Raises :class:`~surveymodel.errors.AnswerError` where the question does not offer it or a
        file has faults, ``OSError`` where a file cannot be written. Then nothing has changed.
        """
        return self._write(item, Reply(given, by=self.by, on=self.on if self.by else None))

    def withdraw(self, item: Item) -> Effect:
        """Take an answer back."""
        return self._write(item, None)

    def _write(self, item: Item, reply: Reply | None) -> Effect:
        self.refresh()  # what others wrote meanwhile is no effect of this answer
        before, items = self.resolution, self.items()
        self.file.write([Change(item.question.id, item.place, reply)])
        vars(self).pop("resolution", None)
        self.later.discard(item.key)
        self.given = [key for key in self.given if key != item.key]
        if reply is not None:
            self.given.append(item.key)
        return self._effect(item, before, items)

    def back(self, item: Item | None) -> Item | None:
        """Return the item answered before this one, or None where there is none.

        Before the first answer of this interview, it is the nearest answered question above. What
        has no answer that counts any more is passed over.
        """
        places = {other.key: other for other in self.items()}
        earlier, above = self.given, list(places.values())
        if item is not None and item.key in places:
            if item.key in self.given:
                earlier = earlier[: earlier.index(item.key)]
            elif self._changeable(places[item.key]):
                earlier = []
            above = above[: list(places).index(item.key)]
        here = [places[key] for key in earlier if key in places]
        before = [other for other in above if other.key not in self.given]
        found = [other for other in (*before, *here) if self._changeable(other)]
        return found[-1] if found else None

    def answered(self) -> tuple[Item, ...]:
        """Return what has an answer that counts and can be changed here, in order."""
        return tuple(item for item in self.items() if self._changeable(item))

    def _changeable(self, item: Item) -> bool:
        return item.state in ("answered", "unknown")

    def _effect(self, item: Item, before: Resolution, items: tuple[Item, ...]) -> Effect:
        after, model = self.resolution, self.file.model
        tasks, threats = _moved("task", before, after), _moved("threat", before, after)
        known = {old.key: old.state for old in items}
        others = [new for new in self.items() if new.key != item.key and new.key in known]
        asks, idle = ("open", "conflict"), ("stale",)
        return Effect(
            came=tuple(model.countermeasures[id] for id in tasks.came),
            went=tuple(model.countermeasures[id] for id in tasks.went),
            ruled_out=tuple(model.countermeasures[id] for id in tasks.ruled_out),
            raised=tuple(model.threats[id] for id in threats.came),
            dropped=tuple(model.threats[id] for id in threats.went),
            opened=tuple(o for o in others if o.state in asks and known[o.key] not in asks),
            closed=tuple(o for o in others if o.state not in asks and known[o.key] in asks),
            stale=tuple(o for o in others if o.state in idle and known[o.key] not in idle),
            contradictions=tuple(c for c in after.walk.contradictions if c not in before.walk.contradictions),
        )

    # -- what is left

    def bounds(self) -> Bounds:
        """Return how many questions are left at least and at most, whatever is answered.

        At least those that are open and that no other answer can close; at most those that are
        not answered, may still be asked and are not closed for good. Where none is open, none is
        left: no answer to come can open another one.
        """
        if not self.open():
            return Bounds(0, 0)
        least = most = 0
        for item in self.items():
            if item.reply is not None or not self._answerable(item):
                continue
            if item.state in ("open", "conflict"):
                least += not self._closable(item)
                most += 1
            elif item.state == "waiting":  # what is implied stays so, for its rivals are excluded
                most += 1
        return Bounds(max(least, 1), most)

    def _closable(self, item: Item) -> bool:
        """Return whether other answers may still close a question."""
        evaluation = self.resolution.evaluation
        closed = evaluation.model.marks.get(f"closed:{item.question.id}")
        return closed is not None and evaluation.in_lane(closed, _lane(evaluation, item.place)) != "excluded"


@frozen
class _Moved:
    """Ids of one kind of truth whose certainty an answer changed, in the order of the content."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    ruled_out: tuple[str, ...]


def _moved(kind: Literal["task", "threat"], before: Resolution, after: Resolution) -> _Moved:
    was, now = set(before.truths(kind, "certain")), tuple(after.truths(kind, "certain"))
    maybe, still = tuple(before.truths(kind, "possible")), set(after.truths(kind))
    return _Moved(
        tuple(id for id in now if id not in was),
        tuple(id for id in before.truths(kind, "certain") if id not in set(now)),
        tuple(id for id in maybe if id not in still),
    )


def _lane(evaluation: Evaluation, place: str | None) -> int:
    lanes = [lane.component for lane in evaluation.lanes]
    return lanes.index(place) if place in lanes else 0
