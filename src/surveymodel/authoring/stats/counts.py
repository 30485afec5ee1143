"""How many entries of every kind a pack has.

A suite goes in; counts come out, by kind and, where it tells something, by what entries say of
themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar, get_args

from attrs import frozen

from surveymodel.authoring.suite import Suite
from surveymodel.content.nouns import Kind, Layer, Select, Standard, Strength
from surveymodel.engine.model import SurveyModel

__all__ = ["Counts", "StandardCount", "counts"]

W = TypeVar("W", bound=str)


@frozen
class StandardCount:
    """A standard: how large it is, and what maps to it."""

    id: str
    controls: int
    mapped: int  #: controls to which some countermeasure maps
    mappings: Mapping[Strength, int]


@frozen
class Counts:
    """How many entries of every kind a pack has."""

    sections: int
    questions: Mapping[Select, int]
    layers: Mapping[Layer, int]  #: of whom questions are asked
    conditional: int  #: questions that are asked only under a condition
    answers: int
    facts: int
    values: int
    scales: int
    adjustments: int
    threats: int
    rules: int
    countermeasures: Mapping[Kind, int]
    guides: int
    standards: tuple[StandardCount, ...]
    sources: int
    cases: int
    properties: int


def counts(suite: Suite) -> Counts:
    """Return how many entries of every kind a suite's pack has."""
    content = suite.model.content
    return Counts(
        sections=len(content.pack.sections),
        questions=_each(get_args(Select), (one.select for one in content.questions)),
        layers=_each(get_args(Layer), (one.of for one in content.questions)),
        conditional=sum(one.when is not None for one in content.questions),
        answers=sum(len(one.answers) for one in content.questions),
        facts=len(content.facts),
        values=len(content.values),
        scales=len(content.scales),
        adjustments=len(content.adjustments),
        threats=len(content.threats),
        rules=len(content.rules),
        countermeasures=_each(get_args(Kind), (one.kind for one in content.countermeasures)),
        guides=len(content.guides),
        standards=tuple(_standard(suite.model, one) for one in content.standards),
        sources=len(content.sources),
        cases=len(suite.cases),
        properties=len(suite.properties),
    )


def _each(words: Iterable[W], found: Iterable[W]) -> Mapping[W, int]:
    """Return how often each word was found, those that were not too."""
    counter = Counter(found)
    return {word: counter[word] for word in words}


def _standard(model: SurveyModel, standard: Standard) -> StandardCount:
    mapped = [one.satisfies.get(standard.id, {}) for one in model.content.countermeasures]
    strengths = (mapping.strength for controls in mapped for mapping in controls.values())
    return StandardCount(
        standard.id,
        len(standard.controls),
        len({control for controls in mapped for control in controls}),
        _each(get_args(Strength), strengths),
    )
