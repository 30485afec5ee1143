"""Whether everything that refers to a name finds it.

A draft and its definitions go in; a diagnostic comes out for each id that is unknown, stands
twice, was retired or names a file that has no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from surveymodel.condition import leaves
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File, span_at
from surveymodel.content.leaf import leaf_faults
from surveymodel.content.names import NAMESPACES, Names, conditions, matches, sections
from surveymodel.errors import Diagnostic, Location, nearest

__all__ = ["name_faults"]

#: Where entries refer to ids: kind, path with * for any, namespace referred to.
_REFERENCES: Final = (
    ("values", ("source",), "source"),
    ("adjustments", ("threats", "*"), "threat"),
    ("threats", ("learn", "*"), "source"),
    ("rules", ("raises", "*"), "threat"),
    ("rules", ("raises", "*", "threat"), "threat"),
    ("rules", ("requires", "*"), "countermeasure"),
    ("countermeasures", ("counters", "*"), "threat"),
    ("countermeasures", ("after", "*"), "countermeasure"),
    ("countermeasures", ("learn", "*"), "source"),
    ("guide", ("source",), "source"),
    ("interpretation", ("standard",), "standard"),
    ("interpretation", ("controls", "*", "full-when", "*"), "countermeasure"),
)


def name_faults(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each duplicate, retired, misplaced or unknown id."""
    yield from names.diagnostics
    yield from _duplicate_members(names)
    yield from _retired(draft, names)
    yield from _unknown_references(draft, names)
    yield from _misplaced_files(draft, names)
    yield from _controls(draft, names)
    for file, path, tree in conditions(draft):
        for leaf in leaves(tree):
            for code, message in leaf_faults(leaf, names):
                yield Diagnostic(span_at(file.document, path, leaf.span), code, message)


def _duplicate_members(names: Names) -> Iterator[Diagnostic]:
    for definition in names.by["name"].values():
        key = "answers" if definition.kind == "question" else "levels"
        listed = definition.entry.get(key)
        seen: set[str] = set()
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            id = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(id, str) and id in seen:
                place = definition.file.document.at((*definition.path, key, index, "id"))
                yield Diagnostic(place, "SM302", f"the id {id!r} is defined twice in {definition.id!r}")
            seen.add(str(id))


