"""Which clauses clash, in words."""

from __future__ import annotations

from functools import partial

import pytest

from surveymodel.authoring.proofs.prover import Prover
from surveymodel.condition import Condition, parse
from surveymodel.engine.clauses import Lanes, places
from tests.packs import Plain, model

AB = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
PACK: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": AB},
        {"id": "parts", "select": "many", "answers": [*AB, {"id": "alone", "exclusive": True}]},
        {"id": "people", "select": "number"},
        {"id": "later", "when": "kind.a", "select": "one", "answers": AB},
    ],
    "facts": [
        {"id": "few", "when": "people < 10"},
        {"id": "many", "when": "people >= 100"},
        {"id": "gone", "when": "kind.a and kind.b"},
        {"id": "either", "when": "kind.a or kind.b"},
    ],
}
MODEL = model(PACK)


def held(condition: Condition, lanes: Lanes) -> int:
    return lanes.held(condition).must


@pytest.mark.parametrize(
    ("source", "clash"),
    [
        ("kind.a and parts.a and kind.b", "'kind.a' and 'kind.b' clash"),
        ("parts.a and parts.alone and people < 10", "'parts.a' and 'parts.alone' clash"),
        ("parts.none and (parts.a or parts.b)", "'parts.none' and '(parts.a or parts.b)' clash"),
        # a fact of one clause goes by the clause, which stands before it
        ("few and many", "'people < 10' and 'people >= 100' clash"),
        ("people >= 100 and not people >= 10", "'people < 10' and 'people >= 100' clash"),
        # what nobody is asked clashes with why not
        ("later.a and kind.b", "'kind.b' and 'later.a' clash"),
        ("later and not kind.a", "'kind.a' and 'not kind.a' clash"),
        ("not either and kind.a", "'kind.a' and 'not kind.a' clash"),
        # each alternative has its own
        ("kind.a and kind.b or parts.a and parts.alone", "'kind.a' and 'kind.b' clash; 'parts.a' and 'parts.alone' clash"),
        ("(parts.b or parts.c) and gone", "'kind.a' and 'kind.b' clash"),
        # linking shows it: nothing clashes
        ("people < 0", ""),
    ],
)  # fmt: skip
def test_the_least_that_clashes_is_named(source: str, clash: str) -> None:
    """As it is written in the pack, and nothing more of the condition than that."""
    condition = parse(source)
    settled = Prover(MODEL).settle(partial(held, condition), tuple(places(MODEL, condition)))
    assert settled.proved
    assert settled.clash == clash


def test_of_many_clauses_the_first_are_named() -> None:
    """Five, and how many others there are."""
    ids = [f"t{number}" for number in range(20)]
    linked = model({"questions": [{"id": "menu", "select": "many", "answers": [{"id": id} for id in ids]}]})
    some = " or ".join(f"menu.{id}" for id in ids)
    for source, clash in (
        (f"menu.none and ({some})", "'menu.none' and '(menu.t0 or menu.t1 or menu.t2 or menu.t3 or menu.t4 or 15 others)' clash"),
        (f"menu and not menu.none and not ({some})",
         "'not menu.t0', 'not menu.t1', 'not menu.t2', 'not menu.t3', 'not menu.t4' and 16 others clash"),
    ):  # fmt: skip
        settled = Prover(linked).settle(partial(held, parse(source)), tuple(places(linked, parse(source))))
        assert settled.clash == clash


def test_of_many_alternatives_the_first_are_named() -> None:
    """Three of them."""
    pairs = [("kind.a", "kind.b"), ("kind.a", "kind.c"), ("kind.b", "kind.c"), ("parts.a", "parts.alone")]
    condition = parse(" or ".join(f"{one} and {other}" for one, other in pairs))
    settled = Prover(MODEL).settle(partial(held, condition), tuple(places(MODEL, condition)))
    assert settled.clash.count(" clash") == 3
    assert settled.clash.endswith("; and so on")
