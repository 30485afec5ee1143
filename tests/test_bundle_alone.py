"""Bundles that stand alone: read if they are what this version writes, and otherwise refused in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from surveymodel import ContentError, System, load, plan, resolve
from surveymodel.engine import bundle_alone
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.bundle_alone import open_content
from surveymodel.engine.model import SurveyModel
from surveymodel.exchange.plan_json import plan_json
from tests.bundles import body, sealed
from tests.files import write_pack
from tests.tiny import PACK


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the bundle of a small pack."""
    return write_bundle(load(write_pack(tmp_path_factory.mktemp("pack"))), None)


def refused(folder: Path, content: str | bytes) -> str:
    """Return why a file is refused, after its name."""
    path = folder / "mini.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError) as caught:
        load(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def test_a_bundle_is_as_good_as_its_files(tmp_path: Path, tiny: SurveyModel) -> None:
    """Model, digest, places and plans are those of the folder, wherever the bundle stands."""
    path = tmp_path / "any name"
    path.write_text(write_bundle(tiny, "key"), encoding="utf-8")
    again = load(path)
    assert tiny == again
    assert tiny.digest == again.digest
    assert [rule.location for rule in tiny.content.rules] == [rule.location for rule in again.content.rules]
    system = System.read(PACK / "examples" / "shop.yaml")
    assert plan_json(plan(resolve(tiny, system))) == plan_json(plan(resolve(load(str(path)), system)))


def test_the_version_that_wrote_a_bundle_does_not_matter(tmp_path: Path, written: str) -> None:
    """What another version wrote is read where this version would write the same."""
    path = tmp_path / "mini.json"
    path.write_text(sealed(body(written), library="9.9.9", key="of no folder"), encoding="utf-8")
    assert load(path).id == "mini"


def test_the_content_of_a_bundle_is_linked_anew(tmp_path: Path, written: str) -> None:
    """Whatever program and digest stand beside it; its own faults are told still."""
    path = tmp_path / "mini.json"
    data = body(written)
    data["program"]["operations"], data["digest"] = [0, 0, 0], "0" * 64
    path.write_text(sealed(data), encoding="utf-8")
    with pytest.raises(ContentError, match="SM115"):
        load(path)
    path.with_name("whole.json").write_text(written, encoding="utf-8")
    whole = load(path.with_name("whole.json"))
    assert open_content(path) == whole
    assert open_content(path).digest == whole.digest
    data["content"]["pack"]["id"] = 7
    path.write_text(sealed(data), encoding="utf-8")
    with pytest.raises(ContentError, match="SM115"):
        open_content(path)


NONE = "SM101 neither a pack's folder nor a bundle: "


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", f"{NONE}not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"format: surveymodel-pack/1\n", f"{NONE}not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"\xff", f"{NONE}not JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[" * 100_000, f"{NONE}nested too deep"),
        (b"[]", f"{NONE}it says no format"),
        (b'{"format": 1}', f"{NONE}it says no format"),
        (b'{"format": "surveymodel-plan/1"}', f"{NONE}its format is 'surveymodel-plan/1'"),
        (b'{"format": "surveymodel-bundle/2"}',
         "SM114 its format is 'surveymodel-bundle/2', and this version reads 'surveymodel-bundle/1'"),
        (b'{"format": "surveymodel-bundle/2", "library": "2.0.0"}',
         "SM114 its format is 'surveymodel-bundle/2', written by version 2.0.0, "
         "and this version reads 'surveymodel-bundle/1'"),
        (b'{"format": "surveymodel-bundle/1", "libr',
         "SM115 damaged: not JSON: Unterminated string starting at: line 1 column 36 (char 35)"),
        (b'{"format": "surveymodel-bundle/1", "library": ' + b"[" * 100_000, "SM115 damaged: nested too deep"),
    ],
)  # fmt: skip
def test_a_file_that_is_none(tmp_path: Path, content: bytes, message: str) -> None:
    """Other files, other formats and cut ones are told apart."""
    assert message == refused(tmp_path, content)


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no file, cannot be opened or is too large is refused before it is read."""
    with pytest.raises(ContentError, match=r"^/dev/null: SM101 this is no regular file$"):
        load("/dev/null")
    monkeypatch.setattr(bundle_alone, "MAX_BYTES", 10)
    assert refused(tmp_path, b"[1,2,3,4,5]") == "SM109 larger than 10 bytes"

    def denied(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ContentError, match=r"mini\.json: SM101 cannot be read: Permission denied$"):
        load(tmp_path / "mini.json")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ({"sha256": "0" * 64}, "SM115 damaged: the SHA-256 of 'model' is not the one that stands beside it"),
        ({"sha256": None}, "SM115 damaged: the SHA-256 of 'model' is not the one that stands beside it"),
        ({"model": 5}, "SM115 'model' is no text"),
        ({"modle": 5}, "SM115 unknown key 'modle' (did you mean 'model'?)"),
    ],
)
def test_a_bundle_with_another_head(tmp_path: Path, written: str, head: dict[str, Any], message: str) -> None:
    """The checksum is that of the body, and there is nothing else beside it."""
    assert message == refused(tmp_path, sealed(body(written), **head))


def test_a_head_that_lacks_something(tmp_path: Path, written: str) -> None:
    """A missing key is named."""
    head = json.loads(written)
    del head["key"]
    assert refused(tmp_path, json.dumps(head)) == "SM115 the key 'key' is missing"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("nothing", "SM115 in 'model': not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[" * 100_000, "SM115 in 'model': nested too deep"),
        ("5", "SM115 model is no mapping"),
        ('{"columns": 1}', "SM115 the key 'model.digest' is missing"),
        ('{"digset": 1}', "SM115 unknown key 'model.digset' (did you mean 'digest'?)"),
        ('"\\u001b[2J"', "SM115 in 'model': the escape '\\\\u' is not one that this library writes"),
        ('"\\\\\\\\\\r"', "SM115 in 'model': the escape '\\\\r' is not one that this library writes"),
        ('"\u202e"', "SM115 in 'model': the character U+202E is not allowed"),
        ("\ud800", "SM115 damaged: the SHA-256 of 'model' is not the one that stands beside it"),
    ],
)
def test_a_body_of_another_kind(tmp_path: Path, model: str, message: str) -> None:
    """With a checksum that is right, what it belongs to must still be a model, and safe to show."""
    assert message == refused(tmp_path, sealed(model))


def put(*path: Any) -> Callable[[Any], None]:
    """Return what puts the last of these in the place that the others lead to."""

    def change(data: Any) -> None:
        for step in path[:-2]:
            data = data[step]
        data[path[-2]] = path[-1]

    return change


def drop(*path: Any) -> Callable[[Any], None]:
    """Return what removes the place that these lead to."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("digest", "0" * 64), "'model.digest' is '000"),
        (put("program", "inputs", 10**6), "'model.program.inputs' is 1000000, where this version writes "),
        (put("program", "operations", 1, 10**6), "'model.program.operations[1]' is 1000000, "),
        (put("program", "operations", 0, 7), "'model.program.operations[0]' is 7, "),
        (put("program", "operations", [0, 0]), "'model.program.operations["),
        (put("program", "operations", None), "'model.program.operations' is None, where this version writes a list"),
        (put("program", "more", 1), "'model.program.more' is 1, where this version writes nothing"),
        (put("columns", "firm", "answers", "big", -1), "'model.columns.firm.answers.big' is -1, "),
        (put("columns", {}), "'model.columns.firm' is nothing, where this version writes a mapping"),
        (put("truths", "rule:law", 10**30), "'model.truths.rule:law' is 1"),
        (drop("truths", "rule:law"), "'model.truths.rule:law' is nothing, where this version writes "),
        (put("marks", "scope:mine", 3), "'model.marks.scope:mine' is 3, where this version writes nothing"),
        (put("content", "rules", 0, "priority", "9"), "'model.content.rules[0].priority' is '9', "),
        (put("content", "rules", 0, "titel", "x"), "unknown property 'titel' @ model.content.rules[0]"),
        (drop("content", "rules", 0, "because"), "missing @ model.content.rules[0].because"),
        (put("content", "questions", 0, "select", "all"),
         "'all' is none of one, many, number @ model.content.questions[0].select"),
        (put("content", None), "not of the kind that belongs here @ model.content"),
        (put("content", "rules", 5), "not of the kind that belongs here @ model.content.rules"),
        (put("content", "rules", 0, "when", "reach."), "in 'model.content': cannot read 'reach.': "),
        (put("content", "rules", 0, "location", ["a"]),
         "not of the kind that belongs here @ model.content.rules[0].location"),
    ],
)  # fmt: skip
def test_a_body_from_another_hand(
    tmp_path: Path, written: str, change: Callable[[Any], None], message: str
) -> None:
    """Whatever does not follow from the content, or is no content, is named with its place."""
    data = body(written)
    change(data)
    found = refused(tmp_path, sealed(data))
    assert found.startswith(f"SM115 {message}")


