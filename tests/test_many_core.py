"""Systems of the built-in pack resolved together."""

from __future__ import annotations

import random

import pytest

from surveymodel import load
from tests.lanes import compare

pytestmark = pytest.mark.untraced


def test_systems_of_the_built_in_pack_are_what_they_are_alone() -> None:
    """Random systems, some of them complete, differ in nothing whether resolved together or alone.

    ``python -m tests.lanes`` compares many more.
    """
    assert 0 < compare(load(), random.Random(1), 400) < 400
