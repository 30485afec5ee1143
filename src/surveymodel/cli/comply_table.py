"""A compliance as tables in the terminal; colour adds to the words and never replaces them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveymodel.cli.shared import counted
from surveymodel.cli.table import console
from surveymodel.errors import printable
from surveymodel.exchange.compliance_words import (
    WORDS,
    explained,
    headings,
    measured,
    shown,
    subject,
    title,
    whole_catalogue,
)
from surveymodel.project.compliance import STATUSES, Compliance, ControlLine, Status

__all__ = ["print_compliance", "print_counts"]

_STYLES: Final[dict[Status, str]] = {
    "full": "green",
    "partly": "yellow",
    "gap": "bold red",
    "organisational": "cyan",
    "no-duty": "dim",
    "not-in-scope": "dim",
}
#: What is shown where no status is asked for.
_SHOWN: Final[Mapping[Literal["system", "content"], tuple[Status, ...]]] = {
    "system": tuple(status for status in STATUSES if status != "not-in-scope"),
    "content": ("partly", "gap"),
}
#: The widest column of control ids; longer ones are broken.
_WIDEST: Final = 20


def print_counts(found: Sequence[Compliance]) -> None:
    """Print how many controls of each standard have which status."""
    out = console()
    if not found:
        out.print(Text("This pack has no standards."))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Standard", overflow="fold")
    for status in STATUSES:
        table.add_column(WORDS[status], justify="right")
    for compliance in found:
        counts = (str(compliance.counts[status]) for status in STATUSES)
        table.add_row(Text(compliance.standard.id), *counts)
    out.print()
    out.print(Text(printable(f"Controls by standard: {subject(found[0])}"), style="bold"))
    out.print()
    out.print(table)
    out.print()
    whole = [compliance.standard.id for compliance in found if whole_catalogue(compliance)]
    if whole:
        out.print(Text(f"No profile holds, so the whole catalogue counts: {', '.join(whole)}."))
    out.print(Text("--standard ID shows its controls one by one."))


def print_compliance(compliance: Compliance, statuses: Collection[Status] | None) -> None:
    """Print the controls of the statuses asked for; without any, those that ask for a look.

    Of a system these are all that are in scope, of a pack those that it does not meet.
    """
    out = console()
    out.print()
    out.print(Text(printable(title(compliance)), style="bold"))
    out.print(Text(_summary(compliance)))
    for text in measured(compliance):
        out.print(Text(text))
    lines = list(shown(compliance, statuses or _SHOWN[compliance.of]))
    for above, members in groupby(lines, key=lambda line: headings(compliance, line)[-1:]):
        out.print()
        for group in above:
            out.print(Text(printable(f"{group.id}  {group.title}"), style="bold"))
        _print_lines(out, list(members), compliance.of)
    for text in _foot(compliance, statuses, len(lines)):
        out.print()
        out.print(Text(text))


def _summary(compliance: Compliance) -> str:
    counts = compliance.counts
    said = ", ".join(f"{counts[status]} {WORDS[status]}" for status in STATUSES if counts[status])
    return f"{counted(len(compliance.lines), 'control')}: {said}."


def _foot(compliance: Compliance, statuses: Collection[Status] | None, lines: int) -> Iterator[str]:
    """Yield what is said of controls that are not shown."""
    if statuses is not None:
        if not lines:
            yield f"No control is {' or '.join(WORDS[status] for status in STATUSES if status in statuses)}."
        return
    counts = compliance.counts
    shown_anyway = _SHOWN[compliance.of]
    hidden: list[Status] = [s for s in STATUSES if counts[s] and s not in shown_anyway]
    first = next((line for line in compliance.lines if line.status == "not-in-scope"), None)
    if first and first.outside and first.outside.by == "scope":
        yield f"Not in scope at all: {'; '.join(explained(first))}."
    elif compliance.of == "system" and hidden:
        yield f"{counted(counts['not-in-scope'], 'control')} not in scope: --status not-in-scope says why."
    elif hidden:
        said = ", ".join(f"{counts[status]} {WORDS[status]}" for status in hidden)
        yield f"Not shown: {said}; --status shows them."


def _print_lines(out: Console, lines: list[ControlLine], of: Literal["system", "content"]) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    width = min(max(len(line.control.id) for line in lines), _WIDEST)
    grid.add_column(width=width, overflow="fold")
    grid.add_column(width=14, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for line in lines:
        status = Text(WORDS[line.status], style=_STYLES[line.status])
        if line.stage:
            status.append(f"\n{line.stage}", style="default")
        about = Text(printable(line.control.title), style="bold")
        for sentence in explained(line, of=of):
            about.append(f"\n{printable(sentence)}", style="not bold")
        grid.add_row(Text(line.control.id), status, about)
    out.print(grid)
