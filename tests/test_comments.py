"""Comments that switch checks off for a line."""

from __future__ import annotations

import time

import pytest

from surveymodel.content.comments import Switch
from surveymodel.content.document import read
from surveymodel.content.draft import read_file
from surveymodel.content.load import diagnose
from surveymodel.content.off import Off, keys, left, switched_off
from surveymodel.errors import Diagnostic, Location, Severity
from tests import tiny
from tests.tiny import sources


def off(text: str) -> list[tuple[int, int, int, tuple[str, ...], str]]:
    """Return of each switch its line and column, the line it is about, its codes and its reason."""
    return [(s.line, s.column, s.of, s.codes, s.because) for s in read("x.yaml", text.encode()).switches]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b  # off SM421: it is so.", [(1, 7, 1, ("SM421",), "it is so.")]),
        ("# off SM421: it is so.\na: b", [(1, 1, 2, ("SM421",), "it is so.")]),
        (
            "# off SM421: so\n# off SM408: so\na: b",
            [(1, 1, 3, ("SM421",), "so"), (2, 1, 3, ("SM408",), "so")],
        ),
        ("a:\n  # off SM421: so\n  # another\n  - b", [(2, 3, 4, ("SM421",), "so")]),
        ("a: b #off  SM421,SM408 , SM409 :  so  ", [(1, 6, 1, ("SM421", "SM408", "SM409"), "so")]),
        ("a: b # off SM421", [(1, 6, 1, ("SM421",), "")]),
        ("a: b # off SM421:", [(1, 6, 1, ("SM421",), "")]),
        ("a: b\n# off SM421: so", [(2, 1, 2, ("SM421",), "so")]),
        ("a: >-  # off SM431: so\n  text", [(1, 8, 1, ("SM431",), "so")]),
        ("a: 'b'  # off SM421: so # or so", [(1, 9, 1, ("SM421",), "so # or so")]),
        ("a: b  # off SM421: …", [(1, 7, 1, ("SM421",), "")]),
        ("a: b  # off SM421: -", [(1, 7, 1, ("SM421",), "")]),
        ("a: b  # off SM421: ja, größer", [(1, 7, 1, ("SM421",), "ja, größer")]),
        # meant so, in another form
        ("a: b # off SM42: so", [(1, 6, 1, (), "")]),
        ("a: b # off SM4211: so", [(1, 6, 1, (), "")]),
        ("a: b # off SM421 so", [(1, 6, 1, (), "")]),
        ("a: b # off SM421 SM408: so", [(1, 6, 1, (), "")]),
        ("a: b # off: SM421 so", [(1, 6, 1, (), "")]),
        ("a: b # off sm421: so", [(1, 6, 1, (), "")]),
        ("# Off SM421, since so\na: b", [(1, 1, 2, (), "")]),
        # nothing of the kind
        ("a: b # of SM421: so", []),
        ("a: b # of SM42", []),
        ("a: b # off day, see SM421", []),
        ("a: b # switch off SM421: so", []),
        ("a: b#off SM421", []),
        # text that looks so
        ("a: 'b # off SM421: so'", []),
        ('a: "b\n  # off SM421: so\n  c"', []),
        ("a: |\n  b\n  # off SM421: so\n", []),
        ("a: >\n  b\n\n  # off SM421: so\n\nc: d", []),
        ("'a # off SM421: so': b", []),
        # beside such text
        ("a: 'b'\nc: 'd' # off SM421: so", [(2, 8, 2, ("SM421",), "so")]),
        ("a: |\n  b\n# off SM421: so\nc: d", [(3, 1, 4, ("SM421",), "so")]),
        ("a: |\n  b\n  # off SM408: no\nc: 'd' # off SM421: so", [(4, 8, 4, ("SM421",), "so")]),
        ('a: "b # off SM408: no\n  c" # off SM421: so', [(2, 6, 2, ("SM421",), "so")]),
    ],
)
def test_a_comment_switches_off(text: str, found: list[tuple[int, int, int, tuple[str, ...], str]]) -> None:
    """At the end of its line, or alone before the next that is no comment; text is no comment.

    A reason has a word; a comment that is nearly one has no codes.
    """
    assert found == off(text)


