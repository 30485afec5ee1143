"""Conditions of which a part cannot matter, or matters where nobody was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from surveymodel.authoring.checks.checked import PROVED, Checked, named, warning
from surveymodel.authoring.probes import every_sheet
from surveymodel.authoring.subjects import Goal, Subject
from surveymodel.condition import And, Comparison, Condition, Leaf, Member, Name, Not, Or
from surveymodel.engine.clauses import Lanes, places
from surveymodel.errors import Diagnostic

__all__ = ["Stance", "cannot_decide", "decided_unasked", "owner", "stances"]


def cannot_decide(pack: Checked) -> Iterator[Diagnostic]:
    """SM411: this clause, or this condition where it matters, never makes a difference."""
    for subject in pack.suite.subjects:
        goals = _impossible(pack, subject)
        if Goal("fails") in goals:
            yield from () if Goal("holds") in goals else _always(subject)
        elif goals and Goal("holds") not in goals:
            yield from _idle(pack, subject, goals)


def _impossible(pack: Checked, subject: Subject) -> set[Goal]:
    """Return the goals of a condition that no answers reach, as coverage does for what no case shows."""
    unseen = {
        goal
        for goal, lanes in zip(subject.goals, subject.reached(pack.suite.random), strict=True)
        if not lanes
    }
    every = every_sheet(pack.model, subject.needs(pack.model)) if unseen else None
    if every is None:
        return set()
    reached = zip(subject.goals, subject.reached(every.lanes), strict=True)
    return unseen - {goal for goal, lanes in reached if lanes}


def _always(subject: Subject) -> Iterator[Diagnostic]:
    """Yield that a condition cannot fail where it matters, and so might be left out.

    Facts have a check of their own, a guide must have a condition, and a countermeasure says where
    it makes sense for whatever brings it one day.
    """
    if subject.name.partition(":")[0] not in ("fact", "guide", "task"):
        message = f"this condition holds wherever it matters, {PROVED}: {subject.name} is the same without it"
        yield warning(subject.location, "SM411", message, "advice")


def _idle(pack: Checked, subject: Subject, goals: set[Goal]) -> Iterator[Diagnostic]:
    for index, leaf in enumerate(subject.clauses):
        sides = [side for side in ("holds", "fails") if Goal(side, index) in goals]
        if sides and not any(name in pack.dead or name in pack.settled for name in named(leaf)):
            often = "by holding or failing" if len(sides) == 2 else f"where it {sides[0]}"
            message = f"{str(leaf)!r} never decides {often}, {PROVED}"
            yield warning(subject.places[index], "SM411", message, "advice")


# ---------------------------------------------------------------------------------------------
# Questions that are not asked


def decided_unasked(pack: Checked) -> Iterator[Diagnostic]:
    """SM423: 'not' over a question that may not be asked decides this condition then."""
    for subject in pack.suite.subjects:
        stands = zip(subject.clauses, stances(subject.condition), strict=True)
        for index, (leaf, stance) in enumerate(stands):
            question = None if isinstance(leaf, Name) else owner(leaf)
            asks = pack.model.questions.get(question) if question else None
            if stance.negative and asks and asks.when is not None and asks.id not in stance.guards:
                yield from _unasked(pack, subject, index, asks.id)


def _unasked(pack: Checked, subject: Subject, index: int, question: str) -> Iterator[Diagnostic]:
    asked = pack.model.truths[f"question:{question}"]

    def wanted(lanes: Lanes) -> int:
        clause = list(lanes.clauses(subject.condition, subject.where(lanes)))[index]
        return clause.decides_false & ~lanes.at(asked).may

    shown = pack.shown(wanted, (*subject.causes, *places(pack.model, subject.condition), asked))
    if shown.possible:
        leaf = subject.clauses[index]
        message = (
            f"'not {leaf}' also holds where {question!r} is not asked, {shown.witness}: "
            f"put '{question} and' or 'not {question} or' before it"
        )
        yield warning(subject.places[index], "SM423", message)


@frozen
class Stance:
    """How a clause stands in its condition."""

    negative: bool = False  #: whether the condition may hold because the clause fails
    guards: frozenset[str] = frozenset()  #: names that must hold or be asked for it to decide


def stances(condition: Condition, stance: Stance | None = None) -> Iterator[Stance]:
    """Yield how each clause stands in a condition, from left to right."""
    stance = stance or Stance()
    match condition:
        case And(terms) | Or(terms):
            both = isinstance(condition, And)
            for index, term in enumerate(terms):
                beside = (*terms[:index], *terms[index + 1 :])
                yield from stances(term, Stance(stance.negative, stance.guards | set(_guards(beside, both))))
        case Not(term):
            yield from stances(term, Stance(not stance.negative, stance.guards))
        case _:
            yield stance


def _guards(terms: Sequence[Condition], both: bool) -> Iterator[str]:
    """Yield the names without which the terms beside one, joined by 'and' or 'or', settle it alone."""
    for term in terms:
        leaf = term if both else term.term if isinstance(term, Not) else None
        if isinstance(leaf, Name | Member | Comparison):
            yield owner(leaf)


def owner(leaf: Leaf) -> str:
    """Return the question that a clause looks at, or else the fact or scale."""
    if isinstance(leaf, Comparison):
        return leaf.question
    return leaf.id if isinstance(leaf, Name) else leaf.owner
