"""Why a truth differs between two versions: the changes behind it, lane by lane.

A truth goes in, with lanes in which it differs. From it one goes down to what it looks at, wherever
that differs too, until a definition is met that changed itself. Where a condition changed, the old
one is read in the new version: lanes in which that differs from the new condition are the change's,
and lanes in which it differs from the old value are those of what the condition looks at. So every
lane in which a truth differs has a change behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, Final

from attrs import field, frozen

from surveymodel.authoring.changes.defined import Defined
from surveymodel.authoring.changes.nouns import Cause
from surveymodel.authoring.changes.sides import NOWHERE, Side
from surveymodel.condition import Comparison, Condition, Leaf, leaves
from surveymodel.engine.clauses import Planes, apart, truth_of

__all__ = ["Causes", "Dropped"]

Node = tuple[str, Any]
"""Kind and id of a truth; ``raises``, ``requires``, ``counters`` or ``implies`` with both of its ends;
``if`` with a countermeasure's id, for its own condition; ``compare`` with the comparison; ``reply``
with a question's id."""

#: Edges, by what they begin at.
_EDGES: Final = {"raises": "rule", "requires": "rule", "counters": "threat", "implies": "answer"}

Dropped = Mapping[str, Mapping[Cause, int]]
"""For each question the lanes whose reply only one version takes, by what is behind that."""


@frozen
class Step:
    """What is behind a difference of one node."""

    own: tuple[tuple[Cause, int], ...]  #: changes of its definition, and the lanes in which they matter
    below: tuple[tuple[Node, int], ...]  #: what it looks at, and the lanes in which that matters


