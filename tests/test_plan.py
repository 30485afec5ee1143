"""The plan: tasks in order, with everything that a reader needs."""

from __future__ import annotations

import pytest

from surveymodel import Plan, System, UnknownNameError, plan, resolve
from surveymodel.content.fields import natural
from tests.packs import model
from tests.shop import MODEL

SHOP = {"kind": "shop", "features": ["cards"], "people": 500, "login": "cookie", "hosting": "cloud"}


def planned(**answers: object) -> Plan:
    """Return the plan of a shop in the west with these answers besides."""
    organisation = System(answers={"region": "west"}, id="firm")
    return plan(resolve(MODEL, System(answers={**SHOP, **answers}, organisation=organisation)))


def test_tasks_stand_by_priority_within_what_comes_before() -> None:
    """Watching the page waits for the contact, so the contact comes before it though it is low."""
    assert [(task.id, task.priority.high) for task in planned().tasks] == [
        ("harden-cookie", 10),
        ("notice", 8),
        ("contact", 2),
        ("watch-page", 10),
    ]
    assert planned().tasks[3].after == ("contact",)


def test_equal_tasks_stand_by_id() -> None:
    """What is equally pressing stands in the order of ids."""
    pack = model(
        {
            "rules": [{"id": "r", "requires": ["b", "a", "c"], "priority": 5}],
            "countermeasures": [{"id": "c"}, {"id": "a"}, {"id": "b"}],
        }
    )
    assert [task.id for task in plan(resolve(pack, System())).tasks] == ["a", "b", "c"]


def test_before_reaches_through_what_does_not_apply() -> None:
    """Where b drops out between a and c, c still comes after a."""
    pack = model(
        {
            "rules": [
                {"id": "r", "requires": ["a"], "priority": 1},
                {"id": "s", "requires": ["c"], "priority": 9},
            ],
            "countermeasures": [{"id": "a"}, {"id": "b", "after": ["a"]}, {"id": "c", "after": ["b"]}],
        }
    )
    assert [(task.id, task.after) for task in plan(resolve(pack, System())).tasks] == [
        ("a", ()),
        ("c", ("a",)),
    ]


def test_a_task_names_the_controls_in_scope_in_the_publishers_order() -> None:
    """1.2 comes before 1.10, and a mapping that its condition excludes is left out."""
    task = planned().task("watch-page")
    assert task is not None
    assert [(link.control.id, link.strength, link.note) for link in task.controls("std")] == [
        ("1.2", "partial", "the page only"),
        ("1.10", "full", None),
    ]
    assert list(map(str, task.controls())) == [
        "std 1.2 1.2 (partial: the page only)",
        "std 1.10 1.10 (full)",
    ]
    notice = planned(people=3).task("notice")
    assert notice is not None
    assert notice.controls() == ()


def test_controls_out_of_scope_are_not_named() -> None:
    """Without cards the standard asks nothing, so nothing is said to serve it."""
    notice = planned(features=["mail"], vendor="own").task("notice")
    assert notice is not None
    assert notice.controls() == ()


def test_a_mapping_that_depends_on_what_is_open_is_possible() -> None:
    """While the number of people is open, the notice may serve the control."""
    notice = planned(people="unknown").task("notice")
    assert notice is not None
    assert [link.certainty for link in notice.controls()] == ["possible"]


def test_an_unknown_standard_names_the_nearest() -> None:
    """A misspelt standard is an error that suggests the right one."""
    with pytest.raises(UnknownNameError, match=r"unknown standard 'stt' \(did you mean 'std'\?\)"):
        planned().tasks[0].controls("stt")


def test_a_task_says_why_it_is_there() -> None:
    """Each rule that brings the task stands with the answers that made it fire."""
    task = planned().task("harden-cookie")
    assert task is not None
    assert [(r.rule.id, r.threats, [str(g) for g in r.answers]) for r in task.reasons] == [
        ("cards-typed", ("theft",), ["kind: shop", "features: cards"]),
        ("cookie-used", ("theft",), ["kind: shop", "features: cards"]),
    ]


def test_a_possible_reason_names_what_is_open() -> None:
    """A rule that may fire says which questions decide it."""
    reasons = plan(resolve(MODEL, System(answers={"kind": "shop"}))).task("watch-page").reasons  # type: ignore[union-attr]
    assert [str(reason) for reason in reasons] == ["it is so. [features]"]
    contact = planned().task("contact")
    assert contact is not None
    assert [str(reason) for reason in contact.reasons] == ["it is so."]


def test_only_fitting_guides_are_given() -> None:
    """Django's guide fits a django component; the one for other stacks fits nothing then."""
    task = planned(stack=["django"]).task("harden-cookie")
    assert task is not None
    assert [(guide.id, certainty) for guide, certainty in task.guides] == [
        ("harden-cookie/django", "certain")
    ]
    undecided = planned().task("harden-cookie")
    assert undecided is not None
    assert {certainty for _, certainty in undecided.guides} == {"possible"}


def test_threats_stand_by_risk() -> None:
    """The plan lists what is raised, the worst first."""
    assert [(line.threat.id, line.risk.high) for line in planned().threats] == [
        ("skimming", 10),
        ("theft", 10),
    ]


def test_a_task_that_is_not_there_is_none() -> None:
    """A plan has no task that its system does not need."""
    assert planned().task("nothing") is None


def test_ids_with_numbers_sort_as_people_do() -> None:
    """2.1 comes before 11.6 and AC-2(1) before AC-10."""
    assert sorted(["AC-10", "AC-2(1)", "11.6", "2.1", "AC-2"], key=natural) == [
        "2.1",
        "11.6",
        "AC-2",
        "AC-2(1)",
        "AC-10",
    ]


def test_a_rule_of_another_component_brings_nothing() -> None:
    """The cookie task of the web client is not there because of the app's token."""
    pack = model(
        {
            "questions": [
                {
                    "id": "keeps",
                    "of": "component",
                    "select": "one",
                    "answers": [{"id": "cookie"}, {"id": "token"}],
                }
            ],
            "threats": [{"id": "stolen"}],
            "rules": [
                {"id": "by-cookie", "when": "keeps.cookie", "raises": ["stolen"]},
                {"id": "by-token", "when": "keeps.token", "raises": ["stolen"]},
            ],
            "countermeasures": [{"id": "harden", "counters": ["stolen"], "when": "keeps.cookie"}],
        }
    )
    components = {"app": {"keeps": "token"}, "web": {"keeps": "cookie"}}
    task = plan(resolve(pack, System(components=components))).tasks[0]
    assert [(r.rule.id, r.certainty, r.component) for r in task.reasons] == [("by-cookie", "certain", "web")]
    assert [g.placed.place for g in task.reasons[0].answers] == ["web"]
