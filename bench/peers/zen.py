"""zen-engine: one compiled list expression, faster than an expression for each rule or a decision graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import zen

from bench.peers.spelling import Flat, Rules, Spelling

NAME = "zen-engine"
FORM = "one compiled expression, a list of all rules"

_SPELLING = Spelling("and", "or", "not")


def compiled(rules: Rules) -> Callable[[Flat], Sequence[bool]]:
    """Return what says of each rule whether it fires."""
    evaluate: Callable[[Flat], Sequence[bool]] = zen.compile_expression(_SPELLING.listed(rules)).evaluate
    return evaluate
