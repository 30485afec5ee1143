"""How far a system is: what is due, what is due again, and what somebody has to look at."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from surveymodel import System, plan, resolve
from surveymodel.engine.resolve import Resolution
from surveymodel.project.comply import comply
from surveymodel.project.deciding import decide
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.progress import Line, Progress, progress
from surveymodel.project.standing import NO_DAY, Event, Standing
from surveymodel.project.update import update
from tests.packs import Plain, model

AB = [{"id": "a"}, {"id": "b"}]
PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": AB},
        {"id": "extra", "select": "one", "answers": AB},
    ],
    "threats": [{"id": "theft", "likelihood": 5, "impact": 4}, {"id": "fraud"}],
    "rules": [
        {"id": "stolen", "when": "kind.a", "raises": ["theft"]},
        {"id": "cheated", "when": "extra.a", "raises": ["fraud"]},
    ],
    "countermeasures": [
        {"id": "lock", "counters": ["theft"]},
        {"id": "review", "counters": ["theft"], "every": "3 months", "phase": "operate"},
        {"id": "check", "counters": ["fraud"]},
    ],
    "standards": [{"id": "std", "controls": [{"id": "1", "title": "One"}, {"id": "2", "title": "Two"}]}],
    "interpretations": [{"standard": "std", "scope": "always", "controls": {}}],
    "facts": [{"id": "always", "when": "kind"}],
}
MARCH, JULY = "2026-03-02", "2026-07-01"


def of(answers: Plain, pack: Plain = PACK, **parts: Plain) -> Resolution:
    return resolve(model(pack), System(id="club", answers=answers, components=parts))


KIND_A = of({"kind": "a"})
FIRST = update(KIND_A, None, on=MARCH).accepted(by="ana")


def after(kept: PlanFile, task: str, *events: Event, at: Resolution = KIND_A) -> PlanFile:
    """Return a plan in which something more was decided of a task."""
    for event in events:
        kept = decide(at, kept, task, event)
    return kept


def seen(kept: PlanFile | None, *, on: str = JULY, by: Resolution = KIND_A) -> Progress:
    return progress(by, kept, on=on)


def line(found: Progress, task: str) -> Line:
    return next(one for one in found.lines if one.task == task)


def test_where_no_plan_is_kept_everything_is_to_be_done() -> None:
    """The same tasks as those that would be accepted, and nothing of a past."""
    found = seen(None)
    assert [(one.task, one.status, one.place) for one in found.lines] == [
        ("lock", "to-do", None),
        ("review", "to-do", None),
    ]
    assert (found.since, found.stages) == (None, {})


def test_the_most_pressing_come_first() -> None:
    """By the upper end of what was accepted as their priority."""
    both = of({"kind": "a", "extra": "a"})
    kept = update(both, None, on=MARCH).accepted()
    assert [one.task for one in seen(kept, by=both).lines] == ["lock", "review", "check"]


def test_a_task_is_overdue_on_the_day_after_its_day() -> None:
    """As long as it is to be done; a day that was taken back, or a task that is done, is not."""
    kept = after(FIRST, "lock", Event(MARCH, due="2026-06-30"))
    assert line(seen(kept, on="2026-06-30"), "lock").is_overdue is False
    assert line(seen(kept), "lock").is_overdue is True
    assert line(seen(after(kept, "lock", Event(MARCH, status="in-progress"))), "lock").is_overdue is True
    for event in (Event(MARCH, due=NO_DAY), Event(MARCH, status="done"),
                  Event(MARCH, status="not-applicable"),
                  Event(MARCH, "ana", "waived", note="why", until="2026-12-31")):  # fmt: skip
        assert line(seen(after(kept, "lock", event)), "lock").is_overdue is False


def test_a_day_outlives_a_waiver_and_no_doing() -> None:
    """Whoever waives puts off; who does it has done what was asked by that day."""
    kept = after(FIRST, "lock", Event(MARCH, due="2026-06-30"))
    waived = after(kept, "lock", Event(MARCH, "ana", "waived", note="why", until="2026-06-01"))
    reopened = update(KIND_A, waived, on=JULY).accepted()
    assert line(seen(reopened), "lock").is_overdue is True
    done = after(kept, "lock", Event(MARCH, status="done"))
    again = after(done, "lock", Event(MARCH, status="to-do"))
    assert line(seen(again), "lock").due is None


def test_what_is_done_every_three_months_is_due_again_after_them() -> None:
    """On the very day; counted from the last time, and only where it is done."""
    done = after(FIRST, "review", Event(MARCH, status="done"))
    assert line(seen(done, on="2026-06-01"), "review").due == "2026-06-02"
    assert line(seen(done, on="2026-06-01"), "review").is_done is True
    due = line(seen(done, on="2026-06-02"), "review")
    assert (due.is_due_again, due.is_overdue, due.is_done) == (True, False, False)
    again = after(done, "review", Event("2026-06-02", status="done"))
    assert line(seen(again), "review").due == "2026-09-02"
    assert line(seen(FIRST), "review").due is None
    assert line(seen(after(FIRST, "lock", Event(MARCH, status="done"))), "lock").due is None


def test_a_day_that_is_set_goes_before_the_one_that_is_counted() -> None:
    """Earlier or later."""
    done = after(FIRST, "review", Event(MARCH, status="done"), Event(MARCH, due="2026-04-01"))
    assert line(seen(done, on="2026-04-01"), "review").is_due_again is True


def test_what_is_due_again_counts_as_planned_for_a_standard() -> None:
    """Done and verified counts as verified, until it is due."""
    mapped: Plain = {
        **PACK,
        "countermeasures": [
            {"id": "lock", "counters": ["theft"], "satisfies": {"std": {"1": "full"}}},
            {"id": "review", "counters": ["theft"], "every": "3 months", "satisfies": {"std": {"2": "full"}}},
        ],
        "rules": PACK["rules"][:1],
    }
    at = of({"kind": "a"}, mapped)
    kept = update(at, None, on=MARCH).accepted()
    kept = after(kept, "lock", Event(MARCH, status="done"), at=at)
    kept = after(kept, "review", Event(MARCH, status="done", verification="passed"), at=at)
    assert seen(kept, on=MARCH, by=at).stages == {"lock": "implemented", "review": "verified"}
    assert seen(kept, by=at).stages == {"lock": "implemented"}
    found = comply(at, "std", progress=seen(kept, on=MARCH, by=at).stages)
    assert [control.stage for control in found.lines] == ["implemented", "verified"]


@pytest.mark.parametrize(
    ("verification", "doubtful"), [("passed", False), ("partly", True), ("failed", True)]
)
def test_what_is_done_and_found_otherwise_is_told(verification: Any, doubtful: bool) -> None:
    """Not of a task that nobody says is done."""
    found = Event(MARCH, verification=verification)
    done = after(FIRST, "lock", Event(MARCH, status="done"), found)
    assert line(seen(done), "lock").is_doubtful is doubtful
    assert line(seen(after(FIRST, "lock", found)), "lock").is_doubtful is False


def test_text_that_changed_since_is_told_once_the_new_one_is_accepted() -> None:
    """Before, it is a change that an update tells."""
    done = after(FIRST, "lock", Event(MARCH, status="done"))
    reworded = {**PACK, "countermeasures": [{**PACK["countermeasures"][0], "title": "Lock it twice"},
                                            *PACK["countermeasures"][1:]]}  # fmt: skip
    at = of({"kind": "a"}, reworded)
    before = seen(done, by=at)
    assert line(before, "lock").is_of_another_text is False
    assert [move.what for move in before.update.moves] == ["changed"]
    accepted = update(at, done, on=JULY).accepted()
    assert line(seen(accepted, by=at), "lock").is_of_another_text is True
    meant = after(accepted, "lock", Event(JULY, status="done"), at=at)
    assert line(seen(meant, by=at), "lock").is_of_another_text is False


def test_waivers_that_end_soon_are_told_and_not_those_that_ended() -> None:
    """Those are reopened by the next update."""
    kept = after(FIRST, "lock", Event(MARCH, "ana", "waived", note="why", until="2026-07-20"))
    assert [one.task for one in seen(kept).ending("2026-07-20")] == ["lock"]
    assert seen(kept).ending("2026-07-19") == ()
    assert seen(kept, on="2026-07-21").ending("2026-08-20") == ()


def test_a_waiver_of_a_task_that_is_not_there_is_told_until_it_ends() -> None:
    """Whether the task has left the plan, is about to, or was only ever written in by hand."""
    waived = Event(MARCH, "ana", "waived", note="why", until="2026-07-20")
    kept = after(FIRST, "lock", waived)
    assert seen(kept).astray == ()
    other = of({"kind": "b"})
    assert [one.task for one in seen(kept, by=other).astray] == ["lock"]
    left = update(other, kept, on=JULY).accepted()
    assert [one.task for one in seen(left, by=other).astray] == ["lock"]
    assert seen(left, by=other, on="2026-07-21").astray == ()
    invented = evolve(
        FIRST, tasks={**FIRST.tasks, "odd": FIRST.tasks["lock"].put(None, Standing().after(waived))}
    )
    assert [one.task for one in seen(invented).astray] == ["odd"]


def test_the_past_is_told_from_a_day_on() -> None:
    """In the order of days, whatever the order of tasks."""
    kept = after(FIRST, "lock", Event("2026-05-01", status="in-progress"), Event("2026-06-01", status="done"))
    kept = after(kept, "review", Event("2026-05-20", status="done"))
    told = [(past.task, past.event.on) for past in seen(kept).past("2026-05-20")]
    assert told == [("review", "2026-05-20"), ("lock", "2026-06-01")]
    assert seen(kept).since == MARCH


def test_questions_that_settle_nothing_are_not_named() -> None:
    """Of an open one, its decision is the engine's."""
    assert [one.question for one in seen(FIRST).questions] == ["extra"]
    assert seen(None, by=of({"kind": "a", "extra": "b"})).questions == ()


