"""What became of a pack's mutants, in words and as JSON (``surveymodel-mutate/1``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Any, Final

from surveymodel.authoring.mutation.mutate import Mutated, Outcome, Shows
from surveymodel.authoring.pasted import answer_lines, written_truth
from surveymodel.authoring.proofs.solver import installed
from surveymodel.authoring.verdicts import said_answers
from surveymodel.engine.model import SurveyModel
from surveymodel.project.answering import given_data

__all__ = ["FORMAT", "mutated_json", "mutated_lines"]

FORMAT: Final = "surveymodel-mutate/1"

#: For how many survivors a case is written.
SHOWN: Final = 100

#: What counts apart, in words, and what is asked of it.
_APART: Final = {
    "counters": ("threats countered", "killed"),
    "mapping": ("mappings", "seen in the system of a case"),
    "adjustment": ("adjustments", "seen in the system of a case"),
}


def mutated_lines(model: SurveyModel, mutated: Mutated, *, taken: Iterable[str] = ()) -> Iterator[str]:
    """Yield what survived, the first with a case that would kill it, then what changes nothing, then the counts.

    What no case shows of what counts apart stands before the counts. No case is given an id that is
    ``taken``, or that another has.
    """
    ids = set(taken)
    for number, outcome in enumerate(mutated.of("survived")):
        yield f"{_head(outcome)} survives"
        yield from _killing(model, outcome, ids) if number < SHOWN else ()
    for outcome in mutated.of("open"):
        tell = "it is too hard for the solver" if installed() else "surveymodel[prove] would tell"
        yield f"{_head(outcome)} survives, and it is open whether it changes anything: {tell}"
    for outcome in mutated.of("equivalent"):
        yield f"{_head(outcome)} changes no truth, whatever is answered"
    for outcome in mutated.beside:
        if outcome.fate in ("survived", "open"):
            yield f"{_head(outcome)} shows in no case, and counts apart"
    yield from _counted(mutated)


def _head(outcome: Outcome) -> str:
    mutant = outcome.mutant
    return f"{mutant.location}: {mutant.of}: {mutant.said}"


def _killing(model: SurveyModel, outcome: Outcome, taken: set[str]) -> Iterator[str]:
    shows = outcome.shows
    if shows is not None:
        yield f"  It makes {shows.truth} {shows.after} instead of {shows.before}, as with {said_answers(shows.sheet)}"
        yield "  As a case:"
        yield from (f"    {line}" for line in _case(model, shows, taken))


def _case(model: SurveyModel, shows: Shows, taken: set[str]) -> Iterator[str]:
    """Yield the lines of a case that kills a mutant, and take its id."""
    words = re.sub("[^a-z0-9]+", "-", shows.truth.partition(":")[2].lower()).strip("-")
    id = f"{words}-{shows.before}"
    numbered = (f"{id}-{number}" for number in count(2))
    id = next(one for one in chain((id,), numbered) if one not in taken)
    taken.add(id)
    yield f"- id: {id}"
    yield from (f"  {line}" for line in answer_lines(model, shows.sheet))
    yield f"  {shows.before}: [{written_truth(shows.truth)}]"


def _counted(mutated: Mutated) -> Iterator[str]:
    if (more := len(mutated.of("survived")) - SHOWN) > 0:
        yield f"{more:,} more survive without a case here: --format json has one for each"
    killed, equivalent = len(mutated.of("killed")), len(mutated.of("equivalent"))
    counting = len(mutated.outcomes) - equivalent
    properties = sum(bool(outcome.by) for outcome in mutated.outcomes)
    by = f", {properties} of them by properties" if properties else ""
    apart = f"; {equivalent} that change no truth are not counted" if equivalent else ""
    yield f"Mutants killed {mutated.percent} %: {killed} of {counting}{by}{apart}"
    for kind, (what, asked) in _APART.items():
        own = [outcome for outcome in mutated.beside if outcome.mutant.of.partition(":")[0] == kind]
        left = [outcome for outcome in own if outcome.fate != "equivalent"]
        if left:
            done = sum(outcome.fate == "killed" for outcome in left)
            yield f"Counted apart: {done} of {len(left)} changes of {what} {asked}"


# ---------------------------------------------------------------------------------------------
# JSON


def mutated_json(model: SurveyModel, mutated: Mutated) -> str:
    """Return what became of mutants as the text of a JSON document."""
    document = {
        "format": FORMAT,
        "pack": {"id": model.id, "version": model.version, "digest": model.digest},
        "percent": mutated.percent,
        "counts": {fate: len(mutated.of(fate)) for fate in ("killed", "survived", "open", "equivalent")},
        "mutants": [_mutant(outcome) for outcome in mutated.outcomes],
        "apart": [_mutant(outcome) for outcome in mutated.beside],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _mutant(outcome: Outcome) -> dict[str, Any]:
    mutant, location = outcome.mutant, outcome.mutant.location
    return {
        "of": mutant.of,
        "mutation": mutant.mutation,
        "says": mutant.said,
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "fate": outcome.fate,
        "property": outcome.by or None,
        "shows": outcome.shows and _shows(outcome.shows),
    }


def _shows(shows: Shows) -> dict[str, Any]:
    return {
        "answers": {question: given_data(given) for question, given in shows.sheet.items()},
        "truth": shows.truth,
        "expected": shows.before,
        "mutated": shows.after,
    }
