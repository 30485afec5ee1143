"""``surveymodel update`` and ``set``: what is printed and written, and what wrong input is told."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from surveymodel import System, load, resolve
from surveymodel.content.document import read
from surveymodel.errors import SurveyModelError
from surveymodel.project.plan_file import PlanFile
from surveymodel.project.plan_store import Decided, change_plan
from surveymodel.project.update import update
from tests.test_bad_input import call
from tests.test_status_command import validator
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SYSTEM = "format: surveymodel-system/1\nid: site\npack: tiny\nanswers:\n  reach: internet\n"
ON = ("--on", "2026-03-02")


@pytest.fixture(autouse=True)
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a system file of the tiny pack."""
    monkeypatch.chdir(tmp_path)
    Path("site.yaml").write_text(SYSTEM)


def run(*arguments: str) -> tuple[int, list[str]]:
    """Call a command on the system with the tiny pack."""
    command, *rest = arguments
    return call(command, "site.yaml", *rest, "--pack", str(PACK), *ON)


def kept() -> str:
    return Path("site.plan.yaml").read_text()


def test_nothing_is_written_before_it_is_accepted() -> None:
    """The first plan is all new; what was accepted changes nothing any more, and a job sees both."""
    code, lines = run("update")
    assert (code, lines[0]) == (0, "To be added:")
    assert not Path("site.plan.yaml").exists()
    assert run("update", "--check")[0] == 1
    assert run("update", "--accept", "--by", "ana")[0] == 0
    assert run("update", "--check") == (0, ["Nothing would change."])
    text = kept()
    assert run("update", "--accept", "--by", "ana")[0] == 0
    assert kept() == text


def test_what_is_set_is_added_and_everything_else_stays() -> None:
    """Comments, layout, other tasks; only the status and one line of history are new."""
    run("update", "--accept")
    lines = kept().splitlines()
    at = next(index for index, line in enumerate(lines) if line.strip() == "status: to-do")
    task = next(
        line.strip().rstrip(":") for line in reversed(lines[:at]) if line.startswith("  ") and line[2] != " "
    )
    lines[at] += "  # soon"
    Path("site.plan.yaml").write_text("# Ours.\n" + "\n".join(lines) + "\n")
    before = kept().splitlines()
    assert run("set", task, "in-progress", "--by", "ana", "--note", "Begun.") == (0, [f"{task}: in-progress"])
    after = kept().splitlines()
    assert [line for line in before if line not in after] == ["    status: to-do  # soon"]
    new = [line for line in after if line not in before]
    assert new[0] == "    status: in-progress  # soon"
    assert [line.strip() for line in new[1:2]] == ["history:"]
    (event,) = read("", kept().encode()).data["tasks"][task]["history"]
    assert {
        "on": "2026-03-02",
        "by": "ana",
        "status": "in-progress",
        "note": "Begun.",
    }.items() <= event.items()


def test_nothing_is_set_before_there_is_a_plan() -> None:
    """It is said how one comes about."""
    assert run("set", "limit-requests", "done") == (
        1,
        ["there is no plan yet: 'surveymodel update site.yaml --accept' keeps one"],
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("set", "limit-request", "done"),
            2,
            "Error: unknown task of the plan 'limit-request' (did you mean 'limit-requests'?)",
        ),
        (("set", "limit-requests", "finished"), 2, "'finished' is not one of"),
        (("set", "limit-requests"), 2, "Give a STATUS, --verification or --due."),
        (
            ("set", "limit-requests", "done", "--component", "web"),
            2,
            "unknown component with the task 'limit-requests' 'web'",
        ),
        (
            ("set", "limit-requests", "waived", "--by", "ana"),
            1,
            "a waiver says who, why and until when: why, until when is missing",
        ),
        (("set", "limit-requests", "done", "--until", "2026-08-31"), 1, "only a waiver has a last day"),
        (
            ("set", "limit-requests", "done", "--until", "tomorrow"),
            2,
            "'tomorrow' is no date: write 2026-03-02.",
        ),
        (("set", "limit-requests", "done", "--by", "a\nb"), 2, "'by' is one line"),
        (("set", "limit-requests", "done", "--note", " "), 2, "'note' is empty."),
        (("set", "limit-requests", "done", "--evidence", "\x1b"), 2, "in 'evidence', the character U+001B"),
        (("update", "--accept", "--by", ""), 2, "'by' is empty."),
        (("update", "--only", "limit-requests"), 2, "go with --accept"),
        (("update", "--accept", "--check"), 2, "give one of them"),
        (("update", "--accept", "--only", "limit-requests"), 2, "unknown moving task 'limit-requests'"),
    ],
)
def test_wrong_input_is_one_message(arguments: tuple[str, ...], code: int, message: str) -> None:
    """And nothing is written."""
    run("update", "--accept")
    text = kept()
    found, lines = run(*arguments)
    assert (found, any(message in line for line in lines)) == (code, True), lines
    assert kept() == text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("status: to-do", "status: finished", "site.plan.yaml:20:13: SM204 'finished' is not one of"),
        ("surveymodel-plan-file/1", "surveymodel-plan-file/2", "a newer version of the library wrote"),
        ("tasks:", "task:", "unknown property 'task' (did you mean 'tasks'?)"),
        ("tasks:", "tasks: [", "not YAML"),
        ("rules: [reachable]", "rules: reachable", "SM203 expected a list"),
        ('digest: "', 'digest: "x', "SM204"),
        ("  version: ", "  version: 1\n  # ", "SM203 expected a string"),
    ],
)
def test_a_spoilt_plan_file_is_told_with_its_place(old: str, new: str, message: str) -> None:
    """By both commands, and it stays as it is."""
    run("update", "--accept")
    spoilt = kept().replace(old, new, 1)
    assert spoilt != kept()
    Path("site.plan.yaml").write_text(spoilt)
    for arguments in (("update",), ("update", "--accept"), ("set", "limit-requests", "done")):
        code, lines = run(*arguments)
        assert code == 1
        assert any(message in line for line in lines), lines
        assert all(line.startswith("site.plan.yaml") for line in lines)
    assert kept() == spoilt


