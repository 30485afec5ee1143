"""The page on performance: all measurements with how they were made, and the curves."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bench import comparing, growth, plot, remembering
from bench.growth import Point
from bench.ratio import Ratio, shown_time

__all__ = ["write"]

DOCS = Path(__file__).resolve().parents[1] / "docs"

_PEERS = (
    "zen-engine",
    "datalogic-py",
    "common-expression-language",
    "json-logic-qubit",
    "rule-engine",
    "polars",
    "numpy",
    "pyarrow",
)

_TEXT = """\
<!-- written by `nox -s bench` -->

# Performance

How long the library takes, beside other engines that do the same work on the same sheets.
A ratio is the library's time as a part of the other's, both from one process: below 1 the library is faster.
Times move by a fifth or more from run to run and from machine to machine; ratios do so less.

This run: {machine}.
Versions: {versions}.

{sections}
## How it was measured

Every figure is a median of rounds in which the engines take turns.
Before anything is timed, all engines have to say the same: where sheets are taken one by one, which rules fire in each; where columns are, how often each rule or task holds.
The judge is a plain recursive evaluation of the conditions, for columns over 50 of the sheets.

The synthetic pack has 150 questions with 700 answers, 60 of them asked only under conditions; 2,000 rules of two to five terms; 300 threats and 1,500 countermeasures. In a random sheet about {share} rules fire. `core` is the built-in pack.
All sheets are complete: they leave nothing open.

**One sheet.** The other engines have nothing of a sheet to read: they are given, as a mapping, which answers hold and which questions are asked, facts and levels are spelt out in their rules, and they say which rules fire. That is the form in which each was fastest, of those that were tried (texts and lists of texts, JSON, a rule at a time, a list of all).
The library is given the answers, checks them, sees which questions are asked, and finds what is certain and what is possible of rules, threats, tasks and controls; so it does more.
*Answers to plan* reads the answers from a mapping besides, and the reasons of every task.

**All rules over many sheets.** From columns of bits, one for each answer and each comparison with a number, with what depends on other questions masked on the way. The library and numpy run the same operations in the same order, the library on Python's integers in blocks of the size that it takes by itself, numpy on arrays of 64-bit words in blocks of the size that was fastest of {sizes}. The library's program also says which sheets leave something open.
polars evaluates expressions over a frame with a column of truths for each answer and comparison.

**Arrow table to counts.** The table has a dictionary column for each question of one answer, a list of dictionary texts for each of many, integers for numbers. The library takes it as it is, checks every row and counts the tasks. For polars the same work begins from the same table, texts taken by their numbers without a copy, or from a frame that is already as it likes it: a column of truths for each answer, nothing to check. *Arrow columns of truths* gives the library the same columns.

**Mappings to counts.** Sheets as `json.loads` makes them. polars makes a frame of them by `polars.from_dicts` with a schema, or by `pyarrow.Table.from_pylist`, which is the faster way where there are lists.

**Lines of JSON to lists of tasks.** `surveymodel batch` as a process of its own, from its start to the file that is in its place on the disk, beside the time that `json.loads` alone takes for the lines that it reads and `json.dumps` for those that it writes, the garbage collector off. A system has about 100 answers and 530 tasks.

**What cannot be compared.** The other engines know neither sheets nor threats nor tasks, so the survey's meaning had to be written into what they evaluate, and none of them tells *possible* from *excluded* where answers are missing, or gives reasons. They can do much that this library cannot: arithmetic, functions, joins, any data.
"""


def write() -> str:
    """Measure everything, write the page and its pictures, and return the page."""
    found = comparing.full()
    points = growth.points()
    for _ in plot.write(points, DOCS / "_static"):
        pass
    memory = remembering.megabytes(1_000_000)
    text = _TEXT.format(
        machine=f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}",
        versions=", ".join(f"{name} {version(name)}" for name in _PEERS),
        sections="\n".join([*_tables(found), *_curves(points), _memory(memory)]),
        share=_share(),
        sizes="65,536 to 524,288 sheets",
    )
    (DOCS / "reference" / "performance.md").write_text(text, encoding="utf-8")
    return text


def _share() -> int:
    """Return how many rules of the synthetic pack fire in a sheet, in tens."""
    from bench.plain import fired
    from bench.workload import sheet, workload

    content = workload()
    fires = sum(len(fired(content, sheet(content, seed=seed))) for seed in range(20))
    return 10 * round(fires / 200)


def _tables(found: Iterable[Ratio]) -> Iterator[str]:
    """Yield a table for each thing that was measured."""
    by_what: dict[str, list[Ratio]] = {}
    for one in found:
        by_what.setdefault(one.what, []).append(one)
    for what, group in by_what.items():
        yield f"## {what[0].upper()}{what[1:]}\n"
        yield "| engine | used as | time | surveymodel | ratio | at most |"
        yield "|---|---|---:|---:|---:|---:|"
        for one in group:
            bound = "" if one.bound is None else f"{one.bound:.2g}{'' if one.met == 'yes' else ', not met'}"
            yield (
                f"| {one.engine} | {one.form} | {shown_time(one.theirs)} | {shown_time(one.ours)} "
                f"| {one.ratio:.3g} | {bound} |"
            )
        yield ""


def _curves(points: list[Point]) -> Iterator[str]:
    words = {
        "sheets": "All of 2,000 rules over one sheet to a million, one thread. "
        "Lines of engines that go from sheet to sheet end after 10,000 or 1,000, which take them seconds.",
        "rules": "All rules over 65,536 sheets, 20 for the engines that go from sheet to sheet; one thread.",
    }
    for by, above, bound in (("sheets", 10_000, 1.02), ("rules", 0, 1.1)):
        yield f"## Growth with {by}\n"
        yield f"{words[by]}\n"
        for page in ("light", "dark"):
            yield f"```{{image}} ../_static/performance-{by}-{page}.svg"
            yield f":alt: {plot.CURVES[by].title}, by number of {by}: a line for each engine"
            yield f":class: only-{page}\n```\n"
        slope = growth.exponent(points, "surveymodel", by, above=above)
        met = "" if slope <= bound else ", which this run did not meet"
        since = " from 10,000 sheets on" if by == "sheets" else " from 500 to 8,000 rules"
        yield f"The library's time grows with the power {slope:.2f} of the {by}{since}; it is to be at most {bound}{met}.\n"


def _memory(megabytes: float) -> str:
    met = "" if megabytes <= remembering.BOUND else ", which this run did not meet"
    return (
        "## Memory\n\nCounting the tasks of a million sheets in an Arrow stream file takes "
        f"{megabytes:.0f} MB at most above the loaded model and its libraries; "
        f"it is to be at most {remembering.BOUND} MB{met}.\n"
    )
