"""Survey-driven threat modelling: answers about a system in, explained countermeasure tasks out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surveymodel.engine.arrow_batches import resolve_batches
    from surveymodel.engine.change import Change, why_not, without
    from surveymodel.engine.decide import Decision, decides_most
    from surveymodel.engine.explain import Why, why
    from surveymodel.engine.load import load
    from surveymodel.engine.many import resolve_chunks, resolve_many
    from surveymodel.engine.model import SurveyModel
    from surveymodel.engine.reply import Interval, Reply
    from surveymodel.engine.resolve import Resolution, resolve
    from surveymodel.engine.sheet import Component, System
    from surveymodel.engine.table import Count, Table
    from surveymodel.engine.walk import Walk, walk
    from surveymodel.errors import (
        AnswerError,
        ConditionSyntaxError,
        ContentError,
        Diagnostic,
        Location,
        SurveyModelError,
        UnknownNameError,
    )
    from surveymodel.project.compliance import Compliance, ControlLine
    from surveymodel.project.comply import comply, comply_content
    from surveymodel.project.plan import Plan, Task, plan

__all__ = [
    "AnswerError",
    "Change",
    "Compliance",
    "Component",
    "ConditionSyntaxError",
    "ContentError",
    "ControlLine",
    "Count",
    "Decision",
    "Diagnostic",
    "Interval",
    "Location",
    "Plan",
    "Reply",
    "Resolution",
    "SurveyModel",
    "SurveyModelError",
    "System",
    "Table",
    "Task",
    "UnknownNameError",
    "Walk",
    "Why",
    "comply",
    "comply_content",
    "decides_most",
    "load",
    "plan",
    "resolve",
    "resolve_batches",
    "resolve_chunks",
    "resolve_many",
    "walk",
    "why",
    "why_not",
    "without",
]

__version__ = "0.1.0"

_HOMES = {
    "AnswerError": "errors",
    "Change": "engine.change",
    "Compliance": "project.compliance",
    "Component": "engine.sheet",
    "ConditionSyntaxError": "errors",
    "ContentError": "errors",
    "ControlLine": "project.compliance",
    "Count": "engine.table",
    "Decision": "engine.decide",
    "Diagnostic": "errors",
    "Interval": "engine.reply",
    "Location": "errors",
    "Plan": "project.plan",
    "Reply": "engine.reply",
    "Resolution": "engine.resolve",
    "SurveyModel": "engine.model",
    "SurveyModelError": "errors",
    "System": "engine.sheet",
    "Table": "engine.table",
    "Task": "project.plan",
    "UnknownNameError": "errors",
    "Walk": "engine.walk",
    "Why": "engine.explain",
    "comply": "project.comply",
    "comply_content": "project.comply",
    "decides_most": "engine.decide",
    "load": "engine.load",
    "plan": "project.plan",
    "resolve": "engine.resolve",
    "resolve_batches": "engine.arrow_batches",
    "resolve_chunks": "engine.many",
    "resolve_many": "engine.many",
    "walk": "engine.walk",
    "why": "engine.explain",
    "why_not": "engine.change",
    "without": "engine.change",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
