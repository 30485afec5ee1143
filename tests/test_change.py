"""Which change of answers would exclude a truth, or make it certain."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel import System, resolve, why_not, without
from surveymodel.engine import change
from surveymodel.engine.demand import Demands
from surveymodel.engine.variants import Variable
from tests.packs import Plain, model
from tests.shop import MODEL

SHOP: dict[str, Any] = {
    "kind": "shop",
    "features": ["cards"],
    "people": 500,
    "login": "cookie",
    "hosting": "cloud",
    "stack": ["django"],
}


def test_the_change_that_disturbs_least_is_chosen() -> None:
    """Without cards one reply goes stale; as a site, three would: the features change."""
    found = without(resolve(MODEL, System(answers=SHOP)), "task:watch-page")
    assert found is not None
    assert found.answers == {("features", "system"): ()}
    assert found.stale == 1


def test_a_reply_that_is_stale_already_is_no_cost_of_a_change() -> None:
    """Without cards nobody asks for people any more, whichever change is made then."""
    resolution = resolve(MODEL, System(answers={**SHOP, "features": []}))
    assert [one.question.id for one in resolution.walk.stale] == ["people"]
    found = without(resolution, "task:harden-cookie")
    assert found is not None
    assert (found.answers, found.stale) == ({("login", "system"): "token"}, 0)


def test_what_is_excluded_already_needs_no_change() -> None:
    """Nothing has to change to be without what a site never gets."""
    found = without(resolve(MODEL, System(answers={"kind": "site"})), "task:watch-page")
    assert found is not None
    assert (found.answers, found.stale, found.moved) == ({}, 0, 0)


def test_what_is_certain_already_needs_no_change() -> None:
    """Nothing has to change to get what is certain."""
    found = why_not(resolve(MODEL, System(answers=SHOP)), "task:watch-page")
    assert found is not None
    assert found.answers == {}


def test_an_excluded_task_would_need_all_its_answers() -> None:
    """A site gets the watched page once it is a shop, and takes cards."""
    found = why_not(resolve(MODEL, System(answers={"kind": "site"})), "task:watch-page")
    assert found is not None
    assert found.answers == {("kind", "system"): "shop", ("features", "system"): ("cards",)}


def test_what_no_answer_changes_has_no_change() -> None:
    """The contact is asked of everybody, and nothing is done about it."""
    assert without(resolve(MODEL, System(answers=SHOP)), "task:contact") is None


def test_a_number_changes_to_the_next_range() -> None:
    """A crowd begins at a hundred; the change names the least number of the range."""
    found = why_not(resolve(MODEL, System(answers={**SHOP, "people": 7})), "fact:crowded")
    assert found is not None
    assert found.answers == {("people", "system"): 100}
    found = without(resolve(MODEL, System(answers=SHOP)), "fact:crowded")
    assert found is not None
    assert found.answers == {("people", "system"): 0}


def test_a_truth_of_two_components_is_excluded_in_both() -> None:
    """One answer of the system does for both components what else each would have to change."""
    components = {
        "web": {"stack": ["django"]},
        "api": {"stack": ["django", "flask"]},
        "worker": {"stack": []},
    }
    answers = {**SHOP, "login": "cookie"}
    found = without(
        resolve(MODEL, System(answers=answers, components=components)), "guide:harden-cookie/django"
    )
    assert found is not None
    assert found.answers == {("login", "system"): "token"}
    stacks = without(resolve(MODEL, System(answers=answers, components=components)), "answer:stack.django")
    assert stacks is not None
    assert stacks.answers == {("kind", "system"): "site"}


def test_components_change_each_for_itself() -> None:
    """Where nothing above decides, each component gets an answer of its own."""
    pack = model(
        {
            "questions": [
                {"id": "runs", "of": "component", "select": "many", "answers": [{"id": "a"}, {"id": "b"}]}
            ],
            "facts": [{"id": "some-a", "when": "runs.a"}],
        }
    )
    components = {"one": {"runs": ["a"]}, "two": {"runs": ["a", "b"]}, "three": {"runs": []}}
    found = without(resolve(pack, System(components=components)), "fact:some-a")
    assert found is not None
    assert found.answers == {("runs", "one"): (), ("runs", "two"): ("b",)}


def test_components_are_joined_by_definition_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What excludes a truth in each component is joined without trying every combination."""
    pack = model(
        {
            "questions": [
                {"id": "runs", "of": "component", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}
            ],
            "facts": [{"id": "some-a", "when": "runs.a"}],
        }
    )
    components = {name: {"runs": "a"} for name in ("one", "two", "three", "four")}
    monkeypatch.setattr(change, "MOST_VARIANTS", 0)
    found = without(resolve(pack, System(components=components)), "fact:some-a")
    assert found is not None
    assert found.answers == {("runs", name): "b" for name in sorted(components)}


