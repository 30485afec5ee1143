"""Plan files on the disk: read with every fault at once, changed whole or not at all, one writer after the other."""

from __future__ import annotations

import errno
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from attrs import frozen

from surveymodel.content.decode import raw_of
from surveymodel.content.document import Document, read
from surveymodel.content.formats import PLAN_FILE
from surveymodel.content.schema import faults
from surveymodel.engine.resolve import Resolution
from surveymodel.errors import AnswerError, Diagnostic, Location, SurveyModelError
from surveymodel.project.backups import Told, replace_dated
from surveymodel.project.folder import plan_path, refuse_leading_out
from surveymodel.project.locking import held
from surveymodel.project.plan_file import PlanFile, plan_data
from surveymodel.project.plan_reading import plan_file
from surveymodel.project.plan_text import new_text, rewritten

__all__ = ["Decided", "change_plan", "read_any_plan", "read_plan"]

#: How often to begin anew where somebody writes into the file in between without waiting their turn.
TRIES: Final = 20


@frozen
class Decided:
    """A plan to be kept, and which of its tasks had another id before, by that id."""

    file: PlanFile
    renamed: Mapping[str, str]


def read_plan(path: Path, of: Resolution) -> PlanFile | None:
    """Return what the plan file of a system says; None where there is no such file.

    Raises :class:`~surveymodel.errors.AnswerError` with every fault at once, and where it is the
    plan of another system, or by another pack.
    """
    found = _found(path)
    return None if found is None else _read(path, found, of.system.id, of.model.id)


def read_any_plan(path: Path, system: str | None) -> PlanFile | None:
    """Return what the plan file of a system says, by whichever pack it is; None where there is no such file.

    Raises :class:`~surveymodel.errors.AnswerError` as :func:`read_plan` does.
    """
    found = _found(path)
    return None if found is None else _read(path, found, system, None)


def _found(path: Path) -> bytes | None:
    """Return the bytes of a plan file; None where there is none."""
    message = "a plan file stands in the folder of its system, and this link leads out of it"
    refuse_leading_out([path], path.parent, message)
    try:
        return raw_of(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        raise AnswerError([Diagnostic(Location(str(path)), "SM101", what)]) from error


def _read(path: Path, raw: bytes, system: str | None, pack: str | None) -> PlanFile:
    document = read(str(path), PLAN_FILE.today(raw))
    wrong = [one for one in document.diagnostics if one.severity == "error"]
    if not wrong:
        try:
            found = plan_file(document.data)
            wrong = list(_of_another(document, found, system, pack))
            if not wrong:
                return found
        except (KeyError, TypeError, ValueError, AnswerError):
            wrong = list(_explained(document))
    raise AnswerError(sorted(set(wrong)))


def _of_another(
    document: Document, found: PlanFile, system: str | None, pack: str | None
) -> Iterator[Diagnostic]:
    """Yield what says that a plan belongs to another system or, where that matters, to another pack."""
    if found.system != system:
        message = f"this is the plan of {found.system!r}, not of {system!r}"
        yield Diagnostic(document.at(("system",)), "SM520", message)
    if pack is not None and found.pin.id != pack:
        message = f"the plan is by the pack {found.pin.id!r}, not by {pack!r}"
        yield Diagnostic(document.at(("pack", "id")), "SM507", message)


def _explained(document: Document) -> list[Diagnostic]:
    """Return what the schema refuses in a file that could not be read."""
    found = document.data.get("format") if isinstance(document.data, dict) else None
    message = PLAN_FILE.fault(found) if isinstance(found, str) else None
    if message is not None:
        return [Diagnostic(document.at(("format",)), "SM209", message)]
    return list(faults("plan-file", document))


def change_plan(
    system: Path, of: Resolution, change: Callable[[PlanFile | None], Decided], *, told: Told | None = None
) -> PlanFile:
    """Change the plan file of a system file; return what it says afterwards.

    ``change`` gets what the file says, None where there is none, and returns what it is to say. It is
    called again where somebody else wrote in between. A file in an older format is kept as it was, and
    ``told`` is given the path of the backup. Raises what ``change`` raises,
    :class:`~surveymodel.errors.AnswerError` where the file has faults or cannot be edited, and
    ``OSError`` where it cannot be written.
    """
    path = plan_path(system)
    for _ in range(TRIES):
        with ExitStack() as stack:
            stack.enter_context(held(system))
            stack.enter_context(held(path))
            found = _found(path)
            old = None if found is None else _read(path, found, of.system.id, of.model.id)
            decided = change(old)
            _refuse_unkept(path, decided.file)
            if old is None or found is None:
                raw, so = new_text(decided.file).encode(), {}
            else:
                raw, so = _edited(path, PLAN_FILE.today(found), old, decided), {path: found}
            if raw == found or replace_dated(PLAN_FILE, {path: raw}, found=so, told=told):
                return decided.file
    raise OSError(errno.EBUSY, "others write into this file all the time", str(path))


def _refuse_unkept(path: Path, file: PlanFile) -> None:
    """Raise where something is decided in words that no plan file takes, such as a name of two lines."""
    try:
        plan_file(plan_data(file))
    except (KeyError, TypeError, ValueError) as error:
        raise SurveyModelError(f"{path}: nothing is written: a plan file cannot hold {error}") from error


def _edited(path: Path, found: bytes, old: PlanFile, decided: Decided) -> bytes:
    try:
        text = rewritten(found.decode("utf-8-sig"), old, decided.file, decided.renamed)
    except ValueError as error:
        message = "this layout cannot be edited: write the change by hand, or write mappings in lines"
        raise AnswerError([Diagnostic(Location(str(path)), "SM512", message)]) from error
    return (BOM_UTF8 if found.startswith(BOM_UTF8) else b"") + text.encode()
