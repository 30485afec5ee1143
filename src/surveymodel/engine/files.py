"""System files: a path goes in, a :class:`~surveymodel.engine.sheet.System` comes out."""

from __future__ import annotations

from os import PathLike
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final, TypeVar

from surveymodel.content.decode import raw_of
from surveymodel.content.document import BROKEN, Document, read
from surveymodel.content.formats import SYSTEM
from surveymodel.engine.reply import Reply, id_fault, line_fault, reply
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["FORMAT", "read_system"]

FORMAT: Final = str(SYSTEM)

S = TypeVar("S", bound=System)

_PROPERTIES: Final = {
    "format": str,
    "id": str,
    "title": str,
    "pack": str,
    "organisation": str,
    "answers": dict,
    "components": dict,
}
_NAMES: Final = {str: "text", dict: "a mapping"}


def read_system(
    path: str | PathLike[str],
    *,
    organisation: str | PathLike[str] | None = None,
    cls: type[S],
    known: dict[Path, System] | None = None,
) -> S:
    """Read a system file and the organisation's file that it names.

    The named file must stand in the system file's folder or below; ``organisation`` names
    another one, wherever it stands. ``known`` has organisations' files that were read already, and
    those that are read now are added. Raises :class:`~surveymodel.errors.AnswerError` with every
    fault of the files at once; whether answers fit their questions is seen when they meet a model.
    """
    diagnostics: list[Diagnostic] = []
    file = Path(path)
    data, document = _load(file, diagnostics)
    named = data.get("organisation")
    above: System | None = None
    if organisation is not None:
        above = _organisation(Path(organisation), known, diagnostics)
    elif isinstance(named, str):
        above = _named_organisation(file, named, document, known, diagnostics)
    parts = _parts(data, document, diagnostics)
    if diagnostics:
        raise AnswerError(sorted(set(diagnostics)))
    return cls(organisation=above, location=Location(str(file)), **parts)


def _load(file: Path, diagnostics: list[Diagnostic]) -> tuple[dict[str, Any], Document]:
    """Return the file's mapping, empty where there is none, and its document."""
    try:
        document = read(str(file), SYSTEM.today(raw_of(file)))
    except OSError as error:
        what = error.strerror or "cannot be read"
        diagnostics.append(Diagnostic(Location(str(file)), "SM101", what.lower()))
        return {}, Document(str(file), BROKEN, {}, {}, {}, ())
    except ValueError:
        diagnostics.append(Diagnostic(Location(str(file)), "SM101", "this is no path of a file"))
        return {}, Document(str(file), BROKEN, {}, {}, {}, ())
    diagnostics += (d for d in document.diagnostics if d.severity == "error")
    if isinstance(document.data, dict):
        _check_properties(document, diagnostics)
        return document.data, document
    if document.data is not BROKEN:
        diagnostics.append(Diagnostic(document.at(()), "SM203", "a system file is a mapping"))
    return {}, document


def _check_properties(document: Document, diagnostics: list[Diagnostic]) -> None:
    data = document.data
    for key, value in data.items():
        if value is BROKEN:
            continue
        if key not in _PROPERTIES:
            message = f"unknown property {key[:80]!r}{nearest(key, _PROPERTIES)}"
            diagnostics.append(Diagnostic(document.at_key((key,)), "SM201", message))
        elif not isinstance(value, _PROPERTIES[key]):
            message = f"{key!r} is {_NAMES[_PROPERTIES[key]]}"
            diagnostics.append(Diagnostic(document.at((key,)), "SM203", message))
    for key in ("format", "id", "answers"):
        if key not in data:
            message = f"the property {key!r} is missing"
            diagnostics.append(Diagnostic(document.at(()), "SM202", message))
    found = data.get("format")
    other = SYSTEM.fault(found) if isinstance(found, str) else None
    if other is not None:
        diagnostics.append(Diagnostic(document.at(("format",)), "SM209", other))
    for key in ("id", "pack"):
        fault = id_fault(data[key]) if isinstance(data.get(key), str) else None
        if fault is not None:
            diagnostics.append(Diagnostic(document.at((key,)), "SM204", fault))
    _check_title(data, (), document, diagnostics)


def _check_title(data: Any, path: Any, document: Document, diagnostics: list[Diagnostic]) -> None:
    title = data.get("title")
    fault = line_fault("title", title) if isinstance(title, str) else None
    if fault is not None:
        diagnostics.append(Diagnostic(document.at((*path, "title")), *fault))


