"""``surveymodel comply``: a standard seen through a system's plan, or through the pack itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Final, cast

import click

from surveymodel.cli.said import today
from surveymodel.cli.shared import (
    CORE,
    complete_system,
    open_system,
    organisation_option,
    seen_option,
    standard_option,
)
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.project.compliance import STATUSES, Compliance, Stage, Status
from surveymodel.project.comply import comply, comply_content
from surveymodel.project.plan_file import PlanFile

__all__ = ["command"]

_FORMATS: Final = ("table", "markdown", "json", "csv")


@click.command(
    "comply",
    epilog="""\b
Examples:
  surveymodel comply example:online-shop
  surveymodel comply example:online-shop --standard pci-dss
  surveymodel comply shop.yaml --standard nist-800-53 --profile moderate --status gap
  surveymodel comply shop.yaml --standard ccpa --done serve-access-requests --format csv
  surveymodel comply --content --standard pci-dss""",
)
@click.argument("system", metavar="[SYSTEM]", required=False, shell_complete=complete_system)
@click.option("--content", is_flag=True, help="In place of a system: what no answers can ever meet.")
@seen_option
@organisation_option
@standard_option("The standard; without it, the counts of every standard.")
@click.option("--profile", "profiles", multiple=True, metavar="ID",
              help="A profile, such as moderate, in place of those that the answers select; repeatable.")  # fmt: skip
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES),
              help="Only controls of this status; repeatable. Without it, a table shows what is in scope.")  # fmt: skip
@click.option("--done", multiple=True, metavar="TASK[@COMPONENT]", help="A task that is done; repeatable.")
@click.option("--verified", multiple=True, metavar="TASK[@COMPONENT]",
              help="A task that is done and verified; repeatable.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True,
              help="How the controls are written.")  # fmt: skip
def command(
    system: str | None,
    content: bool,
    pack: str | None,
    organisation: str | None,
    standard: str | None,
    profiles: tuple[str, ...],
    statuses: tuple[str, ...],
    done: tuple[str, ...],
    verified: tuple[str, ...],
    form: str,
) -> None:
    """Say of each control of a standard whether tasks meet it, and how far they are.

    A control is full, partly (with the rest named), a gap, organisational, no duty or not in
    scope. Two tasks that each meet a part never make a whole. A task is addressed, that is
    planned, until the plan that is kept beside the system's file, --done or --verified says that it
    is further.
    """
    _refuse(system, organisation, content)
    if standard is None and (form != "table" or profiles or statuses or done or verified):
        raise click.UsageError("Name a standard with --standard; without it there are only counts.")
    if content and (done or verified):
        raise click.UsageError("--done and --verified are of a system, not of the pack.")
    progress: dict[str, Stage] = dict.fromkeys(done, "implemented")
    progress |= dict.fromkeys(verified, "verified")
    chosen = cast("tuple[Status, ...]", statuses) or None
    if content:
        model = load(CORE if pack is None else pack)
        if standard is None:
            _counts(model, None, {})
            return
        made = comply_content(model, standard, profiles=profiles)
    else:
        opened = open_system(str(system), pack, organisation)
        resolution = resolve(opened.model, opened.system)
        kept = _kept(resolution, opened.kept)
        if standard is None:
            _counts(opened.model, resolution, kept)
            return
        made = comply(
            resolution, standard, profiles=profiles, progress={**_besides(kept, progress), **progress}
        )
    _write(made, chosen, form)


def _refuse(system: str | None, organisation: str | None, content: bool) -> None:
    """Raise UsageError where it is not clear what is to be looked at."""
    if content == (system is not None):
        raise click.UsageError("Name a SYSTEM, or the pack itself with --content.")
    if content and organisation is not None:
        raise click.UsageError("--organisation is of a system, not of the pack.")


def _kept(resolution: Resolution, kept: PlanFile | None) -> Mapping[str, Stage]:
    """Return how far tasks are by the plan that is kept, as of today."""
    if kept is None:
        return {}
    from surveymodel.project.progress import progress

    return progress(resolution, kept, on=today()).stages


def _besides(kept: Mapping[str, Stage], said: Mapping[str, Stage]) -> Mapping[str, Stage]:
    """Return what is kept of tasks of which the command line says nothing as a whole."""
    return {name: stage for name, stage in kept.items() if name.partition("@")[0] not in said}


def _counts(model: SurveyModel, resolution: Resolution | None, kept: Mapping[str, Stage]) -> None:
    from surveymodel.cli.comply_table import print_counts

    ids = [standard.id for standard in model.content.standards]
    found = [
        comply_content(model, id) if resolution is None else comply(resolution, id, progress=kept)
        for id in ids
    ]
    print_counts(found)


def _write(made: Compliance, statuses: tuple[Status, ...] | None, form: str) -> None:
    if form == "table":
        from surveymodel.cli.comply_table import print_compliance

        print_compliance(made, statuses)
        return
    from surveymodel.exchange import compliance_files

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    writers = {
        "markdown": compliance_files.compliance_markdown,
        "json": compliance_files.compliance_json,
        "csv": compliance_files.compliance_csv,
    }
    click.echo(writers[form](made, statuses), nl=False)
