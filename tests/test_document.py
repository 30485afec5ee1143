"""YAML as plain data with places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from surveymodel.content import document
from surveymodel.content.document import BROKEN, read
from surveymodel.errors import Location
from tests.tiny import places, unmarked


@pytest.fixture(params=[False, True], ids=["c", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything once with the parser that is installed and once with the one in Python."""
    events = document._events

    def chosen(text: str, *, pure: bool) -> Iterator[Any]:
        return events(text, pure=pure or request.param)

    monkeypatch.setattr(document, "_events", chosen)


def test_data_is_strings_whole_numbers_booleans_lists_and_mappings() -> None:
    """Quotes and block texts make strings, also of what would be a number or a boolean."""
    text = "a: word\nb: 12\nc: true\nd: ['8.10', \"null\", []]\ne: {f: {}}\ng: |\n  1\n  2\nh: >-\n  x\n  y\n'9': z\n"
    found = read("a", text.encode())
    assert found.diagnostics == ()
    assert found.data == {
        "a": "word",
        "b": 12,
        "c": True,
        "d": ["8.10", "null", []],
        "e": {"f": {}},
        "g": "1\n2\n",
        "h": "x y",
        "9": "z",
    }


def test_places() -> None:
    """Each value and key knows its line and column; what has none, its nearest surroundings."""
    found = read("a", "top:\n  - id: naïve\n    list: [x, 'y']\n".encode())
    assert Location("a", 1, 1) == found.at(())
    assert Location("a", 2, 3) == found.at(("top",))
    assert Location("a", 2, 9) == found.at(("top", 0, "id"))
    assert Location("a", 3, 15) == found.at(("top", 0, "list", 1))
    assert Location("a", 3, 5) == found.at_key(("top", 0, "list"))
    assert Location("a", 2, 5) == found.at(("top", 0, "missing", 7))
    assert Location("a", 2, 5) == found.at_key(("top", 0, "missing"))
    assert Location("b") == read("b", b"").at(("x",))


def test_a_part_of_a_file_counts_lines_from_where_it_begins() -> None:
    """Front matter begins on the second line of its file."""
    found = read("a", b"x: 1\ny: ~\n", first_line=2)
    assert Location("a", 2, 4) == found.at(("x",))
    assert [str(d) for d in found.diagnostics] == [
        "a:3:4: SM107 this value is null: write '~' if the word is meant"
    ]


