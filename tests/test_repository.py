"""What a content team's repository uses: hooks for pre-commit, and the files of the page on it."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import click
import pytest
from ruamel.yaml import YAML

import surveymodel
from surveymodel.cli.hook import group
from surveymodel.cli.main import run
from surveymodel.content.draft import kind_of
from tests.executed import DOCS, ROOT, Page, blocks, write_files
from tests.files import write_pack
from tests.tiny import sources

pytestmark = pytest.mark.untraced

TUTORIAL = DOCS / "tutorial" / "first-rule.md"
PAGE = DOCS / "how-to" / "keep-content-in-a-repository.md"


def plain(text: str) -> Any:
    """Return the data of a YAML file of another tool."""
    return YAML(typ="safe").load(text)


@cache
def shown(name: str) -> str:
    """Return a file that the page shows."""
    return next(block.text for block in blocks(PAGE) if block.caption == name)


# ---------------------------------------------------------------------------------------------
# The hooks as pre-commit sees them

HOOKS = plain((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

each_hook = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])


def command_of(hook: dict[str, Any]) -> click.Command:
    """Return the command that a hook's entry calls."""
    *head, name = shlex.split(hook["entry"])
    assert ["python", "-m", "surveymodel.cli.hook"] == head
    return group.commands[name]


def test_there_is_a_hook_for_each_command_on_content() -> None:
    """One that mends and two that only look, each named for its command."""
    assert {f"surveymodel-{name}" for name in ("fmt", "check", "test")} == {hook["id"] for hook in HOOKS}
    assert len(HOOKS) == 3


@each_hook
def test_a_hook_has_what_pre_commit_reads(hook: dict[str, Any]) -> None:
    """The keys that its manual has, with an installation that brings the command line."""
    needed = {"id", "name", "description", "entry", "language", "additional_dependencies", "files"}
    assert needed <= set(hook) <= {*needed, "require_serial"}
    assert hook["language"] == "python"
    assert command_of(hook).name == hook["id"].removeprefix("surveymodel-")
    extra = re.fullmatch(r"\.\[(\w+)\]", *hook["additional_dependencies"])
    assert extra is not None
    assert extra[1] in PROJECT["optional-dependencies"]


@each_hook
def test_only_one_process_looks_at_a_whole_pack(hook: dict[str, Any]) -> None:
    """Of formatting each process does its own files."""
    assert (hook["id"] != "surveymodel-fmt") == hook.get("require_serial", False)


@each_hook
@pytest.mark.parametrize("folder", ["", "pack/", "content/clubs/rowing/"])
def test_files_of_packs_are_matched_wherever_the_pack_stands(hook: dict[str, Any], folder: str) -> None:
    """Every kind of file is, and so is one whose ending is wrong, which check has something to say of."""
    names = [*sources(), *(name.replace(".yaml", ".yml") for name in sources())]
    assert {kind_of(name) for name in names} >= {"pack", "guide", "cases", "standard", "values", "system"}
    assert [name for name in names if not re.search(hook["files"], f"{folder}{name}")] == []


@each_hook
@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "docs/rules.md", "guides/README.md", "rules/helper.py", "backpack.yaml", "sources.yaml.orig"),
        *("myrules/x.yaml", "pack/.schemas/rules.schema.json", ".github/workflows/content.yml", ".gitlab-ci.yml"),
        *("pack/examples/shop.golden.json", "mkdocs/survey.yaml", "rules/deep/er.yaml", ".pre-commit-config.yaml"),
    ],
)  # fmt: skip
def test_other_files_are_not_matched(hook: dict[str, Any], name: str) -> None:
    """A commit of them runs nothing."""
    assert not re.search(hook["files"], name)


# ---------------------------------------------------------------------------------------------
# What a hook does


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with two packs in it and rules of another tool."""
    monkeypatch.chdir(tmp_path)
    write_pack(tmp_path / "content" / "one")
    write_pack(tmp_path / "core")
    (tmp_path / "alerts" / "rules").mkdir(parents=True)
    (tmp_path / "alerts" / "rules" / "cpu.yaml").write_text("groups:\n- name: cpu\n")
    return tmp_path


def hooked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """Return exit code and lines of a hook's call."""
    argv = ["surveymodel.cli.hook", *arguments]
    with mock.patch.object(sys, "argv", argv), pytest.raises(SystemExit) as caught:
        run(group)
    out, err = capsys.readouterr()
    return int(caught.value.code or 0), [*out.splitlines(), *err.splitlines()]


