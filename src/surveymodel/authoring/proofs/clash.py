"""Why something never is so: the clauses that cannot hold together, in words.

A formula that is true nowhere goes in; out come the least of its conjuncts that clash, each as the
condition that it is the meaning of is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from surveymodel.authoring.proofs.formulas import Formulas, Term
from surveymodel.authoring.proofs.symbols import Symbols
from surveymodel.condition import leaves
from surveymodel.engine.columns import conditions
from surveymodel.engine.program import AND, NOT, OR

__all__ = ["Clash", "Clashing", "clauses"]

Clashing = Callable[[Sequence[int]], tuple[int, ...]]
"""From formulas that are never true together to the least of them of which that can be said."""

#: The most clauses of which each is named.
NAMED = 6
#: The most alternatives of which each is said to clash.
MOST = 3


def clauses(symbols: Symbols) -> dict[int, str]:
    """Return every clause that a condition over a model may have by the formula that is its meaning.

    Clauses of one meaning go by the one that is written first in the way of the content; answers
    that no condition looks at come last.
    """
    result: dict[int, str] = {}
    written = (leaf for condition in conditions(symbols.model.content) for leaf in leaves(condition))
    held = [(str(leaf), symbols.held(leaf)) for leaf in written]
    for truth, place in symbols.model.truths.items():
        kind, _, id = truth.partition(":")
        held += [(id, symbols.at(place))] if kind == "answer" else ()
    for name, lanes in held:
        for one in (lanes.must, lanes.may):
            result.setdefault(symbols.formulas.term(one).place, name)
    return result


@frozen(slots=False)
class Clash:
    """What clashes in formulas of one program, in words."""

    formulas: Formulas
    names: Mapping[int, str] = field(repr=False)
    clashing: Clashing = field(repr=False)

    def said(self, term: Term) -> str:
        """Return which clauses clash; nothing where linking already shows that it is never so."""
        return "; ".join(dict.fromkeys(self._said(term.place)))

    def _said(self, place: int) -> Iterator[str]:
        parts = tuple(self._conjuncts(place))
        kept = self.clashing(parts) if len(parts) > 1 else parts
        if len(kept) > 1:
            *most, last = self._few([f"'{self.text(part)}'" for part in sorted(kept, key=self._rank)])
            yield f"{', '.join(most)} and {last} clash"
            return
        for part in kept:
            if part != place and part in self.names:
                yield f"'{self.names[part]}' never holds"
            elif part != place:
                yield from self._said(part)
            else:
                yield from self._alternatives(part)

    def _alternatives(self, place: int) -> Iterator[str]:
        """Yield what clashes in each of the alternatives that a formula is made of."""
        parts = tuple(self._disjuncts(place))
        if len(parts) > 1:
            for part in parts[:MOST]:
                yield from [f"'{self.names[part]}' never holds"] if part in self.names else self._said(part)
            if len(parts) > MOST:
                yield "and so on"

    # -- what formulas are made of

    def _conjuncts(self, place: int) -> Iterator[int]:
        """Yield formulas that are true together where one is, as far down as the first clauses."""
        yield from self._parts(place, AND, OR)

    def _disjuncts(self, place: int) -> Iterator[int]:
        """Yield formulas of which one is true where one is."""
        yield from self._parts(place, OR, AND)

    def _parts(self, place: int, joined: int, dual: int) -> Iterator[int]:
        negate = self.formulas.build.negate
        waiting = [place]
        while waiting:
            one = waiting.pop()
            made = self.formulas.operation(one) if one == place or not self._named(one) else None
            inner = self.formulas.operation(made[1]) if made and made[0] == NOT else None
            if made and made[0] == joined:
                waiting += (made[2], made[1])
            elif inner and inner[0] == dual:
                waiting += (negate(inner[2]), negate(inner[1]))
            else:
                yield one

    def _rank(self, place: int) -> tuple[int, int]:
        """Return where a formula stands among others: as its clause is written, and then what has none."""
        own = self._written.get(place, self._written.get(self.formulas.build.negate(place)))
        return (len(self.names), place) if own is None else (own, place)

    @cached_property
    def _written(self) -> dict[int, int]:
        return {place: number for number, place in enumerate(self.names)}

    def _named(self, place: int) -> bool:
        return place in self.names or self.formulas.build.negate(place) in self.names

    def text(self, place: int) -> str:
        """Return a formula in words, by the clauses it is made of."""
        if place in self.names:
            return self.names[place]
        against = self.names.get(self.formulas.build.negate(place))
        if against is not None:
            return f"not {against}"
        made = self.formulas.operation(place)
        if made is None:
            return f"the answer to {self.formulas.replies[place].question}"
        if made[0] == NOT:
            return f"not {self.text(made[1])}"
        word = " and " if made[0] == AND else " or "
        parts = self._conjuncts(place) if made[0] == AND else self._disjuncts(place)
        return f"({word.join(self._few([self.text(part) for part in sorted(parts, key=self._rank)]))})"

    def _few(self, said: list[str]) -> list[str]:
        """Return a list that a person reads to its end."""
        return said if len(said) <= NAMED else [*said[: NAMED - 1], f"{len(said) - NAMED + 1} others"]
