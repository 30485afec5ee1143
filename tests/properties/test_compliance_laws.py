"""The laws of compliance: on random packs and systems, against a second implementation."""

from __future__ import annotations

from copy import deepcopy
from itertools import islice
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveymodel import Resolution, System, comply, comply_content, resolve
from surveymodel.project.compliance import STAGES
from tests import oracle
from tests.packs import Plain, model
from tests.properties.test_laws import packs_and_sheets, packs_and_systems, system_of

#: From the worst that can become of a control that asks something, to the best.
ORDER = ("gap", "partly", "full")
PROFILES: st.SearchStrategy[tuple[str, ...]] = st.sampled_from(((), (), ("basic",), ("basic", "strict")))


def lines(
    resolution: Resolution, progress: Any = None, profiles: tuple[str, ...] = ()
) -> dict[str, tuple[str, str, str, str | None]]:
    """Return status, best status, scope and stage of each control."""
    found = comply(resolution, "std", profiles=profiles, progress=progress)
    return {line.control.id: (line.status, line.at_best, line.in_scope, line.stage) for line in found.lines}


@given(packs_and_systems(), PROFILES, st.data())
def test_compliance_is_that_of_a_second_implementation(
    drawn: tuple[Plain, Plain], profiles: tuple[str, ...], data: st.DataObject
) -> None:
    """Status, best status, scope and stage of every control are what a plain reading says."""
    pack, layers = drawn
    tasks = [countermeasure["id"] for countermeasure in pack["countermeasures"]]
    places = [*tasks, *(f"{task}@{part}" for task in tasks for part in layers["components"])]
    progress = data.draw(st.dictionaries(st.sampled_from(places), st.sampled_from(STAGES)))
    merged = oracle.lanes(layers["organisation"], layers["system"], layers["components"])
    sheets = dict(zip(layers["components"] or [""], merged, strict=True))
    expected = oracle.compliance(pack, "std", sheets, profiles, progress)
    found = lines(resolve(model(pack), system_of(layers)), progress, profiles)
    assert found == {id: (e.status, e.at_best, e.in_scope, e.stage) for id, e in expected.items()}


@given(packs_and_sheets())
def test_open_answers_keep_a_control_between_its_two_statuses(drawn: tuple[Plain, Plain]) -> None:
    """However the open questions are answered, a control that asks something is no worse and no better."""
    pack, sheet = drawn
    linked = model(pack)
    before = lines(resolve(linked, System(answers=sheet)))
    for full in islice(oracle.completions(pack, sheet), 60):
        for id, (status, _, _, _) in lines(resolve(linked, System(answers=full))).items():
            worst, best, _, _ = before[id]
            if status in ORDER:
                assert ORDER.index(worst) <= ORDER.index(status) <= ORDER.index(best)
            else:
                assert status in (worst, "not-in-scope")


@given(packs_and_systems())
def test_no_system_does_better_than_the_content(drawn: tuple[Plain, Plain]) -> None:
    """What the content cannot meet, no answers meet, in any number of components."""
    pack, layers = drawn
    linked = model(pack)
    best = {line.control.id: line.status for line in comply_content(linked, "std").lines}
    for id, (status, at_best, _, _) in lines(resolve(linked, system_of(layers))).items():
        if status in ORDER:
            assert ORDER.index(status) <= ORDER.index(best[id])
            assert ORDER.index(at_best) <= ORDER.index(best[id])


@given(packs_and_systems())
def test_parts_never_make_a_whole(drawn: tuple[Plain, Plain]) -> None:
    """Without a full mapping and without tasks that meet a control together, nothing is full."""
    pack, layers = drawn
    pack = deepcopy(pack)
    for countermeasure in pack["countermeasures"]:
        for mapping in countermeasure.get("satisfies", {}).get("std", {}).values():
            mapping["strength"] = "partial"
    for reading in pack.get("interpretations", ()):
        for entry in reading.get("controls", {}).values():
            entry.pop("full-when", None)
    for status, at_best, _, _ in lines(resolve(model(pack), system_of(layers))).values():
        assert "full" not in (status, at_best)


@given(packs_and_systems(), st.data())
def test_work_done_never_sets_a_control_back(drawn: tuple[Plain, Plain], data: st.DataObject) -> None:
    """A task that is further brings no control to an earlier stage, and changes no status."""
    pack, layers = drawn
    resolution = resolve(model(pack), system_of(layers))
    task = data.draw(st.sampled_from([countermeasure["id"] for countermeasure in pack["countermeasures"]]))
    before, after = lines(resolution), lines(resolution, {task: "verified"})
    for id, (status, at_best, scope, stage) in before.items():
        assert after[id][:3] == (status, at_best, scope)
        later = after[id][3]
        assert (stage is None) == (later is None)
        assert stage is None or later is None or STAGES.index(stage) <= STAGES.index(later)
