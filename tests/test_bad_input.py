"""Bad input through the command line: one clear message with its place, a code, and no traceback.

What each module says of each fault is tested beside it; here whole packs and systems are spoilt
as hands and attackers spoil them, and read as a user reads them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from surveymodel.cli.main import run
from surveymodel.content.load import load_content
from surveymodel.content.nouns import Content
from tests.tiny import PACK, places, sources, unmarked

pytestmark = pytest.mark.untraced

ESC = "\x1b[2J\x1b]0;owned\x07"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the tiny pack."""
    return Path(shutil.copytree(PACK, tmp_path / "tiny"))


def call(*arguments: str | Path) -> tuple[int, list[str]]:
    """Return exit code and the lines that a call of the command line prints, outputs first.

    The tiny pack itself is read once for all calls; copies of it are read each time.
    """
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch("surveymodel.content.load.load_content", _content),
        mock.patch.object(sys, "argv", ["surveymodel", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as caught,
    ):
        run()
    code = caught.value.code
    assert isinstance(code, int)
    return code, safe(out.getvalue() + err.getvalue())


def _content(root: Path) -> Content:
    return _tiny() if root == PACK else load_content(root)


@cache
def _tiny() -> Content:
    return load_content(PACK)


def call_apart(*arguments: str | Path) -> tuple[int, list[str]]:
    """Do so in a process of its own, with a terminal's encoding."""
    done = subprocess.run(
        [sys.executable, "-c", "from surveymodel.cli.main import run; run()", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, safe(done.stdout + done.stderr)


def safe(printed: str) -> list[str]:
    """Return the lines of what was printed, which has no traceback and nothing a terminal would obey."""
    assert "Traceback" not in printed
    assert not set(printed) & set("\x1b\x07\u202e\x9b\x00")
    return printed.splitlines()


def checked(pack: Path) -> list[str]:
    """Return what ``check`` says of a pack, but for the line that counts; it must not pass."""
    code, lines = call("check", "--pack", pack)
    assert code == 1
    assert re.fullmatch("[0-9]+ files?, [1-9][0-9]* errors?, 0 warnings", lines[-1])
    return [line.replace(f"{pack}{os.sep}", "") for line in lines[:-1]]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FACT = "facts:\n  - id: extra\n    when: reach\n"


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        ("facts/a.yaml", FACT + "    «when: stack\n", ["SM105 the key 'when' stands here twice (first on line 3)"]),
        ("facts/a.yaml", FACT + "  - id: «extra\n    when: stack\n", ["SM302 the id 'extra' is defined twice (first at facts/a.yaml:2:9)"]),
        ("facts/a.yaml", FACT + "  - id: more\n    when: «extr\n", ["SM301 unknown fact or question 'extr' (did you mean 'extra'?)"]),
        ("facts/a.yaml", "facts: «&x\n  - id: extra\n    when: reach\n", ["SM106 anchors are not used here: write the value out"]),
        ("facts/a.yaml", FACT + "    title: «*x\n", ["SM106 aliases are not used here: write the value out"]),
        ("facts/a.yaml", FACT + "    title: «!!str Extra\n", ["SM106 tags are not used here: 'tag:yaml.org,2002:str'"]),
        ("facts/a.yaml", FACT + "    title: «!!python/object/apply:os.system [id]\n", [
            "SM106 tags are not used here: 'tag:yaml.org,2002:python/object/apply:os.system'",
        ]),
        ("facts/a.yaml", FACT + "    «<<: {title: A}\n", ["SM106 merge keys are not used here"]),
        ("facts/a.yaml", "facts: [{id: extra, when: reach, title: Names, addresses«}]\n", [
            "SM107 the value of 'addresses' is missing (in braces, quote text that has a comma)",
        ]),
        ("facts/a.yaml", "facts:\n  - id: «8.10\n    when: reach\n", ["SM108 this value is read as something else: write '8.10'"]),
        ("facts/a.yaml", "facts:\n  - id: «2026-03-02\n    when: reach\n", ["SM108 this value is read as something else: write '2026-03-02'"]),
        ("facts/a.yaml", f"facts: {'[' * 39}«{'[' * 61}", ["SM109 nested more than 40 deep"]),
        ("facts/a.yaml", FACT + "    title: see «<script>alert(1)\n", ["SM207 raw HTML is not used here: '<script'"]),
        ("facts/a.yaml", FACT + "    title: '«![a](https://example.org/a.png)'\n", ["SM207 images are not used here"]),
        ("facts/a.yaml", FACT + "    title: '[a](«javascript:x)'\n", ["SM208 links are https: 'javascript:x'"]),
        ("facts/a.yaml", FACT + "    title: '[a](«http://example.org)'\n", ["SM208 links are https: 'http://example.org'"]),
        ("facts/a.yaml", FACT + f"    title: A «{ESC}\n", ["SM103 the character U+001B is not allowed"]),
        ("facts/a.yaml", FACT + '    title: «"A \\e[2J"\n', ["SM103 the character U+001B is not allowed"]),
        ("facts/a.yaml", FACT + "    title: admin«\u202e\n", ["SM103 the character U+202E is not allowed"]),
        ("facts/a.yaml", FACT + '    title: «"admin\\u202e"\n', ["SM103 the character U+202E is not allowed"]),
        ("facts/a.yaml", FACT + "    title: A«\0\n", ["SM103 the character U+0000 is not allowed"]),
        ("facts/a.yaml", FACT + '    «"t\\e[2J": A\n', ["SM103 the character U+001B is not allowed"]),
        ("facts/a.yaml", FACT + "    «titel: A\n", ["SM201 unknown property 'titel' (did you mean 'title'?)"]),
        ("facts/a.yaml", FACT + "    title: «[A]\n", ["SM203 expected a string, not a list"]),
        ("facts/a.yaml", "«- id: extra\n", ["SM203 expected a mapping, not a list"]),
        ("facts/a.yaml", FACT.replace("reach", "«reach. internet"), [
            "SM206 cannot read 'reach.': names are lower-case words joined by hyphens, as question.answer: 'reach. internet'",
        ]),
        ("rules/a.test.yaml", "cases:\n  - id: a\n    answers: {reach: «stafff}\n    certain: [rule:reachable]\n", [
            "SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)",
        ]),
        ("rules/a.test.yaml", "cases:\n  - id: a\n    answers: {}\n    certain: [«rule:reachible]\n", [
            "SM510 unknown truth 'rule:reachible' (did you mean 'rule:reachable'?)",
        ]),
        ("examples/a.yaml", "format: surveymodel-system/1\nid: a\nanswers:\n  reach: «stafff\n", [
            "SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)",
        ]),
    ],
)  # fmt: skip
def test_a_spoilt_file(pack: Path, name: str, text: str, messages: list[str]) -> None:
    """One fault in one file of a pack is one line at the place of the fault."""
    (pack / name).write_text(unmarked(text), encoding="utf-8", newline="")
    expected = [f"{p}: {m}" for p, m in zip(places(name, text), messages, strict=True)]
    assert expected == checked(pack)


def no_files(pack: Path) -> None:
    shutil.rmtree(pack)
    pack.mkdir()


def no_folder(pack: Path) -> None:
    shutil.rmtree(pack / "threats")


def no_pack_file(pack: Path) -> None:
    (pack / "pack.yaml").unlink()


def empty_file(pack: Path) -> None:
    (pack / "facts/a.yaml").write_bytes(b"")


def odd_bytes(pack: Path) -> None:
    (pack / "facts/a.yaml").write_bytes("facts: é".encode("latin-1"))


def too_large(pack: Path) -> None:
    (pack / "facts/a.yaml").write_bytes(b"[" * 10_000_000)


def nested_lists(pack: Path) -> None:
    (pack / "facts/a.yaml").write_bytes(b"- " * 900_000)


def nested_mappings(pack: Path) -> None:
    (pack / "facts/a.yaml").write_bytes(b"{a: " * 490_000)


def nested_lines(pack: Path) -> None:
    lines = (f"{' ' * depth}a:\n" for depth in range(1_500))
    (pack / "facts/a.yaml").write_text("".join(lines), encoding="utf-8")


def out_of_the_pack(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to("/etc/passwd")


def loop(pack: Path) -> None:
    (pack / "facts/a.yaml").symlink_to("a.yaml")


def loop_of_folders(pack: Path) -> None:
    (pack / "facts/a").symlink_to("..")


def folder_for_a_file(pack: Path) -> None:
    (pack / "facts/a.yaml").mkdir()


def odd_name(pack: Path) -> None:
    (pack / f"facts/{ESC}.yaml").write_text(FACT, encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "messages"),
    [
        (no_files, ["PACK: SM101 no pack.yaml here, so this is not a pack"]),
        (no_pack_file, ["PACK: SM101 no pack.yaml here, so this is not a pack"]),
        (no_folder, [
            "countermeasures/web.yaml:5:16: SM311 unknown threat 'skimming'",
            "countermeasures/web.yaml:29:16: SM311 unknown threat 'flooding'",
            "risk.yaml:9:15: SM311 unknown threat 'skimming'",
            "rules/web.yaml:5:17: SM311 unknown threat 'skimming'",
            "rules/web.yaml:11:14: SM311 unknown threat 'flooding'",
        ]),
        (empty_file, ["facts/a.yaml: SM113 the file is empty"]),
        (odd_bytes, ["facts/a.yaml:1:8: SM102 byte 0xe9 is not UTF-8"]),
        (too_large, ["facts/a.yaml: SM109 larger than 2000000 bytes"]),
        (nested_lists, ["facts/a.yaml:1:81: SM109 nested more than 40 deep"]),
        (nested_mappings, ["facts/a.yaml:1:161: SM109 nested more than 40 deep"]),
        (nested_lines, ["facts/a.yaml:41:41: SM109 nested more than 40 deep"]),
        (out_of_the_pack, ["facts/a.yaml: SM111 this link leads out of the pack"]),
        (loop, ["facts/a.yaml: SM101 cannot be read: Too many levels of symbolic links"]),
        (loop_of_folders, ["facts/a: SM111 links to folders are not followed"]),
        (folder_for_a_file, ["facts/a.yaml: SM101 this is a folder, not a file"]),
        (odd_name, [r"facts/\x1b[2J\x1b]0;owned\x07.yaml: SM112 no file of a pack has this place (did you mean 'facts'?)"]),
    ],
)  # fmt: skip
def test_a_spoilt_folder(pack: Path, spoil: Callable[[Path], None], messages: list[str]) -> None:
    """A pack that lacks something, or has something that is no file of a pack, is told so."""
    spoil(pack)
    assert [message.replace("PACK", str(pack)) for message in messages] == checked(pack)


def test_keys_that_are_keys_of_keys(pack: Path) -> None:
    """Question marks nest as deep as they are many; forty are looked at."""
    (pack / "facts/a.yaml").write_bytes(b"? " * 900_000)
    found = checked(pack)
    assert found[-1] == "facts/a.yaml:1:81: SM109 nested more than 40 deep"
    assert {line.split()[1] for line in found[:-1]} == {"SM106"}


def test_aliases_that_would_multiply(pack: Path) -> None:
    """Nine lines that would stand for hundreds of values stand for none."""
    (pack / "facts/a.yaml").write_text(BOMB, encoding="utf-8")
    codes = [line.split()[1] for line in checked(pack) if line.startswith("facts/a.yaml:")]
    assert codes.count("SM106") == 9 + 16
    assert set(codes) <= {"SM106", "SM201", "SM202"}


SYSTEM = "format: surveymodel-system/1\nid: shop\nanswers:\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SYSTEM + "  reech: «staff\n", "SM501 unknown question 'reech' (did you mean 'reach'?)"),
        (SYSTEM + "  reach: «stafff\n", "SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)"),
        (SYSTEM + "  reach: «[staff, internet]\n", "SM503 'reach' takes one answer, not a list"),
        (SYSTEM + "  people: «many\n", "SM503 'people' asks for a whole number of people, not 'many'"),
        (SYSTEM + "  people: «1.5\n", "SM108 this value is read as something else: write '1.5'"),
        (SYSTEM + "  people: «-5\n", "SM503 numbers lie between 0 and 1000000000000000"),
        (SYSTEM + f"  people: «{'9' * 5000}\n", f"SM108 this value is read as something else: write '{'9' * 80}'"),
        (SYSTEM + "  people: «{at-least: 5, below: 5}\n", "SM503 the interval is empty: at least 5 and below 5"),
        (SYSTEM + "  people: «{}\n", "SM503 an interval has 'at-least', 'below' or both, an answer with its source has 'answer'"),
        (SYSTEM + "  features: «[read-only, uploads]\n", "SM505 the answer 'read-only' of 'features' stands alone"),
        (SYSTEM + "  region: «west\n", "SM504 'region' is a question of the organisation: it cannot be answered by a system"),
        (SYSTEM + "  features: []\ncomponents:\n  web: {answers: {reach: «staff}}\n",
         "SM504 'reach' is a question of the system: it cannot be answered by a component 'web'"),
        (SYSTEM + "  reach: staff\n  «reach: internet\n", "SM105 the key 'reach' stands here twice (first on line 4)"),
        (SYSTEM + '  «"\\e[2J": staff\n', "SM103 the character U+001B is not allowed"),
        (SYSTEM + '  reach: «"\\u202estaff"\n', "SM103 the character U+202E is not allowed"),
        (SYSTEM + "  reach: «&x staff\n", "SM106 anchors are not used here: write the value out"),
        (SYSTEM + "  reach: «~\n", "SM107 this value is null: write '~' if the word is meant"),
        (SYSTEM + "  reach: staff\norganisation: «../firm.yaml\n", "SM111 the organisation's file stands in this file's folder or below"),
        ("«- a\n", "SM203 a system file is a mapping"),
    ],
)  # fmt: skip
def test_a_spoilt_system(tmp_path: Path, text: str, message: str) -> None:
    """One fault in a system file is one line at its place, and nothing else is printed."""
    file = tmp_path / "shop.yaml"
    file.write_text(unmarked(text), encoding="utf-8")
    (place,) = places(str(file), text)
    assert call("tasks", file, "--pack", PACK) == (1, [f"{place}: {message}"])


