"""The built-in pack: its cases, and the plans of its examples."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from surveymodel import Plan, SurveyModel, System, plan, resolve
from surveymodel.authoring.cases import cases
from surveymodel.content.bundled import bundled
from surveymodel.content.nouns import Case
from surveymodel.exchange.plan_json import plan_json
from surveymodel.testing import case_params, failures

CORE = bundled("content") / "core"
EXAMPLES = CORE / "examples"


@pytest.mark.parametrize(("model", "case"), case_params(CORE))
def test_a_case_comes_true(model: SurveyModel, case: Case) -> None:
    """What the authors expect of a sheet follows from it."""
    assert failures(model, case) == []


def test_each_rule_fires_in_one_case_and_stays_away_in_another() -> None:
    """No rule of the pack is untested: some case expects it, and some case expects it not."""
    model, by_file = cases(CORE)
    listed = [case for group in by_file.values() for case in group]
    expected = Counter(truth for case in listed for truth in case.certain)
    refused = Counter(truth for case in listed for truth in case.excluded)
    conditional = [rule for rule in model.content.rules if rule.when is not None]
    assert [rule.id for rule in model.content.rules if not expected[f"rule:{rule.id}"]] == []
    assert [rule.id for rule in conditional if not refused[f"rule:{rule.id}"]] == []


def planned(name: str) -> Plan:
    """Return the plan of an example."""
    model, _ = cases(CORE)
    return plan(resolve(model, System.read(EXAMPLES / f"{name}.yaml")))


@pytest.mark.parametrize("name", ["online-shop", "brochure-site"])
def test_the_plan_of_an_example_is_its_golden(name: str) -> None:
    """A change of a plan shows in the golden beside the example: ``python -m tests.goldens`` writes it."""
    golden = (EXAMPLES / f"{name}.golden.json").read_text(encoding="utf-8")
    assert json.loads(plan_json(planned(name))) == json.loads(golden)


def test_a_static_site_is_left_in_peace() -> None:
    """A brochure site gets at most five tasks."""
    assert len(planned("brochure-site").tasks) <= 5


def test_nothing_is_certain_of_a_system_that_says_nothing() -> None:
    """Without answers only what is unconditional is certain, and the pack has nothing of that kind."""
    model, _ = cases(CORE)
    unconditional = {rule.id for rule in model.content.rules if rule.when is None}
    resolution = resolve(model, System())
    assert set(resolution.truths("rule", "certain")) == unconditional
    assert list(resolution.truths("task", "certain")) == []


def test_every_file_has_a_modeline() -> None:
    """An editor finds the schema of each file in its first line."""
    for path in sorted(CORE.rglob("*.yaml")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert schema != first, path
        assert schema.endswith(".schema.json")
        assert (bundled("schemas") / Path(schema).name).is_file(), path
