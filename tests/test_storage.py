"""Files written whole or not at all, one writer after the other."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self
from unittest import mock

import pytest

from surveymodel.project import drafts
from surveymodel.project.storage import drop_begun, replace, replace_all, writing
from tests.exchanging import exchanges

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and owners of POSIX")
pytestmark = pytest.mark.usefixtures("way")

OLD, NEW = b"old\n", b"new\r\n\xff"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with old content, alone in its folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "shop.yaml").write_bytes(OLD)
    return folder / "shop.yaml"


def beside(file: Path) -> list[str]:
    """Return the names of all files of a file's folder."""
    return sorted(path.name for path in file.parent.iterdir())


# ---------------------------------------------------------------------------------------------
# What is written


@pytest.mark.parametrize("data", [b"", NEW, b"x" * 1_000_000])
def test_a_file_has_the_new_content(file: Path, data: bytes) -> None:
    """Bytes are written as they are, and nothing else is left in the folder."""
    replace(file, data)
    assert data == file.read_bytes()
    assert ["shop.yaml"] == beside(file)


def test_a_file_that_was_not_there_is_made(file: Path) -> None:
    """A new file is made beside others."""
    replace(file.with_name("new.yaml"), NEW)
    assert NEW == file.with_name("new.yaml").read_bytes()
    assert ["new.yaml", "shop.yaml"] == beside(file)


