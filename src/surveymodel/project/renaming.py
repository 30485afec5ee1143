"""Tasks that got another id: the ids of a kept plan and a pack go in, the new ids come out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from surveymodel.content.nouns import Retired
from surveymodel.engine.model import SurveyModel

__all__ = ["given_up", "renamed"]


def given_up(model: SurveyModel) -> Mapping[str, Retired]:
    """Return the countermeasures that a pack has no more, by their ids, with what took their place."""
    return {one.id: one for one in model.content.pack.retired if one.kind == "countermeasure"}


def renamed(model: SurveyModel, kept: Collection[str]) -> Mapping[str, str]:
    """Return the ids of kept tasks that the pack has under others now, with those.

    Where several became one, the first of them that is kept goes on as it; the others stay what
    they were.
    """
    gone = given_up(model)
    result: dict[str, str] = {}
    for id in kept:
        new = _successor(model, gone, id)
        if new is not None and new not in kept and new not in result.values():
            result[id] = new
    return result


def _successor(model: SurveyModel, gone: Mapping[str, Retired], id: str) -> str | None:
    """Return what took the place of a countermeasure that was given up, however often that happened."""
    met = {id}
    while id not in model.countermeasures:
        one = gone.get(id)
        if one is None or len(one.successors) != 1 or one.successors[0] in met:
            return None
        id = one.successors[0]
        met.add(id)
    return id if len(met) > 1 else None
