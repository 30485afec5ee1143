"""New content that lies beside a file: what is left of the dead, and what others do at the last moment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from surveymodel.project import drafts
from surveymodel.project.storage import replace, replace_all, writing
from surveymodel.project.swapping import swap
from tests.exchanging import can_exchange, not_exchanged
from tests.test_locking import held_by_somebody

posix = pytest.mark.skipif(os.name != "posix", reason="locks and links of POSIX")

OLD, NEW, THEIRS, LATER = b"old\n", b"new\n", b"theirs\n", b"later\n"
DRAFT = ".shop.yaml.0123456789ab.new"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with old content, alone in its folder."""
    (tmp_path / "shop.yaml").write_bytes(OLD)
    return tmp_path / "shop.yaml"


@pytest.fixture
def exchanging(tmp_path: Path) -> None:
    """Skip where names cannot be exchanged."""
    if not can_exchange(tmp_path):
        pytest.skip("names cannot be exchanged here")


def beside(file: Path) -> list[str]:
    """Return the names of all files of a file's folder."""
    return sorted(path.name for path in file.parent.iterdir())


def left(file: Path, name: str, age: float) -> Path:
    """Leave a file beside another to which nobody has written for some seconds."""
    path = file.with_name(name)
    path.write_bytes(b"half of wh")
    long_ago = time.time() - age
    os.utime(path, (long_ago, long_ago))
    return path


# ---------------------------------------------------------------------------------------------
# What killed writers left


def written_whole(file: Path) -> None:
    """Write a file by the stream."""
    with writing(file) as stream:
        stream.write(NEW)


@pytest.mark.parametrize("write", [written_whole, lambda file: replace(file, NEW)])
@pytest.mark.parametrize("name", [DRAFT, DRAFT.replace(".new", ".old")])
def test_a_dead_draft_is_removed(file: Path, name: str, write: Callable[[Path], None]) -> None:
    """Whoever writes the file next removes what a killed process has left beside it."""
    left(file, name, age=90)
    write(file)
    assert (NEW, ["shop.yaml"]) == (file.read_bytes(), beside(file))


def test_a_young_draft_stays(file: Path) -> None:
    """Its maker may be about to lock it."""
    left(file, DRAFT, age=30)
    replace(file, NEW)
    assert [DRAFT, "shop.yaml"] == beside(file)


@posix
def test_a_draft_that_somebody_holds_stays(file: Path) -> None:
    """However old it is, its maker lives: a batch may wait for hours for its next row."""
    with writing(file) as stream:
        stream.write(THEIRS)
        stream.flush()
        (made,) = (path for path in file.parent.iterdir() if path != file)
        os.utime(made, (0, 0))
        assert held_by_somebody(made)
        replace(file, NEW)
        assert (NEW, True) == (file.read_bytes(), made.exists())
    assert (THEIRS, ["shop.yaml"]) == (file.read_bytes(), beside(file))


@posix
@pytest.mark.usefixtures("way")
def test_every_draft_is_held_until_it_is_in_place(file: Path) -> None:
    """From the moment when its content is brought to the disk, and what it replaces is held too."""
    seen, real = [], drafts.Draft.put_in_place

    def looking(draft: drafts.Draft, *, reversible: bool) -> drafts.Draft:
        seen.append((held_by_somebody(draft.made), held_by_somebody(file)))
        done = real(draft, reversible=reversible)
        seen.append((held_by_somebody(done.old) if done.old else True, held_by_somebody(file)))
        return done

    with mock.patch.object(drafts.Draft, "put_in_place", looking):
        replace(file, NEW)
    assert [(True, True)] * 2 == seen
    assert not held_by_somebody(file)


@pytest.mark.parametrize(
    "name",
    [
        ".other.yaml.0123456789ab.new",
        ".shop.yaml.0123456789AB.new",
        ".shop.yaml.0123456789abc.new",
        "shop.yaml.0123456789ab.new",
        ".shop.yaml.0123456789ab.new~",
        ".shopXyaml.0123456789ab.new",
        ".shop.yaml.new",
    ],
)
def test_what_is_no_draft_of_the_file_stays(file: Path, name: str) -> None:
    """Nothing is removed but what has the whole name of a draft of this file."""
    left(file, name, age=10**6)
    replace(file, NEW)
    assert sorted([name, "shop.yaml"]) == beside(file)


