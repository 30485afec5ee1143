"""Mutants of small packs, and what cases and properties make of them."""

from __future__ import annotations

import json
import re

import pytest

from surveymodel.authoring.mutation.mutate import mutate
from surveymodel.authoring.mutation.outcomes import Mutated, Outcome
from surveymodel.authoring.mutation.report import mutated_json, mutated_lines
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


def lines(cases: str, pack: Plain, *, every: bool = False) -> list[str]:
    """Return what is printed of the mutants of a pack, without places."""
    suite = suite_of(draft(pack, all=cases))
    return [
        re.sub(r"^\S+:\d+:\d+: ", "", line) for line in mutated_lines(suite.model, mutate(suite), every=every)
    ]


STANDARD: Plain = {
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


def test_mappings_and_adjustments_count_apart() -> None:
    """No case can expect them; they are seen where the system of some case has them otherwise."""
    found = mutated(FEW, STANDARD)
    apart = {f"{one.mutant.of}: {one.mutant.said}": (one.apart, one.fate) for one in found.beside}
    assert apart == {
        "adjustment:more: 'people > 3' negated": ("adjustment", "killed"),
        "adjustment:more: 'people > 3' moved to 'people > 2'": ("adjustment", "survived"),
        "adjustment:more: 'people > 3' moved to 'people > 4'": ("adjustment", "killed"),
        "counters:lock/theft: 'theft' no longer countered": ("counters", "killed"),
        "mapping:lock/std/1: 'people < 2' negated": ("mapping", "killed"),
        "mapping:lock/std/1: 'people < 2' moved to 'people < 1'": ("mapping", "survived"),
        "mapping:lock/std/1: 'people < 2' moved to 'people < 3'": ("mapping", "survived"),
        "mapping:lock/std/1: its condition dropped": ("mapping", "killed"),
    }


def test_what_counts_apart_and_is_not_seen_comes_with_answers_that_show_it() -> None:
    """Three people are more than two and not more than three; one locks where the mapping counts."""
    said = lines(FEW, STANDARD)
    at = said.index("adjustment:more: 'people > 3' moved to 'people > 2' shows in no case, and counts apart")
    assert said[at + 1] == "  It makes adjustment:more certain instead of excluded, as with people: 3"
    at = said.index(
        "mapping:lock/std/1: 'people < 2' moved to 'people < 3' shows in no case, and counts apart"
    )
    assert (
        said[at + 1]
        == "  It makes mapping:lock/std/1 certain instead of excluded, as with kind: a; people: 2"
    )


def test_what_counts_apart_may_change_nothing() -> None:
    """Below five the rule fires, so that the mapping needs no such condition."""
    lock = {**STANDARD["countermeasures"][0]}
    lock["satisfies"] = {"std": {"1": {"strength": "full", "when": "people < 9 and kind.a"}}}
    pack = {**STANDARD, "countermeasures": [lock]}
    fates = {one.mutant.said: one.fate for one in mutated(FEW, pack).beside if one.apart == "mapping"}
    assert fates["'people < 9' moved to 'people < 8'"] == "equivalent"
    assert fates["its condition dropped"] == "equivalent"
    assert fates["'kind.a' negated"] == "killed"
    assert "mapping:lock/std/1: its condition dropped changes nothing, whatever is answered" in lines(
        FEW, pack
    )
    assert "Counted apart: 2 of 2 changes of mappings seen in the system of a case" in lines(FEW, pack)


@pytest.mark.parametrize("selecting", [False, True])
def test_readings_that_only_a_profile_shows_count_apart(selecting: bool) -> None:
    """No fact selects the strict profile; one that does brings the control into scope, where cases see it."""
    fact = {"profiles": {"strict": "keen"}} if selecting else {"profiles": {"basic": "keen"}}
    pack: Plain = {
        **PACK,
        "facts": [{"id": "keen", "when": "kind"}],
        "standards": [
            {
                "id": "std",
                "profiles": [{"id": "basic", "title": "Basic"}, {"id": "strict", "title": "Strict"}],
                "controls": [{"id": "1", "profiles": ["basic"]}, {"id": "2", "profiles": ["strict"]}],
            }
        ],
        "interpretations": [
            {"standard": "std", **fact, "controls": {"2": {"when": "people < 2 and kind.a"}}}
        ],
    }
    found = mutated(FEW, pack)
    ends = {one.mutant.said: one for one in (*found.outcomes, *found.beside) if one.mutant.kind == "reading"}
    negated, moved = ends["'people < 2' negated"], ends["'people < 2' moved to 'people < 1'"]
    if selecting:
        assert (negated.apart, negated.fate) == (None, "survived")
        assert negated.shows is not None
        assert negated.shows.truth == "control:std/2"
    else:
        assert (negated.apart, negated.fate) == ("profile", "killed")
        assert (moved.apart, moved.fate) == ("profile", "survived")
        assert moved.shows is not None
        assert (moved.shows.truth, moved.shows.sheet) == ("applies:std/2", {"kind": "a", "people": 1})


MANY: Plain = {
    **PACK,
    "rules": [
        {"id": f"r{number}", "when": f"kind.a and people < {number}", "raises": ["theft"]}
        for number in (2, 3, 4)
    ],
}


def test_only_the_first_of_many_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind; how many more there are in each file is said, and with ``every`` they are listed."""
    monkeypatch.setattr("surveymodel.authoring.mutation.report.SHOWN", 1)
    cases = "cases:\n  - {id: few, answers: {kind: a, people: 0}, certain: [task:lock]}\n"
    every, few = lines(cases, MANY, every=True), lines(cases, MANY)
    survivors = [line for line in every if line.endswith(" survives")]
    assert len(survivors) > 3
    assert every.count("  As a case:") == len(survivors)
    assert [line for line in few if line.endswith(" survives")] == survivors[:1]
    assert few.count("  As a case:") == 1
    more = few.index(f"{len(survivors) - 1} more survive, each without its case here; --all lists them:")
    assert few[more + 1] == f"  rules/all.yaml: {len(survivors) - 1}"
    equivalent = [line for line in every if line.endswith("changes no truth, whatever is answered")]
    assert len(equivalent) > 1
    more = few.index(f"{len(equivalent) - 1} more change no truth, whatever is answered; --all lists them:")
    assert few[more + 1] == f"  rules/all.yaml: {len(equivalent) - 1}"
    assert every[-2:] == few[-2:]


def test_a_document_has_answers_of_the_first_survivors_or_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for answers of tens of thousands takes its time."""
    monkeypatch.setattr("surveymodel.authoring.mutation.report.SHOWN", 1)
    suite = suite_of(draft(MANY, all="cases:\n  - {id: few, answers: {kind: b}, excluded: [rule:r2]}\n"))
    found = mutate(suite)
    few, every = (json.loads(mutated_json(suite.model, found, every=every)) for every in (False, True))
    survived = [one for one in every["mutants"] if one["fate"] == "survived"]
    assert all(one["shows"] for one in survived)
    assert [one["shows"] for one in few["mutants"] if one["fate"] == "survived"] == [
        survived[0]["shows"],
        *[None] * (len(survived) - 1),
    ]


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
