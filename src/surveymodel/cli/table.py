"""A plan as a table in the terminal; colour adds to the words and never replaces them."""

from __future__ import annotations

from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveymodel.engine.risk import Band
from surveymodel.errors import printable
from surveymodel.exchange.selection import Selection
from surveymodel.project.plan import Plan, Task

__all__ = ["console", "print_plan"]

_STYLES: Final[dict[Band, str]] = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "green",
}


def console() -> Console:
    """Return a console on standard output; 100 columns wide where it is no terminal."""
    made = Console(highlight=False, soft_wrap=False)
    return made if made.is_terminal else Console(highlight=False, width=100)


def print_plan(plan: Plan, selection: Selection) -> None:
    """Print the tasks that the selection passes, and what is still open."""
    out = console()
    system = plan.resolution.system
    tasks = list(selection.tasks(plan))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Priority", no_wrap=True)
    table.add_column("Task", ratio=1)
    table.add_column("Who, when", no_wrap=True)
    table.add_column("Serves", overflow="fold")
    for task in tasks:
        table.add_row(_priority(task), _task(task), _who(task), _serves(task, selection))
        table.add_section()
    name = printable(system.title or system.id)
    out.print(Text.assemble("\n", (f"{len(tasks)} tasks for {name}", "bold")))
    if tasks:
        out.print(table)
    for line in _foot(plan, selection):
        out.print(Text(line))


def _priority(task: Task) -> Text:
    text = Text(task.priority.band, style=_STYLES[task.priority.band])
    text.append(f"\n{task.priority} of 25", style="default")
    if task.certainty == "possible":
        text.append("\npossible", style="italic")
    return text


def _task(task: Task) -> Text:
    text = Text(task.title, style="bold")
    text.append(f"\n{task.id}", style="default")
    for reason in task.reasons:
        text.append(f"\nwhy: {printable(str(reason))}", style="not bold")
    fits = [f"{guide.title}{'' if c == 'certain' else ' (possible)'}" for guide, c in task.guides]
    if fits:
        text.append(f"\nhow: {', '.join(fits)}", style="not bold")
    return text


def _who(task: Task) -> Text:
    about = task.countermeasure
    lines = [about.owner, about.phase, {"S": "hours", "M": "days", "L": "weeks"}[about.effort]]
    return Text("\n".join([*lines, *(f"in {component}" for component in task.components)]))


def _serves(task: Task, selection: Selection) -> Text:
    by_standard: dict[str, list[str]] = {}
    for link in task.controls(selection.standard):
        by_standard.setdefault(link.standard, []).append(f"{link.control.id} {link.strength}")
    return Text("\n".join(f"{standard} {', '.join(links)}" for standard, links in by_standard.items()))


def _foot(plan: Plan, selection: Selection) -> list[str]:
    walk = plan.resolution.walk
    hidden = sum(task.certainty == "possible" for task in plan.tasks)
    lines = []
    if hidden and not selection.possible:
        lines.append(
            f"{_count(hidden, 'more task')} possible while questions are open: --possible shows them."
        )
    if walk.open:
        asked = ", ".join(question.id for question in walk.open)
        lines.append(f"{_count(len(walk.open), 'question')} still open: {asked}")
    if walk.unknown:
        lines.append(f"Nobody knows: {', '.join(question.id for question in walk.unknown)}")
    lines += [f"Kept and not used, its question is not asked: {step.question.id}" for step in walk.stale]
    lines += [f"Contradiction: other answers imply {c.question.id}: {c.implied}" for c in walk.contradictions]
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
