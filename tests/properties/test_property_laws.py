"""Laws of properties: what is said of them is what trying every sheet by the plain evaluator shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveymodel.authoring.pasted import witness_lines
from surveymodel.authoring.strategies.conditions import conditions
from surveymodel.authoring.suite import Suite, suite_of
from surveymodel.authoring.verdicts import Verdict
from tests import oracle
from tests.packs import Plain, draft, model
from tests.solving import by_solver_alone
from tests.strategies import packs

Sheet = dict[str, Any]
Value = bool | None


def every(pack: Plain) -> Iterator[oracle.Evaluation]:
    """Yield every sheet of a pack, evaluated."""
    return (oracle.Evaluation(pack, sheet) for sheet in oracle.every_sheet(pack))


def truth(pack: Plain, name: str) -> Callable[[oracle.Evaluation], Value]:
    """Return how the plain evaluator sees a rule, a threat or a task."""
    kind, _, id = name.partition(":")
    if kind == "threat":
        return lambda here: here.raised(id)
    noun = next(n for n in pack["rules" if kind == "rule" else "countermeasures"] if n["id"] == id)
    return lambda here: here.fires(noun) if kind == "rule" else here.applies(noun)


def truths(pack: Plain) -> list[str]:
    """Return the names of a pack's rules, threats and tasks."""
    return [
        f"{kind}:{noun['id']}"
        for kind, key in (("rule", "rules"), ("threat", "threats"), ("task", "countermeasures"))
        for noun in pack[key]
    ]


def judged(pack: Plain, property: str) -> tuple[Suite, Verdict]:
    """Return a pack with one property, and what becomes of it; the solver alone says the same."""
    files = draft(pack, all=f"properties:\n  - {{id: it, {property}}}\n")
    suite = suite_of(files)
    assert suite.faults == ()
    verdict = suite.verdicts[0]
    with by_solver_alone():
        (solved,) = suite_of(files).verdicts
        assert (solved.outcome, solved.systems) == (verdict.outcome, None)
        assert (solved.witness is None) is (verdict.witness is None)
    return suite, verdict


def rows(suite: Suite, pack: Plain, verdict: Verdict) -> list[bool]:
    """Return which cases pass of those that show that a property does not hold."""
    text = "".join(f"  {line}\n" for line in witness_lines(suite.model, verdict))
    after = suite_of(draft(pack, all=f"cases:\n{text}"))
    assert after.faults == ()
    return [result.passed for result in after.run.results]


@given(st.data())
def test_never_and_always_are_what_every_sheet_says(data: st.DataObject) -> None:
    """A condition is said never to hold, or always, if and only if it does not in any sheet, or does in all."""
    pack = data.draw(packs(limit=64))
    source = data.draw(conditions(model(pack)))
    values = {here.condition(source) for here in every(pack)}
    for kind, against in (("never", True), ("always", False)):
        _, found = judged(pack, f"{kind}: {source}")
        assert (found.outcome == "violated") == (against in values), kind
        assert found.systems is None
        if found.outcome == "violated":
            assert found.witness is not None
            sheet = {q: list(g) if isinstance(g, tuple) else g for q, g in found.witness.sheet.items()}
            assert oracle.Evaluation(pack, sheet).condition(source) is against


@given(st.data())
def test_implications_are_what_every_sheet_says(data: st.DataObject) -> None:
    """A truth is said to follow if and only if no sheet has the condition without it."""
    pack = data.draw(packs(limit=64))
    source, name = data.draw(conditions(model(pack))), data.draw(st.sampled_from(truths(pack)))
    holds = truth(pack, name)
    sheets = [(here.condition(source), holds(here)) for here in every(pack)]
    suite, found = judged(pack, f"implies: {{when: {source}, then: [{name}]}}")
    arises = any(when for when, _ in sheets)
    violated = any(when and then is False for when, then in sheets)
    assert found.outcome == ("violated" if violated else "holds" if arises else "vacuous")
    if violated:
        assert rows(suite, pack, found) == [False]


