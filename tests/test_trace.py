"""How a truth came to be what it is, down to the answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel import System, UnknownNameError
from surveymodel.authoring.trace import traced
from surveymodel.engine.evaluate import evaluate
from surveymodel.engine.model import SurveyModel
from tests.packs import Plain, model
from tests.properties.test_laws import packs_and_systems, system_of
from tests.shop import MODEL

pytestmark = pytest.mark.untraced

WEST = System(answers={"region": "west"}, id="firm")
SHOP = {"kind": "shop", "features": ["cards"], "people": 5, "login": "cookie"}


def trace(model: SurveyModel, system: System, truth: str) -> str:
    """Return the lines of a trace as one text."""
    return "\n".join(traced(evaluate(model, system), truth)) + "\n"


def test_a_truth_leads_down_to_answers(tiny: SurveyModel) -> None:
    """Through rules, facts and levels, each clause with its value and what was answered."""
    answers = {"reach": "internet", "features": ["payments"], "card-entry": "own-form", "people": 5}
    expected = """\
task:report: yes
  rule:western-law: yes
    when region.west and tier.high: yes
      region.west: yes (answered west)
      fact:tier.high: yes
        low when reach: yes
        high when exposed: yes
          fact:exposed: yes
            when crowded or (page-ours and not reach.staff): yes
              fact:crowded: no
                when people >= crowd: no (answered 5)
              fact:page-ours: yes
                when card-entry.own-form: yes (answered own-form)
              reach.staff: no (answered internet)
"""
    assert expected == trace(tiny, System(answers=answers, organisation=WEST), "task:report")


def test_what_is_open_says_what_was_answered_if_anything(tiny: SurveyModel) -> None:
    """No answer, "unknown", an interval across the threshold, and a question that is not asked."""
    answers = {"reach": "unknown", "features": [], "people": {"at-least": 1, "below": 2000}}
    expected = """\
fact:exposed: open
  when crowded or (page-ours and not reach.staff): open
    fact:crowded: open
      when people >= crowd: open (answered 1 to below 2000)
    fact:page-ours: no
      when card-entry.own-form: no (card-entry is not asked)
    reach.staff: open (answered unknown)
"""
    assert expected == trace(tiny, System(answers=answers), "fact:exposed")
    assert trace(tiny, System(), "rule:reachable") == (
        "rule:reachable: open\n  when reach.internet: open (reach has no answer)\n"
    )


def test_with_components_a_value_says_where(tiny: SurveyModel) -> None:
    """A value that differs names the components that it has; replies of several stand beside each other."""
    parts = {"web": {"stack": ["django"]}, "api": {"stack": []}, "job": {}, "app": {"stack": []}}
    system = System(answers={"reach": "internet"}, components=parts)
    expected = """\
guide:limit-requests/django: no in api and app, open in job, yes in web
  task:limit-requests: yes
    threat:flooding: yes
      rule:reachable: yes
        when reach.internet: yes (answered internet)
  when stack.django: no in api and app, open in job, yes in web (answered django / none of these)
"""
    assert expected == trace(tiny, system, "guide:limit-requests/django")


def test_a_guide_for_all_other_stacks_shows_those(tiny: SurveyModel) -> None:
    """It fits where none of its siblings does."""
    system = System(answers={"reach": "internet"}, components={"web": {"stack": []}})
    expected = """\
guide:limit-requests/other: yes
  task:limit-requests: yes
    threat:flooding: yes
      rule:reachable: yes
        when reach.internet: yes (answered internet)
  not where django fits, when stack.django: no (answered none of these)
"""
    assert expected == trace(tiny, system, "guide:limit-requests/other")


def test_an_answer_shows_what_was_given_and_what_implies_it(tiny: SurveyModel) -> None:
    """Files go to the bucket because uploads imply it, though nobody said so."""
    expected = """\
answer:storage.bucket: yes
  storage (storage has no answer)
  answer:features.uploads: yes
    features (answered uploads)
"""
    assert expected == trace(tiny, System(answers={"features": ["uploads"]}), "answer:storage.bucket")


def test_a_question_shows_when_it_is_asked(tiny: SurveyModel) -> None:
    """By its condition, or always; a clause that asks whether a question is asked says when it is."""
    system = System(answers={"features": ["read-only"]})
    assert trace(tiny, system, "question:card-entry") == (
        "question:card-entry: no\n  asked when features.payments: no (answered read-only)\n"
    )
    assert trace(tiny, system, "question:reach") == "question:reach: yes\n  always\n"
    asked = model(
        {
            "questions": [
                {"id": "kind", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
                {"id": "more", "when": "kind.a", "select": "one", "answers": [{"id": "c"}, {"id": "d"}]},
            ],
            "facts": [{"id": "fuller", "when": "more and not kind.b"}],
        }
    )
    assert trace(asked, System(answers={"kind": "b"}), "fact:fuller") == (
        "fact:fuller: no\n"
        "  when more and not kind.b: no\n"
        "    more: no (asked when kind.a)\n"
        "    kind.b: yes (answered b)\n"
    )


def test_a_task_shows_its_own_condition_its_threats_and_the_rules_that_require_it() -> None:
    """A countermeasure's condition comes first; a rule without one always fires."""
    expected = """\
task:harden-cookie: yes
  when login.cookie: yes (answered cookie)
  threat:theft: yes
    rule:cards-typed: yes
      when takes-cards: yes
        fact:takes-cards: yes
          when features.cards: yes (answered cards)
    rule:cookie-used: yes
      when login.cookie: yes (answered cookie)
"""
    assert expected == trace(MODEL, System(answers=SHOP), "task:harden-cookie")
    assert trace(MODEL, System(), "task:contact") == ("task:contact: yes\n  rule:always: yes\n    always\n")


