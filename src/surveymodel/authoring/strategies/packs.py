"""Random small packs as plain data, in the shapes of the schemas.

The entries lack the texts that authors must write; ``filling`` adds them.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field
from hypothesis import strategies as st

from surveymodel.authoring.strategies.conditions import conditions_over

__all__ = ["LAYERS", "Entry", "Pack", "packs"]

Entry = dict[str, Any]
Pack = dict[str, Any]

LAYERS: Final = ("organisation", "system", "component")
LETTERS: Final = ("a", "b", "c", "d")
SIGNS: Final = ("<", "<=", ">", ">=", "==", "!=")
VARYING_AT_NOUGHT: Final = ("==", "!=", ">", "<=")

#: Select, ordinary answers, exclusive answers or numbers compared with, ways to answer.
SHAPES: Final = (
    ("one", 2, 0, 2),
    ("one", 3, 0, 3),
    ("many", 1, 1, 3),
    ("number", 0, 1, 3),
    ("many", 2, 0, 4),
    ("one", 4, 0, 4),
    ("many", 0, 2, 3),
    ("many", 2, 1, 5),
    ("number", 0, 2, 5),
    ("many", 2, 2, 6),
    ("many", 3, 0, 8),
)


@define
class Draft:
    """A pack being drawn, and the names that conditions may use, each with its layer."""

    layers: bool
    pack: Pack
    names: list[tuple[str, int]] = field(factory=list)

    def seen(self, layer: int = 2) -> list[str]:
        """The names that something of this layer may look at."""
        return [name for name, own in self.names if own <= layer]


@st.composite
def packs(draw: st.DrawFn, *, limit: int = 300, layers: bool = False) -> Pack:
    """A small pack whose open sheet has at most ``limit`` completions (64 or more)."""
    draft = Draft(layers, {"questions": [], "facts": [], "values": [], "scales": []})
    budget, count = limit, draw(st.integers(2, 6))
    for left in reversed(range(count)):
        affordable = [shape for shape in SHAPES if shape[3] * 2**left <= budget]
        shape = draw(st.sampled_from(affordable))
        budget //= shape[3]
        _draw_question(draw, draft, shape)
        if draw(st.booleans()):
            _draw_fact(draw, draft)
    _draw_implications(draw, draft.pack["questions"])
    if draw(st.booleans()):
        _draw_scale(draw, draft)
    draft.pack |= _draw_consequences(draw, draft)
    draft.pack |= _draw_standard(draw, draft, draft.pack["countermeasures"])
    return draft.pack


def _maybe_when(draw: st.DrawFn, names: list[str]) -> Entry:
    """A condition in an entry, or nothing."""
    if not names or not draw(st.booleans()):
        return {}
    return {"when": draw(conditions_over(names))}


def _draw_layer(draw: st.DrawFn, draft: Draft) -> int:
    return draw(st.sampled_from((1, 0, 2))) if draft.layers else 1


def _draw_question(draw: st.DrawFn, draft: Draft, shape: tuple[str, int, int, int]) -> None:
    select, plain, alone, _ = shape
    layer = _draw_layer(draw, draft)
    name = f"q{len(draft.pack['questions']) + 1}"
    entry: Entry = {"id": name, "select": select}
    entry |= {"of": LAYERS[layer]} if draft.layers else {}
    entry |= _maybe_when(draw, draft.seen(layer))
    atoms = [name]
    if select == "number":
        entry["unit"] = "things"
        atoms += _draw_comparisons(draw, draft, name, alone)
    else:
        answers: list[Entry] = [{"id": letter} for letter in LETTERS[: plain + alone]]
        for answer in answers[plain:]:
            answer["exclusive"] = True
        entry["answers"] = answers
        atoms += [f"{name}.{answer['id']}" for answer in answers]
        atoms += [f"{name}.none"] if select == "many" else []
    draft.pack["questions"].append(entry)
    draft.names += [(atom, layer) for atom in atoms]


def _draw_comparisons(draw: st.DrawFn, draft: Draft, name: str, count: int) -> list[str]:
    """Comparisons of a number with a few numbers, some of them named values."""
    atoms = []
    for number in draw(st.lists(st.integers(0, 9), min_size=count, max_size=count, unique=True)):
        right = str(number)
        if draw(st.booleans()):
            right = f"v{len(draft.pack['values']) + 1}"
            draft.pack["values"].append({"id": right, "value": number})
        signs = SIGNS if number else VARYING_AT_NOUGHT
        chosen = draw(st.lists(st.sampled_from(signs), min_size=1, max_size=2, unique=True))
        atoms += [f"{name} {sign} {right}" for sign in chosen]
    return atoms


def _draw_fact(draw: st.DrawFn, draft: Draft) -> None:
    layer = _draw_layer(draw, draft)
    names = draft.seen(layer)
    if names:
        name = f"f{len(draft.pack['facts']) + 1}"
        draft.pack["facts"].append({"id": name, "when": draw(conditions_over(names))})
        draft.names.append((name, layer))


def _draw_implications(draw: st.DrawFn, questions: list[Entry]) -> None:
    """Let answers imply answers of later questions, all of one question where conflicts are wanted."""
    aims = questions
    if draw(st.booleans()):
        aims = [draw(st.sampled_from(questions[1:]))]
    for position, question in enumerate(questions):
        later = [aim for aim in aims if aim in questions[position + 1 :] and _may_imply(question, aim)]
        targets = [f"{aim['id']}.{answer['id']}" for aim in later for answer in aim.get("answers", [])]
        for answer in question.get("answers", []) if targets else []:
            some = st.lists(st.sampled_from(targets), max_size=2, unique_by=_question_of)
            answer.update(_listed("implies", draw(some)))


def _may_imply(source: Entry, target: Entry) -> bool:
    """An implication goes from a layer to the same or a lower one."""
    depths = [LAYERS.index(question.get("of", "system")) for question in (source, target)]
    return depths[0] <= depths[1]


def _question_of(answer: str) -> str:
    return answer.partition(".")[0]


def _draw_scale(draw: st.DrawFn, draft: Draft) -> None:
    """A scale; like every tier it looks at no question about components."""
    names = draft.seen(1)
    if not names:
        return
    count = draw(st.integers(2, 3))
    levels = [{"id": name, "when": draw(conditions_over(names))} for name in ("low", "mid", "top")]
    draft.pack["scales"].append({"id": "tier", "levels": levels[:count]})
    draft.names += [(f"tier.{level['id']}", 1) for level in levels[:count]]


def _shifts(draw: st.DrawFn) -> Entry:
    factors = draw(st.sampled_from((("likelihood",), ("impact",), ("likelihood", "impact"))))
    return {factor: draw(st.integers(-3, 3)) for factor in factors}


def _some(draw: st.DrawFn, ids: list[str], least: int = 0) -> list[str]:
    """A few different ids."""
    if not ids:
        return []
    return draw(st.lists(st.sampled_from(ids), min_size=least, max_size=3, unique=True))


def _draw_consequences(draw: st.DrawFn, draft: Draft) -> Pack:
    """Threats, rules, adjustments, countermeasures and guides."""
    names = draft.seen()
    threats = [f"t{n}" for n in range(1, draw(st.integers(1, 5)) + 1)]
    tasks = [f"c{n}" for n in range(1, draw(st.integers(1, 4)) + 1)]
    factor = st.integers(1, 5)
    return {
        "threats": [{"id": t, "likelihood": draw(factor), "impact": draw(factor)} for t in threats],
        "rules": [
            _draw_rule(draw, f"r{n}", names, threats, tasks) for n in range(1, draw(st.integers(1, 5)) + 1)
        ],
        "adjustments": [
            {"id": f"a{n}", "when": draw(conditions_over(names))} | _shifts(draw) | moved
            for n in range(1, draw(st.integers(0, 2)) + 1)
            for moved in [_listed("threats", _some(draw, threats))]
        ],
        "countermeasures": [
            {"id": task}
            | _listed("counters", _some(draw, threats))
            | _maybe_when(draw, names)
            | _listed("after", _some(draw, tasks[:position]))
            for position, task in enumerate(tasks)
        ],
        "guides": [guide for task in tasks for guide in _draw_guides(draw, task, names)],
    }


def _listed(key: str, ids: list[str]) -> Entry:
    return {key: ids} if ids else {}


def _draw_rule(draw: st.DrawFn, name: str, names: list[str], threats: list[str], tasks: list[str]) -> Entry:
    rule: Entry = {"id": name} | _maybe_when(draw, names)
    required = _some(draw, tasks)
    raised = _some(draw, threats, least=0 if required else 1)
    if raised:
        rule["raises"] = [
            {"threat": threat} | _shifts(draw) if draw(st.booleans()) else threat for threat in raised
        ]
    if required:
        rule |= {"requires": required, "priority": draw(st.integers(1, 25))}
    return rule


def _draw_guides(draw: st.DrawFn, task: str, names: list[str]) -> list[Entry]:
    """Up to two guides with conditions, and perhaps one for everything else."""
    stacks = ("left", "right")[: draw(st.integers(0, 2))]
    guides: list[Entry] = [
        {"countermeasure": task, "stack": stack, "when": draw(conditions_over(names))} for stack in stacks
    ]
    if draw(st.booleans()):
        guides.append({"countermeasure": task, "stack": "rest", "otherwise": True})
    return guides


def _draw_standard(draw: st.DrawFn, draft: Draft, countermeasures: list[Entry]) -> Pack:
    """A standard with groups and profiles, what serves it, and perhaps our reading of it.

    Its scope and profiles see no question about components.
    """
    ids = [f"1.{n}" for n in range(1, draw(st.integers(1, 3)) + 1)]
    above: list[Entry] = [{}, {"group": "g1"}, {"group": "g2"}, {"of": "1.1"}]
    profiles = ("basic", "strict")
    controls = [
        {"id": name}
        | draw(st.sampled_from(above[: 4 if name != ids[0] else 3]))
        | _listed("profiles", _some(draw, [*profiles]))
        for name in ids
    ]
    groups = [{"id": "g1", "title": "Outer"}, {"id": "g2", "title": "Inner", "group": "g1"}]
    standard = {"id": "std", "groups": groups, "controls": controls} | {
        "profiles": [{"id": profile, "title": profile} for profile in profiles]
    }
    for countermeasure in countermeasures:
        if mapped := {name: _draw_mapping(draw, draft) for name in _some(draw, ids)}:
            countermeasure["satisfies"] = {"std": mapped}
    found: Pack = {"standards": [standard]}
    if draw(st.booleans()):
        found["interpretations"] = [_draw_reading(draw, draft, ids, [c["id"] for c in countermeasures])]
    return found


def _draw_mapping(draw: st.DrawFn, draft: Draft) -> Entry:
    strength = draw(st.sampled_from(("full", "partial", "supports")))
    return {"strength": strength, "note": "A part."} | _maybe_when(draw, draft.seen())


def _draw_reading(draw: st.DrawFn, draft: Draft, ids: list[str], tasks: list[str]) -> Entry:
    """Our reading of the standard: scope, profiles, groups and controls."""
    facts = [name for name in draft.seen(1) if name.startswith("f")]
    reading: Entry = {"standard": "std"}
    if draw(st.booleans()) and facts:
        reading["scope"] = draw(st.sampled_from(facts))
    if draw(st.booleans()) and facts:
        profiles = draw(st.sampled_from((("basic",), ("basic", "strict"))))
        reading["profiles"] = {profile: draw(st.sampled_from(facts)) for profile in profiles}
    verdicts: list[Entry] = [{}, {}, {"organisational": "Ours."}, {"no-duty": "None."}, {"duty": "Yes."}]
    for key, names in (("groups", ["g1", "g2"]), ("controls", ids)):
        read = {name: _maybe_when(draw, draft.seen()) | draw(st.sampled_from(verdicts)) for name in names}
        if key == "controls" and len(tasks) > 1:
            for name in _some(draw, names):
                read[name]["full-when"] = draw(st.sampled_from([tasks[:2], tasks]))
        if any(read.values()):
            reading[key] = {name: entry for name, entry in read.items() if entry}
    return reading
