"""The interview: what is asked next, what an answer brought, what is left, and back and change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel import AnswerError, Interval
from surveymodel.engine.reply import UNKNOWN, Given
from surveymodel.project.answering import SystemFile
from surveymodel.project.interview import Bounds, Effect, Interview, Item, bands
from tests import oracle
from tests.begun import again, begun, written
from tests.packs import Plain, model
from tests.shop import MODEL
from tests.strategies import packs, replies, systems

Key = tuple[str, str]


def keys(items: Iterable[Item]) -> list[Key]:
    """Return question and place of items."""
    return [item.key for item in items]


def asked(interview: Interview, *, fewest: bool = False) -> str | None:
    """Return the question that is asked next."""
    item = interview.next(fewest=fewest)
    return item.question.id if item else None


def say(interview: Interview, **answers: Given) -> Effect:
    """Answer questions of the system or the organisation; return what the last answer brought."""
    for name, given_ in answers.items():
        question = interview.file.model.questions[name]
        place = "organisation" if question.of == "organisation" else "system"
        effect = interview.answer(interview.find(name, place), given_)
    return effect


def before(interview: Interview, question: str | None) -> str | None:
    """Return the question that "back" leads to from another one."""
    here = interview.find(question, "system") if question else None
    found = interview.back(here)
    return found.question.id if found else None


def choice(id: str, **more: Any) -> Plain:
    """Return a question with two answers."""
    return {"id": id, "select": "one", "answers": [{"id": "x"}, {"id": "y"}], **more}


# ---------------------------------------------------------------------------------------------
# What is asked


def test_layers_come_one_after_the_other(tmp_path: Path) -> None:
    """First what the organisation answers, then the system, then each component as the file lists them."""
    interview = begun(tmp_path, MODEL, organisation={}, components={"web": {}, "api": {}})
    assert keys(interview.items()) == [
        ("region", "organisation"),
        *((id, "system") for id in ("kind", "features", "people", "vendor", "login", "hosting")),
        ("stack", "web"),
        ("stack", "api"),
    ]


def test_a_system_without_components_answers_for_itself(tmp_path: Path) -> None:
    """A component's question is asked of the system where there are no components."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    assert ("stack", "system") in keys(interview.open())


def test_an_organisation_without_a_file_is_not_asked(tmp_path: Path) -> None:
    """Its questions could not be kept; they are named apart, and the survey goes on below."""
    interview = begun(tmp_path, MODEL)
    assert keys(interview.unreachable()) == [("region", "organisation")]
    assert keys(interview.open()) == [("kind", "system"), ("hosting", "system")]
    assert asked(interview) == "kind"


def test_an_organisations_answer_goes_into_its_own_file(tmp_path: Path) -> None:
    """The region stands in the firm's file and nothing in the shop's."""
    interview = begun(tmp_path, MODEL, organisation={})
    shop = interview.file.path.read_text(encoding="utf-8")
    say(interview, region="west")
    assert interview.file.path.read_text(encoding="utf-8") == shop
    assert (tmp_path / "firm.yaml").read_text(encoding="utf-8").endswith("answers:\n  region: west\n")


def test_the_survey_goes_on_with_what_an_answer_opened(tmp_path: Path) -> None:
    """Each answer leads to the first open question of the survey, until nothing is open."""
    interview = begun(tmp_path, MODEL)
    walked = []
    for given_ in ("shop", ("cards",), 500, "cloud", ("django",)):
        item = interview.next()
        assert item is not None
        walked.append(item.question.id)
        interview.answer(item, given_)
    assert walked == ["kind", "features", "people", "hosting", "stack"]  # the cookie is implied
    assert interview.next() is None
    assert interview.open() == ()


def test_nobody_knows(tmp_path: Path) -> None:
    """What nobody knows is not asked again, at the next start neither, and what hangs on it stays shut."""
    interview = begun(tmp_path, MODEL)
    say(interview, kind=UNKNOWN)
    assert keys(interview.open()) == [("hosting", "system")]
    assert keys(again(interview).open()) == [("hosting", "system")]
    assert interview.find("features", "system").state == "waiting"


