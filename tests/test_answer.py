"""``surveymodel answer``: all the answers of a command line in the files where they belong, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from surveymodel import System
from surveymodel.content.document import read
from tests.test_bad_input import ESC, call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SHOP = """\
# Our shop.
format: surveymodel-system/1
id: shop
pack: tiny
organisation: firm.yaml
answers:
  reach: staff  # since May
components:
  web:
    answers: {}
  api:
    answers:
      stack: [flask]
"""
FIRM = "format: surveymodel-system/1\nid: firm\nanswers: {}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a system's and an organisation's file, and return it."""
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    (tmp_path / "alone.yaml").write_text(SHOP.replace("organisation: firm.yaml\n", ""), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(*arguments: str, file: str = "shop.yaml") -> tuple[int, list[str]]:
    """Return exit code and lines of ``answer`` with the tiny pack."""
    return call("answer", "--pack", PACK, file, *arguments)


def answered(*arguments: str) -> str:
    """Return the line of an ``answer`` that succeeds."""
    code, lines = answer(*arguments)
    assert (code, len(lines)) == (0, 1), lines
    return lines[0]


def kept(place: str = "system", file: str = "shop.yaml") -> dict[str, Any]:
    """Return the answers that stand in a place: the system, a component or the organisation's file."""
    name = "firm.yaml" if place == "organisation" else file
    found = read(name, Path(name).read_bytes())
    assert found.diagnostics == ()
    if place in ("system", "organisation"):
        return dict(found.data["answers"])
    return dict(found.data["components"][place]["answers"])


# ---------------------------------------------------------------------------------------------
# What is written


@pytest.mark.parametrize(
    ("given", "place", "question", "expected"),
    [
        ("reach=internet", "system", "reach", "internet"),
        (" reach = internet ", "system", "reach", "internet"),
        ("reach=unknown", "system", "reach", "unknown"),
        ("features=uploads", "system", "features", ["uploads"]),
        ("features=uploads,payments", "system", "features", ["payments", "uploads"]),
        ("features= uploads , payments ", "system", "features", ["payments", "uploads"]),
        ("features=[uploads]", "system", "features", ["uploads"]),
        ("features=none", "system", "features", []),
        ("features=unknown", "system", "features", "unknown"),
        ("people=1000", "system", "people", 1000),
        ("people=1,000", "system", "people", 1000),
        ("people=0", "system", "people", 0),
        ("people=1000..4999", "system", "people", {"at-least": 1000, "below": 5000}),
        ("people=5000..5000", "system", "people", {"at-least": 5000, "below": 5001}),
        ("people=5000..", "system", "people", {"at-least": 5000}),
        ("people=..999", "system", "people", {"at-least": 0, "below": 1000}),
        ("people=unknown", "system", "people", "unknown"),
        ("web:stack=django", "web", "stack", ["django"]),
        ("web : stack=none", "web", "stack", []),
        ("api:stack=django", "api", "stack", ["django"]),
        ("stack=django", "system", "stack", ["django"]),
        ("region=west", "organisation", "region", "west"),
    ],
)
def test_an_answer_is_written(given: str, place: str, question: str, expected: Any) -> None:
    """Each shape of an answer stands in its place as system files spell it."""
    assert answered(given).startswith("1 answer written. ")
    assert kept(place)[question] == expected
    assert System.read("shop.yaml").id == "shop"


def test_several_answers_at_once(folder: Path) -> None:
    """Answers of the system, of components and of the organisation go where they belong together."""
    line = answered("reach=internet", "region=east", "web:stack=django", "api:sessions=token", "people=7")
    assert line.startswith("5 answers written. ")
    assert kept() == {"reach": "internet", "people": 7}
    assert kept("organisation") == {"region": "east"}
    assert (kept("web"), kept("api")) == ({"stack": ["django"]}, {"stack": ["flask"], "sessions": "token"})
    text = (folder / "shop.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Our shop.\nformat:")
    assert "# since May" in text


def test_the_line_says_how_many_questions_are_left() -> None:
    """After the last answer nothing is left; before it, as many as may still be asked."""
    assert answered("region=west", "features=none", "web:stack=none") == (
        "3 answers written. 2 questions left."
    )
    assert answered("web:sessions=token") == "1 answer written. 1 question left."
    assert answered("api:sessions=unknown") == "1 answer written. 0 questions left."
    assert answered("--drop", "region") == "1 answer taken back. 1 question left."


def test_who_when_and_on_what_evidence() -> None:
    """What is said beside the answers stands beside each of them."""
    answered(
        "reach=internet", "features=none", "--by", "Ana: #1", "--on", "2026-03-02",
        "--evidence", "main.tf:12", "--note", "since May\nor June",
    )  # fmt: skip
    beside = {"by": "Ana: #1", "on": "2026-03-02", "evidence": "main.tf:12", "note": "since May\nor June"}
    assert kept() == {"reach": {"answer": "internet", **beside}, "features": {"answer": [], **beside}}


@pytest.mark.parametrize(
    ("option", "text"), [("by", "ana"), ("on", "2026-03-02"), ("evidence", "https://x"), ("note", "n")]
)
def test_each_of_these_may_stand_alone(option: str, text: str) -> None:
    """One option adds one property."""
    answered("people=1..2", f"--{option}", text)
    assert kept()["people"] == {"answer": {"at-least": 1, "below": 3}, option: text}


def test_a_new_answer_takes_the_place_of_the_old_one() -> None:
    """With the old answer goes what stood beside it."""
    answered("reach=internet", "--by", "ana", "--note", "old")
    answered("reach=staff", "--by", "ben")
    assert kept()["reach"] == {"answer": "staff", "by": "ben"}


@pytest.mark.parametrize(
    ("drop", "place", "message"),
    [
        (["reach"], "system", "1 answer taken back. "),
        (["api:stack"], "api", "1 answer taken back. "),
        (["reach", "api:stack"], "system", "2 answers taken back. "),
        (["people"], "organisation", "0 answers taken back. "),
        (["region", "web:stack"], "web", "0 answers taken back. "),
    ],
)
def test_answers_are_taken_back(drop: list[str], place: str, message: str) -> None:
    """The line counts answers that were there; one that was not is no fault."""
    assert answered(*(word for name in drop for word in ("--drop", name))).startswith(message)
    assert kept(place) == {}


def test_answers_given_and_taken_back_together() -> None:
    """One command may do both, of different questions or places."""
    line = answered("reach=internet", "web:stack=flask", "--drop", "api:stack")
    assert line.startswith("2 answers written, 1 answer taken back. ")
    assert (kept(), kept("web"), kept("api")) == ({"reach": "internet"}, {"stack": ["flask"]}, {})


def test_another_file_of_the_organisation(folder: Path) -> None:
    """Where one is named on the command line, its answers go there and the other keeps its own."""
    (folder / "other.yaml").write_text(FIRM, encoding="utf-8")
    answered("region=east", "--organisation", "other.yaml")
    assert kept("organisation") == {}
    assert "region: east" in (folder / "other.yaml").read_text(encoding="utf-8")
    assert answer("region=west", "--organisation", "other.yaml", file="alone.yaml")[0] == 0


# ---------------------------------------------------------------------------------------------
# What is refused

TAKES = "stand beside an answer."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give at least one QUESTION=ANSWER, or --drop a question."),
        (["--by", "ana"], "Give at least one QUESTION=ANSWER, or --drop a question."),
        (["--drop", "reach", "--by", "ana"], f"--by, --on, --evidence and --note {TAKES}"),
        (["--drop", "reach", "--note", "n"], f"--by, --on, --evidence and --note {TAKES}"),
        (["reach=staff", "--by", ""], "--by is empty."),
        (["reach=staff", "--on", ""], "--on is empty."),
        (["reach=staff", "--evidence", " "], "--evidence is empty."),
        (["reach=staff", "--note", "\n"], "--note is empty."),
        (["reach"], "'reach' is not [COMPONENT:]QUESTION=ANSWER."),
        (["=internet"], "'=internet' is not [COMPONENT:]QUESTION=ANSWER."),
        (["a:b:stack=django"], "'a:b:stack=django' is not [COMPONENT:]QUESTION=ANSWER."),
        ([""], "'' is not [COMPONENT:]QUESTION=ANSWER."),
        ([ESC], r"'\\x1b[2J\\x1b]0;owned\\x07' is not [COMPONENT:]QUESTION=ANSWER."),
        (["reach="], "'reach' is given no answer; --drop reach takes one back."),
        (["features= "], "'features' is given no answer; --drop features takes one back."),
        (["reech=staff"], "unknown question 'reech' (did you mean 'reach'?)"),
        (["web:stak=django"], "unknown question 'stak' (did you mean 'stack'?)"),
        ([f"{ESC}=a"], r"unknown question '\x1b[2J\x1b]0;owned\x07'"),
        (["wep:stack=django"], "unknown component 'wep' (did you mean 'web'?)"),
        (["reach=internet", "wep:stack=django"], "unknown component 'wep' (did you mean 'web'?)"),
        (["--drop", "reech"], "unknown question 'reech' (did you mean 'reach'?)"),
        (["--drop", "wep:stack"], "unknown component 'wep' (did you mean 'web'?)"),
        (["--drop", ""], "unknown question ''"),
        (["reach=internet", "reach=staff"], "'reach' stands twice on the command line."),
        (["reach=internet", "--drop", "reach"], "'reach' stands twice on the command line."),
        (["--drop", "reach", "--drop", "reach"], "'reach' stands twice on the command line."),
        (["web:stack=django", " web:stack=none"], "'stack' stands twice on the command line."),
    ],
)
def test_a_wrong_command_line(folder: Path, arguments: list[str], message: str) -> None:
    """It ends with 2 and one message, and no file is touched."""
    untouched(folder, arguments, 2, f"Error: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reach=stafff"], "answer 'reach': SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)"),
        (["reach=internet,staff"], "answer 'reach': SM502 unknown answer 'internet,staff' of 'reach' (did you mean 'internet'?)"),
        (["reach=none"], "answer 'reach': SM502 unknown answer 'none' of 'reach'"),
        (["reach=internet", "features=uplaods"], "answer 'features': SM502 unknown answer 'uplaods' of 'features' (did you mean 'uploads'?)"),
        (["features=uploads,read-only"], "answer 'features': SM505 the answer 'read-only' of 'features' stands alone"),
        (["features=unknown,uploads"], "answer 'features': SM502 'unknown' stands alone, not in the list of 'features'"),
        (["features=none,uploads"], "answer 'features': SM502 unknown answer 'none' of 'features'"),
        (["features=,"], "answer 'features': SM503 'features' asks for answers with commas, or none, not ','"),
        (["people=many"], "answer 'people': SM503 'people' asks for a whole number or a range such as 1000..9999, not 'many'"),
        (["people=1.5"], "answer 'people': SM503 'people' asks for a whole number or a range such as 1000..9999, not '1.5'"),
        (["people=-5"], "answer 'people': SM503 'people' asks for a whole number or a range such as 1000..9999, not '-5'"),
        (["people=9..1"], "answer 'people': SM503 'people' asks for a whole number or a range such as 1000..9999, not '9..1'"),
        (["people=.."], "answer 'people': SM503 'people' asks for a whole number or a range such as 1000..9999, not '..'"),
        (["people=9999999999999999"], "answer 'people': SM503 numbers lie between 0 and 1000000000000000"),
        ([f"reach={ESC}"], r"answer 'reach': SM502 unknown answer '\x1b[2J\x1b]0;owned\x07' of 'reach'"),
        (["web:reach=staff"], "answer 'reach': SM504 'reach' is a question of the system: it cannot be answered by a component 'web'"),
        (["web:region=west"], "answer 'region': SM504 'region' is a question of the organisation: it cannot be answered by a component 'web'"),
        (["system:region=west"], "answer 'region': SM504 'region' is a question of the organisation: it cannot be answered by a system"),
        (["reach=staff", "--on", "yesterday"], "answer 'reach': SM204 'on' is a date, written as in '2026-03-02'"),
        (["reach=staff", "--on", "2026-3-2"], "answer 'reach': SM204 'on' is a date, written as in '2026-03-02'"),
        (["reach=staff", "--by", "a\nb"], "answer 'reach': SM204 'by' is one line of at most 300 characters"),
        (["reach=staff", "--evidence", "a" * 301], "answer 'reach': SM204 'evidence' is one line of at most 300 characters"),
        (["reach=staff", "--by", ESC], "answer 'reach': SM103 in 'by', the character U+001B is not allowed"),
        (["reach=staff", "--note", "a\u202e"], "answer 'reach': SM103 in 'note', the character U+202E is not allowed"),
        (["reach=staff", "--note", "\udcff"], "answer 'reach': SM103 in 'note', the character U+DCFF is not allowed"),
    ],
)  # fmt: skip
def test_a_wrong_answer(folder: Path, arguments: list[str], message: str) -> None:
    """What no question offers is bad input: it ends with 1 and one message, and no file is touched."""
    untouched(folder, arguments, 1, message)


