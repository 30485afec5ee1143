"""Two processes that write into one system file, and an editor that does not wait its turn."""

from __future__ import annotations

import random
import re
import sys
import time
from contextlib import nullcontext
from itertools import count
from pathlib import Path

from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError
from surveymodel.project.answering import Change, SystemFile
from tests.exchanging import not_exchanged
from tests.forked import (
    APART,
    BEGUN,
    DONE,
    LOST,
    OTHER_BEGUN,
    OTHER_DONE,
    REFUSED,
    SHOP,
    Lost,
    begin,
    board,
    ended,
    folder,
    number_in,
    people,
    tell,
)

__all__ = ["edited", "rivals", "same"]


def rivals(model: SurveyModel, rounds: int) -> None:
    """Have two processes write different answers: each finds its own, and no older one of the other."""
    shared = board()

    def work(place: str, mine: int, other: int) -> None:
        file = SystemFile.open(model, home / "shop.yaml")
        for number in range(1, rounds + 1):
            file.write([Change("people" if place == "a" else "reach", "system", reply(place, number))])
            shared[mine], least = number, shared[other]
            found = System.read(file.path).answers
            numbers = {"a": found["people"].note, "b": found["reach"].note}
            theirs = int(numbers["b" if place == "a" else "a"] or 0)
            if numbers[place] != str(number) or theirs < least:
                raise Lost(f"{place} wrote {number}, the other {least}; {numbers} are there")

    def reply(place: str, number: int) -> Reply:
        return Reply(number if place == "a" else "internet", note=str(number))

    with folder() as home:
        start = time.monotonic()
        ended(begin(lambda: work("a", DONE, OTHER_DONE)), begin(lambda: work("b", OTHER_DONE, DONE)))
        took = time.monotonic() - start
    tell(f"rivals, different answers: 2 × {rounds:,} writes in {took:.1f} s, none lost")


def same(model: SurveyModel, rounds: int) -> None:
    """Have two processes give the same answer: the one of them or the other is there, whole."""
    shared = board()

    def work(odd: int, mine: int) -> None:
        file = SystemFile.open(model, home / "shop.yaml")
        for number in range(2 + odd, 2 * rounds + 2, 2):
            shared[mine] = number
            file.write([people(number)])
            found, latest = number_in(file.path, SHOP), (shared[BEGUN], shared[OTHER_BEGUN])
            if (found % 2 == odd and found != number) or found > max(latest):
                raise Lost(f"{number} was written, {latest} begun and {found} is there")

    with folder() as home:
        ended(begin(lambda: work(0, BEGUN)), begin(lambda: work(1, OTHER_BEGUN)))
        last = number_in(home / "shop.yaml", SHOP)
    if last not in (2 * rounds, 2 * rounds + 1):
        raise Lost(f"{last} is there in the end")
    tell(f"rivals, the same answer: 2 × {rounds:,} writes, the last of one of them is there")


def saved(path: Path, number: int, *, in_place: bool) -> None:
    """Save a file with another comment, as an editor does that knows of no lock."""
    text = re.sub("# saved .*", f"# saved {number}", path.read_text(encoding="utf-8"))
    if in_place:
        path.write_text(text, encoding="utf-8")
    else:
        path.with_name("saving").write_text(text, encoding="utf-8")
        path.with_name("saving").replace(path)


def saved_last(path: Path) -> int:
    """Return which save of the editor a file holds; of one that is being saved, none."""
    text = path.read_text(encoding="utf-8").partition("# saved ")[2]
    return int(text.partition("\n")[0]) if "# The end." in text else sys.maxsize


def edited(model: SurveyModel, rounds: int, seed: int, *, in_place: bool, exchanging: bool = True) -> None:
    """Have an editor save while a process writes answers; count what is lost of the editor's."""
    shared, chance = board(), random.Random(seed)

    def editing() -> None:
        while not shared[DONE]:
            time.sleep(0.001)
        for number in range(1, rounds + 1):
            saved(home / "shop.yaml", number, in_place=in_place)
            shared[OTHER_DONE] = number
            time.sleep(chance.uniform(0, 0.01))
            shared[LOST] += saved_last(home / "shop.yaml") < number
        shared[OTHER_BEGUN] = 1

    def answering() -> None:
        file = SystemFile.open(model, home / "shop.yaml")
        for number in count(1):
            if shared[OTHER_BEGUN]:
                break
            try:
                file.write([people(number)])
                shared[DONE] += 1
            except (AnswerError, OSError):
                shared[REFUSED] += 1

    with folder() as home, nullcontext() if exchanging else not_exchanged():
        ended(begin(editing), begin(answering))
        names = sorted(path.name for path in home.iterdir())
    if names != ["firm.yaml", "shop.yaml"]:
        raise Lost(f"this is left: {names}")
    how = f"{'in place' if in_place else 'by renaming'}{'' if exchanging else APART}"
    tell(
        f"an editor that saves {how}: {rounds:,} saves beside {shared[DONE]:,} writes,"
        f" {shared[REFUSED]:,} refused with a message, {shared[LOST]:,} saves lost"
    )
    if shared[LOST] and exchanging and not in_place:
        raise Lost("what an editor saved is lost")
