"""Files that cannot be read or written: one message with the path, exit code 1, nothing torn or left behind."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from surveymodel import System
from surveymodel.errors import AnswerError
from surveymodel.project.storage import replace_all
from tests.test_attacks import RUN
from tests.test_bad_input import call
from tests.test_storage import broken
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, links and modes of POSIX")

HEAD = "format: surveymodel-system/1\nid: shop\n"
SHOP = HEAD + "organisation: firm.yaml\nanswers:\n  reach: staff\n"
FIRM = "format: surveymodel-system/1\nid: firm\nanswers: {}\n"
ANSWER = ("answer", "--pack", PACK, "home/shop.yaml", "reach=internet", "region=west")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work above a folder with a system's and an organisation's file, and return that folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "firm.yaml").write_text(FIRM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file of a folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


UNCHANGED = {"shop.yaml": SHOP, "firm.yaml": FIRM}


# ---------------------------------------------------------------------------------------------
# What cannot be written


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("step", ["open", "write", "flush", "fsync", "chmod", "rename"])
def test_no_space_left_is_one_line(home: Path, step: str, after: int) -> None:
    """Whichever step of writing whichever of two files fails: both are as they were, and one is named."""
    with broken(step, after):
        code, lines = call(*ANSWER)
    assert (1, 1, UNCHANGED) == (code, len(lines), texts(home))
    assert lines[0] in {f"Error: home/{name}: No space left on device" for name in UNCHANGED}


def drop_leave() -> None:
    """Have the administrator's leave to write anywhere end with this process."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the leave of Linux")
@pytest.mark.parametrize("closed", [".", "shop.yaml", "firm.yaml"])
def test_no_leave_to_write_is_one_line(home: Path, closed: str) -> None:
    """Of a folder, of the one file and of the other: both files are as they were."""
    path, mode = home / closed, (home / closed).stat().st_mode
    path.chmod(mode & ~0o222)
    done = subprocess.run(
        [*RUN, *map(str, ANSWER)], preexec_fn=drop_leave, capture_output=True, text=True, check=False
    )
    path.chmod(mode)
    name = "firm.yaml" if closed == "firm.yaml" else "shop.yaml"
    assert (1, "", f"Error: home/{name}: Permission denied\n") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )
    assert UNCHANGED == texts(home)


SET = ("set", "--pack", PACK, "home/shop.yaml", "limit-requests", "done", "--by", "ana", "--on", "2026-03-02")
ACCEPT = ("update", "--pack", PACK, "home/shop.yaml", "--accept", "--on", "2026-03-02")


