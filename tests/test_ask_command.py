"""``ask`` as a command: how it begins and ends, and what happens to the file meanwhile."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from surveymodel.cli import ask
from surveymodel.cli.ask import converse
from surveymodel.cli.face import Answer, Move
from surveymodel.cli.plain import PlainFace
from surveymodel.cli.prompts import PromptFace
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview
from tests.begun import begun, written
from tests.conversation import Typist, answers, call, talk
from tests.packs import model
from tests.shop import MODEL
from tests.tiny import PACK

# ---------------------------------------------------------------------------------------------
# The end

OVER = "Nothing more is asked now. Enter ends; b back, c change."


def test_somebody_at_a_terminal_may_still_change_the_last_answer(tmp_path: Path) -> None:
    """After the last question one goes back or changes an answer, and only Enter ends it."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, "1", "x", "b", "2", "q", terminal=True)
    at = lines.index(OVER)
    assert lines[at + 1] == "> Press Enter to end, or type b or c."
    assert [line for line in lines[at:] if line.endswith("?")] == ["kind?", "features?"]
    assert answers(interview) == ["kind: shop"]


@pytest.mark.parametrize("typed", [[""], ["q"], []])
def test_ending(tmp_path: Path, typed: list[str]) -> None:
    """Enter, the key for it and the end of input end a survey in which nothing is asked."""
    interview = begun(tmp_path, MODEL, {"kind": "site"})
    lines = talk(interview, *typed, terminal=True)
    assert lines[:3] == [
        "The shop: 0 questions left.",
        "1 question of the organisation cannot be kept: the file names no organisation's",
        "  file.",
    ]
    assert lines[-2] == OVER


def test_a_pipe_is_asked_nothing_at_the_end(tmp_path: Path) -> None:
    """A script gives its answers and is done."""
    assert OVER not in talk(begun(tmp_path, MODEL, {"kind": "site"}), "c")


def test_where_nothing_can_be_answered_nothing_is_asked(tmp_path: Path) -> None:
    """A survey of which no answer could be kept ends at once."""
    pack = model(
        {"questions": [{"id": "q", "of": "organisation", "select": "one", "answers": [{"id": "a"}]}]}
    )
    assert talk(begun(tmp_path, pack), terminal=True)[0] == "The shop: 0 questions left."


@pytest.mark.parametrize(
    ("typed", "code", "last"),
    [
        ([], 0, ["3 to 7 questions left. 0 tasks and 3 possible: surveymodel tasks {file} --pack {pack}",
                 "All answers are saved; surveymodel ask {file} --pack {pack} goes on."]),
        (["internet", "1"], 0, ["5 questions left. 1 task and 2 possible: surveymodel tasks {file} --pack {pack}",
                                "All answers are saved; surveymodel ask {file} --pack {pack} goes on."]),
        (["2", "3", "none"], 0, ["", "0 questions left. 0 tasks: surveymodel tasks {file} --pack {pack}"]),
    ],
)  # fmt: skip
def test_the_last_lines(tmp_path: Path, typed: list[str], code: int, last: list[str]) -> None:
    """They say what is left, what has come of it, and the commands that go on from here."""
    file = written(tmp_path)
    found, lines = call("ask", file, "--pack", PACK, typed=typed)
    assert (code, [line.format(file=file, pack=PACK) for line in last]) == (found, lines[-2:])


def test_the_commands_to_go_on_with_can_be_pasted(tmp_path: Path) -> None:
    """A path with a space is quoted, and the options that are needed again are there."""
    (tmp_path / "my shop").mkdir()
    firm = tmp_path / "firm of ours.yaml"
    firm.write_text("format: surveymodel-system/1\nid: firm\nanswers: {}\n", encoding="utf-8")
    file = written(tmp_path / "my shop")
    _, lines = call("ask", file, "--pack", PACK, "--organisation", firm)
    assert lines[-1] == (
        f"All answers are saved; surveymodel ask '{file}' --pack {PACK} --organisation '{firm}' goes on."
    )


def stop() -> None:
    raise KeyboardInterrupt


def test_an_interruption(tmp_path: Path) -> None:
    """Ctrl-C ends with 130, says that all is saved, and all is."""
    file = written(tmp_path)
    code, lines = call("ask", file, "--pack", PACK, typed=["1", stop])
    assert (code, lines[-1]) == (
        130, f"Stopped. All answers are saved; surveymodel ask {file} --pack {PACK} goes on.",
    )  # fmt: skip
    assert "reach: internet" in file.read_text(encoding="utf-8")


