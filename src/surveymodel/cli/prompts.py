"""An interview as prompts that draw on the terminal: arrows choose, one key does everything else."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from shutil import get_terminal_size
from typing import Any, Final

import click
import questionary
from attrs import frozen
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, ScrollOffsets, Window
from questionary import Choice
from questionary.prompts.common import InquirerControl

from surveymodel.cli.face import Action, Answer, Move
from surveymodel.cli.interview_words import KEYS, OVER, folded, heading, helped, line, noted
from surveymodel.content.nouns import Question
from surveymodel.engine.reply import UNKNOWN, Interval
from surveymodel.errors import AnswerError, printable
from surveymodel.project.interview import Interview, Item, bands
from surveymodel.project.spelling import parsed, said, spoken

__all__ = ["PromptFace"]

_TYPE: Final = "type"
#: What a prompt puts after its question: two spaces and the place of the cursor.
_AFTER: Final = 3
_ACTIONS: Final = {"u": Answer(UNKNOWN), **{move.value: move for move in Move}}

#: One colour that can be read on a light ground and on a dark one; the rest is bold or not.
_STYLE: Final = questionary.Style(
    [
        ("qmark", "fg:ansimagenta bold"),
        ("question", "bold"),
        ("pointer", "fg:ansimagenta bold"),
        ("highlighted", "fg:ansimagenta bold"),
        ("answer", "bold"),
        ("fault", "fg:ansimagenta bold"),
        ("validation-toolbar", "noinherit fg:ansimagenta bold"),
    ]
)


@frozen
class PromptFace:
    """Draws each question as a list to move in; what was answered stays, the list goes."""

    def say(self, text: str) -> None:
        """Show one line, broken where it is too long."""
        click.echo(folded(text, _width()))

    def ask(self, interview: Interview, item: Item) -> Action:
        """Show a question until there is an answer or a move."""
        self.say("")
        self.say(heading(interview, item))
        while not isinstance(chosen := self._prompted(interview, item), Answer | Move):
            pass  # no number was typed, so the list comes again
        self._keep(item.question, chosen)
        return chosen

    def _help(self, item: Item) -> None:
        for text in helped(item):
            self.say(f"  {text}")

    def _keep(self, question: Question, action: Action) -> None:
        """Leave the question and what was chosen where the list was."""
        click.echo(click.style(folded(f"? {question.ask}", _width()), bold=True))
        if isinstance(action, Move):
            chosen = [action.name.lower()]
        elif isinstance(action.given, tuple) and action.given:
            chosen = [answer.text for answer in question.answers if answer.id in action.given]
        else:
            chosen = [spoken(question, action.given)]
        colour = None if os.environ.get("NO_COLOR") else "magenta"
        for text in chosen:
            click.echo(click.style(folded(f" » {text}", _width()), fg=colour, bold=True))

    def _prompted(self, interview: Interview, item: Item) -> object:
        question = item.question
        keys = {**_ACTIONS, "?": partial(_above, partial(self._help, item))}
        if question.select == "many":
            return _several(item, keys)
        if question.select == "one":
            return _one(item, keys, {Answer(answer.id): answer.text for answer in question.answers})
        ranges = bands(interview.file.model, question.id)
        choices: dict[object, str] = {Answer(band): spoken(question, band) for band in ranges}
        chosen = _one(item, keys, {**choices, _TYPE: f"I know the number ({question.unit})"})
        return _typed(item, ranges) if chosen == _TYPE else chosen

    def choose(self, items: Sequence[Item]) -> Item | None:
        """Show what was answered, and return what is to be changed."""
        choices = [Choice(_hung(line(item), 3), item) for item in items]
        prompt = questionary.select("Which answer?", choices, style=_STYLE, instruction=" ")
        found = _drawn(prompt, dict.fromkeys("bq"), "Enter chooses, b leaves everything as it is")
        return found if isinstance(found, Item) else None

    def over(self) -> Move:
        """Ask whether to go back or to change something; else stop."""
        words = {"End": Move.STOP, "Back to the answer before": Move.BACK, "Change any answer": Move.CHANGE}
        choices = [Choice(text, move) for text, move in words.items()]
        prompt = questionary.select(OVER, choices, qmark="\n?", style=_STYLE, instruction=" ")
        found = _drawn(prompt, {move.value: move for move in words.values()}, "Enter chooses")
        return found if isinstance(found, Move) else Move.STOP


# ---------------------------------------------------------------------------------------------
# Texts as wide as the terminal


def _width() -> int:
    return max(20, min(100, get_terminal_size().columns))


def _hung(text: str, indent: int, after: int = 1) -> str:
    """Return a text in lines that stand under its indented beginning, with room after it."""
    width = max(10, _width() - indent - after)
    lines = textwrap.wrap(printable(text), width, break_on_hyphens=False)
    return f"\n{' ' * indent}".join(lines)


def _notes(item: Item) -> str:
    """Return what stands between a question and its answers; never nothing."""
    return "".join(f"\n  {_hung(text, 2)}" for text in noted(item)) or " "


# ---------------------------------------------------------------------------------------------
# Prompts


def _one(item: Item, keys: Mapping[str, object], texts: Mapping[Any, str]) -> object:
    """Ask for one of some texts, from where the answer of now stands."""
    choices = [Choice(_hung(text, 3), value) for value, text in texts.items()]
    now = Answer(item.reply.answer) if item.reply else None
    at = next((choice for choice in choices if choice.value == now), None)
    ask = _hung(item.question.ask, 2, _AFTER)
    prompt = questionary.select(ask, choices, at, style=_STYLE, instruction=_notes(item))
    return _drawn(prompt, keys, f"Enter chooses\n{KEYS}")


def _several(item: Item, keys: Mapping[str, object]) -> object:
    """Ask for any of the answers; what cannot stand is said before it is left."""
    question = item.question
    now = item.reply.answer if item.reply else UNKNOWN
    ticked = now if isinstance(now, tuple) else item.ticked
    choices = [Choice(_hung(a.text, 5), a.id, checked=a.id in ticked) for a in question.answers]
    ask = _hung(question.ask, 2, _AFTER)
    prompt = questionary.checkbox(ask, choices, style=_STYLE, instruction=_notes(item))
    tried: list[bool] = []

    def enter() -> Answer | None:
        tried.append(True)
        ids = _ids(prompt)
        return None if _unticked(question, ids) else Answer(tuple(sorted(ids)))

    keys = {**keys, "n": Answer(()), "enter": enter}
    legend = f"space ticks, n none of these, Enter goes on\n{KEYS}"
    return _drawn(prompt, keys, legend, lambda: _unticked(question, _ids(prompt)) if tried else "")


def _ids(prompt: questionary.Question) -> list[str]:
    """Return the answers that are ticked now."""
    controls = (window.content for window in prompt.application.layout.find_all_windows())
    control = next(found for found in controls if isinstance(found, InquirerControl))
    return [str(choice.value) for choice in control.get_selected_values()]


def _unticked(question: Question, ids: Sequence[str]) -> str:
    """Return why ticked answers are none yet, or nothing."""
    if not ids:
        return "Space ticks the answer at »; n says that none of these holds."
    alone = [a.text for a in question.answers if a.exclusive and a.id in ids]
    return f"This stands alone: {alone[0]}." if alone and len(ids) > 1 else ""


def _typed(item: Item, ranges: Sequence[Interval]) -> Answer | None:
    """Ask for a number; None goes back to the ranges."""
    question = item.question
    now = item.reply.answer if item.reply else UNKNOWN
    start = "" if now == UNKNOWN or now in ranges else said(now)

    def fault(text: str) -> bool | str:
        try:
            return not text.strip() or parsed(question, text) != UNKNOWN
        except AnswerError as error:
            return error.diagnostics[0].message

    ask = _hung(f"{question.ask} ({question.unit})", 2, _AFTER)
    prompt = questionary.text(ask, start, validate=fault, style=_STYLE, validate_while_typing=False)
    text = _drawn(prompt, {}, "A number, or a range such as 1000..9999; nothing goes back to the list")
    return Answer(parsed(question, text)) if text.strip() else None


def _drawn(
    prompt: questionary.Question,
    keys: Mapping[str, object],
    legend: str,
    fault: Callable[[], str] = str,
) -> Any:
    """Show a prompt with its keys below it, and take it away when it is done.

    A key ends the prompt with its action, or with what the action returns if it is a function
    that returns something. Raises KeyboardInterrupt.
    """
    application = prompt.application
    application.erase_when_done = True
    if isinstance(application.key_bindings, KeyBindings):
        for key, action in keys.items():
            _bind(application.key_bindings, key, action)
    container = application.layout.container
    if isinstance(container, HSplit):
        below = FormattedTextControl(lambda: _below(legend, fault()))
        container.children.append(Window(below, height=Dimension(min=1)))
    for window in application.layout.find_all_windows():
        window.dont_extend_height = Always()
        if isinstance(window.content, InquirerControl):  # an answer of several lines shows whole
            most = max(str(choice.title).count("\n") for choice in window.content.choices)
            window.scroll_offsets = ScrollOffsets(bottom=most)
    return prompt.unsafe_ask()


def _above(show: Callable[[], None]) -> None:
    """Show something above the prompt, which stands below it as it stood before."""
    run_in_terminal(show)


def _below(legend: str, fault: str) -> StyleAndTextTuples:
    lines = "\n".join(f"  {_hung(text, 2)}" for text in legend.split("\n"))
    return [("class:fault", f"\n  {_hung(fault, 2)}" if fault else ""), ("", f"\n{lines}")]


def _bind(bindings: KeyBindings, key: str, action: object) -> None:
    @bindings.add(key, eager=True)
    def _(event: Any) -> None:
        result = action() if callable(action) else action
        if result is not None or not callable(action):
            event.app.exit(result=result)
