"""Which change of answers would exclude a truth, or make it certain.

The cheapest changes are carried through the definitions behind the truth, from the inputs up:
for each definition and each wanted value the dozen cheapest sets of demands on the inputs. What
comes out is turned into answers, tried as lanes and costed by all that it disturbs. Where the
system has few answers to change, every change of up to three of them is tried besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Final

from attrs import frozen

from surveymodel.engine.demand import Demands, Options, Wanted, cheapest
from surveymodel.engine.evaluate import Evaluation, evaluate
from surveymodel.engine.reply import Given
from surveymodel.engine.resolve import Resolution, resolved
from surveymodel.engine.variants import (
    Variable,
    Variant,
    alternatives,
    changed,
    current,
    reach,
    run_variants,
    sees,
    variables,
)

__all__ = ["Change", "why_not", "without"]

#: The most variants that are tried one by one.
MOST_VARIANTS: Final = 8_000
#: The most variants whose whole cost is compared.
MOST_COSTED: Final = 96
#: How often, and from how many changes each time, the definitions are followed further.
MOST_ROUNDS: Final = 2
MOST_CONTINUED: Final = 12


@frozen
class Change:
    """A change of answers, and what it costs.

    ``answers`` maps question and place (``organisation``, ``system`` or a component) to the new
    answer; ``stale`` counts replies that are no longer asked for, ``moved`` the other tasks that
    come, go or become certain.
    """

    truth: str
    answers: Mapping[tuple[str, str], Given]
    stale: int
    moved: int


def without(resolution: Resolution, truth: str) -> Change | None:
    """Return the cheapest change found after which a truth is excluded in every lane.

    None where no change was found; the change is empty where the truth is excluded already.
    Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such truth.
    """
    return _change(resolution, truth, Wanted.EXCLUDED)


def why_not(resolution: Resolution, truth: str) -> Change | None:
    """Return the cheapest change found after which a truth is certain in some lane.

    None where no change was found; the change is empty where the truth is certain already.
    Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such truth.
    """
    return _change(resolution, truth, Wanted.CERTAIN)


def _change(resolution: Resolution, truth: str, wanted: Wanted) -> Change | None:
    place = resolved(resolution).model.place(truth)
    goal = "certain" if wanted is Wanted.CERTAIN else "excluded"
    if resolution.certainty(truth) == goal:
        return Change(truth, {}, 0, 0)
    evaluation = resolution.evaluation
    part = evaluation.model.program.slice([place])
    options = _options(evaluation, reach(evaluation, part.inputs))
    found = _working(evaluation, place, wanted, _batches(evaluation, place, wanted, options))
    if not found:
        return None
    altered = [_altered(evaluation, variant) for variant in found]
    least = min(altered)
    kept = [variant for variant, cost in zip(found, altered, strict=True) if cost == least]
    return _cheapest(resolution, truth, kept[:MOST_COSTED])


# ---------------------------------------------------------------------------------------------
# Candidates


def _batches(evaluation: Evaluation, place: int, wanted: Wanted, options: Options) -> Iterator[list[Variant]]:
    """Yield batches of changes: all of one answer, of two, of three while few; then derived ones."""
    budget = MOST_VARIANTS
    for size in (1, 2, 3):
        budget -= _count([len(given) for given in options.values()], size)
        if budget < 0:
            break
        yield list(_combined(options, size))
    derived = _derived(evaluation, place, wanted, options, thorough=False)
    yield derived
    yield _derived(evaluation, place, wanted, options, thorough=True)
    for _ in range(MOST_ROUNDS):
        derived = _continued(evaluation, place, wanted, derived)
        yield derived


def _options(evaluation: Evaluation, questions: Mapping[str, tuple[int, ...]]) -> dict[Variable, list[Given]]:
    result: dict[Variable, list[Given]] = {}
    model = evaluation.model
    for lane in evaluation.lanes:
        for id, variable in variables(evaluation, lane, questions).items():
            now = current(lane, id)
            result[variable] = alternatives(model, model.questions[id], now, questions[id])
    return dict(sorted(result.items()))


def _count(sizes: Sequence[int], chosen: int) -> int:
    """Return how many changes of exactly ``chosen`` answers there are."""
    totals = [1, *([0] * chosen)]
    for size in sizes:
        for taken in range(chosen, 0, -1):
            totals[taken] += totals[taken - 1] * size
    return totals[chosen]


def _combined(options: Options, size: int) -> Iterator[Variant]:
    for chosen in combinations(options, size):
        for answers in product(*(options[variable] for variable in chosen)):
            yield dict(zip(chosen, answers, strict=True))


def _derived(
    evaluation: Evaluation, place: int, wanted: Wanted, options: Options, *, thorough: bool
) -> list[Variant]:
    """Return the changes that follow from the definitions, lane by lane and joined over lanes."""
    per_lane = [
        cheapest(evaluation, lane, place, wanted, options, thorough=thorough)
        for lane in range(len(evaluation.lanes))
    ]
    if wanted is Wanted.CERTAIN:
        sets = Demands.best(demands for found in per_lane for demands in found)
    else:
        sets = [Demands()]
        for found in per_lane:
            sets = Demands.both(sets, found)
    return [variant for demands in sets for variant in islice(demands.variants(options), MOST_COSTED)]


def _continued(
    evaluation: Evaluation, place: int, wanted: Wanted, variants: Sequence[Variant]
) -> list[Variant]:
    """Return changes that go on where others leave off: answers may open questions that matter."""
    model = evaluation.model
    part = model.program.slice([place])
    result: list[Variant] = []
    for variant in variants[:MOST_CONTINUED]:
        after = evaluate(model, changed(evaluation.system, variant))
        options = _options(after, reach(after, part.inputs))
        further = _derived(after, place, wanted, options, thorough=False)
        result += ({**variant, **more} for more in further[:MOST_CONTINUED])
    return result


# ---------------------------------------------------------------------------------------------
# Trial and cost


def _working(
    evaluation: Evaluation, place: int, wanted: Wanted, batches: Iterator[list[Variant]]
) -> list[Variant]:
    """Return the variants that bring what is wanted, of the first batch that has any."""
    part = evaluation.model.program.slice([place])
    for batch in batches:
        if not batch:
            continue
        count = len(batch)
        every = (1 << count) - 1
        good = 0 if wanted is Wanted.CERTAIN else every
        for _, values in run_variants(evaluation, batch, part):
            value = values[part.number[place]]
            if wanted is Wanted.CERTAIN:
                good |= value & every
            else:
                good &= value >> count ^ every
        if good:
            return [variant for index, variant in enumerate(batch) if good >> index & 1]
    return []


def _altered(evaluation: Evaluation, variant: Variant) -> tuple[int, int]:
    """Return how many questions and how many answers a change alters; each tick is one."""
    ticks = 0
    for variable, given in variant.items():
        lane = next(lane for lane in evaluation.lanes if sees(lane, variable))
        now = current(lane, variable.question)
        if isinstance(given, tuple) and isinstance(now, tuple):
            ticks += len({*given} ^ {*now})
        else:
            ticks += max(1, len(given)) if isinstance(given, tuple) else 1
    return len(variant), ticks


def _cheapest(resolution: Resolution, truth: str, variants: Sequence[Variant]) -> Change:
    stale, moved = _disturbed(resolution, truth, variants)
    best = min(range(len(variants)), key=lambda i: (stale[i], moved[i], _order(resolution, variants[i])))
    answers = {(v.question, v.place): given for v, given in sorted(variants[best].items())}
    return Change(truth, answers, stale[best], moved[best])


def _order(resolution: Resolution, variant: Variant) -> list[tuple[Variable, tuple[int, str]]]:
    """Return a key by survey position of questions and answers."""
    return [(variable, _rank(resolution, variable, given)) for variable, given in sorted(variant.items())]


def _rank(resolution: Resolution, variable: Variable, given: Given) -> tuple[int, str]:
    answers = [answer.id for answer in resolution.model.questions[variable.question].answers]
    if isinstance(given, str):
        return answers.index(given), given
    if isinstance(given, tuple):
        return len(given), ",".join(f"{answers.index(id):04}" for id in given)
    return 0, f"{given:>020}"


def _disturbed(
    resolution: Resolution, truth: str, variants: Sequence[Variant]
) -> tuple[list[int], list[int]]:
    """Return for each variant the replies it makes stale and the other tasks it moves."""
    evaluation, model = resolution.evaluation, resolution.model
    count = len(variants)
    every = (1 << count) - 1
    tasks = {name: at for name, at in model.truths.items() if name.startswith("task:") and name != truth}
    must, may = dict.fromkeys(tasks, 0), dict.fromkeys(tasks, 0)
    used: dict[tuple[str, str], int] = {}  #: by reply: the variants in which it counts somewhere
    for lane, values in run_variants(evaluation, variants):
        for name, at in tasks.items():
            must[name] |= values[at] & every
            may[name] |= values[at] >> count
        for question, placed in lane.replies.items():
            key = (question, placed.place)
            used[key] = used.get(key, 0) | values[model.truths[f"question:{question}"]] >> count
    before = {(s.question.id, s.placed.place) for s in resolution.walk.stale if s.placed}
    moved = [0] * count
    for name, at in tasks.items():
        now_must = every if evaluation.must(at) else 0
        now_may = every if evaluation.may(at) else 0
        for index in _bits(must[name] ^ now_must | may[name] ^ now_may):
            moved[index] += 1
    stale = [0] * count
    for key, somewhere in used.items():
        if key not in before:
            for index in _bits(somewhere ^ every):
                stale[index] += key not in {(v.question, v.place) for v in variants[index]}
    return stale, moved


def _bits(value: int) -> Iterator[int]:
    while value:
        low = value & -value
        yield low.bit_length() - 1
        value ^= low
