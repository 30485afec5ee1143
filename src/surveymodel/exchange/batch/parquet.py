"""Tables as record batches, for files of Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from surveymodel.engine.arrow_batches import listed, numbers_of
from surveymodel.engine.spread import index_arrays
from surveymodel.engine.table import Table

__all__ = ["SCHEMAS", "count_batch", "from_bytes", "system_batch", "task_batch", "to_bytes"]

_ID: Final = pa.dictionary(pa.int32(), pa.string())
_LIST: Final = pa.large_list(pa.string())

#: The columns of each shape.
SCHEMAS: Final[Mapping[str, Any]] = {
    "systems": pa.schema({"system": pa.string(), "tasks": _LIST, "possible": _LIST}),
    "tasks": pa.schema(
        {"system": pa.string(), "task": _ID, "certainty": pa.dictionary(pa.int8(), pa.string())}
    ),
    "counts": pa.schema(
        {
            **dict.fromkeys(("task", "title", "phase", "owner", "kind"), pa.string()),
            **dict.fromkeys(("certain", "possible"), pa.int64()),
        }
    ),
}


def system_batch(table: Table, tasks: Sequence[str], ids: Sequence[str | None], *, possible: bool) -> Any:
    """Return a row for each system that has an id, with lists of its tasks; null where they are not told of."""
    names = pa.array(tasks, pa.string())
    found = [pa.array(ids, pa.string())]
    for certainty in ("certain", "possible"):
        if certainty == "certain" or possible:
            columns = table.columns("task", certainty)
            starts, numbers = index_arrays([columns[id] for id in tasks], len(table))
            found.append(pa.LargeListArray.from_arrays(numbers_of(starts), names.take(numbers_of(numbers))))
        else:
            found.append(pa.nulls(len(table), _LIST))
    whole = pa.record_batch(found, schema=SCHEMAS["systems"])
    return whole.filter(whole.column(0).is_valid())


def task_batch(table: Table, tasks: Sequence[str], ids: Sequence[str | None], *, possible: bool) -> Any:
    """Return a row for each task of each system that has an id."""
    rows, names, certainties = listed(table, "task", tasks, possible=possible)
    systems = pa.array(ids, pa.string()).take(rows)
    whole = pa.record_batch([systems, names, certainties], schema=SCHEMAS["tasks"])
    return whole.filter(systems.is_valid())


def count_batch(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return a row for each task, with the number of systems that it is certain or possible in."""
    return pa.RecordBatch.from_pylist(list(rows), schema=SCHEMAS["counts"])


def to_bytes(batch: Any) -> bytes:
    """Return a record batch as Arrow's stream, which other processes can read."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


def from_bytes(data: bytes) -> Any:
    """Return the record batch of a stream that has one."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()