@pytest.mark.parametrize("name", ["a" * 255, "é" * 127, "🙂" * 63, "a\nb", ".new", "-"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    """What lies beside it on the way has a name short enough for any file system."""
    replace(tmp_path / name, OLD)
    replace(tmp_path / name, NEW)
    assert NEW == (tmp_path / name).read_bytes()
    assert [name] == [path.name for path in tmp_path.iterdir()]


def test_a_path_may_be_relative(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name alone means the file in the present folder."""
    monkeypatch.chdir(file.parent)
    replace(Path("shop.yaml"), NEW)
    assert NEW == file.read_bytes()


@posix
@pytest.mark.parametrize("mode", [0o644, 0o600, 0o640, 0o755, 0o666])
def test_a_file_keeps_its_mode(file: Path, mode: int) -> None:
    """Who may read and write a file stays as it was, whatever the process would give a new one."""
    file.chmod(mode)
    replace(file, NEW)
    assert (NEW, mode) == (file.read_bytes(), file.stat().st_mode & 0o7777)


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path, mask: int, mode: int) -> None:
    """The mask of the process holds, and is not touched on the way: other threads make files too."""
    before = os.umask(mask)
    try:
        with mock.patch.object(os, "umask", side_effect=AssertionError):
            replace(tmp_path / "new.yaml", NEW)
    finally:
        os.umask(before)
    assert mode == (tmp_path / "new.yaml").stat().st_mode & 0o7777


@posix
def test_nobody_reads_on_the_way_what_a_file_keeps_from_them(file: Path) -> None:
    """New content of a private file is private from its first byte."""
    file.chmod(0o600)
    seen = []
    real = os.fsync

    def looking(handle: int) -> None:
        seen.append(os.fstat(handle).st_mode & 0o077)
        real(handle)

    with mock.patch.object(os, "fsync", looking):
        replace(file, NEW)
    assert seen[0] == 0


@posix
def test_a_file_keeps_its_owner_where_that_is_allowed(file: Path) -> None:
    """Whoever edits the file of another leaves it to them, and where they cannot, writes all the same."""
    there = file.stat()
    with mock.patch.object(os, "chown") as chown:
        replace(file, NEW)
    assert [(there.st_uid, there.st_gid)] == [call.args[1:] for call in chown.call_args_list]
    with mock.patch.object(os, "chown", side_effect=PermissionError):
        replace(file, OLD)
    assert OLD == file.read_bytes()


@posix
def test_a_link_stays_a_link(file: Path) -> None:
    """The file that a link leads to is written, over several links and in another folder."""
    (file.parent / "sub").mkdir()
    inner = file.parent / "sub" / "inner.yaml"
    inner.symlink_to("../shop.yaml")
    outer = file.parent / "outer.yaml"
    outer.symlink_to(inner)
    replace(outer, NEW)
    assert (NEW, True, True) == (file.read_bytes(), outer.is_symlink(), inner.is_symlink())
    assert ["inner.yaml"] == beside(inner)


@posix
def test_a_link_may_lead_to_a_file_that_is_not_there_yet(file: Path) -> None:
    """Where a link leads to nothing, the file is made there."""
    link = file.parent / "link.yaml"
    link.symlink_to("new.yaml")
    replace(link, NEW)
    assert (NEW, True) == (file.with_name("new.yaml").read_bytes(), link.is_symlink())


# ---------------------------------------------------------------------------------------------
# What cannot be written


def failing(*arguments: Any, **more: Any) -> Any:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Stream:
    """A file of which one method fails."""

    def __init__(self, stream: Any, name: str) -> None:
        self.stream, self.name = stream, name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> Any:
        return failing if name == self.name else getattr(self.stream, name)


#: What is called in each step of writing.
CALLS: dict[str, tuple[Any, str]] = {
    "open": (os, "open"),
    "write": (os, "fdopen"),
    "flush": (os, "fdopen"),
    "fsync": (os, "fsync"),
    "chmod": (Path, "chmod"),
    "rename": (Path, "replace"),
    "exchange": (drafts, "swap"),
}


@contextmanager
def broken(step: str, after: int) -> Iterator[None]:
    """Have a step of writing fail, once it has been taken so often."""
    count = iter(range(1000))

    def failing_in_time(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **more: Any) -> Any:
            making = {"open": lambda: arguments[1] & os.O_CREAT, "fdopen": lambda: arguments[1] == "wb"}
            if (
                not making.get(name, lambda: True)()
                or (name == "swap" and not exchanges())
                or next(count) != after
            ):
                return real(*arguments, **more)
            return _Stream(real(*arguments, **more), step) if name == "fdopen" else failing()

        return instead

    with ExitStack() as stack:
        for call in (step, "exchange") if step == "rename" else (step,):
            owner, name = CALLS[call]
            new = failing_in_time(name, getattr(owner, name))
            stack.enter_context(mock.patch.object(owner, name, new))
        yield


STEPS = ("open", "write", "flush", "fsync", "chmod", "rename")


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_leaves_the_old_content(file: Path, step: str) -> None:
    """Whichever step fails, the file is as it was, nothing lies beside it, and the error names it."""
    with broken(step, 0), pytest.raises(OSError) as caught:  # noqa: PT011 - what it is, is asserted
        replace(file, NEW)
    assert (errno.ENOSPC, str(file), None) == (
        caught.value.errno,
        caught.value.filename,
        getattr(caught.value, "filename2", None),
    )
    assert (OLD, ["shop.yaml"]) == (file.read_bytes(), beside(file))


@pytest.mark.parametrize("step", [step for step in STEPS if step != "chmod"])
def test_a_full_disk_leaves_no_new_file(tmp_path: Path, step: str) -> None:
    """A file that was not there is not there afterwards either."""
    with broken(step, 0), pytest.raises(OSError, match="shop"):
        replace(tmp_path / "shop.yaml", NEW)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("step", STEPS)
def test_an_interruption_leaves_the_old_content(file: Path, step: str) -> None:
    """Ctrl-C at any moment before the end is as if nothing had been begun."""
    stopped = mock.patch(f"{__name__}.failing", side_effect=KeyboardInterrupt)
    with stopped, broken(step, 0), pytest.raises(KeyboardInterrupt):
        replace(file, NEW)
    assert (OLD, ["shop.yaml"]) == (file.read_bytes(), beside(file))


@pytest.mark.parametrize("kind", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written_is_told_by_the_file(file: Path, kind: int) -> None:
    """The error names the file that was meant, not one that nobody has heard of."""
    refusal = OSError(kind, os.strerror(kind), "/somewhere/.else")
    with mock.patch.object(os, "open", side_effect=refusal), pytest.raises(type(refusal)) as caught:
        replace(file, NEW)
    assert f"[Errno {kind}] {os.strerror(kind)}: {str(file)!r}" == str(caught.value)


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_to_write(file: Path) -> None:
    """A read-only folder is said to be one by the file's name."""
    file.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError) as caught:
            replace(file, NEW)
    finally:
        file.parent.chmod(0o700)
    assert str(file) == caught.value.filename


def test_a_file_without_leave_to_write_is_not_written(file: Path) -> None:
    """Whoever took the leave to write from a file meant it, though the folder would allow more."""
    with mock.patch.object(os, "access", return_value=False), pytest.raises(PermissionError) as caught:
        replace(file, NEW)
    assert (str(file), OLD) == (caught.value.filename, file.read_bytes())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """No folder is made for a file."""
    with pytest.raises(FileNotFoundError) as caught:
        replace(tmp_path / "none" / "shop.yaml", NEW)
    assert str(tmp_path / "none" / "shop.yaml") == caught.value.filename


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in a file's place stays, with all that is in it."""
    (tmp_path / "shop.yaml").mkdir()
    with pytest.raises(OSError, match=r"shop\.yaml"):
        replace(tmp_path / "shop.yaml", NEW)
    assert ["shop.yaml"] == [path.name for path in tmp_path.iterdir()]


@posix
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    """What is neither file nor folder keeps its place: nothing is put where a device is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with writing(pipe) as stream:
            stream.write(NEW)
        assert NEW == os.read(reading, 100)
    finally:
        os.close(reading)
    assert pipe.is_fifo()
    assert ["pipe"] == [path.name for path in tmp_path.iterdir()]


@posix
def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    """Nothing can stand in the place of what is neither file nor folder."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=r"neither a file nor a folder.*pipe"):
        replace(tmp_path / "pipe", NEW)
    assert (tmp_path / "pipe").is_fifo()


@posix
def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    """It is no file, and stays what it is."""
    link = tmp_path / "shop.yaml"
    link.symlink_to("shop.yaml")
    with pytest.raises(OSError, match=r"shop\.yaml"):
        replace(link, NEW)
    assert link.is_symlink()


def test_an_error_without_words_of_the_system(file: Path) -> None:
    """What is said of a failure is kept, also where it has no number."""
    with (
        mock.patch.object(os, "fsync", side_effect=OSError("odd")),
        pytest.raises(OSError, match="odd") as caught,
    ):
        replace(file, NEW)
    assert (str(file), OLD) == (caught.value.filename, file.read_bytes())


@posix
def test_the_folder_is_brought_to_the_disk_last(file: Path) -> None:
    """First the content, then that it has taken its place: what was written outlives a power cut."""
    seen = []
    real = os.fsync

    def looking(handle: int) -> None:
        seen.append((stat.S_ISDIR(os.fstat(handle).st_mode), file.read_bytes()))
        real(handle)

    with mock.patch.object(os, "fsync", looking):
        replace(file, NEW)
    assert [(False, OLD), (True, NEW)] == seen


@posix
def test_a_folder_that_cannot_be_kept_is_no_fault(file: Path) -> None:
    """The content is in its place by then: nobody is told that it could not be written."""
    real = os.open

    def closed(path: Any, flags: int, *more: Any) -> int:
        return failing() if Path(path).is_dir() else real(path, flags, *more)

    for broken_folder in (mock.patch.object(os, "open", closed), broken("fsync", 1)):
        file.write_bytes(OLD)
        with broken_folder:
            replace(file, NEW)
        assert NEW == file.read_bytes()


# ---------------------------------------------------------------------------------------------
# Several files


@pytest.fixture
def three(file: Path) -> dict[Path, bytes]:
    """Return new content for three files, of which the last is not there yet."""
    other = file.with_name("firm.yaml")
    other.write_bytes(OLD)
    return {file: NEW, other: NEW, file.with_name("more.yaml"): NEW}


def test_several_files_are_written(three: dict[Path, bytes]) -> None:
    """Each has its content, and nothing else lies beside them."""
    replace_all(three)
    assert [NEW] * 3 == [path.read_bytes() for path in three]
    assert ["firm.yaml", "more.yaml", "shop.yaml"] == beside(next(iter(three)))


def test_nothing_to_write() -> None:
    """No files are none to write."""
    assert replace_all({})


def test_files_are_written_if_they_are_as_they_were_found(three: dict[Path, bytes]) -> None:
    """Also one that is not to be written may be asked for; nothing is written where any has changed."""
    shop, firm, more = three
    assert replace_all({shop: NEW}, found={shop: OLD, firm: OLD})
    assert (NEW, OLD) == (shop.read_bytes(), firm.read_bytes())
    for now in (OLD, NEW + b"x", NEW[:-1], b""):
        shop.write_bytes(now)
        assert not replace_all({shop: b"late", firm: b"late"}, found={shop: NEW, firm: OLD})
        assert (now, OLD) == (shop.read_bytes(), firm.read_bytes())
    assert not replace_all({shop: b"late"}, found={more: OLD})
    assert ["firm.yaml", "shop.yaml"] == beside(shop)


@pytest.mark.parametrize(
    ("step", "times", "copying"),
    [("open", 3, 2), ("write", 3, 2), ("fsync", 3, 2), ("chmod", 2, 2), ("rename", 3, 0)],
)
def test_all_files_or_none(three: dict[Path, bytes], step: str, times: int, copying: int) -> None:
    """Whichever step fails for whichever file, every file is as it was, and the error names that one.

    Where names cannot be exchanged, the two old files are copied too.
    """
    files = list(three)
    times += 0 if exchanges() else copying
    for after in range(times):
        with broken(step, after), pytest.raises(OSError) as caught:  # noqa: PT011 - asserted below
            replace_all(three)
        assert caught.value.filename in map(str, files)
        assert [OLD, OLD] == [path.read_bytes() for path in files[:2]]
        assert ["firm.yaml", "shop.yaml"] == beside(files[0])


def test_one_of_two_files_that_cannot_be_written(three: dict[Path, bytes]) -> None:
    """Where the second file's turn fails, the first has its old content again."""
    shop, firm, _ = three
    with broken("rename", 1), pytest.raises(OSError, match="firm"):
        replace_all({shop: NEW, firm: NEW})
    assert (OLD, OLD, ["firm.yaml", "shop.yaml"]) == (shop.read_bytes(), firm.read_bytes(), beside(shop))


def test_new_files_go_where_a_later_one_cannot_be_written(three: dict[Path, bytes]) -> None:
    """A file that was not there goes again, if it came before the one that failed."""
    files = list(reversed(three))
    with broken("rename", 1), pytest.raises(OSError, match=files[1].name):
        replace_all(dict.fromkeys(files, NEW))
    assert ["firm.yaml", "shop.yaml"] == beside(files[0])


# ---------------------------------------------------------------------------------------------
# Others who read and write


def test_a_reader_never_sees_a_torn_file(file: Path) -> None:
    """Whoever reads beside a hundred writes sees one content or the other, whole."""
    contents = (b"a" * 200_000, b"b" * 100_000)
    replace(file, contents[0])
    torn: list[int] = []
    seen, over = set(), threading.Event()

    def reading() -> None:
        while not over.is_set():
            found = file.read_bytes()
            seen.add(found[:1])
            if found not in contents:
                torn.append(len(found))

    reader = threading.Thread(target=reading)
    reader.start()
    try:
        for number in range(100):
            replace(file, contents[number % 2])
    finally:
        over.set()
        reader.join()
    assert ([], {b"a", b"b"}) == (torn, seen)


def test_what_has_been_begun_can_be_dropped(tmp_path: Path) -> None:
    """Whoever ends without unwinding leaves no part of a file; what is done is left alone."""
    with writing(tmp_path / "done") as stream:
        stream.write(b"done")

    def begin() -> None:
        with writing(tmp_path / "begun") as stream:
            stream.write(b"begun")
            drop_begun()
            assert ["done"] == [path.name for path in tmp_path.iterdir()]

    with pytest.raises(FileNotFoundError):
        begin()
