"""Blocks of systems read row by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from surveymodel import AnswerError, Interval, System
from surveymodel.exchange.batch import records as records_of
from surveymodel.exchange.batch import rows
from surveymodel.exchange.batch.inputs import TOO_LONG, Block
from surveymodel.exchange.batch.records import columns_of
from surveymodel.exchange.batch.row import Reject, Row, rejected
from surveymodel.exchange.batch.rows import read_rows
from tests.shop import MODEL

pytestmark = pytest.mark.untraced


def lines(*texts: str | bytes) -> list[Row | Reject]:
    """Return what is in lines of JSON."""
    data = b"\n".join(text if isinstance(text, bytes) else text.encode() for text in texts)
    return list(read_rows(MODEL, Block("ndjson", "a.ndjson", 7, data)))


def records(header: str, *texts: str | bytes) -> list[Row | Reject]:
    """Return what is in records of CSV under a header."""
    data = b"\n".join(text if isinstance(text, bytes) else text.encode() for text in texts)
    return list(read_rows(MODEL, Block("csv", "a.csv", 2, data, f"{header}\n".encode())))


def messages(found: list[Row | Reject]) -> list[tuple[int, str | None, list[str]]]:
    """Return line, id and reasons of what was rejected."""
    return [
        (one.line, one.id, [f"{fault.code} {fault.message}" for fault in one.faults])
        for one in found
        if isinstance(one, Reject)
    ]


# ---------------------------------------------------------------------------------------------
# JSON


def test_a_line_is_a_system() -> None:
    """Its number counts lines that are empty too."""
    text = '{"id": "shop", "answers": {"kind": "shop", "people": 3, "features": ["cards"]}}'
    assert [Row(9, "shop", {"kind": "shop", "people": 3, "features": ["cards"]}, text)] == lines(
        "", " ", text
    )


def test_a_line_may_say_what_a_system_file_says() -> None:
    """Format, title, pack, components, and where answers come from."""
    data = {
        "format": "surveymodel-system/1",
        "id": "shop",
        "title": "Café",
        "pack": MODEL.id,
        "answers": {"kind": {"answer": "shop", "by": "ana"}},
        "components": {"web": {"answers": {"stack": ["flask"]}}},
    }
    (row,) = lines(json.dumps(data))
    assert isinstance(row, Row)
    expected = System(
        id="shop",
        title="Café",
        pack=MODEL.id,
        answers={"kind": {"answer": "shop", "by": "ana"}},
        components={"web": {"stack": ["flask"]}},
    )
    assert expected == row.sheet


@pytest.mark.parametrize(
    ("text", "id", "reasons"),
    [
        ("nonsense", None, ["SM104 this is no JSON: Expecting value at column 1"]),
        ('{"id": "a", "answers": {}', None, ["SM104 this is no JSON: Expecting ',' delimiter at column 26"]),
        ('{"id": "a', None, ["SM104 this is no JSON: Unterminated string starting at column 8"]),
        ('{"id": "a", "answers": {"people": NaN}}', None, ["SM104 this is no JSON: NaN is no number"]),
        ("[1]", None, ["SM203 a system is an object with 'id' and 'answers'"]),
        ('{"answers": {}}', None, ["SM202 the property 'id' is missing"]),
        ('{"id": "a"}', "a", ["SM202 the property 'answers' is missing"]),
        ('{"id": 3, "answers": {}}', None, ["SM204 an id is text, not int"]),
        ('{"id": "A", "answers": {}}', "A", ["SM204 'A' is no id: lower-case words joined by hyphens"]),
        ('{"id": "a", "answers": []}', "a", ["SM203 'answers' is an object of question ids and what was answered"]),
        ('{"id": "a", "answer": {}, "answers": {}}', "a", ["SM201 unknown property 'answer' (did you mean 'answers'?)"]),
        ('{"id": "a", "answers": {}, "organisation": "x.yaml"}', "a", ["SM201 unknown property 'organisation'"]),
        ('{"id": "a", "answers": {}, "format": "other/2"}', "a", ["SM209 this version reads surveymodel-system/1, not 'other/2'"]),
        ('{"id": "a", "answers": {}, "pack": "other"}', "a", [f"SM507 the answers are for the pack 'other', not for {MODEL.id!r}"]),
        ('{"id": "a", "answers": {}, "title": 3}', "a", ["SM203 'title' is text"]),
        ('{"id": "a", "answers": {}, "components": {"system": {}}}', "a", ["SM204 'system' is the name of a layer: give the component another id"]),
        ('{"id": "a", "answers": {}, "id": "b"}', None, ["SM105 the key 'id' stands twice"]),
        ('{"id": "a", "answers": {"kind": "shop", "kind": "site"}}', None, ["SM105 the key 'kind' stands twice"]),
        ("[" * 100_000, None, ["SM109 this is nested too deep"]),
    ],
)  # fmt: skip
def test_a_line_that_is_no_system_is_rejected(text: str, id: str | None, reasons: list[str]) -> None:
    """Everything that is wrong with it is said at once, and the next line is read."""
    found = lines(text, '{"id": "next", "answers": {}}')
    assert [(7, id, reasons)] == messages(found)
    assert isinstance(found[1], Row)
    assert "next" == found[1].id
    assert isinstance(found[0], Reject)
    assert text[:10_000] == found[0].text


def test_a_line_over_the_limit_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands in a block."""
    monkeypatch.setattr(rows, "MAX_BYTES", 40)
    monkeypatch.setattr(records_of, "MAX_BYTES", 40)
    found = lines('{"id": "a", "answers": {}}', '{"id": "b",' + " " * 40 + '"answers": {}}')
    assert [(8, None, [f"SM109 {TOO_LONG}"])] == messages(found)
    found = records("id,kind", "a,shop", "b,shop" + " " * 40)
    assert [(3, "b", [f"SM109 {TOO_LONG}"])] == messages(found)


