"""A pack's survey as a JSON Schema for system files, so that an editor completes and checks them.

What the schema accepts, the reader accepts, and the other way round, but for what no schema can
say: whether a file without components and organisation is a system's or an organisation's, whether
the bounds of a range leave a number between them, whether the organisation's file is there and
stands in the folder or below, and whether a whole number is written without a point.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from surveymodel.condition import MAX_NUMBER, RESERVED
from surveymodel.content.nouns import Question
from surveymodel.engine.files import FORMAT
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import LAYERS_ABOVE, UNKNOWN

__all__ = ["system_schema"]

_ID: Final = {
    "type": "string",
    "pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)",
    "maxLength": 80,
    "not": {"enum": sorted(RESERVED)},
}
#: Characters that no text may hold, within the brackets of a pattern.
_REFUSED: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_LINE: Final = {"type": "string", "maxLength": 300, "pattern": rf"^[^\n{_REFUSED}]*[^\S{_REFUSED}]*$"}
_BESIDE: Final = {
    "by": {**_LINE, "description": "Who answered."},
    "on": {
        "type": "string",
        "maxLength": 10,
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        "description": "When: a date in quotes, such as '2026-03-02'.",
    },
    "evidence": {**_LINE, "description": "What shows it: a file and line, a URL."},
    "note": {
        "type": "string",
        "pattern": f"^[^{_REFUSED}]*$",
        "description": "What else is to be said.",
    },
}


def system_schema(model: SurveyModel) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the system files, and organisation's files, of a pack."""
    questions = model.content.questions
    component = {
        "type": "object",
        "description": "What one part answers for itself.",
        "additionalProperties": False,
        "required": ["answers"],
        "properties": {
            "title": {**_LINE, "description": "The component's name for people."},
            "answers": _answers(q for q in questions if q.of == "component"),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A system, answered in the survey of {model.id} {model.version}",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "id", "answers"],
        "properties": {
            "format": {"const": FORMAT, "description": "The format of the file."},
            "id": {**_ID, "description": "The system's id: lower-case words joined by hyphens."},
            "title": {**_LINE, "description": "The system's name for people."},
            "pack": {"const": model.id, "description": "The pack whose survey is answered."},
            "organisation": {
                "type": "string",
                "pattern": f"^[^/{_REFUSED}][^{_REFUSED}]*$",
                "description": "The organisation's file, in this file's folder or below.",
            },
            "answers": _answers(questions),
            "components": {
                "type": "object",
                "description": "Parts that answer for themselves.",
                "propertyNames": {**_ID, "not": {"enum": sorted({*RESERVED, *LAYERS_ABOVE})}},
                "additionalProperties": component,
            },
        },
        **_not_of_a_system(questions),
        "$defs": _BESIDE,
    }


def _not_of_a_system(questions: Iterable[Question]) -> dict[str, Any]:
    """Return what keeps the organisation's questions out of a file that can only be a system's."""
    above = {question.id: False for question in questions if question.of == "organisation"}
    if not above:
        return {}
    return {
        "if": {"anyOf": [{"required": ["organisation"]}, {"required": ["components"]}]},
        "then": {"properties": {"answers": {"properties": above}}},
    }


def _answers(questions: Iterable[Question]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Answers by question.",
        "additionalProperties": False,
        "properties": {question.id: _question(question) for question in questions},
    }


def _question(question: Question) -> dict[str, Any]:
    shapes = [*_shapes(question), {"const": UNKNOWN, "description": "Nobody knows."}]
    beside = {
        "type": "object",
        "additionalProperties": False,
        "required": ["answer"],
        "description": "The answer with who gave it, when, and what shows it.",
        "properties": {
            "answer": {"description": question.ask, "anyOf": shapes},
            **{name: {"$ref": f"#/$defs/{name}"} for name in _BESIDE},
        },
    }
    where = " Answered in the organisation's file." if question.of == "organisation" else ""
    text = f"{question.ask} {' '.join(question.help.split())}{where}"
    return {"description": text, "anyOf": [*shapes, beside]}


def _shapes(question: Question) -> list[dict[str, Any]]:
    """Return the schemas of a question's answers; each answer's text describes it."""
    if question.select == "number":
        number = {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}
        ends = {
            "at-least": {**number, "description": "The least it can be."},
            "below": {**number, "minimum": 1, "description": "What it is below."},
        }
        interval = {
            "type": "object",
            "description": "A range, where the number is not known.",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": ends,
        }
        return [{**number, "description": str(question.unit)}, interval]
    answers = [{"const": answer.id, "description": answer.text} for answer in question.answers]
    return answers if question.select == "one" else [_several(question, answers)]


def _several(question: Question, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a list of answers; an exclusive one stands alone in it."""
    schema: dict[str, Any] = {
        "type": "array",
        "description": "All that hold; [] where none does.",
        "uniqueItems": True,
        "items": {"anyOf": answers},
    }
    alone = [answer.id for answer in question.answers if answer.exclusive]
    if alone:
        schema |= {"if": {"contains": {"enum": alone}}, "then": {"maxItems": 1}}
    return schema
