"""Checks of mappings and sources, and of checks that are switched off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from surveymodel.authoring.checks.every import check
from tests import packs
from tests.packs import Plain
from tests.planted import draft, messages
from tests.tiny import sources

CONTROLS: list[Plain] = [{"id": str(n)} for n in range(1, 17)]
GROUPED: list[Plain] = [*CONTROLS, {"id": "g.1", "group": "g"}, {"id": "g.2", "group": "g"}]


def pack(mapped: Plain, **more: Any) -> Plain:
    """Return one countermeasure that serves controls of two standards."""
    questions: list[Plain] = [{"id": "q", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}]
    standards = [
        {"id": "s", "controls": GROUPED, "groups": [{"id": "g"}]},
        {"id": "other", "controls": CONTROLS},
    ]
    return {
        "questions": questions,
        "standards": standards,
        "countermeasures": [{"id": "c", "satisfies": mapped}],
        **more,
    }


def reading(**more: Any) -> list[Plain]:
    return [{"standard": "s", **more}]


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (
            {"controls": {"1": {"organisational": "It is."}}},
            ["s 1 is read as organisational, so no task can serve it"],
        ),
        (
            {"controls": {"1": {"no-duty": "It is none."}}},
            ["s 1 is read as no duty, so no task can serve it"],
        ),
        ({"controls": {"2": {"organisational": "It is."}}}, []),
        ({"controls": {"1": {"when": "q.a"}}}, []),
        (
            {"groups": {"g": {"organisational": "It is."}}, "controls": {"g.2": {"duty": "A part of it."}}},
            ["s g.1 is read as organisational, so no task can serve it"],
        ),
    ],
)
def test_what_no_task_can_serve_is_not_mapped(read: Plain, found: list[str]) -> None:
    """The reading of a group counts for its controls, unless one is read for itself."""
    mapped = {"s": {"1": "full", "g.1": "partial; x", "g.2": "full"}, "other": {"1": "full"}}
    assert found == messages("SM440", pack(mapped, interpretations=reading(**read)))


@pytest.mark.parametrize(("read", "told"), [("organisational", 0), ("no-duty", 1)])
def test_a_rule_of_the_organisation_can_be_supported(read: str, told: int) -> None:
    """A system can put one into practice, which is no claim to meet it; where nothing is asked, nothing helps."""
    mapped = {"s": {"1": "supports; puts it into practice here"}}
    found = messages("SM440", pack(mapped, interpretations=reading(controls={"1": {read: "It is."}})))
    assert told == len(found)


@pytest.mark.parametrize(("count", "told"), [(14, 0), (15, 1), (16, 1)])
def test_a_task_that_claims_fifteen_controls_claims_none(count: int, told: int) -> None:
    """They are counted by standard."""
    mapped = {"s": {str(n): "full" for n in range(1, count + 1)}, "other": {"1": "full", "2": "full"}}
    found = messages("SM441", pack(mapped))
    assert [f"'c' claims {count} controls of s: fewer, and better"][:told] == found


def test_sources_are_cited() -> None:
    """By values, guides, threats and countermeasures."""
    about = {"title": "T", "publisher": "P", "url": "https://example.org/t", "seen": "2026-01-01"}
    made = pack(
        {},
        sources=[{"id": f"s{n}", **about} for n in range(5)],
        values=[{"id": "v", "value": 3, "source": "s0"}],
        threats=[{"id": "t", "learn": ["s1"]}],
        guides=[{"countermeasure": "c", "stack": "x", "when": "q.a", "source": "s3"}],
    )
    made["countermeasures"][0]["learn"] = ["s2"]
    assert messages("SM443", made) == ["nothing cites the source 's4'"]


# ---------------------------------------------------------------------------------------------
# Switching off


def told(facts: str, more: str = "") -> list[str]:
    """Return what is found where facts, of which nothing looks at the last, stand in the tiny pack."""
    texts = dict(sources())
    texts["facts/shape.yaml"] += facts
    texts["pack.yaml"] += more
    return [f"{one.location.line}: {one.code} {one.message}" for one in check(draft(texts))]


LONELY = "nothing looks at the fact 'lonely'"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ("  - id: lonely\n    when: reach.staff and features.uploads\n", [f"9: SM412 {LONELY}"]),
        ("  - id: lonely  # off SM412: it is for reports.\n    when: reach.staff and features.uploads\n", []),
        ("  # off SM412: it is for reports.\n  - id: lonely\n    when: reach.staff and features.uploads\n", []),
        ("  # off SM412: it is.\n  # A word besides.\n  - id: lonely\n    when: reach.staff and features.uploads\n", []),
        ("  - id: lonely  # off SM411, SM412: it is.\n    when: reach.staff and features.uploads\n",
         ["9: SM451 nothing is reported here as SM411, so there is nothing to switch off"]),
        ("  - id: lonely\n    # off SM412: it is.\n    when: reach.staff and features.uploads\n",
         [f"9: SM412 {LONELY}", "10: SM451 nothing is reported here as SM412, so there is nothing to switch off"]),
        ("  - id: lonely  # off SM412\n    when: reach.staff and features.uploads\n",
         ["9: SM450 say why SM412 is switched off here: '# off SM412: the reason'"]),
        ("  - id: lonely  # off SM412 it is\n    when: reach.staff and features.uploads\n",
         [f"9: SM412 {LONELY}", "9: SM450 this comment switches nothing off: write '# off SM412: the reason'"]),
        ("  - id: lonely  # off SM499, SM412: it is.\n    when: reach.staff and features.uploads\n",
         ["9: SM451 there is no diagnostic SM499, so there is nothing to switch off"]),
        ("  - id: lonely  # off SM412, SM450\n    when: reach.staff and features.uploads\n",
         ["9: SM450 say why SM412 is switched off here: '# off SM412: the reason'",
          "9: SM450 say why SM450 is switched off here: '# off SM450: the reason'",
          "9: SM451 nothing is reported here as SM450, so there is nothing to switch off"]),
        ("  - id: lonely  # off SM412:\n    when: reach.staff and features.uploads\n",
         ["9: SM450 say why SM412 is switched off here: '# off SM412: the reason'"]),
    ],
)  # fmt: skip
def test_a_check_is_switched_off_on_its_line(facts: str, found: list[str]) -> None:
    """By a comment at its end, or by one that stands alone before it, with the reason."""
    assert found == told(facts)


def test_a_check_is_switched_off_for_a_pack() -> None:
    """With the reason that the schema asks for."""
    facts = "  - id: lonely\n    when: reach.staff and features.uploads\n"
    assert told(facts, "  - code: SM412\n    because: They are for reports.\n") == []


@pytest.mark.parametrize(
    ("comment", "code"), [("# off SM412", "SM450"), ("# off SM412: it is.\n    # off SM403: it is.", "SM451")]
)
def test_a_pack_may_switch_off_what_is_said_of_switches(comment: str, code: str) -> None:
    """With a reason, as for any other code, and then it is not said to be for nothing."""
    facts = f"  - id: lonely  {comment}\n    when: reach.staff and features.uploads\n"
    assert [line.split()[1] for line in told(facts)] == [code]
    assert told(facts, f"  - code: {code}\n    because: We are in a hurry.\n") == []


def test_an_error_is_not_switched_off() -> None:
    """Neither by a comment nor for the pack, and it is told as it stands."""
    facts = "  - id: lonely\n    when: raech.staff  # off SM301: it is so.\n"
    found = told(facts, "  - code: SM301\n    because: It is so.\n")
    assert found == ["10: SM301 unknown answer 'raech.staff' (did you mean 'reach.staff'?)"]


def test_of_an_error_in_a_case_it_is_said_that_it_cannot_be() -> None:
    """Whoever tries to switch it off is told."""
    texts = dict(sources())
    texts["rules/web.test.yaml"] = (
        texts["rules/web.test.yaml"]
        .replace("[fact:crowded]", "[fact:page-ours]  # off SM511: it is so.")
        .replace("[fact:page-ours, ", "[")
    )
    found = [f"{one.code} {one.message}" for one in check(draft(texts))]
    assert found == [
        "SM511 in the case 'card-form' fact:page-ours is certain, expected excluded",
        "SM451 nothing is reported here as SM511, so there is nothing to switch off; errors cannot be switched off",
    ]


def test_warnings_of_reading_are_switched_off_too() -> None:
    """What a single file shows is switched off like any other warning."""
    texts = dict(sources())
    reason = "because: everybody can reach it"
    texts["rules/web.yaml"] = texts["rules/web.yaml"].replace(f"{reason}.", f"{reason}. # off SM110: no text")
    assert [one.code for one in check(draft(texts))] == ["SM451"]
    texts["rules/web.yaml"] = texts["rules/web.yaml"].replace("# off SM110", "# today  # off SM110")
    assert [one.code for one in check(draft(texts))] == []


def test_a_code_that_was_not_looked_for_is_no_idle_switch() -> None:
    """Whether a value is out of its dates is asked only for a day; then the switch is for it, or for nothing."""
    texts = dict(sources())
    texts["values.yaml"] = texts["values.yaml"].replace(
        '"2030-12-31"', '"2030-12-31"  # off SM445: a new act comes.'
    )
    assert check(draft(texts)) == check(draft(texts), date(2031, 1, 1)) == []
    assert [one.code for one in check(draft(texts), date(2030, 12, 31))] == ["SM451"]


def test_checks_wait_until_a_pack_loads() -> None:
    """While there is an error, what cannot be trusted is not said."""
    made = packs.draft({"questions": [{"id": "q", "select": "one", "answers": [{"id": "a"}], "when": "p"}]})
    assert {one.code for one in check(made)} <= {"SM204", "SM301"}
