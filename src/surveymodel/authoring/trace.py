"""How a truth came to be what it is: its definition, with the value of every clause.

A system's evaluation and a truth go in; indented lines come out, from the truth down to answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from attrs import field, frozen

from surveymodel.condition import Comparison, Leaf, Name, leaves, parse
from surveymodel.content.reading import readings
from surveymodel.engine.clauses import Lanes, Planes, truth_of
from surveymodel.engine.evaluate import Evaluation

__all__ = ["traced"]

#: The widest margin from which a trace goes on.
DEEPEST: Final = 100


def traced(evaluation: Evaluation, truth: str) -> Iterator[str]:
    """Yield the lines that show how a truth came about; what stood above already stands by name.

    Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such truth.
    """
    evaluation.model.place(truth)
    yield from _Trace(evaluation).lines(truth, "")


@frozen(slots=False)
class _Trace:
    evaluation: Evaluation
    shown: set[str] = field(factory=set)

    @cached_property
    def lanes(self) -> Lanes:
        return Lanes(self.evaluation.model, len(self.evaluation.lanes), self.evaluation.values)

    def lines(self, truth: str, margin: str) -> Iterator[str]:
        again = truth in self.shown
        self.shown.add(truth)
        more = " (see above)" if again else " (and so on)" if len(margin) > DEEPEST else ""
        yield f"{margin}{truth}: {self.said(self.lanes.truth(truth))}{more}"
        if not more:
            kind, _, id = truth.partition(":")
            yield from getattr(self, f"of_{kind}")(id, f"{margin}  ")

    def said(self, held: Planes) -> str:
        """Return a value in words: of a system with components, in which of them."""
        words: dict[str, list[str]] = {}
        for index, lane in enumerate(self.evaluation.lanes):
            value = "yes" if held.must >> index & 1 else "open" if held.may >> index & 1 else "no"
            words.setdefault(value, []).append(lane.component or "")
        if len(words) == 1:
            return next(iter(words))
        return ", ".join(f"{value} in {' and '.join(where)}" for value, where in words.items())

    def condition(self, source: str | None, margin: str, word: str = "when") -> Iterator[str]:
        if source is None:
            yield f"{margin}always"
            return
        condition = parse(source)
        if isinstance(condition, Leaf):
            yield from self.clause(condition, margin, f"{word} ")
            return
        yield f"{margin}{word} {' '.join(source.split())}: {self.said(self.lanes.held(condition))}"
        for leaf in dict.fromkeys(leaves(condition)):
            yield from self.clause(leaf, f"{margin}  ")

    def clause(self, leaf: Leaf, margin: str, word: str = "") -> Iterator[str]:
        model = self.evaluation.model
        head = f"{margin}{word}{leaf}"
        if isinstance(leaf, Comparison):
            yield f"{head}: {self.said(self.lanes.held(leaf))}{self.given(leaf.question)}"
            return
        truth = truth_of(model, leaf)
        if truth.startswith("fact:"):
            if word:
                yield f"{head}: {self.said(self.lanes.truth(truth))}"
            yield from self.lines(truth, f"{margin}  " if word else margin)
        elif isinstance(leaf, Name):
            yield f"{head}: {self.said(self.lanes.truth(truth))}{self.asked(leaf.id)}"
        else:
            yield f"{head}: {self.said(self.lanes.truth(truth))}{self.given(leaf.owner)}"

    def given(self, question: str) -> str:
        """Return what was answered, or why nothing counts, in brackets."""
        asked = self.lanes.truth(f"question:{question}")
        replies = {
            str(placed.reply)
            for index, lane in enumerate(self.evaluation.lanes)
            if (placed := lane.replies.get(question)) and asked.may >> index & 1
        }
        if not asked.may:
            return f" ({question} is not asked)"
        return f" (answered {' / '.join(sorted(replies))})" if replies else f" ({question} has no answer)"

    def asked(self, question: str) -> str:
        when = self.evaluation.model.questions[question].when
        return "" if when is None else f" (asked when {' '.join(when.split())})"

    # -- what each kind of truth is made of

    def of_question(self, id: str, margin: str) -> Iterator[str]:
        yield from self.condition(self.evaluation.model.questions[id].when, margin, "asked when")

    def of_answer(self, id: str, margin: str) -> Iterator[str]:
        question = id.partition(".")[0]
        yield f"{margin}{question}{self.given(question)}"
        for other in self.evaluation.model.content.questions:
            for answer in other.answers:
                if id in answer.implies:
                    yield from self.lines(f"answer:{other.id}.{answer.id}", margin)

    def of_fact(self, id: str, margin: str) -> Iterator[str]:
        content = self.evaluation.model.content
        for fact in content.facts:
            if fact.id == id:
                yield from self.condition(fact.when, margin)
        for scale in content.scales:
            ids = [f"{scale.id}.{level.id}" for level in scale.levels]
            if id in ids:
                for level in scale.levels[: ids.index(id) + 1]:
                    yield from self.condition(level.when, margin, f"{level.id} when")

    def of_rule(self, id: str, margin: str) -> Iterator[str]:
        rule = next(rule for rule in self.evaluation.model.content.rules if rule.id == id)
        yield from self.condition(rule.when, margin)

    def of_threat(self, id: str, margin: str) -> Iterator[str]:
        for rule in self.evaluation.model.content.rules:
            if any(raised.threat == id for raised in rule.raises):
                yield from self.lines(f"rule:{rule.id}", margin)

    def of_task(self, id: str, margin: str) -> Iterator[str]:
        countermeasure = self.evaluation.model.countermeasures[id]
        if countermeasure.when is not None:
            yield from self.condition(countermeasure.when, margin)
        for threat in countermeasure.counters:
            yield from self.lines(f"threat:{threat}", margin)
        for rule in self.evaluation.model.content.rules:
            if id in rule.requires:
                yield from self.lines(f"rule:{rule.id}", margin)

    def of_guide(self, id: str, margin: str) -> Iterator[str]:
        guides = self.evaluation.model.content.guides
        guide = next(guide for guide in guides if guide.id == id)
        yield from self.lines(f"task:{guide.countermeasure}", margin)
        if not guide.otherwise:
            yield from self.condition(guide.when, margin)
            return
        for other in guides:
            if other.countermeasure == guide.countermeasure and not other.otherwise:
                yield from self.condition(other.when, margin, f"not where {other.stack} fits, when")

    def of_control(self, id: str, margin: str) -> Iterator[str]:
        content, marks = self.evaluation.model.content, self.evaluation.model.marks
        standard = next(s for s in content.standards if id.startswith(f"{s.id}/"))
        read = next((i for i in content.interpretations if i.standard == standard.id), None)
        if read is not None and read.scope is not None:
            yield from self.lines(f"fact:{read.scope}", margin)
        for when in readings(standard, read)[id.partition("/")[2]].whens:
            yield from self.condition(when, margin)
        for profile, fact in (read.profiles if read else {}).items():
            chosen = profile in standard.by_id[id.partition("/")[2]].profiles
            held = self.said(self.lanes.at(marks[f"profile:{standard.id}/{profile}"]))
            yield f"{margin}profile {profile} ({fact}): {held}; it selects {'this' if chosen else 'others'}"
