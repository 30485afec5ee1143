"""Rules with their facts spelt out, as other engines take them: over truths of answers and numbers.

A sheet goes to them as a flat mapping of what holds: ``question__answer`` and ``question__asked`` are
true or false, ``question__number`` is a number. Of the forms that were tried, answers as texts and
lists of texts among them, each engine was fastest with this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from surveymodel.condition import And, Comparison, Condition, Leaf, Member, Name, Not, Or, leaves, parse
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import Resolution

__all__ = ["Flat", "Rules", "Spelling", "flat", "json_logic", "key", "spelt_out"]

Flat = Mapping[str, bool | int]
Rules = Mapping[str, Condition]


def spelt_out(model: SurveyModel) -> Rules:
    """Return the conditions of the rules, with neither facts nor levels nor values in them."""
    content = model.content
    named = {fact.id: fact.when for fact in content.facts}
    for scale in content.scales:
        for reached, level in enumerate(scale.levels, start=1):
            below = (f"({one.when})" for one in scale.levels[:reached])
            named[f"{scale.id}.{level.id}"] = " and ".join(below)

    def spelt(condition: Condition) -> Condition:
        match condition:
            case And(terms):
                return And(tuple(spelt(term) for term in terms))
            case Or(terms):
                return Or(tuple(spelt(term) for term in terms))
            case Not(term):
                return Not(spelt(term))
            case Comparison(question, operator, operand):
                number = model.values[operand] if isinstance(operand, str) else operand
                compared = Comparison(question, operator, number)
                always = model.questions[question].when is None
                return compared if always else And((Name(question), compared))
            case _ if str(condition) in named:
                return spelt(parse(named[str(condition)]))
            case _:
                return condition

    return {rule.id: spelt(parse(rule.when)) for rule in content.rules if rule.when is not None}


def key(leaf: Leaf) -> str:
    """Return how a flat sheet names what a leaf looks at."""
    match leaf:
        case Member(owner, id):
            name = f"{owner}__{id}"
        case Comparison(question):
            name = f"{question}__number"
        case _:
            name = f"{leaf}__asked"
    return name.replace("-", "_")


def flat(resolution: Resolution, rules: Iterable[Condition]) -> Flat:
    """Return what holds of a complete system, as far as the rules look at it."""
    result: dict[str, bool | int] = {}
    answers = {id: placed.reply.answer for id, placed in resolution.evaluation.lanes[0].replies.items()}
    for leaf in {leaf for rule in rules for leaf in leaves(rule)}:
        if isinstance(leaf, Comparison):
            given = answers.get(leaf.question)
            result[key(leaf)] = given if isinstance(given, int) else 0
        else:
            kind = "answer" if isinstance(leaf, Member) else "question"
            result[key(leaf)] = resolution.certainty(f"{kind}:{leaf}") == "certain"
    return result


@frozen
class Spelling:
    """How an engine writes conditions as text."""

    both: str
    either: str
    negated: str

    def text(self, condition: Condition) -> str:
        """Return a condition as text."""
        match condition:
            case And(terms):
                return f"({f' {self.both} '.join(map(self.text, terms))})"
            case Or(terms):
                return f"({f' {self.either} '.join(map(self.text, terms))})"
            case Not(term):
                return f"{self.negated}({self.text(term)})"
            case Comparison(_, operator, operand):
                return f"({key(condition)} {operator} {operand})"
            case _:
                return key(condition)

    def listed(self, rules: Rules) -> str:
        """Return all rules as one list."""
        return f"[{', '.join(map(self.text, rules.values()))}]"


def json_logic(condition: Condition) -> dict[str, Any]:
    """Return a condition as JsonLogic."""
    match condition:
        case And(terms):
            return {"and": [json_logic(term) for term in terms]}
        case Or(terms):
            return {"or": [json_logic(term) for term in terms]}
        case Not(term):
            return {"!": [json_logic(term)]}
        case Comparison(_, operator, operand):
            return {operator: [{"var": key(condition)}, operand]}
        case _:
            return {"var": key(condition)}
