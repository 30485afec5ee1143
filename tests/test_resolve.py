"""Resolution: what is certain, possible and excluded."""

from __future__ import annotations

import pytest

from surveymodel import AnswerError, Interval, System, UnknownNameError, resolve
from tests.packs import model
from tests.shop import MODEL
from tests.shop import SHOP as PACK

SHOP = {"kind": "shop", "features": ["cards"], "people": 500, "login": "cookie", "hosting": "cloud"}


def certainties(system: System, *truths: str) -> list[str]:
    """Return how certain truths are of a system."""
    resolution = resolve(MODEL, system)
    return [resolution.certainty(truth) for truth in truths]


def test_without_answers_only_the_unconditional_is_certain() -> None:
    """A sheet with no answers has no certain task but the one that no answer is needed for."""
    resolution = resolve(MODEL, System())
    assert list(resolution.truths("task", "certain")) == ["contact"]
    assert set(resolution.truths("task")) == {"contact", "notice", "harden-cookie", "watch-page"}


def test_a_complete_sheet_has_nothing_possible() -> None:
    """Where every asked question is answered, every truth is certain or excluded."""
    organisation = System(answers={"region": "west"})
    resolution = resolve(MODEL, System(answers={**SHOP, "stack": ["flask"]}, organisation=organisation))
    for kind in ("question", "answer", "fact", "rule", "threat", "task", "guide", "control"):
        assert list(resolution.truths(kind, "possible")) == []


@pytest.mark.parametrize(
    ("people", "crowded"),
    [
        (99, "excluded"),
        (100, "certain"),
        (Interval(100), "certain"),
        (Interval(0, 100), "excluded"),
        (Interval(50, 101), "possible"),
        ("unknown", "possible"),
    ],
)
def test_an_interval_is_certain_where_it_is_so_throughout(people: object, crowded: str) -> None:
    """A comparison over an interval is certain, excluded or possible as the interval lies."""
    assert certainties(System(answers={**SHOP, "people": people}), "fact:crowded") == [crowded]


def test_a_comparison_over_a_question_that_is_not_asked_is_false() -> None:
    """Nobody is counted on a site, so a site is not crowded, whatever the kept number says."""
    answers = {"kind": "site", "people": 500}
    assert certainties(System(answers=answers), "fact:crowded", "fact:tier.one", "fact:tier.two") == [
        "excluded",
        "certain",
        "excluded",
    ]


def test_a_level_is_reached_only_with_those_below_it() -> None:
    """A crowd without cards would be level three without level two: it is level one."""
    resolution = resolve(MODEL, System(answers=SHOP))
    assert resolution.certainty("fact:tier.three") == "certain"


def test_the_other_guide_fits_where_no_sibling_does() -> None:
    """The guide for all other stacks fits nothing that has one of its own."""
    names = ("guide:harden-cookie/django", "guide:harden-cookie/flask", "guide:harden-cookie/other")
    assert certainties(System(answers={**SHOP, "stack": ["django"]}), *names) == [
        "certain",
        "excluded",
        "excluded",
    ]
    assert certainties(System(answers={**SHOP, "stack": []}), *names) == ["excluded", "excluded", "certain"]
    assert certainties(System(answers=SHOP), *names) == ["possible", "possible", "possible"]


def test_a_truth_of_a_system_holds_in_some_component() -> None:
    """Guides of two components both hold for the system, and each names its component."""
    components = {"web": {"stack": ["django"]}, "api": {"stack": []}}
    resolution = resolve(MODEL, System(answers=SHOP, components=components))
    assert resolution.certainty("guide:harden-cookie/django") == "certain"
    assert resolution.components("guide:harden-cookie/django") == ("web",)
    assert resolution.components("guide:harden-cookie/other") == ("api",)
    assert resolution.components("task:watch-page") == ("api", "web")


def test_the_nearest_layer_wins() -> None:
    """A component's answer replaces the system's, which the other component inherits."""
    system = System(
        answers={**SHOP, "stack": ["flask"]}, components={"web": {"stack": ["django"]}, "api": {}}
    )
    resolution = resolve(MODEL, system)
    assert resolution.components("guide:harden-cookie/flask") == ("api",)
    assert resolution.components("guide:harden-cookie/django") == ("web",)


def test_an_unknown_truth_names_the_nearest() -> None:
    """A misspelt truth is an error that suggests the right one."""
    with pytest.raises(
        UnknownNameError, match=r"unknown truth 'task:watch-pge' \(did you mean 'task:watch-page'\?\)"
    ):
        resolve(MODEL, System()).certainty("task:watch-pge")


def test_answers_that_do_not_fit_are_refused_at_once() -> None:
    """Every fault of a sheet is in one error."""
    with pytest.raises(AnswerError) as error:
        resolve(MODEL, System(answers={"knd": "shop", "login": "cooky"}, pack="other"))
    assert [d.code for d in error.value.diagnostics] == ["SM501", "SM502", "SM507"]


def test_replies_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reply puts into the inputs is worked out again where there is no room to remember it."""
    fresh = model(PACK)
    monkeypatch.setattr("surveymodel.engine.evaluate._REMEMBERED", 2)
    expected = certainties(System(answers=SHOP), "threat:skimming", "task:notice")
    for _ in range(2):
        resolution = resolve(fresh, System(answers=SHOP))
        assert expected == [resolution.certainty(truth) for truth in ("threat:skimming", "task:notice")]
    assert 2 == len(fresh.known_inputs)