def test_later_passes_over_until_the_next_start(tmp_path: Path) -> None:
    """What is put off is still open, but asked no more in this interview; the next one asks it."""
    interview = begun(tmp_path, MODEL)
    interview.later.add(("kind", "system"))
    assert asked(interview) == "hosting"
    interview.later.add(("hosting", "system"))
    assert interview.next() is None
    assert keys(interview.open()) == [("kind", "system"), ("hosting", "system")]
    assert asked(again(interview)) == "kind"


def test_an_answer_ends_putting_off(tmp_path: Path) -> None:
    """What was put off, answered and taken back is asked again."""
    interview = begun(tmp_path, MODEL)
    interview.later.add(("kind", "system"))
    say(interview, kind="shop")
    interview.withdraw(interview.find("kind", "system"))
    assert asked(interview) == "kind"


DECIDING: Plain = {
    "questions": [choice("none-hang-on"), choice("one-hangs-on"), choice("two-hang-on"), choice("nor-on-this")],
    "rules": [
        {"id": "first", "when": "one-hangs-on.x", "requires": ["one"], "priority": 5},
        {"id": "second", "when": "two-hang-on.x", "requires": ["two", "three"], "priority": 5},
    ],
    "countermeasures": [{"id": "one"}, {"id": "two"}, {"id": "three"}],
}  # fmt: skip


def test_fewest_asks_first_what_decides_most(tmp_path: Path) -> None:
    """The question on which two tasks hang, then that of one, then the others as the survey has them."""
    interview = begun(tmp_path, model(DECIDING))
    order = []
    while (item := interview.next(fewest=True)) is not None:
        order.append(item.question.id)
        interview.answer(item, "x")
    assert order == ["two-hang-on", "one-hangs-on", "none-hang-on", "nor-on-this"]


def test_fewest_passes_over_what_is_put_off(tmp_path: Path) -> None:
    """Later holds for the question that decides most, too."""
    interview = begun(tmp_path, model(DECIDING))
    interview.later.add(("two-hang-on", "system"))
    assert asked(interview, fewest=True) == "one-hangs-on"


def test_fewest_tells_components_apart(tmp_path: Path) -> None:
    """In the component where a task is decided already, the same question is not first."""
    pack = model(
        {
            "questions": [choice("door", of="component"), choice("lock", of="component")],
            "rules": [{"id": "r", "when": "door.x and lock.x", "requires": ["bolt"], "priority": 5}],
            "countermeasures": [{"id": "bolt"}],
        }
    )
    interview = begun(tmp_path, pack, components={"front": {"door": "y"}, "rear": {"door": "x"}})
    item = interview.next(fewest=True)
    assert item is not None
    assert item.key == ("lock", "rear")
    first = interview.next()
    assert first is not None
    assert first.key == ("lock", "front")


def test_fewest_keeps_the_order_of_what_decides_nothing(tmp_path: Path) -> None:
    """Where no task hangs on a question, the components come as the file lists them."""
    pack = model({"questions": [choice("door", of="component")]})
    interview = begun(tmp_path, pack, components={"web": {}, "api": {}})
    item = interview.next(fewest=True)
    assert item is not None
    assert item.key == ("door", "web")