@frozen(slots=False)
class Causes:
    """Both versions in some lanes."""

    old: Side
    new: Side
    dropped: Dropped = field(factory=dict)
    _steps: dict[Node, Step] = field(factory=dict, init=False, repr=False)
    _apart: dict[Node, int] = field(factory=dict, init=False, repr=False)

    @cached_property
    def before(self) -> Defined:
        """What the old version defines."""
        return Defined(self.old.model)

    @cached_property
    def after(self) -> Defined:
        """What the new version defines."""
        return Defined(self.new.model)

    def of(self, task: str, lanes: int) -> dict[Cause, int]:
        """Return the changes behind a difference of a task, each with the lanes in which it is."""
        result: dict[Cause, int] = {}
        done: dict[Node, int] = {}
        stack: list[tuple[Node, int]] = [(("task", task), lanes)]
        while stack:
            node, wanted = stack.pop()
            fresh = wanted & self.apart(node) & ~done.get(node, 0)
            if not fresh:
                continue
            done[node] = done.get(node, 0) | fresh
            step = self.step(node)
            for cause, where in step.own:
                if fresh & where:
                    result[cause] = result.get(cause, 0) | fresh & where
            stack += ((below, fresh & where) for below, where in step.below)
        return result

    def apart(self, node: Node) -> int:
        """Return the lanes in which a node differs."""
        if node not in self._apart:
            if node[0] == "reply":
                found = 0
                for lanes in self.dropped.get(node[1], {}).values():
                    found |= lanes
            else:
                found = apart(self._held(self.old, self.before, node), self._held(self.new, self.after, node))
            self._apart[node] = found
        return self._apart[node]

    def _held(self, side: Side, defined: Defined, node: Node) -> Planes:
        kind, id = node
        match kind:
            case "raises" | "requires" | "counters" | "implies":
                source, _ = id
                return side.truth(f"{_EDGES[kind]}:{source}") if id in defined.edges[kind] else NOWHERE
            case "if":
                return side.when(defined.conditions[node][0]) if node in defined.conditions else NOWHERE
            case "compare":
                return side.held(id)
            case "level":
                return side.truth(f"fact:{id}")
            case _:
                return side.truth(f"{kind}:{id}")

    def step(self, node: Node) -> Step:
        """Return what is behind a difference of a node."""
        if node not in self._steps:
            self._steps[node] = self._step(node)
        return self._steps[node]

    def _step(self, node: Node) -> Step:
        every, (kind, id) = self.old.every, node
        came = self._came(kind, id)
        if came is not None:
            return Step(((came, every),), ())
        match kind:
            case "reply":
                return Step(tuple(self.dropped.get(id, {}).items()), ())
            case "raises" | "requires" | "counters" | "implies":
                return self._edge(kind, id)
            case "compare":
                return self._comparison(id)
            case "threat":
                return self._all(self._ends("raises", id))
            case "task":
                needed = (*self._ends("counters", id), *self._ends("requires", id))
                return self._all((("if", id), *needed))
            case "answer":
                return self._answer(id)
            case _:
                return self._condition(node)

    def _all(self, nodes: Iterable[Node], own: Iterable[Cause] = ()) -> Step:
        every = self.old.every
        return Step(tuple((cause, every) for cause in own), tuple((node, every) for node in nodes))

    def _came(self, kind: str, id: Any) -> Cause | None:
        """Return the coming or going of an entry that only one version has."""
        if kind in _EDGES or kind in ("reply", "compare") or not self._alone(kind, id):
            return None
        if kind in ("answer", "level"):
            whole, _, member = id.partition(".")
            above = "question" if kind == "answer" else "scale"
            if self._alone(above, whole):
                return Cause(above, whole)
            if kind == "answer" and member == "none":
                return Cause("question", whole, "select")
        return Cause("countermeasure" if kind in ("task", "if") else kind, id)

    def _alone(self, kind: str, id: Any) -> bool:
        return self.before.has(kind, id) != self.after.has(kind, id)

    def _ends(self, kind: str, target: str) -> Iterator[Node]:
        """Yield everything that leads to a node, in either version."""
        found = chain(self.before.leading[kind].get(target, ()), self.after.leading[kind].get(target, ()))
        yield from ((kind, edge) for edge in dict.fromkeys(found))

    def _edge(self, kind: str, edge: tuple[str, str]) -> Step:
        """An edge that both versions have differs where its source does."""
        source, target = edge
        owner = _EDGES[kind]
        if edge in self.before.edges[kind] and edge in self.after.edges[kind]:
            return self._all([(owner, source)])
        if kind == "counters":
            return self._all((), [self._came("task", target) or Cause("countermeasure", target, "counters")])
        return self._all((), [self._came(owner, source) or Cause(owner, source, kind)])

    def _comparison(self, leaf: Comparison) -> Step:
        value, question = leaf.operand, leaf.question
        own = [Cause("question", question, "select")] if self._reshaped(question) else []
        if isinstance(value, str):
            numbers = [side.model.values.get(value) for side in (self.old, self.new)]
            if numbers[0] != numbers[1]:
                own.append(Cause("value", value, "" if None in numbers else "value"))
        return self._all([("question", question), ("reply", question)], own)

    def _reshaped(self, question: str) -> bool:
        was, now = (side.model.questions.get(question) for side in (self.old, self.new))
        return was is not None and now is not None and was.select != now.select

    def _answer(self, id: str) -> Step:
        """An answer rests on its question, the reply, and whatever implies it or one beside it."""
        question = id.partition(".")[0]
        own = [Cause("question", question, "select")] if self._reshaped(question) else []
        was, now = (side.model.questions[question].answers for side in (self.old, self.new))
        alone = {answer.id: answer.exclusive for answer in was}
        own += [
            Cause("answer", f"{question}.{answer.id}", "exclusive")
            for answer in now
            if alone.get(answer.id, answer.exclusive) != answer.exclusive
        ]
        siblings = dict.fromkeys(f"{question}.{answer.id}" for answer in (*was, *now))
        edges = (edge for sibling in siblings for edge in self._ends("implies", sibling))
        return self._all([("question", question), ("reply", question), *edges], own)

    def _condition(self, node: Node) -> Step:
        """A condition that changed is read in the new version, as it was and as it is."""
        (was, terms), (now, _) = self.before.condition(node), self.after.condition(node)
        if was == now:
            return self._all(self._leaves(was))
        read = self._read(self.new, was)
        own = apart(read, self._read(self.new, now))
        rest = apart(self._read(self.old, was), read)
        causes = tuple((cause, own) for cause in self._changed(node, terms))
        return Step(causes, tuple((leaf, rest) for leaf in self._leaves(was)))

    def _read(self, side: Side, condition: Condition | None) -> Planes:
        return side.when(None) if condition is None else side.held(condition)

    def _changed(self, node: Node, terms: object) -> Iterator[Cause]:
        """Yield what changed of a node whose condition did."""
        kind, id = node
        if kind == "level":
            if terms != self.after.condition(node)[1]:
                yield Cause("level", id, "when")
            if self.before.under.get(id) != self.after.under.get(id):
                yield Cause("scale", id.partition(".")[0], "order")
        else:
            yield Cause("countermeasure" if kind == "if" else kind, id, "when")

    def _leaves(self, condition: Condition | None) -> Iterator[Node]:
        for leaf in () if condition is None else leaves(condition):
            yield self._node(leaf)

    def _node(self, leaf: Leaf) -> Node:
        if isinstance(leaf, Comparison):
            return "compare", leaf
        kind, _, id = truth_of(self.old.model, leaf).partition(":")
        return ("level" if kind == "fact" and "." in id else kind), id
