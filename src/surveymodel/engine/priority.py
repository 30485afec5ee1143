"""Priorities: intervals of risk, from likelihood and impact.

Likelihood and impact, from 1 to 5 each, start at the threat's and move with the adjustments that
apply and the rule that raises it; the sum is clamped to 1 to 5. Risk is their product. Nothing here
follows a published formula: the product of two ordinal figures orders work, it measures nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from attrs import field, frozen

from surveymodel.content.nouns import Adjustment, Raise, Threat

__all__ = ["Band", "Priority", "band", "raised_priority"]

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


#: Adjustments that apply, and whether they certainly do.
Moved = Sequence[tuple[bool, Adjustment]]


def raised_priority(threat: Threat, raised: Raise, moved: Moved) -> Priority:
    """Return the risk of a threat as one rule raises it."""
    likelihood = _moved(threat.likelihood + raised.likelihood, [(c, a.likelihood) for c, a in moved])
    impact = _moved(threat.impact + raised.impact, [(c, a.impact) for c, a in moved])
    reason = f"threat:{threat.id} has likelihood {likelihood[1]} and impact {impact[1]}"
    return Priority(likelihood[0] * impact[0], likelihood[1] * impact[1], reason)


def _moved(base: int, shifts: list[tuple[bool, int]]) -> tuple[int, int]:
    """Return the least and greatest sum of a base and shifts, certain or not, clamped to 1–5."""
    low = base + sum(shift for certain, shift in shifts if certain or shift < 0)
    high = base + sum(shift for certain, shift in shifts if certain or shift > 0)
    return min(max(low, 1), 5), min(max(high, 1), 5)
