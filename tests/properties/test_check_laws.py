"""Laws of checks on random packs: what they say of answers is what trying every sheet shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveymodel.authoring.checks.every import check
from surveymodel.errors import Diagnostic
from tests import oracle
from tests.oracle.evaluate import raised_threat
from tests.oracle.kleene import Kleene, some
from tests.packs import Plain, draft
from tests.strategies import packs

Found = set[tuple[str, ...]]
Seen = list[oracle.Evaluation]

# ---------------------------------------------------------------------------------------------
# Every sheet, by the plain evaluator


def sheets(pack: Plain) -> Seen:
    """Return what the plain evaluator makes of every sheet of a pack."""
    return [oracle.Evaluation(pack, sheet) for sheet in oracle.every_sheet(pack)]


def never(values: Iterable[Kleene]) -> bool:
    """Whether something holds in no sheet, given its value in each."""
    return not any(value is True for value in values)


def always(values: Iterable[Kleene]) -> bool:
    """Whether something fails in no sheet, given its value in each."""
    return not any(value is False for value in values)


def both(*truths: Kleene) -> bool:
    """Whether all of some truths certainly hold."""
    return all(truth is True for truth in truths)


def names(node: Any) -> Iterator[str]:
    """Yield the questions, facts and levels that a condition looks at."""
    if node[0] in ("name", "compare"):
        yield node[1]
        yield node[1].partition(".")[0]
    else:
        for part in node[1:]:
            yield from names(part)


def looks_at(when: str | None, things: set[str]) -> bool:
    return when is not None and not things.isdisjoint(names(oracle.parse(when)))


# ---------------------------------------------------------------------------------------------
# What is to be reported


def levels(pack: Plain) -> Iterator[tuple[str, str, int, str]]:
    """Yield scale, level, its number and its condition."""
    for scale in pack["scales"]:
        for index, level in enumerate(scale["levels"]):
            yield scale["id"], level["id"], index, level["when"]


def dead(pack: Plain, seen: Seen) -> set[str]:
    """Return the questions never asked, and the facts and levels that never hold."""
    questions = {q["id"] for q in pack["questions"] if never(here.asked(q["id"]) for here in seen)}
    facts = {f["id"] for f in pack["facts"] if never(here.fact(f["id"]) for here in seen)}
    reached = {f"{s}.{id}" for s, id, _, _ in levels(pack) if never(here.level(s, id) for here in seen)}
    return questions | facts | reached


def settled(pack: Plain, seen: Seen) -> set[str]:
    """Return the facts and levels that always hold."""
    facts = {f["id"] for f in pack["facts"] if always(here.fact(f["id"]) for here in seen)}
    return facts | {f"{s}.{id}" for s, id, _, _ in levels(pack) if always(here.level(s, id) for here in seen)}


def of_the_survey(pack: Plain, seen: Seen) -> Found:
    """What never comes about, unless it looks at something that does not, and what always does likewise."""
    gone, fixed = dead(pack, seen), settled(pack, seen)
    found: Found = {
        ("SM401", q["id"]) for q in pack["questions"] if q["id"] in gone and not looks_at(q.get("when"), gone)
    }
    found |= {
        ("SM402", rule["id"])
        for rule in pack["rules"]
        if never(here.fires(rule) for here in seen) and not looks_at(rule.get("when"), gone)
    }
    for fact in pack["facts"]:
        told = (fact["id"] in gone and not looks_at(fact["when"], gone)) or (
            fact["id"] in fixed and not looks_at(fact["when"], fixed)
        )
        found |= {("SM403", fact["id"])} if told else set()
    over: set[str] = set()
    for scale, id, index, when in levels(pack):
        name = f"{scale}.{id}"
        if scale not in over:
            always_so = index and name in fixed and not looks_at(when, fixed)
            never_so = name in gone and not looks_at(when, gone)
            found |= {("SM403", name)} if always_so or never_so else set()
        over |= {scale} if name in gone else set()
    return found


def of_outcomes(pack: Plain, seen: Seen) -> Found:
    """Threats, countermeasures and guides that never come, or are left alone."""
    gone = dead(pack, seen)
    raising = {raised_threat(entry) for rule in pack["rules"] for entry in rule.get("raises", ())}
    required = {id for rule in pack["rules"] for id in rule.get("requires", ())}
    found: Found = {("SM404", t["id"]) for t in pack["threats"] if t["id"] not in raising}
    for task in pack["countermeasures"]:
        id, counters = task["id"], task.get("counters", ())
        if id not in required and not counters:
            found.add(("SM405", id))
        elif id not in required and "when" in task and not looks_at(task["when"], gone):
            raised = not never(some(map(here.raised, counters)) for here in seen)
            found |= {("SM405", id)} if raised and never(here.applies(task) for here in seen) else set()
        for guide in pack["guides"]:
            if guide["countermeasure"] == id and not never(here.applies(task) for here in seen):
                hidden = never(here.fits(guide) for here in seen) and not looks_at(guide.get("when"), gone)
                found |= {("SM406", f"{id}/{guide['stack']}")} if hidden else set()
    for threat in pack["threats"]:
        against = [task for task in pack["countermeasures"] if threat["id"] in task.get("counters", ())]
        for here in seen:
            if both(here.raised(threat["id"]), *(here.applies(task) is False for task in against)):
                found.add(("SM420", threat["id"]))
    return found


def of_conditions(pack: Plain, seen: Seen) -> Found:
    """Requirements, adjustments, mappings and readings that never count, and rules that say the same."""
    gone = dead(pack, seen)
    tasks = {task["id"]: task for task in pack["countermeasures"]}
    found: Found = set()
    for rule in pack["rules"]:
        for id in rule.get("requires", ()):
            task = tasks[id]
            apart = never(both(here.fires(rule), here.applies(task)) for here in seen)
            if (
                apart
                and not never(here.fires(rule) for here in seen)
                and not looks_at(task.get("when"), gone)
            ):
                found.add(("SM424", id, rule["id"]))
    for name, when, matters in mattering(pack, seen):
        held = (both(value, here.condition(when)) for value, here in zip(matters, seen, strict=True))
        if never(held) and not never(matters) and not looks_at(when, gone):
            found.add(("SM410", *name))
    return found


def mattering(pack: Plain, seen: Seen) -> Iterator[tuple[tuple[str, ...], str, list[Kleene]]]:
    """Yield each condition of an adjustment, mapping or reading, with whether it matters in each sheet."""
    for one in pack["adjustments"]:
        moved = one.get("threats")
        yield (one["id"],), one["when"], [some(map(here.raised, moved)) if moved else True for here in seen]
    for task in pack["countermeasures"]:
        for control, mapped in task.get("satisfies", {}).get("std", {}).items():
            if "when" in mapped:
                yield (task["id"], control), mapped["when"], [here.applies(task) for here in seen]
    for reading in pack.get("interpretations", ()):
        scope = reading.get("scope")
        read = {**reading.get("groups", {}), **reading.get("controls", {})}
        for name, entry in read.items():
            if "when" in entry:
                yield (name,), entry["when"], [here.fact(scope) if scope else True for here in seen]


def brought(rule: Plain) -> tuple[dict[str, tuple[int, int]], set[str], int]:
    """Return the threats of a rule with their shifts, what it requires, and how urgently."""
    raised = [entry if isinstance(entry, dict) else {"threat": entry} for entry in rule.get("raises", ())]
    shifts = {e["threat"]: (e.get("likelihood", 0), e.get("impact", 0)) for e in raised}
    required = set(rule.get("requires", ()))
    return shifts, required, rule.get("priority", 0) if required else 0


def brings_all(rule: Plain, other: Plain) -> bool:
    """Whether a rule brings all that another does, as likely, as bad and as urgent."""
    (shifts, required, priority), (own, needed, least) = brought(rule), brought(other)
    return (
        all(threat in shifts and all(map(int.__ge__, shifts[threat], shift)) for threat, shift in own.items())
        and needed <= required
        and (not needed or priority >= least)
    )


def twins(pack: Plain, seen: Seen) -> Found:
    """Rules of which an earlier one has the same consequences and fires in the same sheets."""
    found: Found = set()
    for index, rule in enumerate(pack["rules"]):
        for other in pack["rules"][:index]:
            alike = all(here.fires(rule) == here.fires(other) for here in seen)
            if alike and brought(rule) == brought(other) and not never(here.fires(rule) for here in seen):
                found.add(("SM409", rule["id"]))
    return found


def within(pack: Plain, seen: Seen) -> Found:
    """Rules of which another fires in all their sheets and brings all of theirs, and in more or brings more."""

    def only(one: Plain, other: Plain) -> bool:
        return any(here.fires(one) is True and here.fires(other) is False for here in seen)

    found: Found = set()
    for rule in pack["rules"]:
        for other in pack["rules"]:
            more = brought(other) != brought(rule) or only(other, rule)
            if other is not rule and brings_all(other, rule) and more and not only(rule, other):
                found.add(("SM413", rule["id"]))
    return {one for one in found if not never(here.fires(ruled(pack, one[1])) for here in seen)}


def ruled(pack: Plain, id: str) -> Plain:
    return next(rule for rule in pack["rules"] if rule["id"] == id)


# ---------------------------------------------------------------------------------------------
# What is reported


def reported(found: list[Diagnostic], *codes: str) -> Found:
    """Return code and names of what was found, as messages quote them; a control is not quoted."""
    result: Found = set()
    for one in found:
        if one.code in codes:
            told = one.message.partition("whatever is answered")[0]  # the clauses that clash follow
            quoted = tuple(re.findall(r"'([^']+)'", told))
            served = tuple(re.findall(r"\bstd (\S+)", one.message))
            count = {"SM424": 2}.get(one.code, 1)
            result.add((one.code, *quoted[:count], *served))
    return result


def trusted(found: list[Diagnostic]) -> list[Diagnostic]:
    """Return what was found, after a look that the pack loads and all was proved."""
    assert not [str(one) for one in found if one.severity == "error"]
    assert not [str(one) for one in found if "random systems" in one.message]
    return found


@given(st.booleans().flatmap(lambda layers: packs(limit=64, layers=layers)))
def test_what_never_comes_about_is_reported_and_nothing_else(pack: Plain) -> None:
    """What no sheet brings about is reported, or what it looks at is in its place; a threat that is left alone too."""
    found, seen = trusted(check(draft(pack))), sheets(pack)
    survey, outcomes, conditions = (
        of_the_survey(pack, seen),
        of_outcomes(pack, seen),
        of_conditions(pack, seen),
    )
    assert survey == reported(found, "SM401", "SM402", "SM403")
    assert outcomes == reported(found, "SM404", "SM405", "SM406", "SM420")
    assert conditions == reported(found, "SM410", "SM424")


@given(packs(limit=64), st.data())
def test_rules_that_fire_together_are_reported_and_no_others(pack: Plain, data: st.DataObject) -> None:
    """However the second is written, where it does what the first does; or where it does no more anywhere."""
    first = data.draw(st.sampled_from(pack["rules"]))
    again = {**first, "id": "again"}
    if "when" in first:
        shapes = ("not not ({0})", "({0}) and ({0})", "not ({0})", "({0}) or q1", "({0}) and not q1")
        again["when"] = data.draw(st.sampled_from(shapes)).format(first["when"])
    pack = {**pack, "rules": [*pack["rules"], again]}
    seen = sheets(pack)
    rules = [rule for rule in pack["rules"] if not never(here.fires(rule) for here in seen)]
    found = trusted(check(draft(pack)))
    assert twins(pack, seen) == {("SM409", rule["id"]) for rule in rules} & reported(found, "SM409")
    assert within(pack, seen) == reported(found, "SM413")


# ---------------------------------------------------------------------------------------------
# Witnesses


def named(pack: Plain, message: str) -> dict[str, Any]:
    """Return the answers that a message names."""
    said = re.search(r"as with (?!no answers)(.*?)(?:: put|$)", message)
    kinds = {question["id"]: question["select"] for question in pack["questions"]}
    sheet: dict[str, Any] = {}
    for part in said[1].split("; ") if said else ():
        id, _, text = part.partition(": ")
        listed = [] if text == "none of these" else text.split(", ")
        sheet[id] = {"many": listed, "number": int(text) if text.isdigit() else None}.get(kinds[id], text)
    return sheet


@given(st.booleans().flatmap(lambda layers: packs(limit=64, layers=layers)))
def test_answers_that_are_named_bring_it_about(pack: Plain) -> None:
    """With them alone a threat is raised and left alone, or 'not' decides where its question is not asked."""
    for one in check(draft(pack)):
        here = oracle.Evaluation(pack, named(pack, one.message))
        quoted = re.findall(r"'(?:not )?([^']+)'", one.message)
        if one.code == "SM420":
            against = [task for task in pack["countermeasures"] if quoted[0] in task.get("counters", ())]
            assert here.raised(quoted[0]) is True, one.message
            assert {False} >= {here.applies(task) for task in against}, one.message
        elif one.code == "SM423":
            assert here.asked(quoted[1]) is False, one.message
            assert here.node(oracle.parse(quoted[0])) is False, one.message
