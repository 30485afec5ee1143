"""Packs as plain data, with the texts that nobody cared to write filled in: as content, and as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

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
    Source,
    Standard,
    Threat,
    Value,
)
from surveymodel.content.structure import structure
from surveymodel.project.flow import flow

__all__ = ["content", "files"]

Plain = dict[str, Any]

_LISTS: Final[dict[str, tuple[type[Any], Plain]]] = {
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
    "sources": (Source, {}),
}

_ABOUT: Final[Plain] = {
    "format": "surveymodel-pack/1",
    "id": "test",
    "title": "Test",
    "version": "1.0.0",
    "licence": "CC0-1.0",
    "sections": [{"id": "all", "title": "All"}],
}

#: The document that values and guides rest on where a pack as files names none.
_SOMEWHERE: Final[Plain] = {
    "id": "somewhere",
    "title": "A document",
    "publisher": "Somebody",
    "url": "https://example.org/document",
    "seen": "2026-01-01",
}


def content(pack: Mapping[str, Any]) -> Content:
    """Return the content of a pack given as plain data in the shapes of the schemas."""
    questions = tuple(
        structure({**_question(entry), "section": "all"}, Question) for entry in pack.get("questions", ())
    )
    lists = {
        name: tuple(
            sorted(
                (structure(entry, cls) for entry in _filled(name, pack)),
                key=lambda noun: str(getattr(noun, "id", None) or getattr(noun, "standard", "")),
            )
        )
        for name, (cls, _) in _LISTS.items()
    }
    sections = tuple(Section(**section) for section in _ABOUT["sections"])
    about = Pack(**{**_ABOUT, "sections": sections})
    return Content(pack=about, questions=questions, **lists)


def files(pack: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a pack given as plain data, by their names within its folder."""
    sources = {"sources": [_SOMEWHERE], **pack}
    result = {
        "pack.yaml": _mapping(_ABOUT),
        "survey/all.yaml": _list("questions", map(_question, pack.get("questions", ()))),
    }
    for name, kind in _PLACES.items():
        if entries := list(_filled(kind, sources)):
            result[name] = _list(kind, iter(entries))
    for guide in _filled("guides", pack):
        owner, stack, body = guide.pop("countermeasure"), guide.pop("stack"), guide.pop("body")
        result[f"guides/{owner}/{stack}.md"] = f"---\n{_mapping(guide)}---\n{body}"
    for standard in _filled("standards", pack):
        result[f"standards/{standard['id']}.yaml"] = _mapping(standard)
    for reading in _filled("interpretations", pack):
        result[f"interpretations/{reading['standard']}.yaml"] = _mapping(reading)
    return result


#: Where the lists stand of which a pack has one file.
_PLACES: Final = {
    "facts/all.yaml": "facts",
    "values.yaml": "values",
    "scales.yaml": "scales",
    "risk.yaml": "adjustments",
    "threats/all.yaml": "threats",
    "rules/all.yaml": "rules",
    "countermeasures/all.yaml": "countermeasures",
    "sources.yaml": "sources",
}


def _filled(name: str, pack: Mapping[str, Any]) -> Iterator[Plain]:
    for entry in pack.get(name, ()):
        yield {**_LISTS[name][1], **_titled(name, entry)}


def _question(entry: Plain) -> Plain:
    filling: Plain = {"ask": f"{entry['id']}?", "help": "Look."}
    if entry["select"] == "number":
        return {**filling, "unit": "things", **entry}
    answers = [{"text": answer["id"], **answer} for answer in entry.get("answers", ())]
    return {**filling, **entry, "answers": answers}


def _titled(name: str, entry: Plain) -> Plain:
    """Return an entry with the inner titles that were left out."""
    inner = {"scales": ("levels",), "standards": ("controls", "groups", "profiles")}.get(name, ())
    return {
        key: [{"title": part["id"], **part} for part in value] if key in inner else value
        for key, value in entry.items()
    }


# ---------------------------------------------------------------------------------------------
# Texts


def _list(name: str, entries: Iterator[Plain]) -> str:
    text = "".join(f"  - {_indented(entry)}" for entry in entries)
    return f"{name}:\n{text}"


def _indented(entry: Plain) -> str:
    return "    ".join(_mapping(entry).splitlines(keepends=True))


def _mapping(entry: Mapping[str, Any]) -> str:
    return "".join(f"{flow(key)}: {flow(value)}\n" for key, value in entry.items())
