"""Packs as plain data to linked models; texts that a test does not care about are filled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from attrs import evolve

from surveymodel.authoring.strategies.filling import content, files
from surveymodel.content.draft import Draft, draft_of, kind_of, read_file
from surveymodel.content.nouns import Retired
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel

__all__ = ["Plain", "content", "draft", "expecting", "model"]

Plain = dict[str, Any]


def model(pack: Plain) -> SurveyModel:
    """Return the linked model of a pack given as plain data, ``retired`` with the rest."""
    found = content({key: entries for key, entries in pack.items() if key != "retired"})
    retired = tuple(
        Retired(one["kind"], one["id"], one["because"], tuple(one.get("successors", ())))
        for one in pack.get("retired", ())
    )
    return link(evolve(found, pack=evolve(found.pack, retired=retired)) if retired else found)


def draft(pack: Plain, **cases: str) -> Draft:
    """Return a pack given as plain data as the files that it would have.

    Each further text is a file of cases, named by its topic.
    """
    texts = files(pack) | {f"rules/{topic}.test.yaml": text for topic, text in cases.items()}
    read = []
    for name, text in sorted(texts.items()):
        kind = kind_of(name)
        assert kind is not None, f"{name} has no place in a pack"
        read.append(read_file(name, name, kind, text.encode()))
    return draft_of(Path(), read)


def expecting(text: str, truth: str) -> str:
    """Return a file of suggested cases of which each expects a truth instead of being to do."""
    return re.sub(r"todo: (?:>-\n(?: {6}.*\n)+|.*\n)", f"certain: [{truth}]\n", text)
