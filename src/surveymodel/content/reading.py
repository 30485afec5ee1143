"""How each control of a standard is read: a catalogue and its interpretation go in.

A control stands in the controls that it is a part of and in their groups. It applies where all of
them do; whether it is organisational or no duty, the nearest that is read at all decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from surveymodel.content.catalogue import ControlReading, Interpretation, Standard

__all__ = ["Reading", "readings"]


@frozen
class Reading:
    """What our reading of one control comes to."""

    conditions: Mapping[str, str] = field(
        factory=dict
    )  #: those that must hold, by the control or group read so
    full_when: tuple[str, ...] = ()  #: countermeasures that meet it only together
    organisational: str | None = None
    no_duty: str | None = None

    @property
    def whens(self) -> tuple[str, ...]:
        """The conditions, each once."""
        return tuple(dict.fromkeys(self.conditions.values()))


def readings(standard: Standard, interpretation: Interpretation | None) -> Mapping[str, Reading]:
    """Return the reading of every control of a standard, by id in the publisher's order."""
    if interpretation is None:
        return dict.fromkeys(standard.by_id, Reading())
    read = {**interpretation.groups, **interpretation.controls}
    result = {}
    for id in standard.by_id:
        over = [read[name] for name in standard.over(id) if name in read]
        nearest = over[0] if over else ControlReading()
        own = interpretation.controls.get(id, ControlReading())
        conditions = {name: when for name in standard.over(id) if name in read and (when := read[name].when)}
        result[id] = Reading(conditions, own.full_when, nearest.organisational, nearest.no_duty)
    return result
