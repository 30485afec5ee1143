"""``surveymodel new``: the skeleton of an entry or of a whole pack."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from surveymodel.authoring.append import SCHEMAS, NewFile
from surveymodel.authoring.new import KINDS, new_entry, new_pack
from surveymodel.cli.own_pack import own_pack, own_pack_option
from surveymodel.cli.shared import counted
from surveymodel.content.draft import read_draft
from surveymodel.engine.load import built_in
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.storage import replace_all

__all__ = ["command"]

#: What is left to do besides words.
_LEFT: Final = {
    "question": "Its answers change nothing until a rule or a fact looks at them.",
    "threat": "It needs a rule that raises it, and a countermeasure against it.",
    "rule": "Its case shows nothing until it is written and 'todo' is gone.",
    "countermeasure": "It applies where a threat that it counters is raised, or a rule requires it.",
    "guide": "See that its condition and its source are right.",
    "pack": "Give names of your own to what begins with 'first'.",
}


@click.command(
    "new",
    epilog="""\b
Examples:
  surveymodel new pack club
  surveymodel new threat session-stolen --pack club --file sessions
  surveymodel new guide harden-session-cookies/django""",
)
@click.argument("kind", type=click.Choice([*KINDS, "pack"]))
@click.argument("id_", metavar="ID")
@own_pack_option
@click.option("--file", "topic", metavar="TOPIC",
              help="The file in the folder of its kind, without its ending; of a question, the section.")  # fmt: skip
def command(kind: str, id_: str, pack: str | None, topic: str | None) -> None:
    """Write the skeleton of an entry at the end of its file, or of a small pack in a new folder.

    ID of a guide is COUNTERMEASURE/STACK. A new pack's folder is --pack, or else is named ID.
    What is left to write begins with "TODO:", and "surveymodel check" lists it.
    """
    if kind == "pack":
        root = Path(id_ if pack is None else pack)
        made = new_pack(id_, topic=topic)
        _refuse_folder(root)
    else:
        root = own_pack(pack)
        made = new_entry(read_draft(root), kind, id_, topic=topic, today=date.today())  # noqa: DTZ011 - the author's
    _write(root, made)
    _report(root, made)
    named = f"./{root}" if str(root) in built_in() else str(root)
    check = printable(shlex.join(["surveymodel", "check", "--pack", named]))
    click.echo(_LEFT[kind])
    click.echo(f"Next: write what begins with TODO; this lists it: {check}")


def _refuse_folder(root: Path) -> None:
    if os.path.lexists(root) and not (root.is_dir() and not any(root.iterdir())):
        raise SurveyModelError(f"{printable(str(root))} is there already: a new pack begins in a new folder")


def _write(root: Path, made: Sequence[NewFile]) -> None:
    """Write files, all of them or none."""
    contents = {root / file.name: file.data for file in made}
    for path in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_all(contents)


def _report(root: Path, made: Sequence[NewFile]) -> None:
    schemas = 0
    for file in made:
        if file.name.startswith("."):
            schemas += 1
            continue
        line = f":{file.line}" if file.line else ""
        click.echo(f"wrote {printable(str(root / file.name))}{line}")
    if schemas:
        click.echo(f"wrote {printable(str(root / SCHEMAS))} with {counted(schemas, 'schema')} for editors")
