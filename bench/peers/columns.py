"""Random complete sheets as columns, and the same sheets as each engine takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import field, frozen

from surveymodel.content.nouns import Question
from surveymodel.engine.encode import layout
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given
from surveymodel.engine.sheet import System

__all__ = ["Columns"]

#: Of a question of many answers, how often each is chosen.
_SHARE = 0.3


@frozen(slots=False)
class Columns:
    """As many random sheets as wanted; the organisation's answers are the same in all."""

    model: SurveyModel
    count: int
    seed: int = 1
    codes: Mapping[str, Any] = field(init=False, repr=False)  #: numbers of answers, rows of truths, numbers

    def __attrs_post_init__(self) -> None:
        chance = np.random.default_rng(self.seed)
        codes = {one.id: self._random(one, chance) for one in self.model.content.questions}
        object.__setattr__(self, "codes", codes)

    def _random(self, question: Question, chance: Any) -> Any:
        size = 1 if question.of == "organisation" else self.count
        if question.select == "one":
            column = chance.integers(0, len(question.answers), size, dtype=np.int8)
        elif question.select == "many":
            column = chance.random((len(question.answers), size), dtype=np.float32) < _SHARE
        else:
            top = max(self.model.columns[question.id].below, default=1)
            column = chance.integers(0, top + top // 10 + 2, size)
        return np.repeat(column, self.count // size, axis=-1)

    # -- sheets

    @cached_property
    def organisation(self) -> System | None:
        """The organisation that all systems belong to, if the pack asks any."""
        answers = {one.id: self.given(one, 0) for one in self._of(organisation=True)}
        return System(answers=answers) if answers else None

    def sheets(self) -> Iterator[dict[str, Any]]:
        """Yield sheets as JSON has them, without the organisation's answers."""
        questions = list(self._of(organisation=False))
        for row in range(self.count):
            given = {one.id: self.given(one, row) for one in questions}
            yield {id: list(one) if isinstance(one, tuple) else one for id, one in given.items()}

    def whole(self, row: int) -> dict[str, Given]:
        """Return one sheet with the organisation's answers."""
        return {one.id: self.given(one, row) for one in self.model.content.questions}

    def given(self, question: Question, row: int) -> Given:
        """Return the answer of one sheet."""
        column = self.codes[question.id]
        if question.select == "one":
            return question.answers[int(column[row])].id
        if question.select == "many":
            return tuple(
                sorted(a.id for a, held in zip(question.answers, column[:, row], strict=True) if held)
            )
        return int(column[row])

    def _of(self, *, organisation: bool) -> Iterator[Question]:
        for question in self.model.content.questions:
            if (question.of == "organisation") is organisation:
                yield question

    # -- columns

    def truths(self) -> Iterator[tuple[str, Any]]:
        """Yield a column of truths for each answer, named ``question.answer``."""
        for question in self.model.content.questions:
            for index, answer in enumerate(question.answers):
                column = self.codes[question.id]
                chosen = column == index if question.select == "one" else column[index]
                yield f"{question.id}.{answer.id}", chosen

    def arrow(self) -> pa.Table:
        """Return an Arrow table as the library takes it: dictionaries, lists of them, integers."""
        arrays = {one.id: self._array(one) for one in self._of(organisation=False)}
        return pa.table(arrays)

    def hot(self) -> pa.Table:
        """Return an Arrow table with a column of truths for each answer, which the library takes too."""
        own = list(self._of(organisation=False))
        numbers = {one.id: self._array(one) for one in own if one.select == "number"}
        ids = {one.id for one in own}
        truths = {name: pa.array(held) for name, held in self.truths() if name.partition(".")[0] in ids}
        return pa.table(truths | numbers)

    def _array(self, question: Question) -> Any:
        column = self.codes[question.id]
        if question.select == "number":
            return pa.array(column)
        texts = pa.array([answer.id for answer in question.answers])
        if question.select == "one":
            return pa.DictionaryArray.from_arrays(pa.array(column), texts)
        starts = np.zeros(self.count + 1, np.int32)
        np.cumsum(column.sum(axis=0), out=starts[1:])
        chosen = np.nonzero(column.T)[1].astype(np.int8)
        values = pa.DictionaryArray.from_arrays(pa.array(chosen), texts)
        return pa.ListArray.from_arrays(pa.array(starts), values)

    def bits(self) -> dict[int, bytes]:
        """Return the bits of encoded sheets, packed, by their place in a row of the engine."""
        result: dict[int, Any] = {}
        for id, place in layout(self.model).places.items():
            columns, codes = self.model.columns[id], self.codes[id]
            result[place.exact] = np.ones(self.count, np.bool_)
            for index, input in enumerate(columns.answers.values()):
                chosen = codes == index if place.question.select == "one" else codes[index]
                result[place.certain[input]] = chosen
            for bit in place.none:
                result[bit] = ~codes.any(axis=0)
            for number, input in columns.below.items():
                result[place.certain[input]] = codes < number
                result[place.reached[input]] = codes >= number
        return {bit: np.packbits(column, bitorder="little").tobytes() for bit, column in result.items()}
