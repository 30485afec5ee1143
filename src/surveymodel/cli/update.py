"""``surveymodel update``: what kept plans would gain, lose and change, and because of what."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from attrs import field, frozen

from surveymodel.cli.said import day, one_line, today, words
from surveymodel.cli.several import files_of, told
from surveymodel.cli.shared import counted, organisation_option, pack_option
from surveymodel.cli.update_words import update_lines
from surveymodel.engine.files import read_system
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.folder import plan_path
from surveymodel.project.keeping import keep_update, kept_plan
from surveymodel.project.pinned import keep
from surveymodel.project.update import Move, Update, update

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
    task = _Task(load(pack), organisation, on or today(), only, by, note, keep_pack)
    tell = _Text(several=len(files) > 1, accepted=accept) if form == "text" else _Json(task.on)
    moving = wrong = False
    for file in files:
        try:
            found = task.accept(file) if accept else task.find(file)
            moving |= bool(found.moves) or not found.pinned
            tell.system(file, found, task.chosen(found))
        except (SurveyModelError, OSError) as error:
            if len(files) == 1:
                raise
            told(error)
            wrong = True
    tell.end()
    if wrong or (check and moving):
        sys.exit(1)


def _refuse_beside(accept: bool, check: bool, *, said: bool) -> None:
    if not accept and said:
        raise click.UsageError("--only, --keep-pack, --by and --note go with --accept.")
    if accept and check:
        raise click.UsageError("--check looks, and --accept writes: give one of them.")


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

    def find(self, file: Path) -> Update:
        """Return what the kept plan of a system would gain, lose and change."""
        resolution = self._resolution(file)
        return update(resolution, kept_plan(file, resolution), on=self.on)

    def accept(self, file: Path) -> Update:
        """Accept what becomes of a system's tasks; return what would have become of them."""
        resolution = self._resolution(file)
        if self.keep_pack:
            keep(self.model, file)
        return keep_update(file, resolution, on=self.on, by=self.by, note=self.note, only=self.only)

    def chosen(self, found: Update) -> list[Move]:
        """Return the moves that are accepted or, where nothing is, that would be."""
        return [move for move in found.moves if not self.only or move.task in self.only]

    def _resolution(self, file: Path) -> Resolution:
        return resolve(self.model, read_system(file, organisation=self.organisation, cls=System))


@frozen
class _Text:
    """Tells it in words, system by system."""

    several: bool  #: whether each system is named
    accepted: bool

    def system(self, file: Path, found: Update, moves: list[Move]) -> None:
        """Tell of one system."""
        if self.accepted:
            tasks = counted(len({move.task for move in moves}), "task")
            said = [f"{tasks} accepted into {plan_path(file)}."]
        else:
            said = list(update_lines(found))
        for line in _headed(f"{file}:" if self.several else "", said):
            click.echo(printable(line))

    def end(self) -> None:
        """Tell nothing more."""


@frozen
class _Json:
    """Tells it as one document, when everything is known."""

    on: str
    systems: list[dict[str, Any]] = field(factory=list)

    def system(self, file: Path, found: Update, moves: list[Move]) -> None:
        """Take one system along."""
        from surveymodel.exchange.update_json import system_document

        self.systems.append(system_document(str(file), found, moves))

    def end(self) -> None:
        """Print the document."""
        from surveymodel.exchange.update_json import update_document

        click.echo(json.dumps(update_document(self.systems, on=self.on), ensure_ascii=False, indent=2))


def _headed(head: str, said: list[str]) -> Iterator[str]:
    """Yield what is said of one system of several under its name."""
    if head and len(said) > 1:
        yield head
        yield from (f"  {line}" for line in said)
    else:
        yield from (f"{head} {line}" if head else line for line in said)
