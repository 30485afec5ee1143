"""How much each question decides: what changes where it is answered otherwise.

Random complete systems go in; for each question come out how many tasks, and how many other
questions, are not the same once its answer is another one, on average over the systems in which
somebody is asked it and over its other answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from surveymodel.authoring.change import moved_by
from surveymodel.authoring.checks.dead import outcomes
from surveymodel.authoring.stats.complete import Complete, Held, turns
from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel

__all__ = ["Influence", "influences"]


@frozen
class Influence:
    """What a question decides in random complete systems."""

    question: str
    asked: int  #: in how many of the systems somebody is asked it
    moved: int  #: in how many of those anything at all hangs on its answer
    tasks: Fraction  #: how many tasks change with its answer, on average
    questions: Fraction  #: how many other questions are asked then and not before, or no more


def influences(model: SurveyModel, held: Held, count: int) -> tuple[Influence, ...]:
    """Return what each question decides, those first that decide most tasks, then most questions.

    Ties stand in the order of the survey. Answers that the pack cannot tell apart are one.
    """
    complete = Complete(model, tuple(outcomes(model)))
    before = complete.run(held, count)
    found = [_influence(complete, held, before, question) for question in model.content.questions]
    return tuple(sorted(found, key=lambda one: (-one.tasks, -one.questions)))


def _influence(complete: Complete, held: Held, before: Lanes, question: Question) -> Influence:
    asked = complete.put(before, question.id)
    behind = moved_by(complete.model, question.id)
    named = [place for place in complete.model.named["task"].values() if place in behind]
    others = [place for place in complete.others if place in behind]
    moved = tried = tasks = questions = 0
    for turned, where in _turned(complete.model, held, before.count, question):
        after, among = complete.run(turned, before.count), asked & where
        tried += among.bit_count()
        tasks += sum(change.bit_count() for change in _changes(before, after, named, among))
        for change in _changes(before, after, others, among):
            moved |= change
        for id in complete.asked:
            if id != question.id and not behind.isdisjoint(complete.deciding(id)):
                change = (complete.put(before, id) ^ complete.put(after, id)) & among
                questions += change.bit_count()
                moved |= change
    each = Fraction(1, max(tried, 1))
    return Influence(question.id, asked.bit_count(), moved.bit_count(), tasks * each, questions * each)


def _changes(before: Lanes, after: Lanes, places: list[int], among: int) -> Iterator[int]:
    """Yield for each of some values the lanes in which it is not the same."""
    for place in places:
        yield (before.values[place] ^ after.values[place]) & among


def _turned(
    model: SurveyModel, held: Held, count: int, question: Question
) -> Iterator[tuple[list[int], int]]:
    """Yield answers with each other answer to a question, and the lanes in which it is another one."""
    for turn in turns(model, question):
        turned, differs = list(held), 0
        for place, lanes in turn.made(model, held, count).items():
            differs |= lanes ^ held[place]
            turned[place] = lanes
        if differs:
            yield turned, differs
