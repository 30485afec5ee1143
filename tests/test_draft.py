"""A folder as files, and what is wrong with each alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from surveymodel.content.draft import kind_of, read_draft
from surveymodel.content.load import diagnose
from tests.tiny import PACK, draft, faults, sources


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the tiny pack."""
    return Path(shutil.copytree(PACK, tmp_path / "tiny"))


def found_in(pack: Path) -> list[str]:
    """Return the diagnostics of a folder, with paths relative to it."""
    return [str(diagnostic).replace(f"{pack}{os.sep}", "") for diagnostic in diagnose(read_draft(pack))]


def test_every_kind_of_file_is_read(pack: Path) -> None:
    """The tiny pack has a file of every kind and no fault; what accompanies a pack is passed over."""
    for name in (".git/config", ".hidden.yaml", "rules/.swp", "LICENSE", "examples/shop.golden.json"):
        (pack / name).parent.mkdir(exist_ok=True)
        (pack / name).write_text("anything", encoding="utf-8")
    read = read_draft(pack)
    assert found_in(pack) == []
    assert read.whole
    assert {file.name: file.kind for file in read.files} == {name: kind_of(name) for name in sources()}
    assert len({file.kind for file in read.files}) == 15
    assert [file.name for file in read.files] == sorted(sources())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rules/a.test.yaml", "cases"),
        ("rules/a.yaml", "rules"),
        ("guides/a/b.md", "guide"),
        ("rules/a/b.yaml", None),
        ("guides/b.md", None),
        ("rules/a b.yaml", None),
        ("rules/a\x1b.yaml", None),
        ("rules/.yaml", None),
        ("sub/pack.yaml", None),
        ("packXyaml", None),
    ],
)
def test_the_place_of_a_file_says_its_kind(name: str, kind: str | None) -> None:
    """Each kind has its folder; names are plain words."""
    assert kind == kind_of(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rulez/a.yaml", "SM112 no file of a pack has this place (did you mean 'rules'?)"),
        ("value.yaml", "SM112 no file of a pack has this place (did you mean 'values.yaml'?)"),
        ("facts/a.yml", "SM112 no file of a pack has this place (files end in .yaml)"),
        ("zzz.txt", "SM112 no file of a pack has this place"),
        ("guides/a.md", "SM112 no file of a pack has this place (did you mean 'guides'?)"),
    ],
)
def test_files_without_a_place_are_named(pack: Path, name: str, message: str) -> None:
    """A file that nobody reads is a mistake of whoever wrote it."""
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).write_text("a: 1\n", encoding="utf-8")
    assert [f"{name}: {message}"] == found_in(pack)


