"""A compliance as tables in the terminal; colour adds to the words and never replaces them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Final, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveymodel.cli.shared import counted
from surveymodel.cli.table import console
from surveymodel.errors import printable
from surveymodel.exchange.compliance_words import WORDS, explained, shown, title
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


def print_counts(found: Sequence[Compliance]) -> None:
    """Print how many controls of each standard have which status."""
    out = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Standard", overflow="fold")
    for status in STATUSES:
        table.add_column(WORDS[status], justify="right")
    for compliance in found:
        counts = (str(compliance.counts[status]) for status in STATUSES)
        table.add_row(Text(compliance.standard.id), *counts)
    out.print()
    out.print(table)
    out.print()
    out.print(Text("--standard ID shows its controls one by one."))


def print_compliance(compliance: Compliance, statuses: Collection[Status] | None) -> None:
    """Print the controls of the statuses asked for; without any, all but those out of scope."""
    out = console()
    out.print()
    out.print(Text(printable(title(compliance)), style="bold"))
    out.print(Text(_summary(compliance)))
    lines = list(shown(compliance, statuses or [s for s in STATUSES if s != "not-in-scope"]))
    titles = {group.id: group.title for group in compliance.standard.groups}
    for group, members in groupby(lines, key=lambda line: _group(compliance, line)):
        out.print()
        if group:
            out.print(Text(f"{group}  {titles.get(group, '')}".rstrip(), style="bold"))
        _print_lines(out, list(members), compliance.of)
    outside = compliance.counts["not-in-scope"]
    if statuses is None and outside:
        out.print()
        out.print(Text(_outside(compliance, outside)))


def _summary(compliance: Compliance) -> str:
    counts = compliance.counts
    said = ", ".join(f"{counts[status]} {WORDS[status]}" for status in STATUSES if counts[status])
    profiles = f" Profiles: {', '.join(compliance.profiles)}." if compliance.profiles else ""
    return f"{counted(len(compliance.lines), 'control')}: {said}.{profiles}"


def _outside(compliance: Compliance, count: int) -> str:
    """Say once why controls are out of scope where it is the whole standard."""
    first = next(line for line in compliance.lines if line.status == "not-in-scope")
    if count == len(compliance.lines) and first.outside and first.outside.by == "scope":
        return f"Not in scope at all: {'; '.join(explained(first))}."
    return f"{counted(count, 'control')} not in scope: --status not-in-scope says why."


def _group(compliance: Compliance, line: ControlLine) -> str:
    """Return the id of the group that a control stands in, past the controls that it is a part of."""
    groups = {group.id for group in compliance.standard.groups}
    return next((id for id in compliance.standard.over(line.control.id) if id in groups), "")


def _print_lines(out: Console, lines: list[ControlLine], of: Literal["system", "content"]) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=max(len(line.control.id) for line in lines), no_wrap=True)
    grid.add_column(width=14, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for line in lines:
        status = Text(WORDS[line.status], style=_STYLES[line.status])
        if line.stage:
            status.append(f"\n{line.stage}", style="default")
        about = Text(line.control.title, style="bold")
        for sentence in explained(line, of=of):
            about.append(f"\n{printable(sentence)}", style="not bold")
        grid.add_row(Text(line.control.id), status, about)
    out.print(grid)
