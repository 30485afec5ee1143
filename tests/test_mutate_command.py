"""``surveymodel mutate``: what is printed, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel.content.schema import load_schema
from surveymodel.testing import mutate
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tiny pack with one case, which says when flooding is raised."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACK, "tiny")
    for file in Path("tiny/rules").glob("*.test.yaml"):
        file.unlink()
    write("- {id: seen, answers: {reach: internet}, certain: [rule:reachable]}")
    return Path("tiny")


def write(*cases: str) -> None:
    Path("tiny/rules/web.test.yaml").write_text("cases:\n" + "".join(f"  {case}\n" for case in cases))


def document(*arguments: str) -> dict[str, Any]:
    code, lines = call("mutate", "--pack", "tiny", "--format", "json", *arguments)
    assert code == 0
    found: dict[str, Any] = json.loads("\n".join(lines))
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    Draft202012Validator(load_schema("mutate"), registry=registry).validate(found)
    return found


def test_what_survives_is_listed_with_a_case_that_would_kill_it(pack: Path) -> None:
    """Pasted into the cases, as it is printed, it kills the mutant and passes."""
    code, lines = call("mutate", "--pack", "tiny")
    assert code == 0
    alive = [index for index, line in enumerate(lines) if line.endswith(" survives")]
    before = document()["counts"]
    assert len(alive) == before["survived"] > 10
    first = lines[alive[0] :]
    end = next(index for index, line in enumerate(first[1:], 1) if not line.startswith(" "))
    assert first[2] == "  As a case:"
    write(
        "- {id: seen, answers: {reach: internet}, certain: [rule:reachable]}",
        *(line[4:] for line in first[3:end]),
    )
    assert call("test", "--pack", "tiny")[0] == 0
    assert document()["counts"]["survived"] < before["survived"]
    assert first[0] not in call("mutate", "--pack", "tiny")[1]


def test_the_last_lines_count(pack: Path) -> None:
    """As the document does, and as the function returns; a threshold fails where fewer are killed."""
    counts = document()
    killed, survived, equivalent = (counts["counts"][fate] for fate in ("killed", "survived", "equivalent"))
    percent = 100 * killed // (killed + survived)
    assert counts["percent"] == percent == mutate(pack).percent
    code, lines = call("mutate", "--pack", "tiny", "--threshold", str(percent))
    apart = f"; {equivalent} that change no truth are not counted" if equivalent else ""
    assert f"Mutants killed {percent} %: {killed} of {killed + survived}{apart}" in lines
    assert code == 0
    assert call("mutate", "--pack", "tiny", "--threshold", str(percent + 1))[0] == 1


def test_a_pack_whose_cases_fail_is_not_mutated(pack: Path) -> None:
    """The failing expectation is named; there would be nothing that a mutant could change."""
    write("- {id: seen, answers: {reach: staff}, certain: [rule:reachable]}")
    code, lines = call("mutate", "--pack", "tiny")
    assert code == 1
    assert lines == [
        "tiny/rules/web.test.yaml:2:51: SM511 in the case 'seen' rule:reachable is excluded, expected certain",
        "Error: nothing was mutated: there is 1 error to mend",
    ]


def test_a_pack_without_cases_is_not_mutated(pack: Path) -> None:
    """Everything would survive."""
    Path("tiny/rules/web.test.yaml").unlink()
    assert call("mutate", "--pack", "tiny") == (
        1,
        ["Error: nothing was mutated: there is no case and no property"],
    )


@pytest.mark.parametrize(
    "wrong", [["--threshold", "101"], ["--threshold", "many"], ["--format", "xml"], ["rest"]]
)
def test_a_wrong_command_line(pack: Path, wrong: list[str]) -> None:
    """It ends with 2, as that of every command does."""
    assert call("mutate", "--pack", "tiny", *wrong)[0] == 2
