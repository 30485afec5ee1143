"""``surveymodel status``: how far systems are, what is due, and what would decide most."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import click

from surveymodel.cli.said import day, today
from surveymodel.cli.several import files_of, told
from surveymodel.cli.shared import OWNERS, PHASES, organisation_option, pack_option
from surveymodel.cli.status_sections import Period
from surveymodel.cli.status_words import all_lines, status_lines
from surveymodel.engine.files import read_system
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.keeping import kept_plan
from surveymodel.project.progress import Line, Progress, progress

__all__ = ["command"]


@click.command(
    "status",
    epilog="""\b
Examples:
  surveymodel status shop.yaml
  surveymodel status shop.yaml --owner operations --tasks
  surveymodel status shop.yaml --since 2026-09-01
  surveymodel status systems/ --format json""",
)
@click.argument("systems", metavar="SYSTEM...", nargs=-1, required=True)
@pack_option
@organisation_option
@click.option("--phase", type=click.Choice(PHASES), help="Only tasks of this phase.")
@click.option("--owner", type=click.Choice(OWNERS), help="Only tasks of this owner.")
@click.option("--tasks", "listed", is_flag=True, help="List all tasks that are not done, by phase and owner.")
@click.option("--since", metavar="DATE", callback=day,
              help="Tell what happened from this day on, in place of the last acceptance.")  # fmt: skip
@click.option("--within", metavar="DAYS", type=click.IntRange(0, 3650), default=30, show_default=True,
              help="How far to look ahead for what falls due and for waivers that end.")  # fmt: skip
@click.option("--on", metavar="DATE", callback=day, help="The day to look at, in place of today.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How it is written.")  # fmt: skip
def command(
    systems: tuple[str, ...],
    pack: str,
    organisation: str | None,
    phase: str | None,
    owner: str | None,
    listed: bool,
    since: str | None,
    within: int,
    on: str | None,
    form: str,
) -> None:
    """Say how far the tasks of a system are, what is overdue or due again, and what is still open.

    SYSTEM is a system file, or a folder of them. How far its tasks are is kept beside the file, by
    "update" and "set"; where no plan is kept, everything is still to be done.
    """
    when = on or today()
    found = _read(load(pack), files_of(systems), organisation, when)
    several = len(found) > 1 or any(Path(named).is_dir() for named in systems)
    period = Period(since, when, _later(when, within), within)
    shown = _shown(phase, owner)
    made = {file: one for file, one in found.items() if one is not None}
    if form == "json":
        _write_json(made, when, since, shown)
    else:
        lines = all_lines if several else status_lines
        for line in lines(made, period, shown, listed=listed):
            click.echo(printable(line))
    if None in found.values():
        sys.exit(1)


def _read(
    model: SurveyModel, files: list[Path], organisation: str | None, when: str
) -> dict[str, Progress | None]:
    """Return how far each system is; None where a file of several cannot be read, which is said."""
    found: dict[str, Progress | None] = {}
    known: dict[Path, System] = {}
    for file in files:
        try:
            resolution = resolve(model, read_system(file, organisation=organisation, cls=System, known=known))
            found[str(file)] = progress(resolution, kept_plan(file, resolution), on=when)
        except (SurveyModelError, OSError) as error:
            if len(files) == 1:
                raise
            told(error)
            found[str(file)] = None
    return found


def _shown(phase: str | None, owner: str | None) -> Callable[[Line], bool]:
    def passes(line: Line) -> bool:
        about = line.countermeasure
        return phase in (None, about and about.phase) and owner in (None, about and about.owner)

    return passes


def _later(when: str, days: int) -> str:
    try:
        return (date.fromisoformat(when) + timedelta(days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _write_json(
    found: dict[str, Progress], when: str, since: str | None, shown: Callable[[Line], bool]
) -> None:
    from surveymodel.exchange.status_json import status_document

    document = status_document(found, on=when, since=since, shown=shown)
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
