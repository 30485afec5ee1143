"""The laws of the engine, on random packs and sheets, against evaluators written without it.

A failing example prints the ``@reproduce_failure`` that repeats it; ``--hypothesis-seed`` repeats a
run. The profiles are those of ``conftest.py``.
"""

from __future__ import annotations

import json
import random
from itertools import combinations, islice, product
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel import Resolution, SurveyModelError, System, plan, resolve, why, why_not, without
from surveymodel.condition import parse
from surveymodel.engine.evaluate import inputs
from surveymodel.engine.reply import Given, Interval, given_data
from surveymodel.exchange.plan_json import plan_json
from tests import oracle
from tests.packs import Plain, model
from tests.strategies import complete_sheets, conditions, packs, sheets, systems

Sheet = dict[str, Any]

#: The most completions that a law looks at.
FEW = 300


@st.composite
def packs_and_sheets(draw: st.DrawFn) -> tuple[Plain, Sheet]:
    """Draw a pack and a sheet for it, complete or not."""
    pack = draw(packs())
    return pack, draw(sheets(pack))


@st.composite
def packs_and_systems(draw: st.DrawFn) -> tuple[Plain, Plain]:
    """Draw a pack with layers, and the sheets of an organisation, a system and components."""
    pack = draw(packs(layers=True))
    return pack, draw(systems(pack))


def system_of(layers: Plain) -> System:
    """Return the system of drawn layers."""
    return System(
        answers=layers["system"],
        organisation=System(answers=layers["organisation"]),
        components={id: dict(sheet) for id, sheet in layers["components"].items()},
    )


def certainties(resolution: Resolution) -> dict[str, str]:
    """Return how certain every truth is."""
    return {name: resolution.certainty(name) for name in resolution.model.truths}


def shared(found: dict[str, str], names: Any) -> dict[str, str]:
    """Return the part of a mapping that the other side speaks of."""
    return {name: found[name] for name in names}


# ---------------------------------------------------------------------------------------------
# Meaning


@given(st.data())
def test_a_condition_reads_back_from_its_words(data: st.DataObject) -> None:
    """Parsing what a condition prints gives the condition."""
    pack = data.draw(packs())
    names = [question["id"] for question in pack["questions"]] + [
        fact["id"] for fact in pack.get("facts", ())
    ]
    source = data.draw(conditions(names))
    assert parse(str(parse(source))) == parse(source)


@given(packs_and_sheets())
def test_the_planes_are_those_of_a_plain_recursive_evaluator(drawn: tuple[Plain, Sheet]) -> None:
    """Every truth is as certain as the evaluator by three values says."""
    pack, sheet = drawn
    expected = oracle.truths(pack, sheet)
    found = certainties(resolve(model(pack), System(answers=sheet)))
    assert shared(found, expected) == expected


@given(packs_and_sheets())
def test_the_states_of_questions_are_those_of_the_plain_evaluator(drawn: tuple[Plain, Sheet]) -> None:
    """Every question stands as the plain evaluator says."""
    pack, sheet = drawn
    walk = resolve(model(pack), System(answers=sheet)).walk
    assert {step.question.id: step.state for step in walk.steps} == oracle.states(pack, sheet)


@given(packs_and_sheets())
def test_risks_are_those_of_plain_arithmetic(drawn: tuple[Plain, Sheet]) -> None:
    """Every risk and priority is the interval that plain arithmetic gives."""
    pack, sheet = drawn
    threats, tasks = oracle.risk(pack, sheet)
    risks = resolve(model(pack), System(answers=sheet)).risks
    for expected, found in ((threats, risks.threat), (tasks, risks.task)):
        for id, interval in expected.items():
            priority = found(id)
            assert priority is not None
            assert (id, (priority.low, priority.high)) == (id, tuple(interval))


@given(packs_and_systems())
def test_layers_and_components_are_lanes_of_merged_sheets(drawn: tuple[Plain, Plain]) -> None:
    """What holds of a system is what holds in some lane of its merged sheets."""
    pack, layers = drawn
    merged = oracle.lanes(layers["organisation"], layers["system"], layers["components"])
    expected = oracle.joined_truths(pack, merged)
    found = certainties(resolve(model(pack), system_of(layers)))
    assert shared(found, expected) == expected


# ---------------------------------------------------------------------------------------------
# Certainty


@given(packs_and_sheets())
def test_what_is_certain_holds_in_every_completion(drawn: tuple[Plain, Sheet]) -> None:
    """Soundness: however the open questions are answered, the certain holds and the excluded does not."""
    pack, sheet = drawn
    linked = model(pack)
    found = certainties(resolve(linked, System(answers=sheet)))
    for completion in islice(oracle.completions(pack, sheet), FEW):
        after = certainties(resolve(linked, System(answers=completion)))
        settled = {name for name, certainty in found.items() if certainty != "possible"}
        assert shared(after, settled) == shared(found, settled)


