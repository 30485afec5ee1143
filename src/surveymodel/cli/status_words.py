"""How far systems are, in words: progress goes in, lines for a terminal come out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from surveymodel.cli.columns import columns
from surveymodel.cli.shared import OWNERS, PHASES, counted
from surveymodel.cli.status_sections import Period, sections, together, who
from surveymodel.cli.update_words import tally
from surveymodel.project.progress import Line, Past, Progress

__all__ = ["all_lines", "status_lines"]

Shown = Callable[[Line], bool]

#: What tasks are counted by; one that is verified is done too.
_COUNTS: Final[Mapping[str, Callable[[Line], bool]]] = {
    "to do": lambda line: line.status == "to-do",
    "in progress": lambda line: line.status == "in-progress",
    "done": lambda line: line.status == "done",
    "verified": lambda line: line.is_verified,
    "waived": lambda line: line.status == "waived",
    "not applicable": lambda line: line.status == "not-applicable",
    "overdue": lambda line: line.is_overdue,
    "due again": lambda line: line.is_due_again,
}
#: How many tasks and questions are named where not all are asked for.
_FEW: Final = 10
_QUESTIONS: Final = 5


def status_lines(
    found: Mapping[str, Progress], period: Period, shown: Shown, *, listed: bool
) -> Iterator[str]:
    """Yield how far one system is."""
    for file, one in found.items():
        lines = [line for line in one.lines if shown(line)]
        yield f"{one.resolution.system.id}: {_summary(lines)}"
        yield _accepted(one, file)
        yield from _table(lines)
        yield from sections([(one, "")], period, shown)
        yield from _past(one, period, shown)
        yield from _changes(one, file)
        yield from _questions([one])
        yield from _next([("", line) for line in lines], listed=listed)


def all_lines(found: Mapping[str, Progress], period: Period, shown: Shown, *, listed: bool) -> Iterator[str]:
    """Yield how far several systems are: each on a line, then what is due over all of them."""
    lines = {file: [line for line in one.lines if shown(line)] for file, one in found.items()}
    yield f"{counted(len(found), 'system')}: {_summary([line for each in lines.values() for line in each])}"
    if not found:
        return
    yield ""
    heads = ["system", "tasks", *_COUNTS, "questions", "changes"]
    yield from columns(heads, [_row(file, one, lines[file]) for file, one in found.items()])
    yield from _table([line for each in lines.values() for line in each])
    yield from sections([(one, f"{file}: ") for file, one in found.items()], period, shown)
    yield from _questions(list(found.values()))
    if listed:
        yield from _next([(f"{file}: ", line) for file, each in lines.items() for line in each], listed=True)


def _row(file: str, one: Progress, lines: Sequence[Line]) -> list[str | int]:
    changes = len({move.task for move in one.update.moves})
    return [file, len(lines), *_numbers(lines), len(one.resolution.walk.open), changes]


def _numbers(lines: Sequence[Line]) -> list[int]:
    return [sum(map(counts, lines)) for counts in _COUNTS.values()]


def _summary(lines: Sequence[Line]) -> str:
    found = zip(_COUNTS, _numbers(lines), strict=True)
    parts = [f"{number} {name}" for name, number in found if number]
    return counted(len(lines), "task") + (f"; {', '.join(parts)}." if parts else ".")


def _accepted(one: Progress, file: str) -> str:
    if one.kept is None:
        return f"No plan is kept yet: 'surveymodel update {file} --accept' keeps one."
    if not one.kept.accepted:
        return f"The plan is by {one.kept.pin.id} {one.kept.pin.version}."
    last = one.kept.accepted[-1]
    by = f" by {last.by}" if last.by else ""
    return f"Accepted on {last.on}{by}, from {one.kept.pin.id} {one.kept.pin.version}."


def _table(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the counts by phase and owner."""
    found: dict[tuple[int, int, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        found[_group(line)].append(line)
    if not found:
        return
    yield ""
    rows: list[list[str | int]] = [[*key[2:], *_numbers(found[key])] for key in sorted(found)]
    yield from columns(["phase", "owner", *_COUNTS], rows, left=2)


def _group(line: Line) -> tuple[int, int, str, str]:
    about = line.countermeasure
    if about is None:
        return len(PHASES), len(OWNERS), "gone", "from the pack"
    return PHASES.index(about.phase), OWNERS.index(about.owner), about.phase, about.owner


# ---------------------------------------------------------------------------------------------
# What was, what would be, what comes next


def _past(one: Progress, period: Period, shown: Shown) -> Iterator[str]:
    since = period.since or one.since
    active = {(line.task, line.place): line for line in one.lines}
    found = [] if since is None else [
        past for past in one.past(since)
        if (line := active.get((past.task, past.place))) is None or shown(line)
    ]  # fmt: skip
    if found:
        yield ""
        yield f"Since {since}:"
        happened = ((f"{past.event.on} {past.task}", f": {_happened(past)}", past.place) for past in found)
        yield from (f"  {task}{rest}" for task, rest in together(happened))


def _happened(past: Past) -> str:
    event = past.event
    parts: list[str] = [event.moved or "", event.status or ""]
    parts += [f"verification {event.verification}"] if event.verification else []
    parts += ["no day any more" if event.due == "none" else f"due by {event.due}"] if event.due else []
    parts += [f"until {event.until}"] if event.until else []
    by = f" by {event.by}" if event.by else ""
    what = ", ".join(filter(None, parts)) or "noted"
    return f"{what}{by}" + (f": {event.note}" if event.note else "")


def _changes(one: Progress, file: str) -> Iterator[str]:
    if one.kept is not None and one.update.moves:
        yield ""
        yield f"Not accepted yet: {tally(one.update)} 'surveymodel update {file}' says why."


def _questions(found: Sequence[Progress]) -> Iterator[str]:
    """Yield the open questions that settle most tasks, over all systems together."""
    settled: dict[str, Fraction] = defaultdict(Fraction)
    asked: Counter[str] = Counter()
    for one in found:
        names = {decision.question for decision in one.questions}
        asked.update(names)
        for decision in one.questions:
            settled[decision.question] += decision.settled
    count = sum(len(one.resolution.walk.open) for one in found)
    if not count:
        return
    yield ""
    if not settled:
        ids = dict.fromkeys(question.id for one in found for question in one.resolution.walk.open)
        yield f"{counted(count, 'open question')}, and none settles a task by itself: {', '.join(ids)}"
        return
    yield f"{counted(count, 'open question')}; these settle most tasks:"
    texts = {id: question.ask for one in found for id, question in one.resolution.model.questions.items()}
    for id in sorted(settled, key=lambda question: -settled[question])[:_QUESTIONS]:
        where = f" in {counted(asked[id], 'system')}" if len(found) > 1 else ""
        yield f"  {id}: {' '.join(texts[id].split())} ({_settles(settled[id])}{where})"


def _settles(settled: Fraction) -> str:
    number = f"{float(settled):.1f}".removesuffix(".0")
    return f"{number} task" if number == "1" else f"{number} tasks"


def _next(found: Iterable[tuple[str, Line]], *, listed: bool) -> Iterator[str]:
    """Yield tasks that are not done: all, by phase and owner, or the most pressing."""
    left = [(head, line) for head, line in found if line.is_open or line.is_due_again]
    if listed:
        groups: dict[tuple[int, int, str, str], list[tuple[str, Line]]] = defaultdict(list)
        for head, line in left:
            groups[_group(line)].append((head, line))
        for key in sorted(groups):
            yield ""
            yield f"{key[2]}, {key[3]}:"
            yield from _tasks(groups[key], None)
    elif left:
        lines = list(_tasks(left, who))
        yield ""
        yield "To be done next:" if len(lines) > _FEW else "To be done:"
        yield from lines[:_FEW]
        if len(lines) > _FEW:
            yield f"  and {len(lines) - _FEW} more: --tasks lists them."


def _tasks(found: Iterable[tuple[str, Line]], said: Callable[[Line], str] | None) -> Iterator[str]:
    """Yield tasks with their priorities; several components stand together."""
    told = ((f"{_priority(line)} {head}{line.task}", _task(line, said), line.place) for head, line in found)
    yield from (f"  {task}{rest}" for task, rest in together(told))


def _priority(line: Line) -> str:
    low, high = line.kept.priority
    return (str(high) if low == high else f"{low}–{high}").rjust(5)


def _task(line: Line, said: Callable[[Line], str] | None) -> str:
    status = "" if line.status == "to-do" else f" [{'due again' if line.is_due_again else line.status}]"
    return f"{status}: {line.kept.title}{said(line) if said else ''}"
