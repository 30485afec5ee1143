"""Conditions of which a part cannot matter, or matters where nobody was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from attrs import frozen

from surveymodel.authoring.checks.checked import Checked, named, unsettled, warning
from surveymodel.authoring.proofs.prover import PROVED, Settled
from surveymodel.authoring.subjects import SIDES, Goal, Side, Subject
from surveymodel.condition import And, Comparison, Condition, Leaf, Member, Name, Not, Or
from surveymodel.engine.clauses import Lanes, places
from surveymodel.errors import Diagnostic

__all__ = ["Stance", "cannot_decide", "decided_unasked", "owner", "stances"]


def cannot_decide(pack: Checked) -> Iterator[Diagnostic]:
    """SM411: this clause, or this condition where it matters, never makes a difference."""
    owners = Counter(guide.countermeasure for guide in pack.model.content.guides)
    rivalled = {guide.id for guide in pack.model.content.guides if owners[guide.countermeasure] > 1}
    for subject in pack.suite.subjects:
        goals, left = _impossible(pack, subject)
        yield from _left_open(subject, left)
        if Goal("fails") in goals:
            yield from () if Goal("holds") in goals else _always(subject, goals[Goal("fails")].how, rivalled)
        elif goals and Goal("holds") not in goals:
            yield from _idle(pack, subject, goals)


def _impossible(pack: Checked, subject: Subject) -> tuple[dict[Goal, Settled], list[Goal]]:
    """Return the goals of a condition that no answers reach, and those of which that is open."""
    found = pack.suite.prover.settle_each(subject.reached, subject.needs(pack.model))
    goals = list(zip(subject.goals, found, strict=True))
    proved = {goal: settled for goal, settled in goals if settled.proved}
    return proved, [goal for goal, settled in goals if settled.tried]


def _left_open(subject: Subject, goals: Sequence[Goal]) -> Iterator[Diagnostic]:
    """Yield that it is open whether a condition can fail or else, once, whether a clause can decide.

    Of one that no system was found to meet, it is told elsewhere that it never holds.
    """
    for goal in () if Goal("holds") in goals else goals[:1]:
        if goal.clause is None:
            yield unsettled(subject.location, f"{subject.name} ever {goal.side}")
        else:
            what = f"{str(subject.clauses[goal.clause])!r} ever decides {subject.name} where it {goal.side}"
            yield unsettled(subject.places[goal.clause], what)


def _always(subject: Subject, how: str, rivalled: Container[str]) -> Iterator[Diagnostic]:
    """Yield that a condition cannot fail where it matters, and so might be left out.

    Facts have a check of their own, a guide that stands alone must have a condition, and a
    countermeasure says where it makes sense for whatever brings it one day.
    """
    kind, _, id = subject.name.partition(":")
    if kind not in ("fact", "task") and (kind != "guide" or id in rivalled):
        message = f"this condition holds wherever it matters, {how}; {subject.name} is the same without it"
        yield warning(subject.location, "SM411", message, "advice")


def _idle(pack: Checked, subject: Subject, goals: Mapping[Goal, Settled]) -> Iterator[Diagnostic]:
    for index, leaf in enumerate(subject.clauses):
        sides: list[Side] = [side for side in SIDES if Goal(side, index) in goals]
        if sides and not any(name in pack.dead or name in pack.settled for name in named(leaf)):
            often = "by holding or failing" if len(sides) == 2 else f"where it {sides[0]}"
            clashes = "; ".join(filter(None, dict.fromkeys(goals[Goal(side, index)].clash for side in sides)))
            how = f"{PROVED}: {clashes}" if clashes else PROVED
            message = f"{str(leaf)!r} never decides {often}, {how}"
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
    leaf = subject.clauses[index]
    if not shown.possible and not shown.proved:
        yield unsettled(subject.places[index], f"'not {leaf}' decides where {question!r} is not asked")
    if shown.possible:
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
