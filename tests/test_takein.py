"""Questions that come back filled in: what is written, what stays, and what is refused whole."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from surveymodel.content.document import read
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError
from surveymodel.project import takein
from surveymodel.project.answering import SystemFile
from surveymodel.project.filled import Handout, read_handout
from surveymodel.project.handout import chosen, handout_text
from surveymodel.project.interview import Interview
from surveymodel.project.takein import take_in
from tests.begun import written
from tests.fuzz import mutant
from tests.test_bad_input import call
from tests.tiny import PACK

SHOP = """\
# Our shop.
format: surveymodel-system/1
id: shop
pack: tiny
organisation: firm.yaml
answers:
  people: 7  # since May
components:
  web:
    answers: {}
  api:
    answers:
      stack: [flask]
"""
QUOTED = '"staff"'
FIRM = "format: surveymodel-system/1\nid: firm\nanswers: {}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: SurveyModel) -> Path:
    """Work in a folder with a system's and an organisation's file and a hand-out of all that is open."""
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    interview = Interview(SystemFile.open(tiny, tmp_path / "shop.yaml"))
    text = handout_text(interview, chosen(interview))
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(**answers: str) -> None:
    """Write what follows ``answer:`` of questions, and further lines with it."""
    path = Path("q.yaml")
    text = path.read_text(encoding="utf-8")
    for question, answer in answers.items():
        start = text.index(f"- id: {question.replace('_', '-')}\n")
        room = text.index('answer: ""', start) + len("answer: ")
        text = f"{text[:room]}{answer}{text[room + 2 :]}"
    path.write_text(text, encoding="utf-8")


def change(old: str, new: str, file: str = "q.yaml") -> None:
    """Replace a part of a file that stands there once."""
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def taken_in(*arguments: str, file: str = "q.yaml") -> tuple[int, list[str]]:
    """Return exit code and lines of ``take-in`` with the tiny pack."""
    return call("take-in", "--pack", PACK, "shop.yaml", file, *arguments)


def refused(*arguments: str) -> list[str]:
    """Return the lines of a ``take-in`` that is refused and changes no file."""
    before = {path: path.read_bytes() for path in Path().iterdir()}
    code, lines = taken_in(*arguments)
    assert code == 1
    assert before == {path: path.read_bytes() for path in Path().iterdir()}
    return lines


def where(text: str, *, file: str = "q.yaml") -> str:
    """Return the place at which a text begins that stands once in a file, as messages name it."""
    before = Path(file).read_text(encoding="utf-8").split(text)
    assert len(before) == 2, text
    lines = before[0].split("\n")
    return f"{file}:{len(lines)}:{len(lines[-1]) + 1}"


def kept(place: str = "system") -> dict[str, Any]:
    """Return the answers that stand in a place: the system, a component or the organisation's file."""
    name = "firm.yaml" if place == "organisation" else "shop.yaml"
    found = read(name, Path(name).read_bytes())
    assert found.diagnostics == ()
    if place in ("system", "organisation"):
        return dict(found.data["answers"])
    return dict(found.data["components"][place]["answers"])


# ---------------------------------------------------------------------------------------------
# What is written


def test_answers_go_where_they_belong() -> None:
    """To the organisation's file, the system and the component; the rest is counted and stays open."""
    fill(region='"west"', features='"payments, uploads"', stack='"none"')
    code, lines = taken_in()
    assert (code, lines[0].partition(". ")[0]) == (0, "3 answers written, 1 left blank")
    assert kept("organisation") == {"region": "west"}
    assert kept() == {"features": ["payments", "uploads"], "people": 7}
    assert (kept("web"), kept("api")) == ({"stack": []}, {"stack": ["flask"]})
    text = Path("shop.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Our shop.\n")
    assert "  people: 7  # since May\n" in text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"internet"', "internet"),
        ("internet", "internet"),
        ('" internet "', "internet"),
        ('"unknown"', "unknown"),
        ("'staff'  # I think", "staff"),
    ],
)
def test_one_answer_however_it_is_written(typed: str, expected: str) -> None:
    """With quotes or without."""
    fill(reach=typed)
    assert taken_in()[0] == 0
    assert kept()["reach"] == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("payments, uploads", ["payments", "uploads"]),
        ("[payments, uploads]", ["payments", "uploads"]),
        ("\n      - payments", ["payments"]),
        ("[]", []),
        ('"none"', []),
        ('"read-only"', ["read-only"]),
    ],
)
def test_several_answers_however_they_are_written(typed: str, expected: list[str]) -> None:
    """With commas, as lists, and none of them."""
    fill(features=typed)
    assert taken_in()[0] == 0
    assert kept()["features"] == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5", 5),
        ('"1,500"', 1500),
        ('"10..19"', {"at-least": 10, "below": 20}),
        ("500..", {"at-least": 500}),
        ("{at-least: 3}", {"at-least": 3}),
    ],
)
def test_numbers_however_they_are_written(typed: str, expected: Any) -> None:
    """As they are typed, and as system files spell them."""
    change("  people: 7  # since May\n", "  reach: internet\n", "shop.yaml")
    change("  - id: reach\n", f"  - id: people\n    answer: {typed}\n  - id: reach\n")
    assert taken_in()[0] == 0
    assert kept()["people"] == expected


