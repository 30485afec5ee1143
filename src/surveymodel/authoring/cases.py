"""Cases: answers, and what must follow from them.

The drafts of a pack's ``*.test.yaml`` files go in; cases come out with every answer written out
and every expectation at its place, whether it stood in the case, in the one it begins from or in
a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import define, field, frozen

from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File
from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Reply, id_fault, reply
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import Diagnostic, Location, nearest

__all__ = ["EXPECTED", "Case", "Expectation", "cases_of", "read_cases"]

#: The lists of a case, each named for the certainty that it expects.
EXPECTED: Final[tuple[Certainty, ...]] = ("certain", "possible", "excluded")

Plain = Mapping[str, Any]
Layers = dict[str, dict[str, Reply]]
"""Replies by layer (``organisation``, ``system`` or a component's id) and question."""


@frozen
class Expectation:
    """One truth, how certain a case expects it to be, and where it says so."""

    truth: str
    certainty: Certainty
    location: Location


@frozen
class Case:
    """A sheet, and what must follow from it."""

    id: str  #: of a row of a table: the case's id, a slash and the row's
    file: str  #: its file's name within the pack
    title: str | None
    system: System = field(repr=False)
    expected: tuple[Expectation, ...] = field(repr=False)
    exactly: Mapping[str, Location] = field(repr=False)  #: kinds of which nothing else follows
    todo: str | None  #: why nothing is shown by it yet
    location: Location

    @property
    def node(self) -> str:
        """File and id, which name the case in the pack."""
        return f"{self.file}::{self.id}"


@frozen
class _Written:
    """A case as far as it has been read: its answers, and what they are expected to bring."""

    layers: Layers
    expected: Mapping[str, Expectation]
    exactly: Mapping[str, Location]
    title: str | None = None
    todo: str | None = None
    sound: bool = True  #: whether its answers are those that were meant


def read_cases(model: SurveyModel, draft: Draft) -> tuple[tuple[Case, ...], list[Diagnostic]]:
    """Return the cases of a draft that can be run, and everything wrong with the others."""
    found: list[Case] = []
    faults: list[Diagnostic] = []
    for file in draft.of("cases"):
        reader = _Reader(model, file)
        found += reader.cases()
        faults += reader.faults
    return tuple(found), faults


def cases_of(model: SurveyModel, draft: Draft, file: str) -> tuple[Case, ...]:
    """Return the cases of one file of a draft."""
    return tuple(case for case in read_cases(model, draft)[0] if case.file == file)


@define
class _Reader:
    """Reads the cases of one file; ``faults`` has what is wrong in it."""

    model: SurveyModel
    file: File
    faults: list[Diagnostic] = field(factory=list)
    known: dict[str, _Written] = field(factory=dict)  #: by id, what later cases may begin from

    def report(self, path: Path, code: str, message: str) -> None:
        self.faults.append(Diagnostic(self.file.document.at(path), code, message))

    def cases(self) -> Iterator[Case]:
        for path, entry in self.file.entries():
            if entry["id"] in self.known:
                self.report((*path, "id"), "SM302", f"the id {entry['id']!r} is defined twice")
            before = len(self.faults)
            base = self.base(path, entry)
            head = self.written(path, entry, base)
            self.known[entry["id"]] = head
            if "table" in entry:
                yield from self.rows(path, entry, head)
            else:
                yield from self.case(entry["id"], path, head, before)

    def base(self, path: Path, entry: Plain) -> _Written:
        """Return what a case begins from: nothing, or the answers of one above it."""
        name = entry.get("from")
        if name is None:
            return _Written({}, {}, {})
        if name not in self.known:
            message = f"no case {name!r} stands above in this file{nearest(name, self.known)}"
            self.report((*path, "from"), "SM513", message)
            return _Written({}, {}, {}, sound=False)
        return _Written(self.known[name].layers, {}, {}, sound=self.known[name].sound)

    def rows(self, path: Path, entry: Plain, head: _Written) -> Iterator[Case]:
        for index, row in enumerate(entry["table"]):
            here = (*path, "table", index)
            before = len(self.faults)
            id = f"{entry['id']}/{row['id']}"
            if id in self.known:
                self.report((*here, "id"), "SM302", f"the id {row['id']!r} is defined twice")
            written = self.written(here, row, head)
            self.known[id] = written
            yield from self.case(id, here, written, before)

    def case(self, id: str, path: Path, written: _Written, before: int) -> Iterator[Case]:
        """Yield the case, if nothing is wrong with it; ``before`` counts the faults of those above it."""
        asserting = written.expected or written.exactly or written.todo
        if not asserting and len(self.faults) == before:
            self.report(path, "SM516", f"the case {id!r} expects nothing")
        if not written.sound:
            return
        layers = dict(written.layers)
        organisation, answers = layers.pop("organisation", None), layers.pop("system", {})
        system = System(
            answers=answers,
            id="case",
            organisation=System(answers=organisation, id="organisation") if organisation else None,
            components={id: Component(sheet) for id, sheet in layers.items()},
        )
        self.faults += answer_faults(self.model, system)
        if len(self.faults) == before:
            place = self.file.document.at(path)
            expected = tuple(written.expected.values())
            yield Case(
                id, self.file.name, written.title, system, expected, written.exactly, written.todo, place
            )

    # -- one entry

    def written(self, path: Path, entry: Plain, base: _Written) -> _Written:
        """Return an entry's answers and expectations over those that it begins from."""
        before = len(self.faults)
        layers = self.answers(path, entry, base.layers)
        sound = base.sound and len(self.faults) == before
        exactly = {
            kind: self.file.document.at((*path, "exactly", index))
            for index, kind in enumerate(entry.get("exactly", ()))
        }
        return _Written(
            layers,
            {**base.expected, **self.expected(path, entry)},
            {**base.exactly, **exactly},
            entry.get("title", base.title),
            entry.get("todo", base.todo),
            sound,
        )

    def answers(self, path: Path, entry: Plain, base: Layers) -> Layers:
        result = {layer: dict(sheet) for layer, sheet in base.items()}
        for index, question in enumerate(entry.get("open", ())):
            taken = [sheet.pop(question, None) for sheet in result.values()]
            if not any(taken):
                answered = {q for sheet in base.values() for q in sheet}
                message = f"{question!r} has no answer to take back{nearest(question, answered)}"
                self.report((*path, "open", index), "SM515", message)
        result.setdefault("organisation", {}).update(self.sheet((*path, "organisation"), entry))
        result.setdefault("system", {}).update(self.sheet((*path, "answers"), entry))
        for id, part in entry.get("components", {}).items():
            if fault := id_fault(id, component=True):
                self.faults.append(
                    Diagnostic(self.file.document.at_key((*path, "components", id)), "SM204", fault)
                )
                continue
            result.setdefault(id, {}).update(self.sheet((*path, "components", id, "answers"), part))
        return result

    def sheet(self, path: Path, entry: Plain) -> dict[str, Reply]:
        replies = (
            (question, reply(value, self.file.document.at((*path, question)), self.faults))
            for question, value in entry.get(str(path[-1]), {}).items()
        )
        return {question: given for question, given in replies if given is not None}

    def expected(self, path: Path, entry: Plain) -> dict[str, Expectation]:
        result: dict[str, Expectation] = {}
        for certainty in EXPECTED:
            for index, truth in enumerate(entry.get(certainty, ())):
                here = (*path, certainty, index)
                if truth not in self.model.truths:
                    hint = nearest(truth, self.model.truths)
                    self.report(here, "SM510", f"unknown truth {truth!r}{hint}")
                elif truth in result:
                    first = result[truth].certainty
                    self.report(here, "SM514", f"{truth} is expected to be {first} and {certainty}")
                else:
                    result[truth] = Expectation(truth, certainty, self.file.document.at(here))
        return result
