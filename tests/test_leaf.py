"""Names in conditions: whether they exist, and are used as what they are."""

from __future__ import annotations

import pytest

from tests.tiny import spoilt


@pytest.mark.parametrize(
    ("condition", "messages"),
    [
        ("page-ours and reach and features.none and tier.high and people >= crowd", []),
        ("people == 5 or people != crowd", []),
        ("«page-our", ["SM301 unknown fact or question 'page-our' (did you mean 'page-ours'?)"]),
        ("reach and «zzz", ["SM301 unknown fact or question 'zzz'"]),
        ("«crowd", ["SM305 'crowd' is a value: compare a number question with it"]),
        ("«tier", ["SM305 'tier' is a scale: name one of its levels, tier.low, tier.high"]),
        ("«reech.staff", ["SM301 unknown answer 'reech.staff' (did you mean 'reach.staff'?)"]),
        ("«reach.staf", ["SM301 unknown answer 'reach.staf' (did you mean 'reach.staff'?)"]),
        ("«tier.hihg", ["SM301 unknown level 'tier.hihg' (did you mean 'tier.high'?)"]),
        ("«zzz.x", ["SM301 unknown answer 'zzz.x'"]),
        ("«page-ours.staff", ["SM305 'page-ours.staff': 'page-ours' is a fact, without answers"]),
        ("«crowd.none", ["SM305 'crowd.none': 'crowd' is a value, without answers"]),
        ("«reach.none", ["SM305 'reach.none': 'none' is for questions that take several answers"]),
        ("«tier.none", ["SM305 'tier.none': 'none' is for questions that take several answers"]),
        ("«people.many", ["SM305 'people' is answered with a number: compare it"]),
        ("«poeple > 5", ["SM301 unknown question 'poeple' (did you mean 'people'?)"]),
        ("«reach > 5", ["SM305 'reach' is no number question, so it cannot be compared"]),
        ("«crowded > 5", ["SM305 'crowded' is no number question, so it cannot be compared"]),
        ("«people > crwd", ["SM301 unknown value 'crwd' (did you mean 'crowd'?)"]),
        ("«people > reach", ["SM305 'reach' is a question, not a value to compare with"]),
        ("not («a-b or «c-d)", ["SM301 unknown fact or question 'a-b'", "SM301 unknown fact or question 'c-d'"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("quote", ["", "'"])
def test_each_name_is_what_it_is_used_as(condition: str, messages: list[str], quote: str) -> None:
    """The fault is at the name's own column, with the name that was meant."""
    expected, found = spoilt(
        "rules/web.yaml", "    when: reach.internet\n", f"    when: {quote}{condition}{quote}\n", *messages
    )
    assert expected == found


def test_a_condition_on_several_lines_has_the_place_of_the_whole() -> None:
    """Columns are only right where the text stands in the file as it is."""
    expected, found = spoilt(
        "rules/web.yaml",
        "    when: reach.internet\n",
        "    when: «>\n      reach\n      and zzz\n",
        "SM301 unknown fact or question 'zzz'",
    )
    assert expected == found
