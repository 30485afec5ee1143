"""Open questions as a file to be filled in: what stands in it, and which questions do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from surveymodel.content.document import read
from surveymodel.content.schema import faults
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import SurveyModelError, UnknownNameError
from surveymodel.project.answering import SystemFile
from surveymodel.project.handout import chosen, handout_text
from surveymodel.project.interview import Interview
from tests.begun import begun
from tests.packs import model
from tests.shop import MODEL
from tests.strict import lax_places
from tests.test_bad_input import ESC, call
from tests.tiny import PACK

#: Of the tiny pack, with a component and the organisation's file: everything that is open at first.
ALL = ["region", "reach", "features", "web:stack"]


def asked(interview: Any, **only: Any) -> list[str]:
    """Return the questions that are chosen, with the components that answer them."""
    items = chosen(interview, **only)
    return [
        i.question.id if i.place in ("organisation", "system") else f"{i.place}:{i.question.id}"
        for i in items
    ]


def data(text: str) -> Any:
    """Return the data of a file to be filled in, which the reader and the schema take as it is."""
    document = read("q.yaml", text.encode())
    assert document.diagnostics == ()
    assert list(faults("handout", document)) == []
    return document.data


# ---------------------------------------------------------------------------------------------
# Which questions


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({}, ALL),
        ({"sections": ["company"]}, ["region"]),
        ({"sections": ["parts", "company"]}, ["region", "web:stack"]),
        ({"layers": ["system"]}, ["reach", "features"]),
        ({"layers": ["organisation"]}, ["region"]),
        ({"layers": ["web", "organisation"]}, ["region", "web:stack"]),
        ({"questions": ["stack", "reach"]}, ["reach", "web:stack"]),
        ({"questions": ["stack", "reach"], "layers": ["web"]}, ["web:stack"]),
        ({"sections": ["shape"], "layers": ["web"]}, []),
    ],
)
def test_what_is_open_or_named(tiny: SurveyModel, tmp_path: Path, only: Any, expected: list[str]) -> None:
    """All that is certainly asked, in asking order; several options narrow it down together."""
    interview = begun(tmp_path, tiny, organisation={}, components={"web": {}})
    assert expected == asked(interview, **only)


def test_what_is_only_perhaps_asked_is_left_out(tiny: SurveyModel, tmp_path: Path) -> None:
    """A question whose condition is undecided would be answered in vain by half of the people asked."""
    assert "people" not in asked(begun(tmp_path, tiny))
    assert "people" in asked(begun(tmp_path, tiny, {"reach": "internet"}))


def test_what_nobody_knows_is_not_asked_again(tiny: SurveyModel, tmp_path: Path) -> None:
    """Somebody looked already."""
    assert "reach" not in asked(begun(tmp_path, tiny, {"reach": "unknown"}))


def test_an_organisation_without_a_file_is_not_asked(tiny: SurveyModel, tmp_path: Path) -> None:
    """Its answers could not be taken in."""
    assert asked(begun(tmp_path, tiny), layers=["organisation"]) == []


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ({"sections": ["shap"]}, "unknown section 'shap' (did you mean 'shape'?)"),
        ({"questions": ["reech"]}, "unknown question 'reech' (did you mean 'reach'?)"),
        ({"layers": ["wbe"]}, "unknown layer 'wbe' (did you mean 'web'?)"),
    ],
)
def test_names_that_do_not_exist(tiny: SurveyModel, tmp_path: Path, only: Any, message: str) -> None:
    """Each kind of name has its hint."""
    with pytest.raises(UnknownNameError) as caught:
        chosen(begun(tmp_path, tiny, components={"web": {}}), **only)
    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("question", "state"),
    [("reach", "answered"), ("people", "not asked"), ("card-entry", "waiting"), ("region", "kept nowhere")],
)
def test_a_named_question_that_is_not_open(
    tiny: SurveyModel, tmp_path: Path, question: str, state: str
) -> None:
    """Whoever names a question hears why it is not handed out."""
    with pytest.raises(SurveyModelError) as caught:
        chosen(begun(tmp_path, tiny, {"reach": "staff"}), questions=[question])
    assert str(caught.value) == f"{tmp_path / 'shop.yaml'}: {question!r} is not open: it is {state}"


# ---------------------------------------------------------------------------------------------
# What stands in the file

WHOLE = """\
# Questions about The shop.
#
# Write each answer between the quotes after "answer:". It is one of the words on the left under
# "choices:"; where several may hold, all that do with commas between them, or the word none.
# A number may be a range: 1000..4999, 5000.. or ..999, with both ends in it.
# Write unknown where nobody knows. What you leave blank stays open.
# Beside an answer there is room for by, on, evidence and note, each on a line of its own.
# Leave everything else as it is, and send the file back.
# Answers may lead to further questions, which come in another file.
format: surveymodel-questions/1
system: shop
title: "The shop"
for: "Ben Ox"
note: "By Friday, please."
pack:
  id: tiny
  version: "1.2.3"
  digest: "DIGEST"
