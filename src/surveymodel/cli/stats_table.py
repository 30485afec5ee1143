"""What is counted of a pack, as tables in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveymodel.authoring.stats.counts import Counts
from surveymodel.authoring.stats.examples import Example
from surveymodel.authoring.stats.extremes import Extreme, Side
from surveymodel.authoring.stats.pace import minutes
from surveymodel.authoring.stats.stats import SYSTEMS, Measure, Stats
from surveymodel.cli.shared import counted
from surveymodel.cli.table import console
from surveymodel.content.nouns import Kind, Layer
from surveymodel.errors import printable

__all__ = ["print_stats"]

_KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    "safeguard": ("safeguard", "safeguards"),
    "duty": ("duty", "duties"),
    "practice": ("practice", "practices"),
}


_OF: Final[Mapping[Layer, str]] = {
    "organisation": "the organisation",
    "system": "the system",
    "component": "each component",
}
_BEYOND: Final[Mapping[Side, str]] = {"least": "fewer", "most": "more"}

_STANDARD: Final = ("Standard", "Controls", "Mapped to", "Full", "Partial", "Supports")
_EXAMPLE: Final = (
    "Example",
    "Questions",
    "Open",
    "Unknown",
    "Minutes",
    "Tasks",
    "Possible",
    "Threats",
    "Rules",
)
_SYSTEM: Final = ("Any complete system", "Least", "Most")
_DECIDING: Final = ("Question", "Asked in", "Decides in", "Tasks", "Questions")


def print_stats(stats: Stats, top: int) -> None:
    """Print everything that is counted of a pack; of its questions, those that decide most."""
    out = console()
    pack = stats.model.content.pack
    out.print()
    out.print(Text(printable(f"{pack.title} ({pack.id} {pack.version})"), style="bold"))
    out.print()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, said in _entries(stats.counts):
        grid.add_row(name, said)
    out.print(grid)
    _print(out, _STANDARD, _standards(stats.counts))
    _print(out, _EXAMPLE, (_example(example) for example in stats.examples))
    _print(out, _SYSTEM, _extremes(stats.extremes))
    _print(out, _DECIDING, _deciding(stats, top))
    out.print()
    for line in _foot(stats, top):
        out.print(Text(line))


def _print(out: Console, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, unless it is empty: words on the left, numbers on the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(head[0], overflow="fold")
    for name in head[1:]:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    if table.row_count:
        out.print()
        out.print(table)


# ---------------------------------------------------------------------------------------------
# Entries


def _entries(counts: Counts) -> Iterator[tuple[str, str]]:
    """Yield what there is of each kind."""
    asked = sum(counts.questions.values())
    selects = ", ".join(f"{number} {select}" for select, number in counts.questions.items() if number)
    said = [
        counted(counts.sections, "section"),
        counted(asked, "question") + (f" ({selects})" if selects else ""),
        counted(counts.answers, "answer"),
    ]
    yield "Survey", ", ".join(said)
    layers = (f"{number} of {_OF[layer]}" for layer, number in counts.layers.items() if number)
    if asked:
        yield "", f"{', '.join(layers)}; {counts.conditional} only under a condition"
    for name, kinds in (
        ("Facts", (("fact", counts.facts), ("value", counts.values), ("scale", counts.scales))),
        ("Rules", (("rule", counts.rules), ("threat", counts.threats), ("adjustment", counts.adjustments))),
    ):
        yield name, ", ".join(counted(number, noun) for noun, number in kinds)
    found = [f"{number} {_KINDS[kind][number != 1]}" for kind, number in counts.countermeasures.items()]
    yield "Countermeasures", f"{', '.join(found)}; {counted(counts.guides, 'guide')}"
    yield "Sources", counted(counts.sources, "source")
    properties = f"{counts.properties} {'property' if counts.properties == 1 else 'properties'}"
    yield "Tests", f"{counted(counts.cases, 'case')}, {properties}"


def _standards(counts: Counts) -> Iterator[tuple[str, ...]]:
    for one in counts.standards:
        yield one.id, str(one.controls), str(one.mapped), *(str(number) for number in one.mappings.values())


# ---------------------------------------------------------------------------------------------
# Systems


def _example(example: Example) -> tuple[str, ...]:
    asked, tasks = example.asked, example.tasks
    numbers = (asked.questions, asked.open, asked.unknown, minutes(asked.seconds))
    certain = sum(count.certain for count in tasks.values())
    possible = sum(count.possible for count in tasks.values())
    found = (certain, possible, example.threats.certain, example.rules.certain)
    return example.system.id, *map(str, (*numbers, *found))


def _extremes(extremes: Mapping[Measure, Mapping[Side, Extreme]]) -> Iterator[tuple[str, ...]]:
    for measure, sides in extremes.items():
        name, number = ("minutes", minutes) if measure == "seconds" else (measure, int)
        yield name, *(_found(sides[side], side, number(sides[side].number)) for side in ("least", "most"))


def _found(found: Extreme, side: Side, number: int) -> str:
    """Return a number with how far it is known."""
    return str(number) if found.proved else f"{number}, perhaps {_BEYOND[side]}"


def _deciding(stats: Stats, top: int) -> Iterator[tuple[str, ...]]:
    for one in stats.influences[:top]:
        if one.moved:
            shares = (_percent(one.asked, SYSTEMS), _percent(one.moved, one.asked))
            yield one.question, *shares, f"{float(one.tasks):.1f}", f"{float(one.questions):.1f}"


def _percent(part: int, whole: int) -> str:
    """Return a share in whole percent, where it is neither nothing nor everything between the two."""
    share = min(max(round(100 * part / whole), 1), 99) if 0 < part < whole else 100 * part // whole
    return f"{share} %"


def _foot(stats: Stats, top: int) -> Iterator[str]:
    """Yield what the tables leave unsaid."""
    if stats.useless:
        yield f"No outcome depends on: {', '.join(stats.useless)}."
    if stats.unseen:
        unseen = ", ".join(one.question for one in stats.unseen)
        yield f"In {SYSTEMS:,} random systems nothing depends on: {unseen}."
    if not stats.influences:
        return
    yield (
        f"Minutes are an estimate: reading {stats.pace.words_per_minute} words a minute, and "
        f"{stats.pace.choice} seconds for each choice; looking things up takes longer."
    )
    if stats.counts.layers["component"]:
        yield "Least and most are of one component; each further one is asked its own questions as well."
    if not all(found.proved for sides in stats.extremes.values() for found in sides.values()):
        yield "Where there is perhaps more or fewer, the number was found by trial and is not proved."
    if not top:
        return
    yield (
        f"What questions decide is seen in {SYSTEMS:,} random systems: how many tasks and other questions "
        "come or go with another answer, on average."
    )