@posix
def test_what_is_no_file_stays(file: Path) -> None:
    """A link, a folder or a pipe of that name was not left by a writer."""
    other = left(file, "other.yaml", age=90)
    file.with_name(DRAFT).symlink_to(other)
    file.with_name(DRAFT.replace("0", "a")).mkdir()
    os.mkfifo(file.with_name(DRAFT.replace("0", "b")))
    before = beside(file)
    with mock.patch.object(drafts, "DEAD", -1):
        replace(file, NEW)
    assert before == beside(file)


@posix
def test_where_files_cannot_be_locked_a_draft_stays(file: Path) -> None:
    """It is not known then whether its maker is dead."""
    left(file, DRAFT, age=10**6)
    with mock.patch("fcntl.flock", side_effect=OSError(37, "no locks")):
        replace(file, NEW)
    assert (NEW, [DRAFT, "shop.yaml"]) == (file.read_bytes(), beside(file))


def test_a_draft_that_was_taken_for_a_dead_one(file: Path) -> None:
    """Its maker says that it could not write, and the file is as it was."""
    real = os.fsync

    def late(handle: int) -> None:
        real(handle)
        for path in file.parent.glob(".*.new"):
            path.unlink()

    with mock.patch.object(os, "fsync", late), pytest.raises(FileNotFoundError, match=r"shop\.yaml"):
        replace(file, NEW)
    assert (OLD, ["shop.yaml"]) == (file.read_bytes(), beside(file))


# ---------------------------------------------------------------------------------------------
# What others do at the last moment


def saved_by_renaming(file: Path, data: bytes) -> None:
    """Save a file as editors do that write another and rename it."""
    other = file.with_name("saving")
    other.write_bytes(data)
    other.replace(file)


def saved_in_place(file: Path, data: bytes) -> None:
    """Save a file as editors do that empty it and write."""
    file.write_bytes(data)


@contextmanager
def before_each_exchange(*steps: Callable[[], Any]) -> Iterator[None]:
    """Have something happen just before names are exchanged, another thing each time."""
    left = iter(steps)

    def late(one: Path, other: Path) -> bool:
        next(left, lambda: None)()
        return swap(one, other)

    with mock.patch.object(drafts, "swap", late):
        yield
    assert next(left, None) is None


@pytest.mark.usefixtures("exchanging")
@pytest.mark.parametrize("save", [saved_by_renaming, saved_in_place])
def test_what_is_saved_at_the_last_moment_is_put_back(
    file: Path, save: Callable[[Path, bytes], None]
) -> None:
    """After the last look at the file, before its place is taken; and again while it is put back."""
    with before_each_exchange(lambda: save(file, THEIRS)):
        assert not replace_all({file: NEW}, found={file: OLD})
    assert (THEIRS, ["shop.yaml"]) == (file.read_bytes(), beside(file))
    again = (lambda: save(file, OLD), lambda: save(file, LATER), lambda: None)
    with before_each_exchange(*again):
        assert not replace_all({file: NEW}, found={file: THEIRS})
    assert (LATER, ["shop.yaml"]) == (file.read_bytes(), beside(file))


@pytest.mark.usefixtures("exchanging")
def test_an_editor_that_is_saving_goes_on_in_the_file(file: Path) -> None:
    """It is the file that is put back and not its content: what is written into it later is there."""
    with file.open("rb+") as editor:
        with before_each_exchange(lambda: editor.truncate(0)):
            assert not replace_all({file: NEW}, found={file: OLD})
        editor.write(THEIRS)
    assert THEIRS == file.read_bytes()


@pytest.mark.usefixtures("exchanging")
def test_one_of_two_files_saved_at_the_last_moment(file: Path) -> None:
    """Both are as they were then: neither has the new content, and nothing is lost."""
    firm = file.with_name("firm.yaml")
    firm.write_bytes(OLD)
    with before_each_exchange(lambda: None, lambda: saved_by_renaming(firm, THEIRS)):
        assert not replace_all({file: NEW, firm: NEW}, found={file: OLD, firm: OLD})
    assert (OLD, THEIRS) == (file.read_bytes(), firm.read_bytes())
    assert ["firm.yaml", "shop.yaml"] == beside(file)


