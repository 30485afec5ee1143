"""``surveymodel check``: everything wrong or unwise in a pack, at once."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from typing import Any, Final

import click

from surveymodel.cli.shared import counted, files_option
from surveymodel.content.cache import read_cached
from surveymodel.engine.load import pack_folder
from surveymodel.exchange.diagnostic_files import Findings, findings_github, findings_json, findings_sarif

__all__ = ["command"]

_FORMATS: Final = {"json": findings_json, "sarif": findings_sarif, "github": findings_github}


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value in (None, "today"):
        return date.today() if value else None  # noqa: DTZ011 - the day where the author is
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date: write 2026-03-02, or today.") from None


def _explained(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        from surveymodel.exchange.diagnostic_pages import page, plain

        click.echo(plain(page(value.upper())), nl=False)
        ctx.exit()


@click.command(
    "check",
    epilog="""\b
Examples:
  surveymodel check
  surveymodel check --pack content/core
  surveymodel check --pack content/core --advice --on today
  surveymodel check --pack content/core --format sarif > check.sarif
  surveymodel check --explain SM402""",
)
@files_option
@click.option("--advice", is_flag=True, help="Also list advice, which is otherwise only counted.")
@click.option("--on", metavar="DATE", callback=_day,
              help="Also say which values are not in force on a day, such as 2026-03-02 or today.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", *_FORMATS)), default="text", show_default=True,
              help="How the diagnostics are written.")  # fmt: skip
@click.option("--explain", metavar="CODE", callback=_explained, is_eager=True, expose_value=False,
              help="Say what a code means and how to fix it, and stop.")  # fmt: skip
def command(pack: str, advice: bool, on: date | None, form: str) -> None:
    """Load and link a pack, run its cases, read its examples, and list everything wrong or unwise.

    Exits with 1 where there is an error or a warning; advice is counted.
    """
    with _uncollected():
        findings = _findings(pack, advice, on)
    if form == "text":
        _print(findings)
    else:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        click.echo(_FORMATS[form](findings), nl=False)
    if not findings.clean:
        sys.exit(1)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for garbage in cycles while much is made and nothing is let go."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _findings(pack: str, advice: bool, on: date | None) -> Findings:
    from surveymodel.authoring.checks.every import check

    root = pack_folder(pack)
    draft = read_cached(root)
    data: Any = next((file.document.data for file in draft.of("pack")), None)
    id, version = (
        (str(data.get(key)) for key in ("id", "version")) if isinstance(data, dict) else (None, None)
    )
    day = on.isoformat() if on else None
    return Findings(root, id, version, len(draft.files), tuple(check(draft, on)), day, advice)


def _print(findings: Findings) -> None:
    """Print each diagnostic on a line, and then how many there are."""
    for diagnostic in findings.listed:
        click.echo(str(diagnostic))
    counts = findings.counts
    said = [counted(findings.files, "file"), counted(counts["error"], "error")]
    said += [counted(counts["warning"], "warning")]
    said += [f"{counted(counts['advice'], 'piece')} of advice"] if counts["advice"] else []
    click.echo(", ".join(said), err=bool(findings.listed))