def test_a_conflict_is_asked_with_what_is_implied(tmp_path: Path) -> None:
    """A shop implies the cookie and the mail suite the token: somebody has to say which."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["mail"], "vendor": "suite"})
    item = interview.next()
    assert item is not None
    assert (item.question.id, item.state, item.ticked) == ("login", "conflict", ("cookie", "token"))


def test_an_implied_answer_of_several_comes_ticked(tmp_path: Path) -> None:
    """A list stays open with what others imply in it."""
    extras = {"id": "extras", "select": "many", "answers": [{"id": "rug"}, {"id": "lamp"}]}
    seat = {
        "id": "seat",
        "select": "one",
        "answers": [{"id": "soft", "implies": ["extras.rug"]}, {"id": "hard"}],
    }
    interview = begun(tmp_path, model({"questions": [seat, extras]}), {"seat": "soft"})
    item = interview.next()
    assert item is not None
    assert (item.question.id, item.state, item.ticked) == ("extras", "open", ("rug",))


def test_an_implied_answer_comes_ticked_in_its_component(tmp_path: Path) -> None:
    """What is implied in one component is not ticked in another."""
    extras = {"id": "extras", "of": "component", "select": "many", "answers": [{"id": "rug"}, {"id": "lamp"}]}
    seat = choice("seat", of="component")
    seat["answers"][0]["implies"] = ["extras.rug"]
    pack = model({"questions": [seat, extras]})
    interview = begun(tmp_path, pack, components={"api": {"seat": "y"}, "web": {"seat": "x"}})
    assert {item.place: item.ticked for item in interview.open()} == {"api": (), "web": ("rug",)}


def test_bands_are_the_ranges_that_the_pack_tells_apart() -> None:
    """People are compared with "at least 100" and "more than 5": three ranges, without gaps."""
    assert bands(MODEL, "people") == (Interval(0, 6), Interval(6, 100), Interval(100, None))


def test_a_number_that_nothing_compares_has_one_range() -> None:
    """Whatever the number is, it says the same."""
    pack = model({"questions": [{"id": "count", "select": "number"}]})
    assert bands(pack, "count") == (Interval(0, None),)


# ---------------------------------------------------------------------------------------------
# What an answer brought


def ids(nouns: Iterable[Any]) -> list[str]:
    """Return the ids of tasks or threats."""
    return [noun.id for noun in nouns]


def test_what_an_answer_brings_and_closes(tmp_path: Path) -> None:
    """Cards raise two threats with a task each; they ask how many people, and settle the cookie."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"}, organisation={})
    found = say(interview, features=("cards",))
    assert ids(found.came) == ["harden-cookie", "watch-page"]
    assert ids(found.raised) == ["skimming", "theft"]
    assert keys(found.opened) == [("people", "system")]
    assert keys(found.closed) == [("login", "system")]
    assert (found.went, found.ruled_out, found.dropped, found.stale, found.contradictions) == ((),) * 5


def test_what_an_answer_opens(tmp_path: Path) -> None:
    """A shop is asked for features, sign-in and stack; no task hangs on that alone."""
    found = say(begun(tmp_path, MODEL), kind="shop")
    assert keys(found.opened) == [("features", "system"), ("login", "system"), ("stack", "system")]
    assert (found.came, found.ruled_out, found.closed) == ((), (), ())


def test_what_an_answer_rules_out(tmp_path: Path) -> None:
    """A site needs neither the cookie's task nor the payment page's, and its hosting is static."""
    found = say(begun(tmp_path, MODEL), kind="site")
    assert ids(found.ruled_out) == ["harden-cookie", "watch-page"]
    assert keys(found.closed) == [("hosting", "system")]
    assert (found.came, found.went, found.opened) == ((), (), ())


def test_what_a_changed_answer_takes_away(tmp_path: Path) -> None:
    """Not a shop after all: its tasks and threats go, its features are kept and not used."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["cards"]})
    found = say(interview, kind="site")
    assert ids(found.went) == ["harden-cookie", "watch-page"]
    assert ids(found.dropped) == ["skimming", "theft"]
    assert keys(found.stale) == [("features", "system")]
    assert keys(found.closed) == [(id, "system") for id in ("people", "hosting", "stack")]
    assert (found.came, found.raised, found.ruled_out) == ((), (), ())


def test_what_an_answer_contradicts(tmp_path: Path) -> None:
    """A site in the cloud goes against the static hosting that a site implies, and is said once."""
    interview = begun(tmp_path, MODEL, {"kind": "site"})
    (found,) = say(interview, hosting="cloud").contradictions
    assert (found.question.id, found.component, found.implied) == ("hosting", None, "static")
    assert say(interview, hosting="own").contradictions == ()


def test_what_taking_back_opens(tmp_path: Path) -> None:
    """Without its kind the site is asked for its hosting again, and all is possible again."""
    interview = begun(tmp_path, MODEL, {"kind": "site"})
    found = interview.withdraw(interview.find("kind", "system"))
    assert keys(found.opened) == [("hosting", "system")]
    assert (found.came, found.went, found.ruled_out) == ((), (), ())
    assert asked(interview) == "kind"


def test_a_question_that_stays_open_as_a_conflict_is_neither_opened_nor_closed(tmp_path: Path) -> None:
    """The sign-in was to be answered before the mail suite implied a token, and is after."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["mail"]})
    found = say(interview, vendor="suite")
    assert (found.opened, found.closed) == ((), ())
    assert interview.find("login", "system").state == "conflict"


