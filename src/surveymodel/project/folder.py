"""A folder goes in; the system files in it and below it come out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from surveymodel.content.decode import MAX_BYTES

__all__ = ["PLAN", "plan_path", "system_files"]

#: How the names of plan files end, which stand beside system files.
PLAN: Final = ".plan.yaml"

_NAMES: Final = re.compile(rb"^organisation:[ \t]*['\"]?([^'\"\n#]+)", re.MULTILINE)


def plan_path(system: Path) -> Path:
    """Return where the plan of a system file is kept: ``shop.yaml`` has ``shop.plan.yaml`` beside it."""
    return system.with_name(f"{system.stem}{PLAN}")


def system_files(folder: Path) -> list[Path]:
    """Return the system files of a folder and those below it, in order of their paths.

    Organisations' files, which others name, and plan files are none. A path that is no folder is returned
    alone.
    """
    if not folder.is_dir():
        return [folder]
    found = [file for file in _yaml(folder) if not file.name.endswith(PLAN)]
    above = {os.path.realpath(target) for file in found for target in _named_by(file)}
    return [file for file in found if os.path.realpath(file) not in above]


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
