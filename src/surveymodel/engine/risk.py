"""Risk of threats and priority of tasks, as intervals where answers are open.

Likelihood and impact, from 1 to 5 each, start at the threat's and move with the adjustments that
apply and the rule that raises it; the sum is clamped to 1 to 5. Risk is their product, and the
largest over the rules that raise the threat. Nothing here follows a published formula: the
product of two ordinal figures orders work, it measures nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.content.nouns import Adjustment, Raise, Rule, Threat
from surveymodel.engine.evaluate import Evaluation

__all__ = ["Band", "Priority", "Risks", "band"]

Band = Literal["low", "medium", "high", "critical"]

_BANDS: Final[tuple[tuple[int, Band], ...]] = ((20, "critical"), (12, "high"), (6, "medium"), (1, "low"))


def band(risk: int) -> Band:
    """Return the band of a risk from 1 to 25: low to 5, medium to 11, high to 19, critical."""
    return next(name for least, name in _BANDS if risk >= least)


@frozen(order=True)
class Priority:
    """An interval of risk from 1 to 25, and where its upper end comes from."""

    low: int
    high: int
    reason: str = field(default="", eq=False)

    @property
    def band(self) -> Band:
        """The band of the upper end."""
        return band(self.high)

    def __str__(self) -> str:
        return str(self.high) if self.low == self.high else f"{self.low}–{self.high}"


@frozen
class _Source:
    """One thing that gives a priority in a lane, and whether it certainly does."""

    certain: bool
    priority: Priority


def _joined(sources: list[_Source]) -> Priority:
    """Return the interval of the largest priority among sources of which one at least holds."""
    certain = [source.priority.low for source in sources if source.certain]
    low = max(certain) if certain else min(source.priority.low for source in sources)
    top = max(sources, key=lambda source: (source.priority.high, source.certain, source.priority.low))
    return Priority(low, top.priority.high, top.priority.reason)


@frozen(slots=False)
class Risks:
    """The risks of one evaluation, computed as they are asked for."""

    evaluation: Evaluation = field(repr=False)

    @cached_property
    def _raising(self) -> dict[str, list[tuple[Rule, Raise]]]:
        result: dict[str, list[tuple[Rule, Raise]]] = {}
        for rule in self.evaluation.model.content.rules:
            for raised in rule.raises:
                result.setdefault(raised.threat, []).append((rule, raised))
        return result

    @cached_property
    def _requiring(self) -> dict[str, list[Rule]]:
        result: dict[str, list[Rule]] = {}
        for rule in self.evaluation.model.content.rules:
            for required in rule.requires:
                result.setdefault(required, []).append(rule)
        return result

    def threat(self, id: str) -> Priority | None:
        """Return the risk of a threat in the system, or None where it is excluded."""
        return self._over_lanes(f"threat:{id}", lambda lane: self._threat(id, lane))

    def task(self, id: str) -> Priority | None:
        """Return the priority of a task in the system, or None where it is excluded."""
        return self._over_lanes(f"task:{id}", lambda lane: self._task(id, lane))

    def _over_lanes(self, truth: str, priority: Callable[[int], Priority]) -> Priority | None:
        evaluation = self.evaluation
        place = evaluation.model.truths[truth]
        sources = [
            _Source(evaluation.in_lane(place, lane) == "certain", priority(lane))
            for lane in range(len(evaluation.lanes))
            if evaluation.in_lane(place, lane) != "excluded"
        ]
        return _joined(sources) if sources else None

    def _task(self, id: str, lane: int) -> Priority:
        return _joined(list(self._causes(id, lane)))

    def _causes(self, id: str, lane: int) -> Iterator[_Source]:
        model = self.evaluation.model
        for threat in model.countermeasures[id].counters:
            held = self._held(f"threat:{threat}", lane)
            if held != "excluded":
                yield _Source(held == "certain", self._threat(threat, lane))
        for rule in self._requiring.get(id, ()):
            held = self._held(f"rule:{rule.id}", lane)
            if held != "excluded" and rule.priority is not None:
                reason = f"rule:{rule.id} states {rule.priority}"
                yield _Source(held == "certain", Priority(rule.priority, rule.priority, reason))

    def _held(self, truth: str, lane: int) -> str:
        return self.evaluation.in_lane(self.evaluation.model.truths[truth], lane)

    def _threat(self, id: str, lane: int) -> Priority:
        threat = self.evaluation.model.threats[id]
        return _joined(
            [
                _Source(held == "certain", self._raised(threat, raised, lane))
                for rule, raised in self._raising[id]
                if (held := self._held(f"rule:{rule.id}", lane)) != "excluded"
            ]
        )

    def _raised(self, threat: Threat, raised: Raise, lane: int) -> Priority:
        """Return the risk of a threat as one rule raises it."""
        moved = list(self._adjustments(threat.id, lane))
        likelihood = _moved(threat.likelihood + raised.likelihood, [(c, a.likelihood) for c, a in moved])
        impact = _moved(threat.impact + raised.impact, [(c, a.impact) for c, a in moved])
        high = likelihood[1] * impact[1]
        reason = f"threat:{threat.id} has likelihood {likelihood[1]} and impact {impact[1]}"
        return Priority(likelihood[0] * impact[0], high, reason)

    def _adjustments(self, threat: str, lane: int) -> Iterator[tuple[bool, Adjustment]]:
        """Yield the adjustments that move a threat in a lane, and whether they certainly do."""
        model = self.evaluation.model
        for adjustment in model.content.adjustments:
            if adjustment.threats is None or threat in adjustment.threats:
                held = self.evaluation.in_lane(model.marks[f"adjustment:{adjustment.id}"], lane)
                if held != "excluded":
                    yield held == "certain", adjustment


def _moved(base: int, shifts: list[tuple[bool, int]]) -> tuple[int, int]:
    """Return the least and greatest sum of a base and shifts, certain or not, clamped to 1–5."""
    low = base + sum(shift for certain, shift in shifts if certain or shift < 0)
    high = base + sum(shift for certain, shift in shifts if certain or shift > 0)
    return min(max(low, 1), 5), min(max(high, 1), 5)
