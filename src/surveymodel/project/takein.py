"""Questions that somebody has answered in a file, taken into the system file that they are about.

A filled-in file and the system as it is by now go in; changes of the system file come out, or
every reason why there can be none: what stands in the system file is never lost silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Final, Literal

from attrs import frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, reply
from surveymodel.engine.sheet import System
from surveymodel.engine.walk import walk
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest
from surveymodel.project.answering import Change, SystemFile, reply_at, with_change
from surveymodel.project.filled import BESIDE, Entry, Handout
from surveymodel.project.handout import choices, words
from surveymodel.project.spelling import parsed, said

__all__ = ["CONFLICT", "Prefer", "Taken", "take_in", "taken"]

#: The code of an answer where another one stands.
CONFLICT: Final = "SM521"

Prefer = Literal["theirs", "ours"]
"""Which of two different answers counts: the one in the filled-in file, or the system file's own."""


@frozen
class Taken:
    """What becomes of a file's answers."""

    changes: tuple[Change, ...]  #: to be written
    same: tuple[Change, ...]  #: which the system file has already
    kept: tuple[Change, ...]  #: in whose place the system file has others that stay
    blank: tuple[Entry, ...]
    reworded: tuple[Diagnostic, ...]  #: answered questions that read otherwise in the pack by now


def take_in(
    file: SystemFile,
    handout: Handout,
    *,
    by: str | None = None,
    on: str | None = None,
    prefer: Prefer | None = None,
) -> Taken:
    """Write the answers of a filled-in file into a system file, all of them or none.

    Raises what :func:`taken` and :meth:`SystemFile.write` raise.
    """
    last: list[Taken] = []

    def made(system: System) -> tuple[Change, ...]:
        last[:] = [taken(file.model, system, handout, by=by, on=on, prefer=prefer)]
        return last[0].changes

    file.write(made)
    return last[0]


def taken(
    model: SurveyModel,
    system: System,
    handout: Handout,
    *,
    by: str | None = None,
    on: str | None = None,
    prefer: Prefer | None = None,
) -> Taken:
    """Return what becomes of a filled-in file's answers in a system as it is by now.

    Where the system has another answer, ``prefer`` says which one counts. ``by`` and ``on`` stand
    beside answers of which the file does not say who gave them, or when. Raises
    :class:`~surveymodel.errors.AnswerError` with everything that speaks against it.
    """
    _refuse(_of_another(model, system, handout))
    filled = [entry for entry in handout.entries if not entry.blank]
    faults: list[Diagnostic] = []
    beside = {name: value for name, value in (("by", by), ("on", on)) if value}
    changes = [change for e in filled if (change := _change(model, system, e, beside, faults))]
    changes = list(_once(changes, faults))
    new, same, kept = _sorted(system, changes, prefer, faults)
    after = reduce(lambda before, change: with_change(model, before, change), new, system)
    _refuse([*faults, *answer_faults(model, after)])
    _refuse(_unasked(model, after, new))
    reworded = () if handout.digest == model.digest else tuple(_reworded(model, filled))
    blank = tuple(entry for entry in handout.entries if entry.blank)
    return Taken(tuple(new), tuple(same), tuple(kept), blank, reworded)


def _refuse(faults: Iterable[Diagnostic]) -> None:
    found = sorted(set(faults))
    if found:
        raise AnswerError(found)


def _of_another(model: SurveyModel, system: System, handout: Handout) -> Iterator[Diagnostic]:
    """Yield what says that a file belongs to another system or pack."""
    if handout.system != system.id:
        message = f"the questions are about the system {handout.system!r}, not about {system.id!r}"
        yield Diagnostic(handout.system_location, "SM520", message)
    if handout.pack != model.id:
        message = f"the answers are for the pack {handout.pack!r}, not for {model.id!r}"
        yield Diagnostic(handout.pack_location, "SM507", message)


def _change(
    model: SurveyModel,
    system: System,
    entry: Entry,
    beside: Mapping[str, str],
    faults: list[Diagnostic],
) -> Change | None:
    """Return the change that an entry asks for, or report why it is none."""
    question = model.questions.get(entry.question)
    if question is None:
        faults.append(Diagnostic(entry.location, "SM501", _gone(model, entry.question)))
        return None
    if entry.component is not None and entry.component not in system.components:
        hint = nearest(entry.component, system.components)
        message = f"the system {system.id!r} has no component {entry.component!r}{hint}"
        faults.append(Diagnostic(entry.location, "SM520", message))
        return None
    above = "organisation" if question.of == "organisation" else "system"
    given = _reply(question, entry, beside, faults)
    return Change(question.id, entry.component or above, given) if given else None


