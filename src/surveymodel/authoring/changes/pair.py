"""Two models side by side: one program over the answers of both, in which what they share stands once.

Both programs are built again over the inputs of one survey, which offers what either offers. An
operation is built once however often it is asked for, so a truth that stands in one place of the
joint program before and now is made of the same answers in the same way: it did not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve, field, frozen

from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import AND, OR, Builder

__all__ = ["BEFORE", "Pair", "paired"]

#: What stands behind the id of a question that takes another form of answer now, for what it was.
BEFORE: Final = " (before)"


@frozen
class Pair:
    """Two models and what both are over the same answers."""

    old: SurveyModel = field(repr=False)
    new: SurveyModel = field(repr=False)
    joint: SurveyModel = field(repr=False)  #: its questions offer what either version offers
    lenient: SurveyModel = field(repr=False)  #: the same, which takes every sheet that either version takes
    was: Mapping[str, int] = field(repr=False)  #: truths and marks of the old one, in the joint program
    now: Mapping[str, int] = field(repr=False)
    asked: Mapping[str, str] = field(repr=False)  #: questions of the old version → those of the joint survey

    def differing(self, kind: str) -> Iterator[str]:
        """Yield the names of a kind that both have and that are not made in the same way."""
        for name, place in self.now.items():
            if name.startswith(f"{kind}:") and self.was.get(name, place) != place:
                yield name


def paired(old: SurveyModel, new: SurveyModel) -> Pair:
    """Return two models side by side."""
    asked = {id: _joint_id(question, new) for id, question in old.questions.items()}
    questions = {question.id: question for question in new.content.questions}
    for id, question in old.questions.items():
        questions[asked[id]] = _both(questions.get(asked[id]), evolve(question, id=asked[id]))
    columns = _columns(questions, old, new, asked)
    build = Builder(max((max(c.places, default=1) for c in columns.values()), default=1) + 1)
    was = _built(build, old, {asked[id]: c for id, c in old.columns.items()}, columns)
    now = _built(build, new, new.columns, columns)
    names = {"was": {**old.truths, **old.marks}, "now": {**new.truths, **new.marks}}
    before = {name: was[place] for name, place in names["was"].items()}
    after = {name: now[place] for name, place in names["now"].items()}
    shown = {}
    back = {joint: id for id, joint in asked.items()}
    for id in questions:
        places = (after.get(f"question:{id}"), before.get(f"question:{back.get(id, '')}"))
        shown[f"question:{id}"] = build.some(place for place in places if place is not None)
    program, number = build.levelled()
    joint = SurveyModel(
        content=evolve(new.content, questions=tuple(questions.values())),
        digest=None,
        program=program,
        columns=columns,
        truths={name: number[place] for name, place in shown.items()},
        marks={},
    )
    return Pair(
        old, new, joint, evolve(joint, content=evolve(joint.content, questions=tuple(_lenient(joint, old, new)))),
        {name: number[place] for name, place in before.items()},
        {name: number[place] for name, place in after.items()},
        asked,
    )  # fmt: skip


def _joint_id(question: Question, new: SurveyModel) -> str:
    same = new.questions.get(question.id)
    return question.id if same is None or same.select == question.select else f"{question.id}{BEFORE}"


def _both(one: Question | None, other: Question) -> Question:
    """Return a question that offers what two offer; an answer stands alone if it does in one of them."""
    if one is None:
        return other
    answers = {answer.id: answer for answer in one.answers}
    for answer in other.answers:
        known = answers.get(answer.id, answer)
        answers[answer.id] = evolve(known, exclusive=known.exclusive or answer.exclusive)
    return evolve(one, answers=tuple(answers.values()))


def _lenient(joint: SurveyModel, old: SurveyModel, new: SurveyModel) -> Iterator[Question]:
    """Yield the joint questions, answered in any layer in which they were or are."""
    for question in joint.content.questions:
        id = question.id.removesuffix(BEFORE)
        sides = [model.questions[id] for model in (old, new) if id in model.questions]
        layers = [side.of for side in sides]
        alone = [{answer.id for answer in side.answers if not answer.exclusive} for side in sides]
        beside = frozenset[str]().union(*alone)
        answers = (evolve(one, exclusive=one.exclusive and one.id not in beside) for one in question.answers)
        yield evolve(question, of=max(layers, key=LAYERS.index), answers=tuple(answers))


def _columns(
    questions: Mapping[str, Question], old: SurveyModel, new: SurveyModel, asked: Mapping[str, str]
) -> dict[str, Columns]:
    """Number the inputs of the joint survey, after the constants."""
    before = {asked[id]: columns for id, columns in old.columns.items()}
    following = iter(range(2, 1 << 60))
    result = {}
    for id, question in questions.items():
        sides = [side[id] for side in (before, new.columns) if id in side]
        given = any(side.given is not None for side in sides)
        below = sorted({number for side in sides for number in side.below})
        result[id] = Columns(
            id,
            {answer.id: next(following) for answer in question.answers},
            next(following) if question.select == "many" else None,
            next(following) if given else None,
            {number: next(following) for number in below},
        )
    return result


def _built(
    build: Builder, model: SurveyModel, own: Mapping[str, Columns], joint: Mapping[str, Columns]
) -> list[int]:
    """Build a model's program once more, and return where each of its values stands."""
    place = [0, 1, *[0] * (model.program.inputs - 2)]
    for id, columns in own.items():
        for here, there in _inputs(columns, joint[id]):
            place[here] = there
    for operation, a, b in model.program.steps():
        if operation == AND:
            place.append(build.every((place[a], place[b])))
        elif operation == OR:
            place.append(build.some((place[a], place[b])))
        else:
            place.append(build.negate(place[a]))
    return place


def _inputs(own: Columns, joint: Columns) -> Iterator[tuple[int, int]]:
    yield from ((place, joint.answers[id]) for id, place in own.answers.items())
    yield from ((place, joint.below[number]) for number, place in own.below.items())
    for here, there in ((own.none, joint.none), (own.given, joint.given)):
        if here is not None and there is not None:
            yield here, there