by: "Ben Ox"  # your name
on: ""  # the day, as in 2026-03-02
questions:

  # The system

  - id: reach
    ask: "Who can reach the system?"
    help: "Look at the firewall."
    choices:
      internet: "Everybody"
      staff: "Our staff (From the office or from home.)"
    answer: ""  # one of the words above

  # Its parts (web)

  - id: stack
    component: web
    ask: "What is it built with?"
    help: "Look at the manifest."
    choices:
      django: "Django"
      flask: "Flask"
    answer: ""  # those that hold, with commas, or none
"""


def test_the_whole_file(tiny: SurveyModel, tmp_path: Path) -> None:
    """Everything that is needed to answer stands beside the room for the answer."""
    interview = begun(tmp_path, tiny, {"features": ["payments"]}, components={"web": {}})
    items = chosen(interview, questions=["reach", "stack"])
    text = handout_text(interview, items, to="Ben Ox", note="By Friday,\nplease.")
    assert WHOLE.replace("DIGEST", tiny.digest) == text
    assert [entry["answer"] for entry in data(text)["questions"]] == ["", ""]


def test_a_number_comes_with_the_ranges_that_are_told_apart(tmp_path: Path) -> None:
    """A range is easier to know than a number; what may be written is what is read."""
    sheet = {"kind": "shop", "features": ["cards"]}
    interview = begun(tmp_path, MODEL, sheet, components={})
    (people,) = data(handout_text(interview, chosen(interview, questions=["people"])))["questions"]
    assert {"0..5": "at most 5", "6..99": "6 to 99", "100..": "100 or more"} == people["choices"]


def test_a_number_that_nothing_compares_has_no_choices(tmp_path: Path) -> None:
    """One range of all numbers is no choice."""
    lone = model({"questions": [{"id": "size", "select": "number", "unit": "rooms"}]})
    interview = begun(tmp_path, lone)
    (size,) = data(handout_text(interview, chosen(interview)))["questions"]
    assert (size["unit"], "choices" in size) == ("rooms", False)


def test_what_others_imply_stands_beside_a_question(tmp_path: Path) -> None:
    """Of several answers, those that hold already are shown: an answer of one's own takes their place."""
    pack = model(
        {
            "questions": [
                {"id": "a", "select": "one", "answers": [{"id": "x", "implies": ["b.p"]}, {"id": "y"}]},
                {"id": "b", "select": "many", "answers": [{"id": "p"}, {"id": "q"}]},
            ]
        }
    )
    interview = begun(tmp_path, pack, {"a": "x"})
    (b,) = data(handout_text(interview, chosen(interview)))["questions"]
    assert b["implied"] == ["p"]


def test_nothing_more_is_announced_where_nothing_can_follow(tiny: SurveyModel, tmp_path: Path) -> None:
    """The introduction promises further questions only where there may be some."""
    sheet = {"features": [], "stack": [], "sessions": "token"}
    undecided = begun(tmp_path, tiny, sheet)
    assert asked(undecided) == ["reach"]
    assert "further" in handout_text(undecided, chosen(undecided))
    last = begun(tmp_path, tiny, {**sheet, "reach": "internet"})
    assert asked(last) == ["people"]
    assert "further" not in handout_text(last, chosen(last))


