"""The laws of many sheets at once, on random packs and systems: row *i* is sheet *i* alone.

A failing example prints the ``@reproduce_failure`` that repeats it; ``--hypothesis-seed`` repeats a
run.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveymodel import System, Table, plan, resolve, resolve_chunks, resolve_many
from surveymodel.engine.model import KINDS, SurveyModel
from surveymodel.engine.program import OR, Builder
from surveymodel.engine.slots import slots
from surveymodel.engine.transpose import byte_column, turned
from tests.packs import Plain, model
from tests.properties.test_laws import certainties, system_of
from tests.strategies import complete_sheets, packs, sheets, systems

Sheet = dict[str, Any]

#: Each example is a pack with many systems.
FEWER = settings(max_examples=max(1, settings().max_examples // 2))


def told(table: Table, row: int) -> dict[str, str]:
    """Return how certain each truth of a table is in a row."""
    found = {}
    for kind in {name.partition(":")[0] for name in table.names}:
        certain, possible = table.columns(kind), table.columns(kind, "possible")
        for id, bits in certain.items():
            held = "possible" if possible[id] >> row & 1 else "excluded"
            found[f"{kind}:{id}"] = "certain" if bits >> row & 1 else held
    return found


@st.composite
def packs_and_sheets(draw: st.DrawFn, *, complete: bool) -> tuple[Plain, list[Sheet]]:
    """Draw a pack and up to twenty sheets for it, all of them complete or any."""
    pack = draw(packs())
    each = complete_sheets(pack) if complete else sheets(pack)
    return pack, draw(st.lists(each, min_size=1, max_size=20))


@st.composite
def packs_and_systems(draw: st.DrawFn) -> tuple[Plain, list[Plain]]:
    """Draw a pack with layers and up to six systems with organisations and components."""
    pack = draw(packs(layers=True))
    return pack, draw(st.lists(systems(pack), min_size=1, max_size=6))


@FEWER
@given(packs_and_sheets(complete=False))
def test_a_row_is_what_its_sheet_says_alone(drawn: tuple[Plain, list[Sheet]]) -> None:
    """Every truth of every kind has in row i the certainty that sheet i gives it alone."""
    pack, many = drawn
    linked = model(pack)
    table = resolve_many(linked, many, kinds=KINDS)
    expected = [certainties(resolve(linked, System(answers=sheet))) for sheet in many]
    assert expected == [told(table, row) for row in range(len(many))]


@FEWER
@given(packs_and_sheets(complete=True))
def test_complete_sheets_take_one_plane(drawn: tuple[Plain, list[Sheet]]) -> None:
    """Sheets that leave nothing open are what they are alone, and nothing is possible in them."""
    pack, many = drawn
    linked = model(pack)
    table = resolve_many(linked, many, kinds=KINDS)
    assert table.must is table.may
    expected = [certainties(resolve(linked, System(answers=sheet))) for sheet in many]
    assert expected == [told(table, row) for row in range(len(many))]


@FEWER
@given(packs_and_systems())
def test_a_row_of_a_system_is_what_holds_in_some_component(drawn: tuple[Plain, list[Plain]]) -> None:
    """Systems with different numbers of components stand beside each other and are what they are alone."""
    pack, many = drawn
    linked = model(pack)
    each = [system_of(layers) for layers in many]
    table = resolve_many(linked, each, kinds=KINDS)
    assert [certainties(resolve(linked, one)) for one in each] == [
        told(table, row) for row in range(len(each))
    ]


@FEWER
@given(packs_and_systems())
def test_an_organisation_answers_for_sheets_that_do_not(drawn: tuple[Plain, list[Plain]]) -> None:
    """One organisation over plain sheets is that organisation over each of them."""
    pack, many = drawn
    linked = model(pack)
    above = System(answers=many[0]["organisation"])
    plain = [layers["system"] for layers in many]
    table = resolve_many(linked, plain, kinds=KINDS, organisation=above)
    alone = [resolve(linked, System(answers=sheet, organisation=above)) for sheet in plain]
    assert [certainties(one) for one in alone] == [told(table, row) for row in range(len(plain))]


@FEWER
@given(packs_and_systems(), st.integers(1, 3))
def test_the_size_of_a_chunk_changes_nothing(drawn: tuple[Plain, list[Plain]], size: int) -> None:
    """Tables of any size say one after the other what one table says."""
    pack, many = drawn
    linked = model(pack)
    each = [system_of(layers) for layers in many]
    whole = resolve_many(linked, each)
    parts = list(resolve_chunks(linked, each, size=size))
    for kind in ("task", "threat"):
        rows = [list(part.rows(kind, "possible")) for part in parts]
        assert list(whole.rows(kind, "possible")) == list(chain.from_iterable(rows))
        totals = {id: sum(part.counts(kind)[id].certain for part in parts) for id in whole.counts(kind)}
        assert {id: count.certain for id, count in whole.counts(kind).items()} == totals


@FEWER
@given(packs_and_systems())
def test_a_standard_keeps_the_tasks_that_serve_its_controls(drawn: tuple[Plain, list[Plain]]) -> None:
    """With a standard, a task is told of where a plan's task serves a control of it in scope."""
    pack, many = drawn
    linked = model(pack)
    each = [system_of(layers) for layers in many]
    for standard in linked.content.standards:
        table = resolve_many(linked, each, kinds=("task",), standard=standard.id)
        for row, (certain, possible) in enumerate(
            zip(table.rows("task"), table.rows("task", "possible"), strict=True)
        ):
            tasks = [task for task in plan(resolve(linked, each[row])).tasks if task.controls(standard.id)]
            assert {task.id for task in tasks if task.certainty == "certain"} == set(certain)
            assert {task.id for task in tasks if task.certainty == "possible"} == set(possible)


