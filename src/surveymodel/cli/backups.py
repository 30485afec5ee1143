"""What commands say of files in an older format that they have kept as they were."""

from __future__ import annotations

from pathlib import Path

import click

from surveymodel.errors import printable

__all__ = ["backup_line", "tell_backup"]


def backup_line(backup: Path) -> str:
    """Return what is said of a backup."""
    return f"kept {backup}: the file as it was, in an older format"


def tell_backup(backup: Path) -> None:
    """Say it on standard error."""
    click.echo(printable(backup_line(backup)), err=True)
