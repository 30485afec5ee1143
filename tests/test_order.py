"""Content flows one way."""

from __future__ import annotations

import pytest

from surveymodel.content.names import define
from surveymodel.content.order import layer_of, looks_at
from tests.tiny import draft, faults, places, sources, spoilt, unmarked


@pytest.mark.parametrize(
    ("file", "old", "new", "messages"),
    [
        ("survey/shape.yaml", "when: features.payments\n", "when: «storage.bucket\n", [
            "SM303 looks at 'storage', which is not asked before it",
        ]),
        ("survey/shape.yaml", "when: features.payments\n", "when: «card-entry\n", [
            "SM303 looks at 'card-entry', which is not asked before it",
        ]),
        ("survey/shape.yaml", "when: features.payments\n", "when: ««exposed\n", [
            "SM303 looks at 'card-entry' through 'exposed', which is not asked before it",
            "SM303 looks at 'people' through 'exposed', which is not asked before it",
        ]),
        ("survey/shape.yaml", "when: features.payments\n", "when: ««tier.high\n", [
            "SM303 looks at 'card-entry' through 'tier', which is not asked before it",
            "SM303 looks at 'people' through 'tier', which is not asked before it",
        ]),
        ("survey/shape.yaml", "when: features.payments\n", "when: «people > 5\n", [
            "SM303 looks at 'people', which is not asked before it",
        ]),
        ("survey/shape.yaml", "[storage.bucket]", "[«reach.staff]", ["SM306 'reach.staff' is not asked after 'features'"]),
        ("survey/shape.yaml", "[storage.bucket]", "[«features.payments]", ["SM306 'features.payments' is not asked after 'features'"]),
        ("facts/shape.yaml", "  - id: crowded\n    when: people >= crowd\n", "  - id: «crowded\n    when: people >= crowd or exposed\n", [
            "SM308 'crowded' is defined by itself",
        ]),
        ("facts/shape.yaml", "  - id: crowded\n    when: people >= crowd\n", "  - id: «crowded\n    when: crowded\n", [
            "SM308 'crowded' is defined by itself",
        ]),
        ("countermeasures/web.yaml", "after: [limit-requests]", "after: «[report]", ["SM308 'report' comes after itself"]),
        ("countermeasures/web.yaml", "    counters: [skimming]\n", "    counters: [skimming]\n    after: [report]\n", []),
        ("rules/web.yaml", "when: reach.internet", "when: stack.django", []),
    ],
)  # fmt: skip
def test_nothing_looks_ahead_or_at_itself(file: str, old: str, new: str, messages: list[str]) -> None:
    """A question looks at questions before it, also through facts; nothing is defined by itself."""
    expected, found = spoilt(file, old, new, *messages)
    assert expected == found


def test_every_member_of_a_circle_of_countermeasures_is_named() -> None:
    """Two that wait for each other are both at fault; what merely leads to them is not."""
    name = "countermeasures/web.yaml"
    text = sources()[name].replace("after: [limit", "after: «[limit")
    text = text.replace("    counters: [flooding]\n", "    counters: [flooding]\n    after: «[report]\n")
    text = text.replace("    counters: [skimming]\n", "    counters: [skimming]\n    after: [report]\n")
    one, two = places(name, text)
    assert faults({name: unmarked(text)}) == [
        f"{one}: SM308 'limit-requests' comes after itself",
        f"{two}: SM308 'report' comes after itself",
    ]


ASK = "ask: A?, select: one, help: B., answers: [{id: x, text: X}, {id: y, text: Y"
LAYERED = f"""\
questions:
  - {{id: o, of: organisation, {ASK}}}]}}
  - {{id: s, {ASK}}}]}}
  - {{id: c, of: component, {ASK}, implies: [IMPLIED]}}]}}
  - {{id: last, of: LAYER, when: WHEN, {ASK}}}]}}
"""
PACK = """\
format: surveymodel-pack/1
id: p
title: P
version: 1.0.0
licence: CC0-1.0
sections: [{id: a, title: A}]
"""


@pytest.mark.parametrize(
    ("layer", "when", "implied", "message"),
    [
        ("component", "o and s and c", "last.x", None),
        ("system", "o and s", "«o.x", "SM306 'o.x' is not asked after 'c'"),
        ("system", "«c.x", "", "SM304 a question of the system cannot see 'c', which is below"),
        (
            "organisation",
            "«o or s",
            "",
            "SM304 a question of the organisation cannot see 's', which is below",
        ),
        (
            "system",
            "«part",
            "",
            "SM304 a question of the system cannot see 'c' through 'part', which is below",
        ),
        ("system", "o", "«last.x", "SM304 an answer of the component cannot imply 'last.x', which is above"),
    ],
)
def test_a_layer_sees_itself_and_those_above(
    layer: str, when: str, implied: str, message: str | None
) -> None:
    """A question of the system knows the organisation's answers, and none of one component's."""
    text = LAYERED.replace("LAYER", layer).replace("WHEN", when).replace("IMPLIED", implied)
    files = {
        "pack.yaml": PACK,
        "survey/a.yaml": unmarked(text),
        "facts/f.yaml": "facts: [{id: part, when: c.x}]",
    }
    expected = [f"{place}: {message}" for place in places("survey/a.yaml", text)]
    assert expected == faults({**dict.fromkeys(sources()), **files})


FACTS = """\
facts:
  - {id: page-ours, when: card-entry.own-form}
  - {id: crowded, when: people > 5}
  - {id: exposed, when: reach}
  - {id: built, when: stack.django}
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        (
            "interpretations/std.yaml",
            "scope: exposed",
            "scope: «built",
            "scope and profiles are the system's",
        ),
        (
            "interpretations/std.yaml",
            "strict: crowded",
            "strict: «built",
            "scope and profiles are the system's",
        ),
        ("scales.yaml", "when: exposed", "when: «reach and built", "a scale is the system's"),
    ],
)
def test_scope_profiles_and_tiers_see_no_component(name: str, old: str, new: str, what: str) -> None:
    """Whether a standard applies, and which level is reached, is one answer for the whole system."""
    text = sources()[name].replace(old, new)
    (place,) = places(name, text)
    found = faults({"facts/shape.yaml": FACTS, name: unmarked(text)})
    assert [f"{place}: SM304 {what}: 'built' looks at a component's question"] == found


def test_long_chains_of_facts_are_followed_without_recursion() -> None:
    """Two thousand facts, each over the one before, are no deeper than one."""
    chain = "".join(f"  - id: f{n}\n    when: f{n - 1}\n" for n in range(1, 2_000))
    text = "facts:\n" + chain + "  - id: f0\n    when: f1999\n"
    found = [line for line in faults({"facts/chain.yaml": text}) if "chain" in line]
    assert len(found) == 1
    assert "SM308" in found[0]


def test_what_is_malformed_looks_at_nothing() -> None:
    """A condition that does not parse, a level that is no mapping and an odd layer stop nobody."""
    names = define(
        draft(
            {
                "scales.yaml": "scales: [{id: t, levels: [5, {id: a, when: 5}, {id: b, when: (}, {id: c, when: reach}]}, {id: u, levels: 5}]",
                "survey/company.yaml": "questions: [{id: q, of: nobody}]",
            }
        )
    )
    by = names.by["name"]
    assert looks_at(by["t"]) == ["reach"]
    assert looks_at(by["u"]) == []
    assert layer_of(by["q"]) == 1
