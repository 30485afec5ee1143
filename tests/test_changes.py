"""What differs between two versions of a pack: entries, meaning, countermeasures, saved systems."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from surveymodel.authoring.changes.compare import compare
from surveymodel.authoring.changes.effects import Effects
from surveymodel.authoring.changes.impact import impacts
from surveymodel.authoring.changes.nouns import Cause, Change, Diff, Edit, Evidence
from surveymodel.authoring.changes.pair import paired
from surveymodel.authoring.changes.saved import effects_of
from surveymodel.authoring.changes.words import answers, excerpts
from surveymodel.authoring.changes.written import diff_text
from surveymodel.content.nouns import Retired
from surveymodel.engine.link import link
from surveymodel.engine.reply import Interval
from surveymodel.engine.sheet import System
from tests.packs import Plain, model
from tests.shop import MODEL, SHOP

Spoil = Callable[[Plain], Any]

WEST = System(answers={"region": "west"})
PAYING = {"kind": "shop", "features": ["cards"], "people": 500, "login": "cookie", "hosting": "cloud"}


def entry(pack: Plain, kind: str, id: str) -> dict[str, Any]:
    """Return an entry of a pack."""
    found: dict[str, Any] = next(one for one in pack[kind] if one["id"] == id)
    return found


def edited(*spoils: Spoil) -> Plain:
    """Return the shop after some edits."""
    pack = copy.deepcopy(SHOP)
    for spoil in spoils:
        spoil(pack)
    return pack


def differing(*spoils: Spoil) -> Diff:
    """Return what differs between the shop and itself after some edits."""
    return compare(MODEL, model(edited(*spoils)))


def moved(*systems: System, by: Spoil) -> Effects:
    """Return what an edit of the shop changes for systems."""
    return effects_of(paired(MODEL, model(edited(by))), systems)


def put(kind: str, id: str, **properties: Any) -> Spoil:
    """Return the edit that gives an entry properties, or takes those away that are None."""

    def spoil(pack: Plain) -> None:
        found = entry(pack, kind, id)
        found.update(properties)
        for name in [name for name, value in properties.items() if value is None]:
            del found[name]

    return spoil


def drop(kind: str, id: str) -> Spoil:
    """Return the edit that leaves an entry out."""
    return lambda pack: pack[kind].remove(entry(pack, kind, id))


def answer(pack: Plain, question: str, id: str) -> dict[str, Any]:
    """Return an answer of a question."""
    found: dict[str, Any] = next(
        one for one in entry(pack, "questions", question)["answers"] if one["id"] == id
    )
    return found


# ---------------------------------------------------------------------------------------------
# Entries


@pytest.mark.parametrize(
    ("spoil", "kind", "id", "edit"),
    [
        (put("threats", "theft", likelihood=1), "threat", "theft", Edit("likelihood", "weakened", "2", "1")),
        (put("threats", "theft", impact=4), "threat", "theft", Edit("impact", "stronger", "3", "4")),
        (put("rules", "west-law", priority=9), "rule", "west-law", Edit("priority", "stronger", "8", "9")),
        (
            put("rules", "cards-typed", raises=["skimming", "theft"]),
            "rule", "cards-typed", Edit("raises", "weakened", "theft (impact +2)", "theft", "theft"),
        ),
        (
            put("countermeasures", "watch-page", satisfies={"std": {"1.10": "full", "1.2": "supports; the page only"}}),
            "countermeasure", "watch-page", Edit("satisfies", "weakened", "partial", "supports", "std 1.2"),
        ),
        (
            put("countermeasures", "watch-page", satisfies={"std": {"1.10": "full"}}),
            "countermeasure", "watch-page", Edit("satisfies", "weakened", "partial", None, "std 1.2"),
        ),
        (
            put("countermeasures", "watch-page", after=None),
            "countermeasure", "watch-page", Edit("after", "other", "contact", None, "contact"),
        ),
        (put("values", "crowd", value=200), "value", "crowd", Edit("value", "other", "100", "200")),
        (put("rules", "always", because="It is so."), "rule", "always", Edit("because", "words", "always applies.", "It is so.")),
    ],
    ids=lambda value: value.property if isinstance(value, Edit) else "",
)  # fmt: skip
def test_an_edit_of_one_property_is_of_a_sort(spoil: Spoil, kind: str, id: str, edit: Edit) -> None:
    """Less risk, priority or mapping weakens, more strengthens; a reason is words."""
    if edit.property == "because":
        before = next(rule.because for rule in MODEL.content.rules if rule.id == id)
        edit = Edit("because", "words", before, "It is so.")
    assert [edit] == [
        found
        for change in differing(spoil).changes
        if (change.kind, change.id) == (kind, id)
        for found in change.edits
    ]


def test_a_step_that_goes_weakens_and_one_that_is_reworded_does_not() -> None:
    """Steps are compared as lists: the first stays, the second is reworded, the third goes."""
    old = model(edited(put("countermeasures", "contact", steps=["One.", "Two things.", "Three."])))
    new = model(edited(put("countermeasures", "contact", steps=["One.", "Two matters."])))
    (change,) = compare(old, new).changes
    assert (
        Edit("steps", "words", "Two things.", "Two matters."),
        Edit("steps", "weakened", "Three."),
    ) == change.edits


def test_a_step_that_gives_way_to_another_is_no_matter_of_words() -> None:
    """They share hardly a word; whether less is asked, a reader has to say."""
    old = model(
        edited(put("countermeasures", "contact", steps=["Ask the member for a second factor.", "Then wait."]))
    )
    new = model(edited(put("countermeasures", "contact", steps=["Write down who called.", "Then wait."])))
    (change,) = compare(old, new).changes
    assert ["other"] == [edit.sort for edit in change.edits]


def test_a_change_that_is_told_of_nowhere_is_one_all_the_same() -> None:
    """Why an id was retired is compared nowhere; that the packs are not the same is said, and found by a job."""
    was, now = (
        evolve(MODEL.content.pack, retired=(Retired("rule", "gone", because),)) for because in ("a", "b")
    )
    old, new = (link(evolve(MODEL.content, pack=pack)) for pack in (was, now))
    found = compare(old, new)
    assert () == found.changes
    assert found.has("any")
    assert not found.has("meaning")
    said = "Nothing changed that is told of here, though the packs are not the same."
    assert said in diff_text(found)
    newer = compare(old, link(evolve(MODEL.content, pack=evolve(was, version="9.9.9"))))
    assert not newer.has("any")
    assert "Nothing changed." in diff_text(newer)


def test_what_a_standard_lists_of_former_ids_is_told() -> None:
    """A withdrawn id and where it went."""
    gone = [{"id": "9", "title": "Old", "went": "dropped"}]
    found = differing(put("standards", "std", withdrawn=gone))
    (edit,) = found.by_name["standard", "std"].edits
    assert Edit("withdrawn", "words", None, "9", "9") == edit


def test_steps_that_change_places_are_not_weaker() -> None:
    """Only their order is told."""
    found = differing(put("countermeasures", "notice", steps=["Two.", "One."]))
    (edit,) = found.by_name["countermeasure", "notice"].edits
    assert Edit("order", "other", "1, 2", "2, 1", "steps") == edit


def test_a_criterion_that_is_answered_in_another_way_is_no_matter_of_words() -> None:
    """A test that becomes a document to read asks for something else."""
    accept = [{"text": "Yes.", "by": "document"}, {"text": "Again.", "by": "document"}]
    found = differing(put("countermeasures", "notice", accept=accept))
    assert "other" == found.by_name["countermeasure", "notice"].sort


def test_one_of_two_equal_steps_that_goes_weakens() -> None:
    """Steps are counted, however much they are alike."""
    twice = edited(put("countermeasures", "notice", steps=["One.", "One.", "Two."]))
    found = compare(model(twice), MODEL)
    (edit,) = found.by_name["countermeasure", "notice"].edits
    assert "weakened" == edit.sort


@pytest.mark.parametrize(
    ("figure", "came", "went"), [(2, "stronger", "weakened"), (-2, "weakened", "stronger")]
)
def test_an_adjustment_that_comes_or_goes_moves_figures(figure: int, came: str, went: str) -> None:
    """One that lowers weakens where it comes, and one that raises where it goes."""
    pack = edited(
        lambda pack: pack["adjustments"].append({"id": "x", "when": "crowded", "likelihood": figure})
    )
    for old, new, sort in ((MODEL, model(pack), came), (model(pack), MODEL, went)):
        (edit,) = compare(old, new).by_name["adjustment", "x"].edits
        assert ("likelihood", sort) == (edit.property, edit.sort)


def test_a_control_that_becomes_no_duty_is_no_matter_of_words() -> None:
    """A reason that comes or goes changes what the control is; another wording of it does not."""

    def read(**reading: str) -> Spoil:
        return lambda pack: pack["interpretations"][0].update(controls={"9": {"when": "crowded", **reading}})

    found = differing(read(**{"no-duty": "so it is"}))
    assert "other" == found.by_name["reading", "std/9"].sort
    old, new = (model(edited(read(**{"no-duty": text}))) for text in ("so it is", "so it was"))
    assert "words" == compare(old, new).by_name["reading", "std/9"].sort


@pytest.mark.parametrize(
    ("spoil", "kind", "edit"),
    [
        (lambda pack: pack["questions"][6]["answers"].reverse(), "question",
         Edit("order", "other", "static, cloud, own", "own, cloud, static", "answers")),
        (lambda pack: pack["questions"].insert(1, pack["questions"].pop(0)), "pack",
         Edit("order", "other", "region, kind", "kind, region", "questions")),
    ],
)  # fmt: skip
def test_what_stands_in_another_order_is_told(spoil: Spoil, kind: str, edit: Edit) -> None:
    """The order of questions and answers is their author's."""
    (change,) = differing(spoil).changes
    assert (kind, (edit,)) == (change.kind, change.edits)