def test_words_that_yaml_would_take_for_more_than_words(tmp_path: Path) -> None:
    """Quotes, colons, dashes and hashes in long and short texts come back as they are."""
    spoilt = f'Is it "so": - yes #1? {"long-" * 30} ' * 4
    text = {"id": "x", "text": spoilt.strip()}
    pack = model(
        {"questions": [{"id": "q", "select": "one", "ask": "A: 'b' # c?", "answers": [text, {"id": "y"}]}]}
    )
    interview = begun(tmp_path, pack)
    (q,) = data(handout_text(interview, chosen(interview)))["questions"]
    assert (q["ask"], q["choices"]["x"]) == ("A: 'b' # c?", spoilt.strip())


def test_a_title_of_nothing_is_left_out(tiny: SurveyModel, tmp_path: Path) -> None:
    """A system file may have it, and the schema takes none."""
    path = begun(tmp_path, tiny).file.path
    path.write_text(path.read_text(encoding="utf-8").replace("The shop", '" "'), encoding="utf-8")
    interview = Interview(SystemFile.open(tiny, path))
    assert "title" not in data(handout_text(interview, chosen(interview), to=" "))


def test_the_schema_is_strict(tiny: SurveyModel, tmp_path: Path) -> None:
    """Nothing may be added, in the file and in its questions; what no answer needs may be missing."""
    interview = begun(tmp_path, tiny)
    found = data(handout_text(interview, chosen(interview)))
    parts = (found, found["pack"], found["questions"][0])
    words = ["title", "by", "on", "ask", "help", "choices", "answer"]
    assert words == lax_places("handout", found, parts)


# ---------------------------------------------------------------------------------------------
# The command


@pytest.fixture
def shop(tiny: SurveyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the folder of a system file with a component and an organisation."""
    begun(tmp_path, tiny, organisation={}, components={"web": {}})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hand_out(*arguments: str, file: str = "shop.yaml") -> tuple[int, list[str]]:
    """Return exit code and lines of ``hand-out`` with the tiny pack."""
    return call("hand-out", "--pack", PACK, file, *arguments)


def test_a_file_is_written(shop: Path) -> None:
    """The line says how many questions it has, and that there may be more."""
    code, lines = hand_out("--to", "q.yaml", "--for", "Ben", "--layer", "web", "--layer", "system")
    assert (code, lines) == (0, ["wrote q.yaml: 3 questions; more may follow from the answers."])
    found = data((shop / "q.yaml").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in found["questions"]] == ["reach", "features", "stack"]
    assert (found["for"], found["by"]) == ("Ben", "Ben")


def test_a_file_that_is_there_is_left_alone(shop: Path) -> None:
    """Somebody may have filled it in."""
    (shop / "q.yaml").write_text("filled in", encoding="utf-8")
    code, lines = hand_out("--to", "q.yaml")
    assert (code, lines[-1]) == (2, "Error: q.yaml is there already: somebody may have filled it in.")
    assert (shop / "q.yaml").read_text(encoding="utf-8") == "filled in"


def test_where_nothing_is_open_no_file_is_written(shop: Path) -> None:
    """That there is nothing to ask is no fault."""
    code, lines = hand_out("--to", "q.yaml", "--section", "company", "--layer", "web")
    assert (code, lines) == (0, ["Nothing is open there: no file is written."])
    assert not (shop / "q.yaml").exists()


def test_questions_that_cannot_be_kept_are_counted(shop: Path) -> None:
    """As in the survey itself, one hears of what has no file."""
    text = (shop / "shop.yaml").read_text(encoding="utf-8").replace("organisation: firm.yaml\n", "")
    (shop / "alone.yaml").write_text(text, encoding="utf-8")
    code, lines = hand_out("--to", "q.yaml", file="alone.yaml")
    assert (code, lines[0]) == (
        0, "1 question of the organisation cannot be kept: the file names no organisation's file."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing option '--to'."),
        (("--to", "q.yaml", "--for", " "), "--for is empty."),
        (("--to", "q.yaml", "--note", "a\nb"), "'--note' is one line of at most 300 characters."),
        (("--to", "q.yaml", "--for", ESC), "in '--for', "),
        (("--to", "q.yaml", "--layer", "api"), "unknown layer 'api'"),
    ],
)
def test_wrong_command_lines(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    """Each is refused by one line, and writes nothing."""
    code, lines = hand_out(*arguments)
    assert code == 2
    assert message in lines[-1]
    assert not (shop / "q.yaml").exists()
