"""A version of a pack by its name: folders, bundles, built-in packs and revisions of git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from surveymodel.authoring.revision import read_version
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import ContentError, SurveyModelError
from surveymodel.testing import diff
from tests.tiny import PACK

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here"),
]


def git(*arguments: str) -> None:
    """Run git in the current folder."""
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def replaced(path: str, old: str, new: str) -> None:
    """Replace a text in a file that has it."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the tiny pack, tagged ``v1``, and another version of it in the folder."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACK, "packs/tiny")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    git("tag", "v1")
    replaced("packs/tiny/pack.yaml", "1.2.3", "1.3.0")
    return tmp_path


def test_a_revision_is_the_pack_as_it_was(history: Path, tiny: SurveyModel) -> None:
    """Whatever stands in the folder by now, git's own store has the version before, and nothing is written."""
    for name, pack in (
        ("v1:packs/tiny", None),
        ("HEAD", "packs/tiny"),
        ("v1", str(history / "packs" / "tiny")),
    ):
        assert tiny.digest == read_version(name, pack).digest
    assert "1.3.0" == read_version("packs/tiny").version
    assert not Path(".git/worktrees").exists()


@pytest.mark.usefixtures("history")
def test_a_test_of_a_team_compares_versions_by_name() -> None:
    """What ``surveymodel.testing`` returns says whether anything changed."""
    replaced("packs/tiny/rules/web.yaml", "priority: 9", "priority: 8")
    found = diff("v1", Path("packs/tiny"), pack="packs/tiny")
    assert [("rule", "western-law", "weakened")] == [(one.kind, one.id, one.sort) for one in found.changes]
    assert found.has("weakened")


def test_a_bundle_and_a_built_in_pack_are_versions(tmp_path: Path, tiny: SurveyModel) -> None:
    """They are named as for every other command."""
    bundle = tmp_path / "tiny.json"
    bundle.write_text(write_bundle(tiny, None), encoding="utf-8")
    assert tiny.digest == read_version(str(bundle)).digest
    assert "core" == read_version("core").id


@pytest.mark.parametrize(
    ("name", "pack", "message"),
    [
        ("v9:packs/tiny", None, "git has no revision 'v9' here"),
        ("v1:packs/other", None, "the revision has no folder 'packs/other'"),
        ("v1:packs/tiny/pack.yaml", None, "this is no folder but a blob"),
        ("v1", "packs/none", "there is no folder 'packs/none'"),
        ("v1", None, "there is no such folder or bundle"),
        ("--output=x:packs/tiny", None, "git has no revision '--output=x' here"),
        ("", None, "there is no such folder or bundle"),
    ],
)
@pytest.mark.usefixtures("history")
def test_a_name_that_is_no_version_is_refused_in_one_line(name: str, pack: str | None, message: str) -> None:
    """The name and what is wrong with it, whatever git would say; no option of git gets through."""
    with pytest.raises(SurveyModelError) as caught:
        read_version(name, pack)
    assert 1 == len(str(caught.value).splitlines())
    assert str(caught.value).startswith(f"{name}: {message}")
    assert not Path("x").exists()


def test_outside_of_a_repository_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without git's store has no revisions."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SurveyModelError, match="is in no git repository"):
        read_version("v1:packs/tiny")


def test_without_git_it_says_so(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no git, a revision cannot be looked for."""
    monkeypatch.setenv("PATH", str(history / "nowhere"))
    with pytest.raises(SurveyModelError, match="no git to look for a revision"):
        read_version("v1:packs/tiny")


@pytest.mark.usefixtures("history")
def test_faults_of_a_revision_have_their_places() -> None:
    """A pack with faults is refused with all of them, each with the name of its file in the revision."""
    replaced("packs/tiny/rules/web.yaml", "reach.internet", "reach.nobody")
    Path("packs/tiny/rules/more.yml").write_text("rules: []\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "spoilt")
    with pytest.raises(ContentError) as caught:
        read_version("HEAD:packs/tiny")
    assert [("SM112", "HEAD:packs/tiny/rules/more.yml"), ("SM301", "HEAD:packs/tiny/rules/web.yaml")] == [
        (fault.code, fault.location.path)
        for fault in sorted(caught.value.diagnostics)
        if fault.severity == "error"
    ]


@pytest.mark.usefixtures("history")
def test_a_folder_without_a_pack_is_none() -> None:
    """A revision's folder that has no pack.yaml is refused as a folder is."""
    with pytest.raises(ContentError, match=r"no pack\.yaml here"):
        read_version("v1:packs")
