"""Two versions of a random pack, as plain data: the second with some entries changed, or another pack."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.packs import Plain
from tests.strategies import packs

__all__ = ["versions"]


def versions() -> st.SearchStrategy[tuple[Plain, Plain]]:
    """Two packs that share their ids: one edited, or two that were drawn apart."""
    apart = st.tuples(packs(), packs())
    return st.one_of(packs(layers=True).flatmap(lambda pack: st.tuples(st.just(pack), _edited(pack))), apart)


@st.composite
def _edited(draw: st.DrawFn, pack: Plain) -> Plain:
    """The pack with conditions taken away or turned round, and rules and what they bring left out."""
    result = dict(pack)
    for kind in ("questions", "facts", "rules", "countermeasures"):
        result[kind] = [_entry(draw, kind, entry) for entry in pack.get(kind, [])]
    result["rules"] = [rule for rule in result["rules"] if draw(st.integers(0, 5))]
    return result


def _entry(draw: st.DrawFn, kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    made = dict(entry)
    what = draw(st.sampled_from(("keep", "keep", "keep", "free", "turn", "less")))
    if what == "free" and kind != "facts":
        made.pop("when", None)
    if what == "turn" and "when" in made and kind != "questions":
        made["when"] = f"not ({made['when']})"
    if what == "less" and kind == "questions":
        made["answers"] = [
            {key: value for key, value in answer.items() if key != "implies"}
            for answer in made.get("answers", [])
        ]
        if not made["answers"]:
            del made["answers"]
    if what == "less" and kind == "countermeasures" and len(made.get("counters", ())) > 1:
        made["counters"] = made["counters"][1:]
    return made
