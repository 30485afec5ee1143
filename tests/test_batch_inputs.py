"""Inputs of many systems cut into blocks."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from surveymodel import AnswerError
from surveymodel.content.decode import MAX_BYTES
from surveymodel.exchange.batch import inputs
from surveymodel.exchange.batch.inputs import TOO_LONG, Block, blocks, form_of, size_of

pytestmark = pytest.mark.untraced

LINES = b'{"id": "a"}\n{"id": "bb"}\n\n{"id": "ccc"}\n'


def written(folder: Path, name: str, data: bytes) -> str:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def seen(found: list[Block]) -> list[tuple[int, bytes]]:
    """Return where each block begins and what is in it."""
    return [(block.line, block.data) for block in found]


@pytest.mark.parametrize("read", [1, 3, 12, 13, 1_000])
def test_a_text_is_cut_where_a_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: int) -> None:
    """However much is read at a time, blocks together are the text, and each but the last ends a line."""
    monkeypatch.setattr(inputs, "_BYTES", read)
    found = list(blocks(written(tmp_path, "a.ndjson", LINES), "ndjson"))
    assert LINES == b"".join(block.data for block in found)
    assert all(block.data.endswith(b"\n") for block in found)
    for block in found:
        before = LINES[: LINES.index(block.data)] if block.data.strip() else LINES[:25]
        assert 1 + before.count(b"\n") == block.line
    assert len(LINES) == sum(block.size for block in found)


def test_a_last_line_needs_no_end(tmp_path: Path) -> None:
    """What stands after the last line end is a line too."""
    assert [(1, b"a\n"), (2, b"b")] == seen(list(blocks(written(tmp_path, "a.ndjson", b"a\nb"), "ndjson")))


def test_an_empty_text_has_no_block(tmp_path: Path) -> None:
    """Of nothing comes nothing."""
    assert [] == list(blocks(written(tmp_path, "a.ndjson", b""), "ndjson"))


def test_a_mark_of_the_byte_order_is_passed_over(tmp_path: Path) -> None:
    """UTF-8 may begin with one."""
    path = written(tmp_path, "a.ndjson", b"\xef\xbb\xbf{}\n")
    assert [(1, b"{}\n")] == seen(list(blocks(path, "ndjson")))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_as_a_whole(tmp_path: Path, encoding: str) -> None:
    """One message, not one for each line."""
    data = "\ufeff{}\n".encode(encoding) if encoding.endswith("be") else "{}\n".encode(encoding)
    with pytest.raises(AnswerError, match="SM102 this is UTF-16: write the file as UTF-8"):
        list(blocks(written(tmp_path, "a.csv", data), "csv"))


def test_standard_input_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen is what is piped in, and how much that is nobody knows."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"{}\n{}\n")))
    assert [(1, b"{}\n{}\n")] == seen(list(blocks("-", "ndjson")))
    assert 0 == size_of("-", "ndjson")
    assert "ndjson" == form_of("-")


# ---------------------------------------------------------------------------------------------
# Lines that are too long


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told of with its number and its beginning; the lines about it are blocks as ever."""
    monkeypatch.setattr(inputs, "_BYTES", 1_000)
    monkeypatch.setattr(inputs, "MAX_BYTES", 5_000)
    path = written(tmp_path, "a.ndjson", b"a\n" + b"x" * 20_000 + b"\nb\nc")
    found = list(blocks(path, "ndjson"))
    (long,) = [block for block in found if block.fault]
    assert 2 == long.line
    assert TOO_LONG == long.fault
    assert len(long.data) <= inputs._SHOWN
    assert long.data == b"x" * len(long.data)
    assert b"a\nb\nc" == b"".join(block.data for block in found if not block.fault)
    assert [1, 3] == [block.line for block in found if not block.fault]
    assert 20_006 == sum(block.size for block in found)


def test_a_last_line_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no line end comes any more."""
    monkeypatch.setattr(inputs, "_BYTES", 1_000)
    monkeypatch.setattr(inputs, "MAX_BYTES", 5_000)
    found = list(blocks(written(tmp_path, "a.ndjson", b"a\n" + b"x" * 20_000), "ndjson"))
    assert [(1, None), (2, TOO_LONG)] == [(block.line, block.fault) for block in found]


def test_a_line_at_the_limit_is_read(tmp_path: Path) -> None:
    """The limit is that of other files, and a line may be as long."""
    line = b"x" * (MAX_BYTES - 1) + b"\n"
    assert [line] == [block.data for block in blocks(written(tmp_path, "a.ndjson", line), "ndjson")]


# ---------------------------------------------------------------------------------------------
# CSV

TABLE = b'id,"a\nb"\nx,1\ny,"two\nlines ""quoted"""\nz,3\n'


