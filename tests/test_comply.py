"""Compliance of single systems: what is said of a control beside its status."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel import System, UnknownNameError, comply, comply_content, resolve
from surveymodel.exchange.compliance_words import explained
from tests.packs import Plain, model

PACK: Plain = {
    "questions": [
        {"id": "pays", "select": "one", "answers": [{"id": "cards"}, {"id": "free"}]},
        {"id": "part", "select": "one", "of": "component", "answers": [{"id": "pages"}, {"id": "jobs"}]},
    ],
    "facts": [{"id": "takes-cards", "when": "pays.cards"}],
    "rules": [
        {"id": "always", "requires": ["lock", "bolt"], "priority": 5},
        {"id": "paged", "requires": ["watch"], "priority": 5, "when": "part.pages"},
    ],
    "countermeasures": [
        {"id": "lock", "satisfies": {"std": {"1": {"strength": "partial", "note": "the doors"}}}},
        {"id": "bolt"},
        {"id": "watch", "satisfies": {"std": {"2": {"strength": "full"}, "3": {"strength": "supports"}}}},
    ],
    "standards": [
        {
            "id": "std",
            "profiles": [{"id": "big", "title": "Big"}],
            "controls": [
                {"id": "1"},
                {"id": "2", "profiles": ["big"]},
                {"id": "3"},
                {"id": "4"},
                {"id": "5"},
            ],
        },
        {"id": "bare", "controls": [{"id": "B"}]},
    ],
    "interpretations": [
        {
            "standard": "std",
            "scope": "takes-cards",
            "controls": {
                "1": {"full-when": ["bolt", "watch"]},
                "4": {"organisational": "The owner's."},
                "5": {"when": "pays.cards and part.jobs"},
            },
        }
    ],
}
MODEL = model(PACK)
WEB = {"web": {"part": "pages"}}
BOTH = {**WEB, "worker": {"part": "jobs"}}


def line(control: str, components: Any = None, *, standard: str = "std", **more: Any) -> Any:
    """Return a control's line for a system that takes cards."""
    system = System(answers={"pays": "cards"}, components=components or WEB)
    return comply(resolve(MODEL, system), standard, **more).line(control)


def test_a_control_names_the_tasks_that_serve_it() -> None:
    """Who reads a line sees how far each task goes, where, and what is missing."""
    found = line("1", BOTH)
    assert [(s.task, s.strength, s.components) for s in found.served] == [
        ("lock", "partial", ("web", "worker")),
        ("bolt", "joint", ("web", "worker")),
        ("watch", "joint", ("web",)),
    ]
    assert found.rest == ("needs also watch", "not met in worker", "lock: the doors")
    assert list(explained(found)) == [
        "lock (partial, addressed): the doors",
        "bolt (joint, addressed)",
        "watch (joint, addressed, in web)",
        "missing: needs also watch",
        "missing: not met in worker",
    ]


def test_a_control_is_as_far_as_the_least_far_of_its_tasks() -> None:
    """In each component the furthest way counts, over components the least far."""
    assert line("2").stage == "addressed"
    assert line("2", progress={"watch": "implemented"}).stage == "implemented"
    assert (
        line("2", {**WEB, "shop": {"part": "pages"}}, progress={"watch@web": "verified"}).stage == "addressed"
    )
    both = {"watch": "implemented", "watch@web": "verified"}
    assert line("2", {**WEB, "shop": {"part": "pages"}}, progress=both).stage == "implemented"
    assert line("1", progress={"bolt": "verified", "watch": "implemented"}).stage == "implemented"
    assert line("3").stage is None
    still_open = {**WEB, "shop": {}}
    assert line("2", still_open, progress={"watch@web": "verified"}).status == "partly"
    assert line("2", still_open, progress={"watch@web": "verified"}).stage == "addressed"
    assert line("2", still_open, progress={"watch": "verified"}).stage == "verified"


def test_why_a_control_is_not_in_scope() -> None:
    """It is the standard's scope, a profile or a condition, with the answers that decide it."""
    free = comply(resolve(MODEL, System(answers={"pays": "free"})), "std")
    assert [line.status for line in free.lines] == ["not-in-scope"] * 5
    outside = free.line("1").outside
    assert outside is not None
    assert (outside.by, outside.condition) == ("scope", "takes-cards")
    assert [str(ground) for ground in free.line("1").answers] == ["pays: free"]
    condition = line("5")
    assert condition.outside.by == "condition"
    assert list(explained(condition)) == ["applies only where (pays.cards and part.jobs) [part: pages]"]
    profile = line("1", profiles=["big"])
    assert (profile.outside.by, profile.outside.condition, profile.answers) == ("profile", "big", ())
    assert line("2", profiles=["big"]).status == "full"


def test_reasons_and_what_open_answers_can_do() -> None:
    """What is organisational says why; what may become better says so."""
    assert list(explained(line("4"))) == ["The owner's."]
    open_ = comply(resolve(MODEL, System(answers={"pays": "cards"})), "std").line("2")
    assert (open_.status, open_.at_best) == ("gap", "full")
    assert list(explained(open_)) == [
        "watch (full, addressed, possible)",
        "full if open questions are answered so",
    ]
    unasked = comply(resolve(MODEL, System()), "std").line("1")
    assert unasked.in_scope == "possible"
    assert list(explained(unasked))[-1] == "in scope only if open questions are answered so"


def test_the_content_at_best() -> None:
    """Of the pack itself one sees what no answers can meet; nothing is planned in it."""
    found = comply_content(MODEL, "std")
    assert [line.status for line in found.lines] == ["full", "full", "gap", "organisational", "gap"]
    assert {line.stage for line in found.lines} == {None}
    assert found.line("2").rest == ()
    assert found.counts["full"] == 2
    assert list(explained(found.line("3"), of="content")) == ["watch (supports)"]
    assert [line.status for line in comply_content(MODEL, "bare").lines] == ["gap"]


@pytest.mark.parametrize(
    ("standard", "more", "message"),
    [
        ("sdt", {}, "unknown standard 'sdt' (did you mean 'std'?)"),
        ("std", {"profiles": ["bigg"]}, "unknown profile of std 'bigg' (did you mean 'big'?)"),
        ("std", {"progress": {"wach": "verified"}}, "unknown task 'wach' (did you mean 'watch'?)"),
        ("std", {"progress": {"watch@wep": "verified"}}, "unknown component 'wep' (did you mean 'web'?)"),
        ("std", {"progress": {"watch": "verifid"}}, "unknown stage 'verifid' (did you mean 'verified'?)"),
    ],
)
def test_names_that_do_not_exist(standard: str, more: Any, message: str) -> None:
    """A misspelt name never counts as nothing."""
    with pytest.raises(UnknownNameError) as error:
        line("1", standard=standard, **more)
    assert str(error.value) == message
    with pytest.raises(UnknownNameError, match=r"unknown control of std '11' \(did you mean '1'\?\)"):
        comply(resolve(MODEL, System()), "std").line("11")
