"""Layers and components: sheets merged, and truths and risks joined over lanes."""

from collections.abc import Mapping

from .evaluate import Pack, Sheet, truths
from .risk import Range, risk


def merge(organisation: Sheet, system: Sheet, component: Sheet) -> Sheet:
    """One sheet of three layers; the nearest reply wins, be it unknown or an empty list."""
    return {**organisation, **system, **component}


def lanes(organisation: Sheet, system: Sheet, components: Mapping[str, Sheet]) -> list[Sheet]:
    """A merged sheet for each component, or the system's own where there are none."""
    return list(named_lanes(organisation, system, components).values())


def named_lanes(organisation: Sheet, system: Sheet, components: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """The merged sheets by component; the system alone has no name."""
    own = components or {"": {}}
    return {name: merge(organisation, system, sheet) for name, sheet in own.items()}


def joined_truths(pack: Pack, sheets: list[Sheet]) -> dict[str, str]:
    """Certain if certain in some lane, excluded if excluded in all, else possible."""
    found = [truths(pack, sheet) for sheet in sheets]
    return {name: _joined([lane[name] for lane in found]) for name in found[0]}


def _joined(words: list[str]) -> str:
    if "certain" in words:
        return "certain"
    return "possible" if "possible" in words else "excluded"


def joined_risk(pack: Pack, sheets: list[Sheet]) -> tuple[dict[str, Range], dict[str, Range]]:
    """The highest risk and priority over the lanes in which the threat or the task may be."""
    weighed = [(truths(pack, sheet), *risk(pack, sheet)) for sheet in sheets]
    return (
        _widest([_marked(words, "threat", threats) for words, threats, _ in weighed]),
        _widest([_marked(words, "task", tasks) for words, _, tasks in weighed]),
    )


def _marked(words: dict[str, str], kind: str, ranges: dict[str, Range]) -> dict[str, tuple[bool, Range]]:
    return {n: (words[f"{kind}:{n}"] == "certain", found) for n, found in ranges.items()}


def _widest(found: list[dict[str, tuple[bool, Range]]]) -> dict[str, Range]:
    """Low is the highest of the certain lanes, or else the lowest of the possible ones."""
    widest = {}
    for name in {name for lane in found for name in lane}:
        here = [lane[name] for lane in found if name in lane]
        sure = [low for certain, (low, _) in here if certain]
        low = max(sure) if sure else min(low for _, (low, _) in here)
        widest[name] = (low, max(high for _, (_, high) in here))
    return widest
