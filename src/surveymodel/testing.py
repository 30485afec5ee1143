"""What a content team imports in its own tests.

::

    import pytest
    from surveymodel.testing import case_params, failures

    @pytest.mark.parametrize(("model", "case"), case_params("content/core"))
    def test_case(model, case):
        assert failures(model, case) == []
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from surveymodel.authoring.cases import cases, run_case
from surveymodel.content.nouns import Case
from surveymodel.engine.model import SurveyModel

__all__ = ["case_params", "failures"]


def case_params(pack: str | PathLike[str]) -> list[Any]:
    """Return a pytest parameter set (model, case) for each case of a pack's folder.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack; a pack without
    any case is refused with ValueError, since a run without cases shows nothing.
    """
    import pytest

    model, by_file = cases(Path(pack))
    found = [
        pytest.param(model, case, id=f"{file}::{case.id}")
        for file, listed in by_file.items()
        for case in listed
    ]
    if not found:
        raise ValueError(f"{pack} has no cases")
    return found


def failures(model: SurveyModel, case: Case) -> list[str]:
    """Return each expectation of a case that does not come true, in words; none if all do."""
    return [str(outcome) for outcome in run_case(model, case)]
