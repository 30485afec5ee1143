"""Arrow tables as sheets, and record batches mapped to tasks."""

from __future__ import annotations

import pickle
from typing import Any

import pyarrow as pa
import pytest

from surveymodel import AnswerError, System, UnknownNameError, resolve_batches, resolve_chunks, resolve_many
from surveymodel.engine.arrow_batches import FIELDS, listed
from tests.packs import model
from tests.shop import MODEL

#: Three shops: one that answers, one that says nothing, one whose people are a crowd.
COLUMNS: dict[str, list[Any]] = {
    "id": ["first", "second", "third"],
    "kind": ["shop", None, "shop"],
    "features": [["cards"], None, ["mail", "cards"]],
    "people": [5, None, 500],
    "login": ["cookie", None, "token"],
}
SHEETS = [
    {"kind": "shop", "features": ["cards"], "people": 5, "login": "cookie"},
    {},
    {"kind": "shop", "features": ["mail", "cards"], "people": 500, "login": "token"},
]


def facts(table: Any) -> list[tuple[str, ...]]:
    """Return the facts that are certain in each row."""
    return list(resolve_many(MODEL, table, kinds=("fact",)).rows("fact"))


def test_rows_are_sheets_and_nulls_are_not_answered() -> None:
    """A null is no answer; the column of ids is none either."""
    found = resolve_many(MODEL, pa.table(COLUMNS), kinds=("task", "fact"))
    expected = resolve_many(MODEL, SHEETS, kinds=("task", "fact"))
    assert SHEETS == list(found.sheets)
    for kind in ("task", "fact"):
        assert expected.columns(kind) == found.columns(kind)
        assert expected.columns(kind, "possible") == found.columns(kind, "possible")


@pytest.mark.parametrize(
    "type",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.uint32(), pa.large_string()),
    ],
    ids=str,
)
def test_texts_of_every_type_are_read(type: Any) -> None:
    """However Arrow keeps a text, it is the same answer."""
    plain = pa.array(["shop", None, "site", "unknown"], pa.string())
    assert [("tier.one",)] * 4 == [row[:1] for row in facts(pa.table({"kind": plain.cast(type)}))]
    answers = resolve_many(MODEL, pa.table({"kind": plain.cast(type)}), kinds=("answer",))
    assert 0b0001 == answers.columns("answer")["kind.shop"]
    assert 0b1010 == answers.columns("answer", "possible")["kind.shop"]


@pytest.mark.parametrize(
    "type", [pa.list_(pa.string()), pa.large_list(pa.dictionary(pa.int8(), pa.string()))], ids=str
)
def test_lists_of_every_type_are_read(type: Any) -> None:
    """An empty list is the answer that nothing holds, a null is none."""
    features = pa.array([["cards"], [], None, ["mail", "cards"]], type)
    table = pa.table({"kind": ["shop"] * 4, "features": features})
    answers = resolve_many(MODEL, table, kinds=("answer",))
    assert 0b1001 == answers.columns("answer")["features.cards"]
    assert 0b0010 == answers.columns("answer")["features.none"]
    assert 0b0100 == answers.columns("answer", "possible")["features.cards"]


@pytest.mark.parametrize("type", [pa.int8(), pa.uint16(), pa.int64(), pa.uint64()], ids=str)
def test_integers_of_every_type_are_read(type: Any) -> None:
    """A threshold beyond what the type can hold is still one."""
    people = pa.array([0, 99, 100, None], type)
    table = pa.table({"kind": ["shop"] * 4, "features": [["cards"]] * 4, "people": people})
    found = resolve_many(MODEL, table, kinds=("fact",))
    assert 0b0100 == found.columns("fact")["crowded"]
    assert 0b1000 == found.columns("fact", "possible")["crowded"]


def test_a_column_of_nothing_is_not_answered() -> None:
    """A column of nulls alone has no type that could be wrong."""
    nothing = pa.table({id: pa.nulls(2) for id in ("kind", "features", "people")})
    assert [{}, {}] == list(resolve_many(MODEL, nothing).sheets)


def test_a_part_of_a_table_is_read_where_it_begins() -> None:
    """A slice that begins within a byte, and within the lists, has its own rows."""
    many = {name: values * 7 for name, values in COLUMNS.items()}
    table = pa.table(many).slice(5, 11)
    assert facts(pa.table(table.to_pydict(), schema=table.schema)) == facts(table)
    assert facts(table) == facts(pa.table(many))[5:16]


