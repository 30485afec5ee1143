"""Cases suggested for what none shows: as few answers as reach it, written where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from surveymodel.authoring.coverage import said
from surveymodel.authoring.subjects import Goal
from surveymodel.authoring.suggest import Suggestion, suggest, suggested_files
from surveymodel.authoring.suite import Suite, suite_of
from tests.packs import Plain, draft
from tests.test_coverage import PACK
from tests.tiny import draft as tiny

pytestmark = pytest.mark.untraced


def suite(pack: Plain, **cases: str) -> Suite:
    """Return a pack with texts of cases."""
    found = suite_of(draft(pack, **cases))
    assert found.faults == ()
    return found


def suggestions(found: Suite) -> list[Suggestion]:
    """Return what is suggested for a pack with its cases."""
    return list(suggest(found.model, found.coverage))


def written(found: Suite, **cases: str) -> dict[str, str]:
    """Return the files that suggestions change, of a pack with texts of cases."""
    texts = {f"rules/{topic}.test.yaml": text.encode() for topic, text in cases.items()}
    return files_of(found, suggestions(found), texts)


def files_of(found: Suite, made: Iterable[Suggestion], texts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the files with suggestions by name."""
    files = suggested_files(found.model, found.draft, made, texts, "schemas")
    return {file.name: file.data.decode() for file in files}


# ---------------------------------------------------------------------------------------------
# What is suggested


def test_a_suggestion_reaches_goals_with_as_few_answers_as_can_be() -> None:
    """A shop without features needs two answers, one with cards no more; a site needs one."""
    shown = {
        said(one.subject, goal): one.sheet
        for one in suggestions(suite(PACK))
        if one.subject.name == "rule:either"
        for goal in one.goals
    }
    assert shown["features.cards holds and decides"] == {"kind": "shop", "features": ("cards",)}
    assert shown["features.mail holds and decides"] == {"kind": "shop", "features": ("mail",)}
    assert shown["it fails"] == {"kind": "site"}


def test_what_one_suggestion_shows_is_not_asked_of_another() -> None:
    """Each goal that can be reached is shown once, by a suggestion or by one before it."""
    found = suggestions(suite(PACK))
    named = [(one.subject.name, goal) for one in found for goal in one.goals]
    assert len(named) == len(set(named))
    assert all(one.goals for one in found)
    of_either = [one for one in found if one.subject.name == "rule:either"]
    assert len(of_either) < 6
    assert "question:features" not in [one.subject.name for one in found]


def test_a_suggestion_says_what_it_shows_and_what_is_left_to_do() -> None:
    """Its reason names the condition and each goal."""
    subject = next(one for one in suite(PACK).subjects if one.name == "rule:either")
    made = Suggestion(subject, (Goal("holds"), Goal("fails", 1)), {"kind": "shop"})
    expected = "Say what follows. rule:either: it holds; features.mail fails and decides."
    assert expected == made.todo


def test_what_a_case_shows_that_is_to_do_is_not_suggested() -> None:
    """Somebody has written it down already; nothing is shown by it yet, so it stays uncovered."""
    text = "cases:\n  - {id: later, answers: {kind: shop, features: [mail]}, todo: Later.}\n"
    found = suite(PACK, all=text)
    line = next(line for line in found.coverage.lines if line.subject.name == "rule:either")
    waiting = {said(line.subject, one.goal) for one in line.uncovered if one.waiting}
    assert waiting == {"it holds", "features.mail holds and decides"}
    assert len(line.uncovered) == len(line.subject.goals)
    named = [(one.subject.name, said(one.subject, goal)) for one in suggestions(found) for goal in one.goals]
    assert not [words for name, words in named if name == "rule:either" and words in waiting]
    assert ("rule:either", "features.cards holds and decides") in named


def test_nothing_is_suggested_for_what_cases_show_or_no_answers_can() -> None:
    """With every outcome shown that can be, there is nothing left."""
    answers = ["kind: site", "kind: site, features: [cards]"]
    answers += [f"kind: shop, features: {listed}" for listed in ("[]", "[cards]", "[mail]")]
    lines = [
        f"  - {{id: case-{n}, answers: {{{given}}}, certain: [question:kind]}}\n"
        for n, given in enumerate(answers)
    ]
    text = "".join(("cases:\n", *lines))
    found = suite(PACK, all=text)
    assert suggestions(found) == []
    assert written(found, all=text) == {}


# ---------------------------------------------------------------------------------------------
# Where it is written


def test_suggestions_stand_in_the_file_of_cases_of_their_condition() -> None:
    """A condition's topic is the name of its file; a guide's is that of its countermeasure."""
    found = suite_of(tiny())
    files = files_of(found, suggest(found.model, found.coverage), {})
    assert set(files) <= {
        "rules/parts.test.yaml",
        "rules/risk.test.yaml",
        "rules/scales.test.yaml",
        "rules/shape.test.yaml",
        "rules/std.test.yaml",
        "rules/web.test.yaml",
    }
    assert "guide:limit-requests/django" in files["rules/web.test.yaml"]
    assert "fact:exposed" in files["rules/shape.test.yaml"]


