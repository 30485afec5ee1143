"""Cases run as lanes: what each expects, against what follows.

Cases go in; one run of the program later, every expectation that did not come true comes out, and
the run itself, for whatever looks at what the cases exercised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from surveymodel.authoring.cases import Case
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.evaluate import Certainty, inputs
from surveymodel.engine.lanes import merged
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of, mask
from surveymodel.engine.reply import Given
from surveymodel.errors import Location

__all__ = ["Result", "Run", "Unmet", "run_cases"]


@frozen
class Unmet:
    """An expectation that did not come true."""

    truth: str
    expected: Certainty
    actual: Certainty
    location: Location  #: where it was expected
    beyond: bool = False  #: whether it follows though the case names everything of its kind

    def __str__(self) -> str:
        if self.beyond:
            return f"{self.truth} is {self.actual}, and nothing else of its kind was expected"
        return f"{self.truth} is {self.actual}, expected {self.expected}"


@frozen
class Result:
    """What became of one case."""

    case: Case
    unmet: tuple[Unmet, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came true."""
        return not self.unmet


@frozen(slots=False)
class Run:
    """Cases side by side: a lane for each component of each, or one for a case without components."""

    model: SurveyModel = field(repr=False)
    cases: tuple[Case, ...]
    spans: tuple[tuple[int, int], ...]  #: of each case: its first lane, and the one after its last
    lanes: Lanes = field(repr=False)

    @cached_property
    def shown(self) -> int:
        """The lanes of cases that show something, ``todo`` ones apart."""
        return self._of(case.todo is None for case in self.cases)

    def _of(self, chosen: Iterator[bool]) -> int:
        spans = (span for span, taken in zip(self.spans, chosen, strict=True) if taken)
        return mask((lane for first, end in spans for lane in range(first, end)), self.lanes.count)

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """What became of each case, in their order."""
        beyond = self._beyond()
        return tuple(
            Result(case, (*self._unmet(index, case), *beyond.get(index, ())))
            for index, case in enumerate(self.cases)
        )

    def certainty(self, truth: str, case: int) -> Certainty:
        """Return how certain a truth is of the system of one case."""
        first, end = self.spans[case]
        planes, own = self.lanes.truth(truth), (1 << end - first) - 1
        if planes.must >> first & own:
            return "certain"
        return "possible" if planes.may >> first & own else "excluded"

    def _unmet(self, index: int, case: Case) -> Iterator[Unmet]:
        for expected in case.expected:
            actual = self.certainty(expected.truth, index)
            if actual != expected.certainty:
                yield Unmet(expected.truth, expected.certainty, actual, expected.location)

    def _beyond(self) -> dict[int, list[Unmet]]:
        """Return what follows in cases that say exactly what does, by case."""
        result: dict[int, list[Unmet]] = {}
        owner = [index for index, (first, end) in enumerate(self.spans) for _ in range(first, end)]
        strict = [case for case in self.cases if case.exactly]
        named = [{expected.truth for expected in case.expected} for case in self.cases]
        for kind in sorted({kind for case in strict for kind in case.exactly}):
            wanted = self._of(kind in case.exactly for case in self.cases)
            for truth in self.model.truths:
                if truth.startswith(f"{kind}:"):
                    for index in dict.fromkeys(
                        owner[at] for at in lanes_of(self.lanes.truth(truth).may & wanted)
                    ):
                        if truth not in named[index]:
                            place = self.cases[index].exactly[kind]
                            actual = self.certainty(truth, index)
                            result.setdefault(index, []).append(
                                Unmet(truth, "excluded", actual, place, beyond=True)
                            )
        return result


def run_cases(model: SurveyModel, cases: Sequence[Case]) -> Run:
    """Run cases, each of which fits the model."""
    sheets: list[Mapping[str, Given]] = []
    spans = []
    for case in cases:
        first = len(sheets)
        for lane in merged(case.system):
            sheets.append({id: placed.reply.answer for id, placed in lane.replies.items()})
        spans.append((first, len(sheets)))
    values = model.program.run(inputs(model, sheets), len(sheets))
    return Run(model, tuple(cases), tuple(spans), Lanes(model, len(sheets), values))
