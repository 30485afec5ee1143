"""The inputs of a program: which columns each question has.

Content goes in; for every question come out the places of its answers and, where it asks for a
number, of the thresholds that the pack compares it with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from surveymodel.condition import MAX_NUMBER, Comparison, Condition, leaves, parse
from surveymodel.content.nouns import Content
from surveymodel.engine.model import Columns

__all__ = ["SIDES", "columns", "conditions"]


def columns(content: Content, more: Iterable[Condition] = ()) -> dict[str, Columns]:
    """Number the inputs of each question, after the constants.

    Conditions besides those of the content may compare with numbers that it does not.
    """
    below = _thresholds(content, more)
    implied = {i.partition(".")[0] for q in content.questions for a in q.answers for i in a.implies}
    following = iter(range(2, 1 << 60))
    result = {}
    for question in content.questions:
        result[question.id] = Columns(
            question.id,
            {answer.id: next(following) for answer in question.answers},
            next(following) if question.select == "many" else None,
            next(following) if question.id in implied else None,
            {number: next(following) for number in sorted(below[question.id])},
        )
    return result


def _thresholds(content: Content, more: Iterable[Condition]) -> defaultdict[str, set[int]]:
    """Return the numbers below which an answer may or may not lie, by question."""
    values = {value.id: value.value for value in content.values}
    result: defaultdict[str, set[int]] = defaultdict(set)
    for condition in (*conditions(content), *more):
        for leaf in leaves(condition):
            if isinstance(leaf, Comparison):
                number = values[leaf.operand] if isinstance(leaf.operand, str) else leaf.operand
                sides = SIDES[leaf.operator](number)
                result[leaf.question].update(side for side in sides if 0 < side <= MAX_NUMBER)
    return result


#: For each operator, the numbers whose "below" columns it is made of.
SIDES: Final[dict[str, Callable[[int], tuple[int, ...]]]] = {
    "<": lambda n: (n,),
    ">=": lambda n: (n,),
    "<=": lambda n: (n + 1,),
    ">": lambda n: (n + 1,),
    "==": lambda n: (n, n + 1),
    "!=": lambda n: (n, n + 1),
}


def conditions(content: Content) -> Iterator[Condition]:
    """Yield every condition of a pack."""
    sources: list[str | None] = []
    for nouns in (content.questions, content.facts, content.adjustments, content.rules):
        sources += (noun.when for noun in nouns)
    sources += (level.when for scale in content.scales for level in scale.levels)
    sources += (guide.when for guide in content.guides)
    for countermeasure in content.countermeasures:
        sources.append(countermeasure.when)
        for mapped in countermeasure.satisfies.values():
            sources += (mapping.when for mapping in mapped.values())
    for interpretation in content.interpretations:
        for read in (interpretation.groups, interpretation.controls):
            sources += (reading.when for reading in read.values())
    return (parse(source) for source in sources if source is not None)