def test_what_stood_above_stands_by_name() -> None:
    """A fact that two clauses come to is explained once."""
    twice = model(
        {
            "questions": [{"id": "kind", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}],
            "facts": [
                {"id": "base", "when": "kind.a"},
                {"id": "left", "when": "base or kind.b"},
                {"id": "both", "when": "left and base and kind.a and kind.a"},
            ],
        }
    )
    assert trace(twice, System(answers={"kind": "a"}), "fact:both") == (
        "fact:both: yes\n"
        "  when left and base and kind.a and kind.a: yes\n"
        "    fact:left: yes\n"
        "      when base or kind.b: yes\n"
        "        fact:base: yes\n"
        "          when kind.a: yes (answered a)\n"
        "        kind.b: no (answered a)\n"
        "    fact:base: yes (see above)\n"
        "    kind.a: yes (answered a)\n"
    )


def test_a_control_shows_its_scope_its_readings_and_its_profiles(tiny: SurveyModel) -> None:
    """The standard's scope, the conditions over the control, and which profiles hold and select it."""
    answers = {"reach": "internet", "features": ["payments"], "card-entry": "own-form", "people": 5}
    expected = """\
control:std/1.2: yes
  fact:exposed: yes
    when crowded or (page-ours and not reach.staff): yes
      fact:crowded: no
        when people >= crowd: no (answered 5)
      fact:page-ours: yes
        when card-entry.own-form: yes (answered own-form)
      reach.staff: no (answered internet)
  when page-ours or reach.internet: yes
    fact:page-ours: yes (see above)
    reach.internet: yes (answered internet)
  profile strict (crowded): no; it selects others
"""
    assert expected == trace(tiny, System(answers=answers), "control:std/1.2")
    assert trace(tiny, System(answers={**answers, "people": 2000}), "control:std/1.1").endswith(
        "  profile strict (crowded): yes; it selects this\n"
    )


def test_a_control_of_a_standard_that_is_not_read_is_in_scope() -> None:
    """Without an interpretation there is nothing to show."""
    unread = model({"standards": [{"id": "std", "controls": [{"id": "1"}]}]})
    assert trace(unread, System(), "control:std/1") == "control:std/1: yes\n"


def test_a_long_chain_ends_somewhere() -> None:
    """Facts over facts over facts are shown as far as anybody would read, however many there are."""
    facts = [{"id": "f0", "when": "kind.a"}, *({"id": f"f{n}", "when": f"f{n - 1}"} for n in range(1, 1000))]
    kind = {"id": "kind", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]}
    long = model({"questions": [kind], "facts": facts})
    lines = trace(long, System(answers={"kind": "a"}), "fact:f999").splitlines()
    assert lines[0] == "fact:f999: yes"
    assert lines[-1].endswith(": yes (and so on)")
    assert 20 < len(lines) < 200


def test_an_unknown_truth_is_refused(tiny: SurveyModel) -> None:
    """With the nearest name there is."""
    with pytest.raises(UnknownNameError, match="did you mean 'task:report'"):
        trace(tiny, System(), "task:reports")


@given(packs_and_systems(), st.data())
def test_a_trace_is_whole_and_begins_with_the_truth_and_its_value(
    drawn: tuple[Plain, Plain], data: st.DataObject
) -> None:
    """Of any truth of any pack: each line is further in by a step at most, no truth is explained twice."""
    pack, layers = drawn
    linked, system = model(pack), system_of(layers)
    truth = data.draw(st.sampled_from(sorted(linked.truths)))
    evaluation = evaluate(linked, system)
    first, *rest = traced(evaluation, truth)
    certainty = evaluation.certainty(linked.truths[truth])
    assert first.startswith(f"{truth}: ")
    if len(evaluation.lanes) == 1:
        words = {"certain": "yes", "possible": "open", "excluded": "no"}
        assert first == f"{truth}: {words[certainty]}"
    depths = [0, *(len(line) - len(line.lstrip(" ")) for line in rest)]
    assert all(depth % 2 == 0 for depth in depths)
    assert all(after <= before + 4 for before, after in pairwise(depths))
    assert all(depth >= 2 for depth in depths[1:])
    heads = [line.split(": ")[0].lstrip(" ") for line in rest if "(see above)" not in line]
    named = [head for head in heads if head in linked.truths]
    assert len(named) == len(set(named))
