"""What several commands share: the system argument, the pack option, completion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from surveymodel.engine.files import read_system
from surveymodel.engine.load import load, pack_folder
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, UnknownNameError, printable

__all__ = [
    "OWNERS",
    "PHASES",
    "complete_system",
    "counted",
    "file_argument",
    "files_option",
    "open_system",
    "organisation_option",
    "pack_option",
    "standard_option",
    "system_argument",
    "truth_argument",
]

F = TypeVar("F", bound=Callable[..., Any])

EXAMPLE = "example:"

#: What countermeasures are filtered by.
PHASES: Final = ("requirements", "design", "build", "test", "deploy", "operate")
OWNERS: Final = ("development", "operations", "security", "privacy", "product", "legal")


def open_system(system: str, pack: str, organisation: str | None) -> tuple[SurveyModel, System]:
    """Return the model of a pack and the system that a path or ``example:NAME`` names."""
    model = load(pack)
    path = system
    if system.startswith(EXAMPLE):
        known = _examples(pack)
        name = system.removeprefix(EXAMPLE)
        if name not in known:
            raise UnknownNameError("example", name, known)
        path = known[name]
    return model, read_system(path, organisation=organisation, cls=System)


def _examples(pack: str) -> dict[str, str]:
    """Return the paths of a pack's example systems by name, without their organisations' files."""
    root = pack_folder(pack)
    if not root.is_dir():
        raise SurveyModelError(f"{printable(pack)} is a bundle: examples are in a pack's folder")
    paths = {path.name: path for path in sorted((root / "examples").glob("*.yaml"))}
    lines = [line for path in paths.values() for line in path.read_text("utf-8", "replace").split("\n")]
    above = {line.partition(":")[2].strip() for line in lines if line.startswith("organisation:")}
    return {path.stem: str(path) for name, path in paths.items() if name not in above}


def complete_system(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the systems that a beginning of one may become: examples, or else files."""
    try:
        names = [f"{EXAMPLE}{name}" for name in _examples(ctx.params.get("pack") or "core")]
    except (SurveyModelError, OSError):  # whoever presses a key hears of it when the command runs
        names = []
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def _complete_truth(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        model = load(ctx.params.get("pack") or "core")
    except (SurveyModelError, OSError):
        return []
    return [CompletionItem(name) for name in model.truths if name.startswith(incomplete)]


def _complete_standard(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        model = load(ctx.params.get("pack") or "core")
    except (SurveyModelError, OSError):
        return []
    return [CompletionItem(s.id) for s in model.content.standards if s.id.startswith(incomplete)]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural but for one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def system_argument(command: F) -> F:
    """Add the argument SYSTEM."""
    return click.argument("system", metavar="SYSTEM", shell_complete=complete_system)(command)


def file_argument(command: F) -> F:
    """Add the argument SYSTEM of commands that write: a path, for examples cannot be written."""
    return click.argument("system", metavar="SYSTEM", callback=_no_example, type=click.Path(dir_okay=False))(
        command
    )


def _no_example(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value.startswith(EXAMPLE):
        message = "Examples are read only; 'surveymodel init FILE' makes a file of your own."
        raise click.UsageError(message)
    return value


def truth_argument(command: F) -> F:
    """Add the argument TRUTH."""
    return click.argument("truth", metavar="[TRUTH]", required=False, shell_complete=_complete_truth)(command)


def pack_option(command: F) -> F:
    """Add the option --pack."""
    return _pack_option("A built-in pack's id, or the path of a pack's folder or bundle.")(command)


def files_option(command: F) -> F:
    """Add the option --pack of commands that read the pack's files."""
    return _pack_option("A built-in pack's id, or a pack's folder.")(command)


def _pack_option(text: str) -> Callable[[F], F]:
    return click.option("--pack", metavar="ID|PATH", default="core", show_default=True, help=text)


def standard_option(text: str) -> Callable[[F], F]:
    """Add the option --standard."""
    return click.option("--standard", metavar="ID", help=text, shell_complete=_complete_standard)


def organisation_option(command: F) -> F:
    """Add the option --organisation."""
    text = "The organisation's file, in place of the one that the system names."
    return click.option("--organisation", metavar="PATH", default=None, help=text)(command)
