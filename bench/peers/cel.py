"""common-expression-language: one compiled list, faster than a program for each rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cel

from bench.peers.spelling import Flat, Rules, Spelling

NAME = "common-expression-language"
FORM = "one compiled program, a list of all rules"

_SPELLING = Spelling("&&", "||", "!")


def compiled(rules: Rules) -> Callable[[Flat], Sequence[bool]]:
    """Return what says of each rule whether it fires."""
    program = cel.compile(_SPELLING.listed(rules))

    def evaluate(sheet: Flat) -> Sequence[bool]:
        found: Sequence[bool] = program.execute(cel.Context(sheet))
        return found

    return evaluate
