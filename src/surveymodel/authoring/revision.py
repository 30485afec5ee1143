"""A version of a pack by its name: a folder, a bundle or a revision of git goes in, its model comes out.

A revision is read from git's own store, by ``git ls-tree`` and ``git cat-file``; nothing is checked out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from surveymodel.content.cache import read_cached, user_cache
from surveymodel.content.draft import Draft, Read, drafted, kind_of, misplaced, read_whole
from surveymodel.content.load import settle
from surveymodel.engine.link import link
from surveymodel.engine.load import built_in, load, pack_folder
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import Diagnostic, Location, SurveyModelError, printable

__all__ = ["read_version"]

#: The most of a revision that is read, in files and bytes.
_FILES: Final = 20_000
_BYTES: Final = 500_000_000

_LINK, _MODULE = "120000", "160000"


def read_version(name: str, pack: str | None = None) -> SurveyModel:
    """Return the model of a pack's version.

    A name is the path of a folder or bundle, a built-in pack's id, ``REVISION:PATH`` as git spells a
    folder of a revision, or a revision alone, of the folder ``pack``. Raises
    :class:`~surveymodel.errors.ContentError` with every fault of the pack and
    :class:`~surveymodel.errors.SurveyModelError` where there is no such version.
    """
    if _exists(name) or name in built_in():
        root = pack_folder(name)
        return link(settle(read_cached(root))) if root.is_dir() and name not in built_in() else load(name)
    revision, colon, folder = name.partition(":")
    if not colon and pack is None:
        message = "there is no such folder or bundle; a revision of git is REVISION:FOLDER, or --pack names the folder"
        raise _missing(name, message)
    here = Path() if colon else Path(str(pack))
    return link(settle(_draft(name, revision, folder, here, whole=bool(colon))))


def _exists(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):  # a name too long for a path, or with a null character
        return False


def _missing(name: str, message: str) -> SurveyModelError:
    return SurveyModelError(f"{printable(name)}: {message}")


# ---------------------------------------------------------------------------------------------
# Git


def _draft(name: str, revision: str, folder: str, here: Path, *, whole: bool) -> Draft:
    """Return the draft of a folder in a revision: of ``folder``, or of the folder ``here``."""
    commit = _commit(name, revision, here)
    path = folder if whole else "./"
    tree = _object(
        name, here, f"{commit}:{path}", f"the revision has no folder {path if whole else str(here)!r}"
    )
    kind = _git(name, here, "cat-file", "-t", tree).decode().strip()
    if kind != "tree":
        raise _missing(name, f"this is no folder but a {kind}")
    entries = list(_entries(name, here, tree))
    if not any(entry[2] == "pack.yaml" for entry in entries):
        fault = Diagnostic(Location(name), "SM101", "no pack.yaml here, so this is not a pack")
        return drafted(Path(name), (), [fault])
    return _read(name, here, entries)


def _commit(name: str, revision: str, here: Path) -> str:
    if not here.is_dir():
        raise _missing(name, f"there is no folder {str(here)!r}")
    return _object(name, here, f"{revision}^{{commit}}", f"git has no revision {revision!r} here")


def _object(name: str, here: Path, spelled: str, otherwise: str) -> str:
    """Return the id of what git knows by a name."""
    done = _run(name, here, "rev-parse", "--verify", "--quiet", "--end-of-options", spelled)
    if done.returncode:
        inside = _run(name, here, "rev-parse", "--git-dir")
        if inside.returncode:
            raise _missing(
                name,
                f"there is no such folder or bundle, and {str(here.resolve())!r} is in no git repository",
            )
        raise _missing(name, otherwise)
    return done.stdout.decode().split()[-1]


def _entries(name: str, here: Path, tree: str) -> Iterator[tuple[str, str, str]]:
    """Yield mode, id and name of each file of a tree."""
    listed = _git(name, here, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree)
    for entry in filter(None, listed.split(b"\0")):
        head, _, path = entry.partition(b"\t")
        mode, _, id = head.decode().split()
        spelled = path.decode("utf-8", "surrogateescape")
        if mode != _MODULE and not any(part.startswith(".") for part in spelled.split("/")):
            yield mode, id, spelled


def _read(name: str, here: Path, entries: list[tuple[str, str, str]]) -> Draft:
    """Return the draft of the files of a tree."""
    faults, wanted = [], []
    for mode, id, path in entries:
        fault = misplaced(f"{name}/{path}", path)
        if mode == _LINK and kind_of(path):
            fault = Diagnostic(Location(f"{name}/{path}"), "SM111", "links of a revision are not followed")
        if fault is not None:
            faults.append(fault)
        elif kind_of(path):
            wanted.append((path, id))
    if len(wanted) > _FILES:
        raise _missing(name, f"more than {_FILES:,} files")
    wanted.sort()
    cache = user_cache(Path(name))
    read = cache.read if cache else read_whole
    parts: list[Read] = []
    for (path, _), raw in zip(wanted, _contents(name, here, [id for _, id in wanted]), strict=True):
        parts.append(read(f"{name}/{path}", path, str(kind_of(path)), raw))
    if cache:
        cache.close()
    return drafted(Path(name), parts, faults)


def _contents(name: str, here: Path, ids: list[str]) -> Iterator[bytes]:
    """Yield the bytes of objects, in their order."""
    asked = "".join(f"{id}\n" for id in ids).encode()
    sizes = _git(name, here, "cat-file", "--batch-check=%(objectsize)", given=asked).split()
    if sum(map(int, sizes)) > _BYTES:
        raise _missing(name, f"more than {_BYTES:,} bytes")
    data, at = _git(name, here, "cat-file", "--batch", given=asked), 0
    for _ in ids:
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[2])
        yield data[end + 1 : end + 1 + size]
        at = end + size + 2


def _git(name: str, here: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(name, here, *arguments, given=given)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:200]
        raise _missing(name, f"git says: {said}")
    return done.stdout


def _run(name: str, here: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(here), *arguments]
    alone = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}  # no network, no writing
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, env=alone)  # noqa: S603
    except FileNotFoundError:
        raise _missing(name, "there is no such folder or bundle, and no git to look for a revision") from None
