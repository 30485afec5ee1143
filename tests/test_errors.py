"""What faults say, and how they compare and travel."""

from __future__ import annotations

import pickle

import pytest

from surveymodel.errors import (
    AnswerError,
    ConditionSyntaxError,
    ContentError,
    Diagnostic,
    Location,
    SurveyModelError,
    UnknownNameError,
    nearest,
    printable,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, naïve 漢字 🙂", "plain, naïve 漢字 🙂"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\nlines\r\ttab", r"two\nlines\r\ttab"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("bidi \u202e\u2066\u200f", r"bidi \u202e\u2066\u200f"),
        ("half \ud800 pair", r"half \ud800 pair"),
        ("\ufeffmark", r"\ufeffmark"),
    ],
)
def test_printable_escapes_what_could_deceive_a_terminal(text: str, shown: str) -> None:
    """Control and direction characters are spelled out; everything else stays as it is."""
    assert shown == printable(text)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("paymants", " (did you mean 'payments'?)"),
        ("uploads", " (did you mean 'uploads'?)"),
        ("zebra", ""),
        ("", ""),
        ("p" * 100_000, ""),
    ],
)
def test_nearest_suggests_the_name_that_was_meant(name: str, hint: str) -> None:
    """One name is suggested, and only where it is alike."""
    assert hint == nearest(name, ["payments", "uploads"])


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (Location("a.yaml", 12, 9), "a.yaml:12:9"),
        (Location("a.yaml"), "a.yaml"),
        (Location("a\x1b\n.yaml", 1, 1), r"a\x1b\n.yaml:1:1"),
    ],
)
def test_locations_are_what_editors_can_jump_to(location: Location, shown: str) -> None:
    """A place is path, line and column; a file as a whole has no line."""
    assert shown == str(location)


def test_diagnostics_read_as_one_line_each() -> None:
    """Place, code and message stand on one line; only what is no error says how severe it is."""
    place = Location("a.yaml", 2, 3)
    assert str(Diagnostic(place, "SM301", "unknown\nname")) == r"a.yaml:2:3: SM301 unknown\nname"
    warning = Diagnostic(place, "SM110", "cut", "warning")
    assert str(warning) == "a.yaml:2:3: SM110 warning: cut"


def test_diagnostics_stand_in_order_of_place() -> None:
    """Lines count as numbers, and on one place codes and messages decide."""
    listed = [
        Diagnostic(Location("a", 2, 1), "SM301", "b"),
        Diagnostic(Location("a", 2, 1), "SM302", "a"),
        Diagnostic(Location("a", 10, 1), "SM101", "a"),
        Diagnostic(Location("b"), "SM101", "a"),
    ]
    assert listed == sorted(listed[i] for i in (2, 0, 3, 1))


@pytest.mark.parametrize("cls", [ContentError, AnswerError])
def test_errors_hold_every_diagnostic(cls: type[ContentError | AnswerError]) -> None:
    """All faults come in one error, one to a line."""
    one, two = Diagnostic(Location("a", 1, 1), "SM1", "x"), Diagnostic(Location("b"), "SM2", "y")
    error = cls([one, two])
    assert (one, two) == error.diagnostics
    assert str(error) == "a:1:1: SM1 x\nb: SM2 y"


@pytest.mark.parametrize(
    "error",
    [
        ContentError([Diagnostic(Location("a"), "SM1", "x")]),
        AnswerError([Diagnostic(Location("a"), "SM1", "x")]),
        ConditionSyntaxError("odd", "a and", (5, 6)),
        UnknownNameError("pack", "coer", ["core", "maturity"]),
    ],
)
def test_errors_have_one_base_and_survive_pickling(error: SurveyModelError) -> None:
    """One except clause catches everything, and an error can come back from another process."""
    assert isinstance(error, SurveyModelError)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(error), str(error), vars(error)) == (type(copy), str(copy), vars(copy))


def test_unknown_names_come_with_the_nearest() -> None:
    """The message says what was looked for and what there is."""
    error = UnknownNameError("pack", "coer", iter(["core", "maturity"]))
    assert str(error) == "unknown pack 'coer' (did you mean 'core'?)"
    assert (error.kind, error.name) == ("pack", "coer")


@pytest.mark.parametrize(
    ("source", "span", "caret"),
    [
        ("a and", (5, 6), "      a and\n           ^"),
        ("a & b", (2, 3), "      a & b\n        ^"),
        ("foo.bar.baz", (0, 11), "      foo.bar.baz\n      ^^^^^^^^^^^"),
        ("", (0, 1), "      \n      ^"),
        ("a\n\tb \x1b", (5, 6), "      a  b ?\n           ^"),
        (
            "x" * 100 + "!" + "y" * 100,
            (100, 101),
            "    … " + "x" * 20 + "!" + "y" * 49 + " …\n" + " " * 26 + "^",
        ),
        ("x" * 100, (90, 100), "    … " + "x" * 70 + "\n" + " " * 66 + "^" * 10),
        ("x" * 100, (0, 100), "      " + "x" * 70 + " …\n" + " " * 6 + "^" * 70),
    ],
)
def test_the_caret_marks_the_fault(source: str, span: tuple[int, int], caret: str) -> None:
    """The fault is marked under its text, in a window of 70 characters around it."""
    error = ConditionSyntaxError("odd", source, span)
    assert caret == error.caret()
    assert str(error) == f"odd\n{caret}"
    assert max(map(len, caret.split("\n"))) <= 78
