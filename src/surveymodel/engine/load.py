"""A pack by id or folder to a linked model."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from surveymodel import __version__
from surveymodel.content.bundled import bundled
from surveymodel.engine.bundle import read_bundle, source_key
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import UnknownNameError

__all__ = ["built_in", "load", "load_sources", "pack_folder"]


def built_in() -> tuple[str, ...]:
    """Return the ids of the packs that come with the library."""
    home = bundled("content")
    return tuple(sorted(path.parent.name for path in home.glob("*/pack.yaml")))


def pack_folder(pack: str | PathLike[str]) -> Path:
    """Return the folder of a built-in pack, named by its id, or what a path names.

    Raises :class:`~surveymodel.errors.UnknownNameError` where there is neither.
    """
    name = str(pack)
    if name in built_in() and not isinstance(pack, Path):
        return bundled("content") / name
    try:
        found = bool(name) and Path(name).exists()
    except (OSError, ValueError):  # a name too long for a path, or with a null character
        found = False
    if not found:
        raise UnknownNameError("pack or folder", name, built_in())
    return Path(name)


def load(pack: str | PathLike[str] = "core") -> SurveyModel:
    """Return the model of a built-in pack, named by its id, of a pack's folder, or of a bundle.

    A built-in pack comes from its bundle where that is up to date; ``surveymodel build`` writes
    the bundle of any pack. Raises :class:`~surveymodel.errors.ContentError` with every fault of the
    pack and :class:`~surveymodel.errors.UnknownNameError` where there is no such pack.
    """
    root = pack_folder(pack)
    if not root.is_dir():
        from surveymodel.engine.bundle_alone import open_bundle

        return open_bundle(root)
    bundle = bundled("content").parent / "bundles" / f"{root.name}.json"
    if root.parent == bundled("content") and bundle.is_file():
        key = source_key(root, __version__)
        model = read_bundle(bundle, key) if key is not None else None
        if model is not None:
            return model
    return load_sources(root)


def load_sources(root: Path) -> SurveyModel:
    """Return the model of a pack's folder, read from its files.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack.
    """
    from surveymodel.content.load import load_content
    from surveymodel.engine.link import link

    return link(load_content(root))
