"""An interview as plain lines: for screen readers, for pipes and for terminals that draw nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Final, TextIO

import click
from attrs import frozen

from surveymodel.cli.face import Action, Answer, Move
from surveymodel.cli.interview_words import KEYS, heading, helped
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.errors import AnswerError, printable
from surveymodel.project.interview import Interview, Item, bands
from surveymodel.project.spelling import NONE, parsed, spoken

__all__ = ["PlainFace"]

#: Words that may be typed in place of the keys; the keys alone where a word could be an answer.
_MOVES: Final = {
    "l": Move.LATER, "later": Move.LATER,
    "b": Move.BACK, "back": Move.BACK,
    "c": Move.CHANGE, "change": Move.CHANGE,
    "q": Move.STOP, "stop": Move.STOP,
}  # fmt: skip


@frozen
class PlainFace:
    """Writes lines and reads lines; answers are numbers of a list, or ids."""

    source: TextIO
    width: int = 80

    def say(self, text: str) -> None:
        """Show one line, broken where it is too long."""
        lead = " " * (len(text) - len(text.lstrip()))
        lines = textwrap.wrap(printable(text), self.width, subsequent_indent=f"{lead}  ")
        click.echo("\n".join(lines or [""]))

    def read(self) -> str | None:
        """Return the next line that was typed, or None at the end."""
        click.echo("> ", nl=False)
        line = self.source.readline()
        if not line:
            click.echo()
            return None
        if not self.source.isatty():
            click.echo(printable(line.rstrip("\r\n")))
        return line.strip()

    def ask(self, interview: Interview, item: Item) -> Action:
        """Show a question and read lines until one of them is an answer or a move."""
        self.say("")
        self.say(heading(interview, item))
        self.say(item.question.ask)
        offered = self._offer(interview, item)
        while True:
            line = self.read()
            if line is None:
                return Move.STOP
            if line == "?":
                for text in helped(item):
                    self.say(text)
            elif line in _MOVES:
                return _MOVES[line]
            elif line:
                try:
                    return Answer(UNKNOWN if line == "u" else _answered(item, line, offered))
                except AnswerError as error:
                    self.say(error.diagnostics[0].message)

    def _offer(self, interview: Interview, item: Item) -> dict[str, Given]:
        """Show what can be answered; return it by the number or letter that stands for it."""
        question = item.question
        now = item.reply.answer if item.reply else item.ticked
        if question.select == "number":
            ranges = bands(interview.file.model, question.id)
            offered: dict[str, Given] = dict(zip(ascii_lowercase, ranges, strict=False))
            how = f"Type a number ({question.unit}), or the letter of a range"
        else:
            offered = {str(n): answer.id for n, answer in enumerate(question.answers, 1)}
            how = "Type a number"
            if question.select == "many":
                how = f"Several may hold: type their numbers with commas, or {NONE}"
        for key, given in offered.items():
            held = given == now or (isinstance(now, tuple) and given in now)
            self.say(f"  {key}. {spoken(question, given)}{' (chosen now)' if held else ''}")
        self.say(f"{how}.")
        self.say(f"({KEYS})")
        return offered

    def choose(self, items: Sequence[Item]) -> Item | None:
        """Show what was answered, and read the number of what is to be changed."""
        for number, item in enumerate(items, 1):
            answer = spoken(item.question, item.reply.answer) if item.reply else ""
            self.say(f"  {number}. {_where(item)}{item.question.id}: {answer}")
        self.say("Type the number of the answer to change, or nothing to go on.")
        line = self.read()
        if line is None or not line.isdecimal() or not 0 < int(line) <= len(items):
            return None
        return items[int(line) - 1]


def _where(item: Item) -> str:
    return "" if item.place == "system" else f"{item.place}, "


def _answered(item: Item, line: str, offered: dict[str, Given]) -> Given:
    """Return the answer that a line stands for: numbers of the list, or what one may type anywhere."""
    if item.question.select != "many":
        return offered[line] if line in offered else parsed(item.question, line)
    parts = [part.strip() for part in line.split(",")]
    return parsed(item.question, ",".join(str(offered.get(part, part)) for part in parts))
