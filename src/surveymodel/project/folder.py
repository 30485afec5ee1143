"""A folder goes in; the system files in it and below it come out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from surveymodel.content.decode import MAX_BYTES
from surveymodel.errors import AnswerError, Diagnostic, Location

__all__ = ["PLAN", "leads_out", "plan_path", "refuse_leading_out", "system_files"]

#: How the names of plan files end, which stand beside system files.
PLAN: Final = ".plan.yaml"

_NAMES: Final = re.compile(rb"^organisation:[ \t]*['\"]?([^'\"\n#]+)", re.MULTILINE)


def plan_path(system: Path) -> Path:
    """Return where the plan of a system file is kept: ``shop.yaml`` has ``shop.plan.yaml`` beside it."""
    return system.with_name(f"{system.stem}{PLAN}")


def system_files(folder: Path) -> list[Path]:
    """Return the system files of a folder and those below it, in order of their paths.

    Organisations' files, which others name, and plan files are none. A path that is no folder is returned
    alone. Raises :class:`~surveymodel.errors.AnswerError` with every file that is a link out of the
    folder: nobody has named what it leads to.
    """
    if not folder.is_dir():
        return [folder]
    found = [file for file in _yaml(folder) if not file.name.endswith(PLAN)]
    refuse_leading_out(
        found, folder, "this link leads out of the folder: name the file itself to have it read"
    )
    above = {os.path.realpath(target) for file in found for target in _named_by(file)}
    return [file for file in found if os.path.realpath(file) not in above]


def refuse_leading_out(paths: Iterable[Path], folder: Path, message: str) -> None:
    """Raise :class:`~surveymodel.errors.AnswerError` with every path that is a link out of a folder.

    Whoever hands a folder on must not be able to have other files read or written.
    """
    wrong = [Diagnostic(Location(str(path)), "SM111", message) for path in paths if leads_out(path, folder)]
    if wrong:
        raise AnswerError(sorted(wrong))


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a path is a link to something that is not in a folder or below it."""
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _yaml(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.endswith((".yaml", ".yml")) and name[0] != "." and file.is_file():
                yield file


def _named_by(file: Path) -> Iterator[Path]:
    """Yield the organisation's file that a system file names."""
    try:
        with file.open("rb") as stream:
            named = _NAMES.search(stream.read(MAX_BYTES))
    except OSError:  # reading the system says why
        return
    if named and b"\0" not in named[1]:
        yield file.parent / named[1].decode("utf-8", "replace").strip()