@given(st.data())
def test_a_complete_sheet_has_nothing_possible(data: st.DataObject) -> None:
    """Sharpness: where every asked question is answered, nothing is left open."""
    pack = data.draw(packs())
    sheet = data.draw(complete_sheets(pack))
    assert "possible" not in certainties(resolve(model(pack), System(answers=sheet))).values()


@given(packs_and_sheets())
def test_a_priority_lies_in_its_interval_in_every_completion(drawn: tuple[Plain, Sheet]) -> None:
    """Where a task applies after the open questions are answered, its priority is within what was said."""
    pack, sheet = drawn
    linked = model(pack)
    before = resolve(linked, System(answers=sheet)).risks
    for completion in islice(oracle.completions(pack, sheet), FEW):
        after = resolve(linked, System(answers=completion))
        for id in after.truths("task"):
            said, now = before.task(id), after.risks.task(id)
            assert said is not None
            assert now is not None
            assert said.low <= now.low == now.high <= said.high


# ---------------------------------------------------------------------------------------------
# Lanes and order


@given(st.data())
def test_lanes_are_resolutions_of_their_own(data: st.DataObject) -> None:
    """Lane *i* of many is the resolution of sheet *i* alone."""
    pack = data.draw(packs())
    many = data.draw(st.lists(sheets(pack), min_size=1, max_size=9))
    linked = model(pack)
    systems = [System(answers=sheet) for sheet in many]
    columns = inputs(linked, [{q: reply.answer for q, reply in s.answers.items()} for s in systems])
    values = linked.program.run(columns, len(many))
    for lane, system in enumerate(systems):
        alone = resolve(linked, system).evaluation
        for place, value in enumerate(values):
            assert (value >> lane & 1, value >> len(many) + lane & 1) == (alone.must(place), alone.may(place))


