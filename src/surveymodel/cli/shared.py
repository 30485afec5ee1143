"""What several commands share: the system argument, the pack option, completion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from surveymodel.engine.files import read_system
from surveymodel.engine.load import load, pack_folder
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, UnknownNameError

__all__ = [
    "counted",
    "open_system",
    "organisation_option",
    "pack_option",
    "system_argument",
    "truth_argument",
]

F = TypeVar("F", bound=Callable[..., Any])

EXAMPLE = "example:"


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
    folder = pack_folder(pack) / "examples"
    return {path.stem: str(path) for path in sorted(folder.glob("*.yaml"))}


def _complete_system(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
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


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural but for one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def system_argument(command: F) -> F:
    """Add the argument SYSTEM."""
    return click.argument("system", metavar="SYSTEM", shell_complete=_complete_system)(command)


def truth_argument(command: F) -> F:
    """Add the argument TRUTH."""
    return click.argument("truth", metavar="[TRUTH]", required=False, shell_complete=_complete_truth)(command)


def pack_option(command: F) -> F:
    """Add the option --pack."""
    text = "A built-in pack's id, or a pack's folder."
    return click.option("--pack", metavar="ID|PATH", default="core", show_default=True, help=text)(command)


def organisation_option(command: F) -> F:
    """Add the option --organisation."""
    text = "The organisation's file, in place of the one that the system names."
    return click.option("--organisation", metavar="PATH", default=None, help=text)(command)
