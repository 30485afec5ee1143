"""The nouns of standards: published catalogues, our reading of them, and documents cited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from surveymodel.content.fields import ids, location
from surveymodel.errors import Location

__all__ = [
    "Control",
    "ControlReading",
    "Group",
    "Interpretation",
    "Profile",
    "Renumbered",
    "Source",
    "Standard",
    "Withdrawn",
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
    of: str | None = None  #: the control that it is a part or an enhancement of
    profiles: tuple[str, ...] = ids()


@frozen
class Withdrawn:
    """An id that earlier editions had and this one has no more."""

    id: str
    title: str
    went: str  #: where it went, as its publisher says it
    to: tuple[str, ...] = ids()  #: the controls or groups that stand in its place


@frozen
class Renumbered:
    """Where the ids of the edition before went."""

    edition: str
    source: str
    ids: Mapping[str, tuple[str, ...]]  #: each id that changed, to those in its place; none if dropped


@frozen(slots=False)
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
    withdrawn: tuple[Withdrawn, ...] = ()
    renumbered: Renumbered | None = None
    location: Location | None = location()

    @cached_property
    def by_id(self) -> Mapping[str, Control]:
        """Controls by id, in the publisher's order."""
        return {control.id: control for control in self.controls}

    @cached_property
    def _above(self) -> Mapping[str, str | None]:
        groups = {group.id: group.group for group in self.groups}
        return groups | {control.id: control.of or control.group for control in self.controls}

    def over(self, control: str) -> tuple[str, ...]:
        """Return the control's id, then what it stands in: controls, then groups, the nearest first."""
        chain, above = [control], self._above.get(control)
        while above is not None:
            chain.append(above)
            above = self._above[above]
        return tuple(chain)


@frozen
class ControlReading:
    """How we read one control, or all controls of a group."""

    when: str | None = None
    full_when: tuple[str, ...] = ids()
    organisational: str | None = None
    no_duty: str | None = None
    duty: str | None = None  #: why it is a system's, where what it stands in is read otherwise


@frozen
class Interpretation:
    """Our reading of a standard: where it applies and what meets its controls."""

    standard: str
    scope: str | None = None  #: a fact's id; None means always
    profiles: Mapping[str, str] = field(factory=dict)  #: profile id → fact id
    groups: Mapping[str, ControlReading] = field(factory=dict)  #: by group
    controls: Mapping[str, ControlReading] = field(factory=dict)  #: by control
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
