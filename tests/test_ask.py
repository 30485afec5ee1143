"""``ask`` in plain lines: the conversation, every key and word, and what is no answer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from surveymodel.cli import ask
from surveymodel.cli.interview_words import brought
from surveymodel.cli.plain import PlainFace
from tests.begun import begun, shop_text, written
from tests.conversation import KEYS, Typist, answers, call, talk
from tests.packs import Plain, model
from tests.shop import MODEL, SHOP
from tests.tiny import PACK

# ---------------------------------------------------------------------------------------------
# A conversation


def test_a_whole_walk(tmp_path: Path) -> None:
    """Each question comes with its section and how many are left, each answer with what it brought."""
    interview = begun(tmp_path, MODEL, organisation={"region": "west"})
    assert talk(interview, "2", "1", "r3", "cloud", "none") == f"""\
The shop: 1 to 7 questions left.

All. 1 to 7 questions left.
kind?
  1. site
  2. shop
Type a number.
{KEYS}
> 2
  3 more questions: features, login, stack

All. 3 to 6 questions left.
features?
  1. cards
  2. mail
  3. demo
Several may hold: type their numbers with commas, or none.
{KEYS}
> 1
  + task: Do it
  + task: Do it
  threats +2: A threat, A threat
  1 more question: people
  no longer asked: login

All. 3 questions left.
people?
  r1. at most 5
  r2. 6 to 99
  r3. 100 or more
Type a number (things), or the name of a range.
{KEYS}
> r3

All. 2 questions left.
hosting?
  1. static
  2. cloud
  3. own
Type a number.
{KEYS}
> cloud

All. 1 question left.
stack?
  1. django
  2. flask
Several may hold: type their numbers with commas, or none.
{KEYS}
> none""".split("\n")  # fmt: skip
    assert answers(interview) == [
        "kind: shop", "features: [cards]", "people: {at-least: 100}", "hosting: cloud", "stack: []",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("2", "kind: shop", "  3 more questions: features, login, stack"),
        ("shop", "kind: shop", "  3 more questions: features, login, stack"),
        ("  SHOP ", "kind: shop", "  3 more questions: features, login, stack"),
        ("u", "kind: unknown", ""),
        ("unknown", "kind: unknown", ""),
        ("l", None, ""),
        ("Later", None, ""),
        ("b", None, "This is the first question."),
        ("back", None, "This is the first question."),
        ("c", None, "Nothing is answered yet."),
        ("change", None, "Nothing is answered yet."),
        ("?", None, "kind: kind?"),
        ("help", None, "kind: kind?"),
        ("", None, "> "),
    ],
)
def test_a_key_or_word(tmp_path: Path, typed: str, kept: str | None, said: str) -> None:
    """Every key, and the word for it, does one thing."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, typed)
    assert said == lines[lines.index(f"> {typed}") + 1]
    assert answers(interview) == ([kept] if kept else [])


@pytest.mark.parametrize(
    ("typed", "next_question"),
    [("u", "hosting?"), ("l", "hosting?"), ("b", "kind?"), ("c", "kind?"), ("2", "features?")],
)
def test_what_is_asked_after_a_key(tmp_path: Path, typed: str, next_question: str) -> None:
    """Nobody knows and later lead on, back and change with nothing before them do not."""
    lines = talk(begun(tmp_path, MODEL), typed)
    assert next_question == [line for line in lines if line.endswith("?")][1]


