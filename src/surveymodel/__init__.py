"""Survey-driven threat modelling: answers about a system in, explained countermeasure tasks out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surveymodel.engine.change import Change, why_not, without
    from surveymodel.engine.decide import Decision, decides_most
    from surveymodel.engine.explain import Why, why
    from surveymodel.engine.load import load
    from surveymodel.engine.model import SurveyModel
    from surveymodel.engine.reply import Interval, Reply
    from surveymodel.engine.resolve import Resolution, resolve
    from surveymodel.engine.sheet import Component, System
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
