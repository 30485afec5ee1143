"""Conditions changed in small ways: a clause dropped or turned round, ``and`` for ``or``, a number moved.

A condition goes in; conditions that differ from it in one thing come out, each with that in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from textwrap import shorten
from typing import Literal

from attrs import evolve, frozen

from surveymodel.condition import MAX_NUMBER, And, Comparison, Condition, Leaf, Not, Or

__all__ = ["Rewriting", "Way", "rewritten"]

Way = Literal["drop-clause", "negate-clause", "swap", "move-threshold"]
"""What is done to a condition."""


@frozen
class Rewriting:
    """A condition with one thing changed."""

    way: Way
    condition: Condition
    said: str  #: what was changed, in words
    clause: int | None  #: the number of the clause, from the left; None of ``and`` and ``or``


def rewritten(condition: Condition, values: Mapping[str, int]) -> Iterator[Rewriting]:
    """Yield a condition with each clause dropped, each negated, each ``and`` and ``or`` swapped, each number moved.

    The only clause of a condition is not dropped. ``values`` has the numbers of the pack's values.
    """
    yield from _rewritten(condition, values, count())


def _rewritten(condition: Condition, values: Mapping[str, int], number: Iterator[int]) -> Iterator[Rewriting]:
    match condition:
        case And(terms) | Or(terms):
            yield from _joined(condition, terms, values, number)
        case Not(term):
            for one in _rewritten(term, values, number):
                yield evolve(one, condition=_negated(one.condition))
        case _:
            yield from _clause(condition, values, next(number))


def _joined(
    condition: And | Or, terms: tuple[Condition, ...], values: Mapping[str, int], number: Iterator[int]
) -> Iterator[Rewriting]:
    kind, other, words = (
        (And, Or, "'or' for 'and'") if isinstance(condition, And) else (Or, And, "'and' for 'or'")
    )
    left, right = (f"'{shorten(str(term), 60, placeholder=' …')}'" for term in terms[:2])
    others = " and so on" if len(terms) > 2 else ""
    yield Rewriting("swap", other(terms), f"{words} between {left} and {right}{others}", None)
    for index, term in enumerate(terms):
        before, after = terms[:index], terms[index + 1 :]
        for one in _rewritten(term, values, number):
            yield evolve(one, condition=kind((*before, one.condition, *after)))
            if one.way == "negate-clause" and _is_clause(term):
                first, *more = (*before, *after)
                without = kind((first, *more)) if more else first
                yield Rewriting("drop-clause", without, f"'{term}' dropped", one.clause)


def _is_clause(term: Condition) -> bool:
    return isinstance(term, Leaf) or (isinstance(term, Not) and isinstance(term.term, Leaf))


def _clause(leaf: Leaf, values: Mapping[str, int], number: int) -> Iterator[Rewriting]:
    yield Rewriting("negate-clause", Not(leaf), f"'{leaf}' negated", number)
    if isinstance(leaf, Comparison):
        operand = values[leaf.operand] if isinstance(leaf.operand, str) else leaf.operand
        for moved in (operand - 1, operand + 1):
            if 0 <= moved <= MAX_NUMBER:
                other = Comparison(leaf.question, leaf.operator, moved)
                yield Rewriting("move-threshold", other, f"'{leaf}' moved to '{other}'", number)


def _negated(condition: Condition) -> Condition:
    return condition.term if isinstance(condition, Not) else Not(condition)
