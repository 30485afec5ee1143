"""Checks of words: lines of a form, vague words, texts to be written, texts that stand twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.packs import Plain
from tests.planted import messages


def pack(**more: Any) -> Plain:
    questions: list[Plain] = [
        {"id": "q", "select": "one", "ask": "What is it?", "answers": [{"id": "a"}, {"id": "b"}]}
    ]
    return {"questions": questions, **more}


def titled(title: str) -> Plain:
    return pack(countermeasures=[{"id": "c", "title": title}])


def reasoned(because: str) -> Plain:
    return pack(threats=[{"id": "t"}], rules=[{"id": "r", "raises": ["t"], "because": because}])


# ---------------------------------------------------------------------------------------------
# Titles


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Ensure that keys are kept", "a countermeasure's title says what to do: 'Ensure' does not"),
        ("Make sure keys are kept", "a countermeasure's title says what to do: 'Make sure' does not"),
        ("Consider rotating keys", "a countermeasure's title says what to do: 'Consider' does not"),
        ("Try to rotate keys", "a countermeasure's title says what to do: 'Try to' does not"),
        ("Rotating keys", "a countermeasure's title is an imperative; 'Rotating' is none"),
        ("The rotation of keys", "a countermeasure's title is an imperative; 'The' is none"),
        ("No secrets in logs", "a countermeasure's title is an imperative; 'No' is none"),
        ("Keys should be rotated", "a countermeasure's title is an imperative, without 'should'"),
        ("Keys must be rotated", "a countermeasure's title is an imperative, without 'must'"),
        ("Rotate keys.", "a title has no full stop"),
        (f"Rotate {'k' * 94}", "a title has at most 100 characters, this one 101"),
    ],
)
def test_a_countermeasure_is_named_by_an_imperative(title: str, fault: str) -> None:
    """It says what to do, on one line, and not that somebody should."""
    assert [fault] == messages("SM430", titled(title))


@pytest.mark.parametrize(
    "title",
    [
        "Rotate keys",
        "Ring the bell",
        "Bring keys to the vault",
        "String scans together",
        "Ensurepip the environment",
        "Tryst with keys",
        f"Rotate {'k' * 93}",
        "Set `Secure` and mustard",
        "Anchor keys",
        "Theme the page",
    ],
)
def test_titles_that_only_look_so(title: str) -> None:
    """Words are whole words, and some verbs end as participles do."""
    assert messages("SM430", titled(title)) == []


@pytest.mark.parametrize(
    ("because", "fault"),
    [
        ("The key can be copied.", "this completes 'this applies because ...', so it begins in lower case"),
        ("A key can be copied.", "this completes 'this applies because ...', so it begins in lower case"),
        ("What it is matters.", "this completes 'this applies because ...', so it begins in lower case"),
        ("the key can be copied", "this completes a sentence, so it ends with a full stop"),
        ("California asks for it", "this completes a sentence, so it ends with a full stop"),
    ],
)
def test_a_reason_completes_a_sentence(because: str, fault: str) -> None:
    """An ordinary word, which the pack writes small elsewhere, begins it in lower case."""
    made = reasoned(because)
    made["rules"].append({"id": "s", "raises": ["t"], "because": "it is what it is."})
    assert [fault] == messages("SM430", made)


@pytest.mark.parametrize(
    "because",
    [
        "California asks for it.",
        "PCI DSS asks for it.",
        "Django's sessions are signed.",
        "2 of 3 fail.",
        "X-ray rooms have walls.",
    ],
)
def test_a_reason_may_begin_with_a_name(because: str) -> None:
    """A word that the pack writes small nowhere may be a name."""
    assert messages("SM430", reasoned(because)) == []


def test_questions_and_threats_and_facts_have_their_forms() -> None:
    """A question asks; a title has no full stop."""
    made = pack(
        threats=[{"id": "t", "title": "Steals keys."}],
        facts=[{"id": "f", "when": "q.a", "title": f"It {'x' * 98}"}],
        adjustments=[{"id": "m", "when": "q.b", "impact": 1, "because": "it is so"}],
    )
    made["questions"][0]["ask"] = "Say what it is"
    assert messages("SM430", made) == [
        "a title has at most 100 characters, this one 101",
        "this completes a sentence, so it ends with a full stop",
        "a question ends with a question mark",
        "a title has no full stop",
    ]


# ---------------------------------------------------------------------------------------------
# Vague words


@pytest.mark.parametrize(
    "word",
    ["appropriate", "Adequately", "proper", "properly", "ensure security", "as needed", "best practice",
     "best practices", "sufficiently", "robust", "where possible"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["title", "steps", "accept"])
def test_a_word_that_hides_the_work(word: str, where: str) -> None:
    """In title, steps and criteria, whatever its case."""
    text = f"Keep {word} keys"
    choices: dict[str, dict[str, Any]] = {
        "title": {"title": text},
        "steps": {"steps": [text, "Do it."]},
        "accept": {"accept": [{"text": text, "by": "test"}, {"text": "So.", "by": "test"}]},
    }
    more = choices[where]
    assert [f"{word!r} hides what is to be done: say it"] == messages(
        "SM431", pack(countermeasures=[{"id": "c", **more}])
    )


@pytest.mark.parametrize(
    "text", ["Read its property", "Set `proper` to 1", "An approximate limit", "Do the best"]
)
def test_words_that_only_look_vague(text: str) -> None:
    """Words are whole words, and code is code."""
    steps = [text, "```\nproper\n```"]
    assert (
        messages("SM431", pack(countermeasures=[{"id": "c", "steps": steps, "traps": "A proper trap."}]))
        == []
    )


def test_each_vague_word_of_a_text_is_told() -> None:
    """A step may hide the work twice."""
    steps = ["Use appropriate and adequate limits.", "Do it."]
    assert len(messages("SM431", pack(countermeasures=[{"id": "c", "steps": steps}]))) == 2


# ---------------------------------------------------------------------------------------------
# Texts to be written


@pytest.mark.parametrize(
    "text",
    [
        "TODO: say why.",
        "It is so. FIXME",
        "TBD",
        "xx XXX xx",
        "…",
        "...",
        " … ",
        "part; …",
        "lorem ipsum dolor",
    ],
)
def test_a_text_that_is_still_to_be_written(text: str) -> None:
    """Whoever writes in haste marks it so."""
    assert len(messages("SM434", pack(countermeasures=[{"id": "c", "traps": text}]))) == 1


@pytest.mark.parametrize(
    "text", ["The to-do list", "`TODO` in the code", "And so on …", "TODOS", "Wait...", "XXXL"]
)
def test_a_text_that_is_written(text: str) -> None:
    """Code is code, and an ellipsis may end a sentence."""
    assert messages("SM434", pack(countermeasures=[{"id": "c", "traps": text}])) == []


def test_cases_and_catalogues_may_hold_any_word() -> None:
    """A case that is to do has a check of its own, and a catalogue's words are its owner's."""
    standards = [{"id": "s", "controls": [{"id": "1", "title": "TODO"}]}]
    case = "cases:\n  - id: later\n    todo: TODO\n    answers: {}\n"
    assert messages("SM434", pack(standards=standards), all=case) == []
    assert messages("SM517", pack(standards=standards), all=case) == ["the case 'later' is to do: TODO"]


# ---------------------------------------------------------------------------------------------
# Texts that stand twice

LONG = "Somebody who has the key can open every door of it."


def test_a_text_is_written_for_its_place() -> None:
    """Forty characters are not repeated by chance, whatever the spaces and the case."""
    tasks = [{"id": "c", "why": LONG}, {"id": "d", "title": "Do more", "traps": LONG.upper()}]
    found = messages("SM433", pack(countermeasures=tasks))
    assert found == ["the same text stands at countermeasures/all.yaml:7:10"]


def test_forty_characters_are_enough() -> None:
    """One fewer is a short text."""
    tasks = [{"id": "c", "why": "x" * 40, "traps": "x" * 40}]
    assert len(messages("SM433", pack(countermeasures=tasks))) == 1


@pytest.mark.parametrize("text", [LONG[:39], "It is so."])
def test_a_short_text_may_stand_twice(text: str) -> None:
    """There are only so many ways to say it."""
    assert messages("SM433", pack(countermeasures=[{"id": "c", "why": text, "traps": text}])) == []


def test_notes_of_mappings_may_be_equal() -> None:
    """The same part of several standards is met by the same part of a task."""
    mapped = {"s": {"1": f"partial; {LONG}", "2": f"partial; {LONG}"}}
    made = pack(
        countermeasures=[{"id": "c", "satisfies": mapped}],
        standards=[{"id": "s", "controls": [{"id": "1"}, {"id": "2"}]}],
    )
    assert messages("SM433", made) == []


def test_guides_of_one_countermeasure_may_share_words() -> None:
    """A reader sees one of them; guides of others have their own. Code is code."""
    code = "```\nthe same forty characters of code, and more\n```\n"

    def guide(owner: str, stack: str) -> Plain:
        return {
            "countermeasure": owner,
            "stack": stack,
            "when": "q.a",
            "title": stack,
            "body": f"{code}{LONG}\n",
        }

    tasks = [{"id": "c"}, {"id": "d", "title": "Do more"}]
    one = pack(countermeasures=tasks, guides=[guide("c", "x"), guide("c", "y")])
    assert messages("SM433", one) == []
    two = pack(countermeasures=tasks, guides=[guide("c", "x"), guide("d", "y")])
    assert messages("SM433", two) == ["the same text stands at guides/c/x.md:11:1"]


def test_titles_of_one_kind_are_unique() -> None:
    """Those of different kinds may be equal, and those of guides of different countermeasures."""
    made = pack(
        threats=[{"id": "t", "title": "One"}, {"id": "u", "title": "one"}],
        countermeasures=[{"id": "c", "title": "One"}, {"id": "d", "title": "Two"}],
        guides=[
            {"countermeasure": "c", "stack": "x", "when": "q.a", "title": "X"},
            {"countermeasure": "c", "stack": "y", "when": "q.a", "title": "X"},
            {"countermeasure": "d", "stack": "x", "when": "q.a", "title": "X"},
        ],
    )
    assert messages("SM435", made) == [
        "the same words stand at guides/c/x.md:2:8",
        "the same words stand at threats/all.yaml:2:12",
    ]
