"""Answer sheets of systems, components and organisations.

Plain values go in, frozen values come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from attrs import field, frozen

from surveymodel.engine.reply import Reply, id_fault, line_fault, plain_reply, reply
from surveymodel.errors import AnswerError, Diagnostic, Location

__all__ = ["Component", "Sheet", "System"]

Sheet = Mapping[str, Reply]
"""Replies by question id."""


def _sheet(data: Mapping[str, Any]) -> Sheet:
    if not isinstance(data, Mapping):
        message = "answers are a mapping of question ids to what was answered"
        raise AnswerError([Diagnostic(Location("answers"), "SM203", message)])
    diagnostics: list[Diagnostic] = []
    result: dict[str, Reply | None] = {}
    for question, value in data.items():
        if isinstance(question, str):
            short = plain_reply(value)
            result[question] = short or reply(value, Location(f"answer {question!r}"), diagnostics)
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
