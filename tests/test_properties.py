"""Properties: what they claim, when they hold, and the least answers that show that they do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from surveymodel.authoring.pasted import witness_lines
from surveymodel.authoring.suite import Suite, suite_of
from surveymodel.authoring.verdicts import Verdict
from tests.packs import Plain, draft
from tests.shop import SHOP
from tests.tiny import places, unmarked

NAME = "rules/all.test.yaml"


def suite(*properties: str, pack: Plain = SHOP) -> Suite:
    """Return the shop with properties, each written on one line and named p0, p1 and so on."""
    lines = (f"  - {{id: p{n}, {property}}}\n" for n, property in enumerate(properties))
    found = suite_of(draft(pack, all="".join(("properties:\n", *lines))))
    assert found.faults == ()
    return found


def verdict(property: str, pack: Plain = SHOP) -> Verdict:
    """Return what becomes of one property."""
    (found,) = suite(property, pack=pack).verdicts
    return found


def said(property: str, pack: Plain = SHOP) -> tuple[str, str]:
    """Return what becomes of one property, and what is wrong with it."""
    found = verdict(property, pack)
    return found.outcome, "" if found.outcome == "holds" else str(found)


def pasted(property: str, pack: Plain = SHOP) -> tuple[str, Suite]:
    """Return the case of what shows that a property does not hold, and the pack with it."""
    found = suite(property, pack=pack)
    text = "".join(f"  {line}\n" for line in witness_lines(found.model, found.verdicts[0]))
    return text, suite_of(draft(pack, all=f"cases:\n{text}"))


# ---------------------------------------------------------------------------------------------
# Reading


def test_a_property_says_what_its_author_wrote() -> None:
    """Kind, words, title, reason, file and place."""
    text = """\
properties:
  - id: cookies-only-add
    title: A cookie adds work
    monotone: login.cookie
    because: >-
      It is stolen more
      easily.
  - id: people-are-no-matter
    irrelevant: people
    to: [task, control:std/9]
  - id: implied
    implies:
      when: |
        login.cookie
        and kind.shop
      then: [threat:theft]