def shuffled(data: Any, chance: random.Random, key: str = "") -> Any:
    """Return plain data with every order changed that means nothing."""
    if isinstance(data, dict):
        items = [(name, shuffled(value, chance, name)) for name, value in data.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(data, list):
        items = [shuffled(item, chance) for item in data]
        if key not in ("questions", "answers", "levels", "steps", "accept"):
            chance.shuffle(items)
        return items
    return data


@given(packs_and_sheets(), st.randoms(use_true_random=False))
def test_order_never_changes_a_byte(drawn: tuple[Plain, Sheet], chance: random.Random) -> None:
    """The order of definitions but questions, of keys and of ticked answers changes no output."""
    pack, sheet = drawn
    one = plan_json(plan(resolve(model(pack), System(answers=sheet))))
    other = plan_json(plan(resolve(model(shuffled(pack, chance)), System(answers=shuffled(sheet, chance)))))
    assert one == other


# ---------------------------------------------------------------------------------------------
# Explanations


def kept(layers: Plain, grounds: Any) -> System:
    """Return the system in which only these answers are given, each in its place."""
    places: dict[str, Sheet] = {"organisation": {}, "system": {}}
    components: dict[str, Sheet] = {id: {} for id in layers["components"]}
    for ground in grounds:
        answer = given_data(ground.placed.reply.answer)
        if ground.placed.place in components:
            components[ground.placed.place][ground.question] = answer
        else:
            places[ground.placed.place][ground.question] = answer
    return system_of({**places, "components": components})


def as_layers(pack: Plain, sheet: Sheet) -> Plain:
    """Return a sheet of one system as layers."""
    return {"organisation": {}, "system": sheet, "components": {}}


def check_why(pack: Plain, layers: Plain) -> None:
    """Assert the law of ``why`` for every settled truth."""
    linked = model(pack)
    resolution = resolve(linked, system_of(layers))
    for truth in linked.truths:
        found = why(resolution, truth)
        if found.certainty == "possible":
            assert found.answers == ()
            continue
        alone = resolve(linked, kept(layers, found.answers))
        assert alone.certainty(truth) == found.certainty
        for size in range(len(found.answers)):
            for part in combinations(found.answers, size):
                assert resolve(linked, kept(layers, part)).certainty(truth) != found.certainty


@given(packs_and_sheets())
def test_why_names_answers_that_suffice_and_no_part_of_which_does(drawn: tuple[Plain, Sheet]) -> None:
    """The answers of an explanation alone keep the truth as it is; no proper subset of them does."""
    pack, sheet = drawn
    check_why(pack, as_layers(pack, sheet))


@given(packs_and_systems())
def test_why_holds_with_layers(drawn: tuple[Plain, Plain]) -> None:
    """The law of explanations holds where answers stand in layers and components."""
    check_why(*drawn)


@given(packs_and_sheets())
def test_a_smallest_explanation_is_smallest(drawn: tuple[Plain, Sheet]) -> None:
    """Where an explanation claims that no fewer answers would do, none do."""
    pack, sheet = drawn
    linked = model(pack)
    resolution = resolve(linked, System(answers=sheet))
    givens = list(resolution.evaluation.lanes[0].replies)
    for truth in linked.truths:
        found = why(resolution, truth)
        if not found.smallest:
            continue
        for size in range(len(found.answers)):
            for part in combinations(givens, size):
                fewer = System(answers={question: sheet[question] for question in part})
                assert resolve(linked, fewer).certainty(truth) != found.certainty


def replies(pack: Plain, question: Plain) -> list[Given]:
    """Return every answer that a question takes, numbers by one of each range."""
    if question["select"] == "one":
        return [answer["id"] for answer in question["answers"]]
    if question["select"] == "number":
        return [0, *(number for number in oracle.thresholds(pack, question["id"]) if number > 0)]
    return [tuple(ids) for ids in oracle.lists(question)]


@given(packs_and_sheets(), st.sampled_from(["without", "why-not"]), st.data())
def test_a_change_does_what_it_says_and_is_found_where_there_is_one(
    drawn: tuple[Plain, Sheet], kind: str, data: st.DataObject
) -> None:
    """After the change the truth is excluded, or certain; a change of three answers is never missed."""
    pack, sheet = drawn
    linked = model(pack)
    resolution = resolve(linked, System(answers=sheet))
    truth = data.draw(st.sampled_from(sorted(linked.truths)))
    goal = "excluded" if kind == "without" else "certain"
    found = (without if kind == "without" else why_not)(resolution, truth)
    if found is not None:
        changed = {**sheet, **{question: answer for (question, _), answer in found.answers.items()}}
        assert resolve(linked, System(answers=changed)).certainty(truth) == goal
    best = found_by_force(pack, sheet, truth, goal)
    assert (found is None) or best is None or len(found.answers) <= best
    assert not (found is None and best is not None)


def found_by_force(pack: Plain, sheet: Sheet, truth: str, goal: str) -> int | None:
    """Return the fewest questions, at most three, whose other answers bring the goal."""
    linked = model(pack)
    options = {question["id"]: replies(pack, question) for question in pack["questions"]}
    for size in range(4):
        for chosen in combinations(options, size):
            for answers in product(*(options[question] for question in chosen)):
                changed = {**sheet, **dict(zip(chosen, answers, strict=True))}
                if resolve(linked, System(answers=changed)).certainty(truth) == goal:
                    return size
    return None


@given(packs_and_systems(), st.data())
def test_a_change_is_excluded_in_every_lane(drawn: tuple[Plain, Plain], data: st.DataObject) -> None:
    """With components, ``without`` excludes the truth in each, and ``why-not`` makes it certain in one."""
    pack, layers = drawn
    linked = model(pack)
    resolution = resolve(linked, system_of(layers))
    truth = data.draw(st.sampled_from(sorted(linked.truths)))
    for call, goal in ((without, "excluded"), (why_not, "certain")):
        found = call(resolution, truth)
        if found is None:
            continue
        changed = {
            "organisation": dict(layers["organisation"]),
            "system": dict(layers["system"]),
            "components": {id: dict(sheet) for id, sheet in layers["components"].items()},
        }
        for (question, place), answer in found.answers.items():
            target = changed["components"][place] if place in changed["components"] else changed[place]
            target[question] = given_data(answer)
        assert resolve(linked, system_of(changed)).certainty(truth) == goal


# ---------------------------------------------------------------------------------------------
# Anything at all

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(packs_and_sheets(), st.data())
def test_no_answer_raises_anything_but_the_librarys_errors(
    drawn: tuple[Plain, Sheet], data: st.DataObject
) -> None:
    """Whatever stands in a sheet, it is resolved or refused with its faults."""
    pack, sheet = drawn
    ids = st.sampled_from([question["id"] for question in pack["questions"]]) | st.text(max_size=4)
    spoilt = {**sheet, **data.draw(st.dictionaries(ids, JSON, max_size=3))}
    try:
        resolve(model(pack), System(answers=spoilt))
    except SurveyModelError as error:
        assert str(error)


@given(st.integers(0, 50), st.none() | st.integers(1, 60))
def test_an_interval_prints_its_bounds(low: int, high: int | None) -> None:
    """An interval in words has the figures that it was made of."""
    assume(high is None or high > low)
    words = str(Interval(low, high))
    assert str(low) in words
    assert high is None or str(high) in words
    assert json.loads(json.dumps(given_data(Interval(low, high))))["at-least"] == low
