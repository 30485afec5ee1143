"""Laws of a kept plan: whatever happens to answers, pack, components and statuses, nothing decided is lost."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from surveymodel import System, resolve
from surveymodel.content.document import read
from surveymodel.content.schema import load_schema
from surveymodel.engine.resolve import Resolution
from surveymodel.engine.sheet import Component
from surveymodel.errors import AnswerError, SurveyModelError
from surveymodel.project.causes import offered
from surveymodel.project.deciding import decide
from surveymodel.project.edit import comments
from surveymodel.project.plan import plan
from surveymodel.project.plan_file import FORMAT, Kept, PlanFile, event_data, plan_data
from surveymodel.project.plan_reading import plan_file
from surveymodel.project.plan_text import new_text, rewritten
from surveymodel.project.standing import NO_DAY, STATUSES, VERIFICATIONS, Event, Standing
from surveymodel.project.update import update
from tests.packs import Plain, model
from tests.strategies import packs, systems

FEWER = settings(max_examples=max(1, settings().max_examples // 2))

# ---------------------------------------------------------------------------------------------
# The format

WORDS = st.sampled_from(["it is so", "see #4", "no: not yet", "-", "'", "yes", "12", "ünïcode", "a\nb"])
DAYS = st.sampled_from(["2026-03-02", "2026-07-01", "2026-12-31"])


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw something that may stand in a history."""
    line = st.none() | WORDS.filter(lambda text: "\n" not in text)
    return Event(
        draw(DAYS),
        draw(line),
        draw(st.none() | st.sampled_from(STATUSES)),
        draw(st.none() | st.sampled_from(VERIFICATIONS)),
        evidence=draw(line),
        until=draw(st.none() | DAYS),
        due=draw(st.none() | st.just(NO_DAY) | DAYS),
        text=draw(st.none() | st.sampled_from(["0123456789ab", "123456789012", "1e5555555555"])),
        answers=draw(st.sampled_from([{}, {"q": "a"}, {"q": ["a", "b"], "n": {"at-least": 3}}])),
        note=draw(st.none() | WORDS),
    )


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Draw a standing with its history."""
    result = Standing()
    for event in draw(st.lists(events(), max_size=2)):
        result = result.after(event)
    return evolve(result, left=draw(st.none() | DAYS))


@st.composite
def kept_tasks(draw: st.DrawFn) -> Kept:
    """Draw a task as it is kept, with components or without."""
    low = draw(st.integers(0, 25))
    return Kept(
        draw(WORDS.filter(lambda text: "\n" not in text)),
        draw(st.sampled_from(["0123456789ab", "123456789012", "1e5555555555"])),
        (low, draw(st.integers(low, 25))),
        draw(st.sampled_from([(), ("r",), ("r", "s")])),
        draw(st.dictionaries(st.sampled_from([None, "web", "api"]), standings(), min_size=1, max_size=3)),
    )


@st.composite
def plan_files(draw: st.DrawFn, resolution: Resolution) -> PlanFile:
    """Draw a plan file of a system with tasks of any kind."""
    empty = update(resolution, None, on="2026-03-02").accepted(by=draw(st.none() | st.just("ana")))
    ids = st.sampled_from(["lock", "log", "limit", "test"])
    return evolve(empty, tasks=draw(st.dictionaries(ids, kept_tasks(), max_size=3)))


def of(pack: Plain, drawn: Plain) -> Resolution:
    """Return what follows from drawn answers."""
    return resolve(model(pack), system_of(drawn))


def system_of(drawn: Plain) -> System:
    return System(
        id="club",
        answers=drawn["system"],
        organisation=System(id="org", answers=drawn["organisation"]),
        components={id: Component(sheet) for id, sheet in drawn["components"].items()},
    )


@st.composite
def resolutions(draw: st.DrawFn) -> Resolution:
    """Draw a small pack and a system of it, resolved."""
    pack = draw(packs(limit=64))
    return of(pack, draw(systems(pack)))


def validator() -> Draft202012Validator:
    common = Resource[Any].from_contents(load_schema("common"))
    registry = Registry[Any]().with_resource("common.schema.json", common)
    return Draft202012Validator(load_schema("plan-file"), registry=registry)


VALIDATOR = validator()


@FEWER
@given(resolutions().flatmap(plan_files))
def test_what_is_written_is_what_its_schema_allows_and_reads_the_same(file: PlanFile) -> None:
    """As plain data and as a text."""
    data = plan_data(file)
    assert [] == [error.message for error in VALIDATOR.iter_errors(data)]
    assert file == plan_file(data)
    document = read("", new_text(file).encode())
    assert document.diagnostics == ()
    assert file == plan_file(document.data)


#: What may be put in the place of any value.
ODD: tuple[Any, ...] = (
    1, -1, 26, True, [], {}, "", " ", "odd", "Odd", "a\nb", "2026-13-01", "2026-03-02", ["odd"], {"odd": 1}, "done",
    "0123456789ab", "unknown",
)  # fmt: skip


@FEWER
@given(resolutions().flatmap(plan_files), st.data())
def test_what_can_be_read_is_what_the_schema_allows(file: PlanFile, data: st.DataObject) -> None:
    """Whatever is put in the place of some value, or under another key; answers have laws of their own."""
    plain = json.loads(json.dumps(plan_data(file)))
    spots = [(holder, key) for holder, key in places(plain) if key != "answers"]
    holder, key = data.draw(st.sampled_from(spots), label="place")
    way = data.draw(st.sampled_from(["value", "value", "key", "gone"]), label="way")
    if isinstance(holder, dict) and way != "value":
        value = holder.pop(key)
        if way == "key":
            holder[data.draw(st.sampled_from(["odd", "Odd", "left", "note"]), label="key")] = value
    else:
        holder[key] = data.draw(st.sampled_from(ODD), label="value")
    errors = [error.message for error in VALIDATOR.iter_errors(plain)]
    try:
        plan_file(plain)
    except (KeyError, TypeError, ValueError, AnswerError):
        assert errors
    else:
        assert not errors


def places(data: Any) -> Any:
    """Yield where values stand."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list) and key != "answers":
            yield from places(value)


