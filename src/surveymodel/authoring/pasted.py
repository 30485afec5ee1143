"""Answers and what shows with them, as the lines of a case that an author can paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from surveymodel.authoring.probes import Sheet
from surveymodel.authoring.verdicts import Verdict
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import given_data
from surveymodel.project.flow import flow

__all__ = ["answer_lines", "witness_lines", "written_truth"]

_PLAIN: Final = re.compile(r"[a-z]+:[\w./()-]+")
#: What is left of a property's id in that of a case, which has at most 80 characters.
LONGEST: Final = 72


def answer_lines(model: SurveyModel, sheet: Sheet) -> Iterator[str]:
    """Yield the lines of a case that have a sheet's answers, each layer's under its key."""
    above = {q: given for q, given in sheet.items() if model.questions[q].of == "organisation"}
    for key, chosen in (("organisation", above), ("answers", sheet.keys() - above.keys())):
        if chosen:
            yield f"{key}:"
            yield from (f"  {flow(q)}: {flow(given_data(sheet[q]))}" for q in sheet if q in chosen)
        elif key == "answers":
            yield "answers: {}"


def witness_lines(model: SurveyModel, verdict: Verdict) -> Iterator[str]:
    """Yield the lines of a case for what shows that a property does not hold; none where it does.

    The case fails until the property holds. Where nothing can be expected of truths, it is one
    that is to do.
    """
    witness, id = verdict.witness, verdict.of.id
    if witness is None:
        return
    yield f"- id: {id[:LONGEST].rstrip('-')}-witness"
    if witness.truth is None:
        yield f"  todo: {flow(f'Say what follows. The property {id!r} fails: {verdict.shown}.')}"
    yield from (f"  {line}" for line in answer_lines(model, witness.sheet))
    if witness.changed is None:
        yield from (f"  certain: [{written_truth(truth)}]" for truth in (witness.truth,) if truth)
        return
    yield f"  {'certain' if witness.certain else 'excluded'}: [{written_truth(str(witness.truth))}]"
    question, given = witness.changed
    layer = "organisation" if model.questions[question].of == "organisation" else "answers"
    yield "  table:"
    yield "    - id: before"
    yield "    - id: after"
    yield f"      {layer}: {flow({question: given_data(given)})}"


def written_truth(truth: str) -> str:
    """Return a truth as a list of a case has it."""
    return truth if _PLAIN.fullmatch(truth) else flow(truth)
