"""System files."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveymodel.engine.files import read_system
from surveymodel.engine.reply import Interval, Reply
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, Location
from tests.tiny import PACK, places, unmarked

HEAD = "format: surveymodel-system/1\nid: shop\n"


def refused(file: Path, text: str | bytes) -> list[str]:
    """Write a system file and return what is said of it, with its bare name."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(AnswerError) as caught:
        System.read(file)
    return str(caught.value).replace(str(file), file.name).split("\n")


def test_an_example_is_read_whole() -> None:
    """Answers with their sources and places, components with their titles, the organisation above."""
    shop = System.read(PACK / "examples" / "shop.yaml")
    assert (shop.id, shop.title, shop.pack) == ("shop", "The shop", "tiny")
    reach = shop.answers["reach"]
    assert reach == Reply("internet", "ana", "2026-03-02", "main.tf:12", "Since May.")
    assert reach.location == Location(str(PACK / "examples" / "shop.yaml"), 7, 10)
    assert shop.answers["features"].answer == ("payments", "uploads")
    assert shop.answers["people"].answer == Interval(500, 2000)
    assert shop.components["web"].title == "The pages"
    assert shop.components["worker"].answers["stack"].answer == ()
    assert shop.organisation is not None
    assert (shop.organisation.id, shop.organisation.title, shop.organisation.pack) == (
        "company",
        "The company",
        "tiny",
    )
    assert shop.organisation.answers["region"].answer == "west"


def test_another_organisation_may_be_named_wherever_it_stands(tmp_path: Path) -> None:
    """What the caller names is read in place of what the file names."""
    other = tmp_path / "other.yaml"
    other.write_text("format: surveymodel-system/1\nid: other\nanswers: {region: east}\n", encoding="utf-8")
    shop = System.read(PACK / "examples" / "shop.yaml", organisation=other)
    assert shop.organisation is not None
    assert shop.organisation.id == "other"


def test_a_system_may_stand_alone(tmp_path: Path) -> None:
    """Without components and organisation; a warning about its texts stops nobody."""
    file = tmp_path / "shop.yaml"
    file.write_text(HEAD + "title: The shop # ours\nanswers: {}\n", encoding="utf-8")
    shop = System.read(str(file))
    assert (shop.title, dict(shop.answers), dict(shop.components)) == ("The shop", {}, {})
    assert shop.organisation is None


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("«[a]\n", ["SM203 a system file is a mapping"]),
        ("«title: Shop\n", [
            "SM202 the property 'answers' is missing", "SM202 the property 'format' is missing", "SM202 the property 'id' is missing",
        ]),
        (HEAD + "answers: {}\n«anwsers: {}\n", ["SM201 unknown property 'anwsers' (did you mean 'answers'?)"]),
        (HEAD + "answers: «[a]\n", ["SM203 'answers' is a mapping"]),
        (HEAD + "answers: {}\ntitle: «5\n", ["SM203 'title' is text"]),
        (HEAD + "answers: {}\ncomponents: «[web]\n", ["SM203 'components' is a mapping"]),
        (HEAD + "answers: {}\norganisation: «5\n", ["SM203 'organisation' is text"]),
        (HEAD + "answers: {}\npack: «Core\n", ["SM204 'Core' is no id: lower-case words joined by hyphens"]),
        ("format: surveymodel-system/1\nid: «none\nanswers: {}\n", ["SM204 'none' is no id: conditions have another use for the word"]),
        (f"format: surveymodel-system/1\nid: «{'a' * 81}\nanswers: {{}}\n", ["SM204 an id has at most 80 characters, not 81"]),
        ("format: «surveymodel-system/2\nid: a\nanswers: {}\n", ["SM209 a newer version of the library wrote surveymodel-system/2; this one reads surveymodel-system/1"]),
        (HEAD + "answers:\n  q: «true\n", ["SM503 true is no answer: write an answer's id"]),
        (HEAD + "answers:\n  q: «{below: 0}\n", ["SM503 the interval is empty: at least 0 and below 0"]),
        (HEAD + "answers:\n  q: «{answer: a, bye: ana}\n", ["SM201 unknown property 'bye' of an answer (did you mean 'by'?)"]),
        (HEAD + "answers:\n  q: «~\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers:\n  q: [a, «1.5]\n", ["SM108 this value is read as something else: write '1.5'"]),
        (HEAD + "answers:\n  q: {answer: «2026-01-01}\n", ["SM108 this value is read as something else: write '2026-01-01'"]),
        (HEAD + "answers: {}\nzzz: «~\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers: «~\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers: {}\ncomponents:\n  «Web: {answers: {}}\n", ["SM204 'Web' is no id: lower-case words joined by hyphens"]),
        (HEAD + "answers: {}\ncomponents:\n  web: «{stack: []}\n", ["SM203 a component is a mapping with 'answers'"]),
        (HEAD + "answers: {}\ncomponents:\n  web: «[]\n", ["SM203 a component is a mapping with 'answers'"]),
        (HEAD + "answers: {}\ncomponents:\n  web: «~\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers: {}\ncomponents:\n  web: {«titel: A, answers: {}}\n", ["SM201 unknown property 'titel' (did you mean 'title'?)"]),
        (HEAD + "answers: {}\ncomponents:\n  web: {title: «5, answers: {}}\n", ["SM203 'title' is text"]),
        (HEAD + "answers: {}\ncomponents:\n  web: {title: «~, answers: {}}\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers: {}\norganisation: «../up.yaml\n", ["SM111 the organisation's file stands in this file's folder or below"]),
        (HEAD + "answers: {}\norganisation: «/etc/passwd\n", ["SM111 the organisation's file stands in this file's folder or below"]),
        (HEAD + "answers: {}\norganisation: «none.yaml\n", ["SM101 there is no file 'none.yaml'"]),
        (HEAD + "answers: {}\norganisation: «.\n", ["SM101 there is no file '.'"]),
        (HEAD + "answers: {}\norganisation: «loop.yaml\n", ["SM101 there is no file 'loop.yaml'"]),
        (HEAD + f"answers: {{}}\norganisation: «{'a' * 5000}\n", [f"SM101 there is no file '{'a' * 200}'"]),
        (HEAD + "answers: {}\norganisation: «out.yaml\n", ["SM111 the organisation's file stands in this file's folder or below"]),
        (HEAD + "answers: {}\norganisation: «~\n", ["SM107 this value is null: write '~' if the word is meant"]),
        (HEAD + "answers: {}\n«organisation: shop.yaml\n", ["SM508 an organisation has no 'organisation'"]),
        ("\x00", []),
    ],
)  # fmt: skip
def test_what_is_no_system_file(tmp_path: Path, text: str, messages: list[str]) -> None:
    """Each fault has one message at its place."""
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path.parent / "outside.yaml").write_text(HEAD + "answers: {}\n", encoding="utf-8")
    (tmp_path / "out.yaml").symlink_to("../outside.yaml")
    where = places("shop.yaml", text) * (len(messages) if text.count("«") == 1 else 1)
    expected = [f"{place}: {message}" for place, message in zip(where, messages, strict=True)]
    if not messages:
        expected = ["shop.yaml:1:1: SM103 the character U+0000 is not allowed"]
    assert expected == refused(tmp_path / "shop.yaml", unmarked(text))


