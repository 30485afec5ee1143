"""What ``import surveymodel`` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import surveymodel


def test_the_public_names_are_sorted_and_real() -> None:
    """Each public name exists, is documented and stands in order."""
    assert sorted(surveymodel.__all__) == surveymodel.__all__
    for name in surveymodel.__all__:
        assert getattr(surveymodel, name).__doc__, name


def test_each_name_comes_from_the_module_that_defines_it() -> None:
    """A name handed out is the very object of its home."""
    assert set(surveymodel.__all__) == set(surveymodel._HOMES)
    for name, home in surveymodel._HOMES.items():
        assert getattr(surveymodel, name) is getattr(import_module(f"surveymodel.{home}"), name)
    assert {*surveymodel.__all__, "__version__"} == set(dir(surveymodel))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt public name fails as on any module."""
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        surveymodel.lode  # noqa: B018


def test_a_bare_import_loads_nothing_slow() -> None:
    """Importing the package leaves out what only some of its users need."""
    code = "import surveymodel, sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(loaded.stdout.split())
    slow = {"jsonschema", "hypothesis", "ruamel.yaml", "rich", "click", "pytest", "cattrs", "attrs"}
    assert set() == slow & modules


def test_resolving_the_built_in_pack_needs_no_schema() -> None:
    """Systems are checked without jsonschema, which only authored content needs."""
    code = (
        "import surveymodel as sm, sys; from surveymodel.engine.bundle import read_bundle;"
        "sm.System(answers={'a': 'b'}); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
