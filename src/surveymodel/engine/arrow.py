"""Arrow tables as sheets: a column for each question goes in, encoded lanes come out.

A column is named by its question. Of one answer it holds texts, best as a dictionary; of many, lists
of texts; of a number, integers. Null is not answered. In place of it there may be a column of truths
for each answer, named ``question.answer``: the question is answered where one of them is not null. A
column ``id`` names the systems and is no answer. What is not so is refused with the names of column
and type; a row that does not fit the model is one of the rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import pyarrow as pa

from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.arrow_lanes import Lanes
from surveymodel.engine.batch import Batch
from surveymodel.engine.table import Sheets, Table
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["ID", "check", "check_ids", "encoded", "fits", "table", "tables"]

#: The column that names systems.
ID: Final = "id"


def tables(ready: Batch, source: Any, size: int) -> Iterator[Table]:
    """Yield what holds in each row of an Arrow table, record batch or stream, ``size`` rows at a time.

    Raises :class:`~surveymodel.errors.AnswerError` where a column is not one of the survey's.
    """
    reader = pa.RecordBatchReader.from_stream(source)
    check(ready, reader.schema)
    for record in reader:
        for start in range(0, record.num_rows, size):
            yield table(ready, record.slice(start, size))


def check(ready: Batch, schema: pa.Schema) -> None:
    """Raise :class:`~surveymodel.errors.AnswerError` with every column that is not one of the survey's."""
    faults = [
        Diagnostic(Location(f"column {name[:80]!r}"), *fault) for name, fault in _misfits(ready, schema)
    ]
    if faults:
        raise AnswerError(faults)


def check_ids(schema: pa.Schema) -> None:
    """Raise :class:`~surveymodel.errors.AnswerError` where there is no column with the ids of systems."""
    type = schema.field(ID).type if schema.names.count(ID) == 1 else None
    if type is None:
        fault = ("SM202", f"the column {ID!r} with the ids of the systems is missing")
    elif _text(type) or _whole(type):
        return
    else:
        fault = ("SM503", f"the ids of systems are texts, not {type}")
    raise AnswerError([Diagnostic(Location(f"column {ID!r}"), *fault)])


def _misfits(ready: Batch, schema: pa.Schema) -> Iterator[tuple[str, tuple[str, str]]]:
    questions = ready.model.questions
    seen: set[str] = set()
    for column in schema:
        id, dot, answer = column.name.partition(".")
        question = questions.get(id)
        if column.name in seen or (dot and id in seen):
            yield column.name, ("SM501", "the column stands twice in the table")
        elif question is None and column.name != ID:
            yield column.name, ("SM501", f"unknown question {id[:80]!r}{nearest(id, questions)}")
        elif question is not None:
            fault = _of_answer(question, answer, column.type) if dot else _of_question(question, column.type)
            if fault is not None:
                yield column.name, fault
        seen |= {column.name} if not dot else {column.name, f"{id}."}
        if not dot and f"{id}." in seen:
            yield column.name, ("SM501", "its answers have columns of their own")


def _of_question(question: Question, type: pa.DataType) -> tuple[str, str] | None:
    """Return what is wrong with a column of a question's replies."""
    if question.of == LAYERS[0]:
        message = f"{question.id!r} is a question of the {question.of}: it cannot be answered by a system"
        return "SM504", message
    if not fits(question, type):
        return "SM503", f"{_WANTED[question.select]}, not {type}"
    return None


def _of_answer(question: Question, answer: str, type: pa.DataType) -> tuple[str, str] | None:
    """Return what is wrong with a column that says of one answer whether it holds."""
    ids = [one.id for one in question.answers]
    if answer not in ids:
        return "SM502", f"unknown answer {answer[:80]!r} of {question.id!r}{nearest(answer, ids)}"
    if not (pa.types.is_boolean(type) or pa.types.is_null(type)):
        return "SM503", f"an answer's own column takes truths, not {type}"
    return _of_question(question, pa.null())


def fits(question: Question, type: pa.DataType) -> bool:
    """Whether a column of a type can hold the replies to a question."""
    return _FITTING[question.select](type)


def _text(type: pa.DataType) -> bool:
    kinds = pa.types
    if kinds.is_dictionary(type):
        return _text(type.value_type)
    return bool(
        kinds.is_string(type)
        or kinds.is_large_string(type)
        or kinds.is_string_view(type)
        or kinds.is_null(type)
    )


def _texts(type: pa.DataType) -> bool:
    kinds = pa.types
    lists = kinds.is_list(type) or kinds.is_large_list(type)
    return bool((lists and _text(type.value_type)) or kinds.is_null(type))


def _whole(type: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type) or pa.types.is_null(type))


_FITTING: Final = {"one": _text, "many": _texts, "number": _whole}
_WANTED: Final = {
    "one": "a question of one answer takes texts",
    "many": "a question of many answers takes lists of texts",
    "number": "a number question takes integers",
}


def table(ready: Batch, record: pa.RecordBatch) -> Table:
    """Return what holds in each row of a record batch whose columns are the survey's."""
    lanes, rejected = encoded(ready, record)
    sheets = Sheets(int(record.num_rows), partial(_sheet, ready, record))
    return ready.resolved([lanes], sheets, rejected)


def encoded(ready: Batch, record: pa.RecordBatch) -> tuple[Lanes, Mapping[int, tuple[Diagnostic, ...]]]:
    """Return the rows of a record batch, encoded, and what is wrong with those that do not fit."""
    lanes = Lanes(ready.encoder, record)
    rejected = {}
    for row in lanes.misfits():
        try:
            ready.encoder.row(_sheet(ready, record, row))
        except AnswerError as error:
            rejected[row] = error.diagnostics
    return lanes, rejected


def _sheet(ready: Batch, record: pa.RecordBatch, row: int) -> Mapping[str, Any]:
    (values,) = record.slice(row, 1).to_pylist()
    result: dict[str, Any] = {}
    for name, value in values.items():
        id, dot, answer = name.partition(".")
        if dot and value is not None:
            result.setdefault(id, []).extend([answer] if value else [])
        elif value is not None and name != ID:
            result[id] = value
    for id, value in result.items():
        if ready.model.questions[id].select == "one" and isinstance(value, list) and len(value) == 1:
            result[id] = value[0]
    return result
