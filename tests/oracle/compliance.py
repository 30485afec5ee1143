"""What becomes of each control, by looking at each component in turn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .evaluate import Entry, Evaluation, Pack, Sheet, mapping, over
from .kleene import WORDS, Kleene, every, some

STAGES = ("addressed", "implemented", "verified")


@dataclass(frozen=True)
class Line:
    """A control: its status now, the best that open answers can make of it, and how far it is."""

    status: str
    at_best: str
    in_scope: str
    stage: str | None
    because: str | None


@dataclass(frozen=True)
class Lane:
    """A control in one component.

    Whether it applies there, is met, and is served in part; how far the furthest of the ways to
    meet it is; and each task that meets a part of it, with how sure that is and how far it is.
    """

    scope: Kleene
    met: Kleene
    part: Kleene
    furthest: int
    parts: dict[str, tuple[Kleene, int]]


def compliance(
    pack: Pack,
    standard: str,
    sheets: Mapping[str, Sheet],
    profiles: Collection[str] = (),
    progress: Mapping[str, str] | None = None,
) -> dict[str, Line]:
    """Every control's line; the sheets are those of the components, or one of the system alone."""
    here = {name: Evaluation(pack, sheet) for name, sheet in sheets.items()}
    controls = next(iter(here.values())).standard(standard)["controls"]
    stages = progress or {}
    return {c["id"]: _line(here, standard, c["id"], profiles, stages) for c in controls}


def nearest(here: Evaluation, standard: str, control: str) -> Entry:
    """The reading that decides: that of the control, or else of the nearest that it stands in."""
    reading = here.interpretation(standard)
    read = {**reading.get("groups", {}), **reading.get("controls", {})}
    found: list[Entry] = [read[name] for name in over(here.standard(standard), control) if name in read]
    return found[0] if found else {}


def full_when(here: Evaluation, standard: str, control: str) -> list[str]:
    """The tasks that meet a control only together."""
    own = here.interpretation(standard).get("controls", {}).get(control, {})
    found: list[str] = own.get("full-when", [])
    return found


def _line(
    here: Mapping[str, Evaluation],
    standard: str,
    control: str,
    profiles: Collection[str],
    progress: Mapping[str, str],
) -> Line:
    lanes = [_lane(lane, name, standard, control, profiles, progress) for name, lane in here.items()]
    reading = nearest(next(iter(here.values())), standard, control)
    scope = some(lane.scope for lane in lanes)
    if scope is False:
        return Line("not-in-scope", "not-in-scope", WORDS[scope], None, None)
    for status in ("organisational", "no-duty"):
        if status in reading:
            return Line(status, status, WORDS[scope], None, reading[status])
    worst = _worst(lanes)
    return Line(worst, _best(lanes), WORDS[scope], _stage(lanes, worst), None)


def _lane(
    here: Evaluation,
    name: str,
    standard: str,
    control: str,
    profiles: Collection[str],
    progress: Mapping[str, str],
) -> Lane:
    tasks = {task["id"]: task for task in here.pack.get("countermeasures", [])}
    strengths = {id: mapping(task, standard, control) for id, task in tasks.items()}
    holds = {id: here.serves(task, standard, control) for id, task in tasks.items()}
    joint = full_when(here, standard, control)

    def ways(strength: str) -> list[str]:
        return [id for id, mapped in strengths.items() if mapped and mapped["strength"] == strength]

    def stage(task: str) -> int:
        return STAGES.index(progress.get(f"{task}@{name}", progress.get(task, "addressed")))

    together = every(here.applies(tasks[id]) for id in joint) if joint else False
    meeting = [stage(id) for id in ways("full") if holds[id] is True]
    meeting += [min(stage(id) for id in joint)] if together is True else []
    parts = {id: some([here.applies(tasks[id]), holds[id]]) for id in joint}
    parts |= {id: holds[id] for id in ways("full") + ways("partial") if id not in joint}
    return Lane(
        scope=here.in_scope(standard, control, profiles),
        met=some([together, *(holds[id] for id in ways("full"))]),
        part=some(parts.values()),
        furthest=max(meeting, default=-1),
        parts={id: (sure, stage(id)) for id, sure in parts.items()},
    )


def _worst(lanes: list[Lane]) -> str:
    """The least that becomes of a control, whichever of the open lanes turn out to be in scope."""
    sure = [lane for lane in lanes if lane.scope is True]
    able = [lane for lane in lanes if lane.scope is not False]
    if all(lane.met is True for lane in able):
        return "full"
    if any(lane.part is True for lane in sure) or (not sure and all(lane.part is True for lane in able)):
        return "partly"
    return "gap"


def _best(lanes: list[Lane]) -> str:
    """The most: an open lane may turn out not to be in scope, if another one is."""
    sure = [lane for lane in lanes if lane.scope is True]
    able = [lane for lane in lanes if lane.scope is not False]
    if sure and all(lane.met is not False for lane in sure):
        return "full"
    if not sure and any(lane.met is not False for lane in able):
        return "full"
    return "partly" if any(lane.part is not False for lane in able) else "gap"


def _stage(lanes: list[Lane], status: str) -> str | None:
    """How far it is: as far as the least far component, or the least far of the parts.

    A task is a part if it certainly is one in some component; it is as far as it is in the least
    far of the components in which it may be one.
    """
    able = [lane for lane in lanes if lane.scope is not False]
    if status == "full":
        return STAGES[min(lane.furthest for lane in able)]
    if status == "gap":
        return None
    sure = {id for lane in able for id, (held, _) in lane.parts.items() if held is True}
    open_too = [lane.parts[id] for lane in able for id in sure]
    return STAGES[min(stage for held, stage in open_too if held is not False)]
