"""Answers written into system files, with everything else in them left as it was.

A system file and changes go in; the file holds the changed answers, and the system that it and
its organisation's file describe comes out. The file is read anew for each change, so that what
somebody else wrote into it meanwhile stays.
"""

from __future__ import annotations

import errno
import os
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import define, evolve, field, frozen

from surveymodel.content.decode import raw_of
from surveymodel.content.document import read
from surveymodel.content.formats import SYSTEM
from surveymodel.engine.files import read_system
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, given_data
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import AnswerError, Diagnostic, Location, UnknownNameError
from surveymodel.project.backups import Told, replace_dated
from surveymodel.project.edit import comments, dropped, put
from surveymodel.project.locking import held

__all__ = ["Change", "Changes", "SystemFile", "reply_at", "reply_data", "with_change"]

S = TypeVar("S", System, Component)

#: How often to begin anew where somebody writes into a file in between without waiting their turn.
TRIES: Final = 20


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


Changes = Sequence[Change] | Callable[[System], Sequence[Change]]
"""Changes, or what makes them of the system as it is by the time of writing."""


@define
class SystemFile:
    """A system file that answers are written into, and the organisation's file that it names."""

    model: SurveyModel
    path: Path
    organisation: Path | None  #: where the organisation's answers are kept; None if nowhere
    system: System = field(repr=False)
    named: Path | None = field(default=None, kw_only=True)  #: what the caller named as organisation's file
    told: Told | None = field(
        default=None, kw_only=True, repr=False, eq=False
    )  #: is given each backup's path

    @classmethod
    def open(
        cls, model: SurveyModel, path: Path, *, organisation: Path | None = None, told: Told | None = None
    ) -> SystemFile:
        """Read a system file and check it against a model.

        A file in an older format is kept as it was when it is first written into, and ``told`` is
        given the path of the backup.
        Raises :class:`~surveymodel.errors.AnswerError` with every fault at once.
        """
        system = read_system(path, organisation=organisation, cls=System)
        _refuse(answer_faults(model, system))
        above = system.organisation.location if system.organisation else None
        if above is not None and os.path.realpath(above.path) == os.path.realpath(path):
            raise AnswerError(
                [Diagnostic(Location(str(path)), "SM508", "a system is not its own organisation")]
            )
        return cls(model, path, Path(above.path) if above else None, system, named=organisation, told=told)

    def anew(self) -> SystemFile:
        """Return the file as it is by now; raises what :meth:`open` raises."""
        return self.open(self.model, self.path, organisation=self.named)

    def write(self, changes: Changes) -> None:
        """Write changes, all of them or none.

        What others have written into the files meanwhile stays, and is known here afterwards.
        Raises :class:`~surveymodel.errors.AnswerError` where the model does not offer an answer,
        where an answer has no file, where a file has faults by now and where one cannot be edited;
        :class:`~surveymodel.errors.UnknownNameError` where there is no such component, or no such
        question to take an answer from; ``OSError`` where a file cannot be written.
        """
        for _ in range(TRIES):
            with ExitStack() as stack:
                stack.enter_context(held(self.path))
                now = self.anew()
                made = _made(changes, now.system)
                upward = any(change.place == "organisation" for change in made)
                if upward and now.organisation is not None:
                    stack.enter_context(held(now.organisation))
                    now = self.anew()
                    made = _made(changes, now.system)
                system, texts = _changed(now, made)
                new = {text.path: text.raw for text in texts if text.raw != text.found}
                known = {text.path: text.found for text in texts}
                if replace_dated(SYSTEM, new, found=known, told=self.told):
                    self.organisation, self.system = now.organisation, system
                    return
        raise OSError(errno.EBUSY, "others write into this file all the time", str(self.path))


def _made(changes: Changes, system: System) -> Sequence[Change]:
    return changes(system) if callable(changes) else changes


