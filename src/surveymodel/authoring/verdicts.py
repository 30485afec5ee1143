"""Properties judged: over every sheet where few questions matter, and over random systems elsewhere.

A property goes in; out comes whether it holds, how that is known, and where it does not, the least
answers that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import groupby
from typing import Final, Literal

from attrs import evolve, field, frozen

from surveymodel.authoring.aim import aimed
from surveymodel.authoring.change import Change, changes, moved_by
from surveymodel.authoring.least import Wanted, least, run_part
from surveymodel.authoring.probes import MOST, Every, Sheet, every_sheet, sheet_at
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.properties import Claim, Follows, Never, Property, Unmoved
from surveymodel.condition import Condition
from surveymodel.engine.clauses import Lanes, places
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of
from surveymodel.engine.reply import Given, Reply

__all__ = ["Duty", "Outcome", "Verdict", "Witness", "duties_of", "judge", "said_answers"]

Outcome = Literal["holds", "violated", "vacuous"]
"""What became of a property; a vacuous one says nothing, since what it is about never arises."""

#: The most sheets of which every one is tried for one truth among many.
FEW: Final = 1 << 14


@frozen
class Witness:
    """Answers that show that a property does not hold."""

    sheet: Sheet
    truth: str | None = None  #: what is not as it must be, where truths are claimed
    certain: bool = False  #: whether that truth is certain with these answers, or else excluded
    changed: tuple[str, Given] | None = None  #: the question and answer that make it otherwise


@frozen(slots=False)
class Verdict:
    """What became of one property."""

    of: Property
    outcome: Outcome
    systems: int | None  #: how many random systems were looked at; None where every sheet was
    reason: str = ""  #: of a vacuous property: what never arises, and how that is known
    _found: Callable[[], Witness] | None = field(default=None, repr=False, eq=False)

    @cached_property
    def witness(self) -> Witness | None:
        """The least answers that show that it does not hold, where it does not."""
        return self._found() if self._found else None

    @property
    def shown(self) -> str:
        """What the witness shows, in words; nothing where there is none."""
        return "" if self.witness is None else _shown(self.of, self.witness)

    def __str__(self) -> str:
        if self.witness is not None:
            return f"{self.shown}, as with {said_answers(self.witness.sheet)}"
        return self.reason or "it holds"


def said_answers(sheet: Sheet) -> str:
    """Return a sheet in words."""
    said = "; ".join(f"{question}: {Reply(given)}" for question, given in sheet.items())
    return said or "no answers at all"


def _shown(property: Property, witness: Witness) -> str:
    if property.kind in ("never", "always"):
        condition = property.said.partition(": ")[2]
        return f"'{condition}' {'holds' if property.kind == 'never' else 'does not hold'}"
    if witness.changed is None:
        return f"{witness.truth} is excluded"
    before, after = ("certain", "excluded") if witness.certain else ("excluded", "certain")
    question, given = witness.changed
    return f"{witness.truth} is {before}, and {after} with {question}: {Reply(given)}"


# ---------------------------------------------------------------------------------------------
# Judging


@frozen
class Duty:
    """One thing that must be so nowhere, and the values of the program that decide it."""

    bad: Wanted
    needs: tuple[int, ...]
    truth: str | None = None
    change: Change | None = None
    any_two: bool = False  #: whether it stands for any two answers to the question that it changes


def judge(prover: Prover, properties: Iterable[Property]) -> Iterator[Verdict]:
    """Yield what becomes of each property."""
    for property in properties:
        yield _judged(prover, property)


def _judged(prover: Prover, property: Property) -> Verdict:
    model, lanes = prover.model, prover.random
    if isinstance(property.claim, Unmoved) and not property.claim.truths:
        return Verdict(property, "vacuous", None, "it is about no truth")
    situations = list(_situations(model, property.claim))
    for words, wanted, needs in situations:
        arises = prover.settle(wanted, needs)
        if not arises.possible:
            return Verdict(property, "vacuous", None, f"{words}, {arises.how}")
    if not isinstance(property.claim, Never):
        ((_, wanted, needs),) = situations
        lanes = aimed(lanes, wanted, needs)
    duties = list(duties_of(model, property.claim))
    most = max(FEW, MOST // max(len(duties), 1))
    untried: list[Duty] = []
    for needs, group in groupby(duties, key=lambda duty: duty.needs):
        same = list(group)
        every = every_sheet(model, needs, most)
        for duty, lane in _against(same, every, lanes):
            sheet = every.sheet(lane) if every else sheet_at(lanes, lane, model.questions)
            return _violated(property, model, duty, sheet)
        untried += () if every else same
    settled = prover.any_of(duty.bad for duty in untried)
    if settled.possible:
        return _violated(property, model, *_unkept(model, untried, settled.sheet))
    return Verdict(property, "holds", None if settled.proved else lanes.count)


def _violated(property: Property, model: SurveyModel, duty: Duty, sheet: Sheet) -> Verdict:
    return Verdict(property, "violated", None, "", partial(_witness, model, duty, sheet))


def _unkept(model: SurveyModel, duties: list[Duty], sheet: Sheet) -> tuple[Duty, Sheet]:
    """Return the first of the duties that is not kept with a sheet that breaks one of them."""
    needs = {place for duty in duties for place in duty.needs}
    lane = run_part(model, needs, [sheet])
    return next(duty for duty in duties if duty.bad(lane)), sheet


def _against(duties: list[Duty], every: Every | None, lanes: Lanes) -> Iterator[tuple[Duty, int]]:
    """Yield each of the duties about one truth that is not kept, with a lane that shows it."""
    for duty in duties:
        if found := duty.bad(every.lanes if every else lanes):
            yield duty, next(lanes_of(found))
    first = duties[0]
    if every and first.change and first.truth and first.any_two:
        place = lanes.model.truths[first.truth]
        if pair := every.apart(first.change.question.id, place):
            change = Change(first.change.question, pair[1], beside=False)
            bad = partial(_moves, place, change, False)
            yield evolve(first, bad=bad, change=change), pair[0]


def _witness(model: SurveyModel, duty: Duty, sheet: Sheet) -> Witness:
    """Return the least part of a sheet that still shows what must not be."""
    few = least(model, sheet, duty.bad, duty.needs)
    if duty.truth is None or duty.change is None:
        return Witness(few, duty.truth)
    alone = run_part(model, duty.needs, [few])
    question = duty.change.question.id
    changed = (question, duty.change.after(alone, few.get(question)))
    return Witness(few, duty.truth, bool(alone.truth(duty.truth).must), changed)


# ---------------------------------------------------------------------------------------------
# Claims

_Situation = tuple[str, Wanted, tuple[int, ...]]
"""What never arises, in words; where it does; and the values of the program that decide it."""


def _situations(model: SurveyModel, claim: Claim) -> Iterator[_Situation]:
    """Yield what must arise somewhere for a claim to say anything."""
    if isinstance(claim, Unmoved):
        place = model.truths[f"question:{claim.question}"]
        yield f"{claim.question!r} is never asked", lambda lanes: lanes.at(place).must, (place,)
        return
    for condition in claim.parts if isinstance(claim, Never) else (claim.when,):
        yield f"'{condition}' never holds", partial(_held, condition), tuple(places(model, condition))


def _held(condition: Condition, lanes: Lanes) -> int:
    return lanes.held(condition).must


def duties_of(model: SurveyModel, claim: Claim) -> Iterator[Duty]:
    """Yield what must be so nowhere for a claim to hold, that of one truth after that of another."""
    if isinstance(claim, Never):
        yield Duty(partial(_held, claim.condition), tuple(places(model, claim.condition)))
    elif isinstance(claim, Follows):
        for truth in claim.truths:
            needs = (*places(model, claim.when), model.truths[truth])
            yield Duty(partial(_missing, claim.when, truth), needs, truth)
    else:
        behind = moved_by(model, claim.question)
        made = list(changes(model, claim.question, claim.answer))
        more = {place for change in made for place in change.needs(model)}
        for truth in claim.truths:
            place = model.truths[truth]
            for change in made if place in behind else ():
                bad = partial(_moves, place, change, claim.may_add)
                yield Duty(bad, (place, *sorted(more)), truth, change, claim.answer is None)


def _missing(when: Condition, truth: str, lanes: Lanes) -> int:
    """Return the lanes in which a condition holds and a truth does not."""
    return lanes.held(when).must & ~lanes.truth(truth).may


def _moves(place: int, change: Change, may_add: bool, lanes: Lanes) -> int:
    """Return the lanes in which a change takes a value away or, unless it may, brings one about."""
    before, after = lanes.at(place), change.made(lanes, (place,)).at(place)
    lost = before.must & ~after.may
    return lost if may_add else lost | (after.must & ~before.may)
