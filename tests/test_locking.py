"""Files that nobody else has who asks."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path
from unittest import mock

import pytest

from surveymodel.project import locking
from surveymodel.project.locking import held
from surveymodel.project.storage import replace

if os.name == "posix":
    import fcntl

posix = pytest.mark.skipif(os.name != "posix", reason="links and locks of POSIX")

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file."""
    (tmp_path / "shop.yaml").write_bytes(OLD)
    return tmp_path / "shop.yaml"


def counted(file: Path, times: int) -> None:
    """Add one to the number in a file, many times, while it is held."""
    for _ in range(times):
        with held(file):
            replace(file, str(int(file.read_bytes()) + 1).encode())


@posix
def test_writers_wait_for_each_other(file: Path) -> None:
    """What several writers do to a file that they hold is not lost to any of them."""
    file.write_bytes(b"0")
    writers = [threading.Thread(target=counted, args=(file, 25)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert b"100" == file.read_bytes()


@posix
def test_a_file_is_held_under_each_of_its_names(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link and the file that it leads to are one; whoever waits too long is told by which name."""
    monkeypatch.setattr(locking, "PATIENCE", 0.05)
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    before = time.monotonic()
    with held(file), pytest.raises(OSError, match=rf"{link}") as caught, held(link):
        pytest.fail("two have one file")
    assert time.monotonic() - before >= 0.05
    assert "another program is writing into this file" == caught.value.strerror
    with held(link):
        assert held_by_somebody(file)


def test_a_file_that_is_not_there_is_not_held(tmp_path: Path) -> None:
    """Nothing is made and nothing is said: whoever reads the file says why they cannot."""
    with held(tmp_path / "none.yaml"):
        assert [] == list(tmp_path.iterdir())


@posix
def test_a_file_system_without_locks_holds_nothing(file: Path) -> None:
    """Where no lock is to be had, writing goes on without one, and at once."""
    refusal = mock.patch("fcntl.flock", side_effect=OSError(errno.ENOLCK, "no locks"))
    with refusal, mock.patch.object(time, "sleep", side_effect=AssertionError), held(file):
        replace(file, NEW)
    assert NEW == file.read_bytes()


@posix
def test_the_file_that_is_there_by_then_is_held(file: Path) -> None:
    """Whoever waited for a file that was replaced meanwhile holds the one that took its place."""
    real, count = fcntl.flock, iter(range(100))

    def late(handle: int, how: int) -> None:
        if next(count) == 0:
            replace(file, NEW)
        real(handle, how)

    with mock.patch("fcntl.flock", late), held(file):
        assert held_by_somebody(file)
    assert not held_by_somebody(file)


def held_by_somebody(file: Path) -> bool:
    """Return whether a lock on a file is taken."""
    with file.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def lowest_handle() -> int:
    """Return the number that the next file to be opened will have."""
    handle = os.dup(0)
    os.close(handle)
    return handle


@posix
def test_nothing_stays_open(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither holding, waiting nor writing leaves a handle behind."""
    before = lowest_handle()
    for number in range(5):
        replace(file, str(number).encode())
        with held(file):
            replace(file, str(number).encode())
    assert before == lowest_handle()
    monkeypatch.setattr(locking, "PATIENCE", 0.03)
    with held(file):
        during = lowest_handle()
        with pytest.raises(OSError, match="another program"), held(file):
            pass
        assert during == lowest_handle()
    real, count = fcntl.flock, iter(range(100))

    def late(handle: int, how: int) -> None:
        if next(count) < 3:
            replace(file, NEW)
        real(handle, how)

    with mock.patch("fcntl.flock", late), held(file):
        pass
    assert before == lowest_handle()
