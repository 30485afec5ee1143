"""What is written of many systems: for each its tasks, for each of its tasks, or counts."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow as pa
import pytest

from surveymodel import Count, System, Table, resolve_many
from surveymodel.exchange.batch.outputs import Choice, OutForm, Output, Shape
from surveymodel.exchange.batch.parquet import from_bytes
from tests.packs import model
from tests.shop import MODEL

pytestmark = pytest.mark.untraced

#: A shop with a cookie, one that says nothing but that it is a shop, one that is rejected, a site.
IDS = ["shop", "open", None, "site"]
SHEETS: list[dict[str, Any]] = [
    {
        "kind": "shop",
        "features": ["cards"],
        "people": 500,
        "login": "cookie",
        "hosting": "cloud",
        "stack": [],
    },
    {"kind": "shop"},
    {"kind": "nonsense"},
    {"kind": "site"},
]
WEST = System(answers={"region": "west"})
CERTAIN = {
    "shop": ["contact", "harden-cookie", "notice", "watch-page"],
    "open": ["contact", "notice"],
    "site": ["contact", "notice"],
}
POSSIBLE = {"shop": [], "open": ["harden-cookie", "watch-page"], "site": []}


def table(standard: str | None = None) -> Table:
    """Return what holds in those systems."""
    return resolve_many(MODEL, SHEETS, organisation=WEST, standard=standard, strict=False)


def rows(form: OutForm, shape: Shape, choice: Choice | None = None, standard: str | None = None) -> list[Any]:
    """Return the rows that are written, as plain data."""
    output = Output(MODEL, shape, form, choice or Choice())
    made = output.rows(table(standard), IDS)
    if shape == "counts":
        assert b"" == made
        made = output.totals(output.counts(table(standard)))
    if form == "parquet":
        assert b"" == output.header
        return [dict(row) for row in from_bytes(made).to_pylist()]
    if form == "csv":
        return list(csv.DictReader(io.StringIO((output.header + made).decode(), newline="")))
    assert b"" == output.header
    return [json.loads(line) for line in made.splitlines()]


def test_a_system_has_its_certain_tasks() -> None:
    """In the order of their ids, and systems in the order in which they came."""
    expected = [{"system": id, "tasks": tasks} for id, tasks in CERTAIN.items()]
    assert expected == rows("ndjson", "systems")
    assert [{**row, "possible": None} for row in expected] == rows("parquet", "systems")
    assert [{"system": id, "tasks": ";".join(tasks)} for id, tasks in CERTAIN.items()] == rows(
        "csv", "systems"
    )


def test_possible_tasks_stand_apart() -> None:
    """Where they are asked for."""
    expected = [{"system": id, "tasks": CERTAIN[id], "possible": POSSIBLE[id]} for id in CERTAIN]
    choice = Choice(possible=True)
    assert expected == rows("ndjson", "systems", choice)
    assert expected == rows("parquet", "systems", choice)
    joined = [{key: v if key == "system" else ";".join(v) for key, v in row.items()} for row in expected]
    assert joined == rows("csv", "systems", choice)


@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_each_task_has_a_row(form: OutForm) -> None:
    """With its system and how certain it is."""
    certain = [
        {"system": id, "task": task, "certainty": "certain"}
        for id, tasks in CERTAIN.items()
        for task in tasks
    ]
    assert certain == rows(form, "tasks")
    every = [
        {"system": id, "task": task, "certainty": "certain" if task in CERTAIN[id] else "possible"}
        for id in CERTAIN
        for task in sorted(CERTAIN[id] + POSSIBLE[id])
    ]
    assert every == rows(form, "tasks", Choice(possible=True))


@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_counts_have_a_row_for_each_task(form: OutForm) -> None:
    """With what one needs to know of it, and in how many systems it is certain and possible."""
    found = {row["task"]: row for row in rows(form, "counts")}
    assert ["contact", "harden-cookie", "notice", "watch-page"] == list(found)
    counts = {id: (int(row["certain"]), int(row["possible"])) for id, row in found.items()}
    assert {
        "contact": (3, 0),
        "harden-cookie": (1, 1),
        "notice": (3, 0),
        "watch-page": (1, 1),
    } == counts
    assert ("deploy", "operations", "safeguard") == tuple(
        found["harden-cookie"][key] for key in ("phase", "owner", "kind")
    )
    assert MODEL.countermeasures["notice"].title == found["notice"]["title"]


@pytest.mark.parametrize("shape", ["systems", "tasks", "counts"])
@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
@pytest.mark.parametrize(
    ("choice", "standard", "tasks"),
    [
        (Choice(phase="deploy"), None, {"harden-cookie"}),
        (Choice(owner="operations"), None, {"harden-cookie"}),
        (Choice(phase="deploy", owner="development"), None, set()),
        (Choice(phase="operate"), None, set()),
        (Choice(), "std", {"watch-page", "notice"}),
    ],
)
def test_filters_are_those_of_a_single_system(
    shape: Shape, form: OutForm, choice: Choice, standard: str | None, tasks: set[str]
) -> None:
    """By phase, owner and standard; every system keeps its row where rows are systems."""
    found = rows(form, shape, choice, standard)
    if shape == "systems":
        assert ["shop", "open", "site"] == [row["system"] for row in found]
        listed = [row["tasks"] if form != "csv" else row["tasks"].split(";") for row in found]
        assert tasks == {task for row in listed for task in row if task}
    else:
        counted = shape == "tasks" or standard is None
        told = {row["task"] for row in found if counted or int(row["certain"])}
        assert tasks == told


def test_a_cell_is_none_that_a_spreadsheet_takes_for_a_formula() -> None:
    """A title that begins like one is made a text; ids cannot."""
    pack = model({"countermeasures": [{"id": "sum", "title": "=1+1"}]})
    output = Output(pack, "counts", "csv", Choice())
    found = list(csv.reader(io.StringIO((output.header + output.totals([Count(1, 0)])).decode(), newline="")))
    assert ["task", "title"] == found[0][:2]
    assert ["sum", "'=1+1"] == found[1][:2]


def test_the_rows_of_no_systems_are_none() -> None:
    """In every form and shape."""
    empty = resolve_many(MODEL, [])
    for shape in ("systems", "tasks"):
        assert b"" == Output(MODEL, shape, "ndjson", Choice()).rows(empty, [])
        batch = from_bytes(Output(MODEL, shape, "parquet", Choice()).rows(empty, []))
        assert isinstance(batch, pa.RecordBatch)
        assert 0 == batch.num_rows
