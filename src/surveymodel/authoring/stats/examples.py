"""What the survey comes to for the example systems of a pack.

Example systems go in; for each come out how many questions somebody is asked, how long that takes,
and what follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from attrs import field, frozen

from surveymodel.authoring.examples import example_systems
from surveymodel.authoring.stats.pace import Pace
from surveymodel.authoring.suite import Suite
from surveymodel.content.nouns import Kind, Layer
from surveymodel.engine.evaluate import Evaluation
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.engine.table import Count
from surveymodel.engine.walk import State, Step

__all__ = ["Asked", "Example", "examples"]

#: States of a question that somebody is asked, by what became of it.
_ASKED: Final[Mapping[State, str]] = {
    "answered": "answered",
    "open": "open",
    "conflict": "open",
    "unknown": "unknown",
}


@frozen
class Asked:
    """How many questions somebody is asked, and what became of them."""

    answered: int = 0
    open: int = 0
    unknown: int = 0  #: of which somebody said that nobody knows
    seconds: int = 0  #: for all of them

    @property
    def questions(self) -> int:
        """All of them."""
        return self.answered + self.open + self.unknown


@frozen
class Example:
    """An example system: what it is asked, and what follows."""

    file: str  #: its file's name within the pack
    system: System = field(repr=False)
    asked: Asked
    layers: Mapping[Layer, Asked]
    components: Mapping[str, Asked]  #: what only one of them is asked, by its id
    implied: int  #: questions that other answers have closed
    tasks: Mapping[Kind, Count]
    threats: Count
    rules: Count


def examples(suite: Suite, pace: Pace) -> Iterator[Example]:
    """Yield the examples of a pack, in order of file.

    Raises :class:`~surveymodel.errors.AnswerError` for one that does not fit the pack.
    """
    for file, system in example_systems(suite.draft):
        yield _example(suite, pace, file, system)


def _example(suite: Suite, pace: Pace, file: str, system: System) -> Example:
    resolution = resolve(suite.model, system)
    steps = {_once(step): step for step in resolution.walk.steps if step.state in _ASKED}
    layers: dict[Layer, list[Step]] = {layer: [] for layer in get_args(Layer)}
    components: dict[str, list[Step]] = {id: [] for id in sorted(system.components)}
    for (_, place), step in steps.items():
        layers[step.question.of].append(step)
        if place in components:
            components[place].append(step)
    evaluation, named = resolution.evaluation, suite.model.named
    kinds = {
        kind: [id for id, one in suite.model.countermeasures.items() if one.kind == kind]
        for kind in get_args(Kind)
    }
    return Example(
        file,
        system,
        _asked(steps.values(), pace),
        {layer: _asked(found, pace) for layer, found in layers.items()},
        {id: _asked(found, pace) for id, found in components.items()},
        sum(step.state == "implied" for step in resolution.walk.steps),
        {kind: _count(evaluation, (named["task"][id] for id in ids)) for kind, ids in kinds.items()},
        _count(evaluation, named["threat"].values()),
        _count(evaluation, named["rule"].values()),
    )


def _once(step: Step) -> tuple[str, str | None]:
    """Return what tells questions apart that are asked: what is answered above for all counts once."""
    return step.question.id, step.placed.place if step.placed else step.component


def _asked(steps: Iterable[Step], pace: Pace) -> Asked:
    found = list(steps)
    counter = Counter(_ASKED[step.state] for step in found)
    seconds = sum(pace.seconds(step.question) for step in found)
    return Asked(counter["answered"], counter["open"], counter["unknown"], seconds)


def _count(evaluation: Evaluation, places: Iterable[int]) -> Count:
    counter = Counter(evaluation.certainty(place) for place in places)
    return Count(counter["certain"], counter["possible"])