def _gone(model: SurveyModel, id: str) -> str:
    """Return what is to be said of a question that the pack does not have."""
    for retired in model.content.pack.retired:
        if (retired.kind, retired.id) == ("question", id):
            instead = f"; see {', '.join(retired.successors)}" if retired.successors else ""
            return f"the question {id!r} is retired: {words(retired.because)}{instead}"
    return f"unknown question {id!r}{nearest(id, model.questions)}"


def _reply(
    question: Question, entry: Entry, beside: Mapping[str, str], faults: list[Diagnostic]
) -> Reply | None:
    answer = entry.answer
    if isinstance(answer, str):
        try:
            answer = parsed(question, answer)
        except AnswerError as error:
            faults += (Diagnostic(entry.answer_location, d.code, d.message) for d in error.diagnostics)
            return None
    return reply({"answer": answer, **beside, **entry.beside}, entry.answer_location, faults)


def _once(changes: Iterable[Change], faults: list[Diagnostic]) -> Iterator[Change]:
    """Yield changes, each once; report answers to one question that differ."""
    first: dict[tuple[str, str], Reply | None] = {}
    for change in changes:
        key, given = (change.question, change.place), change.reply
        if key not in first:
            first[key] = given
            yield change
        elif (there := first[key]) and given and there.answer != given.answer:
            message = f"{change.question!r} is answered in two ways: {_shown(there)}, and {_shown(given)}"
            faults.append(Diagnostic(_place(given), "SM524", message))


def _sorted(
    system: System, changes: Iterable[Change], prefer: Prefer | None, faults: list[Diagnostic]
) -> tuple[list[Change], list[Change], list[Change]]:
    """Return changes to be written, those that are there, and those in whose place others stay."""
    new: list[Change] = []
    same: list[Change] = []
    kept: list[Change] = []
    for change in changes:
        there, given = reply_at(system, change), change.reply
        if there is None or given is None:
            new.append(change)
        elif there.answer == given.answer:
            (new if _bare(there) and not _bare(given) else same).append(change)
        elif prefer is None:
            message = f"{change.question!r} has got another answer: {_shown(there)}, and {_shown(given)}"
            faults.append(Diagnostic(_place(given), CONFLICT, message))
        else:
            (new if prefer == "theirs" else kept).append(change)
    return new, same, kept


def _bare(given: Reply) -> bool:
    """Whether nothing is said beside an answer."""
    return not any(getattr(given, name) for name in BESIDE)


def _place(given: Reply) -> Location:
    return given.location or Location("answers")


def _shown(given: Reply) -> str:
    """Return an answer with its place, and who gave it and when."""
    who = [f"{name} {value}" for name, value in (("by", given.by), ("on", given.on)) if value]
    beside = f" ({' '.join(who)})" if who else ""
    return f"{said(given.answer)!r}{beside} in {_place(given)}"


def _unasked(model: SurveyModel, after: System, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    """Yield what would be written and not be used: answers to what is not asked any more."""
    stale = {(step.question.id, step.placed.place) for step in walk(model, after).stale if step.placed}
    for change in changes:
        if change.reply is not None and (change.question, change.place) in stale:
            message = f"{change.question!r} is not asked any more: other answers rule it out"
            yield Diagnostic(_place(change.reply), "SM522", message)


def _reworded(model: SurveyModel, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
    """Yield answered questions that were read otherwise than the pack has them."""
    for entry in entries:
        question = model.questions[entry.question]
        same = entry.ask is None or words(entry.ask) == words(question.ask)
        if not same or (entry.choices is not None and _offered(entry.choices) != choices(model, question)):
            message = (
                f"{question.id!r} reads otherwise in {model.id} {model.version}: see whether it still fits"
            )
            yield Diagnostic(entry.location, "SM523", message, "warning")


def _offered(read_as: Mapping[str, str]) -> dict[str, str]:
    return {id: words(text) for id, text in read_as.items()}
