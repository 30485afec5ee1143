"""Laws of what is counted: sums, complete systems, their least and most, and what questions decide."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System, resolve
from surveymodel.authoring.probes import random_answers
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.stats import extremes
from surveymodel.authoring.stats.complete import Complete, sheet_of
from surveymodel.authoring.stats.deciding import influences
from surveymodel.authoring.stats.extremes import Side, extreme
from surveymodel.authoring.stats.pace import Pace
from surveymodel.authoring.stats.stats import measured
from surveymodel.authoring.stats.sums import sums
from tests import oracle
from tests.oracle.survey import closed
from tests.packs import Plain, model
from tests.strategies import packs

Sheet = dict[str, Any]

SIDES: tuple[Side, ...] = ("least", "most")


# ---------------------------------------------------------------------------------------------
# Sums


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 40)), max_size=20), st.integers(1, 255))
def test_a_sum_is_that_of_the_weights_of_each_lane(columns: list[tuple[int, int]], among: int) -> None:
    """Eight lanes side by side are what each is alone, and so are their highest and lowest."""
    found = sums(columns)
    alone = {lane: sum(weight for column, weight in columns if column >> lane & 1) for lane in range(8)}
    assert alone == {lane: found.at(lane) for lane in range(8)}
    chosen = {lane: number for lane, number in alone.items() if among >> lane & 1}
    assert sum(chosen.values()) == found.total(among)
    for most, wanted in ((True, max(chosen.values())), (False, min(chosen.values()))):
        best = found.best(among, most=most)
        assert {lane for lane, number in chosen.items() if number == wanted} == {
            lane for lane in range(8) if best >> lane & 1
        }


# ---------------------------------------------------------------------------------------------
# Going through a survey, as the plain evaluator does


def walked(pack: Plain, answers: Sheet) -> Sheet:
    """Return the answers that somebody gives who has one to every question, in the order of the survey."""
    sheet: Sheet = {}
    for question in pack["questions"]:
        here = oracle.Evaluation(pack, sheet)
        if here.asked(question["id"]) and not closed(here, question):
            sheet[question["id"]] = answers[question["id"]]
    return sheet


def ways(pack: Plain, question: Plain) -> list[Any]:
    """Return the answers to a question that the pack can tell apart."""
    return [given for given in oracle.options(pack, question) if given != "unknown"]


def complete(pack: Plain, sheet: Sheet | None = None, at: int = 0) -> Iterator[Sheet]:
    """Yield every way to go through a survey."""
    sheet = sheet or {}
    if at == len(pack["questions"]):
        yield sheet
        return
    question, here = pack["questions"][at], oracle.Evaluation(pack, sheet)
    if not here.asked(question["id"]) or closed(here, question):
        yield from complete(pack, sheet, at + 1)
        return
    for given_ in ways(pack, question):
        yield from complete(pack, {**sheet, question["id"]: given_}, at + 1)


def tasks(pack: Plain, sheet: Sheet) -> set[str]:
    """Return the tasks of a complete sheet."""
    return {
        name for name, word in oracle.truths(pack, sheet).items() if (name[:5], word) == ("task:", "certain")
    }


def plain(sheet: Any) -> Sheet:
    """Return a sheet as the plain evaluator reads it."""
    return {id: list(given) if isinstance(given, tuple) else given for id, given in sheet.items()}


@given(packs(), st.integers(0, 1 << 30))
def test_complete_lanes_are_how_somebody_goes_through_the_survey(pack: Plain, seed: int) -> None:
    """Each lane is asked what a walk in the survey's order asks, leaves nothing open, and has its tasks."""
    linked = model(pack)
    held = random_answers(linked, 8, seed)
    asking = Complete(linked, tuple(linked.named["task"].values()))
    lanes = asking.run(held, 8)
    for lane in range(8):
        sheet = walked(pack, plain(sheet_of(linked, held, 8, lane)))
        assert set(sheet) == {id for id in linked.questions if asking.put(lanes, id) >> lane & 1}
        resolution = resolve(linked, System(answers=sheet))
        assert set(sheet) == {step.question.id for step in resolution.walk.steps if step.state == "answered"}
        assert not resolution.walk.open
        assert {
            f"task:{id}" for id, place in linked.named["task"].items() if lanes.at(place).must >> lane & 1
        } == (tasks(pack, sheet))


