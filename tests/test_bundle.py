"""Bundles: a linked pack as one JSON file, and never a stale one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

import surveymodel
from surveymodel import System, UnknownNameError, load, plan, resolve
from surveymodel.content import bundled
from surveymodel.engine import load as loading
from surveymodel.engine.bundle import read_bundle, source_key, write_bundle
from surveymodel.exchange.plan_json import plan_json
from tests.files import FILES, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the folder of a small pack."""
    return write_pack(tmp_path / "content" / "mini")


def test_a_bundle_gives_the_same_model(pack: Path, tmp_path: Path) -> None:
    """What comes out of a bundle is equal to what was linked, places included."""
    model = load(pack)
    path = tmp_path / "mini.json"
    path.write_text(write_bundle(model, "key"), encoding="utf-8")
    again = read_bundle(path, "key")
    assert again == model
    assert again is not None
    assert [rule.location for rule in again.content.rules] == [rule.location for rule in model.content.rules]
    system = System.read(pack / "examples" / "shop.yaml")
    assert plan_json(plan(resolve(again, system))) == plan_json(plan(resolve(model, system)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "surveymodel-bundle/1"}',
        '{"format": "surveymodel-bundle/1", "key": "key", "model": "\\ud800"}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_a_damaged_bundle_is_not_used(tmp_path: Path, text: str) -> None:
    """Whatever is wrong with the file, the sources are read instead."""
    path = tmp_path / "mini.json"
    path.write_text(text, encoding="utf-8")
    assert read_bundle(path, "key") is None
    assert read_bundle(tmp_path / "absent.json", "key") is None


def test_the_key_follows_bytes_names_and_version(pack: Path, tmp_path: Path) -> None:
    """Another byte, another name or another version of the library is another key."""
    key = source_key(pack, "1")
    assert source_key(pack, "2") != key
    (pack / "rules" / "web.yaml").rename(pack / "rules" / "net.yaml")
    renamed = source_key(pack, "1")
    assert renamed != key
    (pack / "rules" / "net.yaml").write_text(FILES["rules/web.yaml"] + "\n", encoding="utf-8")
    assert source_key(pack, "1") not in (key, renamed)


def test_the_digest_is_of_meaning_and_not_of_layout(tmp_path: Path) -> None:
    """Comments, order of rules and of keys, spaces in conditions do not change the digest; a figure does."""
    model = load(write_pack(tmp_path / "a"))
    moved = FILES["rules/web.yaml"].replace("when: reach.all", "when: (  reach.all )").split("  - id: law")
    swapped = f"# rules\nrules:\n  - id: law{moved[1]}{moved[0].removeprefix('rules:')}"
    assert load(write_pack(tmp_path / "b", rules__web=swapped)).digest == model.digest
    changed = FILES["rules/web.yaml"].replace("priority: 9", "priority: 8")
    assert load(write_pack(tmp_path / "c", rules__web=changed)).digest != model.digest


def test_a_built_in_pack_comes_from_its_bundle_while_that_is_true(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle with the right key is used; one edit of the sources and it is not."""
    monkeypatch.setattr(loading, "bundled", lambda name: tmp_path / name)
    key = source_key(pack, surveymodel.__version__)
    marked = write_bundle(evolve(load(pack), digest="from the bundle"), key)
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "mini.json").write_text(marked, encoding="utf-8")
    assert load("mini").digest == "from the bundle"
    (pack / "rules" / "web.yaml").write_text(FILES["rules/web.yaml"] + "# edited\n", encoding="utf-8")
    assert load("mini").digest == load(pack).digest != "from the bundle"


def test_an_unknown_pack_names_the_nearest() -> None:
    """A misspelt id of a pack is an error that suggests the right one."""
    with pytest.raises(UnknownNameError, match=r"unknown pack or folder 'coer' \(did you mean 'core'\?\)"):
        load("coer")
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(UnknownNameError):
            load(name)


def test_the_folders_stand_beside_the_package_or_in_it() -> None:
    """Content and schemas are found in a checkout and in a wheel."""
    assert (bundled.bundled("content") / "core" / "pack.yaml").is_file()
    assert (bundled.bundled("schemas") / "rules.schema.json").is_file()


def test_a_bundle_whose_body_was_changed_is_not_used(pack: Path, tmp_path: Path) -> None:
    """A flipped figure in the body does not go unseen, and the file is one JSON document."""
    text = write_bundle(load(pack), "key")
    path = tmp_path / "mini.json"
    for old, new in (("priority", "priorlty"), ("surveymodel-bundle/1", "surveymodel-bundle/2")):
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert read_bundle(path, "key") is None
    path.write_text(json.dumps({**json.loads(text), "model": 5}), encoding="utf-8")
    assert read_bundle(path, "key") is None
    path.write_text(text, encoding="utf-8")
    assert read_bundle(path, "other") is None
    assert read_bundle(path, "key") is not None


def test_hidden_files_do_not_count_and_unreadable_ones_give_no_key(pack: Path) -> None:
    """What an operating system leaves behind does not turn a bundle off; what cannot be read does."""
    key = source_key(pack, "1")
    (pack / "rules" / ".DS_Store").write_bytes(b"x")
    assert source_key(pack, "1") == key
    (pack / "rules" / "gone.yaml").symlink_to("nowhere.yaml")
    assert source_key(pack, "1") is None
