"""A plain recursive evaluation of complete sheets, to measure the engine beside."""

from __future__ import annotations

from collections.abc import Mapping

from surveymodel.condition import And, Comparison, Condition, Member, Not, Or, parse
from surveymodel.content.nouns import Content
from surveymodel.engine.reply import Given

_COMPARED = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
    "==": int.__eq__,
    "!=": int.__ne__,
}


def fired(content: Content, sheet: Mapping[str, Given]) -> set[str]:
    """Return the ids of the rules that fire; for packs of answers and comparisons with integers."""
    asked: dict[str, bool] = {}
    for question in content.questions:
        asked[question.id] = question.when is None or holds(parse(question.when), sheet, asked)
    return {rule.id for rule in content.rules if rule.when is None or holds(parse(rule.when), sheet, asked)}


def holds(condition: Condition, sheet: Mapping[str, Given], asked: Mapping[str, bool]) -> bool:
    """Whether a condition holds on a sheet."""
    match condition:
        case And(terms):
            return all(holds(term, sheet, asked) for term in terms)
        case Or(terms):
            return any(holds(term, sheet, asked) for term in terms)
        case Not(term):
            return not holds(term, sheet, asked)
        case Member(owner, id):
            given = sheet[owner]
            return asked[owner] and (id in given if isinstance(given, tuple) else id == given)
        case Comparison(question, operator, int(operand)):
            given = sheet[question]
            return asked[question] and isinstance(given, int) and _COMPARED[operator](given, operand)
        case _:
            raise TypeError(f"not in a synthetic pack: {condition}")