def test_an_off_switch_cuts_no_text() -> None:
    """Whoever writes it means the comment; other comments after a text are doubtful."""
    assert read("x.yaml", b"a: some text # off SM430: so").diagnostics == ()
    assert [one.code for one in read("x.yaml", b"a: some text # today").diagnostics] == ["SM110"]
    assert [one.code for one in read("x.yaml", b"a: some text # off day").diagnostics] == ["SM110"]


def test_in_a_guide_it_stands_in_the_front_matter() -> None:
    """Lines count from the beginning of the file; the guide's own text is its reader's."""
    text = b"---\ntitle: T  # off SM435: so\n---\nDo it. # off SM421: so\n"
    file = read_file("g.md", "guides/a/b.md", "guide", text)
    assert file.document.switches == (Switch(("SM435",), "so", 2, 11, 2),)


def test_a_file_that_cannot_be_read_switches_nothing_off() -> None:
    """There is nothing to switch off in it."""
    assert read("x.yaml", b"\xff # off SM421: so").switches == ()


def test_reading_many_switches_takes_time_by_their_number() -> None:
    """Neither they nor the texts among them are compared with one another."""

    def took(lines: int) -> float:
        text = b"- 'a' # off SM421: so\n" * lines
        start = time.perf_counter()
        assert len(read("x.yaml", text).switches) == lines
        return time.perf_counter() - start

    small = min(took(1_000) for _ in range(3))
    assert min(took(10_000) for _ in range(2)) < 40 * small


# ---------------------------------------------------------------------------------------------
# What is left


def one(code: str, path: str, line: int, severity: Severity = "warning") -> Diagnostic:
    return Diagnostic(Location(path, line, 3), code, "so", severity)


FOUND = [
    one("SM403", "a.yaml", 2),
    one("SM403", "a.yaml", 3),
    one("SM403", "b.yaml", 2),
    one("SM412", "a.yaml", 2, "advice"),
    one("SM301", "a.yaml", 2, "error"),
]
HERE = Location("a.yaml", 1, 1)


@pytest.mark.parametrize(
    ("switch", "gone"),
    [
        (Off("SM403", HERE), [0, 1, 2]),
        (Off("SM403", HERE, 2), [0]),
        (Off("SM412", HERE, 2), [3]),
        (Off("SM412", HERE, 3), []),
        (Off("SM301", HERE), []),
        (Off("SM301", HERE, 2), []),
    ],
)
def test_what_is_switched_off_is_left_out(switch: Off, gone: list[int]) -> None:
    """On a line of the file in which the switch stands, or everywhere; an error stays."""
    expected = sorted(one for index, one in enumerate(FOUND) if index not in gone)
    assert expected == left([*FOUND, *FOUND], [switch])


def test_an_error_has_no_keys() -> None:
    """Nothing can name it."""
    assert keys(FOUND[4]) == ()
    assert keys(FOUND[0]) == (("SM403", "", 0), ("SM403", "a.yaml", 2))


def test_what_a_pack_switches_off() -> None:
    """In pack.yaml and in comments, each code for itself."""
    rules = sources()["rules/web.yaml"].replace(
        "  - id: own-page", "  # off SM402, SM409: so\n  - id: own-page"
    )
    assert list(switched_off(tiny.draft({"rules/web.yaml": rules}))) == [
        Off("SM411", Location("pack.yaml", 22, 11)),
        Off("SM402", Location("rules/web.yaml", 2, 3), 3),
        Off("SM409", Location("rules/web.yaml", 2, 3), 3),
    ]


def test_a_warning_of_reading_is_switched_off_on_its_line() -> None:
    """Whoever only loads a pack is not told either."""
    text = sources()["rules/web.yaml"].replace("can reach it.", "can reach it # today  # off SM110: so")
    assert [one.code for one in diagnose(tiny.draft({"rules/web.yaml": text}))] == []
