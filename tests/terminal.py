"""A command in a pseudo-terminal, and the screen that a person before it would see.

For POSIX, where pseudo-terminals are.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte
from attrs import define, field

__all__ = ["DOWN", "ENTER", "SPACE", "UP", "Terminal"]

UP, DOWN, ENTER, SPACE = "\x1b[A", "\x1b[B", "\r", " "

#: The command line, as the foreground of the terminal that is its input. Whoever runs the tests may
#: ignore a hang-up or an interruption; a terminal of one's own does not.
PROGRAM = """
import fcntl, signal, termios
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from surveymodel.cli.main import run
run()
"""

#: Seconds; far more than anything takes on a busy machine.
PATIENCE = 30

#: What the person's own environment must not decide.
FOREIGN = ("NO_COLOR", "COLUMNS", "LINES")


@define
class Terminal:
    """One call of the command line in a terminal of its own."""

    process: subprocess.Popen[bytes]
    end: int  #: this side of the pseudo-terminal, a file descriptor
    screen: pyte.Screen
    stream: pyte.ByteStream = field(init=False)
    written: bytearray = field(factory=bytearray)  #: everything that came to the terminal

    def __attrs_post_init__(self) -> None:
        self.stream = pyte.ByteStream(self.screen)
        vars(self.screen)["write_process_input"] = self.send  # where the command asks, it is told

    @classmethod
    @contextmanager
    def running(
        cls, *arguments: str | Path, folder: Path, rows: int = 24, columns: int = 80,
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[Terminal]:  # fmt: skip
        """Run a command in a folder; whatever is left of it is gone afterwards."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (rows, columns))
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(environment or {})},
        )  # fmt: skip
        os.close(theirs)
        terminal = cls(process, ours, pyte.Screen(columns, rows))
        try:
            yield terminal
        finally:
            terminal.close()

    def close(self) -> None:
        """Hang up if nobody has, and wait until the command is gone."""
        if self.end >= 0:
            os.close(self.end)
            self.end = -1
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()

    # -- what is seen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, down to the last that has something on it."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n").split("\n")

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def read(self) -> bool:
        """Take in something of what the command writes; False where it has ended."""
        assert select.select([self.end], [], [], PATIENCE)[0], f"nothing came after:\n{self}"
        try:
            text = os.read(self.end, 4096)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.written += text
        self.stream.feed(text)
        return bool(text)

    def until(self, holds: Callable[[list[str]], bool]) -> None:
        """Read until something holds of the lines of the screen."""
        while not holds(self.lines):
            assert self.read(), f"the command ended with:\n{self}"

    def asks(self, question: str) -> None:
        """Read until a question is the last on the screen, with its keys below it."""
        self.until(lambda lines: lines[-1].endswith("q stop") and question.startswith(_last(lines)))

    def shows(self, *texts: str) -> None:
        """Read until texts stand on the screen, in order; where lines break means nothing."""
        self.until(lambda lines: _in_order(" ".join(" ".join(lines).split()), texts))

    # -- what is done

    def send(self, *keys: str) -> None:
        """Press keys, one after the other."""
        os.write(self.end, "".join(keys).encode())

    def ended(self) -> int:
        """Read what comes until the command has ended; return its exit code."""
        while self.read():
            pass
        return self.process.wait(PATIENCE)

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.send("\x03")
        return self.ended()

    def kill(self) -> int:
        """Kill the command, which cannot help it; return the exit code."""
        self.process.send_signal(signal.SIGKILL)
        return self.ended()

    def hang_up(self) -> int:
        """Close the terminal as by closing its window; return the exit code."""
        self.close()
        return self.process.returncode


def _last(lines: list[str]) -> str:
    """Return the first line of the last question on a screen."""
    asked = [line.removeprefix("? ") for line in lines if line.startswith("? ")]
    return asked[-1] if asked else "no question"


def _in_order(screen: str, texts: tuple[str, ...]) -> bool:
    at = 0
    for text in texts:
        at = screen.find(text, at) + 1
        if not at:
            return False
    return True
