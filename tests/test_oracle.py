"""The oracle meets the semantics suite, and its three values agree with plain enumeration."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests import oracle, strategies

SUITE = Path(__file__).parent / "suite"
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SUITE.glob("*.json"))}
LISTED = [(name, suite["pack"], case) for name, suite in FILES.items() for case in suite["cases"]]
CASES = [pytest.param(pack, case, id=f"{name}: {case['name']}") for name, pack, case in LISTED]
CASES_OF_STATES = [
    pytest.param(pack, case, id=f"{name}: {case['name']}")
    for name, pack, case in LISTED
    if "states" in case or "contradictions" in case
]
CASES_OF_COMPLIANCE = [
    pytest.param(pack, case, id=f"{name}: {case['name']}")
    for name, pack, case in LISTED
    if "compliance" in case
]
LIMIT = 80
Case = dict[str, Any]

brute_settings = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def lanes(case: Case) -> list[oracle.Sheet]:
    """The merged sheets of a case."""
    if "sheet" in case:
        return [case["sheet"]]
    return oracle.lanes(case["organisation"], case["system"], case["components"])


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_the_oracle_meets_the_suite(pack: oracle.Pack, case: Case) -> None:
    """Each case of the suite comes out as it says."""
    found = oracle.joined_truths(pack, lanes(case))
    expected = {n: word for word in ("certain", "possible", "excluded") for n in case[word]}
    assert expected == {name: found[name] for name in expected}
    threats, tasks = oracle.joined_risk(pack, lanes(case))
    expected_risk = {name: tuple(pair) for name, pair in case.get("risk", {}).items()}
    assert expected_risk == {name: threats[name] for name in expected_risk}
    expected_priority = {name: tuple(pair) for name, pair in case.get("priority", {}).items()}
    assert expected_priority == {name: tasks[name] for name in expected_priority}


@pytest.mark.parametrize(("pack", "case"), CASES_OF_COMPLIANCE)
def test_the_oracle_meets_the_compliance_of_the_suite(pack: oracle.Pack, case: Case) -> None:
    """What becomes of each control, now and at best, comes out."""
    sheets = {str(number): sheet for number, sheet in enumerate(lanes(case))}
    for standard, expected in case["compliance"].items():
        found = oracle.compliance(pack, standard, sheets)
        assert {id: [found[id].status, found[id].at_best] for id in expected} == expected


@pytest.mark.parametrize(("pack", "case"), CASES_OF_STATES)
def test_the_oracle_meets_the_states_of_the_suite(pack: oracle.Pack, case: Case) -> None:
    """The states of questions, and the contradictions where a case lists them, come out."""
    (sheet,) = lanes(case)
    expected = case.get("states", {})
    found = oracle.states(pack, sheet)
    assert expected == {question: found[question] for question in expected}
    if "contradictions" in case:
        assert case["contradictions"] == oracle.contradictions(pack, sheet)


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_the_suite_is_sound(pack: oracle.Pack, case: Case) -> None:
    """What a case calls certain or excluded is so in every completion of each lane."""
    for sheet in lanes(case):
        assert_sound(oracle.truths(pack, sheet), oracle.brute(pack, sheet))


def test_the_suite_names_each_case_once() -> None:
    """Names within a file differ, every case expects something, and no case contradicts itself."""
    for suite in FILES.values():
        names = Counter(case["name"] for case in suite["cases"])
        assert set(names.values()) == {1}
        for case in suite["cases"]:
            truths = Counter(case["certain"] + case["possible"] + case["excluded"])
            assert set(truths.values()) <= {1}
            assert truths or {"states", "risk", "priority", "compliance"} & set(case)


def assert_sound(kleene: dict[str, str], brute: dict[str, str]) -> None:
    """Whatever three values decide, enumeration decides alike."""
    decided = {name: word for name, word in kleene.items() if word != "possible"}
    assert decided == {name: brute[name] for name in decided}


@st.composite
def packs_with_sheets(draw: st.DrawFn) -> tuple[oracle.Pack, oracle.Sheet]:
    """A small pack and a sheet of it."""
    pack = draw(strategies.packs(limit=LIMIT))
    return pack, draw(strategies.sheets(pack))


@st.composite
def packs_with_complete_sheets(draw: st.DrawFn) -> tuple[oracle.Pack, oracle.Sheet]:
    """A small pack and a complete sheet of it."""
    pack = draw(strategies.packs())
    return pack, draw(strategies.complete_sheets(pack))


@brute_settings
@given(packs_with_sheets())
def test_three_values_are_sound(drawn: tuple[oracle.Pack, oracle.Sheet]) -> None:
    """What is certain holds in every completion and what is excluded holds in none."""
    pack, sheet = drawn
    assert_sound(oracle.truths(pack, sheet), oracle.brute(pack, sheet))


@brute_settings
@given(packs_with_sheets())
def test_three_values_are_sharp_where_no_question_is_reached_twice(
    drawn: tuple[oracle.Pack, oracle.Sheet],
) -> None:
    """A rule that reaches each question once is decided as enumeration decides it."""
    pack, sheet = drawn
    once = [rule["id"] for rule in pack["rules"] if reaches_once(pack, sheet, rule)]
    assume(once)
    kleene, brute = oracle.truths(pack, sheet), oracle.brute(pack, sheet)
    assert {r: brute[f"rule:{r}"] for r in once} == {r: kleene[f"rule:{r}"] for r in once}


def reaches_once(pack: oracle.Pack, sheet: oracle.Sheet, rule: Case) -> bool:
    """Whether a rule's condition comes to each question along one way only."""
    reached = _reached(oracle.Evaluation(pack, sheet), rule.get("when"))
    return all(count == 1 for count in reached.values())


