"""Laws of cases: run side by side, suggested, and written down, on random packs."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel import System, resolve
from surveymodel.authoring.cases import Case
from surveymodel.authoring.run import Run, run_cases
from surveymodel.authoring.suggest import Suggestion, suggest, suggested_files
from surveymodel.authoring.suite import Suite, suite_of
from surveymodel.errors import Location
from tests.packs import Plain, draft, expecting, model
from tests.properties.test_laws import packs_and_systems, system_of
from tests.properties.test_probe_laws import plain, reached
from tests.strategies import packs, systems

NAME = "rules/web.test.yaml"


def case(system: System) -> Case:
    """Return a case of a system that expects nothing."""
    return Case("case", NAME, None, system, (), {}, None, Location(NAME))


@st.composite
def packs_and_runs(draw: st.DrawFn) -> tuple[Run, list[System]]:
    """Draw some systems of one pack, and the run of their cases."""
    pack = draw(packs(layers=True))
    many = [system_of(layers) for layers in draw(st.lists(systems(pack), min_size=1, max_size=5))]
    return run_cases(model(pack), [case(system) for system in many]), many


@given(packs_and_runs())
def test_each_case_of_a_run_is_its_system_resolved_alone(drawn: tuple[Run, list[System]]) -> None:
    """However many cases run side by side, each has the truths, lane by lane, that it has alone."""
    run, many = drawn
    for index, system in enumerate(many):
        alone = resolve(run.model, system)
        first, end = run.spans[index]
        own = (1 << end - first) - 1
        assert len(alone.evaluation.lanes) == end - first
        for truth, place in run.model.truths.items():
            assert alone.certainty(truth) == run.certainty(truth, index)
            held = run.lanes.at(place)
            assert alone.evaluation.must(place) == held.must >> first & own
            assert alone.evaluation.may(place) == held.may >> first & own


@given(packs_and_systems())
def test_an_exact_case_that_names_all_that_follows_passes(drawn: tuple[Plain, Plain]) -> None:
    """With every kind exact and what follows named, nothing is unmet; without it, all of it is beyond."""
    pack, layers = drawn
    linked, system = model(pack), system_of(layers)
    found = resolve(linked, system)
    kinds = dict.fromkeys(("threat", "task", "control"), Location(NAME, 1, 1))
    (result,) = run_cases(linked, [Case("all", NAME, None, system, (), kinds, None, Location(NAME))]).results
    follows = {truth: found.certainty(truth) for truth in linked.truths if truth.partition(":")[0] in kinds}
    assert {one.truth: one.actual for one in result.unmet} == {
        truth: certainty for truth, certainty in follows.items() if certainty != "excluded"
    }


# ---------------------------------------------------------------------------------------------
# Suggestions


@st.composite
def suggestions(draw: st.DrawFn) -> tuple[Plain, Suite, list[Suggestion]]:
    """Draw a pack without cases, and what is suggested for it."""
    pack = draw(packs(limit=64))
    suite = suite_of(draft(pack))
    found = list(suggest(suite.model, suite.coverage))
    assume(found)
    return pack, suite, found


@given(suggestions())
def test_a_suggestion_reaches_its_goals_and_none_of_its_answers_can_go(
    drawn: tuple[Plain, Suite, list[Suggestion]],
) -> None:
    """By the plain evaluator: its sheet shows what it says, and no sheet with less in it shows the first."""
    pack, suite, found = drawn
    for suggestion in found:
        sheet = plain(suggestion.sheet)
        assert set(suggestion.goals) <= reached(pack, suggestion.subject, sheet)
        smaller = [{q: given for q, given in sheet.items() if q != gone} for gone in sheet]
        smaller += [
            {**sheet, question: [id for id in given if id != gone]}
            for question, given in sheet.items()
            if isinstance(given, list) and len(given) > 1
            for gone in given
        ]
        assert all(suggestion.goals[0] not in reached(pack, suggestion.subject, less) for less in smaller)
        resolve(suite.model, System(answers=suggestion.sheet))


@given(suggestions())
def test_what_is_suggested_reads_back_and_covers_all_that_can_be_covered(
    drawn: tuple[Plain, Suite, list[Suggestion]],
) -> None:
    """The files that are written have the answers that were suggested; once they are no longer to do,
    nothing that any answers show is left.
    """
    pack, suite, found = drawn
    files = suggested_files(suite.model, suite.draft, found, {})
    texts = {file.name: file.data.decode() for file in files}
    after = suite_of(draft(pack, **_topics(texts)))
    assert after.faults == ()
    expected = {one.todo: dict(one.sheet) for one in found}
    answers = {
        case.todo: {question: reply.answer for question, reply in case.system.answers.items()}
        for case in after.cases
    }
    assert (len(after.cases), expected) == (len(found), answers)
    told = {name: expecting(text, "question:q1") for name, text in texts.items()}
    done = suite_of(draft(pack, **_topics(told)))
    assert done.faults == ()
    assert done.coverage.percent == 100
    assert all(not line.uncovered for line in done.coverage.lines)


def _topics(texts: dict[str, str]) -> dict[str, str]:
    """Return texts of cases by topic."""
    return {name.removeprefix("rules/").removesuffix(".test.yaml"): text for name, text in texts.items()}
