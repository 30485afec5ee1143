"""What countermeasures claim of standards, and what content rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from surveymodel.authoring.checks.checked import Checked, warning
from surveymodel.content.reading import readings
from surveymodel.errors import Diagnostic

__all__ = ["maps_to_no_duty", "not_cited", "too_many_controls"]

#: A task that claims so many controls of one standard claims none.
MANY: Final = 15


def maps_to_no_duty(pack: Checked) -> Iterator[Diagnostic]:
    """SM440: this control is read as organisational or without duty, so no task can serve it.

    To support an organisational one is no claim to serve it: a system can put a rule of the
    organisation into practice.
    """
    content = pack.model.content
    read = {interpretation.standard: interpretation for interpretation in content.interpretations}
    of = {standard.id: readings(standard, read.get(standard.id)) for standard in content.standards}
    for countermeasure in content.countermeasures:
        definition = pack.defined("countermeasure", countermeasure.id)
        for standard, mapped in countermeasure.satisfies.items():
            for control, mapping in mapped.items():
                reading = of[standard][control]
                if reading.organisational and mapping.strength == "supports":
                    continue
                said = "organisational" if reading.organisational else "no duty" if reading.no_duty else None
                if said is not None:
                    path = (*definition.path, "satisfies", standard, control)
                    message = f"{standard} {control} is read as {said}, so no task can serve it"
                    yield warning(definition.file.document.at_key(path), "SM440", message)


def too_many_controls(pack: Checked) -> Iterator[Diagnostic]:
    """SM441: this countermeasure claims more controls of one standard than anybody would believe."""
    for countermeasure in pack.model.content.countermeasures:
        definition = pack.defined("countermeasure", countermeasure.id)
        for standard, mapped in countermeasure.satisfies.items():
            if len(mapped) >= MANY:
                place = definition.file.document.at_key((*definition.path, "satisfies", standard))
                message = (
                    f"{countermeasure.id!r} claims {len(mapped)} controls of {standard}: fewer, and better"
                )
                yield warning(place, "SM441", message)


def not_cited(pack: Checked) -> Iterator[Diagnostic]:
    """SM443: nothing cites this source."""
    content = pack.model.content
    cited = {id for threat in content.threats for id in threat.learn}
    cited |= {id for countermeasure in content.countermeasures for id in countermeasure.learn}
    cited |= {value.source for value in content.values} | {guide.source for guide in content.guides}
    for source in content.sources:
        if source.id not in cited:
            place = pack.at("source", source.id)
            yield warning(place, "SM443", f"nothing cites the source {source.id!r}", "advice")