def test_what_a_pack_says_of_itself_and_of_a_standard_is_told() -> None:
    """A licence, an id that is retired no more, and the group that a group stands in."""
    was = evolve(MODEL.content.pack, retired=(Retired("rule", "gone", "it went."),))
    now = evolve(was, retired=(), licence="MIT")
    old, new = (link(evolve(MODEL.content, pack=pack)) for pack in (was, now))
    (change,) = compare(old, new).changes
    assert {("licence", "words"), ("retired", "other")} == {(one.property, one.sort) for one in change.edits}
    inner, outer = ({"id": "a", "title": "A"}, {"id": "b", "title": "B"})
    old, new = (
        model(edited(put("standards", "std", groups=[inner | above, outer])))
        for above in ({}, {"group": "b"})
    )
    assert [("group", "std/a", "other")] == [
        (one.kind, one.id, one.sort) for one in compare(old, new).changes
    ]


def test_what_comes_and_goes_brings_its_parts_along() -> None:
    """Of a question that is added its answers are not told of one by one."""
    found = compare(model(edited(drop("questions", "vendor"))), MODEL)
    assert {("question", "vendor", "added")} == {
        (change.kind, change.id, change.what) for change in found.changes
    }


def test_a_retired_id_names_its_successor() -> None:
    """What is removed and retired says what stands in its place, and why."""
    new = model(edited(drop("countermeasures", "notice"), drop("rules", "west-law"))).content
    retired = Retired("countermeasure", "notice", "They were one.", ("contact",))
    after = link(evolve(new, pack=evolve(new.pack, retired=(retired,))))
    found = compare(MODEL, after).by_name["countermeasure", "notice"]
    assert (("contact",), "They were one.", "weakened") == (found.successors, found.because, found.sort)


