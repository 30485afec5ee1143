"""Blocks to rows: each line, record or file becomes an id and a sheet, or what is wrong with it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from surveymodel.content.decode import MAX_BYTES
from surveymodel.content.nouns import Question
from surveymodel.engine.files import FORMAT, read_system
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, id_fault, line_fault
from surveymodel.engine.sheet import System
from surveymodel.engine.table import Sheetlike
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest
from surveymodel.exchange.batch.inputs import TOO_LONG, Block
from surveymodel.project.spelling import parsed

__all__ = ["ID", "KEPT", "Reject", "Row", "columns_of", "read_rows"]

#: The column of a table that names the systems.
ID: Final = "id"

#: How much of a rejected row is kept, in characters.
KEPT: Final = 10_000

#: For how many texts in a column it is remembered what they stand for.
_REMEMBERED: Final = 4_096

_PROPERTIES: Final = ("id", "answers", "title", "pack", "components", "format")


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


def read_rows(model: SurveyModel, block: Block, organisation: str | None = None) -> Iterator[Row | Reject]:
    """Yield what is in a block of any form but Parquet."""
    if block.fault is not None:
        text = block.data.decode("utf-8", "backslashreplace")
        yield _reject(block.line, None, "SM109", block.fault, text)
    elif block.form == "ndjson":
        yield from _lines(model, block)
    elif block.form == "csv":
        yield from _records(model, block)
    else:
        yield from _files(block, organisation)


def _reject(line: int, id: str | None, code: str, message: str, text: str) -> Reject:
    return Reject(line, id, (Diagnostic(Location("row"), code, message),), text[:KEPT])


# ---------------------------------------------------------------------------------------------
# Lines of JSON


def _lines(model: SurveyModel, block: Block) -> Iterator[Row | Reject]:
    for number, line in enumerate(block.data.split(b"\n"), block.line):
        if line and not line.isspace():
            yield _line(model, number, line)


def _line(model: SurveyModel, number: int, line: bytes) -> Row | Reject:
    if len(line) > MAX_BYTES:
        return _reject(number, None, "SM109", TOO_LONG, line[:KEPT].decode("utf-8", "backslashreplace"))
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{line[error.start]:02x} is not UTF-8"
        return _reject(number, None, "SM102", message, line.decode("utf-8", "backslashreplace"))
    try:
        data = _JSON.decode(text)
    except _RefusedError as error:
        return _reject(number, None, "SM105", str(error), text)
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
        return _reject(number, None, "SM104", message, text)
    except ValueError as error:
        return _reject(number, None, "SM104", f"this is no JSON: {str(error)[:200]}", text)
    except RecursionError:
        return _reject(number, None, "SM109", "this is nested too deep", text)
    return _system(model, number, data, text)


class _RefusedError(ValueError):
    """An object of JSON that is not taken."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON in which no key stands twice."""
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RefusedError(f"the key {twice[:80]!r} stands twice")
    return result


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


_JSON: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _system(model: SurveyModel, number: int, data: Any, text: str) -> Row | Reject:
    """Return the system that a document of JSON is."""
    if type(data) is not dict:
        return _reject(number, None, "SM203", "a system is an object with 'id' and 'answers'", text)
    id = data.get("id")
    known = id if isinstance(id, str) else None
    faults = list(_faults(model, data))
    if faults:
        return Reject(number, known and known[:80], tuple(faults), text[:KEPT])
    if "components" not in data:
        return Row(number, data["id"], data["answers"], text)
    try:
        system = System(
            answers=data["answers"],
            id=data["id"],
            title=data.get("title"),
            pack=data.get("pack"),
            components=data["components"],
        )
    except AnswerError as error:
        return Reject(number, known, error.diagnostics, text[:KEPT])
    return Row(number, system.id, system, text)


def _faults(model: SurveyModel, data: Mapping[str, Any]) -> Iterator[Diagnostic]:
    where = Location("row")
    for key in data:
        if key not in _PROPERTIES:
            yield Diagnostic(where, "SM201", f"unknown property {key[:80]!r}{nearest(key, _PROPERTIES)}")
    for key in ("id", "answers"):
        if key not in data:
            yield Diagnostic(where, "SM202", f"the property {key!r} is missing")
    fault = id_fault(data["id"]) if "id" in data else None
    if fault:
        yield Diagnostic(where, "SM204", fault)
    if not isinstance(data.get("answers", {}), dict):
        yield Diagnostic(where, "SM203", "'answers' is an object of question ids and what was answered")
    fault_of_title = line_fault("title", data["title"]) if data.get("title") is not None else None
    if fault_of_title:
        yield Diagnostic(where, *fault_of_title)
    if data.get("pack", model.id) != model.id:
        message = f"the answers are for the pack {str(data['pack'])[:80]!r}, not for {model.id!r}"
        yield Diagnostic(where, "SM507", message)
    if data.get("format", FORMAT) != FORMAT:
        yield Diagnostic(where, "SM209", f"this version reads {FORMAT}, not {str(data['format'])[:80]!r}")


# ---------------------------------------------------------------------------------------------
# Records of CSV


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


def _records(model: SurveyModel, block: Block) -> Iterator[Row | Reject]:
    columns = columns_of(model, block)
    readers = {name: _Column(model.questions[name]) for name in columns if name != ID}
    text = block.data.decode("utf-8", "surrogateescape")
    lines = io.StringIO(text, newline="\n").readlines()
    for first, end, cells in _each(lines):
        text = "".join(lines[first:end]).rstrip("\r\n")
        if isinstance(cells, csv.Error):
            yield _reject(block.line + first, None, "SM104", f"this is no CSV: {cells}", _shown(text))
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
        return _reject(line, None, "SM102", message, _shown(text))
    if size > MAX_BYTES:
        return _reject(line, id[:80], "SM109", TOO_LONG, text)
    if len(record) != len(columns):
        message = f"the record has {len(record)} cells and the header {len(columns)}"
        return _reject(line, id[:80], "SM203", message, text)
    fault = id_fault(id)
    if fault:
        return _reject(line, id[:80], "SM204", fault, text)
    sheet: dict[str, Given] = {}
    faults: list[Diagnostic] = []
    for name, column in readers.items():
        if cells[name].strip():
            try:
                sheet[name] = column.given(cells[name])
            except AnswerError as error:
                faults += error.diagnostics
    return Reject(line, id, tuple(faults), text[:KEPT]) if faults else Row(line, id, sheet, text)


# ---------------------------------------------------------------------------------------------
# System files


def _files(block: Block, organisation: str | None) -> Iterator[Row | Reject]:
    for number, path in enumerate(block.data, block.line):
        try:
            system = read_system(path, organisation=organisation, cls=System)
        except AnswerError as error:
            yield Reject(number, None, error.diagnostics, path)
        else:
            yield Row(number, system.id, system, path)
