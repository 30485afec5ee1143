"""A second, plain implementation of the semantics, against which the engine is tested.

It works on plain data and shares nothing with the library. A pack is a dict of the lists of its
files; a sheet is a dict from question to reply, already merged.
"""

from .compliance import Line, compliance, full_when, nearest
from .condition import parse
from .evaluate import Evaluation, Pack, Reply, Sheet, truths
from .layers import joined_risk, joined_truths, lanes, merge, named_lanes
from .risk import risk
from .survey import (
    KEEP,
    alternatives,
    brute,
    completions,
    contradictions,
    every_sheet,
    lists,
    options,
    states,
    thresholds,
)

__all__ = [
    "KEEP",
    "Evaluation",
    "Line",
    "Pack",
    "Reply",
    "Sheet",
    "alternatives",
    "brute",
    "completions",
    "compliance",
    "contradictions",
    "every_sheet",
    "full_when",
    "joined_risk",
    "joined_truths",
    "lanes",
    "lists",
    "merge",
    "named_lanes",
    "nearest",
    "options",
    "parse",
    "risk",
    "states",
    "thresholds",
    "truths",
]
