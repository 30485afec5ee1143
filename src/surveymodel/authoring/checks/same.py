"""Content that stands there twice: answers, rules and facts between which nothing tells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial

from attrs import define, field, frozen

from surveymodel.authoring.checks.checked import Checked, Shown, unsettled, warning
from surveymodel.authoring.checks.dead import useless
from surveymodel.condition import And, Comparison, Condition, Leaf, Not, Or, leaves, parse
from surveymodel.content.nouns import Answer, Question, Rule
from surveymodel.engine.clauses import Lanes, Planes, truth_of
from surveymodel.errors import Diagnostic, Location

__all__ = ["adds_nothing", "equal_facts", "equal_rules", "not_told_apart"]


def meaning(condition: Condition, of: Callable[[Leaf], Hashable]) -> Hashable:
    """Return what a condition says, in whatever order, with ``of`` for its clauses."""
    match condition:
        case And(terms) | Or(terms):
            kind = type(condition)
            said: set[Hashable] = set()
            for term in terms:
                inner = meaning(term, of)
                said |= inner[1] if isinstance(inner, tuple) and inner[0] is kind else {inner}
            return kind, frozenset(said)
        case Not(term):
            return Not, meaning(term, of)
        case _:
            return of(condition)


def _meaning(pack: Checked, source: str | None) -> Hashable:
    """Return what a condition says over the values of the program."""

    def of(leaf: Leaf) -> Hashable:
        if isinstance(leaf, Comparison):
            operand = leaf.operand
            number = pack.model.values[operand] if isinstance(operand, str) else operand
            return leaf.question, leaf.operator, number
        return pack.model.truths[truth_of(pack.model, leaf)]

    return None if source is None else meaning(parse(source), of)


def equal_rules(pack: Checked) -> Iterator[Diagnostic]:
    """SM409: this rule has the condition and the consequences of another.

    Conditions that are written otherwise are the same where linking or every sheet that matters shows it.
    """
    rules = {rule.id: rule for rule in pack.model.content.rules}
    following: dict[Hashable, list[Rule]] = {}
    for rule in (rules[str(entry["id"])] for _, _, entry in pack.entries("rules")):
        following.setdefault(_consequences(rule), []).append(rule)
    for alike in following.values():
        yield from _equal(pack, alike) if len(alike) > 1 else ()


def _consequences(rule: Rule) -> Hashable:
    """Return what a rule brings, in whatever order it is written."""
    return frozenset(rule.raises), frozenset(rule.requires), rule.priority if rule.requires else None


def _equal(pack: Checked, rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """Yield which of several rules with the same consequences have the condition of one before.

    One that never fires is like no other, unless its condition is written as the other's is.
    """
    alike = _Alike(pack, "rule")
    for rule in rules:
        dead = bool(pack.never(pack.model.truths[f"rule:{rule.id}"]))
        yield from alike.said(rule.id, pack.at("rule", rule.id), _meaning(pack, rule.when), dead=dead)


@define
class _Alike:
    """Rules or facts that were met, by what is known of where they hold."""

    pack: Checked
    kind: str
    written: dict[Hashable, str] = field(factory=dict)  #: by their conditions
    held: dict[Planes, list[str]] = field(factory=dict)  #: by the random systems in which they hold

    def said(self, id: str, place: Location, written: Hashable, *, dead: bool) -> Iterator[Diagnostic]:
        """Yield that one says the same as one before, or that it is open whether it does."""
        same = self.written.setdefault(written, id)
        if same != id:
            yield self.told(id, place, same)
        elif not dead:
            yield from self.held_with(id, place)

    def held_with(self, id: str, place: Location) -> Iterator[Diagnostic]:
        others = self.held.setdefault(self.pack.suite.random.at(self.place(id)), [])
        for other in others:
            shown = self.apart(id, other)
            if shown.proved:
                yield self.told(id, place, other)
                return
            if not shown.possible:
                yield unsettled(place, f"the {self.kind} {id!r} says the same as {other!r}")
                return
        others.append(id)

    def place(self, id: str) -> int:
        return self.pack.model.truths[f"{self.kind}:{id}"]

    def told(self, id: str, place: Location, same: str) -> Diagnostic:
        where = self.pack.at("rule" if self.kind == "rule" else "name", same)
        return warning(place, "SM409", f"the {self.kind} {id!r} says the same as {same!r}, at {where}")

    def apart(self, *ids: str) -> Shown:
        """Return whether of two one may hold where the other does not."""
        places = [self.place(id) for id in ids]
        if places[0] == places[1]:
            return Shown(False, proved=True)

        def apart(lanes: Lanes) -> int:
            first, second = map(lanes.at, places)
            return first.must & ~second.may | second.must & ~first.may

        return self.pack.shown(apart, places)


def equal_facts(pack: Checked) -> Iterator[Diagnostic]:
    """SM409: this fact says the same as another."""
    alike = _Alike(pack, "fact")
    for fact in sorted(pack.model.content.facts, key=lambda fact: pack.at("name", fact.id)):
        if fact.id not in pack.dead and fact.id not in pack.settled:
            yield from alike.said(fact.id, pack.at("name", fact.id), _meaning(pack, fact.when), dead=False)


# ---------------------------------------------------------------------------------------------
# Rules within others


def adds_nothing(pack: Checked) -> Iterator[Diagnostic]:
    """SM413: another rule fires wherever this one does, and brings all that it brings."""
    bringing: dict[str, list[Rule]] = {}
    for rule in pack.model.content.rules:
        for name in _brought(rule):
            bringing.setdefault(name, []).append(rule)
    for rule in pack.model.content.rules:
        brought = [bringing[name] for name in _brought(rule)]
        if brought and not pack.never(pack.model.truths[f"rule:{rule.id}"]):
            others = (other for other in min(brought, key=len) if _brings_all(other, rule))
            yield from _within(pack, rule, others)


def _brought(rule: Rule) -> Iterator[str]:
    """Yield the names of what a rule brings."""
    yield from (f"threat:{raised.threat}" for raised in rule.raises)
    yield from (f"task:{required}" for required in rule.requires)


def _brings_all(rule: Rule, other: Rule) -> bool:
    """Whether a rule brings at least what another does."""
    raises = {raised.threat: raised for raised in rule.raises}
    for raised in other.raises:
        mine = raises.get(raised.threat)
        if mine is None or mine.likelihood < raised.likelihood or mine.impact < raised.impact:
            return False
    if not set(other.requires) <= set(rule.requires):
        return False
    if other.requires and (rule.priority or 0) < (other.priority or 0):
        return False
    return rule is not other


def _within(pack: Checked, rule: Rule, others: Iterator[Rule]) -> Iterator[Diagnostic]:
    """Yield the first of some rules that fires wherever one does, or that it is open whether it does.

    Of two that bring the same and fire for the same answers, one is told to be the same as the other.
    """
    inner = pack.model.truths[f"rule:{rule.id}"]
    for other in others:
        outer = pack.model.truths[f"rule:{other.id}"]
        shown = pack.shown(partial(_only, inner, outer), (inner, outer))
        alike = _consequences(rule) == _consequences(other)
        if alike and shown.proved and not pack.shown(partial(_only, outer, inner), (inner, outer)).possible:
            continue
        where = f"{other.id!r}, at {pack.at('rule', other.id)}, which fires wherever it does"
        if shown.proved:
            message = f"the rule {rule.id!r} brings nothing that is not brought by {where}"
            yield warning(pack.at("rule", rule.id), "SM413", message, "advice")
            return
        if not shown.possible:
            yield unsettled(pack.at("rule", rule.id), f"the rule {rule.id!r} adds to {other.id!r}")
            return


def _only(inner: int, outer: int, lanes: Lanes) -> int:
    """Return the lanes in which a value certainly holds and another does not."""
    return lanes.at(inner).must & ~lanes.at(outer).may


# ---------------------------------------------------------------------------------------------
# Answers


def not_told_apart(pack: Checked) -> Iterator[Diagnostic]:
    """SM408: nothing tells these answers apart."""
    uses = _Uses.of(pack)
    idle = {question.id for question in useless(pack)} | set(pack.dead)
    for question in pack.model.content.questions:
        for group in uses.groups(question) if question.id not in idle else ():
            first, *others = (f"{question.id}.{answer.id}" for answer in group)
            place = pack.at("name", question.id, "answers", question.answers.index(group[0]), "id")
            nothing = question.select == "many" and not uses.looks_at(question, group[0])
            if nothing:
                listed = ", ".join(repr(name) for name in (first, *others))
                yield warning(place, "SM408", f"nothing changes where {listed} is ticked", "advice")
            elif others:
                listed = ", ".join(repr(name) for name in others)
                yield warning(place, "SM408", f"nothing tells {first!r} from {listed}", "advice")


@frozen
class _Uses:
    """Where the answers of a pack make a difference."""

    conditions: tuple[Condition, ...]
    mentions: dict[str, set[int]]  #: by answer, or ``question.none``: conditions that name it
    implied: dict[str, set[str]]  #: by answer: the answers that imply it

    @classmethod
    def of(cls, pack: Checked) -> _Uses:
        conditions = tuple(subject.condition for subject in pack.suite.subjects)
        mentions: dict[str, set[int]] = {}
        for index, condition in enumerate(conditions):
            for leaf in leaves(condition):
                mentions.setdefault(str(leaf), set()).add(index)
        implied: dict[str, set[str]] = {}
        for question in pack.model.content.questions:
            for answer in question.answers:
                for target in answer.implies:
                    implied.setdefault(target, set()).add(f"{question.id}.{answer.id}")
        return cls(conditions, mentions, implied)

    def groups(self, question: Question) -> list[list[Answer]]:
        """Return the answers of a question, those that nothing tells apart together."""
        found: list[list[Answer]] = []
        for answer in question.answers:
            like = next((group for group in found if self.alike(question, group[0], answer)), None)
            if like is None:
                found.append([answer])
            else:
                like.append(answer)
        return found

    def alike(self, question: Question, one: Answer, other: Answer) -> bool:
        """Whether two answers can change places everywhere."""
        if (one.exclusive, one.implies) != (other.exclusive, other.implies):
            return False
        a, b = f"{question.id}.{one.id}", f"{question.id}.{other.id}"
        where = self.mentions.get(a, set())
        if where != self.mentions.get(b, set()) or self.implied.get(a) != self.implied.get(b):
            return False
        swapped = {a: b, b: a}

        def renamed(leaf: Leaf) -> Hashable:
            return swapped.get(str(leaf), str(leaf))

        return all(meaning(self.conditions[at], str) == meaning(self.conditions[at], renamed) for at in where)

    def looks_at(self, question: Question, answer: Answer) -> bool:
        """Whether it makes a difference that an answer of a list is ticked."""
        names = (f"{question.id}.{answer.id}", f"{question.id}.none")
        named = any(name in self.mentions or name in self.implied for name in names)
        return named or bool(answer.implies) or answer.exclusive
