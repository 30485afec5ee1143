"""System files under writers that are killed, rivals, and editors that do not wait their turn.

``python -m tests.durable 1000`` has each happen so many times and says what became of the files;
it stops where one is torn or an answer is lost.
"""

from __future__ import annotations

import argparse
import mmap
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any, Final
from unittest import mock

from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError
from surveymodel.project import drafts, storage
from surveymodel.project.answering import Change, SystemFile
from tests.exchanging import not_exchanged
from tests.tiny import PACK

HEAD: Final = "format: surveymodel-system/1\n"
FIRM: Final = HEAD + "id: firm\n# of all systems\nanswers:\n  people: {}  # in a month\n"
SHOP: Final = (
    HEAD
    + "# saved 0\nid: shop\norganisation: firm.yaml\nanswers:\n  reach: internet\n  people: {}\n# The end.\n"
)

STAGES: Final = (
    "reading", "drafting", "bringing to the disk", "a last look", "taking the place",
    "between the two files", "looking back", "clearing", "keeping the folder", "between two writes",
)  # fmt: skip
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


def ended(processes: Iterable[int]) -> None:
    """Wait for processes that all should end well."""
    results = [os.waitpid(process, 0)[1] for process in list(processes)]
    if any(results):
        raise Lost(f"processes ended with {results}")


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


# ---------------------------------------------------------------------------------------------
# Writers that are killed


def changes_of(number: int) -> list[Change]:
    """Return the changes of a numbered write: every second is of both files."""
    return [people(number), people(number, "organisation")][: 2 - number % 2]


def write_on(file: SystemFile, shared: memoryview) -> None:
    """Write one number after the other, and say which is begun and which is done."""
    for number in count(shared[DONE] + 1):
        shared[BEGUN], shared[PLACED] = number, 0
        file.write(changes_of(number))
        shared[DONE] = number


def watch(shared: memoryview, last: str | None) -> None:
    """Have this process say at which stage of writing it is, and kill itself at one."""

    def reached(stage: str) -> None:
        shared[STAGE] = STAGES.index(stage)
        if stage == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def between(stage: str) -> str:
        shared[PLACED] += stage == "looking back"
        both = shared[BEGUN] % 2 == 0
        return "between the two files" if stage == "looking back" and both and shared[PLACED] == 1 else stage

    def saying(owner: Any, name: str, before: str, after: str | None = None) -> None:
        real = getattr(owner, name)

        def instead(*arguments: Any, **more: Any) -> Any:
            if name != "fsync" or STAGES[shared[STAGE]] == "drafting":
                reached(before)
            result = real(*arguments, **more)
            if after:
                reached(between(after))
            return result

        mock.patch.object(owner, name, instead).start()

    saying(SystemFile, "write", "reading", "between two writes")
    saying(drafts.Draft, "beside", "drafting", "a last look")
    saying(os, "fsync", "bringing to the disk")
    saying(drafts.Draft, "put_in_place", "taking the place", "looking back")
    saying(drafts.Draft, "clear", "clearing")
    saying(storage, "_keep", "keeping the folder")


def number_in(path: Path, form: str) -> int:
    """Return the number in a file that is otherwise as it was."""
    text = path.read_text(encoding="utf-8")
    before, after = form.split("{}")
    number = text.removeprefix(before).removesuffix(after)
    if not number.isdigit() or text != form.format(number):
        raise Lost(f"{path.name} is torn: {text!r}")
    return int(number)


def look(home: Path, shared: memoryview, seen: Counter[str]) -> None:
    """Stop where a file is older than the last write that was done, or is nothing that was written."""
    done, begun = shared[DONE], shared[BEGUN]
    shop, firm = number_in(home / "shop.yaml", SHOP), number_in(home / "firm.yaml", FIRM)
    if shop not in (done, begun) or firm not in (done - done % 2, begun - begun % 2):
        raise Lost(f"{shop} and {firm} are there; {done} was done and {begun} begun")
    seen["files found" + (": nothing was being written" if done == begun else "")] += 1
    if done != begun:
        files = {shop == begun} if begun % 2 else {shop == begun, firm == begun}
        seen[
            f"files found: {'one new, one old' if len(files) == 2 else 'new' if True in files else 'old'}"
        ] += 1


