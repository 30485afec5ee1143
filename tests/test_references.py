"""Whether everything that refers to a name finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveymodel import ContentError
from surveymodel.content.load import load_content
from tests.files import FILES, write_pack
from tests.tiny import faults, sources, spoilt

EXTRA_GUIDE = sources()["guides/limit-requests/other.md"]


@pytest.mark.parametrize(
    ("file", "old", "new", "messages"),
    [
        ("values.yaml", "crowd-act", "«crowd-akt", ["SM311 unknown source 'crowd-akt' (did you mean 'crowd-act'?)"]),
        ("risk.yaml", "[skimming]", "[«skiming]", ["SM311 unknown threat 'skiming' (did you mean 'skimming'?)"]),
        ("threats/web.yaml", "[manual]", "[«manuel]", ["SM311 unknown source 'manuel' (did you mean 'manual'?)"]),
        ("rules/web.yaml", "[flooding]", "[«floding]", ["SM311 unknown threat 'floding' (did you mean 'flooding'?)"]),
        ("rules/web.yaml", "threat: skimming", "threat: «skiming", ["SM311 unknown threat 'skiming' (did you mean 'skimming'?)"]),
        ("rules/web.yaml", "[report]", "[«raport, report]", ["SM311 unknown countermeasure 'raport' (did you mean 'report'?)"]),
        ("countermeasures/web.yaml", "[skimming]", "[«zzz]", ["SM311 unknown threat 'zzz'"]),
        ("countermeasures/web.yaml", "[limit-requests]", "[«limit-request]", [
            "SM311 unknown countermeasure 'limit-request' (did you mean 'limit-requests'?)",
        ]),
        ("countermeasures/web.yaml", "learn: [manual]", "learn: [«zzz]", ["SM311 unknown source 'zzz'"]),
        ("guides/limit-requests/other.md", "manual", "«zzz", ["SM311 unknown source 'zzz'"]),
        ("interpretations/std.yaml", "[restrict-scripts,", "[«restrict-script,", [
            "SM311 unknown countermeasure 'restrict-script' (did you mean 'restrict-scripts'?)",
        ]),
        ("survey/shape.yaml", "[storage.bucket]", "[«storage.buckets]", [
            "SM311 unknown answer 'storage.buckets' (did you mean 'storage.bucket'?)",
        ]),
        ("survey/shape.yaml", "[storage.bucket]", "[«zzz.y]", ["SM311 unknown answer 'zzz.y'"]),
        ("survey/shape.yaml", "[storage.bucket]", "[«tier.high]", ["SM311 unknown answer 'tier.high'"]),
        ("countermeasures/web.yaml", "      std:\n", "      «sdt:\n", ["SM311 unknown standard 'sdt' (did you mean 'std'?)"]),
        ("countermeasures/web.yaml", '"1.1": full', '«"1.11": full', ["SM311 unknown control of std '1.11' (did you mean '1.1'?)"]),
        ("interpretations/std.yaml", '"2":', '«"1.2.":', ["SM311 unknown control of std '1.2.' (did you mean '1.2'?)"]),
        ("interpretations/std.yaml", "  strict:", "  «stricter:", [
            "SM311 unknown profile of std 'stricter' (did you mean 'strict'?)",
        ]),
        ("interpretations/std.yaml", "scope: exposed", "scope: «expozed", ["SM311 unknown fact 'expozed' (did you mean 'exposed'?)"]),
        ("interpretations/std.yaml", "scope: exposed", "scope: «reach", ["SM311 unknown fact 'reach'"]),
        ("interpretations/std.yaml", "strict: crowded", "strict: «crowd", ["SM311 unknown fact 'crowd' (did you mean 'crowded'?)"]),
        ("standards/std.yaml", 'group: "1"', 'group: «"9"', ["SM311 unknown group '9'"]),
        ("standards/std.yaml", 'group: "1.A"', 'group: «"1.B"', ["SM311 unknown group '1.B' (did you mean '1.A'?)"]),
        ("standards/std.yaml", "[strict]", "[«stricd]", ["SM311 unknown profile 'stricd' (did you mean 'strict'?)"]),
        ("standards/std.yaml", '  - id: "3"', '  - id: «"2"\n    title: Again\n  - id: "3"', ["SM302 the id '2' is defined twice in 'std'"]),
        ("standards/std.yaml", "profile\ncontrols:", "profile\n  - id: «strict\n    title: A\ncontrols:", ["SM302 the id 'strict' is defined twice in 'std'"]),
        ("survey/shape.yaml", "  - id: staff\n", "  - id: «internet\n        text: Again\n      - id: staff\n", [
            "SM302 the id 'internet' is defined twice in 'reach'",
        ]),
        ("scales.yaml", "      - id: high\n", "      - id: «low\n        title: A\n        when: reach\n      - id: high\n", [
            "SM302 the id 'low' is defined twice in 'tier'",
        ]),
        ("pack.yaml", "retired:\n", "  - id: «shape\n    title: Again\nretired:\n", ["SM302 the id 'shape' is defined twice in 'pack.yaml'"]),
        ("facts/shape.yaml", "facts:\n", "facts:\n  - id: modem\n    when: reach\n", []),
        ("survey/shape.yaml", "questions:\n", "questions:\n  - id: «modem\n    ask: How fast?\n    select: number\n    unit: baud\n    help: Listen.\n", [
            "SM307 the question 'modem' is retired: choose a new id",
        ]),
        ("survey/shape.yaml", "  - id: staff\n", "  - id: «office\n        text: The office\n      - id: staff\n", [
            "SM307 the answer 'reach.office' is retired: choose a new id",
        ]),
        ("interpretations/std.yaml", "standard: std", "standard: «zzz", [
            "SM311 unknown standard 'zzz'", "SM309 the file is named for its standard, zzz.yaml",
        ]),
    ],
)  # fmt: skip
def test_each_reference_finds_its_name(file: str, old: str, new: str, messages: list[str]) -> None:
    """A name that is unknown, stands twice or was retired is named where it stands."""
    expected, found = spoilt(file, old, new, *messages)
    assert expected == found


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"survey/shap.yaml": "questions: [{id: q, ask: A?, select: number, unit: b, help: C.}]"}, [
            "survey/shap.yaml: SM309 pack.yaml has no section 'shap' (did you mean 'shape'?)",
        ]),
        ({"survey/parts.yaml": None, "guides/limit-requests/django.md": None, "risk.yaml": None}, [
            "pack.yaml:11:9: SM309 warning: the section 'parts' has no file survey/parts.yaml",
        ]),
        ({"guides/limit-request/x.md": EXTRA_GUIDE}, [
            "guides/limit-request/x.md: SM309 unknown countermeasure 'limit-request' (did you mean 'limit-requests'?)",
        ]),
        ({"guides/limit-requests/zz.md": EXTRA_GUIDE}, [
            "guides/limit-requests/zz.md:3:1: SM310 'limit-requests' has another guide for 'otherwise': "
            "guides/limit-requests/other.md",
        ]),
        ({"standards/std2.yaml": sources()["standards/std.yaml"].replace("id: std", "id: std-2")}, [
            "standards/std2.yaml: SM309 the file is named for its standard, std-2.yaml",
        ]),
        ({"pack.yaml": sources()["pack.yaml"].replace("kind: question\n    id: modem", "kind: guide\n    id: limit-requests/other")}, [
            "guides/limit-requests/other.md: SM307 the guide 'limit-requests/other' is retired: choose a new id",
        ]),
    ],
)  # fmt: skip
def test_each_file_stands_where_it_belongs(changes: dict[str, str | None], messages: list[str]) -> None:
    """A file's place says what it is about, and that must exist."""
    assert messages == faults(changes)


