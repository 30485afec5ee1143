"""What a text may not hold."""

from __future__ import annotations

from time import process_time

import pytest

from surveymodel.content.text import prose, text_faults
from tests.tiny import MARK, unmarked

OPEN = "SM207 this code is not closed: a span ends on its line, a fence begins one"


@pytest.mark.parametrize(
    "text",
    [
        "Plain *words*, a < b, 5 > 4, a &lt; b, x <5.",
        "See <https://example.org/a?b=c> and [the page](https://example.org).",
        "See [the page][1].\n\n[1]: https://example.org/page\n",
        "[a]( <https://example.org> )",
        "Write `<b>`, `` `<i>` `` and `http://localhost`.",
        r"Write \<b>, \![no image], \`no code\` and \\.",
        "Run:\n\n```html\n<script>http://x</script> ` `` \n```\n",
        "~~~\n![a](b)\n```\n~~~\nafter",
        "   ````\n```\n<b>\n  ````` \t\nafter",
        "Metadata: file and data are words; http is one too.",
        "",
    ],
)
def test_texts_that_pass(text: str) -> None:
    """Prose, https links and whatever is code are welcome."""
    assert [] == list(text_faults(text))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a «<b>c</b>", ["SM207 raw HTML is not used here: '<b'", "SM207 raw HTML is not used here: '</b'"]),
        ("«<script src=x>", ["SM207 raw HTML is not used here: '<script'"]),
        ("«<!-- note -->", ["SM207 raw HTML is not used here: '<!--'"]),
        ("«<?php", ["SM207 raw HTML is not used here: '<?php'"]),
        (r"\\«<b>", ["SM207 raw HTML is not used here: '<b'"]),
        ("`a` «<b> `c`", ["SM207 raw HTML is not used here: '<b'"]),
        (r"\`«<b>`a`", ["SM207 raw HTML is not used here: '<b'"]),
        (r"`\` «<b> `a`", ["SM207 raw HTML is not used here: '<b'"]),
        ("«`a\n«<b>«`", [OPEN, OPEN, "SM207 raw HTML is not used here: '<b'"]),
        ("«``a` <b> `c«`", [OPEN, OPEN]),
        ("> «``` a\n> b\n> «```", [OPEN, OPEN]),
        ("«``` a«`b\n«<b>\n«```", [OPEN, OPEN, "SM207 raw HTML is not used here: '<b'", OPEN]),
        ("```\na\n```~\n```\n«<b>\n«```\n", ["SM207 raw HTML is not used here: '<b'", OPEN]),
        ("```\na\n  ```\n«<b>\n«```\n", ["SM207 raw HTML is not used here: '<b'", OPEN]),
        ("Do.\n\n«```\nto the end", [OPEN]),
        ("    ~~~\n«<b>", ["SM207 raw HTML is not used here: '<b'"]),
        ("a «![b](https://example.org/c.png)", ["SM207 images are not used here"]),
        ("«![b][1]", ["SM207 images are not used here"]),
        ("«<ana@example.org>", ["SM208 links are https: 'ana@example.org'"]),
        ("«<mailto:ana@example.org>", ["SM208 links are https: 'mailto:ana@example.org'"]),
        ("«<http://example.org>", ["SM208 links are https: 'http://example.org'"]),
        ("«<https://two words>", ["SM208 links are https: 'https://two'"]),
        ("[a](«page.md)", ["SM208 links are https: 'page.md'"]),
        ("[a](«)", ["SM208 links are https: ''"]),
        ("[a](«javascript:alert(1))", ["SM208 links are https: 'javascript:alert(1'"]),
        ("[a](«HTTPS://example.org)", ["SM208 links are https: 'HTTPS://example.org'"]),
        ("[a](<«http://example.org>)", ["SM208 links are https: 'http://example.org'"]),
        ("[a](\n «x)", ["SM208 links are https: 'x'"]),
        ("[1]: «vbscript:x", ["SM208 links are https: 'vbscript:x'"]),
        ("> - [1]: «vbscript:x", ["SM208 links are https: 'vbscript:x'"]),
        ("2. [1]:\n«/x", ["SM208 links are https: '/x'"]),
        ("[one\ntwo]: «x:y", ["SM208 links are https: 'x:y'"]),
        ("See «http://localhost:8000/a b", ["SM208 links are https, and addresses are code: 'http://localhost:8000/a'"]),
        ("See «FILE:///etc/passwd.", ["SM208 links are https, and addresses are code: 'FILE:///etc/passwd.'"]),
        ("«javascript:alert", ["SM208 links are https, and addresses are code: 'javascript:alert'"]),
    ],
)  # fmt: skip
def test_texts_that_are_refused(text: str, faults: list[str]) -> None:
    """Raw HTML, images and other links are found, and no code hides them that CommonMark ends earlier."""
    parts = text.split(MARK)
    offsets = {len("".join(parts[:count])) for count in range(1, len(parts))}
    found = list(text_faults(unmarked(text)))
    assert sorted(faults) == sorted(f"{code} {message}" for _, code, message in found)
    assert {offset for offset, _, _ in found} >= offsets


@pytest.mark.parametrize(
    "part", ["\n", "[", "](", "`a ", "<", "[a\n", "> ", "* ", "![", "`", "``a", "http:", "\\", " ["]
)
def test_long_texts_cost_no_more_than_their_length(part: str) -> None:
    """Whatever might lead a pattern astray is read in a moment, however long."""
    began = process_time()
    list(text_faults(part * (200_000 // len(part))))
    assert process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Set `a` and ``b``.", "Set     and      ."),
        ("One\n```sh\nrun it\n```\ntwo", "One\n     \n      \n   \ntwo"),
        (r"A \` is no code", r"A    is no code"),
        ("No code", "No code"),
    ],
)
def test_prose_is_a_text_without_its_code(text: str, plain: str) -> None:
    """Spaces stand in its place, so that every character keeps its own."""
    assert plain == prose(text)
