"""What each of two versions sees of the same encoded sheets.

A reply that a version does not offer is no answer there: its question is open. Of a list the ticks
that a version offers count, unless none is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import define, field, frozen

from surveymodel.authoring.changes.causes import Dropped
from surveymodel.authoring.changes.nouns import Cause
from surveymodel.authoring.changes.pair import Pair
from surveymodel.authoring.changes.sides import Side, sides
from surveymodel.content.nouns import Question
from surveymodel.engine.batch import Source
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.encode import Layout, Place
from surveymodel.engine.model import SurveyModel

__all__ = ["Misplaced", "Seen", "Unoffered"]

Misplaced = tuple[Mapping[str, int], Mapping[str, int]]
"""For each version, by question, the lanes whose reply stands in a layer from which it takes none."""

Unoffered = Mapping[tuple[str, str | None], int]
"""The lanes in which a question was answered by what the new version does not offer, by question and
answer; of a question that is not there or that takes no such reply, by question alone."""


@define
class _Lost:
    """What one version does not take of the replies to a question: lanes by cause, and by answer."""

    causes: dict[Cause, int] = field(factory=dict)
    answers: dict[str | None, int] = field(factory=dict)

    def add(self, cause: Cause, answer: str | None, open_: int, told: int) -> None:
        """Add lanes in which the question is open, and those that are told of."""
        if open_:
            self.causes[cause] = self.causes.get(cause, 0) | open_
        if told:
            self.answers[answer] = self.answers.get(answer, 0) | told


@frozen(slots=False)
class Seen:
    """Encoded sheets of the joint survey, a lane each, as both versions see them."""

    pair: Pair
    layout: Layout
    source: Source
    count: int
    misplaced: Misplaced = ({}, {})

    @cached_property
    def full(self) -> int:
        """All lanes."""
        return (1 << self.count) - 1

    @cached_property
    def _lost(self) -> tuple[dict[str, _Lost], dict[str, _Lost]]:
        """What each version does not take, by question as it calls it."""
        old, new = self.pair.old, self.pair.new
        return self._of(old, new, self.misplaced[0]), self._of(new, old, self.misplaced[1])

    @cached_property
    def dropped(self) -> Dropped:
        """The lanes whose reply only one version takes, by question and cause."""
        result: dict[str, dict[Cause, int]] = {}
        for lost in self._lost:
            for question, found in lost.items():
                for cause, lanes in found.causes.items():
                    causes = result.setdefault(question, {})
                    causes[cause] = causes.get(cause, 0) | lanes
        return result

    @cached_property
    def unoffered(self) -> Unoffered:
        """What was answered that the new version does not offer."""
        result = {
            (id, answer): lanes
            for id, lost in self._lost[1].items()
            for answer, lanes in lost.answers.items()
        }
        for id, joint in self.pair.asked.items():
            if id not in self.pair.new.questions or joint != id:
                lanes = self._answered(joint)
                if lanes:
                    result[id, None] = lanes
        return result

    @cached_property
    def both(self) -> tuple[Side, Side]:
        """The two versions in these lanes."""
        opened = []
        for lost in self._lost:
            opened.append({id: _union(found.causes) for id, found in lost.items() if found.causes})
        old = self._run(opened[0])
        return sides(self.pair, old, old if opened[0] == opened[1] else self._run(opened[1]))

    # -- what is not offered

    def _of(self, model: SurveyModel, other: SurveyModel, misplaced: Mapping[str, int]) -> dict[str, _Lost]:
        result: dict[str, _Lost] = {}
        for id, question in model.questions.items():
            beside = other.questions.get(id)
            if beside is None or beside.select != question.select:
                continue
            lost = _Lost()
            if question.answers != beside.answers:
                self._answers(question, beside, lost)
            if lanes := misplaced.get(id, 0) & self._answered(id):
                lost.add(Cause("question", id, "of"), None, lanes, lanes)
            if lost.causes or lost.answers:
                result[id] = lost
        return result

    def _answers(self, question: Question, beside: Question, lost: _Lost) -> None:
        """Find the lanes whose reply only the version with the other question offers."""
        place = self.layout.places[question.id]
        own = {answer.id: answer for answer in question.answers}
        held = dict(self._held(place, question.id))
        left = 0
        for id in own:
            left |= held[id]
        for answer in beside.answers:
            if answer.id not in own and held[answer.id]:
                name = f"{question.id}.{answer.id}"
                lost.add(Cause("answer", name), answer.id, held[answer.id] & ~left, held[answer.id])
        alone = {answer.id for answer in beside.answers if answer.exclusive}
        for id, answer in own.items():
            if answer.exclusive and id not in alone:
                others = 0
                for other in own:
                    others |= held[other] if other != id else 0
                lanes = held[id] & others
                lost.add(Cause("answer", f"{question.id}.{id}", "exclusive"), id, lanes, lanes)

    def _held(self, place: Place, question: str) -> Iterator[tuple[str, int]]:
        for id, input in self.pair.joint.columns[question].answers.items():
            yield id, self.source.column(place.certain[input]) & self.full

    def _answered(self, question: str) -> int:
        return self.source.column(self.layout.places[question].exact) & self.full

    # -- inputs

    def _run(self, opened: Mapping[str, int]) -> Lanes:
        """Run the joint program, with the questions that are open in some lanes."""
        joint, count, full = self.pair.joint, self.count, self.full
        values = [full << count | full, 0, *[0] * (joint.program.inputs - 2)]
        for id, place in self.layout.places.items():
            kept = full ^ opened.get(id, 0)
            exact = self.source.column(place.exact) & kept
            for input, bit in place.certain.items():
                must = self.source.column(bit) & kept
                reached = place.reached.get(input)
                may = must | full ^ exact if reached is None else full ^ (self.source.column(reached) & kept)
                values[input] = may << count | must
            given = joint.columns[id].given
            if given is not None:
                values[given] = exact << count | exact
        return Lanes(joint, count, joint.program.run(values, count))


def _union(causes: Mapping[Cause, int]) -> int:
    result = 0
    for lanes in causes.values():
        result |= lanes
    return result
