"""Blocks to rows: each line, record or file becomes an id and a sheet, or what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from surveymodel.content.decode import MAX_BYTES
from surveymodel.content.formats import SYSTEM
from surveymodel.engine.files import read_system
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import id_fault, line_fault
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest
from surveymodel.exchange.batch.inputs import TOO_LONG, Block
from surveymodel.exchange.batch.records import read_records
from surveymodel.exchange.batch.row import KEPT, Reject, Row, refused

__all__ = ["read_rows"]

_PROPERTIES: Final = ("id", "answers", "title", "pack", "components", "format")


def read_rows(model: SurveyModel, block: Block, organisation: str | None = None) -> Iterator[Row | Reject]:
    """Yield what is in a block of any form but Parquet."""
    if block.fault is not None:
        text = block.data.decode("utf-8", "backslashreplace")
        yield refused(block.line, None, "SM109", block.fault, text)
    elif block.form == "ndjson":
        yield from _lines(model, block)
    elif block.form == "csv":
        yield from read_records(model, block)
    else:
        yield from _files(block, organisation)


# ---------------------------------------------------------------------------------------------
# Lines of JSON


def _lines(model: SurveyModel, block: Block) -> Iterator[Row | Reject]:
    for number, line in enumerate(block.data.split(b"\n"), block.line):
        if line and not line.isspace():
            yield _line(model, number, line)


def _line(model: SurveyModel, number: int, line: bytes) -> Row | Reject:
    if len(line) > MAX_BYTES:
        return refused(number, None, "SM109", TOO_LONG, line[:KEPT].decode("utf-8", "backslashreplace"))
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{line[error.start]:02x} is not UTF-8"
        return refused(number, None, "SM102", message, line.decode("utf-8", "backslashreplace"))
    try:
        data = _JSON.decode(text)
    except _RefusedError as error:
        return refused(number, None, "SM105", str(error), text)
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
        return refused(number, None, "SM104", message, text)
    except ValueError as error:
        return refused(number, None, "SM104", f"this is no JSON: {str(error)[:200]}", text)
    except RecursionError:
        return refused(number, None, "SM109", "this is nested too deep", text)
    return _system(model, number, data, text)


class _RefusedError(ValueError):
    """An object of JSON that is not taken."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON in which no key stands twice."""
    result = dict(pairs)
    if len(result) < len(pairs):
        count = Counter(key for key, _ in pairs)
        twice = next(key for key in count if count[key] > 1)
        raise _RefusedError(f"the key {twice[:80]!r} stands twice")
    return result


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


_JSON: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _system(model: SurveyModel, number: int, data: Any, text: str) -> Row | Reject:
    """Return the system that a document of JSON is."""
    if type(data) is not dict:
        return refused(number, None, "SM203", "a system is an object with 'id' and 'answers'", text)
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
    other = SYSTEM.fault(str(data.get("format", SYSTEM)))
    if other is not None:
        yield Diagnostic(where, "SM209", other)


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
