"""Formats of files: today's is read, an older one is brought to it and kept as it was, a newer one is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System
from surveymodel.content.formats import PLAN_FILE, STEPS, SYSTEM, Format, Step
from surveymodel.errors import AnswerError
from surveymodel.project.storage import replace_all
from tests.test_bad_input import call
from tests.test_storage import broken
from tests.tiny import PACK

#: Before there was a number, answers stood under another name.
OLD = "format: surveymodel-system/0\nid: site\n# What we know.\nreplies:  # of March\n  reach: internet\n  features: []\n"
OLD_PLAN = "surveymodel-plan-file/0"
PACKED = ("--pack", str(PACK))

KEPT = "kept site.yaml.surveymodel-system-0.bak: the file as it was, in an older format"
KEPT_PLAN = "kept site.plan.yaml.surveymodel-plan-file-0.bak: the file as it was, in an older format"


def renamed(text: str) -> str:
    """Bring a system file of the planted format to today's."""
    new = re.sub(r"^replies:", "answers:", text, flags=re.MULTILINE)
    return numbered(new)


def numbered(text: str) -> str:
    return re.sub(r"^(format: .*/)0(?=\r?$)", r"\g<1>1", text, flags=re.MULTILINE)


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have there been a format before the first one."""
    monkeypatch.setitem(STEPS["surveymodel-system"], 0, renamed)
    monkeypatch.setitem(STEPS["surveymodel-plan-file"], 0, numbered)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("site.yaml").write_text(OLD)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("surveymodel-system/2", "a newer version of the library wrote surveymodel-system/2; this one reads surveymodel-system/1"),
        ("surveymodel-system/10", "a newer version of the library wrote surveymodel-system/10; this one reads surveymodel-system/1"),
        ("surveymodel-system/0", "this version reads surveymodel-system/1, not 'surveymodel-system/0'"),
        ("surveymodel-system/02", "this version reads surveymodel-system/1, not 'surveymodel-system/02'"),
        ("surveymodel-system/x", "this version reads surveymodel-system/1, not 'surveymodel-system/x'"),
        ("surveymodel-plan-file/2", "this version reads surveymodel-system/1, not 'surveymodel-plan-file/2'"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(said: str, message: str) -> None:
    """Newer is told from what never was; numbers are compared as numbers; nothing is written."""
    Path("site.yaml").write_text(OLD.replace("surveymodel-system/0", said).replace("replies", "answers"))
    assert call("tasks", "site.yaml", *PACKED) == (1, [f"site.yaml:1:9: SM209 {message}"])
    assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 1
    assert names() == ["site.yaml"]


@pytest.mark.usefixtures("older")
def test_an_older_file_is_read_and_left_as_it_is() -> None:
    assert dict(System.read("site.yaml").answers)["reach"].answer == "internet"
    assert call("tasks", "site.yaml", *PACKED)[0] == 0
    assert (names(), Path("site.yaml").read_text()) == (["site.yaml"], OLD)


@pytest.mark.usefixtures("older")
def test_writing_keeps_it_as_it_was_beside_it() -> None:
    """It is told; comments go into the new one; a second write keeps nothing more."""
    code, lines = call("answer", "site.yaml", "reach=staff", *PACKED)
    assert (code, lines.count(KEPT), len(lines)) == (0, 1, 2)
    assert names() == ["site.yaml", "site.yaml.surveymodel-system-0.bak"]
    assert Path("site.yaml.surveymodel-system-0.bak").read_text() == OLD
    new = renamed(OLD).replace("reach: internet", "reach: staff")
    assert Path("site.yaml").read_text() == new
    code, lines = call("answer", "site.yaml", "reach=internet", *PACKED)
    assert (code, len(lines), len(names())) == (0, 1, 2)


@pytest.mark.usefixtures("older")
def test_asking_tells_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many answers are given, and even where it is broken off."""
    monkeypatch.setattr("sys.stdin", StringIO("none\n3\n"))
    Path("site.yaml").write_text(OLD.replace("  features: []\n", ""))
    lines = call("ask", "site.yaml", "--plain", *PACKED)[1]
    assert lines.count(KEPT) == 1
    assert names() == ["site.yaml", "site.yaml.surveymodel-system-0.bak"]


