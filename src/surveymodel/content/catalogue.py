"""The nouns of standards: published catalogues, our reading of them, and documents cited."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from surveymodel.content.fields import ids, location
from surveymodel.errors import Location

__all__ = [
    "Control",
    "ControlReading",
    "Group",
    "Interpretation",
    "Profile",
    "Source",
    "Standard",
]


@frozen
class Group:
    """A heading over controls."""

    id: str
    title: str
    group: str | None = None


@frozen
class Profile:
    """A selection of controls, such as a baseline."""

    id: str
    title: str


@frozen
class Control:
    """One numbered requirement of a standard."""

    id: str
    title: str
    group: str | None = None
    profiles: tuple[str, ...] = ids()


@frozen
class Standard:
    """A published catalogue."""

    id: str
    title: str
    edition: str
    owner: str
    licence: str
    source: str
    controls: tuple[Control, ...]
    groups: tuple[Group, ...] = ()
    profiles: tuple[Profile, ...] = ()
    location: Location | None = location()


@frozen
class ControlReading:
    """How we read one control."""

    when: str | None = None
    full_when: tuple[str, ...] = ids()
    organisational: str | None = None
    no_duty: str | None = None


@frozen
class Interpretation:
    """Our reading of a standard: where it applies and what meets its controls."""

    standard: str
    scope: str | None = None  #: a fact's id; None means always
    profiles: Mapping[str, str] = field(factory=dict)  #: profile id → fact id
    controls: Mapping[str, ControlReading] = field(factory=dict)
    location: Location | None = location()


@frozen
class Source:
    """A document that content cites."""

    id: str
    title: str
    publisher: str
    url: str
    seen: str
    location: Location | None = location()
