"""``surveymodel tasks``: the countermeasure tasks of a system."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Final

import click

from surveymodel.cli.shared import (
    OWNERS,
    PHASES,
    open_system,
    organisation_option,
    seen_option,
    standard_option,
    system_argument,
)
from surveymodel.engine.resolve import resolve
from surveymodel.exchange.selection import Selection
from surveymodel.project.plan import Plan, plan
from surveymodel.project.standing import STATUSES, Status

__all__ = ["command"]

_FORMATS: Final = ("table", "markdown", "json", "ndjson", "csv", "csv-jira", "csv-azure")


@click.command(
    "tasks",
    epilog="""\b
Examples:
  surveymodel tasks example:online-shop
  surveymodel tasks shop.yaml --standard pci-dss --format markdown
  surveymodel tasks shop.yaml --phase build --owner development --format csv-jira > import.csv
  surveymodel tasks shop.yaml --status to-do --status in-progress
  surveymodel tasks shop.yaml --possible --format json""",
)
@system_argument
@seen_option
@organisation_option
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True,
              help="How the tasks are written.")  # fmt: skip
@standard_option("Only tasks that serve a control of this standard.")
@click.option("--phase", type=click.Choice(PHASES), help="Only tasks of this phase.")
@click.option("--owner", type=click.Choice(OWNERS), help="Only tasks of this owner.")
@click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True,
              help="Only tasks that are this far by the plan that is kept; repeatable.")  # fmt: skip
@click.option("--possible", is_flag=True, help="Also tasks that open questions may still bring.")
def command(
    system: str,
    pack: str | None,
    organisation: str | None,
    form: str,
    standard: str | None,
    phase: str | None,
    owner: str | None,
    statuses: tuple[Status, ...],
    possible: bool,
) -> None:
    """List what is to be done in a system, most pressing first, and why.

    SYSTEM is the path of a system file, or example:NAME for one that comes with the pack. Where a
    plan is kept beside the file, by "update", it is told how far each task is.
    """
    opened = open_system(system, pack, organisation)
    made = plan(resolve(opened.model, opened.system), previous=opened.kept)
    _write(made, Selection(standard, phase, owner, possible, statuses), form)


def _write(made: Plan, selection: Selection, form: str) -> None:
    """Write the plan; what other tools read is UTF-8 with its own line ends on every platform."""
    if form == "table":
        from surveymodel.cli.table import print_plan

        print_plan(made, selection)
        return
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    if form == "ndjson":
        from surveymodel.exchange.plan_json import plan_ndjson

        for line in plan_ndjson(made, selection):
            click.echo(line, nl=False)
    else:
        click.echo(_writer(form)(made, selection), nl=False)


def _writer(form: str) -> Callable[[Plan, Selection], str]:
    from surveymodel.exchange import plan_csv, plan_json, plan_markdown

    return {
        "markdown": plan_markdown.plan_markdown,
        "json": plan_json.plan_json,
        "csv": plan_csv.plan_csv,
        "csv-jira": plan_csv.plan_csv_jira,
        "csv-azure": plan_csv.plan_csv_azure,
    }[form]
