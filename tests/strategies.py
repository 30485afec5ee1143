"""Random small packs and answer sheets as plain data, in the shapes of the schemas.

Packs are those of ``surveymodel.testing``, before their texts are filled in. Sheets are drawn by
what the plain implementation in ``tests/oracle`` says of a pack, with nothing of the engine.
"""

from typing import Any

from hypothesis import strategies as st

from surveymodel.authoring.strategies.conditions import conditions_over as conditions
from surveymodel.authoring.strategies.packs import LAYERS, Entry, packs
from tests.oracle import KEEP, Evaluation, Pack, Reply, Sheet, alternatives, lists, thresholds

__all__ = ["LAYERS", "complete_sheets", "conditions", "packs", "replies", "sheets", "systems"]

Systems = dict[str, Any]


def replies(pack: Pack, question: Entry) -> st.SearchStrategy[Reply]:
    """Valid replies to one question, unknown among them."""
    if question["select"] == "one":
        given: list[Reply] = [answer["id"] for answer in question["answers"]]
        return st.sampled_from([*given, "unknown"])
    if question["select"] == "many":
        return st.sampled_from([*lists(question), "unknown"])
    edges = thresholds(pack, question["id"])
    near = sorted({0, *(n for edge in edges for n in (edge - 1, edge, edge + 1) if n >= 0)})
    bounds = st.tuples(st.sampled_from(near), st.integers(1, 5))
    intervals = st.one_of(
        bounds.map(lambda b: {"at-least": b[0], "below": b[0] + b[1]}),
        bounds.map(lambda b: {"at-least": b[0]}),
        bounds.map(lambda b: {"below": b[0] + 1}),
    )
    return st.one_of(st.sampled_from(near), intervals, st.just("unknown"))


def sheets(pack: Pack, *, layers: tuple[str, ...] = LAYERS) -> st.SearchStrategy[Sheet]:
    """Valid sheets over the questions of some layers, asked or not."""
    own = [q for q in pack["questions"] if q.get("of", "system") in layers]
    lines = {q["id"]: st.one_of(st.just(KEEP), replies(pack, q), replies(pack, q)) for q in own}
    return st.fixed_dictionaries(lines).map(_given)


def _given(lines: Sheet) -> Sheet:
    return {question: reply for question, reply in lines.items() if reply is not KEEP}


@st.composite
def systems(draw: st.DrawFn, pack: Pack) -> Systems:
    """A system with an organisation and up to three components, each reply in a proper layer."""
    own = st.dictionaries(
        st.sampled_from(("site", "worker", "store")), sheets(pack, layers=LAYERS[2:]), max_size=3
    )
    return {
        "organisation": draw(sheets(pack)),
        "system": draw(sheets(pack, layers=LAYERS[1:])),
        "components": draw(own),
    }


@st.composite
def complete_sheets(draw: st.DrawFn, pack: Pack) -> Sheet:
    """Sheets that leave nothing possible, stale answers and contradictions among them."""
    sheet: Sheet = {}
    for question in pack["questions"]:
        name, exact = question["id"], replies(pack, question).filter(_is_exact)
        closing = alternatives(pack, sheet, question)
        asked = Evaluation(pack, sheet).asked(name)
        chosen: st.SearchStrategy[Reply] = st.sampled_from(closing)
        reply = draw(st.one_of(chosen, exact) if asked or draw(st.booleans()) else chosen)
        if reply is not KEEP:
            sheet[name] = reply
    return sheet


def _is_exact(reply: Reply) -> bool:
    return reply != "unknown" and not isinstance(reply, dict)
