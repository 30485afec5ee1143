"""Fixtures and the profiles of Hypothesis.

``HYPOTHESIS_PROFILE=ci`` repeats the same examples on every run, ``long`` looks for many more.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from tests.tiny import PACK

settings.register_profile("dev", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.register_profile(
    "long",
    deadline=None,
    print_blob=True,
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def tiny() -> SurveyModel:
    """Return the model of the tiny pack."""
    return link(load_content(PACK))
