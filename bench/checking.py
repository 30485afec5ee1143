"""Checking a pack after an edit must not get slow: authors do it all day.

The synthetic pack as files, 50 entries to each, mended until a check finds nothing to warn of; in
every round one file of rules changes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from attrs import evolve

from bench.measure import Row, timed
from bench.workload import workload
from surveymodel.condition import leaves, parse
from surveymodel.content.nouns import Content, Countermeasure, Raise, Rule
from surveymodel.content.structure import unstructure
from surveymodel.project.flow import flow

EACH = 50
COMMAND = [sys.executable, "-c", "from surveymodel.cli.main import run; run()", "check", "--pack"]


def tidy(content: Content) -> Content:
    """Return the synthetic pack with nothing to warn of."""
    guarded = {question.id for question in content.questions if question.when is not None}
    threats = len(content.threats)
    required = {id for one in content.rules for id in one.requires}

    def guard(when: str | None) -> str | None:
        """Put the question before each 'not' over one that may not be asked."""
        if when is None:
            return None

        def before(match: re.Match[str]) -> str:
            return f"({match[1]} and {match[0]})" if match[1] in guarded else match[0]

        return re.sub(r"not (q[0-9]+)\.a[0-9]+", before, when)

    def rule(index: int, one: Rule) -> Rule:
        """Raise each threat in turn, and take no question twice."""
        clauses = [str(leaf) for leaf in leaves(parse(one.when or ""))]
        named = {re.split("[. ]", clause)[0] for clause in clauses}
        when = one.when if len(named) == len(clauses) else clauses[0]
        raised = (Raise(f"t{index // 2 % threats}"),) if one.raises else ()
        return evolve(one, when=guard(when), raises=raised)

    def task(index: int, one: Countermeasure) -> Countermeasure:
        """Leave a condition only where another task counters the same threat and no rule asks for it."""
        free = index >= threats and one.id not in required
        return evolve(one, counters=(f"t{index % threats}",), when=guard(one.when) if free else None)

    return evolve(
        content,
        rules=tuple(rule(index, one) for index, one in enumerate(content.rules)),
        countermeasures=tuple(task(index, one) for index, one in enumerate(content.countermeasures)),
    )


def write(content: Content, root: Path) -> None:
    """Write a pack's files."""
    data = unstructure(content)
    _write(root / "pack.yaml", _mapping(data["pack"]))
    questions = [{key: value for key, value in one.items() if key != "section"} for one in data["questions"]]
    _list(root / "survey" / "all.yaml", "questions", questions)
    for kind in ("threats", "rules", "countermeasures"):
        for first in range(0, len(data[kind]), EACH):
            _list(root / kind / f"part-{first // EACH}.yaml", kind, data[kind][first : first + EACH])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _mapping(entry: Mapping[str, Any]) -> str:
    return "".join(f"{key}: {flow(value)}\n" for key, value in entry.items())


def _list(path: Path, kind: str, entries: Sequence[Mapping[str, Any]]) -> None:
    parts = (f"  - {_mapping(entry)}".replace("\n", "\n    ").removesuffix("    ") for entry in entries)
    _write(path, f"{kind}:\n{''.join(parts)}")


def rows() -> Iterator[Row]:
    """Measure a check after an edit of one file, beside one that reads every file."""
    for rules, bound in ((2_000, 1.0), (4_000, None)):
        edited, whole = _measured(rules)
        yield Row(f"check of {rules:,} rules after an edit", edited, "reading every file", whole, bound)


def _measured(rules: int) -> tuple[float, float]:
    """Return what a check takes after an edit, and what it takes without the cache."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "pack")
        write(tidy(workload(rules=rules)), root)
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        whole = timed(lambda: _checked(root, {**environment, "SURVEYMODEL_CACHE": "off"}), rounds=3)
        edits = count()
        _checked(root, environment)
        return timed(lambda: _edited(root, environment, next(edits)), rounds=9), whole


def _edited(root: Path, environment: Mapping[str, str], edit: int) -> None:
    path = root / "rules" / "part-0.yaml"
    first = path.read_text(encoding="utf-8").partition("\n")[2]
    path.write_text(f"rules:  # edit {edit}\n{first}", encoding="utf-8")
    _checked(root, environment)


def _checked(root: Path, environment: Mapping[str, str]) -> None:
    subprocess.run([*COMMAND, str(root)], check=True, capture_output=True, env=dict(environment))  # noqa: S603
