"""The first text of an entry, with every property that it needs and comments that explain them.

Ids go in; the lines of an entry in canonical form come out. What an author has to write begins
with ``TODO:``, and names the entry where two with the same words would be taken for copies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from surveymodel.project.flow import flow

__all__ = [
    "case_text",
    "countermeasure_text",
    "guide_text",
    "pack_text",
    "question_text",
    "rule_text",
    "source_text",
    "system_text",
    "threat_text",
]


def question_text(id: str) -> str:
    """Return a question with two answers."""
    return f"""\
  - id: {id}
    # What somebody can look up, in words that a developer or a product owner knows.
    ask: "TODO: what does {id} ask?"
    # Of what it is asked: the organisation, the system, or each component. Without it, the system.
    # of: component
    # The earlier answers or facts with which it is asked. Without it, always.
    # when: question.answer
    # One answer, many, or a number, which has a unit and no answers.
    select: one
    # How one finds out.
    help: "TODO: where one looks it up."
    # Together they leave nothing out.
    answers:
      - id: first-answer
        text: "TODO: the first answer"
      - id: second-answer
        text: "TODO: the second answer"
"""


def threat_text(id: str) -> str:
    """Return a threat."""
    return f"""\
  - id: {id}
    title: "TODO: title of {id}"
    # What an attacker does and gets, in the system's terms, in two or three sentences.
    text: "TODO: the attack."
    # spoofing, tampering, repudiation, information-disclosure, denial-of-service and
    # elevation-of-privilege: one or more of them.
    stride: [tampering]
    # The CWE entries that scanners report for it; this one stands for none.
    cwe: [CWE-999999]
    # Both from 1 to 5, for a typical system.
    likelihood: 3
    impact: 3
"""


def countermeasure_text(id: str, threat: str | None) -> str:
    """Return a countermeasure against a threat, or one that a rule is to require."""
    counters = f"counters: [{threat}]" if threat else "# counters: [threat-id]"
    return f"""\
  - id: {id}
    # An imperative that says what the steps do.
    title: "TODO: title of {id}"
    # A safeguard against threats, a duty of law or contract, or a practice of how a team works.
    kind: safeguard
    # The threats that it is against.
    {counters}
    # The answers or facts with which it makes sense at all. Without it, everywhere.
    # when: question.answer
    # requirements, design, build, test, deploy or operate
    phase: build
    # development, operations, security, privacy, product or legal
    owner: development
    # S for hours, M for days, L for weeks
    effort: M
    # How often it is done anew, where once is not enough.
    # every: 3 months
    # The attack, in two sentences.
    why: "TODO: why anybody would do it."
    # Two to six, each one act with its figure: a header, a flag, a limit.
    steps:
      - "TODO: the first step."
      - "TODO: the second step."
    # Two to four that are answered yes or no: by test, scan, inspection or document.
    accept:
      - text: "TODO: what a test shows."
        by: test
      - text: "TODO: what a document shows."
        by: document
    # How teams believe it done and are wrong.
    traps: "TODO: how it goes wrong."
    # Controls by standard, each with full, partial or supports; the last two say of what:
    #   standard-id:
    #     "1.1": partial; only what this does
    satisfies: {{}}
"""


def rule_text(
    id: str, condition: str | None, *, threat: str | None = None, countermeasure: str | None = None
) -> str:
    """Return a rule that raises a threat or requires a countermeasure."""
    when = f"when: {condition}" if condition else "# when: question.answer"
    if threat:
        brings = f"""\
    # The threats that it raises; 'requires' and 'priority' bring a countermeasure without one.
    raises: [{threat}]
"""
    else:
        brings = f"""\
    # The countermeasures that it brings, and how urgent they are, from 1 to 25.
    requires: [{countermeasure}]
    priority: 9
"""
    return f"""\
  - id: {id}
    # The answers or facts with which it applies.
    {when}
{brings}\
    # Completes "this applies because ...", so it begins in lower case.
    because: "TODO: the reason."
"""


def case_text(
    id: str,
    answers: Mapping[str, Mapping[str, object]],
    *,
    certain: Sequence[str] = (),
    excluded: Sequence[str] = (),
    todo: str | None = None,
) -> str:
    """Return a case; ``answers`` has the replies by layer, ``organisation`` or ``answers``."""
    lines = [f"  - id: {id}"]
    for layer in ("organisation", "answers"):
        sheet = answers.get(layer, {})
        if sheet:
            lines += [f"    {layer}:", *(f"      {flow(q)}: {flow(given)}" for q, given in sheet.items())]
    if not answers:
        lines.append("    answers: {}")
    for key, truths in (("certain", certain), ("excluded", excluded)):
        if truths:
            lines += [f"    {key}:", *(f"      - {truth}" for truth in truths)]
    if todo is not None:
        lines += ["    # It shows nothing while this stands here.", f"    todo: {todo}"]
    return "\n".join(lines) + "\n"


def guide_text(countermeasure: str, stack: str, condition: str | None, source: str) -> str:
    """Return a guide's file."""
    when = f"when: {condition}" if condition else "otherwise: true"
    return f"""\
---
title: "TODO: title of {stack}"
# The answers for which it is meant; 'otherwise: true' is for all that have no guide of their own.
{when}
# The versions for which it was checked.
versions: "TODO: versions"
# Executed by a test, or documented in the source.
checked: documented
# The document that it rests on, in sources.yaml.
source: {source}
---
TODO: how to do {countermeasure} with {stack}, in settings or code, in 60 to 150 words.
"""


def source_text(id: str, seen: date) -> str:
    """Return a source that was seen on a day."""
    return f"""\
  - id: {id}
    title: "TODO: title of {id}"
    publisher: "TODO: who publishes it"
    url: https://example.org/{id}
    # The day on which somebody read it.
    seen: "{seen.isoformat()}"
"""


# ---------------------------------------------------------------------------------------------
# A whole pack


def pack_text(id: str, section: str) -> str:
    """Return a pack.yaml with one section."""
    return f"""\
format: surveymodel-pack/1
id: {id}
title: "TODO: title of {id}"
version: 0.1.0
# An SPDX id, or words.
licence: "TODO: the licence"
# The sections of the survey in asking order; each is a file in survey/.
sections:
  - id: {section}
    title: "TODO: title of {section}"
"""


def system_text(id: str, pack: str, question: str, answer: str) -> str:
    """Return a system file with one answer."""
    return f"""\
format: surveymodel-system/1
id: {id}
title: {id.replace("-", " ").capitalize()}
pack: {pack}
answers:
  {question}: {answer}
"""
