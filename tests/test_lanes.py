"""Where sheets and model meet."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel.engine.lanes import answer_faults, lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Interval
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Location


@pytest.mark.parametrize(
    ("answers", "messages"),
    [
        ({"reach": "staff", "features": [], "people": 5}, []),
        ({"reach": "unknown", "features": "unknown", "people": "unknown"}, []),
        ({"features": ["read-only"], "people": Interval(3)}, []),
        ({"reech": "staff"}, ["reech': SM501 unknown question 'reech' (did you mean 'reach'?)"]),
        ({"zzz": "staff"}, ["zzz': SM501 unknown question 'zzz'"]),
        ({"reach": "staf"}, ["reach': SM502 unknown answer 'staf' of 'reach' (did you mean 'staff'?)"]),
        ({"reach": "unknwon"}, ["reach': SM502 unknown answer 'unknwon' of 'reach' (did you mean 'unknown'?)"]),
        ({"reach": ["staff"]}, ["reach': SM503 'reach' takes one answer, not a list"]),
        ({"reach": 5}, ["reach': SM503 'reach' asks for an answer's id, not for a number"]),
        ({"features": Interval(5)}, ["features': SM503 'features' asks for an answer's id, not for a number"]),
        ({"features": "uploads"}, ["features': SM503 'features' takes a list of answers: write [uploads]"]),
        ({"features": ["uploads", "upload"]}, [
            "features': SM502 unknown answer 'upload' of 'features' (did you mean 'uploads'?)",
        ]),
        ({"features": ["none"]}, ["features': SM502 unknown answer 'none' of 'features'"]),
        ({"features": ["unknown"]}, ["features': SM502 'unknown' stands alone, not in the list of 'features'"]),
        ({"features": ["read-only", "uploads"]}, ["features': SM505 the answer 'read-only' of 'features' stands alone"]),
        ({"people": "many"}, ["people': SM503 'people' asks for a whole number of people, not 'many'"]),
        ({"people": []}, ["people': SM503 'people' asks for a whole number of people, not a list"]),
        ({"stack": ["django"]}, []),
        ({"features": [], "reech": "a", "reach": "b"}, [
            "reach': SM502 unknown answer 'b' of 'reach'",
            "reech': SM501 unknown question 'reech' (did you mean 'reach'?)",
        ]),
    ],
)  # fmt: skip
def test_answers_are_what_their_questions_offer(
    tiny: SurveyModel, answers: dict[str, Any], messages: list[str]
) -> None:
    """What a question does not offer is refused, all of it at once, with what was meant."""
    system = System(answers=answers)
    expected = [f"answer '{message}" for message in messages]
    assert expected == sorted(map(str, answer_faults(tiny, system)))
    if expected:
        with pytest.raises(AnswerError) as caught:
            lanes(tiny, system)
        assert expected == str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("system", "message"),
    [
        (System(components={"web": {"reach": "staff"}}), "'reach' is a question of the system: it cannot be answered by a component 'web'"),
        (System(components={"web": {"region": "west"}}), "'region' is a question of the organisation: it cannot be answered by a component 'web'"),
    ],
)  # fmt: skip
def test_a_layer_below_cannot_answer(tiny: SurveyModel, system: System, message: str) -> None:
    """A component has no say in what the system is."""
    assert [f"SM504 {message}"] == [f"{d.code} {d.message}" for d in answer_faults(tiny, system)]


def test_a_system_cannot_answer_for_its_organisation(tiny: SurveyModel) -> None:
    """An organisation's question is answered once, in the organisation's file."""
    system = System(answers={"region": "west"})
    assert [d.code for d in answer_faults(tiny, system)] == ["SM504"]


def test_answers_for_another_pack_are_refused(tiny: SurveyModel) -> None:
    """Neither the system nor its organisation may answer another survey."""
    place = Location("company.yaml")
    above = System(id="company", pack="other", location=place)
    system = System(id="shop", pack="core", organisation=above)
    assert list(map(str, answer_faults(tiny, system))) == [
        "company.yaml: SM507 the answers are for the pack 'other', not for 'tiny'",
        "shop: SM507 the answers are for the pack 'core', not for 'tiny'",
    ]
    assert list(answer_faults(tiny, System(pack="tiny"))) == []


def test_the_nearest_layer_wins(tiny: SurveyModel) -> None:
    """A layer above gives defaults; each component is a lane of its merged sheet, in order of id."""
    above = System(answers={"region": "west", "reach": "staff", "stack": ["flask"]}, id="company")
    parts: dict[str, Any] = {"web": {"stack": ["django"]}, "api": {}}
    system = System(answers={"reach": "internet"}, organisation=above, components=parts)
    found = {
        lane.component: {q: (str(p.reply), p.place) for q, p in lane.replies.items()}
        for lane in lanes(tiny, system)
    }
    shared = {"region": ("west", "organisation"), "reach": ("internet", "system")}
    assert list(found) == ["api", "web"]
    assert found["api"] == {**shared, "stack": ("flask", "organisation")}
    assert found["web"] == {**shared, "stack": ("django", "web")}


def test_without_components_the_system_is_the_only_lane(tiny: SurveyModel) -> None:
    """It may answer questions about components for itself."""
    (lane,) = lanes(tiny, System(answers={"stack": []}))
    assert lane.component is None
    assert str(lane.replies["stack"].reply) == "none of these"