def test_each_component_is_told_apart(tmp_path: Path) -> None:
    """What is opened in one component says so."""
    inner = choice("inner", of="component", when="outer.x")
    pack = model({"questions": [choice("outer", of="component"), inner]})
    interview = begun(tmp_path, pack, components={"web": {}, "api": {}})
    found = interview.answer(interview.find("outer", "api"), "x")
    assert keys(found.opened) == [("inner", "api")]


def test_who_answered_and_when_stand_beside_the_answer(tmp_path: Path) -> None:
    """With a name there is a date, without a name neither."""
    interview = begun(tmp_path, MODEL)
    interview.by, interview.on = "ana", "2026-03-02"
    say(interview, kind="shop")
    interview.by = None
    say(interview, hosting="own")
    assert interview.file.path.read_text(encoding="utf-8").endswith(
        'answers:\n  kind: {answer: shop, by: ana, on: "2026-03-02"}\n  hosting: own\n'
    )


def test_an_answer_that_is_not_offered_changes_nothing(tmp_path: Path) -> None:
    """It is refused with the nearest that is; file, state and order of answering stay."""
    interview = begun(tmp_path, MODEL)
    text = interview.file.path.read_text(encoding="utf-8")
    with pytest.raises(AnswerError) as caught:
        say(interview, kind="shopp")
    assert [d.message for d in caught.value.diagnostics] == [
        "unknown answer 'shopp' of 'kind' (did you mean 'shop'?)"
    ]
    assert (interview.file.path.read_text(encoding="utf-8"), interview.given, asked(interview)) == (
        text, [], "kind",
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------
# Back and change

FOUR = model({"questions": [choice(id) for id in ("a", "b", "c", "d")]})


def test_back_goes_through_the_answers_of_this_interview(tmp_path: Path) -> None:
    """From the next question to the last answer, from that to the one before, and no further."""
    interview = begun(tmp_path, FOUR)
    assert before(interview, "a") is None
    say(interview, a="x", b="x")
    assert [before(interview, id) for id in ("c", "b", "a")] == ["b", "a", None]


def test_an_answer_given_again_is_the_last_one(tmp_path: Path) -> None:
    """Back goes by the order of answering, not by the order of the survey."""
    interview = begun(tmp_path, FOUR)
    say(interview, a="x", b="x")
    say(interview, a="y")
    assert [before(interview, id) for id in ("c", "a", "b")] == ["a", "b", None]


def test_back_goes_through_the_answers_of_earlier_interviews(tmp_path: Path) -> None:
    """Before the first answer of this interview stand those that the file came with."""
    interview = begun(tmp_path, FOUR, {"a": "x", "b": UNKNOWN})
    assert [before(interview, id) for id in ("c", "b", "a")] == ["b", "a", None]
    say(interview, c="x")
    assert [before(interview, id) for id in ("d", "c", "b", "a")] == ["c", "b", "a", None]


def test_back_passes_over_what_counts_no_more(tmp_path: Path) -> None:
    """The features of a shop that is a site are asked nowhere, so nobody is led to them."""
    interview = begun(tmp_path, MODEL)
    say(interview, kind="shop", features=("cards",), people=5)
    say(interview, kind="site")
    assert [before(interview, id) for id in (None, "kind")] == ["kind", None]


def test_back_passes_over_what_was_taken_back(tmp_path: Path) -> None:
    """An answer that is gone is no answer before."""
    interview = begun(tmp_path, FOUR)
    say(interview, a="x", b="x")
    interview.withdraw(interview.find("b", "system"))
    assert before(interview, "c") == "a"


def test_back_from_the_end(tmp_path: Path) -> None:
    """Where nothing is asked any more, it leads to the last answer."""
    interview = begun(tmp_path, FOUR, {"a": "x", "b": "x", "c": "x"})
    assert before(interview, None) == "c"
    say(interview, d="x")
    assert before(interview, None) == "d"


def test_what_can_be_changed(tmp_path: Path) -> None:
    """Everything with an answer that counts, in order; nothing that is implied, stale or out of reach."""
    interview = begun(
        tmp_path, MODEL, {"kind": "site", "features": ["cards"]}, organisation={"region": UNKNOWN}
    )
    assert keys(interview.answered()) == [("region", "organisation"), ("kind", "system")]


def test_a_components_answer_is_changed_where_it_is_asked(tmp_path: Path) -> None:
    """A default of the system stays for the others."""
    interview = begun(
        tmp_path, MODEL, {"kind": "shop", "stack": ["django"]}, components={"web": {}, "api": {}}
    )
    interview.answer(interview.find("stack", "api"), ("flask",))
    found = {item.place: item.reply and item.reply.answer for item in interview.answered()}
    assert (found["web"], found["api"]) == (("django",), ("flask",))


# ---------------------------------------------------------------------------------------------
# Somebody else at the same files


def test_what_somebody_else_wrote_stays_and_is_no_effect_of_ours(tmp_path: Path) -> None:
    """Both answers are kept; the tasks of theirs are not said to have come from ours."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    written(tmp_path, {"kind": "shop", "features": ["cards"]})
    found = say(interview, hosting="own")
    assert (found.came, found.raised, found.opened, found.closed) == ((), (), (), ())
    assert interview.file.path.read_text(encoding="utf-8").endswith(
        'answers:\n  kind: "shop"\n  features: ["cards"]\n  hosting: own\n'
    )
    assert asked(interview) == "people"


def test_components_that_came_and_went_meanwhile(tmp_path: Path) -> None:
    """They are no trouble to an answer elsewhere, nor to going back."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"}, components={"web": {}})
    interview.answer(interview.find("stack", "web"), ("django",))
    written(tmp_path, {"kind": "shop"}, components={"api": {}})
    assert say(interview, hosting="own").opened == ()
    assert ("stack", "api") in keys(interview.open())
    assert before(interview, "features") == "hosting"
    assert before(interview, "hosting") == "kind"


