"""Loading a pack from its bundle must not get slow: every command and every worker begins with it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench.measure import Row, timed
from bench.workload import workload
from surveymodel import __version__
from surveymodel.content.bundled import bundled
from surveymodel.engine.bundle import source_key, write_bundle
from surveymodel.engine.link import link
from surveymodel.engine.load import load_sources

#: What a process does that loads a pack once: everything is imported before the clock starts.
_KEYED: Final = """
import sys, time
from pathlib import Path
from surveymodel import __version__
from surveymodel.content.structure import structure
from surveymodel.engine.bundle import read_bundle, source_key
start = time.perf_counter()
assert read_bundle(Path(sys.argv[1]), source_key(Path(sys.argv[2]), __version__))
print(time.perf_counter() - start)
"""
_ALONE: Final = """
import sys, time
from surveymodel import load
from surveymodel.engine import bundle_alone
start = time.perf_counter()
load(sys.argv[1])
print(time.perf_counter() - start)
"""


def rows() -> Iterator[Row]:
    """Measure first loads, each in a process of its own, beside reading the same bytes as JSON."""
    core = bundled("content") / "core"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "core.json")
        model = load_sources(core)
        path.write_text(write_bundle(model, source_key(core, __version__)), encoding="utf-8")
        parsed = _parsed(path)
        keyed = _first(_KEYED, path, core)
        yield Row("built-in pack from its bundle, besides imports", keyed, "its JSON", parsed, 0.060)
        alone = _first(_ALONE, path)
        yield Row("the same bundle standing alone, besides imports", alone, "its JSON", parsed)
        sources = timed(lambda: load_sources(core), rounds=3)
        yield Row("the same pack from its files", sources, "its bundle standing alone", alone)
        path.write_text(write_bundle(link(workload()), None), encoding="utf-8")
        alone = _first(_ALONE, path)
        yield Row("bundle of 2,000 rules standing alone", alone, "its JSON", _parsed(path))


def _parsed(path: Path) -> float:
    return timed(lambda: json.loads(json.loads(path.read_bytes())["model"]))


def _first(program: str, *arguments: Path) -> float:
    """Return the median of the times that processes print."""
    command = [sys.executable, "-c", program, *map(str, arguments)]

    def once() -> float:
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        return float(done.stdout)

    once()
    return median(once() for _ in range(11))
