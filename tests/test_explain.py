"""Why a truth is as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveymodel import Interval, System, UnknownNameError, decides_most, resolve, why, why_not, without
from surveymodel.engine import explain
from tests.packs import Plain, model
from tests.shop import MODEL


def grounds(system: System, truth: str) -> list[str]:
    """Return the answers that the explanation of a truth names."""
    return [str(ground) for ground in why(resolve(MODEL, system), truth).answers]


SHOP = {"kind": "shop", "features": ["cards"], "people": 500, "login": "cookie", "hosting": "cloud"}


def test_a_truth_rests_on_the_answers_that_make_it_so() -> None:
    """The page is watched because this is a shop that takes cards; the rest does not matter."""
    assert grounds(System(answers=SHOP), "task:watch-page") == ["kind: shop", "features: cards"]


def test_an_exclusion_is_explained_too() -> None:
    """Nothing is watched on a site, and that it is a site is enough to know it."""
    assert grounds(System(answers={**SHOP, "kind": "site"}), "task:watch-page") == ["kind: site"]


def test_a_reply_that_nobody_knows_is_no_ground() -> None:
    """That nobody knows the features of a site shows nothing: it is a site."""
    answers = {"kind": "site", "features": "unknown"}
    assert grounds(System(answers=answers), "task:watch-page") == ["kind: site"]


def test_an_unconditional_truth_rests_on_nothing() -> None:
    """Where a rule always fires, no answer is needed."""
    found = why(resolve(MODEL, System(answers=SHOP)), "task:contact")
    assert (found.answers, found.smallest, found.certainty) == ((), True, "certain")


def test_a_possible_truth_names_the_open_questions() -> None:
    """What is not decided yet has no grounds, but questions that can decide it."""
    found = why(resolve(MODEL, System(answers={"kind": "shop"})), "task:watch-page")
    assert (found.certainty, found.answers, found.open) == ("possible", (), ("features",))


def test_an_implied_answer_counts_as_a_ground() -> None:
    """The shop implies the cookie, and that there is no mail suite keeps the token out."""
    answers = {"kind": "shop", "features": [], "hosting": "cloud"}
    expected = ["kind: shop", "features: none of these"]
    assert grounds(System(answers=answers), "task:harden-cookie") == expected


def test_an_exclusion_over_components_takes_an_answer_of_each() -> None:
    """No component uses django: both answers are needed to know it."""
    components = {"web": {"stack": ["flask"]}, "api": {"stack": []}}
    found = why(resolve(MODEL, System(answers=SHOP, components=components)), "guide:harden-cookie/django")
    assert [(g.placed.place, str(g)) for g in found.answers] == [
        ("api", "stack: none of these"),
        ("web", "stack: flask"),
    ]


def test_the_first_certain_component_is_explained() -> None:
    """A truth that is certain in one component is explained there."""
    components = {"web": {"stack": ["django"]}, "api": {"stack": []}}
    found = why(resolve(MODEL, System(answers=SHOP, components=components)), "guide:harden-cookie/django")
    assert found.component == "web"
    assert [str(g) for g in found.answers] == ["kind: shop", "features: cards", "stack: django"]


def test_an_unknown_truth_is_refused() -> None:
    """A misspelt name is an error."""
    with pytest.raises(UnknownNameError):
        why(resolve(MODEL, System()), "task:nothing")


def ladder(rungs: int) -> Plain:
    """Return a pack in which either all odd answers or the last two make the fact hold."""
    names = [f"q{n}" for n in range(rungs)]
    yes = [{"id": "on"}, {"id": "off"}]
    long = " and ".join(f"{name}.on" for name in names[:-2])
    short = " and ".join(f"{name}.on" for name in names[-2:])
    return {
        "questions": [{"id": name, "select": "one", "answers": yes} for name in names],
        "facts": [{"id": "held", "when": f"({long}) or ({short})"}],
    }


def test_the_smallest_explanation_is_found_where_lanes_confirm_it() -> None:
    """Two answers do what six others do too: the two are given, and said to be fewest."""
    names = [f"q{n}" for n in range(8)]
    found = why(resolve(model(ladder(8)), System(answers=dict.fromkeys(names, "on"))), "fact:held")
    assert [g.question for g in found.answers] == ["q6", "q7"]
    assert found.smallest


def test_a_long_explanation_is_minimal_and_claims_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no room to try what is smaller, the answers are still all needed, and no claim is made."""
    monkeypatch.setattr(explain, "MOST_LANES", 0)
    names = [f"q{n}" for n in range(8)]
    resolution = resolve(model(ladder(8)), System(answers=dict.fromkeys(names, "on")))
    found = why(resolution, "fact:held")
    assert not found.smallest
    for dropped in found.answers:
        kept = {g.question: "on" for g in found.answers if g is not dropped}
        assert resolve(model(ladder(8)), System(answers=kept)).certainty("fact:held") != "certain"
    monkeypatch.setattr(explain, "MOST_ANSWERS", 0)
    assert not why(resolution, "fact:held").smallest


def test_a_part_that_suffices_by_an_implication_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer against an implication hides what would follow without it: the part is looked for.

    With both answers the fact holds by the second; without the second the first implies it.
    """
    pack = model(
        {
            "questions": [
                {"id": "a", "select": "one", "answers": [{"id": "x", "implies": ["b.x"]}, {"id": "y"}]},
                {"id": "b", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
                {"id": "c", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
            ],
            "facts": [
                {"id": "held", "when": "a.x and (b.x or (b.y and c.x))"},
                {"id": "all", "when": "a.x and b.y and c.x"},
            ],
        }
    )
    answers = {"a": "x", "b": "y", "c": "x"}
    resolution = resolve(pack, System(answers=answers))
    assert [g.question for g in why(resolution, "fact:held").answers] == ["a"]
    monkeypatch.setattr(explain, "MOST_LANES", 1)
    assert [g.question for g in why(resolution, "fact:held").answers] == ["a"]
    whole = why(resolution, "fact:all")
    assert ([g.question for g in whole.answers], whole.smallest) == (["a", "b", "c"], False)


def test_a_component_is_explained_on_demand() -> None:
    """What is certain of the system may be excluded in one component, and why is asked there."""
    components = {"web": {"stack": ["django"]}, "api": {"stack": []}}
    resolution = resolve(MODEL, System(answers=SHOP, components=components))
    found = why(resolution, "guide:harden-cookie/django", component="api")
    assert (found.certainty, found.component) == ("excluded", "api")
    assert [str(g) for g in found.answers] == ["stack: none of these"]
    with pytest.raises(UnknownNameError, match=r"unknown component 'wep' \(did you mean 'web'\?\)"):
        why(resolution, "task:contact", component="wep")


def test_an_interval_that_straddles_a_threshold_can_still_decide() -> None:
    """Fifty to two hundred people may or may not be a crowd: the number is what decides it."""
    answers = {**SHOP, "people": Interval(50, 200)}
    found = why(resolve(MODEL, System(answers=answers)), "fact:crowded")
    assert (found.certainty, found.open) == ("possible", ("people",))


@pytest.mark.parametrize("call", [why, without, why_not])
def test_explanations_are_of_resolutions_and_names(call: Callable[..., object]) -> None:
    """A wrong type of argument is a TypeError that says what was expected."""
    with pytest.raises(TypeError, match="expected a Resolution, not a NoneType"):
        call(None, "task:contact")
    with pytest.raises(TypeError, match="named by text, not by int"):
        call(resolve(MODEL, System()), 3)
    with pytest.raises(TypeError, match="expected a Resolution"):
        decides_most(None)  # type: ignore[arg-type]
