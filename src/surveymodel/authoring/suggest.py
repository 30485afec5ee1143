"""Cases that would show what none shows yet, with their expectations left to a person.

A pack's coverage goes in; cases come out, each with as few answers as reach what was unseen, and
the texts of the files in which they stand at the end, marked ``todo``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, count
from pathlib import PurePosixPath

from attrs import field, frozen

from surveymodel.authoring.append import NewFile, appended
from surveymodel.authoring.coverage import Coverage, said
from surveymodel.authoring.format import formatted
from surveymodel.authoring.least import least, run_part
from surveymodel.authoring.pasted import answer_lines
from surveymodel.authoring.probes import Sheet
from surveymodel.authoring.subjects import Goal, Subject
from surveymodel.content.document import read
from surveymodel.content.draft import Draft
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import SurveyModelError
from surveymodel.project.flow import flow

__all__ = ["Suggestion", "reaching", "suggest", "suggested_files"]


@frozen
class Suggestion:
    """Answers that reach goals of one condition which no case reaches."""

    subject: Subject = field(repr=False)
    goals: tuple[Goal, ...]
    sheet: Sheet

    @property
    def todo(self) -> str:
        """What the case shows, and what is left to do."""
        shown = "; ".join(said(self.subject, goal) for goal in self.goals)
        return f"Say what follows. {self.subject.name}: {shown}."


def suggest(model: SurveyModel, coverage: Coverage) -> Iterator[Suggestion]:
    """Yield cases for what is unseen and can be seen.

    What one of them shows is not asked of the next, nor what a case shows that is to do.
    """
    made: list[Sheet] = []
    for line in coverage.lines:
        unseen = [missed for missed in line.uncovered if not missed.waiting]
        wanted = {missed.goal: missed.sheet for missed in unseen if missed.sheet is not None}
        if not wanted:
            continue
        for goal in _reached(model, line.subject, made):
            wanted.pop(goal, None)
        while wanted:
            goal, sheet = next(iter(wanted.items()))
            found = reaching(model, line.subject, goal, sheet)
            goals = tuple(other for other in _reached(model, line.subject, [found]) if other in wanted)
            yield Suggestion(line.subject, goals, found)
            made.append(found)
            for other in goals:
                del wanted[other]


def reaching(model: SurveyModel, subject: Subject, goal: Goal, sheet: Sheet) -> Sheet:
    """Return a part of a sheet that still reaches a goal and of which no single answer can go."""
    shows = partial(_lanes, subject, subject.goals.index(goal))
    return least(model, sheet, shows, subject.needs(model))


def _lanes(subject: Subject, goal: int, lanes: Lanes) -> int:
    return subject.reached(lanes)[goal]


def _reached(model: SurveyModel, subject: Subject, sheets: Sequence[Sheet]) -> list[Goal]:
    if not sheets:
        return []
    found = subject.reached(run_part(model, subject.needs(model), sheets))
    return [goal for goal, lanes in zip(subject.goals, found, strict=True) if lanes]


# ---------------------------------------------------------------------------------------------
# Files


def suggested_files(
    model: SurveyModel,
    draft: Draft,
    suggestions: Iterable[Suggestion],
    texts: Mapping[str, bytes],
    schemas: str | None = None,
) -> list[NewFile]:
    """Return the case files with suggestions after their cases.

    ``texts`` has those that are there, by name within the pack, and ``schemas`` is where the modeline
    of a new one finds its schema. Where a file is laid out so that nothing can follow its cases, its
    suggestions get a file of their own.
    """
    homes: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        homes.setdefault(_home(model, draft, suggestion.subject), []).append(suggestion)
    return [_file(model, topic, listed, texts, schemas) for topic, listed in homes.items()]


def _home(model: SurveyModel, draft: Draft, subject: Subject) -> str:
    """Return the topic to whose cases those of a condition belong."""
    place = PurePosixPath(subject.location.path).relative_to(PurePosixPath(draft.root.as_posix()))
    if place.parts[0] == "guides":
        owner = model.countermeasures[place.parts[1]].location
        return PurePosixPath(owner.path).stem if owner else place.parts[1]
    return place.stem


def _file(
    model: SurveyModel,
    topic: str,
    suggestions: Sequence[Suggestion],
    texts: Mapping[str, bytes],
    schemas: str | None,
) -> NewFile:
    """Return the first file with a topic's name in which suggestions can stand."""
    stems = chain((topic, f"{topic}-suggested"), (f"{topic}-suggested-{n}" for n in count(2)))
    for stem in stems:
        name = f"rules/{stem}.test.yaml"
        before = texts.get(name)
        entries = _entries(model, suggestions, () if before is None else _ids(before))
        with suppress(SurveyModelError):
            return appended(name, name, before, entries, schemas)
    raise AssertionError("a new file takes everything")


def _ids(text: bytes) -> set[str]:
    return {entry["id"] for entry in read("", text).data.get("cases", ())}


def _entries(model: SurveyModel, suggestions: Iterable[Suggestion], taken: Collection[str]) -> list[str]:
    """Return the texts of cases in canonical form, under ids that are free."""
    free = (id for n in count(1) if (id := f"suggested-{n}") not in taken)
    texts = ("\n".join(("cases:", *_lines(model, one, next(free)))) for one in suggestions)
    return [formatted(text, "cases").removeprefix("cases:\n") for text in texts]


def _lines(model: SurveyModel, suggestion: Suggestion, id: str) -> Iterator[str]:
    yield f"  - id: {id}"
    yield from (f"    {line}" for line in answer_lines(model, suggestion.sheet))
    yield f"    todo: {flow(suggestion.todo)}"
