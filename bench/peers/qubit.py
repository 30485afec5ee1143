"""json-logic-qubit: a call for each rule, as fast as a list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from json_logic import jsonLogic

from bench.peers.spelling import Flat, Rules, json_logic

NAME = "json-logic-qubit"
FORM = "a call for each rule"


def compiled(rules: Rules) -> Callable[[Flat], Sequence[bool]]:
    """Return what says of each rule whether it fires."""
    logics = [json_logic(rule) for rule in rules.values()]
    return lambda sheet: [jsonLogic(logic, sheet) for logic in logics]