@pytest.mark.parametrize(
    ("system", "message"),
    [
        ("none.yaml", "none.yaml: SM101 no such file or directory"),
        (".", ".: SM101 is a directory"),
        ("a" * 5000, f"{'a' * 5000}: SM101 file name too long"),
        ("\x1b[2J", r"\x1b[2J: SM101 no such file or directory"),
        ("\udcff", r"\udcff: SM101 no such file or directory"),
    ],
)
def test_a_system_that_is_not_there(system: str, message: str) -> None:
    """The path comes back as it was given, safe to print."""
    assert call_apart("tasks", system, "--pack", PACK) == (1, [message])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--pack", "coer"], "unknown pack or folder 'coer' (did you mean 'core'?)"),
        (["check", "--pack", "a" * 5000], f"unknown pack or folder '{'a' * 5000}'"),
        (["tasks", "example:shopp", "--pack", str(PACK)], "unknown example 'shopp' (did you mean 'shop'?)"),
        (["tasks", "example:../../etc/passwd", "--pack", str(PACK)], "unknown example '../../etc/passwd'"),
        (["explain", "example:shop", "task:reprot", "--pack", str(PACK)], "unknown truth 'task:reprot' (did you mean 'task:report'?)"),
        (["explain", "example:shop", "\x1b[2J", "--pack", str(PACK)], r"unknown truth '\x1b[2J'"),
        (["tasks", "example:shop", "--standard", "sdt", "--pack", str(PACK)], "unknown standard 'sdt' (did you mean 'std'?)"),
    ],
)  # fmt: skip
def test_names_that_do_not_exist(arguments: list[str], message: str) -> None:
    """A misspelt name on the command line is a bad command line: code 2, and the name that was meant."""
    assert call(*arguments) == (2, [f"Error: {message}"])