def test_no_input_at_all(tmp_path: Path) -> None:
    """A process without input asks its first question and stops."""
    code, lines = call("ask", written(tmp_path), "--pack", PACK, typed=None)
    assert (code, "Who can reach the system?" in lines) == (0, True)


# ---------------------------------------------------------------------------------------------
# The command


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        (["example:shop"], 2, "Error: Examples are read only; 'surveymodel init FILE' makes a file of your own."),
        (["none.yaml"], 1, "none.yaml: SM101 no such file or directory"),
        ([], 2, "Error: Missing argument 'SYSTEM'."),
        (["shop.yaml", "--by", ""], 2, "Error: Invalid value for '--by': 'by' is empty."),
        (["shop.yaml", "--by", " "], 2, "Error: Invalid value for '--by': 'by' is empty."),
        (["shop.yaml", "--by", "ana\nbob"], 2, "Error: Invalid value for '--by': 'by' is one line of at most 300 characters."),
        (["shop.yaml", "--by", "\x1b[2J"], 2, "Error: Invalid value for '--by': in 'by', the character U+001B is not allowed."),
        (["shop.yaml", "--organisation", "none.yaml"], 1, "none.yaml: SM101 no such file or directory"),
        (["shop.yaml", "--pack", "tinny"], 2, "Error: unknown pack or folder 'tinny'"),
    ],
)  # fmt: skip
def test_a_command_line_that_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, last: str
) -> None:
    """It is refused before anything is asked."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    pack = [] if "--pack" in arguments else ["--pack", str(PACK)]
    found, lines = call("ask", *arguments, *pack)
    assert (code, last) == (found, lines[-1])
    assert "Who can reach the system?" not in lines


def test_a_file_with_faults_is_not_asked_about(tmp_path: Path) -> None:
    """Every fault is named with its place, and the file is left alone."""
    file = written(tmp_path, {"reech": "staff", "features": "payments"})
    text = file.read_text(encoding="utf-8")
    assert call("ask", file, "--pack", PACK, typed=["1"]) == (1, [
        f"{file}:5:10: SM501 unknown question 'reech' (did you mean 'reach'?)",
        f"{file}:6:13: SM503 'features' takes a list of answers: write [payments]",
    ])  # fmt: skip
    assert file.read_text(encoding="utf-8") == text


def test_by_writes_name_and_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer of this interview has them, those from before stay as they are."""
    monkeypatch.setattr("surveymodel.cli.ask.today", lambda: "2026-03-02")
    file = written(tmp_path, {"reach": "staff"})
    call("ask", file, "--pack", PACK, "--by", "Ana B.", typed=["read-only", "u"])
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[-3:] == [
        '  reach: "staff"',
        '  features: {answer: [read-only], by: "Ana B.", on: "2026-03-02"}',
        '  stack: {answer: unknown, by: "Ana B.", on: "2026-03-02"}',
    ]


def test_the_command_asks_first_what_decides_most(tmp_path: Path) -> None:
    """Of the tiny pack these are the features."""
    _, lines = call("ask", written(tmp_path), "--pack", PACK, "--fewest")
    assert next(line for line in lines if line.endswith("?")) == "Who can reach the system?"


@pytest.mark.parametrize(
    ("plain", "inside", "outside", "term", "kind"),
    [
        (False, True, True, "xterm", PromptFace),
        (True, True, True, "xterm", PlainFace),
        (False, False, True, "xterm", PlainFace),
        (False, True, False, "xterm", PlainFace),
        (False, True, True, "dumb", PlainFace),
    ],
)
def test_which_face_it_shows(
    monkeypatch: pytest.MonkeyPatch, plain: bool, inside: bool, outside: bool, term: str, kind: type
) -> None:
    """It draws where input and output are a terminal that can draw and nobody asked for plain lines."""
    monkeypatch.setattr("sys.stdin", Typist([], terminal=inside))
    monkeypatch.setattr("sys.stdout", Typist([], terminal=outside))
    monkeypatch.setenv("TERM", term)
    assert isinstance(ask._face(plain=plain), kind)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that could draw, and nothing to draw with."""
    monkeypatch.setattr("sys.stdin", Typist([], terminal=True))
    monkeypatch.setattr("sys.stdout", Typist([], terminal=True))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("surveymodel.cli.ask.find_spec", lambda _: None)
    with pytest.raises(SystemExit, match=r"pip install 'surveymodel\[cli\]'"):
        ask._face(plain=False)


# ---------------------------------------------------------------------------------------------
# Somebody else at the same file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[..., Callable[[], object]]:
    """Return a function that makes one which writes other answers into the file."""

    def writes(given: dict[str, Any], **more: Any) -> Callable[[], object]:
        return lambda: written(tmp_path, given, **more)

    return writes


def test_another_question_answered_meanwhile(tmp_path: Path, elsewhere: Callable[..., Any]) -> None:
    """Both answers are kept, and the survey goes on from both."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    lines = talk(interview, elsewhere({"kind": "shop", "hosting": "own"}), "none")
    assert answers(interview) == ['kind: "shop"', "features: []", 'hosting: "own"']
    assert [line for line in lines if line.endswith("?")] == ["features?", "stack?"]


