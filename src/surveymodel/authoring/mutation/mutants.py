"""The mutants of a pack: every small change of what its conditions, rules and countermeasures say.

A pack's conditions and content go in; mutants come out in order of place, each with what it puts in
the place of one thing that an author wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from attrs import frozen

from surveymodel.authoring.mutation.rewritten import Way, rewritten
from surveymodel.authoring.subjects import Subject
from surveymodel.condition import Condition
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import Location

__all__ = ["Mutant", "Mutation", "mutants"]

Mutation = (
    Way | Literal["drop-when", "drop-rule", "drop-implies", "drop-raises", "drop-requires", "drop-counters"]
)
"""What a mutant does."""

#: What need not have a condition, so that one may be left out.
_OPTIONAL: Final = ("question", "rule", "task", "mapping", "reading")


@frozen
class Mutant:
    """One small change of a pack."""

    of: str  #: what is changed, as truths are named; ``raises:rule/threat`` and the like beside them
    mutation: Mutation
    becomes: (
        Condition | bool
    )  #: the condition that takes its place; False where it is left out, True where it always holds
    said: str  #: what was changed, in words
    location: Location

    @property
    def kind(self) -> str:
        """The kind of what is changed."""
        return self.of.partition(":")[0]


def mutants(model: SurveyModel, draft: Draft, conditions: tuple[Subject, ...]) -> list[Mutant]:
    """Return every mutant of a pack, in order of place."""
    found = [mutant for subject in conditions for mutant in _of_condition(model, subject)]
    for file in draft.files:
        for path, entry in file.entries() if file.kind in _ENTRIES else ():
            found += _ENTRIES[file.kind](file, path, entry)
    return sorted(found, key=lambda mutant: mutant.location)


def _of_condition(model: SurveyModel, subject: Subject) -> Iterator[Mutant]:
    for one in rewritten(subject.condition, model.values):
        place = subject.location if one.clause is None else subject.places[one.clause]
        yield Mutant(subject.name, one.way, one.condition, one.said, place)
    if subject.name.partition(":")[0] in _OPTIONAL:
        yield Mutant(subject.name, "drop-when", True, "its condition dropped", subject.location)


def _of_rule(file: File, path: Path, entry: dict[str, Any]) -> Iterator[Mutant]:
    id, at = entry["id"], file.document.at
    yield Mutant(f"rule:{id}", "drop-rule", False, "dropped", at((*path, "id")))
    for index, raised in enumerate(entry.get("raises", ())):
        threat = raised["threat"] if isinstance(raised, dict) else raised
        place = at((*path, "raises", index))
        yield Mutant(f"raises:{id}/{threat}", "drop-raises", False, f"{threat!r} no longer raised", place)
    for index, task in enumerate(entry.get("requires", ())):
        place = at((*path, "requires", index))
        yield Mutant(f"requires:{id}/{task}", "drop-requires", False, f"{task!r} no longer required", place)


def _of_countermeasure(file: File, path: Path, entry: dict[str, Any]) -> Iterator[Mutant]:
    id = entry["id"]
    for index, threat in enumerate(entry.get("counters", ())):
        place = file.document.at((*path, "counters", index))
        yield Mutant(
            f"counters:{id}/{threat}", "drop-counters", False, f"{threat!r} no longer countered", place
        )


def _of_question(file: File, path: Path, entry: dict[str, Any]) -> Iterator[Mutant]:
    for index, answer in enumerate(entry.get("answers", ())):
        for number, implied in enumerate(answer.get("implies", ())):
            name = f"{entry['id']}.{answer['id']}"
            place = file.document.at((*path, "answers", index, "implies", number))
            yield Mutant(
                f"implies:{name}/{implied}", "drop-implies", False, f"{implied!r} no longer implied", place
            )


_ENTRIES: Final = {"rules": _of_rule, "countermeasures": _of_countermeasure, "questions": _of_question}
