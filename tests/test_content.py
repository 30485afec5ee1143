"""The built-in pack: its cases, and the plans of its examples."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from surveymodel import Plan, System, plan, resolve
from surveymodel.authoring.format import format_file
from surveymodel.content.bundled import bundled
from surveymodel.content.draft import LISTS, kind_of
from surveymodel.content.nouns import Standard
from surveymodel.content.reading import readings
from surveymodel.content.schema import load_schema
from surveymodel.exchange.plan_json import plan_json
from surveymodel.testing import Suite, suite

pytestmark = pytest.mark.untraced

CORE = bundled("content") / "core"
EXAMPLES = CORE / "examples"
SYSTEMS = ("brochure-site", "clinic-api", "hr-tool", "online-shop")

#: Controls, groups and withdrawn ids of each catalogue, as its publisher counts them.
#: The CCPA has 46 sections of the act and 61 of the regulations, beside paragraphs.
SIZES = {
    "csa-ccm": (197, 17, 0),
    "cwe-top-25": (25, 0, 0),
    "nist-800-53": (1014, 20, 182),
    "owasp-api-top-10": (10, 0, 0),
    "owasp-asvs": (345, 97, 0),
    "owasp-llm-top-10": (10, 0, 0),
    "owasp-top-10": (10, 0, 0),
    "pci-dss": (280, 93, 0),
}
#: Controls that each profile selects. NIST: SP 800-53B; ASVS: its levels, each with those below.
PROFILES = {
    "nist-800-53": {"low": 149, "moderate": 287, "high": 370, "privacy": 96},
    "owasp-asvs": {"l1": 70, "l2": 253, "l3": 345},
    "csa-ccm": {"lite": 91},
}


@cache
def core() -> Suite:
    """Return the pack with its cases."""
    return suite(CORE)


def test_each_rule_fires_in_one_case_and_stays_away_in_another() -> None:
    """No rule of the pack is untested: some case expects it, and some case expects it not."""
    model = core().model
    listed = [expected for case in core().cases for expected in case.expected]
    expected = Counter(e.truth for e in listed if e.certainty == "certain")
    refused = Counter(e.truth for e in listed if e.certainty == "excluded")
    conditional = [rule for rule in model.content.rules if rule.when is not None]
    assert [rule.id for rule in model.content.rules if not expected[f"rule:{rule.id}"]] == []
    assert [rule.id for rule in conditional if not refused[f"rule:{rule.id}"]] == []


def planned(name: str) -> Plan:
    """Return the plan of an example."""
    model = core().model
    return plan(resolve(model, System.read(EXAMPLES / f"{name}.yaml")))


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_plan_of_an_example_is_its_golden(name: str) -> None:
    """A change of a plan shows in the golden beside the example: ``python -m tests.goldens`` writes it."""
    golden = (EXAMPLES / f"{name}.golden.json").read_text(encoding="utf-8")
    assert json.loads(plan_json(planned(name))) == json.loads(golden)


def test_a_static_site_is_left_in_peace() -> None:
    """A brochure site gets at most five tasks."""
    assert len(planned("brochure-site").tasks) <= 5


def test_nothing_is_certain_of_a_system_that_says_nothing() -> None:
    """Without answers only what is unconditional is certain, and the pack has nothing of that kind."""
    model = core().model
    unconditional = {rule.id for rule in model.content.rules if rule.when is None}
    resolution = resolve(model, System())
    assert set(resolution.truths("rule", "certain")) == unconditional
    assert list(resolution.truths("task", "certain")) == []


def test_every_truth_can_be_named_in_a_case() -> None:
    """Whatever a publisher's ids are made of, a case can say what it expects of a control."""
    pattern = load_schema("common")["$defs"]["truths"]["items"]["pattern"]
    truths = core().model.truths
    assert "control:owasp-top-10/A01:2025" in truths
    assert [truth for truth in truths if not re.search(pattern, truth)] == []


