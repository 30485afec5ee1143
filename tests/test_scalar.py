"""Scalars without quotes: what they are read as, and what is refused."""

from __future__ import annotations

import pytest

from surveymodel.content.scalar import Refused, plain_key, plain_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("word", "word"),
        ("0", 0),
        ("-12", -12),
        ("999999999999999999", 999999999999999999),
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("1.2.3", "1.2.3"),
        ("8a", "8a"),
        ("2025-01-01 to 2025-12-31 is a year", "2025-01-01 to 2025-12-31 is a year"),
        ("at 10:30", "at 10:30"),
        ("--", "--"),
        ("nullable", "nullable"),
    ],
)
def test_values(text: str, value: object) -> None:
    """Whole numbers and two words are more than text; the words of older YAML are not."""
    found = plain_value(text)
    assert (type(value), value) == (type(found), found)


@pytest.mark.parametrize("text", ["word", "true", "false", "yes", "1.2.3"])
def test_keys(text: str) -> None:
    """A key is text, also where a value would be a boolean."""
    assert text == plain_key(text)


@pytest.mark.parametrize(
    "text",
    [
        *("8.10", "1.", ".5", "1e3", "-1.5E-7", "007", "+5", "1_000", "9" * 19),
        *("0x1F", "0o17", "0b11", ".inf", "-.INF", ".nan"),
        *("2026-03-02", "2026-3-2", "2026-03-02T10:00:00Z", "2026-03-02 10:00:00 +01:00", "10:30", "1:2:3.5"),
        *("True", "FALSE"),
    ],
)
def test_what_other_readers_take_for_something_else_is_refused(text: str) -> None:
    """A float, date or odd number is no id: whoever means the text writes quotes."""
    refused = Refused("SM108", f"is read as something else: write '{text}'")
    assert refused == plain_value(text)
    assert refused == plain_key(text)


@pytest.mark.parametrize("text", ["0", "12", "-1"])
def test_numbers_are_no_keys(text: str) -> None:
    """A control's id that looks like a number stands in quotes."""
    assert Refused("SM108", f"is read as something else: write '{text}'") == plain_key(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is missing"),
        ("~", "is null: write '~' if the word is meant"),
        ("null", "is null: write 'null' if the word is meant"),
        ("NULL", "is null: write 'NULL' if the word is meant"),
    ],
)
def test_nulls_are_refused(text: str, message: str) -> None:
    """Nothing is null here."""
    assert Refused("SM107", message) == plain_value(text)
    assert Refused("SM107", message) == plain_key(text)
