"""Two versions of random packs: what is said of systems is what each version alone says of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from surveymodel.authoring.changes.compare import compare
from surveymodel.authoring.changes.pair import paired
from surveymodel.authoring.changes.saved import effects_of
from surveymodel.content.order import LAYERS
from surveymodel.engine.evaluate import Certainty, inputs
from surveymodel.engine.lanes import Lane, merged
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import UNKNOWN, Given, Interval
from surveymodel.engine.sheet import System
from surveymodel.testing import systems
from tests.edited import versions
from tests.packs import Plain, model
from tests.strategies import packs

EXAMPLES = settings.get_profile(settings.get_current_profile_name()).max_examples

#: From the least certain.
CERTAINTIES = ("excluded", "possible", "certain")


def offered(pack: SurveyModel, lane: Lane) -> dict[str, Given]:
    """Return what a version makes of a lane: a reply that it does not offer is none."""
    result: dict[str, Given] = {}
    for id, placed in lane.replies.items():
        question, given = pack.questions.get(id), placed.reply.answer
        if question is None or given == UNKNOWN:
            continue
        depth = {"organisation": 0, "system": 1}.get(placed.place, 2)
        ids = {answer.id: answer.exclusive for answer in question.answers}
        if depth > LAYERS.index(question.of):
            continue
        if question.select == "number":
            if isinstance(given, int | Interval):
                result[id] = given
        elif question.select == "one":
            if given in ids:
                result[id] = given
        elif isinstance(given, tuple):
            ticked = tuple(one for one in given if one in ids)
            if (ticked or not given) and not (len(ticked) > 1 and any(ids[one] for one in ticked)):
                result[id] = ticked
    return result


def tasks(pack: SurveyModel, system: System) -> dict[str, Certainty]:
    """Return how certain each task is of a system, from the version's own program, lane by lane."""
    found: dict[str, Certainty] = {}
    for lane in merged(system):
        values = pack.program.run(inputs(pack, [offered(pack, lane)]), 1)
        for task in pack.countermeasures:
            now: Certainty = ("excluded", "certain", "possible", "certain")[
                values[pack.truths[f"task:{task}"]]
            ]
            before = found.get(task, "excluded")
            found[task] = now if CERTAINTIES.index(now) > CERTAINTIES.index(before) else before
    return found


@settings(max_examples=EXAMPLES)
@given(st.data(), versions())
def test_systems_move_as_each_version_says(data: st.DataObject, both: tuple[Plain, Plain]) -> None:
    """A task moves in a system where the versions differ about it, nowhere else, and never without a change."""
    old, new = map(model, both)
    asked = [data.draw(systems(side)) for side in (old, old, new)]
    found = effects_of(paired(old, new), asked)
    said = {
        (system, task, was, now)
        for (task, was, now), lanes in found.moves.items()
        for system in range(len(asked))
        if lanes >> system & 1
    }
    expected = set()
    for number, system in enumerate(asked):
        before, after = tasks(old, system), tasks(new, system)
        for task in {*before, *after}:
            was, now = before.get(task, "excluded"), after.get(task, "excluded")
            if was != now:
                expected.add((number, task, was, now))
    assert expected == said
    assert not found.refused
    changes = {(change.kind, change.id): change for change in compare(old, new).changes}
    for number, task, _, _ in said:
        behind = [cause for cause, lanes in found.causes[task].items() if lanes >> number & 1]
        assert behind, "a move without a change behind it"
        for cause in behind:
            change = changes[cause.kind, cause.id]
            properties = {edit.property for edit in change.edits}
            assert cause.property in properties or (not cause.property and change.what != "changed")


@settings(max_examples=EXAMPLES // 4)
@given(packs(layers=True))
def test_nothing_differs_from_itself(pack: Plain) -> None:
    """A pack compared with itself shows no change, and no system moves."""
    found = compare(model(pack), model(pack))
    assert ((), ()) == (found.changes, found.shifts)
    assert not found.has("any")


@settings(max_examples=EXAMPLES // 2)
@given(versions())
def test_the_answers_of_a_shift_show_it_and_none_of_them_can_go(both: tuple[Plain, Plain]) -> None:
    """They make a task certain in one version and not in the other, and without any of them they do not."""
    pair = paired(*map(model, both))
    for shift in compare(pair.old, pair.new, pair).shifts:
        places = pair.was[f"task:{shift.countermeasure}"], pair.now[f"task:{shift.countermeasure}"]
        for where, (holds, fails) in ((shift.lost, places), (shift.gained, places[::-1])):
            if where is None:
                continue
            assert where.causes
            fewer = [{id: one for id, one in where.answers.items() if id != gone} for gone in where.answers]
            shown = []
            for sheet in (where.answers, *fewer):
                values = pair.joint.program.run(inputs(pair.joint, [sheet]), 1)
                shown.append(values[holds] & 1 and not values[fails] & 1)
            assert shown[0]
            assert not any(shown[1:])
