"""What was read of a pack, kept for the next time."""

from __future__ import annotations

import json
import os
from pathlib import Path
from unittest import mock

import pytest

from surveymodel.content import cache as module
from surveymodel.content.cache import Cache, read_cached, user_cache
from surveymodel.content.draft import Draft, read_draft, read_whole
from tests.files import FILES, write_pack
from tests.tiny import PACK


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which caches are kept."""
    monkeypatch.delenv("SURVEYMODEL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def entries(root: Path) -> dict[str, bytes]:
    """Return what is kept of a pack by the names of the entries."""
    cache = user_cache(root)
    assert cache is not None
    return {path.name: path.read_bytes() for path in sorted(cache.folder.glob("*"))}


def read_again(root: Path) -> tuple[Draft, list[str]]:
    """Return a pack's draft, and the names of the files that had to be read."""
    with mock.patch("surveymodel.content.cache.read_whole", wraps=read_whole) as read:
        draft = read_cached(root)
    return draft, [call.args[1] for call in read.call_args_list]


ODD = {
    "survey__shape": FILES["survey/shape.yaml"].replace("Who can reach it?", "Who can reach it? # everybody"),
    "threats__web": FILES["threats/web.yaml"].replace("impact: 4", "impact: 9  # off SM204: no"),
    "rules__web": FILES["rules/web.yaml"].replace("because: big", "because: >-\n      big"),
}


def packs(tmp_path: Path) -> list[Path]:
    """Return folders of packs: a good one, one with warnings and faults, one of which a file is no YAML."""
    broken = {"rules__web": "rules: [", "pack": "id: mini\nid: mini\n"}
    return [
        PACK,
        write_pack(tmp_path / "good"),
        write_pack(tmp_path / "odd", **ODD),
        write_pack(tmp_path / "broken", **broken),
    ]


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    """Data, places, texts, switches and diagnostics are the same, the second time and the third."""
    for root in packs(tmp_path):
        expected = read_draft(root)
        for _ in range(3):
            assert expected == read_cached(root)


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    """An edited file is, and one that is new."""
    root = write_pack(tmp_path / "mini")
    assert len(read_again(root)[1]) == len(FILES)
    assert read_again(root)[1] == []
    (root / "rules" / "web.yaml").write_text(FILES["rules/web.yaml"].replace("9", "8"), encoding="utf-8")
    (root / "risk.yaml").write_text("adjustments: []\n", encoding="utf-8")
    draft, read = read_again(root)
    assert read == ["risk.yaml", "rules/web.yaml"]
    assert draft == read_draft(root)


def test_entries_that_are_no_longer_used_go(tmp_path: Path) -> None:
    """A pack's cache has one entry for each of its files, however often they change."""
    root = write_pack(tmp_path / "mini")
    for priority in "8765":
        (root / "rules" / "web.yaml").write_text(
            FILES["rules/web.yaml"].replace("9", priority), encoding="utf-8"
        )
        read_cached(root)
        assert len(entries(root)) == len(FILES)
    (root / "sources.yaml").unlink()
    read_cached(root)
    assert len(entries(root)) == len(FILES) - 1


def test_files_that_are_not_yaml_are_not_kept(tmp_path: Path) -> None:
    """Their faults are told by reading them."""
    root = write_pack(tmp_path / "mini", rules__web="rules: [", pack=f"{FILES['pack.yaml']}id: again\n")
    read_cached(root)
    assert len(entries(root)) == len(FILES) - 2
    assert read_again(root)[1] == ["pack.yaml", "rules/web.yaml"]


def test_a_file_that_cannot_be_read_is_told_each_time(tmp_path: Path) -> None:
    """It has no bytes to know it by."""
    root = write_pack(tmp_path / "mini")
    (root / "values.yaml").symlink_to(root / "values.yaml")
    for _ in range(2):
        assert "SM101" in {fault.code for fault in read_cached(root).diagnostics}


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff\n[]", b"0" * 64 + b"\n[]"])
def test_a_damaged_entry_is_no_entry(tmp_path: Path, damage: bytes) -> None:
    """The file is read, and the entry mended."""
    root = write_pack(tmp_path / "mini")
    expected = read_cached(root)
    good = entries(root)
    cache = user_cache(root)
    assert cache is not None
    for name in good:
        (cache.folder / name).write_bytes(damage)
    assert expected == read_cached(root)
    assert good == entries(root)


def test_a_changed_entry_is_no_entry(tmp_path: Path) -> None:
    """Data that somebody else wrote do not fit their sum."""
    root = write_pack(tmp_path / "mini")
    expected = read_cached(root)
    cache = user_cache(root)
    assert cache is not None
    for name, raw in entries(root).items():
        (cache.folder / name).write_bytes(raw.replace(b"limit", b"limbo"))
    assert expected == read_cached(root)


def test_another_state_of_the_library_reads_anew(tmp_path: Path) -> None:
    """What a version makes of a file is kept for that version."""
    root = write_pack(tmp_path / "mini")
    read_cached(root)
    before = entries(root)
    with mock.patch.object(module, "__version__", "9.9.9"):
        assert len(read_again(root)[1]) == len(FILES)
        after = entries(root)
    assert set() == set(before) & set(after)


def test_the_same_bytes_of_two_kinds_are_two_things(tmp_path: Path) -> None:
    """What is wrong with a file depends on what it is for."""
    root = write_pack(tmp_path / "mini", rules__web=FILES["threats/web.yaml"])
    for _ in range(2):
        assert read_cached(root) == read_draft(root)


def test_entries_are_json_behind_a_sum(tmp_path: Path) -> None:
    """Nothing in them is anything but data."""
    root = write_pack(tmp_path / "mini")
    read_cached(root)
    for raw in entries(root).values():
        assert isinstance(json.loads(raw.partition(b"\n")[2]), list)


def test_a_folder_of_its_own_for_each_pack(tmp_path: Path, home: Path) -> None:
    """However its path is written; nobody else may look into it."""
    one, two = write_pack(tmp_path / "one"), write_pack(tmp_path / "two")
    read_cached(one)
    read_cached(two)
    read_cached(tmp_path / "two" / ".." / "one")
    made = list((home / "surveymodel").iterdir())
    assert len(made) == 2
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in made} == {0o700}


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody is bothered with it."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    root = write_pack(tmp_path / "mini")
    for _ in range(2):
        draft, read = read_again(root)
        assert draft == read_draft(root)
        assert len(read) == len(FILES)


def test_the_environment_switches_it_off(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one word."""
    monkeypatch.setenv("SURVEYMODEL_CACHE", "off")
    root = write_pack(tmp_path / "mini")
    assert user_cache(root) is None
    assert read_cached(root) == read_draft(root)
    assert not home.exists()


def test_without_a_name_for_it_the_cache_is_in_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As other programs' are."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    cache = user_cache(tmp_path)
    assert isinstance(cache, Cache)
    assert cache.folder.parent == tmp_path / ".cache" / "surveymodel"


def test_a_relative_place_for_caches_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the convention says; nothing is written into the folder in which one works."""
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    cache = user_cache(tmp_path)
    assert isinstance(cache, Cache)
    assert cache.folder.parent == tmp_path / ".cache" / "surveymodel"


def test_whoever_has_no_home_has_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user of a container whom nobody entered in its list of users."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    root = write_pack(tmp_path / "mini")
    assert user_cache(root) is None
    assert read_cached(root) == read_draft(root)
