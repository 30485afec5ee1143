"""A plan is shown by the pack that it was accepted by, as long as that pack's bundle is at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from surveymodel import load
from surveymodel.cli import pins
from surveymodel.errors import ContentError
from surveymodel.project.pinned import bundle_name, pinned
from surveymodel.project.plan_file import Pin
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SYSTEM = "format: surveymodel-system/1\nid: site\npack: tiny\nanswers:\n  reach: internet\n  features: []\n"
FORMS = ("json", "csv", "markdown", "table")


@pytest.fixture(autouse=True)
def systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a system file, its plan of March, and a pack that is to change."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SURVEYMODEL_PACKS", raising=False)
    shutil.copytree(PACK, "pack")
    Path("site.yaml").write_text(SYSTEM)
    assert call("update", "site.yaml", "--accept", "--on", "2026-03-02", "--pack", "pack")[0] == 0


def build(name: str) -> Path:
    """Write the bundle of the pack as it is now."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    assert call("build", "--pack", "pack", "-o", name)[0] == 0
    return path


def release() -> None:
    """Change the pack: a text, a rule's condition and the version."""
    edit("pack.yaml", "version: 1.2.3", "version: 2.0.0")
    edit("countermeasures/web.yaml", "title: Limit requests", "title: Limit what each caller sends")
    edit("rules/web.yaml", "when: reach.internet", "when: reach.staff")


