"""The states of questions, and every way in which a sheet can be completed."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from .condition import comparisons, parse
from .evaluate import OPERATORS, Entry, Evaluation, Pack, Reply, Sheet, truths

KEEP = object()


def states(pack: Pack, sheet: Sheet) -> dict[str, str]:
    """The state of every question."""
    here = Evaluation(pack, sheet)
    return {question["id"]: _state(here, question) for question in pack["questions"]}


def _state(here: Evaluation, question: Entry) -> str:
    name, asked = question["id"], here.asked(question["id"])
    marked = name in here.sheet
    if asked is None:
        return "held" if marked else "waiting"
    if asked is False:
        return "stale" if marked else "not-asked"
    if here.given(name):
        return "answered"
    if closed(here, question):
        return "implied"
    if marked:
        return "unknown"
    return "conflict" if in_conflict(here, question) else "open"


def offered(question: Entry) -> list[str]:
    """The ids of a question's answers."""
    return [answer["id"] for answer in question.get("answers", [])]


def certainly_implied(here: Evaluation, question: Entry) -> list[str]:
    """The answers that an answer which certainly holds implies."""
    return [a for a in offered(question) if here.implied(question["id"], a) is True]


def closed(here: Evaluation, question: Entry) -> bool:
    """Whether an implication leaves nothing to answer."""
    alone = {a["id"] for a in question.get("answers", []) if a.get("exclusive", False)}
    return any(
        here.forced(question["id"], answer) is True
        for answer in offered(question)
        if question["select"] == "one" or answer in alone
    )


def in_conflict(here: Evaluation, question: Entry) -> bool:
    """Whether two answers that cannot stand together are both certainly implied."""
    implied = set(certainly_implied(here, question))
    return any(implied & set(here.rivals(question["id"], answer)) for answer in implied)


def contradictions(pack: Pack, sheet: Sheet) -> list[str]:
    """The asked questions whose given reply leaves a certainly implied answer out."""
    here = Evaluation(pack, sheet)
    return [
        question["id"]
        for question in pack["questions"]
        if here.asked(question["id"]) is True
        and here.given(question["id"])
        and any(here.holds(question["id"], answer) is False for answer in certainly_implied(here, question))
    ]


def completions(pack: Pack, sheet: Sheet) -> Iterator[Sheet]:
    """Every full sheet that keeps what is given and what is implied."""
    sheets: Iterator[Sheet] = iter([dict(sheet)])
    for question in pack["questions"]:
        sheets = _answered(pack, sheets, question)
    return sheets


def _answered(pack: Pack, sheets: Iterator[Sheet], question: Entry) -> Iterator[Sheet]:
    for sheet in sheets:
        for reply in alternatives(pack, sheet, question):
            yield sheet if reply is KEEP else {**sheet, question["id"]: reply}


def alternatives(pack: Pack, sheet: Sheet, question: Entry) -> list[Reply]:
    """The replies that complete one question, all before it being complete."""
    here, name = Evaluation(pack, sheet), question["id"]
    if not here.asked(name):
        return [KEEP]
    if isinstance(sheet.get(name), dict):
        return representatives(pack, question, sheet[name])
    if here.given(name) or closed(here, question):
        return [KEEP]
    if question["select"] == "number":
        return representatives(pack, question, {})
    if question["select"] == "one":
        return list(offered(question))
    ticked = set() if in_conflict(here, question) else set(certainly_implied(here, question))
    return [chosen for chosen in lists(question) if ticked <= set(chosen)]


def lists(question: Entry) -> list[list[str]]:
    """Every list of answers in which an exclusive one stands alone."""
    alone = [a["id"] for a in question["answers"] if a.get("exclusive", False)]
    others = [answer for answer in offered(question) if answer not in alone]
    joined = [list(c) for n in range(len(others) + 1) for c in combinations(others, n)]
    return joined + [[answer] for answer in alone]


def options(pack: Pack, question: Entry) -> list[Reply]:
    """Every way to answer a question that the pack can tell apart, and none where others may imply it."""
    answers = [answer for other in pack["questions"] for answer in other.get("answers", ())]
    implied = {target.partition(".")[0] for answer in answers for target in answer.get("implies", ())}
    found: list[Reply] = ["unknown"] if question["id"] in implied else []
    if question["select"] == "one":
        return [*found, *offered(question)]
    if question["select"] == "many":
        return [*found, *lists(question)]
    edges = thresholds(pack, question["id"])
    return [*found, *sorted({0, *(edge + more for edge in edges for more in (0, 1))})]


def every_sheet(pack: Pack) -> Iterator[Sheet]:
    """Every answer to every question, whether it is asked or not."""
    ids = [question["id"] for question in pack["questions"]]
    ways = product(*(options(pack, question) for question in pack["questions"]))
    return (dict(zip(ids, each, strict=True)) for each in ways)


def thresholds(pack: Pack, question: str) -> list[int]:
    """The numbers with which the pack compares a question."""
    values = {value["id"]: value["value"] for value in pack.get("values", [])}
    found = [node for text in _conditions(pack) for node in comparisons(parse(text))]
    rights = {right for _, name, _, right in found if name == question}
    return sorted(values[right] if isinstance(right, str) else right for right in rights)


def _conditions(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in _conditions(item)]
    if isinstance(part, dict):
        own = [part["when"]] if isinstance(part.get("when"), str) else []
        return own + [text for item in part.values() for text in _conditions(item)]
    return []


def representatives(pack: Pack, question: Entry, interval: dict[str, int]) -> list[int]:
    """One number of the interval for each way in which its comparisons can come out."""
    edges = thresholds(pack, question["id"])
    low, below = interval.get("at-least", 0), interval.get("below")
    near = sorted({low, *edges, *(edge + 1 for edge in edges)})
    inside = [n for n in near if n >= low and (below is None or n < below)]
    chosen: dict[tuple[bool, ...], int] = {}
    for number in inside:
        outcome = tuple(sign(number, edge) for edge in edges for sign in OPERATORS.values())
        chosen.setdefault(outcome, number)
    return list(chosen.values())


def brute(pack: Pack, sheet: Sheet) -> dict[str, str]:
    """Every named truth by enumeration: in all completions, in some, or in none."""
    total, certain = 0, Counter[str]()
    for full in completions(pack, sheet):
        total += 1
        decided = truths(pack, full)
        certain.update({name: int(word == "certain") for name, word in decided.items()})
        undecided = [name for name, word in decided.items() if word == "possible"]
        if undecided:
            raise AssertionError(f"a complete sheet leaves {undecided} possible")
    words = {total: "certain", 0: "excluded"}
    return {name: words.get(count, "possible") for name, count in certain.items()}
