"""Risk of threats and priority of tasks, as intervals where answers are open.

The risk of a threat is the largest over the rules that raise it, the priority of a task the largest
over the threats that it counters and the rules that require it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import field, frozen

from surveymodel.content.nouns import Adjustment
from surveymodel.engine.evaluate import Evaluation
from surveymodel.engine.priority import Priority, raised_priority

__all__ = ["Risks"]

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
        sources: list[_Source] = []
        for place, threat in model.countering[id]:
            held = values[place] >> lane
            if held >> count & 1:
                sources.append((held & 1 == 1, self._threat(threat, lane)))
        for place, stated in model.stated[id]:
            held = values[place] >> lane
            if held >> count & 1:
                sources.append((held & 1 == 1, stated))
        return _joined(sources)

    def _threat(self, id: str, lane: int) -> Priority:
        known = self._known.get((id, lane))
        if known is None:
            known = self._known[id, lane] = _joined(list(self._raised(id, lane)))
        return known

    def _raised(self, id: str, lane: int) -> Iterator[_Source]:
        """Yield the risk of a threat as each rule raises it that may fire."""
        model, values, count = self.evaluation.model, self.evaluation.values, len(self.evaluation.lanes)
        moved = list(self._adjustments(id, lane))
        for place, raised, unmoved in model.raising[id]:
            held = values[place] >> lane
            if held >> count & 1:
                yield held & 1 == 1, raised_priority(model.threats[id], raised, moved) if moved else unmoved

    def _adjustments(self, threat: str, lane: int) -> Iterator[tuple[bool, Adjustment]]:
        """Yield the adjustments that move a threat in a lane, and whether they certainly do."""
        model = self.evaluation.model
        for adjustment in model.content.adjustments:
            if adjustment.threats is None or threat in adjustment.threats:
                certain, possible = self._held(model.marks[f"adjustment:{adjustment.id}"], lane)
                if possible:
                    yield certain, adjustment