def edit(name: str, old: str, new: str) -> None:
    path = Path("pack", name)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def shown(*arguments: str, form: str = "json") -> tuple[int, str]:
    """Return what a process of its own prints, byte for byte, and its exit code; errors go to the end."""
    run = "from surveymodel.cli.main import run; run()"
    words = [sys.executable, "-c", run, "tasks", "site.yaml", "--format", form, *arguments]
    done = subprocess.run(words, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_old_pack_gives_the_old_plan_byte_for_byte(form: str) -> None:
    """Whatever became of the pack since, and whatever the bundle is called."""
    before = shown("--pack", "pack", form=form)
    assert before[0] == 0
    build("packs/whatever.json")
    release()
    assert shown("--pack", "pack", form=form) != before
    assert shown(form=form) == before


def test_of_several_bundles_the_right_one_is_taken() -> None:
    """They have the same id; what is no bundle stands beside them unheeded."""
    before = shown("--pack", "pack")
    build("packs/b.json")
    release()
    build("packs/a.json")
    Path("packs/c.json").write_text("{}")
    Path("packs/d.json").mkdir()
    Path("packs/e.json").symlink_to("nowhere")
    Path("packs/0.json").write_bytes(b'{"format": "surveymodel-bundle/1", ' + b"x" * 2000)
    os.mkfifo("packs/1.json")
    assert shown() == before


def test_folders_of_the_environment_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the one beside the file; those that are not there are passed over."""
    before = shown("--pack", "pack")
    build("elsewhere/x.json")
    release()
    monkeypatch.setenv("SURVEYMODEL_PACKS", os.pathsep.join(["", "nowhere", "elsewhere"]))
    assert shown() == before


def test_where_it_is_not_at_hand_and_the_library_has_none() -> None:
    """It says which pack it is, and where one would keep it."""
    release()
    pin = Pin.of(load(PACK))
    code, text = shown()
    assert (code, text) == (
        1,
        f"site.yaml: its plan is by tiny 1.2.3 ({pin.digest[:12]}): give that pack with --pack, or keep its bundle"
        f" {bundle_name(pin)} in a folder 'packs' beside the file, or in one that SURVEYMODEL_PACKS names\n",
    )


def test_where_it_is_not_at_hand_the_library_tells_that_it_has_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On standard error, in two lines; what is printed is by the pack as it is now."""
    old = Pin.of(load("pack"))
    release()
    new = load("pack")
    monkeypatch.setattr(pins, "built_in", lambda: ("tiny",))
    monkeypatch.setattr(pins, "load", lambda _: new)
    code, lines = call("tasks", "site.yaml")
    assert (code, lines[:-2]) == call("tasks", "site.yaml", "--pack", "pack")
    assert lines[-2:] == [
        f"site.yaml: its plan is by {old}, which is not at hand; this is by {Pin.of(new)}.",
        "'surveymodel update' says what that changes. To see it as it was, keep its bundle"
        f" {bundle_name(old)} in a folder 'packs' beside the file, or in one that SURVEYMODEL_PACKS names.",
    ]
    build("packs/new.json")
    plan = Path("site.plan.yaml")
    plan.write_text(plan.read_text().replace(old.digest, new.digest))
    assert call("tasks", "site.yaml") == call("tasks", "site.yaml", "--pack", "pack")


def test_a_pack_that_is_given_is_used_without_a_word() -> None:
    build("packs/old.json")
    release()
    code, text = shown("--pack", "pack")
    assert code == 0
    assert json.loads(text)["pack"]["version"] == "2.0.0"


def test_a_bundle_that_says_to_hold_another_pack_is_refused() -> None:
    """The digest is counted from its content, whatever is written into it; sums can be made to fit."""
    from surveymodel.engine.bundle import sum_of

    pin = Pin.of(load("pack"))
    release()
    path = build("packs/other.json")
    data = json.loads(path.read_text())
    found = load("pack").digest
    data["model"] = data["model"].replace(found, pin.digest)
    data["sha256"] = sum_of(data["model"])
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n")
    with pytest.raises(
        ContentError, match=f"SM115 it says to hold the pack {pin.digest[:12]}, and holds {found[:12]}"
    ):
        pinned(pin, [Path("packs")])
    assert shown()[0] == 1


def test_a_bundle_that_another_version_linked_is_linked_anew() -> None:
    """Only its content is used: the digest says that it is the same."""
    from surveymodel.engine.bundle import sum_of

    before = shown("--pack", "pack")
    path = build("packs/old.json")
    release()
    data = json.loads(path.read_text())
    body = json.loads(data["model"])
    body["program"]["operations"] = [0, 0, 0]
    data["model"] = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    data |= {"sha256": sum_of(data["model"]), "library": "0.0.1"}
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n")
    assert shown() == before


def test_accepting_can_keep_the_pack_along() -> None:
    """Once, under the name that says which it is; then it is what plans are shown by."""
    keep = ("update", "site.yaml", "--accept", "--keep-pack", "--pack", "pack")
    assert call(*keep)[0] == 0
    pin = Pin.of(load("pack"))
    (path,) = Path("packs").iterdir()
    assert path.name == bundle_name(pin)
    stamp = path.stat().st_ino
    assert call(*keep)[0] == 0
    assert path.stat().st_ino == stamp
    before = shown("--pack", "pack")
    release()
    assert shown() == before


def test_other_commands_see_it_by_the_same_pack() -> None:
    """The rule that is explained, the answers that a waiver rests on, and the controls."""
    build("packs/old.json")
    release()
    assert call("explain", "site.yaml", "task:limit-requests")[1][0] == "task:limit-requests is certain."
    assert call("explain", "site.yaml", "task:limit-requests", "--pack", "pack")[1][0].endswith("excluded.")
    waived = ("waived", "--by", "ana", "--note", "no", "--until", "2027-01-01", "--on", "2026-04-01")
    assert call("set", "site.yaml", "limit-requests", *waived)[0] == 0
    assert "answers: {reach: internet}" in Path("site.plan.yaml").read_text()
    assert call("comply", "site.yaml", "--standard", "std")[0] == 0


def test_the_plan_of_another_system_is_refused() -> None:
    """As when it is updated."""
    Path("site.yaml").write_text(SYSTEM.replace("id: site", "id: other"))
    code, text = shown("--pack", "pack")
    assert code == 1
    assert text == "site.plan.yaml:4:9: SM520 this is the plan of 'site', not of 'other'\n"
