"""``python -m surveymodel.cli.hook``: a command for every pack that some files belong to.

This is what ``.pre-commit-hooks.yaml`` calls: pre-commit names the files of a commit, wherever
they stand in a repository. What is in no pack is passed over, and each pack is taken once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from surveymodel.cli.check import command as check
from surveymodel.cli.fmt import command as fmt
from surveymodel.cli.main import run
from surveymodel.cli.own_pack import enclosing
from surveymodel.cli.test import command as test
from surveymodel.content.draft import kind_of
from surveymodel.errors import ContentError, printable

__all__ = ["group"]

#: Parameters that say what a command is about; here the files say it.
_ABOUT: Final = ("pack", "files")


@click.group("surveymodel.cli.hook")
def group() -> None:
    """Run a command of surveymodel on the packs that some files belong to."""


def _packs(files: tuple[Path, ...]) -> dict[Path, list[Path]]:
    """Return the folders of packs that files belong to, each with its files."""
    found: dict[Path, list[Path]] = {}
    for file in files:
        root = enclosing(file.parent)
        if root is not None:
            found.setdefault(root, []).append(file)
    return dict(sorted(found.items()))


def _ended(call: Callable[..., Any], **given: Any) -> int:
    """Return the exit code with which the call of a command ends."""
    try:
        call(**given)
    except SystemExit as end:
        return int(end.code or 0)
    except ContentError as error:
        for line in str(error).split("\n"):
            click.echo(printable(line), err=True)
        return 1
    return 0


def _calls(name: str, files: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    """Yield what a command is called with for each pack."""
    for root, own in _packs(files).items():
        if name != "fmt":
            yield {"pack": root}
        elif kept := tuple(path for path in own if kind_of(Path(os.path.relpath(path, root)).as_posix())):
            yield {"pack": str(root), "files": kept}


def _hooked(command: click.Command) -> click.Command:
    """Return a command with the options of another, which takes files of any packs."""
    name, call = str(command.name), command.callback
    assert call is not None, "each command does something"

    def of_packs(paths: tuple[Path, ...], **options: Any) -> None:
        codes = [_ended(call, **options, **about) for about in _calls(name, paths)]
        sys.exit(max(codes, default=0))

    files = click.Argument(["paths"], metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
    options = [parameter for parameter in command.params if parameter.name not in _ABOUT]
    return click.Command(name, callback=of_packs, params=[files, *options], help=command.help)


for _command in (check, fmt, test):
    group.add_command(_hooked(_command))


if __name__ == "__main__":
    run(group)
