"""Many sheets at once: what goes in, what comes out, and what is refused."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from attrs import evolve

from surveymodel import AnswerError, Count, Interval, System, UnknownNameError, resolve_chunks, resolve_many
from surveymodel.engine.encode import Encoder
from surveymodel.engine.many import batch
from surveymodel.engine.table import joined
from surveymodel.errors import Diagnostic, Location
from tests.packs import model
from tests.shop import MODEL

Sheet = dict[str, Any]

WEST = System(answers={"region": "west"})
SHOP: Sheet = {"kind": "shop", "features": ["cards"], "people": 500, "login": "cookie", "hosting": "cloud"}
SITE: Sheet = {"kind": "site"}
#: A shop that takes cards and has not said anything else.
OPEN: Sheet = {"kind": "shop", "features": ["cards"], "hosting": "own"}
#: One that has, but for how many people it serves: only that there are some.
RANGED: Sheet = {**SHOP, "people": {"at-least": 1}, "login": "token"}


def test_rows_are_what_is_certain_in_each_sheet() -> None:
    """Each row has the tasks that are certain in its sheet, in the order of their ids."""
    table = resolve_many(MODEL, [SHOP, SITE, OPEN])
    assert [
        ("contact", "harden-cookie", "watch-page"),
        ("contact",),
        ("contact", "harden-cookie", "watch-page"),
    ] == list(table.rows("task"))


def test_what_is_only_possible_stands_apart() -> None:
    """A task that an open question may still bring is in the possible rows only."""
    table = resolve_many(MODEL, [{**SHOP, "stack": ["flask"]}, {"kind": "shop"}], organisation=WEST)
    assert [(), ("harden-cookie", "watch-page")] == [
        tuple(id for id in row if id != "notice") for row in table.rows("task", "possible")
    ]


def test_counts_add_up_the_rows() -> None:
    """A count says in how many sheets something is certain and in how many it is possible."""
    counts = resolve_many(MODEL, [SHOP, SITE, {"kind": "shop"}, RANGED]).counts("task")
    assert Count(certain=2, possible=1) == counts["watch-page"]
    assert Count(certain=1, possible=1) == counts["harden-cookie"]
    assert Count(certain=0, possible=4) == counts["notice"]
    assert Count(certain=4, possible=0) == counts["contact"]


def test_an_index_has_where_rows_begin_and_what_is_in_them() -> None:
    """The numbers of a row are the columns that hold in it."""
    table = resolve_many(MODEL, [SITE, SHOP])
    starts, numbers = table.index("task")
    ids = list(table.columns("task"))
    assert [0, 1, 4] == list(starts)
    assert ["contact", "contact", "harden-cookie", "watch-page"] == [ids[number] for number in numbers]


def test_columns_have_a_bit_for_each_sheet() -> None:
    """Bit i of a column is sheet i."""
    table = resolve_many(MODEL, [SITE, SHOP, SITE, SHOP])
    assert 0b1010 == table.columns("threat")["skimming"]
    assert 0b1111 == table.columns("task")["contact"]


def test_a_range_that_leaves_a_comparison_open_makes_it_possible() -> None:
    """At least one of the people is not yet a crowd, but may be."""
    table = resolve_many(MODEL, [RANGED, {**SHOP, "people": Interval(100)}], kinds=("fact",))
    assert 0b10 == table.columns("fact")["crowded"]
    assert 0b01 == table.columns("fact", "possible")["crowded"]


def test_a_row_in_full_is_the_resolution_of_its_sheet() -> None:
    """Whatever a table does not tell of, the resolution of the row does."""
    table = resolve_many(MODEL, [SITE, System(answers=SHOP, id="web-shop")])
    assert "web-shop" == table.resolution(1).system.id
    assert "certain" == table.resolution(1).certainty("rule:cards-typed")
    assert "excluded" == table.resolution(-2).certainty("rule:cards-typed")


def test_a_system_without_components_stands_beside_one_with_three() -> None:
    """A row of a system with components has what holds in one of them."""
    parts = {"web": {"stack": ["django"]}, "jobs": {"stack": []}, "old": {"stack": ["flask"]}}
    many: list[System | Sheet] = [
        System(answers=SHOP, components=parts),
        SHOP,
        System(answers=SHOP, components={"web": parts["web"]}),
    ]
    table = resolve_many(MODEL, many, kinds=("guide",))
    assert [
        ("harden-cookie/django", "harden-cookie/flask", "harden-cookie/other"),
        (),
        ("harden-cookie/django",),
    ] == list(table.rows("guide"))
    assert "harden-cookie/flask" in list(table.rows("guide", "possible"))[1]


def test_an_organisation_of_its_own_comes_before_the_one_for_all() -> None:
    """A system that names its organisation takes nothing from the other."""
    east = System(answers={"region": "east"})
    table = resolve_many(MODEL, [System(), System(organisation=east), {}], organisation=WEST)
    assert 0b101 == table.columns("task")["notice"]


def test_an_answer_of_the_sheet_comes_before_the_organisations() -> None:
    """The organisation's hosting counts only where the sheet says nothing of it, not even unknown."""
    above = System(answers={"region": "west", "hosting": "cloud"})
    many: list[Sheet] = [{}, {"hosting": "own"}, {"hosting": "unknown"}]
    table = resolve_many(MODEL, many, kinds=("answer",), organisation=above)
    assert 0b001 == table.columns("answer")["hosting.cloud"]
    assert 0b100 == table.columns("answer", "possible")["hosting.cloud"]