@pytest.mark.parametrize("typed", ["q", "stop", "Stop"])
def test_stopping(tmp_path: Path, typed: str) -> None:
    """Nothing more is asked, and what was answered is kept."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, "2", typed, "1")
    assert lines[-1] == f"> {typed}"
    assert answers(interview) == ["kind: shop"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,2", "[cards, mail]"),
        ("1, 2", "[cards, mail]"),
        ("2 1", "[cards, mail]"),
        ("1,1", "[cards]"),
        ("mail,1,", "[cards, mail]"),
        ("[cards, mail]", "[cards, mail]"),
        ("none", "[]"),
        ("3", "[demo]"),
        ("unknown", "unknown"),
    ],
)
def test_several_answers(tmp_path: Path, typed: str, kept: str) -> None:
    """Numbers and ids mix; their order and what stands twice mean nothing."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    talk(interview, typed)
    assert answers(interview)[1:] == [f"features: {kept}"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("r1", "{at-least: 0, below: 6}"),
        ("R2", "{at-least: 6, below: 100}"),
        ("500", "500"),
        ("12,500", "12500"),
        ("100..999", "{at-least: 100, below: 1000}"),
        ("5..", "{at-least: 5}"),
        ("..9", "{at-least: 0, below: 10}"),
        ("0", "0"),
    ],
)
def test_numbers(tmp_path: Path, typed: str, kept: str) -> None:
    """A range of the list by its name, a number, or a range of one's own with both ends in it."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["cards"]})
    talk(interview, typed)
    assert answers(interview)[2:] == [f"people: {kept}"]


@pytest.mark.parametrize("key", ["b", "c", "l", "q", "u"])
def test_a_range_is_not_called_like_a_key(tmp_path: Path, key: str) -> None:
    """However many ranges there are, each can be typed and each key works."""
    when = " or ".join(f"n < {number}" for number in range(1, 41))
    pack = model({"questions": [{"id": "n", "select": "number"}], "facts": [{"id": "f", "when": when}]})
    interview = begun(tmp_path, pack)
    lines = talk(interview, "?", key, "r41")
    names = [line.split(".")[0].strip() for line in lines if line.startswith("  r")]
    assert f"r{names.index('r41') + 1}" == "r41"
    assert key not in names


LIKE_KEYS: Plain = {
    "questions": [
        {"id": "q", "select": "one", "answers": [{"id": id} for id in ("b", "u", "back", "later", "help")]},
        {"id": "more", "select": "many", "answers": [{"id": id} for id in ("c", "stop")]},
    ]
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["1"], ["q: b"]),
        (["2"], ["q: u"]),
        (["back"], ["q: back"]),
        (["later"], ["q: later"]),
        (["help"], ["q: help"]),
        (["u"], ["q: unknown"]),
        (["b"], []),
        (["l", "c,stop"], ["more: [c, stop]"]),
        (["l", "stop"], ["more: [stop]"]),
        (["l", "c", "", "1"], ["more: [c]"]),
    ],
)
def test_an_answer_that_is_called_like_a_key(tmp_path: Path, typed: list[str], kept: list[str]) -> None:
    """A word means the answer of that id where there is one; a single letter is always the key."""
    interview = begun(tmp_path, model(LIKE_KEYS))
    talk(interview, *typed)
    assert answers(interview) == kept


# ---------------------------------------------------------------------------------------------
# Wrong input


@pytest.mark.parametrize(
    ("given", "typed", "said"),
    [
        ({}, "3", "there is no answer 3, only 1 to 2."),
        ({}, "0", "there is no answer 0, only 1 to 2."),
        ({}, "9" * 5000, f"there is no answer {'9' * 40}, only 1 to 2."),
        ({}, "shopp", "unknown answer 'shopp' of 'kind' (did you mean 'shop'?)."),
        ({}, "1,2", "unknown answer '1,2' of 'kind'."),
        ({}, "r1", "unknown answer 'r1' of 'kind'."),
        ({}, "\x1b[2j", r"unknown answer '\x1b[2j' of 'kind'."),
        ({"kind": "shop"}, "1,4", "there is no answer 4, only 1 to 3."),
        ({"kind": "shop"}, "1,male", "unknown answer 'male' of 'features' (did you mean 'mail'?)."),
        ({"kind": "shop"}, "1,3", "the answer 'demo' of 'features' stands alone."),
        ({"kind": "shop"}, "1,u", "unknown answer 'u' of 'features'."),
        ({"kind": "shop"}, "1,unknown", "'unknown' stands alone, not in the list of 'features'."),
        ({"kind": "shop", "features": ["cards"]}, "many",
         "'people' asks for a whole number or a range such as 1000..9999, not 'many'."),
        ({"kind": "shop", "features": ["cards"]}, "-5",
         "'people' asks for a whole number or a range such as 1000..9999, not '-5'."),
        ({"kind": "shop", "features": ["cards"]}, "9..5",
         "'people' asks for a whole number or a range such as 1000..9999, not '9..5'."),
        ({"kind": "shop", "features": ["cards"]}, "r4",
         "'people' asks for a whole number or a range such as 1000..9999, not 'r4'."),
        ({"kind": "shop", "features": ["cards"]}, "9" * 50, "numbers lie between 0 and 1000000000000000."),
    ],
)  # fmt: skip
def test_wrong_input(tmp_path: Path, given: dict[str, Any], typed: str, said: str) -> None:
    """One message says what is wrong, the question comes again, and nothing is written."""
    interview = begun(tmp_path, MODEL, given)
    text = interview.file.path.read_text(encoding="utf-8")
    lines = talk(interview, typed, width=200)
    asked = [line for line in lines if line.endswith("?")]
    assert asked == [asked[0]] * 2
    at = next(index for index, line in enumerate(lines) if line.startswith("> "))
    assert lines[at + 1] == said
    assert interview.file.path.read_text(encoding="utf-8") == text


def test_input_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are an answer that is not offered."""
    path = written(tmp_path)
    stdin = io.TextIOWrapper(io.BytesIO(b"\xff\ninternet\n"), encoding="utf-8")
    code, lines = call("ask", path, "--pack", PACK, typed=stdin)
    assert code == 0
    assert r"unknown answer '\\xff' of 'reach'." in lines
    assert "reach: internet" in path.read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------
