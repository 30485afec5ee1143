"""Curves of growth as pictures: logarithmic scales, every line named at its end, for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import vl_convert
from attrs import frozen

from bench.growth import Point

__all__ = ["CURVES", "write"]


@frozen
class Curve:
    """What a picture shows."""

    by: str
    title: str
    x: str
    y: str
    powers: tuple[int, int]  #: the least and the greatest power of ten of seconds
    range: tuple[int, int]  #: of what it is about; room for the names follows


CURVES = {
    "sheets": Curve("sheets", "All of 2,000 rules evaluated", "sheets", "time", (-4, 2), (1, 1_000_000)),
    "rules": Curve("rules", "All rules evaluated, for each sheet", "rules", "time for each sheet", (-8, 0), (500, 8_000)),
}  # fmt: skip

#: Ink, faint ink and grid of each page; the paper is that of the page.
_PAGES = {"light": ("#1f2328", "#59636e", "#d8dee4"), "dark": ("#e6edf3", "#9198a1", "#373e47")}

#: Of each engine, its colour on light and on dark pages, both well apart from the paper.
_COLOURS = {
    "surveymodel": ("#c2410c", "#fb923c"),
    "numpy": ("#1d4ed8", "#60a5fa"),
    "polars": ("#0f766e", "#2dd4bf"),
    "zen-engine": ("#7e22ce", "#c084fc"),
    "datalogic-py": ("#a16207", "#facc15"),
    "common-expression-language": ("#be185d", "#f472b6"),
    "json-logic-qubit": ("#4d7c0f", "#a3e635"),
    "rule-engine": ("#475569", "#94a3b8"),
}

_WIDTH, _HEIGHT, _FONT = 620, 400, 12
_UNITS = {-9: "1 ns", -8: "10 ns", -7: "100 ns", -6: "1 µs", -5: "10 µs", -4: "100 µs", -3: "1 ms",
          -2: "10 ms", -1: "100 ms", 0: "1 s", 1: "10 s", 2: "100 s"}  # fmt: skip


def write(found: Iterable[Point], folder: Path) -> Iterator[Path]:
    """Write both curves for light and dark pages; yield where."""
    points = list(found)
    for by, curve in CURVES.items():
        for page in _PAGES:
            path = folder / f"performance-{by}-{page}.svg"
            svg = vl_convert.vegalite_to_svg(spec(curve, points, page))
            path.write_text(svg if svg.endswith("\n") else f"{svg}\n", encoding="utf-8")
            yield path


def spec(curve: Curve, found: Iterable[Point], page: str) -> dict[str, Any]:
    """Return a Vega-Lite specification."""
    points = [one for one in found if one.by == curve.by]
    data = [{"engine": one.engine, "x": getattr(one, curve.by), "y": _height(curve, one)} for one in points]
    ink, faint, grid = _PAGES[page]
    engines = [engine for engine in _COLOURS if any(one.engine == engine for one in points)]
    colours = [_COLOURS[engine][page == "dark"] for engine in engines]
    colour = {
        "field": "engine",
        "type": "nominal",
        "scale": {"domain": engines, "range": colours},
        "legend": None,
    }
    x = {"field": "x", "type": "quantitative", "scale": {"type": "log", "domain": list(curve.range)}}
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [10.0**power for power in curve.powers]},
    }
    place = {
        "x": {**x, "axis": _axis(curve.x, _ticks(curve))},
        "y": {**y, "axis": _y_axis(curve)},
        "color": colour,
    }
    mine = {"condition": {"test": "datum.engine == 'surveymodel'", "value": 3.5}, "value": 2}
    line = {"mark": {"type": "line", "point": {"size": 34}}, "encoding": {**place, "strokeWidth": mine}}
    names = {
        "data": {"values": _names(curve, data)},
        "mark": {"type": "text", "align": "left", "dx": 9, "baseline": "middle", "fontSize": _FONT},
        "encoding": {
            "x": x, "y": {**y, "field": "label"}, "color": colour,
            "text": {"field": "engine"},
        },
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH, "height": _HEIGHT, "background": "transparent",
        "padding": {"left": 5, "top": 5, "bottom": 5, "right": 5},
        "title": {"text": curve.title, "anchor": "start", "color": ink, "fontSize": 14},
        "data": {"values": data}, "layer": [line, names],
        "config": {
            "font": "sans-serif", "view": {"stroke": None},
            "axis": {
                "labelColor": faint, "titleColor": ink, "gridColor": grid, "domainColor": faint,
                "tickColor": faint, "labelFontSize": _FONT, "titleFontSize": _FONT,
            },
        },
    }  # fmt: skip


def _height(curve: Curve, point: Point) -> float:
    return point.seconds if curve.by == "sheets" else point.each


def _axis(title: str, values: Iterable[int]) -> dict[str, Any]:
    return {"title": title, "values": list(values), "format": ",d", "labelFlush": False}


def _ticks(curve: Curve) -> Iterator[int]:
    """Yield powers of ten, or doublings where there are few of those."""
    first, last = curve.range
    step = 10 if last / first > 1_000 else 2
    while first <= last:
        yield first
        first *= step


def _y_axis(curve: Curve) -> dict[str, Any]:
    low, high = curve.powers
    words = {f"{10.0**power:.9f}": _UNITS[power] for power in range(low, high + 1)}
    chosen = " : ".join(
        f"abs(datum.value / {10.0**power} - 1) < 0.01 ? '{_UNITS[power]}'" for power in range(low, high + 1)
    )
    return {"title": curve.y, "values": [float(word) for word in words], "labelExpr": f"{chosen} : ''"}


def _names(curve: Curve, data: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the last point of each line with a height for its name that keeps clear of the others."""
    last: dict[str, Mapping[str, Any]] = {}
    for one in data:
        if one["engine"] not in last or one["x"] >= last[one["engine"]]["x"]:
            last[one["engine"]] = one
    low, high = curve.powers
    apart = (_FONT + 4) * (high - low) / _HEIGHT
    placed: list[dict[str, Any]] = []
    for one in sorted(last.values(), key=lambda one: float(one["y"])):
        height = math.log10(one["y"])
        for other in placed:
            if other["x"] == one["x"]:
                height = max(height, math.log10(other["label"]) + apart)
        if one["x"] < curve.range[1] and abs(height - round(height)) < apart / 2:
            height = round(height) + apart * 0.6  # off the line of the grid
        placed.append({**one, "label": 10**height})
    return placed