# ---------------------------------------------------------------------------------------------
# The least and the most


def by_force(pack: Plain, pace: Pace) -> dict[str, set[int]]:
    """Return what complete systems come to, by trying all."""
    nouns = model(pack).questions
    found: dict[str, set[int]] = {"questions": set(), "seconds": set(), "tasks": set()}
    for sheet in complete(pack):
        found["questions"].add(len(sheet))
        found["seconds"].add(sum(pace.seconds(nouns[id]) for id in sheet))
        found["tasks"].add(len(tasks(pack, sheet)))
    return found


@given(packs(limit=64), st.sampled_from([0, extremes.FEW]), st.integers(0, 1 << 30))
def test_least_and_most_are_there_and_are_the_ends_where_they_are_proved(
    pack: Plain, few: int, seed: int
) -> None:
    """Tried on every sheet, or climbed to and then proved by the solver, the ends are what each sheet shows."""
    linked, pace = model(pack), Pace(60, 0)
    every, held = by_force(pack, pace), random_answers(linked, 4, seed)
    for measure, counted in measured(linked, pace).items():
        for side in SIDES:
            with mock.patch.object(extremes, "FEW", few):
                found = extreme(counted, side, held, 4, Prover(linked))
            end = (max if side == "most" else min)(every[measure])
            assert found.number in every[measure]
            assert (found.number, found.proved) == (end, True)
            sheet = plain(found.sheet)
            assert sheet == walked(pack, sheet | {id: None for id in linked.questions if id not in sheet})
            comes_to = {
                "questions": len(sheet),
                "seconds": sum(pace.seconds(linked.questions[id]) for id in sheet),
                "tasks": len(tasks(pack, sheet)),
            }
            assert found.number == comes_to[measure]


# ---------------------------------------------------------------------------------------------
# What questions decide


def otherwise(question: Plain, now: Any, below: list[int]) -> list[Any]:
    """Return the other answers to a question; of several that may be ticked, one tick turned round, or none.

    Numbers are in the ranges between those of which the pack says whether an answer is below.
    """
    if question["select"] == "one":
        return [answer["id"] for answer in question["answers"] if answer["id"] != now]
    if question["select"] == "number":
        return [start for start in {0, *below} if bisect(below, start) != bisect(below, now)]
    alone = {answer["id"] for answer in question["answers"] if answer.get("exclusive")}
    found = [[], *([id] for id in sorted(alone))]
    for answer in question["answers"]:
        if answer["id"] not in alone:
            found.append(sorted({*now} - alone ^ {answer["id"]}))
    return [other for other in found if other != sorted(now)]


@given(packs(limit=64), st.integers(0, 1 << 30))
def test_what_a_question_decides_is_what_changes_when_it_is_answered_otherwise(
    pack: Plain, seed: int
) -> None:
    """Tasks and questions that come or go, over the systems that are asked it and its other answers."""
    linked = model(pack)
    held = random_answers(linked, 4, seed)
    sheets = [plain(sheet_of(linked, held, 4, lane)) for lane in range(4)]
    for found in influences(linked, held, 4):
        id = found.question
        question = next(one for one in pack["questions"] if one["id"] == id)
        below = sorted(linked.columns[id].below)
        asked = [sheet for sheet in sheets if id in walked(pack, sheet)]
        moves = [
            (tasks(pack, walked(pack, sheet)) ^ tasks(pack, after), {*walked(pack, sheet)} ^ {*after})
            for sheet in asked
            for other in otherwise(question, sheet[id], below)
            for after in [walked(pack, {**sheet, id: other})]
        ]
        each = max(len(moves), 1)
        assert len(asked) == found.asked
        assert Fraction(sum(len(changed) for changed, _ in moves), each) == found.tasks
        assert Fraction(sum(len(changed) for _, changed in moves), each) == found.questions
        assert found.moved <= found.asked
        assert found.moved or not (found.tasks or found.questions)
