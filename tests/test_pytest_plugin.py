"""Cases and properties as tests of pytest, collected where they stand in a pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from surveymodel.authoring.suite import read_suite
from tests.tiny import PACK

pytest_plugins = ["pytester"]

GOOD = """\
cases:
  - id: open-to-all
    answers: {reach: internet, features: []}
    certain: [rule:reachable]
  - id: reach
    answers: {features: []}
    table:
      - {id: staff, answers: {reach: staff}, excluded: [rule:reachable]}
      - {id: nobody-knows, possible: [rule:reachable]}
properties:
  - id: staff-are-few
    never: reach.staff and crowded
"""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Load all that the plugin does, since pytester forgets modules that a run within a run loads."""
    assert read_suite(PACK).run.results


@pytest.fixture
def plugin(pytestconfig: pytest.Config) -> list[str]:
    """Return the options that load the plugin, where the installation does not."""
    installed = pytestconfig.pluginmanager.has_plugin("surveymodel")
    return [] if installed else ["-p", "surveymodel.authoring.pytest_plugin"]


@pytest.fixture
def run(pytester: pytest.Pytester, plugin: list[str]) -> Path:
    """Return the rules of a copy of the tiny pack; ``GOOD`` stands in its file of cases."""
    shutil.copytree(PACK, pytester.path / "tiny")
    rules = pytester.path / "tiny" / "rules"
    (rules / "web.test.yaml").write_text(GOOD, encoding="utf-8")
    return rules


def outcomes(pytester: pytest.Pytester, plugin: list[str], *options: str) -> tuple[dict[str, int], str]:
    """Return how many tests had each outcome, and what pytest printed."""
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", *plugin, *options)
    return result.parseoutcomes(), result.stdout.str()


def test_every_case_and_property_is_a_test(pytester: pytest.Pytester, plugin: list[str], run: Path) -> None:
    """Each is named by its file and id; rows of tables are tests of their own."""
    found, text = outcomes(pytester, plugin, "-v")
    assert found == {"passed": 4}
    for name in ("open-to-all", "reach/staff", "reach/nobody-knows", "property:staff-are-few"):
        assert f"tiny/rules/web.test.yaml::{name} PASSED" in text


def test_one_case_or_property_can_be_chosen(pytester: pytest.Pytester, plugin: list[str], run: Path) -> None:
    """By its node, and by words."""
    assert outcomes(pytester, plugin, "tiny/rules/web.test.yaml::reach/staff")[0] == {"passed": 1}
    assert outcomes(pytester, plugin, "tiny/rules/web.test.yaml::property:staff-are-few")[0] == {"passed": 1}
    found, _ = outcomes(pytester, plugin, "-k", "reach")
    assert found == {"passed": 2, "deselected": 2}


def test_a_failure_shows_place_expectation_and_trace(
    pytester: pytest.Pytester, plugin: list[str], run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In place of a traceback through the plugin stands what the case expected in vain; the summary
    begins with it.
    """
    (run / "web.test.yaml").write_text(
        "cases:\n  - {id: staff, answers: {reach: staff}, certain: [rule:reachable]}\n", encoding="utf-8"
    )
    monkeypatch.setenv("COLUMNS", "200")
    found, text = outcomes(pytester, plugin)
    assert found == {"failed": 1}
    assert "web.test.yaml:2: staff\n" in text
    assert "web.test.yaml::staff - rule:reachable is excluded, expected certain" in text
    assert "rule:reachable is excluded, expected certain (line 2)\n" in text
    assert "    when reach.internet: no (answered staff)\n" in text
    assert "pytest_plugin.py" not in text


def test_a_property_that_does_not_hold_shows_a_case(
    pytester: pytest.Pytester, plugin: list[str], run: Path
) -> None:
    """The least answers that show it, to paste among the cases."""
    (run / "web.test.yaml").write_text(
        "properties:\n  - {id: floods, implies: {when: reach, then: [threat:flooding]}}\n", encoding="utf-8"
    )
    found, text = outcomes(pytester, plugin)
    assert found == {"failed": 1}
    assert "threat:flooding is excluded, as with reach: staff\nAs a case:\n  - id: floods-witness\n" in text
    assert "pytest_plugin.py" not in text


def test_what_shows_nothing_is_skipped_with_its_reason(
    pytester: pytest.Pytester, plugin: list[str], run: Path
) -> None:
    """Cases that are to do, and properties whose situation never arises."""
    (run / "web.test.yaml").write_text(
        "cases:\n  - {id: later, todo: Ask the owner.}\n"
        "properties:\n  - id: readers\n    implies:\n"
        "      when: features.read-only and card-entry\n      then: [task:report]\n",
        encoding="utf-8",
    )
    found, text = outcomes(pytester, plugin, "-rs")
    assert found == {"skipped": 2}
    assert "to do: Ask the owner." in text
    assert "'features.read-only and card-entry' never holds, whatever is answered" in text


def test_a_fault_of_a_file_is_an_error_and_other_files_are_run(
    pytester: pytest.Pytester, plugin: list[str], run: Path
) -> None:
    """What cannot be read is said with place and code, where it stands."""
    (run / "other.test.yaml").write_text(
        "cases:\n  - {id: other, certain: [rule:reach]}\n"
        "properties:\n  - {id: monotonous, monotone: reach.moon}\n",
        encoding="utf-8",
    )
    found, text = outcomes(pytester, plugin, "--continue-on-collection-errors")
    assert found == {"passed": 4, "errors": 1}
    assert "other.test.yaml:2:27: SM510 unknown truth 'rule:reach'" in text
    assert "other.test.yaml:4:32: SM311 unknown answer 'reach.moon'" in text


def test_a_pack_that_does_not_load_is_an_error(
    pytester: pytest.Pytester, plugin: list[str], run: Path
) -> None:
    """Every fault of the pack is said, once for each file of cases."""
    (run / "web.yaml").write_text("rules:\n  - id: a\n    when: reech\n", encoding="utf-8")
    found, text = outcomes(pytester, plugin)
    assert found == {"errors": 1}
    assert "web.yaml:3:11: SM301 unknown fact or question 'reech'" in text
    assert "web.yaml:2:5: SM202 the property 'because' is missing" in text


def test_files_outside_a_pack_are_left_alone(pytester: pytest.Pytester, plugin: list[str], run: Path) -> None:
    """A file of that name elsewhere, or in a folder that is no pack, is no business of the plugin."""
    elsewhere = pytester.path / "elsewhere"
    (elsewhere / "rules").mkdir(parents=True)
    for place in (elsewhere, elsewhere / "rules", pytester.path):
        (place / "web.test.yaml").write_text("nonsense: [\n", encoding="utf-8")
    assert outcomes(pytester, plugin)[0] == {"passed": 4}


def test_packs_beside_each_other_are_run_each_for_itself(
    pytester: pytest.Pytester, plugin: list[str], run: Path
) -> None:
    """A run of pytest reads each pack once and confuses none."""
    shutil.copytree(run.parent, pytester.path / "other")
    (pytester.path / "other" / "rules" / "web.test.yaml").write_text(
        "cases:\n  - {id: staff, answers: {reach: staff}, excluded: [rule:reachable]}\n", encoding="utf-8"
    )
    assert outcomes(pytester, plugin)[0] == {"passed": 5}
