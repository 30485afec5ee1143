"""Content to a linked model: every definition becomes operations over earlier ones.

The order is the one in which content flows: questions with their answers and the facts between
them, then rules, threats, countermeasures, guides and controls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attrs import define, field

from surveymodel.condition import (
    MAX_NUMBER,
    And,
    Comparison,
    Condition,
    Not,
    Or,
    leaves,
    parse,
)
from surveymodel.content.nouns import Content, Guide, Interpretation, Question, Standard
from surveymodel.content.reading import readings
from surveymodel.engine.columns import SIDES, columns
from surveymodel.engine.model import Columns, SurveyModel
from surveymodel.engine.program import FALSE, TRUE, Builder

__all__ = ["link"]


def link(content: Content) -> SurveyModel:
    """Link content that has no faults."""
    return Linker(content, columns(content)).linked()[0]


# ---------------------------------------------------------------------------------------------
# Definitions


@define
class Linker:
    """Builds the program, one definition after the other."""

    content: Content
    columns: dict[str, Columns]
    truths: dict[str, int] = field(factory=dict)
    marks: dict[str, int] = field(factory=dict)
    named: dict[str, int] = field(factory=dict)  #: bare names and members, as conditions spell them
    sources: dict[str, list[int]] = field(factory=dict)  #: answer → answers that imply it
    build: Builder = field(init=False)
    definitions: dict[str, tuple[str, str | None]] = field(init=False)
    """Of each fact and level its condition, and of a level the one below it."""
    values: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.values = {value.id: value.value for value in self.content.values}
        self.definitions = {fact.id: (fact.when, None) for fact in self.content.facts}
        for scale in self.content.scales:
            names = [f"{scale.id}.{level.id}" for level in scale.levels]
            for name, below, level in zip(names, (None, *names), scale.levels, strict=False):
                self.definitions[name] = (level.when, below)
        last = max((max(c.places, default=1) for c in self.columns.values()), default=1)
        self.build = Builder(last + 1)

    def linked(self) -> tuple[SurveyModel, list[int]]:
        """Return the model, and where each value that was built stands in its program."""
        self.survey()
        self.outcomes()
        program, number = self.build.levelled()
        model = SurveyModel(
            content=self.content,
            digest=None,
            program=program,
            columns=self.columns,
            truths={name: number[place] for name, place in self.truths.items()},
            marks={name: number[place] for name, place in self.marks.items()},
        )
        return model, number

    def own(self, name: str, place: int) -> int:  # noqa: ARG002 - a linker that keeps things apart needs it
        """Return where something that an author wrote stands: a condition, or what follows from something.

        Here it stands where all that has the same meaning does.
        """
        return place

    def condition(self, name: str, source: str | None) -> int:
        """Return the place of the condition of what bears a name."""
        return self.own(name, self.compile(source))

    def compile(self, source: str | None) -> int:
        """Return the place of a condition; an absent one is always true."""
        return TRUE if source is None else self.term(parse(source))

    def term(self, condition: Condition) -> int:
        match condition:
            case And(terms):
                return self.build.every([self.term(term) for term in terms])
            case Or(terms):
                return self.build.some([self.term(term) for term in terms])
            case Not(term):
                return self.build.negate(self.term(term))
            case Comparison():
                return self.comparison(condition)
            case _:
                return self.name(str(condition))

    def name(self, name: str) -> int:
        """Return the place of a name, defining the facts and scales behind it first.

        Chains of facts may be long, so what is missing waits on a list and not in calls.
        """
        waiting = [name]
        while waiting:
            owner = waiting[-1]
            if owner in self.named:
                waiting.pop()
                continue
            missing = [n for n in self.behind(owner) if n not in self.named]
            if missing:
                waiting += missing
            else:
                self.define(owner)
        return self.named[name]

    def behind(self, name: str) -> Iterator[str]:
        """Yield the names that the definition of a fact or level looks at."""
        source, below = self.definitions[name]
        yield from (below,) if below else ()
        for leaf in leaves(parse(source)):
            yield leaf.question if isinstance(leaf, Comparison) else str(leaf)

    def define(self, name: str) -> None:
        """Define a fact, or a level of a scale: it holds where it and all below it do."""
        source, below = self.definitions[name]
        place = self.condition(f"fact:{name}", source)
        if below:
            place = self.build.every([self.named[below], place])
        self.named[name] = self.truths[f"fact:{name}"] = place

    def comparison(self, leaf: Comparison) -> int:
        number = self.values[leaf.operand] if isinstance(leaf.operand, str) else leaf.operand
        below = [self.below(leaf.question, side) for side in SIDES[leaf.operator](number)]
        build = self.build
        match leaf.operator:
            case "<" | "<=":
                result = below[0]
            case ">" | ">=":
                result = build.negate(below[0])
            case "==":
                result = build.every([build.negate(below[0]), below[1]])
            case _:
                result = build.some([below[0], build.negate(below[1])])
        return build.every([self.named[leaf.question], result])

    def below(self, question: str, number: int) -> int:
        """Return the place of "the answer is below this number"; answers lie in 0 to 10^15."""
        if number <= 0:
            return FALSE
        return TRUE if number > MAX_NUMBER else self.columns[question].below[number]

    # -- the survey

    def survey(self) -> None:
        """Define each question, its answers and what implies them, in asking order."""
        for question in self.content.questions:
            asked = self.condition(f"question:{question.id}", question.when)
            self.named[question.id] = self.truths[f"question:{question.id}"] = asked
            self.answers(question, asked)
            for answer in question.answers:
                for implied in answer.implies:
                    place = self.named[f"{question.id}.{answer.id}"]
                    edge = self.own(f"implies:{question.id}.{answer.id}/{implied}", place)
                    self.sources.setdefault(implied, []).append(edge)
        for name in self.definitions:
            self.name(name)

    def answers(self, question: Question, asked: int) -> None:
        """Define what it takes for each answer to hold.

        An answer that was not given holds where it is implied and no rival is; it is excluded
        where a rival is implied so. Rivals are the answers that cannot stand beside it.
        """
        build, columns = self.build, self.columns[question.id]
        ids = [answer.id for answer in question.answers]
        implied = {id: build.some(self.sources.get(f"{question.id}.{id}", [])) for id in ids}
        rivals = {id: _rivals(question, id) for id in ids}
        settled = dict.fromkeys(ids, FALSE)
        if columns.given is not None:
            absent = build.negate(columns.given)
            for id in ids:
                clear = build.negate(build.some(implied[other] for other in rivals[id]))
                settled[id] = build.every([absent, implied[id], clear])
            self.implications(question, asked, implied, settled, rivals)
        for id in ids:
            free = build.negate(build.some(settled[other] for other in rivals[id]))
            chosen = build.every([columns.answers[id], free])
            key = f"{question.id}.{id}"
            holds = build.every([asked, build.some([settled[id], chosen])])
            self.named[key] = self.truths[f"answer:{key}"] = holds
        if columns.none is not None:
            free = build.negate(build.some(settled.values()))
            none = build.every([asked, columns.none, free])
            self.named[f"{question.id}.none"] = self.truths[f"answer:{question.id}.none"] = none

    def implications(
        self,
        question: Question,
        asked: int,
        implied: dict[str, int],
        settled: dict[str, int],
        rivals: dict[str, list[str]],
    ) -> None:
        """Mark where implications close a question, or clash."""
        build = self.build
        closing = [a.id for a in question.answers if question.select == "one" or a.exclusive]
        self.marks[f"closed:{question.id}"] = build.some(settled[id] for id in closing)
        clashes = [
            build.every([implied[id], implied[other]]) for id in implied for other in rivals[id] if id < other
        ]
        self.marks[f"conflict:{question.id}"] = build.every([asked, build.some(clashes)])
        for id, place in implied.items():
            if place != FALSE:
                self.marks[f"implied:{question.id}.{id}"] = build.every([asked, place])

    # -- what follows

    def outcomes(self) -> None:
        """Define rules, threats, countermeasures, guides and controls."""
        content, build = self.content, self.build
        raising: defaultdict[str, list[int]] = defaultdict(list)
        requiring: defaultdict[str, list[int]] = defaultdict(list)
        for adjustment in content.adjustments:
            name = f"adjustment:{adjustment.id}"
            self.marks[name] = self.condition(name, adjustment.when)
        for rule in content.rules:
            fires = self.truths[f"rule:{rule.id}"] = self.condition(f"rule:{rule.id}", rule.when)
            for raised in rule.raises:
                raising[raised.threat].append(self.own(f"raises:{rule.id}/{raised.threat}", fires))
            for required in rule.requires:
                requiring[required].append(self.own(f"requires:{rule.id}/{required}", fires))
        for threat in content.threats:
            self.truths[f"threat:{threat.id}"] = build.some(raising[threat.id])
        for countermeasure in content.countermeasures:
            task = countermeasure.id
            causes = [
                self.own(f"counters:{task}/{id}", self.truths[f"threat:{id}"])
                for id in countermeasure.counters
            ]
            cause = build.some([*causes, *requiring[task]])
            applies = build.every([self.condition(f"task:{task}", countermeasure.when), cause])
            self.truths[f"task:{task}"] = applies
            for standard, mapped in countermeasure.satisfies.items():
                for control, mapping in mapped.items():
                    name = f"mapping:{task}/{standard}/{control}"
                    self.marks[name] = build.every([applies, self.condition(name, mapping.when)])
        self.guides()
        self.controls()

    def guides(self) -> None:
        by_owner: defaultdict[str, list[Guide]] = defaultdict(list)
        for guide in self.content.guides:
            by_owner[guide.countermeasure].append(guide)
        for owner, guides in by_owner.items():
            applies = self.truths[f"task:{owner}"]
            fitting = {
                one.id: self.condition(f"guide:{one.id}", one.when) for one in guides if not one.otherwise
            }
            taken = self.build.some(fitting.values())
            for guide in guides:
                own = self.build.negate(taken) if guide.otherwise else fitting[guide.id]
                self.truths[f"guide:{guide.id}"] = self.build.every([applies, own])

    def controls(self) -> None:
        interpreted = {reading.standard: reading for reading in self.content.interpretations}
        for standard in self.content.standards:
            self.scopes(standard, interpreted.get(standard.id))

    def scopes(self, standard: Standard, interpretation: Interpretation | None) -> None:
        """Define where each control of a standard applies.

        Where a profile holds, only what the profiles that hold select does; where none holds, all.
        """
        build = self.build
        scope = self.marks[f"scope:{standard.id}"] = self.compile(
            interpretation.scope if interpretation else None
        )
        facts = interpretation.profiles if interpretation else {}
        held = {profile: self.compile(fact) for profile, fact in facts.items()}
        for profile, place in held.items():
            self.marks[f"profile:{standard.id}/{profile}"] = place
        none = build.negate(build.some(held.values()))
        for id, reading in readings(standard, interpretation).items():
            profiles = standard.by_id[id].profiles
            selected = build.some([none, *(held[profile] for profile in profiles if profile in held)])
            own = (
                self.condition(f"reading:{standard.id}/{of}", when) for of, when in reading.conditions.items()
            )
            applies = build.every([scope, *own])
            if held:
                self.marks[f"applies:{standard.id}/{id}"] = applies
            self.truths[f"control:{standard.id}/{id}"] = build.every([applies, selected])


def _rivals(question: Question, id: str) -> list[str]:
    """Return the answers that cannot stand beside an answer."""
    exclusive = {answer.id for answer in question.answers if answer.exclusive}
    others = [answer.id for answer in question.answers if answer.id != id]
    if question.select == "one" or id in exclusive:
        return others
    return [other for other in others if other in exclusive]
