"""The pack by which a plan was accepted: a pin and folders of bundles go in, that very pack comes out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.bundle_alone import open_content
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import ContentError, Diagnostic, Location
from surveymodel.project.folder import refuse_leading_out
from surveymodel.project.plan_file import Pin
from surveymodel.project.storage import replace

__all__ = ["PACKS", "VARIABLE", "bundle_name", "folders_for", "keep", "pinned"]

#: The environment variable that names folders of bundles, and the folder's name beside a system file.
VARIABLE: Final = "SURVEYMODEL_PACKS"
PACKS: Final = "packs"

#: How a bundle begins that this library wrote, with the digest of its pack.
_HEAD: Final = re.compile(
    rb'\{"format": "surveymodel-bundle/.{0,400}?"model": "\{\\"digest\\":\\"([0-9a-f]{64})\\"'
)
_HEAD_BYTES: Final = 1_000


def folders_for(system: Path) -> list[Path]:
    """Return where bundles may be kept for a system file: beside it, and where the environment says.

    Raises :class:`~surveymodel.errors.AnswerError` as :func:`keep` does.
    """
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    return [_beside(system), *(Path(folder) for folder in named if folder)]


def _beside(system: Path) -> Path:
    """Return the folder of bundles beside a system file, whose links stay in the system's folder."""
    folder = system.parent / PACKS
    message = f"a link in place of {PACKS!r}, or in it, stays in the system's folder; {VARIABLE} names others"
    refuse_leading_out([folder], system.parent, message)
    refuse_leading_out(_bundles([folder]), system.parent, message)
    return folder


def bundle_name(pin: Pin) -> str:
    """Return the name under which the bundle of a version is kept."""
    version = re.sub(r"[^A-Za-z0-9.+-]", "-", pin.version)[:40]
    return f"{pin.id}-{version}-{pin.digest[:12]}.json"


def pinned(pin: Pin, folders: Iterable[Path]) -> SurveyModel | None:
    """Return the pack that a plan was accepted by, from the first bundle that says to hold it; else None.

    What counts is the digest over the pack's meaning; files may have any name that ends in
    ``.json``. Raises :class:`~surveymodel.errors.ContentError` where a bundle is damaged, or holds
    another pack than it says.
    """
    for bundle in _bundles(folders):
        if _claimed(bundle) == pin.digest:
            model = open_content(bundle)
            if model.digest != pin.digest:
                message = f"it says to hold the pack {pin.digest[:12]}, and holds {model.digest[:12]}"
                raise ContentError([Diagnostic(Location(str(bundle)), "SM115", message)])
            return model
    return None


def keep(model: SurveyModel, system: Path) -> None:
    """Write the bundle of a pack into the folder for it beside a system file, where it is not there yet.

    Raises :class:`~surveymodel.errors.AnswerError` where the folder or a bundle in it is a link out
    of the system's folder, and ``OSError`` where it cannot be written.
    """
    pin = Pin.of(model)
    folder = _beside(system)
    if any(_claimed(bundle) == pin.digest for bundle in _bundles([folder])):
        return
    folder.mkdir(exist_ok=True)
    replace(folder / bundle_name(pin), write_bundle(model, None).encode())


def _bundles(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".json"))
        except OSError:  # there is none, or it cannot be looked into
            continue
        yield from (folder / name for name in names)


def _claimed(bundle: Path) -> str | None:
    """Return the digest that a bundle says it has; None where it is no bundle."""
    try:
        if not bundle.is_file():
            return None
        with bundle.open("rb") as stream:
            found = _HEAD.match(stream.read(_HEAD_BYTES))
    except OSError:
        return None
    return found[1].decode() if found else None