@pytest.mark.parametrize("blank", ['""', '"  "', "", "~", "''", "null"])
def test_a_blank_answer_leaves_its_question_open(blank: str) -> None:
    """Also where somebody took the quotes away."""
    fill(reach='"staff"', region=blank)
    code, lines = taken_in()
    assert (code, lines[0].partition(". ")[0]) == (0, "1 answer written, 3 left blank")
    assert kept("organisation") == {}


def test_a_question_that_was_cut_out_stays_open() -> None:
    """As one whose answer is gone does, and one whose words are."""
    text = Path("q.yaml").read_text(encoding="utf-8")
    head = text[: text.index("\n  # ")]
    Path("q.yaml").write_text(f"{head}  - id: reach\n    answer: staff\n  - id: features\n", encoding="utf-8")
    assert taken_in()[1] == ["1 answer written, 1 left blank. 3 to 7 questions left."]
    assert kept() == {"reach": "staff", "people": 7}


def test_a_file_as_other_editors_save_it() -> None:
    """Line ends and the mark of Windows change nothing."""
    fill(reach='"staff"', stack="[django]")
    raw = Path("q.yaml").read_bytes().replace(b"\n", b"\r\n")
    Path("q.yaml").write_bytes(b"\xef\xbb\xbf" + raw)
    assert taken_in()[0] == 0
    assert (kept()["reach"], kept("web")["stack"]) == ("staff", ["django"])


# ---------------------------------------------------------------------------------------------
# Who, when, on what evidence


def test_what_is_said_beside_an_answer() -> None:
    """What stands beside an answer comes first, then what stands above, then the command's own."""
    change('by: ""', 'by: "Ben"')
    fill(
        reach='"staff"\n    by: "Ana"\n    evidence: "fw.tf:3"\n    note: "for now"\n    on: ""',
        region='"east"',
    )
    assert taken_in("--by", "Eve", "--on", "2026-03-02")[0] == 0
    beside = {"by": "Ana", "on": "2026-03-02", "evidence": "fw.tf:3", "note": "for now"}
    assert kept()["reach"] == {"answer": "staff", **beside}
    assert kept("organisation")["region"] == {"answer": "east", "by": "Ben", "on": "2026-03-02"}


def test_nobody_says_who_answered() -> None:
    """Also where somebody took the quotes away, in either place."""
    change('by: ""', "by:")
    change('on: ""', "on:")
    fill(reach="staff\n    by:\n    note: ~")
    assert taken_in()[0] == 0
    assert kept()["reach"] == "staff"


def test_a_note_beside_a_blank_answer_is_passed_on() -> None:
    """It has no place in the system file, and somebody wrote it for a reason."""
    fill(reach='""\n    note: "Ask Eve."')
    code, lines = taken_in()
    place = where("reach\n")
    assert (code, lines[-1]) == (0, f"{place}: reach is left blank, with a note: Ask Eve.")


def test_the_same_answer_with_more_to_it() -> None:
    """Who gave it and what shows it are added where nobody had said so before."""
    change("answers:\n  people", "answers:\n  reach: staff\n  people", "shop.yaml")
    fill(reach='"staff"\n    by: "Ana"')
    assert taken_in()[1][0].startswith("1 answer written, ")
    assert kept()["reach"] == {"answer": "staff", "by": "Ana"}


