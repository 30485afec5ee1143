"""Files of an older format changed: contents go in, and what stood in such a file is kept beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from surveymodel.content.formats import Format
from surveymodel.project.drafts import is_so
from surveymodel.project.storage import replace_all

__all__ = ["Told", "replace_dated"]

Told = Callable[[Path], object]
"""Is given the path of a backup once it is on the disk."""


def replace_dated(
    form: Format, contents: Mapping[Path, bytes], *, found: Mapping[Path, bytes], told: Told | None
) -> bool:
    """Write files as :func:`~surveymodel.project.storage.replace_all` does, after backups of those in an older format.

    A backup may be read by those who may read the file. ``told`` is given each that was made.
    """
    made = {backup: path for path in contents if (backup := _backup(form, path, found.get(path)))}
    backups = {backup: found[path] for backup, path in made.items()}
    written = replace_all({**backups, **contents}, found=found, like=made)
    if written and told is not None:
        for backup in backups:
            told(backup)
    return written


def _backup(form: Format, path: Path, raw: bytes | None) -> Path | None:
    """Return where a file is to be kept as it was: beside it, under the first name that nobody has.

    None where it is in today's format, or has been kept already.
    """
    if raw is None or form.today(raw) == raw:
        return None
    begin = f"{path.name}.{form.kind}-{form.older(raw)}"
    for number in count(1):
        backup = path.with_name(f"{begin}.bak" if number == 1 else f"{begin}.{number}.bak")
        if not os.path.lexists(backup):
            return backup
        if not backup.is_symlink() and backup.is_file() and is_so(backup, raw):
            break
    return None
