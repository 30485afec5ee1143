"""Everything that is counted of a pack.

A suite goes in; out come the counts of its entries, what the survey comes to for its examples and
for any complete system, and what each question decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.authoring.checks.checked import Checked
from surveymodel.authoring.checks.dead import useless
from surveymodel.authoring.probes import random_answers
from surveymodel.authoring.stats.complete import Complete
from surveymodel.authoring.stats.counts import Counts, counts
from surveymodel.authoring.stats.deciding import Influence, influences
from surveymodel.authoring.stats.examples import Example, examples
from surveymodel.authoring.stats.extremes import Counted, Extreme, Side, extreme
from surveymodel.authoring.stats.pace import Pace
from surveymodel.authoring.suite import Suite
from surveymodel.content.names import define
from surveymodel.engine.model import SurveyModel

__all__ = ["SYSTEMS", "Measure", "Stats", "measured", "stats_of"]

#: How many random complete systems are looked at.
SYSTEMS: Final = 4_096

Measure = Literal["questions", "seconds", "tasks"]


@frozen
class Stats:
    """Everything that is counted of a pack."""

    model: SurveyModel = field(repr=False)
    pace: Pace
    counts: Counts
    examples: tuple[Example, ...]
    extremes: Mapping[Measure, Mapping[Side, Extreme]]
    influences: tuple[Influence, ...]  #: of every question, those first that decide most
    useless: tuple[str, ...]  #: questions on whose answers nothing depends, in asking order

    @property
    def unseen(self) -> tuple[Influence, ...]:
        """Questions of which no random system shows that they decide anything, though they may."""
        return tuple(one for one in self.influences if not one.moved and one.question not in self.useless)


def stats_of(suite: Suite, pace: Pace | None = None) -> Stats:
    """Return everything that is counted of a suite's pack.

    Raises :class:`~surveymodel.errors.AnswerError` for an example that does not fit the pack.
    """
    model, pace = suite.model, pace or Pace()
    held = random_answers(model, SYSTEMS, 0)
    return Stats(
        model,
        pace,
        counts(suite),
        tuple(examples(suite, pace)),
        {
            name: {side: extreme(counted, side, held, SYSTEMS, suite.prover) for side in ("least", "most")}
            for name, counted in measured(model, pace).items()
        },
        influences(model, held, SYSTEMS),
        tuple(question.id for question in useless(Checked(suite, define(suite.draft)))),
    )


def measured(model: SurveyModel, pace: Pace) -> dict[Measure, Counted]:
    """Return what is counted of complete systems."""
    asking = Complete(model)
    tasks = model.named["task"].values()
    return {
        "questions": Counted(asking, dict.fromkeys(model.questions, 1)),
        "seconds": Counted(asking, {one.id: pace.seconds(one) for one in model.content.questions}),
        "tasks": Counted(Complete(model, tuple(tasks)), others=Counter(tasks)),
    }
