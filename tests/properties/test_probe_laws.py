"""Laws of sheets made up as lanes, and of what is said to be possible, on random packs."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel import System, resolve
from surveymodel.authoring.coverage import covered
from surveymodel.authoring.probes import Sheet, every_sheet, random_lanes, sheet_at
from surveymodel.authoring.proofs import prover
from surveymodel.authoring.run import run_cases
from surveymodel.authoring.subjects import Goal, Subject, subjects
from surveymodel.content.load import settle
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from tests import oracle
from tests.oracle.kleene import some
from tests.packs import Plain, draft
from tests.properties.test_clause_laws import flipped
from tests.solving import by_solver_alone
from tests.strategies import packs

# ---------------------------------------------------------------------------------------------
# Random sheets


@given(packs(), st.integers(0, 1 << 30))
def test_a_random_lane_is_what_follows_from_its_sheet(pack: Plain, seed: int) -> None:
    """Each lane of random answers has the truths of the sheet that it stands for, resolved alone."""
    linked = link(settle(draft(pack)))
    run = random_lanes(linked, 8, seed)
    for lane in range(run.count):
        alone = resolve(linked, System(answers=sheet_at(run, lane))).evaluation
        for place in linked.truths.values():
            held = run.at(place)
            assert (held.must >> lane & 1, held.may >> lane & 1) == (alone.must(place), alone.may(place))


# ---------------------------------------------------------------------------------------------
# Every sheet


def cause(pack: Plain, here: oracle.Evaluation, name: str) -> bool | None:
    """Return whether what a condition decides hangs on the condition, by the plain evaluator."""
    kind, _, id = name.partition(":")
    tasks = {task["id"]: task for task in pack["countermeasures"]}
    if kind == "task":
        rules = [rule for rule in pack["rules"] if id in rule.get("requires", ())]
        threats = [here.raised(threat) for threat in tasks[id].get("counters", ())]
        return some([*threats, *(here.fires(rule) for rule in rules)])
    if kind == "fact" and "." in id:
        scale, _, level = id.partition(".")
        levels = next([one["id"] for one in s["levels"]] for s in pack["scales"] if s["id"] == scale)
        under = levels[: levels.index(level)]
        return here.condition(f"{scale}.{under[-1]}") if under else True
    if kind in ("guide", "mapping"):
        return here.applies(tasks[id.partition("/")[0]])
    if kind == "reading":
        reading = here.interpretation(id.partition("/")[0])
        return here.fact(reading["scope"]) if "scope" in reading else True
    return True


def reached(pack: Plain, subject: Subject, sheet: dict[str, Any]) -> set[Goal]:
    """Return the goals of a condition that a sheet reaches, by the plain evaluator."""
    here = oracle.Evaluation(pack, sheet)
    node = oracle.parse(str(subject.condition))
    whole = here.node(node)
    if whole is None or cause(pack, here, subject.name) is not True:
        return set()
    found = {Goal("holds" if whole else "fails")}
    if len(subject.clauses) == 1:
        return found
    for index, (other, leaf) in enumerate(zip(flipped(node), subject.clauses, strict=True)):
        held = here.node(oracle.parse(str(leaf)))
        if held is not None and here.node(other) is (not whole):
            found.add(Goal("holds" if held else "fails", index))
    return found


def by_force(pack: Plain, subject: Subject) -> set[Goal]:
    """Return the goals that any sheet reaches."""
    return {goal for sheet in oracle.every_sheet(pack) for goal in reached(pack, subject, sheet)}


def plain(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as the plain evaluator reads it."""
    return {id: list(given) if isinstance(given, tuple) else given for id, given in sheet.items()}


@st.composite
def packs_and_subjects(draw: st.DrawFn) -> tuple[Plain, SurveyModel, Subject]:
    """Draw a pack whose sheets are few, and one of its conditions."""
    pack = draw(packs(limit=64))
    files = draft(pack)
    linked = link(settle(files))
    found = list(subjects(linked, files))
    assume(found)
    return pack, linked, draw(st.sampled_from(found))


@given(packs_and_subjects())
def test_every_sheet_reaches_what_any_sheet_can(drawn: tuple[Plain, SurveyModel, Subject]) -> None:
    """Of the sheets that are tried, some reach a goal if and only if any sheet at all does."""
    pack, linked, subject = drawn
    every = every_sheet(linked, subject.needs(linked))
    assert every is not None
    lanes = subject.reached(every.lanes)
    found = {goal for goal, reaching in zip(subject.goals, lanes, strict=True) if reaching}
    assert by_force(pack, subject) == found


@given(packs_and_subjects())
def test_each_sheet_that_was_tried_stands_for_its_lane(drawn: tuple[Plain, SurveyModel, Subject]) -> None:
    """The answers of a lane, resolved alone, reach what the lane reaches."""
    pack, linked, subject = drawn
    every = every_sheet(linked, subject.needs(linked))
    assert every is not None
    lanes = subject.reached(every.lanes)
    for lane in range(min(every.lanes.count, 50)):
        sheet = every.sheet(lane)
        resolve(linked, System(answers=sheet))
        found = {goal for goal, reaching in zip(subject.goals, lanes, strict=True) if reaching >> lane & 1}
        assert reached(pack, subject, plain(sheet)) == found


@given(packs_and_subjects())
def test_what_is_called_possible_is_what_any_sheet_reaches(drawn: tuple[Plain, SurveyModel, Subject]) -> None:
    """Where no case shows anything, each goal is possible, with a sheet that reaches it, or never reached.

    Trying every sheet and the solver say the same.
    """
    pack, linked, subject = drawn
    expected = by_force(pack, subject)
    for way in (nullcontext, by_solver_alone):
        with way():
            (line,) = covered(run_cases(linked, []), [subject], prover.Prover(linked)).lines
            assert {missed.goal for missed in line.missed} == set(subject.goals)
            assert {missed.goal for missed in line.uncovered} == expected
            for missed in line.uncovered:
                assert missed.sheet is not None
                assert missed.goal in reached(pack, subject, plain(missed.sheet))
            assert all(missed.sheet is None for missed in line.impossible)
