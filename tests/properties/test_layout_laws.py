"""The laws of editing: in any layout one answer is changed and nothing else, or nothing at all."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel.content.document import read
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError
from surveymodel.project.answering import Change, SystemFile
from surveymodel.project.edit import dropped, put
from tests.layouts import (
    OFFERED,
    Written,
    changed_lines,
    comments_of,
    put_in,
    replies,
    taken_out,
    written,
)


def line_ends(text: str) -> set[str]:
    """Return the ways in which the lines of a text end."""
    return set(re.findall(r"\r?\n", text))


def test_the_laws_answer_what_the_pack_asks(tiny: SurveyModel) -> None:
    """The random files know every question of the tiny pack that is not the organisation's, with its answers."""
    asked = {
        question.id: sorted(answer.id for answer in question.answers)
        for question in tiny.questions.values()
        if question.of != "organisation"
    }
    assert set(asked) == set(OFFERED)
    assert all(set(offered or ()) <= set(asked[question]) for question, offered in OFFERED.items())


@given(file=written(), data=st.data())
def test_putting_changes_one_entry(file: Written, data: st.DataObject) -> None:
    """The data are the old ones with that entry; no comment goes, no other line moves, twice is once."""
    path, key = data.draw(st.sampled_from(file.places), label="place")
    reply = data.draw(replies(key), label="reply")
    before = data.draw(st.lists(st.sampled_from([k for p, k in file.places if p == path])), label="before")
    new = put(file.text, path, key, reply, before=before)
    assert put_in(file.data, path, key, reply) == read("", new.encode()).data
    assert comments_of(file.text) == comments_of(new)
    assert [] == changed_lines(file.text, new, path, key)
    assert line_ends(new) <= line_ends(file.text)
    assert new == put(new, path, key, reply, before=before)


@given(file=written(), data=st.data())
def test_taking_out_changes_one_entry(file: Written, data: st.DataObject) -> None:
    """The data are the old ones without that entry; no comment goes, and no other line moves."""
    taken = [place for place in file.places if file.has(*place)]
    assume(taken)
    path, key = data.draw(st.sampled_from(taken), label="place")
    new = dropped(file.text, path, key)
    assert taken_out(file.data, path, key) == read("", new.encode()).data
    assert comments_of(file.text) == comments_of(new)
    assert [] == changed_lines(file.text, new, path, key)
    assert line_ends(new) <= line_ends(file.text)


@given(file=written(), data=st.data())
def test_what_was_put_can_be_taken_out(file: Written, data: st.DataObject) -> None:
    """A new entry that goes again leaves the data as they were, and no comment is lost on the way."""
    free = [place for place in file.places if not file.has(*place)]
    assume(free)
    path, key = data.draw(st.sampled_from(free), label="place")
    there = put(file.text, path, key, data.draw(replies(key), label="reply"))
    back = dropped(there, path, key)
    assert file.data == read("", back.encode()).data
    assert comments_of(file.text) == comments_of(back)


@given(file=written(crowded=True), data=st.data())
def test_what_cannot_be_changed_is_refused(file: Written, data: st.DataObject) -> None:
    """Also where comments stand within braces, an entry is changed as it should be or not at all."""
    path, key = data.draw(st.sampled_from(file.places), label="place")
    reply = data.draw(st.none() | replies(key) if file.has(path, key) else replies(key), label="reply")
    try:
        new = dropped(file.text, path, key) if reply is None else put(file.text, path, key, reply)
    except ValueError:
        return
    wanted = taken_out(file.data, path, key) if reply is None else put_in(file.data, path, key, reply)
    assert wanted == read("", new.encode()).data
    assert comments_of(file.text) == comments_of(new)


@given(written(json=True), st.data())
def test_json_stays_json(file: Written, data: st.DataObject) -> None:
    """A system file written as JSON is JSON afterwards: other programs may read it as such."""
    path, key = data.draw(st.sampled_from(file.places), label="place")
    reply = data.draw(replies(key), label="reply")
    new = put(file.text, path, key, reply)
    changed = put_in(file.data, path, key, reply)
    assert changed == json.loads(new)
    assert taken_out(changed, path, key) == json.loads(dropped(new, path, key))


def _change(data: st.DataObject, file: Written) -> tuple[Change, tuple[str, ...], Any]:
    """Return a change of a random answer, and where and what it is as plain data."""
    path, question = data.draw(st.sampled_from(file.places), label="place")
    value = data.draw(st.none() | replies(question), label="reply")
    reply = None if value is None else System(answers={"q": value}).answers["q"]
    place = "system" if len(path) == 1 else path[1]
    return Change(question, place, reply), path, value


@given(file=written(crowded=True), data=st.data())
def test_a_change_is_written_or_refused(
    tiny: SurveyModel, tmp_path_factory: pytest.TempPathFactory, file: Written, data: st.DataObject
) -> None:
    """In any layout: the answers are the old ones with that one changed, or the file is as it was."""
    shop = tmp_path_factory.getbasetemp() / "law.yaml"
    start = data.draw(st.sampled_from((b"", b"\xef\xbb\xbf")))
    raw = start + file.text.encode()
    shop.write_bytes(raw)
    change, path, value = _change(data, file)
    opened = SystemFile.open(tiny, shop)
    try:
        opened.write([change])
    except AnswerError as error:
        assert ["SM512"] == [diagnostic.code for diagnostic in error.diagnostics]
        assert raw == shop.read_bytes()
        return
    wanted = file.data
    if value is not None:
        wanted = put_in(file.data, path, change.question, value)
    elif file.has(path, change.question):
        wanted = taken_out(file.data, path, change.question)
    assert System.read(shop) == opened.system
    assert _system(wanted) == opened.system
    assert shop.read_bytes().startswith(start)
    assert comments_of(file.text) == comments_of(shop.read_bytes().decode("utf-8-sig"))


def _system(data: Any) -> System:
    """Return the system that the data of a system file describe."""
    fields = {name: data[name] for name in ("id", "title", "pack", "answers", "components") if name in data}
    return System(**fields)
