"""The example job of the how-to, run by Spark on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import surveymodel as sm

JOB = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "spark_tasks.py"

#: Two kinds of systems, over and over, in three files; one of them answers nonsense.
SHEETS: list[dict[str, Any]] = [
    {"id": "shop", "system-kind": "web-application", "features": ["accounts", "payments"]},
    {"id": "page", "system-kind": "static-site", "features": None},
]
MANY = [{**SHEETS[index % 2], "id": f"system-{index}"} for index in range(3_000)]
MANY[1_234]["system-kind"] = "nonsense"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return the rows that the job writes for those systems."""
    folder = tmp_path_factory.mktemp("spark")
    (folder / "systems").mkdir()
    for part in range(3):
        table = pa.Table.from_pylist(MANY[part::3])
        pq.write_table(table, folder / "systems" / f"{part}.parquet", row_group_size=300)
    job = [sys.executable, str(JOB), str(folder / "systems"), str(folder / "tasks")]
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    run = subprocess.run(job, env=env, capture_output=True, text=True, check=False, timeout=600)
    assert 0 == run.returncode, run.stderr[-4_000:]
    return [dict(row) for row in pq.read_table(folder / "tasks").to_pylist()]


def test_every_system_has_the_tasks_that_it_has_alone(found: list[dict[str, Any]]) -> None:
    """What Spark's workers write for a system is what its own resolution says."""
    model = sm.load("core")
    by_system: dict[str, set[tuple[str, str]]] = {}
    for row in found:
        if row["fault"] is None:
            by_system.setdefault(row["system"], set()).add((row["task"], row["certainty"]))
    alone = []
    for sheet in SHEETS:
        answers = {id: given for id, given in sheet.items() if id != "id" and given is not None}
        resolution = sm.resolve(model, sm.System(answers=answers))
        alone.append({(id, resolution.certainty(f"task:{id}")) for id in resolution.truths("task")})
    expected = {f"system-{index}": alone[index % 2] for index in range(len(MANY)) if index != 1_234}
    assert {id: tasks for id, tasks in expected.items() if tasks} == by_system


def test_a_system_that_does_not_fit_is_one_row_with_its_fault(found: list[dict[str, Any]]) -> None:
    """The job goes on past a bad system and says what is wrong with it."""
    (bad,) = [row for row in found if row["fault"] is not None]
    assert ("system-1234", None, None) == (bad["system"], bad["task"], bad["certainty"])
    assert "unknown answer 'nonsense' of 'system-kind'" in bad["fault"]
