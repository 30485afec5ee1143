"""``surveymodel update``: what kept plans would gain, lose and change, and because of what."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from attrs import field, frozen

from surveymodel.cli.backups import backup_line
from surveymodel.cli.said import day, one_line, today, words
from surveymodel.cli.several import files_of, why_passed_over
from surveymodel.cli.shared import counted, organisation_option, pack_option
from surveymodel.cli.update_words import update_lines
from surveymodel.engine.files import read_system
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, printable
from surveymodel.exchange.processes import each
from surveymodel.project.backups import Told
from surveymodel.project.folder import plan_path
from surveymodel.project.keeping import keep_update, kept_plan
from surveymodel.project.pinned import keep
from surveymodel.project.update import Update, update

__all__ = ["command"]


@click.command(
    "update",
    epilog="""\b
Examples:
  surveymodel update shop.yaml
  surveymodel update shop.yaml --accept --by ana
  surveymodel update shop.yaml --accept --only harden-session-cookies
  surveymodel update systems/ --check
  surveymodel update systems/ --format json""",
)
@click.argument("systems", metavar="SYSTEM...", nargs=-1, required=True)
@pack_option
@organisation_option
@click.option("--accept", is_flag=True, help="Write it into the plan file.")
@click.option("--only", multiple=True, metavar="TASK",
              help="Accept what becomes of this task alone, of one system; repeatable.")  # fmt: skip
@click.option("--check", is_flag=True, help="Exit with 1 where anything would change.")
@click.option("--keep-pack", is_flag=True,
              help="Keep the bundle of the pack, too, in the folder 'packs' beside the file.")  # fmt: skip
@click.option("--by", metavar="NAME", callback=one_line, help="Who accepts.")
@click.option("--on", metavar="DATE", callback=day, help="When, in place of today.")
@click.option("--note", metavar="TEXT", callback=words, help="What is to be said of it.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), default=1, show_default=True,
              help="How many processes work on several systems.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How it is written.")  # fmt: skip
def command(
    systems: tuple[str, ...],
    pack: str,
    organisation: str | None,
    accept: bool,
    only: tuple[str, ...],
    check: bool,
    keep_pack: bool,
    by: str | None,
    on: str | None,
    note: str | None,
    jobs: int,
    form: str,
) -> None:
    """Say what the kept plan of a system would gain, lose and change, and because of what.

    SYSTEM is a system file, or a folder of them. The plan is kept beside the file: shop.yaml has
    shop.plan.yaml. It changes only with --accept, and nothing that was decided of a task is ever
    taken out of it.
    """
    _refuse_beside(accept, check, said=bool(only or by or note or keep_pack))
    files = files_of(systems)
    if only and len(files) > 1:
        raise click.UsageError(f"--only is for one system, and these are {len(files):,}.")
    task = _Task(
        load(pack), organisation, on or today(), only, by, note, keep_pack, accept, form, len(files) > 1
    )
    found: list[_Seen] = []
    for seen in each(task.seen, files, min(jobs, len(files))):
        for line in seen.lines:
            click.echo(printable(line))
        for line in (*seen.wrong, *seen.aside):
            click.echo(printable(line), err=True)
        found.append(seen)
    if form == "json":
        click.echo(_document(found, task.on))
    if any(seen.wrong or (check and seen.moving) for seen in found):
        sys.exit(1)


def _refuse_beside(accept: bool, check: bool, *, said: bool) -> None:
    if not accept and said:
        raise click.UsageError("--only, --keep-pack, --by and --note go with --accept.")
    if accept and check:
        raise click.UsageError("--check looks, and --accept writes: give one of them.")


@frozen
class _Seen:
    """What is told of one system."""

    lines: list[str] = field(factory=list)
    document: dict[str, Any] | None = None
    moving: bool = False  #: whether anything would change
    wrong: list[str] = field(factory=list)  #: why it could not be looked at
    aside: list[str] = field(factory=list)  #: what is to be known beside it


@frozen
class _Task:
    """What is to be done with each system."""

    model: SurveyModel
    organisation: str | None
    on: str
    only: tuple[str, ...]
    by: str | None
    note: str | None
    keep_pack: bool
    accept: bool
    form: str
    several: bool  #: whether there are more systems, of which some may fail
    known: dict[Path, System] = field(factory=dict)  #: organisations' files that were read

    def seen(self, file: Path) -> _Seen:
        """Look at a system, accept what becomes of its tasks if that is wanted, and say what it is."""
        backups: list[Path] = []
        try:
            found = self._found(file, backups.append)
        except (SurveyModelError, OSError) as error:
            if not self.several:
                raise
            return _Seen(wrong=why_passed_over(error))
        moves = [move for move in found.moves if not self.only or move.task in self.only]
        moving = bool(found.moves) or not found.pinned
        aside = [backup_line(backup) for backup in backups]
        if self.form == "json":
            from surveymodel.exchange.update_json import system_document

            return _Seen(document=system_document(str(file), found, moves), moving=moving, aside=aside)
        if self.accept:
            tasks = counted(len({move.task for move in moves}), "task")
            said = [f"{tasks} accepted into {plan_path(file)}."]
        else:
            said = list(update_lines(found))
        return _Seen(list(_headed(f"{file}:" if self.several else "", said)), moving=moving, aside=aside)

    def _found(self, file: Path, told: Told) -> Update:
        system = read_system(file, organisation=self.organisation, cls=System, known=self.known)
        resolution = resolve(self.model, system)
        if not self.accept:
            return update(resolution, kept_plan(file, resolution), on=self.on)
        if self.keep_pack:
            keep(self.model, file)
        return keep_update(
            file, resolution, on=self.on, by=self.by, note=self.note, only=self.only, told=told
        )


def _document(found: list[_Seen], on: str) -> str:
    from surveymodel.exchange.update_json import update_document

    systems = [seen.document for seen in found if seen.document is not None]
    return json.dumps(update_document(systems, on=on), ensure_ascii=False, indent=2)


def _headed(head: str, said: list[str]) -> Iterator[str]:
    """Yield what is said of one system of several under its name."""
    if head and len(said) > 1:
        yield head
        yield from (f"  {line}" for line in said)
    else:
        yield from (f"{head} {line}" if head else line for line in said)
