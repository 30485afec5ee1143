"""The first text of a file: the reader takes it as it stands, and its comments are right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System, walk
from surveymodel.content.document import read
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import id_fault, line_fault
from surveymodel.exchange.starter import organisation_text, system_text
from tests.packs import Plain, model
from tests.strategies import packs

pytestmark = pytest.mark.untraced

IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3}){0,2}", fullmatch=True) | st.sampled_from(
    ("null", "y", "on", "off", "e1", "a" * 80)
)
LINES = st.text() | st.sampled_from(
    (
        *('The "shop": 50 % off # now', "it's", "{a: b}", "[a", "- x", "? y", "&a *b !c", "%TAG", "--- a"),
        *("null", "~", "8.10", "true", "2026-03-02", "=", "<<", "\\", '\\"', "\ttab\t", " ", "", "end\n"),
        *("Café 日本 😀", "x" * 300, "a: b", "a #b", "`c`", "@d", "\u00a0\u3000"),
    )
)
TITLES = st.none() | LINES.filter(lambda text: line_fault("title", text) is None)
PATHS = LINES.filter(lambda text: line_fault("organisation", text) is None)


def data(text: str) -> Any:
    """Return the plain data of a text, in which nothing is wrong or unwise."""
    found = read("file.yaml", text.encode())
    assert found.diagnostics == ()
    return found.data


@st.composite
def words(draw: st.DrawFn) -> Plain:
    """Draw what somebody may say of a new system."""
    return {
        "id": draw(IDS.filter(lambda name: id_fault(name) is None)),
        "title": draw(TITLES),
        "organisation": draw(st.none() | PATHS),
        "components": draw(
            st.lists(IDS.filter(lambda name: id_fault(name, component=True) is None), max_size=3, unique=True)
        ),
        "schema": draw(st.sampled_from((None, "surveymodel-test.schema.json"))),
        "name": draw(LINES),
    }


@given(said=words())
def test_a_new_file_says_what_was_said(said: Plain, tiny: SurveyModel) -> None:
    """Whatever a system is called, its file reads back as that, without answers."""
    expected: Plain = {"format": "surveymodel-system/1", "id": said["id"], "pack": "tiny", "answers": {}}
    expected |= {key: said[key] for key in ("title", "organisation") if said[key] is not None}
    if said["components"]:
        expected["components"] = {id: {"answers": {}} for id in said["components"]}
    assert expected == data(system_text(tiny, **said))


@given(IDS.filter(lambda name: id_fault(name) is None), TITLES)
def test_a_new_organisation_says_what_was_said(id: str, title: str | None) -> None:
    """An organisation's file reads back too."""
    expected = {"format": "surveymodel-system/1", "id": id, "pack": "test", "answers": {}}
    expected |= {} if title is None else {"title": title}
    assert expected == data(organisation_text(model({}), id, title=title))


def comments(text: str) -> list[str]:
    """Return the comments of a text that are set in, as they are without their mark."""
    return [line.removeprefix("#   ") for line in text.split("\n") if line.startswith("#   ")]


def examples(text: str) -> list[str]:
    """Return the answers that a new file shows, as lines of YAML."""
    if "# An answer is" not in text:
        return []
    part = text[text.index("# An answer is") : text.index("\nformat:")]
    return comments(part)


@given(packs(layers=True))
def test_the_examples_of_a_new_file_are_answers(pack: Plain) -> None:
    """Each answer that the comments show may be given as it stands there."""
    linked = model(pack)
    text = system_text(linked, "new")
    shown = examples(text)
    below = [question for question in linked.content.questions if question.of != "organisation"]
    assert bool(below) == bool(shown)
    for line in shown:
        filled = text.replace("\nanswers: {}", f"\nanswers:\n  {line}")
        system = System(answers=data(filled)["answers"])
        assert list(answer_faults(linked, system)) == []
    assert not shown or "by: ana" in shown[-1]


def offered(text: str) -> dict[str, list[str]]:
    """Return the questions that a new file begins with, and the ids of their answers."""
    found: dict[str, list[str]] = {}
    begin = text.find("# The first questions")
    part = text[begin : text.index("\nanswers:")] if begin >= 0 else ""
    joined = re.sub(r"\n# {7}", " ", part)
    for line in comments(joined):
        question, _, rest = line.partition(": ")
        kind = re.match(r"(one of|any of|a number) ", rest)
        assert kind, line
        found[question] = [] if kind[1] == "a number" else rest[kind.end() :].split(", ")
    return found


@given(packs(layers=True))
def test_a_new_file_begins_with_the_first_questions(pack: Plain) -> None:
    """What is open before anything is answered stands in the file of its layer, with its answers."""
    linked = model(pack)
    opened = walk(linked, System()).open
    both = ((system_text(linked, "a"), False), (organisation_text(linked, "a"), True))
    for text, above in both:
        expected = {
            question.id: [answer.id for answer in question.answers]
            for question in opened
            if (question.of == "organisation") == above
        }
        assert expected == offered(text)


@pytest.mark.parametrize("count", [2, 30])
def test_long_lists_of_answers_are_broken_between_ids(count: int) -> None:
    """No line is wider than a hundred characters, and no id is broken."""
    answers = [{"id": f"a-rather-long-answer-{n}"} for n in range(count)]
    linked = model({"questions": [{"id": "which-of-them", "select": "many", "answers": answers}]})
    text = system_text(linked, "a")
    first = text[text.index("# The first questions") :]
    assert max(map(len, first.split("\n"))) <= 100
    assert {"which-of-them": [answer["id"] for answer in answers]} == offered(text)


def test_a_number_is_offered_with_its_unit() -> None:
    """One sees what is to be counted."""
    linked = model({"questions": [{"id": "people", "select": "number", "unit": "people a month"}]})
    assert "#   people: a number (people a month)\n" in system_text(linked, "a")
    assert "#   people: {at-least: 1000, below: 5000}\n" in system_text(linked, "a")


def test_the_modeline_names_the_schema(tiny: SurveyModel) -> None:
    """Editors look for the schema in the first line; without a schema there is none."""
    first = "# yaml-language-server: $schema=s.json\n"
    assert system_text(tiny, "a", schema="s.json").startswith(first)
    assert organisation_text(tiny, "a", schema="s.json").startswith(first)
    assert "$schema" not in system_text(tiny, "a") + organisation_text(tiny, "a")


def test_the_comments_say_how_to_go_on(tiny: SurveyModel) -> None:
    """The file names the commands that read it, and how components are written."""
    text = system_text(tiny, "a", name="shop.yaml --pack tiny")
    assert "#   surveymodel ask shop.yaml --pack tiny " in text
    assert "#   surveymodel tasks shop.yaml --pack tiny " in text
    filled = text.replace(
        "# components:\n#   web:\n#     answers: {}", "components:\n  web:\n    answers: {}"
    )
    assert {"web": {"answers": {}}} == data(filled)["components"]
