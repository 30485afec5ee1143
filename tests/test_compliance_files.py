"""A compliance as Markdown, JSON and CSV, and the words that they share."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from surveymodel import Compliance, System, comply, comply_content, resolve
from surveymodel.cli.comply_table import print_compliance
from surveymodel.content.schema import _validator
from surveymodel.engine.reply import line_fault
from surveymodel.exchange.compliance_files import (
    compliance_csv,
    compliance_document,
    compliance_json,
    compliance_markdown,
)
from surveymodel.exchange.compliance_words import explained
from surveymodel.project.compliance import STAGES, STATUSES
from tests.packs import Plain, model
from tests.properties.test_laws import packs_and_systems, system_of
from tests.strict import lax_places

pytestmark = pytest.mark.untraced

#: How each status is called where people read it.
CALLED = {
    "full": "full",
    "partly": "partly",
    "gap": "gap",
    "organisational": "organisational",
    "no-duty": "no duty",
    "not-in-scope": "not in scope",
}
PACK: Plain = {
    "questions": [
        {"id": "pays", "select": "one", "answers": [{"id": "cards"}, {"id": "free"}]},
        {"id": "logs", "select": "one", "answers": [{"id": "kept"}, {"id": "dropped"}]},
        {"id": "part", "select": "one", "of": "component", "answers": [{"id": "pages"}, {"id": "jobs"}]},
    ],
    "facts": [{"id": "takes-cards", "when": "pays.cards"}, {"id": "large", "when": "logs.kept"}],
    "rules": [
        {"id": "always", "requires": ["lock", "bolt"], "priority": 5},
        {"id": "paged", "requires": ["watch"], "priority": 5, "when": "part.pages"},
        {"id": "logged", "requires": ["read-logs"], "priority": 5, "when": "logs.kept"},
    ],
    "countermeasures": [
        {
            "id": "lock",
            "satisfies": {
                "std": {"1": {"strength": "full"}, "3": {"strength": "partial", "note": "the doors"}}
            },
        },
        {"id": "bolt", "satisfies": {"std": {"2": {"strength": "partial", "note": "at night"}}}},
        {"id": "watch", "satisfies": {"std": {"4": {"strength": "full"}}}},
        {
            "id": "read-logs",
            "satisfies": {
                "std": {"6": {"strength": "full"}, "5": {"strength": "supports", "note": "shows it"}}
            },
        },
    ],
    "standards": [
        {
            "id": "std",
            "title": "The *great* standard",
            "edition": "2 | 3",
            "groups": [
                {"id": "A", "title": "Doors & windows"},
                {"id": "A.1", "title": "Locks", "group": "A"},
                {"id": "B", "title": "The rest"},
            ],
            "profiles": [{"id": "big", "title": "Big"}],
            "controls": [
                {"id": "1", "title": "Locked", "group": "A.1"},
                {"id": "2", "title": "Bolted and watched", "group": "A.1"},
                {"id": "3", "title": "Only the doors", "group": "A"},
                {"id": "4", "title": "Watched everywhere", "group": "A"},
                {"id": "5", "title": "Nothing for it", "group": "B"},
                {"id": "5.1", "title": "A part of nothing", "of": "5"},
                {"id": "6", "title": "Logs are read", "group": "B"},
                {"id": "7", "title": "The charter", "group": "B"},
                {"id": "8", "title": "The fence"},
                {"id": "9", "title": "Free of charge"},
            ],
        },
        {"id": "bare", "controls": [{"id": "B"}]},
    ],
    "interpretations": [
        {
            "standard": "std",
            "scope": "takes-cards",
            "controls": {
                "2": {"full-when": ["bolt", "watch"]},
                "7": {"organisational": "The owner's,\nfor all systems."},
                "8": {"no-duty": "A fence is no software."},
                "9": {"when": "pays.free"},
            },
        }
    ],
}
MODEL = model(PACK)
WEB = {"web": {"part": "pages"}}
BOTH = {**WEB, "jobs": {"part": "jobs"}}


def made(components: Any = None, **more: Any) -> Compliance:
    """Return the compliance of a system that takes cards, and has one component unless told."""
    system = System(
        answers={"pays": "cards"}, id="shop", title="The <b>shop</b>", components=components or WEB
    )
    return comply(resolve(MODEL, system), "std", **more)


#: By control: its status, its stage, and the sentences that are said of it.
SAID: dict[str, tuple[str, str | None, list[str]]] = {
    "1": ("full", "addressed", ["lock (full, addressed)"]),
    "2": (
        "full",
        "addressed",
        [
            "met by bolt and watch together",
            "bolt (partial, addressed): at night",
            "watch (joint, addressed)",
        ],
    ),
    "3": ("partly", "addressed", ["lock (partial, addressed): the doors"]),
    "4": ("full", "addressed", ["watch (full, addressed)"]),
    "5": ("gap", None, ["read-logs (supports, addressed, possible): shows it"]),
    "5.1": ("gap", None, []),
    "6": (
        "gap",
        None,
        ["read-logs (full, addressed, possible)", "full if open questions are answered so"],
    ),
    "7": ("organisational", None, ["The owner's, for all systems."]),
    "8": ("no-duty", None, ["A fence is no software."]),
    "9": ("not-in-scope", None, ["applies only where (pays.free) [pays: cards]"]),
}

# ---------------------------------------------------------------------------------------------
# Words


@pytest.mark.parametrize("control", SAID)
def test_what_is_said_of_a_control(control: str) -> None:
    """Status and stage have their words, and the sentences say why and what is missing."""
    line = made().line(control)
    assert SAID[control] == (line.status, line.stage, list(explained(line)))


def test_where_a_control_is_met_in_some_components_only() -> None:
    """What is missing is named with its component, and each task with where it is done."""
    line = made(BOTH).line("4")
    assert line.status == "partly"
    assert list(explained(line)) == ["watch (full, addressed, in web)", "missing: not met in jobs"]
    line = made(BOTH).line("2")
    assert line.status == "partly"
    assert list(explained(line)) == [
        "bolt (partial, addressed): at night",
        "watch (joint, addressed, in web)",
        "missing: needs also watch",
        "missing: not met in jobs",
    ]


@pytest.mark.parametrize(
    ("progress", "stage", "sentence"),
    [
        ({"lock": "implemented"}, "implemented", "lock (full, implemented)"),
        ({"lock": "verified"}, "verified", "lock (full, verified)"),
        ({"lock@web": "verified"}, "verified", "lock (full, verified)"),
        ({"bolt": "verified"}, "addressed", "lock (full, addressed)"),
    ],
)
def test_a_control_moves_on_with_its_tasks(progress: Any, stage: str, sentence: str) -> None:
    """Tasks called done or verified move the control that they meet, and say so themselves."""
    found = made(progress=progress)
    assert (found.line("1").stage, list(explained(found.line("1")))) == (stage, [sentence])
    assert f"**1 Locked**: full, {stage}\n\n- {sentence}".replace("(", r"\(").replace(")", r"\)") in (
        compliance_markdown(found)
    )


def test_what_a_task_alone_meets_is_not_said_to_need_others() -> None:
    """Where one task meets a control by itself, no others are named as meeting it together."""
    pack = deepcopy(PACK)
    pack["interpretations"][0]["controls"]["1"] = {"full-when": ["bolt", "watch"]}
    system = System(answers={"pays": "cards"}, components=WEB)
    line = comply(resolve(model(pack), system), "std").line("1")
    assert (line.status, line.together) == ("full", ())
    assert made().line("2").together == ("bolt", "watch")
    assert made(BOTH).line("2").together == ()


@given(packs_and_systems())
def test_what_only_several_tasks_meet_is_full_through_them(drawn: tuple[Plain, Plain]) -> None:
    """Without its joint reading a control that is met only together is full no more, any other still is."""
    pack, layers = drawn
    alone = deepcopy(pack)
    for reading in alone.get("interpretations", ()):
        for entry in reading.get("controls", {}).values():
            entry.pop("full-when", None)
    before, after = (comply(resolve(model(found), system_of(layers)), "std") for found in (pack, alone))
    for line in before.lines:
        if line.status == "full":
            assert bool(line.together) == (after.line(line.control.id).status != "full")
        else:
            assert line.together == ()


def test_a_standard_out_of_scope_names_its_fact() -> None:
    """Where the standard does not apply, its scope and the answers behind it are named."""
    free = comply(resolve(MODEL, System(answers={"pays": "free"})), "std")
    assert {tuple(explained(line)) for line in free.lines} == {
        ("the standard applies only where fact:takes-cards holds [pays: free]",)
    }


def test_a_profile_leaves_controls_out() -> None:
    """Whoever asks for a profile sees which it was that leaves a control out."""
    assert list(explained(made(profiles=["big"]).line("1"))) == ["not in the profiles that count: big"]


# ---------------------------------------------------------------------------------------------
# Markdown

MARKDOWN = r"""
# The \*great\* standard 2 \| 3: The \<b\>shop\</b\>

