"""What hostile or hasty use found once: streams, names, words and types that do not fit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import surveymodel as sm
from surveymodel.exchange.plan_csv import plan_csv
from surveymodel.exchange.selection import Selection
from tests.files import FILES, write_pack

RUN = [sys.executable, "-c", "from surveymodel.cli.main import run; run()"]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small pack."""
    return write_pack(tmp_path_factory.mktemp("attacked"))


def run(*arguments: str, env: dict[str, str] | None = None, **how: Any) -> subprocess.CompletedProcess[bytes]:
    """Return one call of the command line, which never shows a traceback."""
    how = {"stdout": subprocess.PIPE, **how}
    environment = {**os.environ, **(env or {})}
    done = subprocess.run([*RUN, *arguments], stderr=subprocess.PIPE, env=environment, check=False, **how)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    return done


@pytest.mark.parametrize("form", ["table", "markdown", "json", "ndjson", "csv", "csv-jira", "csv-azure"])
def test_output_needs_no_unicode_terminal(pack: Path, form: str) -> None:
    """What other tools read is UTF-8 whatever the locale says; the table escapes what it must."""
    call = ("tasks", "example:shop", "--pack", str(pack), "--format", form)
    plain, narrow = run(*call), run(*call, env={"PYTHONIOENCODING": "ascii"})
    assert (plain.returncode, narrow.returncode) == (0, 0)
    assert form == "table" or plain.stdout == narrow.stdout
    assert form == "table" or b"\r\r\n" not in plain.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where there is a full disk to write to")
@pytest.mark.parametrize(
    "call", [["tasks", "example:shop"], ["tasks", "example:shop", "--format", "json"], ["check"]]
)
def test_a_full_disk_is_one_message(pack: Path, call: list[str]) -> None:
    """Output that cannot be written is reported in one line, with exit code 1."""
    with Path("/dev/full").open("wb") as full:
        done = run(*call, "--pack", str(pack), stdout=full)
    assert (done.returncode, done.stderr) == (1, b"Error: No space left on device\n")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty", "/dev/stdin"])
def test_a_device_is_refused(device: str) -> None:
    """It may have no end, or never begin."""
    if Path(device).is_char_device():
        with pytest.raises(
            sm.AnswerError, match=f"^{device}: SM101 (this is no regular file|no such device)"
        ):
            sm.System.read(device)


def test_a_misspelt_standard_is_an_error_without_tasks(pack: Path, tmp_path: Path) -> None:
    """A standard that does not exist is refused though no task is there to be filtered."""
    path = tmp_path / "empty.yaml"
    path.write_text("format: surveymodel-system/1\nid: empty\nanswers: {}\n", encoding="utf-8")
    done = run("tasks", str(path), "--pack", str(pack), "--standard", "sdt")
    assert done.returncode == 2
    assert b"did you mean 'std'?" in done.stderr


