"""``surveymodel answer``: answers from scripts, into a system file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from attrs import evolve

from surveymodel.cli.backups import tell_backup
from surveymodel.cli.interview_words import left
from surveymodel.cli.shared import counted, file_argument, organisation_option, pack_option
from surveymodel.engine.load import load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import UNKNOWN, Reply
from surveymodel.engine.sheet import Component, System
from surveymodel.errors import UnknownNameError, printable
from surveymodel.project.answering import Change, SystemFile
from surveymodel.project.interview import Interview
from surveymodel.project.spelling import parsed

__all__ = ["command"]

_GIVEN = re.compile(r"(?:(?P<component>[^:=]+):)?(?P<question>[^:=]+)=(?P<answer>.*)", re.DOTALL)


@click.command(
    "answer",
    epilog="""\b
Examples:
  surveymodel answer shop.yaml exposure=internet features=accounts,payments
  surveymodel answer shop.yaml web:server-frameworks=django api:server-frameworks=fastapi
  surveymodel answer shop.yaml org-revenue=26625001.. data-kinds=none tenancy=unknown
  surveymodel answer shop.yaml exposure=internet --by ana --on 2026-03-02 --evidence main.tf:12
  surveymodel answer shop.yaml --drop exposure""",
)
@file_argument
@click.argument("given", metavar="[COMPONENT:]QUESTION=ANSWER", nargs=-1)
@pack_option
@organisation_option
@click.option("--by", metavar="NAME", help="Who answered.")
@click.option("--on", metavar="DATE", help="When, as in 2026-03-02.")
@click.option("--evidence", metavar="TEXT", help="What shows it: a file and line, a URL.")
@click.option("--note", metavar="TEXT", help="What else is to be said.")
@click.option(
    "--drop", multiple=True, metavar="[COMPONENT:]QUESTION", help="Take an answer back; repeatable."
)
def command(
    system: str,
    given: tuple[str, ...],
    pack: str,
    organisation: str | None,
    by: str | None,
    on: str | None,
    evidence: str | None,
    note: str | None,
    drop: tuple[str, ...],
) -> None:
    """Write answers into a system file, all of them or none.

    ANSWER is an answer's id; several with commas, or "none"; a number, or a range such as
    1000..4999, 5000.. or ..999; or "unknown". What the organisation answers goes into its file.
    """
    if not given and not drop:
        raise click.UsageError("Give at least one QUESTION=ANSWER, or --drop a question.")
    _refuse_beside({"--by": by, "--on": on, "--evidence": evidence, "--note": note}, given)
    model = load(pack)
    above = Path(organisation) if organisation else None
    file = SystemFile.open(model, Path(system), organisation=above, told=tell_backup)
    beside = Reply(UNKNOWN, by, on, evidence, note)
    changes = [_change(model, text, beside) for text in given]
    changes += [_dropped(model, text) for text in drop]
    _refuse_twice(changes)
    gone = sum(_answered(file, change) for change in changes if change.reply is None)
    file.write(changes)
    written = f"{counted(len(given), 'answer')} written" if given else ""
    taken = f"{counted(gone, 'answer')} taken back" if drop else ""
    click.echo(f"{', '.join(filter(None, (written, taken)))}. {left(Interview(file))}.")


def _refuse_beside(beside: Mapping[str, str | None], given: Sequence[str]) -> None:
    """Raise UsageError where there is nothing beside which something is to stand, or it is nothing."""
    said = {option: text for option, text in beside.items() if text is not None}
    for option, text in said.items():
        if not text.strip():
            raise click.UsageError(f"{option} is empty.")
    if said and not given:
        raise click.UsageError("--by, --on, --evidence and --note stand beside an answer.")


def _refuse_twice(changes: Sequence[Change]) -> None:
    """Raise UsageError where two changes are of the same answer."""
    seen = set()
    for change in changes:
        if (change.question, change.place) in seen:
            raise click.UsageError(f"{change.question!r} stands twice on the command line.")
        seen.add((change.question, change.place))


def _answered(file: SystemFile, change: Change) -> bool:
    """Return whether a change's question has an answer in its place."""
    system = file.system
    sheet: System | Component | None = system
    if change.place == "organisation":
        sheet = system.organisation
    elif change.place != "system":
        sheet = system.components.get(change.place)
    return sheet is not None and change.question in sheet.answers


def _change(model: SurveyModel, text: str, beside: Reply) -> Change:
    found = _GIVEN.fullmatch(text)
    if found is None:
        raise click.UsageError(f"{printable(text)[:80]!r} is not [COMPONENT:]QUESTION=ANSWER.")
    question = found["question"].strip()
    if question not in model.questions:
        raise UnknownNameError("question", question, model.questions)
    if not found["answer"].strip():
        raise click.UsageError(f"{question!r} is given no answer; --drop {question} takes one back.")
    answer = parsed(model.questions[question], found["answer"])
    return Change(question, _place(model, question, found["component"]), evolve(beside, answer=answer))


def _dropped(model: SurveyModel, text: str) -> Change:
    component, _, question = (part.strip() for part in text.rpartition(":"))
    if question not in model.questions:
        raise UnknownNameError("question", question, model.questions)
    return Change(question, _place(model, question, component or None), None)


def _place(model: SurveyModel, question: str, component: str | None) -> str:
    """Return where an answer is kept: a component, the organisation's file or the system's."""
    if component is not None:
        return component.strip()
    return "organisation" if model.questions[question].of == "organisation" else "system"
