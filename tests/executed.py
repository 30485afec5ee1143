"""Pages of the documentation as programs: their files are written, their blocks run.

A block with a caption is a file. A ``python`` block is run, and a ``text`` block directly after it
is what it prints. In a ``console`` block, lines that begin with ``$`` are commands and the others
are what they print; ``…`` stands for any text within a line, and alone on a line for any lines.
What follows ``>`` at the beginning of such a line is typed to a command that asks.

``python -m tests.executed`` writes what is printed now into the pages, where they show it whole,
and names the blocks with an ellipsis that no longer fit.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest import mock

from attrs import define, field, frozen

from surveymodel.content.bundled import bundled
from surveymodel.content.load import load_content
from surveymodel.content.nouns import Content
from tests.solving import unsolved

#: Pages that show what is printed where no solver is installed.
UNSOLVED = {"SM425.md"}
ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)


@frozen
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    caption: str | None
    text: str


def blocks(path: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    page = path.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(page):
        language, text = match["info"].strip(), match["body"]
        caption = re.match(r":caption: (.+)\n+", text)
        if caption:
            text = text[caption.end() :]
            language = language.removeprefix("{code-block} ")
        line = page.count("\n", 0, match.start()) + 1
        found.append(Block(path.name, line, language, caption[1] if caption else None, text))
    return found


def pages() -> list[Path]:
    """Return the pages of the documentation and the project's own."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [*top, *sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)]


def write_files(path: Path, folder: Path) -> None:
    """Write the captioned blocks of a page."""
    for block in blocks(path):
        if block.caption:
            _write(block, folder)


def _write(block: Block, folder: Path) -> None:
    target = folder / str(block.caption)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(block.text.encode())


def fits(expected: str, actual: str) -> bool:
    """Whether an output is as a page shows it."""
    want, have = _lines(expected), _lines(actual)
    pattern = "".join(r"(?:[^\n]*\n)*?" if line == "…" else _line(line) + r"\n" for line in want)
    return re.fullmatch(pattern, "\n".join(have) + "\n") is not None


def _lines(text: str) -> list[str]:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").split("\n")


def _line(line: str) -> str:
    return r"[^\n]*".join(re.escape(part) for part in line.split("…"))


def _tidy(text: str) -> str:
    lines = "\n".join(_lines(text))
    return f"{lines}\n" if lines else ""


@frozen
class Difference:
    """An output that is not as its page shows it."""

    block: Block  #: where the output is shown
    command: str  #: of a console block: with its prompt and line end
    expected: str
    printed: str

    def __str__(self) -> str:
        where = f"{self.block.page}:{self.block.line}"
        return f"{where}: {self.command}{self.expected}--- prints now\n{self.printed}"

    def mended(self, page: str) -> str:
        """Return the text of the page with the output as it is now."""
        lines = page.split("\n")
        before, after = "\n".join(lines[: self.block.line]), "\n".join(lines[self.block.line :])
        old, new = self.command + self.expected, self.command + _tidy(self.printed)
        return f"{before}\n{after.replace(old, new, 1)}"


