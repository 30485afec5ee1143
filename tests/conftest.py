"""Fixtures and the profiles of Hypothesis.

``HYPOTHESIS_PROFILE=ci`` repeats the same examples on every run, ``long`` looks for many more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from tests import solving
from tests.exchanging import can_exchange, not_exchanged
from tests.tiny import PACK

#: What tests read is read, unless they are about the cache.
os.environ["SURVEYMODEL_CACHE"] = "off"

#: How many examples a law takes by default; nox -s properties takes many more.
EXAMPLES = 50

settings.register_profile("dev", deadline=None, print_blob=True, max_examples=EXAMPLES)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, max_examples=EXAMPLES)
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no line as covered that only random examples or whole programs reach; they run twice as fast."""
    tracer = sys.gettrace()
    random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    if random or item.get_closest_marker("untraced"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture
def unsolved() -> Generator[None]:
    """Prove without a solver, as where none is installed."""
    with solving.unsolved():
        yield


@pytest.fixture(params=["exchanged", "renamed"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[None]:
    """Let new content take a file's place in either way that there is."""
    if request.param == "exchanged":
        if not can_exchange(tmp_path):
            pytest.skip("names cannot be exchanged here")
        yield
    else:
        with not_exchanged():
            yield
