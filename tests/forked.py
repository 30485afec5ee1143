"""Processes that write into one system file, and the numbers that they share."""

from __future__ import annotations

import mmap
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from surveymodel.engine.reply import Reply
from surveymodel.project.answering import Change

__all__ = [
    "APART",
    "BEGUN",
    "DONE",
    "FIRM",
    "LOST",
    "OTHER_BEGUN",
    "OTHER_DONE",
    "PLACED",
    "REFUSED",
    "SHOP",
    "STAGE",
    "Lost",
    "begin",
    "board",
    "ended",
    "folder",
    "number_in",
    "people",
    "tell",
]

HEAD: Final = "format: surveymodel-system/1\n"
FIRM: Final = HEAD + "id: firm\n# of all systems\nanswers:\n  people: {}  # in a month\n"
SHOP: Final = (
    HEAD
    + "# saved 0\nid: shop\norganisation: firm.yaml\nanswers:\n  reach: internet\n  people: {}\n# The end.\n"
)

#: Numbers that processes share.
BEGUN, DONE, STAGE, PLACED, REFUSED, LOST, OTHER_BEGUN, OTHER_DONE = range(8)
APART: Final = ", where names cannot be exchanged"


class Lost(Exception):  # noqa: N818 - it is what the whole module is about
    """A file is torn, an answer or what an editor saved is lost, or something is left behind."""


def board() -> memoryview:
    """Return numbers that a process shares with those it forks."""
    return memoryview(mmap.mmap(-1, 4096)).cast("q")


def begin(work: Callable[[], None]) -> int:
    """Fork a process that does some work and ends with 0, or with 1 and a traceback."""
    process, status = os.fork(), 1
    if process:
        return process
    try:
        work()
        status = 0
    finally:
        if status:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)


def ended(*processes: int) -> None:
    """Wait for processes that all should end well; where one does not, end the others."""
    left = set(processes)
    while left:
        process, status = os.wait()
        left.discard(process)
        if status:
            for other in left:
                os.kill(other, signal.SIGKILL)
                os.waitpid(other, 0)
            raise Lost(f"a process ended with {status}")


def tell(text: str) -> None:
    """Print what has been done so far."""
    print(text, flush=True)


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder with a system file and its organisation's."""
    with tempfile.TemporaryDirectory() as made:
        Path(made, "shop.yaml").write_text(SHOP.format(0), encoding="utf-8")
        Path(made, "firm.yaml").write_text(FIRM.format(0), encoding="utf-8")
        yield Path(made)


def people(number: int, place: str = "system") -> Change:
    """Return the change that answers one question with a number."""
    return Change("people", place, Reply(number))


def number_in(path: Path, form: str) -> int:
    """Return the number in a file that is otherwise as it was."""
    text = path.read_text(encoding="utf-8")
    before, after = form.split("{}")
    number = text.removeprefix(before).removesuffix(after)
    if not number.isdigit() or text != form.format(number):
        raise Lost(f"{path.name} is torn: {text!r}")
    return int(number)