def test_a_component_that_comes_while_an_answer_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no effect of the answer, however late it came."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"}, components={"web": {}})
    monkeypatch.setattr(Interview, "refresh", lambda _: None)
    written(tmp_path, {"kind": "shop"}, components={"web": {}, "api": {}})
    assert say(interview, hosting="own").opened == ()
    assert ("stack", "api") in keys(interview.open())


def test_a_file_that_was_broken_meanwhile(tmp_path: Path) -> None:
    """The answer is refused with the place of the fault; once it is mended the interview goes on."""
    interview = begun(tmp_path, MODEL)
    text = interview.file.path.read_text(encoding="utf-8")
    interview.file.path.write_text(text + "answers: twice\n", encoding="utf-8")
    with pytest.raises(AnswerError, match=r"shop.yaml:5:1: SM105"):
        say(interview, kind="shop")
    assert (interview.given, asked(interview)) == ([], "kind")
    interview.file.path.write_text(text, encoding="utf-8")
    say(interview, kind="shop")
    assert asked(again(interview)) == "features"


def test_a_file_that_cannot_be_written_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error comes through, and the interview stands as the file does."""
    interview = begun(tmp_path, MODEL)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(SystemFile, "write", full)
        with pytest.raises(OSError, match="No space left"):
            say(interview, kind="shop")
    assert (interview.given, asked(interview), asked(again(interview))) == ([], "kind", "kind")


# ---------------------------------------------------------------------------------------------
# What is left


@pytest.mark.parametrize(
    ("answers", "least", "most", "words"),
    [
        # The kind is asked in any case; a site closes the hosting and opens nothing else.
        ({}, 1, 7, "1 to 7"),
        # Features, hosting and stack; sign-in may be settled; people and vendor may follow.
        ({"kind": "shop"}, 3, 6, "3 to 6"),
        # Neither people nor vendor; and without a vendor the cookie is settled.
        ({"kind": "shop", "features": []}, 2, 2, "2"),
        # Of two things that cannot be together, somebody says which is: login, hosting, stack.
        ({"kind": "shop", "features": ["mail"], "vendor": "suite"}, 3, 3, "3"),
        ({"kind": "site"}, 0, 0, "0"),
        # The hosting is asked, though a kind that nobody knows could have settled it.
        ({"kind": UNKNOWN}, 1, 6, "1 to 6"),
        # Whoever knows it may still say it, but nobody is asked.
        ({"kind": UNKNOWN, "hosting": "own"}, 0, 0, "0"),
        # A shop has no more than these, whatever was said of it before its kind.
        ({"hosting": "own", "stack": ["django"]}, 1, 5, "1 to 5"),
    ],
)  # fmt: skip
def test_how_many_questions_are_left(
    tmp_path: Path, answers: dict[str, Any], least: int, most: int, words: str
) -> None:
    """At least what is open and cannot be closed, at most what may still be asked."""
    found = begun(tmp_path, MODEL, answers).bounds()
    assert (found, str(found)) == (Bounds(least, most), words)


def test_what_is_out_of_reach_is_not_counted(tmp_path: Path) -> None:
    """An organisation's question counts where there is a file for its answer."""
    counted = begun(tmp_path, MODEL, {"kind": "site"}, organisation={}).bounds()
    assert (begun(tmp_path, MODEL, {"kind": "site"}).bounds(), counted) == (Bounds(0, 0), Bounds(1, 1))


