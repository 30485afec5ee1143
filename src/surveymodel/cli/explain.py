"""``surveymodel explain``: why something holds, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from surveymodel.cli.shared import (
    counted,
    open_system,
    organisation_option,
    seen_option,
    system_argument,
    truth_argument,
)
from surveymodel.engine.change import Change, why_not, without
from surveymodel.engine.decide import decides_most
from surveymodel.engine.explain import Ground, why
from surveymodel.engine.reply import given_data
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.errors import printable
from surveymodel.project.plan import plan

__all__ = ["command"]


@click.command(
    "explain",
    epilog="""\b
Examples:
  surveymodel explain example:online-shop
  surveymodel explain example:online-shop task:harden-session-cookies
  surveymodel explain shop.yaml threat:session-stolen
  surveymodel explain shop.yaml control:pci-dss/11.6.1""",
)
@system_argument
@truth_argument
@seen_option
@organisation_option
def command(system: str, truth: str | None, pack: str | None, organisation: str | None) -> None:
    """Say why TRUTH is certain, possible or excluded, and what would change it.

    TRUTH is a kind and an id: question:, answer:, fact:, rule:, threat:, task:, guide: or
    control:. Without it, the open questions are listed, those first that decide most tasks.
    """
    opened = open_system(system, pack, organisation)
    resolution = resolve(opened.model, opened.system)
    lines = _decisions(resolution) if truth is None else _explained(resolution, truth)
    for line in lines:
        click.echo(printable(line.rstrip().replace("\n", " ")))


def _decisions(resolution: Resolution) -> Iterator[str]:
    decisions = decides_most(resolution)
    if not decisions:
        yield "No question is open."
    for decision in (decision for decision in decisions if decision.settled):
        question = resolution.model.questions[decision.question]
        where = f" ({decision.component})" if decision.component else ""
        average = f"{float(decision.settled):.1f}"
        yield f"{decision.question}{where}: settles {average} tasks on average. {question.ask}"
    idle = list(dict.fromkeys(decision.question for decision in decisions if not decision.settled))
    if idle:
        yield f"Open, and settling no task alone: {', '.join(idle)}"


def _explained(resolution: Resolution, truth: str) -> Iterator[str]:
    found = why(resolution, truth)
    where = f" in {found.component}" if found.component else ""
    yield f"{truth} is {found.certainty}{where}."
    if found.certainty == "possible":
        yield "Open questions that can decide it:"
        yield from (f"  {id}: {resolution.model.questions[id].ask}" for id in found.open)
    elif found.answers:
        more = "no fewer would do" if found.smallest else "none of them can be left out"
        yield f"These answers alone keep it so; {more}:"
        yield from (f"  {_ground(ground)}" for ground in found.answers)
    else:
        yield "It is so whatever is answered."
    if truth.startswith("task:"):
        yield from _rules(resolution, truth.removeprefix("task:"))
    if found.certainty != "excluded":
        yield from _changed("It would be excluded after", without(resolution, truth))
    if found.certainty != "certain":
        yield from _changed("It would be certain after", why_not(resolution, truth))


def _ground(ground: Ground) -> str:
    reply = ground.placed.reply
    said = [part for part in (reply.by, reply.on, reply.evidence) if part]
    source = f" ({', '.join(said)})" if said else ""
    place = ground.placed.place
    where = "" if place == "system" else f" [{place}]"
    return f"{ground}{where}{source}"


def _rules(resolution: Resolution, id: str) -> Iterator[str]:
    task = plan(resolution).task(id)
    for reason in task.reasons if task else ():
        yield f"rule:{reason.rule.id} is {reason.certainty}: it applies because {reason.rule.because}"
    if task:
        yield f"Priority {task.priority} of 25, {task.priority.band}: {task.priority.reason}."


def _changed(words: str, change: Change | None) -> Iterator[str]:
    if change is None:
        yield f"{words}: no change of answers was found."
        return
    cost = [f"{counted(change.stale, 'answer')} no longer asked for"] if change.stale else []
    cost += [f"{counted(change.moved, 'other task')} affected"] if change.moved else []
    price = f" ({', '.join(cost)})" if cost else ""
    yield f"{words}{price}:"
    for (question, place), given in change.answers.items():
        where = "" if place == "system" else f" [{place}]"
        yield f"  {question}{where}: {_spelled(given_data(given))}"


def _spelled(given: object) -> str:
    if isinstance(given, list):
        return f"[{', '.join(given)}]"
    return str(given)
