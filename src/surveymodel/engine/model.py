"""A linked pack: its content, its program and where each truth stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from surveymodel.content.nouns import Content, Countermeasure, Question, Raise, Rule, Threat
from surveymodel.engine.digest import digest, text_of
from surveymodel.engine.priority import Priority, raised_priority
from surveymodel.engine.program import Program
from surveymodel.errors import UnknownNameError

__all__ = ["KINDS", "Columns", "SurveyModel"]

#: The kinds of truth, as names spell them before the colon.
KINDS: Final = ("question", "answer", "fact", "rule", "threat", "task", "guide", "control")


@frozen
class Columns:
    """Where the inputs of one question stand.

    ``answers`` has a column for each answer, in the order of the survey; ``none`` is the column
    of an empty list, ``given`` that of any answer at all; ``below`` has a column for each number
    with which the pack compares the question, true where the answer is below it.
    """

    question: str
    answers: Mapping[str, int]
    none: int | None = None
    given: int | None = None
    below: Mapping[int, int] = field(factory=dict)

    @property
    def places(self) -> tuple[int, ...]:
        """All of the question's inputs."""
        extra = (place for place in (self.none, self.given) if place is not None)
        return (*self.answers.values(), *extra, *self.below.values())


@frozen(slots=False)
class SurveyModel:
    """A pack, linked: content with the program that evaluates it.

    ``truths`` maps each truth's name to its value in the program; ``marks`` does so for what
    the walk needs besides: ``implied:question.answer``, ``closed:question``,
    ``conflict:question``, and what compliance needs: ``mapping:countermeasure/standard/control``,
    ``scope:standard``, ``profile:standard/profile`` and, where a standard has profiles, the scope
    of each control without them as ``applies:standard/control``.
    """

    content: Content
    _digest: str | None = field(alias="digest", eq=False, repr=False)  #: where it is known already
    program: Program = field(repr=False)
    columns: Mapping[str, Columns] = field(repr=False)
    truths: Mapping[str, int] = field(repr=False)
    marks: Mapping[str, int] = field(repr=False)

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.content.pack.id

    @property
    def version(self) -> str:
        """The pack's version."""
        return self.content.pack.version

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the content's meaning, in hexadecimal."""
        return self._digest or digest(self.content)

    def place(self, truth: str) -> int:
        """Return where a truth stands in the program.

        Raises :class:`~surveymodel.errors.UnknownNameError` with the nearest name there is.
        """
        if not isinstance(truth, str):
            raise TypeError(f"a truth is named by text, not by {type(truth).__name__}")
        if truth not in self.truths:
            raise UnknownNameError("truth", truth, self.truths)
        return self.truths[truth]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Questions by id, in asking order."""
        return {question.id: question for question in self.content.questions}

    @cached_property
    def threats(self) -> Mapping[str, Threat]:
        """Threats by id."""
        return {threat.id: threat for threat in self.content.threats}

    @cached_property
    def countermeasures(self) -> Mapping[str, Countermeasure]:
        """Countermeasures by id."""
        return {countermeasure.id: countermeasure for countermeasure in self.content.countermeasures}

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The digests of the texts that say what is to be done, by the ids of countermeasures."""
        return {one.id: text_of(one) for one in self.content.countermeasures}

    @cached_property
    def raising(self) -> Mapping[str, tuple[tuple[int, Raise, Priority], ...]]:
        """For each threat how rules raise it: where they stand, and its risk if no adjustment applies."""
        result: dict[str, list[tuple[int, Raise, Priority]]] = {id: [] for id in self.threats}
        for rule in self.content.rules:
            for raised in rule.raises:
                unmoved = raised_priority(self.threats[raised.threat], raised, ())
                result[raised.threat].append((self.truths[f"rule:{rule.id}"], raised, unmoved))
        return {id: tuple(raises) for id, raises in result.items()}

    @cached_property
    def countering(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """For each countermeasure the threats that it counters, and where they stand."""
        return {
            one.id: tuple((self.truths[f"threat:{id}"], id) for id in one.counters)
            for one in self.content.countermeasures
        }

    @cached_property
    def stated(self) -> Mapping[str, tuple[tuple[int, Priority], ...]]:
        """For each countermeasure the priorities that rules state which require it, and where those stand."""
        return {
            id: tuple(
                (place, Priority(rule.priority, rule.priority, f"rule:{rule.id} states {rule.priority}"))
                for place, rule, _ in rules
                if rule.priority is not None and id in rule.requires
            )
            for id, rules in self.bringing.items()
        }

    @cached_property
    def bringing(self) -> Mapping[str, tuple[tuple[int, Rule, tuple[str, ...]], ...]]:
        """For each countermeasure the rules that bring it, by id, and where they stand.

        Beside a rule stand the threats that it raises and the countermeasure counters.
        """
        raising: dict[str, dict[str, Rule]] = {id: {} for id in self.threats}
        bringing: dict[str, dict[str, Rule]] = {id: {} for id in self.countermeasures}
        for rule in self.content.rules:
            for raised in rule.raises:
                raising[raised.threat][rule.id] = rule
            for required in rule.requires:
                bringing[required][rule.id] = rule
        return {
            one.id: tuple(self._bringing(one, [bringing[one.id], *(raising[id] for id in one.counters)]))
            for one in self.content.countermeasures
        }

    def _bringing(
        self, one: Countermeasure, found: Iterable[Mapping[str, Rule]]
    ) -> Iterator[tuple[int, Rule, tuple[str, ...]]]:
        for id, rule in sorted({id: rule for rules in found for id, rule in rules.items()}.items()):
            raised = {each.threat for each in rule.raises}
            yield self.truths[f"rule:{id}"], rule, tuple(id for id in one.counters if id in raised)

    @cached_property
    def values(self) -> Mapping[str, int]:
        """The numbers of the pack's values, by id."""
        return {value.id: value.value for value in self.content.values}

    @cached_property
    def named(self) -> Mapping[str, Mapping[str, int]]:
        """For each kind of truth, where those of it stand in the program, by id."""
        result: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        for name, place in self.truths.items():
            kind, _, id = name.partition(":")
            result[kind][id] = place
        return result

    @cached_property
    def known_inputs(self) -> dict[Any, tuple[int, tuple[int, ...]]]:
        """What replies put into the inputs of one lane, and where it begins, as far as they were met."""
        return {}

    @cached_property
    def open_inputs(self) -> tuple[int, ...]:
        """The inputs of one lane in which nothing has been answered.

        Everything may be, nothing must; but that nothing was given is known.
        """
        given = {columns.given for columns in self.columns.values()}
        others = (0 if place in given else 2 for place in range(2, self.program.inputs))
        return (3, 0, *others)
