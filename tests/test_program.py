"""The program: operations over lanes of two planes."""

from __future__ import annotations

import pytest

from surveymodel.engine.program import AND, FALSE, NOT, OR, TRUE, Builder, run

EXCLUDED, POSSIBLE, CERTAIN = 0b00, 0b10, 0b11


def alone(operation: int, a: int, b: int) -> int:
    """Return what one operation makes of two values of one lane."""
    return run((operation, 0, 1), [a, b], 1)[-1]


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (CERTAIN, CERTAIN, CERTAIN, CERTAIN),
        (CERTAIN, POSSIBLE, POSSIBLE, CERTAIN),
        (CERTAIN, EXCLUDED, EXCLUDED, CERTAIN),
        (POSSIBLE, POSSIBLE, POSSIBLE, POSSIBLE),
        (POSSIBLE, EXCLUDED, EXCLUDED, POSSIBLE),
        (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED),
    ],
)
def test_and_or_are_those_of_three_values(a: int, b: int, both: int, either: int) -> None:
    """Conjunction is the less certain of two values, disjunction the more certain."""
    assert (both, either) == (alone(AND, a, b), alone(OR, a, b))
    assert (both, either) == (alone(AND, b, a), alone(OR, b, a))


@pytest.mark.parametrize(
    ("value", "negated"), [(CERTAIN, EXCLUDED), (EXCLUDED, CERTAIN), (POSSIBLE, POSSIBLE)]
)
def test_not_swaps_certain_and_excluded(value: int, negated: int) -> None:
    """What is certain is excluded when negated, and the open stays open."""
    assert negated == alone(NOT, value, 0)


def test_lanes_do_not_touch_each_other() -> None:
    """Each lane of a run has its own two bits: one of each value, negated side by side."""
    lanes = [CERTAIN, POSSIBLE, EXCLUDED]
    must = sum((value & 1) << lane for lane, value in enumerate(lanes))
    may = sum((value >> 1) << lane for lane, value in enumerate(lanes))
    result = run((NOT, 0, 0), [may << 3 | must], 3)[-1]
    assert [EXCLUDED, POSSIBLE, CERTAIN] == [
        (result >> lane & 1) | (result >> 3 + lane & 1) << 1 for lane in range(3)
    ]


def test_a_builder_emits_an_operation_once() -> None:
    """The same conjunction, whatever the order of its terms, is one operation."""
    build = Builder(4)
    assert build.every([2, 3]) == build.every([3, 2])
    assert len(build.program().operations) == 3


def test_a_builder_knows_its_constants() -> None:
    """True and false never cost an operation, nor does a double negation."""
    build = Builder(4)
    assert build.every([]) == TRUE
    assert build.some([]) == FALSE
    assert build.every([2, TRUE]) == 2
    assert build.every([2, FALSE]) == FALSE
    assert build.some([2, TRUE]) == TRUE
    assert build.some([2, FALSE]) == 2
    assert build.negate(TRUE) == FALSE
    assert build.negate(FALSE) == TRUE
    assert build.negate(build.negate(2)) == 2
    assert len(build.program().operations) == 3


def test_a_slice_holds_what_its_targets_need() -> None:
    """A slice leaves out what the target does not depend on, and gives it the same value."""
    build = Builder(5)
    wanted = build.every([2, build.negate(3)])
    build.some([3, 4])
    program = build.program()
    part = program.slice([wanted])
    assert part.inputs == (2, 3)
    values = part.run([CERTAIN, EXCLUDED], 1)
    assert values[part.number[wanted]] == CERTAIN
    assert program.run([CERTAIN, EXCLUDED, CERTAIN, EXCLUDED, POSSIBLE], 1)[wanted] == CERTAIN