def test_texts_on_one_line_know_where_they_begin() -> None:
    """A fault inside a text has its own column where the text stands in the file as it is."""
    text = "a: one two\nb: 'one'\nc: \"o\\x6ee\"\nd: one\n  two\ne: |\n  x\n"
    assert read("a", text.encode()).inline == {("a",): 4, ("b",): 5}


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["a: SM113 the file is empty"]),
        ("# nothing\n", ["a: SM113 the file is empty"]),
        ("a: «&x 1\nb: «*x\n", ["SM106 anchors are not used here: write the value out", "SM106 aliases are not used here: write the value out"]),
        ("«*x : 1", ["SM106 aliases are not used here: write the value out"]),
        ("a: «!!str x", ["SM106 tags are not used here: 'tag:yaml.org,2002:str'"]),
        ("a: «! x", ["SM106 tags are not used here: '!'"]),
        ("a: «!x {b: [c]}\nd: 1\n", ["SM106 tags are not used here: '!x'"]),
        ("«!x [a]: b", ["SM106 tags are not used here: '!x'"]),
        ("a: «!python/object:os.system []", ["SM106 tags are not used here: '!python/object:os.system'"]),
        ("a:\n  «<<: {b: 1}\n", ["SM106 merge keys are not used here"]),
        ("«%YAML 1.2\n---\na: 1\n", ["SM106 directives are not used here"]),
        ("«%TAG ! tag:example.org,2026:\n---\na: 1\n", ["SM106 directives are not used here"]),
        ("a: 1\n«---\nb: 2\n", ["SM106 a file holds one document"]),
        ("? «[a]\n: b\n", ["SM106 a key is one word or line, not a list or mapping"]),
        ("«{a: 1}: b\n", ["SM106 a key is one word or line, not a list or mapping"]),
        ("a: 1\n«a: 2\n", ["SM105 the key 'a' stands here twice (first on line 1)"]),
        ("a: {b: 1, «b: [x, y]}\n", ["SM105 the key 'b' stands here twice (first on line 1)"]),
        ("{text: Names, addresses«}", ["SM107 the value of 'addresses' is missing (in braces, quote text that has a comma)"]),
        ("a: «~", ["SM107 this value is null: write '~' if the word is meant"]),
        ("- a\n- «null\n", ["SM107 this value is null: write 'null' if the word is meant"]),
        ("a: 1\n«~: 2\n", ["SM107 this key is null: write '~' if the word is meant"]),
        ("{a: 1, :« 2}", ["SM107 this key is missing"]),
        ("a: «8.10", ["SM108 this value is read as something else: write '8.10'"]),
        ("a: [«2026-03-02]", ["SM108 this value is read as something else: write '2026-03-02'"]),
        ("«1.1: a", ["SM108 this key is read as something else: write '1.1'"]),
        ('a: «"\\e[31m"', ["SM103 the character U+001B is not allowed"]),
        ('a: «"\\u202E"', ["SM103 the character U+202E is not allowed"]),
        ('«"a\\0": b', ["SM103 the character U+0000 is not allowed"]),
        ('a: «"\\uD800"', ["SM103 the character U+D800 is not allowed"]),
        ('a: "\\UFFFFFFFF"', ["a: SM104 not YAML: an escape or a number is out of range"]),
    ],
)  # fmt: skip
def test_what_the_format_does_not_allow(text: str, messages: list[str]) -> None:
    """Each fault has one message at its place, the same with either parser."""
    where = places("a", text)
    expected = [f"{p}: {m}" for p, m in zip(where, messages, strict=True)] if where else messages
    assert expected == [str(d) for d in read("a", unmarked(text).encode()).diagnostics]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\n", "a:2:1"),
        ("a: b: c\n", "a:1:5"),
        ("a:\n\t- b\n", "a:2:1"),
        ("a: 'b\n", "a:2:1"),
        ("a: 1\n b: 2\n", "a:2:3"),
        ("a: @b\n", "a:1:4"),
        ("}", "a:1:1"),
    ],
)
def test_what_is_no_yaml(text: str, place: str) -> None:
    """What the parser says comes on one line, with where it says so; nothing is read."""
    found = read("a", text.encode())
    assert found.data is BROKEN
    assert len(found.diagnostics) == 1
    assert str(found.diagnostics[0]).startswith(f"{place}: SM104 not YAML: ")


@pytest.mark.parametrize("text", ["a: ~", "a: 8.10", 'a: "\\e"', "a: [~]"])
def test_values_that_cannot_be_read_are_marked(text: str) -> None:
    """What could not be read stays in its place, so that nobody calls it missing too."""
    value = read("a", text.encode()).data["a"]
    assert BROKEN in (value, *(value if isinstance(value, list) else ()))
    assert repr(BROKEN) == "BROKEN"


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("a: one two« # three\n", True),
        ("a: one\n  two« # three\n", True),
        ("- one two«  # three\n", True),
        ("a: one # two\n", False),
        ("when: b and c # two\n", False),
        ("a: 'one two' # three\n", False),
        ("a: one two#three\n", False),
        ("a: [one two] # three\n", False),
        ("a: |\n  one two # three\n", False),
    ],
)
def test_texts_that_a_comment_cuts(text: str, warned: bool) -> None:
    """A text of several words that ends at ' #' may have been meant to go on."""
    message = "SM110 warning: the text ends at ' #', which begins a comment: quote it, or move the comment"
    expected = [f"{place}: {message}" for place in places("a", text)]
    assert warned is bool(expected)
    assert expected == [str(d) for d in read("a", unmarked(text).encode()).diagnostics]


@pytest.mark.parametrize(
    ("opening", "closing", "column"),
    [("[", "]", 41), ("{a: ", "}", 161), ("- ", "", 81), ("? ", "", 81), ("[? ", "]", 61)],
)
@pytest.mark.parametrize("depth", [41, 2_000_000])
def test_nesting_ends_at_forty(opening: str, closing: str, column: int, depth: int) -> None:
    """Forty levels are read, of two million no more than that, in no time."""
    text = opening * depth + "a" + closing * depth
    found = read("a", text[:2_000_000].encode())
    assert found.data is BROKEN
    assert f"a:1:{column}: SM109 nested more than 40 deep" in map(str, found.diagnostics)
    fits = read("a", (opening * 20 + "a" + closing * 20).encode())
    assert "SM109" not in [d.code for d in fits.diagnostics]