@pytest.mark.usefixtures("older")
def test_what_is_taken_back_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else writes meanwhile: it is done anew, and the backup is of what they wrote."""
    theirs = OLD + "title: Theirs\n"
    tries: list[Path] = []

    def late(*contents: Mapping[Path, bytes], **more: Mapping[Path, Any]) -> bool:
        if not tries:
            Path("site.yaml").write_text(theirs)
        tries.append(Path("site.yaml"))
        return replace_all(*contents, **more)

    monkeypatch.setattr("surveymodel.project.backups.replace_all", late)
    lines = call("answer", "site.yaml", "reach=staff", *PACKED)[1]
    assert (len(tries), lines.count(KEPT)) == (2, 1)
    assert Path("site.yaml.surveymodel-system-0.bak").read_text() == theirs


@pytest.mark.usefixtures("older")
def test_both_files_of_one_change_are_kept() -> None:
    """The system's and the organisation's."""
    Path("firm.yaml").write_text(
        OLD.replace("id: site", "id: firm").partition("  reach")[0] + "  region: east\n"
    )
    Path("site.yaml").write_text(OLD + "organisation: firm.yaml\n")
    code, lines = call("answer", "site.yaml", "reach=staff", "region=west", *PACKED)
    assert code == 0
    assert {KEPT, KEPT.replace("site", "firm")} < set(lines)
    assert Path("firm.yaml.surveymodel-system-0.bak").read_text().endswith("  region: east\n")
    assert Path("firm.yaml").read_text().endswith("  region: west\n")


@pytest.mark.usefixtures("older")
@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_who_may_not_read_a_file_may_not_read_its_backup() -> None:
    Path("site.yaml").chmod(0o600)
    assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 0
    modes = {path.name: path.stat().st_mode & 0o777 for path in Path().iterdir()}
    assert modes == {"site.yaml": 0o600, "site.yaml.surveymodel-system-0.bak": 0o600}


#: Answers, and is killed when the first of two files is in its place.
DYING = """
import os, signal, sys
from surveymodel.project.drafts import Draft
from tests.test_formats import PACKED, STEPS, call, renamed
os.chdir(sys.argv[1])
STEPS["surveymodel-system"][0] = renamed
put, first = Draft.put_in_place, []
def put_or_die(draft, **options):
    if first:
        os.kill(os.getpid(), signal.SIGKILL)
    first.append(draft)
    return put(draft, **options)