Pack test 1.0.0 (DIGEST).

No profile holds, so the whole catalogue counts (profiles: big).

| Status | Controls |
| --- | ---: |
| full | 3 |
| partly | 1 |
| gap | 3 |
| organisational | 1 |
| no duty | 1 |
| not in scope | 1 |

## A Doors \& windows

### A.1 Locks

**1 Locked**: full, addressed

- lock \(full, addressed\)

**2 Bolted and watched**: full, addressed

- met by bolt and watch together
- bolt \(partial, addressed\): at night
- watch \(joint, addressed\)

**3 Only the doors**: partly, addressed
"""


def test_markdown_begins_with_counts_and_goes_through_the_groups() -> None:
    """The title, the pack, the profiles, the counts; then each group under those that it stands in."""
    text = compliance_markdown(made())
    assert text.startswith(MARKDOWN.lstrip().replace("DIGEST", MODEL.digest[:12]))
    heads = re.findall(r"^#+ .*|^\*\*.*?\*\*", text, re.MULTILINE)
    assert heads[1:] == [
        *("## A Doors \\& windows", "### A.1 Locks", "**1 Locked**", "**2 Bolted and watched**"),
        *("**3 Only the doors**", "**4 Watched everywhere**"),
        *("## B The rest", "**5 Nothing for it**", "**5.1 A part of nothing**", "**6 Logs are read**"),
        *("**7 The charter**", "**8 The fence**", "**9 Free of charge**"),
    ]


def test_markdown_names_the_profiles_asked_for() -> None:
    """A reader sees against which selection of the catalogue it was measured."""
    assert "\n\nProfiles: big.\n\n" in compliance_markdown(made(profiles=["big"]))
    bare = comply(resolve(MODEL, System()), "bare")
    assert "rofile" not in compliance_markdown(bare)


def titled(title: str, because: str = "So.") -> Compliance:
    """Return the compliance of a pack in which everything that has a title has this one."""
    group = {"id": "A", "title": title}
    controls = [{"id": "1", "title": title, "group": "A"}]
    pack = {
        "standards": [{"id": "std", "title": title, "edition": "1", "groups": [group], "controls": controls}],
        "interpretations": [{"standard": "std", "controls": {"1": {"no-duty": because}}}],
    }
    system = System(title=title if line_fault("title", title) is None else None)
    return comply(resolve(model(pack), system), "std")


def read_back(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the words of each block of Markdown, in which nothing else is markup."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for before, token in pairwise(tokens):
        if token.type == "inline":
            assert {part.type for part in token.children or ()} <= {"text", "strong_open", "strong_close"}
            yield before.type, words(token)
        else:
            assert token.type not in ("html_block", "fence", "code_block", "hr", "blockquote_open")


def words(token: Token) -> str:
    """Return the words that a reader sees of a block."""
    return "".join(part.content for part in token.children or ())


HARD = st.sampled_from(
    (
        *("*x* _y_ **z**", "<b>[y](z)</b>", "a | b", "`c`", "# d", "&amp; &#42;", "~~e~~", "![f](g)", "- h"),
        *(
            "+ i",
            "1. j",
            "12) k",
            "=",
            "---",
            "***",
            "> l",
            "\\",
            "\\*",
            "a\\",
            "https://example.org",
            "<a@b.c>",
        ),
        *("[m]: n", "    o", "\tp", "a  b", "a\u3000b", "q*", "*", "$r$", ":s:", "|---|", "42", "-1", "2.5"),
    )
)
TITLES = (
    HARD | st.text(st.characters(exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), max_size=9)
).filter(str.strip)


@given(TITLES, TITLES)
def test_words_never_become_markup(title: str, because: str) -> None:
    """Whatever a title or a reason is, a reader of the Markdown sees it and nothing else."""
    seen = list(read_back(compliance_markdown(titled(title, because))))
    title, because = " ".join(title.split()), " ".join(because.split())
    assert seen[0] == ("heading_open", f"{title} 1: {title}")
    assert seen[-3:] == [
        ("heading_open", f"A {title}"),
        ("paragraph_open", f"1 {title}: no duty"),
        ("paragraph_open", because),
    ]


# ---------------------------------------------------------------------------------------------
# JSON


def valid(compliance: Compliance, **more: Any) -> dict[str, Any]:
    """Return a compliance read back from JSON, which fits its schema."""
    document: dict[str, Any] = json.loads(compliance_json(compliance, **more))
    assert [error.message for error in _validator("compliance").iter_errors(document)] == []
    return document


def test_the_document_says_what_it_is_of() -> None:
    """System, pack, standard and edition, profiles and counts stand at its head."""
    document = valid(made(profiles=["big"]))
    del document["controls"]
    assert document == {
        "format": "surveymodel-compliance/1",
        "of": "system",
        "system": {"id": "shop", "title": "The <b>shop</b>"},
        "pack": {"id": "test", "version": "1.0.0", "digest": MODEL.digest},
        "standard": {"id": "std", "title": "The *great* standard", "edition": "2 | 3"},
        "profiles": ["big"],
        "counts": {
            "full": 0,
            "partly": 0,
            "gap": 0,
            "organisational": 0,
            "no-duty": 0,
            "not-in-scope": 10,
        },
    }


def test_a_control_of_the_document() -> None:
    """What a program needs of a control stands in it: status, tasks, and which of them only together."""
    found = made(progress={"bolt": "verified"})
    controls = {control["id"]: control for control in valid(found)["controls"]}
    assert controls["2"] == {
        "id": "2",
        "title": "Bolted and watched",
        "status": "full",
        "at-best": "full",
        "in-scope": "certain",
        "stage": "addressed",
        "because": None,
        "outside": None,
        "tasks": [
            {
                "id": "bolt",
                "strength": "partial",
                "note": "at night",
                "certainty": "certain",
                "components": ["web"],
                "stage": "verified",
            },
            {
                "id": "watch",
                "strength": "joint",
                "note": None,
                "certainty": "certain",
                "components": ["web"],
                "stage": "addressed",
            },
        ],
        "together": ["bolt", "watch"],
        "rest": [],
    }
    assert controls["3"]["rest"] == ["lock: the doors"]
    assert (controls["6"]["status"], controls["6"]["at-best"]) == ("gap", "full")
    assert controls["6"]["tasks"][0]["certainty"] == "possible"
    assert controls["7"]["because"] == "The owner's, for all systems."
    assert controls["9"]["outside"] == {"by": "condition", "condition": "(pays.free)", "answers": ["pays"]}


def test_the_schema_is_strict() -> None:
    """A property too many or too few, at any depth, is refused."""
    document = compliance_document(made())
    tasked, outside = document["controls"][1], document["controls"][-1]
    inner = (document["system"], document["pack"], document["standard"], document["counts"])
    owners = (document, *inner, tasked, tasked["tasks"][0], outside["outside"])
    assert lax_places("compliance", document, owners) == []


def test_the_document_of_a_pack() -> None:
    """Of the pack itself there is no system and no stage, and every control is in it."""
    document = valid(comply_content(MODEL, "std"))
    assert (document["of"], document["system"]) == ("content", None)
    assert {control["stage"] for control in document["controls"]} == {None}
    assert [control["status"] for control in document["controls"]] == [
        *("full", "full", "partly", "full", "gap", "gap", "full", "organisational", "no-duty", "gap")
    ]


def test_a_filter_leaves_the_counts() -> None:
    """Statuses choose controls; the counts stand for the whole standard."""
    document = valid(made(), statuses=("gap", "no-duty"))
    assert [control["id"] for control in document["controls"]] == ["5", "5.1", "6", "8"]
    assert document["counts"]["full"] == 3


# ---------------------------------------------------------------------------------------------
# CSV


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text by its header."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_row_for_each_control() -> None:
    """A spreadsheet sees ids, the nearest group, status and stage, and several values on lines."""
    found = {row["control"]: row for row in rows(compliance_csv(made()))}
    assert list(found) == list(SAID)
    assert found["2"] == {
        "system": "shop",
        "standard": "std",
        "control": "2",
        "title": "Bolted and watched",
        "group": "A.1 Locks",
        "status": "full",
        "at-best": "full",
        "in-scope": "certain",
        "stage": "addressed",
        "tasks": "bolt (partial, addressed)\nwatch (joint, addressed)",
        "rest": "",
        "because": "met by bolt and watch together",
    }
    assert (found["5.1"]["group"], found["9"]["group"]) == ("B The rest", "")
    assert (found["5"]["tasks"], found["5"]["because"]) == ("read-logs (supports, addressed, possible)", "")
    assert (found["3"]["rest"], found["3"]["because"]) == ("lock: the doors", "")
    assert found["7"]["because"] == "The owner's, for all systems."
    assert found["9"]["because"] == "applies only where (pays.free) [pays: cards]"
    assert (found["6"]["status"], found["6"]["at-best"], found["9"]["in-scope"]) == (
        "gap",
        "full",
        "excluded",
    )


def test_csv_of_a_pack_says_nothing_of_a_system() -> None:
    """In the pack itself nothing is planned and nothing depends on what is open."""
    found = {row["control"]: row for row in rows(compliance_csv(comply_content(MODEL, "std")))}
    assert {row["system"] + row["stage"] for row in found.values()} == {""}
    assert found["2"]["tasks"] == "bolt (partial)\nwatch (joint)"


@pytest.mark.parametrize(
    ("first", "because"),
    [("=", "'=1+1"), ("+", "'+1+1"), ("-", "'-1+1"), ("@", "'@1+1"), ("\t", "1+1"), ("\r", "1+1")],
)
def test_no_cell_is_a_formula(first: str, because: str) -> None:
    """A spreadsheet shows what begins as formulas do, and computes nothing."""
    (row,) = rows(compliance_csv(titled(f'{first}HYPERLINK("x")', f"{first}1+1")))
    assert row["title"] == f'\'{first}HYPERLINK("x")'
    assert row["because"] == because


@given(st.text().filter(str.strip))
def test_cells_are_quoted_so_that_they_read_back(title: str) -> None:
    """Commas, quotes and line ends within a title stay in its cell."""
    (row,) = rows(compliance_csv(titled(title)))
    assert row["title"] in (title, f"'{title}")
    assert row["title"][:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert row["status"] == "no-duty"


# ---------------------------------------------------------------------------------------------
# All of them


def in_table(text: str) -> dict[str, tuple[str, str | None]]:
    """Return status and stage of each control as a table in the terminal says them."""
    called = {words: status for status, words in CALLED.items()}
    found: dict[str, tuple[str, str | None]] = {}
    lines = text.split("\n")
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if match := re.match(rf"(1\.\d)  ({'|'.join(called)})(?: |$)", line):
            stage = after.split()[:1] if after.startswith(" ") else []
            found[match[1]] = (called[match[2]], stage[0] if stage and stage[0] in STAGES else None)
    return found


def in_markdown(text: str) -> dict[str, tuple[str, str | None]]:
    """Return the same as Markdown says it."""
    called = {words: status for status, words in CALLED.items()}
    found = re.findall(r"^\*\*(\S+) .*?\*\*: ([a-z ]+)(?:, ([a-z]+))?$", text, re.MULTILINE)
    return {id: (called[status], stage or None) for id, status, stage in found}


@given(packs_and_systems(), st.data())
def test_the_formats_agree(drawn: tuple[Plain, Plain], data: st.DataObject) -> None:
    """Table, Markdown, JSON and CSV say the same of the same controls, whichever are asked for."""
    pack, layers = drawn
    tasks = [countermeasure["id"] for countermeasure in pack["countermeasures"]]
    progress = data.draw(st.dictionaries(st.sampled_from(tasks), st.sampled_from(STAGES)))
    statuses = data.draw(st.just(STATUSES) | st.lists(st.sampled_from(STATUSES), min_size=1, unique=True))
    linked = model(pack)
    found = comply(resolve(linked, system_of(layers)), "std", progress=progress)
    if data.draw(st.booleans()):
        found = comply_content(linked, "std")
    expected = {line.control.id: (line.status, line.stage) for line in found.lines if line.status in statuses}
    controls = valid(found, statuses=statuses)["controls"]
    assert expected == {control["id"]: (control["status"], control["stage"]) for control in controls}
    cells = rows(compliance_csv(found, statuses))
    assert expected == {row["control"]: (row["status"], row["stage"] or None) for row in cells}
    assert expected == in_markdown(compliance_markdown(found, statuses))
    with contextlib.redirect_stdout(io.StringIO()) as out:
        print_compliance(found, statuses)
    assert expected == in_table(out.getvalue())
    assert sum(compliance_document(found)["counts"].values()) == len(found.lines)
