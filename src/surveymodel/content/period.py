"""Periods as content writes them: ``3 months`` goes in, the day on which one ends comes out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

__all__ = ["ending", "length"]

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


@lru_cache
def _read(period: str) -> tuple[int, int]:
    """Return a period as months and days, one of them none."""
    number, _, unit = period.partition(" ")
    unit = unit.removesuffix("s")
    return int(number) * _MONTHS.get(unit, 0), int(number) * _DAYS.get(unit, 0)


def length(period: str) -> float:
    """Return how long a period is, in days of the mean year of the calendar in use, 365.2425."""
    months, days = _read(period)
    return months * 365.2425 / 12 + days


def ending(period: str, begun: str) -> str:
    """Return the day on which a period ends that began on another, both as in ``2026-03-02``.

    A month ends on the day with the same number, or on its last day where it has none: one month
    from 31 January ends on the last day of February.
    """
    months, days = _read(period)
    year, month, day = map(int, begun.split("-"))
    years, month = divmod(month - 1 + months, 12)
    try:
        first = date(year + years, month + 1, 1)
        last = 31 if month == 11 else (first.replace(month=month + 2) - timedelta(1)).day
        end = first.replace(day=min(day, last)) + timedelta(days)
    except (OverflowError, ValueError):  # after the last day of the calendar
        end = date.max
    return end.isoformat()
