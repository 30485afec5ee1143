"""``surveymodel status``: what is printed of one system and of many, and what wrong input is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel.content.schema import load_schema
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SYSTEM = "format: surveymodel-system/1\nid: site\npack: tiny\nanswers:\n  reach: internet\n  features: []\n"
PACKED = ("--pack", str(PACK))
REPORT = "report: due by 2027-03-02 (operate, legal)"


@pytest.fixture(autouse=True)
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a system file of the tiny pack and its plan of March."""
    monkeypatch.chdir(tmp_path)
    write("site.yaml", "site")


def write(name: str, id: str) -> None:
    """Write a system file and accept its plan."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(SYSTEM.replace("id: site", f"id: {id}"))
    assert call("update", name, "--accept", "--by", "ana", "--on", "2026-03-02", *PACKED)[0] == 0


def status(*arguments: str, on: str = "2026-07-01") -> tuple[int, list[str]]:
    return call("status", *(arguments or ("site.yaml",)), "--on", on, *PACKED)


def set_(*arguments: str, on: str = "2026-03-02") -> None:
    assert call("set", "site.yaml", *arguments, "--on", on, *PACKED)[0] == 0


def section(lines: list[str], heading: str) -> list[str]:
    """Return what stands under a heading."""
    if f"{heading}:" not in lines:
        return []
    after = lines[lines.index(f"{heading}:") + 1 :]
    return [line.strip() for line in after[: after.index("") if "" in after else None]]


def test_it_counts_by_phase_and_owner() -> None:
    """Columns of which nothing is to be told are left out."""
    code, lines = status()
    assert (code, lines[0]) == (0, "site: 1 task; 1 to do.")
    assert lines[1] == "Accepted on 2026-03-02 by ana, from tiny 1.2.3."
    assert [line.split() for line in lines[3:5]] == [
        ["phase", "owner", "to", "do"],
        ["deploy", "operations", "1"],
    ]
    assert section(lines, "To be done") == ["4–8 limit-requests: Limit requests (deploy, operations)"]


def test_what_is_due_is_told_under_its_heading() -> None:
    """Overdue, or within the days that are looked ahead."""
    set_("limit-requests", "--due", "2026-06-30", "--by", "ben")
    said = ["limit-requests: due by 2026-06-30 (deploy, operations)"]
    assert section(status()[1], "Overdue") == said
    assert section(status(on="2026-06-01")[1], "Due within 30 days") == said
    near = status("site.yaml", "--within", "28", on="2026-06-01")[1]
    assert not section(near, "Due within 28 days")
    assert section(near, "Since 2026-03-02") == ["2026-03-02 limit-requests: due by 2026-06-30 by ben"]
    set_("limit-requests", "--due", "none")
    assert not section(status()[1], "Overdue")


def test_what_is_done_anew_is_due_again() -> None:
    """The tiny pack's report is asked every year, by the law of the west and where much is at stake."""
    Path("org.yaml").write_text("format: surveymodel-system/1\nid: org\nanswers:\n  region: west\n")
    answers = "  features: [payments]\n  card-entry: own-form\n  people: 500\n"
    Path("site.yaml").write_text(SYSTEM.replace("  features: []\n", answers) + "organisation: org.yaml\n")
    assert call("update", "site.yaml", "--accept", "--on", "2026-03-02", *PACKED)[0] == 0
    set_("report", "done", "--by", "ben")
    assert section(status(on="2027-02-20")[1], "Due within 30 days") == [
        f"report: done on 2026-03-02, {REPORT[8:]}"
    ]
    late = status(on="2027-03-02")[1]
    assert section(late, "Due again") == [
        "report: done on 2026-03-02, every 1 year, due by 2027-03-02 (operate, legal)"
    ]


def test_waivers_and_what_is_written_by_hand_are_told() -> None:
    """A waiver with who, until when and why."""
    set_("limit-requests", "waived", "--by", "ana", "--until", "2026-07-20", "--note", "The gateway limits.")
    said = ["limit-requests: until 2026-07-20 by ana: The gateway limits."]
    assert section(status()[1], "Waivers that end within 30 days") == said
    Path("site.yaml").write_text(SYSTEM.replace("internet", "staff"))
    assert section(status()[1], "Waived, and not to be in the plan") == said
    plan = Path("site.plan.yaml")
    write("other.yaml", "other")
    other = Path("other.plan.yaml")
    other.write_text(other.read_text().replace("status: to-do", "status: done"))
    lines = status("other.yaml")[1]
    assert section(lines, "Written into the file by hand") == [
        "limit-requests: done, and nobody said who and when"
    ]
    assert "Not accepted yet: 1 task: 1 to retire. 'surveymodel update site.yaml' says why." in status()[1]
    assert plan.exists()


