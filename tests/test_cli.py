"""The command line: outputs, exit codes, messages."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from jsonschema import Draft202012Validator

from surveymodel import SurveyModel, System, load
from surveymodel.cli.commands import group
from tests.files import FILES, write_pack
from tests.test_bad_input import call

pytestmark = pytest.mark.untraced


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small pack."""
    return write_pack(tmp_path_factory.mktemp("mini"))


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Return exit code, output and messages of one call of the command line."""
    code = "from surveymodel.cli.main import run; run()"
    environment = {**os.environ, "COLUMNS": "100", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_tasks_are_printed_as_a_table(pack: Path) -> None:
    """The table says what to do, why, how, who and for which control; unknown questions are named."""
    code, out, err = run("tasks", "example:shop", "--pack", str(pack))
    assert (code, err) == (0, "")
    for part in (
        "2 tasks for The shop",
        "Limit requests",
        "high",
        "12 of 25",
        "why  everybody can reach it. [reach: all]",
        "how  Django",
        "std 1.1 full",
        "limit: development, build, days",
        "Nobody knows: stack",
    ):
        assert part in out, part


def test_tasks_of_a_file_with_another_organisation(pack: Path, tmp_path: Path) -> None:
    """The organisation's file can be named on the command line, wherever it stands."""
    small = tmp_path / "small.yaml"
    small.write_text(FILES["examples/firm.yaml"].replace("big", "small"), encoding="utf-8")
    system = str(pack / "examples" / "shop.yaml")
    code, out, _ = run("tasks", system, "--pack", str(pack), "--organisation", str(small), "--format", "json")
    assert code == 0
    assert [task["id"] for task in json.loads(out)["tasks"]] == ["limit"]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("markdown", "# Countermeasure tasks: The shop\n"),
        ("json", '{\n  "format": "surveymodel-plan/1",'),
        ("ndjson", '{"system":"shop","id":"limit",'),
        ("csv", "system,id,title,"),
        ("csv-jira", "Summary,Issue Type,Priority,Description,Labels"),
        ("csv-azure", "Work Item Type,Title,Priority,Description"),
    ],
)
def test_formats(pack: Path, form: str, begins: str) -> None:
    """Each format begins as its readers expect."""
    code, out, _ = run("tasks", "example:shop", "--pack", str(pack), "--format", form)
    assert code == 0
    assert out.startswith(begins)


def test_filters_and_possible_tasks(pack: Path) -> None:
    """Phase, owner and standard narrow; possible tasks are hidden, counted and shown on demand."""
    system = str(pack / "examples" / "firm.yaml")
    base = ["--pack", str(pack)]
    _, out, _ = run("tasks", "example:shop", *base, "--phase", "operate")
    assert "1 task for" in out
    assert "Report every year" in out
    _, out, _ = run("tasks", "example:shop", *base, "--owner", "security")
    assert "0 tasks" in out
    _, out, _ = run("tasks", "example:shop", *base, "--standard", "std")
    assert "Report" not in out
    assert run("tasks", system, *base)[0] == 1


def test_open_questions_are_named(pack: Path, tmp_path: Path) -> None:
    """What may still come is counted, and the questions that are open are listed."""
    empty = tmp_path / "empty.yaml"
    empty.write_text("format: surveymodel-system/1\nid: empty\nanswers: {}\n", encoding="utf-8")
    _, out, _ = run("tasks", str(empty), "--pack", str(pack))
    assert "2 more tasks possible while questions are open: --possible shows them." in out
    assert "3 questions still open: firm, reach, stack" in out
    _, out, _ = run("tasks", str(empty), "--pack", str(pack), "--possible")
    assert "possible" in out
    assert "2 tasks for empty" in out


def test_nothing_is_told_by_colour_alone(pack: Path) -> None:
    """With colour forced on and taken out again, the words are those of the plain output."""
    arguments = ("tasks", "example:shop", "--pack", str(pack))
    plain = run(*arguments)[1]
    coloured = run(*arguments, env={"FORCE_COLOR": "1"})[1]
    assert "\x1b[" in coloured
    off = run(*arguments, env={"FORCE_COLOR": "1", "NO_COLOR": "1"})[1]
    assert "\x1b[3" not in off
    for word in ("high", "medium"):
        assert word in plain


