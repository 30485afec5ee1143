"""Files of very many systems must not get slow: lists for all of a portfolio are made every night.

The synthetic pack as a bundle, sheets of what it asks as lines of JSON, whole processes.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.ratio import Ratio
from bench.workload import sheet, workload
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.engine.walk import walk

COMMAND = [sys.executable, "-c", "from surveymodel.cli.main import run; run()"]

#: Different sheets, which come over and over.
DIFFERENT = 1_000


def rows(*, count: int = 100_000) -> Iterator[Ratio]:
    """Measure ``surveymodel batch`` beside reading and writing the same JSON, and with two processes."""
    with tempfile.TemporaryDirectory() as folder:
        pack, systems, tasks = (str(Path(folder, name)) for name in ("pack.json", "in.ndjson", "out.ndjson"))
        model = link(workload())
        Path(pack).write_text(write_bundle(model, None), encoding="utf-8")
        _write(model, Path(systems), count)
        call = [*COMMAND, "batch", systems, "-o", tasks, "--pack", pack, "--quiet"]
        calls = {
            "one": partial(_process, call),
            "json": partial(_json_alone, Path(systems), Path(tasks)),
            "two": partial(_process, [*call, "--jobs", "2"]),
        }
        rounds = [{name: call() for name, call in calls.items()} for _ in range(3)]
        one, json_alone, two = (median(times[name] for times in rounds) for name in calls)
    what = f"{count:,} lines of JSON to lists of tasks, whole process"
    yield Ratio(what, one, "json", "`loads` of what is read, `dumps` of what is written", json_alone, 2.5)
    yield Ratio(f"{what}, --jobs 2", two, "surveymodel", "`--jobs 1`", one, 1 / 1.6)


def _write(model: SurveyModel, path: Path, count: int) -> None:
    """Write systems that answer all that they are asked."""
    sheets = [asked(model, index) for index in range(DIFFERENT)]
    with path.open("w", encoding="utf-8") as stream:
        for index in range(count):
            line = {"id": f"system-{index}", "answers": sheets[index % DIFFERENT]}
            stream.write(json.dumps(line) + "\n")


def asked(model: SurveyModel, seed: int) -> dict[str, Any]:
    """Return answers to all that is asked, and no others."""
    given = sheet(model.content, seed=seed)
    steps = walk(model, System(answers=given)).steps
    asked = {step.question.id for step in steps if step.state != "stale"}
    return {id: list(one) if isinstance(one, tuple) else one for id, one in given.items() if id in asked}


def _process(command: list[str]) -> float:
    """Return what a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - start


def _json_alone(systems: Path, tasks: Path) -> float:
    """Return what JSON itself takes, without collecting garbage; reading the lines is not in it."""
    gc.disable()
    total = 0.0
    for path, call in ((systems, json.loads), (tasks, None)):
        with path.open("rb") as stream:
            for line in stream:
                data: Any = line if call else json.loads(line)
                start = time.perf_counter()
                (call or json.dumps)(data)
                total += time.perf_counter() - start
    gc.enable()
    return total