def test_a_filter_hides_what_is_of_others() -> None:
    """In the counts, too."""
    set_("limit-requests", "--due", "2026-06-30")
    lines = status("site.yaml", "--owner", "legal")[1]
    assert lines[0] == "site: 0 tasks."
    assert not section(lines, "Overdue")
    assert section(status("site.yaml", "--phase", "deploy")[1], "Overdue")


def test_where_no_plan_is_kept_it_says_how_to_keep_one() -> None:
    """Everything is to be done then, and nothing has to be accepted apart."""
    Path("site.plan.yaml").unlink()
    lines = status()[1]
    assert lines[:2] == [
        "site: 1 task; 1 to do.",
        "No plan is kept yet: 'surveymodel update site.yaml --accept' keeps one.",
    ]
    assert not [line for line in lines if "Not accepted" in line]


def test_questions_that_settle_tasks_are_asked_first() -> None:
    """Those that settle none are named only where there is no other."""
    Path("site.yaml").write_text("format: surveymodel-system/1\nid: site\nanswers: {}\n")
    lines = status()[1]
    (head,) = [line for line in lines if "open question" in line]
    assert head.endswith("these settle most tasks:")
    assert lines[lines.index(head) + 1].startswith("  reach: Who can reach the system?")


def test_a_task_that_the_pack_has_no_more_is_counted_apart() -> None:
    """Until the update that retires it is accepted; nobody knows its phase and owner."""
    plan = Path("site.plan.yaml")
    plan.write_text(plan.read_text().replace("  limit-requests:", "  limit-everything:"))
    lines = status()[1]
    assert lines[0] == "site: 1 task; 1 to do."
    assert ["gone", "from", "the", "pack", "1"] in [line.split() for line in lines]
    assert section(lines, "To be done") == ["4–8 limit-everything: Limit requests"]
    said = "Not accepted yet: 2 tasks: 1 to add, 1 to retire. 'surveymodel update site.yaml' says why."
    assert said in lines
    assert status("site.yaml", "--owner", "operations")[1][0] == "site: 0 tasks."


def test_a_folder_is_told_system_by_system() -> None:
    """What is due stands under the file's name; what cannot be read is told and passed over."""
    write("more/b.yaml", "b")
    set_("limit-requests", "--due", "2026-06-30")
    code, lines = status(".")
    assert (code, lines[0]) == (0, "2 systems: 2 tasks; 2 to do, 1 overdue.")
    rows = {line.split()[0]: line.split()[1:] for line in lines[3:5]}
    assert rows["site.yaml"] == ["1", "1", "1", rows["site.yaml"][3]]
    assert rows["more/b.yaml"][:3] == ["1", "1", "."]
    assert section(lines, "Overdue") == ["site.yaml: limit-requests: due by 2026-06-30 (deploy, operations)"]
    assert "deploy, operations:" in status(".", "--tasks")[1]
    Path("more/c.yaml").write_text("id: c\n")
    code, lines = status(".")
    assert code == 1
    assert next(line for line in lines if "SM202" in line).startswith("more/c.yaml:1:1: ")
    assert "2 systems: 2 tasks; 2 to do, 1 overdue." in lines


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["example:shop"], 2, "Examples are read only"),
        (["none.yaml"], 1, "none.yaml: SM101 no such file or directory"),
        (["empty"], 1, "empty: there is no system file in this folder"),
        (["site.yaml", "--within", "-1"], 2, "-1 is not in the range"),
        (["site.yaml", "--since", "yesterday"], 2, "'yesterday' is no date"),
        (["site.yaml", "--owner", "nobody"], 2, "'nobody' is not one of"),
    ],
)
def test_wrong_input_is_one_message(arguments: list[str], code: int, message: str) -> None:
    Path("empty").mkdir()
    found, lines = status(*arguments)
    assert found == code
    assert message in lines[-1]


def test_json_is_what_its_schema_says() -> None:
    """Of systems with and without a plan, with waivers, days and a past."""
    write("b.yaml", "b")
    Path("c.yaml").write_text(SYSTEM)
    set_("limit-requests", "waived", "--by", "ana", "--until", "2026-07-20", "--note", "The gateway limits.")
    call("set", "b.yaml", "limit-requests", "done", "--on", "2026-03-03", *PACKED)
    code, lines = status(".", "--format", "json")
    found = json.loads("\n".join(lines))
    validator("status").validate(found)
    assert code == 0
    by_file = {one["file"]: one for one in found["systems"]}
    assert list(by_file) == ["b.yaml", "c.yaml", "site.yaml"]
    (task,) = by_file["site.yaml"]["tasks"]
    assert (task["status"], task["waiver"]["until"], task["phase"]) == ("waived", "2026-07-20", "deploy")
    assert [past["status"] for past in by_file["b.yaml"]["past"]] == ["done"]
    assert by_file["c.yaml"]["accepted-by"] is None


def validator(kind: str) -> Any:
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    return Draft202012Validator(load_schema(kind), registry=registry)
