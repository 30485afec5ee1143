"""Content that does nothing: never asked, never true, never raised, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from attrs import evolve

from surveymodel.authoring.checks.checked import Checked, named, warning
from surveymodel.authoring.subjects import Subject
from surveymodel.content.nouns import Countermeasure, Question, Scale
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import Diagnostic

__all__ = [
    "changes_nothing",
    "never_applies",
    "never_asked",
    "never_fires",
    "never_matters",
    "never_or_always_holds",
    "never_raised",
    "never_shown",
    "not_looked_at",
    "outcomes",
    "useless",
]

#: What to say of a condition that never holds where it matters, by what it decides.
_NEVER: Final = {
    "adjustment": "the adjustment {0!r} never applies to a threat",
    "mapping": "{0!r} never serves {1} {2} where it applies",
    "reading": "{0} {1} is never in scope where the standard is",
}


def never_asked(pack: Checked) -> Iterator[Diagnostic]:
    """SM401: this question is never asked."""
    for question in pack.model.content.questions:
        if question.id in pack.dead and not pack.blamed(question.when):
            place = pack.at("name", question.id, "when")
            message = f"the question {question.id!r} is never asked, {pack.dead[question.id]}"
            yield warning(place, "SM401", message)


def never_fires(pack: Checked) -> Iterator[Diagnostic]:
    """SM402: this rule never fires."""
    for rule in pack.model.content.rules:
        if pack.blamed(rule.when):
            continue
        how = pack.never(pack.model.truths[f"rule:{rule.id}"])
        if how:
            message = f"the rule {rule.id!r} never fires, {how}"
            yield warning(pack.at("rule", rule.id, "when"), "SM402", message)


def never_or_always_holds(pack: Checked) -> Iterator[Diagnostic]:
    """SM403: this fact or level never, or always, holds."""
    for fact in pack.model.content.facts:
        place = pack.at("name", fact.id, "when")
        if fact.id in pack.dead and not pack.blamed(fact.when):
            message = f"the fact {fact.id!r} never holds, {pack.dead[fact.id]}"
            yield warning(place, "SM403", message)
        elif fact.id in pack.settled and not pack.owed(fact.when):
            message = f"the fact {fact.id!r} always holds, {pack.settled[fact.id]}"
            yield warning(place, "SM403", message)
    for scale in pack.model.content.scales:
        yield from _levels(pack, scale)


def _levels(pack: Checked, scale: Scale) -> Iterator[Diagnostic]:
    """The lowest level may always hold; a level over one that never holds is not blamed for it."""
    for index, level in enumerate(scale.levels):
        id = f"{scale.id}.{level.id}"
        place = pack.at("name", scale.id, "levels", index, "when")
        if id in pack.dead:
            if not pack.blamed(level.when):
                yield warning(place, "SM403", f"the level {id!r} is never reached, {pack.dead[id]}")
            return
        if index and id in pack.settled and not pack.owed(level.when):
            message = f"the level {id!r} is always reached, {pack.settled[id]}"
            yield warning(place, "SM403", message)


def never_raised(pack: Checked) -> Iterator[Diagnostic]:
    """SM404: no rule raises this threat."""
    raised = _raised(pack)
    for threat in pack.model.content.threats:
        if threat.id not in raised:
            message = f"no rule raises the threat {threat.id!r}"
            yield warning(pack.at("threat", threat.id), "SM404", message)


def _raised(pack: Checked) -> set[str]:
    return {raised.threat for rule in pack.model.content.rules for raised in rule.raises}


def never_applies(pack: Checked) -> Iterator[Diagnostic]:
    """SM405: nothing brings this countermeasure."""
    required = {id for rule in pack.model.content.rules for id in rule.requires}
    for countermeasure in pack.model.content.countermeasures:
        id = countermeasure.id
        if not countermeasure.counters and id not in required:
            message = f"{id!r} counters no threat and no rule requires it, so it never applies"
            yield warning(pack.at("countermeasure", id), "SM405", message)
        elif id not in required and countermeasure.when is not None and not pack.blamed(countermeasure.when):
            yield from _kept_away(pack, countermeasure)


def _kept_away(pack: Checked, countermeasure: Countermeasure) -> Iterator[Diagnostic]:
    """Yield that a countermeasure's condition never holds where a threat that it counters is raised."""
    id = countermeasure.id
    how = pack.never(pack.model.truths[f"task:{id}"])
    causes = pack.subjects[f"task:{id}"].causes
    if how and not all(pack.never(cause) for cause in causes):
        message = f"{id!r} never applies: its condition fails wherever what it counters is raised, {how}"
        yield warning(pack.at("countermeasure", id, "when"), "SM405", message)


