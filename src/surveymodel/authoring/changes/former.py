"""Replies that only one version of a pack takes, in its form or its place.

Sheets and columns of any version go in; out come those of the joint survey, in which a question that
took another form of answer before stands under its former name, and the systems whose reply stands
in a layer from which a version takes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from attrs import evolve

from surveymodel.authoring.changes.pair import BEFORE, Pair
from surveymodel.authoring.changes.seen import Misplaced
from surveymodel.content.order import LAYERS
from surveymodel.engine.lanes import merged
from surveymodel.engine.program import mask
from surveymodel.engine.reply import UNKNOWN, Given, Reply
from surveymodel.engine.sheet import Component, System
from surveymodel.engine.table import Sheetlike

__all__ = ["lowest_layers", "misplaced", "moved", "renamed"]

S = TypeVar("S", bound=Sheetlike)


def moved(pair: Pair, sheet: S) -> S:
    """Return a sheet whose replies of a form that a question took before stand under its former name."""
    changed = [id for id, joint in pair.asked.items() if joint != id]
    if not changed:
        return sheet
    if not isinstance(sheet, System):
        return dict(_named(pair, sheet))  # type: ignore[return-value]
    components = {
        id: Component(_under(pair, part.answers), part.title) for id, part in sheet.components.items()
    }
    above = None if sheet.organisation is None else moved(pair, sheet.organisation)
    return evolve(sheet, answers=_under(pair, sheet.answers), components=components, organisation=above)


def _under(pair: Pair, answers: Mapping[str, Reply]) -> dict[str, Reply]:
    named = _named(pair, {id: reply.answer for id, reply in answers.items()})
    return {joint: evolve(answers[joint.removesuffix(BEFORE)], answer=given) for joint, given in named}


def _named(pair: Pair, answers: Mapping[str, Given]) -> Iterator[tuple[str, Given]]:
    """Yield replies under their joint questions.

    Of two forms a reply is one. In the other it is unknown, and so hides what stands in a layer above.
    """
    for id, given in answers.items():
        former = pair.asked.get(id, id)
        if former == id:
            yield id, given
            continue
        form = "many" if isinstance(given, list | tuple) else "one" if isinstance(given, str) else "number"
        now = given == UNKNOWN or pair.new.questions[id].select == form
        yield id, given if now else UNKNOWN
        yield former, UNKNOWN if now else given


def renamed(pair: Pair, schema: Any) -> list[str]:
    """Return the names of Arrow's columns, those of a former form with the question's former name."""
    from surveymodel.engine.arrow import fits

    result = []
    for column in schema:
        id, dot, answer = column.name.partition(".")
        former = pair.asked.get(id, id)
        old = former != id and not dot and not fits(pair.new.questions[id], column.type)
        result.append(f"{former}{dot}{answer}" if old else column.name)
    return result


def lowest_layers(pair: Pair) -> tuple[dict[str, int], dict[str, int]]:
    """Return for each version the lowest layer in which it takes replies, of questions that changed it."""
    both = [
        (id, was, pair.new.questions[id])
        for id, was in pair.old.questions.items()
        if id in pair.new.questions
    ]
    moved = [(id, LAYERS.index(was.of), LAYERS.index(now.of)) for id, was, now in both if was.of != now.of]
    return {id: was for id, was, _ in moved}, {id: now for id, _, now in moved}


def misplaced(pair: Pair, sheets: Sequence[Sheetlike], layer: int) -> Misplaced:
    """Return for each version the systems whose replies stand lower than it takes them."""
    result: list[dict[str, int]] = []
    for lowest in lowest_layers(pair):
        depths = [_depths(sheet, lowest, layer) for sheet in sheets] if lowest else []
        result.append(
            {
                id: mask((at for at, depth in enumerate(depths) if depth.get(id, 0) > most), len(sheets))
                for id, most in lowest.items()
            }
        )
    return result[0], result[1]


def _depths(sheet: Sheetlike, questions: Mapping[str, int], layer: int) -> dict[str, int]:
    """Return how far down the reply to each of some questions stands."""
    if not isinstance(sheet, System):
        return {id: 1 for id in questions if id in sheet}
    lanes = merged(sheet)
    replies = lanes[layer if layer < len(lanes) else 0].replies
    depth = {"organisation": 0, "system": 1}
    return {id: depth.get(replies[id].place, 2) for id in questions if id in replies}
