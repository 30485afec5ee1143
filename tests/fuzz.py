"""Valid inputs, spoilt at random: whatever comes out, nothing but the library's own errors is raised.

``python -m tests.fuzz 100000`` tries so many mutants; ``python -m tests.fuzz 1 --seed 4711`` repeats
the one with that seed. A finding prints its seed and its input.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from attrs import define, field
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from surveymodel.condition import parse
from surveymodel.content.draft import Draft, File, draft_of, kind_of, read_file
from surveymodel.content.load import diagnose, settle
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import ConditionSyntaxError, ContentError, SurveyModelError
from tests.tiny import sources

#: What hands, editors and attackers put where it does not belong.
TOKENS = (
    *("~", "null", "true", "yes", "8.10", "0x1F", "2026-03-02", "10:30", "-1", "1e9", "9" * 30, "''", '""'),
    *(
        "[]",
        "{}",
        "[[]]",
        "[~]",
        "{a: ~}",
        "{at-least: 5}",
        "{answer: unknown}",
        "[",
        "]",
        "{",
        "}",
        "- ",
        "? ",
    ),
    *(
        ": ",
        ",",
        "#",
        " # ",
        "&a ",
        "*a",
        "!!str ",
        "!",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "|\n",
        ">-\n",
    ),
    *("'", '"', "\\", '"\\e[2J"', '"\\uD800"', '"\\UFFFFFFFF"', "\t", "\r", "\n", "\n\n", "\0", "\x1b[2J"),
    *(
        "\u202e",
        "\ufeff",
        "\u2028",
        "\x85",
        "é",
        "漢",
        "🙂",
        "<b>",
        "![a](b)",
        "[a](javascript:x)",
        "http://x",
    ),
    *("`", "```\n", "not ", " and ", " or ", "(", ")", " < 5", " == crowd", ".none", ".", "-", "reach.staff"),
    *(
        "page-ours",
        "exposed",
        "crowd",
        "tier.high",
        "people",
        "features",
        "unknown",
        "none",
        "[" * 60,
        "(" * 60,
    ),
    *("id: ", "when: ", "questions:\n", "answers:\n", "implies: [region.west]", "after: [report]", "x" * 400),
)
#: What a scalar may be replaced by without the file ceasing to be YAML.
SCALARS = (
    *(
        "~",
        "null",
        "true",
        "false",
        "yes",
        "none",
        "unknown",
        "0",
        "-1",
        "3",
        "1000",
        "8.10",
        "1e3",
        "9" * 30,
    ),
    *("2026-03-02", "'2026-03-02'", "''", '""', "[]", "{}", "[a]", "[a, a]", "[[a]]", "{a: b}", "{id: a}"),
    *("reach", "reach.staff", "features.none", "page-ours", "exposed", "tier.high", "crowd", "std", "report"),
    *("skimming", "manual", "many", "one", "number", "component", "organisation", "system", "'not reach'"),
    *(
        "'(exposed)'",
        "'a and'",
        "people > 5",
        "'people < crowd'",
        "'<b>'",
        "'[a](b)'",
        "a b c",
        "'a # b'",
        "é",
    ),
    *('"\\e"', '"\\u202e"', "x" * 400, "{at-least: 1, below: 2}", "{answer: staff}", "[uploads, payments]"),
)

#: What a name in a condition may be replaced by.
NAMES = (
    *("a", "b.c", "q.none", "people < 5", "n == limit", "not a", "(a or b)", "a and b", "not (a)", "unknown"),
    *("and", "or", "not", "<=", "!=", "0", "12", "1000000000000001", "a.b.c", "Q", "none", "none.a"),
)

CONDITIONS = (
    "card-entry.own-form or (features.payments and not card-entry.provider-page)",
    "people >= crowd and people < 100000 or not (tier.high and features.none)",
    "not not (a and (b or c.d)) or e-f.g-h != 5",
)


_VALUE = re.compile(r"(?<=: )[^\s,\[\]{}'\"][^,\[\]{}\n]*|(?<=[\[,-] )[^\s:,\[\]{}'\"]+(?=[\],\n])")


def mutant(text: str, draw: random.Random) -> str:
    """Return a text after a few random changes, most of which leave YAML what it is."""
    changes = _CHANGES if "\n" in text else _CHANGES_OF_A_LINE
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 4))):
        text = draw.choice(changes)(text, draw)
    return text


def _scalar(text: str, draw: random.Random) -> str:
    """Replace a value."""
    values = list(_VALUE.finditer(text))
    if not values:
        return text
    start, end = draw.choice(values).span()
    return text[:start] + draw.choice(SCALARS) + text[end:]


def _drop(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    del lines[draw.randrange(len(lines))]
    return "\n".join(lines)


def _double(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    place = draw.randrange(len(lines))
    lines.insert(place, lines[place])
    return "\n".join(lines)


def _swap(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def _indent(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    place = draw.randrange(len(lines))
    lines[place] = (
        draw.choice(("  ", " ", "    ")) + lines[place] if draw.random() < 0.5 else lines[place][2:]
    )
    return "\n".join(lines)


def _splice(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(TOKENS) + text[place:]


def _word(text: str, draw: random.Random) -> str:
    """Replace one word by another of the same text."""
    words = text.split(" ")
    words[draw.randrange(len(words))] = draw.choice(words)
    return " ".join(words)


def _name(text: str, draw: random.Random) -> str:
    """Replace a name of a condition, or a word of the language."""
    names = list(re.finditer(r"[a-z0-9.-]+|[<>=!]+", text))
    if not names:
        return text
    start, end = draw.choice(names).span()
    return text[:start] + draw.choice(NAMES) + text[end:]


def _cut(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text) + 1)
    return text[:place] + text[place + draw.choice((1, 1, 2, 8, 40)) :]


def _flip(text: str, draw: random.Random) -> str:
    """Change one byte."""
    raw = bytearray(text.encode("utf-8", "surrogateescape"))
    if raw:
        raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
    return raw.decode("utf-8", "surrogateescape")


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(_scalar, _scalar, _scalar, _scalar, _scalar, _scalar, _scalar, _scalar),
    *(_drop, _double, _swap, _indent, _splice, _splice, _word, _cut, _flip),
)
_CHANGES_OF_A_LINE = (_splice, _name, _name, _name, _name, _word, _cut, _flip)


# ---------------------------------------------------------------------------------------------
# What is tried


@define
class Tally:
    """What became of the mutants."""

    counts: Counter[str] = field(factory=Counter)
    findings: list[str] = field(factory=list)
    text: str = ""  #: the mutant that is being tried

    def __str__(self) -> str:
        listed = "".join(f"{name:24}{count:>9}\n" for name, count in sorted(self.counts.items()))
        return f"{listed}{'findings':24}{len(self.findings):>9}"


def check(count: int, seed: int) -> Tally:
    """Try so many mutants, the first with this seed and each other with the next."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(seed, seed + count):
            draw = random.Random(number)
            name, attempt = draw.choice(_ATTEMPTS)
            try:
                tally.counts[f"{name} {attempt(draw, tally, Path(folder))}"] += 1
            except Exception:  # noqa: BLE001 - that is what we look for
                found = f"seed {number}, {name}\n{traceback.format_exc()}\n{tally.text!r}"
                tally.findings.append(found)
    return tally