# ---------------------------------------------------------------------------------------------
# Meaning


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("login.cookie and features.cards", "features.cards and login.cookie"),
        ("login.cookie and features.cards", "not (not login.cookie or not features.cards)"),
        ("takes-cards", "features.cards"),
        ("people >= crowd", "people > 99"),
        ("login.cookie or login.cookie and features.mail", "login.cookie"),
    ],
)
def test_a_condition_that_means_the_same_is_words(before: str, after: str) -> None:
    """Order, negations, names and clauses that decide nothing make no difference, and every sheet shows it."""
    old = model(edited(put("rules", "cookie-used", when=before)))
    found = compare(old, model(edited(put("rules", "cookie-used", when=after))))
    (change,) = found.changes
    (edit,) = change.edits
    assert ("words", Evidence(same=True, systems=None)) == (edit.sort, edit.evidence)
    assert () == found.shifts
    assert (True, False) == (found.has("any"), found.has("meaning"))


def test_a_condition_with_another_meaning_is_none_of_words() -> None:
    """One answer more in a rule is another meaning."""
    found = differing(put("rules", "cookie-used", when="login.cookie or login.token"))
    assert [("when", "other")] == [(edit.property, edit.sort) for edit in found.changes[0].edits]


def test_a_fact_that_changed_changes_no_condition_that_names_it() -> None:
    """Only the fact is told of; what rests on it moves because of it."""
    found = differing(put("facts", "takes-cards", when="features.cards and hosting.own"))
    assert [("fact", "takes-cards")] == [(change.kind, change.id) for change in found.changes]
    assert {(Cause("fact", "takes-cards", "when"),)} == {
        shift.lost.causes for shift in found.shifts if shift.lost
    }