def arrow(linked: SurveyModel, many: list[Sheet]) -> pa.Table:
    """Return sheets of systems as an Arrow table, texts as dictionaries."""
    kinds = {
        "one": pa.dictionary(pa.int8(), pa.string()),
        "many": pa.list_(pa.dictionary(pa.int16(), pa.string())),
        "number": pa.int64(),
    }
    return pa.table(
        {
            question.id: pa.array([sheet.get(question.id) for sheet in many], kinds[question.select])
            for question in linked.content.questions
            if question.of != "organisation"
        }
    )


def truths(linked: SurveyModel, many: list[Sheet]) -> pa.Table:
    """Return sheets of systems as an Arrow table with a column of truths for each answer."""
    table = arrow(linked, many)
    for question in linked.content.questions:
        if question.of != "organisation" and question.answers:
            table = table.drop_columns(question.id)
            for answer in question.answers:
                said = [
                    None if question.id not in sheet else answer.id in _listed(sheet[question.id])
                    for sheet in many
                ]
                table = table.append_column(f"{question.id}.{answer.id}", pa.array(said, pa.bool_()))
    return table


def _listed(given: Any) -> list[str]:
    return given if isinstance(given, list) else [given]


def columnar(sheet: Sheet) -> Sheet:
    """Return a sheet without what a table of plain columns cannot say."""
    return {
        id: given
        for id, given in sheet.items()
        if isinstance(given, int | list) or (isinstance(given, str) and given != "unknown")
    }


@FEWER
@given(packs_and_systems(), st.integers(1, 4))
def test_an_arrow_table_is_its_rows(drawn: tuple[Plain, list[Plain]], batch: int) -> None:
    """A table of columns, in batches of any size, says what its rows say as sheets."""
    pack, many = drawn
    linked = model(pack)
    assume(any(question.of != "organisation" for question in linked.content.questions))
    above = System(answers=many[0]["organisation"])
    plain = [columnar(layers["system"]) for layers in many]
    table = pa.Table.from_batches(arrow(linked, plain).to_batches(max_chunksize=batch))
    found = resolve_many(linked, table, kinds=KINDS, organisation=above)
    expected = resolve_many(linked, plain, kinds=KINDS, organisation=above)
    assert [told(expected, row) for row in range(len(plain))] == [
        told(found, row) for row in range(len(plain))
    ]
    assert plain == list(found.sheets)
    hot = resolve_many(linked, truths(linked, plain), kinds=KINDS, organisation=above)
    assert (expected.must, expected.may) == (hot.must, hot.may)


@given(st.lists(st.integers(0, 2**40 - 1), min_size=8, max_size=8))
def test_bits_turned_round_stand_where_they_belong(eight: list[int]) -> None:
    """Bit i of byte j of the k-th integer is bit k of byte j of the i-th."""
    found = turned(eight, 5)
    for j in range(5):
        for i in range(8):
            assert [one >> 8 * j + i & 1 for one in found] == [eight[i] >> 8 * j + k & 1 for k in range(8)]


@given(st.lists(st.integers(0, 2**21 - 1), min_size=1, max_size=8))
def test_a_byte_for_each_lane_has_the_bits_of_its_columns(columns: list[int]) -> None:
    """Bit k of the i-th byte is bit i of the k-th column."""
    expected = [sum((column >> i & 1) << k for k, column in enumerate(columns)) for i in range(21)]
    assert expected == list(byte_column(columns, 21))


@given(st.data())
def test_used_slots_give_what_a_value_for_each_operation_gives(data: st.DataObject) -> None:
    """Values whose slots are used again are those of the program that keeps them all."""
    build = Builder(6)
    for _ in range(data.draw(st.integers(1, 30))):
        last = build.inputs + len(build.operations) // 3 - 1
        operands = [data.draw(st.integers(0, last)) for _ in range(2)]
        kind = data.draw(st.integers(0, 2))
        if kind == 2:
            build.negate(operands[0])
        elif kind == OR:
            build.some(operands)
        else:
            build.every(operands)
    program = build.program()
    full = (1 << 16) - 1
    inputs = [full, 0, 0x5555, 0x3333, 0x0F0F, 0x00FF]
    values = list(inputs)
    for operation, a, b in program.steps():
        values.append((values[a] & values[b], values[a] | values[b], values[a] ^ full)[operation])
    wanted = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=8))
    found = slots(program, wanted)
    assert [values[place] for place in wanted] == found.run([inputs[place] for place in found.inputs], full)
