"""``surveymodel hand-out``: open questions into a file that somebody else fills in."""

from __future__ import annotations

import os
from pathlib import Path

import click

from surveymodel.cli.shared import counted, file_argument, organisation_option, pack_option
from surveymodel.engine.load import load
from surveymodel.engine.reply import line_fault
from surveymodel.errors import printable
from surveymodel.project.answering import SystemFile
from surveymodel.project.handout import chosen, handout_text
from surveymodel.project.interview import Interview
from surveymodel.project.storage import replace

__all__ = ["command"]


@click.command(
    "hand-out",
    epilog="""\b
Examples:
  surveymodel hand-out shop.yaml --to questions.yaml
  surveymodel hand-out shop.yaml --to for-ben.yaml --section payments --for Ben
  surveymodel hand-out shop.yaml --to for-ana.yaml --layer organisation --layer web
  surveymodel hand-out shop.yaml --to for-eve.yaml --question exposure --question tenancy""",
)
@file_argument
@click.option("--to", "target", metavar="FILE", required=True, type=click.Path(dir_okay=False),
              help="The file to write; one that is there already is left alone.")  # fmt: skip
@click.option("--section", "sections", multiple=True, metavar="ID",
              help="Only questions of a section; repeatable.")  # fmt: skip
@click.option("--question", "questions", multiple=True, metavar="ID",
              help="Only this question; repeatable.")  # fmt: skip
@click.option("--layer", "layers", multiple=True, metavar="organisation|system|COMPONENT",
              help="Only what is answered there; repeatable.")  # fmt: skip
@click.option("--for", "name", metavar="NAME", help="Who is to answer.")
@click.option("--note", metavar="TEXT", help="What is to be said to whoever answers.")
@pack_option
@organisation_option
def command(
    system: str,
    target: str,
    sections: tuple[str, ...],
    questions: tuple[str, ...],
    layers: tuple[str, ...],
    name: str | None,
    note: str | None,
    pack: str,
    organisation: str | None,
) -> None:
    """Write the open questions of a system into a file for somebody who fills it in by hand.

    The file has the questions that are certainly asked by now, with all that is needed to answer
    them; "surveymodel take-in" brings the answers back.
    """
    _refuse_words(name, note)
    path = Path(target)
    if os.path.lexists(path):
        raise click.UsageError(f"{printable(target)} is there already: somebody may have filled it in.")
    above = Path(organisation) if organisation else None
    interview = Interview(SystemFile.open(load(pack), Path(system), organisation=above))
    items = chosen(interview, sections=sections, questions=questions, layers=layers)
    if interview.unreachable() and ("organisation" in layers or not (sections or questions or layers)):
        count = counted(len(interview.unreachable()), "question")
        click.echo(f"{count} of the organisation cannot be kept: the file names no organisation's file.")
    if not items:
        click.echo("Nothing is open there: no file is written.")
        return
    replace(path, handout_text(interview, items, to=name, note=note).encode())
    more = "; more may follow from the answers" if interview.bounds().most > len(interview.open()) else ""
    click.echo(f"wrote {printable(target)}: {counted(len(items), 'question')}{more}.")


def _refuse_words(name: str | None, note: str | None) -> None:
    """Raise UsageError where the file could not be read for the words in it."""
    for option, text in (("--for", name), ("--note", note)):
        if text is None:
            continue
        fault = line_fault(option, text) if text.strip() else ("", f"{option} is empty")
        if fault is not None:
            raise click.UsageError(f"{fault[1]}.")
