"""Which mutants cases notice: all that they expect, laid out by place, against the values that a mutant moves.

A run of cases over a wired model goes in; of a mutant comes out whether an expectation fails that
came true before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from functools import cached_property

from attrs import define, field, frozen

from surveymodel.authoring.cases import Case
from surveymodel.authoring.mutation.mutants import Mutant
from surveymodel.authoring.mutation.wired import Wired
from surveymodel.authoring.run import Run
from surveymodel.engine.evaluate import Certainty

__all__ = ["Expected", "Killing"]


@define
class Expected:
    """What cases expect of one value: the lanes in which it must hold, may hold and must not."""

    certain: int = 0
    possible: int = 0
    excluded: int = 0
    of_components: list[tuple[int, bool]] = field(factory=list)
    """Of cases with components, their lanes, and whether it must hold in one of them or only may."""

    def add(self, certainty: Certainty, lanes: int, *, alone: bool) -> None:
        """Expect something in the lanes of a case; ``alone`` where it has no components."""
        if certainty == "excluded":
            self.excluded |= lanes
        elif not alone:
            self.of_components.append((lanes, certainty == "certain"))
        elif certainty == "certain":
            self.certain |= lanes
        else:
            self.possible |= lanes

    def met(self, must: int, may: int) -> bool:
        """Whether a value is as expected."""
        return not (
            self.certain & ~must
            or self.possible & (must | ~may)
            or self.excluded & may
            or any(
                not must & lanes if certain else must & lanes or not may & lanes
                for lanes, certain in self.of_components
            )
        )


@frozen(slots=False)
class Killing:
    """The cases of a pack, and all that they expect, by place in the wired program."""

    wired: Wired
    run: Run = field(repr=False)  #: over the wired model

    def killed(self, mutant: Mutant) -> bool:
        """Whether some case fails with a mutant."""
        count, every = self.run.lanes.count, self.run.lanes.every
        for place, value in self.wired.moved(self.run.lanes, mutant.of, mutant.becomes):
            expected = self.expected.get(place)
            if expected is not None and not expected.met(value & every, value >> count):
                return True
        return False

    def seen(self, mutant: Mutant, marks: Container[int]) -> bool:
        """Whether one of some values, of which cases expect nothing, is another in the system of some case."""
        return any(place in marks for place, _ in self.wired.moved(self.run.lanes, mutant.of, mutant.becomes))

    @cached_property
    def expected(self) -> Mapping[int, Expected]:
        """What the cases expect; those that are ``todo`` expect nothing."""
        result: defaultdict[int, Expected] = defaultdict(Expected)
        for case, (first, end) in zip(self.run.cases, self.run.spans, strict=True):
            if case.todo is None:
                own = ((1 << end - first) - 1) << first
                for place, certainty in self._of(case):
                    result[place].add(certainty, own, alone=end - first == 1)
        return result

    def _of(self, case: Case) -> Iterator[tuple[int, Certainty]]:
        """Yield what a case expects, by place."""
        model = self.wired.model
        named = {one.truth for one in case.expected}
        for one in case.expected:
            yield model.truths[one.truth], one.certainty
        for kind in case.exactly:
            for id, place in model.named[kind].items():
                if f"{kind}:{id}" not in named:
                    yield place, "excluded"