Draft.put_in_place = put_or_die
call("answer", "site.yaml", "reach=staff", *PACKED)
"""


@pytest.mark.usefixtures("older")
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_writer_that_dies_between_the_two_leaves_the_old_file() -> None:
    """The backup is there by then; the next writer keeps no other one, and has nothing to tell of it."""
    words = [sys.executable, "-c", DYING, str(Path().absolute())]
    done = subprocess.run(words, cwd=Path(__file__).parent.parent, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-9, b"", b"")
    backup = Path("site.yaml.surveymodel-system-0.bak")
    assert (Path("site.yaml").read_text(), backup.read_text()) == (OLD, OLD)
    code, lines = call("answer", "site.yaml", "reach=staff", *PACKED)
    assert (code, len(lines)) == (0, 1)
    assert [name for name in names() if not name.startswith(".")] == ["site.yaml", backup.name]
    assert "reach: staff" in Path("site.yaml").read_text()


@pytest.mark.usefixtures("older")
def test_a_backup_of_something_else_is_left_alone() -> None:
    """Whatever has the name: another text, a folder, a link, be it to nothing or to the same text."""
    Path("site.yaml.surveymodel-system-0.bak").write_text("mine")
    Path("site.yaml.surveymodel-system-0.2.bak").mkdir()
    Path("site.yaml.surveymodel-system-0.3.bak").symlink_to("nowhere")
    Path("site.yaml.surveymodel-system-0.4.bak").symlink_to("site.yaml")
    assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 0
    assert Path("site.yaml.surveymodel-system-0.bak").read_text() == "mine"
    assert Path("site.yaml.surveymodel-system-0.5.bak").read_text() == OLD
    Path("site.yaml").write_text(OLD)
    assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 0
    assert len(names()) == 6


@pytest.mark.usefixtures("older")
@pytest.mark.skipif(os.name != "posix", reason="as a disk of POSIX fails")
@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("step", ["open", "write", "fsync", "rename"])
def test_where_one_of_the_two_cannot_be_written_neither_is(step: str, after: int) -> None:
    with broken(step, after):
        assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 1
    assert (names(), Path("site.yaml").read_text()) == (["site.yaml"], OLD)


@pytest.mark.usefixtures("older")
def test_a_plan_file_is_brought_to_today_likewise() -> None:
    """Its folder has no more systems for its backup."""
    assert call("update", "site.yaml", "--accept", "--on", "2026-03-02", *PACKED)[0] == 0
    plan = Path("site.plan.yaml")
    old = plan.read_text().replace(str(PLAN_FILE), OLD_PLAN) + "# Ours.\n"
    plan.write_text(old)
    assert call("update", "site.yaml", "--on", "2026-03-02", *PACKED) == (0, ["Nothing would change."])
    assert plan.read_text() == old
    code, lines = call("set", "site.yaml", "limit-requests", "done", "--on", "2026-03-02", *PACKED)
    assert (code, KEPT_PLAN in lines) == (0, True)
    assert Path("site.plan.yaml.surveymodel-plan-file-0.bak").read_text() == old
    assert str(PLAN_FILE) in plan.read_text()
    assert plan.read_text().endswith("# Ours.\n")
    code, lines = call("update", ".", "--on", "2026-03-02", *PACKED)
    assert (code, lines) == (0, ["Nothing would change."])


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_update_of_several_tells_of_each(form: str) -> None:
    """On standard error, whatever is printed; it is no fault."""
    Path("site.yaml").write_text(renamed(OLD))
    Path("b").mkdir()
    Path("b/site.yaml").write_text(renamed(OLD))
    assert call("update", ".", "--accept", "--on", "2026-03-02", *PACKED)[0] == 0
    for plan in (Path("site.plan.yaml"), Path("b/site.plan.yaml")):
        plan.write_text(plan.read_text().replace(str(PLAN_FILE), OLD_PLAN))
    code, lines = call("update", ".", "--accept", "--format", form, *PACKED)
    assert code == 0
    told = [line for line in lines if line.startswith("kept ")]
    assert told == [KEPT_PLAN, KEPT_PLAN.replace("site", "b/site", 1)]


@pytest.mark.usefixtures("older")
def test_a_mark_of_utf_8_and_line_ends_stay() -> None:
    Path("site.yaml").write_bytes(b"\xef\xbb\xbf" + OLD.replace("\n", "\r\n").encode())
    text = renamed(OLD)
    assert call("answer", "site.yaml", "reach=staff", *PACKED)[0] == 0
    raw = Path("site.yaml").read_bytes()
    assert raw == b"\xef\xbb\xbf" + text.replace("internet", "staff").replace("\n", "\r\n").encode()


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("text", [
    '{"format": "surveymodel-system/0", "id": "site", "answers": {"reach": "internet", "features": []}}',
    "id: site\nanswers: {reach: internet, features: []}\nformat: >-\n  surveymodel-system/0\n",
    "answers: {reach: {answer: internet, note: not surveymodel-system/1}}\nid: site\n'format': surveymodel-system/0\n",
])  # fmt: skip
def test_it_is_older_however_it_is_laid_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In braces, as JSON, on a line of its own."""
    monkeypatch.setitem(STEPS["surveymodel-system"], 0, lambda text: text.replace("system/0", "system/1"))
    Path("site.yaml").write_text(text)
    assert dict(System.read("site.yaml").answers)["reach"].answer == "internet"


