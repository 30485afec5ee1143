"""Periods: on which day one ends, counted as people count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel.content.period import ending, length


@pytest.mark.parametrize(
    ("period", "begun", "end"),
    [
        ("1 day", "2026-02-28", "2026-03-01"),
        ("2 weeks", "2026-12-25", "2027-01-08"),
        ("3 months", "2026-03-02", "2026-06-02"),
        ("1 month", "2026-01-31", "2026-02-28"),
        ("1 month", "2028-01-31", "2028-02-29"),
        ("6 months", "2026-08-31", "2027-02-28"),
        ("1 year", "2028-02-29", "2029-02-28"),
        ("12 months", "2026-12-01", "2027-12-01"),
    ],
)
def test_a_period_ends_on_the_day_with_the_same_number(period: str, begun: str, end: str) -> None:
    """Or on the last of the month where it has none."""
    assert ending(period, begun) == end


@pytest.mark.parametrize("period", ["999 years", "999 days"])
def test_no_period_ends_after_the_last_day_of_the_calendar(period: str) -> None:
    """A date by hand may be far away."""
    assert ending(period, "9999-12-31") == "9999-12-31"


def test_a_day_that_there_is_not_counts_as_the_last_of_its_month() -> None:
    """Plan files are read with it, for their schema cannot tell."""
    assert ending("1 month", "2026-02-31") == "2026-03-31"
    assert ending("1 week", "2026-02-31") == "2026-03-07"


def test_periods_are_as_long_as_their_days() -> None:
    """Of months and years, on the mean: a year has 365.2425 days."""
    assert (length("1 day"), length("2 weeks"), length("4 years")) == (1, 14, 1460.97)
    assert length("12 months") == length("1 year")


UNITS = st.sampled_from(["day", "week", "month", "year"])


@given(st.dates(date(1999, 1, 1), date(2999, 12, 31)), st.integers(2, 99), UNITS)
def test_the_end_is_about_as_far_as_the_period_is_long(begun: date, number: int, unit: str) -> None:
    """Within the three days by which months, and the one by which years, differ from the mean of the calendar."""
    period = f"{number} {unit}s"
    days = (date.fromisoformat(ending(period, begun.isoformat())) - begun) / timedelta(1)
    assert abs(days - length(period)) < 4