@pytest.mark.parametrize("read", [1, 7, 20, 1_000])
def test_a_table_is_cut_where_a_record_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: int
) -> None:
    """A line end between quotes ends no record; every block knows the header, which may have one too."""
    monkeypatch.setattr(inputs, "_BYTES", read)
    found = list(blocks(written(tmp_path, "a.csv", TABLE), "csv"))
    assert {b'id,"a\nb"\n'} == {block.header for block in found}
    assert TABLE == found[0].header + b"".join(block.data for block in found)
    assert all(block.data.count(b'"') % 2 == 0 for block in found)
    for block in found:
        assert 1 + TABLE[: TABLE.index(block.data)].count(b"\n") == block.line


@pytest.mark.parametrize("data", [b"", b"id,kind", b"id,kind\n"])
def test_a_table_without_records_has_a_block_for_its_header(tmp_path: Path, data: bytes) -> None:
    """So that somebody looks at it."""
    (block,) = blocks(written(tmp_path, "a.csv", data), "csv")
    assert (data, b"") == (block.header, block.data)


def test_a_quote_that_is_never_closed_holds_up_no_more_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its line, text is cut where records end again; nothing of it is left out."""
    monkeypatch.setattr(inputs, "_BYTES", 1_000)
    monkeypatch.setattr(inputs, "MAX_BYTES", 5_000)
    data = b'r,1\nq,"x\n' + b"".join(b"s%d,x\n" % index for index in range(3_000))
    found = list(blocks(written(tmp_path, "a.csv", b"id,a\n" + data), "csv"))
    assert data == b"".join(block.data for block in found)
    assert [None] * len(found) == [block.fault for block in found]
    assert max(len(block.data) for block in found) <= 7_000
    assert [2 + data[: data.index(block.data)].count(b"\n") for block in found] == [
        block.line for block in found
    ]


@pytest.mark.parametrize("header", [b"id," + b"x" * 6_000 + b"\nid\n", b'id,"' + b"x\n" * 6_000])
def test_a_header_that_is_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: bytes
) -> None:
    """Nothing could be read under it."""
    monkeypatch.setattr(inputs, "_BYTES", 1_000)
    monkeypatch.setattr(inputs, "MAX_BYTES", 5_000)
    with pytest.raises(AnswerError, match="SM109 the header has more than 5,000 bytes"):
        list(blocks(written(tmp_path, "a.csv", header), "csv"))


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_a_block_has_so_many_lines_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: inputs.Form
) -> None:
    """For short lines are many rows."""
    monkeypatch.setattr(inputs, "_LINES", 10)
    lines = b"".join(b"%d,\n" % index for index in range(95))
    found = list(blocks(written(tmp_path, "a", b"id,a\n" + lines if form == "csv" else lines), form))
    assert lines == b"".join(block.data for block in found)
    assert [10] * 9 + [5] == [block.data.count(b"\n") for block in found]


def test_a_record_of_many_lines_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not one record ends within so many lines, the block has as many more as it takes."""
    monkeypatch.setattr(inputs, "_LINES", 3)
    record = b'a,"1\n2\n3\n4\n5"\n'
    found = list(blocks(written(tmp_path, "a.csv", b"id,a\n" + record + b"b,1\n"), "csv"))
    assert b"b,1\n" == found[-1].data.removeprefix(record)
    assert record + b"b,1\n" == b"".join(block.data for block in found)
    assert found[0].data.startswith(record)


@pytest.mark.parametrize("data", [b"id,kind\ra,shop\r", b"id,kind\ra,shop\rb,x\n"])
def test_lines_that_end_in_cr_alone_are_refused(tmp_path: Path, data: bytes) -> None:
    """Rather than taken for one long header."""
    with pytest.raises(AnswerError, match="lines end in CR alone: write the file with LF or CRLF"):
        list(blocks(written(tmp_path, "a.csv", data), "csv"))


# ---------------------------------------------------------------------------------------------
# Folders and Parquet