def test_streams_and_batches_are_read_too() -> None:
    """Whatever hands out an Arrow stream will do."""
    table = pa.table(COLUMNS)
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    assert facts(table) == facts(reader)
    assert [2, 1] == [len(part) for part in resolve_chunks(MODEL, table, size=2)]


def test_a_list_whose_null_hides_texts_is_not_answered() -> None:
    """What a null list still has in its memory does not count."""
    lists = pa.ListArray.from_arrays(
        pa.array([0, 1, 2], pa.int32()), pa.array(["cards", "nonsense"]), mask=pa.array([False, True])
    )
    table = pa.table({"kind": ["shop", "shop"], "features": lists})
    assert {} == resolve_many(MODEL, table, strict=False).rejected
    assert [{"kind": "shop", "features": ["cards"]}, {"kind": "shop"}] == list(
        resolve_many(MODEL, table).sheets
    )


def test_an_organisation_answers_where_a_table_does_not() -> None:
    """Columns that are not there, and nulls in those that are, take the organisation's answer."""
    above = System(answers={"region": "west", "hosting": "cloud"})
    table = pa.table({"hosting": ["own", None, "unknown"]})
    found = resolve_many(MODEL, table, kinds=("answer",), organisation=above)
    assert 0b111 == found.columns("answer")["region.west"]
    assert 0b010 == found.columns("answer")["hosting.cloud"]
    assert 0b100 == found.columns("answer", "possible")["hosting.cloud"]


def test_a_question_of_many_answers_has_more_than_a_byte() -> None:
    """Answers beyond the eighth are read, counted and checked as the others."""
    ids = [f"a{index}" for index in range(20)]
    wide = model(
        {
            "questions": [
                {"id": "one", "select": "one", "answers": [{"id": id} for id in ids]},
                {"id": "many", "select": "many", "answers": [{"id": id} for id in ids]},
            ]
        }
    )
    table = pa.table({"one": ids, "many": [[*ids[:index], ids[19]] for index in range(20)]})
    found = resolve_many(wide, table, kinds=("answer",), strict=False)
    assert {} == found.rejected
    for index in range(20):
        assert 1 << index == found.columns("answer")[f"one.a{index}"]
    assert (1 << 20) - 1 == found.columns("answer")["many.a19"]
    twice = pa.table({"many": [[*ids, "a19"], ids, [*ids[:8], *ids[:8]]]})
    assert [0, 2] == list(resolve_many(wide, twice, strict=False).rejected)


def test_answers_may_have_columns_of_their_own() -> None:
    """One of truths for each; where all of them are null the question is not answered."""
    table = pa.table(
        {
            "kind.shop": [True, None, None, False],
            "kind.site": [False, True, None, True],
            "features.cards": [True, None, False, None],
            "features.mail": pa.array([True, None, False, False], pa.bool_()),
            "features.demo": pa.nulls(4),
        }
    )
    sheets: list[dict[str, Any]] = [
        {"kind": "shop", "features": ["cards", "mail"]},
        {"kind": "site"},
        {"features": []},
        {"kind": "site", "features": []},
    ]
    found = resolve_many(MODEL, table, kinds=("answer", "task"))
    expected = resolve_many(MODEL, sheets, kinds=("answer", "task"))
    assert sheets == list(found.sheets)
    assert (expected.must, expected.may) == (found.must, found.may)


def test_many_different_texts_are_read_too() -> None:
    """Also where most of them are no answers."""
    texts = ["shop", "site", None, "unknown", *(f"text-{index}" for index in range(100))]
    found = resolve_many(MODEL, pa.table({"kind": texts}), kinds=("answer",), strict=False)
    assert list(range(4, 104)) == list(found.rejected)
    assert 0b0001 == found.columns("answer")["kind.shop"]
    assert 0b1100 == found.columns("answer", "possible")["kind.shop"]


