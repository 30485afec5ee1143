"""Plans in the formats that people and other tools read."""

from __future__ import annotations

import csv
import io
import json

import pytest

from surveymodel import Interval, Plan, System, plan, resolve
from surveymodel.engine.reply import Given, given_data
from surveymodel.exchange.plan_csv import plan_csv, plan_csv_azure, plan_csv_jira
from surveymodel.exchange.plan_json import plan_document, plan_json, plan_ndjson
from surveymodel.exchange.plan_markdown import escaped, plan_markdown
from surveymodel.exchange.selection import Selection
from tests.packs import model
from tests.shop import MODEL

EVERY = Selection(possible=True)


@pytest.fixture
def shop() -> Plan:
    """Return the plan of a shop with two components and some open questions."""
    system = System(
        answers={
            "kind": {"answer": "shop", "by": "ana", "on": "2026-03-02", "evidence": "main.tf:12"},
            "features": ["cards"],
            "people": Interval(50, 200),
            "vendor": "own",
            "login": "token",
            "hosting": "unknown",
        },
        id="shop",
        title="A *shop*",
        components={"web": {"stack": ["django"]}, "api": {}},
    )
    return plan(resolve(MODEL, system))


def test_the_document_names_its_system_and_pack(shop: Plan) -> None:
    """A reader of the document knows what it is about and which content made it."""
    document = plan_document(shop)
    assert document["format"] == "surveymodel-plan/1"
    assert document["system"] == {"id": "shop", "title": "A *shop*"}
    assert document["pack"] == {"id": "test", "version": "1.0.0", "digest": MODEL.digest}


def test_the_document_says_what_is_open_stale_unknown_and_contradicted(shop: Plan) -> None:
    """What the plan rests on is in it, not only what follows."""
    document = plan_document(shop)
    assert document["open"] == [
        {"question": "region", "ask": "region?"},
        {"question": "stack", "ask": "stack?"},
    ]
    assert document["unknown"] == ["hosting"]
    assert document["stale"] == [{"question": "vendor", "component": None, "answer": "own", "from": "system"}]
    assert document["contradictions"] == [{"question": "login", "component": None, "implied": "cookie"}]


def test_a_task_has_its_reasons_with_their_evidence(shop: Plan) -> None:
    """Who said it, when and where one can see it goes with each answer."""
    task = next(task for task in plan_document(shop)["tasks"] if task["id"] == "watch-page")
    assert task["components"] == ["api", "web"]
    assert task["priority"] == {
        "low": 8,
        "high": 15,
        "band": "high",
        "reason": "threat:skimming has likelihood 3 and impact 5",
    }
    assert task["reasons"][0]["answers"][0] == {
        "question": "kind",
        "answer": "shop",
        "from": "system",
        "by": "ana",
        "on": "2026-03-02",
        "evidence": "main.tf:12",
    }
    assert task["controls"]["std"][0] == {
        "id": "1.2",
        "strength": "partial",
        "note": "the page only",
        "certainty": "certain",
    }


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        (Interval(5), {"at-least": 5}),
        (Interval(5, 9), {"at-least": 5, "below": 9}),
        (7, 7),
        (("a", "b"), ["a", "b"]),
        ("a", "a"),
    ],
)
def test_answers_are_spelled_as_in_system_files(given: Given, spelled: object) -> None:
    """What was given as an interval or list comes out as one."""
    assert given_data(given) == spelled


def test_json_and_its_lines_say_the_same(shop: Plan) -> None:
    """Each line of NDJSON is a task of the document, with its system."""
    tasks = json.loads(plan_json(shop))["tasks"]
    lines = [json.loads(line) for line in plan_ndjson(shop)]
    assert lines == [{"system": "shop", **task} for task in tasks]


def test_selection_filters(shop: Plan) -> None:
    """Possible tasks are shown on demand; standard, phase and owner narrow."""
    assert [t.id for t in Selection().tasks(shop)] == ["contact", "watch-page"]
    assert [t.id for t in EVERY.tasks(shop)] == ["notice", "contact", "watch-page"]
    assert [t.id for t in Selection(standard="std").tasks(shop)] == ["watch-page"]
    assert [t.id for t in Selection(phase="deploy").tasks(shop)] == []
    assert [t.id for t in Selection(owner="operations").tasks(shop)] == []


