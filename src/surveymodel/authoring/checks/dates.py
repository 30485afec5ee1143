"""Values on the day that somebody names."""

from __future__ import annotations

from collections.abc import Iterator

from surveymodel.authoring.checks.checked import Checked, warning
from surveymodel.errors import Diagnostic

__all__ = ["out_of_date"]


def out_of_date(pack: Checked) -> Iterator[Diagnostic]:
    """SM445: this value is not in force."""
    day = pack.on.isoformat() if pack.on else None
    for value in pack.model.content.values:
        if value.from_ and value.until and value.until < value.from_:
            message = f"the value {value.id!r} is in force on no day: it ends before it begins"
            yield warning(pack.at("name", value.id, "until"), "SM445", message)
        elif day and value.until and value.until < day:
            message = f"on {day} the value {value.id!r} has run out"
            yield warning(pack.at("name", value.id, "until"), "SM445", message)
        elif day and value.from_ and day < value.from_:
            message = f"on {day} the value {value.id!r} is not in force yet"
            yield warning(pack.at("name", value.id, "from"), "SM445", message)