def test_the_same_answer_of_somebody_else_stays_theirs() -> None:
    """Words of two people are not mixed."""
    change("answers:\n  people", "answers:\n  reach: {answer: staff, by: eve}\n  people", "shop.yaml")
    fill(reach='"staff"\n    evidence: "fw.tf:3"')
    assert taken_in()[1][0].startswith("0 answers written, 1 there already, ")
    assert kept()["reach"] == {"answer": "staff", "by": "eve"}


def test_twice_is_once() -> None:
    """The second time everything is there already."""
    fill(region="west", features="payments", stack="django")
    taken_in("--by", "Ben")
    before = [Path(name).read_bytes() for name in ("shop.yaml", "firm.yaml")]
    assert taken_in("--by", "Eve")[1][0].startswith("0 answers written, 3 there already, 1 left blank. ")
    assert before == [Path(name).read_bytes() for name in ("shop.yaml", "firm.yaml")]


# ---------------------------------------------------------------------------------------------
# Other answers meanwhile


@pytest.fixture
def clash(folder: Path) -> str:
    """Answer one question in both files, and another in the filled-in one; return the message."""
    answer = '{answer: internet, by: eve, on: "2026-03-01"}'
    change("answers:\n  people", f"answers:\n  reach: {answer}\n  people", "shop.yaml")
    fill(reach='"staff"\n    by: "Ben"', region="west")
    there, here = where("{answer: internet", file="shop.yaml"), where('"staff"')
    return (
        f"{here}: SM521 'reach' has got another answer: 'internet' (by eve on 2026-03-01) in {there}, "
        f"and 'staff' (by Ben) in {here}"
    )


def test_another_answer_meanwhile_is_shown_with_both(clash: str) -> None:
    """Nothing is written, not even what nobody disputes."""
    hint = "Nothing is written. --replace writes what q.yaml says, --keep leaves what stands."
    assert refused() == [hint, clash]


def test_keep_leaves_what_stands(clash: str) -> None:
    """The rest is written."""
    assert taken_in("--keep")[1][0].startswith("1 answer written, 1 kept as it was, 2 left blank. ")
    assert kept()["reach"] == {"answer": "internet", "by": "eve", "on": "2026-03-01"}
    assert kept("organisation") == {"region": "west"}


def test_replace_writes_what_came_back(clash: str) -> None:
    """With who gave it."""
    assert taken_in("--replace")[1][0].startswith("2 answers written, 2 left blank. ")
    assert kept()["reach"] == {"answer": "staff", "by": "Ben"}


def test_a_components_own_answer_stands_beside_the_systems() -> None:
    """A default that somebody gave meanwhile for all components is no answer of this one."""
    change("answers:\n  people", "answers:\n  stack: [django]\n  people", "shop.yaml")
    fill(stack='"flask"')
    assert taken_in()[0] == 0
    assert (kept()["stack"], kept("web")["stack"]) == (["django"], ["flask"])


def test_one_file_that_answers_a_question_in_two_ways() -> None:
    """Neither is taken: which one is meant is not to be guessed, whatever the options say."""
    fill(reach='"staff"')
    change("  - id: features\n", "  - id: reach\n    answer: internet\n\n  - id: features\n")
    one, other = where('"staff"'), where("internet\n")
    said = f"'reach' is answered in two ways: 'staff' in {one}, and 'internet' in {other}"
    assert refused() == refused("--replace") == [f"{other}: SM524 {said}"]


def test_one_file_that_answers_a_question_twice_alike() -> None:
    """It is one answer."""
    fill(reach='"staff"')
    change("  - id: features\n", "  - id: reach\n    answer: staff\n\n  - id: features\n")
    assert taken_in()[1][0].startswith("1 answer written, ")


