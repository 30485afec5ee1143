"""An interview as plain lines: for screen readers, for pipes and for terminals that draw nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TextIO

import click
from attrs import frozen

from surveymodel.cli.face import Action, Answer, Move
from surveymodel.cli.interview_words import KEYS, OVER, folded, heading, helped, line, noted
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.errors import AnswerError, Diagnostic, Location, printable
from surveymodel.project.interview import Interview, Item, bands
from surveymodel.project.spelling import NONE, parsed, spoken

__all__ = ["PlainFace"]

#: Words that may be typed in place of the keys, where they are no answer of the question.
_WORDS: Final[dict[str, object]] = {
    "later": Move.LATER,
    "back": Move.BACK,
    "change": Move.CHANGE,
    "stop": Move.STOP,
    "help": "?",
}
_KEYS: Final[dict[str, object]] = {
    "?": "?",
    "u": Answer(UNKNOWN),
    **{move.value: move for move in Move},
}


@frozen
class PlainFace:
    """Writes lines and reads lines; answers are numbers of a list, or ids."""

    source: TextIO
    width: int = 80

    def say(self, text: str) -> None:
        """Show one line, broken where it is too long."""
        click.echo(folded(text, self.width))

    def read(self) -> str | None:
        """Return the next line that was typed, or None at the end."""
        click.echo("> ", nl=False)
        typed = self.source.readline()
        if not typed:
            click.echo()
            return None
        if not self.source.isatty():
            click.echo(printable(typed.rstrip("\r\n")))
        return typed.strip().lower()

    def ask(self, interview: Interview, item: Item) -> Action:
        """Show a question and read lines until one of them is an answer or a move."""
        self.say("")
        self.say(heading(interview, item))
        ids = [answer.id for answer in item.question.answers]
        meant = {**{word: move for word, move in _WORDS.items() if word not in ids}, **_KEYS}
        while True:
            offered = self._offer(interview, item)
            while (typed := self.read()) == "" or meant.get(typed or "") == "?":
                for text in helped(item) if typed else ():
                    self.say(text)
            if typed is None:
                return Move.STOP
            action = meant.get(typed)
            if isinstance(action, Answer | Move):
                return action
            try:
                return Answer(_answered(item, typed, offered))
            except AnswerError as error:
                self.say(f"{error.diagnostics[0].message}.")

    def _offer(self, interview: Interview, item: Item) -> dict[str, Given]:
        """Show what can be answered; return it by the name that stands for it."""
        question = item.question
        self.say(question.ask)
        for text in noted(item):
            self.say(text)
        if question.select == "number":
            ranges = bands(interview.file.model, question.id)
            offered: dict[str, Given] = {f"r{n}": band for n, band in enumerate(ranges, 1)}
            how = f"Type a number ({question.unit}), or the name of a range"
        else:
            offered = {str(n): answer.id for n, answer in enumerate(question.answers, 1)}
            how = "Type a number"
            if question.select == "many":
                how = f"Several may hold: type their numbers with commas, or {NONE}"
        for key, given in offered.items():
            self.say(f"  {key}. {spoken(question, given)}")
        self.say(f"{how}.")
        self.say(f"({KEYS})")
        return offered

    def choose(self, items: Sequence[Item]) -> Item | None:
        """Show what was answered, and read the number of what is to be changed."""
        for number, item in enumerate(items, 1):
            self.say(f"  {number}. {line(item)}")
        self.say("Type the number of the answer to change, or nothing to go on.")
        offered = {str(number): item for number, item in enumerate(items, 1)}
        while typed := self.read():
            if typed in offered:
                return offered[typed]
            self.say(f"There is no {typed[:40]!r} here, only {_numbers(len(items))}.")
        return None

    def over(self) -> Move:
        """Ask somebody at a terminal whether to go back or to change something; else stop."""
        if not self.source.isatty():
            return Move.STOP
        self.say("")
        self.say(f"{OVER} Enter ends; b back, c change.")
        while typed := self.read():
            for move in Move:
                if typed == move.value and move is not Move.LATER:
                    return move
            self.say("Press Enter to end, or type b or c.")
        return Move.STOP


def _numbers(most: int) -> str:
    return "1" if most == 1 else f"1 to {most}"


def _answered(item: Item, typed: str, offered: dict[str, Given]) -> Given:
    """Return the answer that a line stands for: names of the list, or what one may type anywhere.

    Raises :class:`~surveymodel.errors.AnswerError` where a number stands for none.
    """
    question = item.question
    if question.select == "number":
        return offered[typed] if typed in offered else parsed(question, typed)
    parts = [typed] if question.select == "one" else [part for part in re.split(r"[,\s]+", typed) if part]
    for part in parts:
        if part.isdecimal() and part not in offered:
            message = f"there is no answer {part[:40]}, only {_numbers(len(offered))}"
            raise AnswerError([Diagnostic(Location(f"answer {question.id!r}"), "SM502", message)])
    return parsed(question, ",".join(str(offered.get(part, part)) for part in parts))
