"""``surveymodel stats``: what is counted of a pack, and how it is printed."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel.authoring.probes import random_answers
from surveymodel.authoring.proofs.prover import Prover
from surveymodel.authoring.stats import extremes
from surveymodel.authoring.stats.complete import held_of
from surveymodel.authoring.stats.counts import StandardCount
from surveymodel.authoring.stats.deciding import influences
from surveymodel.authoring.stats.extremes import Extreme, extreme
from surveymodel.authoring.stats.pace import Pace, minutes
from surveymodel.authoring.stats.stats import Stats, measured, stats_of
from surveymodel.authoring.stats.sums import sums
from surveymodel.authoring.strategies.filling import files
from surveymodel.authoring.suite import read_suite
from surveymodel.content.nouns import Answer, Question, Strength
from surveymodel.content.schema import load_schema
from surveymodel.engine.table import Count
from tests.packs import Plain, model
from tests.shop import MODEL
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tiny pack, in the current folder, with no cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SURVEYMODEL_CACHE", "off")
    shutil.copytree(PACK, "tiny")
    return Path("tiny")


@pytest.fixture(scope="module")
def tiny() -> Stats:
    """Return what is counted of the tiny pack, a word a second and no time to choose."""
    return stats_of(read_suite(PACK), Pace(60, 0))


def written(pack: Plain, folder: Path) -> Path:
    """Write a pack's files."""
    for name, text in files(pack).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def said(*arguments: str | Path) -> tuple[int, str]:
    """Return exit code and what is printed, as one text."""
    code, lines = call("stats", *arguments)
    return code, "".join(f"{line.rstrip()}\n" for line in lines)


def document(*arguments: str | Path) -> dict[str, Any]:
    """Return the JSON document that is printed, which fits its schema."""
    code, text = said(*arguments, "--format", "json")
    assert code == 0
    found: dict[str, Any] = json.loads(text)
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    Draft202012Validator(load_schema("stats"), registry=registry).validate(found)
    return found


# ---------------------------------------------------------------------------------------------
# Minutes


def test_the_words_of_a_question_are_all_that_is_read() -> None:
    """Question, help, unit, answers and their help: two words each; then the choice."""
    answers = (Answer("a", "one two", help="three four"), Answer("b", "five six"))
    question = Question("q", "Which one?", "many", "Look around.", unit="so many", answers=answers)
    assert Pace(60, 0).seconds(question) == 12
    assert Pace(60, 7).seconds(question) == 19
    assert Pace(120, 0).seconds(question) == 6


def test_a_question_of_twenty_words_takes_ten_seconds() -> None:
    """As the Pew Research Center counts for an ordinary question; so the documentation of the pace says."""
    assert Pace().seconds(Question("q", "word " * 10, "number", "word " * 10)) == 10


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0), (1, 1), (89, 1), (90, 2), (569, 9), (599, 10), (600, 10), (749, 10), (750, 15), (3600, 60)],
)
def test_minutes_are_rounded_to_five_beyond_ten(seconds: int, expected: int) -> None:
    """An estimate is not exact to the minute; what takes any time takes one at least."""
    assert minutes(seconds) == expected


# ---------------------------------------------------------------------------------------------
# Counts and examples


def test_entries_are_counted_by_kind(tiny: Stats) -> None:
    """The figures are those of the files of the tiny pack."""
    counts = tiny.counts
    assert {"one": 5, "many": 2, "number": 1} == counts.questions
    assert {"organisation": 1, "system": 5, "component": 2} == counts.layers
    assert {"safeguard": 2, "duty": 1, "practice": 0} == counts.countermeasures
    assert (counts.conditional, counts.answers, counts.cases, counts.properties) == (4, 15, 1, 0)
    mappings: dict[Strength, int] = {"full": 1, "partial": 1, "supports": 1}
    assert (StandardCount("std", 4, 2, mappings),) == counts.standards


def test_what_an_example_is_asked_is_counted_once_where_it_is_answered(tiny: Stats) -> None:
    """The organisation answers one question, the system four, and each component its own.

    Where files go is implied. The pages have said that nobody knows how sessions are kept; what a
    worker is built with is none of the list, and its sessions are open.
    """
    (shop,) = tiny.examples
    assert ("examples/shop.yaml", "shop") == (shop.file, shop.system.id)
    kept = {"web": (1, 0, 1), "worker": (1, 1, 0)}
    assert kept == {id: (one.answered, one.open, one.unknown) for id, one in shop.components.items()}
    assert {"organisation": 1, "system": 4, "component": 4} == {
        layer: one.questions for layer, one in shop.layers.items()
    }
    assert (shop.asked.answered, shop.asked.open, shop.asked.unknown, shop.asked.questions) == (7, 1, 1, 9)
    assert shop.implied == 1
    assert shop.asked.seconds == sum(one.seconds for one in shop.layers.values())


