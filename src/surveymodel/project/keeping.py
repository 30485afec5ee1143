"""Plans kept beside system files: read, updated and decided about, each change on the disk when it returns."""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from pathlib import Path

from surveymodel.engine.resolve import Resolution
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.backups import Told
from surveymodel.project.deciding import decide
from surveymodel.project.folder import plan_path
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.plan_store import Decided, change_plan, read_plan
from surveymodel.project.standing import Event
from surveymodel.project.update import Update, update

__all__ = ["keep_decision", "keep_update", "kept_plan"]


def kept_plan(system: str | PathLike[str], resolution: Resolution) -> PlanFile | None:
    """Return the plan that is kept beside a system file; None where none is.

    Raises :class:`~surveymodel.errors.AnswerError` with every fault of its file at once, and where it is
    the plan of another system, or by another pack.
    """
    return read_plan(plan_path(Path(system)), resolution)


def keep_update(
    system: str | PathLike[str],
    resolution: Resolution,
    *,
    on: str,
    by: str | None = None,
    note: str | None = None,
    only: Collection[str] = (),
    told: Told | None = None,
) -> Update:
    """Accept what becomes of a system's tasks, all or ``only`` some, into the plan beside its file.

    Returns what there was to accept. A plan file in an older format is kept as it was, and ``told`` is
    given the path of the backup. Raises as :func:`kept_plan` does,
    :class:`~surveymodel.errors.UnknownNameError` where a task of ``only`` does not move, and ``OSError``
    where the file cannot be written.
    """
    last: list[Update] = []

    def accepted(kept: PlanFile | None) -> Decided:
        found = update(resolution, kept, on=on)
        last[:] = [found]
        renamed = {old: new for old, new in found.renamed.items() if not only or new in only}
        return Decided(found.accepted(by=by, note=note, only=only), renamed)

    change_plan(Path(system), resolution, accepted, told=told)
    return last[0]


def keep_decision(
    system: str | PathLike[str],
    resolution: Resolution,
    task: str,
    event: Event,
    *,
    components: Collection[str] = (),
    told: Told | None = None,
) -> PlanFile:
    """Write what is decided about a task into the plan beside a system file; return the plan.

    ``told`` is as with :func:`keep_update`. Raises as :func:`kept_plan` and :func:`~surveymodel.project.deciding.decide` do,
    :class:`~surveymodel.errors.SurveyModelError` where no plan is kept yet, and ``OSError`` where the file
    cannot be written.
    """

    def decided(kept: PlanFile | None) -> Decided:
        if kept is None:
            where = printable(str(system))
            raise SurveyModelError(f"there is no plan yet: 'surveymodel update {where} --accept' keeps one")
        return Decided(decide(resolution, kept, task, event, components=components), {})

    return change_plan(Path(system), resolution, decided, told=told)
