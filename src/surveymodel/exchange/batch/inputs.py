"""Inputs to blocks: paths go in, parts of bounded size come out, each to be worked on by itself.

A block of text ends where a line, or a record of CSV, does. A line over the limit is no block: it
is passed over without being held, and told of with its number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, get_args

from attrs import define, frozen

from surveymodel.content.decode import MAX_BYTES
from surveymodel.errors import AnswerError, Diagnostic, Location
from surveymodel.project.folder import system_files

__all__ = ["FORMS", "TOO_LONG", "Block", "Form", "blocks", "form_of", "need_arrow", "size_of"]

Form = Literal["ndjson", "csv", "parquet", "systems"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)

#: How many bytes and lines of text, how many rows and how many files are worked on together.
_BYTES: Final = 2 << 20
_LINES: Final = 8_192
_ROWS: Final = 8_192
_FILES: Final = 64

#: How much of a line that is too long is shown, in bytes.
_SHOWN: Final = 10_000

_SUFFIXES: Final[dict[str, Form]] = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".parquet": "parquet",
    ".yaml": "systems",
    ".yml": "systems",
}
#: What is said of a line that is not read.
TOO_LONG: Final = f"the line has more than {MAX_BYTES:,} bytes"

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BOM: Final = b"\xef\xbb\xbf"


@frozen
class Block:
    """A part of an input."""

    form: Form
    name: str  #: of the input, as it was given
    line: int  #: number of its first line, record or row, from 1
    data: Any  #: bytes of lines, names of files, or a record batch as Arrow's stream
    header: bytes = b""  #: the first record of a file of CSV
    size: int = 0  #: how far it advances, in the unit of :func:`size_of`
    fault: str | None = None  #: why a line, with which ``data`` begins, cannot be worked on


def form_of(path: str) -> Form:
    """Return the form of an input, by its name.

    Raises :class:`~surveymodel.errors.AnswerError` where the name says nothing and ``OSError``
    where nothing is there.
    """
    if path == "-":
        return "ndjson"
    if Path(path).is_dir():
        return "systems"
    form = _SUFFIXES.get(Path(path).suffix.lower())
    if form is None:
        Path(path).stat()  # that it is not there comes first
        message = (
            f"the name does not say what is in the file: it ends in {', '.join(_SUFFIXES)}, or --from says it"
        )
        raise _refused(path, "SM101", message)
    return form


def size_of(path: str, form: Form) -> int:
    """Return the size of an input in bytes, or of a folder in files; 0 where it is not known."""
    if path == "-":
        return 0
    return len(system_files(Path(path))) if form == "systems" else Path(path).stat().st_size


def blocks(path: str, form: Form) -> Iterator[Block]:
    """Yield the parts of an input.

    Raises ``OSError`` where it cannot be read and :class:`~surveymodel.errors.AnswerError` where it
    is not what its form says.
    """
    if form == "systems":
        yield from _folder(path)
    elif form == "parquet":
        yield from _parquet(path)
    elif path == "-":
        yield from _Text(sys.stdin.buffer, path, form).blocks()
    else:
        with Path(path).open("rb") as stream:
            yield from _Text(stream, path, form).blocks()


def _refused(name: str, code: str, message: str) -> AnswerError:
    return AnswerError([Diagnostic(Location(name), code, message)])


# ---------------------------------------------------------------------------------------------
# Text


@define
class _Text:
    """A text as it is read: what has come and is in no block yet, and the number of its first line."""

    stream: BinaryIO
    name: str
    form: Form
    rest: bytes = b""
    line: int = 1
    header: bytes = b""
    begun: bool = False  #: whether there was a block yet

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the text, cut where a line or a record ends."""
        self.rest = self.stream.read(_BYTES)
        if self.rest[:2] in _UTF16:
            raise _refused(self.name, "SM102", "this is UTF-16: write the file as UTF-8")
        self.rest = self.rest.removeprefix(_BOM)
        more = True
        while more:
            if self.form == "csv" and not self.header and (cut := self.end(len(self.rest))):
                self.take_header(self.rest[:cut])
            yield from self.ready()
            found = self.stream.read(_BYTES)
            more = found != b""
            self.rest += found
        if self.form == "csv" and not self.header:
            self.header, self.rest = self.rest, b""
            self.check_header()
        if self.rest or (self.form == "csv" and not self.begun):
            yield self.block(len(self.rest))

    def ready(self) -> Iterator[Block]:
        """Yield the blocks that have been read to their end."""
        if self.form == "csv" and not self.header:
            if len(self.rest) > MAX_BYTES:
                raise _refused(self.name, "SM109", f"the header has more than {MAX_BYTES:,} bytes")
            return
        while cut := self.cut():
            yield self.block(cut)
        if len(self.rest) > MAX_BYTES and b"\n" not in self.rest:
            yield self.passed_over()

    def cut(self) -> int:
        """Return where the next block ends; 0 where more has to be read first.

        A record of CSV that does not end within the limit is cut after its first line, for its quote
        may never have been meant to open.
        """
        found = self.end(len(self.rest))
        if not found and len(self.rest) > MAX_BYTES and (first := self.rest.find(b"\n") + 1):
            found = self.end(len(self.rest), first)
        if self.rest.count(b"\n", 0, found) > _LINES:
            upto = 0
            for _ in range(_LINES):
                upto = self.rest.index(b"\n", upto) + 1
            return self.end(upto) or found
        return found

    def end(self, upto: int, start: int = 0) -> int:
        """Return where the last line ends that is whole, of CSV the last record; ``start`` where none does."""
        cut = self.rest.rfind(b"\n", 0, upto) + 1
        odd = self.form == "csv" and self.rest.count(b'"', start, cut) % 2
        while odd and cut > start:
            before = self.rest.rfind(b"\n", start, cut - 1) + 1
            odd ^= self.rest.count(b'"', before, cut) % 2
            cut = before
        return max(cut, start)

    def take_header(self, whole: bytes) -> None:
        """Take the first record off the text."""
        cut = whole.index(b"\n") + 1
        while whole.count(b'"', 0, cut) % 2:
            cut = whole.index(b"\n", cut) + 1
        self.header, self.rest = self.rest[:cut], self.rest[cut:]
        self.line += self.header.count(b"\n")
        self.check_header()

    def check_header(self) -> None:
        """Refuse lines that end as they did on old machines, of which nothing would be read."""
        if b"\r" in self.header.rstrip(b"\r\n"):
            raise _refused(self.name, "SM104", "lines end in CR alone: write the file with LF or CRLF")

    def block(self, cut: int) -> Block:
        """Take a block off the text."""
        data, self.rest = self.rest[:cut], self.rest[cut:]
        line, self.begun = self.line, True
        self.line += data.count(b"\n")
        return Block(self.form, self.name, line, data, self.header, cut)

    def passed_over(self) -> Block:
        """Take a line off that is too long, reading on to its end and keeping only its beginning."""
        line, size, begun, cut = self.line, 0, self.rest[:_SHOWN], 0
        while not cut and self.rest:
            size += len(self.rest)
            self.rest = self.stream.read(_BYTES)
            cut = self.rest.find(b"\n") + 1
        self.line += self.rest.count(b"\n", 0, cut)
        self.rest = self.rest[cut:]
        return Block(self.form, self.name, line, begun, size=size + cut, fault=TOO_LONG)


