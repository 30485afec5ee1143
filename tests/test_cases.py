"""Cases read from their files: answers written out, expectations with their places, every fault."""

from __future__ import annotations

from typing import Any

import pytest

from surveymodel import System
from surveymodel.authoring.cases import Case, cases_of, read_cases
from surveymodel.content.load import settle
from surveymodel.engine.link import link
from surveymodel.engine.reply import given_data
from tests.packs import draft as pack_draft
from tests.tiny import draft, places, unmarked

NAME = "rules/web.test.yaml"
MODEL = link(settle(draft()))


def read(text: str) -> tuple[dict[str, Case], list[str]]:
    """Return the cases of a text by id, and what is wrong with the others, once each."""
    pack = draft({NAME: text})
    assert pack.diagnostics == ()
    cases, faults = read_cases(MODEL, pack)
    return {case.id: case for case in cases}, [str(fault) for fault in sorted(set(faults))]


def good(text: str) -> dict[str, Case]:
    """Return the cases of a text in which nothing is wrong."""
    cases, faults = read(text)
    assert faults == []
    return cases


def answers(system: System) -> dict[str, dict[str, Any]]:
    """Return the answers of a system by layer and question; layers that answer nothing are left out."""
    layers = {"system": system.answers, **{id: part.answers for id, part in system.components.items()}}
    if system.organisation is not None:
        layers["organisation"] = system.organisation.answers
    found = {
        layer: {question: given_data(reply.answer) for question, reply in sheet.items()}
        for layer, sheet in layers.items()
    }
    return {layer: sheet for layer, sheet in found.items() if sheet}


def expected(case: Case) -> dict[str, str]:
    """Return what a case expects, by truth."""
    return {one.truth: one.certainty for one in case.expected}


# ---------------------------------------------------------------------------------------------
# What a case says


def test_a_case_has_answers_in_layers_and_expectations_with_their_places() -> None:
    """Everything that stands in a case comes out of it, and each expectation knows where it stands."""
    text = """\
cases:
  - id: card-form
    title: A form of our own
    organisation: {region: west}
    answers:
      reach: internet
      features: [payments, uploads]
      people: {at-least: 5, below: 9}
    components:
      web: {answers: {stack: [django], sessions: unknown}}
      worker: {answers: {}}
    certain: [rule:reachable, «threat:flooding]
    possible:
      - fact:page-ours
    excluded: [fact:crowded]
"""
    case = good(unmarked(text))["card-form"]
    assert (case.file, case.node, case.title, case.todo) == (
        NAME,
        f"{NAME}::card-form",
        "A form of our own",
        None,
    )
    assert answers(case.system) == {
        "organisation": {"region": "west"},
        "system": {
            "reach": "internet",
            "features": ["payments", "uploads"],
            "people": {"at-least": 5, "below": 9},
        },
        "web": {"stack": ["django"], "sessions": "unknown"},
    }
    assert list(case.system.components) == ["web", "worker"]
    assert expected(case) == {
        "rule:reachable": "certain",
        "threat:flooding": "certain",
        "fact:page-ours": "possible",
        "fact:crowded": "excluded",
    }
    assert places(NAME, text) == [str(case.expected[1].location)]
    assert str(case.location) == f"{NAME}:2:5"


def test_a_case_begins_with_the_answers_of_another_and_none_of_its_expectations() -> None:
    """What is answered anew replaces the answer; title and expectations are the case's own."""
    cases = good("""\
cases:
  - id: first
    title: The first
    organisation: {region: west}
    answers: {reach: internet, features: [payments]}
    components:
      web: {answers: {stack: [django], sessions: cookie}}
    certain: [rule:reachable, task:limit-requests]
    exactly: [rule]
  - id: second
    from: first
    answers: {reach: staff}
    components:
      web: {answers: {sessions: token}}
      api: {answers: {stack: []}}
    excluded: [rule:reachable]
""")
    second = cases["second"]
    assert answers(second.system) == {
        "organisation": {"region": "west"},
        "system": {"reach": "staff", "features": ["payments"]},
        "web": {"stack": ["django"], "sessions": "token"},
        "api": {"stack": []},
    }
    assert (second.title, expected(second), second.exactly) == (None, {"rule:reachable": "excluded"}, {})
    assert answers(cases["first"].system)["system"]["reach"] == "internet"


def test_answers_are_taken_back_wherever_they_were_given() -> None:
    """A question that is opened has an answer in no layer; its component is still there."""
    case = good("""\
cases:
  - id: first
    organisation: {region: west}
    answers: {reach: internet, features: [payments]}
    components: {web: {answers: {stack: [django]}}}
    certain: [rule:reachable]
  - id: second
    from: first
    open: [region, reach, stack]
    possible: [rule:reachable]
""")["second"]
    assert answers(case.system) == {"system": {"features": ["payments"]}}
    assert list(case.system.components) == ["web"]


def test_what_is_opened_may_be_answered_anew() -> None:
    """An answer that stands in the case itself is not taken back."""
    case = good("""\
cases:
  - id: first
    answers: {reach: internet}
    certain: [rule:reachable]
  - id: second
    from: first
    open: [reach]
    answers: {reach: staff}
    excluded: [rule:reachable]
""")["second"]
    assert answers(case.system) == {"system": {"reach": "staff"}}


