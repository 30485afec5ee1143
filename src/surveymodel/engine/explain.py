"""Why a truth is certain or excluded: answers that alone keep it so, none of them superfluous."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from math import comb
from typing import Final

from attrs import field, frozen

from surveymodel.engine.evaluate import Certainty
from surveymodel.engine.lanes import Lane, Placed
from surveymodel.engine.program import Slice, mask
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.engine.resolve import Resolution, resolved
from surveymodel.engine.variants import expanded, reach
from surveymodel.errors import UnknownNameError

__all__ = ["Ground", "Why", "why"]

#: The most lanes that one step of an explanation takes.
MOST_LANES: Final = 5_000
#: The largest explanation whose every part is tried.
MOST_ANSWERS: Final = 14


@frozen
class Ground:
    """One answer that a truth rests on, with the place where it was given."""

    question: str
    placed: Placed
    ticked: tuple[str, ...] = field(default=(), eq=False)  #: of a list: the answers that could matter

    def __str__(self) -> str:
        return f"{self.question}: {', '.join(self.ticked) or self.placed.reply}"


@frozen
class Why:
    """Why a truth is as it is.

    ``answers`` alone keep it certain (or excluded), and no part of them does. ``smallest`` says
    that no other answers of the sheet do it with fewer. Where the truth is only possible,
    ``open`` has the questions that can still decide it, and there are no ``answers``.
    """

    truth: str
    certainty: Certainty
    component: str | None
    answers: tuple[Ground, ...]
    smallest: bool
    open: tuple[str, ...] = ()


@frozen
class _Search:
    """A truth to be kept as it is in some lanes, and the answers that could keep it so."""

    resolution: Resolution
    place: int
    certain: bool  #: whether it is to stay certain, or to stay excluded
    lanes: tuple[Lane, ...]
    part: Slice
    items: tuple[Ground, ...]

    def suffices(self, subsets: Sequence[Sequence[Ground]]) -> int:
        """Return, as bits, which of the subsets alone keep the truth as it is."""
        count = len(subsets)
        result = (1 << count) - 1
        for lane in self.lanes:
            values = self._run(lane, subsets)
            must, may = values & (1 << count) - 1, values >> count
            result &= must if self.certain else may ^ (1 << count) - 1
        return result

    def _run(self, lane: Lane, subsets: Sequence[Sequence[Ground]]) -> int:
        count = len(subsets)
        members: dict[Ground, list[int]] = {item: [] for item in self.items}
        for index, subset in enumerate(subsets):
            for item in subset:
                members[item].append(index)
        kept = {item: mask(indices, count) for item, indices in members.items()}
        questions = {item.question for item in self.items}
        changes = {id: _answers(lane, id, kept, count) for id in questions if id in lane.layered}
        inputs = expanded(self.resolution.model, lane, self.part.inputs, changes, count)
        return self.part.run(inputs, count)[self.part.number[self.place]]


def _answers(lane: Lane, question: str, kept: Mapping[Ground, int], count: int) -> dict[Given, int]:
    """Return by answer the subsets in which it counts: the nearest reply that they keep."""
    left = (1 << count) - 1
    result: dict[Given, int] = {}
    for placed in lane.layered[question]:
        here = left & kept.get(Ground(question, placed), 0)
        result[placed.reply.answer] = result.get(placed.reply.answer, 0) | here
        left ^= here
    result[UNKNOWN] = result.get(UNKNOWN, 0) | left
    return result


def why(resolution: Resolution, truth: str, *, component: str | None = None) -> Why:
    """Explain why a truth is certain or excluded of the system, or of one of its components.

    A truth that is certain in several components is explained in the first of them; one that is
    excluded, in all at once. Raises :class:`~surveymodel.errors.UnknownNameError` where there is
    no such truth or component.
    """
    place = resolved(resolution).model.place(truth)
    evaluation = resolution.evaluation
    certainty = evaluation.certainty(place)
    lanes = evaluation.lanes
    if component is not None:
        index = _lane(resolution, component)
        certainty, lanes = evaluation.in_lane(place, index), (lanes[index],)
    elif certainty == "certain":
        must = evaluation.must(place)
        lanes = (lanes[(must & -must).bit_length() - 1],)
    component = lanes[0].component if len(lanes) == 1 else None
    part = resolution.model.program.slice([place])
    questions = reach(evaluation, part.inputs)
    if certainty == "possible":
        return Why(truth, certainty, None, (), False, tuple(_open(resolution, questions)))
    search = _Search(
        resolution, place, certainty == "certain", lanes, part, _items(resolution, lanes, questions)
    )
    answers, smallest = _minimal(search)
    return Why(truth, certainty, component, answers, smallest)


def _lane(resolution: Resolution, component: str) -> int:
    known = [lane.component for lane in resolution.evaluation.lanes]
    if component not in known:
        raise UnknownNameError("component", component, filter(None, known))
    return known.index(component)


def _open(resolution: Resolution, questions: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Yield the questions of which some input is not decided in a lane where they may be asked.

    Those with no answer are among them, and numbers known only to an interval.
    """
    evaluation = resolution.evaluation
    for id in (id for id in resolution.model.questions if id in questions):
        asked = evaluation.may(resolution.model.truths[f"question:{id}"])
        if any(asked & evaluation.may(at) & ~evaluation.must(at) for at in questions[id]):
            yield id


