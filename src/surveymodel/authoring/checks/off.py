"""Checks that are switched off without a reason, or for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from surveymodel.authoring.checks.checked import warning
from surveymodel.content.off import Off, keys
from surveymodel.errors import Diagnostic
from surveymodel.exchange.diagnostic_pages import codes

__all__ = ["off_faults"]


def off_faults(
    off: Sequence[Off], found: Collection[Diagnostic], unrun: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with off-switches, given all that was found; ``unrun`` codes were not looked for."""
    unclear = tuple(_unclear(off))
    yield from unclear
    told = (*found, *unclear)
    used = {key for diagnostic in told for key in keys(diagnostic)}
    wrong = {diagnostic.code for diagnostic in told if diagnostic.severity == "error"}
    idle = [one for one in off if one.key not in used and one.code not in (*unrun, "")]
    for one in idle:
        why = "; errors cannot be switched off" if one.code in wrong else ""
        if one.code not in codes():
            message = f"there is no diagnostic {one.code}, so there is nothing to switch off"
        else:
            message = f"nothing is reported here as {one.code}, so there is nothing to switch off{why}"
        yield warning(one.location, "SM451", message, "advice")


def _unclear(off: Sequence[Off]) -> Iterator[Diagnostic]:
    """Yield the comments that give no reason, and those that switch nothing off since their form is wrong."""
    for one in off:
        if not one.code:
            message = "this comment switches nothing off: write '# off SM412: the reason'"
            yield warning(one.location, "SM450", message)
        elif not one.reasoned:
            message = f"say why {one.code} is switched off here: '# off {one.code}: the reason'"
            yield warning(one.location, "SM450", message)
