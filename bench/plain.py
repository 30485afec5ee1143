"""A plain recursive evaluation of complete sheets, to measure the engine beside and to check it against."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from surveymodel.condition import And, Comparison, Condition, Member, Name, Not, Or, parse
from surveymodel.content.nouns import Content, Countermeasure
from surveymodel.engine.reply import Given

__all__ = ["Plain", "fired"]

_COMPARED = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
    "==": int.__eq__,
    "!=": int.__ne__,
}


def fired(content: Content, sheet: Mapping[str, Given]) -> set[str]:
    """Return the ids of the rules that fire."""
    return Plain(content, sheet).rules()


@define
class Plain:
    """What holds of one complete sheet, which answers all that it is asked."""

    content: Content
    sheet: Mapping[str, Given]
    known: dict[str, bool] = field(factory=dict)  #: questions that are asked, facts, levels
    _definitions: dict[str, list[str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._definitions = {
            question.id: [] if question.when is None else [question.when]
            for question in self.content.questions
        }
        self._definitions |= {fact.id: [fact.when] for fact in self.content.facts}
        for scale in self.content.scales:
            for reached, level in enumerate(scale.levels, start=1):
                self._definitions[f"{scale.id}.{level.id}"] = [one.when for one in scale.levels[:reached]]

    def rules(self) -> set[str]:
        """Return the ids of the rules that fire."""
        return {rule.id for rule in self.content.rules if self.when(rule.when)}

    def tasks(self) -> set[str]:
        """Return the ids of the countermeasures that apply."""
        here = [rule for rule in self.content.rules if self.when(rule.when)]
        threats = {raised.threat for rule in here for raised in rule.raises}
        required = {id for rule in here for id in rule.requires}

        def applies(one: Countermeasure) -> bool:
            return self.when(one.when) and (one.id in required or not threats.isdisjoint(one.counters))

        return {one.id for one in self.content.countermeasures if applies(one)}

    def when(self, source: str | None) -> bool:
        """Whether a condition holds; an absent one does."""
        return source is None or self.holds(parse(source))

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds."""
        match condition:
            case And(terms):
                return all(self.holds(term) for term in terms)
            case Or(terms):
                return any(self.holds(term) for term in terms)
            case Not(term):
                return not self.holds(term)
            case Name(name):
                return self.named(name)
            case Member(owner, id) if owner in self.sheet:
                return self.named(owner) and _chosen(self.sheet[owner], id)
            case Member():
                return str(condition) in self._definitions and self.named(str(condition))
            case Comparison(question, operator, operand):
                given = self.sheet.get(question)
                number = operand if isinstance(operand, int) else self._value(operand)
                return self.named(question) and isinstance(given, int) and _COMPARED[operator](given, number)

    def named(self, name: str) -> bool:
        """Whether a question is asked, a fact holds or a level is reached."""
        if name not in self.known:
            self.known[name] = all(self.when(source) for source in self._definitions[name])
        return self.known[name]

    def _value(self, id: str) -> int:
        return next(value.value for value in self.content.values if value.id == id)


def _chosen(given: Given, id: str) -> bool:
    if isinstance(given, tuple):
        return id in given or (id == "none" and not given)
    return id == given
