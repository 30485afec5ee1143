"""Plain data to nouns and back."""

from __future__ import annotations

from typing import Any

import pytest
from cattrs.errors import ForbiddenExtraKeysError

from surveymodel.content.load import load_content
from surveymodel.content.nouns import (
    Content,
    ControlReading,
    Fact,
    MappingTo,
    Question,
    Raise,
    Rule,
    Value,
)
from surveymodel.content.structure import MISFITS, misfits, structure, unstructure
from surveymodel.errors import Location
from tests.tiny import PACK


def test_a_pack_goes_to_plain_data_and_back() -> None:
    """Law: structure(unstructure(content)) == content, places included."""
    content = load_content(PACK)
    again = structure(unstructure(content), Content)
    assert content == again
    assert [fact.location for fact in content.facts] == [fact.location for fact in again.facts]


def test_names_are_spelled_as_in_the_schemas() -> None:
    """Hyphens stand for underscores, and a word that Python keeps for itself loses its underscore."""
    reading = structure({"full-when": ["a", "b"], "no-duty": "c"}, ControlReading)
    assert reading == ControlReading(full_when=("a", "b"), no_duty="c")
    data = {"id": "v", "title": "V", "value": 1, "source": "s", "from": "2026-01-01"}
    assert structure(data, Value).from_ == "2026-01-01"
    assert unstructure(structure(data, Value)) == data


def test_defaults_are_left_out() -> None:
    """Plain data says only what differs from silence."""
    fact = Fact("f", "a", location=Location("facts.yaml", 1, 2))
    assert unstructure(fact) == {"id": "f", "when": "a", "location": ["facts.yaml", 1, 2]}
    assert structure(unstructure(fact), Fact) == fact


def test_unknown_properties_are_refused() -> None:
    """What no schema has seen does not vanish silently."""
    with pytest.raises(ForbiddenExtraKeysError):
        structure({"id": "f", "when": "a", "wehn": "b"}, Fact)


@pytest.mark.parametrize(
    ("data", "raised"),
    [
        ("theft", Raise("theft")),
        ({"threat": "theft"}, Raise("theft")),
        ({"threat": "theft", "likelihood": 1, "impact": -2}, Raise("theft", 1, -2)),
    ],
)
def test_a_threat_is_raised_alone_or_with_what_moves(data: object, raised: Raise) -> None:
    """An id alone moves nothing."""
    assert (raised,) == structure({"id": "r", "because": "x", "raises": [data]}, Rule).raises


@pytest.mark.parametrize(
    ("data", "mapping"),
    [
        ("full", MappingTo("full")),
        ("full; all of it", MappingTo("full", "all of it")),
        ("partial;the page; nothing else", MappingTo("partial", "the page; nothing else")),
        ({"strength": "supports", "note": "n", "when": "a.b"}, MappingTo("supports", "n", "a.b")),
        ({"strength": "full"}, MappingTo("full")),
    ],
)
def test_a_mapping_is_a_word_with_a_note_or_a_mapping(data: object, mapping: MappingTo) -> None:
    """The short form has the note after the first semicolon."""
    assert mapping == structure(data, MappingTo)


def test_questions_know_their_answers() -> None:
    """An answer is found by its id, or it is none."""
    data = {"id": "q", "ask": "A?", "select": "one", "help": "B.", "answers": [{"id": "x", "text": "X"}]}
    question = structure(data, Question)
    assert question.answer("x") == question.answers[0]
    assert question.answer("y") is None


@pytest.mark.parametrize(
    ("data", "cls", "message"),
    [
        ({"id": "f"}, Fact, "missing @ fact.when"),
        ({"id": "f", "when": "a", "wehn": "b"}, Fact, "unknown property 'wehn' @ fact"),
        ([], Fact, "not of the kind that belongs here @ fact"),
        (None, Fact, "not of the kind that belongs here @ fact"),
        (
            {"id": "v", "title": "V", "value": "x", "source": "s"},
            Value,
            "invalid literal for int() with base 10: 'x' @ fact.value",
        ),
        ({"strength": "most"}, MappingTo, "'most' is none of full, partial, supports @ fact.strength"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(data: Any, cls: type[Any], message: str) -> None:
    """Data that has not been checked against a schema is refused, and the reason is to be had."""
    with pytest.raises(MISFITS):
        structure(data, cls)
    assert [message] == misfits(data, cls, "fact")


def test_what_fits_has_no_misfits() -> None:
    """There is nothing to say of data that is a noun's."""
    assert misfits({"id": "f", "when": "a"}, Fact, "fact") == []


def test_a_choice_is_one_of_what_the_schema_lists() -> None:
    """Strengths, layers and the like are not just any text."""
    with pytest.raises(ValueError, match="'most' is none of full, partial, supports"):
        structure("most", MappingTo)
