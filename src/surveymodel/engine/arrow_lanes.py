"""The columns of an Arrow record batch as encoded lanes, without a row ever becoming a Python value.

A text becomes the bytes of its reply by looking up its number in the dictionary; a list the sum of
its texts' bytes, taken from running sums; a number the bits of comparisons, which Arrow keeps as bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute
from attrs import field, frozen

from surveymodel.condition import MAX_NUMBER
from surveymodel.engine.encode import Encoder, Place
from surveymodel.engine.program import lanes_of
from surveymodel.engine.reply import UNKNOWN
from surveymodel.engine.transpose import eighths, padded, turned

#: Its functions are made when it is imported, and no checker of types knows them.
pc: Any = pyarrow.compute

__all__ = ["Lanes"]

#: How many different texts are compared with one after the other.
_FEW: Final = 64

#: How many bits each byte has.
_ONES: Final = bytes(byte.bit_count() for byte in range(256))


@frozen
class _Columns:
    """The lanes of one question."""

    bits: Mapping[int, int]  #: bit of a row → lanes
    misfits: int = 0  #: lanes whose reply the question does not offer


@frozen(slots=False)
class Lanes:
    """The rows of a record batch whose columns are those of the survey, a lane each."""

    encoder: Encoder
    record: pa.RecordBatch = field(repr=False)
    known: dict[str, _Columns] = field(factory=dict, repr=False)

    @cached_property
    def full(self) -> int:
        """A bit for each lane."""
        return (1 << int(self.record.num_rows)) - 1

    def column(self, bit: int) -> int:
        """Return one bit of all rows, as the bits of an integer."""
        return self._question(self.encoder.layout.owners[bit >> 3]).bits.get(bit, 0)

    def misfits(self) -> Iterator[int]:
        """Yield the rows that the model does not fit, in order."""
        found = 0
        for id in dict.fromkeys(name.partition(".")[0] for name in self._columns):
            if id in self.encoder.layout.places:
                found |= self._question(id).misfits
        return lanes_of(found)

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        """Where the columns stand, by name."""
        return {name: index for index, name in enumerate(self.record.schema.names)}

    @cached_property
    def _own(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """For each question the answers that have columns of their own, and where those stand."""
        result: dict[str, list[tuple[str, int]]] = {}
        for name, index in self._columns.items():
            question, dot, answer = name.partition(".")
            if dot:
                result.setdefault(question, []).append((answer, index))
        return result

    def _question(self, id: str) -> _Columns:
        if id not in self.known:
            self.known[id] = self._encoded(id)
        return self.known[id]

    def _encoded(self, id: str) -> _Columns:
        place = self.encoder.layout.places[id]
        if id in self._columns:
            column = self.record.column(self._columns[id])
            answered = 0 if pa.types.is_null(column.type) else _bits(column.is_valid(), self.full)
            found = _READERS[place.question.select](self, place, column, answered) if answered else _NOTHING
        else:
            answered, found = self.truths(place)
        return _Columns(self._inherited(id, found.bits, answered), found.misfits)

    def _inherited(self, id: str, bits: Mapping[int, int], answered: int) -> Mapping[int, int]:
        """Return the columns with the organisation's reply where the sheets have none."""
        row = self.encoder.inherited.get(id, 0)
        if not row:
            return bits
        rest = self.full ^ answered
        return dict(bits) | {bit: bits.get(bit, 0) | rest for bit in lanes_of(row)}

    def truths(self, place: Place) -> tuple[int, _Columns]:
        """Return where columns of truths, one for an answer, say something, and the lanes of what they say.

        In a row in which all of them are null the question is not answered.
        """
        answers = self.encoder.model.columns[place.question.id].answers
        said: dict[str, int] = {}
        answered = some = several = 0
        for answer, index in self._own.get(place.question.id, ()):
            column = self.record.column(index)
            if not pa.types.is_null(column.type):
                said[answer] = _bits(column, self.full)
                answered |= _bits(column.is_valid(), self.full) if column.null_count else self.full
                several |= some & said[answer]
                some |= said[answer]
        result = {place.certain[answers[answer]]: lanes for answer, lanes in said.items()}
        result[place.exact] = answered
        result |= dict.fromkeys(place.none, answered ^ some)
        if place.question.select == "one":
            return answered, _Columns(result, several | answered ^ some)
        alone = [answer.id for answer in place.question.answers if answer.exclusive]
        misfits = 0
        for answer in alone:
            misfits |= several & said.get(answer, 0)
        return answered, _Columns(result, misfits)

    # -- one answer

    def one(self, place: Place, column: Any, answered: int) -> _Columns:
        """Return the lanes of a column of texts."""
        texts, numbers = _numbered(column)
        if len(texts) > _FEW:
            texts, numbers = self._fewer(place, texts, numbers)
        result: dict[int, int] = {}
        misfits = 0
        for number, text in enumerate(texts):
            row = self._reply(place, text)
            if row != 0:
                lanes = _bits(pc.equal(numbers, _scalar(number, numbers.type)), self.full) & answered
                misfits |= lanes if row is None else 0
                for bit in lanes_of(row or 0):
                    result[bit] = result.get(bit, 0) | lanes
        return _Columns(result, misfits)

    def _fewer(self, place: Place, texts: Sequence[str | None], numbers: Any) -> tuple[list[str | None], Any]:
        """Return as many texts as a question may have answers, all that are none as one."""
        wanted = [*self.encoder.model.columns[place.question.id].answers, UNKNOWN, None, ""]
        place_of = {text: number for number, text in enumerate(wanted)}
        fewer = pa.array([place_of.get(text, len(wanted) - 1) for text in texts], pa.int32())
        return wanted, fewer.take(numbers)

    def _reply(self, place: Place, text: str | None) -> int | None:
        """Return the row of a text, or None where it is no answer; a null is not answered."""
        if text is None or text == UNKNOWN:
            return 0
        known = text in self.encoder.model.columns[place.question.id].answers
        return self.encoder.reply(place.question.id, text) if known else None

    def _bytes(self, place: Place, columns: Sequence[bytes]) -> dict[int, int]:
        """Return the lanes of every bit of a question's bytes."""
        lanes = padded(int(self.record.num_rows))
        result = {}
        for byte, column in zip(place.bytes, columns, strict=True):
            whole = column + bytes(lanes - len(column))
            for index, bits in enumerate(turned(list(eighths(whole, 0, 1)), lanes // 8)):
                result[8 * byte + index] = bits
        return result

    # -- many

    def many(self, place: Place, column: Any, answered: int) -> _Columns:
        """Return the lanes of a column of lists of texts."""
        offsets = column.offsets
        first, last = offsets[0].as_py(), offsets[len(offsets) - 1].as_py()
        texts, numbers = _numbered(column.values.slice(first, last - first))
        ends = pc.subtract(offsets, _scalar(first))
        answers = self.encoder.model.columns[place.question.id].answers
        bits = [1 << place.certain[answers[text]] if text and text in answers else None for text in texts]
        summed = [_summed(_looked_up(bits, numbers, byte), ends) for byte in place.bytes]
        lengths = pc.subtract(ends.slice(1), ends.slice(0, len(ends) - 1))
        result = self._bytes(place, summed)
        result[place.exact] = self.full
        result |= {bit: _bits(pc.equal(lengths, _scalar(0)), self.full) for bit in place.none}
        misfits = self._repeated(summed, lengths)
        misfits |= self._foreign(bits, numbers, ends)
        several = _bits(pc.greater(lengths, _scalar(1)), self.full)
        for answer in place.question.answers:
            if answer.exclusive:
                misfits |= result[place.certain[answers[answer.id]]] & several
        return _Columns({bit: lanes & answered for bit, lanes in result.items()}, misfits & answered)

    def _repeated(self, summed: Sequence[bytes], lengths: Any) -> int:
        """Return the lanes whose sums have fewer bits than the lists have texts: one stands there twice."""
        total = pc.subtract(lengths, lengths)
        for column in summed:
            total = pc.add(total, _array(column.translate(_ONES)))
        return _bits(pc.not_equal(total, lengths), self.full)

    def _foreign(self, rows: Sequence[int | None], numbers: Any, ends: Any) -> int:
        """Return the lanes whose lists have a text that is no answer, or a null."""
        if None not in rows and not numbers.null_count:
            return 0
        foreign = pc.fill_null(pa.array([row is None for row in rows], pa.bool_()).take(numbers), True)
        counts = pc.cumulative_sum(foreign.cast(pa.int64()))
        at = pa.concat_arrays([_array(bytes(1)).cast(pa.int64()), counts]).take(ends)
        return _bits(pc.greater(at.slice(1), at.slice(0, len(at) - 1)), self.full)

    # -- numbers

    def number(self, place: Place, column: Any, answered: int) -> _Columns:
        """Return the lanes of a column of integers."""
        numbers = column.cast(pa.int64(), safe=False)
        result = {place.exact: answered}
        for threshold, input in self.encoder.model.columns[place.question.id].below.items():
            below = _bits(pc.less(numbers, _scalar(threshold)), self.full) & answered
            result[place.certain[input]] = below
            result[place.reached[input]] = answered ^ below
        outside = pc.or_(pc.less(numbers, _scalar(0)), pc.greater(numbers, _scalar(MAX_NUMBER)))
        return _Columns(result, _bits(outside, self.full) & answered)


_NOTHING: Final = _Columns({})
_READERS: Final = {"one": Lanes.one, "many": Lanes.many, "number": Lanes.number}


# ---------------------------------------------------------------------------------------------
# Arrow's arrays


def _bits(array: Any, full: int) -> int:
    """Return an array of truths as the bits of an integer; null is false."""
    whole = pc.fill_null(array, _scalar(False)) if array.null_count else array
    start, end = int(whole.offset), int(whole.offset) + len(whole)
    packed = memoryview(whole.buffers()[1] or b"")[start >> 3 : (end + 7) >> 3]
    return int.from_bytes(packed, "little") >> (start & 7) & full


@lru_cache(maxsize=4096, typed=True)
def _scalar(value: int, type: Any = None) -> Any:
    """Return a number or truth as Arrow has it; pyarrow takes long to make one."""
    return pa.scalar(value, type)


def _numbered(column: Any) -> tuple[list[str | None], Any]:
    """Return the different texts of a column, and for each place the number of its text or null."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices


def _array(data: bytes) -> Any:
    return pa.Array.from_buffers(pa.uint8(), len(data), [None, pa.py_buffer(data)])


def _data(array: Any) -> bytes:
    """Return an array of bytes without nulls."""
    return bytes(memoryview(array.buffers()[1] or b"")[array.offset : array.offset + len(array)])


def _looked_up(rows: Sequence[int | None], numbers: Any, byte: int) -> bytes:
    """Return one byte of the row that each number stands for; of null, and of what has no row, 0."""
    said = _array(bytes((row or 0) >> 8 * byte & 255 for row in rows))
    found = said.take(numbers)
    return _data(pc.fill_null(found, _scalar(0).cast(pa.uint8())) if found.null_count else found)


def _summed(values: bytes, ends: Any) -> bytes:
    """Return the sum of each list's bytes, modulo 256."""
    sums = pa.concat_arrays([_array(bytes(1)), pc.cumulative_sum(_array(values))]).take(ends)
    return _data(pc.subtract(sums.slice(1), sums.slice(0, len(sums) - 1)))