def test_a_plan_knows_how_far_its_tasks_are() -> None:
    """By the plan that is kept: in each component for itself, and over all of them where it is least far."""
    parts = [{"id": "kind", "select": "one", "of": "component", "answers": AB}, PACK["questions"][1]]
    at = of({}, {**PACK, "questions": parts}, web={"kind": "a"}, api={"kind": "a"})
    kept = update(at, None, on=MARCH).accepted()
    kept = decide(at, kept, "lock", Event(MARCH, status="done"), components=["web"])
    task = plan(at, previous=kept).task("lock")
    assert task is not None
    assert {place: one.status for place, one in task.standings.items()} == {"web": "done", "api": "to-do"}
    assert task.status == "to-do"
    fresh = plan(at).task("lock")
    assert fresh is not None
    assert {one.status for one in fresh.standings.values()} == {"to-do"}


def test_a_task_that_got_another_id_is_as_far_as_it_was() -> None:
    """And so is one that had left the plan, where it comes back."""
    done = after(FIRST, "lock", Event(MARCH, status="done"))
    gone = {"kind": "countermeasure", "id": "lock", "because": "vague", "successors": ["lock-doors"]}
    named = [{**PACK["countermeasures"][0], "id": "lock-doors"}, *PACK["countermeasures"][1:]]
    at = of({"kind": "a"}, {**PACK, "countermeasures": named, "retired": [gone]})
    task = plan(at, previous=done).task("lock-doors")
    assert task is not None
    assert task.status == "done"
    left = update(of({"kind": "b"}), done, on=JULY).accepted()
    back = plan(KIND_A, previous=left).task("lock")
    assert back is not None
    assert back.status == "done"
