"""Which open question decides most."""

from __future__ import annotations

from fractions import Fraction

from surveymodel import System, decides_most, resolve
from tests.packs import model
from tests.shop import MODEL


def test_the_questions_that_settle_most_tasks_come_first() -> None:
    """Either answer on the region settles the notice; a site would settle two tasks, a shop none."""
    assert [(d.question, d.settled) for d in decides_most(resolve(MODEL, System()))] == [
        ("region", Fraction(1)),
        ("kind", Fraction(2, 2)),
        ("hosting", Fraction(0)),
    ]


def test_nothing_open_decides_nothing() -> None:
    """Where no question is open, there is nothing to ask."""
    pack = model({"questions": [{"id": "q", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}]})
    assert decides_most(resolve(pack, System(answers={"q": "a"}))) == ()


def test_the_average_is_over_the_answers() -> None:
    """Of three answers one brings the task and two exclude it: each settles it, on average one."""
    pack = model(
        {
            "questions": [
                {"id": "q", "select": "one", "answers": [{"id": "a"}, {"id": "b"}, {"id": "c"}]},
                {"id": "r", "when": "q.a", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
            ],
            "rules": [{"id": "rule", "when": "r.a", "requires": ["task"], "priority": 1}],
            "countermeasures": [{"id": "task"}],
        }
    )
    assert [(d.question, d.settled) for d in decides_most(resolve(pack, System()))] == [("q", Fraction(2, 3))]


def test_a_component_has_its_own_question() -> None:
    """The stack is open in one of two components, and is asked there."""
    system = System(answers={"kind": "shop"}, components={"web": {"stack": []}, "api": {}})
    found = [(d.question, d.component) for d in decides_most(resolve(MODEL, system))]
    assert ("stack", "api") in found
    assert ("stack", "web") not in found