def test_a_countermeasure_that_applies_no_more_names_the_least_answers() -> None:
    """The shortest answers that brought it stand there, with the change that took it away."""
    found = differing(put("rules", "cards-typed", when="takes-cards and hosting.own"))
    shift = next(one for one in found.shifts if one.countermeasure == "watch-page")
    assert shift.gained is None
    assert shift.lost is not None
    assert {"kind": "shop", "features": ("cards",)} == shift.lost.answers
    assert (Cause("rule", "cards-typed", "when"),) == shift.lost.causes
    assert found.has("weakened")


def test_a_countermeasure_that_applies_more_often_is_stronger() -> None:
    """What applies for everybody now needs no answers, where it took one before."""
    (shift,) = differing(put("rules", "west-law", when=None)).shifts
    assert shift.lost is None
    assert shift.gained is not None
    assert ("notice", {}) == (shift.countermeasure, shift.gained.answers)


def test_an_answer_that_came_with_its_exception_weakens_nothing() -> None:
    """Nobody could give it before, so nothing followed from it; nor does anything from one that went."""
    pack = edited(put("rules", "always", when="not hosting.static"))
    after = copy.deepcopy(pack)
    entry(after, "questions", "hosting")["answers"].append({"id": "nowhere"})
    entry(after, "rules", "always")["when"] = "not hosting.static and not hosting.nowhere"
    for old, new in ((pack, after), (after, pack)):
        found = compare(model(old), model(new))
        assert () == found.shifts
        assert (1, 0) == (found.unmoved, found.settled)


def test_an_answer_that_came_may_be_why_a_task_no_longer_follows() -> None:
    """What everybody had to do before, whoever gives it is spared; the rest of the answers brought it."""
    pack = edited(put("rules", "always", when="kind.shop"))
    after = copy.deepcopy(pack)
    entry(after, "questions", "features")["answers"].append({"id": "exempt"})
    entry(after, "rules", "always")["when"] = "kind.shop and not features.exempt"
    (shift,) = compare(model(pack), model(after)).shifts
    assert shift.lost
    assert {"kind": "shop"} == shift.lost.answers


def test_an_answer_that_goes_against_what_is_implied_is_one_of_the_least() -> None:
    """A shop is taken to use cookies: only one that says otherwise loses what follows from them now."""
    spoils = put("rules", "cards-typed", when="login.cookie"), put("rules", "cookie-used", raises=["theft"])
    (shift,) = differing(*spoils).shifts
    assert shift.lost
    assert {"kind": "shop", "features": ("cards",), "login": "token"} == shift.lost.answers


def test_what_random_systems_do_not_show_every_sheet_does() -> None:
    """A rule that asked for fourteen ticks at once, which hardly any random system has, is found to be gone."""
    ticks = [f"t{number}" for number in range(14)]
    question = {"id": "menu", "select": "many", "answers": [{"id": tick} for tick in ticks]}
    rule = {
        "id": "all",
        "when": " and ".join(f"menu.{tick}" for tick in ticks),
        "requires": ["contact"],
        "priority": 2,
    }
    old = edited(lambda pack: pack["questions"].append(question), drop("rules", "always"))
    new = copy.deepcopy(old)
    old["rules"].append(rule)
    (shift,) = compare(model(old), model(new)).shifts
    assert shift.lost is not None
    assert (0, {"menu": tuple(sorted(ticks))}) == (shift.lost.systems, shift.lost.answers)
    assert (Cause("rule", "all"),) == shift.lost.causes


