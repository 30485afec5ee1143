"""The pack that somebody works on: named by --pack, or the one that the current folder is in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from surveymodel.content.bundled import bundled
from surveymodel.engine.load import built_in
from surveymodel.errors import printable

__all__ = ["enclosing", "own_pack", "own_pack_option"]

F = TypeVar("F", bound=Callable[..., Any])


def own_pack_option(command: F) -> F:
    """Add the option --pack of commands that write into a pack."""
    text = "The pack's folder; otherwise the pack that the current folder is in."
    return click.option("--pack", metavar="PATH", default=None, help=text)(command)


def enclosing(path: Path) -> Path | None:
    """Return the nearest folder around a path that is a pack, as the path spells it, or None."""
    for folder in (path, *path.parents):
        if (folder / "pack.yaml").is_file():
            return folder
    if path.is_absolute():
        return None
    above = enclosing(Path.cwd())
    return above and Path(os.path.relpath(above))


def own_pack(pack: str | None) -> Path:
    """Return the folder of the pack that is meant; raises UsageError where there is none.

    Built-in packs are not written into, but for those of a checkout, which somebody works on.
    """
    found = enclosing(Path()) if pack is None else Path(pack)
    if found is None:
        raise click.UsageError("The current folder is in no pack: name one with --pack.")
    if not (found / "pack.yaml").is_file():
        shown = printable(str(found))
        if pack in built_in():
            raise click.UsageError(f"{shown} is a built-in pack: name the folder of one of your own.")
        raise click.UsageError(f"{shown} is no pack: it has no pack.yaml.")
    home = bundled("content")
    if home.parent.name == "_data" and found.resolve().is_relative_to(home):
        raise click.UsageError(f"{printable(str(found))} came with the library: name a pack of your own.")
    return found
