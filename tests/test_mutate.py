"""Mutants of small packs, and what cases and properties make of them."""

from __future__ import annotations

import pytest

from surveymodel.authoring.mutation.mutate import Mutated, Outcome, mutate
from surveymodel.authoring.mutation.report import mutated_lines
from surveymodel.authoring.suite import suite_of
from tests.packs import Plain, draft

AB = [{"id": "a"}, {"id": "b"}]
PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": AB},
        {"id": "people", "select": "number", "of": "component"},
    ],
    "threats": [{"id": "theft"}],
    "rules": [{"id": "r", "when": "kind.a and people < 5", "raises": ["theft"]}],
    "countermeasures": [{"id": "lock", "counters": ["theft"]}],
}


def mutated(cases: str, pack: Plain = PACK) -> Mutated:
    """Return the mutants of a pack with a file of cases."""
    suite = suite_of(draft(pack, all=cases))
    assert suite.faults == ()
    return mutate(suite)


def fates(found: Mutated) -> dict[str, str]:
    """Return what became of each mutant, by what it changes."""
    return {f"{one.mutant.of}: {one.mutant.said}": one.fate for one in found.outcomes}


def outcome(found: Mutated, said: str) -> Outcome:
    """Return what became of one mutant."""
    return next(one for one in (*found.outcomes, *found.beside) if one.mutant.said == said)


FEW = """\
cases:
  - {id: here, answers: {kind: a, people: 4}, certain: [task:lock]}
  - {id: elsewhere, answers: {kind: b, people: 4}, excluded: [task:lock]}
"""


def test_each_small_change_is_noticed_or_survives() -> None:
    """Four people are below five and below six, not below four; of others than four nobody says anything."""
    assert fates(mutated(FEW)) == {
        "rule:r: dropped": "killed",
        "rule:r: 'or' for 'and' between 'kind.a' and 'people < 5'": "killed",
        "rule:r: 'kind.a' negated": "killed",
        "rule:r: 'kind.a' dropped": "killed",
        "rule:r: 'people < 5' negated": "killed",
        "rule:r: 'people < 5' dropped": "survived",
        "rule:r: 'people < 5' moved to 'people < 4'": "killed",
        "rule:r: 'people < 5' moved to 'people < 6'": "survived",
        "rule:r: its condition dropped": "killed",
        "raises:r/theft: 'theft' no longer raised": "killed",
    }
    assert mutated(FEW).percent == 80


def test_what_survives_comes_with_the_least_answers_that_show_it() -> None:
    """Five people are below six and not below five."""
    shows = outcome(mutated(FEW), "'people < 5' moved to 'people < 6'").shows
    assert shows is not None
    assert (shows.sheet, shows.truth) == ({"kind": "a", "people": 5}, "task:lock")
    assert (shows.before, shows.after) == ("excluded", "certain")


def test_a_case_that_is_to_do_kills_nothing() -> None:
    """It shows nothing yet."""
    found = mutated("cases:\n  - {id: later, answers: {kind: a, people: 4}, todo: Say what follows.}\n")
    assert {one.fate for one in found.outcomes} == {"survived"}
    assert found.percent == 0


def test_a_case_with_components_expects_of_all_of_them_together() -> None:
    """A task is certain where it is in one component, so that it may go in another unseen."""
    found = mutated("""\
cases:
  - id: parts
    answers: {kind: a}
    components:
      one: {answers: {people: 4}}
      two: {answers: {people: 1}}
      three: {answers: {people: 9}}
    certain: [task:lock]
""")
    ends = fates(found)
    assert ends["rule:r: 'people < 5' moved to 'people < 4'"] == "survived"
    assert ends["rule:r: 'kind.a' negated"] == "killed"
    assert ends["rule:r: 'people < 5' negated"] == "survived"


def test_possible_is_expected_too() -> None:
    """Where nobody knows how many there are, the task must be neither certain nor excluded."""
    found = mutated("cases:\n  - {id: open, answers: {kind: a}, possible: [task:lock]}\n")
    ends = fates(found)
    assert ends["rule:r: 'people < 5' dropped"] == "killed"
    assert ends["rule:r: dropped"] == "killed"
    assert ends["rule:r: 'people < 5' negated"] == "survived"


