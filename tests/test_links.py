"""Links in a folder that came from strangers: none of them has a file outside it read or written.

What whoever runs a command names is theirs, and is followed. Organisations' files, plan files and
packs have their tests beside those of reading them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from surveymodel import load
from surveymodel.errors import AnswerError
from surveymodel.project.folder import system_files
from surveymodel.project.pinned import bundle_name
from surveymodel.project.plan_file import Pin
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")

PACKED = ("--pack", str(PACK))
SITE = "format: surveymodel-system/1\nid: site\npack: tiny\nanswers:\n  reach: internet\n"
SECRET = "format: surveymodel-system/1\nid: secret\nanswers:\n  reach: internet\n"
OUT_OF_FOLDER = "SM111 this link leads out of the folder: name the file itself to have it read"
OUT_OF_PACKS = (
    "SM111 a link in place of 'packs', or in it, stays in the system's folder; SURVEYMODEL_PACKS names others"
)


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work above their folder, which has a system file, and ours, which is returned."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SURVEYMODEL_PACKS", raising=False)
    Path("theirs/below").mkdir(parents=True)
    Path("theirs/site.yaml").write_text(SITE)
    ours = Path("ours")
    ours.mkdir()
    (ours / "secret.yaml").write_text(SECRET)
    return ours


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "command",
    [("update", "theirs"), ("update", "theirs", "--accept"), ("status", "theirs"),
     ("batch", "theirs", "--out", "found.ndjson", "--quiet")],
    ids=lambda command: " ".join(command[:3]),
)  # fmt: skip
def test_a_folder_has_no_file_outside_it_read(command: tuple[str, ...]) -> None:
    """Every such link is told at once, and the others are not begun with."""
    Path("theirs/a.yaml").symlink_to("../ours/secret.yaml")
    Path("theirs/below/b.yml").symlink_to(Path("ours/secret.yaml").absolute())
    before = sorted(Path("theirs").rglob("*"))
    lines = [f"theirs/{name}: {OUT_OF_FOLDER}" for name in ("a.yaml", "below/b.yml")]
    assert call(*command, *PACKED) == (1, lines)
    assert sorted(Path("theirs").rglob("*")) == before


def test_a_folder_has_what_links_within_it_lead_to() -> None:
    """And it may be reached by a link itself, for that was named."""
    Path("theirs/below/a.yaml").symlink_to("../site.yaml")
    Path("theirs/below/gone.yaml").symlink_to("../../nowhere.yaml")
    Path("named").symlink_to("theirs")
    assert list(map(str, system_files(Path("named")))) == ["named/site.yaml", "named/below/a.yaml"]
    with pytest.raises(AnswerError, match=r"^theirs/below/a\.yaml: SM111"):
        system_files(Path("theirs/below"))


def test_a_link_that_is_named_is_followed(outside: Path) -> None:
    """To read and to write; what is kept of it stands beside the link."""
    Path("theirs/a.yaml").symlink_to("../ours/secret.yaml")
    assert call("update", "theirs/a.yaml", "--accept", *PACKED)[0] == 0
    assert call("answer", "theirs/a.yaml", "reach=staff", *PACKED)[0] == 0
    assert texts(outside) == {"secret.yaml": SECRET.replace("internet", "staff")}
    assert Path("theirs/a.yaml").is_symlink()
    assert Path("theirs/a.plan.yaml").is_file()


@pytest.mark.parametrize("link", ["folder", "folder that is not there", "bundle", "bundle that is not there"])
def test_a_pack_is_not_kept_outside(outside: Path, link: str) -> None:
    """Neither through the folder for it nor through the name of its bundle; nothing is accepted then."""
    name = bundle_name(Pin.of(load(PACK)))
    if link.startswith("folder"):
        wrong = Path("theirs/packs")
        wrong.symlink_to("../ours" if link == "folder" else "../new")
    else:
        Path("theirs/packs").mkdir()
        wrong = Path("theirs/packs", name)
        wrong.symlink_to("../../ours/secret.yaml" if link == "bundle" else "../../ours/new.json")
    words = ("update", "theirs/site.yaml", "--accept", "--keep-pack", *PACKED)
    assert call(*words) == (1, [f"{wrong}: {OUT_OF_PACKS}"])
    assert texts(outside) == {"secret.yaml": SECRET}
    assert not Path("new").exists()
    assert not Path("theirs/site.plan.yaml").exists()


@pytest.mark.parametrize("link", ["folder", "bundle"])
def test_a_pack_is_not_read_from_outside(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan's pack that is ours alone is read where whoever runs the command names our folder."""
    assert call("update", "theirs/site.yaml", "--accept", *PACKED)[0] == 0
    assert call("build", *PACKED, "-o", "ours/tiny.json")[0] == 0
    if link == "folder":
        wrong = Path("theirs/packs")
        wrong.symlink_to("../ours")
    else:
        Path("theirs/packs").mkdir()
        wrong = Path("theirs/packs/tiny.json")
        wrong.symlink_to("../../ours/tiny.json")
    assert call("tasks", "theirs/site.yaml") == (1, [f"{wrong}: {OUT_OF_PACKS}"])
    wrong.unlink()
    monkeypatch.setenv("SURVEYMODEL_PACKS", "ours")
    assert call("tasks", "theirs/site.yaml")[0] == 0


def test_links_for_packs_within_the_folder_are_followed() -> None:
    Path("theirs/packs").symlink_to("below")
    assert call("update", "theirs/site.yaml", "--accept", "--keep-pack", *PACKED)[0] == 0
    assert [path.name for path in Path("theirs/below").iterdir()] == [bundle_name(Pin.of(load(PACK)))]
    assert call("tasks", "theirs/site.yaml")[0] == 0


def test_a_new_system_writes_no_schema_outside(outside: Path) -> None:
    """A schema that is there is written anew, and a link is no way out."""
    Path("theirs/surveymodel-tiny.schema.json").symlink_to("../ours/secret.yaml")
    code, lines = call("init", "theirs/new.yaml", *PACKED)
    assert (code, lines[-1]) == (
        2,
        "Error: theirs/surveymodel-tiny.schema.json is a link that leads out of the folder.",
    )
    assert texts(outside) == {"secret.yaml": SECRET}
    assert sorted(path.name for path in Path("theirs").iterdir()) == [
        "below", "site.yaml", "surveymodel-tiny.schema.json",
    ]  # fmt: skip


def test_questions_are_not_written_through_a_link(outside: Path) -> None:
    """Whether it leads to a file or to none yet: the name is taken."""
    for name in ("secret.yaml", "new.yaml"):
        Path("theirs/questions.yaml").unlink(missing_ok=True)
        Path("theirs/questions.yaml").symlink_to(f"../ours/{name}")
        code, lines = call("hand-out", "theirs/site.yaml", "--to", "theirs/questions.yaml", *PACKED)
        assert (code, lines[-1]) == (
            2,
            "Error: theirs/questions.yaml is there already: somebody may have filled it in.",
        )
    assert texts(outside) == {"secret.yaml": SECRET}
