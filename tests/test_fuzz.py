"""A few thousand spoilt inputs in every run; ``python -m tests.fuzz`` tries as many as one likes."""

from __future__ import annotations

import random
import re

import pytest

from tests.fuzz import CONDITIONS, check, main, mutant

pytestmark = pytest.mark.untraced

COUNT = 2_000


def test_nothing_but_our_own_errors_comes_out() -> None:
    """A finding prints its seed: ``python -m tests.fuzz 1 --seed N`` repeats it.

    Most mutants are still YAML, so that what stands behind the parser is tried as well; and some
    are still without a fault, so that what is accepted is used.
    """
    tally = check(COUNT, 0)
    assert tally.findings == []
    counts = tally.counts
    assert counts["still YAML"] >= counts["no YAML"]
    assert (
        min(
            counts[f"{name} {end}"]
            for name in ("pack", "system", "condition")
            for end in ("accepted", "refused")
        )
        > 0
    )
    assert COUNT == sum(n for name, n in counts.items() if name.endswith("ed"))


def test_a_seed_is_a_mutant() -> None:
    """The same seed spoils a text in the same way."""
    first, second = (mutant(CONDITIONS[0], random.Random(8)) for _ in range(2))
    assert first == second
    assert first != CONDITIONS[0]


def test_a_finding_names_its_seed_and_its_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever else is raised is printed with all that is needed to see it again."""

    def broken(source: str) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("tests.fuzz.parse", broken)
    assert main(["40", "--seed", "3"]) == 1
    printed = capsys.readouterr()
    assert "RecursionError: too deep" in printed.err
    assert re.search(r"^seed [0-9]+, condition$", printed.err, re.MULTILINE)
    assert "findings" in printed.out
    assert main(["0"]) == 0
