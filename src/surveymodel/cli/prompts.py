"""An interview as prompts that draw on the terminal: arrows choose, one key does everything else."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import Any, Final

import click
import questionary
from attrs import frozen
from prompt_toolkit.key_binding import KeyBindings
from questionary import Choice, Separator

from surveymodel.cli.face import Action, Answer, Move
from surveymodel.cli.interview_words import KEYS, heading, helped
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.errors import AnswerError, printable
from surveymodel.project.interview import Interview, Item, bands
from surveymodel.project.spelling import parsed, said, spoken

__all__ = ["PromptFace"]

_HELP: Final = "help"
_OTHER: Final = "other"
_ACTIONS: Final[dict[str, object]] = {
    "?": _HELP,
    "u": Answer(UNKNOWN),
    **{move.value: move for move in Move},
}


@frozen
class PromptFace:
    """Draws each question as a list to move in."""

    def say(self, text: str) -> None:
        """Show one line, broken where it is too long."""
        lead = " " * (len(text) - len(text.lstrip()))
        width = max(40, min(100, get_terminal_size().columns))
        click.echo("\n".join(textwrap.wrap(printable(text), width, subsequent_indent=f"{lead}  ") or [""]))

    def ask(self, interview: Interview, item: Item) -> Action:
        """Show a question until there is an answer or a move."""
        self.say("")
        self.say(heading(interview, item))
        while True:
            chosen = self._prompted(interview, item)
            if chosen == _HELP:
                for text in helped(item):
                    self.say(f"  {text}")
            elif isinstance(chosen, Answer | Move):
                return chosen

    def _prompted(self, interview: Interview, item: Item) -> object:
        question = item.question
        now = item.reply.answer if item.reply else None
        if question.select == "many":
            ticked = now if isinstance(now, tuple) else item.ticked
            choices = [Choice(a.text, a.id, checked=a.id in ticked) for a in question.answers]
            keys = _keys("space ticks, n none of these, Enter goes on")
            prompt = questionary.checkbox(question.ask, [*choices, keys], validate=_ticked, instruction=" ")
            found = _run(prompt, n=Answer(()))
            return Answer(tuple(sorted(found))) if isinstance(found, list) else found
        if question.select == "number":
            return self._number(interview, item, now)
        choices = [Choice(a.text, Answer(a.id)) for a in question.answers]
        return _run(_list(question.ask, choices, now))

    def _number(self, interview: Interview, item: Item, now: Given | None) -> object:
        question = item.question
        choices = [Choice(spoken(question, r), Answer(r)) for r in bands(interview.file.model, question.id)]
        choices.append(Choice(f"I know the number ({question.unit})", _OTHER))
        chosen = _run(_list(question.ask, choices, now))
        if chosen != _OTHER:
            return chosen
        start = said(now) if now not in (None, UNKNOWN) else ""
        typed = questionary.text(
            question.ask, str(start), validate=lambda text: _fault(item, text)
        ).unsafe_ask()
        return Answer(parsed(question, typed)) if typed.strip() else None

    def choose(self, items: Sequence[Item]) -> Item | None:
        """Show what was answered, and return what is to be changed."""
        choices = [Choice(_line(item), item) for item in items]
        found = _run(questionary.select("Which answer?", [*choices, Choice("None: go on", None)]))
        return found if isinstance(found, Item) else None


def _line(item: Item) -> str:
    where = "" if item.place == "system" else f"{item.place}, "
    answer = spoken(item.question, item.reply.answer) if item.reply else ""
    return printable(f"{where}{item.question.id}: {answer}")


def _fault(item: Item, text: str) -> bool | str:
    """Return what is wrong with a number as typed, or True; an empty line goes back to the list."""
    try:
        return not text.strip() or parsed(item.question, text) != UNKNOWN
    except AnswerError as error:
        return error.diagnostics[0].message


def _keys(how: str) -> Separator:
    return Separator(f"  {how}; {KEYS}")


def _at(choices: Sequence[Choice], now: Given | None) -> Choice | None:
    """Return the choice of the answer that counts now."""
    return next((choice for choice in choices if choice.value == Answer(now or "")), None)


def _list(ask: str, choices: Sequence[Choice], now: Given | None) -> questionary.Question:
    keys = _keys("Enter chooses")
    return questionary.select(ask, [*choices, keys], _at(choices, now), instruction=" ")


def _ticked(ids: Sequence[str]) -> bool | str:
    """Return True, or what to do where Enter was pressed on an answer that is not ticked."""
    return bool(ids) or "Space ticks an answer; n says that none of these holds."


def _run(prompt: questionary.Question, **more: object) -> Any:
    """Show a prompt in which every key of :data:`KEYS` works; raises KeyboardInterrupt."""
    keys = prompt.application.key_bindings
    if isinstance(keys, KeyBindings):
        for key, action in {**_ACTIONS, **more}.items():
            _bind(keys, key, action)
    return prompt.unsafe_ask()


def _bind(keys: KeyBindings, key: str, action: object) -> None:
    @keys.add(key, eager=True)
    def _(event: Any) -> None:
        event.app.exit(result=action)