def test_a_new_file_has_cases_that_are_to_do() -> None:
    """Organisation's answers apart, those of components as defaults of the system."""
    pack: Plain = {
        "questions": [
            {
                "id": "region",
                "of": "organisation",
                "select": "one",
                "answers": [{"id": "west"}, {"id": "east"}],
            },
            {
                "id": "stack",
                "of": "component",
                "select": "many",
                "answers": [{"id": "django"}, {"id": "flask"}],
            },
            {"id": "people", "select": "number"},
        ],
        "threats": [{"id": "t"}],
        "rules": [{"id": "all", "when": "region.west and stack.django and people > 9", "raises": ["t"]}],
    }
    text = written(suite(pack))["rules/all.test.yaml"]
    assert text.startswith(f"{MODELINE}cases:\n  - id: suggested-1\n    organisation:\n")
    assert (
        """\
    organisation:
      region: west
    answers:
      stack: [django]
      people: 10
"""
        in text
    )
    assert (
        """\
    organisation:
      region: east
    answers: {}
"""
        in text
    )


MODELINE = "# yaml-language-server: $schema=../schemas/cases.schema.json\n"
ONE = "answers: {kind: site}, certain: [question:kind]"


@pytest.mark.parametrize(
    ("before", "begins", "ends"),
    [
        pytest.param(
            f"cases:\n  - {{id: suggested-1, {ONE}}}\n",
            f"cases:\n  - {{id: suggested-1, {ONE}}}\n  - id: suggested-2\n    answers:\n",
            "",
            id="an id that is taken",
        ),
        pytest.param(
            f"{MODELINE}cases:\n- {{id: a, {ONE}}}",
            f"{MODELINE}cases:\n- {{id: a, {ONE}}}\n- id: suggested-1\n  answers:\n",
            "",
            id="another margin, no line end",
        ),
        pytest.param(
            "cases:\n  - id: a\n    answers: {kind: site}\n    certain:\n      - question:kind\n\n\n# The end.\n",
            "cases:\n  - id: a\n    answers: {kind: site}\n    certain:\n      - question:kind\n  - id: suggested-1\n",
            "\n\n# The end.\n",
            id="a comment at the end",
        ),
        pytest.param(
            f"cases:\n  - {{id: a, {ONE}}}\n\n# What never is.\nproperties:\n  - {{id: b, always: kind}}\n",
            f"cases:\n  - {{id: a, {ONE}}}\n  - id: suggested-1\n    answers:\n",
            "\n# What never is.\nproperties:\n  - {id: b, always: kind}\n",
            id="properties after the cases",
        ),
        pytest.param(
            f"properties:\n  - {{id: b, always: kind}}\ncases:\n  - {{id: a, {ONE}}}\n",
            f"properties:\n  - {{id: b, always: kind}}\ncases:\n  - {{id: a, {ONE}}}\n  - id: suggested-1\n",
            "",
            id="properties before the cases",
        ),
        pytest.param(
            "properties:\n  - {id: b, always: kind}\n",
            "properties:\n  - {id: b, always: kind}\n\ncases:\n  - id: suggested-1\n",
            "",
            id="properties alone",
        ),
    ],
)
def test_suggestions_follow_the_cases_of_a_file(before: str, begins: str, ends: str) -> None:
    """Whatever its layout, the rest of the file stays as it is, and all of it reads back."""
    found = suite(PACK, all=before)
    (text,) = written(found, all=before).values()
    assert text.startswith(begins)
    assert text.endswith(ends)
    after = suite(PACK, all=text)
    assert [case.id for case in after.cases][: len(found.cases)] == [case.id for case in found.cases]
    assert len(after.cases) > len(found.cases)
    assert [one.id for one in after.properties] == [one.id for one in found.properties]


def test_where_the_last_case_ends_in_empty_lines_suggestions_follow_them() -> None:
    """Its text keeps the empty lines under it, so that nothing can be put before them."""
    text = f"cases:\n  - id: a\n    {ONE.replace(', ', chr(10) + '    ')}\n    todo: |+\n      Later.\n\n\n"
    (made,) = written(suite(PACK, all=text), all=text).values()
    assert made.startswith(f"{text}  - id: suggested-1\n")


def test_where_a_list_stands_in_brackets_suggestions_get_a_file_of_their_own() -> None:
    """Nothing can follow it there; editors are told the schema as in the files beside it."""
    before = f"{MODELINE}cases: [{{id: a, {ONE}}}]\n"
    files = written(suite(PACK, all=before), all=before)
    assert list(files) == ["rules/all-suggested.test.yaml"]
    assert files["rules/all-suggested.test.yaml"].startswith(f"{MODELINE}cases:\n  - id: suggested-1\n")
    both = {"all": before, "all-suggested": before}
    assert list(written(suite(PACK, **both), **both)) == ["rules/all-suggested-2.test.yaml"]
