"""The example systems of a pack, against its model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from surveymodel.content.draft import Draft, File
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Diagnostic

__all__ = ["example_faults", "example_systems"]


def example_faults(model: SurveyModel, draft: Draft) -> Iterator[Diagnostic]:
    """Yield everything in a pack's example systems that the model does not offer."""
    for file in _files(draft):
        try:
            resolve(model, _read(file))
        except AnswerError as error:
            yield from error.diagnostics


def example_systems(draft: Draft) -> Iterator[tuple[str, System]]:
    """Yield the example systems of a pack, each after its file's name within the pack.

    Raises :class:`~surveymodel.errors.AnswerError` for one that cannot be read.
    """
    for file in _files(draft):
        yield file.name, _read(file)


def _files(draft: Draft) -> Iterator[File]:
    """Yield the files of example systems.

    A file that another example names as its organisation's is read with that example.
    """
    files = list(draft.of("system"))
    named = {data.get("organisation") for file in files if isinstance(data := file.document.data, dict)}
    yield from (file for file in files if file.name.rpartition("/")[2] not in named)


def _read(file: File) -> System:
    return System.read(Path(file.document.path))