FILES = ("content/one/rules/x.yaml", "content/one/pack.yaml", "core/pack.yaml", "alerts/rules/cpu.yaml")


def test_each_pack_is_taken_once_and_what_is_in_none_is_passed_over(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with the name of a built-in pack is the folder."""
    code, lines = hooked(capsys, "test", *FILES)
    assert (0, ["2 cases passed, 0 failed"] * 2) == (code, lines)
    assert (0, []) == hooked(capsys, "test", "alerts/rules/cpu.yaml")


def test_options_are_those_of_the_command(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what a command is about is said by the files."""
    code, lines = hooked(capsys, "test", "--threshold", "100", *FILES)
    assert code == 1
    assert [line for line in lines if line.startswith("Coverage ")]
    code, lines = hooked(capsys, "check", "--pack", "core", *FILES)
    assert code == 2
    assert lines[-1].startswith("Error: No such option '--pack'")


def test_one_pack_with_faults_fails_and_the_others_are_looked_at(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where it cannot be loaded at all."""
    (repository / "content/one/pack.yaml").write_text("format: [\n")
    for name in ("check", "test"):
        code, lines = hooked(capsys, name, *FILES)
        assert code == 1
        assert [line for line in lines if line.startswith("content/one/pack.yaml:2:1: SM104 ")]
        assert [
            line for line in lines if line.startswith(("2 cases passed", f"{len(files(repository))} files"))
        ]


def files(repository: Path) -> list[Path]:
    return [path for path in (repository / "core").rglob("*") if path.is_file()]


def test_only_the_files_of_a_commit_are_formatted(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In place, in whatever pack they are; another tool's stay as they are."""
    loose = (repository / "core/pack.yaml").read_bytes() + b"\n\n"
    for name in ("core/pack.yaml", "content/one/pack.yaml"):
        (repository / name).write_bytes(loose)
    alerts = (repository / "alerts/rules/cpu.yaml").read_bytes()
    code, lines = hooked(capsys, "fmt", "core/pack.yaml", "alerts/rules/cpu.yaml")
    assert (0, ["formatted core/pack.yaml", "1 file formatted, 0 already so."]) == (code, lines)
    assert (repository / "core/pack.yaml").read_bytes() != loose
    assert (repository / "content/one/pack.yaml").read_bytes() == loose
    assert (repository / "alerts/rules/cpu.yaml").read_bytes() == alerts


# ---------------------------------------------------------------------------------------------
# The files of the page


def test_the_page_pins_this_version_with_extras_that_exist() -> None:
    """What everybody installs is what the page was run with."""
    match = re.fullmatch(r"surveymodel\[([\w,]+)\]==(.+)\n", shown("requirements.txt"))
    assert match is not None
    assert set(match[1].split(",")) <= set(PROJECT["optional-dependencies"])
    assert surveymodel.__version__ == match[2]


def test_the_page_uses_hooks_that_exist_with_options_that_they_have() -> None:
    """Each is named once, and its arguments are read."""
    (repository,) = plain(shown(".pre-commit-config.yaml"))["repos"]
    known = {hook["id"]: hook for hook in HOOKS}
    for hook in repository["hooks"]:
        with command_of(known[hook["id"]]).make_context(
            "hook", [*hook.get("args", ()), "pack/pack.yaml"]
        ) as read:
            assert (Path("pack/pack.yaml"),) == read.params["paths"]
    assert len(known) == len(repository["hooks"])


def github() -> Iterator[dict[str, Any]]:
    """Yield the steps of the page's workflow."""
    for job in plain(shown(".github/workflows/content.yml"))["jobs"].values():
        yield from job["steps"]


def test_the_workflow_is_one_that_github_reads() -> None:
    """Each step runs a command or uses an action of a major version, and only one job may write anything."""
    workflow = plain(shown(".github/workflows/content.yml"))
    assert {"name", "on", "permissions", "jobs"} == set(workflow)
    for step in github():
        assert ("run" in step) != ("uses" in step)
        assert re.fullmatch(r"[\w-]+/[\w-]+(/[\w-]+)?@v[0-9]+", step.get("uses", "a/b@v1"))
    writing = [
        name for name, job in workflow["jobs"].items() if "write" in job.get("permissions", {}).values()
    ]
    assert ["alerts"] == writing
    uploaded = [
        step["with"].get("sarif_file") or step["with"].get("path") for step in github() if "with" in step
    ]
    assert ["junit.xml", "check.sarif"] == [name for name in uploaded if name]


COMMANDS = {
    "github": [step["run"] for step in github() if "run" in step],
    "gitlab": plain(shown(".gitlab-ci.yml"))["content"]["script"],
}


def codes(job: str, folder: Path) -> dict[str, int]:
    """Run the commands of a job in a folder, but for installing; return their exit codes."""
    page, found = Page(folder), {}
    for line in COMMANDS[job]:
        command, _, forgiven = line.partition(" || ")
        if command != "pip install -r requirements.txt":
            page.command(command)
            found[line] = 0 if forgiven == "true" else page.code
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the files of the tutorial and of the page."""
    write_files(TUTORIAL, tmp_path)
    write_files(PAGE, tmp_path)
    return tmp_path


@pytest.mark.parametrize("job", COMMANDS)
def test_the_jobs_of_the_page_pass_and_write_what_they_hand_over(job: str, checkout: Path) -> None:
    """Every command ends with 0, and each report is where the job looks for it."""
    found = codes(job, checkout)
    assert [line for line, code in found.items() if code] == []
    assert any("--threshold 100" in line for line in found)
    reports = {"github": ("junit.xml", "check.sarif"), "gitlab": ("junit.xml", "gl-code-quality-report.json")}
    for name in reports[job]:
        assert (checkout / name).stat().st_size > 0
    gitlab = plain(shown(".gitlab-ci.yml"))["content"]["artifacts"]["reports"]
    assert set(reports["gitlab"]) == set(gitlab.values())


@pytest.mark.parametrize("job", COMMANDS)
def test_the_jobs_of_the_page_fail_where_something_is_wrong(job: str, checkout: Path) -> None:
    """A layout, a warning, a case that does not come true: each stops the job at its own command."""
    rules, cases = (checkout / "pack/rules" / name for name in ("sessions.yaml", "sessions.test.yaml"))
    cases.write_text(cases.read_text().replace("excluded: [threat", "certain: [threat"))
    rules.write_text(rules.read_text().replace("    raises", "    # loose\n    raises") + "\n\n")
    found = codes(job, checkout)
    said = {
        line.split()[1] if line.startswith("surveymodel") else line.split()[0]: code
        for line, code in found.items()
    }
    assert {"fmt": 1, "test": 1, "pytest": 1, "check": 1} == {
        name: said[name] for name in ("fmt", "test", "pytest", "check")
    }
    assert all(code == 0 for line, code in found.items() if line.startswith("python "))


def test_code_quality_has_what_gitlab_needs(checkout: Path) -> None:
    """Every diagnostic has the properties that GitLab's manual lists, with a path within the repository."""
    page = Page(checkout)
    page.command("surveymodel check --pack pack --advice --format json > check.json")
    (one,) = plain(page.command("python code_quality.py check.json"))
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(one)
    assert ("SM408", "info") == (one["check_name"], one["severity"])
    assert {"path": "pack/survey/site.yaml", "lines": {"begin": 10}} == one["location"]


def test_the_figure_of_coverage_is_found(checkout: Path) -> None:
    """The pattern of GitLab's job matches the last line of the command, and nothing else."""
    pattern = plain(shown(".gitlab-ci.yml"))["content"]["coverage"].strip("/")
    printed = Page(checkout).command("surveymodel test --pack pack --threshold 100")
    assert ["Coverage 100 %"] == re.findall(pattern, printed, re.MULTILINE)
