"""The laws of questions that go round in files: nothing is lost, and nothing is said that was not answered."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from surveymodel.content.document import read
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, given_data
from surveymodel.engine.sheet import System
from surveymodel.project.answering import Change, SystemFile
from surveymodel.project.filled import read_handout
from surveymodel.project.flow import flow
from surveymodel.project.handout import chosen, handout_text
from surveymodel.project.interview import Interview, Item
from surveymodel.project.spelling import said
from surveymodel.project.takein import Taken, take_in
from tests.begun import written
from tests.layouts import Written, comments_of, put_in
from tests.layouts import replies as tiny_replies
from tests.layouts import written as laid_out
from tests.packs import Plain, model
from tests.properties.test_laws import packs_and_systems
from tests.strategies import replies

ROOM = 'answer: ""'

#: Each example writes and reads many files.
FEWER = settings(max_examples=max(1, settings().max_examples // 3))


@frozen
class Round:
    """Questions that are open in a system, and what somebody answers to some of them."""

    model: SurveyModel
    layers: Plain
    items: tuple[Item, ...]
    typed: dict[tuple[str, str], str]  #: what is typed, by question and place
    changes: tuple[Change, ...]  #: what that means

    def file(self, folder: Path) -> SystemFile:
        """Return the system's file as it was handed out."""
        above = self.layers["organisation"]
        path = written(
            folder, self.layers["system"], organisation=above, components=self.layers["components"]
        )
        return SystemFile.open(self.model, path)


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Draw a pack, a system, and answers to some of its open questions, each typed in some way."""
    pack, layers = draw(packs_and_systems())
    questions = {question["id"]: question for question in pack["questions"]}
    with TemporaryDirectory() as folder:
        blank = Round(model(pack), layers, (), {}, ())
        items = chosen(Interview(blank.file(Path(folder))))
    typed, changes = {}, []
    for item in items:
        if draw(st.integers(0, 3)):
            id, place = item.key
            answer = System(answers={id: draw(replies(pack, questions[id]))}).answers[id].answer
            spellings = (json.dumps(said(answer)), flow(given_data(answer)))
            typed[item.key] = draw(st.sampled_from(spellings))
            changes.append(Change(id, place, Reply(answer)))
    return Round(blank.model, layers, items, typed, tuple(changes))


def filled(interview: Interview, items: Sequence[Item], typed: dict[tuple[str, str], str]) -> str:
    """Return the file with some items, filled in with what is typed."""
    first, *rest = handout_text(interview, items).split(ROOM)
    assert len(rest) == len(items)
    answers = (f"answer: {typed.get(item.key, json.dumps(''))}" for item in items)
    return first + "".join(answer + text for answer, text in zip(answers, rest, strict=True))


def round_of(file: SystemFile, items: Collection[Item], typed: dict[tuple[str, str], str]) -> Path:
    """Return a file of questions about a system that comes back."""
    path = file.path.with_name(f"q{len(list(file.path.parent.iterdir()))}.yaml")
    path.write_text(filled(Interview(file), tuple(items), typed), encoding="utf-8")
    return path


def files(file: SystemFile) -> list[bytes]:
    """Return the bytes of a system's file and of its organisation's."""
    return [path.read_bytes() for path in (file.path, file.organisation) if path is not None]


def came_back(file: SystemFile, path: Path) -> Taken:
    """Return what becomes of a file that has come back."""
    return take_in(file, read_handout(path))


@FEWER
@given(rounds())
def test_taking_in_is_answering(drawn: Round) -> None:
    """The files are, byte for byte, those in which the same questions were answered directly; twice is once."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        file, direct = drawn.file(Path(one)), drawn.file(Path(other))
        path = round_of(file, drawn.items, drawn.typed)
        found = came_back(file, path)
        direct.write(drawn.changes)
        assert (drawn.changes, ()) == (found.changes, found.same)
        assert len(drawn.items) == len(found.blank) + len(found.changes)
        assert files(direct) == files(file)
        assert direct.system == file.system
        again = came_back(file, path)
        assert ((), drawn.changes) == (again.changes, again.same)
        assert files(direct) == files(file)
        still = {item.key for item in chosen(Interview(file))}
        assert still.isdisjoint(drawn.typed)


@FEWER
@given(rounds(), st.data())
def test_two_files_come_back_in_any_order(drawn: Round, data: st.DataObject) -> None:
    """Of questions that were given to two people, whose file comes first is all the same."""
    ben = [item for item in drawn.items if data.draw(st.booleans())]
    ana = [item for item in drawn.items if item not in ben]
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first, second = drawn.file(Path(one)), drawn.file(Path(other))
        for file, order in ((first, (ben, ana)), (second, (ana, ben))):
            for path in [round_of(file, items, drawn.typed) for items in order]:
                came_back(file.anew(), path)
        assert first.anew().system == second.anew().system


@FEWER
@given(file=laid_out(), data=st.data())
def test_layout_and_comments_stay(tiny: SurveyModel, file: Written, data: st.DataObject) -> None:
    """In a file of any layout, the answers are added, and every comment stays."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.yaml"
        path.write_bytes(file.text.encode())
        opened = SystemFile.open(tiny, path)
        items = chosen(Interview(opened))
        wanted, typed = file.data, {}
        for item in items:
            value = data.draw(tiny_replies(item.question.id), label=item.question.id)
            answer: Any = value["answer"] if isinstance(value, dict) and "answer" in value else value
            answer = sorted(answer) if isinstance(answer, list) else answer
            where = ("answers",) if item.place == "system" else ("components", item.place, "answers")
            wanted = put_in(wanted, where, item.question.id, answer)
            typed[item.key] = flow(answer)
        came_back(opened, round_of(opened, items, typed))
        new = path.read_bytes().decode()
        assert System.read(path) == opened.system
        assert read("", new.encode()).data == wanted
        assert comments_of(file.text) == comments_of(new)
