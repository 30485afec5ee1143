"""What somebody has to look at among the tasks of systems: lines go in, told under headings they come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import frozen

from surveymodel.cli.shared import counted
from surveymodel.cli.update_words import waived
from surveymodel.project.progress import Line, Progress

__all__ = ["Period", "sections", "together", "who"]

Shown = Callable[[Line], bool]


@frozen
class Period:
    """The days that are looked at: from when on the past is told, today, and up to when the future is."""

    since: str | None  #: the last acceptance of each system, where there is none
    on: str
    until: str
    days: int  #: from today to the last day


def sections(found: Sequence[tuple[Progress, str]], period: Period, shown: Shown) -> Iterator[str]:
    """Yield the tasks that somebody has to look at, each kind under its heading."""

    def of(test: Callable[[Line], bool]) -> list[tuple[str, Line]]:
        return [(head, line) for one, head in found for line in one.lines if shown(line) and test(line)]

    def soon(line: Line) -> bool:
        ahead = line.due is not None and period.on <= line.due <= period.until
        return ahead and not line.is_due_again

    ending = [(head, line) for one, head in found for line in one.ending(period.until) if shown(line)]
    astray = [(head, line) for one, head in found for line in one.astray if shown(line)]
    yield from _section("Overdue", of(lambda line: line.is_overdue), _due)
    yield from _section("Due again", of(lambda line: line.is_due_again), _again)
    yield from _section(f"Due within {counted(period.days, 'day')}", of(soon), _due)
    yield from _section("Done, and found to be otherwise", of(lambda line: line.is_doubtful), _doubt)
    yield from _section("Of another text by now", of(lambda line: line.is_of_another_text), _decided)
    yield from _section("Written into the file by hand", of(lambda line: line.standing.by_hand), _status)
    yield from _section(f"Waivers that end within {counted(period.days, 'day')}", ending, _waiver)
    yield from _section("Waived, and not to be in the plan", astray, _waiver)


def _section(heading: str, lines: Sequence[tuple[str, Line]], said: Callable[[Line], str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{heading}:"
        told = ((f"{head}{line.task}", f": {said(line)}", line.place) for head, line in lines)
        yield from (f"  {task}{rest}" for task, rest in together(told))


def together(found: Iterable[tuple[str, str, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield tasks with what is said of them, once for the components of which it is the same."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for task, rest, place in found:
        places[task, rest] += [place] if place else []
    for (task, rest), parts in places.items():
        yield (f"{task} in {', '.join(parts)}" if parts else task), rest


def who(line: Line) -> str:
    """Return the phase and owner of a task in parentheses; nothing where the pack has it no more."""
    about = line.countermeasure
    return "" if about is None else f" ({about.phase}, {about.owner})"


def _due(line: Line) -> str:
    done = f"done on {line.standing.decided.on}, " if line.status == "done" and line.standing.decided else ""
    return f"{done}due by {line.due}{who(line)}"


def _again(line: Line) -> str:
    decided = line.standing.decided
    done = f"done on {decided.on}, " if decided is not None else ""
    often = f"every {line.every}, " if line.every and line.standing.due is None else ""
    return f"{done}{often}due by {line.due}{who(line)}"


def _doubt(line: Line) -> str:
    return f"verification {line.standing.verification}{who(line)}"


def _decided(line: Line) -> str:
    decided = line.standing.decided
    return f"{line.status} on {decided.on}{who(line)}" if decided is not None else line.status


def _status(line: Line) -> str:
    return f"{line.status}, and nobody said who and when"


def _waiver(line: Line) -> str:
    waiver = line.standing.waiver
    return line.status if waiver is None else waived(waiver)