def planned(home: Path) -> dict[str, str]:
    """Accept a plan for a system that has a task, and open another answer; return the files' texts."""
    (home / "shop.yaml").write_text(SHOP.replace("staff", "internet"), encoding="utf-8")
    assert call(*ACCEPT)[0] == 0
    (home / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return texts(home)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("command", [SET, ACCEPT], ids=["set", "update"])
@pytest.mark.parametrize("step", ["open", "write", "flush", "fsync", "chmod", "rename"])
def test_no_space_left_for_a_plan_is_one_line(home: Path, step: str, command: tuple[str, ...]) -> None:
    """Whichever step of writing fails: what was accepted and decided before is there as it was."""
    before = planned(home)
    with broken(step, 0):
        code, lines = call(*command)
    assert (code, lines) == (1, ["Error: home/shop.plan.yaml: No space left on device"])
    assert before == texts(home)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("step", ["open", "write", "flush", "fsync", "rename"])
def test_no_space_left_for_the_first_plan_leaves_none(home: Path, step: str) -> None:
    """Neither a part of a file nor a draft."""
    with broken(step, 0):
        code, lines = call(*ACCEPT)
    assert (code, lines) == (1, ["Error: home/shop.plan.yaml: No space left on device"])
    assert texts(home) == UNCHANGED


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the leave of Linux")
@pytest.mark.parametrize("command", [SET, ACCEPT], ids=["set", "update"])
@pytest.mark.parametrize("closed", [".", "shop.plan.yaml"])
def test_no_leave_to_write_a_plan_is_one_line(home: Path, closed: str, command: tuple[str, ...]) -> None:
    """Of a folder that is read only, and of the file."""
    before = planned(home)
    path, mode = home / closed, (home / closed).stat().st_mode
    path.chmod(mode & ~0o222)
    done = subprocess.run(
        [*RUN, *map(str, command)], preexec_fn=drop_leave, capture_output=True, text=True, check=False
    )
    path.chmod(mode)
    said = (1, "", "Error: home/shop.plan.yaml: Permission denied\n")
    assert said == (done.returncode, done.stdout, done.stderr)
    assert before == texts(home)


def away(home: Path) -> None:
    """Let the folder vanish."""
    shutil.rmtree(home)


def removed(home: Path) -> None:
    """Let the file vanish."""
    (home / "shop.yaml").unlink()


def folder_there(home: Path) -> None:
    """Let a folder stand where the file stood."""
    removed(home)
    (home / "shop.yaml").mkdir()


def link_to_nothing(home: Path) -> None:
    """Let a link stand there that leads to nothing."""
    removed(home)
    (home / "shop.yaml").symlink_to("none.yaml")


def link_to_nowhere(home: Path) -> None:
    """Let a link stand there that leads into a folder which is not there."""
    removed(home)
    (home / "shop.yaml").symlink_to("none/none.yaml")


def link_round(home: Path) -> None:
    """Let a link stand there that leads to itself."""
    removed(home)
    (home / "shop.yaml").symlink_to("shop.yaml")


def pipe_there(home: Path) -> None:
    """Let a pipe stand there."""
    removed(home)
    os.mkfifo(home / "shop.yaml")


@posix
@pytest.mark.parametrize(
    ("happens", "before", "meanwhile"),
    [
        (away, "home/shop.yaml: SM101 no such file or directory", "Error: home/shop.yaml: No such file or directory"),
        (removed, "home/shop.yaml: SM101 no such file or directory", "home/shop.yaml: SM101 no such file or directory"),
        (folder_there, None, "Error: home/shop.yaml: Is a directory"),
        (link_to_nothing, "home/shop.yaml: SM101 no such file or directory", "home/shop.yaml: SM101 no such file or directory"),
        (link_to_nowhere, "home/shop.yaml: SM101 no such file or directory", "Error: home/shop.yaml: No such file or directory"),
        (link_round, "home/shop.yaml: SM101 too many levels of symbolic links", "Error: home/shop.yaml: Too many levels of symbolic links"),
        (pipe_there, "home/shop.yaml: SM101 this is no regular file", "Error: home/shop.yaml: neither a file nor a folder"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_any_more(
    home: Path, happens: Callable[[Path], None], before: str | None, meanwhile: str
) -> None:
    """Before the command, and between its reading and its writing; nothing is made in its place."""

    def late(*arguments: Any, **more: Any) -> bool:
        if (home / "shop.yaml").is_file():
            happens(home)
        return replace_all(*arguments, **more)

    with mock.patch("surveymodel.project.backups.replace_all", late):
        assert (1, [meanwhile]) == call(*ANSWER)
    there = sorted(path.name for path in home.iterdir()) if home.exists() else []
    stays = [] if happens in (away, removed) else ["shop.yaml"]
    assert there == ([] if happens is away else ["firm.yaml", *stays])
    if before is not None:
        assert (1, [before]) == call(*ANSWER)


# ---------------------------------------------------------------------------------------------
# What strangers write


@posix
@pytest.mark.parametrize(
    "command",
    [
        ["tasks", "home/pipe.yaml"],
        ["explain", "home/pipe.yaml", "task:verify-uploads"],
        ["answer", "home/pipe.yaml", "reach=staff"],
        ["ask", "home/pipe.yaml", "--plain"],
        ["tasks", "home/shop.yaml", "--organisation", "home/pipe.yaml"],
        ["init", "home/new.yaml", "--organisation", "pipe.yaml"],
    ],
)
def test_a_pipe_is_not_waited_for(home: Path, command: list[str]) -> None:
    """No command that reads a system hangs where nobody writes into a pipe."""
    os.mkfifo(home / "pipe.yaml")
    code, lines = call(*command, "--pack", PACK)
    assert (1, ["home/pipe.yaml: SM101 this is no regular file"]) == (code, lines)
    assert {"shop.yaml", "firm.yaml", "pipe.yaml"} == {path.name for path in home.iterdir()}


OUTSIDE = "SM111 the organisation's file stands in this file's folder or below"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("../firm.yaml", OUTSIDE),
        ("inner/../../firm.yaml", OUTSIDE),
        ("./.././home/../firm.yaml", OUTSIDE),
        ("/etc/hostname", OUTSIDE),
        ("//server/share/firm.yaml", OUTSIDE),
        ("C:/firm.yaml", OUTSIDE),
        ("C:firm.yaml", OUTSIDE),
        (r"\\server\share\firm.yaml", OUTSIDE),
        (r"\\?\C:\firm.yaml", OUTSIDE),
        (r"\firm.yaml", OUTSIDE),
        ("up/firm.yaml", OUTSIDE),
        ("up/home/../firm.yaml", OUTSIDE),
        ("out.yaml", OUTSIDE),
        ("over.yaml", OUTSIDE),
        ("device.yaml", OUTSIDE),
        ("pipe.yaml", "SM101 there is no file 'pipe.yaml'"),
        ("inner", "SM101 there is no file 'inner'"),
        ("~/firm.yaml", "SM101 there is no file '~/firm.yaml'"),
        ("$HOME/firm.yaml", "SM101 there is no file '$HOME/firm.yaml'"),
        ("file:///etc/hostname", "SM101 there is no file 'file:///etc/hostname'"),
    ],
)
@posix
def test_an_organisation_is_not_found_outside(home: Path, named: str, message: str) -> None:
    """Neither by steps upward, roots, drives and shares, nor by links; and what is no file is none."""
    (home.parent / "firm.yaml").write_text(FIRM, encoding="utf-8")
    (home / "inner").mkdir()
    (home / "up").symlink_to("..")
    (home / "out.yaml").symlink_to("../firm.yaml")
    (home / "over.yaml").symlink_to("out.yaml")
    (home / "device.yaml").symlink_to("/dev/zero")
    os.mkfifo(home / "pipe.yaml")
    quoted = named.replace("\\", "\\\\")
    (home / "shop.yaml").write_text(f'{HEAD}answers: {{}}\norganisation: "{quoted}"\n', encoding="utf-8")
    with pytest.raises(AnswerError) as caught:
        System.read("home/shop.yaml")
    assert f"home/shop.yaml:4:15: {message}" == str(caught.value)


@posix
@pytest.mark.parametrize("named", ["inner/firm.yaml", "inner/../firm.yaml", "./firm.yaml", "in.yaml"])
def test_an_organisation_is_found_inside(home: Path, named: str) -> None:
    """In the folder, below it, by steps that stay there and by links that do."""
    (home / "inner").mkdir()
    (home / "inner/firm.yaml").write_text(FIRM, encoding="utf-8")
    (home / "in.yaml").symlink_to("inner/firm.yaml")
    (home / "shop.yaml").write_text(f"{HEAD}answers: {{}}\norganisation: {named}\n", encoding="utf-8")
    above = System.read("home/shop.yaml").organisation
    assert above is not None
    assert "firm" == above.id


def test_a_huge_file_is_not_read_whole(home: Path) -> None:
    """A file of a terabyte, most of it holes, is refused at once, as a system's and as an organisation's."""
    with (home / "firm.yaml").open("r+b") as stream:
        stream.truncate(1 << 40)
    for path in ("home/shop.yaml", "home/firm.yaml"):
        with pytest.raises(AnswerError, match=r"^home/firm\.yaml: SM109 larger than 2000000 bytes$"):
            System.read(path)
