"""Records of CSV to rows; a broken one costs its first line and no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import define, field

from surveymodel.content.decode import MAX_BYTES
from surveymodel.content.nouns import Question
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, id_fault
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest
from surveymodel.exchange.batch.inputs import TOO_LONG, Block
from surveymodel.exchange.batch.row import ID, KEPT, Reject, Row, refused
from surveymodel.project.spelling import parsed

__all__ = ["columns_of", "read_records"]

#: For how many texts in a column it is remembered what they stand for.
_REMEMBERED: Final = 4_096


def columns_of(model: SurveyModel, block: Block) -> tuple[str, ...]:
    """Return the columns of a file of CSV: question ids, and one that names the systems.

    Raises :class:`~surveymodel.errors.AnswerError` with everything wrong with them.
    """
    place = Location(block.name, 1, 1)
    try:
        text = block.header.decode()
        header = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
    except UnicodeDecodeError:
        raise AnswerError([Diagnostic(place, "SM102", "the header is not UTF-8")]) from None
    except csv.Error as error:
        raise AnswerError([Diagnostic(place, "SM104", f"the header is no CSV: {error}")]) from None
    columns = tuple(name.strip() for name in header)
    faults = [Diagnostic(place, code, message) for code, message in _misfits(model, columns)]
    if faults:
        raise AnswerError(faults)
    return columns


def _misfits(model: SurveyModel, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    other = next((mark for mark in ";\t|" if len(columns) == 1 and mark in columns[0]), None)
    if other is not None:
        yield "SM104", f"cells are separated by ',', not by {other!r}"
        return
    if ID not in columns:
        yield "SM202", f"the column {ID!r} with the ids of the systems is missing from the header"
    known = {ID: None} | dict(model.questions)
    for index, name in enumerate(columns):
        question = known.get(name)
        if name in columns[:index]:
            yield "SM201", f"the column {name[:80]!r} stands twice in the header"
        elif name not in known:
            yield "SM501", f"unknown question {name[:80]!r} in the header{nearest(name, known)}"
        elif question is not None and question.of == "organisation":
            yield "SM504", f"{name!r} is a question of the organisation: it cannot be answered by a system"


@define
class _Column:
    """What the texts of a column stand for."""

    question: Question
    known: dict[str, Given] = field(factory=dict)

    def given(self, text: str) -> Given:
        found = self.known.get(text)
        if found is None:
            found = parsed(self.question, text)
            if len(self.known) < _REMEMBERED:
                self.known[text] = found
        return found


def read_records(model: SurveyModel, block: Block) -> Iterator[Row | Reject]:
    """Yield the rows of a block of CSV."""
    columns = columns_of(model, block)
    readers = {name: _Column(model.questions[name]) for name in columns if name != ID}
    text = block.data.decode("utf-8", "surrogateescape")
    lines = io.StringIO(text, newline="\n").readlines()
    for first, end, cells in _each(lines):
        text = "".join(lines[first:end]).rstrip("\r\n")
        if isinstance(cells, csv.Error):
            yield refused(block.line + first, None, "SM104", f"this is no CSV: {cells}", _shown(text))
        elif any(cell.strip() for cell in cells):
            yield _record(block.line + first, columns, readers, cells, text)


@define
class _Feed:
    """Lines from one on, and how far they have been taken."""

    lines: Sequence[str]
    at: int

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _each(lines: Sequence[str]) -> Iterator[tuple[int, int, list[str] | csv.Error]]:
    """Yield where a record begins and ends among lines, and its cells or what is wrong with it.

    What follows the first line of a broken one is read anew: its quote may never have been meant to
    open.
    """
    feed = _Feed(lines, 0)
    reader = csv.reader(feed, strict=True)
    while feed.at < len(lines):
        first = feed.at
        try:
            cells = next(reader)
        except csv.Error as error:
            feed.at = first + 1
            reader = csv.reader(feed, strict=True)
            yield first, feed.at, error
        else:
            yield first, feed.at, cells


def _shown(text: str) -> str:
    """Return a text with bytes that are not UTF-8 as what they are."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _record(
    line: int, columns: Sequence[str], readers: Mapping[str, _Column], record: Sequence[str], text: str
) -> Row | Reject:
    """Return the system that a record is."""
    cells = dict(zip(columns, record, strict=False))
    id = cells.get(ID, "").strip()
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        message = f"byte 0x{ord(text[error.start]) - 0xDC00:02x} is not UTF-8"
        return refused(line, None, "SM102", message, _shown(text))
    if size > MAX_BYTES:
        return refused(line, id[:80], "SM109", TOO_LONG, text)
    if len(record) != len(columns):
        message = f"the record has {len(record)} cells and the header {len(columns)}"
        return refused(line, id[:80], "SM203", message, text)
    fault = id_fault(id)
    if fault:
        return refused(line, id[:80], "SM204", fault, text)
    sheet: dict[str, Given] = {}
    faults: list[Diagnostic] = []
    for name, column in readers.items():
        if cells[name].strip():
            try:
                sheet[name] = column.given(cells[name])
            except AnswerError as error:
                faults += error.diagnostics
    return Reject(line, id, tuple(faults), text[:KEPT]) if faults else Row(line, id, sheet, text)
