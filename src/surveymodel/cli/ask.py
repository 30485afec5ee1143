"""``surveymodel ask``: the survey, question by question, into a system file."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from shutil import get_terminal_size

import click

from surveymodel.cli.face import Answer, Face, Move
from surveymodel.cli.interview_words import brought, left
from surveymodel.cli.plain import PlainFace
from surveymodel.cli.shared import counted, file_argument, organisation_option, pack_option
from surveymodel.engine.load import load
from surveymodel.errors import AnswerError, printable
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview, Item

__all__ = ["command", "converse"]


@click.command(
    "ask",
    epilog="""\b
Examples:
  surveymodel ask shop.yaml
  surveymodel ask shop.yaml --fewest --by ana
  surveymodel ask shop.yaml --plain""",
)
@file_argument
@pack_option
@organisation_option
@click.option("--fewest", is_flag=True, help="First the question that decides most tasks.")
@click.option("--by", metavar="NAME", help="Your name, written with today's date beside each answer.")
@click.option("--plain", is_flag=True,
              help="Plain lines, for screen readers and pipes; chosen where there is no terminal.")  # fmt: skip
def command(
    system: str, pack: str, organisation: str | None, fewest: bool, by: str | None, plain: bool
) -> None:
    """Ask what is still open of a system, and save each answer at once.

    SYSTEM is the path of a system file; "surveymodel init" makes one. Whatever interrupts the
    survey, the same command goes on where it stopped. Comments and order in the file stay.
    """
    above = Path(organisation) if organisation else None
    file = SystemFile.open(load(pack), Path(system), organisation=above)
    today = date.today().isoformat() if by else None  # noqa: DTZ011 - the day where the person sits
    interview = Interview(file, by, today)
    try:
        converse(interview, _face(plain=plain), fewest=fewest)
    except (KeyboardInterrupt, EOFError):
        click.echo(f"\nStopped. What was answered is in {printable(system)}.")
        sys.exit(130)


def _face(*, plain: bool) -> Face:
    if not plain and sys.stdin.isatty() and sys.stdout.isatty():
        if not find_spec("questionary"):
            sys.exit("surveymodel: this needs the command line's extra: pip install 'surveymodel[cli]'")
        from surveymodel.cli.prompts import PromptFace

        return PromptFace()
    return PlainFace(sys.stdin, max(40, min(100, get_terminal_size().columns)))


def converse(interview: Interview, face: Face, *, fewest: bool = False) -> None:
    """Ask until nothing is open, or until the face says stop."""
    face.say(f"{interview.file.system.title or interview.file.system.id}: {left(interview)}.")
    if interview.unreachable():
        count = counted(len(interview.unreachable()), "question")
        face.say(f"{count} of the organisation cannot be kept: the file names no organisation's file.")
    again: Item | None = None
    while (item := again or interview.next(fewest=fewest)) is not None:
        action = face.ask(interview, item)
        again = None
        if isinstance(action, Answer):
            again = _answer(interview, face, item, action)
        elif action is Move.LATER:
            interview.later.add(item.key)
        elif action is Move.STOP:
            break
        else:
            again = _elsewhere(interview, face, item, action) or item
    _farewell(interview, face)


def _answer(interview: Interview, face: Face, item: Item, action: Answer) -> Item | None:
    """Save an answer and say what it brought; return the item again where it is none."""
    try:
        effect = interview.answer(item, action.given)
    except AnswerError as error:
        for diagnostic in error.diagnostics:
            face.say(diagnostic.message)
        return item
    for text in brought(effect):
        face.say(text)
    return None


def _elsewhere(interview: Interview, face: Face, item: Item, move: Move) -> Item | None:
    """Return the item to ask in place of this one, or None where there is none."""
    if move is Move.CHANGE:
        return face.choose(interview.answered())
    before = interview.back(item)
    if before is None:
        face.say("This is the first question.")
    return before


def _farewell(interview: Interview, face: Face) -> None:
    tasks = counted(sum(1 for _ in interview.resolution.truths("task", "certain")), "task")
    possible = sum(1 for _ in interview.resolution.truths("task", "possible"))
    more = f" and {possible} possible" if possible else ""
    path = interview.file.path
    face.say("")
    face.say(f"{left(interview)}. {tasks}{more}: surveymodel tasks {path}")
    if interview.bounds().most:
        face.say(f"All answers are saved; surveymodel ask {path} goes on.")
