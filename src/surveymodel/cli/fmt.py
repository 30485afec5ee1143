"""``surveymodel fmt``: the files of a pack in canonical order and layout."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from surveymodel.authoring.format import Formatted, format_file
from surveymodel.cli.own_pack import enclosing, own_pack, own_pack_option
from surveymodel.cli.shared import counted
from surveymodel.content.decode import raw_of
from surveymodel.content.draft import kind_of, read_draft
from surveymodel.errors import printable
from surveymodel.project.storage import replace_all

__all__ = ["command"]


@click.command(
    "fmt",
    epilog="""\b
Examples:
  surveymodel fmt
  surveymodel fmt --pack content/core --check
  surveymodel fmt --diff
  surveymodel fmt content/core/rules/payments.yaml""",
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
@own_pack_option
@click.option("--check", is_flag=True, help="Write nothing; only say which files would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, line by line.")
def command(files: tuple[Path, ...], pack: str | None, check: bool, diff: bool) -> None:
    """Bring the files of a pack into one order and layout; values and comments stay the same.

    Without FILE, all files of the pack. A file with errors is left as it is.

    Exits with 1 where a file is left as it is or, with --check or --diff, would change.
    """
    check = check or diff
    chosen = list(_named(files, pack) if files else _all(own_pack(pack)))
    counts = {"changed": 0, "left": 0}
    for path, name, kind in chosen:
        found = format_file(str(path), name, kind, _bytes(path))
        if found.faults or found.lost:
            counts["left"] += 1
            _report(found, aside=diff)
        elif found.changed and not (check or _written(path, found)):
            counts["left"] += 1
            click.echo(f"{printable(str(path))}: left as it is, since it has just been changed")
        elif found.changed:
            counts["changed"] += 1
            for line in _difference(found) if diff else ():
                click.echo(line)
            click.echo(f"{'would format' if check else 'formatted'} {printable(str(path))}", err=diff)
    click.echo(_summary(len(chosen), counts["changed"], counts["left"], check=check), err=diff)
    if counts["left"] or (check and counts["changed"]):
        sys.exit(1)


def _all(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield path, name and kind of each file of a pack."""
    for file in read_draft(root).files:
        yield root / file.name, file.name, file.kind


def _named(files: tuple[Path, ...], pack: str | None) -> Iterator[tuple[Path, str, str]]:
    """Yield path, name and kind of files; raises UsageError for one that is no file of a pack."""
    root = None if pack is None else own_pack(pack)
    for path in dict.fromkeys(files):
        around = enclosing(path.parent) if root is None else root
        home = around and own_pack(str(around))
        name = "" if home is None else Path(os.path.relpath(path, home)).as_posix()
        kind = kind_of(name)
        if home is None or kind is None:
            raise click.UsageError(f"{printable(str(path))} is no file of a pack.")
        if not path.resolve().is_relative_to(home.resolve()):
            raise click.UsageError(f"{printable(str(path))} leads out of its pack.")
        yield path, name, kind


def _bytes(path: Path) -> bytes | OSError:
    try:
        return raw_of(path)
    except OSError as error:
        return error


def _written(path: Path, found: Formatted) -> bool:
    """Write a file, unless somebody else has written it since it was read."""
    return replace_all({path: found.after}, found={path: found.before})


def _difference(found: Formatted) -> Iterator[str]:
    """Yield what formatting changes, as other tools show and apply it."""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", text.decode()) for text in (found.before, found.after))
    for line in unified_diff(before, after, found.path, found.path):
        yield printable(line.removesuffix("\n"))
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _report(found: Formatted, *, aside: bool) -> None:
    """Say why a file is left as it is."""
    for fault in found.faults:
        click.echo(str(fault), err=aside)
    if found.lost:
        click.echo(f"{printable(found.lost)}, so the file is left as it is", err=aside)


def _summary(total: int, changed: int, left: int, *, check: bool) -> str:
    parts = [f"{counted(changed, 'file')} {'would be formatted' if check else 'formatted'}"]
    parts += [f"{left} left as {'it is' if left == 1 else 'they are'}"] if left else []
    parts += [f"{total - changed - left} already so"]
    return f"{', '.join(parts)}."
