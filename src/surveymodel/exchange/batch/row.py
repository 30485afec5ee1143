"""A row of an input: a system, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from surveymodel.engine.table import Sheetlike
from surveymodel.errors import Diagnostic, Location

__all__ = ["ID", "KEPT", "Reject", "Row", "refused", "rejected"]

#: The column of a table that names the systems.
ID: Final = "id"

#: How much of a rejected row is kept, in characters.
KEPT: Final = 10_000


@frozen
class Row:
    """A system: the number of its line, its id and its sheet."""

    line: int
    id: str
    sheet: Sheetlike
    text: str = ""  #: as it was written, where that is a line of text


@frozen
class Reject:
    """A line that is no system, and why."""

    line: int
    id: str | None
    faults: tuple[Diagnostic, ...]
    text: str


def rejected(row: Row, faults: Iterable[Diagnostic]) -> Reject:
    """Return a row that does not fit the model as what it then is."""
    return Reject(row.line, row.id, tuple(faults), row.text[:KEPT])


def refused(line: int, id: str | None, code: str, message: str, text: str) -> Reject:
    """Return a row that cannot be read, with the one thing that is wrong with it."""
    return Reject(line, id, (Diagnostic(Location("row"), code, message),), text[:KEPT])