def test_explain_says_why_and_what_would_change_it(pack: Path) -> None:
    """A certain task has its grounds, its rules, its priority and the change that would end it."""
    code, out, _ = run("explain", "example:shop", "task:limit", "--pack", str(pack))
    assert code == 0
    assert out.splitlines() == [
        "task:limit is certain in api.",
        "These answers alone keep it so; no fewer would do:",
        "  reach: all",
        "rule:reachable is certain: it applies because everybody can reach it.",
        "Priority 12 of 25, high: threat:flooded has likelihood 3 and impact 4.",
        "It would be excluded after:",
        "  reach: few",
    ]


def test_explain_a_possible_truth(pack: Path) -> None:
    """What is possible names the open questions, and a change either way."""
    _, out, _ = run("explain", "example:shop", "guide:limit/django", "--pack", str(pack))
    assert "guide:limit/django is certain in web." in out
    _, out, _ = run("explain", "example:shop", "answer:stack.flask", "--pack", str(pack))
    assert out.splitlines() == [
        "answer:stack.flask is possible.",
        "Open questions that can decide it:",
        "  stack: What is it built with?",
        "It would be excluded after:",
        "  stack [api]: []",
        "It would be certain after:",
        "  stack [api]: [flask]",
    ]


def test_explain_an_exclusion_and_what_nothing_changes(pack: Path, tmp_path: Path) -> None:
    """What is excluded says what would bring it; what is always so says that."""
    few = tmp_path / "few.yaml"
    few.write_text(
        "format: surveymodel-system/1\nid: few\nanswers: {reach: {answer: few, by: ana}}\n", encoding="utf-8"
    )
    _, out, _ = run("explain", str(few), "task:limit", "--pack", str(pack))
    assert out.splitlines() == [
        "task:limit is excluded.",
        "These answers alone keep it so; no fewer would do:",
        "  reach: few (ana)",
        "It would be certain after:",
        "  reach: all",
    ]
    _, out, _ = run("explain", str(few), "question:reach", "--pack", str(pack))
    assert "It is so whatever is answered." in out
    assert "It would be excluded after: no change of answers was found." in out


def test_explain_without_a_truth_lists_what_decides_most(pack: Path, tmp_path: Path) -> None:
    """Without a truth the open questions stand in the order of what they settle."""
    empty = tmp_path / "empty.yaml"
    empty.write_text("format: surveymodel-system/1\nid: empty\nanswers: {}\n", encoding="utf-8")
    _, out, _ = run("explain", str(empty), "--pack", str(pack))
    assert out.splitlines() == [
        "firm: settles 1.0 tasks on average. What firm is it?",
        "reach: settles 1.0 tasks on average. Who can reach it?",
        "Open, and settling no task alone: stack",
    ]
    done = tmp_path / "done.yaml"
    done.write_text(
        "format: surveymodel-system/1\nid: done\norganisation: firm.yaml\nanswers: {reach: few, stack: []}\n",
        encoding="utf-8",
    )
    (tmp_path / "firm.yaml").write_text(FILES["examples/firm.yaml"], encoding="utf-8")
    assert run("explain", str(done), "--pack", str(pack))[1] == "No question is open.\n"


def test_check_is_silent_about_a_good_pack(pack: Path) -> None:
    """A pack without faults gets its counts and exit code 0."""
    assert run("check", "--pack", str(pack)) == (0, "11 files, 0 errors, 0 warnings, 1 piece of advice\n", "")


def test_check_lists_everything_at_once(tmp_path: Path) -> None:
    """Faults of several files come together, each with its place, and the exit code is 1."""
    folder = write_pack(
        tmp_path / "bad",
        rules__web=FILES["rules/web.yaml"].replace("reach.all", "reach.al").replace("[report]", "[reprot]"),
        threats__web=FILES["threats/web.yaml"].replace("impact: 4", "impact: 9"),
    )
    code, out, err = run("check", "--pack", str(folder))
    assert (code, err) == (1, "11 files, 3 errors, 0 warnings\n")
    assert out.splitlines() == [
        f"{folder}/rules/web.yaml:3:11: SM301 unknown answer 'reach.al' (did you mean 'reach.all'?)",
        f"{folder}/rules/web.yaml:8:16: SM311 unknown countermeasure 'reprot' (did you mean 'report'?)",
        f"{folder}/threats/web.yaml:8:13: SM204 9 is out of range: at most 5",
    ]