def go_on(file: SystemFile, shared: memoryview, seen: Counter[str]) -> None:
    """Write as the next does who comes, once drafts are old; stop where any is left then."""
    home = file.path.parent
    left = [path for path in home.iterdir() if path.name not in ("shop.yaml", "firm.yaml")]
    seen["drafts left by the killed"] += len(left)
    for path in left:
        os.utime(path, (0, 0))
    number = shared[BEGUN] + shared[BEGUN] % 2 + 2
    file.write(changes_of(number))
    shared[DONE] = shared[BEGUN] = number
    if len(list(home.iterdir())) != 2:
        raise Lost(f"this is left: {sorted(path.name for path in home.iterdir())}")


def pace(file: SystemFile, shared: memoryview) -> float:
    """Return how many seconds a write takes here."""
    start = time.monotonic()
    for number in range(shared[DONE] + 1, shared[DONE] + 21):
        file.write(changes_of(number))
    shared[DONE] = shared[BEGUN] = number
    return (time.monotonic() - start) / 20


def killed(model: SurveyModel, rounds: int, chance: random.Random, *, exchanging: bool = True) -> None:
    """Kill a writer at a random moment, each time; then others at the beginning of a stage."""
    seen, stages, shared = Counter[str](), Counter[str](), board()
    with folder() as home, nullcontext() if exchanging else not_exchanged():
        file = SystemFile.open(model, home / "shop.yaml")
        span = 4 * pace(file, shared)
        for number in range(rounds + rounds // 4):
            start = shared[DONE]
            last = None if number < rounds else chance.choice(STAGES)

            def work(last: str | None = last) -> None:
                watch(shared, last)
                write_on(file, shared)

            process = begin(work)
            while not last and shared[BEGUN] == start:
                time.sleep(0.0002)
            if not last:
                time.sleep(chance.uniform(0, span))
                os.kill(process, signal.SIGKILL)
            if os.waitpid(process, 0)[1] != signal.SIGKILL:
                raise Lost("a writer ended by itself")
            stages[STAGES[shared[STAGE]]] += 1
            seen["writes"] += shared[BEGUN] - start
            look(home, shared, seen)
            go_on(file, shared, seen)
    told = ", ".join(f"{stage} {stages[stage]:,}" for stage in STAGES)
    print(
        f"killed{APART if not exchanging else ''}: {stages.total():,} writers ({rounds:,} at random moments) in {seen['writes']:,} writes"
    )
    print(f"  at the stages: {told}")
    found = ", ".join(f"{what.partition(': ')[2]} {seen[what]:,}" for what in sorted(seen) if ": " in what)
    print(f"  files found: {found}; none torn, none older than the last write that was done")
    print(f"  {seen['drafts left by the killed']:,} drafts left by them, all removed by the next writer")


# ---------------------------------------------------------------------------------------------
# Writers side by side


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
        ended([begin(lambda: work("a", DONE, OTHER_DONE)), begin(lambda: work("b", OTHER_DONE, DONE))])
        took = time.monotonic() - start
    print(f"rivals, different answers: 2 × {rounds:,} writes in {took:.1f} s, none lost")


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
        ended([begin(lambda: work(0, BEGUN)), begin(lambda: work(1, OTHER_BEGUN))])
        last = number_in(home / "shop.yaml", SHOP)
    if last not in (2 * rounds, 2 * rounds + 1):
        raise Lost(f"{last} is there in the end")
    print(f"rivals, the same answer: 2 × {rounds:,} writes, the last of one of them is there")


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
            time.sleep(chance.uniform(0, 0.02))
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
        ended([begin(editing), begin(answering)])
        names = sorted(path.name for path in home.iterdir())
    if names != ["firm.yaml", "shop.yaml"]:
        raise Lost(f"this is left: {names}")
    how = f"{'in place' if in_place else 'by renaming'}{'' if exchanging else APART}"
    print(
        f"an editor that saves {how}: {rounds:,} saves beside {shared[DONE]:,} writes,"
        f" {shared[REFUSED]:,} refused with a message, {shared[LOST]:,} saves lost"
    )
    if shared[LOST] and exchanging and not in_place:
        raise Lost("what an editor saved is lost")


def run(rounds: int, seed: int) -> None:
    """Have all of it happen."""
    model = link(load_content(PACK))
    killed(model, rounds, random.Random(seed))
    killed(model, rounds // 4, random.Random(seed), exchanging=False)
    rivals(model, rounds)
    same(model, rounds)
    for in_place in (False, True):
        edited(model, rounds, seed, in_place=in_place)
    edited(model, rounds, seed, in_place=False, exchanging=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=20261125)
    chosen = parser.parse_args()
    run(chosen.rounds, chosen.seed)