@pytest.mark.usefixtures("older")
def test_of_today_is_what_says_so_itself() -> None:
    """Not what has the name of an older one somewhere within."""
    text = '{"format": "surveymodel-system/1", "id": "a", "title": "surveymodel-system/0", "answers": {}}'
    assert SYSTEM.older(text.encode()) is None
    assert SYSTEM.older(text.replace('"format"', '"other"').encode()) is None
    assert SYSTEM.older(b"surveymodel-system/0") is None


def test_of_a_huge_file_no_part_is_taken_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a step would make it short enough."""
    monkeypatch.setitem(STEPS["surveymodel-system"], 0, lambda text: renamed(text).replace("# much\n", ""))
    Path("site.yaml").write_text(OLD + "# much\n" * 300_000 + "title: The end\n")
    with pytest.raises(AnswerError, match="SM109"):
        System.read("site.yaml")


def steps(number: int) -> Format:
    """Return a format with steps that each write their own number into a comment."""

    def step(at: int) -> Step:
        def edit(text: str) -> str:
            if "spoilt" in text:
                raise ValueError
            return text.replace(f"test/{at}", f"test/{at + 1}") + f"# from {at}\n"

        return edit

    return Format("test", number, {at: step(at) for at in range(1, number)})


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(['"', "'", ""]), st.booleans())
def test_steps_follow_each_other_to_today(said: int, today: int, quote: str, late: bool) -> None:
    """Each once, in their order; today's and a newer one stay as they are; what is done is not done again."""
    form = steps(today)
    line = f"format: {quote}test/{said}{quote}  # x\n"
    raw = (f"id: a\n{line}" if late else line).encode()
    made = form.today(raw)
    assert made == form.today(made)
    assert made.decode() == raw.decode().replace(f"test/{said}", f"test/{max(said, today)}") + "".join(
        f"# from {at}\n" for at in range(said, today)
    )


def test_numbers_are_compared_as_numbers() -> None:
    """Ten is newer than nine."""
    assert steps(9).fault("test/10") == "a newer version of the library wrote test/10; this one reads test/9"
    assert steps(10).fault("test/9") == "this is test/9, and its text cannot be made one of test/10"


def test_a_text_that_cannot_be_brought_to_today_is_told() -> None:
    """It is left as it is."""
    form = steps(3)
    raw = b"format: test/1\nspoilt\n"
    assert form.today(raw) == raw
    assert form.fault("test/1") == "this is test/1, and its text cannot be made one of test/3"
    assert form.today(b"format: test/1\n\xff") == b"format: test/1\n\xff"


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
@pytest.mark.parametrize("there", [True, False])
def test_a_plan_file_that_leads_out_of_its_folder_is_refused(tmp_path: Path, there: bool) -> None:
    """Neither read nor written, nor made where it is not there."""
    outside = tmp_path / "outside.yaml"
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "site.yaml").write_text(renamed(OLD))
    if there:
        outside.write_text("secret: 1\n")
    (folder / "site.plan.yaml").symlink_to("../outside.yaml")
    said = "theirs/site.plan.yaml: SM111 a plan file stands in the folder of its system, and this link leads out of it"
    for command in ("update", "status", "tasks"):
        if command != "tasks" or there:
            assert call(command, "theirs/site.yaml", *PACKED) == (1, [said])
    assert call("update", "theirs/site.yaml", "--accept", *PACKED) == (1, [said])
    assert outside.exists() is there
    (folder / "site.plan.yaml").unlink()
    (folder / "site.plan.yaml").symlink_to("kept.yaml")
    assert call("update", "theirs/site.yaml", "--accept", *PACKED)[0] == 0
    assert (folder / "site.plan.yaml").is_symlink()
    assert (folder / "kept.yaml").exists()


def test_today_is_what_readers_read() -> None:
    with pytest.raises(AnswerError, match="SM209"):
        System.read("site.yaml")
    assert (str(SYSTEM), str(PLAN_FILE)) == ("surveymodel-system/1", "surveymodel-plan-file/1")