@FEWER
@given(
    resolutions().flatmap(lambda resolution: st.tuples(plan_files(resolution), plan_files(resolution))),
    st.integers(0, 1 << 20),
)
def test_a_change_of_a_plan_file_keeps_every_comment(pair: tuple[PlanFile, PlanFile], seed: int) -> None:
    """Histories only grow; whatever else is another afterwards, all comments of the text are there still."""
    old, other = pair
    text = commented(new_text(old), seed)
    tasks = dict(old.tasks)
    for id, kept in other.tasks.items():
        tasks[id] = kept if id not in tasks else grown(tasks[id], kept)
    new = evolve(old, tasks=tasks, accepted=(*old.accepted, *other.accepted), answers=other.answers)
    result = rewritten(text, old, new, {})
    assert new == plan_file(read("", result.encode()).data)
    assert Counter(comments(text)) == Counter(comments(result))
    assert result == rewritten(result, new, new, {})


def grown(kept: Kept, other: Kept) -> Kept:
    """Return a task with another's words and with the events of the other after its own."""
    result = evolve(kept, title=other.title, text=other.text, priority=other.priority, rules=other.rules)
    for place, standing in other.places.items():
        for event in standing.history:
            result = result.put(place, result.at(place).after(event))
    return result


def commented(text: str, seed: int) -> str:
    """Return a text with comments above some of its lines and beside others."""
    chosen, lines = random.Random(seed), []
    for number, line in enumerate(text.splitlines()):
        where = chosen.choice(["", "", "", "above", "beside"])
        margin = line[: len(line) - len(line.lstrip())]
        lines += [f"{margin}# above {number}"] if where == "above" else []
        lines.append(f"{line}  # beside {number}" if where == "beside" else line)
    return "\n".join([*lines, ""])


# ---------------------------------------------------------------------------------------------
# A life


def decided(file: PlanFile) -> Counter[str]:
    """Return everything that stands in the histories of a plan."""
    return Counter(
        json.dumps(event_data(event), sort_keys=True)
        for kept in file.tasks.values()
        for standing in kept.places.values()
        for event in standing.history
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Plain], list[tuple[str, Any]]]:
    """Draw versions of a pack, and what happens to a system of it one after the other."""
    first = draw(packs(limit=64))
    assume(first["countermeasures"])
    versions = [first, *(draw(versions_of(first)) for _ in range(draw(st.integers(0, 2))))]
    steps: list[tuple[str, Any]] = [("system", draw(systems(first))), ("accept", None)]
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["system", "accept", "accept", "pack", "set", "set", "some"]))
        value: Any = draw(st.integers(0, 100))
        if kind == "system":
            value = draw(systems(first))
        elif kind == "set":
            value = (value, draw(st.sampled_from(STATUSES)))
        steps.append((kind, value))
    return versions, steps


