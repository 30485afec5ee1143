"""Whether content flows one way: no look at later questions or lower layers, no cycles.

Definitions go in; diagnostics come out for whatever looks ahead, below or at itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field

from surveymodel.condition import Comparison, Condition, leaves, parse
from surveymodel.content.draft import Draft, File
from surveymodel.content.names import Definition, Names, matches
from surveymodel.errors import ConditionSyntaxError, Diagnostic

__all__ = ["LAYERS", "order_faults"]

#: From the top; a layer sees itself and those above.
LAYERS: Final = ("organisation", "system", "component")


@define
class _Reach:
    """What a name looks at, itself and through the facts it names."""

    names: Names
    questions: dict[str, frozenset[str]] = field(factory=dict)  #: by name: the questions reached
    cyclic: set[str] = field(factory=set)

    def of(self, id: str) -> frozenset[str]:
        """Return the questions that a fact, question or scale reaches."""
        definition = self.names.find(id)
        if definition is None or definition.kind == "value":
            return frozenset()
        if definition.kind == "question":
            return frozenset({id})
        if id not in self.questions:
            self._settle(id)
        return self.questions[id]

    def _settle(self, start: str) -> None:
        """Walk depth first, without recursion, from a fact or scale."""
        trail, stack = [start], [iter(self._inner(start))]
        active = {start}
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done = trail.pop()
                active.discard(done)
                self.questions[done] = self._sum(done)
            elif step in active:
                self.cyclic.add(step)
            elif step not in self.questions:
                trail.append(step)
                active.add(step)
                stack.append(iter(self._inner(step)))

    def _inner(self, id: str) -> list[str]:
        kinds = {name: d.kind for name in looks_at(self._definition(id)) if (d := self.names.find(name))}
        return [name for name, kind in kinds.items() if kind in ("fact", "scale")]

    def _sum(self, id: str) -> frozenset[str]:
        reached: set[str] = set()
        for name in looks_at(self._definition(id)):
            definition = self.names.find(name)
            if definition is not None and definition.kind == "question":
                reached.add(name)
            else:
                reached |= self.questions.get(name, frozenset())
        return frozenset(reached)

    def _definition(self, id: str) -> Definition:
        return self.names.by["name"][id]

    def layer(self, questions: frozenset[str]) -> int:
        """Return the lowest layer among the questions, as an index into LAYERS."""
        return max((layer_of(self._definition(q)) for q in questions), default=0)


def looks_at(definition: Definition) -> list[str]:
    """Return the names in the conditions of a definition, in order and once each."""
    entry = definition.entry
    levels = entry.get("levels") if definition.kind == "scale" else None
    parts = [entry, *(levels if isinstance(levels, list) else [])]
    found: dict[str, None] = {}
    for part in parts:
        source = part.get("when") if isinstance(part, dict) else None
        for name in _names(source) if isinstance(source, str) else ():
            found[name] = None
    return list(found)


def _names(source: str) -> Iterator[str]:
    try:
        tree = parse(source)
    except ConditionSyntaxError:
        return
    yield from (_subject(leaf) for leaf in leaves(tree))


def _subject(leaf: Condition) -> str:
    if isinstance(leaf, Comparison):
        return leaf.question
    return str(leaf).partition(".")[0]


def layer_of(definition: Definition) -> int:
    """Return the layer of a question as an index into LAYERS."""
    of = definition.entry.get("of", "system")
    return LAYERS.index(of) if of in LAYERS else 1


def order_faults(draft: Draft, names: Names) -> Iterator[Diagnostic]:
    """Yield a diagnostic wherever content does not flow one way."""
    reach = _Reach(names)
    for definition in names.by["name"].values():
        if definition.kind == "question":
            yield from _question_faults(definition, names, reach)
        elif definition.kind in ("fact", "scale"):
            reach.of(definition.id)
        yield from _scale_faults(definition, reach)
    for id in sorted(reach.cyclic):
        message = f"{id!r} is defined by itself"
        yield Diagnostic(names.by["name"][id].location, "SM308", message)
    yield from _after_cycles(names)
    for file in draft.of("interpretation"):
        yield from _interpretation_faults(file, reach)


def _question_faults(definition: Definition, names: Names, reach: _Reach) -> Iterator[Diagnostic]:
    place = names.questions[definition.id]
    layer = layer_of(definition)
    document = definition.file.document
    where = document.at((*definition.path, "when"))
    for name in looks_at(definition):
        for question in sorted(reach.of(name), key=names.questions.__getitem__):
            via = "" if name == question else f" through {name!r}"
            if names.questions[question] >= place:
                message = f"looks at {question!r}{via}, which is not asked before it"
                yield Diagnostic(where, "SM303", message)
            elif layer_of(names.by["name"][question]) > layer:
                message = f"a question of the {LAYERS[layer]} cannot see {question!r}{via}, which is below"
                yield Diagnostic(where, "SM304", message)
    for path, target in matches(definition.entry, ("answers", "*", "implies", "*"), definition.path):
        yield from _implication_faults(definition, path, target, names)


def _implication_faults(source: Definition, path: Any, target: str, names: Names) -> Iterator[Diagnostic]:
    found = names.find(target.partition(".")[0])
    if found is None or found.kind != "question":
        return
    place = source.file.document.at(path)
    if names.questions[found.id] <= names.questions[source.id]:
        yield Diagnostic(place, "SM306", f"{target!r} is not asked after {source.id!r}")
    elif layer_of(found) < layer_of(source):
        message = f"an answer of the {LAYERS[layer_of(source)]} cannot imply {target!r}, which is above"
        yield Diagnostic(place, "SM304", message)


def _scale_faults(definition: Definition, reach: _Reach) -> Iterator[Diagnostic]:
    """Yield each level, of a scale, that looks at a component's question."""
    for path, source in matches(definition.entry, ("levels", "*", "when"), definition.path):
        for name in _names(source):
            if reach.layer(reach.of(name)) > 1:
                message = f"a scale is the system's: {name!r} looks at a component's question"
                yield Diagnostic(definition.file.document.at(path), "SM304", message)


def _interpretation_faults(file: File, reach: _Reach) -> Iterator[Diagnostic]:
    """Scope and profiles see no component question."""
    data = file.document.data
    for path, id in (*matches(data, ("scope",), ()), *matches(data, ("profiles", "*"), ())):
        if reach.layer(reach.of(id)) > 1:
            message = f"scope and profiles are the system's: {id!r} looks at a component's question"
            yield Diagnostic(file.document.at(path), "SM304", message)


def _after_cycles(names: Names) -> Iterator[Diagnostic]:
    """Yield each countermeasure that comes after itself."""
    known = names.by["countermeasure"]
    later = {
        id: [a for _, a in matches(definition.entry, ("after", "*"), ()) if a in known]
        for id, definition in known.items()
    }
    for id in _cyclic(later):
        definition = known[id]
        place = definition.file.document.at((*definition.path, "after"))
        yield Diagnostic(place, "SM308", f"{id!r} comes after itself")


def _cyclic(graph: dict[str, list[str]]) -> list[str]:
    """Return the nodes that stand on a cycle or lead into one, by removing those that do not."""
    remaining = dict(graph)
    while free := [n for n, after in remaining.items() if not any(a in remaining for a in after)]:
        for node in free:
            del remaining[node]
    return sorted(n for n in remaining if _returns(n, remaining))


def _returns(start: str, graph: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    stack = list(graph[start])
    while stack:
        node = stack.pop()
        if node == start:
            return True
        if node in graph and node not in seen:
            seen.add(node)
            stack.extend(graph[node])
    return False