def test_completion_of_a_broken_pack_is_silent() -> None:
    """Pressing a key never prints an error of the pack."""
    env = {"_SURVEYMODEL_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    words = {"COMP_WORDS": "surveymodel tasks --pack nowhere ex"}
    done = run(env={**env, **words})
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_package_is_typed() -> None:
    """Type checkers find the marker beside the package."""
    assert (Path(sm.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"id": 5}, "SM204"),
        ({"id": None}, "SM204"),
        ({"id": "A b"}, "SM204"),
        ({"id": "\x1b[31m"}, "SM204"),
        ({"title": 5}, "SM203"),
        ({"title": "\x1b[31mred"}, "SM103"),
        ({"title": "two\nlines"}, "SM204"),
        ({"title": "x" * 301}, "SM204"),
        ({"pack": 5}, "SM204"),
        ({"organisation": "firm.yaml"}, "SM203"),
        ({"organisation": {}}, "SM203"),
        ({"organisation": sm.System(organisation=sm.System())}, "SM508"),
        ({"organisation": sm.System(components={"web": {}})}, "SM508"),
        ({"components": {"web": {"answers": {}, "title": 5}}}, "SM203"),
        ({"components": {"web": {"answers": {}, "title": "\x1b"}}}, "SM103"),
        ({"components": {"system": {}}}, "SM204"),
        ({"components": {"organisation": {}}}, "SM204"),
        ({"components": {"x" * 81: {}}}, "SM204"),
        ({"components": {10: {}}}, "SM204"),
        ({"components": {10**5000: {}}}, "SM204"),
        ({"answers": {10**5000: "all"}}, "SM203"),
        ({"answers": {"reach": {"answer": "all", 10**5000: 1}}}, "SM201"),
        ({"answers": {"reach": sm.Reply("all", by=5)}}, "SM203"),  # type: ignore[arg-type]
        ({"answers": {"reach": sm.Reply("all", by="\x1b")}}, "SM103"),
        ({"answers": {"reach": {"answer": "all", "on": "yesterday"}}}, "SM204"),
        ({"answers": {"reach": {"answer": "all", "evidence": "a\nb"}}}, "SM204"),
    ],
)
def test_words_of_a_system_are_checked(given: dict[str, Any], code: str) -> None:
    """What a file may not say, a program may not say either."""
    with pytest.raises(sm.AnswerError) as caught:
        sm.System(**given)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("title: |\n  two\n  lines\nanswers: {}", "3:8: SM204"),
        ("answers: {reach: {answer: all, on: yesterday}}", "3:18: SM204"),
        ("answers: {}\ncomponents: {system: {answers: {}}}", "4:14: SM204"),
        ("answers: {}\ncomponents:\n  web:\n    title: |\n      a\n      b\n    answers: {}", "6:12: SM204"),
    ],
)
def test_words_of_a_file_are_checked(tmp_path: Path, line: str, place: str) -> None:
    """A system file's reader refuses what its schema refuses."""
    path = tmp_path / "shop.yaml"
    path.write_text(f"format: surveymodel-system/1\nid: shop\n{line}\n", encoding="utf-8")
    with pytest.raises(sm.AnswerError) as caught:
        sm.System.read(path)
    assert [str(d)[len(str(path)) + 1 :][: len(place)] for d in caught.value.diagnostics] == [place]


def test_wrong_types_are_type_errors(pack: Path) -> None:
    """Plainly wrong arguments say what was expected."""
    model = sm.load(pack)
    wrong: Any = None
    for call in (
        lambda: sm.resolve(wrong, sm.System()),
        lambda: sm.resolve(model, wrong),
        lambda: sm.walk(wrong, sm.System()),
        lambda: sm.plan(wrong),
    ):
        with pytest.raises(TypeError, match="NoneType"):
            call()


def test_a_reason_over_several_lines_is_shown_on_one(tmp_path: Path) -> None:
    """Line ends of a reason are spaces wherever it is shown."""
    reason = "because: everybody can reach it."
    name = next(name for name, text in FILES.items() if reason in text)
    root = write_pack(tmp_path / "lines")
    file = root / name
    text = file.read_text(encoding="utf-8").replace(
        reason, "because: |\n      everybody can\n      reach it."
    )
    file.write_text(text, encoding="utf-8")
    for form in ("table", "markdown"):
        out = run("tasks", "example:shop", "--pack", str(root), "--format", form).stdout
        assert b"everybody can reach it. " in out
    plan = sm.plan(sm.resolve(sm.load(root), sm.System({"reach": "all"})))
    assert "everybody can reach it. [" in plan_csv(plan, Selection(possible=True))


def test_a_closed_folder_of_the_organisation_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An organisation's file that may not be read is not called missing."""
    path = tmp_path / "shop.yaml"
    head = "format: surveymodel-system/1\nid: shop\n"
    path.write_text(f"{head}organisation: firm.yaml\nanswers: {{}}\n", encoding="utf-8")
    (tmp_path / "firm.yaml").write_text(f"{head}answers: {{}}\n", encoding="utf-8")

    def refuse(self: Path, *_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    opened = os.open
    monkeypatch.setattr(Path, "is_file", refuse)
    monkeypatch.setattr(
        os, "open", lambda path, *how: refuse(path) if "firm" in str(path) else opened(path, *how)
    )
    with pytest.raises(sm.AnswerError) as caught:
        sm.System.read(path)
    assert str(caught.value) == f"{tmp_path / 'firm.yaml'}: SM101 permission denied"
