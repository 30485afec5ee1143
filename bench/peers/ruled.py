"""rule-engine: a parsed rule for each, without declared types; a list of all and typed ones are slower."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import rule_engine

from bench.peers.spelling import Flat, Rules, Spelling

NAME = "rule-engine"
FORM = "a parsed rule for each"

_SPELLING = Spelling("and", "or", "not ")


def compiled(rules: Rules) -> Callable[[Flat], Sequence[bool]]:
    """Return what says of each rule whether it fires."""
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    parsed = [rule_engine.Rule(_SPELLING.text(rule), context=context) for rule in rules.values()]
    return lambda sheet: [rule.matches(sheet) for rule in parsed]
