"""The picture of the survey in a terminal that the pages show.

``python -m tests.recording`` answers the survey of the built-in pack in a pseudo-terminal, as
somebody with a small web shop would, stops at one question and draws the screen as an SVG.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import pyte
from pyte.screens import Char

from surveymodel.engine.load import load
from surveymodel.engine.reply import Given, Interval
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Interview, Item, bands
from tests.terminal import DOWN, ENTER, SPACE, Terminal

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "_static" / "ask.svg"

#: What the shop answers; the first question that is not here is the one that the picture shows.
ANSWERS: dict[str, Given] = {
    "org-kind": "for-profit",
    "org-regions": ("european-union",),
    "system-kind": "web-application",
    "exposure": "internet",
    "tenancy": "single",
    "features": ("accounts", "payments"),
    "data-kinds": ("contact", "purchases"),
    "data-recipients": ("service-providers",),
    "server-frameworks": ("django",),
    "databases": ("postgresql",),
    "sign-in-methods": ("passwords", "provider"),
}
ROWS, COLUMNS = 25, 80


def pressed(interview: Interview, item: Item, given: Given) -> list[str]:
    """Return the keys that give an answer to a question that stands as it was opened."""
    ids = [answer.id for answer in item.question.answers]
    if given == "unknown":
        return ["u"]
    if isinstance(given, tuple):
        keys, at = [], 0
        for place in sorted(ids.index(id) for id in given):
            keys += [DOWN] * (place - at) + [SPACE]
            at = place
        return [*keys, ENTER] if given else ["n"]
    if isinstance(given, str):
        return [DOWN] * ids.index(given) + [ENTER]
    ranges = bands(interview.file.model, item.question.id)
    if given in ranges:
        return [DOWN] * ranges.index(given) + [ENTER]
    number = given if isinstance(given, int) else _range(given)
    return [*[DOWN] * len(ranges), ENTER, *str(number), ENTER]


def _range(given: Interval) -> str:
    return f"{given.at_least}..{'' if given.below is None else given.below - 1}"


def walk(terminal: Terminal, interview: Interview, answers: Mapping[str, Given]) -> Iterator[int]:
    """Answer a survey in a terminal; yield how many keys each answer took.

    It ends where nothing is asked, or at a question that has no answer here.
    """
    while (item := interview.next()) is not None:
        terminal.asks(item.question.ask)
        if item.question.id not in answers:
            return
        keys = pressed(interview, item, answers[item.question.id])
        terminal.send(*keys)
        terminal.until(partial(_saved, interview, item))
        yield len(keys)


def _saved(interview: Interview, item: Item, lines: list[str]) -> bool:
    """Whether a question has an answer in the file."""
    interview.refresh()
    return interview.find(*item.key).reply is not None


# ---------------------------------------------------------------------------------------------
# Drawing

SIZE, WIDE, HIGH, MARGIN, BAR = 14, 8.4, 20, 18, 34
#: What a reader has; nothing is fetched.
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
GROUND, FRAME, PLAIN, STRONG, FAINT = "#1b1f2a", "#2a3040", "#cfd6e4", "#ffffff", "#8f9ab0"
COLOURS = {"magenta": "#f0a3e2"}


def picture(screen: pyte.Screen, title: str, words: str) -> str:
    """Return a screen as an SVG, with a title for its frame and words for those who cannot see it."""
    width, height = 2 * MARGIN + round(WIDE * screen.columns), BAR + 2 * MARGIN + HIGH * screen.lines
    rows = (_row(screen, row) for row in range(screen.lines))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{escape(words)}</title>
<rect width="{width}" height="{height}" rx="9" fill="{GROUND}"/>
<path d="M0 {BAR}V9a9 9 0 0 1 9-9H{width - 9}a9 9 0 0 1 9 9V{BAR}z" fill="{FRAME}"/>
<g font-family="{FONTS}" font-size="{SIZE}" fill="{PLAIN}" style="white-space:pre">
<text x="{MARGIN}" y="22" fill="{FAINT}">{escape(title)}</text>
{"".join(rows)}</g>
</svg>
"""


def _row(screen: pyte.Screen, row: int) -> str:
    """Return one line of a screen: each stretch of one look in its columns."""
    chars = [screen.buffer[row][column] for column in range(screen.columns)]
    looks = groupby(enumerate(chars), lambda found: (found[1].fg, found[1].bold))
    spans = [_span(dict(found), colour, bold=bold) for (colour, bold), found in looks]
    y = BAR + MARGIN + HIGH * row + SIZE
    return f'<text y="{y}">{"".join(spans)}</text>\n' if any(spans) else ""


def _span(chars: dict[int, Char], colour: str, *, bold: bool) -> str:
    text = "".join(char.data for char in chars.values())
    if not text.strip():
        return ""
    at = min(chars) + len(text) - len(text.lstrip())
    x, long = MARGIN + WIDE * at, WIDE * len(text.strip())
    fill = COLOURS.get(colour, STRONG if bold else PLAIN)
    look = f' fill="{fill}" font-weight="600"' if bold else ""
    return f'<tspan x="{x:.1f}" textLength="{long:.1f}"{look}>{escape(text.strip())}</tspan>'


def record() -> str:
    """Return the picture of a question of the built-in pack, and answers to choose from."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Terminal.running("init", "shop.yaml", "--title", "The tea shop", folder=folder) as terminal:
            terminal.ended()
        interview = Interview(SystemFile.open(load("core"), folder / "shop.yaml"))
        with Terminal.running("ask", "shop.yaml", folder=folder, rows=ROWS, columns=COLUMNS) as terminal:
            count = sum(1 for _ in walk(terminal, interview, ANSWERS))
            item = interview.next()
            if item is None or count < len(ANSWERS):
                sys.exit(f"the survey asks {count} of {len(ANSWERS)} questions, and then {item}")
            words = f"The survey in a terminal asks: {item.question.ask}"
            return picture(terminal.screen, "$ surveymodel ask shop.yaml", words)


if __name__ == "__main__":
    PICTURE.write_text(record(), encoding="utf-8")