def link_out(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to(pack.parent / "outside.yaml")


def link_up(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to("../../outside.yaml")


def link_folder(pack: Path) -> None:
    (pack / "guides/more").symlink_to(pack / "guides/limit-requests")


def link_folder_out(pack: Path) -> None:
    (pack / "guides/more").symlink_to(pack.parent)


def link_loop(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to("a.yaml")


def link_to_nothing(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to("nothing.yaml")


def folder(pack: Path) -> None:
    (pack / "facts/a.yaml").mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (link_out, "facts/a.yaml: SM111 this link leads out of the pack"),
        (link_up, "facts/a.yaml: SM111 this link leads out of the pack"),
        (link_folder, "guides/more: SM111 links to folders are not followed"),
        (link_folder_out, "guides/more: SM111 this link leads out of the pack"),
        (link_loop, "facts/a.yaml: SM101 cannot be read: Too many levels of symbolic links"),
        (link_to_nothing, "facts/a.yaml: SM101 cannot be read: No such file or directory"),
        (folder, "facts/a.yaml: SM101 this is a folder, not a file"),
    ],
)
def test_links_and_folders_in_place_of_files(pack: Path, spoil: Callable[[Path], None], message: str) -> None:
    """Nothing outside of the pack is read, and nothing that is not read goes unsaid."""
    (pack.parent / "outside.yaml").write_text("facts: []\n", encoding="utf-8")
    spoil(pack)
    assert [message] == found_in(pack)


def test_links_within_the_pack_are_read(pack: Path) -> None:
    """A link to a file of the same pack is that file."""
    (pack / "examples/same.yaml").symlink_to("company.yaml")
    assert found_in(pack) == []
    assert "examples/same.yaml" in {file.name for file in read_draft(pack).files}


def test_files_that_the_system_refuses(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is named with the system's reason."""
    whole = os.open

    def refused(path: Path, flags: int) -> int:
        if Path(path).name == "values.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, flags)

    monkeypatch.setattr(os, "open", refused)
    assert found_in(pack) == ["values.yaml: SM101 cannot be read: Permission denied"]


def test_a_pipe_is_no_file(pack: Path) -> None:
    """What is no regular file is not waited for."""
    (pack / "values.yaml").unlink()
    os.mkfifo(pack / "values.yaml")
    assert "values.yaml: SM101 cannot be read: this is no regular file" in found_in(pack)


def test_folders_that_the_system_refuses(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be listed is not an empty one."""
    listed = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("examples"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert found_in(pack) == ["examples: SM101 cannot be read: Permission denied"]


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    """No folder, a file in its place and an empty folder are three different mistakes."""
    assert found_in(tmp_path / "none") == [f"{tmp_path / 'none'}: SM101 there is no such folder"]
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert found_in(tmp_path / "file") == [f"{tmp_path / 'file'}: SM101 is not a folder"]
    (tmp_path / "empty").mkdir()
    assert found_in(tmp_path / "empty") == [
        f"{tmp_path / 'empty'}: SM101 no pack.yaml here, so this is not a pack"
    ]


def test_a_pack_file_that_cannot_be_read_is_said_once(pack: Path) -> None:
    """It is there, and so nobody says that it is missing."""
    (pack / "pack.yaml").write_bytes(b"\x00")
    assert found_in(pack) == ["pack.yaml:1:1: SM103 the character U+0000 is not allowed"]


GUIDE = sources()["guides/limit-requests/other.md"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Set it.\n", ":1:1: SM104 a guide begins with front matter between '---' lines"),
        ("---\ntitle: A\n", ":1:1: SM104 a guide begins with front matter between '---' lines"),
        (GUIDE.partition("Set")[0], ": SM113 the guide has front matter and no text"),
        (GUIDE.partition("Set")[0].rstrip(), ": SM113 the guide has front matter and no text"),
        (GUIDE + "\nAnd <b>now</b", ":10:5: SM207 raw HTML is not used here: '<b'"),
        (GUIDE.replace("Set", "<i\nSet"), ":8:1: SM207 raw HTML is not used here: '<i'"),
        (GUIDE.replace("any", "~"), ":4:11: SM107 this value is null: write '~' if the word is meant"),
        (GUIDE + "\x1b", ":9:1: SM103 the character U+001B is not allowed"),
    ],
)
def test_guides(text: str, message: str) -> None:
    """A guide is front matter and a text; lines count from the beginning of the file."""
    name = "guides/limit-requests/other.md"
    expected = [f"{name}{message}"]
    found = faults({name: text})
    assert expected == found[: len(expected)]
    assert {line.split()[1] for line in found[1:]} <= {"SM202", "SM207"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("everybody can reach it.", "see <b>", "12:18: SM207 raw HTML is not used here: '<b'"),
        ("everybody can reach it.", "'see [a](b)'", "12:23: SM208 links are https: 'b'"),
        ("everybody can reach it.", ">\n      see <b>", "12:14: SM207 raw HTML is not used here: '<b'"),
        ("reach.internet", "reach.internet and", "10:29: SM206 the condition ends where a name is expected: 'reach.internet and'"),
        ("reach.internet", f"{'reach or ' * 20}X", f"10:191: SM206 cannot read 'X': names are lower-case words joined by hyphens, as question.answer: '{('reach or ' * 20)[:77]}...'"),
    ],
)  # fmt: skip
def test_texts_and_conditions_have_their_own_columns(old: str, new: str, message: str) -> None:
    """A fault inside a text is where the text has it, or where the text begins."""
    text = sources()["rules/web.yaml"].replace(old, new)
    assert [f"rules/web.yaml:{message}"] == faults({"rules/web.yaml": text})


def test_entries_are_the_mappings_of_a_file() -> None:
    """What is no mapping is no entry; a document of its own is one entry."""
    files = {file.name: file for file in draft({"facts/a.yaml": "facts: [5, {id: a}]", "facts/b.yaml": "[]", "facts/c.yaml": "facts: 5"}).files}  # fmt: skip
    assert [path for path, _ in files["facts/a.yaml"].entries()] == [("facts", 1)]
    assert list(files["facts/b.yaml"].entries()) == []
    assert list(files["facts/c.yaml"].entries()) == []
    assert [path for path, _ in files["pack.yaml"].entries()] == [()]