# ---------------------------------------------------------------------------------------------
# What does not fit


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"kinds": ["shop"]}, "column 'kinds': SM501 unknown question 'kinds' (did you mean 'kind'?)"),
        ({"kind": [3]}, "column 'kind': SM503 a question of one answer takes texts, not int64"),
        ({"features": ["cards"]}, "column 'features': SM503 a question of many answers takes lists of texts, not string"),
        ({"features": [[1]]}, "column 'features': SM503 a question of many answers takes lists of texts, not list<"),
        ({"people": [1.0]}, "column 'people': SM503 a number question takes integers, not double"),
        ({"people": [True]}, "column 'people': SM503 a number question takes integers, not bool"),
        ({"kind.shopp": [True]}, "column 'kind.shopp': SM502 unknown answer 'shopp' of 'kind' (did you mean 'shop'?)"),
        ({"kinds.shop": [True]}, "column 'kinds.shop': SM501 unknown question 'kinds' (did you mean 'kind'?)"),
        ({"kind.shop": ["yes"]}, "column 'kind.shop': SM503 an answer's own column takes truths, not string"),
        ({"people.3": [True]}, "column 'people.3': SM502 unknown answer '3' of 'people'"),
        ({"region.west": [True]}, "column 'region.west': SM504 'region' is a question of the organisation"),
        ({"kind": ["shop"], "kind.shop": [True]}, "column 'kind.shop': SM501 the column stands twice in the table"),
        ({"kind.shop": [True], "kind": ["shop"]}, "column 'kind': SM501 its answers have columns of their own"),
        ({"region": ["west"]}, "column 'region': SM504 'region' is a question of the organisation"),
    ],
)  # fmt: skip
def test_a_column_that_does_not_fit_is_refused(columns: dict[str, Any], message: str) -> None:
    """The error names the column before any row is looked at, strict or not."""
    with pytest.raises(AnswerError) as caught:
        resolve_many(MODEL, pa.table(columns), strict=False)
    assert message in str(caught.value)


def test_a_column_that_stands_twice_is_refused() -> None:
    """Nobody could say which of the two counts."""
    table = pa.table([pa.array(["shop"]), pa.array(["site"])], names=["kind", "kind"])
    with pytest.raises(AnswerError, match="the column stands twice"):
        resolve_many(MODEL, table)


SPOILT: list[tuple[dict[str, Any], str]] = [
    ({"kind": ["site", "shopp"]}, "unknown answer 'shopp' of 'kind' (did you mean 'shop'?)"),
    ({"features": [["cards"], ["card"]]}, "unknown answer 'card' of 'features'"),
    ({"features": [["cards"], ["cards", None]]}, "a list of answers holds answer ids only"),
    ({"features": [["cards"], ["mail", "mail"]]}, "an answer stands twice in the list"),
    ({"features": [["cards"], ["cards", "cards", "cards"]]}, "an answer stands twice in the list"),
    ({"features": [["cards"], ["demo", "mail"]]}, "the answer 'demo' of 'features' stands alone"),
    ({"features": [["cards"], ["unknown"]]}, "'unknown' stands alone"),
    ({"kind.shop": [True, True], "kind.site": [False, True]}, "'kind' takes one answer, not a list"),
    ({"kind.shop": [True, False], "kind.site": [None, None]}, "'kind' takes one answer, not a list"),
    (
        {"features.demo": [False, True], "features.mail": [True, True]},
        "the answer 'demo' of 'features' stands alone",
    ),
    ({"people": [3, -1]}, "numbers lie between 0 and"),
    ({"people": pa.array([3, 2**64 - 1], pa.uint64())}, "numbers lie between 0 and"),
    ({"people": pa.array([3, 10**15 + 1], pa.uint64())}, "numbers lie between 0 and"),
]


@pytest.mark.parametrize(("columns", "message"), SPOILT)
def test_a_row_that_does_not_fit_is_rejected(columns: dict[str, Any], message: str) -> None:
    """What is wrong with a row is what would be wrong with it as a sheet; the others stand."""
    table = resolve_many(MODEL, pa.table(columns), strict=False)
    assert [1] == list(table.rejected)
    assert message in "\n".join(map(str, table.rejected[1]))
    assert 0b01 == table.columns("task")["contact"]
    with pytest.raises(AnswerError, match="sheet 1: answer"):
        resolve_many(MODEL, pa.table(columns))


def test_a_text_of_the_dictionary_that_no_row_has_is_no_fault() -> None:
    """Only what a row says counts."""
    coded = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), ["shop", "site", "nonsense"])
    assert {} == resolve_many(MODEL, pa.table({"kind": coded}), strict=False).rejected


