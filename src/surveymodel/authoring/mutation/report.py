"""What became of a pack's mutants, in words and as JSON (``surveymodel-mutate/1``)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, Final

from surveymodel.authoring.mutation.outcomes import Mutated, Outcome, Shows
from surveymodel.authoring.pasted import answer_lines, written_truth
from surveymodel.authoring.proofs.solver import installed
from surveymodel.authoring.verdicts import said_answers
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import given_data

__all__ = ["FORMAT", "mutated_json", "mutated_lines"]

FORMAT: Final = "surveymodel-mutate/1"

#: How many of a kind are listed, and how many survivors have their answers, unless all are asked for.
SHOWN: Final = 100

#: What counts apart, in words, and what is asked of it.
_APART: Final = {
    "counters": ("threats countered", "killed"),
    "mapping": ("mappings", "seen in the system of a case"),
    "adjustment": ("adjustments", "seen in the system of a case"),
    "profile": ("readings that only 'comply --profile' shows", "seen in the system of a case"),
}


def mutated_lines(
    model: SurveyModel, mutated: Mutated, *, taken: Iterable[str] = (), every: bool = False
) -> Iterator[str]:
    """Yield what survived, what no case shows of what counts apart, what changes nothing, and the counts.

    Of each, the first stand in lines of their own, survivors with a case that would kill them;
    with ``every`` all do. No case is given an id that is ``taken``, or that another has.
    """
    most, ids = None if every else SHOWN, set(taken)
    survived = mutated.of("survived")
    for outcome in survived[:most]:
        yield f"{_head(outcome)} survives"
        yield from _killing(model, outcome, ids)
    yield from _more(survived, most, "survive, each without its case here")
    opened = mutated.of("open")
    for outcome in opened[:most]:
        tell = "it is too hard for the solver" if installed() else "surveymodel[prove] would tell"
        yield f"{_head(outcome)} survives, and it is open whether it changes anything: {tell}"
    yield from _more(opened, most, "survive, and it is open whether they change anything")
    unseen = [outcome for outcome in mutated.beside if outcome.fate in ("survived", "open")]
    for outcome in unseen[:most]:
        yield f"{_head(outcome)} shows in no case, and counts apart"
        yield from _showing(outcome)
    yield from _more(unseen, most, "show in no case, and count apart")
    same = [one for one in (*mutated.outcomes, *mutated.beside) if one.fate == "equivalent"]
    for outcome in same[:most]:
        what = "no truth" if outcome.apart in (None, "counters") else "nothing"
        yield f"{_head(outcome)} changes {what}, whatever is answered"
    yield from _more(same, most, "change no truth, whatever is answered")
    yield from _counted(mutated)


def _head(outcome: Outcome) -> str:
    mutant = outcome.mutant
    return f"{mutant.location}: {mutant.of}: {mutant.said}"


def _more(outcomes: Sequence[Outcome], most: int | None, what: str) -> Iterator[str]:
    """Yield how many were left out, by file."""
    left = Counter(outcome.mutant.location.path for outcome in outcomes[most:]) if most is not None else {}
    if left:
        yield f"{sum(left.values()):,} more {what}; --all lists them:"
        yield from (f"  {path}: {count:,}" for path, count in left.items())


def _killing(model: SurveyModel, outcome: Outcome, taken: set[str]) -> Iterator[str]:
    yield from _showing(outcome)
    if outcome.shows is not None:
        yield "  As a case:"
        yield from (f"    {line}" for line in _case(model, outcome.shows, taken))


def _showing(outcome: Outcome) -> Iterator[str]:
    if (shows := outcome.shows) is not None:
        answers = said_answers(shows.sheet)
        yield f"  It makes {shows.truth} {shows.after} instead of {shows.before}, as with {answers}"


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
    killed, equivalent = len(mutated.of("killed")), len(mutated.of("equivalent"))
    counting = len(mutated.outcomes) - equivalent
    properties = sum(bool(outcome.by) for outcome in mutated.outcomes)
    by = f", {properties} of them by properties" if properties else ""
    apart = f"; {equivalent} that change no truth are not counted" if equivalent else ""
    yield f"Mutants killed {mutated.percent} %: {killed} of {counting}{by}{apart}"
    for kind, (what, asked) in _APART.items():
        left = [one for one in mutated.beside if one.apart == kind and one.fate != "equivalent"]
        if left:
            done = sum(outcome.fate == "killed" for outcome in left)
            yield f"Counted apart: {done} of {len(left)} changes of {what} {asked}"


# ---------------------------------------------------------------------------------------------
# JSON


def mutated_json(model: SurveyModel, mutated: Mutated, *, every: bool = False) -> str:
    """Return what became of mutants as the text of a JSON document.

    The first survivors have answers that show them; with ``every`` all do.
    """
    most = None if every else SHOWN
    shown = {id(one) for one in mutated.of("survived")[:most]}
    unseen = [outcome for outcome in mutated.beside if outcome.fate == "survived"]
    shown |= {id(one) for one in unseen[:most]}
    document = {
        "format": FORMAT,
        "pack": {"id": model.id, "version": model.version, "digest": model.digest},
        "percent": mutated.percent,
        "counts": {fate: len(mutated.of(fate)) for fate in ("killed", "survived", "open", "equivalent")},
        "mutants": [_mutant(outcome, shown=id(outcome) in shown) for outcome in mutated.outcomes],
        "apart": [_mutant(outcome, shown=id(outcome) in shown) for outcome in mutated.beside],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _mutant(outcome: Outcome, *, shown: bool) -> dict[str, Any]:
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
        "shows": _shows(outcome.shows) if shown and outcome.shows else None,
    }


def _shows(shows: Shows) -> dict[str, Any]:
    return {
        "answers": {question: given_data(given) for question, given in shows.sheet.items()},
        "truth": shows.truth,
        "expected": shows.before,
        "mutated": shows.after,
    }
