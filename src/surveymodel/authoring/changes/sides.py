"""One of two versions in the lanes of the joint program: its truths and conditions, with their values.

What a version does not have holds nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from surveymodel.authoring.changes.pair import Pair
from surveymodel.condition import Comparison, Leaf, parse
from surveymodel.engine.clauses import Lanes, Planes, truth_of
from surveymodel.engine.model import SurveyModel

__all__ = ["NOWHERE", "Side", "sides"]

NOWHERE = Planes(0, 0)


@frozen(slots=False)
class Side(Lanes):
    """A version, ``model``, over lanes of the joint program."""

    lanes: Lanes = field(repr=False, kw_only=True)  #: of the joint program
    names: Mapping[str, int] = field(repr=False, kw_only=True)  #: its truths and marks, in the joint program
    joint: SurveyModel = field(repr=False, kw_only=True)
    asked: Mapping[str, str] = field(repr=False, kw_only=True)  #: its questions → those of the joint survey

    @cached_property
    def every(self) -> int:
        """All lanes."""
        return self.lanes.every

    def at(self, place: int) -> Planes:
        """Return the lanes of one value of the joint program."""
        return self.lanes.at(place)

    def truth(self, name: str) -> Planes:
        """Return the lanes of a truth or mark."""
        place = self.names.get(name)
        return NOWHERE if place is None else self.at(place)

    def when(self, source: str | None) -> Planes:
        """Return the lanes in which a condition holds as this version understands it; without one, all."""
        return Planes(self.every, self.every) if source is None else self.held(parse(source))

    def has(self, leaf: Leaf) -> bool:
        """Whether this version knows what a clause looks at."""
        if not isinstance(leaf, Comparison):
            return truth_of(self.model, leaf) in self.names
        question = self.model.questions.get(leaf.question)
        number = question is not None and question.select == "number"
        return number and (isinstance(leaf.operand, int) or leaf.operand in self.model.values)

    def places(self, leaf: Leaf) -> Iterator[int]:
        """Yield the values of the joint program that a clause is made of."""
        if not isinstance(leaf, Comparison):
            yield self.names[truth_of(self.model, leaf)]
            return
        yield self.names[f"question:{leaf.question}"]
        yield from self.joint.columns[self.asked[leaf.question]].below.values()

    def _leaf(self, leaf: Leaf) -> Planes:
        return super()._leaf(leaf) if self.has(leaf) else NOWHERE

    def _below(self, question: str, number: int) -> Planes:
        below = self.joint.columns[self.asked.get(question, question)].below
        return self.at(below[number]) if number in below else super()._below(question, min(number, 0))


def sides(pair: Pair, old: Lanes, new: Lanes | None = None) -> tuple[Side, Side]:
    """Return both versions in lanes of the joint program; ``new`` has others for the new one."""
    later = new or old
    same = {id: id for id in pair.new.questions}
    return (
        Side(pair.old, old.count, (), lanes=old, names=pair.was, joint=pair.joint, asked=pair.asked),
        Side(pair.new, later.count, (), lanes=later, names=pair.now, joint=pair.joint, asked=same),
    )
