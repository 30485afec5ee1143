"""Rows of many sheets against each sheet alone, on very many of them.

``python -m tests.lanes 100000`` compares so many systems; ``--seed`` takes others. Half of the systems are of the built-in pack, half of random packs, a hundred of each. They leave
questions open, say that nobody knows, give ranges, inherit from an organisation and have components,
or none of it. The first difference ends the run with the system that has it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded

from surveymodel import Interval, System, load, resolve, resolve_many
from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.model import KINDS, SurveyModel
from tests.packs import Plain, model
from tests.strategies import packs

#: How many systems are resolved together.
TOGETHER = 100


def given_by(chance: random.Random, model: SurveyModel, question: Question) -> Any:
    """Return any valid reply to a question."""
    ids = [answer.id for answer in question.answers]
    if chance.random() < 0.05:
        return "unknown"
    if question.select == "one":
        return chance.choice(ids)
    if question.select == "many":
        alone = [answer.id for answer in question.answers if answer.exclusive]
        if alone and chance.random() < 0.2:
            return [chance.choice(alone)]
        return [id for id in ids if id not in alone and chance.random() < 0.4]
    edges = [0, 1, 7, 10**15, *model.columns[question.id].below]
    number = max(0, min(chance.choice(edges) + chance.randint(-1, 1), 10**15))
    if chance.random() < 0.3:
        below = number + chance.choice((1, 2, 50, 10_000))
        return Interval(number, below if below <= 10**15 and chance.random() < 0.7 else None)
    return number


def sheet(chance: random.Random, model: SurveyModel, layer: int, share: float) -> dict[str, Any]:
    """Return replies to a share of the questions of a layer and those below it."""
    asked = [one for one in model.content.questions if LAYERS.index(one.of) >= layer]
    return {one.id: given_by(chance, model, one) for one in asked if chance.random() < share}


def system(chance: random.Random, model: SurveyModel) -> System:
    """Return a system, with an organisation or components now and then."""
    share = chance.choice((0.0, 0.3, 0.7, 0.95, 1.0))
    names = chance.sample(("web", "jobs", "store"), chance.choice((0, 0, 0, 1, 2, 3)))
    above = System(answers=sheet(chance, model, 0, share)) if chance.random() < 0.6 else None
    return System(
        answers=sheet(chance, model, 1, share),
        organisation=above,
        components={name: sheet(chance, model, 2, share) for name in names},
    )


def alone(model: SurveyModel, one: System) -> tuple[str, str]:
    """Return of every truth whether it is certain, and whether it is not excluded, when resolved alone."""
    evaluation = resolve(model, one).evaluation
    values, count = evaluation.values, len(evaluation.lanes)
    full = (1 << count) - 1
    must = "".join("1" if values[place] & full else "0" for place in model.truths.values())
    may = "".join("1" if values[place] >> count else "0" for place in model.truths.values())
    return must, may


def together(model: SurveyModel, systems: Sequence[System]) -> Iterator[tuple[str, str]]:
    """Yield the same for each of many systems, when resolved together."""
    table = resolve_many(model, systems, kinds=KINDS)
    width = f"0{len(systems)}b"
    planes = ([format(column, width)[::-1] for column in plane] for plane in (table.must, table.may))
    must, may = (map("".join, zip(*plane, strict=True)) for plane in planes)
    return zip(must, may, strict=True)


def compare(model: SurveyModel, chance: random.Random, number: int) -> int:
    """Compare a number of random systems; return how many of them left nothing open.

    Those are compared once more among themselves, for they take one plane then.
    """
    complete = 0
    for start in range(0, number, TOGETHER):
        systems = [system(chance, model) for _ in range(min(TOGETHER, number - start))]
        expected = [alone(model, one) for one in systems]
        check(model, systems, expected)
        settled = [at for at, (must, may) in enumerate(expected) if must == may]
        check(model, [systems[at] for at in settled], [expected[at] for at in settled])
        complete += len(settled)
    return complete


def check(model: SurveyModel, systems: Sequence[System], expected: Sequence[tuple[str, str]]) -> None:
    """Stop where a system among others is not what it is alone."""
    for one, found, wanted in zip(systems, together(model, systems), expected, strict=True):
        if found != wanted:
            raise SystemExit(f"{model.id}: {one} differs from itself among others")


def run(number: int, seed: int) -> None:
    """Compare the systems of the built-in pack, then those of random packs."""
    half = number // 2
    complete = compare(load(), random.Random(seed), half)
    print(f"core: {half:,} systems equal, {complete:,} of them complete", flush=True)
    chance = random.Random(seed)
    done: list[int] = []

    @seeded(seed)
    @settings(
        max_examples=max(1, half // TOGETHER),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(packs(layers=True))
    def compare_pack(pack: Plain) -> None:
        done.append(compare(model(pack), chance, TOGETHER))

    compare_pack()
    print(
        f"{len(done):,} random packs: {TOGETHER * len(done):,} systems equal, {sum(done):,} of them complete"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("number", type=int, nargs="?", default=100_000)
    parser.add_argument("--seed", type=int, default=20261125)
    chosen = parser.parse_args()
    run(chosen.number, chosen.seed)
