"""Cases of which nobody has said what follows."""

from __future__ import annotations

from collections.abc import Iterator

from surveymodel.authoring.checks.checked import Checked, warning
from surveymodel.errors import Diagnostic

__all__ = ["to_do"]


def to_do(pack: Checked) -> Iterator[Diagnostic]:
    """SM517: this case is still to do."""
    for case in pack.suite.cases:
        if case.todo is not None:
            message = f"the case {case.id!r} is to do: {' '.join(case.todo.split())}"
            yield warning(case.location, "SM517", message, "advice")