MENU: Plain = {"id": "menu", "select": "many", "answers": [{"id": f"t{number}"} for number in range(24)]}


def menu(when: str) -> Plain:
    """Return the shop with a list of 24 answers, more than can be tried, and a rule about them."""
    rule = {"id": "all", "when": when, "requires": ["contact"], "priority": 2}
    return edited(
        lambda pack: pack["questions"].append(MENU),
        drop("rules", "always"),
        lambda pack: pack["rules"].append(rule),
    )


EVERY = " and ".join(f"menu.t{number}" for number in range(24))
NONE_BUT = " or ".join(f"not menu.t{number}" for number in range(24))


def test_what_is_too_much_to_try_a_solver_settles() -> None:
    """All of 24 answers, said by a double negation; and all but the last, which one list in 16 million tells apart."""
    (change,) = compare(model(menu(EVERY)), model(menu(f"not ({NONE_BUT})"))).changes
    assert [Evidence(same=True, systems=None)] == [edit.evidence for edit in change.edits]
    (shift,) = compare(model(menu(EVERY)), model(menu(EVERY.removesuffix(" and menu.t23")))).shifts
    assert shift.lost is None
    assert shift.gained is not None
    assert {"menu": tuple(sorted(f"t{number}" for number in range(23)))} == shift.gained.answers


@pytest.mark.usefixtures("unsolved")
def test_without_a_solver_it_is_said_to_be_open() -> None:
    """By the number of systems that were looked at."""
    (change,) = compare(model(menu(EVERY)), model(menu(f"not ({NONE_BUT})"))).changes
    assert [Evidence(same=True, systems=16_384)] == [edit.evidence for edit in change.edits]


def test_a_question_that_takes_another_form_of_answer_is_another() -> None:
    """One answer before and a list now: what rests on the question changed because of it."""
    found = differing(put("questions", "login", select="many"))
    assert [Edit("select", "other", "one", "many")] == list(found.by_name["question", "login"].edits)


def test_a_level_moves_with_the_order_of_its_scale() -> None:
    """Where two levels change places, the scale says so."""

    def swap(pack: Plain) -> None:
        levels = entry(pack, "scales", "tier")["levels"]
        levels[0], levels[1] = levels[1], levels[0]

    assert [("scale", "tier", "order")] == [
        (change.kind, change.id, edit.property) for change in differing(swap).changes for edit in change.edits
    ]


# ---------------------------------------------------------------------------------------------
# Saved systems


def test_a_system_loses_a_task_because_of_a_rule() -> None:
    """Both the task and the change behind it are told, for the one system that it concerns."""
    asked = [System(id="paying", answers=PAYING), System(id="site", answers={"kind": "site"})]
    found = moved(*asked, by=put("rules", "cards-typed", when="takes-cards and hosting.own"))
    assert ("watch-page", "certain", "excluded") in found.moves
    (impact,) = impacts(found)
    assert (Cause("rule", "cards-typed", "when"), 1) == (impact.cause, impact.systems)
    assert ["paying"] == list(impact.examples(found, 5))


def test_an_open_question_makes_a_task_less_certain() -> None:
    """A rule that also asks what nobody answered leaves its task possible."""
    found = moved(
        System(answers={key: value for key, value in PAYING.items() if key != "hosting"}),
        by=put("rules", "cards-typed", when="takes-cards and hosting.own"),
    )
    assert ("watch-page", "certain", "possible") in found.moves


def test_a_component_and_the_organisation_count() -> None:
    """A task that an organisation's answer brings is lost where the rule goes, once for all components."""
    components = {"web": {"stack": ["django"]}, "jobs": {"stack": ["flask"]}}
    system = System(answers=PAYING, organisation=WEST, components=components)
    found = moved(system, by=put("rules", "west-law", when="region.east"))
    assert {("notice", "certain", "excluded"): 1} == found.moves


