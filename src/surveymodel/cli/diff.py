"""``surveymodel diff``: what changed between two versions of a pack, and for which systems."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Final, Literal

import click

from surveymodel.authoring.changes.compare import compare
from surveymodel.authoring.changes.document import diff_json
from surveymodel.authoring.changes.effects import Effects
from surveymodel.authoring.changes.pair import paired
from surveymodel.authoring.changes.saved import effects
from surveymodel.authoring.changes.written import diff_markdown, diff_text
from surveymodel.authoring.revision import read_version
from surveymodel.cli.shared import organisation_option
from surveymodel.engine.batch import uncollected
from surveymodel.errors import printable

__all__ = ["command"]

_FORMATS: Final = {"text": diff_text, "json": diff_json, "markdown": diff_markdown}

#: How many systems that fit neither version are told of, one by one.
_TOLD: Final = 10


@click.command(
    "diff",
    epilog="""\b
Examples:
  surveymodel diff core-1.2.0.json content/core
  surveymodel diff v1.2.0:content/core content/core
  surveymodel diff v1.2.0 HEAD --pack content/core --fail-on weakened
  surveymodel diff v1.2.0:content/core content/core --systems systems.parquet
  surveymodel diff v1.2.0:content/core content/core --format markdown > changes.md""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--pack", metavar="FOLDER", default=None,
              help="The pack's folder, of which OLD or NEW is a revision of git.")  # fmt: skip
@click.option("--systems", "paths", metavar="PATH", multiple=True,
              help="Also say which saved systems gain or lose which tasks: a file or folder as of batch; repeatable.")  # fmt: skip
@organisation_option
@click.option("--format", "form", type=click.Choice(tuple(_FORMATS)), default="text", show_default=True,
              help="How it is written.")  # fmt: skip
@click.option("--fail-on", "failing", type=click.Choice(("any", "meaning", "weakened")), default=None,
              help="Exit with 1 where there is such a change.")  # fmt: skip
def command(
    old: str,
    new: str,
    pack: str | None,
    paths: tuple[str, ...],
    organisation: str | None,
    form: str,
    failing: Literal["any", "meaning", "weakened"] | None,
) -> None:
    """Say what changed from one version of a pack to another, in words and in meaning.

    OLD and NEW are folders, bundles, or revisions of git: REVISION:FOLDER, or a revision alone with
    --pack. What is weakened or removed comes first. Exits with 1 for a change that --fail-on names,
    and where a system fits neither version.
    """
    if organisation and not paths:
        raise click.UsageError("--organisation is for --systems: name some.")
    with uncollected():
        before, after = read_version(old, pack), read_version(new, pack)
        pair = paired(before, after)
        diff = compare(before, after, pair)
        found = effects(pair, paths, organisation) if paths else None
        text = _FORMATS[form](diff, found)
    if isinstance(sys.stdout, TextIOWrapper) and form != "text":
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    click.echo(text, nl=False)
    refused = found is not None and _refused(found)
    if refused or (failing is not None and diff.has(failing)):
        sys.exit(1)


def _refused(found: Effects) -> bool:
    """Say which systems fit neither version; return whether there are any."""
    for one in found.refused[:_TOLD]:
        reasons = "; ".join(str(fault).removeprefix("row: ") for fault in one.faults)
        click.echo(printable(f"{one.input}:{one.line}: passed over: {reasons}"), err=True)
    if len(found.refused) > _TOLD:
        click.echo(f"{len(found.refused):,} systems were passed over.", err=True)
    return bool(found.refused)
