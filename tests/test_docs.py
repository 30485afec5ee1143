"""The documentation does what it says, and has a place for everything that it should."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

import surveymodel
from surveymodel.cli.commands import group
from surveymodel.content.schema import _validator, load_schema
from surveymodel.engine.files import read_system
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.exchange.plan_json import FORMAT, plan_document
from surveymodel.project.plan import plan
from tests.executed import DOCS, ROOT, blocks, differences, fits, pages
from tests.shop import MODEL
from tests.strict import lax_places

pytestmark = pytest.mark.untraced

PAGES = pages()
REFERENCE = DOCS / "reference"
DIAGNOSTICS = sorted((REFERENCE / "diagnostics").glob("SM*.md"))

#: The nouns of the project, one word for each thing.
TERMS = {
    "pack", "section", "question", "answer", "answer sheet", "system", "condition", "fact", "value",
    "scale", "level", "rule", "threat", "countermeasure", "guide", "task", "plan", "standard", "control",
    "interpretation", "mapping", "compliance", "case", "coverage", "diagnostic", "finding", "reason",
    "waiver", "overlay",
}  # fmt: skip


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _generator() -> ModuleType:
    """Return the module that makes the generated pages."""
    spec = importlib.util.spec_from_file_location("docs_pages", DOCS / "_ext" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_pages"] = module
    spec.loader.exec_module(module)
    return module


GENERATOR = _generator()


# ---------------------------------------------------------------------------------------------
# What is shown is true


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_block_of_a_page_prints_what_the_page_shows(path: Path, tmp_path: Path) -> None:
    """Python and console blocks run, in the folder that the first tutorial leaves behind."""
    found = differences(path, tmp_path)
    assert [str(difference) for difference in found] == []


@pytest.mark.parametrize("path", DIAGNOSTICS, ids=lambda path: path.stem)
def test_the_example_of_a_diagnostic_shows_its_code(path: Path) -> None:
    """What the example prints, which is executed above, has the code of the page."""
    console = "".join(block.text for block in blocks(path) if block.language == "console")
    assert f": {path.stem} " in console


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("one\ntwo\n", "one\ntwo", True),
        ("one\ntwo\n", "one\n", False),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\ntwo\n", "one\ntwo\n", True),
        ("took … s\n", "took 0.3 s\n", True),
        ("took … s\n", "took\n0.3 s\n", False),
        ("…\ntwo\n", "one\nthree\n", False),
        ("a.b\n", "axb\n", False),
    ],
)
def test_an_ellipsis_stands_for_any_text(expected: str, actual: str, same: bool) -> None:
    """Outputs are compared line by line, and only the ellipsis is lenient."""
    assert same == fits(expected, actual)


def test_a_rule_is_tested_after_as_many_commands_as_the_tutorial_says() -> None:
    """Fewer than ten lead from an empty folder to cases that pass."""
    tutorial = DOCS / "tutorial" / "first-rule.md"
    console = "".join(block.text for block in blocks(tutorial) if block.language == "console")
    commands = re.findall(r"^\$ (.+)$", console, re.MULTILINE)
    number = 1 + commands.index("surveymodel test --pack pack")
    assert number < 10
    named = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[number - 1]
    assert f"from an empty folder to a tested rule in {named} commands" in tutorial.read_text(
        encoding="utf-8"
    )


# ---------------------------------------------------------------------------------------------
# Everything has its place


def test_every_public_name_is_in_the_reference() -> None:
    """The page on the API has an entry for each name of ``surveymodel``."""
    page = (REFERENCE / "api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\.\. auto(?:function|class):: surveymodel\.(\w+)$", page, re.MULTILINE))
    assert set(surveymodel.__all__) == listed


def test_every_command_and_option_is_in_the_reference() -> None:
    """The generated page has a heading for each command and a row for each option."""
    assert "```{generated} commands" in (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    text = GENERATOR.commands_page()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        section = text.partition(f"## surveymodel {name}\n")[2].partition("\n## ")[0]
        assert section, name
        for option in (p for p in command.params if isinstance(p, click.Option)):
            assert all(f"`{spelling}`" in section for spelling in option.opts), option.name


def test_every_property_is_in_the_reference() -> None:
    """The generated page on the content format has each property of each schema, described."""
    page = (REFERENCE / "content-format.md").read_text(encoding="utf-8")
    kinds = {path.name.removesuffix(".schema.json") for path in GENERATOR.SCHEMAS.glob("*.json")}
    documents = GENERATOR.DOCUMENTS
    for kind in kinds - {"common"} - documents:
        assert f"```{{generated}} schema {kind}\n" in page
        text = GENERATOR.schema_page(kind)
        for name, meaning in _described(load_schema(kind)):
            assert re.search(rf"`(?:[^`]*[.*\]])?{re.escape(name)}`", text), (kind, name)
            assert GENERATOR.escaped(meaning) in text, (kind, name)
    for kind in documents:
        assert f"```{{generated}} {kind}\n" in (REFERENCE / f"{kind}-format.md").read_text(encoding="utf-8")
        text = GENERATOR.document_page(kind)
        assert all(GENERATOR.escaped(meaning) in text for _, meaning in _described(load_schema(kind)))
    assert "```{generated} shared" in page
    shared = GENERATOR.shared_page()
    assert all(f"### {name}\n" in shared for name in load_schema("common")["$defs"])


def _described(schema: Any) -> list[tuple[str, str]]:
    """Return the properties of a schema at any depth, but for those of an entry's own list."""
    found: list[tuple[str, str]] = []
    if isinstance(schema, dict):
        entry = "entry" in schema.get("$defs", {})
        for name, part in schema.get("properties", {}).items():
            if isinstance(part, dict) and "description" in part and not entry:
                found.append((name, part["description"]))
        for value in schema.values():
            found += _described(value)
    elif isinstance(schema, list):
        for value in schema:
            found += _described(value)
    return found


