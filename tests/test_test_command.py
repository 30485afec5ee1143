"""``surveymodel test``: what it prints, what it writes, and when it fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel.authoring.strategies.filling import files
from surveymodel.content.schema import load_schema
from tests.packs import expecting
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

FOUR = """\
cases:
  - id: open-to-all
    title: Everybody can reach it
    answers: {reach: internet, features: []}
    certain: [rule:reachable]
  - id: nobody-knows
    answers: {features: []}
    certain: [rule:reachable]
  - id: not-yet
    todo: Ask the owner of the rule.
  - id: staff
    answers: {reach: staff}
    excluded: [rule:reachable]
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tiny pack, in the current folder, with no cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SURVEYMODEL_CACHE", "off")
    shutil.copytree(PACK, "tiny")
    return Path("tiny")


def cases(pack: Path, text: str) -> None:
    """Write the cases of a pack."""
    (pack / "rules" / "web.test.yaml").write_text(text, encoding="utf-8")


def said(*arguments: str | Path) -> tuple[int, str]:
    """Return exit code and what is printed, as one text."""
    code, lines = call("test", *arguments)
    return code, "".join(f"{line}\n" for line in lines)


def document(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Return exit code and the JSON document that is printed, which fits its schema."""
    code, text = said(*arguments, "--format", "json")
    found = json.loads(text)
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    Draft202012Validator(load_schema("test"), registry=registry).validate(found)
    return code, found


# ---------------------------------------------------------------------------------------------
# Cases


def test_cases_that_pass_are_counted(pack: Path) -> None:
    """Where all is well there is one line, and the command succeeds."""
    assert said("--pack", pack) == (0, "1 case passed, 0 failed\n")


def test_a_case_that_fails_is_shown_with_every_clause_behind_it(pack: Path) -> None:
    """Place, expectation and trace; cases that are to do are named with their reason and do not fail."""
    cases(pack, FOUR)
    expected = """\
tiny/rules/web.test.yaml:6:5: nobody-knows failed
  rule:reachable is possible, expected certain (line 8)
    rule:reachable: open
      when reach.internet: open (reach has no answer)
tiny/rules/web.test.yaml:9:5: not-yet is to do: Ask the owner of the rule.
2 cases passed, 1 failed, 1 to do
"""
    assert (1, expected) == said("--pack", pack)


def test_words_choose_cases_by_file_id_and_title(pack: Path) -> None:
    """All words must be there; what was not chosen cannot fail."""
    cases(pack, FOUR)
    assert said("--pack", pack, "-k", "open-to-all") == (0, "1 case passed, 0 failed\n")
    assert said("--pack", pack, "-k", "Everybody", "-k", "web") == (0, "1 case passed, 0 failed\n")
    assert said("--pack", pack, "-k", "Everybody", "-k", "staff") == (
        1,
        "0 cases passed, 0 failed\nNo case was run.\n",
    )


def test_cases_are_listed_by_file_and_id(pack: Path) -> None:
    """None is run, so nothing fails; words choose among them."""
    cases(pack, FOUR + "properties:\n  - id: reached\n    always: reach\n")
    names = ["open-to-all", "nobody-knows", "not-yet", "staff", "property:reached"]
    assert said("--pack", pack, "--list") == (0, "".join(f"rules/web.test.yaml::{name}\n" for name in names))
    assert said("--pack", pack, "--list", "-k", "staff") == (0, "rules/web.test.yaml::staff\n")


def test_a_fault_fails_and_the_other_cases_are_run(pack: Path) -> None:
    """What cannot be run is said with its place and counted."""
    cases(pack, FOUR.replace("certain: [rule:reachable]\n  - id: not", "certain: [rule:reach]\n  - id: not"))
    code, text = said("--pack", pack)
    assert code == 1
    assert text.startswith("tiny/rules/web.test.yaml:8:15: SM510 unknown truth 'rule:reach'")
    assert text.endswith("2 cases passed, 0 failed, 1 to do, 1 fault\n")


def test_a_pack_without_cases_fails(pack: Path) -> None:
    """Nothing was shown, and a list that was lost would go unnoticed."""
    (pack / "rules" / "web.test.yaml").unlink()
    assert said("--pack", pack) == (1, "0 cases passed, 0 failed\nNo case was run.\n")
    cases(pack, "cases:\n  - {id: later, todo: Later.}\n")
    code, text = said("--pack", pack)
    assert code == 1
    assert text.endswith("0 cases passed, 0 failed, 1 to do\nNo case was run.\n")


def test_a_pack_that_does_not_load_says_why(pack: Path) -> None:
    """Its faults come instead of results."""
    (pack / "facts" / "shape.yaml").write_text("facts:\n  - id: a\n    when: reech\n", encoding="utf-8")
    code, text = said("--pack", pack)
    assert code == 1
    assert "tiny/facts/shape.yaml:3:11: SM301 unknown fact or question 'reech'" in text
    assert "passed" not in text


# ---------------------------------------------------------------------------------------------
# Properties

PROPERTIES = """\
properties:
  - id: staff-are-few
    never: reach.staff and crowded
  - id: payments-only-add
    title: Payments never make anything go away
    monotone: features.payments
  - id: floods-everywhere
    implies: {when: reach, then: [threat:flooding]}
  - id: no-page-of-readers
    never: features.read-only and page-ours
  - id: readers-pay
    never: features.read-only and card-entry
"""


def test_properties_are_judged_and_counted(pack: Path) -> None:
    """One that does not hold is shown with the least answers, also as a case to paste."""
    cases(pack, PROPERTIES)
    expected = """\
tiny/rules/web.test.yaml:7:5: the property floods-everywhere does not hold: threat:flooding is excluded, as with reach: staff
  As a case:
  - id: floods-everywhere-witness
    answers:
      reach: staff
    certain: [threat:flooding]
0 cases passed, 0 failed
4 properties hold (4 proved), 1 does not
"""
    assert (1, expected) == said("--pack", pack)


def test_properties_alone_are_enough(pack: Path) -> None:
    """A file may have nothing but properties, and words choose among them too."""
    cases(pack, PROPERTIES)
    assert said("--pack", pack, "-k", "property:", "-k", "go away") == (
        0,
        "0 cases passed, 0 failed\n1 property holds (1 proved)\n",
    )


def test_a_property_that_says_nothing_is_named(pack: Path) -> None:
    """Nobody is asked for a card on a page that only shows: what would follow from it is no matter."""
    cases(pack, "properties:\n  - id: a\n    implies:\n      when: features.read-only and card-entry\n"
                "      then: [task:report]\n")  # fmt: skip
    expected = """\
tiny/rules/web.test.yaml:2:5: the property a says nothing: 'features.read-only and card-entry' never holds, whatever is answered: 'features.payments' and 'features.read-only' clash
0 cases passed, 0 failed
0 properties hold, 1 says nothing
"""
    assert (0, expected) == said("--pack", pack)


# ---------------------------------------------------------------------------------------------
# Coverage

TWO = """\
cases:
  - id: all
    answers: {reach: internet}
    certain: [rule:reachable]
  - id: staff
    answers: {reach: staff}
    excluded: [rule:reachable]
"""


def test_coverage_names_what_no_case_shows_and_what_none_can(pack: Path) -> None:
    """Outcomes with their places, those that no answers bring about apart, and the share."""
    cases(pack, TWO)
    code, text = said("--pack", pack, "--coverage")
    lines = text.splitlines()
    assert code == 0
    assert "tiny/facts/shape.yaml:4:11: fact:page-ours: it holds, and no case shows it" in lines
    assert (
        "tiny/facts/shape.yaml:8:23: fact:exposed: page-ours holds and decides, and no case shows it" in lines
    )
    assert "tiny/interpretations/std.yaml:7:11: reading:std/1.2: it holds, and no case shows it" in lines
    assert (
        "tiny/interpretations/std.yaml:7:11: reading:std/1.2: it fails, which no answers bring about" in lines
    )
    assert "tiny/scales.yaml:7:15: fact:tier.low: it fails, which no answers bring about" in lines
    assert not [line for line in lines if "rule:reachable" in line]
    assert lines[-1].startswith("Coverage ")
    assert lines[-1].endswith(" that no answers can bring about are not counted")


def test_a_threshold_that_is_not_reached_fails(pack: Path) -> None:
    """Cases that all pass are not enough where less is covered than was asked for."""
    cases(pack, TWO)
    assert said("--pack", pack, "--threshold", "1")[0] == 0
    code, text = said("--pack", pack, "--threshold", "100")
    assert code == 1
    assert "\nCoverage " in text


@pytest.mark.parametrize("options", [("--coverage",), ("--threshold", "0"), ("--suggest",)])
def test_coverage_of_some_cases_means_nothing(pack: Path, options: tuple[str, ...]) -> None:
    """What is not shown by chosen cases may be shown by the others."""
    code, text = said("--pack", pack, "-k", "card", *options)
    assert code == 2
    assert "Coverage is of all cases: leave -k out." in text


@pytest.mark.parametrize(
    "options", [("--coverage",), ("--threshold", "0"), ("--suggest",), ("--format", "json")]
)
def test_a_list_is_a_list_and_nothing_else(pack: Path, options: tuple[str, ...]) -> None:
    """Where nothing is run there are no results to write, and an option would be passed over in silence."""
    code, text = said("--pack", pack, "--list", *options)
    assert code == 2
    assert "--list only names cases and properties: leave the other options out." in text


# ---------------------------------------------------------------------------------------------
# Suggestions


def test_suggestions_are_written_beside_the_rules_and_leave_nothing_unseen(pack: Path) -> None:
    """Afterwards every outcome that any answers show has a case that is to do."""
    code, text = said("--pack", pack, "--suggest")
    assert code == 0
    first = (PACK / "rules" / "web.test.yaml").read_text(encoding="utf-8").count("\n") + 1
    assert f"wrote tiny/rules/web.test.yaml:{first}\n" in text
    assert call("fmt", "--pack", pack, "--check")[0] == 0
    assert text.endswith(" cases suggested: say what follows and take 'todo' out.\n")
    again = (pack / "rules" / "web.test.yaml").read_text(encoding="utf-8")
    assert again.startswith((PACK / "rules" / "web.test.yaml").read_text(encoding="utf-8"))
    for file in (pack / "rules").glob("*.test.yaml"):
        done = expecting(file.read_text(encoding="utf-8"), "question:reach")
        file.write_text(done, encoding="utf-8")
    code, text = said("--pack", pack, "--threshold", "100", "--suggest")
    assert code == 0
    assert "\nCoverage 100 %: " in text
    assert text.endswith("\nNothing is suggested.\n")


def test_what_was_suggested_is_not_suggested_again(pack: Path) -> None:
    """A case that is to do shows it already, as soon as somebody says what follows; coverage says so."""
    said("--pack", pack, "--suggest")
    before = {file: file.read_bytes() for file in (pack / "rules").iterdir()}
    code, text = said("--pack", pack, "--suggest", "--coverage")
    assert code == 0
    assert "wrote" not in text
    assert text.endswith("\nNothing more is suggested: say what follows in the cases that are to do.\n")
    assert {file: file.read_bytes() for file in (pack / "rules").iterdir()} == before
    line = "tiny/facts/shape.yaml:4:11: fact:page-ours: it fails, and only a case that is to do shows it"
    assert line in text.splitlines()


@pytest.mark.usefixtures("unsolved")
def test_outcomes_are_counted_for_which_no_answers_were_found(tmp_path: Path) -> None:
    """Thirty answers at once are too rare to meet and too many to try: the rule holds, and each answer
    decides, by holding and by failing. A case that is to do has what holds.
    """
    ids = [f"q{n}" for n in range(30)]
    pack = {
        "questions": [{"id": id, "select": "one", "answers": [{"id": "a"}, {"id": "b"}]} for id in ids],
        "rules": [{"id": "rare", "when": " and ".join(f"{id}.a" for id in ids), "raises": ["loss"]}],
        "threats": [{"id": "loss"}],
    }
    for name, text in files(pack).items():
        (tmp_path / "wide" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "wide" / name).write_text(text, encoding="utf-8")
    _, text = said("--pack", tmp_path / "wide", "--suggest")
    assert "\n61 outcomes left for which no answers were found.\n" in text
    answers = ", ".join(f"{id}: a" for id in ids)
    (tmp_path / "wide" / "rules" / "more.test.yaml").write_text(
        f"cases:\n  - {{id: all, answers: {{{answers}}}, todo: Later.}}\n", encoding="utf-8"
    )
    _, text = said("--pack", tmp_path / "wide", "--suggest")
    assert "\n30 outcomes left for which no answers were found.\n" in text


def test_suggestions_keep_the_ends_of_lines(pack: Path) -> None:
    """In a file whose lines end as on Windows, all lines still do."""
    file = pack / "rules" / "web.test.yaml"
    before = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    said("--pack", pack, "--suggest")
    after = file.read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)
    assert after.count(b"\n") == after.count(b"\r\n")


def test_nothing_is_suggested_into_a_built_in_pack() -> None:
    """It belongs to the library; whoever works on it names its folder."""
    code, text = said("--suggest")
    assert code == 2
    assert "--suggest writes into the pack: name its folder with --pack." in text


# ---------------------------------------------------------------------------------------------
# JSON


def test_results_as_json(pack: Path) -> None:
    """Everything that the text says stands in the document, with places apart."""
    cases(pack, FOUR + PROPERTIES)
    code, found = document("--pack", pack)
    assert code == 1
    assert (found["format"], found["pack"]["id"], found["coverage"]) == ("surveymodel-test/1", "tiny", None)
    assert found["counts"] == {
        "cases": {"passed": 2, "failed": 1, "todo": 1},
        "properties": {"holds": 4, "violated": 1, "vacuous": 0},
        "faults": 0,
    }
    outcomes = {case["id"]: case["outcome"] for case in found["cases"]}
    assert outcomes == {
        "open-to-all": "passed",
        "nobody-knows": "failed",
        "not-yet": "todo",
        "staff": "passed",
    }
    assert found["cases"][1] == {
        "id": "nobody-knows",
        "file": "rules/web.test.yaml",
        "title": None,
        "path": "tiny/rules/web.test.yaml",
        "line": 6,
        "column": 5,
        "outcome": "failed",
        "todo": None,
        "unmet": [
            {
                "truth": "rule:reachable",
                "expected": "certain",
                "actual": "possible",
                "named": True,
                "path": "tiny/rules/web.test.yaml",
                "line": 8,
                "column": 15,
            }
        ],
    }
    assert found["cases"][2]["todo"] == "Ask the owner of the rule."
    assert (found["properties"][0]["outcome"], found["properties"][0]["reason"]) == ("holds", None)
    assert found["properties"][2] == {
        "id": "floods-everywhere",
        "file": "rules/web.test.yaml",
        "title": None,
        "kind": "implies",
        "says": "implies: when reach, then threat:flooding",
        "because": None,
        "path": "tiny/rules/web.test.yaml",
        "line": 20,
        "column": 5,
        "outcome": "violated",
        "systems": None,
        "reason": "threat:flooding is excluded, as with reach: staff",
        "witness": {"answers": {"reach": "staff"}, "truth": "threat:flooding", "change": None},
    }


def test_a_change_stands_in_the_json_of_a_property(pack: Path) -> None:
    """The answers before, and the one that makes a truth otherwise."""
    cases(pack, "properties:\n  - {id: a, irrelevant: card-entry, to: [threat]}\n")
    _, found = document("--pack", pack)
    witness = found["properties"][0]["witness"]
    before, after = witness["answers"].pop("card-entry"), witness["change"].pop("card-entry")
    assert witness == {"answers": {"features": ["payments"]}, "truth": "threat:skimming", "change": {}}
    assert {before, after} == {"own-form", "provider-page"}


def test_faults_and_what_is_beyond_stand_in_the_json(pack: Path) -> None:
    """A fault has its code and place; a truth that nobody named is not one that a case names."""
    cases(
        pack,
        "cases:\n  - {id: a, certain: [rule:reach]}\n"
        "  - {id: b, answers: {reach: internet}, certain: [rule:reachable], exactly: [threat]}\n",
    )
    code, found = document("--pack", pack)
    assert code == 1
    assert [(fault["code"], fault["line"], fault["column"]) for fault in found["faults"]] == [
        ("SM510", 2, 23)
    ]
    unmet = {one["truth"]: (one["named"], one["expected"]) for one in found["cases"][0]["unmet"]}
    assert unmet == {"threat:flooding": (False, "excluded"), "threat:skimming": (False, "excluded")}


def test_coverage_as_json(pack: Path) -> None:
    """Each condition with its goals, and what is missed with its place and the least answers."""
    cases(pack, TWO)
    _, found = document("--pack", pack, "--coverage")
    coverage = found["coverage"]
    assert coverage["reached"] == sum(line["reached"] for line in coverage["conditions"])
    assert coverage["goals"] + coverage["impossible"] == sum(line["goals"] for line in coverage["conditions"])
    page = next(line for line in coverage["conditions"] if line["name"] == "fact:page-ours")
    assert page == {
        "name": "fact:page-ours",
        "condition": "card-entry.own-form",
        "path": "tiny/facts/shape.yaml",
        "line": 4,
        "column": 11,
        "goals": 2,
        "reached": 0,
        "missed": [
            {
                "side": "holds",
                "clause": None,
                "path": "tiny/facts/shape.yaml",
                "line": 4,
                "column": 11,
                "possible": True,
                "answers": {"features": ["payments"], "card-entry": "own-form"},
            },
            {
                "side": "fails",
                "clause": None,
                "path": "tiny/facts/shape.yaml",
                "line": 4,
                "column": 11,
                "possible": True,
                "answers": page["missed"][1]["answers"],
            },
        ],
    }
    low = next(line for line in coverage["conditions"] if line["name"] == "fact:tier.low")
    assert [(missed["possible"], missed["answers"]) for missed in low["missed"]] == [(False, None)]


def test_json_stays_json_while_suggestions_are_written(pack: Path) -> None:
    """What was written is said on the other stream."""
    code, lines = call("test", "--pack", pack, "--suggest", "--format", "json")
    assert code == 0
    end = lines.index("}")
    assert json.loads("\n".join(lines[: end + 1]))["format"] == "surveymodel-test/1"
    assert lines[end + 1].startswith("wrote tiny/rules/")
