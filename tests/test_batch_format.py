"""The lines that ``surveymodel batch`` reads and writes are what their schema says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from surveymodel.cli import batch
from surveymodel.content.schema import _validator
from surveymodel.exchange.batch import inputs
from tests.shop import MODEL
from tests.strict import lax_places
from tests.test_bad_input import call

pytestmark = pytest.mark.untraced

#: Systems that fit the shop's pack: with as little as can be, and with everything.
LEAST = {"id": "least", "answers": {}}
MOST = {
    "format": "surveymodel-system/1",
    "id": "most",
    "title": "A shop",
    "pack": MODEL.id,
    "answers": {
        "kind": {"answer": "shop", "by": "ana", "on": "2026-03-02", "evidence": "a:1", "note": "So."},
        "features": ["cards"],
        "people": {"at-least": 50, "below": 200},
        "login": "token",
        "hosting": "unknown",
    },
    "components": {
        "web": {"title": "Pages", "answers": {"stack": ["django"]}},
        "api": {"stack": []},
    },
}
SYSTEMS = [LEAST, MOST, {"id": "number", "answers": {"kind": "shop", "people": 500}}]
REJECTED = [[], {"id": "kind", "answers": {"kind": "shopp"}}, {"answers": {}, "more": 1}]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own, with the shop's pack."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batch, "load", lambda _: MODEL)


def ran(systems: Sequence[Any], *arguments: str) -> tuple[list[Any], list[Any]]:
    """Return the rows and the rejected ones that a run over systems writes."""
    Path("in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in systems), encoding="utf-8")
    code, lines = call("batch", "in.ndjson", "-o", "out.ndjson", *arguments)
    rejects = Path("out.ndjson.rejects.ndjson")
    refused = rejects.read_text(encoding="utf-8").splitlines() if rejects.exists() else []
    assert (1 if refused else 0) == code, lines
    written = Path("out.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in written], [json.loads(line) for line in refused]


def faults(name: str, line: Any) -> list[str]:
    """Return what is wrong with a line of one kind."""
    valid = _validator("batch").evolve(schema={"$ref": f"batch.schema.json#/$defs/{name}"})
    return [f"{error.json_path}: {error.message}" for error in valid.iter_errors(line)]


@pytest.mark.parametrize("possible", [(), ("--possible",)], ids=["certain", "possible"])
@pytest.mark.parametrize(
    ("shape", "name"), [("systems", "system-row"), ("tasks", "task-row"), ("counts", "count-row")]
)
def test_lines_that_are_written_fit_the_schema(shape: str, name: str, possible: tuple[str, ...]) -> None:
    """Rows of each shape, and with them the rejected ones."""
    rows, refused = ran([*SYSTEMS, *REJECTED], "--rows", shape, *possible)
    assert rows
    assert [] == [fault for row in rows for fault in faults(name, row)]
    assert len(REJECTED) == len(refused)
    assert [] == [fault for row in refused for fault in faults("reject", row)]


def test_the_schema_is_strict() -> None:
    """A property too many or too few is refused in every kind of line."""
    rows = [ran([*SYSTEMS, []], "--rows", shape)[0][-1] for shape in ("systems", "tasks", "counts")]
    lines = [dict(LEAST), *rows, ran([[]])[1][0]]
    assert [[]] * 5 == [lax_places("batch", line, [line]) for line in lines]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda one: str(one["id"]))
def test_a_line_that_the_schema_takes_is_read(system: dict[str, Any]) -> None:
    """With as little in it as can be, and with everything."""
    assert [] == faults("system-line", system)
    rows, refused = ran([system])
    assert ([system["id"]], []) == ([row["system"] for row in rows], refused)


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"organisation": "west.yaml"},
        {"id": "Most"},
        {"id": "and"},
        {"id": 3},
        {"id": "a" * 81},
        {"title": "a" * 301},
        {"title": 3},
        {"pack": 3},
        {"format": "surveymodel-system/2"},
        {"answers": []},
        {"answers": {"kind": None}},
        {"answers": {"people": 1.5}},
        {"answers": {"people": -1}},
        {"answers": {"features": ["cards", "cards"]}},
        {"answers": {"kind": {"answer": "shop", "on": "yesterday"}}},
        {"answers": {"kind": {"answer": "shop", "who": "ana"}}},
        {"components": []},
        {"components": {"system": {"answers": {}}}},
        {"components": {"web": []}},
    ],
    ids=str,
)
def test_a_line_that_the_schema_refuses_is_rejected(change: dict[str, Any]) -> None:
    """So whoever checks a file against the schema first has fewer rejects, and not others."""
    system = {**MOST, **change}
    assert faults("system-line", system)
    rows, (refused,) = ran([system])
    assert [] == rows
    assert refused["reasons"]


def test_parquet_is_not_written_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named before anything is read."""
    monkeypatch.setattr(inputs, "find_spec", lambda _: None)
    code, lines = call("batch", "gone.ndjson", "-o", "out.parquet")
    assert (1, ["out.parquet: SM101 Parquet needs an extra: pip install 'surveymodel[arrow]'"]) == (
        code,
        lines,
    )
