"""``surveymodel build``: the bundle of a pack in a file, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from surveymodel import load
from surveymodel.engine.model import SurveyModel
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, made the current one, with the bundle of the tiny pack."""
    monkeypatch.chdir(tmp_path)
    assert call("build", "--pack", PACK, "-o", "tiny.json")[0] == 0
    return tmp_path


def listed(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_what_was_written_is_said(tmp_path: Path, tiny: SurveyModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, pack, version, size and digest stand on two lines, and the file holds the model."""
    monkeypatch.chdir(tmp_path)
    code, lines = call("build", "--pack", PACK, "--output", "tiny.json")
    size = (tmp_path / "tiny.json").stat().st_size
    assert (0, [f"wrote tiny.json: tiny 1.2.3, {size:,} bytes", f"digest {tiny.digest}"]) == (code, lines)
    assert tiny == load(tmp_path / "tiny.json")
    assert listed(tmp_path) == ["tiny.json"]


def test_the_same_files_make_the_same_bytes(built: Path) -> None:
    """A bundle has no date and no place in it, so it can be made again and compared."""
    copied = shutil.copytree(PACK, built / "copy")
    assert call("build", "--pack", copied, "-o", "again.json")[0] == 0
    assert (built / "tiny.json").read_bytes() == (built / "again.json").read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ["tasks", "shop.yaml"],
        ["tasks", "shop.yaml", "--format", "json"],
        ["explain", "shop.yaml"],
        ["comply", "shop.yaml", "--standard", "std"],
        ["comply", "--content", "--standard", "std"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_commands_take_a_bundle_for_a_pack(built: Path, words: list[str]) -> None:
    """What they print is what they print for the folder."""
    for name in ("shop.yaml", "company.yaml"):
        shutil.copy(PACK / "examples" / name, built / name)
    expected = call(*words, "--pack", PACK)
    assert expected[0] == 0
    assert expected == call(*words, "--pack", "tiny.json")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["check", "--pack", "tiny.json"], 1, "tiny.json: SM101 is not a folder"),
        (["test", "--pack", "tiny.json"], 1, "tiny.json: SM101 is not a folder"),
        (["mutate", "--pack", "tiny.json"], 1, "tiny.json: SM101 is not a folder"),
        (["stats", "--pack", "tiny.json"], 1, "tiny.json: SM101 is not a folder"),
        (["build", "--pack", "tiny.json", "-o", "again.json"], 1, "tiny.json: SM101 is not a folder"),
        (["fmt", "--pack", "tiny.json"], 2, "Error: tiny.json is no pack: it has no pack.yaml."),
        (["new", "threat", "x", "--pack", "tiny.json"], 2, "Error: tiny.json is no pack: it has no pack.yaml."),
        (["tasks", "example:shop", "--pack", "tiny.json"], 1,
         "tiny.json is a bundle: examples are in a pack's folder"),
    ],
)  # fmt: skip
def test_commands_that_need_the_folder_say_so(built: Path, words: list[str], code: int, message: str) -> None:
    """A bundle has no files to check, test, mutate, count, format, extend or build from, and no examples."""
    found, lines = call(*words)
    assert found == code
    assert [message] == [line for line in lines if "tiny.json" in line]
    assert not (built / "again.json").exists()


def test_a_pack_with_faults_is_not_built(tmp_path: Path) -> None:
    """Every fault is listed as by check, and what was there before stays."""
    pack = Path(shutil.copytree(PACK, tmp_path / "tiny"))
    (pack / "facts" / "a.yaml").write_text(
        "facts:\n  - id: extra\n    when: raech\n  - id: More\n    when: reach\n"
    )
    (tmp_path / "out.json").write_text("before")
    code, lines = call("build", "--pack", pack, "-o", tmp_path / "out.json")
    places = [re.sub(r".*(facts/a\.yaml:\d+:\d+: SM\d+) .*", r"\1", line) for line in lines]
    assert (1, ["facts/a.yaml:3:11: SM301", "facts/a.yaml:4:9: SM204"]) == (code, places)
    assert (tmp_path / "out.json").read_text() == "before"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["build", "--pack", "coer", "-o", "a.json"], 2, "Error: unknown pack or folder 'coer' (did you mean 'core'?)"),
        (["build", "--pack", str(PACK)], 2, "Error: Missing option '-o' / '--output'."),
        (["build", "--pack", str(PACK), "-o", "."], 2,
         "Error: Invalid value for '-o' / '--output': File '.' is a directory."),
        (["build", "--pack", str(PACK), "-o", "nowhere/a.json"], 1, "Error: nowhere/a.json: No such file or directory"),
        (["build", "--pack", str(PACK), "-o", "loop"], 1, f"Error: loop: {os.strerror(errno.ELOOP)}"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, message: str
) -> None:
    """No pack, no place for the file: nothing is written, and the last line says why."""
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    found, lines = call(*words)
    assert (code, message) == (found, lines[-1])
    assert listed(tmp_path) == ["loop"]


def test_a_pack_is_not_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle among the files would be content, or take the place of some, by whatever way it got there."""
    shutil.copytree(PACK, tmp_path / "tiny")
    (tmp_path / "link").symlink_to("tiny/rules")
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / "tiny" / "pack.yaml").read_bytes()
    for out in ("tiny/pack.yaml", "tiny/tiny.json", "link/tiny.json", "tiny/../tiny/a"):
        code, lines = call("build", "--pack", "tiny", "-o", out)
        assert code == 2
        assert lines[-1] == "Error: What stands in a pack's folder is content: name a file outside of it."
    assert (tmp_path / "tiny" / "pack.yaml").read_bytes() == before
    assert not list(tmp_path.rglob("tiny.json"))


def test_a_full_disk_leaves_what_was_there(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file cannot be written to the end, the old one stays and nothing lies beside it."""
    before = (built / "tiny.json").read_bytes()

    def full(handle: int) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    expected = (1, [f"Error: tiny.json: {os.strerror(errno.ENOSPC)}"])
    assert expected == call("build", "--pack", PACK, "-o", "tiny.json")
    assert (built / "tiny.json").read_bytes() == before
    assert listed(built) == ["tiny.json"]
