"""Variants of one system's answers."""

from __future__ import annotations

import pytest

from surveymodel import System
from surveymodel.engine.variants import Variable, changed


@pytest.mark.parametrize("organisation", [None, System(answers={"region": "west"}, id="firm")])
def test_a_changed_system_has_each_answer_in_its_place(organisation: System | None) -> None:
    """What changes stands in the organisation, the system or the component; the rest stays."""
    system = System(
        answers={"kind": "site", "hosting": "own"},
        organisation=organisation,
        components={"web": {"stack": []}, "api": {"stack": ["flask"]}},
    )
    result = changed(
        system,
        {
            Variable(0, "region", "organisation"): "east",
            Variable(1, "kind", "system"): "shop",
            Variable(7, "stack", "web"): ("django",),
        },
    )
    above = result.organisation
    assert above is not None
    assert above.id == (organisation.id if organisation else "organisation")
    assert [{q: r.answer for q, r in sheet.items()} for sheet in (above.answers, result.answers)] == [
        {"region": "east"},
        {"kind": "shop", "hosting": "own"},
    ]
    assert {id: part.answers["stack"].answer for id, part in result.components.items()} == {
        "web": ("django",),
        "api": ("flask",),
    }