def test_an_organisation_changes_in_its_own_place() -> None:
    """The notice is a law of the west: the organisation's answer would change."""
    system = System(answers={"kind": "site"}, organisation=System(answers={"region": "west"}))
    found = without(resolve(MODEL, system), "task:notice")
    assert found is not None
    assert found.answers == {("region", "organisation"): "east"}


CHAIN: Plain = {
    "questions": [
        {"id": "top", "select": "one", "answers": [{"id": "on"}, {"id": "off"}]},
        *(
            {
                "id": f"step{n}",
                "when": "top.on" if n == 0 else f"step{n - 1}.on",
                "select": "one",
                "answers": [{"id": "on"}, {"id": "off"}],
            }
            for n in range(5)
        ),
    ],
    "facts": [{"id": "end", "when": "step4.on"}],
}


def test_a_deep_chain_is_followed_through_its_definitions() -> None:
    """Six questions open each other; a change of all six is found without trying every six."""
    found = why_not(resolve(model(CHAIN), System(answers={"top": "off"})), "fact:end")
    assert found is not None
    assert set(found.answers.values()) == {"on"}
    assert len(found.answers) == 6


def test_a_change_that_takes_away_what_held_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switching to x loses what b rested on, so b is switched too, also where nothing is tried out."""
    pack = model(
        {
            "questions": [
                {"id": "a", "select": "one", "answers": [{"id": "x"}, {"id": "y"}, {"id": "z"}]},
                {"id": "b", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
            ],
            "facts": [{"id": "wanted", "when": "a.x and (a.y or b.x)"}],
        }
    )
    monkeypatch.setattr(change, "MOST_VARIANTS", 0)
    found = why_not(resolve(pack, System(answers={"a": "y", "b": "y"})), "fact:wanted")
    assert found is not None
    assert found.answers == {("a", "system"): "x", ("b", "system"): "x"}


def test_what_cannot_be_together_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is x and y at once, by trial or by definition."""
    pack = model(
        {
            "questions": [{"id": "a", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]}],
            "facts": [{"id": "never", "when": "a.x and a.y"}],
        }
    )
    resolution = resolve(pack, System(answers={"a": "x"}))
    assert why_not(resolution, "fact:never") is None
    monkeypatch.setattr(change, "MOST_VARIANTS", 0)
    assert why_not(resolution, "fact:never") is None


def many(count: int) -> Plain:
    """Return a pack with one long list of answers, of which the first and last are wanted."""
    ids = [f"a{n}" for n in range(count)]
    conditions = [f"list.{id}" for id in ids]
    return {
        "questions": [
            {
                "id": "list",
                "select": "many",
                "answers": [*({"id": id} for id in ids), {"id": "alone", "exclusive": True}],
            }
        ],
        "facts": [
            {"id": "ends", "when": f"{conditions[0]} and {conditions[-1]}"},
            {"id": "all", "when": " and ".join(conditions)},
            {"id": "any", "when": " or ".join([*conditions, "list.alone"])},
            {"id": "mine", "when": "list.alone"},
        ],
        "rules": [{"id": "r", "when": "any and mine or ends"}],
    }


