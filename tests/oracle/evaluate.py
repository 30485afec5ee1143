"""The meaning of a pack over one merged sheet, by recursion over names with three truth values."""

import operator
from collections.abc import Callable, Collection
from typing import Any

from .condition import Node, parse
from .kleene import WORDS, Kleene, every, negate, some

Entry = dict[str, Any]
Pack = dict[str, Any]
Reply = Any
Sheet = dict[str, Reply]

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def compare_reply(reply: Reply, sign: str, number: int) -> Kleene:
    """Compare a given number or interval: true or false throughout, or maybe."""
    if isinstance(reply, int):
        return OPERATORS[sign](reply, number)
    low = reply.get("at-least", 0)
    last = reply["below"] - 1 if "below" in reply else max(low, number) + 1
    results = {OPERATORS[sign](n, number) for n in (low, number, last) if low <= n <= last}
    return None if len(results) == 2 else results.pop()


class Evaluation:
    """Every truth of a pack over one sheet, computed when asked for and remembered."""

    def __init__(self, pack: Pack, sheet: Sheet) -> None:
        """Index the pack's entries by id."""
        self.pack, self.sheet = pack, sheet
        self.memo: dict[tuple[str, ...], Kleene] = {}
        self.questions = {q["id"]: q for q in pack["questions"]}
        self.facts = {f["id"]: f for f in pack.get("facts", [])}
        self.values = {v["id"]: v["value"] for v in pack.get("values", [])}
        self.scales = {s["id"]: s["levels"] for s in pack.get("scales", [])}
        self.sources: dict[str, list[tuple[str, str]]] = {}
        for question in pack["questions"]:
            for answer in question.get("answers", []):
                for target in answer.get("implies", []):
                    self.sources.setdefault(target, []).append((question["id"], answer["id"]))

    def once(self, key: tuple[str, ...], compute: Callable[[], Kleene]) -> Kleene:
        """Compute a truth the first time only."""
        if key not in self.memo:
            self.memo[key] = compute()
        return self.memo[key]

    # Conditions

    def condition(self, text: str | None) -> Kleene:
        """Evaluate a condition; an absent one is true."""
        return True if text is None else self.node(parse(text))

    def node(self, node: Node) -> Kleene:
        """Evaluate one part of a condition."""
        if node[0] == "not":
            return negate(self.node(node[1]))
        if node[0] == "compare":
            return self.compare(node[1], node[2], node[3])
        if node[0] == "name":
            return self.name(node[1])
        return {"and": every, "or": some}[node[0]](self.node(part) for part in node[1:])

    def name(self, name: str) -> Kleene:
        """Evaluate a question, a fact, a level, an answer or a none."""
        first, _, second = name.partition(".")
        if first in self.scales:
            return self.level(first, second)
        if first in self.facts:
            return self.fact(first)
        if not second:
            return self.asked(first)
        return self.none(first) if second == "none" else self.holds(first, second)

    def compare(self, question: str, sign: str, right: int | str) -> Kleene:
        """A comparison: the question is asked and its number compares."""
        number = self.values[right] if isinstance(right, str) else right
        given = self.given(question)
        result = compare_reply(self.sheet[question], sign, number) if given else None
        return every([self.asked(question), result])

    def fact(self, fact: str) -> Kleene:
        """A fact: its condition."""
        return self.once(("fact", fact), lambda: self.condition(self.facts[fact]["when"]))

    def level(self, scale: str, level: str) -> Kleene:
        """A level: its condition and those of all levels below it."""
        levels = self.scales[scale]
        position = [entry["id"] for entry in levels].index(level)
        return every(self.condition(entry["when"]) for entry in levels[: position + 1])

    # Questions and answers

    def given(self, question: str) -> bool:
        """Given: a reply other than unknown."""
        return bool(self.sheet.get(question, "unknown") != "unknown")

    def asked(self, question: str) -> Kleene:
        """Asked: the question's own condition."""
        when = self.questions[question].get("when")
        return self.once(("asked", question), lambda: self.condition(when))

    def rivals(self, question: str, answer: str) -> list[str]:
        """Answers that cannot stand beside this one."""
        entry = self.questions[question]
        exclusive = {a["id"]: a.get("exclusive", False) for a in entry["answers"]}
        everyone = entry["select"] == "one" or exclusive[answer]
        return [a for a in exclusive if a != answer and (everyone or exclusive[a])]

    def implied(self, question: str, answer: str) -> Kleene:
        """Implied: some answer that implies this one holds."""
        return some(self.holds(*source) for source in self.sources.get(f"{question}.{answer}", []))

    def forced(self, question: str, answer: str) -> Kleene:
        """Forced: nothing given, the answer implied, and no rival implied."""
        rivals = self.rivals(question, answer)
        return every(
            [
                not self.given(question),
                self.implied(question, answer),
                negate(some(self.implied(question, rival) for rival in rivals)),
            ]
        )

    def holds(self, question: str, answer: str) -> Kleene:
        """An answer holds: asked, and selected, or forced, or free and no rival forced."""
        return self.once(("answer", question, answer), lambda: self._holds(question, answer))

    def _holds(self, question: str, answer: str) -> Kleene:
        if self.given(question):
            reply = self.sheet[question]
            selected = answer in reply if isinstance(reply, list) else answer == reply
            return every([self.asked(question), selected])
        rivals = self.rivals(question, answer)
        free = every([None, negate(some(self.forced(question, rival) for rival in rivals))])
        return every([self.asked(question), some([self.forced(question, answer), free])])

    def none(self, question: str) -> Kleene:
        """None: asked and answered with nothing of the list."""
        if self.given(question):
            return every([self.asked(question), self.sheet[question] == []])
        answers = [a["id"] for a in self.questions[question]["answers"]]
        free = negate(some(self.forced(question, answer) for answer in answers))
        return every([self.asked(question), None, free])

    # Rules, threats, countermeasures, guides

    def fires(self, rule: Entry) -> Kleene:
        """A rule fires: its condition."""
        return self.once(("rule", rule["id"]), lambda: self.condition(rule.get("when")))

    def raised(self, threat: str) -> Kleene:
        """A threat is raised: some rule raising it fires."""
        return some(
            self.fires(rule)
            for rule in self.pack.get("rules", [])
            if threat in [raised_threat(entry) for entry in rule.get("raises", [])]
        )

    def applies(self, task: Entry) -> Kleene:
        """A countermeasure applies: its condition, and a raised threat or a requiring rule."""
        threats = [self.raised(threat) for threat in task.get("counters", [])]
        requiring = [rule for rule in self.pack.get("rules", []) if requires(rule, task)]
        wanted = some(threats + [self.fires(rule) for rule in requiring])
        return every([self.condition(task.get("when")), wanted])

    def fits(self, guide: Entry) -> Kleene:
        """A guide fits: its task applies, and its condition, or otherwise no sibling's does."""
        tasks = self.pack.get("countermeasures", [])
        applies = [self.applies(task) for task in tasks if task["id"] == guide["countermeasure"]]
        if not guide.get("otherwise"):
            return every([*applies, self.condition(guide["when"])])
        siblings = [
            other
            for other in self.pack["guides"]
            if other["countermeasure"] == guide["countermeasure"] and not other.get("otherwise")
        ]
        taken = some(self.condition(sibling.get("when")) for sibling in siblings)
        return every([*applies, negate(taken)])

    # Standards

    def in_scope(self, standard: str, control: str, profiles: Collection[str] = ()) -> Kleene:
        """A control is in scope: its standard's scope, all conditions over it, and its profiles.

        Profiles that are asked for take the place of those that the answers select.
        """
        reading = self.interpretation(standard)
        parts: list[Kleene] = [self.fact(reading["scope"]) if "scope" in reading else True]
        for name in over(self.standard(standard), control):
            for kind in ("groups", "controls"):
                parts.append(self.condition(reading.get(kind, {}).get(name, {}).get("when")))
        return every([*parts, self.selected(standard, control, profiles)])

    def selected(self, standard: str, control: str, profiles: Collection[str]) -> Kleene:
        """Where some profile holds, one that lists the control must; where none holds, all count."""
        listed = self.control(standard, control).get("profiles", [])
        if profiles:
            return not set(profiles).isdisjoint(listed)
        facts = self.interpretation(standard).get("profiles", {})
        own = [self.fact(fact) for profile, fact in facts.items() if profile in listed]
        return some([*own, negate(some(self.fact(fact) for fact in facts.values()))])

    def standard(self, standard: str) -> Entry:
        """A catalogue by its id."""
        found: Entry = next(entry for entry in self.pack["standards"] if entry["id"] == standard)
        return found

    def control(self, standard: str, control: str) -> Entry:
        """A control by its id."""
        found: Entry = next(c for c in self.standard(standard)["controls"] if c["id"] == control)
        return found

    def interpretation(self, standard: str) -> Entry:
        """Our reading of a standard; one that says nothing where there is none."""
        entries: list[Entry] = self.pack.get("interpretations", [])
        return next((entry for entry in entries if entry["standard"] == standard), {})

    def serves(self, task: Entry, standard: str, control: str) -> Kleene:
        """A mapping holds: its task applies, and its own condition."""
        mapped = mapping(task, standard, control)
        return False if mapped is None else every([self.applies(task), self.condition(mapped.get("when"))])


