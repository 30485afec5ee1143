"""What becomes of mutants: noticed, left alive with answers that would show it, or no change at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from surveymodel.authoring.mutation.mutants import Mutant
from surveymodel.authoring.probes import Sheet
from surveymodel.engine.evaluate import Certainty

__all__ = ["Apart", "Fate", "Mutated", "Outcome", "Shows"]

Fate = Literal["killed", "survived", "equivalent", "open"]
"""What became of a mutant; ``open`` where neither answers with which it shows nor a proof were found."""

Apart = Literal["counters", "mapping", "adjustment", "profile"]
"""What counts apart: what is as much an opinion as a rule, and what cases cannot expect.

They can expect neither mappings nor adjustments, nor what applies of a standard where only
``--profile`` selects it.
"""


@frozen
class Shows:
    """Answers with which a mutant shows, and what it changes with them."""

    sheet: Sheet
    truth: str  #: of one that counts apart perhaps ``mapping:…``, ``adjustment:…`` or ``applies:…``
    before: Certainty
    after: Certainty


@frozen(slots=False)
class Outcome:
    """What became of one mutant."""

    mutant: Mutant
    fate: Fate
    by: str = ""  #: of one that a property killed: the property
    apart: Apart | None = None  #: what it is of, where it counts apart
    _shows: Callable[[], Shows] | None = field(alias="shows", default=None, repr=False, eq=False)

    @cached_property
    def shows(self) -> Shows | None:
        """What would kill it, where it survived."""
        return self._shows() if self._shows else None


@frozen(slots=False)
class Mutated:
    """The mutants of a pack, in order of place, and what became of each."""

    outcomes: tuple[Outcome, ...]
    beside: tuple[Outcome, ...]  #: those that count apart

    def of(self, fate: Fate) -> tuple[Outcome, ...]:
        """Return those that count and came to one end."""
        return tuple(outcome for outcome in self.outcomes if outcome.fate == fate)

    @property
    def percent(self) -> int:
        """The share of mutants killed, of all that change anything; never rounded up; 100 of none."""
        killed, left = len(self.of("killed")), len(self.of("survived")) + len(self.of("open"))
        return 100 * killed // (killed + left) if killed + left else 100