def test_check_reads_cases_and_examples(tmp_path: Path) -> None:
    """A misspelt id in a case or an example is an error with the nearest name."""
    cases = (
        FILES["rules/web.test.yaml"].replace("task:limit", "task:limt").replace("reach: few", "reach: fwe")
    )
    folder = write_pack(
        tmp_path / "bad",
        rules__web_test=cases,
        examples__shop=FILES["examples/shop.yaml"].replace("reach: all", "raech: all"),
    )
    code, out, _ = run("check", "--pack", str(folder))
    assert code == 1
    assert out.splitlines() == [
        f"{folder}/examples/shop.yaml:7:10: SM501 unknown question 'raech' (did you mean 'reach'?)",
        f"{folder}/rules/web.test.yaml:4:31: SM510 unknown truth 'task:limt' (did you mean 'task:limit'?)",
        f"{folder}/rules/web.test.yaml:8:22: SM502 unknown answer 'fwe' of 'reach' (did you mean 'few'?)",
        f"{folder}/rules/web.test.yaml:13:32: SM510 unknown truth 'task:limt' (did you mean 'task:limit'?)",
    ]


def test_check_runs_the_cases(tmp_path: Path) -> None:
    """An expectation that does not come true is an error at its place."""
    cases = FILES["rules/web.test.yaml"].replace("possible: [task:report]", "certain: [task:report]", 1)
    cases = cases.replace("    certain: [rule:reachable, task:limit]\n", "", 1)
    folder = write_pack(tmp_path / "bad", rules__web_test=cases)
    code, out, err = run("check", "--pack", str(folder))
    assert (code, err) == (1, "11 files, 1 error, 0 warnings, 1 piece of advice\n")
    assert out == (
        f"{folder}/rules/web.test.yaml:4:15: SM511 in the case 'open-to-all' "
        "task:report is possible, expected certain\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["tasks"], 2, "Missing argument 'SYSTEM'"),
        (["tsks"], 2, "No such command 'tsks' (did you mean 'tasks'?)"),
        (["tasks", "nowhere.yaml"], 1, "nowhere.yaml: SM101 no such file or directory"),
        (["tasks", "example:shp"], 2, "unknown example 'shp' (did you mean 'shop'?)"),
        (["tasks", "example:shop", "--format", "tabel"], 2, "'tabel' is not one of 'table'"),
        (["tasks", "example:shop", "--phase", "bild"], 2, "'bild' is not one of"),
        (["tasks", "example:shop", "--standard", "sdt"], 2, "unknown standard 'sdt' (did you mean 'std'?)"),
        (
            ["explain", "example:shop", "task:limi"],
            2,
            "unknown truth 'task:limi' (did you mean 'task:limit'?)",
        ),
        (["explain", "example:shop", "task:\x1b[31m"], 2, "unknown truth 'task:\\x1b[31m'"),
        (["check", "--nope"], 2, "No such option"),
    ],
)
def test_wrong_input_is_one_clear_message(pack: Path, arguments: list[str], code: int, message: str) -> None:
    """Bad input ends with 1, a bad command line with 2, and each says what is wrong."""
    more = [] if arguments[0] == "tsks" else ["--pack", str(pack)]
    found, out, err = run(*arguments, *more)
    assert found == code
    assert message in err
    assert out == ""


def test_an_unknown_pack_is_one_clear_message() -> None:
    """A misspelt pack names the nearest."""
    code, _, err = run("check", "--pack", "coer")
    assert (code, err) == (2, "Error: unknown pack or folder 'coer' (did you mean 'core'?)\n")


def test_help_has_examples() -> None:
    """Each command's help shows how it is called."""
    for command in group.list_commands(click.Context(group)):
        code, lines = call(command, "--help")
        assert code == 0
        assert any(line.strip().startswith(f"surveymodel {command}") for line in lines)
    assert "Shell completion" in "\n".join(call("--help")[1])


def examples() -> list[list[str]]:
    """Return the words of every example in the help of every command, without where output goes."""
    commands = [
        group.get_command(click.Context(group), name) for name in group.list_commands(click.Context(group))
    ]
    lines = [line.strip() for command in commands if command for line in str(command.epilog).split("\n")]
    found = [shlex.split(line.partition(" > ")[0]) for line in lines if line.startswith("surveymodel ")]
    return [words[1:] for words in found]


@pytest.mark.parametrize("words", examples(), ids=" ".join)
def test_examples_of_the_help_can_be_typed(words: list[str]) -> None:
    """Each example names a command, and options and arguments that it takes."""
    command = group.get_command(click.Context(group), words[0])
    assert command is not None
    with suppress(click.exceptions.Exit), command.make_context(words[0], words[1:]) as context:
        assert context.params


