"""Many sheets resolved at once: sheets go in, a table of what is certain and possible comes out.

Row *i* of a table is what :func:`~surveymodel.engine.resolve.resolve` says of sheet *i*. Sheets that
answer all that they are asked take one plane, others two; a system with components takes the program
once for each of them, its row being what holds in some component.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from attrs import evolve

from surveymodel.engine.batch import Batch
from surveymodel.engine.model import KINDS, SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.engine.table import Sheetlike, Table, joined
from surveymodel.errors import AnswerError, Diagnostic, Location, UnknownNameError

__all__ = ["batch", "resolve_chunks", "resolve_many"]

#: What a table tells of unless other kinds of truth are asked for.
TOLD: Final = ("task", "threat", "control")


def batch(
    model: SurveyModel,
    kinds: Sequence[str] = TOLD,
    *,
    standard: str | None = None,
    organisation: System | None = None,
) -> Batch:
    """Return a model made ready for many sheets.

    Raises :class:`~surveymodel.errors.UnknownNameError` for an unknown kind of truth or standard and
    :class:`~surveymodel.errors.AnswerError` where the organisation does not fit the model.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownNameError("kind of truth", kind, KINDS)
    standards = [one.id for one in model.content.standards]
    if standard is not None and standard not in standards:
        raise UnknownNameError("standard", standard, standards)
    ready = Batch(model, tuple(kinds), standard, organisation)
    ready.encoder.check()
    return ready


def resolve_chunks(
    model: SurveyModel,
    sheets: Iterable[Sheetlike],
    *,
    kinds: Sequence[str] = TOLD,
    standard: str | None = None,
    organisation: System | None = None,
    strict: bool = True,
    size: int | None = None,
) -> Iterator[Table]:
    """Yield tables of some ten thousand sheets, so that memory is bounded however many there are.

    Args:
        size: how many sheets to a table; without it, what suits the model.

    The other parameters and the errors are those of :func:`resolve_many`.
    """
    ready = batch(model, kinds, standard=standard, organisation=organisation)
    start = 0
    for table in _tables(ready, sheets, size or ready.size):
        if strict and table.rejected:
            raise AnswerError(list(_placed(table.rejected, start)))
        yield table
        start += len(table)


def _tables(ready: Batch, sheets: Any, size: int) -> Iterator[Table]:
    if hasattr(sheets, "__arrow_c_stream__"):
        from surveymodel.engine.arrow import tables

        yield from tables(ready, sheets, size)
        return
    following = iter(sheets)
    while chunk := list(islice(following, size)):
        yield ready.table(chunk)


def _placed(rejected: Mapping[int, tuple[Diagnostic, ...]], start: int) -> Iterator[Diagnostic]:
    """Yield the faults of the first sheet that does not fit, with its number before their places."""
    row = min(rejected)
    for fault in rejected[row]:
        yield evolve(fault, location=Location(f"sheet {start + row}: {fault.location}"))


def resolve_many(
    model: SurveyModel,
    sheets: Iterable[Sheetlike],
    *,
    kinds: Sequence[str] = TOLD,
    standard: str | None = None,
    organisation: System | None = None,
    strict: bool = True,
) -> Table:
    """Return what holds in each of many sheets, all of it in memory.

    A sheet is a mapping of question ids to plain answers, as
    :class:`~surveymodel.engine.sheet.System` takes them, or a whole system with its components. A
    table takes two bits for each sheet and truth; :func:`resolve_chunks` does not keep them.

    Args:
        model: the pack.
        sheets: any iterable of sheets.
        kinds: the kinds of truth to tell of; tasks, threats and controls unless others are named.
        standard: tell of tasks only where they serve a control of this standard in scope.
        organisation: has what a sheet does not answer, unless a system names one of its own.
        strict: raise for a sheet that does not fit; otherwise ``rejected`` of the table has it.

    Raises :class:`~surveymodel.errors.AnswerError` with the faults of the first sheet that does not
    fit and its number, from 0, and :class:`~surveymodel.errors.UnknownNameError` for an unknown kind
    of truth or standard.
    """
    chunks = resolve_chunks(
        model, sheets, kinds=kinds, standard=standard, organisation=organisation, strict=strict
    )
    tables = list(chunks)
    return joined(tables) if tables else batch(model, kinds, standard=standard).table(())
