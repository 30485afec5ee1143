"""What an interview asks of whatever shows it, and the actions that come back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from attrs import frozen

from surveymodel.engine.reply import Given
from surveymodel.project.interview import Interview, Item

__all__ = ["Action", "Answer", "Face", "Move"]


class Move(Enum):
    """What somebody does in place of answering."""

    LATER = "l"
    BACK = "b"
    CHANGE = "c"
    STOP = "q"


@frozen
class Answer:
    """An answer to the question that was shown."""

    given: Given


Action = Answer | Move


class Face(Protocol):
    """Shows an interview; a prompt that draws on the terminal, or plain lines."""

    def ask(self, interview: Interview, item: Item) -> Action:
        """Show a question until there is something to do."""
        ...

    def choose(self, items: Sequence[Item]) -> Item | None:
        """Show what was answered and return the item to change, or None."""
        ...

    def over(self) -> Move:
        """Say that nothing is left to ask; return how to go on: back, change or stop."""
        ...

    def say(self, text: str) -> None:
        """Show one line."""
        ...
