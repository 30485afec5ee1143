"""Which open question decides most: the undecided tasks that its answers settle."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from surveymodel.engine.evaluate import Evaluation
from surveymodel.engine.lanes import Lane
from surveymodel.engine.reply import Given
from surveymodel.engine.resolve import Resolution, resolved
from surveymodel.engine.variants import (
    Variable,
    Variant,
    alternatives,
    current,
    run_variants,
    variables,
)

__all__ = ["Decision", "decides_most"]


@frozen
class Decision:
    """An open question, and how many undecided tasks an answer settles on average."""

    question: str
    component: str | None
    settled: Fraction


def decides_most(resolution: Resolution) -> tuple[Decision, ...]:
    """Return the open questions, those first that settle most tasks.

    The average is over the answers that the question offers (of ``many``, over lists as
    :func:`~surveymodel.engine.variants.alternatives` tells), each as likely as the other. Ties
    stand in the order of the survey.
    """
    evaluation = resolved(resolution).evaluation
    options = _options(resolution)
    variants: list[Variant] = [
        {variable: given} for variable, (_, answers) in options.items() for given in answers
    ]
    if not variants:
        return ()
    before = _undecided(evaluation, [{}])[0]
    after = iter(_undecided(evaluation, variants))
    result = []
    for variable, (component, answers) in options.items():
        settled = sum(before - next(after) for _ in answers)
        average = Fraction(settled, max(1, len(answers)))
        result.append((-average, variable, Decision(variable.question, component, average)))
    return tuple(decision for _, _, decision in sorted(result, key=lambda row: row[:2]))


def _options(resolution: Resolution) -> dict[Variable, tuple[str | None, list[Given]]]:
    model, evaluation = resolution.model, resolution.evaluation
    lanes: dict[str | None, Lane] = {lane.component: lane for lane in evaluation.lanes}
    first = evaluation.lanes[0]
    result = {}
    for step in resolution.walk.steps:
        if step.state in ("open", "conflict"):
            question = step.question
            lane = lanes.get(step.component, first)
            variable = variables(evaluation, lane, [question.id])[question.id]
            places = model.columns[question.id].places
            result[variable] = (
                step.component,
                alternatives(model, question, current(lane, question.id), places),
            )
    return result


def _undecided(evaluation: Evaluation, variants: Sequence[Variant]) -> list[int]:
    """Return for each variant how many tasks are neither certain nor excluded."""
    count = len(variants)
    every = (1 << count) - 1
    tasks = [at for name, at in evaluation.model.truths.items() if name.startswith("task:")]
    must, may = dict.fromkeys(tasks, 0), dict.fromkeys(tasks, 0)
    for _, values in run_variants(evaluation, variants):
        for at in tasks:
            must[at] |= values[at] & every
            may[at] |= values[at] >> count
    open_ = [may[at] & ~must[at] for at in tasks]
    return [sum(value >> index & 1 for value in open_) for index in range(count)]
