"""The nouns of content: what authors write, as frozen values.

Field names follow the schemas, with ``_`` for ``-``. Where a noun was read from a file, its
``location`` says where; it takes no part in equality.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import field, frozen
from attrs.converters import optional

from surveymodel.content.catalogue import (
    Control,
    ControlReading,
    Group,
    Interpretation,
    Profile,
    Renumbered,
    Source,
    Standard,
    Withdrawn,
)
from surveymodel.content.fields import ids, in_order, location
from surveymodel.errors import Location

__all__ = [
    "Acceptance",
    "Adjustment",
    "Answer",
    "CheckOff",
    "Content",
    "Control",
    "ControlReading",
    "Countermeasure",
    "Fact",
    "Group",
    "Guide",
    "Interpretation",
    "Level",
    "MappingTo",
    "Pack",
    "Profile",
    "Question",
    "Raise",
    "Renumbered",
    "Retired",
    "Rule",
    "Scale",
    "Section",
    "Source",
    "Standard",
    "Threat",
    "Value",
    "Withdrawn",
]

Layer = Literal["organisation", "system", "component"]
Select = Literal["one", "many", "number"]
Strength = Literal["full", "partial", "supports"]
Kind = Literal["safeguard", "duty", "practice"]
Phase = Literal["requirements", "design", "build", "test", "deploy", "operate"]
Owner = Literal["development", "operations", "security", "privacy", "product", "legal"]
Effort = Literal["S", "M", "L"]


@frozen
class Section:
    """One section of the survey."""

    id: str
    title: str


@frozen
class Retired:
    """An id that was in use once and never comes back."""

    kind: str
    id: str
    because: str
    successors: tuple[str, ...] = ids()


@frozen
class CheckOff:
    """A check that does not apply to a pack."""

    code: str
    because: str


@frozen
class Pack:
    """What a pack is, and the order of its survey's sections."""

    format: str
    id: str
    title: str
    version: str
    licence: str
    sections: tuple[Section, ...]
    retired: tuple[Retired, ...] = ()
    checks_off: tuple[CheckOff, ...] = ()
    location: Location | None = location()


@frozen
class Answer:
    """A reply that a question offers."""

    id: str
    text: str
    help: str | None = None
    exclusive: bool = False
    implies: tuple[str, ...] = ids()


@frozen
class Question:
    """One question about the organisation, the system or a component."""

    id: str
    ask: str
    select: Select
    help: str
    of: Layer = "system"
    when: str | None = None
    unit: str | None = None
    answers: tuple[Answer, ...] = ()
    section: str = ""  #: id of its section, from the file's name
    location: Location | None = location()

    def answer(self, id: str) -> Answer | None:
        """Return the answer with this id, or None."""
        return next((answer for answer in self.answers if answer.id == id), None)


@frozen
class Fact:
    """A condition with a name."""

    id: str
    when: str
    title: str | None = None
    location: Location | None = location()


@frozen
class Value:
    """A number with a name, dates and a source."""

    id: str
    title: str
    value: int
    source: str
    from_: str | None = None
    until: str | None = None
    location: Location | None = location()


@frozen
class Level:
    """One level of a scale."""

    id: str
    title: str
    when: str


@frozen
class Scale:
    """Ordered levels, lowest first."""

    id: str
    title: str
    levels: tuple[Level, ...]
    strive: bool = False  #: whether a level that is not reached asks for a task
    location: Location | None = location()


@frozen
class Adjustment:
    """Moves the likelihood or impact of threats where its condition holds."""

    id: str
    when: str
    because: str
    likelihood: int = 0
    impact: int = 0
    threats: tuple[str, ...] | None = field(default=None, converter=optional(in_order))  #: None means all
    location: Location | None = location()


@frozen
class Threat:
    """What an attacker could do here, and get."""

    id: str
    title: str
    text: str
    stride: tuple[str, ...] = field(converter=in_order)
    cwe: tuple[str, ...] = field(converter=in_order)
    likelihood: int
    impact: int
    capec: tuple[str, ...] = ids()
    atlas: tuple[str, ...] = ids()
    learn: tuple[str, ...] = ids()
    location: Location | None = location()


@frozen(order=True)
class Raise:
    """A threat that a rule raises, and what the rule changes about its risk."""

    threat: str
    likelihood: int = 0
    impact: int = 0


def _raisesin_order(raised: Iterable[Raise]) -> tuple[Raise, ...]:
    return tuple(sorted(raised))


@frozen
class Rule:
    """One reason to raise threats or require countermeasures."""

    id: str
    because: str
    when: str | None = None
    raises: tuple[Raise, ...] = field(default=(), converter=_raisesin_order)
    requires: tuple[str, ...] = ids()
    priority: int | None = None
    location: Location | None = location()


@frozen
class Acceptance:
    """A criterion that one answers yes or no."""

    text: str
    by: str
    tools: tuple[str, ...] = ids()


@frozen
class MappingTo:
    """How far a countermeasure meets one control."""

    strength: Strength
    note: str | None = None
    when: str | None = None


@frozen
class Countermeasure:
    """Something to do, concrete enough that a developer can do it and a tester can tell."""

    id: str
    title: str
    kind: Kind
    phase: Phase
    owner: Owner
    effort: Effort
    why: str
    steps: tuple[str, ...]
    accept: tuple[Acceptance, ...]
    traps: str
    satisfies: Mapping[str, Mapping[str, MappingTo]]  #: standard id → control id → mapping
    counters: tuple[str, ...] = ids()
    when: str | None = None
    every: str | None = None  #: how often it is done anew, as in ``3 months``; None where once is enough
    after: tuple[str, ...] = ids()
    learn: tuple[str, ...] = ids()
    location: Location | None = location()


@frozen
class Guide:
    """How to do a countermeasure in one technology."""

    countermeasure: str
    stack: str
    title: str
    versions: str
    checked: str
    source: str
    body: str
    when: str | None = None
    otherwise: bool = False
    location: Location | None = location()

    @property
    def id(self) -> str:
        """``countermeasure/stack``."""
        return f"{self.countermeasure}/{self.stack}"


@frozen
class Content:
    """Everything the authors of one pack wrote; questions are in asking order."""

    pack: Pack
    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    values: tuple[Value, ...] = ()
    scales: tuple[Scale, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    threats: tuple[Threat, ...] = ()
    rules: tuple[Rule, ...] = ()
    countermeasures: tuple[Countermeasure, ...] = ()
    guides: tuple[Guide, ...] = ()
    standards: tuple[Standard, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    sources: tuple[Source, ...] = ()
