"""``surveymodel check``: everything wrong with a pack, at once."""

from __future__ import annotations

import sys

import click

from surveymodel.authoring.cases import case_faults, example_faults
from surveymodel.cli.shared import counted, pack_option
from surveymodel.content.draft import read_draft
from surveymodel.content.load import diagnose, settle
from surveymodel.engine.link import link
from surveymodel.engine.load import pack_folder

__all__ = ["command"]


@click.command(
    "check",
    epilog="""\b
Examples:
  surveymodel check
  surveymodel check --pack content/core""",
)
@pack_option
def command(pack: str) -> None:
    """Load and link a pack, run its cases, read its examples, and list everything wrong.

    Exits with 1 where there is an error or a warning.
    """
    draft = read_draft(pack_folder(pack))
    found = diagnose(draft)
    if not any(diagnostic.severity == "error" for diagnostic in found):
        model = link(settle(draft))
        found += sorted(set(case_faults(model, draft)) | set(example_faults(model, draft)))
    for diagnostic in found:
        click.echo(str(diagnostic))
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    warnings = sum(diagnostic.severity == "warning" for diagnostic in found)
    counts = ((len(draft.files), "file"), (errors, "error"), (warnings, "warning"))
    click.echo(", ".join(counted(number, noun) for number, noun in counts), err=bool(found))
    if errors or warnings:
        sys.exit(1)