def _pack(draw: random.Random, tally: Tally, folder: Path) -> str:
    """Spoil a file of the tiny pack; load the pack, and use it where it has no fault."""
    name = draw.choice(_names())
    text = tally.text = mutant(sources()[name if draw.random() < 0.95 else draw.choice(_names())], draw)
    _count_yaml(text if not name.endswith(".md") else text.partition("\n---\n")[0], tally)
    raw = text.encode("utf-8", "surrogateescape")
    file = read_file(name, name, kind_of(name) or "", raw)
    files = (file if other.name == name else other for other in _files())
    draft = Draft(Path(), tuple(files), draft_of(Path(), [file]).diagnostics)
    found = [str(diagnostic) for diagnostic in diagnose(draft)]
    try:
        content = settle(draft)
    except ContentError as error:
        if not error.diagnostics or any("\n" in line for line in found):
            raise AssertionError(f"a fault without words: {found}") from error
        return "refused"
    resolve(link(content), System())
    return "accepted"


def _system(draw: random.Random, tally: Tally, folder: Path) -> str:
    """Spoil a system file; read it, and meet the tiny pack with it."""
    text = tally.text = mutant(sources()[draw.choice(("examples/shop.yaml", "examples/company.yaml"))], draw)
    _count_yaml(text, tally)
    (folder / "company.yaml").write_text(sources()["examples/company.yaml"], encoding="utf-8")
    file = folder / "shop.yaml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        system = System.read(file)
        faults = list(answer_faults(_tiny(), system))
        resolve(_tiny(), system)
    except SurveyModelError as error:
        if not str(error):
            raise AssertionError("a fault without words") from error
        return "refused"
    if faults:
        raise AssertionError(f"answers with faults were accepted: {faults}")
    return "accepted"


def _condition(draw: random.Random, tally: Tally, folder: Path) -> str:
    """Spoil a condition; what is read prints as what reads the same."""
    text = tally.text = mutant(draw.choice(CONDITIONS), draw)
    try:
        tree = parse(text)
    except ConditionSyntaxError as error:
        start, end = error.span
        if not 0 <= start < end or not error.caret():
            raise AssertionError(f"an odd span: {error.span}") from error
        return "refused"
    if parse(str(tree)) != tree:
        raise AssertionError(f"{text!r} prints as {tree}")
    return "accepted"


_ATTEMPTS: tuple[tuple[str, Callable[[random.Random, Tally, Path], str]], ...] = (
    *(("pack", _pack), ("pack", _pack), ("pack", _pack)),
    *(("system", _system), ("system", _system)),
    ("condition", _condition),
)


def _count_yaml(text: str, tally: Tally) -> None:
    """Count whether a mutant is still YAML, by parsers that know nothing of us."""
    tally.counts["still YAML" if _is_yaml(text, pure=False) or _is_yaml(text, pure=True) else "no YAML"] += 1


def _is_yaml(text: str, *, pure: bool) -> bool:
    try:
        for _ in YAML(typ="safe", pure=pure).parse(io.StringIO(text)):
            pass
    except (YAMLError, ValueError, OverflowError):
        return False
    return True


@cache
def _names() -> tuple[str, ...]:
    return tuple(sources())


@cache
def _files() -> tuple[File, ...]:
    return tuple(
        read_file(name, name, kind_of(name) or "", text.encode()) for name, text in sources().items()
    )


@cache
def _tiny() -> SurveyModel:
    return link(settle(draft_of(Path(), _files())))


def main(arguments: Iterable[str] | None = None) -> int:
    """Try mutants as the command line says; return 1 where there are findings."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(None if arguments is None else list(arguments))
    tally = check(options.count, options.seed)
    for finding in tally.findings:
        print(finding, file=sys.stderr)
    print(tally)
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