def test_a_layout_that_cannot_be_edited_is_left_alone() -> None:
    """A comment within brackets has no line to go to; whoever wrote it hears of it, and nothing is written."""
    run("update", "--accept")
    history = '    history: [{on: "2026-03-02", by: ana},  # why\n    ]\n'
    Path("site.plan.yaml").write_text(kept() + history)
    spoilt = kept()
    code, lines = run("set", "limit-requests", "done")
    assert code == 1
    assert "this layout cannot be edited" in lines[0]
    assert lines[0].startswith("site.plan.yaml")
    assert kept() == spoilt


def test_many_systems_are_told_of_by_name() -> None:
    """One that has changed and one that has not; plan files and organisations' files are no systems."""
    for name in ("one", "two"):
        Path(f"all/{name}").mkdir(parents=True)
        text = SYSTEM.replace("id: site", f"id: {name}") + "organisation: firm.yaml\n"
        Path(f"all/{name}/site.yaml").write_text(text)
        Path(f"all/{name}/firm.yaml").write_text(
            SYSTEM.replace("  reach: internet\n", "").replace("answers:", "answers: {}")
        )
    arguments = ("--pack", str(PACK), *ON)
    code, lines = call("update", "all", "--accept", *arguments)
    assert (code, lines) == (
        0,
        [f"all/{name}/site.yaml: 1 task accepted into all/{name}/site.plan.yaml." for name in ("one", "two")],
    )
    two = Path("all/two/site.yaml")
    two.write_text(two.read_text().replace("internet", "staff"))
    code, lines = call("update", "all", "--check", *arguments)
    assert code == 1
    assert lines[:3] == [
        "all/one/site.yaml: Nothing would change.",
        "all/two/site.yaml:",
        "  To be retired, with all that was decided of them:",
    ]
    Path("all/one/site.yaml").write_text("format: surveymodel-system/1\norganisation: firm.yaml\n")
    code, lines = call("update", "all", *arguments)
    assert code == 1
    assert lines[0] == "all/two/site.yaml:"
    assert lines[-1].startswith("all/one/site.yaml")
    code, lines = call("update", "all", "--accept", "--only", "limit-requests", *arguments)
    assert (code, lines[-1]) == (2, "Error: --only is for one system, and these are 2.")
    assert call("batch", "all/two", "--pack", PACK, "-o", "out.ndjson")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has pipes with names")
def test_one_of_many_that_cannot_be_read_or_written_is_passed_over() -> None:
    """The next is done all the same; what is told of the first has its place."""
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(f"{name}/site.yaml").write_text(SYSTEM)
    os.mkfifo("one/site.plan.yaml")
    code, lines = call("update", "one", "two", "--accept", "--pack", str(PACK), *ON)
    assert (code, lines[0]) == (1, "two/site.yaml: 1 task accepted into two/site.plan.yaml.")
    assert lines[1:] == ["one/site.plan.yaml: SM101 this is no regular file"]


