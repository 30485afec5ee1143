"""Answers written into system files, with everything else in them left as it was.

A system file and changes go in; the file holds the changed answers, and the system that it and
its organisation's file describe comes out. The file is read anew for each change, so that what
somebody else wrote into it meanwhile stays.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from surveymodel.content.decode import MAX_BYTES
from surveymodel.content.document import read
from surveymodel.engine.files import read_system
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, Interval, Reply
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import AnswerError, Diagnostic, Location, UnknownNameError
from surveymodel.project.edit import dropped, put
from surveymodel.project.storage import replace

__all__ = ["Change", "SystemFile", "given_data", "reply_data"]

S = TypeVar("S", System, Component)


def given_data(given: Given) -> Any:
    """Return an answer as system files spell it."""
    if isinstance(given, Interval):
        low = {"at-least": given.at_least}
        return low if given.below is None else {**low, "below": given.below}
    return list(given) if isinstance(given, tuple) else given


def reply_data(reply: Reply) -> Any:
    """Return a reply as system files spell it: the answer alone where nothing is said beside it."""
    said = {key: getattr(reply, key) for key in ("by", "on", "evidence", "note")}
    beside = {key: value for key, value in said.items() if value is not None}
    given = given_data(reply.answer)
    return {"answer": given, **beside} if beside else given


@frozen
class Change:
    """One answer given, or taken back where ``reply`` is None."""

    question: str
    place: str  #: ``organisation``, ``system`` or a component's id
    reply: Reply | None


@define
class SystemFile:
    """A system file that answers are written into, and the organisation's file that it names."""

    model: SurveyModel
    path: Path
    organisation: Path | None  #: where the organisation's answers are kept; None if nowhere
    system: System = field(repr=False)

    @classmethod
    def open(cls, model: SurveyModel, path: Path, *, organisation: Path | None = None) -> SystemFile:
        """Read a system file and check it against a model.

        Raises :class:`~surveymodel.errors.AnswerError` with every fault at once.
        """
        system = _checked(model, read_system(path, organisation=organisation, cls=System))
        above = system.organisation.location if system.organisation else None
        return cls(model, path, Path(above.path) if above else None, system)

    def write(self, changes: Sequence[Change]) -> None:
        """Write changes, all of them or none.

        Raises :class:`~surveymodel.errors.AnswerError` where the model does not offer an answer,
        where an answer has no file, and where a file has faults by now; ``OSError`` where a file
        cannot be written.
        """
        now = self.open(self.model, self.path, organisation=self.organisation)
        for change in changes:
            now.system = _with(now.system, change)
        _checked(self.model, now.system)
        texts: dict[Path, str] = {}
        for change in changes:
            target = self.path if change.place != "organisation" else now.organisation
            if target is None:
                message = f"{change.question!r} is answered in the organisation's file, and there is none"
                raise AnswerError([Diagnostic(Location(str(self.path)), "SM504", message)])
            text = texts[target] if target in texts else _read(target)
            texts[target] = _changed(target, text, change, self.order)
        for target, text in texts.items():
            replace(target, _mark(target) + text.encode())
        self.system = now.system

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each question in the survey."""
        return {id: place for place, id in enumerate(self.model.questions)}


def _with(system: System, change: Change) -> System:
    """Return a system with one answer changed."""
    if change.place == "organisation":
        above = system.organisation
        return system if above is None else evolve(system, organisation=_set(above, change))
    if change.place == "system":
        return _set(system, change)
    if change.place not in system.components:
        raise UnknownNameError("component", change.place, system.components)
    part = _set(system.components[change.place], change)
    return evolve(system, components={**system.components, change.place: part})


def _set(sheet: S, change: Change) -> S:
    answers = {id: reply for id, reply in sheet.answers.items() if id != change.question}
    if change.reply is not None:
        answers[change.question] = change.reply
    return evolve(sheet, answers=answers)


def _checked(model: SurveyModel, system: System) -> System:
    faults = sorted(set(answer_faults(model, system)))
    if faults:
        raise AnswerError(faults)
    return system


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    faults = [d for d in read(str(path), raw).diagnostics if d.severity == "error"]
    if faults:
        raise AnswerError(faults)
    return raw.decode("utf-8-sig")


def _mark(path: Path) -> bytes:
    """Return the mark that says UTF-8, if a file begins with it."""
    with path.open("rb") as stream:
        return BOM_UTF8 if stream.read(3) == BOM_UTF8 else b""


def _changed(path: Path, text: str, change: Change, order: Mapping[str, int]) -> str:
    """Return a file's text with one answer changed, and show that nothing else is.

    Raises AnswerError where the file is laid out so that the entry cannot be found.
    """
    own = change.place in ("organisation", "system")
    where = ("answers",) if own else ("components", change.place, "answers")
    before = [id for id in order if order[id] < order[change.question]]
    expected = _data(text)
    sheet = expected
    for name in where:
        sheet = sheet[name]
    try:
        if change.reply is None:
            sheet.pop(change.question, None)
            result = dropped(text, where, change.question)
        else:
            sheet[change.question] = reply_data(change.reply)
            result = put(text, where, change.question, reply_data(change.reply), before=before)
    except KeyError:
        result = text
    if _data(result) != expected:
        message = f"this layout cannot be edited: write the answer to {change.question!r} by hand"
        raise AnswerError([Diagnostic(Location(str(path)), "SM512", message)])
    return result


def _data(text: str) -> Any:
    return read("", text.encode()).data