def test_what_somebody_writes_in_between_is_seen(tiny: SurveyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are compared with the file as it is while it is held, not as it was when it was opened."""
    fill(reach='"staff"')
    file = SystemFile.open(tiny, Path("shop.yaml"))
    handout = read_handout(Path("q.yaml"))
    change("answers:\n  people", "answers:\n  reach: internet\n  people", "shop.yaml")
    seen: list[Any] = []

    def taken(model: SurveyModel, system: System, handout: Handout, **more: Any) -> takein.Taken:
        seen.append(system.answers["reach"].answer)
        return real(model, system, handout, **more)

    real = takein.taken
    monkeypatch.setattr(takein, "taken", taken)
    assert take_in(file, handout, prefer="ours").kept[0].question == "reach"
    assert seen == ["internet"]


# ---------------------------------------------------------------------------------------------
# What is refused


def test_an_answer_to_what_is_not_asked_any_more() -> None:
    """It would be kept without being used; whoever wrote it meant something by it."""
    fill(reach='"staff"')
    change("  - id: features\n", '  - id: card-entry\n    answer: "own-form"\n\n  - id: features\n')
    change("answers:\n  people", "answers:\n  features: []\n  people", "shop.yaml")
    message = "SM522 'card-entry' is not asked any more: other answers rule it out"
    place = where('"own-form')
    assert refused() == [f"{place}: {message}"]


def test_a_follow_up_question_may_be_answered_too() -> None:
    """What the file itself has asked is asked."""
    fill(features='"payments"')
    change("  - id: reach\n", '  - id: card-entry\n    answer: "own-form"\n  - id: reach\n')
    assert taken_in()[0] == 0
    assert kept()["card-entry"] == "own-form"


def test_what_is_perhaps_asked_may_be_answered() -> None:
    """An answer waits there for those that decide."""
    change("  - id: reach\n", '  - id: card-entry\n    answer: "own-form"\n  - id: reach\n')
    assert taken_in()[0] == 0
    assert kept()["card-entry"] == "own-form"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            "system: shop", "system: club", "club",
            "SM520 the questions are about the system 'club', not about 'shop'",
        ),
        (
            "  id: tiny", "  id: core", "core\n",
            "SM507 the answers are for the pack 'core', not for 'tiny'",
        ),
        (
            "id: reach\n", "id: reech\n    answer: x\n  - id: reach\n", "reech",
            "SM501 unknown question 'reech' (did you mean 'reach'?)",
        ),
        (
            "id: reach\n", "id: modem\n    answer: x\n  - id: reach\n", "modem",
            "SM501 the question 'modem' is retired: Nobody dials in any more.",
        ),
        (
            "component: web\n", "component: wb\n    by: ana\n", "stack\n",
            "SM520 the system 'shop' has no component 'wb' (did you mean 'web'?)",
        ),
    ],
)  # fmt: skip
def test_answers_to_something_else(old: str, new: str, place: str, message: str) -> None:
    """Each is refused with its place."""
    fill(stack='"django"')
    change(old, new)
    assert refused() == [f"{where(place)}: {message}"]


def test_a_component_that_is_not_asked() -> None:
    """A question of the system is not answered by one of its parts."""
    fill(reach='"staff"')
    change("id: reach\n", "id: reach\n    component: api\n")
    said = "SM504 'reach' is a question of the system: it cannot be answered by a component 'api'"
    assert refused() == [f"{where(QUOTED)}: {said}"]


@pytest.mark.parametrize(
    ("question", "typed", "place", "message"),
    [
        ("reach", '"everybody"', '"everybody', "SM502 unknown answer 'everybody' of 'reach'"),
        ("reach", "[staff]", "[staff", "SM503 'reach' takes one answer, not a list"),
        ("reach", "4", "4  #", "SM503 'reach' asks for an answer's id, not for a number"),
        ("features", '","', '","', "SM503 'features' asks for answers with commas, or none, not ','"),
        ("features", "payments, read-only", "payments, r", "SM505 the answer 'read-only' of 'features' stands alone"),
        ("reach", "true", "true", "SM203 true or false does not fit: "),
        ("reach", "2026-03-02", "2026-03-02  # one", "SM108 this value is read as something else: write '2026-03-02'"),
        ("reach", "staff\n    on: soon", "soon", "SM204 'soon' does not fit: "),
        ("reach", "staff\n    who: ana", "who", "SM201 unknown property 'who'"),
        ("reach", 'staff\n    by: "a\\nb"', "staff\n", "SM204 'by' is one line of at most 300 characters"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_taken(question: str, typed: str, place: str, message: str) -> None:
    """Each shape of a wrong answer has its message, with the place in the filled-in file."""
    fill(**{question: typed})
    (line,) = refused()
    assert line.startswith(f"{where(place)}: {message}")


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Faults of several answers come in one go, in order of place."""
    fill(region='"north"', reach='"staff"', features='"paymnts"')
    change("answers:\n  people", "answers:\n  reach: internet\n  people", "shop.yaml")
    codes = [line.split(": ")[1][:5] for line in refused()[1:]]
    assert codes == ["SM502", "SM521", "SM502"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "q.yaml: SM113 the file is empty"),
        (
            "format: surveymodel-system/1\nid: shop\nanswers: {}\n",
            "SM204 'surveymodel-system/1' is not one of",
        ),
        ("- a\n", "SM203 expected a mapping, not a list"),
        ('a: "b" c\n', "SM104 not YAML"),
    ],
)
def test_files_that_are_no_hand_outs(text: str, message: str) -> None:
    """What is something else altogether is refused as such."""
    Path("q.yaml").write_text(text, encoding="utf-8")
    assert any(message in line for line in refused())


