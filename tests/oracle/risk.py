"""Risk of threats and priority of tasks, by plain arithmetic over intervals."""

from .evaluate import Entry, Evaluation, Pack, Sheet, raised_threat, requires
from .kleene import Kleene

Range = tuple[int, int]


def risk(pack: Pack, sheet: Sheet) -> tuple[dict[str, Range], dict[str, Range]]:
    """The risk of each threat and the priority of each task that is not excluded."""
    here = Evaluation(pack, sheet)
    threats = {
        threat["id"]: _threat_risk(here, threat)
        for threat in pack.get("threats", [])
        if here.raised(threat["id"]) is not False
    }
    tasks = {
        task["id"]: _priority(here, task, threats)
        for task in pack.get("countermeasures", [])
        if here.applies(task) is not False
    }
    return threats, tasks


def _threat_risk(here: Evaluation, threat: Entry) -> Range:
    """The maximum over the rules: low over the certain ones, high over the possible ones."""
    weighed: list[tuple[Kleene, Range]] = []
    for rule in here.pack.get("rules", []):
        for entry in rule.get("raises", []):
            if raised_threat(entry) == threat["id"]:
                shifts = {} if isinstance(entry, str) else entry
                weighed.append((here.fires(rule), _rule_risk(here, threat, shifts)))
    return _highest(weighed)


def _highest(weighed: list[tuple[Kleene, Range]]) -> Range:
    """High is the highest of what is possible; low the highest low of what is certain.

    Where nothing is certain but one of them must hold, low is the lowest that could be the one.
    """
    certain = [low for holds, (low, _) in weighed if holds is True]
    low = max(certain) if certain else min((low for holds, (low, _) in weighed if holds is None), default=0)
    high = max((high for holds, (_, high) in weighed if holds is not False), default=0)
    return low, high


def _rule_risk(here: Evaluation, threat: Entry, shifts: Entry) -> Range:
    """Likelihood times impact, each the sum of its shifts clamped to 1..5."""
    likelihood = _factor(here, threat, shifts, "likelihood")
    impact = _factor(here, threat, shifts, "impact")
    return likelihood[0] * impact[0], likelihood[1] * impact[1]


def _factor(here: Evaluation, threat: Entry, shifts: Entry, name: str) -> Range:
    low = high = threat[name] + shifts.get(name, 0)
    for adjustment in here.pack.get("adjustments", []):
        if threat["id"] in adjustment.get("threats", [threat["id"]]):
            holds, shift = here.condition(adjustment["when"]), adjustment.get(name, 0)
            low += shift if holds is True else min(shift, 0) if holds is None else 0
            high += shift if holds is True else max(shift, 0) if holds is None else 0
    return min(max(low, 1), 5), min(max(high, 1), 5)


def _priority(here: Evaluation, task: Entry, threats: dict[str, Range]) -> Range:
    """The highest of the threats that the task counters and the rules that require it."""
    countered = [
        (here.raised(threat), threats[threat]) for threat in task.get("counters", []) if threat in threats
    ]
    requiring = [
        (here.fires(rule), (rule["priority"], rule["priority"]))
        for rule in here.pack.get("rules", [])
        if requires(rule, task)
    ]
    return _highest(countered + requiring)