def _changed(file: SystemFile, changes: Sequence[Change]) -> tuple[System, Collection[_Text]]:
    """Return the system of a file and the texts of the files after changes."""
    system = file.system
    steps: list[tuple[Change, Reply | None, Reply | None]] = []
    faults: set[Diagnostic] = set()
    for change in changes:
        before, system = reply_at(system, change), with_change(file.model, system, change)
        steps.append((change, before, reply_at(system, change)))
        faults.update(answer_faults(file.model, system))
    _refuse(faults)
    texts: dict[Path, _Text] = {}
    for change, before, after in steps:
        target = _target(file, change)
        if target not in texts:
            texts[target] = _Text.read(target)
        if before != after:
            texts[target].change(change, after, tuple(file.model.questions))
    return system, texts.values()


def _target(file: SystemFile, change: Change) -> Path:
    """Return the file that an answer is kept in."""
    if change.place != "organisation":
        return file.path
    if file.organisation is None:
        message = f"{change.question!r} is answered in the organisation's file, and there is none"
        raise AnswerError([Diagnostic(Location(str(file.path)), "SM504", message)])
    return file.organisation


def reply_at(system: System, change: Change) -> Reply | None:
    """Return the answer that stands in the place of a change."""
    if change.place == "organisation":
        return system.organisation.answers.get(change.question) if system.organisation else None
    if change.place == "system":
        return system.answers.get(change.question)
    if change.place not in system.components:
        raise UnknownNameError("component", change.place, system.components)
    return system.components[change.place].answers.get(change.question)


def with_change(model: SurveyModel, system: System, change: Change) -> System:
    """Return a system with one answer changed."""
    if change.reply is None and change.question not in model.questions:
        raise UnknownNameError("question", change.question, model.questions)
    if change.place == "organisation":
        above = system.organisation
        return system if above is None else evolve(system, organisation=_set(above, change))
    if change.place == "system":
        return _set(system, change)
    part = _set(system.components[change.place], change)
    return evolve(system, components={**system.components, change.place: part})


def _set(sheet: S, change: Change) -> S:
    answers = {id: reply for id, reply in sheet.answers.items() if id != change.question}
    if change.reply is not None:
        answers[change.question] = change.reply
    return evolve(sheet, answers=answers)


def _refuse(faults: Iterable[Diagnostic]) -> None:
    found = sorted(set(faults))
    if found:
        raise AnswerError(found)


@define
class _Text:
    """The text of a file that is being changed."""

    path: Path
    found: bytes
    text: str

    @classmethod
    def read(cls, path: Path) -> _Text:
        found = raw_of(path)
        _refuse(d for d in read(str(path), SYSTEM.today(found)).diagnostics if d.severity == "error")
        return cls(path, found, SYSTEM.today(found).decode("utf-8-sig"))

    @property
    def raw(self) -> bytes:
        """The bytes of the file, with the mark that says UTF-8 if it began with one."""
        return (BOM_UTF8 if self.found.startswith(BOM_UTF8) else b"") + self.text.encode()

    def change(self, change: Change, reply: Reply | None, order: Sequence[str]) -> None:
        """Put a reply into the text or take one out, and show that nothing else is changed.

        Raises AnswerError where the file is laid out so that this cannot be done.
        """
        own = change.place in ("organisation", "system")
        where = ("answers",) if own else ("components", change.place, "answers")
        wanted = _data(self.text)
        try:
            sheet = reduce(getitem, where, wanted)
            if reply is None:
                del sheet[change.question]
                result = dropped(self.text, where, change.question)
            else:
                sheet[change.question] = reply_data(reply)
                before = order[: order.index(change.question)]
                result = put(self.text, where, change.question, sheet[change.question], before=before)
            kept = Counter(comments(self.text)) == Counter(comments(result))
        except (LookupError, TypeError, ValueError):
            kept, result = False, self.text
        if not kept or _data(result) != wanted:
            message = f"this layout cannot be edited: write the answer to {change.question!r} by hand"
            raise AnswerError([Diagnostic(Location(str(self.path)), "SM512", message)])
        self.text = result


def _data(text: str) -> Any:
    return read("", text.encode()).data
