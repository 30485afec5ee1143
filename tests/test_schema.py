"""Files against their schemas: what is said of each way to go wrong."""

from __future__ import annotations

import pytest

from surveymodel.content.document import read
from surveymodel.content.schema import faults as schema_faults
from tests.tiny import faults, spoilt

ID = "Lower-case words joined by hyphens; never one of the condition language's own words."
REPLY = (
    "An answer id, unknown, a list of answer ids, a number or an interval; "
    "alone, or as answer beside who said it, when and on what evidence."
)


@pytest.mark.parametrize(
    ("file", "old", "new", "messages"),
    [
        ("rules/web.yaml", "    because: everybody", "    «becuase: everybody", [
            "SM201 unknown property 'becuase' (did you mean 'because'?)",
        ]),
        ("risk.yaml", "  - id: more-people\n    when:", "  - «when:", ["SM202 the property 'id' is missing"]),
        ("threats/web.yaml", "likelihood: 3", "likelihood: «high", ["SM203 expected a whole number, not a string"]),
        ("threats/web.yaml", "title: Floods the system", "title: «12", ["SM203 expected a string, not a whole number"]),
        ("threats/web.yaml", "title: Floods the system", "title: «[Floods]", ["SM203 expected a string, not a list"]),
        ("threats/web.yaml", "cwe: [CWE-770]", "cwe: «CWE-770", ["SM203 expected a list, not a string"]),
        ("facts/shape.yaml", "  - id: crowded\n    when: people >= crowd\n", "  - id: crowded\n    when: people >= crowd\n  - «more\n", [
            "SM203 expected a mapping, not a string",
        ]),
        ("survey/shape.yaml", "exclusive: true", "exclusive: «yes", ["SM203 expected true or false, not a string"]),
        ("threats/web.yaml", "title: Floods the system", "title: «true", ["SM203 expected a string, not true or false"]),
        ("survey/shape.yaml", "select: many", "select: «any", ["SM204 'any' is not one of one, many, number (did you mean 'many'?)"]),
        ("pack.yaml", "surveymodel-pack/1", "«surveymodel-pack/2", [
            "SM204 'surveymodel-pack/2' is not one of surveymodel-pack/1 (did you mean 'surveymodel-pack/1'?)",
        ]),
        ("threats/web.yaml", "impact: 4", "impact: «6", ["SM204 6 is out of range: at most 5"]),
        ("threats/web.yaml", "impact: 4", "impact: «0", ["SM204 0 is out of range: at least 1"]),
        ("threats/web.yaml", "[CWE-79]", "[«cwe-79]", ["SM204 'cwe-79' does not fit: A CWE id."]),
        ("threats/web.yaml", "[CWE-79]", "«[]", ["SM204 expected at least 1 entries, found 0"]),
        ("threats/web.yaml", "[CWE-79]", "«[CWE-79, CWE-79]", ["SM204 an entry stands here twice"]),
        ("threats/web.yaml", "title: Floods the system", "title: «''", [
            "SM204 '' does not fit: One line of plain words.",
        ]),
        ("countermeasures/web.yaml", "steps:\n      - Write the report.\n      - Send it.", "steps: «[a, b, c, d, e, f, g]", [
            "SM204 expected at most 6 entries, found 7",
        ]),
        ("interpretations/std.yaml", '  "3":\n    no-duty: A fence is no matter of software.\n', '  "3": «{}\n', [
            "SM204 expected at least 1 properties, found 0",
        ]),
        ("interpretations/std.yaml", "    no-duty: A fence", "    «organisational: It is.\n    no-duty: A fence", [
            "SM205 these properties exclude each other: organisational, no-duty",
        ]),
        ("rules/web.yaml", "id: reachable\n    when: reach.internet\n    raises: [flooding]\n", "«id: reachable\n    when: reach.internet\n", ["SM205 expected at least one of the properties raises, requires"]),
        ("rules/web.yaml", "id: western-law\n    when: region.west and tier.high\n    requires: [report]\n    priority: 9\n", "«id: western-law\n    requires: [report]\n", ["SM205 'requires' needs 'priority'"]),
        ("rules/web.yaml", "id: reachable\n", "«id: reachable\n    priority: 3\n", ["SM205 'priority' needs 'requires'"]),
        ("guides/limit-requests/other.md", "otherwise: true", "otherwise: «false", ["SM204 write true, or nothing"]),
        ("guides/limit-requests/other.md", "otherwise: true", "otherwise: «yes", ["SM203 expected true or false, not a string"]),
        ("survey/shape.yaml", "select: many", "select: «5", ["SM203 expected a string, not a whole number"]),
        ("guides/limit-requests/other.md", "title: Any proxy\n", "«title: Any proxy\nwhen: stack.flask\n", [
            "SM205 expected one of the properties when, otherwise",
        ]),
        ("guides/limit-requests/django.md", "title: Django\nwhen: stack.django\n", "«title: Django\n", ["SM205 expected one of the properties when, otherwise"]),
        ("survey/shape.yaml", "id: people\n    ask: How many people use it in a month?\n    when: reach.internet\n    select: number\n    unit: people\n", "«id: people\n    ask: How many?\n    select: number\n", ["SM202 the property 'unit' is missing"]),
        ("survey/shape.yaml", "    help: Look at the menu.\n", "    help: Look at the menu.\n    unit: «things\n", [
            "SM205 the property 'unit' does not belong here",
        ]),
        ("countermeasures/web.yaml", '{strength: supports, note: "it slows guessing",', "«{strength: supports,", [
            "SM202 the property 'note' is missing",
        ]),
        ("countermeasures/web.yaml", '"1.1": full', '"1.1": «fully', [
            "SM204 'fully' does not fit: full; or partial or supports, a semicolon and the note.",
        ]),
        ("countermeasures/web.yaml", '"1.1": full', '"1.1": «3', [
            "SM203 a whole number does not fit: How far it meets the control: full, partial or supports, the last two with a note.",
        ]),
        ("rules/web.yaml", "raises: [flooding]", "raises: [{threat: flooding, «likelyhood: 1}]", [
            "SM201 unknown property 'likelyhood' (did you mean 'likelihood'?)",
        ]),
        ("examples/shop.yaml", "card-entry: own-form", "«Card_Entry: own-form", [f"SM204 'Card_Entry' does not fit: {ID}"]),
        ("examples/shop.yaml", "card-entry: own-form", "card-entry: «true", [f"SM203 true or false does not fit: {REPLY}"]),
        ("examples/shop.yaml", "card-entry: own-form", "card-entry: «-1", ["SM204 -1 is out of range: at least 0"]),
        ("examples/shop.yaml", 'on: "2026-03-02"', 'on: «"2026-13-02"', ["SM204 '2026-13-02' does not fit: A quoted ISO date."]),
        ("examples/shop.yaml", "below: 2000}", "«bellow: 2000}", ["SM201 unknown property 'bellow' (did you mean 'below'?)"]),
        ("risk.yaml", "id: more-people", "id: «none", [f"SM204 'none' does not fit: {ID}"]),
        ("threats/web.yaml", "title: Floods the system", f"title: «{'x' * 301}", ["SM204 expected at most 300 characters, found 301"]),
        ("threats/web.yaml", "[CWE-79]", f"[«{'x' * 90}]", [f"SM204 '{'x' * 76}... does not fit: A CWE id."]),
    ],
)  # fmt: skip
def test_one_fault_gives_one_message_at_its_place(file: str, old: str, new: str, messages: list[str]) -> None:
    """What is wrong, what was meant and where: one message for each fault and no more."""
    expected, found = spoilt(file, old, new, *messages)
    assert expected == found


