"""One value of a YAML text set or taken out, with everything else left as it was.

The tables show layouts with the exact text that is expected; laws for random layouts stand in
``tests.properties``.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.util import find_spec
from typing import Any

import pytest

from surveymodel.content.document import read
from surveymodel.project.edit import comments, dropped, put
from surveymodel.project.flow import flow

ANSWERS = ("answers",)


def needs_tabs(text: str) -> None:
    """Skip where the parser in C is not installed: the other one takes no tabs between tokens."""
    if "\t" in text and find_spec("_ruamel_yaml") is None:
        pytest.skip("this parser takes no tabs between tokens")


# ---------------------------------------------------------------------------------------------
# Values on one line


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("internet", "internet"),
        ("card-entry", "card-entry"),
        ("on", "on"),
        ("true", '"true"'),
        ("null", '"null"'),
        ("Ana", '"Ana"'),
        ("", '""'),
        ("2026-03-02", '"2026-03-02"'),
        ("main.tf:12", '"main.tf:12"'),
        ("a # b", '"a # b"'),
        ("it's \"so\"", '"it\'s \\"so\\""'),
        ("one\ntwo\t\\", '"one\\ntwo\\t\\\\"'),
        ("Zoë 🙂", '"Zoë 🙂"'),
        (5, "5"),
        ((), "[]"),
        (["a", "b-c"], "[a, b-c]"),
        ({"at-least": 5, "below": 10}, "{at-least: 5, below: 10}"),
        ({"answer": ["a"], "by": "ana"}, "{answer: [a], by: ana}"),
        ({}, "{}"),
    ],
)  # fmt: skip
def test_plain_data_is_spelt_on_one_line(data: Any, text: str) -> None:
    """Words stand bare; whatever YAML could read as something else stands in quotes."""
    assert text == flow(data)
    assert (list(data) if isinstance(data, tuple) else data) == read("", f"a: {text}\n".encode()).data["a"]


# ---------------------------------------------------------------------------------------------
# Putting

#: What is put under the key ``new`` after the entry ``old``, wherever the rest stands.
NEW = [
    ("after the last one", "answers:\n  old: a\n", "answers:\n  old: a\n  new: b\n"),
    ("before the next section", "answers:\n  old: a\npack: x\n", "answers:\n  old: a\n  new: b\npack: x\n"),
    ("no line break at the end", "answers:\n  old: a", "answers:\n  old: a\n  new: b"),
    ("a comment beside", "answers:\n  old: a  # c\n", "answers:\n  old: a  # c\n  new: b\n"),
    ("a comment above", "answers:\n  # c\n  old: a\n", "answers:\n  # c\n  old: a\n  new: b\n"),
    ("a comment above the next section", "answers:\n  old: a\n\n# c\npack: x\n", "answers:\n  old: a\n  new: b\n\n# c\npack: x\n"),
    ("a comment on the next entry", "answers:\n  old: a\n  # c\n  z: x\n", "answers:\n  old: a\n  new: b\n  # c\n  z: x\n"),
    ("a comment that goes on below", "answers:\n  old: a # c\n         # d\n  z: x\n", "answers:\n  old: a # c\n         # d\n  new: b\n  z: x\n"),
    ("a comment that goes on below an empty line", "answers:\n  old: a\n\n    # d\n  z: x\n", "answers:\n  old: a\n\n    # d\n  new: b\n  z: x\n"),
    ("an answer that is no longer given", "answers:\n  old: a\n  # z: x\n", "answers:\n  old: a\n  new: b\n  # z: x\n"),
    ("comments at the end of the file", "answers:\n  old: a\n# c\n# d", "answers:\n  old: a\n  new: b\n# c\n# d"),
    ("empty lines", "answers:\n\n  old: a\n\n\n  z: x\n", "answers:\n\n  old: a\n  new: b\n\n\n  z: x\n"),
    ("indented by four", "answers:\n    old: a\n", "answers:\n    old: a\n    new: b\n"),
    ("indented by one", "answers:\n old: a\n", "answers:\n old: a\n new: b\n"),
    ("lines that end as on Windows", "answers:\r\n  old: a\r\n  z: x\r\n", "answers:\r\n  old: a\r\n  new: b\r\n  z: x\r\n"),
    ("lines that end in both ways", "pack: x\r\nanswers:\n  old: a\n  z: x\r\n", "pack: x\r\nanswers:\n  old: a\n  new: b\n  z: x\r\n"),
    ("the last of lines that end in both ways", "pack: x\nanswers:\r\n  old: a", "pack: x\nanswers:\r\n  old: a\r\n  new: b"),
    ("a line that ends in another way than the one above", "answers:\r\n  old: a\n  z: x\n", "answers:\r\n  old: a\n  new: b\n  z: x\n"),
    ("an empty line at the start", "\nanswers: {}\n", "\nanswers:\n  new: b\n"),
    ("a document's start and end", "---\nanswers:\n  old: a\n...\n", "---\nanswers:\n  old: a\n  new: b\n...\n"),
    ("a comment at a document's start", "--- # c\nanswers:\n  old: a\n... # d\n", "--- # c\nanswers:\n  old: a\n  new: b\n... # d\n"),
    ("a tab after a value", "answers:\n  old: a\t# c\n", "answers:\n  old: a\t# c\n  new: b\n"),
    ("tabs before values", "answers:\n  old:\ta\n", "answers:\n  old:\ta\n  new: b\n"),
    ("other scripts", "title: Zoë 🙂\nanswers:\n  old: 漢字 # é\n", "title: Zoë 🙂\nanswers:\n  old: 漢字 # é\n  new: b\n"),
    ("a quoted key", 'answers:\n  "old": a\n', 'answers:\n  "old": a\n  new: b\n'),
    ("the section's key quoted", "'answers':\n  old: a\n", "'answers':\n  old: a\n  new: b\n"),
    ("a value below its key", "answers:\n  old:\n    a\n", "answers:\n  old:\n    a\n  new: b\n"),
    ("a list over lines", "answers:\n  old:\n    - a # c\n    - b # d\n  z: x\n", "answers:\n  old:\n    - a # c\n    - b # d\n  new: b\n  z: x\n"),
    ("a list as far left as its key", "answers:\n  old:\n  - a\n  - b\n  z: x\n", "answers:\n  old:\n  - a\n  - b\n  new: b\n  z: x\n"),
    ("a list in brackets over lines", "answers:\n  old: [\n    a, # c\n  ] # d\n  z: x\n", "answers:\n  old: [\n    a, # c\n  ] # d\n  new: b\n  z: x\n"),
    ("a reply over lines", "answers:\n  old:\n    answer: a\n    note: b\n  z: x\n", "answers:\n  old:\n    answer: a\n    note: b\n  new: b\n  z: x\n"),
    ("text over lines", "answers:\n  old: a\n    b\n    c\n  z: x\n", "answers:\n  old: a\n    b\n    c\n  new: b\n  z: x\n"),
    ("quoted text over lines", 'answers:\n  old: "a\n\n    # b"\n  z: x\n', 'answers:\n  old: "a\n\n    # b"\n  new: b\n  z: x\n'),
    ("a literal text", "answers:\n  old: |\n    # a\n\n    b  \n\n  z: x\n", "answers:\n  old: |\n    # a\n\n    b  \n  new: b\n\n  z: x\n"),
    ("a literal text that keeps its lines", "answers:\n  old: |+\n    a\n\n  z: x\n", "answers:\n  old: |+\n    a\n\n  new: b\n  z: x\n"),
    ("a literal text that keeps its last lines", "answers:\n  old: |+\n    a\n\n", "answers:\n  old: |+\n    a\n\n  new: b\n"),
    ("a literal text that keeps its lines, as on Windows", "answers:\r\n  old: |+\r\n    a\r\n\r\n  z: x\r\n", "answers:\r\n  old: |+\r\n    a\r\n\r\n  new: b\r\n  z: x\r\n"),
    ("a folded text", "answers:\n  old: >- # c\n    a\n    b\n  # d\n  z: x\n", "answers:\n  old: >- # c\n    a\n    b\n  new: b\n  # d\n  z: x\n"),
    ("a key behind a question mark", "answers:\n  ? old\n  : a\n", "answers:\n  ? old\n  : a\n  new: b\n"),
    ("braces", "answers: {old: a}\n", "answers: {old: a, new: b}\n"),
    ("braces with a comment beside", "answers: {old: a} # c\n", "answers: {old: a, new: b} # c\n"),
    ("braces with space", "answers: { old: a }\n", "answers: { old: a, new: b }\n"),
    ("braces with a last comma", "answers: {old: a,}\n", "answers: {old: a, new: b,}\n"),
    ("braces with more", "answers: {old: a, z: x}\n", "answers: {old: a, new: b, z: x}\n"),
    ("braces below the key", "answers:\n  {old: a}\n", "answers:\n  {old: a, new: b}\n"),
    ("braces around everything", "{answers: {old: a}, pack: x}\n", "{answers: {old: a, new: b}, pack: x}\n"),
    ("braces over lines", "answers: {\n  old: a\n}\n", "answers: {\n  old: a,\n  new: b\n}\n"),
    ("braces over lines with a last comma", "answers: {\n  old: a,\n}\n", "answers: {\n  old: a,\n  new: b,\n}\n"),
    ("braces over lines with more", "answers: {\n  old: a,\n  z: x\n}\n", "answers: {\n  old: a,\n  new: b,\n  z: x\n}\n"),
    ("braces over lines with comments", "answers: {\n  # c\n  old: a # d\n  # e\n}\n", "answers: {\n  # c\n  old: a, # d\n  new: b\n  # e\n}\n"),
    ("braces over lines, a comma and comments", "answers: {\n  old: [a], # d: {}\n  z: x # e\n}\n", "answers: {\n  old: [a], # d: {}\n  new: b,\n  z: x # e\n}\n"),
    ("braces over lines with commas in front", "answers: {\n  old: a # d\n  , z: x }\n", "answers: {\n  old: a, new: b # d\n  , z: x }\n"),
    ("braces over lines with commas on lines of their own", "answers: {\n  old: a # d\n  ,\n  z: x\n}\n", "answers: {\n  old: a, new: b # d\n  ,\n  z: x\n}\n"),
    ("braces that end on the last line", "answers: {z: x,\n          old: a}\n", "answers: {z: x,\n          old: a, new: b}\n"),
    ("braces over lines that end as on Windows", "answers: {\r\n  old: a\r\n}\r\n", "answers: {\r\n  old: a,\r\n  new: b\r\n}\r\n"),
    ("braces with a comment that touches", "answers: {old: [a]#c\n}\n", "answers: {old: [a], new: b #c\n}\n"),
    ("JSON", '{"answers": {"old": "a"}}\n', '{"answers": {"old": "a", "new": "b"}}\n'),
    ("JSON over lines", '{\n  "answers": {\n    "old": "a"\n  }\n}', '{\n  "answers": {\n    "old": "a",\n    "new": "b"\n  }\n}'),
    ("JSON without answers", '{"answers": {}}\n', '{"answers": {"new": "b"}}\n'),
    ("nothing yet", "answers: {}\n", "answers:\n  new: b\n"),
    ("nothing yet, and more", "answers: {}\npack: x\n", "answers:\n  new: b\npack: x\n"),
    ("nothing yet, and no line break", "answers: {}", "answers:\n  new: b"),
    ("nothing yet, with space and tabs", "answers:\t { }  \npack: x\n", "answers:\n  new: b\npack: x\n"),
    ("nothing yet, with a comment", "answers: {} # c: {}\n# d\n", "answers: # c: {}\n  new: b\n# d\n"),
    ("nothing yet, with a comment that touches", "answers: {}#c\n", "answers: #c\n  new: b\n"),
    ("nothing yet, with a comment within", "answers: {\n  # c\n  # d\n} # e\npack: x\n", "answers: # e\n  # c\n  # d\n  new: b\npack: x\n"),
    ("nothing yet, below the key", "answers:\n  {}\npack: x\n", "answers:\n  new: b\npack: x\n"),
    ("nothing yet, below the key, with comments", "answers: # c\n   # d\n   {} # e\n", "answers: # c\n   # d\n   # e\n   new: b\n"),
    ("nothing yet, as on Windows", "pack: x\r\nanswers: {}\r\n", "pack: x\r\nanswers:\r\n  new: b\r\n"),
    ("nothing yet, where others are indented by four", "answers: {}\ncomponents:\n    web: {}\n", "answers:\n    new: b\ncomponents:\n    web: {}\n"),
    ("nothing yet, where all is indented", " answers: {}\n components:\n     web: {}\n", " answers:\n     new: b\n components:\n     web: {}\n"),
    ("nothing yet, where others stand behind question marks", "? components\n: web: {}\nanswers: {}\n", "? components\n: web: {}\nanswers:\n  new: b\n"),
    ("nothing yet, within braces with space", "{answers: { }}\n", "{answers: {new: b}}\n"),
    ("nothing yet, within braces", "{answers: {}, pack: x}\n", "{answers: {new: b}, pack: x}\n"),
    ("nothing yet, within braces, with a comment", "{answers: { # c\n  # d\n}}\n", "{answers: {new: b # c\n  # d\n}}\n"),
    ("nothing yet, within braces, with a comment at once", "{answers: {# c\n}}\n", "{answers: {new: b # c\n}}\n"),
    ("nothing yet, behind a question mark", "? answers\n: {}\npack: x\n", "? answers\n:\n  new: b\npack: x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in NEW], ids=[row[0] for row in NEW])
def test_a_new_entry_stands_in_a_place_of_its_own(text: str, expected: str) -> None:
    """It follows the entry that it is to follow, as its neighbours are written; all else stays."""
    needs_tabs(text)
    assert expected == put(text, ANSWERS, "new", "b", before=["old"])


#: What ``old`` looks like after it has been given the value ``b``.
REPLACED = [
    ("a word", "answers:\n  old: a\n  z: x\n", "answers:\n  old: b\n  z: x\n"),
    ("the last word of a file", "answers:\n  old: a", "answers:\n  old: b"),
    ("comments around", "answers:\n  # c\n  old: a # d\n  # e\n", "answers:\n  # c\n  old: b # d\n  # e\n"),
    ("values in a column", "answers:\n  old:      a\n  question: x\n", "answers:\n  old:      b\n  question: x\n"),
    ("a tab on either side", "answers:\n  old:\ta\t# c\n", "answers:\n  old:\tb\t# c\n"),
    ("space before the colon", "answers:\n  old : a\n", "answers:\n  old : b\n"),
    ("quotes", "answers:\n  'old': 'a'\n  \"z\": \"x\"\n", "answers:\n  'old': b\n  \"z\": \"x\"\n"),
    ("a key with a colon beside", 'answers:\n  "old":\n    "a: # b"\n', 'answers:\n  "old": b\n'),
    ("a value below its key", "answers:\n  old:\n    a\n  z: x\n", "answers:\n  old: b\n  z: x\n"),
    ("a value below its key and a comment", "answers:\n  old: # c\n    # d\n    a # e\n", "answers:\n  # c\n  # d\n  old: b # e\n"),
    ("a list over lines", "answers:\n  old:\n    - a # c\n    # d\n    - b # e\n  z: x\n", "answers:\n  # c\n  # d\n  old: b # e\n  z: x\n"),
    ("a list as far left as its key", "answers:\n  old:\n  - a\n  z: x\n", "answers:\n  old: b\n  z: x\n"),
    ("a list in brackets with comments", "answers:\n  old: [ # c: d\n    a, # [e]\n    # f\n  ] # g\n", "answers:\n  # c: d\n  # [e]\n  # f\n  old: b # g\n"),
    ("a comment that touches a bracket", "answers:\n  old: [[a]# c\n    ]\n", "answers:\n  # c\n  old: b\n"),
    ("a reply over lines", "answers:\n  old:\n    answer: a # c\n\n    note: b\n  z: x\n", "answers:\n  # c\n  old: b\n  z: x\n"),
    ("a reply in braces", 'answers:\n  old: {answer: a, note: "} # x"} # c\n', "answers:\n  old: b # c\n"),
    ("text over lines", "answers:\n  old: a\n    b\n  z: x\n", "answers:\n  old: b\n  z: x\n"),
    ("a literal text", "answers:\n  old: |\n    # a\n\n  # c\n  z: x\n", "answers:\n  old: b\n\n  # c\n  z: x\n"),
    ("a literal text with a comment on its head", "answers:\n  old: |- # c\n    # a\n  z: x\n", "answers:\n  # c\n  old: b\n  z: x\n"),
    ("a folded text that keeps its lines", "answers:\n  old: >+2 # c\n    a\n\n\n  z: x\n", "answers:\n  # c\n  old: b\n  z: x\n"),
    ("a literal text that ends in odd space", "answers:\n  old: |\n    a\u3000\n  z: x\n", "answers:\n  old: b\n  z: x\n"),
    ("a literal text without a line", "answers:\n  old: |- # c\n\n  z: x\n", "answers:\n  # c\n  old: b\n\n  z: x\n"),
    ("a literal text without a line, at the end", "answers:\n  old: |- # c", "answers:\n  # c\n  old: b"),
    ("a comment that touches the old value", "answers:\n  old: [a]#c\n  z: x\n", "answers:\n  old: b #c\n  z: x\n"),
    ("a comment that touches the old value in braces", "answers: {\n  old: [a]#c\n}\n", "answers: {\n  old: b #c\n}\n"),
    ("lines that end as on Windows", "answers:\r\n  old:\r\n    - a # c\r\n    - b\r\n  z: x\r\n", "answers:\r\n  # c\r\n  old: b\r\n  z: x\r\n"),
    ("braces", "answers: {z: x, old: a, y: w} # c\n", "answers: {z: x, old: b, y: w} # c\n"),
    ("braces without space", 'answers: {"old":"a",z: x}\n', 'answers: {"old": b,z: x}\n'),
    ("braces over lines", "answers: {\n  old: [a, # c\n        b], # d\n  z: x\n}\n", "answers: {\n  # c\n  old: b, # d\n  z: x\n}\n"),
    ("a word that is its own key", "answers:\n  a: b\n  old: old\n", "answers:\n  a: b\n  old: b\n"),
    ("JSON", '{"answers": {"old": "a"}}', '{"answers": {"old": "b"}}'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in REPLACED], ids=[row[0] for row in REPLACED]
)
def test_an_entry_is_replaced_where_it_stands(text: str, expected: str) -> None:
    """The key stays as it is written; comments within the old value come to stand above it."""
    needs_tabs(text)
    assert expected == put(text, ANSWERS, "old", "b")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (["a", "c"], "answers:\n  a: x\n  c: x\n  new: b\n  d: x\n"),
        (["a"], "answers:\n  a: x\n  new: b\n  c: x\n  d: x\n"),
        (["c", "elsewhere"], "answers:\n  a: x\n  c: x\n  new: b\n  d: x\n"),
        ([], "answers:\n  a: x\n  c: x\n  d: x\n  new: b\n"),
        (["elsewhere"], "answers:\n  a: x\n  c: x\n  d: x\n  new: b\n"),
    ],
)  # fmt: skip
def test_a_new_entry_follows_those_before_it(before: Collection[str], expected: str) -> None:
    """It comes after the last one named, or where none is there at the end; in braces too."""
    text = "answers:\n  a: x\n  c: x\n  d: x\n"
    assert expected == put(text, ANSWERS, "new", "b", before=before)
    braces = put("answers: {a: x, c: x, d: x}\n", ANSWERS, "new", "b", before=before)
    entries = [line.strip() for line in expected.splitlines()[1:]]
    assert f"answers: {{{', '.join(entries)}}}\n" == braces


DEEP = """\
format: surveymodel-system/1
answers: {on: a} # web: {answers: {on: b}}
components:
    web:
        title: "answers: {on: c}"
        answers: # of web
            on: d
    api: {answers: {on: e}, title: Ours}
    none: {answers: {}}
    "late":

        # answers: here

        answers: {}
