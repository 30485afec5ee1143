"""An update must not get slow: people run it before each release, and jobs over all systems each night.

1,000 system files, the examples of the built-in pack with some answers left out or changed, and the
plan of each; and a version of the pack in which the text of every countermeasure is another. Whole
processes.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve

from bench.measure import Row, timed
from surveymodel import System, load
from surveymodel.content.bundled import bundled
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import given_data
from surveymodel.project.flow import flow
from surveymodel.project.folder import system_files

__all__ = ["rows"]

COMMAND = [sys.executable, "-c", "from surveymodel.cli.main import run; run()"]
SYSTEMS = 1_000
LEFT_OUT = 0.06  #: how many of the answers are left out


def next_version(model: SurveyModel) -> str:
    """Return the bundle of a pack in which every countermeasure has other words."""
    reworded = tuple(evolve(one, traps=f"Mind this. {one.traps}") for one in model.content.countermeasures)
    pack = evolve(model.content.pack, version="99.0.0")
    return write_bundle(link(evolve(model.content, pack=pack, countermeasures=reworded)), None)


def write_systems(folder: Path, *, seed: int = 7) -> None:
    """Write the system files, and the organisations' files that they name."""
    chance, examples = random.Random(seed), bundled("content") / "core" / "examples"
    folder.mkdir()
    whole = {path: System.read(path) for path in system_files(examples)}
    for system in whole.values():
        if system.organisation is not None and system.organisation.location is not None:
            shutil.copy(system.organisation.location.path, folder)
    paths = list(whole)
    for number in range(SYSTEMS):
        path = chance.choice(paths)
        text = _text(f"{path.stem}-{number}", whole[path], chance)
        (folder / f"system-{number:04}.yaml").write_text(text, encoding="utf-8")


def _text(id: str, system: System, chance: random.Random) -> str:
    lines = ["format: surveymodel-system/1", f"id: {id}", "pack: core"]
    above = system.organisation
    if above is not None and above.location is not None:
        lines.append(f"organisation: {Path(above.location.path).name}")
    lines += ["answers:", *_answers(system.answers, chance, "  ")]
    if system.components:
        lines.append("components:")
    for part, component in system.components.items():
        lines += [f"  {part}:", "    answers:", *_answers(component.answers, chance, "      ")]
    return "\n".join(lines) + "\n"


def _answers(sheet: Any, chance: random.Random, margin: str) -> list[str]:
    kept = {id: reply for id, reply in sheet.items() if chance.random() >= LEFT_OUT}
    return [f"{margin}{id}: {flow(given_data(reply.answer))}" for id, reply in kept.items()] or [
        f"{margin}{{}}"
    ]


def rows() -> Iterator[Row]:
    """Measure updates beside listing the tasks of the same files."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        systems, other = root / "systems", root / "next.json"
        write_systems(systems)
        other.write_text(next_version(load()), encoding="utf-8")
        _process(["update", str(systems), "--accept", "--jobs", str(os.cpu_count() or 1)])
        one, every = str(systems / "system-0000.yaml"), [str(systems)]
        again = ["--pack", str(other)]
        single = timed(partial(_process, ["tasks", one]), rounds=5)
        yield Row(
            "update of one system",
            timed(partial(_process, ["update", one]), rounds=5),
            "tasks of one system",
            single,
            0.5,
        )
        yield Row(
            "status of one system",
            timed(partial(_process, ["status", one]), rounds=5),
            "tasks of one system",
            single,
            None,
        )
        listed = timed(
            partial(_process, ["batch", *every, "-o", str(root / "out.ndjson"), "--quiet"]), rounds=3
        )
        beside = "listing the tasks of the same files"
        for what, words, bound in (
            (f"update of {SYSTEMS:,} systems, nothing changed", ["update", *every], 10.0),
            (f"update of {SYSTEMS:,} systems, every task changed", ["update", *every, *again], 10.0),
            ("the same by two processes", ["update", *every, *again, "--jobs", "2"], None),
            (f"status of {SYSTEMS:,} systems", ["status", *every], None),
        ):
            yield Row(what, timed(partial(_process, words), rounds=3), beside, listed, bound)
        accept = ["--accept", *again]
        for what, more in (("accepting all of it", []), ("accepting it by two processes", ["--jobs", "2"])):
            yield Row(
                what,
                timed(partial(_accepted, systems, root / "copy", [*accept, *more]), rounds=2),
                beside,
                listed,
                None,
            )


def _accepted(systems: Path, copy: Path, words: list[str]) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(systems, copy)
    _process(["update", str(copy), *words])


def _process(arguments: list[str]) -> None:
    subprocess.run([*COMMAND, *arguments], check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    from bench.measure import shown

    print(shown(rows()))