def test_every_diagnostic_code_has_its_page() -> None:
    """Each code in the source has a page, and each page's code is in the source."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert sorted(set(re.findall(r'"(SM[0-9]{3})"', source))) == [path.stem for path in DIAGNOSTICS]


@pytest.mark.parametrize("path", DIAGNOSTICS, ids=lambda path: path.stem)
def test_a_page_on_a_diagnostic_has_all_its_parts(path: Path) -> None:
    """Heading, stage and severity, meaning, example, and how to fix it."""
    code, title, stage, severity = GENERATOR.diagnostic(path)
    assert path.stem == code
    assert title
    assert stage in ("Reading", "Schema", "Names and order", "Answers", "Cases", "Checks")
    assert severity in ("error", "warning", "advice")
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Example", "How to fix it"]


def test_every_term_is_in_the_glossary() -> None:
    """The glossary is in order and has each noun of the project."""
    page = (DOCS / "explanation" / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S[^\n]*)\n: ", page, re.MULTILINE)
    assert set() == TERMS - set(entries)
    assert entries == sorted(set(entries))


def test_every_page_is_in_a_table_of_contents() -> None:
    """No page of the documentation is out of reach; the build checks the rest."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for folder in ("tutorial", "how-to", "reference", "explanation"):
        assert f"\n{folder}/" in index


# ---------------------------------------------------------------------------------------------
# Links


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    """Each relative link names a file that exists, and each anchor a heading of it."""
    prose = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]+`", "", prose)):
        if re.match(r"[a-z]+:", target):
            assert target.startswith("https://"), target
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file), target


def _anchors(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    made = "|".join(("shared", *sorted(GENERATOR.DOCUMENTS)))
    for name in re.findall(rf"^```\{{generated\}} ({made})$", text, re.MULTILINE):
        text += GENERATOR.made(name)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# ---------------------------------------------------------------------------------------------
# The plan's format


def _systems() -> list[Any]:
    core = surveymodel.load()
    folder = ROOT / "content" / "core" / "examples"
    found = []
    for path in sorted(folder.glob("*.yaml")):
        system = read_system(path, cls=System)
        if any(core.questions[id].of != "organisation" for id in system.answers):
            found.append(pytest.param(core, system, id=path.stem))
    return [
        *found,
        pytest.param(core, System(), id="nothing-answered"),
        pytest.param(MODEL, System(), id="shop-empty"),
        pytest.param(
            MODEL,
            System(
                id="all",
                title="A shop",
                organisation=System(answers={"region": "west"}),
                answers={
                    "kind": {
                        "answer": "shop",
                        "by": "ana",
                        "on": "2026-03-02",
                        "evidence": "a:1",
                        "note": "So.",
                    },
                    "features": ["cards"],
                    "people": {"at-least": 50, "below": 200},
                    "vendor": "own",
                    "login": "token",
                    "hosting": "unknown",
                },
                components={"web": {"stack": ["django"]}, "api": {"stack": []}},
            ),
            id="shop-with-everything",
        ),
    ]


@pytest.mark.parametrize(("model", "system"), _systems())
def test_plans_fit_their_schema(model: surveymodel.SurveyModel, system: System) -> None:
    """What is exported is what the schema describes, with nothing besides."""
    document = json.loads(json.dumps(plan_document(plan(resolve(model, system)))))
    assert [f"{error.json_path}: {error.message}" for error in _validator("plan").iter_errors(document)] == []


def test_the_plan_schema_is_strict() -> None:
    """A property too many or too few, at any depth, is refused."""
    document = plan_document(plan(resolve(MODEL, System(answers={"kind": "shop", "features": ["cards"]}))))
    assert document["format"] == FORMAT
    assert document["tasks"]
    assert document["threats"]
    task, threat = document["tasks"][0], document["threats"][0]
    assert lax_places("plan", document, (document, task, task["reasons"][0], threat)) == []