def _parts(data: dict[str, Any], document: Document, diagnostics: list[Diagnostic]) -> dict[str, Any]:
    answers = data.get("answers")
    components = data.get("components")
    return {
        "id": data.get("id"),
        "title": data.get("title"),
        "pack": data.get("pack"),
        "answers": _answers(answers, document, ("answers",), diagnostics),
        "components": _components(components, document, diagnostics),
    }


def _answers(data: Any, document: Document, path: Any, diagnostics: list[Diagnostic]) -> dict[str, Reply]:
    result: dict[str, Reply] = {}
    for question, value in data.items() if isinstance(data, dict) else ():
        here = (*path, question)
        if _readable(value):
            given = reply(value, document.at(here), diagnostics)
            if given is not None:
                result[question] = given
    return result


def _readable(value: Any) -> bool:
    """Whether a value was read whole; if not, a diagnostic says so already."""
    if isinstance(value, dict):
        return all(map(_readable, value.values()))
    return all(map(_readable, value)) if isinstance(value, list) else value is not BROKEN


def _components(data: Any, document: Document, diagnostics: list[Diagnostic]) -> dict[str, Component]:
    result: dict[str, Component] = {}
    for id, value in data.items() if isinstance(data, dict) else ():
        here = ("components", id)
        fault = id_fault(id, component=True)
        if fault is not None:
            diagnostics.append(Diagnostic(document.at_key(here), "SM204", fault))
        elif not isinstance(value, dict) or not isinstance(value.get("answers"), dict):
            if value is not BROKEN:
                message = "a component is a mapping with 'answers'"
                diagnostics.append(Diagnostic(document.at(here), "SM203", message))
        else:
            _check_component(value, here, document, diagnostics)
            sheet = _answers(value["answers"], document, (*here, "answers"), diagnostics)
            title = value.get("title")
            result[id] = Component(sheet, None if diagnostics else title)
    return result


def _check_component(value: Any, here: Any, document: Document, diagnostics: list[Diagnostic]) -> None:
    for key in value:
        if key not in ("answers", "title"):
            message = f"unknown property {key[:80]!r}{nearest(key, ('answers', 'title'))}"
            diagnostics.append(Diagnostic(document.at_key((*here, key)), "SM201", message))
    if "title" in value and not isinstance(value["title"], str) and value["title"] is not BROKEN:
        diagnostics.append(Diagnostic(document.at((*here, "title")), "SM203", "'title' is text"))
    _check_title(value, here, document, diagnostics)


def _named_organisation(
    file: Path,
    named: str,
    document: Document,
    known: dict[Path, System] | None,
    diagnostics: list[Diagnostic],
) -> System | None:
    """Read the organisation's file that a system file names, if it may be named."""
    place = document.at(("organisation",))
    folder = file.parent.resolve()
    try:
        inside = not _is_rooted(named) and (folder / named).resolve().is_relative_to(folder)
        found = (folder / named).is_file()
    except PermissionError:  # reading says so
        inside, found = True, True
    except (OSError, RuntimeError):  # a name that is too long, a link that leads to itself
        inside, found = True, False
    if not inside:
        message = "the organisation's file stands in this file's folder or below"
        diagnostics.append(Diagnostic(place, "SM111", message))
        return None
    if not found:
        diagnostics.append(Diagnostic(place, "SM101", f"there is no file {named[:200]!r}"))
        return None
    return _organisation(file.parent / named, known, diagnostics)


def _is_rooted(named: str) -> bool:
    """Whether a path begins at a root, a drive or a share: on all platforms alike, and none is looked at."""
    return bool(PurePosixPath(named).anchor or PureWindowsPath(named).anchor)


def _organisation(
    file: Path, known: dict[Path, System] | None, diagnostics: list[Diagnostic]
) -> System | None:
    """Return an organisation's file, if it was not read before; it is read again where it has faults."""
    if known is not None and file in known:
        return known[file]
    faults: list[Diagnostic] = []
    found = _read_organisation(file, faults)
    diagnostics += faults
    if known is not None and found is not None:
        known[file] = found
    return found


def _read_organisation(file: Path, diagnostics: list[Diagnostic]) -> System | None:
    data, document = _load(file, diagnostics)
    for key in ("organisation", "components"):
        if key in data:
            message = f"an organisation has no {key!r}"
            diagnostics.append(Diagnostic(document.at_key((key,)), "SM508", message))
    parts = _parts(data, document, diagnostics)
    return None if diagnostics else System(location=Location(str(file)), **parts)
