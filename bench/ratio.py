"""What is measured beside another engine: both times, their ratio, the bound on it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

__all__ = ["Ratio", "ratios"]


@frozen
class Ratio:
    """The library's time beside that of another engine for the same result, from one process."""

    what: str
    ours: float  #: seconds
    engine: str
    form: str  #: how the engine is used
    theirs: float
    bound: float | None = None  #: on the library's time as a part of the other's

    @property
    def ratio(self) -> float:
        """The library's time as a part of the other's."""
        return self.ours / self.theirs

    @property
    def met(self) -> str:
        """Whether the bound was met in this run."""
        if self.bound is None:
            return ""
        return "yes" if self.ratio <= self.bound else "NO"


def shown_time(seconds: float) -> str:
    """Return a time in a unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def ratios(found: Iterable[Ratio]) -> str:
    """Return the measurements as a Markdown table."""
    lines = ["| what | surveymodel | engine | used as | time | ratio | at most | met |"]
    lines.append("|---|---:|---|---|---:|---:|---:|---|")
    for one in found:
        bound = "" if one.bound is None else f"{one.bound:.2f}"
        lines.append(
            f"| {one.what} | {shown_time(one.ours)} | {one.engine} | {one.form} "
            f"| {shown_time(one.theirs)} | {one.ratio:.3g} | {bound} | {one.met} |"
        )
    return "\n".join(lines)