def rows(text: str) -> list[list[str]]:
    """Return the rows of a CSV text."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_has_a_row_for_each_task(shop: Plan) -> None:
    """A spreadsheet sees one task a row, several values on lines of a cell."""
    header, *tasks = rows(plan_csv(shop, Selection()))
    assert [dict(zip(header, row, strict=True))["id"] for row in tasks] == ["contact", "watch-page"]
    watch = dict(zip(header, tasks[1], strict=True))
    assert watch["components"] == "api\nweb"
    assert watch["controls"] == "std 1.2 partial\nstd 1.10 full"
    assert watch["priority"] == "high"


def test_jira_gets_a_summary_and_repeated_labels(shop: Plan) -> None:
    """Jira's importer needs Summary, and takes a column for each label; short rows are filled."""
    header, contact, watch = rows(plan_csv_jira(shop, Selection()))
    assert header[:4] == ["Summary", "Issue Type", "Priority", "Description"]
    assert set(header[4:]) == {"Labels"}
    assert watch[4:] == [
        "surveymodel",
        "system-shop",
        "task-watch-page",
        "phase-build",
        "owner-development",
        "component-api",
        "component-web",
    ]
    assert len(contact) == len(header)
    assert watch[2] == "High"


def test_azure_gets_a_type_and_a_title(shop: Plan) -> None:
    """Azure Boards needs Work Item Type and Title; its priorities are 1 to 4."""
    header, contact, watch = rows(plan_csv_azure(shop, Selection()))
    assert header == ["Work Item Type", "Title", "Priority", "Description"]
    assert (watch[0], watch[2], contact[2]) == ("Task", "2", "4")
    assert "Done when\n- Yes.\n- Again." in watch[3]


def test_no_cell_is_taken_for_a_formula_and_no_summary_is_too_long() -> None:
    """A title that begins with = stays a text, and Jira's limit of 255 characters is kept."""
    pack = model(
        {
            "rules": [{"id": "r", "requires": ["a", "b"], "priority": 1}],
            "countermeasures": [{"id": "a", "title": "=1+1"}, {"id": "b", "title": "x" * 300}],
        }
    )
    made = plan(resolve(pack, System()))
    assert [row[2] for row in rows(plan_csv(made, EVERY))[1:]] == ["'=1+1", "x" * 300]
    assert [len(row[0]) for row in rows(plan_csv_jira(made, EVERY))[1:]] == [5, 255]


def test_an_empty_plan_is_a_header() -> None:
    """Where nothing is to be done, the formats are still well formed."""
    made = plan(resolve(model({}), System()))
    assert rows(plan_csv_jira(made, EVERY)) == [["Summary", "Issue Type", "Priority", "Description"]]
    assert list(plan_ndjson(made)) == []
    assert plan_markdown(made, EVERY).startswith("# Countermeasure tasks: system\n")


def test_markdown_has_steps_guides_controls_and_what_is_open(shop: Plan) -> None:
    """A reader finds what to do, how, why, for which control, and what is not decided."""
    text = plan_markdown(shop, Selection(standard="std", possible=True))
    assert text.startswith("# Countermeasure tasks: A \\*shop\\*\n")
    for part in (
        "Only tasks that serve std.",
        "- Priority: high, 8–15 of 25",
        "- Components: api, web",
        "- After: `contact`",
        "Applies because it is so. (kind: shop; features: cards)",
        "1. One.\n2. Two.",
        "- Yes. *(test)*",
        "- std 1.2 1.2 (partial: the page only)",
        "## Questions still open\n\n- `region`: region?",
        "## Answers kept but not used\n\n- `vendor`",
        "## Contradictions\n\n- `login`: other answers imply `cookie`",
    ):
        assert part in text, part


def test_markdown_shows_guides_and_tools() -> None:
    """A guide stands in its task with its versions; one that may fit says so."""
    pack = model(
        {
            "questions": [{"id": "q", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}],
            "rules": [
                {"id": "r", "requires": ["c"], "priority": 1},
                {"id": "s", "when": "q.a", "requires": ["d"], "priority": 1},
            ],
            "countermeasures": [
                {
                    "id": "c",
                    "accept": [
                        {"text": "Yes.", "by": "scan", "tools": ["zap:1"]},
                        {"text": "No.", "by": "test"},
                    ],
                },
                {"id": "d"},
            ],
            "guides": [
                {"countermeasure": "c", "stack": "x", "when": "q.a", "title": "X"},
                {"countermeasure": "c", "stack": "y", "otherwise": True, "title": "Y"},
            ],
        }
    )
    text = plan_markdown(plan(resolve(pack, System())), EVERY)
    assert "### In X (1, if it is used)\n\nDo." in text
    assert "- Yes. *(scan, zap:1)*" in text
    assert "Applies because it is so. (open: q)" in text
    assert "### In Y (1)" in plan_markdown(plan(resolve(pack, System(answers={"q": "b"}))), EVERY)


def test_markup_in_a_title_is_escaped() -> None:
    """What a user wrote is shown and never becomes markup."""
    assert escaped("<b>[x](y)</b>\n#1") == "\\<b\\>\\[x\\]\\(y\\)\\</b\\> \\#1"
