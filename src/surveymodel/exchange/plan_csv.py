"""A plan as CSV: for spreadsheets, and in the columns that two trackers' importers take.

Jira's importer needs a header row with ``Summary`` and takes a column once for each of several
values (Atlassian, *Prepare a CSV file for import*). Azure Boards' needs ``Work Item Type`` and
``Title``, at most 1,000 rows, and neither ids nor states (Microsoft, *Import or update bulk work
items by using CSV files*); its priorities are 1 to 4.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from surveymodel.engine.priority import Band
from surveymodel.exchange.plan_markdown import standings
from surveymodel.exchange.selection import Selection
from surveymodel.project.plan import Plan, Task

__all__ = ["plan_csv", "plan_csv_azure", "plan_csv_jira", "written"]

_COLUMNS: Final = (
    "system", "id", "title", "certainty", "priority", "priority-low", "priority-high", "phase",
    "owner", "kind", "effort", "components", "after", "controls", "because", "steps", "accept", "status",
)  # fmt: skip
_JIRA: Final[dict[Band, str]] = {
    "critical": "Highest",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
}
_AZURE: Final[dict[Band, str]] = {"critical": "1", "high": "2", "medium": "3", "low": "4"}
#: The longest summary that Jira takes, in characters.
_SUMMARY: Final = 255


def plan_csv(plan: Plan, selection: Selection) -> str:
    """Return a plan with one row for each task; several values in a cell stand on lines."""
    rows = (
        (
            plan.resolution.system.id,
            task.id,
            task.title,
            task.certainty,
            task.priority.band,
            str(task.priority.low),
            str(task.priority.high),
            task.countermeasure.phase,
            task.countermeasure.owner,
            task.countermeasure.kind,
            task.countermeasure.effort,
            "\n".join(task.components),
            "\n".join(task.after),
            "\n".join(f"{link.standard} {link.control.id} {link.strength}" for link in task.controls()),
            "\n".join(map(str, task.reasons)),
            "\n".join(task.steps),
            "\n".join(criterion.text for criterion in task.accept),
            "\n".join(standings(task)),
        )
        for task in selection.tasks(plan)
    )
    return written(_COLUMNS, rows)


def plan_csv_jira(plan: Plan, selection: Selection) -> str:
    """Return a plan in the columns of Jira's CSV importer."""
    tasks = list(selection.tasks(plan))
    labels = [_labels(task) for task in tasks]
    width = max(map(len, labels), default=0)
    header = ("Summary", "Issue Type", "Priority", "Description", *["Labels"] * width)
    rows = (
        (
            _shortened(task.title),
            "Task",
            _JIRA[task.priority.band],
            description(task),
            *marks,
            *[""] * (width - len(marks)),
        )
        for task, marks in zip(tasks, labels, strict=True)
    )
    return written(header, rows)


def plan_csv_azure(plan: Plan, selection: Selection) -> str:
    """Return a plan in the columns of Azure Boards' CSV importer."""
    rows = (
        ("Task", _shortened(task.title), _AZURE[task.priority.band], description(task))
        for task in selection.tasks(plan)
    )
    return written(("Work Item Type", "Title", "Priority", "Description"), rows)


def _labels(task: Task) -> list[str]:
    countermeasure = task.countermeasure
    system = task.resolution.system.id
    return [
        "surveymodel",
        f"system-{system}",
        f"task-{task.id}",
        f"phase-{countermeasure.phase}",
        f"owner-{countermeasure.owner}",
        *(f"component-{component}" for component in task.components),
    ]


def _shortened(title: str) -> str:
    return title if len(title) <= _SUMMARY else title[: _SUMMARY - 1] + "…"


def description(task: Task) -> str:
    """Return what a ticket says of a task, as plain text."""
    parts = [task.countermeasure.why]
    parts += [f"Because {reason}" for reason in task.reasons]
    parts.append("Steps\n" + "\n".join(f"{n}. {step}" for n, step in enumerate(task.steps, 1)))
    parts.append("Done when\n" + "\n".join(f"- {criterion.text}" for criterion in task.accept))
    parts.append(f"Traps\n{task.countermeasure.traps}")
    parts += [f"{guide.title} ({guide.versions})\n{guide.body}".rstrip() for guide, _ in task.guides]
    if links := task.controls():
        parts.append("Serves\n" + "\n".join(f"- {link}" for link in links))
    return "\n\n".join(part.rstrip() for part in parts)


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows under a header, if there is one, as CSV; no cell is one that a spreadsheet takes for a formula."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return target.getvalue()


def _safe(cell: str) -> str:
    """Keep spreadsheets from taking a text for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
