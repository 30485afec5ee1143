"""Everything that is counted of a pack, as JSON (``surveymodel-stats/1``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from surveymodel.authoring.stats.counts import Counts
from surveymodel.authoring.stats.deciding import Influence
from surveymodel.authoring.stats.examples import Asked, Example
from surveymodel.authoring.stats.extremes import Extreme
from surveymodel.authoring.stats.pace import minutes
from surveymodel.authoring.stats.stats import SYSTEMS, Stats
from surveymodel.engine.reply import given_data
from surveymodel.engine.table import Count

__all__ = ["FORMAT", "stats_document", "stats_json"]

FORMAT: Final = "surveymodel-stats/1"


def stats_json(stats: Stats) -> str:
    """Return what is counted of a pack as the text of a JSON document."""
    return json.dumps(stats_document(stats), ensure_ascii=False, indent=2) + "\n"


def stats_document(stats: Stats) -> dict[str, Any]:
    """Return what is counted of a pack as plain data."""
    model, pace = stats.model, stats.pace
    return {
        "format": FORMAT,
        "pack": {"id": model.id, "version": model.version, "digest": model.digest},
        "pace": {"words-per-minute": pace.words_per_minute, "choice": pace.choice},
        "counts": _counts(stats.counts),
        "examples": [_example(example) for example in stats.examples],
        "extremes": {
            "minutes" if measure == "seconds" else measure: {
                side: _extreme(found, estimated=measure == "seconds") for side, found in sides.items()
            }
            for measure, sides in stats.extremes.items()
        },
        "deciding": {
            "systems": SYSTEMS,
            "questions": [_influence(one) for one in stats.influences],
            "nothing": list(_nothing(stats)),
        },
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "sections": counts.sections,
        "questions": {**counts.questions, "conditional": counts.conditional},
        "layers": dict(counts.layers),
        "answers": counts.answers,
        "facts": counts.facts,
        "values": counts.values,
        "scales": counts.scales,
        "adjustments": counts.adjustments,
        "threats": counts.threats,
        "rules": counts.rules,
        "countermeasures": dict(counts.countermeasures),
        "guides": counts.guides,
        "standards": [
            {"id": one.id, "controls": one.controls, "mapped": one.mapped, "mappings": dict(one.mappings)}
            for one in counts.standards
        ],
        "sources": counts.sources,
        "cases": counts.cases,
        "properties": counts.properties,
    }


def _example(example: Example) -> dict[str, Any]:
    system = example.system
    return {
        "id": system.id,
        "title": system.title,
        "file": example.file,
        "asked": _asked(example.asked),
        "layers": {layer: _asked(asked) for layer, asked in example.layers.items()},
        "components": {id: _asked(asked) for id, asked in example.components.items()},
        "implied": example.implied,
        "tasks": {kind: _count(count) for kind, count in example.tasks.items()},
        "threats": _count(example.threats),
        "rules": _count(example.rules),
    }


def _asked(asked: Asked) -> dict[str, int]:
    return {
        "questions": asked.questions,
        "answered": asked.answered,
        "open": asked.open,
        "unknown": asked.unknown,
        "minutes": minutes(asked.seconds),
    }


def _count(count: Count) -> dict[str, int]:
    return {"certain": count.certain, "possible": count.possible}


def _extreme(found: Extreme, *, estimated: bool) -> dict[str, Any]:
    return {
        "number": minutes(found.number) if estimated else found.number,
        "proved": found.proved,
        "answers": {question: given_data(given) for question, given in found.sheet.items()},
    }


def _influence(one: Influence) -> dict[str, Any]:
    return {
        "id": one.question,
        "asked": one.asked,
        "moved": one.moved,
        "tasks": _rounded(one.tasks),
        "questions": _rounded(one.questions),
    }


def _rounded(number: Fraction) -> float:
    return float(round(number, 2))


def _nothing(stats: Stats) -> Iterator[dict[str, Any]]:
    """Yield the questions that decide nothing, in asking order."""
    unseen = {one.question for one in stats.unseen}
    for id in stats.model.questions:
        if id in stats.useless or id in unseen:
            yield {"id": id, "proved": id in stats.useless}