def over(standard: Entry, name: str) -> list[str]:
    """A control, then the control it is of or its group, and so on to the top."""
    entries = {entry["id"]: entry for entry in [*standard.get("groups", []), *standard["controls"]]}
    entry = entries[name]
    above = entry.get("of", entry.get("group"))
    return [name] if above is None else [name, *over(standard, above)]


def mapping(task: Entry, standard: str, control: str) -> Entry | None:
    """A mapping of a task to a control, written out; a strength and note in one word are split."""
    mapped = task.get("satisfies", {}).get(standard, {}).get(control)
    if isinstance(mapped, str):
        strength, _, note = mapped.partition(";")
        return {"strength": strength.strip(), "note": note.strip()}
    found: Entry | None = mapped
    return found


def raised_threat(entry: str | Entry) -> str:
    """The threat of one entry under raises."""
    return entry if isinstance(entry, str) else str(entry["threat"])


def requires(rule: Entry, task: Entry) -> bool:
    """Whether a rule requires a countermeasure."""
    return task["id"] in rule.get("requires", [])


def truths(pack: Pack, sheet: Sheet) -> dict[str, str]:
    """Every named truth of a pack over a sheet: certain, possible or excluded."""
    here = Evaluation(pack, sheet)
    found: dict[str, Kleene] = {}
    for question in pack["questions"]:
        found[f"question:{question['id']}"] = here.asked(question["id"])
        for answer in question.get("answers", []):
            name = f"answer:{question['id']}.{answer['id']}"
            found[name] = here.holds(question["id"], answer["id"])
    found |= {f"fact:{fact}": here.fact(fact) for fact in here.facts}
    for scale, levels in here.scales.items():
        found |= {f"fact:{scale}.{level['id']}": here.level(scale, level["id"]) for level in levels}
    found |= {f"rule:{rule['id']}": here.fires(rule) for rule in pack.get("rules", [])}
    found |= {f"threat:{t['id']}": here.raised(t["id"]) for t in pack.get("threats", [])}
    found |= {f"task:{t['id']}": here.applies(t) for t in pack.get("countermeasures", [])}
    for guide in pack.get("guides", []):
        found[f"guide:{guide['countermeasure']}/{guide['stack']}"] = here.fits(guide)
    for standard in pack.get("standards", []):
        for control in standard["controls"]:
            name = f"control:{standard['id']}/{control['id']}"
            found[name] = here.in_scope(standard["id"], control["id"])
    return {name: WORDS[value] for name, value in found.items()}