def _reached(here: oracle.Evaluation, text: str | None) -> Counter[str]:
    return Counter() if text is None else _reached_by(here, oracle.parse(text))


def _reached_by(here: oracle.Evaluation, node: tuple[Any, ...]) -> Counter[str]:
    """Count the ways from a condition to each question."""
    if node[0] not in {"name", "compare"}:
        return sum((_reached_by(here, part) for part in node[1:]), Counter())
    name, _, second = node[1].partition(".")
    if name in here.scales:
        levels = here.scales[name]
        below = [level["id"] for level in levels].index(second) + 1
        return sum((_reached(here, level["when"]) for level in levels[:below]), Counter())
    if name in here.facts:
        return _reached(here, here.facts[name]["when"])
    asked = _reached(here, here.questions[name].get("when"))
    return asked + _reached_reply(here, name) if second or node[0] == "compare" else asked


def _reached_reply(here: oracle.Evaluation, question: str) -> Counter[str]:
    """A reply reaches its own question and, if it is not given, whatever implies it."""
    reached = Counter({question: 1})
    for target, sources in here.sources.items():
        if target.startswith(f"{question}.") and not here.given(question):
            for source, _ in sources:
                reached += _reached(here, here.questions[source].get("when"))
                reached += _reached_reply(here, source)
    return reached


@brute_settings
@given(packs_with_complete_sheets())
def test_a_complete_sheet_decides_everything(drawn: tuple[oracle.Pack, oracle.Sheet]) -> None:
    """Nothing is possible, no question is left to answer, and risk is one figure."""
    pack, sheet = drawn
    assert "possible" not in oracle.truths(pack, sheet).values()
    assert set(oracle.states(pack, sheet).values()) <= {
        "answered",
        "implied",
        "stale",
        "not-asked",
    }
    for ranges in oracle.risk(pack, sheet):
        assert all(low == high >= 1 for low, high in ranges.values())
    assert list(oracle.completions(pack, sheet)) == [sheet]


@brute_settings
@given(packs_with_sheets())
def test_risk_is_sound(drawn: tuple[oracle.Pack, oracle.Sheet]) -> None:
    """In every completion each risk and priority lies within the interval of the open sheet."""
    pack, sheet = drawn
    open_ranges = oracle.risk(pack, sheet)
    for full in oracle.completions(pack, sheet):
        for ranges, wide in zip(oracle.risk(pack, full), open_ranges, strict=True):
            for name, (low, high) in ranges.items():
                assert wide[name][0] <= low <= high <= wide[name][1]


@brute_settings
@given(packs_with_sheets())
def test_an_answer_more_never_takes_back_what_is_decided(
    drawn: tuple[oracle.Pack, oracle.Sheet],
) -> None:
    """Along the way to a completion, a truth once decided stays so."""
    pack, sheet = drawn
    full = next(iter(oracle.completions(pack, sheet)))
    steps = [sheet]
    for question in (q["id"] for q in pack["questions"] if q["id"] in full):
        steps.append({**steps[-1], question: full[question]})
    for before, after in pairwise(oracle.truths(pack, step) for step in steps):
        decided = {name: word for name, word in before.items() if word != "possible"}
        assert decided == {name: after[name] for name in decided}


@brute_settings
@given(st.data())
def test_packs_keep_to_their_layers(data: st.DataObject) -> None:
    """A question looks at no question of a layer below it, and implies none of one above it."""
    pack = data.draw(strategies.packs(layers=True))
    here = oracle.Evaluation(pack, {})
    depth = {q["id"]: strategies.LAYERS.index(q["of"]) for q in pack["questions"]}
    for question in pack["questions"]:
        for seen in _reached(here, question.get("when")):
            assert depth[seen] <= depth[question["id"]]
    for target, sources in here.sources.items():
        assert all(depth[source] <= depth[target.split(".")[0]] for source, _ in sources)


@brute_settings
@given(st.data())
def test_layered_systems_have_a_lane_for_each_component(data: st.DataObject) -> None:
    """Every truth of every lane bounds that of the system."""
    pack = data.draw(strategies.packs(layers=True))
    system = data.draw(strategies.systems(pack))
    sheets = oracle.lanes(**system)
    assert len(sheets) == max(1, len(system["components"]))
    joined = oracle.joined_truths(pack, sheets)
    for name, word in joined.items():
        words = {oracle.truths(pack, sheet)[name] for sheet in sheets}
        assert word in words
        assert word == "certain" or "certain" not in words


def test_merge_takes_the_nearest_reply() -> None:
    """A component's reply comes before the system's, and that before the organisation's."""
    organisation = {"a": "far", "b": "far", "c": "far"}
    merged = oracle.merge(organisation, {"b": "near", "c": "near"}, {"c": "unknown"})
    assert merged == {"a": "far", "b": "near", "c": "unknown"}


@pytest.mark.parametrize("text", ["", "a b", "a or", "(a", "a )", "a < b c", "< 5", "a.b.c", "A", "a &"])
def test_the_oracle_refuses_what_is_no_condition(text: str) -> None:
    """A condition that the grammar does not know is an error and never a guess."""
    with pytest.raises((ValueError, IndexError)):
        oracle.parse(text)