# Back, change, and how a question stands


def test_back_shows_what_was_answered(tmp_path: Path) -> None:
    """The question comes again with its answer; a new one takes its place."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, "2", "b", "1")
    assert lines[lines.index("> b") :][2:5] == ["All. 3 to 6 questions left.", "kind?", "Now: shop."]
    assert answers(interview) == ["kind: site"]


@pytest.mark.parametrize(
    ("given", "now"),
    [
        ({"kind": "unknown"}, "Now: nobody knows."),
        ({"kind": "shop", "features": ["cards", "mail"]}, "Now: cards; mail."),
        ({"kind": "shop", "features": []}, "Now: none of these."),
        ({"kind": "shop", "features": ["cards"], "people": 12500}, "Now: 12,500."),
        ({"kind": "shop", "features": ["cards"], "people": {"below": 6}}, "Now: at most 5."),
    ],
)
def test_how_an_answered_question_stands(tmp_path: Path, given: dict[str, Any], now: str) -> None:
    """Whatever was answered, it is said in the survey's words."""
    lines = talk(begun(tmp_path, MODEL, given), "b")
    after = lines[lines.index("> b") :]
    assert after[4] == now


def test_a_conflict_says_what_is_to_be_settled(tmp_path: Path) -> None:
    """Both answers that others imply are named; the answer says what it goes against."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["mail"], "vendor": "suite"})
    lines = talk(interview, "2")
    at = lines.index("login?")
    assert " ".join(line.strip() for line in lines[at + 1 : at + 3]) == (
        "Other answers imply what cannot be together; your answer settles it: cookie; token."
    )
    assert "  against another answer, which implies login: cookie" in lines


def test_what_is_implied_in_a_list_is_named(tmp_path: Path) -> None:
    """Somebody who types the list knows what others imply in it."""
    extras = {"id": "extras", "select": "many", "answers": [{"id": "rug"}, {"id": "lamp"}]}
    seat = {
        "id": "seat",
        "select": "one",
        "answers": [{"id": "soft", "implies": ["extras.rug"]}, {"id": "hard"}],
    }
    lines = talk(begun(tmp_path, model({"questions": [seat, extras]})), "1")
    assert lines[lines.index("extras?") + 1] == "Other answers imply: rug."


def test_change_offers_every_answer(tmp_path: Path) -> None:
    """What was answered stands in a list, whose number leads to the question."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "hosting": "own"}, organisation={"region": "west"})
    lines = talk(interview, "c", "3", "2", "q")
    after = lines[lines.index("> c") + 1 :]
    assert after[:4] == [
        "  1. organisation, region: west",
        "  2. kind: shop",
        "  3. hosting: own",
        "Type the number of the answer to change, or nothing to go on.",
    ]
    assert after[7:9] == ["hosting?", "Now: own."]
    assert "hosting: cloud" in answers(interview)


@pytest.mark.parametrize("wrong", ["0", "2", "kind", "9" * 5000, "\x1b[2J"])
def test_change_asks_again_for_a_number_of_the_list(tmp_path: Path, wrong: str) -> None:
    """What is no number of the list is said to be none; nothing leads back to the question."""
    interview = begun(tmp_path, MODEL, {"kind": "shop"})
    lines = talk(interview, "c", wrong, "")
    shown = lines[lines.index("Type the number of the answer to change, or nothing to go on.") :]
    assert shown[2].startswith("There is no '")
    assert [line for line in shown if line.endswith("?")] == ["features?"]


