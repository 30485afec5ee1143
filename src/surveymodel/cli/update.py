"""``surveymodel update``: what a kept plan would gain, lose and change, and because of what."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from surveymodel.cli.shared import counted, day_of, file_argument, organisation_option, pack_option
from surveymodel.cli.update_words import update_lines
from surveymodel.engine.files import read_system
from surveymodel.engine.load import load
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import printable
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.plan_store import Decided, change_plan, plan_path, read_plan
from surveymodel.project.update import update

__all__ = ["command"]


@click.command(
    "update",
    epilog="""\b
Examples:
  surveymodel update shop.yaml
  surveymodel update shop.yaml --accept --by ana
  surveymodel update shop.yaml --accept --only harden-session-cookies
  surveymodel update shop.yaml --check""",
)
@file_argument
@pack_option
@organisation_option
@click.option("--accept", is_flag=True, help="Write it into the plan file.")
@click.option(
    "--only", multiple=True, metavar="TASK", help="Accept what becomes of this task alone; repeatable."
)
@click.option("--check", is_flag=True, help="Exit with 1 where anything would change.")
@click.option("--by", metavar="NAME", help="Who accepts.")
@click.option("--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="When, in place of today.")
@click.option("--note", metavar="TEXT", help="What is to be said of it.")
def command(
    system: str,
    pack: str,
    organisation: str | None,
    accept: bool,
    only: tuple[str, ...],
    check: bool,
    by: str | None,
    on: datetime | None,
    note: str | None,
) -> None:
    """Say what the kept plan of a system would gain, lose and change, and because of what.

    The plan is kept beside the system file: shop.yaml has shop.plan.yaml. It changes only with
    --accept, and nothing that was decided of a task is ever taken out of it.
    """
    if not accept and (only or by or note):
        raise click.UsageError("--only, --by and --note go with --accept.")
    if accept and check:
        raise click.UsageError("--check looks, and --accept writes: give one of them.")
    path, day = Path(system), day_of(on)
    resolution = resolve(load(pack), read_system(path, organisation=organisation, cls=System))
    if accept:
        before: list[int] = []

        def accepted(kept: PlanFile | None) -> Decided:
            found = update(resolution, kept, on=day)
            before[:] = [sum(not only or move.task in only for move in found.moves)]
            renamed = {old: new for old, new in found.renamed.items() if not only or new in only}
            return Decided(found.accepted(by=by, note=note, only=only), renamed)

        change_plan(path, accepted)
        click.echo(f"{counted(before[0], 'change')} accepted into {printable(str(plan_path(path)))}.")
        return
    found = update(resolution, read_plan(plan_path(path)), on=day)
    for line in update_lines(found):
        click.echo(printable(line))
    if check and (found.moves or not found.pinned):
        sys.exit(1)