def test_who_expects_nothing_else_notices_what_comes() -> None:
    """A case that says exactly what applies fails where another task does."""
    pack = {
        **PACK,
        "rules": [*PACK["rules"], {"id": "s", "when": "kind.b", "requires": ["log"], "priority": 2}],
        "countermeasures": [*PACK["countermeasures"], {"id": "log"}],
    }
    case = "{id: here, answers: {kind: a, people: 4}, certain: [task:lock]"
    assert fates(mutated(f"cases:\n  - {case}}}\n", pack))["rule:s: 'kind.b' negated"] == "survived"
    assert (
        fates(mutated(f"cases:\n  - {case}, exactly: [task]}}\n", pack))["rule:s: 'kind.b' negated"]
        == "killed"
    )


def test_a_property_kills_what_no_case_does() -> None:
    """It is named; what it does not look at survives it."""
    alone = mutated("properties:\n  - {id: few, implies: {when: people < 5 and kind.a, then: [task:lock]}}\n")
    moved = outcome(alone, "'people < 5' moved to 'people < 4'")
    assert (moved.fate, moved.by) == ("killed", "rules/all.test.yaml::property:few")
    assert outcome(alone, "'people < 5' moved to 'people < 6'").fate == "survived"


@pytest.mark.usefixtures("unsolved")
def test_a_property_kills_what_only_one_sheet_in_many_shows() -> None:
    """Without a solver too, as long as every sheet can be tried: here one of 65,536 breaks it."""
    rare = [f"q{number}" for number in range(5)]
    eight: list[Plain] = [{"id": letter} for letter in "abcdefgh"]
    pack: Plain = {
        "questions": [
            *({"id": name, "select": "one", "answers": eight} for name in rare),
            {"id": "kind", "select": "one", "answers": AB},
        ],
        "facts": [{"id": "flag", "when": " and ".join([*(f"{name}.a" for name in rare), "kind.a"])}],
        "threats": [{"id": "theft"}],
        "rules": [{"id": "r", "when": "flag", "raises": ["theft"]}],
    }
    claims = 'properties:\n  - {id: p, never: "flag and kind.b"}\n'
    found = mutated(claims, pack)
    assert outcome(found, "'kind.a' dropped").by == "rules/all.test.yaml::property:p"
    assert outcome(found, "'q0.a' dropped").fate == "survived"


def test_what_changes_no_truth_is_not_counted() -> None:
    """A second rule raises the threat wherever the first does; its mapping and what it counters count apart."""
    pack = {**PACK, "rules": [*PACK["rules"], {"id": "s", "when": "kind.a", "raises": ["theft"]}]}
    found = mutated(FEW, pack)
    assert outcome(found, "'theft' no longer raised").fate == "equivalent"
    counters = outcome(found, "'theft' no longer countered")
    assert counters in found.beside
    assert counters.fate == "killed"


def test_what_is_implied_is_missed_where_nobody_answers() -> None:
    """Nobody has to say what is implied; without the implication it would be open."""
    pack = {
        **PACK,
        "questions": [
            {"id": "kind", "select": "one", "answers": [{"id": "a", "implies": ["late.a"]}, {"id": "b"}]},
            {"id": "people", "select": "number"},
            {"id": "late", "select": "one", "answers": AB},
        ],
    }
    shows = outcome(mutated(FEW, pack), "'late.a' no longer implied").shows
    assert shows is not None
    assert (shows.sheet, shows.truth) == ({"kind": "a"}, "answer:late.a")
    assert (shows.before, shows.after) == ("certain", "possible")


def test_what_only_open_questions_leave_possible_is_no_difference() -> None:
    """A rule for one of two answers or the other fires for whoever answers, as one without a condition does."""
    pack = {**PACK, "rules": [{"id": "r", "when": "kind.a or kind.b", "raises": ["theft"]}]}
    found = mutated("cases:\n  - {id: here, answers: {kind: a}, certain: [task:lock]}\n", pack)
    assert outcome(found, "its condition dropped").fate == "equivalent"


