"""Conversations with ``ask`` in plain lines, in this process."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from surveymodel.cli.ask import converse
from surveymodel.cli.main import run
from surveymodel.cli.plain import PlainFace
from surveymodel.project.interview import Interview
from tests.test_bad_input import safe

__all__ = ["KEYS", "Typed", "Typist", "answers", "call", "talk"]

KEYS = "(? help, u nobody knows, l later, b back, c change, q stop)"
Typed = str | Callable[[], object]


class Typist(io.StringIO):
    """Somebody who types lines, and does something between them where a function stands."""

    def __init__(self, typed: Sequence[Typed], *, terminal: bool = False) -> None:
        super().__init__()
        self.typed = list(typed)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def readline(self, _: int = -1, /) -> str:  # type: ignore[override]
        while self.typed:
            line = self.typed.pop(0)
            if isinstance(line, str):
                return f"{line}\n"
            line()
        return ""


def talk(
    interview: Interview, *typed: Typed, width: int = 80, fewest: bool = False, **more: Any
) -> list[str]:
    """Return the lines of a conversation."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        converse(interview, PlainFace(Typist(typed, **more), width), fewest=fewest)
    return safe(out.getvalue())


def answers(interview: Interview) -> list[str]:
    """Return the lines of answers in an interview's file."""
    text = interview.file.path.read_text(encoding="utf-8")
    return [
        line.strip() for line in text.partition("answers:")[2].splitlines() if line.strip() not in ("", "{}")
    ]


def call(*arguments: str | Path, typed: Sequence[Typed] | io.TextIOBase | None = ()) -> tuple[int, list[str]]:
    """Return exit code and lines of the command line, outputs first."""
    stdin = Typist(typed) if isinstance(typed, Sequence) else typed
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["surveymodel", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", stdin),
        mock.patch.dict("os.environ", COLUMNS="80"),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as caught,
    ):
        run()
    code = caught.value.code
    return (code if isinstance(code, int) else 1), safe(out.getvalue() + err.getvalue())