def after(here: oracle.Evaluation, question: Plain, answer: Any) -> Any:
    """Return what is answered once an answer is given: ticked beside others, or in place of any."""
    alone = {a["id"] for a in question.get("answers", ()) if a.get("exclusive")}
    if question["select"] != "many":
        return answer
    if answer is None or answer in alone:
        return [answer] if answer else []
    reply = here.sheet[question["id"]]
    ids = [a["id"] for a in question["answers"] if a["id"] not in alone]
    ticked = ids if reply == "unknown" else [id for id in ids if id in reply]
    held = [id for id in ticked if reply != "unknown" or here.holds(question["id"], id) is True]
    return sorted({*held, answer})


def moved(pack: Plain, question: Plain, answers: list[Any], name: str) -> tuple[bool, bool, bool]:
    """Return whether the question is ever asked, and whether giving answers takes the truth away, or brings it."""
    holds = truth(pack, name)
    asked = lost = won = False
    for here in every(pack):
        asked = asked or here.asked(question["id"]) is True
        for answer in answers:
            changed = {**here.sheet, question["id"]: after(here, question, answer)}
            pair = (holds(here), holds(oracle.Evaluation(pack, changed)))
            lost, won = lost or pair == (True, False), won or pair == (False, True)
    return asked, lost, won


def all_answers(pack: Plain, question: Plain) -> list[Any]:
    """Return every answer that can be given to a question, one at a time."""
    if question["select"] == "number":
        return oracle.options(pack, question)
    ids = [answer["id"] for answer in question["answers"]]
    return [*ids, None] if question["select"] == "many" else ids


def apart(pack: Plain, question: Plain, name: str) -> bool:
    """Return whether a truth holds in one and fails in another of two sheets that differ in a question only."""
    holds, seen = truth(pack, name), dict[str, set[Value]]()
    for here in every(pack):
        rest = {id: reply for id, reply in here.sheet.items() if id != question["id"]}
        seen.setdefault(repr(rest), set()).add(holds(here))
    return any({True, False} <= values for values in seen.values())


@given(st.data())
def test_what_is_irrelevant_is_what_no_change_moves(data: st.DataObject) -> None:
    """A question, or one answer, is said to change a truth if and only if it does in some sheet."""
    pack = data.draw(packs(limit=64))
    question = data.draw(st.sampled_from(pack["questions"]))
    one = data.draw(st.sampled_from([None, *(answer["id"] for answer in question.get("answers", ()))]))
    name = data.draw(st.sampled_from(truths(pack)))
    answers = all_answers(pack, question) if one is None else [one]
    asked, lost, won = moved(pack, question, answers, name)
    if one is None:
        lost = won = apart(pack, question, name)
    of = question["id"] if one is None else f"{question['id']}.{one}"
    suite, found = judged(pack, f"irrelevant: {of}, to: [{name}]")
    assert found.outcome == ("violated" if lost or won else "holds" if asked else "vacuous")
    if lost or won:
        assert rows(suite, pack, found) == [True, False]


@given(st.data())
def test_what_is_monotone_is_what_takes_no_task_away(data: st.DataObject) -> None:
    """An answer is said to remove a task if and only if it does in some sheet."""
    pack = data.draw(packs(limit=64))
    question = data.draw(st.sampled_from([q for q in pack["questions"] if "answers" in q] or [None]))
    if question is None:
        return
    answer = data.draw(st.sampled_from(question["answers"]))["id"]
    tasks = [name for name in truths(pack) if name.startswith("task:")]
    shown = [moved(pack, question, [answer], name) for name in tasks]
    suite, found = judged(pack, f"monotone: {question['id']}.{answer}")
    lost, asked = any(one[1] for one in shown), shown[0][0]
    assert found.outcome == ("violated" if lost else "holds" if asked else "vacuous")
    if lost:
        assert rows(suite, pack, found) == [True, False]