def test_long_lists_change_by_one_or_two() -> None:
    """A list of twelve is not tried in all its ways; two more ticks are."""
    pack = model(many(12))
    resolution = resolve(pack, System(answers={"list": ["a3"]}))
    found = why_not(resolution, "fact:ends")
    assert found is not None
    assert found.answers == {("list", "system"): ("a0", "a11", "a3")}
    emptied = without(resolution, "fact:any")
    assert emptied is not None
    assert emptied.answers == {("list", "system"): ()}


def test_an_exclusive_answer_takes_the_place_of_others() -> None:
    """To have the exclusive answer, the others go; and back again."""
    pack = model(many(12))
    found = why_not(resolve(pack, System(answers={"list": ["a3"]})), "rule:r")
    assert found is not None
    assert found.answers == {("list", "system"): ("alone",)}
    back = without(resolve(pack, System(answers={"list": ["alone"]})), "fact:mine")
    assert back is not None
    assert back.answers == {("list", "system"): ()}


def test_a_question_that_the_change_opens_is_answered_too() -> None:
    """Opening the shop makes it matter whether it is public, which nobody had to say before."""
    gates = ("top", "left", "right")
    pack = model(
        {
            "questions": [
                *({"id": g, "select": "one", "answers": [{"id": "no-thing"}, {"id": "on"}]} for g in gates),
                {
                    "id": "place",
                    "when": "top.on",
                    "select": "one",
                    "answers": [{"id": "public"}, {"id": "own"}],
                },
            ],
            "facts": [{"id": "wanted", "when": "top.on and left.on and right.on and not place.public"}],
        }
    )
    resolution = resolve(pack, System(answers=dict.fromkeys(gates, "no-thing")))
    found = why_not(resolution, "fact:wanted")
    assert found is not None
    assert {question: given for (question, _), given in found.answers.items()} == {
        **dict.fromkeys(gates, "on"),
        "place": "own",
    }


def test_a_change_goes_on_in_each_layer() -> None:
    """What one answer opens may stand in the organisation, the system or a component."""
    pack = model(
        {
            "questions": [
                {"id": "firm", "of": "organisation", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {"id": "kind", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {"id": "part", "of": "component", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {
                    "id": "deep",
                    "of": "component",
                    "when": "part.b",
                    "select": "one",
                    "answers": [{"id": "a"}, {"id": "b"}],
                },
            ],
            "facts": [{"id": "wanted", "when": "firm.b and kind.b and part.b and not deep.a"}],
        }
    )
    for organisation in (None, System(answers={"firm": "a"})):
        system = System(answers={"kind": "a"}, organisation=organisation, components={"c": {"part": "a"}})
        found = why_not(resolve(pack, system), "fact:wanted")
        assert found is not None
        assert found.answers == {
            ("firm", "organisation"): "b",
            ("kind", "system"): "b",
            ("part", "c"): "b",
            ("deep", "c"): "b",
        }


def test_a_reply_that_another_component_uses_is_not_stale() -> None:
    """A default of the system that one component no longer asks for still counts in the other."""
    pack = model(
        {
            "questions": [
                {"id": "runs", "of": "component", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {
                    "id": "where",
                    "of": "component",
                    "when": "runs.a",
                    "select": "one",
                    "answers": [{"id": "here"}, {"id": "there"}],
                },
            ],
            "facts": [{"id": "both", "when": "runs.b"}],
        }
    )
    system = System(answers={"where": "here"}, components={"x": {"runs": "a"}, "y": {"runs": "a"}})
    found = why_not(resolve(pack, system), "fact:both")
    assert found is not None
    assert (len(found.answers), found.stale) == (1, 0)


def test_demands_that_exclude_each_other_join_to_nothing() -> None:
    """One question cannot have two answers, so what needs both is no way at all."""
    variable = Variable(0, "q", "system")
    first, second = Demands({variable: 0b01}), Demands({variable: 0b10})
    assert first.join(second) is None
    assert Demands.both([first], [second]) == []
