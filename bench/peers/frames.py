"""polars: expressions over a column of truths for each answer, one selection for each level of definitions.

Eager selections are faster than one lazy query of all, with or without its search for common parts,
and ``all_horizontal`` and ``any_horizontal`` than chains of ``&`` and ``|``.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
from attrs import define, field

from bench.peers.columns import Columns
from surveymodel.condition import And, Comparison, Condition, Name, Not, Or, leaves, parse
from surveymodel.content.nouns import Content
from surveymodel.engine.model import SurveyModel

__all__ = ["NAME", "Query", "bits", "mappings", "mappings_by_arrow", "table", "truths"]

NAME = "polars"

Definitions = Mapping[str, Condition]

#: What polars and numpy call the operators.
_METHODS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


# ---------------------------------------------------------------------------------------------
# The pack as definitions over columns


def _definitions(content: Content) -> Definitions:
    """Return what defines each column that is computed, by its name."""
    result: dict[str, Condition] = {}
    for question in content.questions:
        if question.when is not None:
            result[question.id] = parse(question.when)
        names = [f"{question.id}.{answer.id}" for answer in question.answers]
        for name in names if question.when is not None else ():
            result[name] = And((Name(question.id), Name(_given(name))))
        if question.select == "many":
            nothing = Not(_some(names))
            asked = question.when is not None
            result[f"{question.id}.none"] = And((Name(question.id), nothing)) if asked else nothing
    result |= {fact.id: parse(fact.when) for fact in content.facts}
    for scale in content.scales:
        for reached, level in enumerate(scale.levels, start=1):
            result[f"{scale.id}.{level.id}"] = And(tuple(parse(one.when) for one in scale.levels[:reached]))
    return result | _outcomes(content)


def _outcomes(content: Content) -> dict[str, Condition]:
    result: dict[str, Condition] = {
        f"rule:{rule.id}": And(()) if rule.when is None else parse(rule.when) for rule in content.rules
    }
    for threat in content.threats:
        raising = [r.id for r in content.rules if any(raised.threat == threat.id for raised in r.raises)]
        result[f"threat:{threat.id}"] = _some(f"rule:{id}" for id in raising)
    for one in content.countermeasures:
        requiring = (f"rule:{rule.id}" for rule in content.rules if one.id in rule.requires)
        cause = _some([*(f"threat:{id}" for id in one.counters), *requiring])
        result[f"task:{one.id}"] = cause if one.when is None else And((parse(one.when), cause))
    return result


def _some(names: Iterable[str]) -> Condition:
    return Or(tuple(map(Name, names)))


def _given(name: str) -> str:
    return f"given:{name}"


def _operand(model: SurveyModel, leaf: Comparison) -> int:
    return leaf.operand if isinstance(leaf.operand, int) else model.values[leaf.operand]


# ---------------------------------------------------------------------------------------------
# Definitions as selections


@define
class Query:
    """Selections that lead from answers to the truths of some kind, each level from the ones before."""

    model: SurveyModel
    kind: str
    bits: bool = False  #: comparisons with numbers stand in the frame as columns of truths
    _definitions: Definitions = field(init=False)
    _levels: dict[str, int] = field(factory=dict, init=False)
    selections: list[list[Any]] = field(init=False)
    wanted: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._definitions = _definitions(self.model.content)
        self.wanted = [name for name in self._definitions if name.startswith(f"{self.kind}:")]
        for name in self.wanted:
            self._level(name)
        self.selections = [[] for _ in range(1 + max(self._levels.values()))]
        for name, level in self._levels.items():
            self.selections[level].append(self._expression(self._definitions[name]).alias(name))

    def _level(self, name: str) -> int:
        """Return how many selections must have gone before; -1 for a column of the frame."""
        if name not in self._definitions:
            return -1
        if name not in self._levels:
            below = [self._level(behind) for behind in self._behind(self._definitions[name])]
            self._levels[name] = 1 + max(below, default=-1)
        return self._levels[name]

    def _behind(self, condition: Condition) -> Iterator[str]:
        for leaf in leaves(condition):
            yield leaf.question if isinstance(leaf, Comparison) else str(leaf)

    def _expression(self, condition: Condition) -> Any:
        match condition:
            case And(()):
                return pl.lit(value=True)
            case Or(()):
                return pl.lit(value=False)
            case And((term,)) | Or((term,)):
                return self._expression(term)
            case And(terms):
                return pl.all_horizontal([self._expression(term) for term in terms])
            case Or(terms):
                return pl.any_horizontal([self._expression(term) for term in terms])
            case Not(term):
                return ~self._expression(term)
            case Comparison():
                return self._comparison(condition)
            case _:
                return self._name(str(condition))

    def _name(self, name: str) -> Any:
        if name in self._definitions or name.startswith("given:"):
            return pl.col(name)
        return pl.lit(value=True) if name in self.model.questions else pl.col(_given(name))

    def _comparison(self, leaf: Comparison) -> Any:
        if self.bits:
            compared = pl.col(_given(str(leaf)))
        else:
            column, number = pl.col(_given(leaf.question)), _operand(self.model, leaf)
            compared = getattr(column, _METHODS[leaf.operator])(number)
        if leaf.question not in self._definitions:
            return compared
        return pl.all_horizontal([pl.col(leaf.question), compared])

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns of what is wanted."""
        for selection in self.selections:
            frame = frame.with_columns(selection)
        return frame.select(self.wanted)

    def counts(self, frame: pl.DataFrame) -> dict[str, int]:
        """Return in how many rows each of them holds, by id."""
        found = self.run(frame).sum()
        return {name.partition(":")[2]: int(number) for name, number in found.row(0, named=True).items()}