def test_another_version_is_named_where_it_links_otherwise(tmp_path: Path, written: str) -> None:
    """Whoever has an old bundle is told that it is old."""
    data = body(written)
    data["program"]["inputs"] = 99
    found = refused(tmp_path, sealed(data, library="0.0.1"))
    assert "'model.program.inputs' is 99, written by version 0.0.1, where this version writes " in found


def test_faults_of_the_content_are_those_of_files(tmp_path: Path, written: str) -> None:
    """Names that lead nowhere have the place that they had in the pack's files."""
    data = body(written)
    rule = data["content"]["rules"][0]
    rule["when"] = "raech.all"
    path = tmp_path / "mini.json"
    path.write_text(sealed(data), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(path)
    file, line, column = rule["location"]
    assert str(caught.value) == (
        f"{path}/{file}:{line}:{column}: SM301 unknown answer 'raech.all' (did you mean 'reach.all'?)"
    )


def test_a_rule_that_requires_states_a_priority(tmp_path: Path, written: str) -> None:
    """What the schema of files would say is said of a bundle too, where the engine relies on it."""
    data = body(written)
    rules = data["content"]["rules"]
    index = next(index for index, rule in enumerate(rules) if "priority" in rule)
    del rules[index]["priority"]
    assert refused(tmp_path, sealed(data)) == (
        f"SM115 rule:{rules[index]['id']} requires something and states no priority"
    )


def test_content_without_places_is_refused_with_its_kind(tmp_path: Path, written: str) -> None:
    """Faults of content that was never in files are told by the kind of its entries."""
    data = body(written)
    rule = data["content"]["rules"][0]
    del rule["location"]
    rule["when"] = "raech.all"
    path = tmp_path / "mini.json"
    path.write_text(sealed(data), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}/rules.yaml: SM301 ")
