"""Many variants of one system's answers as lanes of one run.

A variant changes or withholds some replies. Building the inputs costs by the inputs touched and
not by the lanes, so that thousands of variants are one run of a program or of a slice of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.evaluate import Evaluation, bits
from surveymodel.engine.lanes import Lane
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import Slice, mask
from surveymodel.engine.reply import UNKNOWN, Given, Reply
from surveymodel.engine.sheet import System

__all__ = [
    "Variable",
    "Variant",
    "alternatives",
    "changed",
    "current",
    "expanded",
    "grouped",
    "reach",
    "run_variants",
    "sees",
    "variables",
]


@frozen(order=True)
class Variable:
    """A question in the place where its answer is changed."""

    position: int  #: of the question in the survey
    question: str
    place: str  #: ``organisation``, ``system`` or a component's id


#: The most answers of one question whose every list is tried.
MOST_VARIED: Final = 6

Variant = Mapping[Variable, Given]


def variables(evaluation: Evaluation, lane: Lane, questions: Iterable[str]) -> dict[str, Variable]:
    """Return the variable behind each question as one lane meets it."""
    model = evaluation.model
    position = {id: index for index, id in enumerate(model.questions)}
    result = {}
    for id in questions:
        of = model.questions[id].of
        place = lane.component if of == "component" and lane.component is not None else of
        result[id] = Variable(position[id], id, "system" if place == "component" else str(place))
    return result


def reach(evaluation: Evaluation, places: Iterable[int]) -> dict[str, tuple[int, ...]]:
    """Return the questions whose inputs are among the places, each with those inputs."""
    wanted = set(places)
    found = {
        id: tuple(place for place in columns.places if place in wanted)
        for id, columns in evaluation.model.columns.items()
    }
    return {id: kept for id, kept in found.items() if kept}


def current(lane: Lane, question: str) -> Given:
    """Return the answer that counts in a lane, ``unknown`` where there is none."""
    placed = lane.replies.get(question)
    return UNKNOWN if placed is None else placed.reply.answer


Changes = Mapping[str, Mapping[Given, int]]
"""By question and answer the variants, as bits, that give that answer."""


def expanded(
    model: SurveyModel, lane: Lane, places: Sequence[int], changes: Changes, count: int
) -> list[int]:
    """Return the inputs at ``places`` of one lane under ``count`` variants."""
    every = (1 << count) - 1
    opened = {0: 0, 2: every << count, 3: every << count | every}
    values = {place: opened[model.open_inputs[place]] for place in places}
    for question in lane.replies:
        for place, value in bits(model.columns[question], current(lane, question)).items():
            if place in values:
                values[place] = opened[value]
    for question, answers in changes.items():
        columns = model.columns[question]
        for given, lanes in answers.items():
            for place, value in bits(columns, given).items():
                if place in values:
                    kept = values[place] & ~(lanes << count | lanes)
                    must = lanes if value & 1 else 0
                    values[place] = kept | must | (lanes << count if value & 2 else 0)
    return [values[place] for place in places]


def grouped(lane: Lane, variants: Sequence[Variant]) -> Changes:
    """Return what the variants change in one lane."""
    members: dict[str, dict[Given, list[int]]] = {}
    for index, variant in enumerate(variants):
        for variable, given in variant.items():
            if sees(lane, variable):
                members.setdefault(variable.question, {}).setdefault(given, []).append(index)
    return {
        question: {given: mask(indices, len(variants)) for given, indices in answers.items()}
        for question, answers in members.items()
    }


def run_variants(
    evaluation: Evaluation, variants: Sequence[Variant], part: Slice | None = None
) -> Iterator[tuple[Lane, list[int]]]:
    """Yield each lane with every value of the program, or of a slice, under the variants."""
    model, count = evaluation.model, len(variants)
    program = part or model.program
    places = part.inputs if part else range(model.program.inputs)
    for lane in evaluation.lanes:
        changes = grouped(lane, variants)
        yield lane, program.run(expanded(model, lane, places, changes, count), count)


def changed(system: System, variant: Variant) -> System:
    """Return a system with the answers of a variant in their places."""
    result = system
    for variable, given in variant.items():
        new = {variable.question: Reply(given)}
        if variable.place == "system":
            result = evolve(result, answers={**result.answers, **new})
        elif variable.place == "organisation":
            above = result.organisation or System(id="organisation")
            result = evolve(result, organisation=evolve(above, answers={**above.answers, **new}))
        else:
            part = result.components[variable.place]
            part = evolve(part, answers={**part.answers, **new})
            result = evolve(result, components={**result.components, variable.place: part})
    return result


def sees(lane: Lane, variable: Variable) -> bool:
    """Whether a change of the variable reaches a lane."""
    return variable.place in ("organisation", "system") or variable.place == lane.component


# ---------------------------------------------------------------------------------------------
# What else could be answered


@frozen
class _Many:
    """The answers of a ``many`` question that may be ticked together."""

    exclusive: frozenset[str]
    order: tuple[str, ...]

    def toggled(self, ticked: tuple[str, ...], id: str) -> tuple[str, ...]:
        """Return what is ticked after one more answer is, or is no more."""
        if id in ticked:
            return tuple(other for other in ticked if other != id)
        if id in self.exclusive:
            return (id,)
        return tuple(sorted({*(other for other in ticked if other not in self.exclusive), id}))


def alternatives(model: SurveyModel, question: Question, now: Given, inputs: Sequence[int]) -> list[Given]:
    """Return the answers that differ from the present one, in the order of the survey.

    Of ``many`` answers only those vary whose inputs are given (every one where it matters that
    there is none): all lists of them where they are at most six, otherwise none and whatever
    changes one or two. A number varies over the ranges that
    the pack tells apart, each by its least number.
    """
    if question.select == "number":
        below = model.columns[question.id].below
        starts = dict.fromkeys((0, *(number for number in below if number > 0)))
        return [start for start in starts if not _same_range(start, now, below)]
    found: list[Given] = [answer.id for answer in question.answers]
    if question.select == "many":
        found = list(_lists(model, question, now, inputs))
    return [given for given in dict.fromkeys(found) if given != now]


def _same_range(number: int, now: Given, thresholds: Iterable[int]) -> bool:
    if not isinstance(now, int):
        return False
    return all((number < threshold) == (now < threshold) for threshold in thresholds)


def _lists(model: SurveyModel, question: Question, now: Given, inputs: Sequence[int]) -> Iterator[Given]:
    columns = model.columns[question.id]
    ids = tuple(answer.id for answer in question.answers)
    many = _Many(frozenset(a.id for a in question.answers if a.exclusive), ids)
    ticked = now if isinstance(now, tuple) else ()
    varied = [id for id in ids if columns.answers[id] in inputs or columns.none in inputs]
    yield ()
    if len(varied) <= MOST_VARIED:
        yield from _subsets(varied, ticked, many)
        return
    for first in varied:
        once = many.toggled(ticked, first)
        yield once
        for second in varied[varied.index(first) + 1 :]:
            yield many.toggled(once, second)


def _subsets(varied: list[str], ticked: tuple[str, ...], many: _Many) -> Iterator[Given]:
    fixed = [id for id in ticked if id not in varied and id not in many.exclusive]
    plain = [id for id in varied if id not in many.exclusive]
    for number in range(1 << len(plain)):
        chosen = {*fixed, *(id for bit, id in enumerate(plain) if number >> bit & 1)}
        yield tuple(sorted(chosen))
    for id in many.order:
        if id in many.exclusive and id in varied:
            yield (id,)
