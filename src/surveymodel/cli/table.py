"""A plan as a table in the terminal; colour adds to the words and never replaces them."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from rich.console import Console
from rich.table import Table
from rich.text import Text

from surveymodel.cli.shared import counted
from surveymodel.engine.priority import Band
from surveymodel.errors import printable
from surveymodel.exchange.plan_markdown import standings
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
    out.print()
    out.print(Text(f"{counted(len(tasks), 'task')} for {printable(system.title or system.id)}", style="bold"))
    for task in tasks:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=12, no_wrap=True)
        grid.add_column(ratio=1)
        grid.add_row(_priority(task), _task(task, selection))
        out.print()
        out.print(grid)
    out.print()
    for line in _foot(plan, selection):
        out.print(Text(line))


def _priority(task: Task) -> Text:
    text = Text(task.priority.band, style=_STYLES[task.priority.band])
    text.append(f"\n{task.priority} of 25", style="default")
    if task.certainty == "possible":
        text.append("\npossible", style="default")
    return text


def _task(task: Task, selection: Selection) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=4, no_wrap=True)
    grid.add_column(ratio=1)
    whole = Table.grid()
    whole.add_column(overflow="fold")
    whole.add_row(Text(task.title, style="bold"))
    whole.add_row(Text(f"{task.id}: {_who(task)}"))
    if task.kept is not None:
        grid.add_row("is", Text("; ".join(standings(task))))
    for reason in _reasons(task):
        grid.add_row("why", Text(printable(reason)))
    fits = [f"{guide.title}{'' if c == 'certain' else ' (if used)'}" for guide, c in task.guides]
    if fits:
        grid.add_row("how", Text(", ".join(fits)))
    for line in _serves(task, selection):
        grid.add_row("for", Text(line))
    whole.add_row(grid)
    return whole


def _who(task: Task) -> str:
    about = task.countermeasure
    effort = {"S": "hours", "M": "days", "L": "weeks"}[about.effort]
    some = len(task.components) < len(task.resolution.system.components)
    perhaps = f", perhaps in {' and '.join(task.perhaps)}" if task.perhaps else ""
    where = f", in {' and '.join(task.components)}{perhaps}" if some else ""
    return f"{about.owner}, {about.phase}, {effort}{where}"


def _reasons(task: Task) -> list[str]:
    """Return the certain reasons, or the possible ones where none is certain."""
    certain = [str(reason) for reason in task.reasons if reason.certainty == "certain"]
    return certain or [f"if {reason}" for reason in task.reasons]


def _serves(task: Task, selection: Selection) -> list[str]:
    by_standard: dict[str, list[str]] = {}
    for link in task.controls(selection.standard):
        by_standard.setdefault(link.standard, []).append(f"{link.control.id} {link.strength}")
    return [f"{standard} {', '.join(links)}" for standard, links in by_standard.items()]


def _foot(plan: Plan, selection: Selection) -> list[str]:
    walk = plan.resolution.walk
    hidden = sum(task.certainty == "possible" for task in evolve(selection, possible=True).tasks(plan))
    lines = []
    if hidden and not selection.possible:
        lines.append(
            f"{counted(hidden, 'more task')} possible while questions are open: --possible shows them."
        )
    if walk.open:
        asked = ", ".join(question.id for question in walk.open)
        lines.append(f"{counted(len(walk.open), 'question')} still open: {asked}")
    if walk.unknown:
        lines.append(f"Nobody knows: {', '.join(question.id for question in walk.unknown)}")
    lines += [f"Kept and not used, its question is not asked: {step.question.id}" for step in walk.stale]
    lines += [f"Contradiction: other answers imply {c.question.id}: {c.implied}" for c in walk.contradictions]
    return lines