def test_the_same_question_answered_meanwhile(tmp_path: Path, elsewhere: Callable[..., Any]) -> None:
    """What the other one said is not overwritten: it is shown, to be kept or changed."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, elsewhere({"kind": "shop"}), "site")
    after = lines[lines.index("> site") + 1 :]
    assert after[0] == "kind has changed in the file meanwhile: shop."
    assert after[3:5] == ["kind?", "Now: shop."]
    assert answers(interview) == ['kind: "shop"']


def test_a_question_that_is_asked_no_more_meanwhile(tmp_path: Path, elsewhere: Callable[..., Any]) -> None:
    """Its answer is not written, and the survey goes on with what is asked now."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    lines = talk(interview, elsewhere({"kind": "site"}), "1")
    assert "features has changed in the file meanwhile." in lines
    assert [line for line in lines if line.endswith("?")] == ["features?"]
    assert answers(interview) == ['kind: "site"']


def test_a_component_that_is_gone_meanwhile(tmp_path: Path, elsewhere: Callable[..., Any]) -> None:
    """Its question goes with it."""
    given = {"kind": "shop", "features": [], "hosting": "own"}
    interview = begun(tmp_path, MODEL, given, components={"web": {}, "api": {}})
    lines = talk(interview, elsewhere(given, components={"api": {}}), "1", "2")
    assert "stack has changed in the file meanwhile." in lines
    assert answers(interview)[-3:] == ["api:", "answers:", "stack: [flask]"]


def test_a_component_that_goes_as_its_answer_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late that is, the survey goes on without it."""
    given = {"kind": "shop", "features": [], "hosting": "own"}
    interview = begun(tmp_path, MODEL, given, components={"web": {}})
    monkeypatch.setattr(Interview, "refresh", lambda _: None)
    written(tmp_path, given)
    lines = talk(interview, "1", "q")
    assert "stack has changed in the file meanwhile." in lines


def test_a_file_that_is_broken_meanwhile(tmp_path: Path) -> None:
    """The fault is named with its place and the question asked again until the file is mended."""
    interview = begun(tmp_path, MODEL)
    path = interview.file.path
    text = path.read_text(encoding="utf-8")
    lines = talk(
        interview, lambda: path.write_text(text + "answers: twice\n", encoding="utf-8"), "2",
        lambda: path.write_text(text, encoding="utf-8"), "2", width=500,
    )  # fmt: skip
    first, second = (index for index, line in enumerate(lines) if line == "> 2")
    assert lines[first + 1] == f"{path}:5:1: SM105 the key 'answers' stands here twice (first on line 4)"
    assert lines[first + 4] == "kind?"
    assert lines[second + 1] == "  3 more questions: features, login, stack"
    assert answers(interview) == ["kind: shop"]


def test_a_file_that_is_gone_meanwhile(tmp_path: Path) -> None:
    """It is named, and nothing is written in its place."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, interview.file.path.unlink, "2", width=500)
    assert f"{interview.file.path}: SM101 no such file or directory" in lines
    assert not interview.file.path.exists()


def test_a_file_that_cannot_be_written_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message says so and why; the question is asked again, and the answers before it are kept."""
    interview = begun(tmp_path, MODEL)
    path = interview.file.path

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        lines = talk(
            interview, "2", lambda: patch.setattr(SystemFile, "write", refuse), "none",
            patch.undo, "1", width=500,
        )  # fmt: skip
    at = lines.index("> none")
    assert lines[at + 1] == f"Not saved: {path}: Permission denied."
    assert lines[at + 4] == "features?"
    assert answers(interview) == ["kind: shop", "features: [cards]"]


def test_a_face_may_only_stop_go_back_or_change_at_the_end(tmp_path: Path) -> None:
    """Putting off what is not asked changes nothing, whatever shows the interview."""

    class Odd(PlainFace):
        moves: ClassVar = [Move.LATER, Move.STOP]

        def over(self) -> Move:
            return self.moves.pop(0)

    interview = begun(tmp_path, MODEL, {"kind": "site"})
    with contextlib.redirect_stdout(io.StringIO()):
        converse(interview, Odd(Typist([])))
    assert (interview.later, Odd.moves, Answer("x")) == (set(), [], Answer("x"))
