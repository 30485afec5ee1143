"""Formats of the files that people keep: bytes in an older one go in, bytes in today's come out.

A format has a kind and a number, as in ``surveymodel-system/1``. What changes from one number to the
next is a step, which edits the text, so that comments and layout stay.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from typing import Final

from attrs import field, frozen

from surveymodel.content.decode import MAX_BYTES
from surveymodel.content.document import read

__all__ = ["PLAN_FILE", "STEPS", "SYSTEM", "Format", "Step"]

Step = Callable[[str], str]
"""The text of a file in one format, with the line ends that it has, to its text in the next.

It raises ``ValueError`` where that cannot be made.
"""

_NUMBER: Final = r"(0|[1-9][0-9]{0,8})"

#: For each kind, the steps from a number to the next.
STEPS: Final[dict[str, dict[int, Step]]] = {"surveymodel-system": {}, "surveymodel-plan-file": {}}


@frozen
class Format:
    """The format that this version of the library writes for one kind of file."""

    kind: str
    number: int
    steps: Mapping[int, Step] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.kind}/{self.number}"

    def fault(self, said: str) -> str | None:
        """Return why a file is not read that says to be of a format; None where it is this one."""
        if said == str(self):
            return None
        number = self._number(said)
        if number is not None and number > self.number:
            return f"a newer version of the library wrote {said}; this one reads {self}"
        if number is not None and number in self.steps:
            return f"this is {said}, and its text cannot be made one of {self}"
        return f"this version reads {self}, not {said[:80]!r}"

    def _number(self, said: str) -> int | None:
        found = re.fullmatch(f"{re.escape(self.kind)}/{_NUMBER}", said)
        return int(found[1]) if found else None

    @property
    def _line(self) -> re.Pattern[bytes]:
        """The line of a file that says its format."""
        text = rf"^(?:\xef\xbb\xbf)?format:[ \t]*(['\"]?){re.escape(self.kind)}/{_NUMBER}\1[ \t]*(?:#[^\n]*)?\r?$"
        return re.compile(text.encode("latin-1"), re.MULTILINE)

    @property
    def _anywhere(self) -> re.Pattern[bytes]:
        return re.compile(rf"{re.escape(self.kind)}/{_NUMBER}".encode())

    def older(self, raw: bytes) -> int | None:
        """Return the number of the format that a file says to be of, if it is an older one of this kind."""
        found = self._line.search(raw)
        number = int(found[2]) if found else None
        if found is None and any(int(one[1]) < self.number for one in self._anywhere.finditer(raw)):
            data = read("", raw).data  # it may be said within braces
            said = data.get("format") if isinstance(data, dict) else None
            number = self._number(said) if isinstance(said, str) else None
        return number if number is not None and number < self.number else None

    def today(self, raw: bytes) -> bytes:
        """Return a file in this format, where it is in an older one that there are steps from; else as it is."""
        number = self.older(raw)
        if number is None or len(raw) > MAX_BYTES:  # then its end has not been read
            return raw
        try:
            text = raw.decode("utf-8-sig")
            for older in range(number, self.number):
                text = self.steps[older](text)
        except (KeyError, ValueError):  # reading it says why
            return raw
        return (BOM_UTF8 if raw.startswith(BOM_UTF8) else b"") + text.encode()


SYSTEM: Final = Format("surveymodel-system", 1, STEPS["surveymodel-system"])
PLAN_FILE: Final = Format("surveymodel-plan-file", 1, STEPS["surveymodel-plan-file"])