#: How each command that reads a system is called; ``FILE`` is the system's path.
READING = {
    "tasks": ["tasks", "FILE"],
    "explain": ["explain", "FILE", "task:report"],
    "comply": ["comply", "FILE", "--standard", "std"],
    "status": ["status", "FILE"],
    "ask": ["ask", "FILE", "--plain"],
    "answer": ["answer", "FILE", "reach=staff"],
}
#: How each command that takes a pack is called, in a folder with a system file ``shop.yaml``.
TAKING = {
    **{name: [word.replace("FILE", "shop.yaml") for word in words] for name, words in READING.items()},
    "tasks of an example": ["tasks", "example:shop"],
    "comply with the pack itself": ["comply", "--content"],
    "check": ["check"],
    "init": ["init", "new.yaml"],
    "schema": ["schema"],
    "stats": ["stats"],
    "mutate": ["mutate"],
}
HEAD = b"format: surveymodel-system/1\nid: shop\n"


def link_to_nothing(file: Path) -> None:
    file.symlink_to("nowhere.yaml")


def link_to_itself(file: Path) -> None:
    file.symlink_to(file.name)


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(
    ("made", "messages"),
    [
        (b"", ["FILE: SM113 the file is empty"]),
        (b"# only a comment\n", ["FILE: SM113 the file is empty"]),
        (b"a\x00\xff", ["FILE:1:3: SM102 byte 0xff is not UTF-8"]),
        (b"a: \x00", ["FILE:1:4: SM103 the character U+0000 is not allowed"]),
        ("id: é".encode("latin-1"), ["FILE:1:5: SM102 byte 0xe9 is not UTF-8"]),
        ("id: a".encode("utf-16"), ["FILE:1:1: SM102 byte 0xff is not UTF-8"]),
        (b"#" * 2_000_001, ["FILE: SM109 larger than 2000000 bytes"]),
        (b"- a\n", ["FILE:1:1: SM203 a system file is a mapping"]),
        (b"shop\n", ["FILE:1:1: SM203 a system file is a mapping"]),
        (b"{}\n", [
            "FILE:1:1: SM202 the property 'answers' is missing",
            "FILE:1:1: SM202 the property 'format' is missing",
            "FILE:1:1: SM202 the property 'id' is missing",
        ]),
        (b"format: surveymodel-plan/1\nid: a\nanswers: {}\n", [
            "FILE:1:9: SM209 this version reads surveymodel-system/1, not 'surveymodel-plan/1'",
        ]),
        (HEAD + b"pack: core\nanswers: {}\n", ["FILE: SM507 the answers are for the pack 'core', not for 'tiny'"]),
        (link_to_nothing, ["FILE: SM101 no such file or directory"]),
        (link_to_itself, ["FILE: SM101 too many levels of symbolic links"]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_system(
    tmp_path: Path, command: str, made: bytes | Callable[[Path], None], messages: list[str]
) -> None:
    """Every command that reads a system says of such a file the same, ends with 1, and leaves it."""
    file = tmp_path / "shop.yaml"
    if callable(made):
        made(file)
    else:
        file.write_bytes(made)
    words = [word.replace("FILE", str(file)) for word in READING[command]]
    expected = [message.replace("FILE", str(file)) for message in messages]
    assert call(*words, "--pack", PACK) == (1, expected)
    assert callable(made) or file.read_bytes() == made


@pytest.mark.parametrize("command", READING)
def test_a_folder_in_place_of_a_system(tmp_path: Path, command: str) -> None:
    """A folder is named as one, by commands that would write as a bad command line; status looks into it."""
    words = [word.replace("FILE", str(tmp_path)) for word in READING[command]]
    code, lines = call(*words, "--pack", PACK)
    if command in ("ask", "answer"):
        expected = (2, f"Error: Invalid value for 'SYSTEM': File '{tmp_path}' is a directory.")
    elif command == "status":
        expected = (1, f"{tmp_path}: there is no system file in this folder")
    else:
        expected = (1, f"{tmp_path}: SM101 is a directory")
    assert expected == (code, lines[-1])


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(
    ("made", "message"),
    [
        (b"", "FILE: SM113 the file is empty"),
        (b"\xff", "FILE:1:1: SM102 byte 0xff is not UTF-8"),
        (HEAD + b"answers: {}\ncomponents: {}\n", "FILE:4:1: SM508 an organisation has no 'components'"),
        (HEAD + b"answers: {reigon: west}\n", "FILE:3:19: SM501 unknown question 'reigon' (did you mean 'region'?)"),
        (None, "FILE: SM101 no such file or directory"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_organisation(
    tmp_path: Path, command: str, made: bytes | None, message: str
) -> None:
    """What is wrong with the organisation's file is said with its own place, whoever reads it."""
    file, above = tmp_path / "shop.yaml", tmp_path / "firm.yaml"
    file.write_bytes(HEAD + b"answers: {}\n")
    if made is not None:
        above.write_bytes(made)
    words = [word.replace("FILE", str(file)) for word in READING[command]]
    expected = (1, [message.replace("FILE", str(above))])
    assert expected == call(*words, "--organisation", above, "--pack", PACK)
    assert file.read_bytes() == HEAD + b"answers: {}\n"


def an_empty_folder(place: Path) -> None:
    place.mkdir()


def another_folder(place: Path) -> None:
    """A folder full of something else, which nobody wants to see listed."""
    for name in ("src/main.py", "facts/a.yaml", "README.md", "nothing/of/ours.yaml"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"\xff")


def a_folder_for_its_file(place: Path) -> None:
    (place / "pack.yaml").mkdir(parents=True)


def an_empty_file(place: Path) -> None:
    place.mkdir()
    (place / "pack.yaml").write_bytes(b"")


def a_binary_file(place: Path) -> None:
    place.mkdir()
    (place / "pack.yaml").write_bytes(b"a\x00\xff")


def another_document(place: Path) -> None:
    place.mkdir()
    (place / "pack.yaml").write_bytes(b"- a\n")


@pytest.mark.parametrize("command", TAKING)
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (an_empty_folder, "PACK: SM101 no pack.yaml here, so this is not a pack"),
        (another_folder, "PACK: SM101 no pack.yaml here, so this is not a pack"),
        (a_folder_for_its_file, "PACK/pack.yaml: SM101 this is a folder, not a file"),
        (an_empty_file, "PACK/pack.yaml: SM113 the file is empty"),
        (a_binary_file, "PACK/pack.yaml:1:3: SM102 byte 0xff is not UTF-8"),
        (another_document, "PACK/pack.yaml:1:1: SM203 expected a mapping, not a list"),
    ],
)
def test_a_pack_that_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    make: Callable[[Path], None],
    message: str,
) -> None:
    """Every command that takes a pack says in one line why this is none, and ends with 1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_bytes(HEAD + b"answers: {}\n")
    make(tmp_path / "pack")
    code, lines = call(*TAKING[command], "--pack", tmp_path / "pack")
    counts = [line for line in lines if re.fullmatch("[01] files?, 1 error, 0 warnings", line)]
    assert len(counts) == (command == "check")
    assert (code, lines[: len(lines) - len(counts)]) == (1, [message.replace("PACK", str(tmp_path / "pack"))])
    assert not (tmp_path / "new.yaml").exists()


@pytest.mark.parametrize("command", TAKING)
def test_a_file_that_is_no_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Where a bundle would do, another file is said to be none; where none would, to be no folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_bytes(HEAD + b"answers: {}\n")
    (tmp_path / "pack").write_text(sources()["pack.yaml"], encoding="utf-8")
    code, lines = call(*TAKING[command], "--pack", "pack")
    no_bundle = "neither a pack's folder nor a bundle: not JSON: Expecting value: line 1 column 1 (char 0)"
    wanted = "is not a folder" if command in ("check", "mutate", "stats") else no_bundle
    assert (1, f"pack: SM101 {wanted}") == (code, lines[0])
    assert not (tmp_path / "new.yaml").exists()


@pytest.mark.parametrize("command", TAKING)
@pytest.mark.parametrize(
    ("pack", "message"),
    [
        ("coer", "unknown pack or folder 'coer' (did you mean 'core'?)"),
        ("", "unknown pack or folder ''"),
        (ESC, r"unknown pack or folder '\x1b[2J\x1b]0;owned\x07'"),
    ],
)
def test_a_pack_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, pack: str, message: str
) -> None:
    """Every command that takes a pack names the one that was meant, and ends with 2."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_bytes(HEAD + b"answers: {}\n")
    assert call(*TAKING[command], "--pack", pack) == (2, [f"Error: {message}"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], None),
        (["answr"], "No such command 'answr' (did you mean 'answer'?)."),
        (["complay", "shop.yaml"], "No such command 'complay' (did you mean 'comply'?)."),
        (["schema", "shop.yaml"], "Got unexpected extra argument (shop.yaml)"),
        (["ask"], "Missing argument 'SYSTEM'."),
        (["answer"], "Missing argument 'SYSTEM'."),
        (["init"], "Missing argument 'SYSTEM'."),
        (["ask", "shop.yaml", "reach=staff"], "Got unexpected extra argument (reach=staff)"),
        (["ask", "example:shop"], "Examples are read only; 'surveymodel init FILE' makes a file of your own."),
        (["answer", "example:shop", "reach=staff"], "Examples are read only; 'surveymodel init FILE' makes a file of your own."),
        (["init", "example:shop"], "Examples are read only; 'surveymodel init FILE' makes a file of your own."),
        (["tasks", "shop.yaml", "--pack"], "Option '--pack' requires an argument."),
    ],
)  # fmt: skip
def test_a_wrong_command_line(arguments: list[str], message: str | None) -> None:
    """It is answered with how the command is called and what is wrong, and ends with 2."""
    code, lines = call(*arguments)
    assert code == 2
    assert lines[0].startswith("Usage: surveymodel") or len(lines) == 1
    assert message is None or lines[-1] == f"Error: {message}"
