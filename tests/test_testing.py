"""Strategies for those who test content: what is drawn is valid, and shrinks towards little."""

from __future__ import annotations

import builtins
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

import surveymodel as sm
from surveymodel import System, resolve, testing, walk, why
from surveymodel.condition import parse
from surveymodel.content.draft import draft_of, kind_of, read_file
from surveymodel.content.load import diagnose, settle
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Interval
from surveymodel.testing import conditions, pack_files, packs, sheets, systems
from tests import oracle
from tests.packs import Plain, model
from tests.properties.test_laws import certainties
from tests.shop import MODEL, SHOP
from tests.strategies import packs as plain_packs

pytestmark = pytest.mark.untraced


def drawn(strategy: st.SearchStrategy[Any], examples: int = 100, start: int = 1) -> list[Any]:
    """Return what a strategy draws from a seed."""
    found: list[Any] = []

    @seed(start)
    @settings(max_examples=examples, deadline=None, database=None)
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def least(strategy: st.SearchStrategy[Any], wanted: Callable[[Any], bool]) -> Any:
    """Return the least that a strategy draws of which something is so."""
    return find(strategy, wanted, settings=settings(max_examples=2_000, deadline=None, database=None))


def answers(system: System) -> dict[str, dict[str, Any]]:
    """Return the answers of a system by layer and question."""
    layers = {"system": system.answers, **{id: part.answers for id, part in system.components.items()}}
    if system.organisation is not None:
        layers["organisation"] = system.organisation.answers
    return {layer: {q: reply.answer for q, reply in sheet.items()} for layer, sheet in layers.items()}


def stale(linked: SurveyModel, system: System) -> list[str]:
    """Return the questions that were answered where nobody asks them, defaults for components apart."""
    defaults = system.answers if system.components else {}
    return [
        step.question.id
        for step in walk(linked, system).stale
        if step.question.of != "component" or step.question.id not in defaults
    ]


# ---------------------------------------------------------------------------------------------
# What is drawn is valid


@given(sheets(MODEL))
def test_a_drawn_sheet_is_resolved(sheet: Plain) -> None:
    """Whatever is drawn, a system may have answered."""
    resolve(MODEL, System(answers=sheet))


@given(systems(MODEL))
def test_a_drawn_system_is_resolved(system: System) -> None:
    """With organisation and components, each answer stands in a layer that may have it."""
    resolve(MODEL, system)


@given(systems(MODEL))
def test_only_questions_that_may_be_asked_have_answers(system: System) -> None:
    """No answer is stale: each question is asked in some completion of the answers.

    What a system answers for its components may be asked of none of them.
    """
    assert stale(MODEL, system) == []


@given(st.data())
def test_systems_of_any_pack_are_resolved(data: st.DataObject) -> None:
    """Strategies are of the model that they are given, whatever it asks."""
    linked = model(data.draw(plain_packs(layers=True)))
    system = data.draw(systems(linked, complete=data.draw(st.booleans())))
    assert stale(linked, system) == []


@given(st.data())
def test_a_complete_system_leaves_nothing_possible(data: st.DataObject) -> None:
    """Every truth of every pack is certain or excluded, in every component."""
    linked = model(data.draw(plain_packs(layers=True)))
    system = data.draw(systems(linked, complete=True))
    resolution = resolve(linked, system)
    assert "possible" not in certainties(resolution).values()
    assert resolution.walk.open == ()
    evaluation = resolution.evaluation
    for place in linked.truths.values():
        assert evaluation.must(place) == evaluation.may(place)


@given(st.data())
def test_a_complete_sheet_of_all_layers_completes_it(data: st.DataObject) -> None:
    """By the plain evaluator too, there is no other way to complete it."""
    pack = data.draw(plain_packs())
    sheet = data.draw(sheets(model(pack), complete=True, layers=("organisation", "system", "component")))
    assert "possible" not in oracle.truths(pack, sheet).values()


@given(sheets(MODEL, layers=("organisation",)))
def test_a_sheet_has_the_questions_of_its_layers_only(sheet: Plain) -> None:
    """That of an organisation answers what organisations are asked."""
    assert set(sheet) <= {"region"}
    resolve(MODEL, System(organisation=System(answers=sheet, id="firm")))


@given(systems(MODEL, components=0))
def test_a_system_may_be_drawn_without_components(system: System) -> None:
    """What is asked about components is answered by the system then."""
    assert system.components == {}


# ---------------------------------------------------------------------------------------------
# What is drawn reaches everything