def test_a_standard_leaves_the_tasks_that_serve_it() -> None:
    """Only tasks with a mapping to a control in scope are told of."""
    table = resolve_many(MODEL, [SHOP, SITE], standard="std", organisation=WEST)
    assert [("notice", "watch-page"), ()] == list(table.rows("task"))


def test_kinds_are_those_asked_for() -> None:
    """A table tells of tasks, threats and controls, or of the kinds that are named."""
    assert {"task", "threat", "control"} == {
        name.partition(":")[0] for name in resolve_many(MODEL, [SHOP]).names
    }
    assert 1 == resolve_many(MODEL, [SHOP], kinds=["rule"]).columns("rule")["cards-typed"]


def test_no_sheets_make_an_empty_table() -> None:
    """Nothing in, nothing out, and every count is nought."""
    table = resolve_many(MODEL, [])
    assert 0 == len(table)
    assert [] == list(table.rows("task"))
    assert Count(0, 0) == table.counts("task")["contact"]
    assert [0] == list(table.index("task")[0])


def test_a_kind_of_which_a_pack_has_nothing_has_empty_rows() -> None:
    """A pack without tasks says of each sheet that it has none."""
    bare = model(
        {"questions": [{"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]}]}
    )
    table = resolve_many(bare, [{"kind": "site"}, {}], kinds=("question", "task"))
    assert [("kind",), ("kind",)] == list(table.rows("question"))
    assert [(), ()] == list(table.rows("task"))


def test_sheets_may_come_from_a_generator() -> None:
    """Any iterable will do, and the sheets can still be asked for."""
    table = resolve_many(MODEL, ({"kind": kind} for kind in ("site", "shop")))
    assert [{"kind": "site"}, {"kind": "shop"}] == list(table.sheets)


def test_chunks_come_one_after_the_other() -> None:
    """No more sheets are taken than the chunk needs that is asked for."""
    taken = []

    def three() -> Any:
        for index in range(3):
            taken.append(index)
            yield SITE

    chunks = resolve_chunks(MODEL, three(), size=2)
    assert 2 == len(next(chunks))
    assert [0, 1] == taken
    assert [1] == [len(rest) for rest in chunks]


def test_a_pack_of_many_rules_takes_smaller_chunks() -> None:
    """However many values are alive at a time, they do not take too much memory."""
    assert 131_072 == batch(MODEL).size
    large = batch(MODEL)
    vars(large)["_one"] = evolve(large._one, count=4_097)
    assert 65_536 == large.size


# ---------------------------------------------------------------------------------------------
# Sheets that do not fit


SPOILT = [
    ({"colour": "red"}, "answer 'colour': SM501 unknown question 'colour'"),
    ({"kind": "shopp"}, "answer 'kind': SM502 unknown answer 'shopp' of 'kind' (did you mean 'shop'?)"),
    ({"kind": ["shop"]}, "answer 'kind': SM503 'kind' takes one answer, not a list"),
    ({"kind": 3}, "answer 'kind': SM503 'kind' asks for an answer's id, not for a number"),
    ({"kind": True}, "answer 'kind': SM503 true is no answer: write an answer's id"),
    ({"kind": None}, "answer 'kind': SM503 none is no answer: write an answer's id"),
    ({"features": "cards"}, "answer 'features': SM503 'features' takes a list of answers: write [cards]"),
    ({"features": ["cards", "cards"]}, "answer 'features': SM503 an answer stands twice in the list"),
    (
        {"features": ["demo", "cards"]},
        "answer 'features': SM505 the answer 'demo' of 'features' stands alone",
    ),
    (
        {"features": ["unknown"]},
        "answer 'features': SM502 'unknown' stands alone, not in the list of 'features'",
    ),
    ({"features": [["cards"]]}, "answer 'features': SM503 a list of answers holds answer ids only"),
    ({"people": "many"}, "answer 'people': SM503 'people' asks for a whole number of"),
    ({"people": -1}, "answer 'people': SM503 numbers lie between 0 and"),
    ({"people": 10**15 + 1}, "answer 'people': SM503 numbers lie between 0 and"),
    ({"people": 1.5}, "answer 'people': SM503 float is no answer: write an id, a list of ids or a number"),
    ({"region": "west"}, "answer 'region': SM504 'region' is a question of the organisation"),
    ({3: "x"}, "answers: SM203 a question's id is text, not int"),
    ([("kind", "shop")], "answers: SM203 answers are a mapping of question ids to what was answered"),
    (7, "answers: SM203 answers are a mapping of question ids to what was answered"),
    (System(pack="other"), "system: SM507 the answers are for the pack 'other', not for"),
]


@pytest.mark.parametrize(("sheet", "message"), SPOILT)
def test_a_sheet_that_does_not_fit_is_refused_with_its_number(sheet: Any, message: str) -> None:
    """The error says which sheet it is, which answer, and why."""
    with pytest.raises(AnswerError) as caught:
        resolve_many(MODEL, [SHOP, sheet, {"colour": "blue"}])
    assert f"sheet 1: {message}" in str(caught.value)
    assert "sheet 2" not in str(caught.value)


@pytest.mark.parametrize(("sheet", "message"), SPOILT)
def test_without_strictness_it_is_set_aside(sheet: Any, message: str) -> None:
    """Nothing holds in the row of a rejected sheet, the other rows are what they would be."""
    table = resolve_many(MODEL, [SHOP, sheet, SITE], strict=False)
    assert [1] == list(table.rejected)
    assert message in "\n".join(map(str, table.rejected[1]))
    assert [("contact", "harden-cookie", "watch-page"), (), ("contact",)] == list(table.rows("task"))
    assert 0b101 == table.columns("task")["contact"]
    assert () == list(table.rows("task", "possible"))[1]


def test_the_number_of_a_sheet_counts_over_chunks() -> None:
    """In the second chunk of two sheets, the first is sheet 2."""
    with pytest.raises(AnswerError, match="sheet 2: answer 'colour'"):
        list(resolve_chunks(MODEL, [SITE, SITE, {"colour": "red"}], size=2))


def test_an_organisation_that_does_not_fit_is_refused() -> None:
    """What is wrong with the organisation is said once, not of each sheet."""
    with pytest.raises(AnswerError) as caught:
        resolve_many(MODEL, [SITE, SITE], organisation=System(answers={"region": "north"}))
    assert "unknown answer 'north' of 'region'" in str(caught.value)
    assert "sheet" not in str(caught.value)


def test_names_that_do_not_exist_are_refused_with_the_nearest() -> None:
    """Kinds and standards are checked before anything is computed."""
    with pytest.raises(UnknownNameError, match="did you mean 'task'"):
        resolve_many(MODEL, [SHOP], kinds=["tasks"])
    with pytest.raises(UnknownNameError, match="did you mean 'std'"):
        resolve_many(MODEL, [SHOP], standard="sdt")
    with pytest.raises(UnknownNameError, match="kind of truth in this table"):
        resolve_many(MODEL, [SHOP]).counts("rule")


def test_a_part_of_the_sheets_is_a_list() -> None:
    """The sheets of several chunks, or of a table of columns, can be sliced as any sequence."""
    table = joined(list(resolve_chunks(MODEL, [SITE, SHOP, {}], size=1)))
    assert [SHOP, {}] == table.sheets[1:]
    assert 3 == len(table.sheets)


def test_a_row_that_is_not_there_is_an_index_error() -> None:
    """As with any sequence."""
    with pytest.raises(IndexError):
        resolve_many(MODEL, [SHOP]).resolution(1)


def test_the_resolution_of_a_rejected_sheet_says_why() -> None:
    """Asking for all of it raises what the table has against it."""
    table = resolve_many(MODEL, [{"colour": "red"}], strict=False)
    with pytest.raises(AnswerError, match="unknown question 'colour'"):
        table.resolution(0)


def test_rows_can_be_rejected_for_reasons_of_their_own() -> None:
    """What somebody else has against a row comes after what its sheet has, and nothing holds in it."""
    double = Diagnostic(Location("row"), "SM204", "the id stands twice")
    for sheets in ([SHOP, {"colour": "red"}, SITE], [SHOP, {"colour": "red"}, {"kind": "shop"}]):
        table = resolve_many(MODEL, sheets, strict=False)
        fewer = table.without({0: (double,), 1: (double,)})
        assert [0, 1] == list(fewer.rejected)
        assert (double,) == fewer.rejected[0]
        assert (*table.rejected[1], double) == fewer.rejected[1]
        assert 0b100 == fewer.columns("task")["contact"]
        assert [(), ()] == list(fewer.rows("task", "possible"))[:2]
        assert list(table.rows("task", "possible"))[2] == list(fewer.rows("task", "possible"))[2]
    assert table is table.without({})


def test_a_complete_table_stays_one_plane_without_some_rows() -> None:
    """Where nothing is possible in any row, nothing is in fewer."""
    told = {"people": 3, "stack": [], **SHOP}
    table = resolve_many(MODEL, [told, told], organisation=WEST).without({0: ()})
    assert table.must is table.may
    assert 0b10 == table.columns("task")["contact"]


# ---------------------------------------------------------------------------------------------
# Inside


def test_garbage_is_collected_again_afterwards() -> None:
    """The collector rests while sheets are read and is as it was before, on or off."""
    resolve_many(MODEL, [SHOP, {"colour": "red"}], strict=False)
    assert gc.isenabled()
    gc.disable()
    try:
        resolve_many(MODEL, [SHOP])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_lists_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that was met once is known from then on, as long as there is room; others are read again."""
    monkeypatch.setattr("surveymodel.engine.encode._REMEMBERED", 2)
    encoder = Encoder(MODEL)
    first, second = encoder.row({"features": ["cards"]}), encoder.row({"features": ["mail"]})
    assert first != second
    assert {"unknown", ()} == set(encoder._known["features"])
    assert second == encoder.row({"features": ["mail"]})


def test_the_order_of_a_list_does_not_matter() -> None:
    """An answer's place in a list says nothing."""
    encoder = Encoder(MODEL)
    assert encoder.row({"features": ["cards", "mail"]}) == encoder.row({"features": ("mail", "cards")})