def test_a_folder_has_the_system_files_below_it(tmp_path: Path) -> None:
    """In order of their names: no hidden ones, no organisations that others name, nothing but files."""
    for name, text in {
        "b.yaml": "organisation: org/all.yaml\nid: b\n",
        "a.yml": "id: a\norganisation: 'org/all.yaml'  # ours\n",
        "org/all.yaml": "id: all\n",
        "deep/c.yaml": "id: c\norganisation: no\0path\n",
        "round.yaml/d.yaml": "id: d\n",
        ".hidden.yaml": "id: h\n",
        ".git/d.yaml": "id: d\n",
        "notes.txt": "nothing",
    }.items():
        written(tmp_path, name, text.encode())
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    (block,) = blocks(str(tmp_path), "systems")
    assert ["a.yml", "b.yaml", "deep/c.yaml", "round.yaml/d.yaml"] == [
        Path(path).relative_to(tmp_path).as_posix() for path in block.data
    ]
    assert 4 == block.size == size_of(str(tmp_path), "systems")


def test_a_folder_of_many_files_is_several_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says the number of its first file."""
    monkeypatch.setattr(inputs, "_FILES", 2)
    for name in "abc":
        written(tmp_path, f"{name}.yaml", b"id: x\n")
    assert [(1, 2), (3, 1)] == [(block.line, len(block.data)) for block in blocks(str(tmp_path), "systems")]


def test_a_folder_without_systems_is_refused(tmp_path: Path) -> None:
    """Nothing to do is more likely a wrong path."""
    with pytest.raises(AnswerError, match="there is no system file"):
        list(blocks(str(tmp_path), "systems"))


def test_a_system_file_stands_for_itself(tmp_path: Path) -> None:
    """One file is a folder of one."""
    path = written(tmp_path, "a.yaml", b"id: a\n")
    assert [(path,)] == [block.data for block in blocks(path, form_of(path))]


def parquet(folder: Path, rows: int) -> str:
    """Write a file of Parquet and return its path."""
    path = folder / "a.parquet"
    pq.write_table(pa.table({"id": [f"s{index}" for index in range(rows)]}), path, row_group_size=5)
    return str(path)


def test_parquet_comes_as_record_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block has so many rows at most, and says the number of the first."""
    monkeypatch.setattr(inputs, "_ROWS", 4)
    path = parquet(tmp_path, 10)
    found = list(blocks(path, "parquet"))
    read = [pa.ipc.open_stream(block.data).read_all() for block in found]
    assert [f"s{index}" for index in range(10)] == pa.concat_tables(read)["id"].to_pylist()
    assert all(1 <= len(table) <= 4 for table in read)
    assert [1 + sum(map(len, read[:at])) for at in range(len(read))] == [block.line for block in found]
    assert Path(path).stat().st_size == sum(block.size for block in found)


def test_parquet_that_is_damaged_inside_is_refused(tmp_path: Path) -> None:
    """Where its footer is whole and a page is not."""
    path = Path(parquet(tmp_path, 1_000))
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes(40) + data[80:])
    with pytest.raises(AnswerError, match=r"a\.parquet: SM101 this is no whole file of Parquet"):
        list(blocks(str(path), "parquet"))


def test_parquet_that_is_not_there_is_an_error_of_the_system() -> None:
    """With the name of the file."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        list(blocks("nowhere.parquet", "parquet"))


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_parquet_that_is_not_whole_is_refused(tmp_path: Path, keep: int) -> None:
    """Cut off anywhere, it is one message."""
    path = Path(parquet(tmp_path, 10))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(AnswerError, match=r"a\.parquet: SM101 this is no whole file of Parquet"):
        list(blocks(str(path), "parquet"))


def test_without_pyarrow_parquet_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named."""
    path = parquet(tmp_path, 1)
    monkeypatch.setattr(inputs, "find_spec", lambda _: None)
    with pytest.raises(AnswerError, match=r"pip install 'surveymodel\[arrow\]'"):
        list(blocks(path, "parquet"))


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.ndjson", "ndjson"), ("a.JSONL", "ndjson"), ("a.csv", "csv"), ("a.parquet", "parquet"), ("a.yml", "systems")],
)  # fmt: skip
def test_the_name_says_the_form(name: str, form: str) -> None:
    """By its suffix, in either case."""
    assert form == form_of(name)


def test_a_name_that_says_nothing_is_refused(tmp_path: Path) -> None:
    """The message has the names that do."""
    path = written(tmp_path, "systems.txt", b"")
    with pytest.raises(AnswerError, match=r"what is in the file: it ends in \.ndjson, .*, or --from says it"):
        form_of(path)


def test_a_name_that_says_nothing_and_is_not_there(tmp_path: Path) -> None:
    """A folder whose name is misspelt is not taken for a file."""
    with pytest.raises(FileNotFoundError):
        form_of(str(tmp_path / "systmes"))
