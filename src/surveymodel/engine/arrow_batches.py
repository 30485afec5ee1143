"""Record batches of sheets to record batches of what holds in them, as distributed engines map them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute

from surveymodel.engine.arrow import ID, check, check_ids, table
from surveymodel.engine.batch import Batch
from surveymodel.engine.many import batch
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.engine.spread import index_arrays
from surveymodel.engine.table import Table

#: Its functions are made when it is imported, and no checker of types knows them.
pc: Any = pyarrow.compute

__all__ = ["FIELDS", "listed", "numbers_of", "resolve_batches"]

#: What comes out: a row for each task of each system, or one with what is wrong with its sheet.
FIELDS: Final = pa.schema(
    [
        pa.field("system", pa.string()),
        pa.field("task", pa.string()),
        pa.field("certainty", pa.string()),
        pa.field("fault", pa.string()),
    ]
)

_CERTAINTIES: Final = ("certain", "possible")


def resolve_batches(
    model: SurveyModel, *, standard: str | None = None, organisation: System | None = None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what maps record batches of sheets to record batches of tasks.

    What goes in has a column for each question, as :func:`~surveymodel.engine.many.resolve_many`
    takes it, and one, ``id``, with the ids of the systems. What comes out has the columns
    ``system``, ``task``, ``certainty`` (``certain`` or ``possible``) and ``fault``, all of them
    texts: a row for each task of each system, or for a sheet that does not fit the model one with
    its fault alone. It is what Spark's ``DataFrame.mapInArrow`` takes as its function.

    Raises :class:`~surveymodel.errors.UnknownNameError` where there is no such standard and, once
    batches are mapped, :class:`~surveymodel.errors.AnswerError` where columns are not those of the
    survey.
    """
    ready = batch(model, ("task",), standard=standard, organisation=organisation)

    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for record in batches:
            check_ids(record.schema)
            check(ready, record.schema)
            for start in range(0, record.num_rows, ready.size):
                yield _tasks(ready, record.slice(start, ready.size))

    return mapped


def _tasks(ready: Batch, record: pa.RecordBatch) -> pa.RecordBatch:
    found = table(ready, record)
    rows, ids, certainties = listed(found, "task")
    names = record.column(ID).cast(pa.string())
    faulty = sorted(found.rejected)
    texts = ["\n".join(map(str, found.rejected[row])) for row in faulty]
    none = pa.nulls(len(faulty), pa.string())
    columns = [
        (names.take(rows), names.take(pa.array(faulty, pa.int64()))),
        (ids.cast(pa.string()), none),
        (certainties.cast(pa.string()), none),
        (pa.nulls(len(rows), pa.string()), pa.array(texts, pa.string())),
    ]
    return pa.record_batch([pa.concat_arrays(parts) for parts in columns], schema=FIELDS)


def listed(
    table: Table, kind: str, only: Sequence[str] | None = None, *, possible: bool = True
) -> tuple[Any, Any, Any]:
    """Return three arrays, row by row: the number of the row, the id of what holds there, how certainly.

    ``only`` names the ids to tell of, and their order. Ids and certainties are dictionaries. Raises :class:`~surveymodel.errors.UnknownNameError` where
    the table does not tell of the kind.
    """
    certain, perhaps = table.columns(kind), table.columns(kind, "possible")
    told = list(certain) if only is None else list(only)
    pairs = chain.from_iterable((certain[id], perhaps[id] if possible else 0) for id in told)
    starts, numbers = index_arrays(list(pairs), len(table))
    lists = pa.LargeListArray.from_arrays(numbers_of(starts), numbers_of(numbers))
    which = pc.bit_wise_and(lists.values, pa.scalar(1, pa.uint32()))
    ids = pc.shift_right(lists.values, pa.scalar(1, pa.uint32()))
    return (
        pc.list_parent_indices(lists),
        pa.DictionaryArray.from_arrays(ids.cast(pa.int32()), pa.array(told, pa.string())),
        pa.DictionaryArray.from_arrays(which.cast(pa.int8()), pa.array(_CERTAINTIES)),
    )


def numbers_of(numbers: array[int]) -> Any:
    """Return an array of Python as one of Arrow, the same memory."""
    kind = pa.int64() if numbers.typecode == "Q" else pa.uint32()
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])
