"""Two versions of a pack to what differs between them: models go in, a :class:`Diff` comes out."""

from __future__ import annotations

from surveymodel.authoring.changes.entries import changes
from surveymodel.authoring.changes.nouns import Diff
from surveymodel.authoring.changes.pair import Pair, paired
from surveymodel.authoring.changes.tried import Tried
from surveymodel.engine.model import SurveyModel

__all__ = ["compare"]


def compare(old: SurveyModel, new: SurveyModel, pair: Pair | None = None) -> Diff:
    """Return what changed from one version of a pack to another, in words and in meaning.

    ``pair`` is both side by side, where somebody has made that already.
    """
    tried = Tried(pair or paired(old, new))
    found = changes(old.content, new.content, tried.settled)
    shifts, unmoved, settled = tried.moved()
    return Diff(old, new, found, tuple(shifts), tried.complete.count, unmoved, settled)
