"""``surveymodel ask``: the survey, question by question, into a system file."""

from __future__ import annotations

import os
import shlex
import sys
from importlib.util import find_spec
from io import StringIO, TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import TextIO

import click

from surveymodel.cli.backups import tell_backup
from surveymodel.cli.face import Answer, Face, Move
from surveymodel.cli.interview_words import brought, left
from surveymodel.cli.plain import PlainFace
from surveymodel.cli.said import one_line, today
from surveymodel.cli.shared import counted, file_argument, organisation_option, pack_option
from surveymodel.engine.load import load
from surveymodel.errors import AnswerError, Location, UnknownNameError, printable
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview, Item
from surveymodel.project.spelling import spoken

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
@click.option("--by", metavar="NAME", callback=one_line,
              help="Your name, written with today's date beside each answer.")  # fmt: skip
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
    backups: list[Path] = []
    file = SystemFile.open(load(pack), Path(system), organisation=above, told=backups.append)
    interview = Interview(file, by, today() if by else None)
    options = [("--pack", pack if pack != "core" else None), ("--organisation", organisation)]
    words = [word for option, value in options if value for word in (option, value)]
    called = printable(shlex.join([system, *words]))
    try:
        converse(interview, _face(plain=plain), fewest=fewest)
    except (KeyboardInterrupt, EOFError):
        click.echo(f"\nStopped. All answers are saved; surveymodel ask {called} goes on.")
        sys.exit(130)
    finally:
        for backup in backups:
            tell_backup(backup)
    _farewell(interview, called)


def _face(*, plain: bool) -> Face:
    draws = os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
    if not plain and draws and _terminal(sys.stdin) and _terminal(sys.stdout):
        if not find_spec("questionary"):
            sys.exit("surveymodel: this needs the command line's extra: pip install 'surveymodel[cli]'")
        from surveymodel.cli.prompts import PromptFace

        return PromptFace()
    if isinstance(sys.stdin, TextIOWrapper):  # what is no text is an answer that no question offers
        sys.stdin.reconfigure(errors="backslashreplace")
    return PlainFace(sys.stdin or StringIO(), max(20, min(100, get_terminal_size().columns)))


def _terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def converse(interview: Interview, face: Face, *, fewest: bool = False) -> None:
    """Ask until nothing is open, or until the face says stop."""
    face.say(f"{interview.file.system.title or interview.file.system.id}: {left(interview)}.")
    if interview.unreachable():
        count = counted(len(interview.unreachable()), "question")
        face.say(f"{count} of the organisation cannot be kept: the file names no organisation's file.")
    again: Item | None = None
    while (item := again or interview.next(fewest=fewest)) is not None or interview.answered():
        action = face.over() if item is None else face.ask(interview, item)
        again = None
        if action is Move.STOP:
            break
        if isinstance(action, Move):
            again = _moved(interview, face, item, action)
        elif item is not None:
            again = _answer(interview, face, item, action)


def _answer(interview: Interview, face: Face, item: Item, action: Answer) -> Item | None:
    """Save an answer and say what it brought; return the item to ask again where it is none."""
    try:
        interview.refresh()
        now = next((other for other in interview.items() if other.key == item.key), None)
        if now is None or (now.state, now.reply) != (item.state, item.reply):
            return _overtaken(face, item, now)
        effect = interview.answer(now, action.given)
    except AnswerError as error:
        typed = Location(f"answer {item.question.id!r}")
        for found in error.diagnostics:
            face.say(f"{found.message}." if found.location == typed else str(found))
        return item
    except UnknownNameError:  # a component that has just gone
        return _overtaken(face, item, None)
    except OSError as error:
        face.say(f"Not saved: {error.filename or interview.file.path}: {error.strerror or error}.")
        return item
    for text in brought(effect):
        face.say(text)
    return None


def _overtaken(face: Face, item: Item, now: Item | None) -> Item | None:
    """Say that somebody else changed what is asked; return what is to be asked in its place."""
    what = f": {spoken(item.question, now.reply.answer)}" if now and now.reply else ""
    face.say(f"{item.question.id} has changed in the file meanwhile{what}.")
    return now if now and now.state in ("answered", "unknown") else None


def _moved(interview: Interview, face: Face, item: Item | None, move: Move) -> Item | None:
    """Return the item to ask after a move, or None for the next one."""
    if move is Move.LATER:
        if item is not None:
            interview.later.add(item.key)
        return None
    if move is Move.CHANGE and not interview.answered():
        face.say("Nothing is answered yet.")
        return item
    found = face.choose(interview.answered()) if move is Move.CHANGE else interview.back(item)
    if found is None and move is Move.BACK:
        face.say("This is the first question.")
    return found or item


def _farewell(interview: Interview, called: str) -> None:
    tasks = counted(sum(1 for _ in interview.resolution.truths("task", "certain")), "task")
    possible = sum(1 for _ in interview.resolution.truths("task", "possible"))
    more = f" and {possible} possible" if possible else ""
    click.echo(f"\n{left(interview)}. {tasks}{more}: surveymodel tasks {called}")
    if interview.bounds().most:
        click.echo(f"All answers are saved; surveymodel ask {called} goes on.")