@pytest.mark.usefixtures("way")
def test_what_is_saved_over_the_new_content_stays(file: Path) -> None:
    """Where a later file cannot be written, the earlier is not put back over what somebody else wrote."""
    firm, real = file.with_name("firm.yaml"), drafts.Draft.put_in_place
    firm.write_bytes(OLD)

    def failing(draft: drafts.Draft, *, reversible: bool) -> drafts.Draft:
        if draft.path == firm:
            saved_by_renaming(file, THEIRS)
            raise OSError(28, "No space left on device", str(firm))
        return real(draft, reversible=reversible)

    with (
        mock.patch.object(drafts.Draft, "put_in_place", failing),
        pytest.raises(OSError, match=r"firm\.yaml"),
    ):
        replace_all({file: NEW, firm: NEW})
    assert (THEIRS, OLD, ["firm.yaml", "shop.yaml"]) == (file.read_bytes(), firm.read_bytes(), beside(file))


def now_a_folder(file: Path) -> None:
    """Put a folder in the place of a file."""
    file.unlink()
    file.mkdir()
    (file / "inside").write_bytes(THEIRS)


def now_a_link(file: Path) -> None:
    """Put a link in the place of a file."""
    file.unlink()
    file.symlink_to("elsewhere")


def now_a_pipe(file: Path) -> None:
    """Put a pipe in the place of a file."""
    file.unlink()
    os.mkfifo(file)


@pytest.mark.usefixtures("exchanging")
@pytest.mark.parametrize("become", [now_a_folder, now_a_link, now_a_pipe])
def test_what_is_no_file_by_now_keeps_its_place(file: Path, become: Callable[[Path], None]) -> None:
    """It is put back with all that is in it, and the message names it."""
    taken = pytest.raises(OSError, match=r"something else has taken its place meanwhile: '.*shop\.yaml'$")
    with before_each_exchange(lambda: become(file)), taken:
        replace(file, NEW)
    assert ["shop.yaml"] == beside(file)
    assert (file / "inside").exists() if become is now_a_folder else not file.is_file()


@pytest.mark.usefixtures("exchanging")
def test_a_file_that_is_gone_by_now_is_not_made_anew(file: Path) -> None:
    """Whoever removed it meant it."""
    with before_each_exchange(file.unlink), pytest.raises(FileNotFoundError, match=r"shop\.yaml"):
        replace(file, NEW)
    assert [] == beside(file)


@pytest.mark.usefixtures("exchanging")
def test_names_that_could_be_exchanged_only_once(file: Path) -> None:
    """What somebody else saved is put back in the other way then."""
    count = iter(range(9))

    def late(one: Path, other: Path) -> bool:
        if next(count):
            return False
        saved_by_renaming(file, THEIRS)
        return swap(one, other)

    with mock.patch.object(drafts, "swap", late):
        assert not replace_all({file: NEW}, found={file: OLD})
    assert (THEIRS, ["shop.yaml"]) == (file.read_bytes(), beside(file))


# ---------------------------------------------------------------------------------------------
# Exchanging names


@pytest.mark.usefixtures("exchanging")
def test_two_files_change_places(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has the other's name, by paths of any kind."""
    monkeypatch.chdir(file.parent)
    Path("ö\udcff").write_bytes(NEW)
    assert swap(Path("ö\udcff"), file)
    assert (NEW, OLD) == (file.read_bytes(), Path("ö\udcff").read_bytes())


def test_where_names_cannot_be_exchanged_nothing_happens(file: Path) -> None:
    """It is said by the result: there is another way."""
    file.with_name("other").write_bytes(NEW)
    with not_exchanged():
        assert not swap(file, file.with_name("other"))
    assert not swap(file, file.parent / "other" / "below")
    assert (OLD, NEW) == (file.read_bytes(), file.with_name("other").read_bytes())
