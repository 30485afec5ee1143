"""Answer sheets as people give them: replies, components, systems.

Plain values go in, frozen values come out; whether a reply fits the question is checked where
sheet and model meet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Self

from attrs import evolve, field, frozen

from surveymodel.condition import MAX_NUMBER, RESERVED
from surveymodel.content.decode import refused_character
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["UNKNOWN", "Component", "Given", "Interval", "Reply", "Sheet", "System"]

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


Sheet = Mapping[str, Reply]
"""Replies by question id."""


# ---------------------------------------------------------------------------------------------
# Words beside the answers


def id_fault(id: Any, *, component: bool = False) -> str | None:
    """Return why something is no id, or None."""
    if not isinstance(id, str):
        return f"an id is text, not {type(id).__name__}"
    if len(id) > 80 or not _ID.fullmatch(id) or id in RESERVED:
        return f"{id[:80]!r} is no id: lower-case words joined by hyphens"
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


# ---------------------------------------------------------------------------------------------
# Systems


def _sheet(data: Mapping[str, Any]) -> Sheet:
    if not isinstance(data, Mapping):
        message = "answers are a mapping of question ids to what was answered"
        raise AnswerError([Diagnostic(Location("answers"), "SM203", message)])
    diagnostics: list[Diagnostic] = []
    result: dict[str, Reply | None] = {}
    for question, value in data.items():
        if isinstance(question, str):
            result[question] = reply(value, Location(f"answer {question!r}"), diagnostics)
        else:
            message = f"a question's id is text, not {type(question).__name__}"
            diagnostics.append(Diagnostic(Location("answers"), "SM203", message))
    if diagnostics:
        raise AnswerError(diagnostics)
    return {question: given for question, given in result.items() if given is not None}


@frozen
class Component:
    """A part of a system, with what it answers for itself."""

    answers: Sheet = field(factory=dict, converter=_sheet)
    title: str | None = None

    def __attrs_post_init__(self) -> None:
        _refuse(_title_faults(self.title), Location("components"))


def _refuse(faults: Iterable[tuple[str, str]], location: Location) -> None:
    found = [Diagnostic(location, code, message) for code, message in faults]
    if found:
        raise AnswerError(found)


def _title_faults(title: Any) -> Iterator[tuple[str, str]]:
    fault = None if title is None else line_fault("title", title)
    if fault is not None:
        yield fault


def _components(data: Mapping[str, Any]) -> dict[str, Component]:
    if not isinstance(data, Mapping):
        message = "components are a mapping of ids to answers"
        raise AnswerError([Diagnostic(Location("components"), "SM203", message)])
    faults = (id_fault(id, component=True) for id in data)
    _refuse((("SM204", fault) for fault in faults if fault is not None), Location("components"))
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

    def __attrs_post_init__(self) -> None:
        _refuse(_system_faults(self), self.location or Location("system"))

    @classmethod
    def read(cls, path: Any, *, organisation: Any = None) -> Self:
        """Read a system file and the organisation's file that it names, or ``organisation``.

        The file that it names stands in its folder or below. Raises
        :class:`~surveymodel.errors.AnswerError` with every fault of the files at once.
        """
        from surveymodel.engine.files import read_system

        return read_system(path, organisation=organisation, cls=cls)


def _system_faults(system: System) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the words of a system; its sheets are checked where they are made."""
    for id in (system.id, *(() if system.pack is None else (system.pack,))):
        if fault := id_fault(id):
            yield "SM204", fault
    yield from _title_faults(system.title)
    above = system.organisation
    if above is not None and not isinstance(above, System):
        yield "SM203", "an organisation is a System: read its file with System.read"
    elif above is not None:
        for name in ("organisation", "components"):
            if getattr(above, name):
                yield "SM508", f"an organisation has no {name!r}"
