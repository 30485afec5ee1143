"""Random conditions, as text: over given names, or over everything that a model names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from hypothesis import strategies as st

from surveymodel.condition import MAX_NUMBER
from surveymodel.engine.model import SurveyModel

__all__ = ["conditions", "conditions_over", "names_of"]


def conditions(model: SurveyModel) -> st.SearchStrategy[str]:
    """Conditions over the names of a model, each of which it could link."""
    names = list(names_of(model))
    return conditions_over(names) if names else st.nothing()


def conditions_over(names: Sequence[str]) -> st.SearchStrategy[str]:
    """Conditions over some names, written with and without parentheses."""
    return _conditions(tuple(names))


@lru_cache(maxsize=1000)
def _conditions(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(names),
        lambda part: st.one_of(
            part.map("not {}".format),
            st.tuples(part, part).map(" and ".join),
            st.tuples(part, part).map(" or ".join),
            part.map("({})".format),
        ),
        max_leaves=5,
    )


def names_of(model: SurveyModel) -> Iterator[str]:
    """Yield what a condition can be made of, in the order of the survey: facts stand at the end.

    Numbers are compared with those that the pack compares them with, and with no others: only
    these does its program tell apart.
    """
    for question in model.content.questions:
        yield question.id
        yield from (f"{question.id}.{answer.id}" for answer in question.answers)
        if question.select == "many":
            yield f"{question.id}.none"
        yield from _comparisons(model, question.id)
    yield from (name.removeprefix("fact:") for name in model.truths if name.startswith("fact:"))


def _comparisons(model: SurveyModel, question: str) -> Iterator[str]:
    """Yield the comparisons whose sides the program has, and with values where these are equal."""
    below = model.columns[question].below
    values = {number: id for id, number in model.values.items()}
    for number in below:
        pairs = [("<", number), (">=", number), ("<=", number - 1), (">", number - 1)]
        if number + 1 in below or number == MAX_NUMBER:
            pairs += [("==", number), ("!=", number)]
        for operator, operand in pairs:
            yield f"{question} {operator} {operand}"
            if operand in values:
                yield f"{question} {operator} {values[operand]}"