NUMBERS: Plain = {
    "questions": [{"id": "people", "select": "number"}, {"id": "things", "select": "number"}],
    "values": [{"id": "crowd", "value": 1000}],
    "facts": [
        {"id": "many", "when": "people >= crowd"},
        {"id": "ten", "when": "people == 10"},
        {"id": "most", "when": "people < 1000000000000000"},
    ],
}


def test_numbers_lie_on_both_sides_of_every_threshold() -> None:
    """At each number with which the pack compares a question, below it and above it."""
    found = {sheet.get("people") for sheet in drawn(sheets(model(NUMBERS), complete=True), 500)}
    assert {999, 1000, 1001, 9, 10, 11, 12, 0, 10**15 - 1, 10**15} <= found
    assert all(0 <= number <= 10**15 for number in found)


def test_intervals_lie_below_above_and_across_thresholds() -> None:
    """So a comparison with one is certain, excluded or open."""
    linked = model(NUMBERS)
    replies = [sheet["people"] for sheet in drawn(sheets(linked), 500) if "people" in sheet]
    intervals = [reply for reply in replies if isinstance(reply, dict)]
    certain = {resolve(linked, System(answers={"people": i})).certainty("fact:many") for i in intervals}
    assert certain == {"certain", "possible", "excluded"}
    assert any("below" not in interval for interval in intervals)
    assert "unknown" in replies


def test_every_kind_of_answer_is_drawn() -> None:
    """Nothing of a list, several of it, what stands alone, unknown, intervals, components, an organisation."""
    many = drawn(systems(MODEL), 500)
    given = [sheet for system in many for sheet in answers(system).values()]
    features = {sheet.get("features") for sheet in given}
    assert {None, (), ("cards",), ("mail",), ("cards", "mail"), ("demo",), "unknown"} == features
    assert {None, "own", "suite", "unknown"} == {sheet.get("vendor") for sheet in given}
    assert any(isinstance(sheet.get("people"), Interval) for sheet in given)
    assert {0, 1, 2, 3} == {len(system.components) for system in many}
    assert {True, False} == {system.organisation is None for system in many}
    assert any("stack" in system.answers and system.components for system in many)


def test_the_same_seed_draws_the_same() -> None:
    """A failure can be repeated, and another seed looks elsewhere."""
    assert drawn(systems(MODEL), 30) == drawn(systems(MODEL), 30)
    assert drawn(systems(MODEL), 30) != drawn(systems(MODEL), 30, start=2)


# ---------------------------------------------------------------------------------------------
# What is drawn shrinks


def test_sheets_shrink_to_nothing() -> None:
    """Where anything will do, nothing is answered, by anybody."""
    assert least(sheets(MODEL), lambda _: True) == {}
    system = least(systems(MODEL), lambda _: True)
    assert (system.answers, system.organisation, system.components) == ({}, None, {})


def test_answers_shrink_to_the_first_of_the_survey() -> None:
    """A complete sheet shrinks to the first answer of each question, and to empty lists."""
    assert least(sheets(MODEL, complete=True), lambda _: True) == {"kind": "site"}
    shop = least(sheets(MODEL, complete=True), lambda sheet: sheet["kind"] == "shop")
    assert shop == {"kind": "shop", "features": [], "hosting": "static", "stack": []}


@pytest.mark.parametrize("complete", [True, False])
def test_each_tick_that_does_not_matter_goes(complete: bool) -> None:
    """Of many parts and what each is asked, one part and one answer are left, wherever they stand."""
    ids = [f"a{n}" for n in range(6)]
    listed = {"select": "many", "answers": [{"id": id} for id in ids]}
    parts = {"id": "parts", **listed}
    linked = model(
        {"questions": [parts, *({"id": f"about-{id}", "when": f"parts.{id}", **listed} for id in ids)]}
    )
    found = least(
        sheets(linked, complete=complete),
        lambda sheet: "a5" in sheet.get("parts", ()) and "a4" in sheet.get("about-a5", ()),
    )
    assert found == {"parts": ["a5"], "about-a5": ["a4"]}


@pytest.mark.parametrize("rule", [rule["id"] for rule in SHOP["rules"]])
def test_the_least_sheet_that_fires_a_rule_is_what_explains_it(rule: str) -> None:
    """Of all systems that have it, the least has the answers that ``why`` names, and no others."""
    truth = f"rule:{rule}"
    system = least(systems(MODEL), lambda one: resolve(MODEL, one).certainty(truth) == "certain")
    grounds = why(resolve(MODEL, system), truth).answers
    expected = [(ground.placed.place, ground.question) for ground in grounds]
    found = [(layer, question) for layer, sheet in answers(system).items() for question in sheet]
    assert sorted(expected) == sorted(found)


