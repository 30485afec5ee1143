"""The names that a pack defines."""

from __future__ import annotations

from surveymodel.content.document import Path
from surveymodel.content.names import conditions, define, matches, sections
from surveymodel.errors import Location
from tests.tiny import draft, spoilt


def test_definitions_know_their_kind_place_and_members() -> None:
    """Questions, facts, values and scales share one namespace; others have their own."""
    names = define(draft())
    found = names.find("reach")
    assert found is not None
    assert (found.kind, found.location) == ("question", Location("survey/shape.yaml", 2, 9))
    assert list(found.members) == ["internet", "staff"]
    kinds = {id: definition.kind for id, definition in names.by["name"].items()}
    assert (kinds["page-ours"], kinds["crowd"], kinds["tier"]) == ("fact", "value", "scale")
    assert list(names.by["name"]["tier"].members) == ["low", "high"]
    assert list(names.by["threat"]) == ["skimming", "flooding"]
    assert list(names.by["standard"]) == ["std"]
    assert names.find("skimming") is None


def test_questions_stand_in_asking_order() -> None:
    """The sections of pack.yaml decide, not the names of the files."""
    names = define(draft())
    assert list(names.questions) == [
        *("region", "reach", "features", "card-entry", "storage", "people"),
        *("stack", "sessions"),
    ]


def test_members_are_what_can_be_read_of_them() -> None:
    """An answer that is no mapping, or has no id, is passed over."""
    text = "questions: [{id: q, answers: [a, {text: b}, {id: 5}, {id: c}]}, {id: p, answers: 5}]"
    names = define(draft({"survey/shape.yaml": text}))
    assert [list(names.by["name"][id].members) for id in ("q", "p")] == [["c"], []]


def test_an_id_stands_once_in_its_namespace() -> None:
    """The second definition is at fault, and it is said where the first stands."""
    expected, found = spoilt(
        "facts/shape.yaml",
        "facts:\n",
        "facts:\n  - id: «stack\n    when: reach\n  - id: skimming\n    when: reach\n",
        "SM302 the id 'stack' is defined twice (first at survey/parts.yaml:2:9)",
    )
    assert expected == found


def test_sections_come_from_the_pack() -> None:
    """What cannot be read as a section, or is no pack at all, has none."""
    assert sections(draft()) == ["company", "shape", "parts"]
    assert sections(draft({"pack.yaml": "sections: [{id: a}, b]"})) == ["a"]
    for text in ("sections: a", "[]", "'", None):
        assert sections(draft({"pack.yaml": text})) == []


def test_conditions_are_found_wherever_they_stand() -> None:
    """Entries, levels, mappings and controls all have conditions; those that do not parse are left out."""
    files = draft({"rules/web.yaml": "rules: [{id: a, when: 5}, {id: b, when: (}, {id: c, when: reach}]"})
    found = {(file.name, path): str(tree) for file, path, tree in conditions(files)}
    expected: dict[tuple[str, Path], str] = {
        ("survey/shape.yaml", ("questions", 2, "when")): "features.payments",
        ("scales.yaml", ("scales", 0, "levels", 1, "when")): "exposed",
        ("rules/web.yaml", ("rules", 2, "when")): "reach",
        ("interpretations/std.yaml", ("controls", "1.2", "when")): "page-ours or reach.internet",
        ("guides/limit-requests/django.md", ("when",)): "stack.django",
        (
            "countermeasures/web.yaml",
            ("countermeasures", 1, "satisfies", "std", "1.2", "when"),
        ): "people > 10",
    }
    assert expected.items() <= found.items()
    assert [path for name, path in found if name == "rules/web.yaml"] == [("rules", 2, "when")]


def test_patterns_lead_to_strings() -> None:
    """A star stands for every entry; what has another shape leads nowhere."""
    data = {"a": [{"b": "x"}, {"b": 5}, {"c": "y"}, "z"], "m": {"k": "v", "l": []}}
    assert list(matches(data, ("a", "*", "b"), ())) == [(("a", 0, "b"), "x")]
    assert list(matches(data, ("a", "*"), ("top",))) == [(("top", "a", 3), "z")]
    assert list(matches(data, ("m", "*"), ())) == [(("m", "k"), "v")]
    assert list(matches(data, ("a", "b"), ())) == []
    assert list(matches(5, ("a",), ())) == []
