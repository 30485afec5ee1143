"""Plan files as text: a new one written out, or what changed put into one that is there.

Comments, order and layout of a text stay, and nothing is taken out of a history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from surveymodel.content.document import read
from surveymodel.project.edit import comments
from surveymodel.project.edits import Append, Drop, Edit, Put, Rename, edited
from surveymodel.project.flow import flow
from surveymodel.project.layout import Layout
from surveymodel.project.plan_file import PlanFile, plan_data
from surveymodel.project.plan_reading import plan_file

__all__ = ["new_text", "rewritten"]

_HEAD: Final = """\
# What became of the tasks of this system: 'surveymodel update' keeps it, 'surveymodel set' says what was done.
# Comments and layout stay as they are; histories are only ever added to.
"""


def new_text(file: PlanFile) -> str:
    """Return the text of a new plan file."""
    data = plan_data(file)
    return f"{_HEAD}format: {data.pop('format')}\n" + "".join(f"{line}\n" for line in _lines((), data))


def _lines(path: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        margin, here = "  " * len(path), (*path, key)
        if isinstance(value, dict) and value and _open(here):
            yield f"{margin}{flow(key)}:"
            yield from _lines(here, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{margin}{flow(key)}:"
            yield from (f"{margin}  - {flow(item)}" for item in value)
        else:
            yield f"{margin}{flow(key)}: {flow(value)}"


def rewritten(text: str, old: PlanFile, new: PlanFile, renamed: Mapping[str, str]) -> str:
    """Return the text of a plan file with what changed in it.

    ``renamed`` has the new ids of tasks that were under another. Raises ``ValueError`` where the
    text is laid out so that it cannot be edited.
    """
    before, after = plan_data(old), plan_data(new)
    before["tasks"] = {renamed.get(id, id): task for id, task in before["tasks"].items()}
    edits: list[Edit] = [Rename(("tasks",), was, now) for was, now in renamed.items()]
    edits += _edits((), before, after)
    try:
        layout = Layout.of(text)
        result = edited(text, edits, layout)
        kept = Counter(comment for _, comment in layout.comments) == Counter(comments(result))
        written = plan_file(read("", result.encode()).data)
    except (LookupError, TypeError) as error:
        raise ValueError(str(error)) from error
    if not kept or written != new:
        raise ValueError("this layout cannot be edited")
    return result


def _edits(path: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Edit]:
    """Yield what makes one mapping of another, value by value."""
    for key, value in after.items():
        was = before.get(key)
        if value == was:
            continue
        if isinstance(value, dict) and value and isinstance(was, dict) and was and _open((*path, key)):
            yield from _edits((*path, key), was, value)
        elif isinstance(was, list) and was and key in ("history", "accepted") and value[: len(was)] == was:
            yield from (Append((*path, key), item) for item in value[len(was) :])
        else:
            yield Put(path, key, value, lines=_open((*path, key)))
    yield from (Drop(path, key) for key in before if key not in after)


def _open(path: tuple[str, ...]) -> bool:
    """Whether a mapping is changed entry by entry, and new ones are written in lines."""
    if path == ("pack",):
        return True
    if path[0] == "answers":
        return len(path) < 3 or (path[1] == "components" and len(path) == 3)
    return path[0] == "tasks" and (len(path) < 3 or (path[2] == "components" and len(path) < 5))
