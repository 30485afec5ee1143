"""Whether catalogues are whole, and whether what refers to their controls finds them."""

from __future__ import annotations

import pytest

from tests.tiny import faults, sources, spoilt

STANDARD = "standards/std.yaml"
TAIL = '  - id: "3"\n    title: There is a fence\n'


def grown(more: str) -> tuple[str, str]:
    """Return the end of the catalogue, and that end with more behind it."""
    return TAIL, TAIL + more


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ('  - {id: "1.1(1)", title: A part, of: «"1.9"}\n', ["SM311 unknown control '1.9' (did you mean '1.2'?)"]),
        ('  - {id: «"1", title: A page}\n', ["SM302 the id '1' is a group and a control"]),
        ('withdrawn:\n  - {id: «"2", title: The old charter, went: Dropped}\n', [
            "SM302 the id '2' is a control and a withdrawn control",
        ]),
        ('withdrawn:\n  - {id: "9", title: Old, went: Gone}\n  - {id: «"9", title: Old, went: Gone}\n', [
            "SM302 the id '9' is defined twice in 'std'",
        ]),
        ('withdrawn:\n  - {id: "9", title: Old, went: Into 1.3, to: [«"1.3"]}\n', [
            "SM311 unknown control '1.3' (did you mean '1.A'?)",
        ]),
        ('renumbered:\n  edition: "2020"\n  source: https://example.org\n  ids: {"7": [«"1.3"]}\n', [
            "SM311 unknown control '1.3' (did you mean '1.A'?)",
        ]),
        ('  - {id: «"4", title: A, of: "5"}\n  - {id: "5", title: B, of: "4"}\n', ["SM308 '4' stands in itself"]),
        ('  - {id: «"4", title: A, of: "4"}\n', ["SM308 '4' stands in itself"]),
        ('  - {id: «"4", title: A, of: "1.1", group: "1"}\n', ["SM205 these properties exclude each other: group, of"]),
        ('withdrawn:\n  - {id: "9", title: Old, went: Into 1.1, to: ["1.1", "1"]}\n', []),
        ('renumbered:\n  edition: "2020"\n  source: https://example.org\n  ids: {"7": ["1.1", "1.2"], "8": []}\n', []),
        ('  - {id: "1.1(1)", title: A part, of: "1.1"}\n', []),
    ],
)  # fmt: skip
def test_a_catalogue_holds_together(more: str, messages: list[str]) -> None:
    """Each id stands once, leads somewhere and never in a ring."""
    if "SM205" in "".join(messages):
        more = more.replace("«", "").replace("{", "«{")
    expected, found = spoilt(STANDARD, *grown(more), *messages)
    assert expected == found


def test_a_ring_of_groups_is_named_once() -> None:
    """Controls that lead into a ring are not called rings themselves."""
    text = sources()[STANDARD].replace("    title: Pages\n", '    title: Pages\n    group: "1.A"\n')
    assert faults({STANDARD: text}) == [f"{STANDARD}:8:9: SM308 '1' stands in itself"]


WENT = """\
withdrawn:
  - {id: "9", title: Old, went: Incorporated into 1.1, to: ["1.1"]}
renumbered:
  edition: "2020"
  source: https://example.org
  ids: {"7": ["1.1", "1.2"], "8": []}
"""


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("9", "SM312 withdrawn control of std '9': Incorporated into 1.1"),
        ("7", "SM312 control of std '7' is of the edition before; now 1.1, 1.2"),
        ("8", "SM312 control of std '8' is of the edition before; now dropped"),
        ("1.12", "SM311 unknown control of std '1.12' (did you mean '1.2'?)"),
    ],
)
@pytest.mark.parametrize("file", ["countermeasures/web.yaml", "interpretations/std.yaml"])
def test_an_id_that_is_gone_is_led_on(file: str, id: str, message: str) -> None:
    """Whoever maps to a control of an earlier edition hears where it went."""
    texts = sources()
    old = '"1.1": full' if file.startswith("counter") else '"2":'
    line, before = next(
        (number, text.index(old)) for number, text in enumerate(texts[file].split("\n"), 1) if old in text
    )
    changes = {
        STANDARD: texts[STANDARD] + WENT,
        file: texts[file].replace(old, old.replace(old.split('"')[1], id), 1),
    }
    assert f"{file}:{line}:{before + 1}: {message}" in faults(changes)


def test_a_group_read_must_be_there() -> None:
    """A reading of a group that the catalogue lacks would be a reading of nothing."""
    text = 'standard: std\ngroups:\n  «"1.C": {no-duty: Nothing.}\n'
    assert faults({"interpretations/std.yaml": text.replace("«", "")}) == [
        "interpretations/std.yaml:3:3: SM311 unknown group of std '1.C' (did you mean '1.A'?)"
    ]


@pytest.mark.parametrize(
    ("reading", "pair"),
    [
        ("organisational: A., no-duty: B.", "organisational, no-duty"),
        ("duty: A., no-duty: B.", "no-duty, duty"),
        ("duty: A., organisational: B.", "organisational, duty"),
    ],
)
@pytest.mark.parametrize(("key", "id"), [("groups", "1"), ("controls", "1.1")])
def test_a_reading_says_one_thing(key: str, id: str, reading: str, pair: str) -> None:
    """A control is organisational, no duty or a duty, and not two of them."""
    text = f'standard: std\n{key}:\n  "{id}": {{{reading}}}\n'
    assert faults({"interpretations/std.yaml": text}) == [
        f"interpretations/std.yaml:3:{len(id) + 7}: SM205 these properties exclude each other: {pair}"
    ]


def test_a_renumbering_without_shape_is_the_schemas_business() -> None:
    """What is no list of ids is refused once."""
    text = sources()[STANDARD] + 'renumbered: {edition: "1", source: "https://example.org", ids: {"7": 5}}\n'
    mapped = sources()["countermeasures/web.yaml"].replace('"1.1": full', '"7": full', 1)
    found = faults({STANDARD: text, "countermeasures/web.yaml": mapped})
    assert [line.split()[1] for line in found if "SM31" not in line] == ["SM203"]
