"""Blocks to rows: each line, record or file becomes an id and a sheet, or what is wrong with it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.files import FORMAT, read_system
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, id_fault
from surveymodel.engine.sheet import System
from surveymodel.engine.table import Sheetlike
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest
from surveymodel.exchange.batch.inputs import Block
from surveymodel.project.spelling import parsed

__all__ = ["ID", "Reject", "Row", "columns_of", "read_rows"]

#: The column of a table that names the systems.
ID: Final = "id"

#: How much of a rejected row is kept, in characters.
_KEPT: Final = 10_000

#: For how many texts in a column it is remembered what they stand for.
_REMEMBERED: Final = 4_096

_PROPERTIES: Final = ("id", "answers", "title", "pack", "components", "format")
_PLAIN: Final = frozenset({"id", "answers"})


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
    return Reject(row.line, row.id, tuple(faults), row.text[:_KEPT])


def read_rows(model: SurveyModel, block: Block, organisation: str | None = None) -> Iterator[Row | Reject]:
    """Yield what is in a block of any form but Parquet."""
    if block.fault is not None:
        text = block.data.decode("utf-8", "backslashreplace")
        yield _reject(block.line, None, "SM109", block.fault, text)
    elif block.form == "ndjson":
        yield from _lines(block)
    elif block.form == "csv":
        yield from _records(model, block)
    else:
        yield from _files(block, organisation)


def _reject(line: int, id: str | None, code: str, message: str, text: str) -> Reject:
    return Reject(line, id, (Diagnostic(Location("row"), code, message),), text[:_KEPT])


# ---------------------------------------------------------------------------------------------
# Lines of JSON


def _lines(block: Block) -> Iterator[Row | Reject]:
    for number, line in enumerate(block.data.split(b"\n"), block.line):
        if line and not line.isspace():
            yield _line(number, line)


def _line(number: int, line: bytes) -> Row | Reject:
    try:
        text = line.decode()
        data = _JSON.decode(text)
    except UnicodeDecodeError as error:
        message = f"byte 0x{line[error.start]:02x} is not UTF-8"
        return _reject(number, None, "SM102", message, line.decode("utf-8", "backslashreplace"))
    except _RefusedError as error:
        return _reject(number, None, "SM105", str(error), text)
    except ValueError as error:
        return _reject(number, None, "SM104", f"this is no JSON: {str(error)[:200]}", text)
    except RecursionError:
        return _reject(number, None, "SM109", "this is nested too deep", text)
    return _system(number, data, text)


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


def _system(number: int, data: Any, text: str) -> Row | Reject:
    """Return the system that a document of JSON is."""
    if type(data) is not dict:
        return _reject(number, None, "SM203", "a system is an object with 'id' and 'answers'", text)
    id = data.get("id")
    known = id if isinstance(id, str) else None
    faults = list(_faults(data))
    if faults:
        return Reject(number, known and known[:80], tuple(faults), text[:_KEPT])
    if data.keys() == _PLAIN:
        return Row(number, data["id"], data["answers"], text)
    try:
        system = System(
            answers=data["answers"],
            id=data["id"],
            title=data.get("title"),
            pack=data.get("pack"),
            components=data.get("components", {}),
        )
    except AnswerError as error:
        return Reject(number, known, error.diagnostics, text[:_KEPT])
    return Row(number, system.id, system, text)


def _faults(data: Mapping[str, Any]) -> Iterator[Diagnostic]:
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
    if data.get("format", FORMAT) != FORMAT:
        yield Diagnostic(where, "SM209", f"this version reads {FORMAT}, not {str(data['format'])[:80]!r}")


# ---------------------------------------------------------------------------------------------
# Records of CSV


def columns_of(model: SurveyModel, block: Block) -> tuple[str, ...]:
    """Return the columns of a file of CSV: question ids, and one that names the systems.

    Raises :class:`~surveymodel.errors.AnswerError` with everything wrong with them.
    """
    place = Location(block.name, 1)
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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    while True:
        line = block.line + before
        try:
            record = next(reader, None)
        except csv.Error as error:
            record = ["no record"]
            yield _reject(line, None, "SM104", f"this is no CSV: {error}", "")
        else:
            if record is None:
                return
            if any(cell.strip() for cell in record):
                yield _record(line, columns, readers, record)
        before = reader.line_num


def _record(
    line: int, columns: Sequence[str], readers: Mapping[str, _Column], record: Sequence[str]
) -> Row | Reject:
    """Return the system that a record is."""
    text = _written(record)
    cells = dict(zip(columns, record, strict=False))
    id = cells.get(ID, "").strip()
    if not text.isprintable() and any("\ud800" <= one <= "\udfff" for one in text):
        bad = next(one for one in text if "\ud800" <= one <= "\udfff")
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return _reject(line, None, "SM102", f"byte 0x{ord(bad) - 0xDC00:02x} is not UTF-8", shown)
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
    return Reject(line, id, tuple(faults), text[:_KEPT]) if faults else Row(line, id, sheet, text)


def _written(record: Sequence[str]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="").writerow(record)
    return target.getvalue()


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
