"""Risk of threats and priority of tasks, as intervals where answers are open.

Likelihood and impact, from 1 to 5 each, start at the threat's and move with the adjustments that
apply and the rule that raises it; the sum is clamped to 1 to 5. Risk is their product, and the
largest over the rules that raise the threat. Nothing here follows a published formula: the
product of two ordinal figures orders work, it measures nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.content.nouns import Adjustment
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


#: One thing that gives a priority, and whether it certainly does.
_Source = tuple[bool, Priority]


def _joined(sources: list[_Source]) -> Priority:
    """Return the interval of the largest priority among sources of which one at least holds."""
    if len(sources) == 1:
        return sources[0][1]
    certain = [priority.low for held, priority in sources if held]
    low = max(certain) if certain else min(priority.low for _, priority in sources)
    _, top = max(sources, key=lambda source: (source[1].high, source[0], source[1].low))
    return Priority(low, top.high, top.reason)


@frozen(slots=False)
class Risks:
    """The risks of one evaluation, computed as they are asked for."""

    evaluation: Evaluation = field(repr=False)
    _known: dict[tuple[str, int], Priority] = field(factory=dict, init=False, repr=False)

    def threat(self, id: str) -> Priority | None:
        """Return the risk of a threat in the system, or None where it is excluded."""
        return self._over_lanes(self.evaluation.model.named["threat"][id], id, self._threat)

    def task(self, id: str) -> Priority | None:
        """Return the priority of a task in the system, or None where it is excluded."""
        return self._over_lanes(self.evaluation.model.named["task"][id], id, self._task)

    def _over_lanes(self, place: int, id: str, priority: Callable[[str, int], Priority]) -> Priority | None:
        lanes = range(len(self.evaluation.lanes))
        if len(lanes) == 1:
            return priority(id, 0) if self.evaluation.values[place] else None
        held = ((lane, self._held(place, lane)) for lane in lanes)
        found = [(certain, priority(id, lane)) for lane, (certain, possible) in held if possible]
        return _joined(found) if found else None

    def _held(self, place: int, lane: int) -> tuple[bool, bool]:
        """Return whether a value is certain in a lane, and whether it is not excluded."""
        value = self.evaluation.values[place] >> lane
        return value & 1 == 1, value >> len(self.evaluation.lanes) & 1 == 1

    def _task(self, id: str, lane: int) -> Priority:
        model, values, count = self.evaluation.model, self.evaluation.values, len(self.evaluation.lanes)
        places = model.named["threat"]
        sources: list[_Source] = []
        for threat in model.countermeasures[id].counters:
            held = values[places[threat]] >> lane
            if held >> count & 1:
                sources.append((held & 1 == 1, self._threat(threat, lane)))
        for place, rule in model.requiring[id]:
            held = values[place] >> lane
            if held >> count & 1 and rule.priority is not None:
                reason = f"rule:{rule.id} states {rule.priority}"
                sources.append((held & 1 == 1, Priority(rule.priority, rule.priority, reason)))
        return _joined(sources)

    def _threat(self, id: str, lane: int) -> Priority:
        known = self._known.get((id, lane))
        if known is None:
            known = self._known[id, lane] = _joined(list(self._raised(id, lane)))
        return known

    def _raised(self, id: str, lane: int) -> Iterator[_Source]:
        """Yield the risk of a threat as each rule raises it that may fire."""
        model, values, count = self.evaluation.model, self.evaluation.values, len(self.evaluation.lanes)
        threat, moved = model.threats[id], list(self._adjustments(id, lane))
        for place, _, raised in model.raising[id]:
            held = values[place] >> lane
            if held >> count & 1:
                likelihood = _moved(
                    threat.likelihood + raised.likelihood, [(c, a.likelihood) for c, a in moved]
                )
                impact = _moved(threat.impact + raised.impact, [(c, a.impact) for c, a in moved])
                reason = f"threat:{id} has likelihood {likelihood[1]} and impact {impact[1]}"
                yield held & 1 == 1, Priority(likelihood[0] * impact[0], likelihood[1] * impact[1], reason)

    def _adjustments(self, threat: str, lane: int) -> Iterator[tuple[bool, Adjustment]]:
        """Yield the adjustments that move a threat in a lane, and whether they certainly do."""
        model = self.evaluation.model
        for adjustment in model.content.adjustments:
            if adjustment.threats is None or threat in adjustment.threats:
                certain, possible = self._held(model.marks[f"adjustment:{adjustment.id}"], lane)
                if possible:
                    yield certain, adjustment


def _moved(base: int, shifts: list[tuple[bool, int]]) -> tuple[int, int]:
    """Return the least and greatest sum of a base and shifts, certain or not, clamped to 1–5."""
    low = base + sum(shift for certain, shift in shifts if certain or shift < 0)
    high = base + sum(shift for certain, shift in shifts if certain or shift > 0)
    return min(max(low, 1), 5), min(max(high, 1), 5)
