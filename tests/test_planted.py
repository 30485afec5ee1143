"""Faults planted in the tiny pack: each is found at its line and column, and nothing else is.

Untouched, the pack shows nothing, not even advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.planted import Change, codes, planted
from tests.tiny import sources

SURVEY, COMPANY, PARTS = "survey/shape.yaml", "survey/company.yaml", "survey/parts.yaml"
FACTS, SCALES, VALUES = "facts/shape.yaml", "scales.yaml", "values.yaml"
RULES, RISK, CASES = "rules/web.yaml", "risk.yaml", "rules/web.test.yaml"
THREATS, TASKS = "threats/web.yaml", "countermeasures/web.yaml"
DJANGO, OTHER = "guides/limit-requests/django.md", "guides/limit-requests/other.md"
STANDARD, READING = "standards/std.yaml", "interpretations/std.yaml"


def question(id: str, more: str, answers: str = "[{id: x, text: X}, {id: y, text: Y}]") -> str:
    return (
        f"  - id: {id}\n    ask: What about {id.strip('«')}?\n{more}    help: Look.\n    answers: {answers}\n"
    )


def number(id: str, more: str = "") -> str:
    ask = f"    ask: How many {id.strip('«')} are there?\n"
    return f"  - id: {id}\n{ask}{more}    select: number\n    unit: things\n    help: Count.\n"


def fact(id: str, when: str) -> str:
    return f"  - id: {id}\n    when: {when}\n"


def rule(id: str, when: str, more: str = "raises: [flooding]", because: str = "it is so.") -> str:
    return f"  - id: {id}\n    when: {when}\n    {more}\n    because: {because}\n"


def threat(id: str, title: str = "Takes what is not theirs", text: str = "It takes.") -> str:
    about = "    stride: [tampering]\n    cwe: [CWE-20]\n    likelihood: 1\n    impact: 1\n"
    return f"  - id: {id}\n    title: {title}\n    text: {text}\n{about}"


def task(id: str, more: str = "", title: str = "Do something about it") -> str:
    return (
        f"  - id: {id}\n    title: {title}\n    kind: safeguard\n{more}    phase: build\n"
        "    owner: development\n    effort: S\n    why: It helps.\n    steps: [Do one thing., Do another.]\n"
        "    accept: [{text: It is done., by: test}, {text: It stays so., by: test}]\n"
        "    traps: None.\n    satisfies: {}\n"
    )


def guide(title: str, when: str) -> str:
    return f"---\ntitle: {title}\nwhen: {when}\nversions: any\nchecked: documented\nsource: manual\n---\nDo it.\n"


NEVER = "card-entry.own-form and card-entry.provider-page"
ONE = "    select: one\n"
CONTROLS = "".join(f'  - id: "4.{n}"\n    title: Part {n}\n' for n in range(1, 16))
CLAIMS = "".join(f'        "4.{n}": supports; a little\n' for n in range(1, 16))

#: What is planted: a name, the codes in order of place, and the changes with their marks.
FAULTS: list[tuple[str, str, Mapping[str, Change]]] = [
    # -- dead
    ("question-behind-not-asked", "SM401", {PARTS: question("colour", f"    when: «not reach\n{ONE}")}),
    ("question-behind-contradiction", "SM401", {PARTS: question("colour", f"    when: «{NEVER}\n{ONE}")}),
    ("question-behind-numbers", "SM401", {PARTS: number("cars", "    when: «people < 5 and people >= 10\n")}),
    (
        "question-behind-dead-question",
        "SM401",
        {
            PARTS: question("colour", f"    when: «{NEVER}\n{ONE}")
            + question("shade", f"    when: colour.x\n{ONE}")
        },
    ),
    ("rule-of-two-answers-of-one", "SM402", {RULES: rule("dead", f"«{NEVER}")}),
    ("rule-where-question-is-not-asked", "SM402", {RULES: rule("dead", "«people > 10 and reach.staff")}),
    ("rule-of-exclusive-and-other", "SM402", {RULES: rule("dead", "«features.read-only and features.payments")}),
    ("rule-of-empty-and-full-list", "SM402", {RULES: rule("dead", "«features.none and features.uploads")}),
    (
        "adjustment-on-dead-fact",
        "SM403",
        {
            FACTS: fact("never-so", "«people < 5 and people >= 10"),
            RISK: "  - id: more\n    when: never-so\n    impact: 1\n    because: it is so.\n",
        },
    ),
    ("fact-always-so", "SM403", {FACTS: ("crowded or (page-ours and not reach.staff)", "«reach or crowded or page-ours")}),
    ("level-never-reached", "SM403", {SCALES: "      - id: top\n        title: All\n        when: «crowded and not crowded\n"}),
    (
        "level-always-reached",
        "SM403",
        {SCALES: ("      - id: high\n", "      - id: mid\n        title: Some\n        when: «reach\n      - id: high\n")},
    ),
    ("threat-never-raised", "SM404", {THREATS: threat("«theft")}),
    ("countermeasure-nobody-asks-for", "SM405", {TASKS: task("«idle")}),
    (
        "countermeasure-kept-away",
        "SM405",
        {TASKS: task("idle", "    counters: [skimming]\n    when: «card-entry.provider-page\n")},
    ),
    ("guide-never-shown", "SM406", {DJANGO: ("when: stack.django", "when: «stack.django and reach.staff")}),
    (
        "guide-for-otherwise-never-shown",
        "SM406",
        {DJANGO: ("when: stack.django", "when: stack.django or reach"), OTHER: ("otherwise: true", "otherwise: «true")},
    ),
    ("question-without-consequence", "SM407", {PARTS: question("«colour", ONE)}),
    ("number-without-consequence", "SM407", {PARTS: number("«cars")}),
    (
        "question-that-only-opens-idle-ones",
        "SM407 SM407",
        {PARTS: question("«colour", ONE) + question("«shade", f"    when: colour.x\n{ONE}")},
    ),
    (
        "tick-that-changes-nothing",
        "SM408",
        {SURVEY: ("        text: It takes payments\n", "        text: It takes payments\n      - id: «chat\n        text: It has a chat\n")},
    ),
    (
        "answers-nothing-names",
        "SM408",
        {SURVEY: ("      - id: provider-page\n", "      - id: «phone\n        text: By telephone\n      - id: provider-page\n")},
    ),
    (
        "answers-always-named-together",
        "SM408",
        {
            SURVEY: ("      - id: disk\n", "      - id: «tape\n        text: To a tape\n      - id: disk\n"),
            RISK: ("storage.disk or", "storage.disk or storage.tape or"),
        },
    ),
    ("rule-twice", "SM409", {RULES: rule("«again", "reach.internet", because="it can be reached.")}),
    (
        "rule-twice-in-another-order",
        "SM409",
        {RULES: rule("«again", "tier.high and region.west", "requires: [report]\n    priority: 9")},
    ),
    (
        "rule-twice-in-other-words",
        "SM409",
        {RULES: rule("«again", "not (not tier.high or not region.west)", "requires: [report]\n    priority: 9")},
    ),
    (
        "adjustment-of-two-answers-of-one",
        "SM410",
        {RISK: f"  - id: more\n    when: «{NEVER}\n    impact: 1\n    because: it is so.\n"},
    ),
    (
        "adjustment-where-its-threat-is-not-raised",
        "SM410",
        {RISK: ("    when: region.west\n", "    when: «card-entry.provider-page\n")},
    ),
    ("mapping-that-never-counts", "SM410", {TASKS: ("when: people > 10}", "when: «people > 10 and reach.staff}")}),
    ("control-never-in-scope", "SM410", {READING: ("page-ours or reach.internet", "«page-ours and reach.staff")}),
    ("rule-within-another", "SM413", {RULES: rule("«narrow", "reach.internet and people > 10")}),
    (
        "rule-within-a-more-pressing-one",
        "SM413",
        {RULES: rule("«narrow", "tier.high and region.west and people > 10", "requires: [report]\n    priority: 2")},
    ),
    ("fact-twice", "SM409 SM412", {FACTS: fact("«again", "card-entry.own-form")}),
    ("fact-nobody-looks-at", "SM412", {FACTS: fact("«lonely", "reach.staff and features.payments")}),
    (
        "value-nobody-compares-with",
        "SM412",
        {VALUES: "  - id: «few\n    title: From here on it is a few\n    value: 3\n    source: crowd-act\n"},
    ),
    # -- holes
    (
        "threat-countered-only-sometimes",
        "SM420",
        {
            TASKS: ("    when: page-ours\n", "    when: page-ours and reach.internet\n"),
            THREATS: ("id: skimming", "id: «skimming"),
        },
    ),
    (
        "threat-without-countermeasure",
        "SM420",
        {RULES: rule("thieves", "reach.staff", "raises: [theft]"), THREATS: threat("«theft")},
    ),
    (
        "stack-without-guide",
        "SM421",
        {
            "guides/restrict-scripts/django.md": guide("Django", "stack.django"),
            "guides/report/django.md": guide("Django", "stack.django"),
            "guides/report/flask.md": guide("Flask", "stack.flask"),
            TASKS: ("id: restrict-scripts", "id: «restrict-scripts"),
        },
    ),
    (
        "level-nobody-leads-to",
        "SM422",
        {SCALES: ("    levels:\n      - id: low\n        title: Little\n        when: reach\n      - id: high", "    strive: true\n    levels:\n      - id: low\n        title: Little\n        when: reach\n      - id: «high")},
    ),
    ("rule-decided-where-not-asked", "SM423", {RULES: rule("loose", "reach.staff and not «card-entry.own-form")}),
    ("comparison-decided-where-not-asked", "SM423", {RULES: rule("loose", "features.uploads and not «people > 10")}),
    (
        "adjustment-decided-where-not-asked",
        "SM423",
        {RISK: "  - id: loose\n    when: reach.staff and not «sessions.cookie\n    impact: 1\n    because: it is so.\n"},
    ),
    ("guide-decided-where-not-asked", "SM423", {DJANGO: ("when: stack.django", "when: stack.django and not «sessions.cookie")}),
    ("reading-decided-where-not-asked", "SM423", {READING: ("page-ours or reach.internet", "page-ours or not «storage.disk")}),
    (
        "required-where-it-cannot-apply",
        "SM424",
        {RULES: rule("asks", "card-entry.provider-page", "requires: [report, «restrict-scripts]\n    priority: 3")},
    ),
    # -- words
    ("title-that-ensures", "SM430", {TASKS: ("title: Limit requests", "title: «Ensure that requests are limited")}),
    ("title-that-considers", "SM430", {TASKS: ("title: Limit requests", "title: «Consider limiting requests")}),
    ("title-with-full-stop", "SM430", {TASKS: ("title: Limit requests", "title: «Limit requests.")}),
    ("title-too-long", "SM430", {TASKS: ("title: Limit requests", f"title: «Limit requests {'and more ' * 12}")}),
    ("title-that-is-a-gerund", "SM430", {TASKS: ("title: Limit requests", "title: «Limiting of requests")}),
    ("title-that-is-a-thing", "SM430", {TASKS: ("title: Limit requests", "title: «The limit of requests")}),
    ("title-that-says-should", "SM430", {TASKS: ("title: Limit requests", "title: «Requests should be limited")}),
    ("threat-with-full-stop", "SM430", {THREATS: ("title: Floods the system", "title: «Floods the system.")}),
    ("question-without-mark", "SM430", {SURVEY: ("ask: What does it do?", "ask: «Say what it does")}),
    ("reason-in-upper-case", "SM430", {RULES: ("because: everybody can", "because: «Everybody can")}),
    ("reason-without-full-stop", "SM430", {RULES: ("because: everybody can reach it.", "because: «everybody can reach it")}),
    ("vague-step", "SM431", {TASKS: ("Choose a limit for each second.", "Choose an «appropriate limit.")}),
    ("vague-criterion", "SM431", {TASKS: ("The limit stands in", "The limit is «properly kept in")}),
    ("vague-title", "SM431", {TASKS: ("title: Limit requests", "title: Limit requests «where possible")}),
    (
        "vague-step-over-two-lines",
        "SM431",
        {TASKS: ("- List the scripts that the page may load.", "- «>-\n        List the scripts\n        with adequate care.")},
    ),
    (
        "reason-given-twice",
        "SM433",
        {RULES: rule("again", "reach.staff", because="«a script on the page can read what is typed.")},
    ),
    (
        "words-of-another-countermeasure",
        "SM433",
        {TASKS: ("why: The law asks for it.", "why: «Any script on the page can read the card number.")},
    ),
    (
        "guide-of-another-countermeasure",
        "SM433",
        {
            "guides/limit-requests/other.md": ("Set the rate in the proxy.", "Set the rate in the proxy that everybody passes."),
            "guides/report/django.md": guide("Django", "stack.django").replace("Do it.", "«Set the rate in the proxy that everybody passes."),
        },
    ),
    ("unwritten-reason", "SM434", {RULES: ("because: everybody can reach it.", 'because: "«TODO: say why."')}),
    ("unwritten-text", "SM434", {THREATS: ("The attacker sends more", "The attacker sends «FIXME more")}),
    ("text-of-dots", "SM434", {TASKS: ("traps: A draft is no report.", "traps: «…")}),
    ("unwritten-guide", "SM434", {DJANGO: ("Set the rate", "Set «TBD the rate")}),
    ("two-countermeasures-of-one-title", "SM435", {TASKS: ("title: Report every year", "title: «Limit requests")}),
    ("two-threats-of-one-title", "SM435", {THREATS: ("title: Floods the system", "title: «Reads card numbers as they are typed")}),
    ("two-questions-of-one-wording", "SM435", {SURVEY: ("ask: What does it do?", "ask: «Who can reach the system?")}),
    ("two-answers-of-one-wording", "SM435", {SURVEY: ("text: To a disk", "text: «to a bucket")}),
    ("two-guides-of-one-title", "SM435", {OTHER: ("title: Any proxy", "title: «Django")}),
    # -- mappings, sources, dates
    ("mapping-to-organisational", "SM440", {TASKS: ('        "1.1": full\n', '        "1.1": full\n        «"2": partial; a little\n')}),
    ("mapping-to-no-duty", "SM440", {TASKS: ('        "1.1": full\n', '        "1.1": full\n        «"3": supports; a little\n')}),
    (
        "fifteen-controls",
        "SM441",
        {
            STANDARD: CONTROLS,
            TASKS: ('      std:\n        "1.1": full\n', f'      «std:\n        "1.1": full\n{CLAIMS}'),
        },
    ),
    (
        "source-nobody-cites",
        "SM443",
        {"sources.yaml": '  - id: «unread\n    title: Unread\n    publisher: One\n    url: https://example.org/u\n    seen: "2026-01-31"\n'},
    ),
    ("value-that-ends-before-it-begins", "SM445", {VALUES: ('until: "2030-12-31"', 'until: «"2020-12-31"')}),
    # -- off-switches and cases
    ("off-without-reason", "SM450", {FACTS: fact("lonely  «# off SM412", "reach.staff and features.payments")}),
    ("off-without-a-colon", "SM450", {SCALES: ("      - id: high\n", "      - id: high  «# off SM412 it is meant\n")}),
    ("off-with-an-ellipsis", "SM450", {FACTS: fact("lonely  «# off SM412: …", "reach.staff and features.payments")}),
    ("off-with-a-reason-to-come", "SM434", {FACTS: fact("lonely  «# off SM412: TODO", "reach.staff and features.payments")}),
    ("off-for-a-code-that-is-none", "SM451", {FACTS: ("    when: crowded or", "    «# off SM499: it is no code.\n    when: crowded or")}),
    ("off-for-nothing", "SM451", {FACTS: ("    when: crowded or", "    «# off SM403: it is no fact.\n    when: crowded or")}),
    ("off-for-an-error", "SM451", {RULES: ("  - id: reachable\n", "  - id: reachable  «# off SM301: it is meant.\n")}),
    ("off-for-the-pack-for-nothing", "SM451", {"pack.yaml": "  - code: «SM443\n    because: We read a lot.\n"}),
    ("case-to-do", "SM517", {CASES: "  - «id: later\n    todo: Say what follows.\n    answers: {reach: staff}\n"}),
    # -- what already single files, names and controls show
    ("text-cut-by-comment", "SM110", {RULES: ("everybody can reach it.", "everybody can reach it.« # today")}),
    ("one-criterion", "SM204", {TASKS: ("      - text: The report is on file.\n        by: document\n      - text: The receipt", "      «- text: The receipt")}),
    ("partial-without-note", "SM204", {TASKS: ("partial; the page only", "«partial")}),
    ("guide-without-source", "SM202", {OTHER: ("title: Any proxy\notherwise: true\nversions: any\nchecked: executed\nsource: manual\n", "«title: Any proxy\notherwise: true\nversions: any\nchecked: executed\n")}),
    ("unknown-control", "SM311", {TASKS: ('"1.1": full', '«"1.3": full')}),
    (
        "withdrawn-control",
        "SM312",
        {
            STANDARD: 'withdrawn:\n  - id: "0"\n    title: Old\n    went: dropped\n',
            TASKS: ('"1.1": full', '«"0": full'),
        },
    ),
]  # fmt: skip


def test_the_untouched_pack_shows_nothing() -> None:
    """Whatever is found below has been planted."""
    assert codes(sources()) == []


def test_enough_is_planted() -> None:
    """Fifty faults or more, each with a name of its own."""
    names = [name for name, _, _ in FAULTS]
    assert len(set(names)) == len(names) >= 50


@pytest.mark.parametrize(("expected", "changes"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_found_where_it_is(expected: str, changes: Mapping[str, Change]) -> None:
    """Each code is reported at its mark, in order of place, and nothing else is reported."""
    texts, where = planted(changes)
    assert len(where) > 0
    marks = where if len(where) == len(expected.split()) else where * len(expected.split())
    assert sorted(f"{place}: {code}" for place, code in zip(marks, expected.split(), strict=True)) == sorted(
        codes(texts)
    )


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        (date(2031, 1, 1), 'until: "2030-12-31"', 'until: «"2030-12-31"'),
        (date(2024, 12, 31), 'from: "2025-01-01"', 'from: «"2025-01-01"'),
    ],
)
def test_a_value_out_of_its_dates_is_found_on_a_day(day: date, old: str, new: str) -> None:
    """It is in force from its first day to its last, and nobody asks the clock."""
    texts, where = planted({VALUES: (old, new)})
    assert [f"{where[0]}: SM445"] == codes(texts, day)
    assert codes(texts) == []


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2030, 12, 31)])
def test_a_value_is_in_force_on_its_first_and_last_day(day: date) -> None:
    """Both days belong to it."""
    assert codes(sources(), day) == []


def test_a_value_may_be_in_force_for_one_day() -> None:
    """Its first day is its last."""
    texts, _ = planted({VALUES: ('until: "2030-12-31"', 'until: "2025-01-01"')})
    assert codes(texts) == codes(texts, date(2025, 1, 1)) == []