def test_each_component_counts(tmp_path: Path) -> None:
    """A component's question is one question for each component."""
    assert begun(tmp_path, MODEL, {"kind": "shop"}, components={"web": {}, "api": {}}).bounds() == Bounds(
        4, 7
    )


def test_a_question_is_closable_where_its_component_may_close_it(tmp_path: Path) -> None:
    """In one component the inner door is asked in any case, in the other the outer one may settle it."""
    outer = choice("outer", of="component")
    outer["answers"][0]["implies"] = ["inner.x"]
    pack = model({"questions": [outer, choice("inner", of="component")]})
    assert begun(tmp_path, pack, components={"api": {}, "web": {"outer": "y"}}).bounds() == Bounds(2, 3)


# ---------------------------------------------------------------------------------------------
# Laws, on random packs


@st.composite
def beginnings(draw: st.DrawFn) -> tuple[Plain, Plain, bool]:
    """Draw a pack, what was answered before, and whether the organisation has a file."""
    pack = draw(packs(layers=True))
    return pack, draw(systems(pack)), draw(st.booleans())


@contextmanager
def opened(drawn: tuple[Plain, Plain, bool]) -> Iterator[Interview]:
    """Begin an interview in a folder of its own."""
    pack, layers, firm = drawn
    with tempfile.TemporaryDirectory() as folder:
        yield begun(
            Path(folder), model(pack), layers["system"],
            organisation=layers["organisation"] if firm else None, components=layers["components"],
        )  # fmt: skip


def drawn_answer(data: st.DataObject, pack: Plain, item: Item) -> Given:
    """Draw an answer to a question, "nobody knows" among them."""
    (question,) = (entry for entry in pack["questions"] if entry["id"] == item.question.id)
    reply = data.draw(replies(pack, question))
    if isinstance(reply, dict):
        return Interval(reply.get("at-least", 0), reply.get("below"))
    found: Given = tuple(sorted(reply)) if isinstance(reply, list) else reply
    return found


def drawn_item(data: st.DataObject, interview: Interview) -> Item | None:
    """Draw one of the questions that are open, often the one that is asked next."""
    choices = [interview.next(), interview.next(fewest=True), *interview.open()]
    return data.draw(st.sampled_from(choices)) if interview.open() else None


def state(interview: Interview) -> list[tuple[object, ...]]:
    """Return all that an interview knows of each question."""
    return [(item.key, item.state, item.reply, item.ticked) for item in interview.items()]