TABLE = """\
cases:
  - id: reach
    title: Who can reach it
    answers: {reach: internet, features: []}
    certain: [rule:reachable]
    excluded: [fact:page-ours]
    exactly: [threat]
    table:
      - id: everybody
      - id: our-staff
        title: Only our staff
        answers: {reach: staff}
        excluded: [rule:reachable]
        exactly: [task]
      - id: nobody-knows
        open: [reach]
        possible: [rule:reachable]
"""


def test_each_row_of_a_table_is_a_case() -> None:
    """The head itself is none; a row begins with its answers and expectations, and may replace them."""
    cases = good(TABLE)
    assert list(cases) == ["reach/everybody", "reach/our-staff", "reach/nobody-knows"]
    assert {id: answers(case.system)["system"].get("reach") for id, case in cases.items()} == {
        "reach/everybody": "internet",
        "reach/our-staff": "staff",
        "reach/nobody-knows": None,
    }
    assert [expected(case)["rule:reachable"] for case in cases.values()] == [
        "certain",
        "excluded",
        "possible",
    ]
    assert {expected(case)["fact:page-ours"] for case in cases.values()} == {"excluded"}


def test_a_row_has_the_title_and_the_exact_kinds_of_its_head_and_a_place_of_its_own() -> None:
    """Titles may be replaced and kinds added; each kind knows where it was asked for."""
    cases = good(TABLE)
    assert [case.title for case in cases.values()] == [
        "Who can reach it",
        "Only our staff",
        "Who can reach it",
    ]
    assert {kind: at.line for kind, at in cases["reach/everybody"].exactly.items()} == {"threat": 7}
    assert {kind: at.line for kind, at in cases["reach/our-staff"].exactly.items()} == {
        "threat": 7,
        "task": 14,
    }
    assert [case.location.line for case in cases.values()] == [9, 10, 15]


def test_a_case_may_begin_from_a_row_or_from_the_head_of_a_table() -> None:
    """A row is named with its table; the head's name stands for its own answers."""
    cases = good(
        TABLE
        + """\
  - id: from-row
    from: reach/our-staff
    excluded: [rule:reachable]
  - id: from-head
    from: reach
    certain: [rule:reachable]
"""
    )
    assert answers(cases["from-row"].system)["system"]["reach"] == "staff"
    assert answers(cases["from-head"].system)["system"]["reach"] == "internet"


def test_what_is_to_do_stands_for_all_rows_of_its_table() -> None:
    """A reason in the head makes each row one that shows nothing yet."""
    cases = good("""\
cases:
  - id: later
    todo: Say what follows.
    table:
      - id: one
      - id: two
        todo: Ask Ana.
""")
    assert [(case.id, case.todo) for case in cases.values()] == [
        ("later/one", "Say what follows."),
        ("later/two", "Ask Ana."),
    ]