def never_shown(pack: Checked) -> Iterator[Diagnostic]:
    """SM406: this guide is never shown."""
    for file in pack.draft.of("guide"):
        owner = file.stem.partition("/")[0]
        when = file.document.data.get("when")
        if pack.blamed(when) or pack.never(pack.model.truths[f"task:{owner}"]):
            continue
        how = pack.never(pack.model.truths[f"guide:{file.stem}"])
        if how:
            place = file.document.at(("otherwise" if when is None else "when",))
            yield warning(place, "SM406", f"the guide {file.stem!r} is never shown, {how}")


def changes_nothing(pack: Checked) -> Iterator[Diagnostic]:
    """SM407: no answer to this question changes anything."""
    for question in useless(pack):
        message = f"whatever is answered to {question.id!r}, nothing follows from it"
        yield warning(pack.at("name", question.id), "SM407", message)


def useless(pack: Checked) -> Iterator[Question]:
    """Yield the questions that are asked and on whose answers nothing depends."""
    model = pack.model
    inputs = frozenset(model.program.slice(outcomes(model)).inputs)
    for question in model.content.questions:
        if question.id not in pack.dead and inputs.isdisjoint(model.columns[question.id].places):
            yield question


def outcomes(model: SurveyModel) -> Iterator[int]:
    """Yield the values for which a survey is answered: what is to do, why, and how it is counted."""
    for truth, place in model.truths.items():
        kind, _, id = truth.partition(":")
        if kind in ("rule", "threat", "task", "guide", "control") or (kind == "fact" and "." in id):
            yield place
    for mark, place in model.marks.items():
        if mark.startswith(("adjustment:", "mapping:", "scope:", "profile:")):
            yield place


def never_matters(pack: Checked) -> Iterator[Diagnostic]:
    """SM410: this adjustment, mapping or reading is for answers that nobody can give where it matters."""
    for subject in pack.suite.subjects:
        kind, _, id = subject.name.partition(":")
        if kind not in _NEVER or any(name in pack.dead for leaf in subject.clauses for name in named(leaf)):
            continue
        causes = _moved(pack, id) if kind == "adjustment" else subject.causes
        mattering = evolve(subject, causes=causes)
        shown = pack.shown(partial(_holds, mattering), mattering.needs(pack.model))
        if not shown.possible and (not causes or not all(map(pack.never, causes))):
            message = f"{_NEVER[kind].format(*id.split('/'))}, {shown.how}"
            yield warning(subject.location, "SM410", message)


def _holds(subject: Subject, lanes: Lanes) -> int:
    """Return the lanes in which a condition holds and matters."""
    return subject.where(lanes) & lanes.held(subject.condition).must


def _moved(pack: Checked, adjustment: str) -> tuple[int, ...]:
    """Return the threats that an adjustment names; one that names none is for all, also for those to come."""
    moved = next(one.threats for one in pack.model.content.adjustments if one.id == adjustment)
    return tuple(pack.model.truths[f"threat:{threat}"] for threat in moved or ())


def not_looked_at(pack: Checked) -> Iterator[Diagnostic]:
    """SM412: nothing looks at this fact or value."""
    used = set(pack.looked_at)
    for interpretation in pack.model.content.interpretations:
        used |= {interpretation.scope or "", *interpretation.profiles.values()}
    content = pack.model.content
    for id in (*(fact.id for fact in content.facts), *(value.id for value in content.values)):
        if id not in used:
            message = f"nothing looks at the {pack.defined('name', id).kind} {id!r}"
            yield warning(pack.at("name", id), "SM412", message, "advice")