def test_an_answer_that_is_not_offered_any_more_is_said_and_is_no_error() -> None:
    """Its question is open then, and the change behind what moves is that the answer went."""

    def without_cookie(pack: Plain) -> None:
        entry(pack, "questions", "login")["answers"] = [{"id": "token"}]
        answer(pack, "kind", "shop")["implies"] = []
        for kind in ("rules", "countermeasures"):
            for one in pack[kind]:
                if one.get("when") == "login.cookie":
                    one["when"] = "login.token"

    found = moved(System(id="paying", answers=PAYING), by=without_cookie)
    assert {("login", "cookie"): 1} == found.unoffered
    assert [] == found.refused
    assert Cause("answer", "login.cookie") in found.causes["harden-cookie"]


def test_ticks_that_are_still_offered_count() -> None:
    """Of a list with an answer that went, the others hold as before."""

    def without_mail(pack: Plain) -> None:
        entry(pack, "questions", "features")["answers"] = [{"id": "cards"}, {"id": "demo", "exclusive": True}]
        pack["questions"].remove(entry(pack, "questions", "vendor"))

    found = moved(System(answers={**PAYING, "features": ["cards", "mail"]}), by=without_mail)
    assert {("features", "mail"): 1} == found.unoffered
    assert {} == found.moves


def test_a_reply_of_a_former_form_is_said() -> None:
    """One answer, where a list is asked for now, counts for the version before alone."""
    found = moved(System(answers=PAYING), by=put("questions", "login", select="many"))
    assert {("login", None): 1} == found.unoffered
    assert [] == found.refused


@pytest.mark.parametrize("nearer", ["unknown", ["token"]])
def test_a_nearer_reply_hides_one_of_a_former_form(nearer: Any) -> None:
    """What an organisation answered in a former form counts in no version where the system says otherwise."""
    above = System(answers={"login": "cookie"})
    system = System(answers={"kind": "shop", "login": nearer}, organisation=above)
    found = moved(system, by=put("questions", "login", select="many"))
    assert ("harden-cookie", "certain") not in {(task, before) for task, before, _ in found.moves}
    assert {} == found.unoffered


def test_a_reply_in_a_layer_that_takes_none_now_is_open() -> None:
    """What a system answered and only its organisation may answer now does not count."""
    system = System(answers={"kind": "site", "hosting": "own"})
    pack = edited(put("rules", "always", when="hosting.own"))
    after = copy.deepcopy(pack)
    answer(after, "kind", "site")["implies"] = []
    entry(after, "questions", "hosting")["of"] = "organisation"
    found = effects_of(paired(model(pack), model(after)), [system])
    assert {("hosting", None): 1} == found.unoffered
    assert ("contact", "certain", "possible") in found.moves
    assert Cause("question", "hosting", "of") in found.causes["contact"]


def test_a_system_that_fits_neither_version_is_refused() -> None:
    """It is named with its line and its fault, and the others are compared."""
    found = moved(
        System(id="odd", answers={"kind": "boat"}), System(id="site", answers={"kind": "site"}), by=len
    )
    assert [1] == [one.line for one in found.refused]
    assert ["site"] == found.systems


# ---------------------------------------------------------------------------------------------
# Words


def test_long_texts_are_cut_to_what_differs() -> None:
    """A few words stand on either side of the difference."""
    text = " ".join(f"w{number}" for number in range(40))
    assert (
        "… w14 w15 w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 …",
        "… w14 w15 w16 w17 w18 w19 other w21 w22 w23 w24 w25 w26 …",
    ) == excerpts(text, text.replace("w20", "other"))


def test_answers_are_read_as_people_type_them() -> None:
    """Lists have commas, an empty one says none, and intervals have both their ends."""
    shown = answers({"a": ("b", "c"), "d": (), "e": Interval(5, 8), "f": Interval(5), "g (before)": "h"})
    assert "a: b, c; d: none; e: 5..7; f: 5..; g: h" == shown.replace("\x01", "")


def test_a_change_is_of_the_first_sort_that_something_of_it_is_of() -> None:
    """A rewording beside a weakening is a weakening."""
    edits = (Edit("why", "words", "a", "b"), Edit("steps", "weakened", "c"))
    assert "weakened" == Change("countermeasure", "x", "changed", None, edits).sort
