"""Replies as people give them: what was answered, by whom, when, on what evidence.

Plain values go in, frozen values come out; whether a reply fits its question is checked where
sheet and model meet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from surveymodel.condition import MAX_NUMBER, RESERVED
from surveymodel.content.decode import refused_character
from surveymodel.errors import Diagnostic, Location, nearest

__all__ = [
    "UNKNOWN",
    "Given",
    "Interval",
    "Reply",
    "given_data",
    "id_fault",
    "line_fault",
    "plain_reply",
    "reply",
]

#: The reply of somebody who says that nobody knows.
UNKNOWN: Final = "unknown"

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
#: The names of the layers above a component, which say where an answer was given.
LAYERS_ABOVE: Final = ("organisation", "system")


@frozen
class Interval:
    """A number known to be at least ``at_least`` and, where there is one, below ``below``."""

    at_least: int = 0
    below: int | None = None

    def __str__(self) -> str:
        if self.below is None:
            return f"at least {self.at_least}"
        return f"{self.at_least} to below {self.below}"


Given = str | tuple[str, ...] | int | Interval
"""An answer's id, ``unknown``, ids of answers, a number or an interval."""


@frozen
class Reply:
    """What was given for one question: the answer, and where it matters who gave it."""

    answer: Given
    by: str | None = None
    on: str | None = None
    evidence: str | None = None
    note: str | None = None
    location: Location | None = field(default=None, eq=False, repr=False)

    def __str__(self) -> str:
        if isinstance(self.answer, tuple):
            return ", ".join(self.answer) or "none of these"
        return str(self.answer)


# ---------------------------------------------------------------------------------------------
# Words beside the answers


def given_data(given: Given) -> Any:
    """Return an answer as system files spell it."""
    if isinstance(given, Interval):
        low = {"at-least": given.at_least}
        return low if given.below is None else {**low, "below": given.below}
    return list(given) if isinstance(given, tuple) else given


def id_fault(id: Any, *, component: bool = False) -> str | None:
    """Return why something is no id, or None."""
    if not isinstance(id, str):
        return f"an id is text, not {type(id).__name__}"
    if len(id) > 80:
        return f"an id has at most 80 characters, not {len(id)}"
    if id in RESERVED:
        return f"{id!r} is no id: conditions have another use for the word"
    if not _ID.fullmatch(id):
        return f"{id!r} is no id: lower-case words joined by hyphens"
    if component and id in LAYERS_ABOVE:
        return f"{id!r} is the name of a layer: give the component another id"
    return None


def line_fault(name: str, value: Any) -> tuple[str, str] | None:
    """Return code and message where a value is not one line of plain words."""
    fault = _text_fault(name, value)
    if fault is None and ("\n" in value.rstrip() or len(value) > 300):
        return "SM204", f"{name!r} is one line of at most 300 characters"
    return fault


def _text_fault(name: str, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "SM203", f"{name!r} is text"
    refused = refused_character(value)
    return None if refused is None else ("SM103", f"in {name!r}, {refused}")


def _date_fault(name: str, value: Any) -> tuple[str, str] | None:
    fault = _text_fault(name, value)
    if fault is None and not _DATE.fullmatch(value):
        return "SM204", f"{name!r} is a date, written as in '2026-03-02'"
    return fault


_PROVENANCE: Final = {"by": line_fault, "on": _date_fault, "evidence": line_fault, "note": _text_fault}


# ---------------------------------------------------------------------------------------------
# Replies


def reply(value: Any, location: Location, diagnostics: list[Diagnostic]) -> Reply | None:
    """Return the reply that a plain value stands for, or report why it is none."""
    if isinstance(value, Mapping) and "answer" in value:
        return _with_provenance(value, location, diagnostics)
    given = _given(value.answer if isinstance(value, Reply) else value)
    if isinstance(given, _Fault):
        diagnostics.append(Diagnostic(location, "SM503", given.message))
        return None
    if not isinstance(value, Reply):
        return Reply(given, location=location)
    faults = list(_provenance_faults({key: getattr(value, key) for key in _PROVENANCE}, location))
    diagnostics += faults
    return None if faults else evolve(value, answer=given)


def plain_reply(value: Any) -> Reply | None:
    """Return the reply that a text, an integer or a list of texts stands for; None where it is none.

    It is the short way for what most replies are: what it does not know, :func:`reply` does.
    """
    if type(value) not in _PLAIN:
        return None
    given = _given(value)
    return None if isinstance(given, _Fault) else Reply(given)


#: Types of replies that are nothing else.
_PLAIN: Final = frozenset({str, int, list, tuple})


def _shown(key: Any) -> str:
    if not isinstance(key, str):
        return f"of an answer: a key is text, not {type(key).__name__}"
    return f"{key[:80]!r} of an answer{nearest(key, _PROVENANCE)}"


def _provenance_faults(value: Mapping[str, Any], location: Location) -> Iterator[Diagnostic]:
    for key, fault_of in _PROVENANCE.items():
        if value.get(key) is not None:
            fault = fault_of(key, value[key])
            if fault is not None:
                yield Diagnostic(location, *fault)


@frozen
class _Fault:
    message: str


def _with_provenance(
    value: Mapping[str, Any], location: Location, diagnostics: list[Diagnostic]
) -> Reply | None:
    given = _given(value["answer"])
    if isinstance(given, _Fault):
        diagnostics.append(Diagnostic(location, "SM503", given.message))
        return None
    faults = [
        Diagnostic(location, "SM201", f"unknown property {_shown(key)}")
        for key in value
        if key not in _PROVENANCE and key != "answer"
    ]
    faults += _provenance_faults(value, location)
    diagnostics += faults
    if faults:
        return None
    by, on, evidence, note = (value.get(key) for key in _PROVENANCE)
    return Reply(given, by, on, evidence, note, location)


def _given(value: Any) -> Given | _Fault:
    if isinstance(value, bool) or value is None:
        return _Fault(f"{str(value).lower()} is no answer: write an answer's id")
    if isinstance(value, int):
        return value if 0 <= value <= MAX_NUMBER else _Fault(f"numbers lie between 0 and {MAX_NUMBER}")
    if isinstance(value, str):
        return value or _Fault("an empty text is no answer")
    if isinstance(value, Interval):
        return _interval(value.at_least, value.below)
    if isinstance(value, Mapping):
        return _interval_of(value)
    if isinstance(value, Collection) and not isinstance(value, bytes | bytearray):
        return _several(value)
    return _Fault(f"{type(value).__name__} is no answer: write an id, a list of ids or a number")


def _several(value: Collection[Any]) -> Given | _Fault:
    if not all(isinstance(item, str) and item for item in value):
        return _Fault("a list of answers holds answer ids only")
    if len(set(value)) < len(value):
        return _Fault("an answer stands twice in the list")
    return tuple(sorted(value))


def _interval_of(value: Mapping[str, Any]) -> Given | _Fault:
    unknown = [key for key in value if key not in ("at-least", "below")]
    if unknown or not value:
        return _Fault("an interval has 'at-least', 'below' or both, an answer with its source has 'answer'")
    return _interval(value.get("at-least", 0), value.get("below"))


def _interval(low: Any, high: Any) -> Given | _Fault:
    for bound in (low, *(() if high is None else (high,))):
        if isinstance(bound, bool) or not isinstance(bound, int) or not 0 <= bound <= MAX_NUMBER:
            return _Fault(f"the bounds of an interval are whole numbers between 0 and {MAX_NUMBER}")
    if high is not None and high <= low:
        return _Fault(f"the interval is empty: at least {low} and below {high}")
    return Interval(low, high)