def _items(
    resolution: Resolution, lanes: Sequence[Lane], questions: Mapping[str, Sequence[int]]
) -> tuple[Ground, ...]:
    """Return the replies that could matter, in survey order and once each.

    Of a reply that nobody knows, it matters only what it hides of a layer above.
    """
    found: dict[Ground, None] = {}
    for question in (id for id in resolution.model.questions if id in questions):
        for lane in lanes:
            layered = lane.layered.get(question, ())
            for depth, placed in enumerate(layered, start=1):
                if placed.reply.answer != UNKNOWN or depth < len(layered):
                    ticked = _ticked(resolution, question, placed, questions[question])
                    found[Ground(question, placed, ticked)] = None
    return tuple(found)


def _ticked(resolution: Resolution, question: str, placed: Placed, inputs: Sequence[int]) -> tuple[str, ...]:
    """Return the ticked answers of a list whose inputs are among those that matter."""
    given = placed.reply.answer
    if not isinstance(given, tuple):
        return ()
    columns = resolution.model.columns[question].answers
    return tuple(id for id in given if columns[id] in inputs)


def _minimal(search: _Search) -> tuple[tuple[Ground, ...], bool]:
    """Return answers that suffice and no part of which does, and whether none are fewer.

    Where taking an answer away can only open what it decided, needed answers that suffice are
    fewest, and leaving out one after another ends at a set of which no part suffices. Where it
    can also uncover something, an implication or a layer above, parts are tried.
    """
    needed = _needed(search)
    steady = _steady(search)
    if search.suffices([needed]):
        if steady:
            return needed, True
        found = needed
    else:
        found = _shortened(search, needed)
    always = needed if steady else ()
    others = [item for item in search.items if item not in always]
    confirmed, tried = len(always), 0
    for more in range(len(found) - len(always)):
        tried += comb(len(others), more)
        if tried > MOST_LANES:
            break
        smaller = _first(search, ((*always, *some) for some in combinations(others, more)))
        if smaller is not None:
            return _in_survey_order(search, smaller), True
        confirmed += 1
    if confirmed == len(found):
        return found, True
    if not steady and len(found) <= MOST_ANSWERS:
        for size in range(confirmed, len(found)):
            part = _first(search, combinations(found, size))
            if part is not None:
                return part, False
    return found, False


def _in_survey_order(search: _Search, found: Iterable[Ground]) -> tuple[Ground, ...]:
    kept = set(found)
    return tuple(item for item in search.items if item in kept)


def _steady(search: _Search) -> bool:
    """Whether no implication and no second layer stands behind the truth."""
    model = search.resolution.model
    given = {columns.given for columns in model.columns.values()}
    layers = (lane.layered.get(item.question, ()) for lane in search.lanes for item in search.items)
    return given.isdisjoint(search.part.inputs) and all(len(placed) < 2 for placed in layers)


def _first(search: _Search, subsets: Iterable[tuple[Ground, ...]]) -> tuple[Ground, ...] | None:
    """Return the first of the subsets that suffices."""
    waiting = iter(subsets)
    while batch := list(islice(waiting, 4096)):
        good = search.suffices(batch)
        if good:
            return batch[(good & -good).bit_length() - 1]
    return None


def _needed(search: _Search) -> tuple[Ground, ...]:
    """Return the answers without any one of which the truth does not stay as it is."""
    items = search.items
    good = search.suffices([tuple(other for other in items if other != item) for item in items])
    return tuple(item for index, item in enumerate(items) if not good >> index & 1)


def _shortened(search: _Search, needed: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """Return answers that suffice: the needed ones and, of the others, the earliest that do.

    Each round takes the shortest beginning of the others that suffices; its last is kept.
    """
    kept = list(needed)
    others = [item for item in search.items if item not in needed]
    while True:
        good = search.suffices([(*kept, *others[:length]) for length in range(len(others) + 1)])
        length = (good & -good).bit_length() - 1
        if not length:
            return _in_survey_order(search, kept)
        kept.append(others[length - 1])
        others = others[: length - 1]
