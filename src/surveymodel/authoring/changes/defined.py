"""What a model defines, in the form in which differences are followed: conditions and edges by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from attrs import frozen

from surveymodel.condition import And, Condition, Member, parse
from surveymodel.engine.model import SurveyModel

__all__ = ["Defined"]

Edge = tuple[str, str]


@frozen(slots=False)
class Defined:
    """The definitions of one model."""

    model: SurveyModel

    @cached_property
    def edges(self) -> Mapping[str, Mapping[Edge, None]]:
        """From rules to threats and countermeasures, from threats to countermeasures, between answers."""
        content = self.model.content
        return {
            "raises": {(rule.id, one.threat): None for rule in content.rules for one in rule.raises},
            "requires": {(rule.id, one): None for rule in content.rules for one in rule.requires},
            "counters": {
                (threat, one.id): None for one in content.countermeasures for threat in one.counters
            },
            "implies": {
                (f"{question.id}.{answer.id}", target): None
                for question in content.questions
                for answer in question.answers
                for target in answer.implies
            },
        }

    @cached_property
    def leading(self) -> Mapping[str, Mapping[str, list[Edge]]]:
        """The edges of each kind by where they lead."""
        result: dict[str, defaultdict[str, list[Edge]]] = {}
        for kind, edges in self.edges.items():
            result[kind] = defaultdict(list)
            for edge in edges:
                result[kind][edge[1]].append(edge)
        return result

    @cached_property
    def under(self) -> Mapping[str, str]:
        """For each level of a scale the one below it."""
        return {
            f"{scale.id}.{level.id}": below.id
            for scale in self.model.content.scales
            for below, level in pairwise(scale.levels)
        }

    @cached_property
    def conditions(self) -> Mapping[tuple[str, Any], tuple[str | None]]:
        """The condition of everything that has one of its own, as text."""
        content = self.model.content
        result: dict[tuple[str, Any], tuple[str | None]] = {}
        for kind, nouns in (
            ("question", content.questions),
            ("fact", content.facts),
            ("rule", content.rules),
        ):
            result |= {(kind, noun.id): (noun.when,) for noun in nouns}
        result |= {("if", one.id): (one.when,) for one in content.countermeasures}
        for scale in content.scales:
            result |= {("level", f"{scale.id}.{level.id}"): (level.when,) for level in scale.levels}
        return result

    def condition(self, node: tuple[str, Any]) -> tuple[Condition | None, Condition | None]:
        """Return the whole condition of a node, and the one that stands with it.

        A level holds where the one below it does and its own condition.
        """
        (source,) = self.conditions[node]
        own = None if source is None else parse(source)
        kind, id = node
        if kind == "level" and own is not None and id in self.under:
            return And((Member(id.partition(".")[0], self.under[id]), own)), own
        return own, own

    @cached_property
    def _ids(self) -> Mapping[str, frozenset[str]]:
        content = self.model.content
        return {
            "threat": frozenset(one.id for one in content.threats),
            "task": frozenset(one.id for one in content.countermeasures),
            "answer": frozenset(self._answers()),
            "scale": frozenset(one.id for one in content.scales),
        }

    def _answers(self) -> Iterator[str]:
        for question in self.model.content.questions:
            yield from (f"{question.id}.{answer.id}" for answer in question.answers)
            if question.select == "many":
                yield f"{question.id}.none"

    def has(self, kind: str, id: Any) -> bool:
        """Whether this model has such a node."""
        return id in self._ids[kind] if kind in self._ids else (kind, id) in self.conditions