# ---------------------------------------------------------------------------------------------
# Sheets as frames


def truths(columns: Columns) -> pl.DataFrame:
    """Return a column of truths for each answer and one of numbers for each number question."""
    numbers = {_given(id): columns.codes[id] for id in _of(columns.model, "number")}
    return pl.DataFrame({_given(name): column for name, column in columns.truths()} | numbers)


def bits(columns: Columns) -> pl.DataFrame:
    """Return a column of truths for each answer and for each comparison with a number."""
    model = columns.model
    result = {_given(name): column for name, column in columns.truths()}
    for condition in _definitions(model.content).values():
        for leaf in leaves(condition):
            if isinstance(leaf, Comparison):
                compare = getattr(operator, _METHODS[leaf.operator])
                result[_given(str(leaf))] = compare(columns.codes[leaf.question], _operand(model, leaf))
    return pl.DataFrame(result)


def _of(model: SurveyModel, select: str) -> list[str]:
    return [one.id for one in model.content.questions if one.select == select]


def mappings(model: SurveyModel, sheets: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return sheets as JSON has them as such a frame, by ``polars.from_dicts`` with a schema."""
    kinds = {"one": pl.String(), "many": pl.List(pl.String()), "number": pl.Int64()}
    schema = {one.id: kinds[one.select] for one in model.content.questions}
    return _spread(model, pl.from_dicts(sheets, schema=schema))


def mappings_by_arrow(model: SurveyModel, sheets: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the same frame by way of ``pyarrow.Table.from_pylist``, which is faster with lists."""
    kinds = {"one": pa.string(), "many": pa.list_(pa.string()), "number": pa.int64()}
    schema = pa.schema([(one.id, kinds[one.select]) for one in model.content.questions])
    return _spread(model, pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(sheets, schema=schema))))


def table(model: SurveyModel, source: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as such a frame, by the numbers of its texts: dictionaries in the survey's order.

    Lists of numbers are several times faster to search than lists of categories.
    """
    columns = {}
    for question in model.content.questions:
        column = source.column(question.id).combine_chunks()
        if question.select == "one":
            column = column.indices
        elif question.select == "many":
            column = pa.ListArray.from_arrays(column.offsets, column.values.indices)
        columns[question.id] = column
    return _spread(model, pl.DataFrame(pl.from_arrow(pa.table(columns))), numbered=True)


def _spread(model: SurveyModel, frame: pl.DataFrame, *, numbered: bool = False) -> pl.DataFrame:
    """Return a column of truths for each answer of a frame of texts and lists of texts, or their numbers."""
    wanted = [pl.col(id).alias(_given(id)) for id in _of(model, "number")]
    for question in model.content.questions:
        column = pl.col(question.id)
        for index, answer in enumerate(question.answers):
            said = index if numbered else answer.id
            chosen = column == said if question.select == "one" else column.list.contains(said)
            wanted.append(chosen.alias(_given(f"{question.id}.{answer.id}")))
    return frame.select(wanted)