def test_a_key_that_stands_twice_is_found_among_very_many() -> None:
    """In no more time than it takes to look at each once."""
    keys = ", ".join(f'"k{index}": 1' for index in range(100_000))
    found = lines(f'{{"id": "a", "answers": {{{keys}, "k99999": 2}}}}')
    assert [(7, None, ["SM105 the key 'k99999' stands twice"])] == messages(found)


def test_a_title_is_kept_to_itself() -> None:
    """It says nothing of the tasks."""
    (row,) = lines('{"id": "a", "title": "Shop", "answers": {"kind": "shop"}}')
    assert isinstance(row, Row)
    assert {"kind": "shop"} == row.sheet


def test_a_line_in_another_encoding_is_rejected() -> None:
    """With the first byte that is not UTF-8; the lines about it are not touched."""
    found = lines(
        '{"id": "a", "answers": {}}',
        '{"id": "é", "answers": {}}'.encode("latin-1"),
        '{"id": "c", "answers": {}}',
    )
    assert [(8, None, ["SM102 byte 0xe9 is not UTF-8"])] == messages(found)
    assert isinstance(found[1], Reject)
    assert '{"id": "\\xe9", "answers": {}}' == found[1].text


def test_what_is_kept_of_a_row_is_not_all_of_it() -> None:
    """Enough to find it again."""
    (found,) = lines(json.dumps({"id": "A" * 20_000, "answers": {}}))
    assert isinstance(found, Reject)
    assert (80, 10_000) == (len(found.id or ""), len(found.text))


def test_a_block_that_could_not_be_read_is_a_row_that_is_rejected() -> None:
    """With the reason that the block gives."""
    block = Block("ndjson", "a.ndjson", 4, b"{\xff", fault="the line is too long")
    (found,) = read_rows(MODEL, block)
    assert [(4, None, ["SM109 the line is too long"])] == messages([found])
    assert isinstance(found, Reject)
    assert "{\\xff" == found.text


def test_a_row_that_does_not_fit_the_model_keeps_its_place() -> None:
    """Line, id and text are those that it had."""
    (row,) = lines('{"id": "a", "answers": {"colour": "red"}}')
    assert isinstance(row, Row)
    assert Reject(7, "a", (), row.text) == rejected(row, ())


# ---------------------------------------------------------------------------------------------
# CSV


def test_a_record_is_a_system() -> None:
    """Its cells are answers as one types them; an empty one is not answered."""
    found = records(
        "id,kind,features,people",
        'a,shop,"cards, mail",1000..1999',
        "",
        "b,,none,7",
        ' c ,unknown,"[demo]",',
    )
    assert [
        (2, "a", {"kind": "shop", "features": ("cards", "mail"), "people": Interval(1000, 2000)}),
        (4, "b", {"features": (), "people": 7}),
        (5, "c", {"kind": "unknown", "features": ("demo",)}),
    ] == [(row.line, row.id, row.sheet) for row in found if isinstance(row, Row)]


def test_the_line_of_a_record_is_the_one_that_it_begins_in() -> None:
    """Where records have line ends in them."""
    found = records("id,kind", '"a\nb",shop', "c,shop")
    assert [2, 4] == [row.line for row in found]