def test_every_file_has_a_modeline() -> None:
    """An editor finds the schema of each file in its first line."""
    for path in sorted(CORE.rglob("*.yaml")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert schema != first, path
        assert schema.endswith(".schema.json")
        assert (bundled("schemas") / Path(schema).name).is_file(), path


def standards() -> dict[str, Standard]:
    """Return the catalogues of the pack by id."""
    return {standard.id: standard for standard in core().model.content.standards}


@pytest.mark.parametrize(("id", "sizes"), SIZES.items())
def test_a_catalogue_is_whole(id: str, sizes: tuple[int, int, int]) -> None:
    """Each catalogue has as many ids as its publisher's edition."""
    standard = standards()[id]
    assert (len(standard.controls), len(standard.groups), len(standard.withdrawn)) == sizes


def test_the_ccpa_has_every_section() -> None:
    """Sections of the act and of the regulations are there, whatever paragraphs stand beside them."""
    sections = [control.id for control in standards()["ccpa"].controls if control.of is None]
    assert sum(id.startswith("1798.") for id in sections) == 46
    assert sum(id.startswith("11-CCR-7") for id in sections) == 61
    assert len(sections) == 107


@pytest.mark.parametrize(("id", "profiles"), PROFILES.items())
def test_profiles_select_as_many_controls_as_published(id: str, profiles: dict[str, int]) -> None:
    """A baseline or level has the size that its publisher gives."""
    selected = Counter(profile for control in standards()[id].controls for profile in control.profiles)
    assert dict(selected) == profiles


def test_controls_only_of_service_providers() -> None:
    """PCI DSS marks 18 requirements for service providers only; one of them is for multi-tenant ones.

    Appendix A1 has 7 numbered requirements for multi-tenant providers, A3 has 20 for designated
    entities.
    """
    only = Counter(control.profiles for control in standards()["pci-dss"].controls)
    assert only["service-provider",] == 18 - 1
    assert only["multi-tenant-provider",] == 7 + 1
    assert only["designated-entity",] == 20


@pytest.mark.parametrize("id", sorted([*SIZES, "ccpa"]))
def test_every_control_has_a_name_of_its_own(id: str) -> None:
    """Two controls under one heading that are called the same could not be told apart in a report."""
    named = Counter((c.of or c.group, c.title) for c in standards()[id].controls)
    assert [name for name, count in named.items() if count > 1] == []
    assert not [c.id for c in standards()[id].controls if "todo" in c.title.lower()]


def test_no_task_is_mapped_to_a_control_that_no_system_can_evidence() -> None:
    """A mapping to what is organisational or no duty would say that the reading is wrong.

    Only support is none: a system can put a rule of the organisation into practice.
    """
    model = core().model
    interpreted = {i.standard: i for i in model.content.interpretations}
    exempt = {
        (id, control)
        for id, standard in standards().items()
        for control, reading in readings(standard, interpreted.get(id)).items()
        if reading.organisational or reading.no_duty
    }
    mapped = {
        (standard, control, countermeasure.id)
        for countermeasure in model.content.countermeasures
        for standard, controls in countermeasure.satisfies.items()
        for control, mapping in controls.items()
        if mapping.strength != "supports"
    }
    assert sorted(m for m in mapped if m[:2] in exempt) == []


# ---------------------------------------------------------------------------------------------
# Its files


def shuffled(text: str, random: Random) -> str:
    """Return a file of entries with the properties of each in another order; remarks go with theirs."""
    head, *entries = re.split(r"^(?=  - )", text, flags=re.MULTILINE)
    result = [head]
    for entry in entries:
        after = re.search(r"(?<=\n)(?:\n|  #.*\n)*\Z", entry)
        assert after is not None
        body = f"    {entry[4 : after.start()]}"
        parts = re.findall(r"(?:    #.*\n)*    [^\s#].*\n(?:(?:      .*)?\n)*", body)
        assert body == "".join(parts)
        random.shuffle(parts)
        first = f"  - {parts[0][4:]}" if parts[0][4] != "#" else f"  -\n{parts[0]}"
        result += [first, *parts[1:], after[0]]
    return "".join(result)


def test_formatting_restores_the_order_of_the_built_in_pack() -> None:
    """Whatever the order of the properties of its entries, the files come out as they stand."""
    names = [path.relative_to(CORE).as_posix() for path in sorted(CORE.rglob("*.yaml"))]
    listed = [(name, kind) for name in names if (kind := kind_of(name)) in LISTS]
    changed = 0
    for name, kind in listed:
        text = (CORE / name).read_text(encoding="utf-8")
        loose = shuffled(text, Random(name))
        changed += loose != text
        assert text == format_file(name, name, kind, loose.encode()).after.decode(), name
    assert len(listed) - 1 <= changed
