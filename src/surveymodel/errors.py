"""What can be wrong, and where.

The exceptions::

    SurveyModelError
    ├── ContentError          a pack has faults: all of them, as diagnostics
    ├── AnswerError           a system's answers have faults: all of them, as diagnostics
    ├── ConditionSyntaxError  a condition does not follow the grammar
    └── UnknownNameError      a name that was asked for does not exist
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from attrs import field, frozen

__all__ = [
    "AnswerError",
    "ConditionSyntaxError",
    "ContentError",
    "Diagnostic",
    "Location",
    "Severity",
    "SurveyModelError",
    "UnknownNameError",
    "nearest",
    "printable",
]

Severity = Literal["error", "warning", "advice"]

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Return the text with control and direction characters escaped, safe for a terminal."""
    return _UNPRINTABLE.sub(lambda m: m[0].encode("unicode_escape").decode("ascii"), text)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the known name most like this one, or nothing."""
    return _nearest(name[:100], tuple(known))


@lru_cache(maxsize=1_024)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    matches = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f" (did you mean {matches[0]!r}?)" if matches else ""


@frozen(order=True)
class Location:
    """A place in a file.

    Lines and columns count characters from 1; zero stands for the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return printable(self.path)
        return f"{printable(self.path)}:{self.line}:{self.column}"


@frozen(order=True)
class Diagnostic:
    """Something wrong or unwise in content or answers, with its place."""

    location: Location
    code: str
    message: str
    severity: Severity = field(default="error", order=False)

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else f"{self.severity}: "
        return f"{self.location}: {self.code} {mark}{printable(self.message)}"


class SurveyModelError(Exception):
    """Anything this library refuses, with a place and a cause."""


class _DiagnosedError(SurveyModelError):
    """Several faults at once."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(tuple(diagnostics))
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class ContentError(_DiagnosedError):
    """A pack with faults; ``diagnostics`` has every one of them, in order of place."""


class AnswerError(_DiagnosedError):
    """A system whose answers have faults; ``diagnostics`` has every one of them."""


class ConditionSyntaxError(SurveyModelError):
    """A condition that does not follow the grammar.

    ``span`` is the half-open range of characters of ``source`` that is at fault.
    """

    def __init__(self, message: str, source: str, span: tuple[int, int]) -> None:
        super().__init__(message, source, span)
        self.message = message
        self.source = source
        self.span = span

    def __str__(self) -> str:
        return f"{self.message}\n{self.caret()}"

    def caret(self) -> str:
        """Return the line at fault with a mark under the fault, at most 78 characters wide."""
        start, end = self.span
        first = max(0, min(start - 20, len(self.source) - 70))
        window = "".join(" " if c.isspace() else c for c in self.source[first : first + 70])
        shown = "".join(c if c.isprintable() else "?" for c in window)
        width = max(1, min(end - start, len(window) - (start - first)))
        lead = "… " if first else "  "
        tail = " …" if first + 70 < len(self.source) else ""
        return f"    {lead}{shown}{tail}\n    {' ' * (2 + start - first)}{'^' * width}"


class UnknownNameError(SurveyModelError):
    """A name that was asked for does not exist; the message has the nearest that does."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(kind, name, tuple(known))
        self.kind = kind
        self.name = name

    def __str__(self) -> str:
        return f"unknown {self.kind} {self.name!r}{nearest(self.name, self.args[2])}"
