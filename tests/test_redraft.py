"""Content as the files that it may have come from."""

from __future__ import annotations

import json
from pathlib import Path

from surveymodel.content.draft import Draft, read_draft
from surveymodel.content.load import content_of, diagnose, load_content
from surveymodel.content.redraft import redraft
from surveymodel.content.structure import unstructure
from tests.tiny import PACK


def redrafted() -> Draft:
    """Return the tiny pack's content as a draft."""
    return redraft("bundle.json", json.loads(json.dumps(unstructure(load_content(PACK)))))


def test_what_has_no_faults_in_files_has_none_without() -> None:
    """A pack that loads is found faultless again, and nothing of it is lost or moved to another kind."""
    assert diagnose(redrafted()) == []
    content = read_draft(PACK)
    kinds = {"cases", "system"}
    for kind in {file.kind for file in content.files} - kinds:
        expected = sum(len(list(file.entries())) for file in content.of(kind))
        assert expected == sum(len(list(file.entries())) for file in redrafted().of(kind)), kind


def test_entries_stand_in_the_files_that_they_came_from() -> None:
    """Names and places are those of the pack's files, below the name of the bundle."""
    expected = {
        (file.name, str(file.document.at(path)).removeprefix(f"{PACK}/"))
        for file in read_draft(PACK).files
        if file.kind == "rules"
        for path, _ in file.entries()
    }
    actual = {
        (file.name, str(file.document.at(path)).removeprefix("bundle.json/"))
        for file in redrafted().of("rules")
        for path, _ in file.entries()
    }
    assert expected == actual


def test_content_that_was_in_no_files_has_names_by_kind() -> None:
    """Questions are still in their sections, and documents are named for what they are about."""
    draft = redraft(
        "x",
        {
            "pack": {"id": "p"},
            "questions": [
                {"id": "a", "section": "one"},
                {"id": "b", "section": "two"},
                {"id": "c", "section": "one"},
            ],
            "facts": [{"id": "f"}],
            "guides": [{"countermeasure": "c", "stack": "s"}],
            "standards": [{"id": "std"}],
            "interpretations": [{"standard": "std"}],
        },
    )
    names = {
        "pack.yaml": 1,
        "survey/one.yaml": 2,
        "survey/two.yaml": 1,
        "facts.yaml": 1,
        "guides/c/s.md": 1,
        "standards/std.yaml": 1,
        "interpretations/std.yaml": 1,
    }
    assert names == {file.name: len(list(file.entries())) for file in draft.files}
    assert {"x/facts.yaml"} == {str(f.document.at(("facts", 0))) for f in draft.of("facts")}


def test_content_comes_back_from_its_draft() -> None:
    """The draft of content is a draft of that content, but for what only its files say."""
    content = load_content(PACK)
    again = content_of(redrafted())
    assert (content.pack, content.facts, content.rules) == (again.pack, again.facts, again.rules)
    assert content.questions == again.questions
    assert Path("bundle.json") == redrafted().root
