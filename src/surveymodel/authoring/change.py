"""One answer changed in many lanes at once, to see what it moves.

Lanes go in; the same lanes come out with one question answered otherwise in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.evaluate import bits
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given

__all__ = ["Change", "changes", "moved_by"]


@frozen
class Change:
    """An answer that is given in place of any other, or ticked beside others."""

    question: Question
    answer: Given
    beside: bool  #: whether it is ticked in addition to what does not stand alone

    def needs(self, model: SurveyModel) -> tuple[int, ...]:
        """Return the values of the program that say what is ticked before the change."""
        if model.columns[self.question.id].given is None:
            return ()
        return tuple(
            model.truths[f"answer:{self.question.id}.{answer.id}"] for answer in self.question.answers
        )

    def after(self, lane: Lanes, before: Given | None) -> Given:
        """Return what is answered in a single lane after the change of what was answered before."""
        if not self.beside:
            return self.answer
        ticked = set(before) if isinstance(before, tuple) else set()
        if lane.model.columns[self.question.id].given is not None:
            ticked = {id for id in self._plain(lane.model) if self._ticked(lane, id)}
        return tuple(sorted({*ticked & set(self._plain(lane.model)), str(self.answer)}))

    def made(self, lanes: Lanes, needs: Iterable[int]) -> Lanes:
        """Return the lanes after the change, as far as some values of the program need it."""
        own = frozenset(lanes.model.columns[self.question.id].places)
        return lanes.changed(lambda place: self._input(lanes, place) if place in own else None, needs)

    def _input(self, lanes: Lanes, place: int) -> Planes:
        columns = lanes.model.columns[self.question.id]
        given = (str(self.answer),) if self.beside else self.answer
        if bits(columns, given)[place]:
            return Planes(lanes.every, lanes.every)
        plain = self._plain(lanes.model)
        kept = next((self._ticked(lanes, id) for id, own in plain.items() if own == place), 0)
        return Planes(kept, kept) if self.beside else Planes(0, 0)

    def _plain(self, model: SurveyModel) -> dict[str, int]:
        """Return the inputs of the answers that may stand beside others."""
        answers = model.columns[self.question.id].answers
        return {answer.id: answers[answer.id] for answer in self.question.answers if not answer.exclusive}

    def _ticked(self, lanes: Lanes, id: str) -> int:
        """Return the lanes in which an answer is ticked, by somebody or by what implies it."""
        columns = lanes.model.columns[self.question.id]
        if columns.given is None:
            return lanes.at(columns.answers[id]).must
        return lanes.truth(f"answer:{self.question.id}.{id}").must


def changes(model: SurveyModel, question: str, answer: str | None) -> Iterator[Change]:
    """Yield the change to one answer of a question, or to each that it can have.

    What no change of these moves, whatever is answered before, no change of the question moves.
    """
    noun = model.questions[question]
    if noun.select == "number":
        yield from (Change(noun, number, beside=False) for number in (0, *model.columns[question].below))
        return
    for offered in noun.answers:
        if answer in (None, offered.id):
            beside = noun.select == "many" and not offered.exclusive
            alone = (offered.id,) if noun.select == "many" else offered.id
            yield Change(noun, offered.id if beside else alone, beside)
    if noun.select == "many" and answer is None:
        yield Change(noun, (), beside=False)


def moved_by(model: SurveyModel, question: str) -> set[int]:
    """Return the values of the program that depend on a question's answer."""
    found = set(model.columns[question].places)
    program = model.program
    triples = iter(program.operations)
    for index, (_, a, b) in enumerate(zip(triples, triples, triples, strict=True)):
        if a in found or b in found:
            found.add(program.inputs + index)
    return found
