"""Checks of what is missing: countermeasures, guides, ways to the next level."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.packs import Plain
from tests.planted import messages

ABC: list[Plain] = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
STACKS: list[Plain] = [{"id": "django"}, {"id": "flask"}, {"id": "other"}]


def pack(**more: Any) -> Plain:
    """Return two questions and a threat that is raised for some answers of one."""
    questions: list[Plain] = [
        {"id": "reach", "select": "one", "answers": ABC},
        {"id": "stack", "select": "many", "answers": STACKS},
        {"id": "store", "select": "many", "answers": [{"id": "sql"}, {"id": "files"}]},
    ]
    rules: list[Plain] = [{"id": "r", "raises": ["theft"], "when": "reach.a or reach.b"}]
    return {"questions": questions, "threats": [{"id": "theft"}], "rules": rules, **more}


# ---------------------------------------------------------------------------------------------
# Threats


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        ([{}], []),
        ([{"when": "reach.a or reach.b"}], []),
        ([{"when": "reach.a"}, {"when": "reach.b"}], []),
        ([{"when": "reach.a"}, {"when": "reach.b and stack.django"}, {"when": "not stack.django"}], []),
        ([{"when": "reach.a"}], ["no countermeasure against it applies, as with reach: b"]),
        (
            [{"when": "reach.a"}, {"when": "stack.flask"}],
            ["no countermeasure against it applies, as with reach: b; stack: (none of these|django|other)"],
        ),
        ([], ["no countermeasure is against it, as with reach: [ab]"]),
    ],
)
def test_for_all_answers_that_raise_a_threat_something_counters_it(
    tasks: list[Plain], found: list[str]
) -> None:
    """Where nothing does, the message has the least answers that show it."""
    made = [{"id": f"t{n}", "counters": ["theft"], **more} for n, more in enumerate(tasks)]
    told = messages("SM420", pack(countermeasures=made))
    assert len(found) == len(told)
    for pattern, line in zip(found, told, strict=True):
        assert re.fullmatch(f"the threat 'theft' is raised and {pattern}", line)


def test_a_hole_that_random_systems_miss_is_found_by_trying_every_sheet() -> None:
    """One combination of sixteen answers is enough."""
    questions: list[Plain] = [{"id": f"q{n}", "select": "one", "answers": ABC[:2]} for n in range(16)]
    all_but_one = "not (" + " and ".join(f"q{n}.a" for n in range(16)) + ")"
    made: Plain = {
        "questions": questions,
        "threats": [{"id": "theft"}],
        "rules": [{"id": "r", "raises": ["theft"]}],
        "countermeasures": [{"id": "t", "counters": ["theft"], "when": all_but_one}],
    }
    answers = "; ".join(f"q{n}: a" for n in range(16))
    assert messages("SM420", made) == [
        f"the threat 'theft' is raised and no countermeasure against it applies, as with {answers}"
    ]


def test_a_threat_that_is_never_raised_needs_no_countermeasure() -> None:
    """That it is not raised is told elsewhere."""
    assert (
        messages("SM420", pack(rules=[{"id": "r", "raises": ["theft"], "when": "reach.a and reach.b"}])) == []
    )


@pytest.mark.usefixtures("unsolved")
def test_a_hole_that_only_a_case_shows_is_told_by_its_name() -> None:
    """Over more questions than can be tried, a case may be all there is."""
    questions: list[Plain] = [{"id": f"q{n}", "select": "one", "answers": ABC[:2]} for n in range(24)]
    made: Plain = {
        "questions": questions,
        "threats": [{"id": "theft"}],
        "rules": [{"id": "r", "raises": ["theft"], "when": " and ".join(f"q{n}.a" for n in range(24))}],
        "countermeasures": [{"id": "t", "counters": ["theft"], "when": "q0.b"}],
    }
    case = (
        "cases:\n  - id: nothing\n    answers: {}\n    possible: [rule:r]\n  - id: all-a\n    answers: {"
        + ", ".join(f"q{n}: a" for n in range(24))
        + "}\n    certain: [rule:r]\n"
    )
    assert messages("SM420", made) == []
    assert messages("SM420", made, all=case) == [
        "the threat 'theft' is raised and no countermeasure against it applies, as in the case 'all-a'"
    ]


# ---------------------------------------------------------------------------------------------
# What rules require


NOT_WHERE_IT_FIRES = "'lock' never applies where the rule 'r' fires, whatever is answered"


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (None, []),
        ("reach.a", []),
        ("reach.c", [f"{NOT_WHERE_IT_FIRES}: 'reach.c' and '(reach.a or reach.b)' clash"]),
        ("reach.a and reach.b", [f"{NOT_WHERE_IT_FIRES}: 'reach.a' and 'reach.b' clash"]),
        ("reach.b and stack.django", []),
    ],
)
def test_what_a_rule_requires_can_apply_where_it_fires(when: str | None, found: list[str]) -> None:
    """One sheet in which both are so is enough."""
    lock = {"id": "lock", **({"when": when} if when else {})}
    rules = [{"id": "r", "requires": ["lock"], "priority": 3, "when": "reach.a or reach.b"}]
    assert found == messages("SM424", pack(rules=rules, countermeasures=[lock]))
    assert messages("SM405", pack(rules=rules, countermeasures=[lock])) == []


def test_a_rule_that_never_fires_requires_nothing() -> None:
    """That it never fires is told elsewhere."""
    rules = [{"id": "r", "requires": ["lock"], "priority": 3, "when": "reach.a and reach.b"}]
    assert messages("SM424", pack(rules=rules, countermeasures=[{"id": "lock", "when": "reach.a"}])) == []


def test_what_waits_for_a_fact_that_never_holds_is_not_told() -> None:
    """The fact is."""
    made = pack(
        facts=[{"id": "never-so", "when": "reach.a and reach.b"}],
        rules=[{"id": "r", "requires": ["lock"], "priority": 3}],
        countermeasures=[{"id": "lock", "when": "never-so"}],
    )
    assert messages("SM403", made) == [
        "the fact 'never-so' never holds, whatever is answered: 'reach.a' and 'reach.b' clash"
    ]
    assert messages("SM424", made) == []


# ---------------------------------------------------------------------------------------------
# Guides


def guides(**stacks: str) -> list[Plain]:
    """Return guides by owner and stack, joined by two underscores."""
    names = (key.split("__") for key in stacks)
    return [
        {"countermeasure": owner, "stack": stack, "otherwise": True}
        if when == "otherwise"
        else {"countermeasure": owner, "stack": stack, "when": when}
        for (owner, stack), when in zip(names, stacks.values(), strict=True)
    ]


BOTH = {"lock__django": "stack.django", "lock__flask": "stack.flask"}


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (BOTH, []),
        ({**BOTH, "alarm__django": "stack.django"}, ["'alarm' has a guide for django and none for flask"]),
        ({**BOTH, "alarm__django": "stack.django", "alarm__any": "otherwise"}, []),
        ({**BOTH, "alarm__wsgi": "stack.django or stack.flask"}, []),
        (
            {**BOTH, "alarm__django": "stack.django and store.sql"},
            ["'alarm' has a guide for django and none for flask"],
        ),
        ({**BOTH, "alarm__sql": "store.sql"}, []),
        ({**BOTH, "alarm__sql": "store.sql", "alarm__files": "store.files and stack.django"}, []),
        ({**BOTH, "alarm__no": "not stack.django"}, []),
        ({**BOTH, "alarm__reach": "reach.a"}, []),
        ({"alarm__django": "stack.django"}, []),
        ({"lock__django": "stack.django", "lock__reach": "reach.a", "alarm__flask": "stack.flask"}, []),
    ],
)
def test_a_countermeasure_with_guides_has_one_for_each_stack(made: dict[str, str], found: list[str]) -> None:
    """A stack is an answer for which there are guides, of a question that chooses between them."""
    tasks = [{"id": id, "counters": ["theft"]} for id in ("lock", "alarm")]
    assert found == messages("SM421", pack(countermeasures=tasks, guides=guides(**made)))


def test_a_stack_for_which_the_countermeasure_cannot_apply_needs_no_guide() -> None:
    """Its own condition keeps it away."""
    tasks = [
        {"id": "lock", "counters": ["theft"]},
        {"id": "alarm", "counters": ["theft"], "when": "not stack.flask"},
    ]
    made = guides(**BOTH, alarm__django="stack.django")
    assert messages("SM421", pack(countermeasures=tasks, guides=made)) == []


# ---------------------------------------------------------------------------------------------
# Levels


def scaled(strive: bool, *tasks: str) -> Plain:
    """Return a scale of two levels above one that everybody reaches, and rules that require tasks."""
    levels = [
        {"id": "low", "when": "reach"},
        {"id": "some", "when": "stack.django"},
        {"id": "all", "when": "store.sql and store.files"},
    ]
    scale = {"id": "care", "levels": levels, **({"strive": True} if strive else {})}
    rules = [
        {"id": f"r{n}", "requires": [f"t{n}"], "priority": 3, "when": when} for n, when in enumerate(tasks)
    ]
    return pack(rules=rules, countermeasures=[{"id": f"t{n}"} for n in range(len(tasks))], scales=[scale])


@pytest.mark.parametrize(
    ("tasks", "levels"),
    [
        (("not stack.django", "not store.sql", "not store.files"), []),
        (("not stack.django", "not store.sql or not store.files"), []),
        (("not care.some", "not care.all"), []),
        (("not stack.django", "not store.sql"), ["care.all"]),
        (("not store.sql", "not store.files"), ["care.some"]),
        (("not stack.django and reach.a", "not store.sql or not store.files"), ["care.some"]),
        (("reach.a", "reach.b", "reach.c"), ["care.some", "care.all"]),
    ],
)
def test_where_the_next_level_is_not_reached_a_task_looks_at_what_it_asks(
    tasks: tuple[str, ...], levels: list[str]
) -> None:
    """It must look at some answer that the level looks at; any task will not do."""
    found = messages("SM422", scaled(True, *tasks))
    assert levels == [one.partition(" ")[0] for one in found]
    assert messages("SM422", scaled(False, *tasks)) == []