"""


@pytest.mark.parametrize(
    ("component", "old", "new"),
    [
        ("web", "            on: d\n", "            on: d\n            new: b\n"),
        ("api", "{answers: {on: e}, title", "{answers: {on: e, new: b}, title"),
        ("none", "none: {answers: {}}", "none: {answers: {new: b}}"),
        ("late", "        answers: {}\n", "        answers:\n            new: b\n"),
    ],
)
def test_the_mapping_at_a_path_is_changed_and_no_other(component: str, old: str, new: str) -> None:
    """Of many answers with the same key, those of the component that was meant are found."""
    path = ("components", component, "answers")
    assert DEEP.replace(old, new) == put(DEEP, path, "new", "b")
    assert DEEP == dropped(put(DEEP, path, "new", "b"), path, "new")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("answers",), "answers: {on: a}", "answers: {on: z}"),
        (("components", "web", "answers"), "on: d", "on: z"),
        (("components", "api", "answers"), "{on: e}", "{on: z}"),
    ],
)
def test_a_key_that_others_have_too_is_replaced_in_its_place(
    path: tuple[str, ...], old: str, new: str
) -> None:
    """The key ``on`` is a word like any other."""
    assert DEEP.replace(old, new) == put(DEEP, path, "on", "z")


def test_the_whole_document_is_a_mapping_too() -> None:
    """An empty path means the mapping that everything stands in."""
    assert "a: b\nc: {d: e}\n" == put("a: b\n", (), "c", {"d": "e"})
    assert "# c\na: b\n" == put("{} # c\n", (), "a", "b")
    assert "---\na: b\n" == put("--- {}\n", (), "a", "b")
    assert "c: d\n" == dropped("a: b\nc: d\n", (), "a")


LONG = {"answer": "internet", "by": "ana", "evidence": "x" * 80}


def test_a_long_reply_is_written_over_lines() -> None:
    """What does not fit on a line of 100 columns has one line for each of its parts."""
    lines = f"answer: internet\n    by: ana\n    evidence: {'x' * 80}\n"
    assert f"answers:\n  old:\n    {lines}" == put("answers: {}\n", ANSWERS, "old", LONG)
    assert f"answers:\n  old:\n    {lines}" == put("answers:\n  old: a\n", ANSWERS, "old", LONG)
    wide = put("answers:\n    old: a\n", ANSWERS, "old", LONG)
    assert f"answers:\n    old:\n{' ' * 8}{lines.replace('    ', ' ' * 8)}" == wide


def test_a_long_reply_is_indented_as_its_place_is() -> None:
    """Its parts stand as far right of their key as the answers do of theirs."""
    text = "components:\n   web:\n      answers: {}\n"
    parts = f"answer: internet\n{' ' * 12}by: ana\n{' ' * 12}evidence: {'x' * 80}\n"
    expected = f"components:\n   web:\n      answers:\n         old:\n{' ' * 12}{parts}"
    assert expected == put(text, ("components", "web", "answers"), "old", LONG)


@pytest.mark.parametrize("text", ["answers: {}\n", "answers:\n  old: a\n"])
def test_a_line_has_at_most_a_hundred_columns(text: str) -> None:
    """A reply that fills the hundredth column stays on its line; one more character breaks it."""
    line = f"  old: {{answer: a, note: {'x' * 74}}}"
    assert 100 == len(line)
    assert f"answers:\n{line}\n" == put(text, ANSWERS, "old", {"answer": "a", "note": "x" * 74})
    parts = f"    answer: a\n    note: {'x' * 75}\n"
    assert f"answers:\n  old:\n{parts}" == put(text, ANSWERS, "old", {"answer": "a", "note": "x" * 75})


def test_a_long_reply_stays_on_its_line_where_lines_mean_nothing() -> None:
    """Within braces an entry is written on one line, however long."""
    one = f"{{answer: internet, by: ana, evidence: {'x' * 80}}}"
    assert f"answers: {{old: {one}}}\n" == put("answers: {old: a}\n", ANSWERS, "old", LONG)


def test_a_long_list_stays_on_one_line() -> None:
    """Only a mapping has parts that can stand on lines of their own."""
    many = [f"answer-number-{n}" for n in range(20)]
    assert f"answers:\n  old: [{', '.join(many)}]\n" == put("answers: {}\n", ANSWERS, "old", many)


# ---------------------------------------------------------------------------------------------
# Taking out

DROPPED = [
    ("the first", "answers:\n  old: a\n  z: x\n", "answers:\n  z: x\n"),
    ("one in the middle", "answers:\n  y: w\n  old: a\n  z: x\n", "answers:\n  y: w\n  z: x\n"),
    ("the last", "answers:\n  z: x\n  old: a\npack: x\n", "answers:\n  z: x\npack: x\n"),
    ("the last of a file", "answers:\n  z: x\n  old: a\n", "answers:\n  z: x\n"),
    ("the last of a file without a line break", "answers:\n  z: x\n  old: a", "answers:\n  z: x"),
    ("the last of a file, below a text that a line break belongs to", "answers:\n  z: |\n    a\n  old: b", "answers:\n  z: |\n    a\n"),
    ("the only one", "answers:\n  old: a\npack: x\n", "answers: {}\npack: x\n"),
    ("the only one without a line break", "answers:\n  old: a", "answers: {}"),
    ("the only one with comments around", "answers: # c\n  # d: e\n  old: a\n  # f\n", "answers: {} # c\n  # d: e\n  # f\n"),
    ("the only one with comments beside and within", "answers:\n  old:\n    - a # c: d\n    - b # e\npack: x\n", "answers: {}\n  # c: d\n  # e\npack: x\n"),
    ("the only one with empty lines", "answers:\n\n  old: a\n\npack: x\n", "answers: {}\n\n\npack: x\n"),
    ("comments around", "answers:\n  # c\n  old: a\n  # d\n  z: x\n", "answers:\n  # c\n  # d\n  z: x\n"),
    ("a comment beside", "answers:\n  old: a # c\n  z: x\n", "answers:\n  # c\n  z: x\n"),
    ("a comment beside the last", "answers:\n  z: x\n  old: a # c", "answers:\n  z: x\n  # c"),
    ("comments within", "answers:\n  old: [ # c\n    a, # d\n  ] # e\n  z: x\n", "answers:\n  # c\n  # d\n  # e\n  z: x\n"),
    ("a literal text", "answers:\n  old: | # c\n    # a\n\n    b\n  # d\n  z: x\n", "answers:\n  # c\n  # d\n  z: x\n"),
    ("a literal text that keeps its lines", "answers:\n  old: |+\n    a\n\n  z: x\n", "answers:\n  z: x\n"),
    ("a neighbour that keeps its lines", "answers:\n  z: |+\n    a\n\n  old: b\n", "answers:\n  z: |+\n    a\n\n"),
    ("a reply over lines", "answers:\n  old:\n    answer: a\n    note: b\n  z: x\n", "answers:\n  z: x\n"),
    ("a comment that goes on below", "answers:\n  old: a # c\n         # d\n\n      # e\n  z: x\n", "answers:\n  # c\n  # d\n\n  # e\n  z: x\n"),
    ("a comment that a text above could take for its own", "answers:\n  z: |\n    a\n  old: b\n    # c\n", "answers:\n  z: |\n    a\n  # c\n"),
    ("such a comment below an empty line", "answers:\n  z: |\n    a\n  old: b\n\n    # c\n  # d\n", "answers:\n  z: |\n    a\n\n  # c\n  # d\n"),
    ("a comment further right below, as on Windows", "answers:\r\n  old: a\r\n    # c\r\n  z: x\r\n", "answers:\r\n  # c\r\n  z: x\r\n"),
    ("the only one, with a comment further right below", "answers:\n  old: b\n    # c\npack: x\n", "answers: {}\n  # c\npack: x\n"),
    ("a quoted key", "answers:\n  'old' : a\n  z: x\n", "answers:\n  z: x\n"),
    ("a key behind a question mark", "answers:\n  ? old # c\n  : a\n  z: x\n", "answers:\n  # c\n  z: x\n"),
    ("empty lines", "answers:\n  y: w\n\n  old: a\n\n  z: x\n", "answers:\n  y: w\n\n\n  z: x\n"),
    ("a document's end", "---\nanswers:\n  old: a\n...\n", "---\nanswers: {}\n...\n"),
    ("a tab after the value", "answers:\n  old: a\t# c\n  z: x\n", "answers:\n  # c\n  z: x\n"),
    ("lines that end as on Windows", "answers:\r\n  old: a # c\r\n  z: x\r\n", "answers:\r\n  # c\r\n  z: x\r\n"),
    ("the only one of lines that end as on Windows", "answers:\r\n  old: a\r\npack: x\r\n", "answers: {}\r\npack: x\r\n"),
    ("lines that end in both ways", "pack: x\r\nanswers:\n  old: a\n# c\n  z: x\n", "pack: x\r\nanswers:\n# c\n  z: x\n"),
    ("the last of lines that end in both ways", "pack: x\nanswers:\r\n  z: x\r\n  old: a", "pack: x\nanswers:\r\n  z: x"),
    ("indented by four", "answers:\n    old: a # c\n    z: x\n", "answers:\n    # c\n    z: x\n"),
    ("the only one, indented by four", "answers:\n    old: a # c\n", "answers: {}\n    # c\n"),
    ("the only one of a quoted key", '"answers" :\n  old: a\n', '"answers" : {}\n'),
    ("braces, the first", "answers: {old: a, z: x}\n", "answers: {z: x}\n"),
    ("braces, the middle", "answers: {y: w, old: a, z: x}\n", "answers: {y: w, z: x}\n"),
    ("braces, the last", "answers: {z: x, old: a} # c\n", "answers: {z: x} # c\n"),
    ("braces, the only one", "answers: {old: a} # c\n", "answers: {} # c\n"),
    ("braces, the only one with a comma", "answers: { old: a, }\n", "answers: {}\n"),
    ("braces, the last with a comma", "answers: {z: x, old: a,}\n", "answers: {z: x,}\n"),
    ("braces over lines, the first", "answers: {\n  old: a,\n  z: x\n}\n", "answers: {\n  z: x\n}\n"),
    ("braces over lines, the last", "answers: {\n  z: x, # c\n  old: a\n}\n", "answers: {\n  z: x # c\n}\n"),
    ("braces over lines, the last after a comment that touches", "answers: {\n  z: x,#c\n  old: a\n}\n", "answers: {\n  z: x #c\n}\n"),
    ("braces over lines, the last with a comma", "answers: {\n  z: x,\n  old: a,\n}\n", "answers: {\n  z: x,\n}\n"),
    ("braces over lines, the only one", "answers: {\n  old: a\n}\n", "answers: {}\n"),
    ("braces over lines, with comments", "answers: {\n  z: x, # c\n  old: [a, # d\n    b], # e\n  # f\n}\n", "answers: {\n  z: x, # c\n  # d\n  # e\n  # f\n}\n"),
    ("braces over lines, the only one with comments", "answers: {\n  # c\n  old: a # d\n}\n", "answers: {\n  # c\n  # d\n}\n"),
    ("braces over lines, the only one below a comment", "answers: { # c\n  old: a, }\n", "answers: { # c\n   }\n"),
    ("braces over lines, a comment that touches a comma", "answers: {\n  old: a,#c\n  z: x\n}\n", "answers: {\n  #c\n  z: x\n}\n"),
    ("braces over lines, two on a line", "answers: {z: x, # c\n  old: a, y: w}\n", "answers: {z: x, # c\n  y: w}\n"),
    ("braces over lines, two on the first line", "answers: {z: x, old: a,\n  y: w}\n", "answers: {z: x,\n  y: w}\n"),
    ("braces that end on the last line", "answers: {z: x,\n  old: a}\n", "answers: {z: x}\n"),
    ("JSON over lines", '{\n  "answers": {\n    "z": "x",\n    "old": "a"\n  }\n}', '{\n  "answers": {\n    "z": "x"\n  }\n}'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in DROPPED], ids=[row[0] for row in DROPPED])
def test_an_entry_goes_with_its_lines_and_without_its_comments(text: str, expected: str) -> None:
    """Comments beside it and within it stay on lines of their own; all else stays."""
    needs_tabs(text)
    assert expected == dropped(text, ANSWERS, "old")


# ---------------------------------------------------------------------------------------------
# What is not there, and what cannot be changed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: b\n", ("answers",)),
        ("answers: b\n", ("answers",)),
        ("answers: [a]\n", ("answers",)),
        ("answers: {}\n", ("answers", "web")),
        ("answers: {web: [web]}\n", ("answers", "web", "web")),
        ("- answers\n", ("answers",)),
        ("answers\n", ()),
        ("", ()),
    ],
)
def test_a_path_leads_to_a_mapping(text: str, path: tuple[str, ...]) -> None:
    """Where no mapping stands, nothing can be put and nothing taken out."""
    with pytest.raises(KeyError):
        put(text, path, "a", "b")
    with pytest.raises(KeyError):
        dropped(text, path, "a")


def test_only_what_is_there_can_be_taken_out() -> None:
    """A key that the mapping has not is an error, also where another mapping has it."""
    with pytest.raises(KeyError):
        dropped("old: a\nanswers: {z: {old: a}}\n", ANSWERS, "old")


def test_text_that_is_no_yaml_cannot_be_changed() -> None:
    """A text that no parser takes is refused and not guessed at."""
    with pytest.raises(ValueError, match="not YAML"):
        put("answers: {a: b\n", ANSWERS, "a", "c")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("answers:\n  ? old\n  : a\n", "old"),
        ("answers:\n  ? old # c\n  : a\n", "old"),
        ("answers: {z: x, old: [a, # c\n  b]}\n", "old"),
    ],
)
def test_layouts_in_which_nothing_can_be_replaced(text: str, key: str) -> None:
    """A key behind a question mark, and a comment in braces that has no line to go to, are refused."""
    with pytest.raises(ValueError, match=r".+"):
        put(text, ANSWERS, key, "b")


@pytest.mark.parametrize(
    "text",
    [
        "? answers\n: old: a\n",
        "? answers\n: old: a\n  z: x\n",
        "? answers\n:\n  old: a\n",
        "answers: {z: x, old: [a, # c\n  b]}\n",
        "answers: {z: x, # c\n  old: a}\n",
        "answers: {old: a # c\n  , z: x}\n",
    ],
)
def test_layouts_from_which_nothing_can_be_taken(text: str) -> None:
    """Where an entry shares its line with what would be lost, it is refused."""
    with pytest.raises(ValueError, match=r".+"):
        dropped(text, ANSWERS, "old")


def test_a_document_keeps_an_entry() -> None:
    """The last entry of a whole document is not taken out: nothing would be left."""
    with pytest.raises(ValueError, match="at least one"):
        dropped("a: b\n", (), "a")


# ---------------------------------------------------------------------------------------------
# Comments


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# a\nb: c # d\n#e\n", ["# a", "# d", "#e"]),
        ("a: b#c\nd: 'x # y'\ne: \"x # y\"\n", []),
        ("a: | # b\n  # c\n\n # d\n", ["# b", "# d"]),
        ("a: >-\n  b # c\n  d\n# e", ["# e"]),
        ("a: [b,# c\n  d]# e\n", ["# c", "# e"]),
        ("a: b # c  \r\nd: e\r\n", ["# c"]),
        ("a: |- # b", ["# b"]),
        ("--- # a\nb: c\n... # d\n# e\n", ["# a", "# d", "# e"]),
        ("? a # b: c\n: d\n", ["# b: c"]),
        ("a: b c\n  d # e\n", ["# e"]),
        ("#", ["#"]),
    ],
)
def test_comments_of_a_text(text: str, found: list[str]) -> None:
    """Each comment is found, and nothing in a value is taken for one."""
    assert found == comments(text)
