"""One resolution of a pack of 2,000 rules must not get slow: everything interactive waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bench.measure import Row, timed
from bench.plain import fired
from bench.workload import sheet, workload
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given
from surveymodel.engine.resolve import Resolution, resolve
from surveymodel.engine.sheet import System
from surveymodel.project.plan import plan


def rows() -> Iterator[Row]:
    """Measure resolutions beside a plain recursive evaluation of the same conditions."""
    content = workload()
    model = link(content)
    linking = timed(lambda: link(content), rounds=3)
    complete = sheet(content, seed=3)
    _compare(resolve(model, System(answers=complete)), fired(content, complete))
    plain = timed(lambda: fired(content, complete), rounds=5)
    for share, words in ((1.0, "complete sheet"), (0.6, "sheet with open questions")):
        system = System(answers=sheet(content, seed=3, share=share))
        resolution = resolve(model, system)
        one = timed(partial(resolve, model, system), rounds=50)
        yield Row(f"resolve, both planes, {words}", one, "recursive evaluation, complete", plain, 0.002)
        yield Row(
            f"answers to plan with all reasons, {words}",
            timed(partial(planned, model, sheet(content, seed=3, share=share)), rounds=15),
            "the resolution",
            one,
            0.005 if share == 1 else None,
        )
        yield Row(
            f"plan from that resolution, {words}",
            timed(partial(plan, resolution), rounds=5),
            "the resolution",
            one,
        )
    yield Row("link", linking, "the resolution", one)


def planned(model: SurveyModel, answers: Mapping[str, Given]) -> int:
    """Read the answers of a system, resolve them and read the reasons of every task."""
    return sum(len(task.reasons) for task in plan(resolve(model, system(model, answers))).tasks)


def system(model: SurveyModel, answers: Mapping[str, Given]) -> System:
    """Return a system with these answers, those of its organisation apart."""
    above = {id: given for id, given in answers.items() if model.questions[id].of == "organisation"}
    own = {id: given for id, given in answers.items() if id not in above}
    return System(answers=own, organisation=System(answers=above) if above else None)


def _compare(resolution: Resolution, expected: set[str]) -> None:
    """Stop the run where the two evaluations differ."""
    found = set(resolution.truths("rule", "certain"))
    if found != expected:
        raise SystemExit(f"resolutions differ: {sorted(found ^ expected)[:5]}")
