"""Cases of which nobody has said what follows, and properties that are only sampled."""

from __future__ import annotations

from collections.abc import Iterator

from surveymodel.authoring.checks.checked import Checked, unsettled, warning
from surveymodel.errors import Diagnostic

__all__ = ["only_sampled", "to_do"]


def to_do(pack: Checked) -> Iterator[Diagnostic]:
    """SM517: this case is still to do."""
    for case in pack.suite.cases:
        if case.todo is not None:
            message = f"the case {case.id!r} is to do: {' '.join(case.todo.split())}"
            yield warning(case.location, "SM517", message, "advice")


def only_sampled(pack: Checked) -> Iterator[Diagnostic]:
    """SM425: this property holds in random systems, and it is open whether it does in all."""
    for verdict in pack.suite.verdicts:
        if verdict.outcome == "holds" and verdict.systems is not None:
            yield unsettled(verdict.of.location, f"the property {verdict.of.id!r} holds of every system")
