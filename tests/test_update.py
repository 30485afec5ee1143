"""What a kept plan would gain, lose and change: one small pack, and one thing after the other."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel import System, resolve
from surveymodel.errors import SurveyModelError, UnknownNameError
from surveymodel.project.causes import Cause
from surveymodel.project.deciding import decide
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.standing import Event, Status
from surveymodel.project.update import Move, Update, update
from tests.packs import Plain, model

AB = [{"id": "a"}, {"id": "b"}]
PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": AB},
        {"id": "parts", "select": "many", "of": "component", "answers": AB},
    ],
    "threats": [{"id": "theft"}, {"id": "fraud"}],
    "rules": [
        {"id": "stolen", "when": "kind.a", "raises": ["theft"]},
        {"id": "cheated", "when": "parts.a", "raises": ["fraud"]},
    ],
    "countermeasures": [{"id": "lock", "counters": ["theft"]}, {"id": "check", "counters": ["fraud"]}],
}
DAY = "2026-07-01"


def now(
    answers: Plain, kept: PlanFile | None = None, pack: Plain = PACK, *, on: str = DAY, **parts: Plain
) -> Update:
    """Return what the plan would be by some answers and those of components."""
    system = System(answers=answers, components=parts)
    return update(resolve(model(pack), system), kept, on=on)


def told(found: Update) -> list[tuple[str, str, tuple[str | None, ...]]]:
    """Return what becomes of tasks, and where."""
    return [(move.what, move.task, move.places) for move in found.moves]


def the(found: Update) -> Move:
    (move,) = found.moves
    return move


LOCKED = now({"kind": "a"}).accepted(by="ana")


def test_at_first_everything_that_is_certain_comes() -> None:
    """With the rules that bring it; what only may follow is no task yet."""
    assert (the(now({"kind": "a"})).what, the(now({"kind": "a"})).causes) == (
        "added",
        (Cause("rule", "stolen", note="it is so."),),
    )
    assert now({}).moves == ()
    assert told(now({"kind": "a", "parts": ["a"]})) == [
        ("added", "check", (None,)),
        ("added", "lock", (None,)),
    ]


def test_what_was_accepted_changes_nothing_any_more() -> None:
    """Neither the moves nor the plan, the second time."""
    again = now({"kind": "a"}, LOCKED)
    assert again.moves == ()
    assert again.accepted() == LOCKED
    assert again.pinned


def test_an_answer_that_changes_takes_a_task_away_and_brings_it_back() -> None:
    """It is named with what it was; what was decided of the task comes back with it."""
    done = decide(now({"kind": "a"}).resolution, LOCKED, "lock", Event("2026-04-01", "ben", "done"))
    gone = now({"kind": "b"}, done)
    assert (the(gone).what, the(gone).causes) == ("removed", (Cause("answer", "kind", "a", "b"),))
    left = gone.accepted(by="ana")
    assert left.tasks["lock"].places[None].left == DAY
    back = now({"kind": "a"}, left)
    assert (the(back).what, the(back).causes) == ("returned", (Cause("answer", "kind", "b", "a"),))
    standing = back.accepted(by="ana").tasks["lock"].places[None]
    assert (standing.status, standing.left) == ("done", None)
    assert [event.status or event.moved for event in standing.history] == ["done", "left", "returned"]


def test_an_answer_that_opens_leaves_a_task_where_it_is() -> None:
    """Nobody has said that it is not needed."""
    assert now({}, LOCKED).moves == ()


def test_content_that_changes_is_told_from_answers() -> None:
    """The same answers by a pack without the rule: the pack takes the task away, though an answer changed too."""
    without = {**PACK, "rules": PACK["rules"][1:]}
    assert the(now({"kind": "a"}, LOCKED, without)).causes == (Cause("rule", "stolen", was="stolen"),)
    never = {**PACK, "rules": [{**PACK["rules"][0], "when": "kind.b and parts.b"}, PACK["rules"][1]]}
    assert the(now({"kind": "a", "parts": []}, LOCKED, never)).causes == (
        Cause("rule", "stolen", was="stolen", now="stolen"),
    )
    both = {**PACK, "rules": [*PACK["rules"], {"id": "anyway", "raises": ["fraud"]}]}
    assert the(now({"kind": "a"}, LOCKED, both)).causes == (Cause("rule", "anyway", note="it is so."),)


def test_a_countermeasure_that_goes_says_why() -> None:
    """And one that got another id takes what was decided along."""
    retired = {"kind": "countermeasure", "id": "lock", "because": "It was vague."}
    gone = {**PACK, "countermeasures": PACK["countermeasures"][1:], "retired": [retired]}
    assert the(now({"kind": "a"}, LOCKED, gone)).causes == (Cause("gone", "lock", note="It was vague."),)
    done = decide(now({"kind": "a"}).resolution, LOCKED, "lock", Event("2026-04-01", "ben", "done"))
    lock = {"id": "lock-doors", "counters": ["theft"]}
    renamed = {**gone, "countermeasures": [lock, PACK["countermeasures"][1]],
               "retired": [{**retired, "successors": ["lock-doors"]}]}  # fmt: skip
    found = now({"kind": "a"}, done, renamed)
    assert (the(found).what, the(found).was, the(found).task) == ("renamed", "lock", "lock-doors")
    after = found.accepted(by="ana")
    assert list(after.tasks) == ["lock-doors"]
    assert after.tasks["lock-doors"].places[None].status == "done"
    assert now({"kind": "a"}, after, renamed).moves == ()


def test_of_two_that_became_one_the_first_goes_on() -> None:
    """What was decided of the other stays with it, and it leaves."""
    two = [{"id": id, "counters": ["theft"]} for id in ("doors", "windows")]
    before = {**PACK, "countermeasures": [*two, PACK["countermeasures"][1]]}
    file = now({"kind": "a"}, None, before).accepted()
    statuses: dict[str, Status] = {"doors": "done", "windows": "in-progress"}
    for id, status in statuses.items():
        file = decide(
            now({"kind": "a"}, None, before).resolution, file, id, Event("2026-04-01", "ben", status)
        )
    because = {"kind": "countermeasure", "because": "They are one.", "successors": ["lock"]}
    after = {**PACK, "retired": [{**because, "id": "doors"}, {**because, "id": "windows"}]}
    found = now({"kind": "a"}, file, after)
    assert [(move.what, move.task, move.was) for move in found.moves] == [
        ("renamed", "lock", "doors"), ("removed", "windows", None),
    ]  # fmt: skip
    kept = found.accepted().tasks
    assert (kept["lock"].places[None].status, kept["windows"].places[None].status) == ("done", "in-progress")
    assert now({"kind": "a"}, found.accepted(), after).moves == ()


def test_an_id_that_was_given_up_twice_is_followed() -> None:
    """Somebody skipped the version in between; ids that name each other lead nowhere."""
    lock = {"id": "lock-all", "counters": ["theft"]}
    gone = [
        {"kind": "countermeasure", "id": id, "because": "A better word.", "successors": [new]}
        for id, new in (("lock", "bolt"), ("bolt", "lock-all"))
    ]
    after = {**PACK, "countermeasures": [lock, PACK["countermeasures"][1]], "retired": gone}
    assert [(move.what, move.task, move.was) for move in now({"kind": "a"}, LOCKED, after).moves] == [
        ("renamed", "lock-all", "lock")
    ]
    gone[1]["successors"] = ["lock"]
    assert [move.what for move in now({"kind": "a"}, LOCKED, after).moves] == ["added", "removed"]


def test_one_of_two_successors_takes_nothing_along() -> None:
    """Which of them was meant, nobody said: the old one goes and stays, the new ones begin anew."""
    two = [{"id": id, "counters": ["theft"]} for id in ("doors", "windows")]
    retired = {
        "kind": "countermeasure",
        "id": "lock",
        "because": "Two things.",
        "successors": ["doors", "windows"],
    }
    split = {**PACK, "countermeasures": [*two, PACK["countermeasures"][1]], "retired": [retired]}
    found = now({"kind": "a"}, LOCKED, split)
    assert told(found) == [
        ("added", "doors", (None,)), ("added", "windows", (None,)), ("removed", "lock", (None,)),
    ]  # fmt: skip
    assert found.moves[-1].causes == (Cause("gone", "lock", now="doors, windows", note="Two things."),)


def test_a_text_that_changes_says_what_was_decided_of_the_old_one() -> None:
    """Whoever did it has to look again; that the status is still of the old text can be seen."""
    done = decide(now({"kind": "a"}).resolution, LOCKED, "lock", Event("2026-04-01", "ben", "done"))
    words = {
        **PACK,
        "countermeasures": [
            {**PACK["countermeasures"][0], "title": "Lock it twice"},
            *PACK["countermeasures"][1:],
        ],
    }
    move = the(now({"kind": "a"}, done, words))
    assert (move.what, [cause.kind for cause in move.causes]) == ("changed", ["text"])
    assert move.causes[0].note == "done on 2026-04-01"
    kept = now({"kind": "a"}, done, words).accepted().tasks["lock"]
    assert kept.title == "Lock it twice"
    assert kept.places[None].text == LOCKED.tasks["lock"].text != kept.text


def test_a_component_that_is_new_inherits_nothing() -> None:
    """What is done in one is to be done in the next; one that goes keeps what it had."""
    web = now({}, None, web={"parts": ["a"]})
    done = decide(web.resolution, web.accepted(), "check", Event("2026-04-01", "ben", "done"))
    both = now({}, done, web={"parts": ["a"]}, api={"parts": ["a"]})
    assert told(both) == [("added", "check", ("api",))]
    assert the(both).causes == (Cause("answer", "parts", None, "a"),)
    kept = both.accepted().tasks["check"]
    assert {at: one.status for at, one in kept.places.items()} == {"web": "done", "api": "to-do"}
    gone = now({}, both.accepted(), api={"parts": ["a"]})
    assert told(gone) == [("removed", "check", ("web",))]
    assert the(gone).causes == (Cause("component", "web", was="web"),)
    assert gone.accepted().tasks["check"].places["web"].status == "done"
    none = now({"parts": ["a"]}, done)
    assert told(none) == [("added", "check", (None,)), ("removed", "check", ("web",))]
    assert none.accepted().tasks["check"].places[None].status == "to-do"


def test_some_moves_are_accepted_and_others_wait() -> None:
    """The plan is of the new answers only once all of them are."""
    found = now({"kind": "b", "parts": ["a"]}, LOCKED)
    some = found.accepted(by="ana", only=["check"])
    assert (some.answers, some.accepted) == (LOCKED.answers, LOCKED.accepted)
    assert told(now({"kind": "b", "parts": ["a"]}, some)) == [("removed", "lock", (None,))]
    with pytest.raises(UnknownNameError, match="unknown moving task 'lok'"):
        found.accepted(only=["lok"])


# ---------------------------------------------------------------------------------------------
# Waivers


def waived(**said: Any) -> PlanFile:
    """Return the plan with its task waived until the end of August."""
    event = Event(
        "2026-06-01", **{"by": "ana", "note": "It moves.", "until": "2026-08-31", **said}, status="waived"
    )
    return decide(now({"kind": "a"}).resolution, LOCKED, "lock", event)


@pytest.mark.parametrize(("day", "reopened"), [("2026-08-31", False), ("2026-09-01", True)])
def test_a_waiver_ends_after_its_last_day(day: str, reopened: bool) -> None:
    """The task is to do again then."""
    found = now({"kind": "a"}, waived(), on=day)
    assert bool(found.moves) is reopened
    if reopened:
        assert (the(found).what, the(found).causes) == (
            "reopened",
            (Cause("until", "2026-08-31", note="It moves."),),
        )
        assert found.accepted().tasks["lock"].places[None].status == "to-do"


def test_a_waiver_ends_with_an_answer_that_it_rests_on() -> None:
    """Though the task is still there; another answer ends nothing."""
    wider = {**PACK, "rules": [{**PACK["rules"][0], "when": "kind.a or kind.b"}, PACK["rules"][1]]}
    file = now({"kind": "a"}, None, wider).accepted()
    event = Event("2026-06-01", "ana", "waived", note="It moves.", until="2026-08-31")
    file = decide(now({"kind": "a"}, None, wider).resolution, file, "lock", event)
    assert file.tasks["lock"].places[None].history[0].answers == {"kind": "a"}
    assert the(now({"kind": "b"}, file, wider)).causes == (Cause("answer", "kind", "a", "b"),)
    assert [move.what for move in now({"kind": "a", "parts": ["a"]}, file, wider).moves] == ["added"]


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"by": None}, "who"),
        ({"note": None}, "why"),
        ({"until": None}, "until when"),
        ({"until": "2026-05-01"}, "before it begins"),
    ],
)
def test_a_waiver_says_who_why_and_until_when(said: Plain, missing: str) -> None:
    """One that does not is none."""
    with pytest.raises(SurveyModelError, match=missing):
        waived(**said)


def test_only_what_is_in_the_plan_is_decided() -> None:
    """A name that is not there, a task that left, a component without it, a last day of what is no waiver."""
    resolution = now({"kind": "a"}).resolution
    event = Event("2026-06-01", "ana", "done")
    with pytest.raises(UnknownNameError, match="did you mean 'lock'"):
        decide(resolution, LOCKED, "lok", event)
    with pytest.raises(UnknownNameError, match="unknown component"):
        decide(resolution, LOCKED, "lock", event, components=["web"])
    with pytest.raises(SurveyModelError, match="left the plan on 2026-07-01"):
        decide(resolution, now({"kind": "b"}, LOCKED).accepted(), "lock", event)
    with pytest.raises(SurveyModelError, match="only a waiver"):
        decide(resolution, LOCKED, "lock", Event("2026-06-01", "ana", "done", until="2026-08-31"))


def test_what_was_written_by_hand_stands_in_the_history_before_what_follows() -> None:
    """Somebody wrote a status into the file; the next decision says that it was there."""
    from attrs import evolve

    kept = LOCKED.tasks["lock"]
    by_hand = evolve(LOCKED, tasks={"lock": kept.put(None, evolve(kept.at(None), status="done"))})
    after = decide(now({"kind": "a"}).resolution, by_hand, "lock", Event("2026-06-01", "ana", "to-do"))
    first, second = after.tasks["lock"].places[None].history
    assert (first.status, first.note) == ("done", "it was written into the file by hand")
    assert (second.status, second.by) == ("to-do", "ana")
