"""Answer sheets as people give them."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel.engine.reply import Given, Interval, Reply
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import AnswerError

MOST = 1_000_000_000_000_000


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("own-form", "own-form"),
        ("unknown", "unknown"),
        (0, 0),
        (MOST, MOST),
        ([], ()),
        (["b", "a"], ("a", "b")),
        (("b",), ("b",)),
        ({"b", "a"}, ("a", "b")),
        ({"at-least": 5}, Interval(5)),
        ({"below": 5}, Interval(0, 5)),
        ({"at-least": 5, "below": 6}, Interval(5, 6)),
        (Interval(5, 6), Interval(5, 6)),
        (Reply("own-form"), "own-form"),
        (Reply(["b", "a"]), ("a", "b")),  # type: ignore[arg-type]
        ({"answer": ["b", "a"]}, ("a", "b")),
        ({"answer": {"below": 5}, "by": "ana"}, Interval(0, 5)),
    ],
)
def test_an_answer_may_be_given_plainly(value: Any, given: Given) -> None:
    """An id, ids in any order, a number, an interval, or any of them with its source."""
    assert given == System(answers={"q": value}).answers["q"].answer


def test_an_answer_keeps_its_source() -> None:
    """Who said it, when and on what evidence travels with the answer."""
    value = {"answer": "a", "by": "ana", "on": "2026-03-02", "evidence": "main.tf:12", "note": "Since May."}
    expected = Reply("a", "ana", "2026-03-02", "main.tf:12", "Since May.")
    assert expected == System(answers={"q": value}).answers["q"]
    assert expected == System(answers={"q": expected}).answers["q"]


ID = "write an answer's id"
BOUNDS = f"the bounds of an interval are whole numbers between 0 and {MOST}"
PARTS = "an interval has 'at-least', 'below' or both, an answer with its source has 'answer'"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, f"SM503 none is no answer: {ID}"),
        (True, f"SM503 true is no answer: {ID}"),
        ("", "SM503 an empty text is no answer"),
        (-1, f"SM503 numbers lie between 0 and {MOST}"),
        (MOST + 1, f"SM503 numbers lie between 0 and {MOST}"),
        (1.5, "SM503 float is no answer: write an id, a list of ids or a number"),
        (b"a", "SM503 bytes is no answer: write an id, a list of ids or a number"),
        (object(), "SM503 object is no answer: write an id, a list of ids or a number"),
        (["a", 1], "SM503 a list of answers holds answer ids only"),
        (["a", ""], "SM503 a list of answers holds answer ids only"),
        ([["a"]], "SM503 a list of answers holds answer ids only"),
        (["a", "a"], "SM503 an answer stands twice in the list"),
        ({}, f"SM503 {PARTS}"),
        ({"atleast": 5}, f"SM503 {PARTS}"),
        ({"at-least": "5"}, f"SM503 {BOUNDS}"),
        ({"at-least": True}, f"SM503 {BOUNDS}"),
        ({"at-least": -1}, f"SM503 {BOUNDS}"),
        ({"below": MOST + 1}, f"SM503 {BOUNDS}"),
        ({"below": 0}, "SM503 the interval is empty: at least 0 and below 0"),
        ({"at-least": 5, "below": 5}, "SM503 the interval is empty: at least 5 and below 5"),
        (Interval(7, 3), "SM503 the interval is empty: at least 7 and below 3"),
        (Reply(None), f"SM503 none is no answer: {ID}"),  # type: ignore[arg-type]
        ({"answer": None}, f"SM503 none is no answer: {ID}"),
        ({"answer": {"answer": "a"}}, f"SM503 {PARTS}"),
        ({"answer": "a", "bye": "ana"}, "SM201 unknown property 'bye' of an answer (did you mean 'by'?)"),
        ({"answer": "a", "zzz": "ana"}, "SM201 unknown property 'zzz' of an answer"),
        ({"answer": "a", "on": 2026}, "SM203 'on' is text"),
    ],
)
def test_what_is_no_answer(value: Any, message: str) -> None:
    """A reply without a possible shape is refused where the sheet is made, with what to write."""
    with pytest.raises(AnswerError) as caught:
        System(answers={"q": value})
    assert str(caught.value) == f"answer 'q': {message}"


def test_every_fault_of_a_sheet_comes_at_once() -> None:
    """Two answers that are none, two diagnostics."""
    with pytest.raises(AnswerError) as caught:
        Component({"a": None, "b": "fine", "c": -1})
    assert [d.location.path for d in caught.value.diagnostics] == ["answer 'a'", "answer 'c'"]


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (Reply("a"), "a"),
        (Reply(("a", "b")), "a, b"),
        (Reply(()), "none of these"),
        (Reply(5), "5"),
        (Reply(Interval(5)), "at least 5"),
        (Reply(Interval(5, 9)), "5 to below 9"),
    ],
)
def test_replies_read_as_people_say_them(reply: Reply, shown: str) -> None:
    """Lists, numbers and intervals in words."""
    assert shown == str(reply)


@pytest.mark.parametrize(
    ("value", "component"),
    [
        ({"q": "a"}, Component({"q": "a"})),
        ({"answers": {"q": "a"}}, Component({"q": "a"})),
        ({"answers": {"q": "a"}, "title": "The web"}, Component({"q": "a"}, "The web")),
        ({}, Component()),
        (Component({"q": "a"}), Component({"q": "a"})),
    ],
)
def test_a_component_is_a_sheet_with_a_title(value: Any, component: Component) -> None:
    """The answers alone will do."""
    assert component == System(components={"web": value}).components["web"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"answers": [("q", "a")]}, "answers: SM203 answers are a mapping of question ids to what was answered"),
        ({"components": ["web"]}, "components: SM203 components are a mapping of ids to answers"),
        ({"components": {"web": ["a"]}}, "components: SM203 a component is a mapping of answers"),
        ({"components": {"Web 1": {}}}, "components: SM204 'Web 1' is no id: lower-case words joined by hyphens"),
        ({"components": {5: {}}}, "components: SM204 an id is text, not int"),
        ({"components": {"none": {}}}, "components: SM204 'none' is no id: conditions have another use for the word"),
    ],
)  # fmt: skip
def test_what_is_no_system(arguments: dict[str, Any], message: str) -> None:
    """Sheets and components are mappings, and components have ids."""
    with pytest.raises(AnswerError) as caught:
        System(**arguments)
    assert message == str(caught.value)
