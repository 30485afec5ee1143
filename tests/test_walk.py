"""The walk: how each question of a survey stands."""

from __future__ import annotations

import pytest

from surveymodel import System, walk
from tests.packs import model
from tests.shop import MODEL


def states(system: System) -> dict[str, str]:
    """Return the state of each question of the shop's survey."""
    return {step.question.id: step.state for step in walk(MODEL, system).steps}


def test_an_empty_sheet_opens_what_is_always_asked() -> None:
    """Without answers, unconditional questions are open and the others wait."""
    assert states(System()) == {
        "region": "open",
        "kind": "open",
        "features": "waiting",
        "people": "waiting",
        "vendor": "waiting",
        "login": "waiting",
        "hosting": "open",
        "stack": "waiting",
    }


def test_an_implied_answer_closes_its_question() -> None:
    """A site implies static hosting, so hosting is asked no more, and its questions for shops are not asked."""
    found = states(System(answers={"kind": "site"}))
    assert found["hosting"] == "implied"
    assert found["login"] == "not-asked"


def test_two_implications_on_one_question_are_a_conflict_until_somebody_answers() -> None:
    """A shop implies the cookie and the mail suite the token: both cannot be, and a person decides."""
    answers = {"kind": "shop", "features": ["mail"], "vendor": "suite"}
    before = walk(MODEL, System(answers=answers))
    assert {step.question.id: step.state for step in before.steps}["login"] == "conflict"
    assert [q.id for q in before.conflicts] == ["login"]
    assert "login" in [q.id for q in before.open]
    after = walk(MODEL, System(answers={**answers, "login": "token"}))
    assert {step.question.id: step.state for step in after.steps}["login"] == "answered"
    assert [(c.question.id, c.implied) for c in after.contradictions] == [("login", "cookie")]


def test_an_answer_against_an_implication_is_a_contradiction_and_counts() -> None:
    """The person who answers wins, and the walk says what it goes against."""
    found = walk(MODEL, System(answers={"kind": "site", "hosting": "cloud"}))
    assert [(c.question.id, c.component, c.implied) for c in found.contradictions] == [
        ("hosting", None, "static")
    ]
    assert "hosting" not in [q.id for q in found.open]


def test_an_unknown_answer_is_asked_and_offered_no_more() -> None:
    """Unknown leaves a question open in meaning, but nobody is asked again."""
    found = walk(MODEL, System(answers={"kind": "unknown"}))
    assert [q.id for q in found.unknown] == ["kind"]
    assert "kind" not in [q.id for q in found.open]
    assert "kind" in [q.id for q in found.asked]


def test_an_answer_that_is_not_asked_for_is_stale_and_kept() -> None:
    """Features of a site are not asked; the answer stays and counts nowhere."""
    found = walk(MODEL, System(answers={"kind": "site", "features": ["cards"]}))
    assert [step.question.id for step in found.stale] == ["features"]


def test_an_answer_that_may_be_asked_for_is_held() -> None:
    """While the kind is open, the features may be asked, and what was said of them waits."""
    assert states(System(answers={"features": ["cards"]}))["features"] == "held"


def test_an_unknown_answer_to_a_closed_question_does_not_open_it() -> None:
    """Nobody knew the hosting, but a site implies it."""
    assert states(System(answers={"kind": "site", "hosting": "unknown"}))["hosting"] == "implied"


def test_each_component_has_its_own_state() -> None:
    """A component's question is answered in one component and open in the other."""
    system = System(answers={"kind": "shop"}, components={"web": {"stack": ["django"]}, "api": {}})
    found = walk(MODEL, system)
    assert [(s.component, s.state) for s in found.steps if s.question.id == "stack"] == [
        ("api", "open"),
        ("web", "answered"),
    ]
    assert [s.component for s in found.steps if s.question.id == "kind"] == [None]


def test_a_default_is_stale_only_where_no_component_uses_it() -> None:
    """A system's answer to a component's question counts while some component still asks it."""
    pack = model(
        {
            "questions": [
                {
                    "id": "runs",
                    "of": "component",
                    "select": "one",
                    "answers": [{"id": "yes-it-does"}, {"id": "never"}],
                },
                {
                    "id": "where",
                    "of": "component",
                    "when": "runs.yes-it-does",
                    "select": "one",
                    "answers": [{"id": "here"}, {"id": "there"}],
                },
            ]
        }
    )
    mixed = System(
        answers={"where": "here"}, components={"a": {"runs": "never"}, "b": {"runs": "yes-it-does"}}
    )
    assert walk(pack, mixed).stale == ()
    unused = System(answers={"where": "here"}, components={"a": {"runs": "never"}, "b": {"runs": "never"}})
    assert [step.question.id for step in walk(pack, unused).stale] == ["where"]


@pytest.mark.parametrize(
    ("ticked", "state"),
    [({"seat": "a"}, "open"), ({"seat": "b"}, "implied"), ({"seat": "c"}, "conflict")],
)
def test_implied_answers_of_many(ticked: dict[str, str], state: str) -> None:
    """One implied answer leaves a list open; an exclusive one closes it; both together clash."""
    pack = model(
        {
            "questions": [
                {
                    "id": "seat",
                    "select": "one",
                    "answers": [
                        {"id": "a", "implies": ["extras.rug"]},
                        {"id": "b", "implies": ["extras.bare"]},
                        {"id": "c", "implies": ["extras.rug", "extras.bare"]},
                    ],
                },
                {
                    "id": "extras",
                    "select": "many",
                    "answers": [{"id": "rug"}, {"id": "lamp"}, {"id": "bare", "exclusive": True}],
                },
            ]
        }
    )
    found = walk(pack, System(answers=ticked))
    assert {step.question.id: step.state for step in found.steps}["extras"] == state
