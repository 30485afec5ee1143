"""What a new entry is connected to until its author says better: whatever has waited longest for it.

A pack's definitions go in; out come the ids of what nothing refers to yet, the last of its kind
first, or of the last at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from surveymodel.condition import Comparison, Leaf, Member, leaves
from surveymodel.content.draft import Draft
from surveymodel.content.names import Definition, Names, conditions, matches

__all__ = ["Connections"]

#: Kinds of file whose conditions bring something about; others only hold something back.
_LOOKING: Final = ("facts", "scales", "rules")


@frozen(slots=False)
class Connections:
    """What in a pack waits for an entry that refers to it."""

    draft: Draft = field(repr=False)
    names: Names = field(repr=False)

    @property
    def threat_to_raise(self) -> str | None:
        """A threat that no rule raises."""
        raised = {
            id
            for pattern in (("raises", "*"), ("raises", "*", "threat"))
            for id in self._said("rules", pattern)
        }
        return self._waiting("threat", raised)

    @property
    def threat_to_counter(self) -> str | None:
        """A threat that no countermeasure counters."""
        return self._waiting("threat", set(self._said("countermeasures", ("counters", "*"))))

    @property
    def countermeasure_to_require(self) -> str | None:
        """A countermeasure that no rule requires."""
        return self._waiting("countermeasure", set(self._said("rules", ("requires", "*"))))

    @cached_property
    def question(self) -> Definition | None:
        """A question at which nothing looks, or else no fact, scale or rule."""
        asked = sorted(self.names.questions, key=self.names.questions.__getitem__)
        seen = [
            (file.kind, _looked_at(leaf)) for file, _, tree in conditions(self.draft) for leaf in leaves(tree)
        ]
        anywhere = {id for _, id in seen}
        bringing = {id for kind, id in seen if kind in _LOOKING}
        waiting = (
            [id for id in asked if id not in anywhere] or [id for id in asked if id not in bringing] or asked
        )
        return self.names.find(waiting[-1]) if waiting else None

    @property
    def condition(self) -> str | None:
        """A condition that looks at that question."""
        if self.question is None:
            return None
        first = next(iter(self.question.members), None)
        return f"{self.question.id} >= 1" if first is None else f"{self.question.id}.{first}"

    @property
    def answers(self) -> Mapping[str, Mapping[str, Any]]:
        """Answers by layer of a case in which that condition holds, where the question is asked."""
        if self.question is None:
            return {}
        first = next(iter(self.question.members), None)
        many = self.question.entry.get("select") == "many"
        reply = 1 if first is None else [first] if many else first
        layer = "organisation" if self.question.entry.get("of") == "organisation" else "answers"
        return {layer: {self.question.id: reply}}

    def technology(self, stack: str) -> str | None:
        """Return a condition for a technology: the answer of that name, or None where there is none."""
        for id in self.names.questions:
            question = self.names.find(id)
            if question is not None and stack in question.members:
                return f"{id}.{stack}"
        return None

    def _said(self, kind: str, pattern: tuple[str, ...]) -> Iterator[str]:
        for file in self.draft.of(kind):
            for path, entry in file.entries():
                yield from (id for _, id in matches(entry, pattern, path))

    def _waiting(self, space: str, known: set[str]) -> str | None:
        defined = list(self.names.by[space])
        waiting = [id for id in defined if id not in known] or defined
        return waiting[-1] if waiting else None


def _looked_at(leaf: Leaf) -> str:
    if isinstance(leaf, Member):
        return leaf.owner
    return leaf.question if isinstance(leaf, Comparison) else leaf.id
