"""Answers as people type them, and as they are read back to them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel.condition import MAX_NUMBER
from surveymodel.content.nouns import Question
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.reply import Given, Interval, given_data
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError
from surveymodel.project.spelling import parsed, said, spoken
from tests.packs import model

MODEL = model(
    {
        "questions": [
            {
                "id": "reach",
                "select": "one",
                "answers": [{"id": "internet", "text": "Everybody"}, {"id": "staff", "text": "Our staff"}],
            },
            {
                "id": "features",
                "select": "many",
                "answers": [
                    {"id": "payments", "text": "It takes payments"},
                    {"id": "accounts", "text": "People sign in"},
                    {"id": "nothing", "text": "Nothing yet", "exclusive": True},
                ],
            },
            {"id": "people", "select": "number"},
        ]
    }
)
ONE, MANY, NUMBER = (MODEL.questions[id] for id in ("reach", "features", "people"))


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (ONE, "internet", "internet"),
        (ONE, "  staff\n", "staff"),
        (ONE, "unknown", "unknown"),
        (MANY, "unknown", "unknown"),
        (NUMBER, " unknown ", "unknown"),
        (MANY, "payments", ("payments",)),
        (MANY, "payments,accounts", ("accounts", "payments")),
        (MANY, " payments , accounts, ", ("accounts", "payments")),
        (MANY, "payments,payments", ("payments",)),
        (MANY, "[payments, accounts]", ("accounts", "payments")),
        (MANY, "none", ()),
        (MANY, "[none]", ()),
        (MANY, "[]", ()),
        (MANY, "[ ]", ()),
        (MANY, "none,payments", ("none", "payments")),
        (NUMBER, "0", 0),
        (NUMBER, "500", 500),
        (NUMBER, "007", 7),
        (NUMBER, "1,000,000", 1_000_000),
        (NUMBER, "1_000", 1000),
        (NUMBER, "25 000", 25_000),
        (NUMBER, "0" * 40 + "5", 5),
        (NUMBER, "1000..9999", Interval(1000, 10_000)),
        (NUMBER, "1,000 .. 9,999", Interval(1000, 10_000)),
        (NUMBER, "5..5", Interval(5, 6)),
        (NUMBER, "5000..", Interval(5000)),
        (NUMBER, "..999", Interval(0, 1000)),
        (NUMBER, "0..0", Interval(0, 1)),
        (NUMBER, f"5..{MAX_NUMBER}", Interval(5)),
    ],
)  # fmt: skip
def test_what_is_typed_stands_for_an_answer(question: Question, text: str, answer: Given) -> None:
    """Ids, lists, numbers and ranges with both ends in them, with space wherever one likes."""
    assert answer == parsed(question, text)


@pytest.mark.parametrize(
    "text",
    ["", "many", "-5", "+5", "5.5", "1,5", "1,0000", "5,", "1,000_000", "1e3", "..", "...", "5...9", "9..5",
     "5..6..7", "5-9", "٥", "0x10", "1000..1e9", "5 6", "[5]", "five\n"],
)  # fmt: skip
def test_what_is_no_number_is_told_so(text: str) -> None:
    """Nothing is guessed: a comma that sets off no thousands could be meant for a point."""
    with pytest.raises(AnswerError) as caught:
        parsed(NUMBER, text)
    wanted = "SM503 'people' asks for a whole number or a range such as 1000..9999"
    assert f"answer 'people': {wanted}, not {text.strip()!r}" == str(caught.value)


def test_a_number_too_large_is_read_and_then_refused() -> None:
    """However many figures are typed, the fault is that of a number out of bounds."""
    for text in ("9" * 31, "9" * 5000, str(MAX_NUMBER + 1), f"5..{'9' * 400}", f"{'9' * 400}.."):
        with pytest.raises(AnswerError, match="SM503"):
            System(answers={"people": given_data(parsed(NUMBER, text))})
    assert MAX_NUMBER == parsed(NUMBER, str(MAX_NUMBER))


@pytest.mark.parametrize("text", ["", " ", ",", " , ,", "[,]"])
def test_nothing_chosen_is_no_answer(text: str) -> None:
    """That nothing of a list holds is said with a word or with empty brackets, and not by silence."""
    with pytest.raises(AnswerError) as caught:
        parsed(MANY, text)
    message = f"SM503 'features' asks for answers with commas, or none, not {text.strip()!r}"
    assert f"answer 'features': {message}" == str(caught.value)


def test_a_long_text_is_quoted_in_part() -> None:
    """A message shows the first forty characters of what was typed."""
    with pytest.raises(AnswerError, match=r"not 'x{40}'$"):
        parsed(NUMBER, "x" * 10_000)


def intervals() -> st.SearchStrategy[Interval]:
    """Intervals that a sheet may hold, whose upper ends are numbers that a sheet may hold."""
    low, width = st.integers(0, MAX_NUMBER), st.none() | st.integers(1, 10**6)
    return st.builds(
        lambda low, width: Interval(low, None if width is None or low + width > MAX_NUMBER else low + width),
        low,
        width,
    )


GIVEN: tuple[tuple[Question, st.SearchStrategy[Any]], ...] = (
    (ONE, st.sampled_from(("internet", "staff", "unknown"))),
    (MANY, st.sampled_from(((), ("accounts",), ("accounts", "payments"), ("nothing",), "unknown"))),
    (NUMBER, st.integers(0, MAX_NUMBER) | intervals() | st.just("unknown")),
)


@given(st.data())
def test_what_is_said_is_read_back(data: st.DataObject) -> None:
    """Every answer that a question may have is spelt so that typing it means it."""
    question, answers = data.draw(st.sampled_from(GIVEN))
    answer = data.draw(answers)
    assert answer == parsed(question, said(answer))


TYPED = st.text(alphabet="0123456789,._ []-abnoeu", max_size=12) | st.text(max_size=20)


@given(st.sampled_from((ONE, MANY, NUMBER)), TYPED)
def test_whatever_is_typed_is_an_answer_or_refused(question: Question, text: str) -> None:
    """No text raises anything but an AnswerError, neither when it is read nor when it meets the survey."""
    try:
        answer = parsed(question, text)
        system = System(answers={question.id: given_data(answer)})
    except AnswerError as error:
        assert ["SM503"] == [diagnostic.code for diagnostic in error.diagnostics]
        return
    faults = {diagnostic.code for diagnostic in answer_faults(MODEL, system)}
    assert faults <= {"SM502", "SM505"}
    assert answer == system.answers[question.id].answer


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (ONE, "internet", "Everybody"),
        (ONE, "unknown", "nobody knows"),
        (MANY, ("accounts", "payments"), "It takes payments; People sign in"),
        (MANY, (), "none of these"),
        (MANY, ("accounts", "gone"), "People sign in; gone"),
        (ONE, "gone", "gone"),
        (NUMBER, 0, "0"),
        (NUMBER, 1234567, "1,234,567"),
        (NUMBER, Interval(1000), "1,000 or more"),
        (NUMBER, Interval(0, 1000), "at most 999"),
        (NUMBER, Interval(1000, 5000), "1,000 to 4,999"),
        (NUMBER, Interval(5, 6), "5"),
        (NUMBER, Interval(0, 1), "0"),
        (NUMBER, Interval(), "0 or more"),
    ],
)
def test_an_answer_in_the_words_of_the_survey(question: Question, answer: Given, words: str) -> None:
    """Answers by their texts in the order of the survey, numbers as they are written in a sentence."""
    assert words == spoken(question, answer)


@given(intervals())
def test_every_interval_has_words_that_name_its_ends(interval: Interval) -> None:
    """What is said of an interval has its first and its last number, unless it has none."""
    words = spoken(NUMBER, interval).replace(",", "")
    assert interval.at_least == 0 or str(interval.at_least) in words.split()
    assert interval.below is None or str(interval.below - 1) in words.split()
