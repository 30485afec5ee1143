"""Whether catalogues are whole, and whether what refers to their controls finds them.

A draft and its definitions go in; a diagnostic comes out for each id that stands twice, leads
nowhere or stands in itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File
from surveymodel.content.names import Names, matches
from surveymodel.content.references import listed, mapping, twice, unknown_id
from surveymodel.errors import Diagnostic, nearest

__all__ = ["control_faults"]


def control_faults(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield what is wrong in catalogues, in mappings to them and in interpretations of them."""
    for file in draft.of("standard"):
        yield from _catalogue_faults(file)
    standards = {id: definition.entry for id, definition in names.by["standard"].items()}
    controls = {id: _ids(entry, "controls") for id, entry in standards.items()}
    for file in draft.of("countermeasures"):
        for top, entry in file.entries():
            path = (*top, "satisfies")
            yield from _unknown_keys(file, path, entry.get("satisfies"), "standard", standards)
            for standard, mapped in mapping(entry.get("satisfies")).items():
                if standard in standards:
                    known = controls[standard]
                    yield from _mapped_faults(file, (*path, standard), mapped, standards[standard], known)
    for file in draft.of("interpretation"):
        yield from _interpretation_faults(file, names, standards, controls)


def _ids(data: Any, key: str) -> dict[str, None]:
    """Return the ids in a list of entries, in its order."""
    return {str(entry.get("id")): None for _, entry in listed(data, key)}


# ---------------------------------------------------------------------------------------------
# Catalogues


def _catalogue_faults(file: File) -> Iterator[Diagnostic]:
    """Yield ids that stand twice and the groups, profiles and controls that are not there."""
    data = file.document.data
    for key in ("groups", "profiles", "controls", "withdrawn"):
        yield from twice(file, (), data, key, file.stem)
    yield from _two_kinds(file)
    groups, controls = _ids(data, "groups"), _ids(data, "controls")
    for pattern, kind, known in (
        (("groups", "*", "group"), "group", groups),
        (("controls", "*", "group"), "group", groups),
        (("controls", "*", "of"), "control", controls),
        (("controls", "*", "profiles", "*"), "profile", _ids(data, "profiles")),
        (("withdrawn", "*", "to", "*"), "control", controls | groups),
        (("renumbered", "ids", "*", "*"), "control", controls | groups),
    ):
        for path, id in matches(data, pattern, ()):
            if id not in known:
                yield unknown_id(file, path, kind, id, known)
    yield from _rings(file)


def _two_kinds(file: File) -> Iterator[Diagnostic]:
    """Yield ids that are a group and a control, or in use and withdrawn."""
    seen: dict[str, str] = {}
    for key, kind in (("groups", "group"), ("controls", "control"), ("withdrawn", "withdrawn control")):
        for path, entry in listed(file.document.data, key):
            id = str(entry.get("id"))
            if seen.setdefault(id, kind) != kind:
                place = file.document.at((*path, "id"))
                yield Diagnostic(place, "SM302", f"the id {id!r} is a {seen[id]} and a {kind}")


def _rings(file: File) -> Iterator[Diagnostic]:
    """Yield each group and control that stands in itself."""
    above: dict[str, str] = {}
    places = {}
    for key in ("groups", "controls"):
        for path, entry in listed(file.document.data, key):
            id, over = entry.get("id"), entry.get("of", entry.get("group"))
            if isinstance(id, str) and isinstance(over, str):
                above[id] = over
                places[id] = file.document.at((*path, "id"))
    done: set[str] = set()
    for id in above:
        chain: dict[str, None] = {}
        here: str | None = id
        while here is not None and here not in done and here not in chain:
            chain[here] = None
            here = above.get(here)
        if here in chain:
            yield Diagnostic(places[str(here)], "SM308", f"{here!r} stands in itself")
        done.update(chain)


# ---------------------------------------------------------------------------------------------
# What refers to them


def _mapped_faults(
    file: File, path: Path, mapped: Any, standard: Any, known: Mapping[str, None]
) -> Iterator[Diagnostic]:
    """Yield mappings to ids that the catalogue, whose controls are ``known``, has not or has no more."""
    unknown = [id for id in mapping(mapped) if id not in known]
    if not unknown:
        return
    gone = {str(entry.get("id")): str(entry.get("went")) for _, entry in listed(standard, "withdrawn")}
    moved = mapping(mapping(standard.get("renumbered")).get("ids"))
    for id in unknown:
        where = file.document.at_key((*path, id))
        control = f"control of {standard.get('id')} {id!r}"
        if id in gone:
            yield Diagnostic(where, "SM312", f"withdrawn {control}: {gone[id]}")
        elif id in moved:
            now = ", ".join(map(str, moved[id])) if isinstance(moved[id], list) else ""
            yield Diagnostic(where, "SM312", f"{control} is of the edition before; now {now or 'dropped'}")
        else:
            yield Diagnostic(where, "SM311", f"unknown {control}{nearest(id, known)}")


def _unknown_keys(
    file: File, path: Path, mapped: Any, kind: str, known: Iterable[str]
) -> Iterator[Diagnostic]:
    for id in mapping(mapped):
        if id not in known:
            message = f"unknown {kind} {id!r}{nearest(id, known)}"
            yield Diagnostic(file.document.at_key((*path, id)), "SM311", message)


def _interpretation_faults(
    file: File, names: Names, standards: Any, controls: Mapping[str, Mapping[str, None]]
) -> Iterator[Diagnostic]:
    data = mapping(file.document.data)
    id = str(data.get("standard"))
    standard = standards.get(id)
    if standard is not None:
        yield from _mapped_faults(file, ("controls",), data.get("controls"), standard, controls[id])
        for key, kind in (("groups", "group"), ("profiles", "profile")):
            known = _ids(standard, key)
            yield from _unknown_keys(file, (key,), data.get(key), f"{kind} of {file.stem}", known)
    facts = {id for id, d in names.by["name"].items() if d.kind == "fact"}
    for path, fact in (*matches(data, ("scope",), ()), *matches(data, ("profiles", "*"), ())):
        if fact not in facts:
            yield unknown_id(file, path, "fact", fact, facts)
