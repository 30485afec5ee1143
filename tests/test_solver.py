"""The solver gives up where something is too hard, and says so."""

from __future__ import annotations

from itertools import combinations

import pytest

from surveymodel.authoring.mutation.mutate import mutate
from surveymodel.authoring.mutation.report import mutated_lines
from surveymodel.authoring.proofs import solver
from surveymodel.authoring.proofs.prover import Prover, Settled
from surveymodel.authoring.suite import suite_of
from tests.packs import Plain, draft, model
from tests.planted import messages

HOLES = 6


def pigeons() -> Plain:
    """Return a pack with a rule that never fires, since one place is wanting: the classic hard case."""
    places = [{"id": f"h{place}"} for place in range(HOLES)]
    clauses = (
        f"not (p{one}.h{place} and p{other}.h{place})"
        for place in range(HOLES)
        for one, other in combinations(range(HOLES + 1), 2)
    )
    return {
        "questions": [{"id": f"p{n}", "select": "one", "answers": places} for n in range(HOLES + 1)],
        "threats": [{"id": "theft"}],
        "rules": [{"id": "r", "when": " and ".join(clauses), "raises": ["theft"]}],
    }


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the solver do next to nothing."""
    monkeypatch.setattr(solver, "PATIENCE", 1_000)
    monkeypatch.setattr(solver, "LEAST", 1_000)


def fires() -> Settled:
    linked = model(pigeons())
    place = linked.truths["rule:r"]
    return Prover(linked).settle(lambda lanes: lanes.at(place).must, (place,))


def test_what_is_hard_is_proved_with_patience() -> None:
    """The rule never fires, which 7**6 sheets would show too."""
    assert fires().proved


@pytest.mark.usefixtures("impatient")
def test_what_is_too_hard_stays_open() -> None:
    """No answers were found and no proof, as without a solver."""
    settled = fires()
    assert not settled.possible
    assert settled.how == "in 16,384 random systems"


@pytest.mark.usefixtures("impatient")
def test_a_check_says_that_it_is_too_hard() -> None:
    """Nobody is told to install what is installed."""
    pack = pigeons()
    pack["facts"] = [{"id": "full", "when": pack["rules"][0].pop("when")}]
    pack["rules"][0]["when"] = "not full or p0.h0"
    (found,) = [told for told in messages("SM425", pack) if "rule:r ever fails" in told]
    assert found.endswith("no random system decides it, and it is too hard for the solver")


@pytest.mark.usefixtures("impatient")
def test_a_mutant_may_be_too_hard() -> None:
    """It counts as one that survives."""
    suite = suite_of(
        draft(pigeons(), all="cases:\n  - {id: one, answers: {p0: h0, p1: h0}, excluded: [rule:r]}\n")
    )
    mutated = mutate(suite, most=8)
    assert mutated.of("open")
    assert any("too hard for the solver" in line for line in mutated_lines(suite.model, mutated))