def test_help(tmp_path: Path) -> None:
    """It says where to look, what the answers mean, the unit of a number, and what the keys do."""
    one = {
        "id": "q",
        "select": "one",
        "answers": [{"id": "a", "text": "An answer", "help": "What it\n means."}],
    }
    pack = model(
        {"questions": [{**one, "help": "Look\nthere."}, {"id": "n", "select": "number", "unit": "people"}]}
    )
    lines = talk(begun(tmp_path, pack), "?", "a", "?")
    first, second = (index for index, line in enumerate(lines) if line == "> ?")
    assert lines[first + 1 : first + 4] == ["q: q?", "Look there.", "An answer: What it means."]
    assert lines[second + 1 : second + 4] == ["n: n?", "Look.", "Unit: people."]


def test_the_question_is_still_asked_after_help(tmp_path: Path) -> None:
    """The next line is its answer; its list is not read out again."""
    interview = begun(tmp_path, MODEL)
    lines = talk(interview, "?", "shop")
    assert [line for line in lines if line.endswith("s?")] == ["features?"]
    assert lines.count("kind?") == 1
    assert answers(interview) == ["kind: shop"]


def test_a_components_questions_say_whose_they_are(tmp_path: Path) -> None:
    """The component's id stands over its question, and its title where it has one."""
    interview = begun(
        tmp_path, MODEL, {"kind": "shop", "features": [], "hosting": "own"}, components={"web": {}}
    )
    assert "All (web). 1 question left." in talk(interview)
    text = interview.file.path.read_text(encoding="utf-8").replace("  web:", "  web:\n    title: Pages")
    interview.file.path.write_text(text, encoding="utf-8")
    interview.refresh()
    assert "All (web: Pages). 1 question left." in talk(interview)


def test_fewest(tmp_path: Path) -> None:
    """What decides a task is asked before what decides none; otherwise the survey's order holds."""
    interview = begun(
        tmp_path, MODEL, {"kind": "shop", "features": ["cards"], "login": "unknown"}, organisation={}
    )
    lines = talk(interview, "1", "1", "1", "1", "1", fewest=True)
    assert [line for line in lines if line.endswith("?")] == ["region?", "people?", "hosting?", "stack?"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "1 question of the organisation cannot be kept: the file names no organisation's file."),
        ([{"id": "branch", "of": "organisation", "select": "one", "answers": [{"id": "x"}]}],
         "2 questions of the organisation cannot be kept: the file names no organisation's file."),
    ],
)  # fmt: skip
def test_questions_without_a_file_for_their_answers(tmp_path: Path, more: list[Plain], said: str) -> None:
    """It is said once how many questions are passed over, and why."""
    pack = model({**SHOP, "questions": [*more, *SHOP["questions"]]})
    assert talk(begun(tmp_path, pack), width=100)[1] == said


def test_a_system_without_a_title_is_called_by_its_id(tmp_path: Path) -> None:
    """Something has to stand there."""
    written(tmp_path)
    path = tmp_path / "shop.yaml"
    path.write_text(shop_text().replace("title: The shop\n", ""), encoding="utf-8")
    code, lines = call("ask", path, "--pack", PACK)
    assert (code, lines[0]) == (0, "shop: 3 to 7 questions left.")


# ---------------------------------------------------------------------------------------------
# What an answer brought, in words


def effects(count: int) -> Plain:
    """Return a pack in which one answer raises some threats and asks for some tasks."""
    names = [f"n{number}" for number in range(count)]
    return {
        "questions": [{"id": "q", "select": "one", "answers": [{"id": "yes-all"}, {"id": "nothing"}]}],
        "threats": [{"id": name, "title": f"Threat {name}"} for name in names],
        "rules": [{"id": "r", "when": "q.yes-all", "raises": names}],
        "countermeasures": [
            {"id": f"do-{name}", "title": f"Do {name}", "counters": [name]} for name in names
        ],
    }


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, ["  + task: Do n0", "  threats +1: Threat n0"]),
        (3, [*(f"  + task: Do n{n}" for n in range(3)), "  threats +3: Threat n0, Threat n1, Threat n2"]),
        (4, [*(f"  + task: Do n{n}" for n in range(3)), "  + 1 more task",
             "  threats +4: Threat n0, Threat n1, Threat n2 and 1 more"]),
        (5, [*(f"  + task: Do n{n}" for n in range(3)), "  + 2 more tasks",
             "  threats +5: Threat n0, Threat n1, Threat n2 and 2 more"]),
    ],
)  # fmt: skip
def test_at_most_three_are_named(tmp_path: Path, count: int, said: list[str]) -> None:
    """The first three tasks and threats by title, the others as a number; going is said as coming."""
    interview = begun(tmp_path, model(effects(count)))
    item = interview.find("q", "system")
    assert list(brought(interview.answer(item, "yes-all"))) == said
    gone = [line.replace("  +", "  -").replace("threats +", "threats -") for line in said]
    assert list(brought(interview.answer(item, "nothing"))) == gone


