"""System files to begin an interview with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from surveymodel.engine.model import SurveyModel
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview

__all__ = ["again", "begun", "shop_text", "written"]

Sheet = Mapping[str, Any]


def shop_text(
    answers: Sheet | None = None, *, components: Mapping[str, Sheet] | None = None, organisation: bool = False
) -> str:
    """Return a system file, each answer on a line of its own."""
    lines = ["format: surveymodel-system/1", "id: shop", "title: The shop"]
    lines += ["organisation: firm.yaml"] if organisation else []
    lines += _sheet(answers or {}, "")
    lines += ["components:"] if components else []
    for id, sheet in (components or {}).items():
        lines += [f"  {id}:", *_sheet(sheet, "    ")]
    return "\n".join(lines) + "\n"


def _sheet(answers: Sheet, margin: str) -> Iterable[str]:
    if not answers:
        return [f"{margin}answers: {{}}"]
    return [f"{margin}answers:", *(f"{margin}  {id}: {json.dumps(given)}" for id, given in answers.items())]


def written(
    folder: Path,
    answers: Sheet | None = None,
    *,
    organisation: Sheet | None = None,
    components: Mapping[str, Sheet] | None = None,
) -> Path:
    """Write a system file, and its organisation's where one is given; return its path."""
    path = folder / "shop.yaml"
    path.write_text(
        shop_text(answers, components=components, organisation=organisation is not None), encoding="utf-8"
    )
    if organisation is not None:
        lines = ["format: surveymodel-system/1", "id: firm", *_sheet(organisation, "")]
        (folder / "firm.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def begun(folder: Path, model: SurveyModel, answers: Sheet | None = None, **more: Any) -> Interview:
    """Return the interview of a system file that is written here."""
    return Interview(SystemFile.open(model, written(folder, answers, **more)))


def again(interview: Interview) -> Interview:
    """Return the interview that another start of the program would have."""
    return Interview(SystemFile.open(interview.file.model, interview.file.path))