# ---------------------------------------------------------------------------------------------
# Folders and Parquet


def _folder(path: str) -> Iterator[Block]:
    files = list(map(str, system_files(Path(path))))
    if not files:
        raise _refused(path, "SM101", "there is no system file, *.yaml, in this folder")
    for start in range(0, len(files), _FILES):
        part = tuple(files[start : start + _FILES])
        yield Block("systems", path, start + 1, part, size=len(part))


def need_arrow(path: str) -> None:
    """Raise :class:`~surveymodel.errors.AnswerError` where Parquet can neither be read nor written."""
    if find_spec("pyarrow") is None:
        raise _refused(path, "SM101", "Parquet needs an extra: pip install 'surveymodel[arrow]'")


def _parquet_file(stream: BinaryIO) -> Any:
    """Open a file of Parquet so that no more of it is held than is looked at."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 16)


def _parquet(path: str) -> Iterator[Block]:
    need_arrow(path)
    import pyarrow as pa

    try:
        with Path(path).open("rb") as stream, _parquet_file(stream) as file:
            size = Path(path).stat().st_size
            rows, done = max(1, file.metadata.num_rows), 0
            for record in file.iter_batches(_ROWS, use_threads=False):
                sink = pa.BufferOutputStream()
                with pa.ipc.new_stream(sink, record.schema) as writer:
                    writer.write_batch(record)
                now = done + record.num_rows
                yield Block(
                    "parquet", path, done + 1, sink.getvalue().to_pybytes(),
                    size=size * now // rows - size * done // rows,
                )  # fmt: skip
                done = now
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        message = " ".join(str(error).split())[:200]
        raise _refused(path, "SM101", f"this is no whole file of Parquet: {message}") from None
