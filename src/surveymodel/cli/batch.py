"""``surveymodel batch``: the tasks of very many systems."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import click

from surveymodel.cli.shared import OWNERS, PHASES, organisation_option, pack_option, standard_option
from surveymodel.engine.load import load
from surveymodel.engine.sheet import System
from surveymodel.exchange.batch.inputs import FORMS, Form, blocks, form_of, need_arrow, size_of
from surveymodel.exchange.batch.outputs import OUT_FORMS, SHAPES, Choice, OutForm, Shape
from surveymodel.exchange.batch.run import Totals, check, write
from surveymodel.exchange.batch.work import Done, Work
from surveymodel.project.storage import drop_begun

__all__ = ["command"]

_SUFFIXES: dict[str, OutForm] = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".parquet": "parquet",
}


@click.command(
    "batch",
    epilog="""\b
Examples:
  surveymodel batch systems.ndjson -o tasks.ndjson
  surveymodel batch systems/ -o tasks.csv --rows tasks --possible
  surveymodel batch systems.parquet -o counts.csv --rows counts --standard pci-dss
  export-systems | surveymodel batch - -o - --phase build --jobs 4""",
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--out", metavar="FILE", required=True, help="Where the rows go; '-' is standard output.")
@click.option("--from", "given", type=click.Choice(FORMS), help="What the inputs are, if not as named.")
@click.option("--format", "form", type=click.Choice(OUT_FORMS), help="How rows are written, if not as named.")
@click.option("--rows", "shape", type=click.Choice(SHAPES), default="systems", show_default=True,
              help="A row for each system, for each of its tasks, or counts.")  # fmt: skip
@pack_option
@organisation_option
@standard_option("Only tasks that serve a control of this standard.")
@click.option("--phase", type=click.Choice(PHASES), help="Only tasks of this phase.")
@click.option("--owner", type=click.Choice(OWNERS), help="Only tasks of this owner.")
@click.option("--possible", is_flag=True, help="Also tasks that open questions may still bring.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), default=1, show_default=True,
              help="How many processes work on it.")  # fmt: skip
@click.option("--rejects", metavar="FILE", help="Where rejected rows go.  [default: OUT.rejects.ndjson]")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    inputs: tuple[str, ...],
    out: str,
    given: Form | None,
    form: OutForm | None,
    shape: Shape,
    pack: str,
    organisation: str | None,
    standard: str | None,
    phase: str | None,
    owner: str | None,
    possible: bool,
    jobs: int,
    rejects: str | None,
    quiet: bool,
) -> None:
    """List the tasks of any number of systems.

    INPUT is a file of NDJSON, CSV or Parquet, a system file, a folder of system files, or '-' for
    NDJSON from standard input. Rows that are no system, or do not fit the pack, stop nothing: they go
    to a file of their own, and the exit code is 1. OUT appears whole or not at all.
    """
    forms: list[tuple[str, Form]] = [(path, given or form_of(path)) for path in inputs]
    if any(path == "-" and kind in ("parquet", "systems") for path, kind in forms):
        raise click.UsageError("Standard input is NDJSON or CSV.")
    refused = Path(rejects or ("batch" if out == "-" else out) + ".rejects.ndjson")
    _apart([path for path, _ in forms], out, refused)
    choice = Choice(phase, owner, possible)
    above = System.read(organisation) if organisation else None
    form = form or _form_of(out)
    if form == "parquet":
        need_arrow(out)
    work = Work(load(pack), shape, form, choice, standard, above, organisation)
    work.ready  # noqa: B018 - what is wrong with names is said before anything is read
    for path, kind in forms:
        check(work, path, kind)
    with _signals():
        began = time.monotonic()
        parts = chain.from_iterable(blocks(path, kind) for path, kind in forms)
        with _progress(forms, quiet) as after:
            totals = write(work, parts, _target(out), refused, jobs=jobs, after=after)
        if not quiet:
            _say(totals, time.monotonic() - began, refused)
    sys.exit(1 if totals.rejected else 0)


def _form_of(out: str) -> OutForm:
    form = "ndjson" if out == "-" else _SUFFIXES.get(Path(out).suffix.lower())
    if form is None:
        ends = ", ".join(_SUFFIXES)
        raise click.UsageError(f"{out!r} does not say how to write: it ends in {ends}, or --format says it.")
    return form


def _apart(inputs: Sequence[str], out: str, rejects: Path) -> None:
    """Refuse to write over what is read, or two outputs to one file."""
    if out != "-" and os.path.realpath(out) == os.path.realpath(rejects):
        raise click.UsageError("The rows and the rejected ones go to different files.")
    if not rejects.parent.is_dir():
        raise click.UsageError(f"There is no folder for the rejected rows: {str(rejects.parent)!r}.")
    for path in inputs:
        for target in (rejects, *(() if out == "-" else (Path(out),))):
            if path != "-" and os.path.realpath(path) == os.path.realpath(target):
                raise click.UsageError(f"{path!r} is an input: write to another file.")


def _target(out: str) -> BinaryIO | Path:
    return sys.stdout.buffer if out == "-" else Path(out)


def _say(totals: Totals, seconds: float, rejects: Path) -> None:
    rate = f"{totals.systems / seconds:,.0f} a second" if seconds >= 0.1 else "at once"
    systems = "1 system" if totals.systems == 1 else f"{totals.systems:,} systems"
    message = f"{systems} in {seconds:.1f} s, {rate}"
    if totals.rejected:
        message += f"; {totals.rejected:,} rejected, see {rejects}"
    click.echo(message, err=True)


@contextmanager
def _signals() -> Iterator[None]:
    """Have an ending asked for from outside leave neither a part of a file nor a process."""
    before = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: Any) -> None:
    """End at once. What is being done is not unwound: it may be in the middle of anything.

    The other processes end by themselves when this one has.
    """
    drop_begun()
    if sys.stderr.isatty():
        os.write(2, b"\x1b[?25h\r\n")  # the bar hides the cursor
    os._exit(128 + number)


@contextmanager
def _progress(
    forms: Sequence[tuple[str, Form]], quiet: bool
) -> Iterator[Callable[[Totals, Done], None] | None]:
    """Show on a terminal how far it is, how fast it goes and how long it still takes."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[systems]:,} systems, {task.fields[rate]:,} a second"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    total = sum(size_of(path, form) for path, form in forms) or None
    began = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        bar = progress.add_task("", total=total, systems=0, rate=0)

        def after(totals: Totals, part: Done) -> None:
            rate = round(totals.systems / max(0.001, time.monotonic() - began))
            progress.update(bar, advance=part.size, systems=totals.systems, rate=rate)
            progress.refresh()

        yield after