def test_an_answer_that_the_system_gives_for_its_components_counts_once(pack: Path) -> None:
    """Both components have what the system says of them; somebody is asked that once."""
    (pack / "examples" / "company.yaml").unlink()
    (pack / "examples" / "shop.yaml").write_text(
        "format: surveymodel-system/1\nid: shop\npack: tiny\nanswers: {reach: staff, features: [], stack: []}\n"
        "components:\n  web: {answers: {}}\n  worker: {answers: {}}\n",
        encoding="utf-8",
    )
    (found,) = stats_of(read_suite(pack)).examples
    assert found.layers["component"].answered == 1
    assert [one.answered for one in found.components.values()] == [0, 0]


def test_tasks_that_open_questions_may_bring_are_counted_apart(tiny: Stats) -> None:
    """The tiny shop leaves nothing about tasks open; without an answer about payments it would."""
    (shop,) = tiny.examples
    assert {"safeguard": Count(2, 0), "duty": Count(1, 0), "practice": Count(0, 0)} == shop.tasks


# ---------------------------------------------------------------------------------------------
# Least and most


@pytest.mark.parametrize("few", [0, extremes.FEW])
def test_the_least_and_the_most_of_the_shop(few: int) -> None:
    """Tried or climbed to, the ends are these.

    A site is asked for its region and its kind; its hosting is implied. A shop with cards and mail
    is asked all eight: a suite implies another login than a shop does, so somebody has to say.
    A site in the east has only its contact to name; a shop in the west that takes cards has all
    four tasks.
    """
    held = random_answers(MODEL, 16, 0)
    measures = measured(MODEL, Pace(60, 0))
    found: dict[tuple[str, str], Extreme] = {}
    with mock.patch.object(extremes, "FEW", few):
        for measure in ("questions", "tasks"):
            for side in ("least", "most"):
                found[measure, side] = extreme(measures[measure], side, held, 16, Prover(MODEL))
    numbers = {at: one.number for at, one in found.items()}
    assert numbers == {
        ("questions", "least"): 2,
        ("questions", "most"): 8,
        ("tasks", "least"): 1,
        ("tasks", "most"): 4,
    }
    assert {"region", "kind"} == set(found["questions", "least"].sheet)
    assert found["questions", "least"].sheet["kind"] == "site"
    assert found["questions", "most"].sheet["vendor"] == "suite"


