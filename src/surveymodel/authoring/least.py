"""The least answers that bring something about.

A sheet goes in, with a function from lanes to those in which something is so; out comes a part of
the sheet in which it is still so, though of no smaller part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from surveymodel.authoring.probes import Sheet
from surveymodel.engine.clauses import Lanes, Sparse
from surveymodel.engine.evaluate import inputs
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of

__all__ = ["Wanted", "least", "run_part"]

Wanted = Callable[[Lanes], int]
"""From lanes that were run to those, as bits, in which something is so."""


def run_part(model: SurveyModel, needs: Iterable[int], sheets: Sequence[Sheet]) -> Lanes:
    """Run sheets, a lane each, as far as some values of the program need it."""
    part = model.program.slice(needs)
    given = inputs(model, sheets)
    made = part.run([given[place] for place in part.inputs], len(sheets))
    return Lanes(model, len(sheets), Sparse(part.number, made))


def least(model: SurveyModel, sheet: Sheet, wanted: Wanted, needs: Iterable[int]) -> Sheet:
    """Return a part of a sheet in which something is still so and of which no single answer can go.

    ``needs`` are the values of the program on which it depends whether something is so.
    """
    targets = tuple(needs)
    behind = set(model.program.slice(targets).inputs)
    sheet = {id: given for id, given in sheet.items() if not behind.isdisjoint(model.columns[id].places)}
    while smaller := list(_smaller(sheet)):
        kept = list(lanes_of(wanted(run_part(model, targets, smaller))))
        if not kept:
            break
        fewer = list(_without(sheet, [lane for lane in kept if lane < len(sheet)])) or [smaller[kept[0]]]
        left = wanted(run_part(model, targets, fewer)) if len(fewer) > 1 else 1
        sheet = fewer[_in_a_row(left) - 1]
    return sheet


def _in_a_row(lanes: int) -> int:
    """Return how many lanes, from the first on, are among some."""
    return (~lanes & lanes + 1).bit_length() - 1


def _smaller(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the sheet without each of its answers, later questions first, and without each tick."""
    for question in reversed(sheet):
        yield {other: given for other, given in sheet.items() if other != question}
    for question, given in sheet.items():
        if isinstance(given, tuple):
            for ticked in given if len(given) > 1 else ():
                yield {**sheet, question: tuple(id for id in given if id != ticked)}


def _without(sheet: Sheet, numbers: Sequence[int]) -> Iterator[Sheet]:
    """Yield the sheet without the first of some answers, counted from the last, then without two, and so on."""
    questions = list(reversed(sheet))
    left = dict(sheet)
    for number in numbers:
        del left[questions[number]]
        yield dict(left)
