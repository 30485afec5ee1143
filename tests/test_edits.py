"""Several edits of one text: what each does alone, and that they do not get in each other's way."""

from __future__ import annotations

import pytest

from surveymodel.content.document import read
from surveymodel.project.edits import Append, Drop, Edit, Put, Rename, edited

TEXT = """\
# of the shop
tasks:
  lock:  # of the door
    title: Lock it
    status: to-do  # not yet
    history:
      - {on: "2026-03-02", by: ana}  # first
      # the next one
  log:
    title: Log it
    marks: [a, b]
    none: []
"""


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([Put(("tasks", "lock"), "status", "done")], {"    status: done  # not yet"}),
        (
            [Append(("tasks", "lock", "history"), {"on": "2026-04-01", "by": "ben"})],
            {'      - {on: "2026-04-01", by: ben}'},
        ),
        (
            [Put(("tasks", "lock"), "status", "done"), Append(("tasks", "lock", "history"), {"on": "x"})],
            {"    status: done  # not yet", "      - {on: x}"},
        ),
        ([Append(("tasks", "log", "marks"), "c")], {"    marks: [a, b, c]"}),
        ([Append(("tasks", "log", "none"), "c")], {"    none: [c]"}),
        ([Rename(("tasks",), "log", "write-log")], {"  write-log:"}),
        (
            [Put(("tasks", "log"), "history", [{"on": "x"}, {"on": "z"}])],
            {"      - {on: x}", "      - {on: z}"},
        ),
        ([Drop(("tasks", "log"), "marks")], set()),
        (
            [
                Put(("tasks",), "new", {"title": "new"}, lines=True),
                Put(("tasks",), "newer", {"a": 1}, lines=True),
            ],
            {"  new:", "    title: new", "  newer:", "    a: 1"},
        ),
        (
            [Put(("tasks",), "new", {"title": "new"}, lines=True), Put(("tasks", "new"), "status", "done")],
            {"  new:", "    title: new", "    status: done"},
        ),
    ],
)
def test_an_edit_changes_its_lines_and_no_others(edits: list[Edit], lines: set[str]) -> None:
    """What is new has lines of its own; what stays is as it was, comments and all."""
    before, after = TEXT.splitlines(), edited(TEXT, edits).splitlines()
    assert lines == {line for line in after if line not in before}
    gone = [line for line in before if line not in after]
    assert len(gone) == sum(
        isinstance(edit, Drop | Rename)
        or (isinstance(edit, Put) and edit.key == "status" and "lock" in edit.path)
        or (isinstance(edit, Append) and edit.path[1] == "log")
        for edit in edits
    )
    assert read("", edited(TEXT, edits).encode()).diagnostics == ()


def test_additions_in_one_place_come_in_their_order() -> None:
    """As they are given, whether the list has a line for each or not."""
    text = edited(TEXT, [Append(("tasks", "lock", "history"), {"on": name}) for name in ("x", "y", "z")])
    assert [one["on"] for one in read("", text.encode()).data["tasks"]["lock"]["history"]] == [
        "2026-03-02", "x", "y", "z",
    ]  # fmt: skip
    text = edited(TEXT, [Append(("tasks", "log", "marks"), name) for name in ("x", "y")])
    assert read("", text.encode()).data["tasks"]["log"]["marks"] == ["a", "b", "x", "y"]


@pytest.mark.parametrize(
    ("text", "edit", "error"),
    [
        (TEXT, Put(("nothing",), "a", 1), KeyError),
        (TEXT, Append(("tasks", "lock", "nothing"), 1), KeyError),
        (TEXT, Append(("tasks", "lock", "title"), 1), ValueError),
        (TEXT, Rename(("tasks",), "nothing", "a"), KeyError),
        ("a: [1,  # one\n  2]\n", Append(("a",), 3), ValueError),
        ("a:\n  - |\n    text\n", Append(("a",), 3), ValueError),
        ('"\\u0061": 1\n', Rename((), "a", "b"), ValueError),
        ("- 1\n", Put(("a",), "b", 1), KeyError),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, edit: Edit, error: type[Exception]) -> None:
    """Where there is nothing at the path, and where comments or lines would have no place to go."""
    with pytest.raises(error):
        edited(text, [edit])


def test_a_quoted_key_gets_another_name() -> None:
    """Quotes go, for the new name needs none."""
    assert edited("\"a\": 1\n'b': 2\n", [Rename((), "a", "c"), Rename((), "b", "d")]) == "c: 1\nd: 2\n"