def test_what_never_is_is_not_found() -> None:
    """Cards on a site: no sheet that anybody could answer has it."""
    with pytest.raises(NoSuchExample):
        least(
            sheets(MODEL),
            lambda sheet: sheet.get("kind") == "site" and sheet.get("features") == ["cards"],
        )


# ---------------------------------------------------------------------------------------------
# Conditions and packs


@given(st.data())
def test_a_drawn_condition_links(data: st.DataObject) -> None:
    """It parses, every name in it leads somewhere, and it could stand in the pack as a fact."""
    pack = data.draw(plain_packs())
    linked = model(pack)
    source = data.draw(conditions(linked))
    assert parse(str(parse(source))) == parse(source)
    again = model({**pack, "facts": [*pack["facts"], {"id": "drawn", "when": source}]})
    assert again.program.inputs == linked.program.inputs


def test_conditions_are_made_of_everything_that_a_model_names() -> None:
    """Questions, answers, none, comparisons, values, facts and levels, joined in every way."""
    found = " ; ".join(drawn(conditions(MODEL), 500))
    for part in (
        *("kind", "kind.shop", "features.none", "takes-cards", "tier.two", "people > 5", "people <= 5"),
        *("people >= crowd", "people < 100", " and ", " or ", "not ", "("),
    ):
        assert part in found, part


def test_a_model_without_names_has_no_conditions() -> None:
    """There is nothing to make one of."""
    with pytest.raises(Unsatisfiable):
        least(conditions(model({})), lambda _: True)


@given(st.booleans().flatmap(lambda layers: st.tuples(packs(layers=layers), st.just(layers))))
def test_a_drawn_pack_links(pair: tuple[Any, bool]) -> None:
    """Its content becomes a model with questions, rules and tasks, of layers where they were asked for."""
    content, layers = pair
    linked = link(content)
    assert {kind.partition(":")[0] for kind in linked.truths} >= {"question", "rule", "threat", "task"}
    assert layers or {question.of for question in content.questions} == {"system"}
    assert resolve(linked, System()).truths("question")


@given(pack_files(layers=True))
def test_a_drawn_pack_as_files_loads(files: dict[str, str]) -> None:
    """As it stands, without an error or a warning."""
    read = [
        read_file(name, name, kind, text.encode())
        for name, text in sorted(files.items())
        if (kind := kind_of(name))
    ]
    assert len(read) == len(files)
    draft = draft_of(Path(), read)
    assert diagnose(draft) == []
    assert link(settle(draft)).truths


def test_packs_as_content_and_as_files_are_the_same() -> None:
    """From one seed come one pack's content and its files."""
    for content, files in zip(drawn(packs(), 20), drawn(pack_files(), 20), strict=True):
        read = [read_file(name, name, str(kind_of(name)), text.encode()) for name, text in files.items()]
        loaded = settle(draft_of(Path(), sorted(read, key=lambda file: file.name)))
        assert (loaded.questions, loaded.rules, loaded.guides) == (
            content.questions,
            content.rules,
            content.guides,
        )


# ---------------------------------------------------------------------------------------------
# The module


def test_strategies_say_how_to_install_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module is imported without Hypothesis; asking it for a strategy names the extra."""
    real = builtins.__import__

    def without(name: str, *more: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "hypothesis":
            raise ImportError(name)
        return real(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    for call in (lambda: sheets(MODEL), lambda: systems(MODEL), lambda: conditions(MODEL), packs, pack_files):
        with pytest.raises(ImportError, match=r"pip install 'surveymodel\[testing\]'"):
            call()
    with mock.patch.dict(sys.modules):
        for name in [name for name in sys.modules if name.startswith("surveymodel.testing")]:
            del sys.modules[name]
        assert importlib.import_module("surveymodel.testing").suite


def test_every_name_is_there_and_says_what_it_is() -> None:
    """Public names are sorted and documented, and each strategy has an example."""
    assert sorted(testing.__all__, key=lambda name: (not name[0].isupper(), name)) == testing.__all__
    for name in testing.__all__:
        assert getattr(testing, name).__doc__, name
    for strategy in (sheets, systems, conditions, packs, pack_files):
        assert "@given(" in (strategy.__doc__ or "")


@pytest.fixture(scope="module")
def core() -> SurveyModel:
    """Return the model of the built-in pack."""
    return sm.load()


def test_systems_of_the_built_in_pack_are_drawn_quickly(core: SurveyModel) -> None:
    """A hundred of them, resolved, in a few seconds at most, each with nothing stale."""
    began = time.process_time()
    found = drawn(systems(core), 100) + drawn(systems(core, complete=True), 100)
    assert time.process_time() - began < 6
    assert [question for one in found for question in stale(core, one)] == []