@pytest.mark.parametrize("text", ["satisfies: 5", "satisfies: {std: 5}", "satisfies: {std: {'1.1': 5}}"])
def test_what_has_no_shape_refers_to_nothing(text: str) -> None:
    """The schema has said what is wrong; nobody stumbles over it afterwards."""
    found = faults({"countermeasures/more.yaml": f"countermeasures: [{{id: more, {text}}}]"})
    assert {"SM202", "SM203"} == {line.split()[1] for line in found}


def test_entries_without_an_id_refer_to_nothing_either() -> None:
    """A list may hold what is no entry, and an entry may lack its id: the schema says so alone."""
    text = sources()["standards/std.yaml"] + "  - 5\n  - title: Nameless\n"
    assert faults({"standards/std.yaml": text}) == [
        "standards/std.yaml:28:5: SM203 expected a mapping, not a whole number",
        "standards/std.yaml:29:5: SM202 the property 'id' is missing",
    ]


def test_a_rule_raises_a_threat_once(tmp_path: Path) -> None:
    """The same threat twice in one rule would leave open which shift counts."""
    rules = FILES["rules/web.yaml"].replace("[flooded]", "[flooded, {threat: flooded, impact: 1}]")
    with pytest.raises(ContentError) as error:
        load_content(write_pack(tmp_path, rules__web=rules))
    assert [str(d) for d in error.value.diagnostics] == [
        f"{tmp_path}/rules/web.yaml:4:32: SM302 this rule raises 'flooded' twice"
    ]