def test_spoilt_files_are_refused_with_a_place(tiny: SurveyModel, tmp_path: Path) -> None:
    """Whatever hands, editors and attackers make of it: it is taken, or refused where it is wrong."""
    fill(reach='"staff"', features="payments", region="west")
    text, system = Path("q.yaml").read_text(encoding="utf-8"), System.read("shop.yaml")
    refused, random = 0, Random(0)
    for _ in range(150):
        Path("q.yaml").write_text(mutant(text, random), encoding="utf-8", errors="surrogatepass")
        try:
            takein.taken(tiny, system, read_handout(Path("q.yaml")))
        except AnswerError as error:
            refused += 1
            assert {fault.location.path for fault in error.diagnostics} == {"q.yaml"}
    assert 20 < refused < 150


def test_a_file_that_is_not_there() -> None:
    """One line with its name."""
    assert taken_in(file="none.yaml") == (1, ["Error: none.yaml: No such file or directory"])


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has pipes with names")
def test_a_pipe_is_not_waited_for() -> None:
    """Nobody may ever write into it."""
    os.mkfifo("pipe.yaml")
    assert taken_in(file="pipe.yaml") == (1, ["Error: pipe.yaml: this is no regular file"])


def test_an_organisation_without_a_file() -> None:
    """Its answers have no place any more."""
    fill(region='"west"')
    change("organisation: firm.yaml\n", "", "shop.yaml")
    assert refused() == [
        "shop.yaml: SM504 'region' is answered in the organisation's file, and there is none"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--on", "yesterday"), "Error: Invalid value for '--on': 'yesterday' is no date: write 2026-03-02."),
        (("--on", "20260302"), "Error: Invalid value for '--on': '20260302' is no date: write 2026-03-02."),
        (("--by", "a\nb"), "Error: Invalid value for '--by': 'by' is one line of at most 300 characters."),
    ],
)
def test_wrong_command_lines(arguments: tuple[str, ...], message: str) -> None:
    """Each is refused by one line."""
    code, lines = taken_in(*arguments)
    assert (code, lines[-1]) == (2, message)


# ---------------------------------------------------------------------------------------------
# Another version of the pack


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Who can reach the system?", "Who can reach the building?"),
        ('"Everybody"', '"Every customer"'),
        ('      internet: "Everybody"\n', ""),
    ],
)
def test_a_question_that_was_read_otherwise(old: str, new: str, tiny: SurveyModel) -> None:
    """Its answer is written, and somebody is told to look at it: whether it fits no program can say."""
    fill(reach='"staff"', region='"west"')
    change(old, new)
    assert len(taken_in()[1]) == 1  # the digest says that nothing is different
    change(tiny.digest, "0" * 64)
    said = "SM523 warning: 'reach' reads otherwise in tiny 1.2.3: see whether it still fits"
    place = where("reach\n")
    assert taken_in()[1][1:] == [f"{place}: {said}"]


def test_another_version_with_the_same_words(tiny: SurveyModel) -> None:
    """What changed elsewhere in the pack says nothing of these answers."""
    fill(reach='"staff"')
    change(tiny.digest, "0" * 64)
    change('version: "1.2.3"', 'version: "1.1.0"')
    assert len(taken_in()[1]) == 1


# ---------------------------------------------------------------------------------------------
# From Python


def test_a_system_that_answers_for_itself(tiny: SurveyModel, tmp_path: Path) -> None:
    """Without components, what is of components stands in the system."""
    file = SystemFile.open(tiny, written(tmp_path, {}))
    interview = Interview(file)
    text = handout_text(interview, chosen(interview, questions=["stack"]))
    Path("q.yaml").write_text(text.replace('answer: ""', "answer: [django]"), encoding="utf-8")
    found = take_in(file, read_handout(Path("q.yaml")))
    assert [(c.question, c.place) for c in found.changes] == [("stack", "system")]
    assert file.system.answers["stack"].answer == ("django",)
