"""System and plan files under writers that are killed, rivals, and editors that do not wait their turn.

``python -m tests.durable 1000`` has each happen so many times and says what became of the files;
it stops where one is torn or an answer is lost.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import time
from collections import Counter
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any, Final
from unittest import mock

from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.project import drafts, storage
from surveymodel.project.answering import Change, SystemFile
from tests.exchanging import not_exchanged
from tests.forked import (
    APART,
    BEGUN,
    DONE,
    FIRM,
    PLACED,
    SHOP,
    STAGE,
    Lost,
    begin,
    board,
    folder,
    number_in,
    people,
    tell,
)
from tests.lasting import decided, together
from tests.rivals import edited, rivals, same
from tests.tiny import PACK

STAGES: Final = (
    "reading", "drafting", "bringing to the disk", "a last look", "taking the place",
    "between the two files", "looking back", "clearing", "keeping the folder", "between two writes",
)  # fmt: skip


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
    tell(
        f"killed{APART if not exchanging else ''}: {stages.total():,} writers ({rounds:,} at random moments) in {seen['writes']:,} writes"
    )
    tell(f"  at the stages: {told}")
    found = ", ".join(f"{what.partition(': ')[2]} {seen[what]:,}" for what in sorted(seen) if ": " in what)
    tell(f"  files found: {found}; none torn, none older than the last write that was done")
    tell(f"  {seen['drafts left by the killed']:,} drafts left by them, all removed by the next writer")


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
    decided(model, rounds, random.Random(seed))
    together(model, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=20261125)
    chosen = parser.parse_args()
    run(chosen.rounds, chosen.seed)
