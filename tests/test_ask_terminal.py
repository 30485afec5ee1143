"""``ask`` in a terminal: every key through a whole walk, and interruptions at each question."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from surveymodel.cli.ask import converse
from surveymodel.cli.prompts import PromptFace
from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview
from tests.begun import begun
from tests.files import FILES, write_pack
from tests.packs import model
from tests.tiny import PACK

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from tests.terminal import DOWN, ENTER, SPACE, UP, Terminal

pytestmark = pytest.mark.untraced

FIRM = """\
# The firm answers once for all of its systems.
format: surveymodel-system/1
id: firm
answers: {answers}
"""

SHOP = """\
# What the shop is.
format: surveymodel-system/1
id: shop  # for short
title: The shop
pack: tiny

organisation: firm.yaml
answers:
  # As the firewall had it in March.
  reach: internet  # main.tf:12
{system}components:
  # The rest is bought.
  web:
    title: The pages
    answers:{web}
"""

REGION, FEATURES, CARDS = "Where is the company?", "What does it do?", "Where is the card number typed?"
STORAGE, PEOPLE = "Where do files go?", "How many people use it in a month?"
STACK, SESSIONS = "What is it built with?", "How are people kept signed in?"

#: Each question of a walk, the keys that answer it, and the line that the answer is in the file.
WALK = [
    (REGION, [ENTER], "region: west"),
    (FEATURES, [SPACE, ENTER], "features: [payments]"),
    (CARDS, [ENTER], "card-entry: own-form"),
    (STORAGE, [DOWN, ENTER], "storage: disk"),
    (PEOPLE, [DOWN, ENTER], "people: {at-least: 11, below: 1000}"),
    (STACK, [DOWN, SPACE, ENTER], "stack: [flask]"),
    (SESSIONS, [DOWN, ENTER], "sessions: token"),
]
QUESTIONS = [question for question, _, _ in WALK]


def files(lines: list[str]) -> dict[str, str]:
    """Return the two files with some answers of the walk."""
    own = "".join(f"  {line}\n" for line in lines[1:5])
    web = "".join(f"\n      {line}" for line in lines[5:])
    firm = "".join(f"\n  {line}" for line in lines[:1])
    return {
        "firm.yaml": FIRM.replace(" {answers}", firm or " {}"),
        "shop.yaml": SHOP.replace("{system}", own).replace("{web}", web or " {}"),
    }


def answered(count: int) -> dict[str, str]:
    """Return the two files after so many answers of the walk."""
    return files([line for _, _, line in WALK[:count]])


def found(folder: Path) -> dict[str, str]:
    """Return the files of a folder, hidden ones too."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def tiny() -> SurveyModel:
    """Return the model of the tiny pack."""
    return link(load_content(PACK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files before the walk."""
    place = tmp_path / "shop"
    place.mkdir()
    begin(place, 0)
    return place


def begin(folder: Path, count: int) -> None:
    """Write the two files with so many answers."""
    for name, text in answered(count).items():
        (folder / name).write_text(text, encoding="utf-8")


@contextmanager
def asking(
    folder: Path, *options: str, rows: int = 24, columns: int = 80, **environment: str
) -> Iterator[Terminal]:
    """Run ``ask`` on the shop in a terminal."""
    with Terminal.running(
        "ask",
        "shop.yaml",
        "--pack",
        PACK,
        *options,
        folder=folder,
        rows=rows,
        columns=columns,
        environment=environment,
    ) as terminal:
        yield terminal


# ---------------------------------------------------------------------------------------------
# Interruptions

ENDS = [("interrupt", 130), ("kill", -9), ("hang_up", -1)]


@pytest.mark.parametrize(("how", "code"), ENDS)
def test_an_interruption_at_each_question(folder: Path, how: str, code: int) -> None:
    """All answers before it are in the files, with nothing else changed, and it is asked at the next start."""
    for count, (question, keys, _) in enumerate(WALK):
        with asking(folder) as terminal:
            terminal.asks(question)
            terminal.send(*keys)
            if count + 1 < len(WALK):
                terminal.asks(QUESTIONS[count + 1])
            else:
                terminal.shows("Nothing more is asked now.", "Enter chooses")
            assert getattr(terminal, how)() == code
        assert found(folder) == answered(count + 1)


@pytest.mark.parametrize(("how", "code"), ENDS)
@pytest.mark.parametrize(
    ("count", "keys", "shown"),
    [
        (0, [], "? Where is the company?"),
        (1, [SPACE, DOWN, SPACE], "» ● It takes files"),
        (4, [UP, ENTER, "12"], "(people) 12"),
    ],
)
def test_an_interruption_within_an_answer(
    folder: Path, tiny: SurveyModel, how: str, code: int, count: int, keys: list[str], shown: str
) -> None:
    """Before the first answer, with answers ticked, with half a number typed: what came before is kept."""
    begin(folder, count)
    with asking(folder) as terminal:
        terminal.asks(QUESTIONS[count])
        terminal.send(*keys)
        terminal.shows(shown)
        assert getattr(terminal, how)() == code
    assert found(folder) == answered(count)
    item = Interview(SystemFile.open(tiny, folder / "shop.yaml")).next()
    assert item is not None
    assert item.question.ask == QUESTIONS[count]


def test_an_interruption_in_plain_lines(folder: Path) -> None:
    """Ctrl-C while a line is typed keeps what came before and says how to go on."""
    with asking(folder, "--plain") as terminal:
        terminal.shows(REGION, "q stop)", ">")
        terminal.send("1", ENTER)
        terminal.shows(FEATURES, "q stop)", ">")
        terminal.send("1,2")
        assert terminal.interrupt() == 130
        assert "Stopped. All answers are saved; surveymodel ask shop.yaml" in str(terminal)
    assert found(folder) == answered(1)


def test_the_end_of_input_in_plain_lines(folder: Path) -> None:
    """Ctrl-D stops as the key for it does."""
    with asking(folder, "--plain") as terminal:
        terminal.shows(REGION, "q stop)", ">")
        terminal.send("\x04")
        assert terminal.ended() == 0
    assert found(folder) == answered(0)


# ---------------------------------------------------------------------------------------------
# A walk with every key


def test_a_walk_with_every_key(folder: Path) -> None:
    """Each key does what stands below the question, and all of it together is in the files."""
    with asking(folder) as terminal:
        terminal.asks(REGION)
        terminal.send("l")
        terminal.asks(FEATURES)
        terminal.send("n")
        terminal.asks(PEOPLE)
        terminal.send("b")
        terminal.shows("? What does it do?", "Now: none of these.", "q stop")
        terminal.send(SPACE, DOWN, SPACE, ENTER)
        terminal.asks(CARDS)
        terminal.send("u")
        terminal.asks(PEOPLE)
        terminal.send(UP, ENTER)
        terminal.shows("(people)", "nothing goes back to the list")
        terminal.send("12,500", ENTER)
        terminal.asks(STACK)
        terminal.send("c")
        terminal.shows("Which answer?", "» reach: Everybody", "card-entry: nobody knows", "people: 12,500")
        terminal.send(DOWN, DOWN, ENTER)
        terminal.shows("? Where is the card number typed?", "Now: nobody knows.", "q stop")
        terminal.send(DOWN, ENTER)
        terminal.asks(STACK)
        terminal.send("?")
        terminal.shows("stack: What is it built with?", "Look at the manifest.", "? What is it built with?")
        terminal.send(SPACE, ENTER)
        terminal.asks(SESSIONS)
        terminal.send("q")
        assert terminal.ended() == 0
        assert "2 questions left. 1 task and 1 possible: surveymodel tasks shop.yaml" in str(terminal)
    lines = ["features: [payments, uploads]", "card-entry: provider-page", "people: 12500"]
    kept = files(["", *lines, "", "stack: [django]"])
    assert found(folder) == {name: text.replace("\n  \n", "\n") for name, text in kept.items()} | {
        "firm.yaml": answered(0)["firm.yaml"]
    }


def test_the_last_question_can_be_gone_back_to(folder: Path) -> None:
    """After it one may end, go back or change an answer."""
    begin(folder, 6)
    with asking(folder) as terminal:
        terminal.asks(SESSIONS)
        terminal.send(ENTER)
        terminal.shows(
            "Nothing more is asked now.", "» End", "Back to the answer before", "Change any answer"
        )
        terminal.send("b")
        terminal.shows("Now: With a cookie.", "q stop")
        terminal.send(DOWN, ENTER)
        terminal.shows(" » With a token", "Nothing more is asked now.", "» End")
        terminal.send(ENTER)
        assert terminal.ended() == 0
        assert "» With a token\n\n0 questions left. 3 tasks: surveymodel tasks shop.yaml" in str(terminal)
    assert found(folder) == answered(7)


def test_a_number_is_checked_as_it_is_typed(folder: Path) -> None:
    """What is no number is said to be none; nothing typed goes back to the ranges."""
    begin(folder, 4)
    with asking(folder) as terminal:
        terminal.asks(PEOPLE)
        terminal.send(UP, ENTER, "many", ENTER)
        terminal.shows("(people) many", "'people' asks for a whole number or a range")
        terminal.send("\x15", ENTER)
        terminal.asks(PEOPLE)
        terminal.send(UP, ENTER)
        terminal.shows("nothing goes back to the list")
        terminal.send("9" * 30, ENTER)
        terminal.shows("numbers lie between 0 and 1000000000000000.", PEOPLE, "q stop")
        terminal.send(UP, ENTER)
        terminal.shows("nothing goes back to the list")
        terminal.send("100..999", ENTER)
        terminal.asks(STACK)
        terminal.send("b")
        terminal.shows("Now: 100 to 999.", "q stop")
        terminal.send(UP, ENTER)
        terminal.shows("(people) 100..999")
        terminal.interrupt()
    assert "  people: {at-least: 100, below: 1000}\n" in found(folder)["shop.yaml"]


def test_a_list_is_checked_before_it_is_left(folder: Path) -> None:
    """Enter on nothing says what space and n do; an answer that stands alone says so."""
    begin(folder, 1)
    with asking(folder) as terminal:
        terminal.asks(FEATURES)
        assert "Space ticks" not in str(terminal)
        terminal.send(ENTER)
        terminal.shows("Space ticks the answer at »; n says that none of these holds.")
        terminal.send(SPACE, UP, SPACE)
        terminal.shows(
            "● It takes payments", "» ● It only shows pages", "This stands alone: It only shows pages."
        )
        terminal.send(ENTER, SPACE)
        terminal.shows("» ○ It only shows pages space ticks")
        terminal.send(ENTER)
        terminal.asks(CARDS)
        terminal.interrupt()
    assert found(folder) == answered(2)


def test_help_leaves_the_list_as_it_stands(folder: Path) -> None:
    """What was ticked before is ticked after, and the pointer stays."""
    begin(folder, 1)
    with asking(folder) as terminal:
        terminal.asks(FEATURES)
        terminal.send(SPACE, DOWN, SPACE, "?")
        terminal.shows(
            "features: What does it do?", "Look at the menu.", "● It takes payments", "» ● It takes files"
        )
        terminal.send(SPACE, ENTER)
        terminal.asks(CARDS)
        terminal.interrupt()
    assert found(folder) == answered(2)


def test_back_to_a_list_finds_it_as_it_was_left(folder: Path) -> None:
    """What was ticked is ticked, and Enter alone keeps it."""
    begin(folder, 2)
    with asking(folder) as terminal:
        terminal.asks(CARDS)
        terminal.send("b")
        terminal.shows("Now: It takes payments.", "» ● It takes payments", "○ It takes files", "q stop")
        terminal.send(ENTER)
        terminal.asks(CARDS)
        terminal.interrupt()
    assert found(folder) == answered(2)


def test_somebody_else_answers_meanwhile(folder: Path) -> None:
    """Their answer is shown in place of being overwritten."""
    with asking(folder) as terminal:
        terminal.asks(REGION)
        (folder / "firm.yaml").write_text(FIRM.replace("{answers}", "{region: east}"), encoding="utf-8")
        terminal.send(ENTER)
        terminal.shows(
            "region has changed in the file meanwhile: In the east.", "Now: In the east.", "» In the east"
        )
        terminal.send("q")
        assert terminal.ended() == 0
    assert "{region: east}" in found(folder)["firm.yaml"]


# ---------------------------------------------------------------------------------------------
# What it looks like


def test_the_screen(folder: Path) -> None:
    """A question is taken away when it is answered; the question, the answer and what it brought stay."""
    begin(folder, 1)
    with asking(folder) as terminal:
        terminal.asks(FEATURES)
        terminal.send(SPACE, DOWN, SPACE, ENTER)
        terminal.asks(CARDS)
        assert terminal.lines == [
            "The shop: 3 to 6 questions left.",
            "",
            "The system. 3 to 6 questions left.",
            "? What does it do?",
            " » It takes payments",
            " » It takes files",
            "  2 more questions: card-entry, sessions",
            "",
            "The system. 4 questions left.",
            "? Where is the card number typed?",
            " » In our form",
            "   On the provider's page",
            "",
            "  Enter chooses",
            "  ? help, u nobody knows, l later, b back, c change, q stop",
        ]
        pointed = terminal.screen.buffer[10][3]
        assert (pointed.data, pointed.fg, pointed.bold, pointed.bg) == ("I", "magenta", True, "default")
        other = terminal.screen.buffer[11][3]
        assert (other.data, other.fg, other.bold, other.bg) == ("O", "default", False, "default")


def test_without_colours(folder: Path) -> None:
    """NO_COLOR is heeded."""
    with asking(folder, NO_COLOR="1") as terminal:
        terminal.asks(REGION)
        terminal.send(ENTER)
        terminal.asks(FEATURES)
        shown = [char for row in terminal.screen.buffer.values() for char in row.values()]
        assert {char.fg for char in shown} | {char.bg for char in shown} == {"default"}


def test_a_terminal_that_draws_nothing(folder: Path) -> None:
    """It gets plain lines."""
    with asking(folder, TERM="dumb") as terminal:
        terminal.shows(REGION, "1. In the west", "Type a number.", ">")
        terminal.send("q", ENTER)
        assert terminal.ended() == 0
    assert b"\x1b" not in terminal.written


@pytest.mark.parametrize("columns", [34, 35, 36, 37])
def test_a_question_as_wide_as_the_terminal(folder: Path, columns: int) -> None:
    """Its answers stand directly below it, wherever the line ends."""
    begin(folder, 2)
    with asking(folder, columns=columns) as terminal:
        terminal.asks(CARDS)
        at = terminal.lines.index(" » In our form")
        assert terminal.lines[at - 1].endswith("typed?")


def test_nothing_in_a_pack_is_obeyed_by_a_prompt(tmp_path: Path) -> None:
    """Characters that would turn the writing are shown as what they are."""
    bad = "\u202e\x9b"
    pack = model(
        {
            "questions": [
                {"id": "q", "ask": f"A{bad}?", "select": "one", "answers": [{"id": "a", "text": f"B{bad}"}]},
                {"id": "r", "select": "many", "answers": [{"id": "c", "text": f"C{bad}"}]},
                {"id": "s", "select": "number", "unit": f"D{bad}"},
            ]
        }
    )
    out = io.StringIO()
    size = Size(rows=40, columns=80)
    with (
        create_pipe_input() as keys,
        create_app_session(input=keys, output=Vt100_Output(out, lambda: size, term="xterm")),
        contextlib.redirect_stdout(out),
    ):
        keys.send_text(f"{ENTER}{SPACE}{ENTER}{DOWN}{ENTER}5{ENTER}q")
        converse(begun(tmp_path, pack), PromptFace())
    assert not set(out.getvalue()) & set(bad)
    for letter in "ABCD":
        assert rf"{letter}\u202e\x9b" in out.getvalue()


LONG = FILES["survey/shape.yaml"].replace("Who can reach it?", "Who of all the people there are can reach it, wherever they sit and whatever they know of it?").replace(
    "      - id: few\n        text: A few\n",
    "".join(f"      - id: n{n}\n        text: Answer {n} with words that go on and on until the line ends\n" for n in range(9)),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "columns"), [(20, 60), (12, 40)])
def test_a_small_terminal(tmp_path: Path, rows: int, columns: int) -> None:
    """Lines break between words, and the answer to choose stands whole, wherever the list ends."""
    pack = write_pack(tmp_path / "pack", survey__shape=LONG)
    text = "format: surveymodel-system/1\nid: shop\nanswers: {}\n"
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    command = ("ask", "shop.yaml", "--pack", pack)
    with Terminal.running(*command, folder=tmp_path, rows=rows, columns=columns) as terminal:
        terminal.shows(
            "? Who of all the people there are can reach it, wherever they sit and whatever they know of it?"
        )
        terminal.shows("» Everybody", "Enter chooses")
        terminal.send(UP)
        terminal.shows("» Answer 8 with words that go on and on until the line ends", "Enter chooses")
        terminal.send(UP)
        terminal.shows("» Answer 7 with words that go on and on until the line ends", "Enter chooses")
        terminal.send(ENTER)
        terminal.asks("What is it built with?")
    assert "reach: n7" in (tmp_path / "shop.yaml").read_text(encoding="utf-8")
