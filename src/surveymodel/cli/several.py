"""What commands over several systems share: the arguments as system files, and what is told of one that fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.folder import system_files

__all__ = ["files_of", "told", "why_passed_over"]


def files_of(systems: Iterable[str]) -> list[Path]:
    """Return the system files that arguments name, each once: files, and those of folders.

    Raises ``UsageError`` for an example, which nobody can write, and
    :class:`~surveymodel.errors.SurveyModelError` where a folder has none.
    """
    return list(dict.fromkeys(file for named in systems for file in _files(_own(named))))


def _files(named: Path) -> list[Path]:
    found = system_files(named)
    if not found:
        raise SurveyModelError(f"{printable(str(named))}: there is no system file in this folder")
    return found


def _own(named: str) -> Path:
    if named.startswith("example:"):
        raise click.UsageError("Examples are read only; 'surveymodel init FILE' makes a file of your own.")
    return Path(named)


def why_passed_over(error: SurveyModelError | OSError) -> list[str]:
    """Return in lines why one system of several is passed over."""
    where = f"Error: {error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    return where.split("\n")


def told(error: SurveyModelError | OSError) -> None:
    """Say it on standard error."""
    for line in why_passed_over(error):
        click.echo(printable(line), err=True)