# ---------------------------------------------------------------------------------------------
# Batches to batches


def mapped(table: Any, **options: Any) -> list[dict[str, Any]]:
    """Return the rows that come of a table mapped batch by batch."""
    result = resolve_batches(MODEL, **options)(iter(table.to_batches(max_chunksize=2)))
    found = list(result)
    assert all(FIELDS == batch.schema for batch in found)
    return [dict(row) for row in pa.Table.from_batches(found, schema=FIELDS).to_pylist()]


def test_a_row_comes_out_for_each_task_of_each_system() -> None:
    """Certain and possible tasks, those of one system together."""
    rows = mapped(pa.table(COLUMNS))
    expected = resolve_many(MODEL, SHEETS)
    for index, system in enumerate(COLUMNS["id"]):
        for certainty in ("certain", "possible"):
            tasks = [row["task"] for row in rows if (row["system"], row["certainty"]) == (system, certainty)]
            assert list(list(expected.rows("task", certainty))[index]) == tasks
    assert sorted(COLUMNS["id"], key=[row["system"] for row in rows].index) == COLUMNS["id"]
    assert {None} == {row["fault"] for row in rows}


def test_a_sheet_that_does_not_fit_is_a_row_with_its_fault() -> None:
    """A bad sheet stops nothing and is not silent."""
    table = pa.table({"id": ["good", "bad"], "kind": ["site", "shopp"]})
    rows = mapped(table)
    assert [("good", "contact", None)] == [
        (row["system"], row["task"], row["fault"]) for row in rows if row["certainty"] == "certain"
    ]
    (bad,) = [row for row in rows if row["system"] == "bad"]
    assert {"task": None, "certainty": None} == {key: bad[key] for key in ("task", "certainty")}
    assert bad["fault"].startswith("answer 'kind': SM502 unknown answer 'shopp'")


def test_ids_that_are_no_texts_are_refused() -> None:
    """But for numbers, which are as good a name."""
    with pytest.raises(AnswerError, match="column 'id': SM503 the ids of systems are texts, not list"):
        mapped(pa.table({"id": [["a"]], "kind": ["site"]}))
    assert {"7"} == {row["system"] for row in mapped(pa.table({"id": [7], "kind": ["site"]}))}


def test_batches_without_ids_are_refused() -> None:
    """A task of nobody helps nobody."""
    with pytest.raises(AnswerError, match="the column 'id' with the ids of the systems is missing"):
        mapped(pa.table({"kind": ["site"]}))


def test_options_are_those_of_many_sheets() -> None:
    """A standard filters, an organisation answers, names are checked at once."""
    west = System(answers={"region": "west"})
    rows = mapped(pa.table(COLUMNS), standard="std", organisation=west)
    assert {"watch-page", "notice"} == {row["task"] for row in rows}
    with pytest.raises(UnknownNameError):
        resolve_batches(MODEL, standard="sdt")


def test_the_parts_of_a_model_can_be_sent_to_other_processes() -> None:
    """A model pickles, as engines that send functions about need it to."""
    again = pickle.loads(pickle.dumps(MODEL))
    table = pa.table(COLUMNS)
    assert list(resolve_batches(MODEL)(iter(table.to_batches()))) == list(
        resolve_batches(again)(iter(table.to_batches()))
    )


def test_a_list_of_what_holds_may_leave_out_what_is_possible() -> None:
    """Rows, ids and certainties stand beside each other in the order of the rows."""
    table = resolve_many(MODEL, SHEETS)
    rows, ids, certainties = listed(table, "task", possible=False)
    assert {"certain"} == set(certainties.to_pylist())
    assert [id for row in table.rows("task") for id in row] == ids.to_pylist()
    assert [at for at, row in enumerate(table.rows("task")) for _ in row] == rows.to_pylist()


def test_a_list_may_tell_of_some_ids_only() -> None:
    """The ids that are named, in the order in which they are."""
    rows, ids, _ = listed(resolve_many(MODEL, SHEETS), "task", ("watch-page", "contact"), possible=False)
    assert ["watch-page", "contact", "contact", "watch-page", "contact"] == ids.to_pylist()
    assert [0, 0, 1, 2, 2] == rows.to_pylist()
