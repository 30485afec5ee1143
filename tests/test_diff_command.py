"""``surveymodel diff``: what it prints, in which forms, and when it fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel.content.schema import load_schema
from tests.test_bad_input import call
from tests.test_revision import git, replaced
from tests.tiny import PACK

pytestmark = pytest.mark.untraced


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two copies of the tiny pack in the current folder, ``old`` and ``new``, of which ``new`` is the next version."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACK, "old")
    shutil.copytree(PACK, "new")
    replaced("new/pack.yaml", "1.2.3", "1.3.0")
    return tmp_path


def flooded() -> None:
    """Let the rule on floods ask for payments too, which fewer systems take."""
    replaced("new/rules/web.yaml", "when: reach.internet", "when: reach.internet and features.payments")


SHOP = """\
format: surveymodel-system/1
id: {id}
answers: {{reach: internet, features: {features}}}
"""


def systems() -> None:
    """Write a shop and a site."""
    Path("systems").mkdir()
    for id, features in (("shop", "[payments]"), ("site", "[]")):
        Path(f"systems/{id}.yaml").write_text(SHOP.format(id=id, features=features), encoding="utf-8")


def document(*arguments: str) -> dict[str, Any]:
    """Return the JSON document that is printed, which fits its schema."""
    _, lines = call("diff", *arguments, "--format", "json")
    found: dict[str, Any] = json.loads("\n".join(lines))
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    Draft202012Validator(load_schema("diff"), registry=registry).validate(found)
    return found


@pytest.mark.usefixtures("both")
def test_what_is_weakened_comes_first() -> None:
    """A countermeasure that applies less often stands over the rule that changed, and that over words."""
    flooded()
    replaced("new/rules/web.yaml", "everybody can reach it.", "everyone can reach it.")
    assert (
        0,
        [
            "tiny 1.2.3 → 1.3.0: 1 weakened or removed, 1 changed in another way, 1 in words only.",
            "",
            "Weakened and removed",
            "  countermeasure limit-requests: Limit requests",
            "    no longer follows from reach: internet",
            "    because the condition of rule reachable changed",
            "",
            "Changed in another way",
            "  rule reachable",
            "    condition was reach.internet",
            "    condition is reach.internet and features.payments",
            "",
            "Words only",
            "  rule reachable",
            "    because was: everybody can reach it.",
            "    because is: everyone can reach it.",
        ],
    ) == call("diff", "old", "new")


@pytest.mark.usefixtures("both")
def test_nothing_changed_is_one_line() -> None:
    """Whoever changed nothing reads so, and no --fail-on fails."""
    assert (0, ["tiny 1.2.3 → 1.2.3: Nothing changed."]) == call("diff", "old", "old", "--fail-on", "any")


@pytest.mark.usefixtures("both")
def test_systems_are_told_of_by_change() -> None:
    """The one system that loses a task is named under the change that takes it."""
    flooded()
    systems()
    code, lines = call("diff", "old", "new", "--systems", "systems")
    assert code == 0
    assert [
        "2 systems compared, tasks move in 1.",
        "  The condition of rule reachable changed: 1 system",
        "    lose limit-requests (1)",
        "    such as site",
    ] == lines[-4:]


@pytest.mark.usefixtures("both")
def test_the_document_has_each_system_with_its_causes() -> None:
    """Numbers by change, and every system that moved with the change behind each of its tasks."""
    flooded()
    systems()
    found = document("old", "new", "--systems", "systems")["systems"]
    assert (2, 1) == (found["compared"], found["moved"])
    task = {"task": "limit-requests", "before": "certain", "after": "excluded", "causes": [0]}
    assert [{"system": "site", "tasks": [task]}] == found["each"]
    assert ("rule", "reachable", "when") == tuple(
        found["causes"][0][key] for key in ("kind", "id", "property")
    )


@pytest.mark.usefixtures("both")
def test_markdown_is_a_changelog() -> None:
    """A title, a summary, a section for each sort; ids are code, and words are no markup."""
    flooded()
    replaced("new/rules/web.yaml", "everybody can reach it.", "all can reach it!")
    code, lines = call("diff", "old", "new", "--format", "markdown")
    assert code == 0
    assert [
        "# A tiny pack 1.3.0",
        "",
        "Since 1.2.3: 1 weakened or removed, 1 changed in another way, 1 in words only.",
    ] == lines[:3]
    assert "- countermeasure `limit-requests`: Limit requests" in lines
    assert "  - because the condition of rule `reachable` changed" in lines
    assert r"  - because: everybody can reach it. → all can reach it!" in lines


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("because: everybody can reach it.", "because: everyone can.", (1, 0, 0)),
        ("raises: [flooding]", "raises: [{threat: flooding, likelihood: 1}]", (1, 1, 0)),
        ("when: reach.internet", "when: reach.internet and features.payments", (1, 1, 1)),
        ("priority: 9", "priority: 8", (1, 1, 1)),
    ],
)
@pytest.mark.usefixtures("both")
def test_it_fails_on_what_one_asks_for(old: str, new: str, codes: tuple[int, ...]) -> None:
    """Any change, one of meaning, or one that weakens; without the option nothing fails."""
    replaced("new/rules/web.yaml", old, new)
    kinds = ("any", "meaning", "weakened")
    assert codes == tuple(call("diff", "old", "new", "--fail-on", kind)[0] for kind in kinds)
    assert 0 == call("diff", "old", "new")[0]


@pytest.mark.usefixtures("both")
def test_a_system_that_fits_neither_version_is_passed_over_and_fails() -> None:
    """It is named with its line; the others are compared."""
    systems()
    lines = [{"id": "odd", "answers": {"reach": "moon"}}, {"id": "good", "answers": {"reach": "staff"}}]
    Path("all.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    code, said = call("diff", "old", "new", "--systems", "all.ndjson")
    assert code == 1
    assert "1 system compared, tasks move in 0." in said
    assert said[-1].startswith("all.ndjson:1: passed over: answer 'reach': SM502 unknown answer 'moon'")


@pytest.mark.usefixtures("both")
def test_every_form_of_saved_systems_says_the_same() -> None:
    """NDJSON, CSV and Parquet of the same systems move the same tasks, also where an answer is gone."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    flooded()
    replaced(
        "old/survey/shape.yaml",
        "      - id: staff\n",
        "      - id: nobody\n        text: No one\n      - id: staff\n",
    )
    sheets = [("shop", "internet", ["payments"]), ("site", "internet", []), ("dark", "nobody", ["payments"])]
    rows = [{"id": id, "answers": {"reach": reach, "features": features}} for id, reach, features in sheets]
    Path("all.ndjson").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    csv = ["id,reach,features\n", *(f"{id},{reach},{','.join(f) or 'none'}\n" for id, reach, f in sheets)]
    Path("all.csv").write_text("".join(csv), encoding="utf-8")
    columns = {
        "id": [s[0] for s in sheets],
        "reach": [s[1] for s in sheets],
        "features": [s[2] for s in sheets],
    }
    pq.write_table(pa.table(columns), "all.parquet")
    found = [
        document("old", "new", "--systems", f"all.{form}")["systems"] for form in ("ndjson", "csv", "parquet")
    ]
    assert [{"question": "reach", "answer": "nobody", "systems": ["dark"]}] == found[0]["unoffered"]
    assert {"site", "dark"} == {one["system"] for one in found[0]["each"]}
    assert found[0] == found[1] == found[2]


@pytest.mark.usefixtures("both")
def test_a_revision_of_git_stands_for_a_folder() -> None:
    """With --pack, revisions alone name the versions."""
    if shutil.which("git") is None:
        pytest.skip("there is no git here")
    git("init", "-q")
    git("add", "new")
    git("commit", "-q", "-m", "first")
    flooded()
    git("commit", "-q", "-a", "-m", "second")
    assert call("diff", "HEAD~1", "HEAD", "--pack", "new") == call("diff", "HEAD~1:new", "new")
    assert (0, ["tiny 1.3.0 → 1.3.0: Nothing changed."]) == call("diff", "HEAD", "new", "--pack", "new")


@pytest.mark.usefixtures("both")
def test_bad_input_is_one_message() -> None:
    """A version or file of systems that is not there ends with 1, a wrong option with 2."""
    code, lines = call("diff", "old", "newer")
    assert (1, 1) == (code, len(lines))
    assert lines[0].startswith("newer: there is no such folder or bundle")
    assert 1 == call("diff", "old", "new", "--systems", "none.csv")[0]
    assert 2 == call("diff", "old", "new", "--organisation", "x.yaml")[0]
    assert 2 == call("diff", "old")[0]
