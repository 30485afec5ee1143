"""Why a plan is not what it was: the rules, answers and texts behind each task that comes or goes.

The answers that the kept plan follows from, tried in the pack as it is now, tell what the pack
brings from what the answers bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import evolve, field, frozen

from surveymodel.content.order import LAYERS
from surveymodel.engine.explain import why
from surveymodel.engine.lanes import Lane, reply_fits
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, Reply, given_data, plain_reply, reply
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import Component, Sheet, System
from surveymodel.errors import Location

__all__ = ["Cause", "Causes", "offered"]

Kind = Literal["rule", "answer", "component", "gone", "pack", "text", "until"]
"""A rule that brings a task or brought it; an answer that changed; a component that came or went; a
countermeasure that the pack has no more; the pack as a whole; a text; the end of a waiver."""


@frozen
class Cause:
    """One thing that a change of a plan comes from."""

    kind: Kind
    id: str  #: the rule, question, component, countermeasure or pack
    was: str | None = None  #: of an answer or a text, what it was
    now: str | None = None
    note: str | None = None  #: why, in the words of the content


@frozen(slots=False)
class Causes:
    """Finds what is behind a task that comes or goes."""

    now: Resolution
    answers: System | None = field(repr=False)  #: what the kept plan follows from; None where there is none

    @property
    def model(self) -> SurveyModel:
        """The pack as it is now."""
        return self.now.model

    @cached_property
    def before(self) -> Resolution | None:
        """What follows from the former answers by the pack as it is now."""
        return None if self.answers is None else resolve(self.model, offered(self.model, self.answers))

    def coming(self, task: str, place: str | None) -> tuple[Cause, ...]:
        """Return what brings a task to a component or, without one, to the whole system."""
        if self.before is None or _certain(self.before, task, place):
            return tuple(self._rules(task, place))
        grounds = why(self.now, f"task:{task}", component=place).answers
        changed = self._changed(place)
        found = tuple(changed[g.question] for g in grounds if g.question in changed)
        return found or tuple(self._rules(task, place))

    def going(self, task: str, place: str | None, rules: Iterable[str]) -> tuple[Cause, ...]:
        """Return what takes a task away that certain rules brought."""
        if task not in self.model.countermeasures:
            return (self._gone(task),)
        parts = self.now.system.components
        if place is not None and place not in parts:
            return (Cause("component", place, was=place),)
        if place is None and parts:
            return tuple(Cause("component", id, now=id) for id in sorted(parts))
        if self.before is not None and _certain(self.before, task, place):
            explained = why(self.now, f"task:{task}", component=place)
            changed = self._changed(place)
            named = (*(ground.question for ground in explained.answers), *explained.open)
            found = tuple(changed[question] for question in dict.fromkeys(named) if question in changed)
            if found:
                return found
        return tuple(map(self._former, rules)) or (Cause("pack", self.model.id, now=self.model.version),)

    def answered(self, place: str | None, answers: Mapping[str, Any]) -> Iterator[Cause]:
        """Yield which of some answers, spelt as system files spell them, are others by now."""
        replies = self._replies(self.now, place)
        for question, was in answers.items():
            now = replies.get(question)
            if now is None or given_data(now) != was:
                former = plain_reply(was) or reply(was, Location(question), [])
                yield _answer(question, None if former is None else former.answer, now)

    def _changed(self, place: str | None) -> dict[str, Cause]:
        """Return the questions that are answered otherwise than before."""
        was, now = self._replies(self.before, place), self._replies(self.now, place)
        asked = (id for id in self.model.questions if was.get(id) != now.get(id))
        return {id: _answer(id, was.get(id), now.get(id)) for id in asked}

    @staticmethod
    def _replies(resolution: Resolution | None, place: str | None) -> dict[str, Given]:
        index = None if resolution is None else _index(resolution, place)
        if resolution is None or index is None:
            return {}
        lane: Lane = resolution.evaluation.lanes[index]
        return {id: placed.reply.answer for id, placed in lane.replies.items()}

    def _rules(self, task: str, place: str | None) -> Iterator[Cause]:
        """Yield the rules that bring a task, with their reasons."""
        evaluation, index = self.now.evaluation, _index(self.now, place) or 0
        for at, rule, _ in self.model.bringing[task]:
            if evaluation.in_lane(at, index) == "certain":
                yield Cause("rule", rule.id, note=" ".join(rule.because.split()))

    def _former(self, rule: str) -> Cause:
        known = {one.id for one in self.model.content.rules}
        return Cause("rule", rule, was=rule, now=rule if rule in known else None)

    def _gone(self, task: str) -> Cause:
        for one in self.model.content.pack.retired:
            if (one.kind, one.id) == ("countermeasure", task):
                return Cause("gone", task, now=", ".join(one.successors) or None, note=one.because)
        return Cause("gone", task)


def _answer(question: str, was: Given | None, now: Given | None) -> Cause:
    was_said, now_said = (None if given is None else str(Reply(given)) for given in (was, now))
    return Cause("answer", question, was_said, now_said)


def _index(resolution: Resolution, place: str | None) -> int | None:
    """Return the lane of a component; of a system without components the only one there is."""
    lanes = resolution.evaluation.lanes
    if lanes[0].component is None:
        return 0
    return next((index for index, lane in enumerate(lanes) if lane.component == place), None)


def _certain(resolution: Resolution, task: str, place: str | None) -> bool:
    index = _index(resolution, place)
    at = resolution.model.named["task"].get(task)
    return at is not None and index is not None and resolution.evaluation.in_lane(at, index) == "certain"


def offered(model: SurveyModel, system: System) -> System:
    """Return a system with those of its answers that a model offers."""
    above = system.organisation
    parts = {
        id: Component(_offered(model, part.answers, 2), part.title) for id, part in system.components.items()
    }
    return evolve(
        system,
        pack=None,
        answers=_offered(model, system.answers, 1),
        organisation=None
        if above is None
        else evolve(above, answers=_offered(model, above.answers, 0), pack=None),
        components=parts,
    )


def _offered(model: SurveyModel, answers: Sheet, layer: int) -> dict[str, Reply]:
    return {
        id: reply
        for id, reply in answers.items()
        if (question := model.questions.get(id)) is not None
        and LAYERS.index(question.of) >= layer
        and reply_fits(model, question, reply)
    }
