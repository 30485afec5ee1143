"""A pack of a few files, to write into a folder and to spoil."""

from __future__ import annotations

from pathlib import Path

FILES: dict[str, str] = {
    "pack.yaml": """\
format: surveymodel-pack/1
id: mini
title: A mini pack
version: 1.0.0
licence: CC0-1.0
sections:
  - id: shape
    title: Shape
""",
    "survey/shape.yaml": """\
questions:
  - id: firm
    ask: What firm is it?
    of: organisation
    select: one
    help: Ask the owner.
    answers:
      - id: big
        text: A big one
      - id: small
        text: A small one
  - id: reach
    ask: Who can reach it?
    select: one
    help: Look at the firewall.
    answers:
      - id: all
        text: Everybody
      - id: few
        text: A few
  - id: stack
    ask: What is it built with?
    of: component
    select: many
    help: Look at the manifest.
    answers:
      - id: django
        text: Django
      - id: flask
        text: Flask
""",
    "threats/web.yaml": """\
threats:
  - id: flooded
    title: Floods the system
    text: An attacker sends more than the system can answer.
    stride: [denial-of-service]
    cwe: [CWE-770]
    likelihood: 3
    impact: 4
""",
    "rules/web.yaml": """\
rules:
  - id: reachable
    when: reach.all
    raises: [flooded]
    because: everybody can reach it.
  - id: law
    when: firm.big
    requires: [report]
    priority: 9
    because: big firms report.
""",
    "rules/web.test.yaml": """\
cases:
  - id: open-to-all
    answers: {reach: all}
    certain: [rule:reachable, task:limit]
    possible: [task:report]
  - id: open-to-few
    organisation: {firm: big}
    answers: {reach: few}
    components:
      web:
        answers: {stack: [django]}
    certain: [task:report]
    excluded: [rule:reachable, task:limit]
""",
    "countermeasures/web.yaml": """\
countermeasures:
  - id: limit
    title: Limit requests
    kind: safeguard
    counters: [flooded]
    phase: build
    owner: development
    effort: M
    why: Floods cost money.
    steps: [Choose a limit of 10 a second., Answer 429 above it.]
    accept:
      - text: The eleventh request in a second gets 429.
        by: test
      - text: The limit stands in the configuration.
        by: inspection
    traps: A limit in each process counts by process.
    satisfies:
      std:
        "1.1": full
  - id: report
    title: Report every year
    kind: duty
    phase: operate
    owner: legal
    effort: L
    why: The law asks for it.
    steps: [Write it., Send it.]
    accept:
      - text: The report is on file.
        by: document
      - text: The receipt is on file.
        by: document
    traps: A draft is no report.
    satisfies: {}
""",
    "guides/limit/django.md": """\
---
title: Django
when: stack.django
versions: "5"
checked: documented
source: manual
---
Set it.
""",
    "standards/std.yaml": """\
id: std
title: A standard
edition: "1"
owner: Owner
licence: Free.
source: https://example.org/std
controls:
  - id: "1.1"
    title: Limits
""",
    "sources.yaml": """\
sources:
  - id: manual
    title: Manual
    publisher: Owner
    url: https://example.org/manual
    seen: "2026-01-01"
""",
    "examples/firm.yaml": """\
format: surveymodel-system/1
id: firm
answers: {firm: big}
""",
    "examples/shop.yaml": """\
format: surveymodel-system/1
id: shop
title: The shop
pack: mini
organisation: firm.yaml
answers:
  reach: all
components:
  web:
    answers: {stack: [django]}
  api:
    answers: {stack: unknown}
""",
}


def write_pack(folder: Path, **changes: str | None) -> Path:
    """Write the pack into a folder; a change replaces a file's text, None leaves it out.

    A key names the file with ``__`` for ``/`` and without its ending, as ``rules__web``.
    """
    for name, text in FILES.items():
        key = name.rpartition(".")[0].replace("/", "__").replace(".", "_")
        changed = changes.get(key, text)
        if changed is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(changed, encoding="utf-8")
    return folder
