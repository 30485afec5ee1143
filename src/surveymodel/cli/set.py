"""``surveymodel set``: what was decided of a task, into the kept plan."""

from __future__ import annotations

import click

from surveymodel.cli.backups import tell_backup
from surveymodel.cli.said import day, day_or_none, one_line, today, words
from surveymodel.cli.shared import file_argument, open_system, organisation_option, seen_option
from surveymodel.engine.resolve import resolve
from surveymodel.errors import printable
from surveymodel.project.keeping import keep_decision
from surveymodel.project.standing import STATUSES, VERIFICATIONS, Event, Status, Verification

__all__ = ["command"]


@click.command(
    "set",
    epilog="""\b
Examples:
  surveymodel set shop.yaml harden-session-cookies done --by ana --evidence settings.py:40
  surveymodel set shop.yaml harden-session-cookies --verification passed --by zap
  surveymodel set shop.yaml limit-requests waived --by ana --until 2026-12-31 --note "The gateway limits."
  surveymodel set shop.yaml csrf-tokens --due 2026-09-30
  surveymodel set shop.yaml check-record-ownership in-progress --component api""",
)
@file_argument
@click.argument("task")
@click.argument("status", type=click.Choice(STATUSES), required=False)
@seen_option
@organisation_option
@click.option("--verification", type=click.Choice(VERIFICATIONS), help="What somebody found who looked.")
@click.option("--component", multiple=True, metavar="ID", help="Only in this component; repeatable.")
@click.option("--by", metavar="NAME", callback=one_line, help="Who decides.")
@click.option("--on", metavar="DATE", callback=day, help="When, in place of today.")
@click.option("--note", metavar="TEXT", callback=words, help="Why.")
@click.option("--evidence", metavar="TEXT", callback=one_line, help="What shows it: a file and line, a URL.")
@click.option("--until", metavar="DATE", callback=day, help="The last day of a waiver.")
@click.option("--due", metavar="DATE|none", callback=day_or_none, help="The day by which it is to be done.")
def command(
    system: str,
    task: str,
    status: Status | None,
    pack: str | None,
    organisation: str | None,
    verification: Verification | None,
    component: tuple[str, ...],
    by: str | None,
    on: str | None,
    note: str | None,
    evidence: str | None,
    until: str | None,
    due: str | None,
) -> None:
    """Say how far a task of the kept plan is, or what was found of it.

    It is added to the task's history with who, when and why; nothing is taken out of it. A waiver
    says --by, --note and --until, and ends where the answers change that it rests on.
    """
    if status is None and verification is None and due is None:
        raise click.UsageError("Give a STATUS, --verification or --due.")
    when = on or today()
    event = Event(
        when,
        by,
        status,
        verification,
        note=note,
        evidence=evidence,
        until=until,
        due=due,
    )
    opened = open_system(system, pack, organisation)
    resolution = resolve(opened.model, opened.system)
    file = keep_decision(system, resolution, task, event, components=component, told=tell_backup)
    for place, standing in file.tasks[task].places.items():
        if standing.left is None:
            where = f" in {place}" if place else ""
            found = "" if standing.verification == "none" else f", verification {standing.verification}"
            by_when = f", due by {standing.due}" if standing.due else ""
            click.echo(printable(f"{task}{where}: {standing.status}{found}{by_when}"))
