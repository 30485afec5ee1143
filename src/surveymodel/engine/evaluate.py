"""The program run over the lanes of a system: replies to input bits, and the values that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.engine.lanes import Lane, lanes
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import mask
from surveymodel.engine.reply import UNKNOWN, Given, Interval
from surveymodel.engine.sheet import System

__all__ = ["Certainty", "Evaluation", "bits", "evaluate", "inputs"]

Certainty = Literal["certain", "possible", "excluded"]

#: For how many replies a model remembers what they put into its inputs.
_REMEMBERED: Final = 10_000

_CERTAINTIES: tuple[Certainty, ...] = ("excluded", "possible", "possible", "certain")


def bits(columns: Columns, given: Given) -> dict[int, int]:
    """Return what an answer puts into its question's inputs, by place.

    3 is true, 0 is false, 2 is open: bit 0 for ``must``, bit 1 for ``may``.
    """
    if given == UNKNOWN:
        result = dict.fromkeys(columns.places, 2)
        if columns.given is not None:
            result[columns.given] = 0
        return result
    result = dict.fromkeys(columns.places, 0)
    if columns.given is not None:
        result[columns.given] = 3
    if isinstance(given, str):
        result[columns.answers[given]] = 3
    elif isinstance(given, tuple):
        for id in given:
            result[columns.answers[id]] = 3
        if columns.none is not None and not given:
            result[columns.none] = 3
    else:
        result |= {place: _below(given, number) for number, place in columns.below.items()}
    return result


def _below(given: int | Interval, number: int) -> int:
    if isinstance(given, int):
        return 3 if given < number else 0
    if given.below is not None and given.below <= number:
        return 3
    return 0 if given.at_least >= number else 2


def inputs(model: SurveyModel, sheets: Sequence[Mapping[str, Given]]) -> list[int]:
    """Return the program's inputs for complete or incomplete sheets, one lane each."""
    count = len(sheets)
    if count == 1:
        return _alone(model, sheets[0])
    every = (1 << count) - 1
    opened = {0: 0, 2: every << count, 3: every << count | every}
    result = [opened[value] for value in model.open_inputs]
    lanes: dict[tuple[str, Given], list[int]] = {}
    for lane, sheet in enumerate(sheets):
        for reply in sheet.items():
            lanes.setdefault(reply, []).append(lane)
    for (question, given), members in lanes.items():
        here = mask(members, count)
        for place, value in bits(model.columns[question], given).items():
            changed = value ^ model.open_inputs[place]
            result[place] ^= (here if changed & 1 else 0) | (here << count if changed & 2 else 0)
    return result


def _alone(model: SurveyModel, sheet: Mapping[str, Given]) -> list[int]:
    """Return the program's inputs for one sheet; those of a question stand side by side."""
    result = list(model.open_inputs)
    known = model.known_inputs
    for question, given in sheet.items():
        found = known.get((question, given))
        if found is None:
            values = bits(model.columns[question], given)
            found = (min(values, default=0), tuple(values[place] for place in sorted(values)))
            if len(known) < _REMEMBERED:
                known[question, given] = found
        first, held = found
        result[first : first + len(held)] = held
    return result


@frozen
class Evaluation:
    """Every value of the program for the lanes of one system."""

    model: SurveyModel
    system: System
    lanes: tuple[Lane, ...]
    values: list[int] = field(repr=False)

    def certainty(self, place: int) -> Certainty:
        """Return how certain a value is of the system: certain where it is so in some lane."""
        may = self.values[place] >> len(self.lanes)
        return _CERTAINTIES[(3 if self.must(place) else 2) if may else 0]

    def in_lane(self, place: int, lane: int) -> Certainty:
        """Return how certain a value is in one lane."""
        value = self.values[place] >> lane
        return _CERTAINTIES[value & 1 | (value >> len(self.lanes) & 1) << 1]

    def must(self, place: int) -> int:
        """Return the lanes in which a value certainly holds, as bits."""
        return self.values[place] & (1 << len(self.lanes)) - 1

    def may(self, place: int) -> int:
        """Return the lanes in which a value is not excluded, as bits."""
        return self.values[place] >> len(self.lanes)


def evaluate(model: SurveyModel, system: System) -> Evaluation:
    """Run a model's program over a system's lanes.

    Raises :class:`~surveymodel.errors.AnswerError` where the sheets do not fit the model.
    """
    merged = lanes(model, system)
    sheets = [{id: placed.reply.answer for id, placed in lane.replies.items()} for lane in merged]
    values = model.program.run(inputs(model, sheets), len(sheets))
    return Evaluation(model, system, merged, values)