def test_tasks_of_one_cause_have_it_said_once() -> None:
    """A reader sees at once that one answer is behind them all."""
    two = Path("two")
    shutil.copytree(PACK, two)
    tasks = two / "countermeasures" / "web.yaml"
    text = tasks.read_text()
    entry = text[text.index("  - id: limit-requests") :].split("\n  - id:", 2)
    again = f"\n  - id:{entry[0].partition('- id:')[2]}".replace("limit-requests", "limit-more")
    tasks.write_text(text.rstrip() + again + "\n")
    arguments = ("--pack", str(two), *ON)
    assert call("update", "site.yaml", "--accept", *arguments)[0] == 0
    Path("site.yaml").write_text(SYSTEM.replace("internet", "staff"))
    code, lines = call("update", "site.yaml", *arguments)
    assert (code, [line.split(":")[0] for line in lines]) == (
        0,
        ["To be retired, with all that was decided of them", "  limit-more", "  limit-requests",
         "    because reach was internet and is staff", "2 tasks"],
    )  # fmt: skip


def test_the_plan_of_another_system_is_left_alone() -> None:
    """A file that was copied with its plan would take over what was decided of another system."""
    run("update", "--accept")
    text = kept()
    Path("site.yaml").write_text(SYSTEM.replace("id: site", "id: other"))
    for arguments in (("update",), ("update", "--accept"), ("set", "limit-requests", "done")):
        assert run(*arguments) == (
            1,
            ["site.plan.yaml:4:9: SM520 this is the plan of 'site', not of 'other'"],
        )
    Path("site.yaml").write_text(SYSTEM)
    Path("site.plan.yaml").write_text(text.replace("  id: tiny", "  id: giant"))
    assert run("update") == (1, ["site.plan.yaml:6:7: SM507 the plan is by the pack 'giant', not by 'tiny'"])


def test_words_that_no_plan_file_takes_are_refused_before_they_are_written() -> None:
    """From Python too, where no command has looked at them."""
    path = Path("site.yaml")
    resolution = resolve(load(PACK), System.read(path))

    def accepted(kept: PlanFile | None) -> Decided:
        return Decided(update(resolution, kept, on="2026-03-02").accepted(by="two\nlines"), {})

    with pytest.raises(SurveyModelError, match=r"site\.plan\.yaml: nothing is written"):
        change_plan(path, resolution, accepted)
    assert not Path("site.plan.yaml").exists()


def test_a_folder_that_cannot_be_written_is_told() -> None:
    """One message, and no file."""
    Path("site.plan.yaml").mkdir()
    code, lines = run("update", "--accept")
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith("site.plan.yaml")


def test_json_is_what_its_schema_says() -> None:
    """Of what would change, of what was accepted of it, and of several systems, with those that fail told apart."""
    code, lines = run("update", "--format", "json")
    found = json.loads("\n".join(lines))
    validator("update").validate(found)
    (system,) = found["systems"]
    assert (code, system["file"], system["accepted-by"]) == (0, "site.yaml", None)
    (move,) = system["moves"]
    assert (move["task"], move["what"], move["causes"][0]["id"]) == ("limit-requests", "added", "reachable")
    accepted = json.loads("\n".join(run("update", "--accept", "--format", "json")[1]))
    assert accepted["systems"][0]["moves"] == system["moves"]
    assert not json.loads("\n".join(run("update", "--format", "json")[1]))["systems"][0]["moves"]
    Path("gone.yaml").write_text("id: gone\n")
    code, lines = call("update", ".", "--format", "json", "--pack", str(PACK), *ON)
    assert code == 1
    whole = "\n".join(line for line in lines if not line.startswith("gone.yaml:"))
    assert [one["file"] for one in json.loads(whole)["systems"]] == ["site.yaml"]


def test_a_waiver_of_a_task_that_is_not_there_is_told_until_it_ends() -> None:
    """Where the task is about to leave, and once it has left."""
    run("update", "--accept")
    run("set", "limit-requests", "waived", "--by", "ana", "--until", "2026-08-31", "--note", "The gateway.")
    Path("site.yaml").write_text(SYSTEM.replace("internet", "staff"))
    said = ["Waived, and not to be in the plan:", "  limit-requests: until 2026-08-31 by ana: The gateway."]
    assert run("update")[1][-3:-1] == said
    run("update", "--accept")
    assert run("update")[1] == [*said, "Nothing would change."]
    code, lines = call("update", "site.yaml", "--pack", str(PACK), "--on", "2026-09-01")
    assert (code, lines) == (0, ["Nothing would change."])
