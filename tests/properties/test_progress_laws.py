"""Laws of how far a system is: every task of a kept plan is counted once, and what is told of it is consistent."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from surveymodel.cli.status_sections import Period
from surveymodel.cli.status_words import all_lines, status_lines
from surveymodel.engine.resolve import Resolution
from surveymodel.exchange.status_json import status_document
from surveymodel.exchange.update_json import system_document, update_document
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.progress import progress
from surveymodel.project.standing import STATUSES
from tests.properties.test_plan_file_laws import plan_files, resolutions
from tests.test_status_command import validator

FEWER = settings(max_examples=max(1, settings().max_examples // 2))
DAYS = st.sampled_from(["2026-03-01", "2026-03-02", "2026-07-01", "2026-07-02", "2027-01-01"])
VALIDATORS = {kind: validator(kind) for kind in ("status", "update")}


@st.composite
def kept(draw: st.DrawFn) -> tuple[Resolution, PlanFile | None]:
    """Draw a system, resolved, with a plan that is kept of it or none."""
    resolution = draw(resolutions())
    return resolution, draw(st.none() | plan_files(resolution))


@FEWER
@given(kept(), DAYS)
def test_every_task_of_the_plan_is_counted_once(pair: tuple[Resolution, PlanFile | None], on: str) -> None:
    """In each place where it has not left; what is done is due again or is not, and never overdue."""
    resolution, file = pair
    found = progress(resolution, file, on=on)
    places = [(line.task, line.place) for line in found.lines]
    tasks = found.update.accepted().tasks if file is None else file.tasks
    assert Counter(places) == Counter(
        (id, place) for id, one in tasks.items() for place, at in one.places.items() if at.left is None
    )
    assert sum(found.counts[status] for status in STATUSES) == len(places)
    for line in found.lines:
        assert line.is_verified <= line.is_done <= (line.status == "done")
        assert not (line.is_overdue and line.status not in ("to-do", "in-progress"))
        assert line.is_due_again <= (line.status == "done" and not line.is_done)
        assert (line.due is None) >= (line.status in ("waived", "not-applicable"))
    assert {line.task for line in found.ending("9999-12-31")} <= {
        line.task for line in found.lines if line.status == "waived"
    }


@FEWER
@given(kept(), DAYS)
def test_what_is_printed_of_any_plan_is_what_its_schemas_say(
    pair: tuple[Resolution, PlanFile | None], on: str
) -> None:
    """And in words every task that is to be looked at is named; nothing fails."""
    resolution, file = pair
    found = progress(resolution, file, on=on)
    status = status_document({"a.yaml": found}, on=on)
    update = update_document([system_document("a.yaml", found.update, found.update.moves)], on=on)
    for kind, document in (("status", status), ("update", update)):
        plain = json.loads(json.dumps(document))
        assert [] == [error.message for error in VALIDATORS[kind].iter_errors(plain)]
    period = Period(None, on, "2026-12-31", 30)
    words = "\n".join(status_lines({"a.yaml": found}, period, lambda _: True, listed=True))
    for line in found.lines:
        if line.is_open or line.is_due_again or line.is_doubtful:
            assert line.task in words
    assert list(all_lines({"a.yaml": found, "b.yaml": found}, period, lambda _: True, listed=False))
