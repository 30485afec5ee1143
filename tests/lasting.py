"""Plan files under writers that are killed, and under two that decide and accept at once."""

from __future__ import annotations

import os
import random
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from surveymodel.content.document import read
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System
from surveymodel.project.keeping import keep_decision, keep_update
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.plan_reading import plan_file
from surveymodel.project.standing import Event
from tests.forked import BEGUN, DONE, Lost, begin, board, ended, tell

__all__ = ["decided", "together"]

TASK = "limit-requests"
DAY = "2026-03-02"
COMMENT = "# Nobody takes this away."
ROUND = 25  #: how many decisions one file takes before the next is begun


@contextmanager
def kept(model: SurveyModel) -> Iterator[tuple[Path, Resolution]]:
    """Make a folder with a system and its plan, which somebody has written a comment into."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "site.yaml")
        path.write_text(
            "format: surveymodel-system/1\nid: site\nanswers:\n  reach: internet\n", encoding="utf-8"
        )
        resolution = of(model, "internet")
        keep_update(path, resolution, on=DAY)
        plan = Path(home, "site.plan.yaml")
        text = plan.read_text(encoding="utf-8")
        plan.write_text(
            text.replace("    status: to-do", f"    {COMMENT}\n    status: to-do"), encoding="utf-8"
        )
        yield path, resolution


def of(model: SurveyModel, reach: str) -> Resolution:
    return resolve(model, System(id="site", answers={"reach": reach, "features": []}))


def found(path: Path) -> PlanFile:
    """Return what the plan file says; stop where it is torn or the comment is gone."""
    raw = path.with_suffix(".plan.yaml").read_bytes()
    document = read(path.name, raw)
    if document.diagnostics or COMMENT.encode() not in raw:
        raise Lost(f"the plan is torn: {raw!r}")
    return plan_file(document.data)


def notes(path: Path, by: str) -> list[int]:
    """Return the numbers of the decisions in a plan that one writer made, in their order."""
    history = found(path).tasks[TASK].places[None].history
    return [int(event.note or 0) for event in history if event.by == by]


def decided(model: SurveyModel, rounds: int, chance: random.Random) -> None:
    """Kill a writer of decisions at a random moment, each time: those that were done are there, in order."""
    seen, shared = Counter[str](), board()
    number = 0
    while number < rounds:
        with kept(model) as (path, resolution):
            shared[BEGUN] = shared[DONE] = 0
            start = time.monotonic()
            _decide(path, resolution, "ana", 1)
            shared[BEGUN] = shared[DONE] = 1
            span = 3 * (time.monotonic() - start)
            for _ in range(min(ROUND, rounds - number)):
                _kill_one(path, resolution, shared, chance.uniform(0, span))
                done, begun = shared[DONE], shared[BEGUN]
                numbers = notes(path, "ana")
                if numbers not in (list(range(1, done + 1)), list(range(1, begun + 1))):
                    raise Lost(f"{numbers} are there; {done} was done and {begun} begun")
                seen["new" if numbers[-1] == begun else "old"] += 1
                shared[DONE] = shared[BEGUN] = numbers[-1]
                number += 1
    tell(
        f"killed, deciding about a task: {rounds:,} writers at random moments; the last decision was there"
        f" {seen['new']:,} times and not yet {seen['old']:,} times; none torn, no earlier one lost"
    )


def _kill_one(path: Path, resolution: Resolution, shared: memoryview, after: float) -> None:
    def work() -> None:
        for number in count(shared[DONE] + 1):
            shared[BEGUN] = number
            _decide(path, resolution, "ana", number)
            shared[DONE] = number

    begun = shared[BEGUN]
    process = begin(work)
    while shared[BEGUN] == begun:
        time.sleep(0.0002)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    if os.waitpid(process, 0)[1] != signal.SIGKILL:
        raise Lost("a writer ended by itself")


def _decide(path: Path, resolution: Resolution, by: str, number: int) -> None:
    event = Event(DAY, by, status="in-progress" if number % 2 else "done", note=str(number))
    keep_decision(path, resolution, TASK, event)


def together(model: SurveyModel, rounds: int) -> None:
    """Have one process decide and another accept updates, of answers that come and go: all of both is there."""
    answers = {1: of(model, "staff"), 0: of(model, "internet")}
    left = rounds
    while left:
        size = min(ROUND, left)
        left -= size
        with kept(model) as (path, resolution):

            def accepting(size: int = size, path: Path = path) -> None:
                for number in range(1, 2 * size + 1):
                    keep_update(path, answers[number % 2], on=DAY, by=f"ben {number}")

            def deciding(size: int = size, path: Path = path, resolution: Resolution = resolution) -> None:
                for number in range(1, size + 1):
                    _insist(path, resolution, number)

            ended(begin(accepting), begin(deciding))
            _all_there(path, size)
    tell(f"rivals, one who decides and one who accepts: {rounds:,} and {2 * rounds:,} writes, none lost")


def _insist(path: Path, resolution: Resolution, number: int) -> None:
    """Decide, however often the task has just left the plan."""
    from surveymodel.errors import SurveyModelError

    while True:
        try:
            _decide(path, resolution, "ana", number)
        except SurveyModelError as error:
            if re.search("left the plan on", str(error)) is None:
                raise
        else:
            return


def _all_there(path: Path, size: int) -> None:
    plan = found(path)
    accepted = [one.by for one in plan.accepted if one.by]
    if accepted != [f"ben {number}" for number in range(1, 2 * size + 1)]:
        raise Lost(f"these were accepted: {accepted}")
    if notes(path, "ana") != list(range(1, size + 1)):
        raise Lost(f"these were decided: {notes(path, 'ana')}")
    moves = [event.moved for event in plan.tasks[TASK].places[None].history if event.moved]
    if moves != ["left", "returned"] * size:
        raise Lost(f"so the task moved: {moves}")
