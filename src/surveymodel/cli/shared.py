"""What several commands share: the system argument, the pack option, completion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import frozen
from click.shell_completion import CompletionItem

from surveymodel.engine.files import read_system
from surveymodel.engine.load import load, pack_folder
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System
from surveymodel.errors import SurveyModelError, UnknownNameError, printable
from surveymodel.project.folder import plan_path

if TYPE_CHECKING:
    from surveymodel.project.plan_file import PlanFile

__all__ = [
    "OWNERS",
    "PHASES",
    "Opened",
    "complete_system",
    "counted",
    "file_argument",
    "files_option",
    "open_system",
    "organisation_option",
    "pack_option",
    "seen_option",
    "standard_option",
    "system_argument",
    "truth_argument",
]

F = TypeVar("F", bound=Callable[..., Any])

EXAMPLE = "example:"
CORE: Final = "core"

#: What countermeasures are filtered by.
PHASES: Final = ("requirements", "design", "build", "test", "deploy", "operate")
OWNERS: Final = ("development", "operations", "security", "privacy", "product", "legal")


@frozen
class Opened:
    """A system with the pack that it is seen by."""

    model: SurveyModel
    system: System
    kept: PlanFile | None = None  #: the plan that is kept beside its file, if it is by this pack


def open_system(system: str, pack: str | None, organisation: str | None) -> Opened:
    """Return the system that a path or ``example:NAME`` names, with its pack.

    Without ``pack``, that is the version by which the plan was accepted that is kept beside the
    system's file, where it is at hand; where it is not, standard error says so, and it is the
    version that the library has.
    """
    if system.startswith(EXAMPLE):
        return _example(system.removeprefix(EXAMPLE), CORE if pack is None else pack, organisation)
    return _beside(Path(system), pack, organisation)


def _example(name: str, pack: str, organisation: str | None) -> Opened:
    model, known = load(pack), _examples(pack)
    if name not in known:
        raise UnknownNameError("example", name, known)
    return Opened(model, read_system(known[name], organisation=organisation, cls=System))


def _beside(path: Path, pack: str | None, organisation: str | None) -> Opened:
    """Return a system file with the plan that is kept beside it."""
    given = None if pack is None else load(pack)
    subject = read_system(path, organisation=organisation, cls=System)
    if not plan_path(path).exists():
        return Opened(given or load(CORE), subject)
    from surveymodel.cli.pins import model_of
    from surveymodel.project.plan_store import read_any_plan

    found = read_any_plan(plan_path(path), subject.id)
    if found is None:
        return Opened(given or load(CORE), subject)
    model = given or model_of(found.pin, path)
    return Opened(model, subject, found if found.pin.id == model.id else None)


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


def seen_option(command: F) -> F:
    """Add the option --pack of commands that show a system as its kept plan has it."""
    text = "A built-in pack's id, or the path of a pack's folder or bundle, in place of the one that the kept plan is by."
    return click.option(
        "--pack", metavar="ID|PATH", default=None, help=f"{text}  [default: that one, or else {CORE}]"
    )(command)


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
