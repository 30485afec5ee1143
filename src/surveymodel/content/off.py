"""Checks that are switched off: for a whole pack in ``pack.yaml``, for one line by a comment.

A draft goes in; out comes what is switched off where, and which diagnostics are left. Errors
cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from surveymodel.content.draft import Draft
from surveymodel.content.names import matches
from surveymodel.errors import Diagnostic, Location

__all__ = ["Off", "keys", "left", "switched_off"]

Key = tuple[str, str, int]
"""A code, with the path and line of which it is switched off; empty and 0 for the pack."""


@frozen
class Off:
    """One code that is switched off, for the pack or for a line of one of its files."""

    code: str  #: empty where a comment does not have the form that switches anything off
    location: Location  #: where it is switched off
    line: int | None = None  #: the line of that file that it is about; None for the whole pack
    reasoned: bool = True  #: whether it says why

    @property
    def key(self) -> Key:
        """What the diagnostics that it switches off have among their keys."""
        return (self.code, "", 0) if self.line is None else (self.code, self.location.path, self.line)


def keys(diagnostic: Diagnostic) -> tuple[Key, ...]:
    """Return the keys by which a diagnostic may be switched off; an error has none.

    A comment that lacks something is not excused by another word in it, only by the pack.
    """
    if diagnostic.severity == "error":
        return ()
    place, everywhere = diagnostic.location, (diagnostic.code, "", 0)
    if diagnostic.code == "SM450":
        return (everywhere,)
    return everywhere, (diagnostic.code, place.path, place.line)


def switched_off(draft: Draft) -> Iterator[Off]:
    """Yield everything that a pack switches off."""
    for file in draft.of("pack"):
        for _, entry in file.entries():
            for at, code in matches(entry, ("checks-off", "*", "code"), ()):
                yield Off(code, file.document.at(at))
    for file in draft.files:
        for switch in file.document.switches:
            place = Location(file.document.path, switch.line, switch.column)
            for code in switch.codes or ("",):
                yield Off(code, place, switch.of, bool(switch.because))


def left(found: Iterable[Diagnostic], off: Iterable[Off]) -> list[Diagnostic]:
    """Return the diagnostics that are not switched off, in order of place and once each."""
    taken = {one.key for one in off}
    return sorted(one for one in set(found) if taken.isdisjoint(keys(one)))
