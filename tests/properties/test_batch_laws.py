"""The laws of reading many systems: nothing is lost, wherever a text is cut.

A failing example prints the ``@reproduce_failure`` that repeats it; ``--hypothesis-seed`` repeats a
run.
"""

from __future__ import annotations

import csv
import io
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from surveymodel.exchange.batch import inputs
from surveymodel.exchange.batch.inputs import _Text
from surveymodel.exchange.batch.row import Reject, Row
from surveymodel.exchange.batch.rows import read_rows
from tests.packs import model

#: A question of each kind that a cell can answer with any text at all, right or wrong.
MODEL = model(
    {
        "questions": [
            {"id": "first", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
            {"id": "last", "select": "number"},
        ]
    }
)

CELLS = st.sampled_from(["a", "b,c", "d\ne", "f\r\ng", '"', "h\n\n", "", "é"])
#: Lines with a quote that opens and does not close, or closes before the cell ends.
BROKEN = st.sampled_from(['x,"a\n', 'y,"a"b,1\n', '"z\n'])


def written(cells: list[str]) -> str:
    """Return a record as a program writes it."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow(cells)
    return target.getvalue()


def read(text: str, size: int, limit: int = 1_000_000) -> list[Row | Reject]:
    """Return what is in a table that is read so many bytes at a time."""
    stream = io.BytesIO(b"id,first,last\n" + text.encode())
    with mock.patch.object(inputs, "_BYTES", size), mock.patch.object(inputs, "MAX_BYTES", limit):
        blocks = list(_Text(stream, "a.csv", "csv").blocks())
    return [one for block in blocks for one in read_rows(MODEL, block)]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=20), st.integers(1, 60))
def test_a_table_says_the_same_wherever_it_is_cut(cells: list[tuple[str, str]], size: int) -> None:
    """Line, id, sheet or faults of each record do not depend on how much is read at a time."""
    text = "".join(written([f"s{index}", *row]) for index, row in enumerate(cells))
    whole = read(text, 1_000_000)
    assert whole == read(text, size)
    assert [f"s{index}" for index in range(len(cells))] == [one.id for one in whole]
    lines = [
        2 + sum(written([f"s{n}", *row]).count("\n") for n, row in enumerate(cells[:at]))
        for at in range(len(cells))
    ]
    assert lines == [one.line for one in whole]


@given(st.lists(st.one_of(st.none(), BROKEN), max_size=20), st.integers(1, 60), st.integers(15, 60))
def test_a_broken_record_costs_its_own_line(parts: list[Any], size: int, limit: int) -> None:
    """Of records in lines of their own, those without a stray quote are all read.

    Two stray quotes may close each other; what stands between is then one record, and no line of it
    is read twice or not at all.
    """
    texts = [part or f"s{index},b,{index}\n" for index, part in enumerate(parts)]
    found = read("".join(texts), size, limit)
    covered = [line for one in found for line in range(one.line, one.line + one.text.count("\n") + 1)]
    assert list(range(2, 2 + len(texts))) == covered
    if sum(part is not None for part in parts) <= 1:
        expected = [(2 + index, f"s{index}") for index, part in enumerate(parts) if part is None]
        assert expected == [(one.line, one.id) for one in found if isinstance(one, Row)]


@given(
    st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=30), st.integers(1, 40)
)
def test_lines_of_any_bytes_are_rows_or_rejected(texts: list[bytes], size: int) -> None:
    """Each line that is not empty is told of once, with its number, whatever is in it."""
    data = b"\n".join([b"{}", *texts])
    with mock.patch.object(inputs, "_BYTES", size):
        blocks = list(_Text(io.BytesIO(data), "a.ndjson", "ndjson").blocks())
    found = [one for block in blocks for one in read_rows(MODEL, block)]
    expected = [number for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    assert expected == [one.line for one in found]
