"""Whether everything that refers to a name finds it.

A draft and its definitions go in; a diagnostic comes out for each id that is unknown, stands
twice, was retired or names a file that has no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from surveymodel.condition import leaves
from surveymodel.content.document import Path
from surveymodel.content.draft import Draft, File, span_at
from surveymodel.content.leaf import leaf_faults
from surveymodel.content.names import Names, conditions, matches, sections
from surveymodel.errors import Diagnostic, Location, nearest

__all__ = ["listed", "mapping", "name_faults", "twice", "unknown_id"]

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
    yield from _duplicates(draft, names)
    yield from _raised_twice(draft)
    yield from _retired(draft, names)
    yield from _unknown_references(draft, names)
    yield from _misplaced_files(draft, names)
    for file, path, tree in conditions(draft):
        for leaf in leaves(tree):
            for code, message in leaf_faults(leaf, names):
                yield Diagnostic(span_at(file.document, path, leaf.span), code, message)


def _duplicates(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield ids that stand twice in what they must be unique in."""
    for definition in names.by["name"].values():
        for key in ("answers", "levels"):
            yield from twice(definition.file, definition.path, definition.entry, key, definition.id)
    for file in draft.of("pack"):
        yield from twice(file, (), file.document.data, "sections", file.name)


def _raised_twice(draft: Draft) -> Iterator[Diagnostic]:
    """Yield threats that one rule raises twice: it would be open which shift counts."""
    for file in draft.of("rules"):
        for top, entry in file.entries():
            seen: set[str] = set()
            for pattern in (("raises", "*"), ("raises", "*", "threat")):
                for path, id in matches(entry, pattern, top):
                    if id in seen:
                        yield Diagnostic(file.document.at(path), "SM302", f"this rule raises {id!r} twice")
                    seen.add(id)


def _retired(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield each id that is in use again though the pack says that it never will be."""
    used = _used(draft, names)
    for file in draft.of("pack"):
        for _, entry in listed(file.document.data, "retired"):
            kind, id = str(entry.get("kind")), str(entry.get("id"))
            if (kind, id) in used:
                yield Diagnostic(used[kind, id], "SM307", f"the {kind} {id!r} is retired: choose a new id")


def _used(draft: Draft, names: Names) -> dict[tuple[str, str], Location]:
    """Return the place of each id in use, by kind and id as ``retired`` spells them."""
    defined = [d for space in names.by.values() for d in space.values()]
    used = {(d.kind, d.id): d.location for d in defined}
    for d in defined:
        for path, entry in listed(d.entry, "answers"):
            used["answer", f"{d.id}.{entry.get('id')}"] = d.file.document.at((*d.path, *path, "id"))
    for file in draft.of("guide"):
        used["guide", file.stem] = Location(file.document.path)
    return used


def listed(data: Any, key: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield path and data of each entry of a list that is a mapping at all."""
    entries = mapping(data).get(key)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (key, index), entry


def twice(file: File, top: Path, data: Any, key: str, owner: str) -> Iterator[Diagnostic]:
    """Yield each entry of a list with the id of one before it."""
    seen: set[str] = set()
    for path, entry in listed(data, key):
        id = entry.get("id")
        if isinstance(id, str):
            if id in seen:
                place = file.document.at((*top, *path, "id"))
                yield Diagnostic(place, "SM302", f"the id {id!r} is defined twice in {owner!r}")
            seen.add(id)


def _unknown_references(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    for kind, pattern, space in _REFERENCES:
        for file in draft.of(kind):
            for top, entry in file.entries():
                for path, id in matches(entry, pattern, top):
                    if id not in names.by[space]:
                        yield unknown_id(file, path, space, id, names.by[space])
    for file, path, id in _implications(draft):
        owner, _, member = id.partition(".")
        question = names.find(owner)
        if question is None or question.kind != "question" or member not in question.members:
            yield unknown_id(file, path, "answer", id, _answers(names))


def _implications(draft: Draft) -> Iterator[tuple[File, Path, str]]:
    for file in draft.of("questions"):
        for top, entry in file.entries():
            for path, id in matches(entry, ("answers", "*", "implies", "*"), top):
                yield file, path, id


def _answers(names: Names) -> list[str]:
    return [f"{q}.{a}" for q in names.questions for a in names.by["name"][q].members]


def unknown_id(file: File, path: Path, kind: str, id: str, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a reference that leads nowhere."""
    message = f"unknown {kind} {id!r}{nearest(id, known)}"
    return Diagnostic(file.document.at(path), "SM311", message)


def _misplaced_files(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    known = sections(draft)
    yield from _empty_sections(draft)
    otherwise: dict[str, File] = {}
    for file in draft.files:
        place = Location(file.document.path)
        if file.kind == "questions" and file.stem not in known:
            message = f"pack.yaml has no section {file.stem!r}{nearest(file.stem, known)}"
            yield Diagnostic(place, "SM309", message)
        if file.kind == "guide":
            yield from _guide_faults(file, names, otherwise)
        if file.kind in ("standard", "interpretation"):
            key = "id" if file.kind == "standard" else "standard"
            for _, id in matches(file.document.data, (key,), ()):
                if id != file.stem:
                    yield Diagnostic(place, "SM309", f"the file is named for its standard, {id}.yaml")


def _empty_sections(draft: Draft) -> Iterator[Diagnostic]:
    names = {file.name for file in draft.files}
    for file in draft.of("pack"):
        for path, id in matches(file.document.data, ("sections", "*", "id"), ()):
            if f"survey/{id}.yaml" not in names:
                message = f"the section {id!r} has no file survey/{id}.yaml"
                yield Diagnostic(file.document.at(path), "SM309", message, "warning")


def _guide_faults(file: File, names: Names, otherwise: dict[str, File]) -> Iterator[Diagnostic]:
    owner = file.stem.partition("/")[0]
    if owner not in names.by["countermeasure"]:
        message = f"unknown countermeasure {owner!r}{nearest(owner, names.by['countermeasure'])}"
        yield Diagnostic(Location(file.document.path), "SM309", message)
    data = file.document.data
    if isinstance(data, dict) and data.get("otherwise") is True:
        first = otherwise.setdefault(owner, file)
        if first is not file:
            message = f"{owner!r} has another guide for 'otherwise': {first.name}"
            yield Diagnostic(file.document.at_key(("otherwise",)), "SM310", message)


def mapping(data: Any) -> Mapping[str, Any]:
    """Return data that is a mapping; an empty one in place of anything else."""
    return data if isinstance(data, dict) else {}