@given(st.data())
def test_a_walk_ends_within_what_was_said(data: st.DataObject) -> None:
    """In any order and with any answers, a walk ends after as many questions as each step promised."""
    drawn = data.draw(beginnings())
    said, walked = [], []
    with opened(drawn) as interview:
        while (item := drawn_item(data, interview)) is not None:
            said.append(interview.bounds())
            interview.answer(item, drawn_answer(data, drawn[0], item))
            walked.append(item.key)
        said.append(interview.bounds())
        assert (interview.open(), interview.next(), said[-1]) == ((), None, Bounds(0, 0))
    assert len(walked) == len(set(walked))
    for done, bounds in enumerate(said):
        assert bounds.least <= len(walked) - done <= bounds.most


@given(st.data())
def test_an_interview_goes_on_as_if_it_had_not_stopped(data: st.DataObject) -> None:
    """After each answer the files alone give the same questions, states, bounds and order."""
    drawn = data.draw(beginnings())
    with opened(drawn) as interview:
        while (item := interview.next()) is not None:
            interview.answer(item, drawn_answer(data, drawn[0], item))
            fresh = again(interview)
            assert state(fresh) == state(interview)
            assert (fresh.next(), fresh.next(fewest=True)) == (interview.next(), interview.next(fewest=True))
            assert fresh.bounds() == interview.bounds()


@given(st.data())
def test_an_answer_taken_back_leaves_no_trace(data: st.DataObject) -> None:
    """Answered and taken back, everything is as before, whatever the answer had brought."""
    drawn = data.draw(beginnings())
    with opened(drawn) as interview:
        item = drawn_item(data, interview)
        if item is not None:
            was, left = state(interview), interview.bounds()
            interview.answer(item, drawn_answer(data, drawn[0], item))
            interview.withdraw(item)
            assert (state(interview), interview.bounds(), interview.given) == (was, left, [])


@given(st.data())
def test_an_effect_is_the_difference_of_two_evaluations(data: st.DataObject) -> None:
    """Tasks, threats and questions that an answer moved are those that the plain evaluators tell apart."""
    drawn = data.draw(beginnings())
    pack, layers, firm = drawn
    with opened(drawn) as interview:
        items = [item for item in interview.items() if firm or item.place != "organisation"]
        assume(items)
        item = data.draw(st.sampled_from(items))
        answer = drawn_answer(data, pack, item)
        was = {other.key: other.state for other in interview.items()}
        found = interview.answer(item, answer)
        now = {other.key: other.state for other in interview.items() if other.key != item.key}
    sheets = {"organisation": {}, **layers} if firm else {**layers, "organisation": {}}
    after = {**sheets, "components": dict(sheets["components"])}
    if item.place in after["components"]:
        after["components"][item.place] = {**after["components"][item.place], item.question.id: plain(answer)}
    else:
        after[item.place] = {**after[item.place], item.question.id: plain(answer)}
    for kind, came, went in (("task", found.came, found.went), ("threat", found.raised, found.dropped)):
        old, new = (certain(pack, side, kind) for side in (sheets, after))
        assert (set(ids(came)), set(ids(went))) == (
            new["certain"] - old["certain"],
            old["certain"] - new["certain"],
        )
        if kind == "task":
            assert set(ids(found.ruled_out)) == old["possible"] & new["excluded"]
    asks = ("open", "conflict")
    assert keys(found.opened) == [key for key in now if now[key] in asks and was[key] not in asks]
    assert keys(found.closed) == [key for key in now if now[key] not in asks and was[key] in asks]
    assert keys(found.stale) == [key for key in now if now[key] == "stale" != was[key]]


def plain(answer: Given) -> Any:
    """Return an answer as the plain evaluators read it."""
    if isinstance(answer, Interval):
        bounds = {"at-least": answer.at_least, "below": answer.below}
        return {key: bound for key, bound in bounds.items() if bound is not None}
    return list(answer) if isinstance(answer, tuple) else answer


def certain(pack: Plain, sheets: Plain, kind: str) -> dict[str, set[str]]:
    """Return the ids of one kind of truth by certainty, as the plain evaluators say."""
    lanes = oracle.lanes(sheets["organisation"], sheets["system"], sheets["components"])
    found: dict[str, set[str]] = {"certain": set(), "possible": set(), "excluded": set()}
    for name, certainty in oracle.joined_truths(pack, lanes).items():
        if name.startswith(f"{kind}:"):
            found[certainty].add(name.removeprefix(f"{kind}:"))
    return found