def _retired(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    for file in draft.of("pack"):
        listed = file.document.data.get("retired") if isinstance(file.document.data, dict) else None
        for entry in listed if isinstance(listed, list) else ():
            kind, id = (entry.get("kind"), entry.get("id")) if isinstance(entry, dict) else (None, None)
            space = next((s for s, k in NAMESPACES.values() if k == kind), None)
            found = names.by[space].get(str(id)) if space else None
            if kind == "answer" and isinstance(id, str):
                question = names.find(id.partition(".")[0])
                found = question if question and id.partition(".")[2] in question.members else None
            if found is not None and kind in ("answer", found.kind):
                yield Diagnostic(found.location, "SM307", f"the {kind} {id!r} is retired: choose a new id")


def _unknown_references(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    for kind, pattern, space in _REFERENCES:
        for file in draft.of(kind):
            for top, entry in file.entries():
                for path, id in matches(entry, pattern, top):
                    if id not in names.by[space]:
                        yield _unknown(file, path, space, id, names.by[space])
    for file, path, id in _implications(draft):
        owner, _, member = id.partition(".")
        question = names.find(owner)
        if question is None or question.kind != "question" or member not in question.members:
            yield _unknown(file, path, "answer", id, _answers(names))


def _implications(draft: Draft) -> Iterator[tuple[File, Path, str]]:
    for file in draft.of("questions"):
        for top, entry in file.entries():
            for path, id in matches(entry, ("answers", "*", "implies", "*"), top):
                yield file, path, id


def _answers(names: Names) -> list[str]:
    return [f"{q}.{a}" for q in names.questions for a in names.by["name"][q].members]


def _unknown(file: File, path: Path, kind: str, id: str, known: Any) -> Diagnostic:
    message = f"unknown {kind} {id!r}{nearest(id, known)}"
    return Diagnostic(file.document.at(path), "SM311", message)


def _misplaced_files(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    known = sections(draft)
    otherwise: dict[str, File] = {}
    for file in draft.files:
        stem = file.name.partition("/")[2].rpartition(".")[0]
        if file.kind == "questions" and stem not in known:
            message = f"pack.yaml has no section {stem!r}{nearest(stem, known)}"
            yield Diagnostic(Location(file.document.path), "SM309", message)
        if file.kind == "guide":
            yield from _guide_faults(file, stem, names, otherwise)
        if file.kind in ("standard", "interpretation") and isinstance(file.document.data, dict):
            id = file.document.data.get("id" if file.kind == "standard" else "standard")
            if isinstance(id, str) and id != stem:
                message = f"the file is named for its standard, {id}.yaml"
                yield Diagnostic(Location(file.document.path), "SM309", message)


def _guide_faults(file: File, stem: str, names: Names, otherwise: dict[str, File]) -> Iterator[Diagnostic]:
    owner = stem.partition("/")[0]
    if owner not in names.by["countermeasure"]:
        message = f"unknown countermeasure {owner!r}{nearest(owner, names.by['countermeasure'])}"
        yield Diagnostic(Location(file.document.path), "SM309", message)
    data = file.document.data
    if isinstance(data, dict) and data.get("otherwise") is True:
        first = otherwise.setdefault(owner, file)
        if first is not file:
            message = f"{owner!r} has another guide for 'otherwise': {first.name}"
            yield Diagnostic(file.document.at_key(("otherwise",)), "SM310", message)


def _controls(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Check what refers to the controls, groups and profiles of a standard."""
    for file in draft.of("standard"):
        yield from _catalogue_faults(file)
    for file in draft.of("countermeasures"):
        for top, entry in file.entries():
            satisfies = entry.get("satisfies")
            for standard, mapped in (satisfies if isinstance(satisfies, dict) else {}).items():
                path = (*top, "satisfies", standard)
                yield from _control_references(file, path, standard, mapped, names)
    for file in draft.of("interpretation"):
        data = file.document.data if isinstance(file.document.data, dict) else {}
        standard = str(data.get("standard"))
        if standard in names.by["standard"]:
            yield from _control_references(file, ("controls",), standard, data.get("controls"), names)
        yield from _interpreted_facts(file, data, names)


def _control_references(
    file: File, path: Path, standard: str, mapped: Any, names: Names
) -> Iterator[Diagnostic]:
    definition = names.by["standard"].get(standard)
    if definition is None:
        message = f"unknown standard {standard!r}{nearest(standard, names.by['standard'])}"
        yield Diagnostic(file.document.at_key(path), "SM311", message)
        return
    known = _ids(definition.entry, "controls")
    for control in mapped if isinstance(mapped, dict) else ():
        if control not in known:
            message = f"unknown control {control!r} of {standard}{nearest(control, known)}"
            yield Diagnostic(file.document.at_key((*path, control)), "SM311", message)


def _interpreted_facts(file: File, data: Any, names: Names) -> Iterator[Diagnostic]:
    standard = names.by["standard"].get(str(data.get("standard")))
    profiles = data.get("profiles") if isinstance(data.get("profiles"), dict) else {}
    for profile in profiles:
        known = _ids(standard.entry, "profiles") if standard else {profile}
        if profile not in known:
            message = f"unknown profile {profile!r}{nearest(profile, known)}"
            yield Diagnostic(file.document.at_key(("profiles", profile)), "SM311", message)
    facts = [(("scope",), data.get("scope")), *((("profiles", p), f) for p, f in profiles.items())]
    for path, fact in facts:
        found = names.find(fact) if isinstance(fact, str) else None
        if isinstance(fact, str) and (found is None or found.kind != "fact"):
            known = {id for id, d in names.by["name"].items() if d.kind == "fact"}
            message = f"unknown fact {fact!r}{nearest(fact, known)}"
            yield Diagnostic(file.document.at(path), "SM311", message)


def _ids(entry: Mapping[str, Any], key: str) -> dict[str, int]:
    listed = entry.get(key)
    items = listed if isinstance(listed, list) else []
    return {str(e.get("id")): i for i, e in enumerate(items) if isinstance(e, dict)}


def _catalogue_faults(file: File) -> Iterator[Diagnostic]:
    data = file.document.data if isinstance(file.document.data, dict) else {}
    groups, profiles = _ids(data, "groups"), _ids(data, "profiles")
    for key in ("groups", "profiles", "controls"):
        first = _ids(dict(data), key)
        listed = data.get(key)
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            id = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(id, str) and first[id] != index:
                place = file.document.at((key, index, "id"))
                yield Diagnostic(place, "SM302", f"the id {id!r} is defined twice")
    for pattern, known in (
        (("groups", "*", "group"), groups),
        (("controls", "*", "group"), groups),
        (("controls", "*", "profiles", "*"), profiles),
    ):
        for path, id in matches(data, pattern, ()):
            if id not in known:
                yield _unknown(file, path, "group" if known is groups else "profile", id, known)
