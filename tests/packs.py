"""Packs as plain data to linked models; texts that a test does not care about are filled in."""

from __future__ import annotations

from typing import Any

from surveymodel.content.nouns import (
    Adjustment,
    Content,
    Countermeasure,
    Fact,
    Guide,
    Interpretation,
    Pack,
    Question,
    Rule,
    Scale,
    Section,
    Standard,
    Threat,
    Value,
)
from surveymodel.content.structure import structure
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel

Plain = dict[str, Any]

_LISTS: dict[str, tuple[type[Any], Plain]] = {
    "facts": (Fact, {}),
    "values": (Value, {"title": "A number", "source": "somewhere"}),
    "scales": (Scale, {"title": "A scale"}),
    "adjustments": (Adjustment, {"because": "it is so."}),
    "threats": (
        Threat,
        {
            "title": "A threat",
            "text": "Text.",
            "stride": ["tampering"],
            "cwe": ["CWE-20"],
            "likelihood": 3,
            "impact": 3,
        },
    ),
    "rules": (Rule, {"because": "it is so."}),
    "countermeasures": (
        Countermeasure,
        {
            "title": "Do it",
            "kind": "safeguard",
            "phase": "build",
            "owner": "development",
            "effort": "M",
            "why": "Why.",
            "steps": ["One.", "Two."],
            "accept": [{"text": "Yes.", "by": "test"}, {"text": "Again.", "by": "document"}],
            "traps": "None.",
            "satisfies": {},
        },
    ),
    "guides": (
        Guide,
        {
            "title": "A stack",
            "versions": "1",
            "checked": "documented",
            "source": "somewhere",
            "body": "Do.\n",
        },
    ),
    "standards": (
        Standard,
        {
            "title": "A standard",
            "edition": "1",
            "owner": "Owner",
            "licence": "Free",
            "source": "https://example.org",
        },
    ),
    "interpretations": (Interpretation, {}),
}


def content(pack: Plain) -> Content:
    """Return the content of a pack given as plain data in the shapes of the schemas."""
    questions = tuple(_question(entry) for entry in pack.get("questions", ()))
    lists = {
        name: tuple(
            sorted(
                (structure({**filling, **_titled(name, entry)}, cls) for entry in pack.get(name, ())),
                key=lambda noun: str(getattr(noun, "id", None) or getattr(noun, "standard", "")),
            )
        )
        for name, (cls, filling) in _LISTS.items()
    }
    about = Pack("surveymodel-pack/1", "test", "Test", "1.0.0", "CC0-1.0", (Section("all", "All"),))
    return Content(pack=about, questions=questions, **lists)


def model(pack: Plain) -> SurveyModel:
    """Return the linked model of a pack given as plain data."""
    return link(content(pack))


def _question(entry: Plain) -> Question:
    answers = [{"text": answer["id"], **answer} for answer in entry.get("answers", ())]
    filling: Plain = {"ask": f"{entry['id']}?", "help": "Look.", "section": "all"}
    if entry["select"] == "number":
        return structure({**filling, "unit": "things", **entry}, Question)
    return structure({**filling, **entry, "answers": answers}, Question)


def _titled(name: str, entry: Plain) -> Plain:
    """Return an entry with the inner titles that a test left out."""
    inner = {"scales": ("levels",), "standards": ("controls", "groups", "profiles")}.get(name, ())
    return {
        key: [{"title": part["id"], **part} for part in value] if key in inner else value
        for key, value in entry.items()
    }