@pytest.mark.parametrize(
    ("count", "said"), [(1, "  1 possible task ruled out"), (2, "  2 possible tasks ruled out")]
)
def test_what_is_ruled_out_is_counted(tmp_path: Path, count: int, said: str) -> None:
    """Tasks that never came need no names."""
    interview = begun(tmp_path, model(effects(count)))
    assert list(brought(interview.answer(interview.find("q", "system"), "nothing"))) == [said]


def test_what_is_kept_without_being_used_is_said(tmp_path: Path) -> None:
    """Whoever changes the kind is told what becomes of the rest."""
    interview = begun(tmp_path, MODEL, {"kind": "shop", "features": ["cards"], "people": 5})
    lines = list(brought(interview.answer(interview.find("kind", "system"), "site")))
    assert lines[-2:] == [
        "  no longer asked: hosting, stack",
        "  kept but not used any more: features, people",
    ]


# ---------------------------------------------------------------------------------------------
# Texts and terminals

LONG: Plain = {
    "questions": [
        {
            "id": "a-question-with-a-long-name",
            "ask": "Which of all the things that could be asked is asked here, in more words than fit?",
            "help": "Look at what stands in the place where such things stand, and then look once more.",
            "select": "one",
            "answers": [
                {"id": "x", "text": "An answer of several words, which does not stand on one line"},
                {"id": "y", "text": "Another"},
            ],
        },
        {
            "id": "another-question-with-a-long-name",
            "when": "a-question-with-a-long-name.x",
            "select": "number",
        },
    ],
}


@pytest.mark.parametrize("width", [20, 30, 40])
def test_a_narrow_terminal(tmp_path: Path, width: int) -> None:
    """No line is wider, and what goes on stands further in."""
    lines = talk(begun(tmp_path, model(LONG)), "?", "1", width=width)
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line.startswith("    ")] != []


def test_an_id_is_not_broken_at_its_hyphens(tmp_path: Path) -> None:
    """Whoever looks for it finds it whole."""
    lines = talk(begun(tmp_path, model(LONG)), "1", width=40)
    assert "    another-question-with-a-long-name" in lines


@pytest.mark.parametrize(("columns", "widest"), [("10", 20), ("30", 30), ("500", 100)])
def test_lines_are_as_wide_as_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    """But not so narrow that no word fits, nor so wide that no eye follows."""
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdin", Typist([]))
    face = ask._face(plain=True)
    assert isinstance(face, PlainFace)
    assert face.width == widest


def test_nothing_in_a_pack_or_a_file_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    """Texts that would clear the screen or turn the writing are shown as what they are."""
    bad = "\x1b[2J\u202e"
    pack = model(
        {
            "questions": [
                {"id": "q", "ask": f"A{bad}", "help": f"B{bad}", "select": "one",
                 "answers": [{"id": "a", "text": f"C{bad}", "help": f"D{bad}"}]},
                {"id": "n", "select": "number", "unit": f"E{bad}"},
            ],
            "threats": [{"id": "t", "title": f"F{bad}"}],
            "rules": [{"id": "r", "when": "q.a", "raises": ["t"]}],
            "countermeasures": [{"id": "c", "title": f"G{bad}", "counters": ["t"]}],
        }
    )  # fmt: skip
    lines = "\n".join(talk(begun(tmp_path, pack), "?", f"H{bad}", "1", "?", f"I{bad}", "c", f"J{bad}"))
    shown = lines.lower().replace("\n", " ")
    for letter in "abcdefghij":
        assert rf"{letter}\x1b[2j\u202e" in shown


def test_what_is_typed_is_shown_only_where_no_terminal_shows_it(tmp_path: Path) -> None:
    """In a pipe the answer stands after its mark; a terminal has shown it already."""
    assert "> 2" in talk(begun(tmp_path, MODEL), "2")
    assert "> 2" not in talk(begun(tmp_path, MODEL), "2", terminal=True)
