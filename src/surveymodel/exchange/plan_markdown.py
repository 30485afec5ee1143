"""A plan as Markdown, for people to read and to keep beside the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveymodel.exchange.selection import Selection
from surveymodel.project.plan import Plan, Reason, Task

__all__ = ["escaped", "plan_markdown", "standings"]


def escaped(text: str) -> str:
    """Return plain words with everything escaped that Markdown or HTML would take for markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&])", r"\\\1", " ".join(text.split()))


def plan_markdown(plan: Plan, selection: Selection) -> str:
    """Return a plan as CommonMark: a section for each task, then what is still open."""
    parts = [*_head(plan, selection)]
    for number, task in enumerate(selection.tasks(plan), 1):
        parts += _task(number, task)
    parts += _tail(plan)
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _head(plan: Plan, selection: Selection) -> Iterator[str]:
    system, model = plan.resolution.system, plan.resolution.model
    yield f"# Countermeasure tasks: {escaped(system.title or system.id)}"
    certain = sum(task.certainty == "certain" for task in plan.tasks)
    possible = len(plan.tasks) - certain
    yield (
        f"Pack {model.id} {model.version} ({model.digest[:12]}). "
        f"{certain} certain, {possible} possible while questions are open."
    )
    if selection.standard:
        yield f"Only tasks that serve {selection.standard}."


def _task(number: int, task: Task) -> Iterator[str]:
    about = task.countermeasure
    yield f"## {number}. {task.title}"
    yield "\n".join(_facts(task))
    yield about.why
    for reason in task.reasons:
        yield f"Applies because {_grounds(reason)}"
    yield "### Steps"
    yield "\n".join(f"{n}. {_indented(step, 3)}" for n, step in enumerate(task.steps, 1))
    for guide, certainty in task.guides:
        mark = "" if certainty == "certain" else ", if it is used"
        yield f"### In {guide.title} ({guide.versions}{mark})"
        yield guide.body
    yield "### Done when"
    yield "\n".join(f"- {_indented(c.text, 2)} *({c.by}{_tools(c.tools)})*" for c in task.accept)
    yield "### Traps"
    yield about.traps
    if links := task.controls():
        yield "### Serves"
        yield "\n".join(f"- {link}" for link in links)


def _facts(task: Task) -> Iterator[str]:
    about = task.countermeasure
    yield f"- Task: `{task.id}` ({task.certainty}, {about.kind})"
    yield f"- Priority: {task.priority.band}, {task.priority} of 25 ({task.priority.reason})"
    yield f"- Who and when: {about.owner}, {about.phase}, effort {about.effort}"
    if task.components:
        perhaps = f"; perhaps {', '.join(task.perhaps)}" if task.perhaps else ""
        yield f"- Components: {', '.join(task.components)}{perhaps}"
    if task.kept is not None:
        yield f"- Status: {'; '.join(standings(task))}"
    if task.after:
        yield f"- After: {', '.join(f'`{id}`' for id in task.after)}"


def standings(task: Task) -> list[str]:
    """Return how far a task is, once for the places where it is as far."""
    said: dict[str, list[str]] = {}
    for place, standing in task.standings.items():
        found = "" if standing.verification == "none" else f", verification {standing.verification}"
        due = standing.due_by(task.countermeasure.every)
        by = f", due by {due}" if due else ""
        said.setdefault(f"{standing.status}{found}{by}", []).append(place or "")
    return [
        f"{status} in {', '.join(places)}" if any(places) and len(said) > 1 else status
        for status, places in said.items()
    ]


def _grounds(reason: Reason) -> str:
    because = " ".join(reason.rule.because.split())
    grounds = "; ".join(escaped(str(ground)) for ground in reason.answers)
    if grounds:
        return f"{because} ({grounds})"
    return f"{because} (open: {', '.join(reason.open)})" if reason.open else because


def _tools(tools: tuple[str, ...]) -> str:
    return f", {', '.join(tools)}" if tools else ""


def _indented(text: str, by: int) -> str:
    return text.rstrip().replace("\n", "\n" + " " * by)


def _tail(plan: Plan) -> Iterator[str]:
    walk = plan.resolution.walk
    if walk.open:
        yield "## Questions still open"
        yield "\n".join(f"- `{question.id}`: {_indented(question.ask, 2)}" for question in walk.open)
    if walk.stale:
        yield "## Answers kept but not used"
        yield "\n".join(f"- `{step.question.id}`: its question is not asked" for step in walk.stale)
    if walk.contradictions:
        yield "## Contradictions"
        yield "\n".join(
            f"- `{c.question.id}`: other answers imply `{c.implied}`" for c in walk.contradictions
        )
