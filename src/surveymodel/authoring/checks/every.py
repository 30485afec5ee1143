"""All checks, and what they find in a pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from surveymodel.authoring.checks.cases import only_sampled, to_do
from surveymodel.authoring.checks.checked import Check, Checked
from surveymodel.authoring.checks.clauses import cannot_decide, decided_unasked
from surveymodel.authoring.checks.dates import out_of_date
from surveymodel.authoring.checks.dead import (
    changes_nothing,
    never_applies,
    never_asked,
    never_fires,
    never_matters,
    never_or_always_holds,
    never_raised,
    never_shown,
    not_looked_at,
)
from surveymodel.authoring.checks.holes import not_countered, not_led_to, not_required, without_guide
from surveymodel.authoring.checks.mappings import maps_to_no_duty, not_cited, too_many_controls
from surveymodel.authoring.checks.off import off_faults
from surveymodel.authoring.checks.same import adds_nothing, equal_facts, equal_rules, not_told_apart
from surveymodel.authoring.checks.titles import ill_formed, same_title
from surveymodel.authoring.checks.words import same_text, unwritten, vague
from surveymodel.authoring.examples import example_faults
from surveymodel.authoring.suite import suite_from
from surveymodel.content.draft import Draft
from surveymodel.content.load import content_of, everything
from surveymodel.content.names import Names, define
from surveymodel.content.off import left, switched_off
from surveymodel.errors import Diagnostic

__all__ = ["CHECKS", "check"]

#: In order of code.
CHECKS: Final[tuple[Check, ...]] = (
    never_asked,
    never_fires,
    never_or_always_holds,
    never_raised,
    never_applies,
    never_shown,
    changes_nothing,
    not_told_apart,
    equal_rules,
    equal_facts,
    never_matters,
    cannot_decide,
    not_looked_at,
    adds_nothing,
    not_countered,
    without_guide,
    not_led_to,
    decided_unasked,
    not_required,
    only_sampled,
    ill_formed,
    vague,
    same_text,
    unwritten,
    same_title,
    maps_to_no_duty,
    too_many_controls,
    not_cited,
    out_of_date,
    to_do,
)


def check(draft: Draft, on: date | None = None) -> list[Diagnostic]:
    """Return everything wrong or unwise in a pack, in order of place; ``on`` is the day of its values.

    Checks look at packs that load: while there is an error, only what keeps it from loading and
    what single files show is reported.
    """
    names = define(draft)
    found = set(everything(draft, names))
    loads = not any(diagnostic.severity == "error" for diagnostic in found)
    if loads:
        found.update(_checked(draft, names, on))
    off = tuple(switched_off(draft))
    if loads:
        found.update(off_faults(off, found, () if on else ("SM445",)))
    return left(found, off)


def _checked(draft: Draft, names: Names, on: date | None) -> Iterator[Diagnostic]:
    suite = suite_from(draft, content_of(draft))
    yield from suite.faults
    yield from suite.unmet()
    yield from example_faults(suite.model, draft)
    pack = Checked(suite, names, on)
    for one in CHECKS:
        yield from one(pack)