@pytest.mark.usefixtures("unsolved")
def test_without_a_solver_it_may_stay_open_whether_anything_changes() -> None:
    """Of twenty questions not every sheet can be tried, and the clause of the twentieth cannot decide."""
    ids = [f"q{n}" for n in range(20)]
    some = " or ".join(f"{id}.a" for id in ids)
    pack = {
        **PACK,
        "questions": [{"id": id, "select": "one", "answers": AB} for id in ids],
        "rules": [{"id": "r", "when": f"({some}) and ({some} or q0.b)", "raises": ["theft"]}],
    }
    found = mutated("cases:\n  - {id: here, answers: {q0: a}, certain: [task:lock]}\n", pack)
    assert outcome(found, "'q0.b' dropped").fate == "open"


def test_mappings_and_adjustments_count_apart() -> None:
    """No case can expect them; they are seen where the system of some case has them otherwise."""
    pack = {
        **PACK,
        "adjustments": [{"id": "more", "when": "people > 3", "impact": 1}],
        "standards": [{"id": "std", "controls": [{"id": "1"}]}],
        "countermeasures": [
            {
                "id": "lock",
                "counters": ["theft"],
                "satisfies": {"std": {"1": {"strength": "full", "when": "people < 2"}}},
            }
        ],
    }
    found = mutated(FEW, pack)
    apart = {f"{one.mutant.of}: {one.mutant.said}": one.fate for one in found.beside}
    assert apart == {
        "adjustment:more: 'people > 3' negated": "killed",
        "adjustment:more: 'people > 3' moved to 'people > 2'": "survived",
        "adjustment:more: 'people > 3' moved to 'people > 4'": "killed",
        "counters:lock/theft: 'theft' no longer countered": "killed",
        "mapping:lock/std/1: 'people < 2' negated": "killed",
        "mapping:lock/std/1: 'people < 2' moved to 'people < 1'": "survived",
        "mapping:lock/std/1: 'people < 2' moved to 'people < 3'": "survived",
        "mapping:lock/std/1: its condition dropped": "killed",
    }
    model = suite_of(draft(pack)).model
    assert [
        line.split(": ", 1)[1] for line in mutated_lines(model, found) if line.endswith("counts apart")
    ] == [
        f"{said} shows in no case, and counts apart"
        for said, fate in {f"{one.mutant.of}: {one.mutant.said}": one.fate for one in found.beside}.items()
        if fate == "survived"
    ]


def test_only_the_first_survivors_are_written_out_as_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are listed; how many go without a case is said."""
    suite = suite_of(draft(PACK, all=FEW))
    monkeypatch.setattr("surveymodel.authoring.mutation.report.SHOWN", 1)
    lines = list(mutated_lines(suite.model, mutate(suite)))
    assert [line for line in lines if line.endswith(" survives")] == [
        "rules/all.yaml:4:23: rule:r: 'people < 5' dropped survives",
        "rules/all.yaml:4:23: rule:r: 'people < 5' moved to 'people < 6' survives",
    ]
    assert lines.count("  As a case:") == 1
    assert "1 more survive without a case here: --format json has one for each" in lines


def test_all_cases_under_survivors_can_be_pasted_at_once() -> None:
    """Each has an id of its own that is one, whatever controls are called, and none of another case."""
    pack: Plain = {
        **PACK,
        "standards": [{"id": "std", "controls": [{"id": "AC-2(1)"}, {"id": "1798.100(a)"}]}],
        "interpretations": [{"standard": "std", "controls": {"AC-2(1)": {"when": "kind.a"}}}],
    }
    text = "cases:\n  - {id: lock-excluded, answers: {kind: b}, excluded: [task:lock]}\n"
    suite = suite_of(draft(pack, all=text))
    ids = [case.id for case in suite.cases]
    lines = mutated_lines(suite.model, mutate(suite), taken=ids)
    text += "".join(f"{line[2:]}\n" for line in lines if line.startswith("    "))
    assert "id: std-ac-2-1-excluded" in text
    assert mutated(text, pack).percent == 100
