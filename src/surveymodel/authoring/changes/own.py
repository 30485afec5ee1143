"""What one of two versions offers of the joint survey.

Its questions go in, with lanes of the joint survey; out come the lanes in which every answer is one
that it offers, and of any sheet the part that it offers.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from surveymodel.authoring.probes import Sheet
from surveymodel.content.nouns import Question
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given

__all__ = ["Own", "own_of"]


@frozen
class Own:
    """What a version offers; a question that it does not have it does not look at either."""

    unoffered: frozenset[tuple[str, str]] = field(
        repr=False
    )  #: question and answer, of questions that it has
    lanes: int = field(repr=False)  #: those in which none of these was given

    def part(self, sheet: Sheet) -> Sheet:
        """Return a sheet without the replies of which the version offers nothing; a tick among others may stay."""
        return {id: given for id, given in sheet.items() if self._offers(id, given)}

    def _offers(self, id: str, given: Given) -> bool:
        if isinstance(given, tuple):
            return not given or any((id, answer) not in self.unoffered for answer in given)
        return (id, given) not in self.unoffered


def own_of(questions: Mapping[str, Question], joint: SurveyModel, lanes: Lanes) -> Own:
    """Return what a version offers whose questions these are, by what the joint survey calls them."""
    unoffered = frozenset(
        (id, answer)
        for id, question in questions.items()
        for answer in joint.columns[id].answers
        if question.answer(answer) is None
    )
    among = lanes.every
    for id, answer in unoffered:
        among &= ~lanes.at(joint.columns[id].answers[answer]).may
    return Own(unoffered, among)
