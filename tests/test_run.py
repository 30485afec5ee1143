"""Cases side by side: what came true, what did not, and what came beyond."""

from __future__ import annotations

from surveymodel.authoring.run import run_cases
from surveymodel.authoring.suite import Suite, suite_of
from tests.packs import model
from tests.tiny import draft

NAME = "rules/web.test.yaml"


def suite(text: str) -> Suite:
    """Return the tiny pack with the cases of a text."""
    found = suite_of(draft({NAME: text}))
    assert found.faults == ()
    return found


def unmet(text: str) -> dict[str, list[str]]:
    """Return what each case of a text expected in vain, with the line that expects it."""
    run = suite(text).run
    return {result.case.id: [f"{one.location.line}: {one}" for one in result.unmet] for result in run.results}


# ---------------------------------------------------------------------------------------------
# What a case expects


def test_a_case_passes_where_everything_comes_true() -> None:
    """Certain, possible and excluded truths of every kind."""
    assert unmet("""\
cases:
  - id: card-form
    organisation: {region: west}
    answers: {reach: internet, features: [payments, uploads], card-entry: own-form, people: {below: 9}}
    certain:
      - question:people
      - answer:storage.bucket
      - fact:exposed
      - rule:own-page
      - threat:skimming
      - task:restrict-scripts
      - control:std/1.2
    possible: [answer:sessions.cookie, guide:limit-requests/django, guide:limit-requests/other]
    excluded: [answer:features.none, fact:crowded]
""") == {"card-form": []}


def test_what_does_not_come_true_is_said_with_its_place() -> None:
    """In the order in which it is expected, with what it is instead."""
    assert unmet("""\
cases:
  - id: nothing-known
    answers: {}
    certain:
      - rule:reachable
      - question:reach
    possible: [question:features]
    excluded: [threat:flooding, task:report]
""") == {
        "nothing-known": [
            "5: rule:reachable is possible, expected certain",
            "7: question:features is certain, expected possible",
            "8: threat:flooding is possible, expected excluded",
            "8: task:report is possible, expected excluded",
        ]
    }


def test_a_truth_is_as_certain_of_a_case_as_of_a_system() -> None:
    """Certain where it is so in some component, excluded where it is so in all."""
    assert unmet("""\
cases:
  - id: parts
    answers: {reach: internet, features: []}
    components:
      web: {answers: {stack: [django]}}
      api: {answers: {stack: [flask]}}
      job: {answers: {}}
    certain: [answer:stack.django, answer:stack.flask, guide:limit-requests/django, guide:limit-requests/other]
    possible: [answer:stack.none]
    excluded: [rule:own-page]
  - id: no-parts
    answers: {reach: internet, features: []}
    certain: [answer:stack.django]
    possible: [answer:stack.flask]
""") == {
        "parts": [],
        "no-parts": ["13: answer:stack.django is possible, expected certain"],
    }


def test_rows_of_a_table_are_judged_each_by_itself() -> None:
    """An expectation of the head is unmet in the rows in which it is, at its place in the head."""
    assert unmet("""\
cases:
  - id: reach
    answers: {features: []}
    certain: [rule:reachable]
    table:
      - {id: everybody, answers: {reach: internet}}
      - {id: staff, answers: {reach: staff}}
      - {id: staff-after-all, answers: {reach: staff}, excluded: [rule:reachable]}
""") == {
        "reach/everybody": [],
        "reach/staff": ["4: rule:reachable is excluded, expected certain"],
        "reach/staff-after-all": [],
    }


# ---------------------------------------------------------------------------------------------
# Exactly


def test_nothing_else_of_an_exact_kind_may_follow() -> None:
    """What is certain or possible and not named is beyond the case; what is excluded is not."""
    assert unmet("""\
cases:
  - id: two-threats
    answers: {reach: internet, features: [payments]}
    certain: [threat:flooding]
    exactly:
      - threat
      - task
""") == {
        "two-threats": [
            "7: task:limit-requests is certain, and nothing else of its kind was expected",
            "7: task:report is possible, and nothing else of its kind was expected",
            "7: task:restrict-scripts is possible, and nothing else of its kind was expected",
            "6: threat:skimming is possible, and nothing else of its kind was expected",
        ]
    }


def test_what_is_named_with_another_certainty_is_reported_once() -> None:
    """A truth that was expected to be excluded is unmet, and not beyond as well."""
    assert unmet("""\
cases:
  - id: floods
    answers: {reach: internet, features: []}
    excluded: [threat:flooding]
    exactly: [threat]
""") == {"floods": ["4: threat:flooding is certain, expected excluded"]}


def test_exactly_counts_in_every_component_and_in_no_other_case() -> None:
    """A truth of one component is beyond once; a case beside it that is not exact is left alone."""
    assert unmet("""\
cases:
  - id: loose
    answers: {reach: internet, features: []}
    certain: [threat:flooding]
  - id: strict
    organisation: {region: east}
    answers: {reach: internet, features: [read-only]}
    components:
      web: {answers: {stack: [django]}}
      api: {answers: {stack: [django]}}
    certain: [threat:flooding]
    exactly: [guide, rule]
  - id: strict-and-named
    answers: {reach: staff, features: [read-only]}
    exactly: [guide, rule, threat]
""") == {
        "loose": [],
        "strict": [
            "12: guide:limit-requests/django is certain, and nothing else of its kind was expected",
            "12: rule:reachable is certain, and nothing else of its kind was expected",
        ],
        "strict-and-named": [],
    }


# ---------------------------------------------------------------------------------------------
# The run


def test_a_case_has_a_lane_for_each_component_or_one() -> None:
    """Lanes stand in the order of the cases, those of components in the order of their ids."""
    run = suite("""\
cases:
  - id: first
    answers: {reach: internet}
    certain: [rule:reachable]
  - id: second
    components: {web: {answers: {stack: [flask]}}, api: {answers: {stack: [django]}}}
    certain: [question:reach]
  - id: third
    todo: Later.
""").run
    assert run.spans == ((0, 1), (1, 3), (3, 4))
    assert run.lanes.count == 4
    assert run.lanes.truth("answer:stack.django").must == 0b0010
    assert run.lanes.truth("answer:stack.flask").must == 0b0100


def test_cases_that_are_to_do_show_nothing() -> None:
    """Their lanes are run, and left out of what is shown."""
    run = suite("""\
cases:
  - {id: a, todo: Later., components: {web: {answers: {}}, api: {answers: {}}}}
  - {id: b, answers: {reach: internet}, certain: [rule:reachable]}
""").run
    assert run.shown == 0b100


def test_no_case_is_a_run_of_nothing() -> None:
    """Without cases there are no lanes, no results and nothing shown."""
    run = run_cases(model({}), [])
    assert (run.lanes.count, run.results, run.shown) == (0, (), 0)
