"""The pages on diagnostics that come with the library: one for each code, as text and as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from surveymodel.content.bundled import bundled
from surveymodel.errors import UnknownNameError

__all__ = ["Page", "codes", "markdown", "page", "plain", "summary"]

_HEAD: Final = re.compile(
    r"# (?P<code>SM[0-9]{3}): (?P<title>.+)\n\n\| Stage \| Severity \|\n\| --- \| --- \|\n"
    r"\| (?P<stage>.+?) \| (?P<severity>.+?) \|\n"
)
_FENCE: Final = re.compile(
    r"^```(?:\{[a-z-]+\} )?(?P<language>[a-z]*)[^\n]*\n(?::caption: (?P<caption>[^\n]+)\n+)?(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@frozen
class Page:
    """What the documentation says of one code."""

    code: str
    title: str
    stage: str
    severity: str
    body: str = field(repr=False)  #: what follows the table, in Markdown


@lru_cache
def codes() -> tuple[str, ...]:
    """Return every code that there is a page for."""
    return tuple(sorted(path.stem for path in bundled("diagnostics").glob("SM*.md")))


@lru_cache
def page(code: str) -> Page:
    """Return the page on a code.

    Raises :class:`~surveymodel.errors.UnknownNameError` where there is none.
    """
    known = codes()
    if code not in known:
        raise UnknownNameError("code", code, known)
    text = (bundled("diagnostics") / f"{code}.md").read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"the page on {code} has no heading or no table")
    return Page(head["code"], head["title"], head["stage"], head["severity"], text[head.end() :].strip())


def summary(shown: Page) -> str:
    """Return the first paragraph of a page, as text."""
    return " ".join(_prose(shown.body).partition("\n\n")[0].split())


def markdown(shown: Page) -> str:
    """Return what a page says as plain Markdown: a file's name before its block, no links into the documentation."""
    return _FENCE.sub(_block, _LINK.sub(r"\1", shown.body))


def _block(fence: re.Match[str]) -> str:
    name = f"`{fence['caption']}`:\n\n" if fence["caption"] else ""
    return f"{name}```{fence['language'] or ''}\n{fence['text']}```"


def plain(shown: Page) -> str:
    """Return a page for reading in a terminal: no tables, no fences, no links."""
    return f"{shown.code} ({shown.severity}): {shown.title}\n\n{''.join(_parts(shown.body))}\n"


def _parts(body: str) -> Iterator[str]:
    at = 0
    for fence in _FENCE.finditer(body):
        yield _prose(body[at : fence.start()])
        if fence["caption"]:
            yield f"{fence['caption']}:\n\n"
        yield "\n".join(f"    {line}".rstrip() for line in fence["text"].rstrip("\n").split("\n"))
        at = fence.end()
    yield _prose(body[at:])


def _prose(text: str) -> str:
    return re.sub(r"^## (.+)$", r"\1:", _LINK.sub(r"\1", text), flags=re.MULTILINE)
