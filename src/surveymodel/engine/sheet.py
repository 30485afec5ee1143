"""Answer sheets as people give them: replies, components, systems.

Plain values go in, frozen values come out; whether a reply fits the question is checked where
sheet and model meet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final, Self

from attrs import evolve, field, frozen

from surveymodel.condition import MAX_NUMBER, RESERVED
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["UNKNOWN", "Component", "Given", "Interval", "Reply", "Sheet", "System"]

#: The reply of somebody who says that nobody knows.
UNKNOWN: Final = "unknown"

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


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


Sheet = Mapping[str, Reply]
"""Replies by question id."""


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
    return evolve(value, answer=given) if isinstance(value, Reply) else Reply(given, location=location)


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
    known = ("by", "on", "evidence", "note")
    faults = [
        Diagnostic(location, "SM201", f"unknown property {key!r} of an answer{nearest(str(key), known)}")
        for key in value
        if key not in (*known, "answer")
    ]
    faults += [
        Diagnostic(location, "SM203", f"{key!r} is text")
        for key in known
        if value.get(key) is not None and not isinstance(value[key], str)
    ]
    diagnostics += faults
    if faults:
        return None
    by, on, evidence, note = (value.get(key) for key in known)
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


# ---------------------------------------------------------------------------------------------
# Systems


def _sheet(data: Mapping[str, Any]) -> Sheet:
    if not isinstance(data, Mapping):
        message = "answers are a mapping of question ids to what was answered"
        raise AnswerError([Diagnostic(Location("answers"), "SM203", message)])
    diagnostics: list[Diagnostic] = []
    result = {
        str(question): reply(value, Location(f"answer {question!r}"), diagnostics)
        for question, value in data.items()
    }
    if diagnostics:
        raise AnswerError(diagnostics)
    return {question: given for question, given in result.items() if given is not None}


@frozen
class Component:
    """A part of a system, with what it answers for itself."""

    answers: Sheet = field(factory=dict, converter=_sheet)
    title: str | None = None


def _components(data: Mapping[str, Any]) -> dict[str, Component]:
    if not isinstance(data, Mapping):
        message = "components are a mapping of ids to answers"
        raise AnswerError([Diagnostic(Location("components"), "SM203", message)])
    diagnostics: list[Diagnostic] = []
    for id in data:
        if not isinstance(id, str) or not _ID.fullmatch(id) or id in RESERVED:
            message = f"{id!r} is no component id: lower-case words joined by hyphens"
            diagnostics.append(Diagnostic(Location("components"), "SM204", message))
    if diagnostics:
        raise AnswerError(diagnostics)
    return {id: _component(value) for id, value in data.items()}


def _component(value: Any) -> Component:
    if isinstance(value, Component):
        return value
    if (
        isinstance(value, Mapping)
        and set(value) <= {"answers", "title"}
        and isinstance(value.get("answers", {}), Mapping)
    ):
        return Component(value.get("answers", {}), value.get("title"))
    if isinstance(value, Mapping):
        return Component(value)
    message = "a component is a mapping of answers"
    raise AnswerError([Diagnostic(Location("components"), "SM203", message)])


@frozen
class System:
    """One thing that is modelled: its sheet, its organisation, its components.

    ``answers`` may be given plainly, as ``{"card-entry": "own-form", "features": ["payments"]}``;
    a reply that has no possible shape raises :class:`~surveymodel.errors.AnswerError`.
    """

    answers: Sheet = field(factory=dict, converter=_sheet)
    id: str = "system"
    title: str | None = None
    pack: str | None = None
    organisation: System | None = None
    components: Mapping[str, Component] = field(factory=dict, converter=_components)
    location: Location | None = field(default=None, eq=False, repr=False)

    @classmethod
    def read(cls, path: Any, *, organisation: Any = None) -> Self:
        """Read a system file and the organisation's file that it names, or ``organisation``.

        The file that it names stands in its folder or below. Raises
        :class:`~surveymodel.errors.AnswerError` with every fault of the files at once.
        """
        from surveymodel.engine.files import read_system

        return read_system(path, organisation=organisation, cls=cls)
