"""The semantics as data: each case of ``suite/*.json`` against the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from surveymodel import Resolution, System, comply, resolve
from tests.packs import Plain, model

SUITE = Path(__file__).parent / "suite"


def params() -> list[Any]:
    """Return pack and case of every case in the suite."""
    return [
        pytest.param(suite["pack"], case, id=f"{path.stem}: {case['name']}")
        for path in sorted(SUITE.glob("*.json"))
        for suite in [json.loads(path.read_text(encoding="utf-8"))]
        for case in suite["cases"]
    ]


def resolved(pack: Plain, case: Plain) -> Resolution:
    """Return the resolution of a case's sheet, or of its layers."""
    organisation: Plain | None = case.get("organisation")
    return resolve(
        model(pack),
        System(
            answers=case["sheet"] if "sheet" in case else case["system"],
            organisation=System(answers=organisation) if organisation is not None else None,
            components={id: dict(sheet) for id, sheet in case.get("components", {}).items()},
        ),
    )


@pytest.mark.parametrize(("pack", "case"), params())
def test_the_engine_means_what_the_suite_says(pack: Plain, case: Plain) -> None:
    """Truths, states, risks, priorities and compliance are those that the case expects."""
    resolution = resolved(pack, case)
    for certainty in ("certain", "possible", "excluded"):
        for truth in case.get(certainty, ()):
            assert (truth, resolution.certainty(truth)) == (truth, certainty), case["why"]
    if "states" in case:
        states = {step.question.id: step.state for step in resolution.walk.steps}
        assert {id: states[id] for id in case["states"]} == case["states"], case["why"]
    if "contradictions" in case:
        found = {contradiction.question.id for contradiction in resolution.walk.contradictions}
        assert found == set(case["contradictions"]), case["why"]
    for standard, lines in case.get("compliance", {}).items():
        become = {line.control.id: [line.status, line.at_best] for line in comply(resolution, standard).lines}
        assert {id: become[id] for id in lines} == lines, case["why"]
    for key, priority in (("risk", resolution.risks.threat), ("priority", resolution.risks.task)):
        for id, (low, high) in case.get(key, {}).items():
            interval = priority(id)
            assert interval is not None
            assert (id, interval.low, interval.high) == (id, low, high), case["why"]
