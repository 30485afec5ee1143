"""Where sheets and model meet: replies checked, layers merged, lanes made.

A system goes in; one lane for each component comes out, or one for the whole system, each with
the reply that counts for every question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from surveymodel.content.nouns import Question
from surveymodel.content.order import LAYERS
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import UNKNOWN, Given, Interval, Reply
from surveymodel.engine.sheet import Sheet, System
from surveymodel.errors import AnswerError, Diagnostic, Location, nearest

__all__ = ["Lane", "answer_faults", "lanes", "merged", "reply_fits"]


@frozen
class Placed:
    """A reply and where it was given: ``organisation``, ``system`` or a component's id."""

    reply: Reply
    place: str


@frozen(slots=False)
class Lane:
    """One component's merged sheet, or the system's where it has no components."""

    component: str | None
    layered: Mapping[str, tuple[Placed, ...]]  #: replies by question, the nearest first

    @cached_property
    def replies(self) -> Mapping[str, Placed]:
        """The reply that counts for each question."""
        return {question: placed[0] for question, placed in self.layered.items()}


def lanes(model: SurveyModel, system: System) -> tuple[Lane, ...]:
    """Return the lanes of a system, in order of component id.

    Raises :class:`~surveymodel.errors.AnswerError` with everything in the sheets that the model
    does not offer.
    """
    for value, wanted in ((model, SurveyModel), (system, System)):
        if not isinstance(value, wanted):
            raise TypeError(f"expected a {wanted.__name__}, not a {type(value).__name__}")
    faults = sorted(set(answer_faults(model, system)))
    if faults:
        raise AnswerError(faults)
    return merged(system)


def merged(system: System) -> tuple[Lane, ...]:
    """Return the lanes of a system whose sheets have been checked."""
    layers = tuple(_layers(system))
    if not system.components:
        return (Lane(None, _merged(layers)),)
    return tuple(
        Lane(id, _merged((*layers, (id, system.components[id].answers)))) for id in sorted(system.components)
    )


def _merged(layers: Iterable[tuple[str, Sheet]]) -> dict[str, tuple[Placed, ...]]:
    """Return the replies of several layers by question, those of the last layer first."""
    result: dict[str, tuple[Placed, ...]] = {}
    for place, sheet in layers:
        for question, reply in sheet.items():
            result[question] = (Placed(reply, place), *result.get(question, ()))
    return result


def _layers(system: System) -> Iterator[tuple[str, Sheet]]:
    if system.organisation is not None:
        yield "organisation", system.organisation.answers
    yield "system", system.answers


def answer_faults(model: SurveyModel, system: System) -> Iterator[Diagnostic]:
    """Yield everything in a system's sheets that the model does not offer."""
    for part in (system.organisation, system):
        if part is not None and part.pack not in (None, model.id):
            message = f"the answers are for the pack {part.pack!r}, not for {model.id!r}"
            yield Diagnostic(part.location or Location(part.id), "SM507", message)
    for place, sheet in _layers(system):
        yield from _sheet_faults(model, sheet, place, LAYERS.index(place))
    for id in system.components:
        yield from _sheet_faults(model, system.components[id].answers, f"component {id!r}", 2)


def _sheet_faults(model: SurveyModel, sheet: Sheet, place: str, layer: int) -> Iterator[Diagnostic]:
    for id, reply in sheet.items():
        question = model.questions.get(id)
        if (
            question is not None
            and LAYERS.index(question.of) >= layer
            and _fits(model, question, reply.answer)
        ):
            continue
        where = reply.location or Location(f"answer {id!r}")
        if question is None:
            yield Diagnostic(where, "SM501", f"unknown question {id[:80]!r}{nearest(id, model.questions)}")
        elif LAYERS.index(question.of) < layer:
            message = f"{id!r} is a question of the {question.of}: it cannot be answered by a {place}"
            yield Diagnostic(where, "SM504", message)
        else:
            yield from (Diagnostic(where, code, message) for code, message in _reply_faults(question, reply))


def _fits(model: SurveyModel, question: Question, given: Given) -> bool:
    """Whether a reply is the id of an answer, or a number, that its question offers.

    What is not so may fit too; this is the short way for what most replies are.
    """
    if isinstance(given, str):
        return question.select == "one" and given in model.columns[question.id].answers
    return isinstance(given, int) and question.select == "number"


def reply_fits(model: SurveyModel, question: Question, reply: Reply) -> bool:
    """Whether a reply is one that its question takes."""
    return _fits(model, question, reply.answer) or not any(_reply_faults(question, reply))


def _reply_faults(question: Question, reply: Reply) -> Iterator[tuple[str, str]]:
    given = reply.answer
    if given == UNKNOWN:
        return
    if question.select == "number":
        if isinstance(given, str | tuple):
            yield "SM503", f"{question.id!r} asks for a whole number of {question.unit}, not {_shown(given)}"
        return
    if isinstance(given, int | Interval):
        yield "SM503", f"{question.id!r} asks for an answer's id, not for a number"
    elif question.select == "one":
        if isinstance(given, tuple):
            yield "SM503", f"{question.id!r} takes one answer, not a list"
        else:
            yield from _unknown_answers(question, (given,))
    elif isinstance(given, str):
        yield "SM503", f"{question.id!r} takes a list of answers: write [{given[:80]}]"
    else:
        yield from _unknown_answers(question, given)
        alone = [answer.id for answer in question.answers if answer.exclusive and answer.id in given]
        if alone and len(given) > 1:
            yield "SM505", f"the answer {alone[0]!r} of {question.id!r} stands alone"


def _unknown_answers(question: Question, given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    known = [answer.id for answer in question.answers]
    for id in given:
        if id == UNKNOWN:
            yield "SM502", f"'unknown' stands alone, not in the list of {question.id!r}"
        elif id not in known:
            hint = nearest(id, [*known, UNKNOWN])
            yield "SM502", f"unknown answer {id[:80]!r} of {question.id!r}{hint}"


def _shown(given: object) -> str:
    return "a list" if isinstance(given, tuple) else repr(given)[:82]