@st.composite
def versions_of(draw: st.DrawFn, pack: Plain) -> Plain:
    """Draw a later version of a pack: rules that went, countermeasures reworded, given another id or made one."""
    rules = [rule for rule in pack["rules"] if draw(st.booleans())]
    tasks, new = [], dict[str, str]()
    for task in pack["countermeasures"]:
        id, way = task["id"], draw(st.sampled_from(["same", "reworded", "renamed", "merged"]))
        if way in ("renamed", "merged"):
            new[id] = f"{id}-too" if way == "renamed" else "one"
        if new.get(id) != "one" or list(new.values()).count("one") == 1:
            words = {"title": "Do it in another way"} if way == "reworded" else {}
            tasks.append({**task, "id": new.get(id, id), **words})

    def called(ids: list[str]) -> list[str]:
        return list(dict.fromkeys(new.get(id, id) for id in ids))

    for entry, key in [*((rule, "requires") for rule in rules), *((task, "after") for task in tasks)]:
        if key in entry:
            index = (rules if key == "requires" else tasks).index(entry)
            named = [id for id in called(entry[key]) if id != entry["id"]]
            (rules if key == "requires" else tasks)[index] = {**entry, key: named}
    guides = [guide for guide in pack["guides"] if guide["countermeasure"] not in new]
    because = {"kind": "countermeasure", "because": "It has a better name."}
    retired = [{**because, "id": id, "successors": [to]} for id, to in new.items()]
    return {**pack, "rules": rules, "countermeasures": tasks, "guides": guides, "retired": retired}


@FEWER
@given(lives())
def test_nothing_that_was_decided_is_ever_lost(life: tuple[list[Plain], list[tuple[str, Any]]]) -> None:
    """Whatever comes between: every event stays, a plan that was accepted is accepted, and the text reads so."""
    versions, steps = life
    linked = [model(pack) for pack in versions]
    at, system = 0, System(id="club")
    text, file = "", None
    for kind, value in steps:
        resolution = resolve(linked[at], offered(linked[at], system))
        before = decided(file) if file else Counter[str]()
        if kind == "system":
            system = system_of(value)
        elif kind == "pack":
            at = value % len(linked)
        elif kind == "set" and file:
            text, file = set_(resolution, text, file, *value)
        elif kind in ("accept", "some"):
            found = update(resolution, file, on="2026-09-01")
            moving = sorted({move.task for move in found.moves})
            only: list[str] = moving[value % len(moving) :][:1] if kind == "some" and moving and file else []
            new = found.accepted(by="ana", only=only)
            renamed = {old: now for old, now in found.renamed.items() if not only or now in only}
            text = rewritten(text, file, new, renamed) if file else new_text(new)
            file = new
            again = update(resolution, file, on="2026-09-01")
            assert not only or all(move.task not in only for move in again.moves)
            assert only or (again.moves == () and again.accepted() == file)
            assert only or active(file) >= certain(resolution)
        if file:
            assert before <= decided(file)
            assert file == plan_file(read("", text.encode()).data)


def active(file: PlanFile) -> set[tuple[str, str | None]]:
    """Return the tasks that are in a plan, and where."""
    return {
        (id, at) for id, kept in file.tasks.items() for at, one in kept.places.items() if one.left is None
    }


def certain(resolution: Resolution) -> set[tuple[str, str | None]]:
    """Return the tasks that certainly follow, and where."""
    found = [task for task in plan(resolution).tasks if task.certainty == "certain"]
    return {(task.id, at) for task in found for at in (task.components or (None,))}


def set_(resolution: Resolution, text: str, file: PlanFile, number: int, status: Any) -> tuple[str, PlanFile]:
    """Set the status of some task and the day by which it is due, if the plan has any."""
    ids = sorted(file.tasks)
    if not ids:
        return text, file
    until = "2026-08-01" if status == "waived" else None
    due = (None, "2026-06-30", NO_DAY)[number % 3]
    event = Event("2026-05-01", "ben", status, note="why", until=until, due=due)
    try:
        new = decide(resolution, file, ids[number % len(ids)], event)
    except SurveyModelError:
        return text, file  # it has left the plan
    return rewritten(text, file, new, {}), new


def test_the_format_is_the_one_of_the_schema() -> None:
    """One name in both."""
    assert load_schema("plan-file")["properties"]["format"]["const"] == FORMAT
