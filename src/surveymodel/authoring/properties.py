"""Properties: what must hold of every system, declared beside the rules.

The drafts of a pack's ``*.test.yaml`` files go in; properties come out, each with what it claims,
and every name in them that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import define, field, frozen

from surveymodel.condition import MAX_NUMBER, And, Comparison, Condition, Not, Or, leaves, parse
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File, span_at
from surveymodel.content.leaf import leaf_faults
from surveymodel.content.names import Names
from surveymodel.content.names import define as definitions
from surveymodel.engine.columns import SIDES
from surveymodel.engine.model import KINDS, SurveyModel
from surveymodel.errors import Diagnostic, Location, nearest

__all__ = ["KINDS_OF_PROPERTY", "Claim", "Follows", "Never", "Property", "Unmoved", "read_properties"]

KINDS_OF_PROPERTY: Final = ("monotone", "irrelevant", "never", "always", "implies")


@frozen
class Unmoved:
    """Truths that a change of one answer leaves as they are, or only adds to."""

    question: str
    answer: str | None  #: the answer that is given in addition, or instead; None for any other answer
    truths: tuple[str, ...]
    may_add: bool  #: whether the change may make more of them hold


@frozen
class Never:
    """A condition that holds nowhere."""

    condition: Condition
    parts: tuple[Condition, ...]  #: of which each holds somewhere, or nothing is said


@frozen
class Follows:
    """Truths that hold wherever a condition does."""

    when: Condition
    truths: tuple[str, ...]


Claim = Unmoved | Never | Follows


@frozen
class Property:
    """Something that must hold of every system."""

    id: str
    file: str  #: its file's name within the pack
    kind: str  #: one of :data:`KINDS_OF_PROPERTY`
    said: str  #: what it claims, as its author wrote it
    title: str | None
    because: str | None
    claim: Claim = field(repr=False)
    location: Location

    @property
    def node(self) -> str:
        """File and id, which name the property in the pack."""
        return f"{self.file}::property:{self.id}"


def read_properties(model: SurveyModel, draft: Draft) -> tuple[tuple[Property, ...], list[Diagnostic]]:
    """Return the properties of a draft that can be judged, and everything wrong with the others."""
    reader = _Reader(model, draft)
    return tuple(reader.properties()), reader.faults


@define(slots=False)
class _Reader:
    """Reads the properties of a draft; ``faults`` has what is wrong in them."""

    model: SurveyModel
    draft: Draft
    faults: list[Diagnostic] = field(factory=list)

    @cached_property
    def names(self) -> Names:
        return definitions(self.draft)

    def properties(self) -> Iterator[Property]:
        for file in self.draft.of("cases"):
            taken: set[str] = set()
            for index, entry in enumerate(file.document.data.get("properties", ())):
                path: Path = ("properties", index)
                before = len(self.faults)
                if entry["id"] in taken:
                    self.report(file, (*path, "id"), "SM302", f"the id {entry['id']!r} is defined twice")
                taken.add(entry["id"])
                kind = next(kind for kind in KINDS_OF_PROPERTY if kind in entry)
                claim = getattr(self, kind)(file, (*path, kind), entry)
                if claim is not None and len(self.faults) == before:
                    place = file.document.at(path)
                    title, because = entry.get("title"), entry.get("because")
                    said = _said(kind, entry)
                    yield Property(entry["id"], file.name, kind, said, title, because, claim, place)

    def report(self, file: File, path: Path, code: str, message: str) -> None:
        self.faults.append(Diagnostic(file.document.at(path), code, message))

    # -- one kind each

    def monotone(self, file: File, path: Path, entry: Mapping[str, Any]) -> Claim | None:
        question, _, answer = entry["monotone"].partition(".")
        if not self.answers(file, path, entry["monotone"]):
            return None
        return Unmoved(question, answer, tuple(self.of_kind("task")), may_add=True)

    def irrelevant(self, file: File, path: Path, entry: Mapping[str, Any]) -> Claim | None:
        question, _, answer = entry["irrelevant"].partition(".")
        truths = tuple(self.truths(file, (*path[:-1], "to"), entry.get("to", ["task"])))
        if not self.answers(file, path, entry["irrelevant"]):
            return None
        own = f"answer:{question}."
        others = (truth for truth in dict.fromkeys(truths) if not truth.startswith(own))
        return Unmoved(question, answer or None, tuple(others), may_add=False)

    def never(self, file: File, path: Path, entry: Mapping[str, Any]) -> Claim | None:
        condition = self.condition(file, path, entry["never"])
        return Never(condition, condition.terms if isinstance(condition, And) else ())

    def always(self, file: File, path: Path, entry: Mapping[str, Any]) -> Claim | None:
        condition = self.condition(file, path, entry["always"])
        parts = condition.terms if isinstance(condition, Or) else ()
        return Never(Not(condition), tuple(Not(part) for part in parts))

    def implies(self, file: File, path: Path, entry: Mapping[str, Any]) -> Claim | None:
        when = self.condition(file, (*path, "when"), entry["implies"]["when"])
        truths = tuple(self.truths(file, (*path, "then"), entry["implies"]["then"]))
        return Follows(when, truths)

    # -- names

    def answers(self, file: File, path: Path, name: str) -> bool:
        """Whether a name is that of a question or of an answer; report that it is not."""
        question, dot, answer = name.partition(".")
        known = self.model.questions.get(question)
        if known is not None and (not dot or answer in (offered.id for offered in known.answers)):
            return True
        what = "answer" if dot else "question"
        answers = [f"{q.id}.{a.id}" for q in self.model.content.questions for a in q.answers]
        hint = nearest(name, answers if dot else self.model.questions)
        self.report(file, path, "SM311", f"unknown {what} {name!r}{hint}")
        return False

    def of_kind(self, kind: str) -> Iterator[str]:
        return (truth for truth in self.model.truths if truth.startswith(f"{kind}:"))

    def truths(self, file: File, path: Path, names: list[str]) -> Iterator[str]:
        """Yield truths that are named, or all of a kind; report names that are none."""
        for index, name in enumerate(names):
            if name in KINDS:
                yield from self.of_kind(name)
            elif name in self.model.truths:
                yield name
            else:
                hint = nearest(name, self.model.truths)
                self.report(file, (*path, index), "SM510", f"unknown truth {name!r}{hint}")

    def condition(self, file: File, path: Path, source: str) -> Condition:
        """Return a condition; report what its names cannot be used for."""
        condition = parse(source)
        for leaf in leaves(condition):
            faults = [*leaf_faults(leaf, self.names)]
            if not faults and isinstance(leaf, Comparison):
                faults = [*self.untold(leaf)]
            place = span_at(file.document, path, leaf.span)
            self.faults += (Diagnostic(place, code, message) for code, message in faults)
        return condition

    def untold(self, leaf: Comparison) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a comparison whose number the pack does not tell from others."""
        number = self.model.values[leaf.operand] if isinstance(leaf.operand, str) else leaf.operand
        below = self.model.columns[leaf.question].below
        if any(0 < side <= MAX_NUMBER and side not in below for side in SIDES[leaf.operator](number)):
            known = ", ".join(str(side) for side in below) or "no number"
            yield "SM305", f"'{leaf}': the pack tells answers to {leaf.question!r} apart at {known} only"


def _said(kind: str, entry: Mapping[str, Any]) -> str:
    if kind == "implies":
        when, then = entry[kind]["when"], ", ".join(entry[kind]["then"])
        return f"implies: when {' '.join(when.split())}, then {then}"
    to = f", to: {', '.join(entry['to'])}" if "to" in entry else ""
    return f"{kind}: {' '.join(entry[kind].split())}{to}"
