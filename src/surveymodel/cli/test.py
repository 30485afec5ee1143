"""``surveymodel test``: the cases and properties of a pack, and what the cases exercise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import TextIOWrapper

import click

from surveymodel.authoring.append import known_home
from surveymodel.authoring.coverage import Coverage, Line, Missed, said
from surveymodel.authoring.pasted import witness_lines
from surveymodel.authoring.report import suite_json
from surveymodel.authoring.suggest import suggest, suggested_files
from surveymodel.authoring.suite import Suite, suite_of
from surveymodel.authoring.verdicts import Verdict
from surveymodel.cli.shared import counted, files_option
from surveymodel.content.cache import read_cached
from surveymodel.engine.load import built_in, pack_folder
from surveymodel.errors import printable
from surveymodel.project.storage import replace_all

__all__ = ["command"]


@click.command(
    "test",
    epilog="""\b
Examples:
  surveymodel test
  surveymodel test --pack content/core -k payments
  surveymodel test --pack content/core --list
  surveymodel test --pack content/core --coverage --threshold 100
  surveymodel test --pack content/core --coverage --format json
  surveymodel test --pack content/core --suggest""",
)
@files_option
@click.option("-k", "words", multiple=True, metavar="TEXT",
              help="Only cases and properties with TEXT in their file's name, id or title; repeatable.")  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="Name the cases and properties, and run none.")
@click.option("--coverage", is_flag=True, help="Also say which conditions and clauses no case shows.")
@click.option("--threshold", type=click.IntRange(0, 100), metavar="PERCENT",
              help="Fail if less is covered; implies --coverage.")  # fmt: skip
@click.option("--suggest", "suggesting", is_flag=True,
              help="Write cases for what no case shows, with the expectations left to you.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="How the results are written.")  # fmt: skip
def command(
    pack: str,
    words: tuple[str, ...],
    listing: bool,
    coverage: bool,
    threshold: int | None,
    suggesting: bool,
    form: str,
) -> None:
    """Run the cases of a pack, all side by side, and judge its properties.

    Exits with 1 where an expectation does not come true, a property does not hold, a case or
    property cannot be read, there was none, or less is covered than --threshold.
    """
    coverage = coverage or threshold is not None
    if words and (coverage or suggesting):
        raise click.UsageError("Coverage is of all cases: leave -k out.")
    if listing and (coverage or suggesting or form != "text"):
        raise click.UsageError("--list only names cases and properties: leave the other options out.")
    if suggesting and pack in built_in():
        raise click.UsageError("--suggest writes into the pack: name its folder with --pack.")
    suite = suite_of(read_cached(pack_folder(pack)))
    suite = suite.chosen(lambda one: all(word in f"{one.node} {one.title or ''}" for word in words))
    if listing:
        for node in (*(case.node for case in suite.cases), *(one.node for one in suite.properties)):
            click.echo(node)
        return
    if form == "json":
        _write(suite_json(suite, coverage=coverage))
    else:
        for line in (*_report(suite), *(_covered(suite.coverage) if coverage else ())):
            click.echo(printable(line))
    if suggesting:
        _suggest(suite, aside=form == "json")
    if not _good(suite) or (threshold is not None and suite.coverage.percent < threshold):
        sys.exit(1)


def _write(text: str) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    click.echo(text, nl=False)


def _good(suite: Suite) -> bool:
    """Whether something was run, and all of it came true; say so where nothing was."""
    results = [result for result in suite.run.results if result.case.todo is None]
    if not results and not suite.properties:
        click.echo("No case was run.", err=True)
        return False
    violated = any(verdict.outcome == "violated" for verdict in suite.verdicts)
    return not suite.faults and not violated and all(result.passed for result in results)


# ---------------------------------------------------------------------------------------------
# Results


def _report(suite: Suite) -> Iterator[str]:
    """Yield what became of the cases and properties."""
    yield from map(str, suite.faults)
    failed = todo = 0
    for result in suite.run.results:
        if result.case.todo is not None:
            todo += 1
            reason = " ".join(result.case.todo.split())
            yield f"{result.case.location}: {result.case.id} is to do: {reason}"
        elif not result.passed:
            failed += 1
            yield f"{result.case.location}: {result.case.id} failed"
            yield from (f"  {line}" for line in suite.explained(result))
    for verdict in suite.verdicts:
        yield from _judged(suite, verdict)
    passed = len(suite.cases) - failed - todo
    counts = [f"{counted(passed, 'case')} passed", f"{failed} failed"]
    counts += [f"{todo} to do"] if todo else []
    counts += [f"{counted(len(suite.faults), 'fault')}"] if suite.faults else []
    yield ", ".join(counts)
    if suite.properties:
        yield _counted_properties(suite.verdicts)


def _judged(suite: Suite, verdict: Verdict) -> Iterator[str]:
    """Yield what is wrong with a property, and a case that shows it."""
    head = f"{verdict.of.location}: the property {verdict.of.id}"
    if verdict.outcome == "vacuous":
        yield f"{head} says nothing: {verdict}"
    elif verdict.outcome == "violated":
        yield f"{head} does not hold: {verdict}"
        yield "  As a case:"
        yield from (f"  {line}" for line in witness_lines(suite.model, verdict))


def _counted_properties(verdicts: tuple[Verdict, ...]) -> str:
    holding = [verdict for verdict in verdicts if verdict.outcome == "holds"]
    ways = []
    if proved := sum(verdict.systems is None for verdict in holding):
        ways.append(f"{proved} proved")
    for systems in sorted({verdict.systems for verdict in holding if verdict.systems}):
        number = sum(verdict.systems == systems for verdict in holding)
        ways.append(f"{number} by {systems:,} random systems")
    said = "1 property holds" if len(holding) == 1 else f"{len(holding)} properties hold"
    counts = [f"{said} ({', '.join(ways)})" if ways else said]
    for outcome, one, more in (
        ("violated", "does not", "do not"),
        ("vacuous", "says nothing", "say nothing"),
    ):
        if number := sum(verdict.outcome == outcome for verdict in verdicts):
            counts.append(f"{number} {one if number == 1 else more}")
    return ", ".join(counts)


# ---------------------------------------------------------------------------------------------
# Coverage


def _covered(coverage: Coverage) -> Iterator[str]:
    """Yield what no case shows, and what no answers can show."""
    for line in coverage.lines:
        for missed in line.uncovered:
            shown = "only a case that is to do shows it" if missed.waiting else "no case shows it"
            yield f"{_said(line, missed)}, and {shown}"
    for line in coverage.lines:
        for missed in line.impossible:
            yield f"{_said(line, missed)}, which no answers bring about"
    never = sum(len(line.impossible) for line in coverage.lines)
    apart = f"; {never} that no answers can bring about are not counted" if never else ""
    outcomes = f"{coverage.reached} of {coverage.goals} outcomes of conditions and their clauses"
    yield f"Coverage {coverage.percent} %: {outcomes}{apart}"


def _said(line: Line, missed: Missed) -> str:
    clause = missed.goal.clause
    place = line.subject.location if clause is None else line.subject.places[clause]
    return f"{place}: {line.subject.name}: {said(line.subject, missed.goal)}"


def _suggest(suite: Suite, *, aside: bool) -> None:
    """Write cases for what none shows into the files where they belong."""
    root = suite.draft.root
    texts = {file.name: (root / file.name).read_bytes() for file in suite.draft.of("cases")}
    found = list(suggest(suite.model, suite.coverage))
    made = suggested_files(suite.model, suite.draft, found, texts, known_home(suite.draft))
    (root / "rules").mkdir(exist_ok=True)
    replace_all({root / file.name: file.data for file in made})
    for file in made:
        click.echo(f"wrote {printable(str(root / file.name))}:{file.line}", err=aside)
    for line in _suggested(suite.coverage, len(found)):
        click.echo(line, err=aside)


def _suggested(coverage: Coverage, cases: int) -> Iterator[str]:
    """Yield how much was suggested, and what is left."""
    unseen = [missed for line in coverage.lines for missed in line.uncovered]
    waiting = any(missed.waiting for missed in unseen)
    if cases:
        yield f"{counted(cases, 'case')} suggested: say what follows and take 'todo' out."
    elif waiting:
        yield "Nothing more is suggested: say what follows in the cases that are to do."
    else:
        yield "Nothing is suggested."
    if without := sum(missed.possible is None and not missed.waiting for missed in unseen):
        yield f"{counted(without, 'outcome')} left for which no answers were found."