@define
class Page:
    """One page being run in a folder."""

    folder: Path
    names: dict[str, Any] = field(factory=lambda: {"__name__": "page"})
    code: int = 0  #: exit code of the last command
    typed: str = ""  #: what somebody types while a command runs

    def run(self, path: Path) -> Iterator[Difference]:
        """Run the page's blocks; yield the outputs that are not as the page shows them."""
        with unsolved() if path.name in UNSOLVED else contextlib.nullcontext():
            yield from self.all(blocks(path))

    def all(self, found: list[Block]) -> Iterator[Difference]:
        for block, after in zip_longest(found, found[1:]):
            if block.caption:
                _write(block, self.folder)
            elif block.language == "python":
                shown = after if after and after.language == "text" and not after.caption else None
                expected, printed = shown.text if shown else "", self.python(block)
                if not fits(expected, printed):
                    yield Difference(shown or block, "", expected, printed)
            elif block.language == "console":
                yield from self.console(block)

    def python(self, block: Block) -> str:
        """Run a block of Python and return what it prints."""
        source = "\n" * block.line + block.text
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(source, block.page, "exec", dont_inherit=True), self.names)
        return out.getvalue()

    def console(self, block: Block) -> Iterator[Difference]:
        """Run the commands of a block."""
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            self.typed = "".join(f"{line}\n" for line in re.findall(r"^> (.+)$", expected, re.MULTILINE))
            printed = self.command(command)
            if not fits(expected, printed):
                yield Difference(block, f"$ {command}\n", expected, printed)

    def command(self, line: str) -> str:
        """Run one command and return what it prints, on either stream."""
        head, _, target = line.partition(" > ")
        words = shlex.split(head)
        with contextlib.chdir(self.folder):
            printed = _COMMANDS[words[0]](self, words)
            if target:
                Path(target.strip()).write_text(printed, encoding="utf-8")
        return "" if target else printed

    def surveymodel(self, words: list[str]) -> str:
        from surveymodel.cli.main import run

        out = io.StringIO()
        self.code = 0
        with (
            mock.patch.object(sys, "argv", words),
            mock.patch.object(sys, "stdin", io.StringIO(self.typed)),
            mock.patch.dict(os.environ, COLUMNS="80"),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
        ):
            try:
                run()
            except SystemExit as ended:
                self.code = int(ended.code or 0)
        return out.getvalue()

    def pytest(self, words: list[str]) -> str:
        """Run pytest as at a terminal: where it is run by a job, it cuts no message."""
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *_plugin(), *words[1:]]
        alone = {key: value for key, value in os.environ.items() if key not in ("CI", "BUILD_NUMBER")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=alone)
        self.code = done.returncode
        return done.stdout

    def program(self, words: list[str]) -> str:
        done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, check=False)
        self.code = done.returncode
        return done.stdout + done.stderr

    def cat(self, words: list[str]) -> str:
        return Path(words[1]).read_text(encoding="utf-8")

    def head(self, words: list[str]) -> str:
        return "".join(Path(words[3]).read_text(encoding="utf-8").splitlines(keepends=True)[: int(words[2])])

    def sed(self, words: list[str]) -> str:
        _, old, new, _ = words[1].split("/")
        return re.sub(old, new, Path(words[2]).read_text(encoding="utf-8"))

    def mv(self, words: list[str]) -> str:
        Path(words[1]).replace(words[2])
        return ""

    def echo(self, words: list[str]) -> str:
        return f"{self.code}\n" if words[1:] == ["$?"] else " ".join(words[1:])


def _plugin() -> list[str]:
    """Return what loads the plugin for pytest where the library is on the path and not installed."""
    installed = entry_points(group="pytest11", name="surveymodel")
    return [] if installed else ["-p", "surveymodel.authoring.pytest_plugin"]


_COMMANDS = {
    "surveymodel": Page.surveymodel,
    "pytest": Page.pytest,
    "python": Page.program,
    "cat": Page.cat,
    "head": Page.head,
    "echo": Page.echo,
    "sed": Page.sed,
    "mv": Page.mv,
}


def differences(path: Path, folder: Path) -> list[Difference]:
    """Run a page in an empty folder, after what the first tutorial leaves behind."""
    first = DOCS / "tutorial" / "first-rule.md"
    if path != first:
        write_files(first, folder)
    with mock.patch("surveymodel.content.load.load_content", _content):
        return list(Page(folder).run(path))


def _content(root: Path) -> Content:
    """Return the content of a pack; a built-in one is read once for all pages."""
    return _built_in(root) if root.parent == bundled("content") else load_content(root)


@cache
def _built_in(root: Path) -> Content:
    return load_content(root)


def refresh(path: Path) -> None:
    """Write the present outputs into a page; print those that are left to people."""
    with tempfile.TemporaryDirectory() as folder:
        found = differences(path, Path(folder))
    for difference in reversed(found):
        if "…" in difference.expected or not difference.expected:
            sys.stdout.write(f"{difference}\n")
        else:
            text = path.read_text(encoding="utf-8")
            path.write_text(difference.mended(text), encoding="utf-8")


if __name__ == "__main__":
    for page in pages():
        refresh(page)