@pytest.mark.parametrize("kind", ["rules/more.yaml", "pack.yaml", "standards/std.yaml"])
@pytest.mark.parametrize(("text", "what"), [("[]", "a list"), ("word", "a string"), ("5", "a whole number")])
def test_a_file_is_a_mapping(kind: str, text: str, what: str) -> None:
    """Whatever else a file holds, it is said once, beside what its absence leaves undefined."""
    assert f"{kind}:1:1: SM203 expected a mapping, not {what}" in faults({kind: text})


@pytest.mark.parametrize(
    "text", ["cases: [{id: a, answers: {reach: ~}, certain: []}]", "cases: [{id: a, answers: {features: [~]}, certain: [~, ~]}]"]
)  # fmt: skip
def test_what_could_not_be_read_is_not_called_wrong_as_well(text: str) -> None:
    """A value that the reader refused has its one message, and the schema is silent about it."""
    assert {"SM107"} == {line.split()[1] for line in faults({"rules/more.test.yaml": text})}


def test_a_word_that_is_taken_is_refused() -> None:
    """A component is not called after a layer, which would make places ambiguous."""
    document = read(
        "a", b"format: surveymodel-system/1\nid: a\nanswers: {}\ncomponents:\n  system:\n    answers: {}\n"
    )
    assert [str(d) for d in schema_faults("system", document)] == [
        "a:5:3: SM204 'system' is taken: choose another word than organisation or system"
    ]