@pytest.fixture(scope="module")
def core() -> SurveyModel:
    """Return the model of the pack that comes with the library."""
    return load()


def test_examples_of_answers_can_be_run(
    core: SurveyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the help of ``answer`` shows fits the survey that comes with the library."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("surveymodel.cli.init.load", {"core": core}.__getitem__)
    monkeypatch.setattr("surveymodel.cli.answer.load", {"core": core}.__getitem__)
    assert call("init", "shop.yaml", "--component", "web", "--component", "api")[0] == 0
    found = [words for words in examples() if words[0] == "answer"]
    assert len(found) >= 4
    for words in found:
        code, lines = call(*words)
        assert code == 0, lines
    system = System.read("shop.yaml")
    assert {"features", "data-kinds", "tenancy"} <= set(system.answers)
    assert "org-revenue" in getattr(system.organisation, "answers", {})


def test_completion_offers_examples_and_truths(pack: Path) -> None:
    """The shell is offered the examples of a pack and the names of its truths."""
    words = f"surveymodel tasks --pack {pack} example:sh"
    env = {"_SURVEYMODEL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    assert "example:shop" in run(env=env)[1]
    words = f"surveymodel explain --pack {pack} example:shop task:l"
    env = {"_SURVEYMODEL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "5"}
    assert "task:limit" in run(env=env)[1]
    words = f"surveymodel tasks --pack {pack} sys"
    env = {"_SURVEYMODEL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    assert "file" in run(env=env)[1]


def completed(*words: str) -> tuple[set[str], set[str]]:
    """Return what the shell is offered for the last of several words: names, and kinds of files."""
    shell = ShellComplete(group, {}, "surveymodel", "_SURVEYMODEL_COMPLETE")
    found = shell.get_completions(list(words[:-1]), words[-1])
    return {item.value for item in found if item.type == "plain"}, {i.type for i in found} - {"plain"}


def test_completion_offers_commands_and_their_options() -> None:
    """Every command can be completed, and so can its options."""
    assert completed("a") == ({"answer", "ask"}, set())
    assert completed("comply", "--p") == ({"--pack", "--profile"}, set())
    assert completed("comply", "--status", "no") == ({"no-duty", "not-in-scope"}, set())
    assert completed("comply", "--format", "") == ({"table", "markdown", "json", "csv"}, set())
    assert completed("answer", "shop.yaml", "--d") == ({"--drop"}, set())


def test_completion_of_systems_and_standards(pack: Path) -> None:
    """Commands that read offer examples and files, those that write offer files only."""
    folder = ("--pack", str(pack))
    for command in ("tasks", "explain", "comply"):
        assert completed(command, *folder, "") == ({"example:shop"}, set())
        assert completed(command, *folder, "sh")[1] == {"file"}
    for command in ("ask", "answer", "init"):
        assert completed(command, *folder, "") == (set(), {"file"})
    for command in ("tasks", "comply"):
        assert completed(command, *folder, "--standard", "s") == ({"std"}, set())


@pytest.mark.parametrize("spoilt", ["pack.yaml", "examples/shop.yaml"])
def test_completion_is_silent_about_faults(tmp_path: Path, spoilt: str) -> None:
    """Whoever presses a key in a pack with faults is offered files, and hears of no fault."""
    folder = write_pack(tmp_path)
    (folder / spoilt).write_bytes(b"\x00\xff")
    words = ("comply", "--pack", str(folder))
    assert completed(*words, "sh") == (set(), {"file"})
    assert completed(*words, "--standard", "s") == (set(), set())
    assert completed("explain", "--pack", str(folder), "example:shop", "task:") == (set(), set())
    assert completed("comply", "--pack", str(tmp_path / "none"), "sh") == (set(), {"file"})


def test_schema_of_the_pack_that_comes_with_the_library(
    core: SurveyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``schema`` prints one JSON document, in which every question of the survey stands."""
    monkeypatch.setattr("surveymodel.cli.schema.load", {"core": core}.__getitem__)
    code, lines = call("schema")
    assert code == 0
    document = json.loads("\n".join(lines))
    Draft202012Validator.check_schema(document)
    assert list(document["properties"]["answers"]["properties"]) == list(core.questions)


def test_without_its_extra_the_command_line_says_what_to_install() -> None:
    """Where click is not installed, the message names the extra."""
    code = "import sys; sys.modules['click'] = None; from surveymodel.cli.main import run; run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "surveymodel: the command line needs its extra: pip install 'surveymodel[cli]'\n"
