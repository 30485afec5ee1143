"""The entry point: finds the command, turns errors into messages and exit codes.

Exit codes: 0 done, 1 bad input or failed check, 2 bad command line, 3 undetermined.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

__all__ = ["run"]


def run(command: click.Command | None = None) -> None:
    """Run the command line of this process: that of ``surveymodel``, or another."""
    if not (find_spec("click") and find_spec("rich")):
        sys.exit("surveymodel: the command line needs its extra: pip install 'surveymodel[cli]'")
    import click

    from surveymodel.cli.commands import group
    from surveymodel.errors import SurveyModelError, UnknownNameError, printable

    _write_anything()
    try:
        (command or group).main(prog_name="surveymodel" if command is None else None)
    except UnknownNameError as error:
        click.echo(f"Error: {printable(str(error))}", err=True)
        sys.exit(2)
    except SurveyModelError as error:
        for line in str(error).split("\n"):
            click.echo(printable(line), err=True)
        sys.exit(1)
    except OSError as error:
        _drop_output()
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {printable(where)}{error.strerror or error}", err=True)
        sys.exit(1)


def _write_anything() -> None:
    """Escape characters that the encoding of the streams has not, rather than fail on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Let what is still to be written to a full disk go nowhere, so that leaving cannot fail."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