def test_what_everybody_is_asked_and_what_can_be_asked_at_all_are_proofs() -> None:
    """No sheet is tried: one of the two is always asked, both may be, and so it is found."""
    linked = model(
        {
            "questions": [
                {"id": "first", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {"id": "second", "when": "first.a", "select": "one", "answers": [{"id": "a"}]},
            ]
        }
    )
    counted = measured(linked, Pace())["questions"]
    assert (counted.limit("least"), counted.limit("most")) == (1, 2)
    with mock.patch.object(extremes, "FEW", 0):
        least = extreme(counted, "least", random_answers(linked, 1, 0), 1, Prover(linked))
        most = extreme(counted, "most", random_answers(linked, 1, 0), 1, Prover(linked))
    assert [(1, True), (2, True)] == [(found.number, found.proved) for found in (least, most)]


IDS = ("a", "b", "c")
APART: Plain = {
    "questions": [{"id": id, "select": "one", "answers": [{"id": "n"}, {"id": "y"}]} for id in IDS],
    "rules": [
        *({"id": f"r{id}", "when": f"{id}.n", "requires": [f"t{id}"], "priority": 1} for id in IDS),
        {"id": "r", "when": "a.y and b.y and c.y", "requires": ["w", "x", "y", "z"], "priority": 1},
    ],
    "countermeasures": [{"id": id} for id in ("ta", "tb", "tc", "w", "x", "y", "z")],
}


def most_tasks() -> Extreme:
    """Return the most tasks of that pack, as it is climbed to from three tasks and then bettered.

    Each answer otherwise takes one task away, and all three together bring four.
    """
    linked = model(APART)
    begun = held_of(linked, dict.fromkeys(IDS, "n"))
    with mock.patch.object(extremes, "FEW", 0):
        return extreme(measured(linked, Pace())["tasks"], "most", begun, 1, Prover(linked))


def test_a_solver_finds_what_climbing_does_not_and_proves_that_there_is_no_more() -> None:
    """No single step leads to the four."""
    found = most_tasks()
    assert (4, True) == (found.number, found.proved)
    assert dict.fromkeys(IDS, "y") == found.sheet


@pytest.mark.usefixtures("unsolved")
def test_without_a_solver_there_may_be_more() -> None:
    """What is climbed to is there, and that is all."""
    assert (3, False) == (most_tasks().number, most_tasks().proved)


def test_what_the_solver_gives_up_is_not_proved() -> None:
    """With next to no effort allowed, it finds neither more nor a proof."""
    with mock.patch("surveymodel.authoring.proofs.solver.EFFORT", 1):
        assert (3, False) == (most_tasks().number, most_tasks().proved)


def test_what_is_closed_counts_for_no_limit() -> None:
    """Everybody is asked for the hosting of a shop, but a site implies it: the least is less by one."""
    counted = measured(MODEL, Pace())["questions"]
    assert counted.limit("least") == 2


def test_a_question_that_only_one_never_asked_would_close_is_asked() -> None:
    """Whether it is given decides nothing, so no sheet without it is tried: the least is both."""
    two = [{"id": "a"}, {"id": "b"}]
    linked = model(
        {
            "questions": [
                {"id": "first", "select": "number"},
                {
                    "id": "never",
                    "when": "not first",
                    "select": "one",
                    "answers": [{"id": "a", "implies": ["last.a"]}],
                },
                {"id": "last", "select": "one", "answers": two},
            ],
            "rules": [{"id": "r", "when": "last.a", "requires": ["c"], "priority": 1}],
            "countermeasures": [{"id": "c"}],
        }
    )
    held, measures = random_answers(linked, 4, 0), measured(linked, Pace())
    found = extreme(measures["questions"], "least", held, 4, Prover(linked))
    assert ({"first", "last"}, 2, True) == (set(found.sheet), found.number, found.proved)
    assert extreme(measures["tasks"], "most", held, 4, Prover(linked)).sheet["last"] == "a"


def test_one_answer_at_a_time_leads_from_one_system_to_the_most() -> None:
    """From nothing ticked it takes three ticks, one after another, to be asked all four questions."""
    ticks = [{"id": id} for id in ("a", "b", "c")]
    linked = model(
        {
            "questions": [
                {"id": "first", "select": "many", "answers": ticks},
                *({"id": f"of-{t['id']}", "when": f"first.{t['id']}", "select": "number"} for t in ticks),
            ]
        }
    )
    counted = measured(linked, Pace())["questions"]
    nothing = [0] * linked.program.inputs
    nothing[0] = 1
    with mock.patch.object(extremes, "FEW", 0):
        assert extreme(counted, "most", nothing, 1, Prover(linked)).sheet["first"] == ("a", "b", "c")


def test_no_columns_add_up_to_nothing() -> None:
    """A pack without tasks has none in any lane, and every lane is as good as another."""
    found = sums([])
    assert (found.at(3), found.total(0b11), found.best(0b1010, most=True)) == (0, 0, 0b1010)


# ---------------------------------------------------------------------------------------------
# What questions decide

DECIDING: Plain = {
    "questions": [
        {"id": "deciding", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
        {"id": "following", "when": "deciding.x", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
        {"id": "idle", "select": "many", "answers": [{"id": "x"}]},
    ],
    "rules": [{"id": "r", "when": "deciding.x", "requires": ["first", "second"], "priority": 1}],
    "countermeasures": [{"id": "first"}, {"id": "second"}],
}


def test_a_question_decides_what_comes_or_goes_with_its_other_answer() -> None:
    """With the other answer both tasks and one question come or go, wherever it is asked."""
    linked = model(DECIDING)
    found = influences(linked, random_answers(linked, 64, 0), 64)
    assert [one.question for one in found] == ["deciding", "following", "idle"]
    first, second, third = found
    assert (64, 64, Fraction(2), Fraction(1)) == (first.asked, first.moved, first.tasks, first.questions)
    assert 0 < second.asked < 64
    assert (0, Fraction(0)) == (second.moved, second.tasks)
    assert (64, 0) == (third.asked, third.moved)


def test_a_question_that_only_decides_how_a_control_is_read_decides_something(pack: Path) -> None:
    """No task hangs on what the tiny pack's components are built with, but a guide does."""
    stats = stats_of(read_suite(pack))
    stack = next(one for one in stats.influences if one.question == "stack")
    assert stack.tasks == 0
    assert stack.moved > 0
    assert "stack" not in {one.question for one in stats.unseen}


def test_what_decides_nothing_is_told_from_what_is_not_seen(tmp_path: Path) -> None:
    """Nothing looks at the one; the other decides only where ten ticks come together."""
    ticks = [{"id": f"t{n}"} for n in range(20)]
    rare = " and ".join(f"many.{t['id']}" for t in ticks)
    plain: Plain = {
        "questions": [
            {"id": "many", "select": "many", "answers": ticks},
            {"id": "rare", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
            {"id": "idle", "select": "one", "answers": [{"id": "x"}, {"id": "y"}]},
        ],
        "rules": [{"id": "r", "when": f"rare.x and {rare}", "requires": ["c"], "priority": 1}],
        "countermeasures": [{"id": "c"}],
    }
    folder = written(plain, tmp_path / "rare")
    stats = stats_of(read_suite(folder))
    assert stats.useless == ("idle",)
    assert "rare" in {one.question for one in stats.unseen}
    nothing = {one["id"]: one["proved"] for one in document("--pack", folder)["deciding"]["nothing"]}
    assert (True, False) == (nothing["idle"], nothing["rare"])
    _, text = said("--pack", folder)
    assert "\nNo outcome depends on: idle.\n" in text
    assert "\nIn 4,096 random systems nothing depends on: many, rare.\n" in text


# ---------------------------------------------------------------------------------------------
# The command


def test_the_document_is_the_same_each_time_and_fits_its_schema(pack: Path) -> None:
    """Nothing in it is of the clock or of chance."""
    found = document("--pack", pack)
    assert found == document("--pack", pack)
    assert found["format"] == "surveymodel-stats/1"
    assert [one["id"] for one in found["examples"]] == ["shop"]
    assert len(found["deciding"]["questions"]) == 8
    assert found["extremes"]["questions"]["most"]["proved"] is True


def test_the_pace_is_an_option(pack: Path) -> None:
    """Whoever takes an hour over each choice takes nine of them over the example's questions."""
    found = document("--pack", pack, "--choice", "3600", "--words-per-minute", "1000")
    assert found["pace"] == {"words-per-minute": 1000, "choice": 3600}
    assert found["examples"][0]["asked"]["minutes"] == 540


def test_the_text_names_the_questions_that_decide_most(pack: Path) -> None:
    """As many as are asked for, and with none asked for nothing about them."""
    code, text = said("--pack", pack, "--top", "2")
    assert code == 0
    _, _, table = text.partition("Question ")
    rows = table.partition("\n\n")[0].splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["reach", "card-entry"]
    assert "random systems" in text
    _, text = said("--pack", pack, "--top", "0")
    assert "Question " not in text
    assert "random systems" not in text


def test_a_pack_without_questions_has_counts_alone(tmp_path: Path) -> None:
    """Nobody is asked anything, and what always applies always does."""
    plain: Plain = {
        "rules": [{"id": "always", "requires": ["contact"], "priority": 1}],
        "countermeasures": [{"id": "contact"}],
    }
    folder = written(plain, tmp_path / "plain")
    (folder / "survey" / "all.yaml").unlink()
    found = document("--pack", folder)
    end = {"number": 1, "proved": True, "answers": {}}
    assert found["extremes"]["tasks"] == {"least": end, "most": end}
    assert found["extremes"]["questions"]["most"]["number"] == 0
    assert (found["examples"], found["deciding"]["questions"]) == ([], [])
    code, text = said("--pack", folder)
    assert code == 0
    assert "0 questions, 0 answers" in text
    assert "Example" not in text


def test_a_pack_that_does_not_load_has_each_fault_named(pack: Path) -> None:
    """As in every command that reads a pack."""
    (pack / "rules" / "web.yaml").write_text("rules: [{id: broken}]\n", encoding="utf-8")
    code, text = said("--pack", pack)
    assert code == 1
    assert "tiny/rules/web.yaml:1:" in text


def test_an_example_that_does_not_fit_is_named_with_its_place(pack: Path) -> None:
    """What follows from it cannot be told."""
    shop = pack / "examples" / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8").replace("own-form", "no-form"), encoding="utf-8")
    code, text = said("--pack", pack)
    assert code == 1
    assert text.startswith("tiny/examples/shop.yaml:9:15: SM502 unknown answer 'no-form'")


@pytest.mark.parametrize("wrong", [("--top", "-1"), ("--words-per-minute", "0"), ("--format", "yaml")])
def test_a_wrong_option_is_wrong_usage(pack: Path, wrong: tuple[str, str]) -> None:
    """Exit code 2, as everywhere."""
    assert said("--pack", pack, *wrong)[0] == 2