def untouched(folder: Path, arguments: list[str], expected: int, message: str) -> None:
    """Show that a call fails with a message and leaves every file as it was."""
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    code, lines = answer(*arguments)
    assert (expected, message) == (code, lines[-1])
    assert len(lines) == 1 or lines[0].startswith("Usage: surveymodel answer ")
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_several_wrong_answers_are_named_together(folder: Path) -> None:
    """Whoever writes a script sees all that is wrong with it at once."""
    code, lines = answer("reach=stafff", "features=uplaods")
    assert code == 1
    assert [line.partition(":")[0] for line in lines] == ["answer 'features'", "answer 'reach'"]


def test_an_organisation_without_a_file() -> None:
    """What has no file to go into is said to have none, with the file that names none."""
    code, lines = answer("region=west", file="alone.yaml")
    assert (code, lines) == (
        1,
        ["alone.yaml: SM504 'region' is answered in the organisation's file, and there is none"],
    )


@pytest.mark.parametrize(
    ("file", "code", "message"),
    [
        ("none.yaml", 1, "none.yaml: SM101 no such file or directory"),
        (".", 2, "Error: Invalid value for 'SYSTEM': File '.' is a directory."),
        (
            "example:shop",
            2,
            "Error: Examples are read only; 'surveymodel init FILE' makes a file of your own.",
        ),
    ],
)
def test_a_file_that_cannot_be_written(file: str, code: int, message: str) -> None:
    """Answers go into a file that is there; examples are copied and not changed."""
    found, lines = answer("reach=staff", file=file)
    assert (code, message) == (found, lines[-1])


def test_a_file_with_faults_is_left_alone(folder: Path) -> None:
    """Faults that are there already are named, and nothing is written beside them."""
    text = SHOP.replace("reach: staff", "reech: staff")
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    assert answer("people=5") == (
        1,
        ["shop.yaml:7:10: SM501 unknown question 'reech' (did you mean 'reach'?)"],
    )
    assert (folder / "shop.yaml").read_text(encoding="utf-8") == text
