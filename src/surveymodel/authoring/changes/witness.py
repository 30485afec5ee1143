"""The answers that brought something about in one version and do not in the other.

A sheet on which it is so goes in; out comes a part of it, of which no single answer can go.
"""

from __future__ import annotations

from functools import partial

from surveymodel.authoring.least import least, run_part
from surveymodel.authoring.probes import Sheet
from surveymodel.engine.clauses import Lanes
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import lanes_of

__all__ = ["bringing"]


def bringing(joint: SurveyModel, sheet: Sheet, holds: int, fails: int) -> Sheet | None:
    """Return the least answers of a sheet after which one value is certain and the other is not; None if they are not.

    What is not needed is first left out by the dozen: of all beginnings of the sheet the shortest
    is taken on which it is so, whose last answer is needed, and so on with what stands before it.
    """
    needs = (holds, fails)
    if not _brought(holds, fails, run_part(joint, needs, [sheet])):
        return None
    behind = set(joint.program.slice([holds]).inputs)
    rest = [id for id in sheet if not behind.isdisjoint(joint.columns[id].places)]
    kept: Sheet = {}
    while True:
        tries = [kept | {id: sheet[id] for id in rest[:length]} for length in range(len(rest) + 1)]
        good = _brought(holds, fails, run_part(joint, needs, tries))
        shortest = next(lanes_of(good), None)
        if not shortest:
            break
        needed = rest[shortest - 1]
        kept[needed] = sheet[needed]
        rest = rest[: shortest - 1]
    ordered = {id: sheet[id] for id in sheet if id in kept} if shortest == 0 else sheet
    return least(joint, ordered, partial(_brought, holds, fails), needs)


def _brought(holds: int, fails: int, lanes: Lanes) -> int:
    return lanes.at(holds).must & ~lanes.at(fails).must
