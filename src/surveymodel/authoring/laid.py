"""Lanes with some values of the program otherwise, and everything that follows from them.

Lanes go in, with what is laid over some of their values; out come lanes in which each value is
worked out when it is asked for. They may be lanes of systems or, alike, formulas of all sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from attrs import field, frozen

from surveymodel.engine.clauses import Lanes, Planes
from surveymodel.engine.program import AND, OR

__all__ = ["Laid", "Over"]

Over = Callable[[Lanes, int], Planes | None]
"""From lanes and the place of a value to what it is in them; None where it stays what it is."""


@frozen(slots=False)
class Laid(Lanes):
    """Every value of a model's program in some lanes, worked out over those that are laid."""

    base: Lanes = field(repr=False, kw_only=True)
    over: Over = field(repr=False, kw_only=True)
    _made: dict[int, Planes] = field(factory=dict, init=False, repr=False, eq=False)

    @classmethod
    def on(cls, base: Lanes, over: Over) -> Laid:
        """Return some lanes with what is laid over them."""
        return cls(base.model, base.count, (), base=base, over=over)

    @cached_property
    def every(self) -> int:
        """All lanes."""
        return self.base.every

    def at(self, place: int) -> Planes:
        """Return the lanes of one value of the program."""
        if place not in self._made:
            self._make(place)
        return self._made[place]

    def changed(self, input: Callable[[int], Planes | None], needs: Iterable[int]) -> Lanes:  # noqa: ARG002 - any value is worked out when it is asked for
        """Return the same with some inputs otherwise."""
        return Laid.on(self.base, lambda lanes, place: input(place) or self.over(lanes, place))

    def _make(self, place: int) -> None:
        """Work out a value, and before it what it is made of."""
        program, made = self.model.program, self._made
        waiting = [place]
        while waiting:
            one = waiting[-1]
            if one not in made:
                laid = self.over(self, one)
                if laid is not None or one < program.inputs:
                    made[one] = self.base.at(one) if laid is None else laid
                else:
                    operation, a, b = program.operation(one)
                    missing = [each for each in (a, b) if each not in made]
                    if missing:
                        waiting += missing
                        continue
                    made[one] = self._joined(operation, made[a], made[b])
            waiting.pop()

    def _joined(self, operation: int, a: Planes, b: Planes) -> Planes:
        if operation == AND:
            return Planes(a.must & b.must, a.may & b.may)
        if operation == OR:
            return Planes(a.must | b.must, a.may | b.may)
        return self.negated(a)
