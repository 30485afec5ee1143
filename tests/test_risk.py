"""Risk and priority, by plain arithmetic."""

from __future__ import annotations

import pytest

from surveymodel import System, resolve
from surveymodel.engine.priority import Priority, band
from tests.packs import model
from tests.shop import MODEL


@pytest.mark.parametrize(
    ("risk", "name"),
    [
        (1, "low"),
        (5, "low"),
        (6, "medium"),
        (11, "medium"),
        (12, "high"),
        (19, "high"),
        (20, "critical"),
        (25, "critical"),
    ],
)
def test_bands(risk: int, name: str) -> None:
    """Low goes to 5, medium to 11, high to 19, critical from 20."""
    assert name == band(risk)


def test_an_open_adjustment_widens_the_risk() -> None:
    """Skimming is 3 × 4; a crowd makes it 3 × 5, the west 2 × 4: open, it lies between."""
    answers = {"kind": "shop", "features": ["cards"]}
    risk = resolve(MODEL, System(answers=answers)).risks.threat("skimming")
    assert risk == Priority(2 * 4, 3 * 5)
    assert str(risk) == "8–15"


def test_a_complete_sheet_has_one_figure() -> None:
    """In the east and with a crowd skimming is 3 × 5, and so is the task that counters it."""
    system = System(
        answers={"kind": "shop", "features": ["cards"], "people": 500},
        organisation=System(answers={"region": "east"}),
    )
    risks = resolve(MODEL, system).risks
    assert risks.threat("skimming") == Priority(15, 15)
    task = risks.task("watch-page")
    assert task == Priority(15, 15)
    assert task.reason == "threat:skimming has likelihood 3 and impact 5"


def test_the_largest_over_the_rules_that_fire_counts() -> None:
    """Theft is 2 × 3 by the cookie and 2 × (3 + 2) by the cards."""
    few = {"kind": "shop", "features": [], "login": "cookie"}
    assert resolve(MODEL, System(answers=few)).risks.threat("theft") == Priority(6, 6)
    both = {"kind": "shop", "features": ["cards"], "people": 1, "login": "cookie"}
    assert resolve(MODEL, System(answers=both)).risks.threat("theft") == Priority(10, 10)


def test_what_is_excluded_has_no_risk() -> None:
    """A site is not skimmed, and nothing has to be watched there."""
    risks = resolve(MODEL, System(answers={"kind": "site"})).risks
    assert (risks.threat("skimming"), risks.task("watch-page")) == (None, None)


def test_a_possible_task_has_the_priority_that_it_would_have() -> None:
    """While the kind is open, theft may be raised by the one rule, the other, or both."""
    assert resolve(MODEL, System()).risks.threat("theft") == Priority(6, 10)


def test_a_rule_that_requires_states_the_priority() -> None:
    """The notice has the priority of the law that asks for it."""
    west = System(organisation=System(answers={"region": "west"}))
    priority = resolve(MODEL, west).risks.task("notice")
    assert priority == Priority(8, 8)
    assert priority.reason == "rule:west-law states 8"


def test_sums_are_clamped() -> None:
    """Likelihood and impact stay within 1 to 5 however far they are moved."""
    pack = model(
        {
            "questions": [{"id": "q", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}],
            "adjustments": [{"id": "up", "when": "q.a", "likelihood": 4, "impact": -4}],
            "threats": [{"id": "t", "likelihood": 4, "impact": 2}],
            "rules": [{"id": "r", "raises": [{"threat": "t", "likelihood": 3, "impact": -3}]}],
        }
    )
    assert resolve(pack, System(answers={"q": "a"})).risks.threat("t") == Priority(5, 5)
    assert resolve(pack, System(answers={"q": "b"})).risks.threat("t") == Priority(5, 5)


def test_the_largest_over_the_lanes_counts() -> None:
    """A task of two components has the priority of the one where it is more pressing."""
    pack = model(
        {
            "questions": [
                {
                    "id": "open-to",
                    "of": "component",
                    "select": "one",
                    "answers": [{"id": "all"}, {"id": "few"}],
                }
            ],
            "adjustments": [{"id": "few", "when": "open-to.few", "likelihood": -2}],
            "threats": [{"id": "t", "likelihood": 4, "impact": 3}],
            "rules": [{"id": "r", "raises": ["t"]}],
            "countermeasures": [{"id": "c", "counters": ["t"]}],
        }
    )
    system = System(components={"a": {"open-to": "few"}, "b": {"open-to": "all"}})
    assert resolve(pack, system).risks.task("c") == Priority(12, 12)