def test_an_organisation_has_neither_components_nor_an_organisation(tmp_path: Path) -> None:
    """The faults of both files come at once, each under its own path."""
    above = HEAD.replace("shop", "firm") + "answers: {q: ~}\ncomponents: {}\norganisation: b.yaml\n"
    (tmp_path / "firm.yaml").write_text(above, encoding="utf-8")
    found = refused(tmp_path / "shop.yaml", HEAD + "answers: {p: -1}\norganisation: firm.yaml\n")
    assert [line.replace(f"{tmp_path}/", "") for line in found] == [
        "firm.yaml:3:14: SM107 this value is null: write '~' if the word is meant",
        "firm.yaml:4:1: SM508 an organisation has no 'components'",
        "firm.yaml:5:1: SM508 an organisation has no 'organisation'",
        "shop.yaml:3:14: SM503 numbers lie between 0 and 1000000000000000",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.yaml", "SM101 no such file or directory"),
        ("folder.yaml", "SM101 is a directory"),
        ("loop.yaml", "SM101 too many levels of symbolic links"),
        ("a\0b", "SM101 this is no path of a file"),
        ("a" * 5000, "SM101 file name too long"),
    ],
)
def test_a_path_must_lead_to_a_file(tmp_path: Path, path: str, message: str) -> None:
    """Whatever cannot be opened is named with the system's reason."""
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for arguments in ((tmp_path / path, None), (PACK / "examples" / "shop.yaml", tmp_path / path)):
        with pytest.raises(AnswerError) as caught:
            System.read(arguments[0], organisation=arguments[1])
        assert [message] == [f"{d.code} {d.message}" for d in caught.value.diagnostics]


def test_an_organisation_that_many_name_is_read_once(tmp_path: Path) -> None:
    """As long as it has no faults: those are told of each system."""
    known: dict[Path, System] = {}
    path, above = tmp_path / "a.yaml", tmp_path / "org.yaml"
    path.write_text("format: surveymodel-system/1\nid: a\norganisation: org.yaml\nanswers: {}\n")
    above.write_text("format: surveymodel-system/1\nid: org\nanswers: {region: 7\n")
    for _ in range(2):
        with pytest.raises(AnswerError, match=r"org\.yaml"):
            read_system(path, cls=System, known=known)
    above.write_text("format: surveymodel-system/1\nid: org\nanswers: {region: west}\n")
    first = read_system(path, cls=System, known=known)
    above.unlink()
    above.write_text("format: surveymodel-system/1\nid: org\nanswers: {region: east}\n")
    again = read_system(path, cls=System, known=known)
    assert first.organisation is again.organisation
