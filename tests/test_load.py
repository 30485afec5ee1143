"""A folder to content, or every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveymodel.content.bundled import bundled
from surveymodel.content.draft import read_draft
from surveymodel.content.load import diagnose, load_content, settle
from surveymodel.content.nouns import Acceptance, Level, MappingTo, Profile, Raise, Section
from surveymodel.errors import ContentError, Location
from tests.files import FILES, write_pack
from tests.tiny import PACK, draft, faults, sources


def test_a_pack_without_faults_is_content() -> None:
    """Every kind of file becomes its nouns, each with its place."""
    content = load_content(PACK)
    assert (content.pack.id, content.pack.sections[1]) == ("tiny", Section("shape", "The system"))
    assert content.pack.retired[1].successors == ("reach.staff",)
    assert content.values[0].from_ == "2025-01-01"
    assert content.scales[0].levels[1] == Level("high", "Much", "exposed")
    assert content.adjustments[1].threats == ("skimming",)
    assert content.rules[0].raises == (Raise("skimming", 1, 0),)
    assert content.countermeasures[2].accept[0] == Acceptance(
        "A script of another host does not run.", "test", ("zap:10038",)
    )
    assert content.countermeasures[0].satisfies == {
        "std": {"1.2": MappingTo("supports", "it slows guessing", "people > 10")}
    }
    assert content.standards[0].profiles == (Profile("strict", "The strict profile"),)
    assert content.interpretations[0].controls["2"].organisational == "The charter is the company's."
    assert content.rules[0].location == Location("rules/web.yaml", 2, 5)
    assert content.pack.location == Location("pack.yaml", 1, 1)


def test_questions_stand_in_asking_order_and_the_rest_by_id() -> None:
    """Only the order of the survey means something."""
    content = load_content(PACK)
    assert [(q.id, q.section) for q in content.questions[:3]] == [
        ("region", "company"),
        ("reach", "shape"),
        ("features", "shape"),
    ]
    assert [c.id for c in content.countermeasures] == ["limit-requests", "report", "restrict-scripts"]
    assert [guide.id for guide in content.guides] == ["limit-requests/django", "limit-requests/other"]


def test_a_guide_is_its_front_matter_its_place_and_its_text() -> None:
    """Owner and technology come from the path, the body from below the second line of hyphens."""
    guide = load_content(PACK).guides[0]
    assert (guide.countermeasure, guide.stack, guide.when) == ("limit-requests", "django", "stack.django")
    assert guide.body.startswith("Set the rate in the middleware:\n\n```python\n")
    assert guide.body.endswith("<https://example.org/django>.\n")


def test_line_ends_and_byte_order_marks_change_nothing() -> None:
    """A checkout on Windows is the same pack."""
    windows = {
        name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in sources().items()
    }
    assert settle(draft(windows)) == settle(draft())


def test_every_fault_comes_at_once_in_order_of_place() -> None:
    """Three faults in three files make one error with three diagnostics."""
    text = sources()
    spoilt = draft(
        {
            "facts/shape.yaml": text["facts/shape.yaml"].replace("card-entry.own-form", "card-entry.own"),
            "rules/web.yaml": text["rules/web.yaml"].replace("[flooding]", "[floding]"),
            "values.yaml": text["values.yaml"].replace("value: 1000", "value: -1"),
        }
    )
    with pytest.raises(ContentError) as caught:
        settle(spoilt)
    assert [str(diagnostic) for diagnostic in caught.value.diagnostics] == [
        "facts/shape.yaml:4:11: SM301 unknown answer 'card-entry.own' (did you mean 'card-entry.own-form'?)",
        "rules/web.yaml:11:14: SM311 unknown threat 'floding' (did you mean 'flooding'?)",
        "values.yaml:4:12: SM204 -1 is out of range: at least 0",
    ]


def test_warnings_stop_nobody() -> None:
    """Content with something unwise in it loads."""
    text = sources()["rules/web.yaml"].replace("can reach it.", "can reach it # today")
    spoilt = draft({"rules/web.yaml": text})
    assert [diagnostic.severity for diagnostic in diagnose(spoilt)] == ["warning"]
    assert settle(spoilt).rules[1].because == "everybody can reach it"


@pytest.mark.parametrize(("code", "codes"), [("SM110", []), ("SM411", ["SM110"])])
def test_what_is_unwise_may_be_switched_off(code: str, codes: list[str]) -> None:
    """``pack.yaml`` says which warnings do not apply, and why."""
    pack = sources()["pack.yaml"].replace("SM411", code)
    rules = sources()["rules/web.yaml"].replace("can reach it.", "can reach it # today")
    found = diagnose(draft({"pack.yaml": pack, "rules/web.yaml": rules}))
    assert codes == [diagnostic.code for diagnostic in found]


def test_errors_cannot_be_switched_off() -> None:
    """A pack with a fault does not load, whatever it says of its checks."""
    pack = sources()["pack.yaml"].replace("SM411", "SM204")
    values = sources()["values.yaml"].replace("value: 1000", "value: -1")
    found = diagnose(draft({"pack.yaml": pack, "values.yaml": values}))
    assert [diagnostic.code for diagnostic in found] == ["SM204"]


def test_while_a_file_cannot_be_read_nothing_is_called_unknown() -> None:
    """The names may stand in that very file; other faults are still told."""
    text = sources()["threats/web.yaml"].replace("impact: 4", "impact: 9")
    found = faults({"facts/shape.yaml": "facts: [", "threats/web.yaml": text})
    assert len(found) == 2
    assert found[0].startswith("facts/shape.yaml:1:9: SM104 not YAML: ")
    assert found[1] == "threats/web.yaml:9:13: SM204 9 is out of range: at most 5"


def test_without_a_pack_file_the_order_of_questions_is_nobodys_fault() -> None:
    """Sections are not called unknown, nor questions late, where nothing says how they stand."""
    assert faults({"pack.yaml": None}) == []
    assert [line.split()[1] for line in faults({"pack.yaml": b"\xff"})] == ["SM102"]


@pytest.mark.parametrize("root", [PACK, str(PACK)])
def test_a_folder_is_named_as_any_path(root: str | Path) -> None:
    """Strings and path objects will do."""
    assert load_content(root).pack.version == "1.2.3"


@pytest.mark.parametrize(
    ("name", "inside"),
    [("content", "core/pack.yaml"), ("schemas", "common.schema.json"), ("diagnostics", "SM101.md")],
)
def test_what_comes_with_the_library_is_found(name: str, inside: str) -> None:
    """In a checkout as in an installed wheel."""
    assert (bundled(name) / inside).is_file()


def test_a_question_may_be_called_when(tmp_path: Path) -> None:
    """In answers the word is a question's id like any other, and its answer no condition."""
    survey = FILES["survey/shape.yaml"].replace("id: reach", "id: when")
    folder = write_pack(
        tmp_path / "pack",
        survey__shape=survey,
        rules__web=FILES["rules/web.yaml"].replace("reach.all", "when.all"),
        rules__web_test=FILES["rules/web.test.yaml"].replace("reach:", "when:"),
        examples__shop=FILES["examples/shop.yaml"].replace("reach: all", "when: unknown"),
    )
    assert diagnose(read_draft(folder)) == []


def test_a_warning_can_be_switched_off_and_an_error_cannot(tmp_path: Path) -> None:
    """What pack.yaml says does not apply is not reported; what is wrong stays wrong."""
    cut = FILES["threats/web.yaml"].replace("title: Floods the system", "title: Floods C #1 systems")
    folder = write_pack(tmp_path / "pack", threats__web=cut)
    assert [d.code for d in diagnose(read_draft(folder))] == ["SM110"]
    off = "checks-off:\n  - {code: SM110, because: The names of languages are meant.}\n"
    write_pack(tmp_path / "pack", pack=FILES["pack.yaml"] + off, threats__web=cut)
    assert diagnose(read_draft(folder)) == []
    error = FILES["pack.yaml"] + off.replace("SM110", "SM204")
    write_pack(
        tmp_path / "pack",
        pack=error,
        threats__web=FILES["threats/web.yaml"].replace("impact: 4", "impact: 9"),
    )
    assert [d.code for d in diagnose(read_draft(folder))] == ["SM204"]
