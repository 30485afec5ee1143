"""The conditions of a pack, each with what it decides, and the goals that exercise it.

A pack's draft and model go in; for every ``when`` come out the lanes in which it matters and, of
lanes that were run, those in which it holds, fails, and is decided by each of its clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Literal

from attrs import field, frozen

from surveymodel.condition import Condition, Leaf, leaves
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File, span_at
from surveymodel.content.names import conditions
from surveymodel.engine.clauses import Lanes, places
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import FALSE
from surveymodel.errors import Location

__all__ = ["SIDES", "Goal", "Side", "Subject", "subjects"]

Side = Literal["holds", "fails"]
"""The two ways of a condition or clause: it holds, or it does not."""

SIDES: Final[tuple[Side, Side]] = ("holds", "fails")


@frozen
class Goal:
    """Something to be seen: that a condition holds or fails, or that a clause alone makes it so.

    Of a clause it is the clause that holds or fails, whatever that makes of the condition.
    """

    side: Side
    clause: int | None = None  #: the clause's number from the left; None for the whole condition


@frozen(slots=False)
class Subject:
    """One condition of a pack, and what it decides."""

    name: str  #: as truths are named; ``adjustment:…``, ``mapping:…`` and ``reading:…`` beside them
    condition: Condition = field(repr=False)
    location: Location
    places: tuple[Location, ...] = field(repr=False)  #: where each clause stands
    causes: tuple[int, ...] = field(repr=False)  #: values of which one must hold for it to matter

    @cached_property
    def clauses(self) -> tuple[Leaf, ...]:
        """The leaves of the condition, from left to right."""
        return tuple(leaves(self.condition))

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """What is to be seen; where there is one clause, it has no goals of its own."""
        clauses = range(len(self.clauses)) if len(self.clauses) > 1 else ()
        return tuple(Goal(side, clause) for clause in (None, *clauses) for side in SIDES)

    def needs(self, model: SurveyModel) -> tuple[int, ...]:
        """Return the values of the program that the goals look at."""
        return (*self.causes, *places(model, self.condition))

    def where(self, lanes: Lanes) -> int:
        """Return the lanes in which the condition makes a difference."""
        if not self.causes:
            return lanes.every
        result = 0
        for place in self.causes:
            result |= lanes.at(place).must
        return result

    def reached(self, lanes: Lanes) -> tuple[int, ...]:
        """Return for each goal the lanes in which it is reached."""
        where = self.where(lanes)
        held, leaves = lanes.judged(self.condition)
        result = [where & held.must, where & ~held.may]
        if len(self.clauses) > 1:
            for _, clause, decides in leaves:
                result += [where & decides & clause.must, where & decides & ~clause.may]
        return tuple(result)


def subjects(model: SurveyModel, draft: Draft) -> Iterator[Subject]:
    """Yield every condition of a pack, in order of place."""
    causes = _causes(model)
    for file, path, condition in conditions(draft):
        name = _name(file, path)
        document = file.document
        where = tuple(span_at(document, path, leaf.span) for leaf in leaves(condition))
        yield Subject(name, condition, document.at(path), where, tuple(causes(name)))


def _name(file: File, path: Path) -> str:
    """Return what a condition at a path of a file decides."""
    if file.kind == "guide":
        return f"guide:{file.stem}"
    if file.kind == "interpretation":
        return f"reading:{file.stem}/{path[1]}"
    entry: Any = file.document.data[path[0]][path[1]]
    if file.kind == "scales":
        return f"fact:{entry['id']}.{entry['levels'][path[3]]['id']}"
    if file.kind == "countermeasures" and path[2] == "satisfies":
        return f"mapping:{entry['id']}/{path[3]}/{path[4]}"
    kinds = {"questions": "question", "facts": "fact", "rules": "rule", "countermeasures": "task"}
    return f"{kinds.get(file.kind, 'adjustment')}:{entry['id']}"


def _causes(model: SurveyModel) -> Any:
    """Return a function from what a condition decides to the values without which it decides nothing."""
    below = {
        f"{scale.id}.{level.id}": f"{scale.id}.{under.id}"
        for scale in model.content.scales
        for under, level in pairwise(scale.levels)
    }
    requiring: dict[str, list[int]] = {}
    for rule in model.content.rules:
        for required in rule.requires:
            requiring.setdefault(required, []).append(model.truths[f"rule:{rule.id}"])

    def of(name: str) -> list[int]:
        kind, _, id = name.partition(":")
        if kind == "task":
            counters = (model.truths[f"threat:{threat}"] for threat in model.countermeasures[id].counters)
            return [*counters, *requiring.get(id, ())] or [FALSE]
        if kind == "fact":
            return [model.truths[f"fact:{below[id]}"]] if id in below else []
        if kind in ("guide", "mapping"):
            return [model.truths[f"task:{id.partition('/')[0]}"]]
        if kind == "reading":
            return [model.marks[f"scope:{id.partition('/')[0]}"]]
        return []

    return of
