"""A pack as checks see it: what it says, and what follows from it in cases and random systems.

A check asks whether some answers bring something about. What it learns is one of three things:
answers that do; that none do, since linking, every sheet that matters or a solver shows it, and
which clauses clash; or, where there is no solver, only that random systems do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from attrs import field, frozen

from surveymodel.authoring.least import Wanted, least
from surveymodel.authoring.probes import Sheet
from surveymodel.authoring.proofs.prover import PROVED
from surveymodel.authoring.proofs.solver import installed
from surveymodel.authoring.subjects import Subject
from surveymodel.authoring.suite import Suite
from surveymodel.condition import Comparison, Leaf, leaves, parse
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File
from surveymodel.content.names import Definition, Names
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import FALSE, TRUE, lanes_of
from surveymodel.engine.reply import Reply
from surveymodel.errors import Diagnostic, Location, Severity

__all__ = ["Check", "Checked", "Shown", "named", "names_in", "unsettled", "warning"]


@frozen(slots=False)
class Shown:
    """Whether some answers bring something about, and how that is known."""

    possible: bool
    how: str = ""  #: where none were found: in which words to say so
    proved: bool = False  #: whether it is certain that none do
    _witness: Callable[[], str] = field(alias="witness", default=str, repr=False, eq=False)

    @property
    def witness(self) -> str:
        """Answers that bring it about, as few as possible, in words."""
        return self._witness()


@frozen(slots=False)
class Checked:
    """A pack that loads, with everything that checks look at."""

    suite: Suite
    names: Names = field(repr=False)
    on: date | None = None  #: the day on which values must be in force

    @property
    def draft(self) -> Draft:
        """The pack's files."""
        return self.suite.draft

    @property
    def model(self) -> SurveyModel:
        """The pack, linked."""
        return self.suite.model

    # -- places

    def at(self, space: str, id: str, *path: str | int) -> Location:
        """Return the place of a definition, or of something in it."""
        definition = self.defined(space, id)
        return definition.file.document.at((*definition.path, *(path or ("id",))))

    def defined(self, space: str, id: str) -> Definition:
        """Return the definition of an id in a namespace."""
        return self.names.by[space][id]

    def entries(self, kind: str) -> Iterator[tuple[File, Path, dict[str, object]]]:
        """Yield file, path and data of every entry of one kind."""
        for file in self.draft.of(kind):
            for path, entry in file.entries():
                yield file, path, entry

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Conditions by the name of what they decide."""
        return {subject.name: subject for subject in self.suite.subjects}

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """Every name that some condition looks at: facts, questions, values, answers, levels."""
        found: set[str] = set()
        for subject in self.suite.subjects:
            for leaf in subject.clauses:
                found.update(named(leaf))
                if isinstance(leaf, Comparison) and isinstance(leaf.operand, str):
                    found.add(leaf.operand)
        return frozenset(found)

    # -- what may be

    def never(self, place: int) -> str:
        """Return in words how it is known that a value never holds; nothing where it may."""
        if place in (TRUE, FALSE):
            return PROVED if place == FALSE else ""
        shown = self.shown(lambda lanes: lanes.at(place).must, (place,))
        return "" if shown.possible else shown.how

    def always(self, place: int) -> str:
        """Return in words how it is known that a value always holds; nothing where it may not."""
        if place in (TRUE, FALSE):
            return PROVED if place == TRUE else ""
        shown = self.shown(lambda lanes: lanes.every & ~lanes.at(place).may, (place,))
        return "" if shown.possible else shown.how

    def shown(self, wanted: Wanted, needs: Iterable[int]) -> Shown:
        """Look for lanes in which something is so that depends on the values ``needs`` alone.

        It must be something certain, since questions are open in some lanes. Cases may show what
        neither random systems nor a solver does.
        """
        targets = tuple(needs)
        settled = self.suite.prover.settle(wanted, targets)
        if settled.possible:
            return Shown(True, witness=lambda: self._least(settled.sheet, wanted, targets))
        found = 0 if settled.proved else wanted(self.suite.run.lanes)
        if found:
            lane = next(lanes_of(found))
            return Shown(True, witness=lambda: f"as in the case {self._case(lane)!r}")
        return Shown(False, settled.how, settled.proved)

    def _least(self, sheet: Sheet, wanted: Wanted, needs: Sequence[int]) -> str:
        few = least(self.model, sheet, wanted, needs)
        said = "; ".join(f"{question}: {Reply(given)}" for question, given in few.items())
        return f"as with {said}" if said else "as with no answers at all"

    def _case(self, lane: int) -> str:
        spans = zip(self.suite.run.cases, self.suite.run.spans, strict=True)
        return next(case.id for case, (first, end) in spans if first <= lane < end)

    # -- what is dead

    @cached_property
    def dead(self) -> dict[str, str]:
        """Questions never asked, and facts and levels that never hold: how that is known, by name.

        What is dead because another is has that one reported alone.
        """
        found: dict[str, str] = {}
        for truth, place in self.model.truths.items():
            kind, _, id = truth.partition(":")
            if kind in ("question", "fact") and (how := self.never(place)):
                found[id] = how
        return found

    @cached_property
    def settled(self) -> dict[str, str]:
        """Facts and levels that always hold: how that is known, by name."""
        facts = ((truth[5:], place) for truth, place in self.model.truths.items() if truth[:5] == "fact:")
        return {id: how for id, place in facts if (how := self.always(place))}

    def blamed(self, source: str | None) -> bool:
        """Whether a condition looks at something dead, which explains that it is dead itself."""
        return any(name in self.dead for name in names_in(source))

    def owed(self, source: str | None) -> bool:
        """Whether a condition looks at something that always holds, which explains that it does."""
        return any(name in self.settled for name in names_in(source))


Check = Callable[[Checked], Iterator[Diagnostic]]


def names_in(source: str | None) -> Iterator[str]:
    """Yield what a condition looks at: facts, levels and questions, an answer's question for it."""
    for leaf in leaves(parse(source)) if source else ():
        yield from named(leaf)


def named(leaf: Leaf) -> tuple[str, ...]:
    """Return the names by which a clause may be dead."""
    if isinstance(leaf, Comparison):
        return (leaf.question,)
    return str(leaf), str(leaf).partition(".")[0]


def unsettled(location: Location, what: str) -> Diagnostic:
    """Return that it could not be settled whether something is so."""
    why = ", and it is too hard for the solver" if installed() else "; surveymodel[prove] would"
    message = f"it is open whether {what}: no random system decides it{why}"
    return warning(location, "SM425", message, "advice")


def warning(location: Location, code: str, message: str, severity: Severity = "warning") -> Diagnostic:
    """Return a diagnostic of something unwise."""
    return Diagnostic(location, code, message, severity)
