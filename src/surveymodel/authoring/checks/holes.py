"""What is missing: an answer to a threat, a guide for a stack, a way to the next level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from surveymodel.authoring.checks.checked import Checked, unsettled, warning
from surveymodel.authoring.checks.clauses import stances
from surveymodel.condition import Member, leaves, parse
from surveymodel.content.nouns import Countermeasure, Guide, Scale
from surveymodel.engine.clauses import Lanes, places
from surveymodel.engine.program import TRUE
from surveymodel.errors import Diagnostic

__all__ = ["not_countered", "not_led_to", "not_required", "without_guide"]


def alone(must: Sequence[int], never: Sequence[int], lanes: Lanes) -> int:
    """Return the lanes in which some values certainly hold and others certainly do not."""
    found = lanes.every
    for place in must:
        found &= lanes.at(place).must
    for place in never:
        found &= ~lanes.at(place).may
    return found


def not_countered(pack: Checked) -> Iterator[Diagnostic]:
    """SM420: this threat is raised where no countermeasure against it applies."""
    against: dict[str, list[Countermeasure]] = {}
    for countermeasure in pack.model.content.countermeasures:
        for id in countermeasure.counters:
            against.setdefault(id, []).append(countermeasure)
    for threat in pack.model.content.threats:
        found = against.get(threat.id, [])
        if any(countermeasure.when is None for countermeasure in found):
            continue
        raised = pack.model.truths[f"threat:{threat.id}"]
        tasks = [pack.model.truths[f"task:{countermeasure.id}"] for countermeasure in found]
        shown = pack.shown(partial(alone, [raised], tasks), (raised, *tasks))
        what = "no countermeasure against it applies" if tasks else "no countermeasure is against it"
        if shown.possible:
            message = f"the threat {threat.id!r} is raised and {what}, {shown.witness}"
            yield warning(pack.at("threat", threat.id), "SM420", message)
        elif not shown.proved:
            place = pack.at("threat", threat.id)
            yield unsettled(place, f"the threat {threat.id!r} is ever raised where {what}")


def not_required(pack: Checked) -> Iterator[Diagnostic]:
    """SM424: a countermeasure never applies where this rule, which requires it, fires."""
    for rule in pack.model.content.rules:
        fires = pack.model.truths[f"rule:{rule.id}"]
        for required in rule.requires:
            when = pack.model.countermeasures[required].when
            if when is None or pack.blamed(when):
                continue
            both = (fires, pack.model.truths[f"task:{required}"])
            shown = pack.shown(partial(alone, both, ()), both)
            if not shown.possible and not pack.never(fires):
                written = pack.defined("rule", rule.id).entry["requires"]
                place = pack.at("rule", rule.id, "requires", written.index(required))
                message = f"{required!r} never applies where the rule {rule.id!r} fires, {shown.how}"
                yield warning(place, "SM424", message)


# ---------------------------------------------------------------------------------------------
# Guides


def without_guide(pack: Checked) -> Iterator[Diagnostic]:
    """SM421: this countermeasure has no guide for a stack, and has one for others like it."""
    named = {guide.id: set(_stacks(pack, guide)) for guide in pack.model.content.guides}
    by_owner: dict[str, list[Guide]] = {}
    for guide in pack.model.content.guides:
        by_owner.setdefault(guide.countermeasure, []).append(guide)
    choosing = _choosing(by_owner, named)
    offered = {stack for stacks in named.values() for stack in stacks}
    for owner, guides in by_owner.items():
        if any(guide.otherwise for guide in guides):
            continue
        own = {stack for guide in guides for stack in named[guide.id]}
        for question in sorted(choosing):
            has = [answer for of, answer in sorted(own) if of == question]
            lacks = [answer for of, answer in sorted(offered - own) if of == question]
            each = all(any(of == question for of, _ in named[guide.id]) for guide in guides)
            lacks = [one for one in lacks if each and _unguided(pack, owner, guides, f"{question}.{one}")]
            if lacks:
                message = f"{owner!r} has a guide for {', '.join(has)} and none for {', '.join(lacks)}"
                yield warning(pack.at("countermeasure", owner), "SM421", message, "advice")


def _choosing(by_owner: Mapping[str, Sequence[Guide]], named: Mapping[str, set[tuple[str, str]]]) -> set[str]:
    """Return the questions whose answers choose between the guides of some countermeasure."""
    found: set[str] = set()
    for guides in by_owner.values():
        for question in {of for guide in guides for of, _ in named[guide.id]}:
            sets = {frozenset(a for of, a in named[guide.id] if of == question) for guide in guides}
            if len(sets - {frozenset()}) > 1:
                found.add(question)
    return found


def _stacks(pack: Checked, guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield the answers that a guide is for, as question and answer."""
    condition = parse(guide.when) if guide.when else None
    for leaf, stance in zip(leaves(condition), stances(condition), strict=True) if condition else ():
        if isinstance(leaf, Member) and leaf.owner in pack.model.questions and not stance.negative:
            yield leaf.owner, leaf.id


def _unguided(pack: Checked, owner: str, guides: Sequence[Guide], answer: str) -> bool:
    """Whether a countermeasure may apply, with an answer, where none of its guides fits."""
    truths = pack.model.truths
    must = (truths[f"task:{owner}"], truths[f"answer:{answer}"])
    never = tuple(truths[f"guide:{guide.id}"] for guide in guides)
    return pack.shown(partial(alone, must, never), (*must, *never)).possible


# ---------------------------------------------------------------------------------------------
# Levels


def not_led_to(pack: Checked) -> Iterator[Diagnostic]:
    """SM422: this level, which is to be striven for, is not reached and no task says so."""
    for scale in pack.model.content.scales:
        if scale.strive:
            yield from _levels(pack, scale)


def _levels(pack: Checked, scale: Scale) -> Iterator[Diagnostic]:
    """Yield each level that may be the next to reach while no task looks at what it looks at."""
    model = pack.model
    below = TRUE
    for index, level in enumerate(scale.levels):
        reached = model.truths[f"fact:{scale.id}.{level.id}"]
        tasks = _tasks(pack, level.when)
        shown = pack.shown(partial(alone, (below,), (reached, *tasks)), (below, reached, *tasks))
        place = pack.at("name", scale.id, "levels", index, "id")
        if shown.possible:
            message = f"{scale.id}.{level.id} is not reached and no task says so, {shown.witness}"
            yield warning(place, "SM422", message)
        elif not shown.proved:
            yield unsettled(place, f"{scale.id}.{level.id} is ever left unreached while no task says so")
        below = reached


def _tasks(pack: Checked, when: str) -> tuple[int, ...]:
    """Return the tasks that look at some answer that a condition looks at."""
    model = pack.model
    inputs = set(model.program.slice(places(model, parse(when))).inputs) - {0, 1}
    tasks = (model.truths[f"task:{countermeasure.id}"] for countermeasure in model.content.countermeasures)
    return tuple(task for task in tasks if not inputs.isdisjoint(model.program.slice((task,)).inputs))
