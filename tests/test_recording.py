"""The picture of the survey that the pages show is up to date in substance."""

from __future__ import annotations

import os
import re
from xml.etree import ElementTree as ET

import pytest

from surveymodel.content.nouns import Content
from surveymodel.engine.load import load

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from tests.executed import DOCS, ROOT
from tests.recording import ANSWERS, PICTURE

pytestmark = pytest.mark.untraced

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture() -> ET.Element:
    """Return the picture as it is in the documentation."""
    return ET.fromstring(PICTURE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def content() -> Content:
    """Return the content of the built-in pack as it is now."""
    return load("core").content


@pytest.fixture(scope="module")
def lines(picture: ET.Element) -> list[str]:
    """Return the lines of text in the picture, each with single spaces."""
    found = picture.iter(f"{SVG}text")
    return [" ".join(part for span in text.iter() for part in (span.text or "").split()) for text in found]


def test_the_picture_shows_a_question_with_its_answers(lines: list[str], content: Content) -> None:
    """Its last question is one of the pack as it is now, and below stand all of its answers in order."""
    at = max(index for index, line in enumerate(lines) if line.startswith("? ") and line.endswith("?"))
    (question,) = (q for q in content.questions if f"? {q.ask}" == lines[at])
    assert question.id not in ANSWERS
    shown = " ".join(lines[at + 1 :])
    expected = " ".join(answer.text for answer in question.answers)
    assert shown == f"» {expected} Enter chooses ? help, u nobody knows, l later, b back, c change, q stop"


def test_the_picture_shows_what_an_answer_brought(lines: list[str], content: Content) -> None:
    """Before it stands the last question that was answered, with tasks, threats and what is asked next."""
    *_, (name, given) = ANSWERS.items()
    (question,) = (q for q in content.questions if q.id == name)
    assert isinstance(given, tuple)
    chosen = [answer.text for answer in question.answers if answer.id in given]
    at = lines.index(f"? {question.ask}")
    assert lines[at + 1 : at + 1 + len(chosen)] == [f"» {text}" for text in chosen]
    shown = " ".join(lines[at:])
    titles = [task.title for task in content.countermeasures if f"+ task: {task.title}" in shown]
    threats = [threat.title for threat in content.threats if threat.title in shown]
    assert (len(titles), bool(threats), "more question" in shown) == (3, True, True)


def test_the_picture_fetches_nothing(picture: ET.Element) -> None:
    """No font, image, style or script comes from elsewhere, and nothing in it runs."""
    text = PICTURE.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "", 1)
    assert not re.search(r"https?:|url\(|@import|@font-face|href|<script|<style|<image|\bon\w+=", text)
    assert {element.tag for element in picture.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text", "tspan")
    }


def test_the_picture_says_what_it_shows(picture: ET.Element) -> None:
    """Whoever cannot see it hears the question."""
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert picture.get("role") == "img"
    assert str(title.text).startswith("The survey in a terminal asks: ")


def test_the_pages_show_the_picture() -> None:
    """The README, the tutorial and the how-to page name it by its place."""
    pages = (
        ROOT / "README.md",
        DOCS / "tutorial" / "first-system.md",
        DOCS / "how-to" / "answer-a-survey.md",
    )
    for page in pages:
        (named,) = re.findall(r"!\[[^\]]+\]\(([^)]+ask\.svg)\)", page.read_text(encoding="utf-8"))
        assert (page.parent / named).resolve() == PICTURE
