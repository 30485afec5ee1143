"""datalogic-py: one compiled rule, a list, in a session that keeps its memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import datalogic_py

from bench.peers.spelling import Flat, Rules, json_logic

NAME = "datalogic-py"
FORM = "one compiled rule, a list of all rules, in a session"


def compiled(rules: Rules) -> Callable[[Flat], Sequence[bool]]:
    """Return what says of each rule whether it fires."""
    engine = datalogic_py.Engine()
    session, rule = engine.session(), engine.compile([json_logic(one) for one in rules.values()])

    def evaluate(sheet: Flat) -> Sequence[bool]:
        found: Sequence[bool] = session.evaluate(rule, sheet)
        return found

    return evaluate
