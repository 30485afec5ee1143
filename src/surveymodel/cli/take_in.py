"""``surveymodel take-in``: the answers of a filled-in file into a system file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from surveymodel.cli.backups import tell_backup
from surveymodel.cli.interview_words import left
from surveymodel.cli.said import day, one_line
from surveymodel.cli.shared import counted, file_argument, organisation_option, pack_option
from surveymodel.engine.load import load
from surveymodel.errors import AnswerError, printable
from surveymodel.project.answering import SystemFile
from surveymodel.project.filled import read_handout
from surveymodel.project.interview import Interview
from surveymodel.project.takein import CONFLICT, Prefer, Taken, take_in

__all__ = ["command"]


@click.command(
    "take-in",
    epilog="""\b
Examples:
  surveymodel take-in shop.yaml questions.yaml
  surveymodel take-in shop.yaml for-ben.yaml --by Ben --on 2026-03-02
  surveymodel take-in shop.yaml for-ben.yaml --keep""",
)
@file_argument
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--by", metavar="NAME", callback=one_line, help="Who answered, where FILE does not say.")
@click.option("--on", metavar="DATE", callback=day, help="When, where FILE does not say.")
@click.option("--replace", "prefer", flag_value="theirs",
              help="Where another answer stands in SYSTEM, write that of FILE.")  # fmt: skip
@click.option("--keep", "prefer", flag_value="ours",
              help="Where another answer stands in SYSTEM, leave it.")  # fmt: skip
@pack_option
@organisation_option
def command(
    system: str,
    file: str,
    by: str | None,
    on: str | None,
    prefer: Prefer | None,
    pack: str,
    organisation: str | None,
) -> None:
    """Write the answers of a file of "surveymodel hand-out" into a system file, all of them or none.

    What is left blank in FILE stays open. Taking the same file in again changes nothing.
    """
    above = Path(organisation) if organisation else None
    target = SystemFile.open(load(pack), Path(system), organisation=above, told=tell_backup)
    handout = read_handout(Path(file))
    try:
        found = take_in(target, handout, by=by, on=on, prefer=prefer)
    except AnswerError as error:
        if any(fault.code == CONFLICT for fault in error.diagnostics):
            message = "Nothing is written. --replace writes what {} says, --keep leaves what stands."
            click.echo(message.format(printable(file)), err=True)
        raise
    for line in _aside(found):
        click.echo(line, err=True)
    click.echo(f"{_counted(found)}. {left(Interview(target))}.")


def _aside(found: Taken) -> Iterator[str]:
    """Yield what somebody should look at, though nothing is wrong."""
    yield from map(str, found.reworded)
    for entry in found.blank:
        if note := entry.beside.get("note"):
            yield f"{entry.location}: {entry.question} is left blank, with a note: {printable(note)}"


def _counted(found: Taken) -> str:
    parts = [f"{counted(len(found.changes), 'answer')} written"]
    parts += [f"{len(found.same)} there already"] if found.same else []
    parts += [f"{len(found.kept)} kept as it was"] if found.kept else []
    parts += [f"{len(found.blank)} left blank"] if found.blank else []
    return ", ".join(parts)
