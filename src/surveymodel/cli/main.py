"""The entry point: finds the command, turns errors into messages and exit codes.

Exit codes: 0 done, 1 bad input or failed check, 2 bad command line, 3 undetermined.
"""

from __future__ import annotations

import sys

__all__ = ["run"]


def run() -> None:
    """Run the command line of this process."""
    try:
        import click
    except ImportError:
        sys.exit("surveymodel: the command line needs its extra: pip install 'surveymodel[cli]'")
    from surveymodel.cli.commands import group
    from surveymodel.errors import SurveyModelError, UnknownNameError, printable

    try:
        group.main(prog_name="surveymodel", standalone_mode=True)
    except UnknownNameError as error:
        click.echo(f"Error: {printable(str(error))}", err=True)
        sys.exit(2)
    except SurveyModelError as error:
        for line in str(error).split("\n"):
            click.echo(printable(line), err=True)
        sys.exit(1)
