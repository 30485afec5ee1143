"""``surveymodel mutate``: which small changes of a pack its cases and properties notice."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from surveymodel.authoring.mutation.mutate import mutate
from surveymodel.authoring.mutation.report import mutated_json, mutated_lines
from surveymodel.authoring.suite import suite_of
from surveymodel.cli.shared import counted, files_option
from surveymodel.content.cache import read_cached
from surveymodel.engine.load import pack_folder
from surveymodel.errors import printable

__all__ = ["command"]


@click.command(
    "mutate",
    epilog="""\b
Examples:
  surveymodel mutate
  surveymodel mutate --pack content/core --threshold 95
  surveymodel mutate --pack content/core --format json > mutants.json""",
)
@files_option
@click.option("--threshold", type=click.IntRange(0, 100), metavar="PERCENT",
              help="Fail if fewer mutants are killed.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="How the results are written.")  # fmt: skip
@click.option("--all", "every", is_flag=True,
              help="List everything, and look for answers that show it of every survivor.")  # fmt: skip
def command(pack: str, threshold: int | None, form: str, every: bool) -> None:
    """Change a pack in every small way, run its cases on each change, and list what none notices.

    A clause is dropped or negated, 'and' and 'or' change places, a number is moved by one, a rule,
    a condition or something that follows is left out. What changes nothing, whatever is answered,
    is listed and not counted. Of many, the first hundred of each kind are listed.

    Exits with 1 where a case or a property fails before anything is changed, where there is none,
    or where fewer mutants are killed than --threshold.
    """
    suite = suite_of(read_cached(pack_folder(pack)))
    errors = [str(one) for one in (*suite.faults, *suite.unmet()) if one.severity == "error"]
    if errors or not (suite.cases or suite.properties):
        for line in errors:
            click.echo(printable(line))
        wrong = f"{counted(len(errors), 'error')} to mend" if errors else "no case and no property"
        click.echo(f"Error: nothing was mutated: there is {wrong}", err=True)
        sys.exit(1)
    mutated = mutate(suite)
    if form == "json":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        click.echo(mutated_json(suite.model, mutated, every=every), nl=False)
    else:
        taken = [case.id for case in suite.cases]
        for line in mutated_lines(suite.model, mutated, taken=taken, every=every):
            click.echo(printable(line))
    if threshold is not None and mutated.percent < threshold:
        sys.exit(1)
