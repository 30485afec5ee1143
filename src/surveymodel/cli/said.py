"""What several commands are told beside an answer or a decision: who says it, when, and in which words."""

from __future__ import annotations

from datetime import date, datetime

import click

from surveymodel.content.decode import refused_character
from surveymodel.engine.reply import line_fault
from surveymodel.project.standing import NO_DAY

__all__ = ["day", "day_or_none", "one_line", "today", "words"]

#: The most characters of a note.
_LONGEST = 20_000


def one_line(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse what could not stand on one line of a file, before anything is done with it."""
    if value is not None:
        fault = line_fault(str(param.name), value) if value.strip() else ("", f"{param.name!r} is empty")
        if fault is not None:
            raise click.BadParameter(f"{fault[1]}.")
    return value


def words(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a text that no file could hold."""
    if value is None:
        return None
    if not value.strip():
        raise click.BadParameter(f"{param.name!r} is empty.")
    if fault := refused_character(value):
        raise click.BadParameter(f"in {param.name!r}, {fault}.")
    if len(value) > _LONGEST:
        raise click.BadParameter(f"{param.name!r} has at most {_LONGEST:,} characters, not {len(value):,}.")
    return value


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no date as files spell it."""
    try:
        fits = value is None or date.fromisoformat(value).isoformat() == value
    except ValueError:
        fits = False
    if not fits:
        raise click.BadParameter(f"{value!r} is no date: write 2026-03-02.")
    return value


def day_or_none(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse what is neither a date as files spell it nor the word that takes one back."""
    return value if value == NO_DAY else day(ctx, param, value)


def today() -> str:
    """Return the day where the person sits, as files spell it."""
    return datetime.now().astimezone().date().isoformat()
