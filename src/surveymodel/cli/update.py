"""``surveymodel update``: what kept plans would gain, lose and change, and because of what."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from surveymodel.cli.said import day, one_line, today, words
from surveymodel.cli.shared import counted, organisation_option, pack_option
from surveymodel.cli.update_words import update_lines
from surveymodel.engine.files import read_system
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.folder import system_files
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.plan_store import Decided, change_plan, plan_path, read_plan
from surveymodel.project.update import Update, update

__all__ = ["command"]


@click.command(
    "update",
    epilog="""\b
Examples:
  surveymodel update shop.yaml
  surveymodel update shop.yaml --accept --by ana
  surveymodel update shop.yaml --accept --only harden-session-cookies
  surveymodel update systems/ --check""",
)
@click.argument("systems", metavar="SYSTEM...", nargs=-1, required=True)
@pack_option
@organisation_option
@click.option("--accept", is_flag=True, help="Write it into the plan file.")
@click.option("--only", multiple=True, metavar="TASK",
              help="Accept what becomes of this task alone, of one system; repeatable.")  # fmt: skip
@click.option("--check", is_flag=True, help="Exit with 1 where anything would change.")
@click.option("--by", metavar="NAME", callback=one_line, help="Who accepts.")
@click.option("--on", metavar="DATE", callback=day, help="When, in place of today.")
@click.option("--note", metavar="TEXT", callback=words, help="What is to be said of it.")
def command(
    systems: tuple[str, ...],
    pack: str,
    organisation: str | None,
    accept: bool,
    only: tuple[str, ...],
    check: bool,
    by: str | None,
    on: str | None,
    note: str | None,
) -> None:
    """Say what the kept plan of a system would gain, lose and change, and because of what.

    SYSTEM is a system file, or a folder of them. The plan is kept beside the file: shop.yaml has
    shop.plan.yaml. It changes only with --accept, and nothing that was decided of a task is ever
    taken out of it.
    """
    _refuse_beside(accept, check, said=bool(only or by or note))
    model, when, moving, wrong = load(pack), on or today(), False, False
    files = [file for named in systems for file in system_files(_own(named))]
    if only and len(files) > 1:
        raise click.UsageError(f"--only is for one system, and these are {len(files):,}.")
    for file in files:
        head = f"{printable(str(file))}: " if len(files) > 1 else ""
        try:
            if accept:
                said, moved = _accepted(model, file, organisation, when, only, by, note), False
            else:
                found = _found(model, file, organisation, when)
                said, moved = list(update_lines(found)), bool(found.moves) or not found.pinned
        except (SurveyModelError, OSError) as error:
            if not head:
                raise
            _told(error)
            wrong = True
            continue
        moving |= moved
        for line in _headed(head, said):
            click.echo(printable(line))
    if wrong or (check and moving):
        sys.exit(1)


def _refuse_beside(accept: bool, check: bool, *, said: bool) -> None:
    if not accept and said:
        raise click.UsageError("--only, --by and --note go with --accept.")
    if accept and check:
        raise click.UsageError("--check looks, and --accept writes: give one of them.")


def _told(error: SurveyModelError | OSError) -> None:
    """Say why one system of several is passed over."""
    where = f"Error: {error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    for line in where.split("\n"):
        click.echo(printable(line), err=True)


def _own(named: str) -> Path:
    if named.startswith("example:"):
        raise click.UsageError("Examples are read only; 'surveymodel init FILE' makes a file of your own.")
    return Path(named)


def _headed(head: str, said: list[str]) -> Iterator[str]:
    """Yield what is said of one system of several under its name."""
    if head and len(said) > 1:
        yield head.rstrip(" ")
        yield from (f"  {line}" for line in said)
    else:
        yield from (f"{head}{line}" for line in said)


def _found(model: SurveyModel, file: Path, organisation: str | None, day: str) -> Update:
    resolution = resolve(model, read_system(file, organisation=organisation, cls=System))
    return update(resolution, read_plan(plan_path(file), resolution), on=day)


def _accepted(
    model: SurveyModel,
    file: Path,
    organisation: str | None,
    day: str,
    only: tuple[str, ...],
    by: str | None,
    note: str | None,
) -> list[str]:
    """Accept what becomes of a system's tasks; return what is said of it."""
    resolution = resolve(model, read_system(file, organisation=organisation, cls=System))
    moving: set[str] = set()

    def accepted(kept: PlanFile | None) -> Decided:
        nonlocal moving
        found = update(resolution, kept, on=day)
        moving = {move.task for move in found.moves if not only or move.task in only}
        renamed = {old: new for old, new in found.renamed.items() if not only or new in only}
        return Decided(found.accepted(by=by, note=note, only=only), renamed)

    change_plan(file, resolution, accepted)
    return [f"{counted(len(moving), 'task')} accepted into {plan_path(file)}."]
