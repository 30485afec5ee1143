"""The example systems of a pack, against its model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from surveymodel.content.draft import Draft
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Diagnostic

__all__ = ["example_faults"]


def example_faults(model: SurveyModel, draft: Draft) -> Iterator[Diagnostic]:
    """Yield everything in a pack's example systems that the model does not offer.

    A file that another example names as its organisation's is read with that example.
    """
    files = list(draft.of("system"))
    named = {data.get("organisation") for file in files if isinstance(data := file.document.data, dict)}
    for file in files:
        if file.name.rpartition("/")[2] in named:
            continue
        try:
            resolve(model, System.read(Path(file.document.path)))
        except AnswerError as error:
            yield from error.diagnostics