def test_a_control_is_named_in_its_publishers_spelling() -> None:
    """Colons and brackets of its id are part of its name."""
    ids = ["API1:2023", "AC-2(1)"]
    pack = {
        "questions": [{"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]}],
        "standards": [{"id": "std", "controls": [{"id": id} for id in ids]}],
    }
    text = 'cases:\n  - {id: a, certain: ["control:std/API1:2023", control:std/AC-2(1)]}\n'
    files = pack_draft(pack, all=text)
    (case,), faults = read_cases(link(settle(files)), files)
    assert (list(expected(case)), faults) == ([f"control:std/{id}" for id in ids], [])


def test_cases_of_a_file_are_found_by_its_name() -> None:
    """The cases of other files stay out."""
    other = "cases:\n  - id: other\n    answers: {reach: staff}\n    excluded: [rule:reachable]\n"
    pack = draft({"rules/other.test.yaml": other})
    assert [case.id for case in cases_of(MODEL, pack, "rules/other.test.yaml")] == ["other"]
    assert [case.id for case in cases_of(MODEL, pack, NAME)] == ["card-form"]


# ---------------------------------------------------------------------------------------------
# What is wrong with one

HEAD = """\
cases:
  - id: first
    answers: {reach: internet, features: [payments]}
    certain: [rule:reachable]
"""


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            HEAD + "  - id: «first\n    answers: {}\n    possible: [rule:reachable]\n",
            ["SM302 the id 'first' is defined twice"],
            id="SM302",
        ),
        pytest.param(
            "cases:\n  - id: a\n    certain: [rule:reachable]\n    table:\n"
            "      - {id: one, answers: {reach: internet}}\n"
            "      - {id: «one, answers: {reach: internet}}\n",
            ["SM302 the id 'one' is defined twice"],
            id="SM302 of a row",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {}\n    certain: [rule:reachable, «task:reports]\n",
            ["SM510 unknown truth 'task:reports' (did you mean 'task:report'?)"],
            id="SM510",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {}\n    possible: [«fact:nothing-like-it]\n",
            ["SM510 unknown truth 'fact:nothing-like-it'"],
            id="SM510 alone",
        ),
        pytest.param(
            HEAD + "  - id: a\n    from: «frist\n    certain: [rule:reachable]\n",
            ["SM513 no case 'frist' stands above in this file (did you mean 'first'?)"],
            id="SM513",
        ),
        pytest.param(
            "cases:\n  - id: a\n    from: «b\n    certain: [rule:reachable]\n"
            "  - id: b\n    answers: {reach: internet}\n    certain: [rule:reachable]\n",
            ["SM513 no case 'b' stands above in this file"],
            id="SM513 below",
        ),
        pytest.param(
            "cases:\n  - id: a\n    from: «a\n    certain: [rule:reachable]\n",
            ["SM513 no case 'a' stands above in this file"],
            id="SM513 itself",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {}\n    certain: [rule:reachable]\n"
            "    possible: [task:report]\n    excluded: [«rule:reachable, «task:report]\n",
            [
                "SM514 rule:reachable is expected to be certain and excluded",
                "SM514 task:report is expected to be possible and excluded",
            ],
            id="SM514",
        ),
        pytest.param(
            HEAD
            + "  - id: a\n    from: first\n    open: [«people, «feature]\n    certain: [rule:reachable]\n",
            [
                "SM515 'people' has no answer to take back",
                "SM515 'feature' has no answer to take back (did you mean 'features'?)",
            ],
            id="SM515",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {reach: internet}\n    open: [«reach]\n    certain: [rule:reachable]\n",
            ["SM515 'reach' has no answer to take back"],
            id="SM515 of its own answer",
        ),
        pytest.param(
            "cases:\n  - «id: a\n    answers: {reach: internet}\n    certain: []\n",
            ["SM516 the case 'a' expects nothing"],
            id="SM516",
        ),
        pytest.param(
            "cases:\n  - id: a\n    table:\n      - {id: one, certain: [question:reach]}\n"
            "      - «{id: two, answers: {reach: internet}}\n",
            ["SM516 the case 'a/two' expects nothing"],
            id="SM516 of a row",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {raech: «internet}\n    certain: [rule:reachable]\n",
            ["SM501 unknown question 'raech' (did you mean 'reach'?)"],
            id="SM501",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {features: «[payment]}\n    certain: [question:reach]\n",
            ["SM502 unknown answer 'payment' of 'features' (did you mean 'payments'?)"],
            id="SM502",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {people: «{at-least: 5, below: 5}}\n    certain: [question:reach]\n",
            ["SM503 the interval is empty: at least 5 and below 5"],
            id="SM503",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {region: «west}\n    certain: [question:reach]\n",
            ["SM504 'region' is a question of the organisation: it cannot be answered by a system"],
            id="SM504",
        ),
        pytest.param(
            "cases:\n  - id: a\n    components: {web: {answers: {features: «[read-only, uploads]}}}\n"
            "    certain: [question:reach]\n",
            ["SM504 'features' is a question of the system: it cannot be answered by a component 'web'"],
            id="SM504 of a component",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {features: «[read-only, uploads]}\n    certain: [question:reach]\n",
            ["SM505 the answer 'read-only' of 'features' stands alone"],
            id="SM505",
        ),
        pytest.param(
            "cases:\n  - id: a\n    components: {«system: {answers: {}}}\n    certain: [question:reach]\n",
            ["SM204 'system' is the name of a layer: give the component another id"],
            id="SM204",
        ),
    ],
)
def test_a_fault_of_a_case_is_found_at_its_place(text: str, messages: list[str]) -> None:
    """Each kind of fault has its code, says what is wrong, and stands where it is; the case is not run."""
    cases, faults = read(unmarked(text))
    where = places(NAME, text)
    assert [f"{place}: {message}" for place, message in zip(where, messages, strict=True)] == faults
    assert {case.id for case in cases.values()} <= {"first", "b", "a/one"}


def test_what_rests_on_answers_that_cannot_be_read_is_not_run() -> None:
    """One fault is one fault: cases that begin from it would fail for no reason of their own."""
    cases, faults = read("""\
cases:
  - id: spoilt
    answers: {reach: {below: 0}}
    certain: [rule:reachable]
  - id: after-it
    from: spoilt
    certain: [rule:reachable]
  - id: table-after-it
    from: after-it
    certain: [rule:reachable]
    table:
      - id: row
  - id: table-from-nowhere
    from: nowhere
    certain: [rule:reachable]
    table:
      - id: row
  - id: sound
    answers: {reach: internet}
    certain: [rule:reachable]
""")
    assert list(cases) == ["sound"]
    assert [fault.partition(": ")[2].partition(" ")[0] for fault in faults] == ["SM503", "SM513"]


def test_a_case_whose_expectation_is_unknown_can_be_begun_from() -> None:
    """Its answers are what they are, so what begins with them is run."""
    cases, faults = read("""\
cases:
  - id: spoilt
    answers: {reach: internet}
    certain: [rule:reach]
  - id: after-it
    from: spoilt
    certain: [rule:reachable]
""")
    assert list(cases) == ["after-it"]
    assert len(faults) == 1