"""
    first, second, third = suite_of(draft(SHOP, all=text)).properties
    assert (first.node, first.kind, first.said) == (
        f"{NAME}::property:cookies-only-add",
        "monotone",
        "monotone: login.cookie",
    )
    assert (first.title, first.because) == ("A cookie adds work", "It is stolen more easily.")
    assert str(first.location) == f"{NAME}:2:5"
    assert second.said == "irrelevant: people, to: task, control:std/9"
    assert third.said == "implies: when login.cookie and kind.shop, then threat:theft"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "{id: a, monotone: «login.cooky}",
            ["SM311 unknown answer 'login.cooky' (did you mean 'login.cookie'?)"],
        ),
        (
            "{id: a, monotone: «logon.cookie}",
            ["SM311 unknown answer 'logon.cookie' (did you mean 'login.cookie'?)"],
        ),
        ("{id: a, monotone: «people.many}", ["SM311 unknown answer 'people.many'"]),
        ("{id: a, irrelevant: «vender}", ["SM311 unknown question 'vender' (did you mean 'vendor'?)"]),
        (
            "{id: a, irrelevant: kind, to: [«task:watch-pages, threat]}",
            ["SM510 unknown truth 'task:watch-pages' (did you mean 'task:watch-page'?)"],
        ),
        (
            "{id: a, never: crowded and «logon.cookie}",
            ["SM301 unknown answer 'logon.cookie' (did you mean 'login.cookie'?)"],
        ),
        ("{id: a, always: «crowd}", ["SM305 'crowd' is a value: compare a number question with it"]),
        (
            "{id: a, never: people > 5 and «people > 7}",
            ["SM305 'people > 7': the pack tells answers to 'people' apart at 6, 100 only"],
        ),
        (
            "{id: a, implies: {when: «crowdet, then: [«task:watch]}}",
            [
                "SM301 unknown fact or question 'crowdet' (did you mean 'crowded'?)",
                "SM510 unknown truth 'task:watch' (did you mean 'task:watch-page'?)",
            ],
        ),
        (
            "{id: a, never: crowded and not kind}\n  - {id: «a, never: crowded and not kind}",
            ["SM302 the id 'a' is defined twice"],
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_found_at_its_place(text: str, messages: list[str]) -> None:
    """With the nearest there is; the property is not judged."""
    marked = f"properties:\n  - {text}\n"
    found = suite_of(draft(SHOP, all=unmarked(marked)))
    where = places(NAME, marked)
    assert [f"{at}: {message}" for at, message in zip(where, messages, strict=True)] == list(
        map(str, found.faults)
    )
    assert len(found.properties) == marked.count("- {") - 1


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a}", "SM205 expected one of the properties monotone, irrelevant, never, always, implies"),
        ("{id: a, never: kind, always: kind}", "SM205 expected one of the properties"),
        ("{id: a, monotone: kind.site, to: [task]}", "SM205 'to' needs 'irrelevant'"),
        ("{id: a, monotone: kind}", "SM204 'kind' does not fit"),
        ("{id: a, irrelevant: kind, to: [tasks]}", "SM204 'tasks' does not fit"),
        ("{id: a, never: kind kind}", "SM206 expected 'and' or 'or' before 'kind'"),
        ("{id: a, implies: {when: kind}}", "SM202 the property 'then' is missing"),
        ("{id: a, implies: {when: (kind, then: [task:contact]}}", "SM206 this parenthesis is never closed"),
    ],
)
def test_a_property_that_cannot_be_read_keeps_the_pack_from_loading(entry: str, message: str) -> None:
    """Its shape and its conditions are checked as those of other files are."""
    found = draft(SHOP, all=f"properties:\n  - {entry}\n").diagnostics
    assert [one for one in found if f"{one.code} {one.message}".startswith(message)]
    assert {one.location.path for one in found} == {NAME}


def test_a_comparison_in_a_condition_is_no_markup() -> None:
    """A property's conditions are conditions, where a case's texts are texts."""
    assert draft(SHOP, all="properties:\n  - {id: a, never: people <crowd and crowded}\n").diagnostics == ()


# ---------------------------------------------------------------------------------------------
# Monotone


def test_an_answer_that_only_adds_tasks_is_monotone() -> None:
    """Cards bring tasks and take none away; so does the west; every sheet shows it."""
    for answer in ("features.cards", "region.west"):
        found = verdict(f"monotone: {answer}")
        assert (found.outcome, found.systems, found.witness) == ("holds", None, None)


def test_an_answer_that_takes_a_task_away_is_not_monotone() -> None:
    """A token in place of the cookie: nobody has to harden a cookie any more.

    That the shop sends no mail is part of it: a mail suite would bring the token by itself.
    """
    assert said("monotone: login.token") == (
        "violated",
        "task:harden-cookie is certain, and excluded with login: token, "
        "as with kind: shop; features: none of these",
    )


def test_what_is_ticked_besides_stays_ticked() -> None:
    """Mail beside cards removes nothing; a demo stands alone, so it removes what cards bring."""
    assert said("monotone: features.mail")[0] == "holds"
    assert said("monotone: features.demo") == (
        "violated",
        "task:watch-page is certain, and excluded with features: demo, as with kind: shop; features: cards",
    )


#: An answer of one question ticks one of the other.
PARTS: Final = [
    {"id": "kind", "select": "one", "answers": [{"id": "api", "implies": ["parts.api"]}, {"id": "web"}]},
    {"id": "parts", "select": "many", "answers": [{"id": "api"}, {"id": "mail"}]},
]


def test_what_is_implied_and_ticked_by_nobody_stays_ticked() -> None:
    """An open question with an implied tick is ticked once more, and not anew."""
    pack: Plain = {
        "questions": PARTS,
        "rules": [{"id": "apis", "when": "parts.api", "requires": ["limit"], "priority": 1}],
        "countermeasures": [{"id": "limit"}],
    }
    assert said("monotone: parts.mail", pack) == ("holds", "")


def test_a_tick_beside_what_others_imply_is_shown_with_an_answer() -> None:
    """The case gives the list with the tick, also where the other answers are behind no task."""
    pack: Plain = {
        "questions": PARTS,
        "rules": [{"id": "mailless", "when": "not parts.mail", "requires": ["limit"], "priority": 1}],
        "countermeasures": [{"id": "limit"}],
    }
    assert said("monotone: parts.mail", pack) == (
        "violated",
        "task:limit is certain, and excluded with parts: mail, as with parts: none of these",
    )


# ---------------------------------------------------------------------------------------------
# Irrelevant


def test_a_question_that_changes_nothing_is_irrelevant() -> None:
    """Tasks do not depend on hosting, nor threats on the region."""
    assert said("irrelevant: hosting") == ("holds", "")
    assert said("irrelevant: region, to: [threat, rule:cards-typed]") == ("holds", "")
    assert verdict("irrelevant: hosting").systems is None


def test_a_question_that_changes_something_is_not_irrelevant() -> None:
    """What is named is named with the answers before and the one after."""
    assert said("irrelevant: region") == (
        "violated",
        "task:notice is excluded, and certain with region: west, as with region: east",
    )
    assert said("irrelevant: people, to: [fact:crowded]") == (
        "violated",
        "fact:crowded is certain, and excluded with people: 0, "
        "as with kind: shop; features: cards; people: 100",
    )


IMPLIED: Plain = {
    "questions": [
        {
            "id": "parts",
            "select": "many",
            "answers": [
                {"id": id, "implies": [f"region.{where}"]}
                for id, where in (("mail", "east"), ("shop", "west"))
            ],
        },
        {"id": "region", "select": "one", "answers": [{"id": "east"}, {"id": "west"}]},
    ],
    "rules": [{"id": "western", "when": "region.west", "requires": ["notice"], "priority": 1}],
    "countermeasures": [{"id": "notice"}],
}


def test_any_two_answers_are_compared_and_not_only_those_that_are_one_step_apart() -> None:
    """Without parts, and with both, nobody knows the region; one part alone says that it is the east,
    and the other that it is the west.
    """
    assert said("irrelevant: parts", IMPLIED) == (
        "violated",
        "task:notice is certain, and excluded with parts: mail, as with parts: shop",
    )
    text, after = pasted("irrelevant: parts", IMPLIED)
    assert "answers: {parts: [mail]}" in text
    assert [result.passed for result in after.run.results] == [True, False]
    assert said("irrelevant: parts.mail", IMPLIED) == ("holds", "")


def test_a_property_that_compares_nothing_says_nothing() -> None:
    """A question's own answers are not compared, and a pack may have no task at all."""
    nothing = ("vacuous", "it is about no truth")
    assert said("irrelevant: kind, to: ['answer:kind.shop']") == nothing
    bare: Plain = {
        "questions": [{"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]}]
    }
    assert said("monotone: kind.shop", bare) == nothing
    assert said("irrelevant: kind", bare) == nothing


def test_an_answer_alone_may_be_irrelevant() -> None:
    """Mail changes no task while cards do; of a question that takes one, each answer stands for it."""
    assert said("irrelevant: features.mail, to: [threat]") == ("holds", "")
    assert said("irrelevant: features.cards, to: [threat]")[0] == "violated"
    assert said("irrelevant: stack.django")[0] == "holds"
    assert said("irrelevant: stack.django, to: [guide]")[0] == "violated"


def test_answers_of_the_question_itself_are_not_compared() -> None:
    """Of course they change; those of other questions are."""
    assert said("irrelevant: stack, to: [answer]") == ("holds", "")
    outcome, words = said("irrelevant: features, to: [answer]")
    assert outcome == "violated"
    assert words.startswith("answer:vendor.")


# ---------------------------------------------------------------------------------------------
# Never, always, implies


def test_what_never_holds() -> None:
    """By every sheet; where it does hold, the least answers show it."""
    assert said("never: kind.site and features.cards") == ("holds", "")
    assert said("never: tier.two and not features.cards") == ("holds", "")
    assert said("never: features.cards and features.mail") == (
        "violated",
        "'features.cards and features.mail' holds, as with kind: shop; features: cards, mail",
    )


def test_what_always_holds() -> None:
    """A condition that fails somewhere does not."""
    assert said("always: not crowded or takes-cards") == ("holds", "")
    assert said("always: features.cards or kind.site") == (
        "violated",
        "'features.cards or kind.site' does not hold, as with kind: shop; features: none of these",
    )


def test_what_follows_from_a_condition() -> None:
    """Every truth must hold wherever the condition does; the first that does not is named."""
    assert said("implies: {when: takes-cards, then: [threat:skimming, task:watch-page]}") == ("holds", "")
    assert said("implies: {when: takes-cards, then: [task:watch-page, task:harden-cookie]}") == (
        "violated",
        "task:harden-cookie is excluded, as with kind: shop; features: cards; login: token",
    )


def test_what_is_open_violates_nothing() -> None:
    """Where a shop has not said what it does, everything may be, and nothing is against the property."""
    assert said("implies: {when: kind.shop, then: [question:login]}") == ("holds", "")
    found = verdict("implies: {when: kind.shop, then: [task:harden-cookie]}")
    assert found.witness is not None
    assert found.witness.sheet == {"kind": "shop", "login": "token"}


# ---------------------------------------------------------------------------------------------
# What says nothing

DEAD: Plain = {
    "questions": [
        {"id": "kind", "select": "one", "answers": [{"id": "a"}, {"id": "b"}]},
        {"id": "dead", "when": "kind.a and kind.b", "select": "one", "answers": [{"id": "c"}, {"id": "d"}]},
    ],
    "rules": [{"id": "all", "when": "dead.c", "requires": ["do"], "priority": 1}],
    "countermeasures": [{"id": "do"}],
}


@pytest.mark.parametrize(
    ("property", "reason"),
    [
        ("monotone: dead.c", "'dead' is never asked, whatever is answered: 'kind.a' and 'kind.b' clash"),
        ("irrelevant: dead", "'dead' is never asked, whatever is answered: 'kind.a' and 'kind.b' clash"),
        (
            "irrelevant: dead.d, to: [rule]",
            "'dead' is never asked, whatever is answered: 'kind.a' and 'kind.b' clash",
        ),
        (
            "implies: {when: kind.a and dead, then: [task:do]}",
            "'kind.a and dead' never holds, whatever is answered: 'kind.a' and 'kind.b' clash",
        ),
        (
            "never: dead.c and kind.a",
            "'dead.c' never holds, whatever is answered: 'kind.a' and 'kind.b' clash",
        ),
        (
            "never: kind.a and (dead or dead.c)",
            "'dead or dead.c' never holds, whatever is answered: 'kind.a' and 'kind.b' clash; 'dead.c' never holds",
        ),
        (
            "always: kind.a or not dead.c",
            "'not not dead.c' never holds, whatever is answered: 'kind.a' and 'kind.b' clash",
        ),
    ],
)
def test_a_property_whose_situation_never_arises_says_nothing(property: str, reason: str) -> None:
    """It could not fail, so it is not said to hold."""
    assert ("vacuous", reason) == said(property, DEAD)


def test_numbers_that_every_pack_tells_apart_may_stand_in_a_property() -> None:
    """No answer is less than nought, and none is more than the most that there is."""
    assert said("never: people < 0") == ("holds", "")
    assert said("never: people > 1000000000000000") == ("holds", "")


def test_a_single_condition_that_never_holds_is_what_was_claimed() -> None:
    """Where nothing stands beside it, the property says just that."""
    assert said("never: dead", DEAD) == ("holds", "")
    assert said("always: kind", DEAD) == ("holds", "")


# ---------------------------------------------------------------------------------------------
# Many questions


def wide(when: str, rest: int = 30) -> Plain:
    """Return a pack with so many questions behind its tasks that not every sheet can be tried."""
    ids = [f"q{n}" for n in range(rest)]
    two = [{"id": "a"}, {"id": "b"}]
    return {
        "questions": [{"id": id, "select": "one", "answers": two} for id in ids],
        "facts": [
            {"id": "any", "when": " or ".join(f"{id}.a" for id in ids)},
            {"id": "all", "when": " and ".join(f"{id}.a" for id in ids)},
            {"id": "first", "when": f"q0.a and ({' or '.join(f'{id}.a' for id in ids[1:])})"},
        ],
        "rules": [{"id": "r", "when": when, "requires": ["do"], "priority": 1}],
        "countermeasures": [{"id": "do"}],
    }


@pytest.mark.usefixtures("unsolved")
def test_where_many_questions_matter_random_systems_are_judged() -> None:
    """What holds in all of them is said to, by their number, where no solver can settle it."""
    found = verdict("implies: {when: q0.a, then: [task:do]}", wide("any"))
    assert (found.outcome, found.systems) == ("holds", 16_384)
    assert verdict("never: first and q0.b", wide("any")).systems == 16_384


@pytest.mark.usefixtures("unsolved")
def test_what_linking_shows_needs_no_solver() -> None:
    """With an answer that is enough alone, the task applies whatever was answered before."""
    assert verdict("monotone: q3.a", wide("any")).systems is None


def test_what_few_questions_decide_is_tried_out_in_full() -> None:
    """Sixteen questions of two answers are 65,536 sheets: about one truth, that is not too many."""
    assert verdict("implies: {when: q0.a, then: [task:do]}", wide("any", 16)).systems is None


@pytest.mark.usefixtures("unsolved")
@pytest.mark.parametrize("then", ["fact:any, question:q0", "question:q0, fact:any"])
def test_what_was_seen_of_one_truth_only_is_proved_of_none(then: str) -> None:
    """A property is as well known as the truth of it that is known least, whichever comes last."""
    assert verdict(f"implies: {{when: q0.a, then: [{then}]}}", wide("any")).systems == 16_384


def test_a_situation_that_hardly_arises_by_chance_is_brought_about() -> None:
    """One in 65,536 random systems has sixteen answers at once, and then one in sixteen lacks the task."""
    rare = " and ".join(f"q{n}.a" for n in range(16))
    pack = wide(f"q16.a or q17.a or q18.a or q19.a or ({' and '.join(f'q{n}.a' for n in range(20, 40))})", 40)
    outcome, words = said(f"implies: {{when: {rare}, then: [task:do]}}", pack)
    assert outcome == "violated"
    assert words.startswith("task:do is excluded, as with q0: a; q1: a; ")


def test_what_random_systems_show_is_made_least() -> None:
    """One answer decides about the task, and what the other 29 are does not matter."""
    found = verdict("irrelevant: q3", wide("any and q3.a"))
    assert found.witness is not None
    assert found.witness.sheet == {"q3": "b"}
    assert found.witness.changed == ("q3", "a")


@pytest.mark.usefixtures("unsolved")
def test_a_rare_situation_is_looked_for() -> None:
    """Twelve answers at once are met once in 4,096 random systems; those that have them are made."""
    rare = " and ".join(f"q{n}.a" for n in range(12))
    holds = verdict(f"implies: {{when: {rare}, then: [task:do]}}", wide("any"))
    assert (holds.outcome, holds.systems) == ("holds", 16_384)
    violated = verdict(f"implies: {{when: {rare}, then: [task:do]}}", wide(f"any and ({rare}) and q20.a"))
    assert violated.outcome == "violated"
    assert violated.witness is not None
    assert violated.witness.sheet == {f"q{n}": "a" for n in range(12)} | {"q20": "b"}


@pytest.mark.usefixtures("unsolved")
def test_a_situation_that_no_random_system_has_is_not_called_impossible() -> None:
    """All thirty at once can be, though nobody meets them by chance and not every sheet can be tried."""
    assert said("implies: {when: all, then: [task:do]}", wide("any")) == (
        "vacuous",
        "'all' never holds, in 16,384 random systems",
    )


# ---------------------------------------------------------------------------------------------
# Cases to paste


def test_what_shows_a_violation_is_a_case_that_fails() -> None:
    """It expects what the property claims, with the answers of each layer under its key."""
    text, after = pasted("irrelevant: region")
    assert (
        text
        == """\
  - id: p0-witness
    organisation:
      region: east
    answers: {}
    excluded: [task:notice]
    table:
      - id: before
      - id: after
        organisation: {region: west}
"""
    )
    assert after.faults == ()
    assert [(result.case.id, result.passed) for result in after.run.results] == [
        ("p0-witness/before", True),
        ("p0-witness/after", False),
    ]


@pytest.mark.parametrize(
    ("property", "passing"),
    [
        ("monotone: login.token", [True, False]),
        ("monotone: features.demo", [True, False]),
        ("irrelevant: people, to: [fact:crowded]", [True, False]),
        ("implies: {when: takes-cards, then: [task:harden-cookie]}", [False]),
    ],
)
def test_a_pasted_case_fails_where_the_property_does(property: str, passing: list[bool]) -> None:
    """Before the change it passes, after it it does not, so that it passes once the property holds."""
    _, after = pasted(property)
    assert after.faults == ()
    assert [result.passed for result in after.run.results] == passing


def test_what_no_truth_is_claimed_of_is_a_case_that_is_to_do() -> None:
    """A condition cannot be expected, so a person says which truths must change."""
    text, after = pasted("never: features.cards and features.mail")
    assert (
        text
        == """\
  - id: p0-witness
    todo: "Say what follows. The property 'p0' fails: 'features.cards and features.mail' holds."
    answers:
      kind: shop
      features: [cards, mail]
"""
    )
    assert after.faults == ()


def test_a_property_that_holds_has_no_case() -> None:
    """There is nothing to show."""
    found = suite("irrelevant: hosting")
    assert list(witness_lines(found.model, found.verdicts[0])) == []


def test_truths_are_quoted_where_they_must_be() -> None:
    """The case reads back whatever a standard calls its controls."""
    pack: Plain = {
        "questions": [{"id": "kind", "select": "one", "answers": [{"id": "site"}, {"id": "shop"}]}],
        "standards": [{"id": "std", "controls": [{"id": "API1:2023"}, {"id": "AC-2(1)"}]}],
        "interpretations": [
            {"standard": "std", "controls": {id: {"when": "kind.shop"} for id in ("API1:2023", "AC-2(1)")}}
        ],
    }
    for id, written in (("API1:2023", '"control:std/API1:2023"'), ("AC-2(1)", "control:std/AC-2(1)")):
        text, after = pasted(f"irrelevant: kind, to: ['control:std/{id}']", pack)
        assert f"[{written}]\n" in text
        assert after.faults == ()


# ---------------------------------------------------------------------------------------------
# Diagnostics and components


def test_violations_are_errors_and_what_says_nothing_is_a_warning() -> None:
    """Each at the place of its property; what holds is not reported."""
    found = suite(
        "monotone: login.token",
        "irrelevant: hosting",
        "implies: {when: kind.site and vendor, then: [rule:always]}",
    )
    assert [str(one) for one in found.unmet()] == [
        f"{NAME}:2:5: SM518 the property 'p0' does not hold: task:harden-cookie is certain, and excluded "
        "with login: token, as with kind: shop; features: none of these",
        f"{NAME}:4:5: SM519 warning: the property 'p2' says nothing: 'kind.site and vendor' never holds, "
        "whatever is answered: 'features.mail' and 'kind.site' clash",
    ]


def test_properties_speak_of_components_too() -> None:
    """What is asked about components is answered as if each were the only one: what holds of every
    sheet holds in every component.
    """
    assert said("implies: {when: stack.django and login.cookie, then: [guide:harden-cookie/django]}") == (
        "holds",
        "",
    )
    text, after = pasted("never: stack.django and stack.flask")
    assert "      stack: [django, flask]\n" in text
    assert after.faults == ()
    assert said("irrelevant: stack, to: [guide:harden-cookie/other]")[0] == "violated"


def chosen(found: Suite) -> Iterator[str]:
    """Yield the ids of a suite's properties."""
    return (property.id for property in found.properties)


def test_properties_are_chosen_as_cases_are() -> None:
    """A part of a suite has a part of its properties, and judges no others."""
    found = suite("irrelevant: hosting", "monotone: login.token")
    part = found.chosen(lambda one: one.id == "p0")
    assert list(chosen(part)) == ["p0"]
    assert [verdict.of.id for verdict in part.verdicts] == ["p0"]