def test_columns_stand_in_any_order() -> None:
    """Spaces about a name do not matter."""
    (row,) = records("kind, id", "shop,a")
    assert isinstance(row, Row)
    assert ("a", {"kind": "shop"}) == (row.id, row.sheet)


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ("kind", ["SM202 the column 'id' with the ids of the systems is missing from the header"]),
        ("id,kin", ["SM501 unknown question 'kin' in the header (did you mean 'kind'?)"]),
        ("id,kind,kind", ["SM201 the column 'kind' stands twice in the header"]),
        (
            "id,region",
            ["SM504 'region' is a question of the organisation: it cannot be answered by a system"],
        ),
        ("id,", ["SM501 unknown question '' in the header"]),
        ("id;kind", ["SM104 cells are separated by ',', not by ';'"]),
        ("id\tkind", ["SM104 cells are separated by ',', not by '\\t'"]),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: str, faults: list[str]) -> None:
    """With everything wrong with it, and before any record."""
    with pytest.raises(AnswerError) as caught:
        columns_of(MODEL, Block("csv", "a.csv", 2, b"", header.encode()))
    assert [f"a.csv:1:1: {fault}" for fault in faults] == str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("header", "message"),
    [(b"id,\xe9\n", "SM102 the header is not UTF-8"), (b'id,"kind\n', "SM104 the header is no CSV")],
)
def test_a_header_that_cannot_be_read_is_refused(header: bytes, message: str) -> None:
    """In one message."""
    with pytest.raises(AnswerError, match=message):
        columns_of(MODEL, Block("csv", "a.csv", 2, b"", header))


@pytest.mark.parametrize(
    ("record", "id", "reason"),
    [
        ("a,shop", "a", "SM203 the record has 2 cells and the header 3"),
        ("a,shop,3,4", "a", "SM203 the record has 4 cells and the header 3"),
        ("A,shop,3", "A", "SM204 'A' is no id: lower-case words joined by hyphens"),
        (",shop,3", "", "SM204 '' is no id: lower-case words joined by hyphens"),
        (
            "a,shop,many",
            "a",
            "SM503 'people' asks for a whole number or a range such as 1000..9999, not 'many'",
        ),
        (b"a,sh\xe9p,3", None, "SM102 byte 0xe9 is not UTF-8"),
    ],
)
def test_a_record_that_is_no_system_is_rejected(record: str | bytes, id: str | None, reason: str) -> None:
    """And the next one is read."""
    found = records("id,kind,people", record, "b,site,")
    assert [(2, id, [reason])] == messages(found)
    assert isinstance(found[1], Row)
    assert "b" == found[1].id


def test_a_quote_in_the_middle_is_rejected_and_the_next_record_is_read() -> None:
    """What is no CSV is one record, not all that follow."""
    for spoilt in ('a,"shop"x', 'a,"shop', 'a,"shop""'):
        found = records("id,kind", spoilt, "b,site", "c,site")
        assert [2] == [line for line, _, _ in messages(found)]
        assert messages(found)[0][2][0].startswith("SM104 this is no CSV")
        assert isinstance(found[0], Reject)
        assert spoilt == found[0].text
        assert ["b", "c"] == [row.id for row in found[1:]]


def test_texts_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that was met is known; others are read again."""
    monkeypatch.setattr(records_of, "_REMEMBERED", 1)
    found = records("id,people", *(f"s{index},{index % 3}" for index in range(9)))
    expected = [{"people": index % 3} for index in range(9)]
    assert expected == [row.sheet for row in found if isinstance(row, Row)]


# ---------------------------------------------------------------------------------------------
# Files


def test_files_are_systems(tmp_path: Path) -> None:
    """Each by its number; one that is none says where it is wrong."""
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("format: surveymodel-system/1\nid: good\nanswers: {kind: shop}\n")
    bad.write_text("format: surveymodel-system/1\nid: bad\nanswer: {}\n")
    found = list(read_rows(MODEL, Block("systems", "folder", 5, (str(bad), str(good)))))
    assert isinstance(found[1], Row)
    assert (6, "good", str(good)) == (found[1].line, found[1].id, found[1].text)
    assert isinstance(found[0], Reject)
    assert (5, None, str(bad)) == (found[0].line, found[0].id, found[0].text)
    assert any("SM201 unknown property 'answer'" in str(fault) for fault in found[0].faults)


def test_an_organisation_takes_the_place_of_the_one_that_files_name(tmp_path: Path) -> None:
    """As it does for a single system."""
    above, system = tmp_path / "above.yaml", tmp_path / "a.yaml"
    above.write_text("format: surveymodel-system/1\nid: above\nanswers: {region: west}\n")
    system.write_text("format: surveymodel-system/1\nid: a\norganisation: gone.yaml\nanswers: {}\n")
    (row,) = read_rows(MODEL, Block("systems", "folder", 1, (str(system),)), str(above))
    assert isinstance(row, Row)
    sheet: Any = row.sheet
    assert "above" == sheet.organisation.id
