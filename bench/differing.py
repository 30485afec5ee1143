"""A diff over saved systems must not get slow: authors look at it while they decide on a change.

The synthetic pack and a version of it with forty edits, as bundles and as files, and 10,000 sheets of
what it asks as Parquet; whole processes.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import evolve

from bench.batching import DIFFERENT, asked
from bench.checking import tidy, write
from bench.measure import Row, timed
from bench.workload import workload
from surveymodel.content.nouns import Content, Rule
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel

__all__ = ["edited", "rows"]

COMMAND = [sys.executable, "-c", "from surveymodel.cli.main import run; run()"]
SHEETS = 10_000


def edited(content: Content, *, seed: int = 3) -> Content:
    """Return the next version: 26 rules, 11 countermeasures and 4 threats changed or left out."""
    chance = random.Random(seed)
    rules, countermeasures, threats = (
        list(content.rules),
        list(content.countermeasures),
        list(content.threats),
    )
    first = next(question for question in content.questions if question.answers)
    also = f"{first.id}.{first.answers[0].id}"
    numbers = iter(chance.sample(range(len(rules)), 26))
    changes: tuple[tuple[int, Callable[[Rule], Rule]], ...] = (
        (8, lambda rule: evolve(rule, when=f"({rule.when}) and {also}")),
        (4, lambda rule: evolve(rule, when=f"({rule.when}) or {also}")),
        (4, lambda rule: evolve(rule, when=f"not (not ({rule.when}))")),
        (6, lambda rule: evolve(rule, because="it is otherwise.")),
        (4, _emptied),
    )
    for times, change in changes:
        for number in islice(numbers, times):
            rules[number] = change(rules[number])
    for number in chance.sample(range(len(countermeasures)), 8):
        countermeasures[number] = evolve(
            countermeasures[number], title=f"Now do {number}", steps=("One.", "Two of them.")
        )
    for number in chance.sample(range(len(threats)), 4):
        threats[number] = evolve(threats[number], likelihood=threats[number].likelihood % 5 + 1)
    wanted = {id for rule in rules for id in rule.requires}
    gone = [one.id for one in countermeasures if one.id not in wanted][-3:]
    return evolve(
        content,
        pack=evolve(content.pack, version="1.1.0"),
        rules=tuple(rule for rule in rules if rule.raises or rule.requires),
        countermeasures=tuple(one for one in countermeasures if one.id not in gone),
        threats=tuple(threats),
    )


def _emptied(rule: Rule) -> Rule:
    """Return a rule that brings nothing, for which there is no place in the next version."""
    return evolve(rule, raises=(), requires=(), priority=None)


def rows() -> Iterator[Row]:
    """Measure a diff with and without systems, beside listing the tasks of the systems in both versions."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        old = tidy(workload())
        versions = {"old": old, "new": edited(old)}
        for name, content in versions.items():
            (root / f"{name}.json").write_text(write_bundle(link(content), None), encoding="utf-8")
            write(content, root / name)
        systems = root / "systems.parquet"
        _write(link(old), systems)
        bundles, folders = ([str(root / f"{name}{end}") for name in versions] for end in (".json", ""))
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        run = partial(_process, environment)
        lists = timed(partial(_listed, run, bundles, systems), rounds=3)
        beside = "listing the tasks in both versions"
        over = ["--systems", str(systems)]
        for what, versioned, more, bound in (
            ("diff of two bundles", bundles, [], None),
            (f"diff of two bundles over {SHEETS:,} systems", bundles, over, 3.0),
            (f"diff of two folders over {SHEETS:,} systems", folders, over, None),
        ):
            run(["diff", *versioned, *more])
            yield Row(what, timed(partial(run, ["diff", *versioned, *more]), rounds=5), beside, lists, bound)


def _write(model: SurveyModel, path: Path) -> None:
    """Write systems that answer all that they are asked."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"one": pa.string(), "many": pa.list_(pa.string()), "number": pa.int64()}
    fields = [(question.id, kinds[question.select]) for question in model.content.questions]
    different = [asked(model, seed) for seed in range(DIFFERENT)]
    sheets = [{"id": f"system-{n}", **different[n % DIFFERENT]} for n in range(SHEETS)]
    pq.write_table(pa.Table.from_pylist(sheets, schema=pa.schema([("id", pa.string()), *fields])), path)


def _listed(run: Any, bundles: list[str], systems: Path) -> None:
    for bundle in bundles:
        out = str(systems.with_suffix(".ndjson"))
        run(["batch", str(systems), "-o", out, "--pack", bundle, "--quiet"])


def _process(environment: Mapping[str, str], arguments: list[str]) -> None:
    subprocess.run([*COMMAND, *arguments], check=True, capture_output=True, env=dict(environment))  # noqa: S603


if __name__ == "__main__":
    from bench.measure import shown

    print(shown(rows()))
