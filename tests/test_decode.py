"""Bytes to text, or why not."""

from __future__ import annotations

import pytest

from surveymodel.content.decode import MAX_BYTES, decode, refused_character


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        ("naïve 漢字 🙂\t\n".encode(), "naïve 漢字 🙂\t\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"a\r\nb\r\n", "a\nb\n"),
    ],
)
def test_text_is_utf_8(raw: bytes, text: str) -> None:
    """A byte order mark goes, and lines end in line feeds wherever the file was written."""
    assert text == decode("a", raw)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"\xff", "a:1:1: SM102 byte 0xff is not UTF-8"),
        (b"ab\n\xc3\xa9\x80", "a:2:2: SM102 byte 0x80 is not UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9\xfe", "a:1:2: SM102 byte 0xfe is not UTF-8"),
        ("a".encode("utf-16"), "a:1:1: SM102 byte 0xff is not UTF-8"),
        (b"\xed\xa0\x80", "a:1:1: SM102 byte 0xed is not UTF-8"),
        (b"\xc3\xa9\n\xc3\xa9\x00", "a:2:2: SM103 the character U+0000 is not allowed"),
        (b"a\r\nb\rc", "a:2:2: SM103 the character U+000D is not allowed"),
        (b"\x1b[31m", "a:1:1: SM103 the character U+001B is not allowed"),
        ("ab\u202e".encode(), "a:1:3: SM103 the character U+202E is not allowed"),
        ("a\ufeff".encode(), "a:1:2: SM103 the character U+FEFF is not allowed"),
        ("\x85".encode(), "a:1:1: SM103 the character U+0085 is not allowed"),
        (b"a" * (MAX_BYTES + 1), "a: SM109 larger than 2000000 bytes"),
    ],
)
def test_bytes_that_are_refused(raw: bytes, fault: str) -> None:
    """The first fault is named with its place, counted in characters."""
    assert fault == str(decode("a", raw))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("naïve\n\t", None),
        ("a\x07b\x00", "the character U+0007 is not allowed"),
        ("\ud800", "the character U+D800 is not allowed"),
        ("\r", "the character U+000D is not allowed"),
    ],
)
def test_characters_that_no_text_may_hold(text: str, fault: str | None) -> None:
    """What an escape sequence puts into a text is looked at as what the file holds is."""
    assert fault == refused_character(text)
