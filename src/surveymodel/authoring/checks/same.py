"""Content that stands there twice: answers, rules and facts between which nothing tells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from attrs import frozen

from surveymodel.authoring.checks.checked import PROVED, Checked, warning
from surveymodel.authoring.checks.dead import useless
from surveymodel.condition import And, Comparison, Condition, Leaf, Not, Or, leaves, parse
from surveymodel.content.nouns import Answer, Question, Rule
from surveymodel.engine.clauses import Lanes, truth_of
from surveymodel.engine.program import FALSE, TRUE
from surveymodel.errors import Diagnostic

__all__ = ["equal_facts", "equal_rules", "not_told_apart"]


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
        following.setdefault((rule.raises, rule.requires, rule.priority), []).append(rule)
    for alike in following.values():
        yield from _equal(pack, alike) if len(alike) > 1 else ()


def _equal(pack: Checked, rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """Yield which of several rules with the same consequences have the condition of one before."""
    written: dict[Hashable, Rule] = {}
    fired: dict[Hashable, Rule] = {}
    for rule in rules:
        lanes = pack.suite.random.at(pack.model.truths[f"rule:{rule.id}"])
        first = written.setdefault(_meaning(pack, rule.when), rule)
        alike = fired.setdefault(lanes, rule) if lanes.must else rule
        if first is not rule or _fire_together(pack, alike, rule):
            same = alike if first is rule else first
            message = f"the rule {rule.id!r} says the same as {same.id!r}, at {pack.at('rule', same.id)}"
            yield warning(pack.at("rule", rule.id), "SM409", message)


def _fire_together(pack: Checked, one: Rule, other: Rule) -> bool:
    """Whether it is proved that of two rules each fires wherever the other does."""
    places = [pack.model.truths[f"rule:{rule.id}"] for rule in (one, other)]
    if one is other or places[0] == places[1]:
        return one is not other

    def apart(lanes: Lanes) -> int:
        first, second = map(lanes.at, places)
        return first.must & ~second.may | second.must & ~first.may

    return pack.shown(apart, places).how == PROVED


def equal_facts(pack: Checked) -> Iterator[Diagnostic]:
    """SM409: this fact says the same as another."""
    seen: dict[Hashable, str] = {}
    for fact in sorted(pack.model.content.facts, key=lambda fact: pack.at("name", fact.id)):
        place = pack.model.truths[f"fact:{fact.id}"]
        if place in (TRUE, FALSE):
            continue
        said = (place, _meaning(pack, fact.when))
        first = next((seen[key] for key in said if key in seen), None)
        if first is not None:
            message = f"the fact {fact.id!r} says the same as {first!r}, at {pack.at('name', first)}"
            yield warning(pack.at("name", fact.id), "SM409", message)
        for key in said:
            seen.setdefault(key, fact.id)


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
