"""The group of commands, each loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from surveymodel import __version__

__all__ = ["group"]

_COMMANDS: Final = {
    "answer": "Write answers into a system file, from a script.",
    "ask": "Ask what is still open of a system, and save each answer at once.",
    "batch": "List the tasks of any number of systems.",
    "build": "Write a pack as one file.",
    "check": "Load and link a pack; list everything wrong with it.",
    "comply": "Say what becomes of each control of a standard.",
    "diff": "Say what changed between two versions of a pack.",
    "explain": "Say why something holds, and what would change it.",
    "fmt": "Bring the files of a pack into one order and layout.",
    "hand-out": "Write open questions into a file for somebody else to fill in.",
    "init": "Write a system file with comments to begin with.",
    "mutate": "Say which small changes of a pack its cases notice.",
    "new": "Write the skeleton of an entry or of a pack.",
    "schema": "Print a JSON Schema for system files, for editors.",
    "set": "Say how far a task of a kept plan is, from a script.",
    "stats": "Count what a pack holds, what its survey costs, and what its questions decide.",
    "status": "Say how far systems are: what is done, overdue, due again, and still open.",
    "take-in": "Write the answers of a filled-in file into a system file.",
    "tasks": "List the countermeasure tasks of a system.",
    "test": "Run the cases of a pack, and say what they exercise.",
    "update": "Say what a kept plan would gain, lose and change, and accept it.",
}


class _Group(click.Group):
    """A group whose commands are imported only when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"surveymodel.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from surveymodel.errors import nearest

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}{nearest(args[0], _COMMANDS)}.")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        'Shell completion: eval "$(_SURVEYMODEL_COMPLETE=bash_source surveymodel)" for bash; '
        "zsh_source and fish_source likewise."
    ),
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def group() -> None:
    """Survey-driven threat modelling: answers about a system in, explained tasks out."""
