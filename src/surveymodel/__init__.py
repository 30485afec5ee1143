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
    from surveymodel.project.causes import Cause
    from surveymodel.project.compliance import Compliance, ControlLine
    from surveymodel.project.comply import comply, comply_content
    from surveymodel.project.keeping import keep_decision, keep_update, kept_plan
    from surveymodel.project.plan import Plan, Task, plan
    from surveymodel.project.plan_file import PlanFile
    from surveymodel.project.progress import Line, Progress, progress
    from surveymodel.project.standing import Event, Standing
    from surveymodel.project.update import Move, Update, update

__all__ = [
    "AnswerError",
    "Cause",
    "Change",
    "Compliance",
    "Component",
    "ConditionSyntaxError",
    "ContentError",
    "ControlLine",
    "Count",
    "Decision",
    "Diagnostic",
    "Event",
    "Interval",
    "Line",
    "Location",
    "Move",
    "Plan",
    "PlanFile",
    "Progress",
    "Reply",
    "Resolution",
    "Standing",
    "SurveyModel",
    "SurveyModelError",
    "System",
    "Table",
    "Task",
    "UnknownNameError",
    "Update",
    "Walk",
    "Why",
    "comply",
    "comply_content",
    "decides_most",
    "keep_decision",
    "keep_update",
    "kept_plan",
    "load",
    "plan",
    "progress",
    "resolve",
    "resolve_batches",
    "resolve_chunks",
    "resolve_many",
    "update",
    "walk",
    "why",
    "why_not",
    "without",
]

__version__ = "0.1.0"

_HOMES = {
    "AnswerError": "errors",
    "Cause": "project.causes",
    "Change": "engine.change",
    "Compliance": "project.compliance",
    "Component": "engine.sheet",
    "ConditionSyntaxError": "errors",
    "ContentError": "errors",
    "ControlLine": "project.compliance",
    "Count": "engine.table",
    "Decision": "engine.decide",
    "Diagnostic": "errors",
    "Event": "project.standing",
    "Interval": "engine.reply",
    "Line": "project.progress",
    "Location": "errors",
    "Move": "project.update",
    "Plan": "project.plan",
    "PlanFile": "project.plan_file",
    "Progress": "project.progress",
    "Reply": "engine.reply",
    "Resolution": "engine.resolve",
    "Standing": "project.standing",
    "SurveyModel": "engine.model",
    "SurveyModelError": "errors",
    "System": "engine.sheet",
    "Table": "engine.table",
    "Task": "project.plan",
    "UnknownNameError": "errors",
    "Update": "project.update",
    "Walk": "engine.walk",
    "Why": "engine.explain",
    "comply": "project.comply",
    "comply_content": "project.comply",
    "decides_most": "engine.decide",
    "keep_decision": "project.keeping",
    "keep_update": "project.keeping",
    "kept_plan": "project.keeping",
    "load": "engine.load",
    "plan": "project.plan",
    "progress": "project.progress",
    "resolve": "engine.resolve",
    "resolve_batches": "engine.arrow_batches",
    "resolve_chunks": "engine.many",
    "resolve_many": "engine.many",
    "update": "project.update",
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
