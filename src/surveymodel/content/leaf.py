"""Whether a name in a condition exists and is used as what it is."""

from __future__ import annotations

from collections.abc import Iterator

from surveymodel.condition import Comparison, Leaf, Member, Name
from surveymodel.content.names import Names
from surveymodel.errors import nearest

__all__ = ["leaf_faults"]


def leaf_faults(leaf: Leaf, names: Names) -> Iterator[tuple[str, str]]:
    """Yield code and message of what is wrong with a name, member or comparison."""
    if isinstance(leaf, Name):
        yield from _bare_faults(leaf, names)
    elif isinstance(leaf, Member):
        yield from _member_faults(leaf, names)
    else:
        yield from _comparison_faults(leaf, names)


def _known(names: Names, *kinds: str) -> list[str]:
    return [id for id, d in names.by["name"].items() if d.kind in kinds]


def _bare_faults(leaf: Name, names: Names) -> Iterator[tuple[str, str]]:
    found = names.find(leaf.id)
    if found is None:
        known = _known(names, "fact", "question")
        yield "SM301", f"unknown fact or question {leaf.id!r}{nearest(leaf.id, known)}"
    elif found.kind == "value":
        yield "SM305", f"{leaf.id!r} is a value: compare a number question with it"
    elif found.kind == "scale":
        members = ", ".join(f"{leaf.id}.{level}" for level in found.members)
        yield "SM305", f"{leaf.id!r} is a scale: name one of its levels, {members}"


def _member_faults(leaf: Member, names: Names) -> Iterator[tuple[str, str]]:
    found = names.find(leaf.owner)
    whole = str(leaf)
    if found is None or found.kind not in ("question", "scale"):
        if found is None:
            owners = [names.by["name"][id] for id in _known(names, "question", "scale")]
            hint = nearest(whole, [f"{owner.id}.{id}" for owner in owners for id in owner.members])
            yield "SM301", f"unknown answer {whole!r}{hint}"
        else:
            yield "SM305", f"{whole!r}: {leaf.owner!r} is a {found.kind}, without answers"
    elif leaf.id == "none":
        if found.entry.get("select") != "many":
            yield "SM305", f"{whole!r}: 'none' is for questions that take several answers"
    elif found.entry.get("select") == "number":
        yield "SM305", f"{leaf.owner!r} is answered with a number: compare it"
    elif leaf.id not in found.members:
        what = "answer" if found.kind == "question" else "level"
        known = [f"{leaf.owner}.{id}" for id in found.members]
        yield "SM301", f"unknown {what} {whole!r}{nearest(whole, known)}"


def _comparison_faults(leaf: Comparison, names: Names) -> Iterator[tuple[str, str]]:
    found = names.find(leaf.question)
    if found is None:
        hint = nearest(leaf.question, _known(names, "question"))
        yield "SM301", f"unknown question {leaf.question!r}{hint}"
    elif found.kind != "question" or found.entry.get("select") != "number":
        yield "SM305", f"{leaf.question!r} is no number question, so it cannot be compared"
    if isinstance(leaf.operand, str):
        value = names.find(leaf.operand)
        if value is None:
            hint = nearest(leaf.operand, _known(names, "value"))
            yield "SM301", f"unknown value {leaf.operand!r}{hint}"
        elif value.kind != "value":
            yield "SM305", f"{leaf.operand!r} is a {value.kind}, not a value to compare with"
