"""Canonical order and layout: what it looks like, and that nothing is lost on the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given

from surveymodel.authoring.format import Formatted, format_file, formatted
from surveymodel.authoring.layout import comments_of
from surveymodel.content.document import Document, read
from surveymodel.content.draft import kind_of
from surveymodel.content.schema import load_schema
from tests.pack_layouts import Hand, Place, Plain, laid_out
from tests.test_bad_input import call
from tests.tiny import PACK, sources

pytestmark = pytest.mark.untraced

LONG = "A sentence that is written on one line by somebody whose window is wider than that of everybody else here."


def form(kind: str, text: str) -> str:
    """Return a text in canonical form, which is also the form of the result."""
    result = formatted(dedent(text), kind)
    assert formatted(result, kind) == result
    return result


def same(kind: str, before: str, after: str) -> None:
    """Assert that one text becomes another."""
    assert dedent(after) == form(kind, before)


# ---------------------------------------------------------------------------------------------
# Order


def test_properties_stand_in_the_order_of_their_schema() -> None:
    """Whatever the author's order: id first, then as the schema lists them, at any depth."""
    before = """\
        rules:
          - because: it is so.
            raises:
              - impact: 1
                threat: theft
            id: one
            when: q.a
        """
    after = """\
        rules:
          - id: one
            when: q.a
            raises:
              - threat: theft
                impact: 1
            because: it is so.
        """
    same("rules", before, after)


def test_entries_and_the_keys_that_authors_choose_keep_their_order() -> None:
    """Questions are asked in the order of the file, and answers stand as they were given."""
    text = """\
        format: surveymodel-system/1
        id: shop
        answers:
          z-first: b
          a-second: [d, c]
        """
    same("system", text, text)


# ---------------------------------------------------------------------------------------------
# Layout


def test_everything_within_something_stands_two_columns_further_in() -> None:
    """Lists too, whose dashes some authors put under the key."""
    same("facts", "facts:\n-   id: one\n    when: q\n", "facts:\n  - id: one\n    when: q\n")


def test_prose_that_does_not_fit_is_folded_at_98_columns() -> None:
    """The words are the same, and no line is wider than need be."""
    before = f"rules:\n  - id: one\n    raises: [a]\n    because: {LONG}\n"
    after = """\
        rules:
          - id: one
            raises: [a]
            because: >-
              A sentence that is written on one line by somebody whose window is wider than that of
              everybody else here.
        """
    same("rules", before, after)


def test_prose_that_fits_stands_beside_its_key() -> None:
    """However it was broken."""
    before = """\
        rules:
          - id: one
            raises: [a]
            because: >-
              it is
              so.
        """
    same("rules", before, "rules:\n  - id: one\n    raises: [a]\n    because: it is so.\n")


def test_a_line_of_exactly_98_columns_fits() -> None:
    """One more does not."""
    for width, folded in ((98, False), (99, True)):
        word = "x" * (width - len("    because: a "))
        text = form("rules", f"rules:\n  - id: one\n    raises: [a]\n    because: a {word}\n")
        assert folded == ("because: >-" in text)


def test_a_title_stays_on_its_line_and_an_address_too() -> None:
    """A title is one line of words, and what has no spaces cannot be folded."""
    text = f"""\
        facts:
          - id: one
            title: {LONG}
            when: q
        """
    same("facts", text, text)
    address = f"https://example.org/{'x' * 100}"
    source = (
        f'sources:\n  - id: one\n    title: T\n    publisher: P\n    url: {address}\n    seen: "2026-03-02"\n'
    )
    assert source == form("sources", source)


def test_texts_with_line_breaks_keep_them() -> None:
    """A list in a text would not survive folding."""
    before = 'rules:\n  - id: one\n    raises: [a]\n    because: "first:\\n\\n- a\\n- b"\n'
    after = """\
        rules:
          - id: one
            raises: [a]
            because: |-
              first:

              - a
              - b
        """
    same("rules", before, after)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, with commas; and [brackets]", "plain words, with commas; and [brackets]"),
        ("`code` first", '"`code` first"'),
        ("a: b", '"a: b"'),
        ("--- b", '"--- b"'),
        ("... b", '"... b"'),
        ("a #b", '"a #b"'),
        ("ends:", '"ends:"'),
        ("- dash", '"- dash"'),
        ("-dash", "-dash"),
        ("true", '"true"'),
        ("yes", "yes"),
        ("8.10", '"8.10"'),
        ("6.4.3", "6.4.3"),
        ("2026-03-02", '"2026-03-02"'),
        ("null", '"null"'),
        ("~", '"~"'),
        (" space", '" space"'),
        ("it's", "it's"),
        ('"said"', '"\\"said\\""'),
        ("http://x", "http://x"),
        ("two  spaces", "two  spaces"),
        ("tab\there", '"tab\\there"'),
    ],
)
def test_a_text_is_plain_where_that_reads_as_the_same_text(text: str, written: str) -> None:
    """And between double quotes otherwise."""
    line = f"    title: {written}\n"
    assert line in form("facts", f"facts:\n  - id: one\n    when: q\n    title: {json.dumps(text)}\n")


def test_lists_of_ids_stand_in_brackets_where_they_fit() -> None:
    """Those that do not fit have a line for each id."""
    before = "rules:\n  - id: one\n    raises:\n      - a\n      - b\n    because: so.\n"
    same("rules", before, "rules:\n  - id: one\n    raises: [a, b]\n    because: so.\n")
    many = [f"threat-number-{n}" for n in range(9)]
    before = f"rules:\n  - id: one\n    raises: [{', '.join(many)}]\n    because: so.\n"
    listed = "".join(f"      - {id}\n" for id in many)
    assert f"rules:\n  - id: one\n    raises:\n{listed}    because: so.\n" == form("rules", before)


def test_lists_of_prose_stand_below_each_other() -> None:
    """Steps are read one by one."""
    before = "steps: [Write it., Send it.]"
    text = sources()["countermeasures/web.yaml"].replace(
        "steps:\n      - Write the report.\n      - Send it.", before
    )
    assert "    steps:\n      - Write it.\n      - Send it.\n" in formatted(text, "countermeasures")


def test_mappings_and_truths_keep_the_form_that_they_have() -> None:
    """An author who writes short answers on one line means it, and so does one who does not."""
    text = """\
        cases:
          - id: short
            answers: {reach: internet, features: [payments]}
            certain: [fact:page-ours, threat:skimming]
          - id: long
            answers:
              reach: internet
            certain:
              - fact:page-ours
        """
    same("cases", text, text)


def test_mappings_in_braces_that_do_not_fit_are_opened() -> None:
    """One more level at a time."""
    sheet = ", ".join(f"question-number-{n}: answer" for n in range(4))
    opened = "".join(f"      question-number-{n}: answer\n" for n in range(4))
    before = f"cases:\n  - id: one\n    answers: {{{sheet}}}\n    certain: []\n"
    assert f"cases:\n  - id: one\n    answers:\n{opened}    certain: []\n" == form("cases", before)


def test_prose_in_braces_is_quoted_and_so_is_what_has_a_colon() -> None:
    """A comma would end it, and a colon would look like a pair."""
    before = "format: surveymodel-system/1\nid: x\nanswers:\n  a: {answer: b, evidence: main.tf:12, note: Since May.}\n"
    assert '  a: {answer: b, evidence: "main.tf:12", note: "Since May."}\n' in form("system", before)


def test_a_text_of_several_lines_opens_braces() -> None:
    """It is read as lines, so it stands as lines."""
    before = 'format: surveymodel-system/1\nid: x\nanswers:\n  a: {answer: b, note: "One.\\nTwo.\\n"}\n'
    after = "  a:\n    answer: b\n    note: |\n      One.\n      Two.\n"
    assert form("system", before).endswith(after)


def test_ids_of_controls_are_quoted_where_they_look_like_numbers_or_pairs() -> None:
    """So that the ids of one standard look alike."""
    before = """\
        standard: std
        controls:
          6.4.3: {when: q}
          "V1.1": {when: q}
          "AC-2(1)": {when: q}
          A10:2025: {when: q}
          11-CCR-7022: {when: q}
        """
    after = """\
        standard: std
        controls:
          "6.4.3": {when: q}
          V1.1: {when: q}
          AC-2(1): {when: q}
          "A10:2025": {when: q}
          11-CCR-7022: {when: q}
        """
    same("interpretation", before, after)


def test_prose_is_not_broken_between_two_spaces() -> None:
    """A line's end stands for one."""
    first, rest = "x" * 80, f"y  z{'w' * 20}"
    before = f"rules:\n  - id: one\n    raises: [a]\n    because: {first} {rest}\n"
    assert form("rules", before).endswith(f"    because: >-\n      {first}\n      {rest}\n")


def test_a_catalogue_is_a_table() -> None:
    """Each control that stands in braces has one line, however long, with its title in quotes."""
    row = f'{{id: "1.1", title: "{LONG}", profiles: [low]}}'
    head = 'id: std\ntitle: T\nedition: "1"\nowner: O\nlicence: L\nsource: https://example.org/\n'
    text = f'{head}controls:\n  - {row}\n  - {{id: "1.2", title: "Logs"}}\n  - {{id: "1.2.3", title: "Logs", of: "1.2"}}\n'
    assert text == form("standard", text) == form("standard", text.replace('"1.2.3"', "1.2.3"))


def test_conditions_break_before_their_outermost_operators() -> None:
    """Those that the author put in a block; others stay on their line, where a fault shows its column."""
    long = "first.answer and second.answer and third.answer"
    last = "(fourth-question.answer or fifth-question.answer or sixth-question.answer or seventh)"
    broken = f"facts:\n  - id: one\n    when: >-\n      {long}\n      and {last}\n"
    same("facts", f"facts:\n  - id: one\n    when: >-\n      {long} and\n      {last}\n", broken)
    whole = f"facts:\n  - id: one\n    when: {long} and {last}\n"
    same("facts", whole, whole)


def test_blank_lines_part_entries_where_the_author_left_some() -> None:
    """One each; none within an entry, and none at the beginning and the end."""
    before = """\

        facts:

          - id: one

            when: q


          - id: two
            when: q
          - id: three
            when: q


        """
    after = """\
        facts:
          - id: one
            when: q

          - id: two
            when: q
          - id: three
            when: q
        """
    same("facts", before, after)


# ---------------------------------------------------------------------------------------------
# Comments


def test_comments_stay_at_their_entry_when_it_moves() -> None:
    """Above the same key, or beside the same value."""
    before = """\
        # yaml-language-server: $schema=x/rules.schema.json

        # about the file
        rules:
           # about the rule
           - id: one
             # why
             because: it is so.
             raises: [a,b]   # which
             when: q.a       # for whom
           # below the rules
        """
    after = """\
        # yaml-language-server: $schema=x/rules.schema.json
        # about the file
        rules:
          # about the rule
          - id: one
            when: q.a  # for whom
            raises: [a, b]  # which
            # why
            because: it is so.
          # below the rules
        """
    same("rules", before, after)


def test_comments_within_brackets_open_them() -> None:
    """Each stays with its item; what followed the bracket is below the items."""
    before = """\
        rules:
          - id: one
            raises: [ # all
              a, # first
              # second
              b,
              ] # end
            because: so.
        """
    after = """\
        rules:
          - id: one
            raises:  # all
              - a  # first
              # second
              - b
              # end
            because: so.
        """
    same("rules", before, after)


def test_comments_within_what_is_empty_stand_above_it() -> None:
    """There is no entry in it that they could stand at."""
    before = """\
        format: surveymodel-system/1
        id: shop
        answers: { # nothing yet
          # ask ana
        } # soon
        """
    after = """\
        format: surveymodel-system/1
        id: shop
        # nothing yet
        # ask ana
        # soon
        answers: {}
        """
    same("system", before, after)


def test_a_comment_that_no_longer_fits_beside_its_value_stands_above() -> None:
    """As near as it can."""
    remark = f"# {LONG[:70]}"
    before = f"facts:\n  - id: one\n    when: some-question.some-answer {remark}\n"
    same("facts", before, f"facts:\n  - id: one\n    {remark}\n    when: some-question.some-answer\n")


def test_a_comment_stays_beside_a_text_that_is_folded() -> None:
    """It follows the indicator, which is the text's own line."""
    before = f'rules:\n  - id: one\n    raises: [a]\n    because: "{LONG}" # why\n'
    assert "    because: >-  # why\n" in form("rules", before)


def test_a_comment_that_may_cut_a_text_stays_where_it_is() -> None:
    """SM110 reports it before and after, and a text that was quoted for it stays quoted."""
    cut = f"facts:\n  - id: one\n    title: {LONG} # or more\n    when: q\n"
    result = form("facts", cut)
    assert f"    title: {LONG}  # or more\n" in result
    assert ["SM110"] == [fault.code for fault in read("f", result.encode()).diagnostics]
    kept = 'facts:\n  - id: one\n    title: "Two words"  # and a remark\n    when: q\n'
    same("facts", kept, kept)


def test_a_comment_between_two_keys_is_about_the_second() -> None:
    """Also where the list between them stands no further in than they do."""
    before = """\
        format: surveymodel-pack/1
        id: club
        title: Clubs
        version: 0.1.0
        licence: L
        sections:
        - id: site
          title: The site
        # why these
        retired:
        - {kind: rule, id: old}
        """
    after = before.replace("- id", "  - id").replace("title: The", "  title: The").replace("- {", "  - {")
    same("pack", before, after)


def test_a_switch_keeps_its_line() -> None:
    """Beside a value it stays there; above what was the first key it goes with that key."""
    before = """\
        rules:
          # about the rule
          # off SM430: the law says so
          - because: It is so  # off SM431: it is a name
            raises: [a]
            id: one
        """
    after = """\
        rules:
          # about the rule
          - id: one
            raises: [a]
            # off SM430: the law says so
            because: It is so  # off SM431: it is a name
        """
    same("rules", before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\n# top\nfacts:\n- id: one\n  when: q\n...\n", "# top\nfacts:\n  - id: one\n    when: q\n"),
        ("facts:\n- ? id # a\n  : one\n  when: # b\n    q\n", "facts:\n  - id: one  # a\n    when: q  # b\n"),
        ("facts:\n- id: one\n  when: # b\n    q # c\n", "facts:\n  - id: one\n    # b\n    # c\n    when: q\n"),
        ("facts:\n-\n  # a\n  ? # b\n    id\n  : one\n  when: q\n", "facts:\n  # a\n  # b\n  - id: one\n    when: q\n"),
        ("facts:\n- # a\n  # b\n  when: q\n  id: one\n", "facts:\n  # a\n  - id: one\n    # b\n    when: q\n"),
        ("facts:\n- id: one\n  when:\n    # a\n    q\n", "facts:\n  - id: one\n    # a\n    when: q\n"),
        ('{"facts": [{"id": "one", "when": "q"}]} # a', "facts:\n  - {id: one, when: q}\n# a\n"),
        ("facts:\n- id: one\n  when: q\n  # a\n # b\n# c\n", "facts:\n  - id: one\n    when: q\n    # a\n  # b\n  # c\n"),
        ("facts:\r\n- id: one #a\r\n  when: q\r\n", "facts:\n  - id: one  #a\n    when: q\n"),
    ],
)  # fmt: skip
def test_unusual_layouts_keep_their_comments(before: str, after: str) -> None:
    """Documents marked as such, explicit keys, braces around the whole, comments of any depth."""
    same("facts", before.replace("\r\n", "\n"), after)
    assert after.encode() == format_file("f", "facts/f.yaml", "facts", before.encode()).after


# ---------------------------------------------------------------------------------------------
# Laws


@given(laid_out())
def test_formatting_keeps_every_value(drawn: tuple[str, Plain, str, Hand]) -> None:
    """Whatever the layout, the same data are read afterwards, types included."""
    kind, data, text, _ = drawn
    assert exact(data) == exact(read("f", text.encode()).data)
    assert exact(data) == exact(read("f", formatted(text, kind).encode()).data)


@given(laid_out())
def test_formatting_twice_changes_nothing(drawn: tuple[str, Plain, str, Hand]) -> None:
    """What is in canonical form stays as it is."""
    kind, _, text, _ = drawn
    result = formatted(text, kind)
    assert result == formatted(result, kind)


@given(laid_out())
def test_formatting_keeps_every_comment_at_its_entry(drawn: tuple[str, Plain, str, Hand]) -> None:
    """It stands on the line of its entry, directly above, or below the last one where it was.

    What stood above the first key of the file is about the file, and stays at its head.
    """
    kind, _, text, hand = drawn
    result = formatted(text, kind)
    assert sorted(hand.comments) == sorted(comments_of(result))
    document = read("f", result.encode())
    lines = result.split("\n")
    for comment, place in hand.comments.items():
        at = next(index for index, line in enumerate(lines) if line.endswith(comment))
        about = spoken_of(lines, at)
        of_the_file = len(place) == 1 and about == spoken_of(lines, 0)
        assert about == line_of(document, place) or of_the_file or below(lines, at, document, place), comment


@given(laid_out())
def test_formatted_text_is_in_order_and_tidy(drawn: tuple[str, Plain, str, Hand]) -> None:
    """Keys stand as the schema has them; no white space at ends, no two blank lines, one end."""
    kind, _, text, _ = drawn
    result = formatted(text, kind)
    entries = read("f", result.encode()).data
    order = list(_entry(load_schema(kind))["properties"])
    for entry in entries.get(kind, [entries]):
        assert [key for key in order if key in entry] == list(entry)
    lines = result.split("\n")
    assert lines[-1] == "" != lines[-2]
    assert lines[0] != ""
    assert all(line == line.rstrip() for line in lines)


@given(laid_out(shuffles=False))
def test_where_nothing_moves_the_comments_keep_their_sequence(drawn: tuple[str, Plain, str, Hand]) -> None:
    """Only properties that move take their comments along."""
    kind, _, text, _ = drawn
    assert comments_of(text) == comments_of(formatted(text, kind))


def exact(data: Any) -> str:
    """Return data as text that tells 1 from true."""
    return json.dumps(data, sort_keys=True)


def _entry(schema: Any) -> Any:
    return schema["$defs"]["entry"] if "entry" in schema.get("$defs", {}) else schema


def spoken_of(lines: list[str], at: int) -> int:
    """Return the line that a comment is about: its own, or the next that is no comment."""
    while at < len(lines) and (not lines[at] or lines[at].lstrip().startswith("#")):
        at += 1
    return at


def line_of(document: Document, place: Place) -> int:
    """Return the line on which an entry begins."""
    found = document.keys.get(place) or document.values.get(place)
    return found[0] - 1 if found else -1


def below(lines: list[str], at: int, document: Document, place: Place) -> bool:
    """Whether a comment stands after the last entry of a list or mapping, as far in as its entries."""
    inside = place[:-1] if place[-1:] == ("below",) else place
    places = document.keys if any(key[:-1] == inside for key in document.keys) else document.values
    entries = [where for key, where in places.items() if key[:-1] == inside and key]
    if not entries:
        return False
    dash = 2 if places is document.values else 0
    column = len(lines[at]) - len(lines[at].lstrip())
    return at > max(line for line, _ in entries) - 1 and column == entries[0][1] - 1 - dash


# ---------------------------------------------------------------------------------------------
# Files


def test_a_file_with_errors_is_left_as_it_is() -> None:
    """The errors are reported; nothing is guessed."""
    before = b"facts:\n- id: one\n  wehn: q\n"
    found = format_file("pack/facts/f.yaml", "facts/f.yaml", "facts", before)
    assert before == found.after
    assert ["SM201"] == [fault.code for fault in found.faults]
    assert found.lost is None


def test_nothing_is_done_where_something_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment less, a value changed or a comment elsewhere: the place is said, and the file left."""
    before = "facts:\n- id: one\n  when: q # why\n- id: two\n  when: q\n"
    comment = "f:3: this comment would not stay at what it is about"
    good = "facts:\n  - id: one\n    when: q  # why\n  - id: two\n    when: q\n"
    spoilt = [
        (good, None),
        (good.replace("  # why", ""), comment),
        (good.replace("two", "too"), "f: its values would not stay the same"),
        (good.replace("  # why", "") + "# why\n", comment),
    ]
    for after, lost in spoilt:
        monkeypatch.setattr("surveymodel.authoring.format.formatted", Mock(return_value=after))
        found = format_file("f", "facts/f.yaml", "facts", before.encode())
        assert (lost, before if lost else after) == (found.lost, found.after.decode())


def test_what_would_be_lost_in_a_guide_is_found_in_its_own_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The front matter begins on the second line."""
    before = "---\ntitle: D # why\nwhen: q\nversions: '5'\nchecked: documented\nsource: m\n---\nText.\n"
    after = before.removeprefix("---\n").partition("---")[0].replace(" # why", "")
    monkeypatch.setattr("surveymodel.authoring.format.formatted", Mock(return_value=after))
    assert "g:2: this comment would not stay at what it is about" == guide(before).lost


def test_of_a_guide_only_the_front_matter_is_formatted() -> None:
    """Its text is Markdown, in which white space may mean something."""
    body = "Set it:  \n\n```yaml\na:   [1,2]\n```\n\n\n"
    before = f"---\nsource: manual\ntitle: 'Django'   # 5 only\nwhen: stack.django\nversions: \"5\"\nchecked: documented\n---\n\n{body}"
    front = (
        'title: Django  # 5 only\nwhen: stack.django\nversions: "5"\nchecked: documented\nsource: manual\n'
    )
    assert f"---\n{front}---\n\n{body}" == guide(before).after.decode()
    assert not guide(f"---\n{front}---\n\n{body}").changed


def guide(text: str) -> Formatted:
    return format_file("g", "guides/limit-requests/x.md", "guide", text.encode())


def test_the_tiny_pack_is_in_canonical_form() -> None:
    """Its files are what other tests are about, and look as files should."""
    for name, text in sources().items():
        assert text == format_file(name, name, str(kind_of(name)), text.encode()).after.decode(), name


# ---------------------------------------------------------------------------------------------
# The command

LOOSE = "facts:\n- when: reach.internet\n  id: extra\n"
TIGHT = "facts:\n  - id: extra\n    when: reach.internet\n"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a copy of the tiny pack, below the current one, with a file that is not in form."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACK, "tiny")
    Path("tiny/facts/extra.yaml").write_text(LOOSE)
    return Path("tiny")


def test_check_writes_nothing_and_fails(pack: Path) -> None:
    """It names the files that would change."""
    code, lines = call("fmt", "--pack", pack, "--check")
    assert (1, ["would format tiny/facts/extra.yaml", "1 file would be formatted, 19 already so."]) == (
        code,
        lines,
    )
    assert (pack / "facts/extra.yaml").read_text() == LOOSE


def test_files_are_formatted_in_place(pack: Path) -> None:
    """And then there is nothing left to do."""
    assert (0, ["formatted tiny/facts/extra.yaml", "1 file formatted, 19 already so."]) == called(
        "fmt", "--pack", pack
    )
    assert (pack / "facts/extra.yaml").read_text() == TIGHT
    assert (0, ["0 files would be formatted, 20 already so."]) == called("fmt", "--pack", pack, "--check")


def called(*arguments: str | Path) -> tuple[int, list[str]]:
    """Call the command line, which may end without an exit code of its own."""
    return call(*arguments)


def test_named_files_are_formatted_in_whatever_pack_they_are(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack is the folder with a pack.yaml above them."""
    assert (0, ["0 files formatted, 2 already so."]) == called(
        "fmt", pack / "risk.yaml", pack / "values.yaml"
    )
    monkeypatch.chdir(pack / "facts")
    assert (0, ["formatted extra.yaml", "1 file formatted, 0 already so."]) == called("fmt", "extra.yaml")


def test_the_pack_is_the_one_that_the_current_folder_is_in(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with other tools that work on files."""
    monkeypatch.chdir(pack / "rules")
    code, lines = call("fmt", "--check")
    assert (1, "would format ../facts/extra.yaml") == (code, lines[0])


def test_a_file_with_errors_fails_and_the_others_are_formatted(pack: Path) -> None:
    """Its errors are shown as check shows them."""
    (pack / "facts/bad.yaml").write_text("facts:\n- id: [\n")
    code, lines = call("fmt", "--pack", pack)
    assert code == 1
    assert lines[0].startswith("tiny/facts/bad.yaml:3:1: SM104 not YAML: ")
    assert [
        "formatted tiny/facts/extra.yaml",
        "1 file formatted, 1 left as it is, 19 already so.",
    ] == lines[1:]


def test_a_comment_that_cannot_be_kept_fails_and_is_named(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command says where it stands, and leaves its file alone."""
    (pack / "facts/extra.yaml").write_text(commented := LOOSE.replace("extra", "extra  # why"))
    monkeypatch.setattr("surveymodel.authoring.format.formatted", Mock(return_value=TIGHT))
    said = "this comment would not stay at what it is about, so the file is left as it is"
    code, lines = call("fmt", pack / "facts/extra.yaml")
    assert (1, [f"tiny/facts/extra.yaml:3: {said}", "0 files formatted, 1 left as it is, 0 already so."]) == (
        code,
        lines,
    )
    assert (pack / "facts/extra.yaml").read_text() == commented


def test_a_file_that_somebody_saves_meanwhile_is_left(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was formatted is not what stands there any more."""
    path = pack / "facts/extra.yaml"
    late = LOOSE.replace("internet", "staff")

    def overtaken(*arguments: Any) -> Formatted:
        found = format_file(*arguments)
        path.write_text(late)
        return found

    monkeypatch.setattr("surveymodel.cli.fmt.format_file", overtaken)
    code, lines = call("fmt", path)
    assert (1, "tiny/facts/extra.yaml: left as it is, since it has just been changed") == (code, lines[0])
    assert path.read_text() == late


DIFFERENCE = """\
--- tiny/facts/extra.yaml
+++ tiny/facts/extra.yaml
@@ -1,3 +1,3 @@
 facts:
-- when: reach.internet
-  id: extra
+  - id: extra
+    when: reach.internet
"""


def test_a_difference_is_shown_and_nothing_is_written(pack: Path) -> None:
    """In the form that other tools read; what else there is to say comes after it, as messages."""
    code, lines = call("fmt", "--pack", pack, "--diff")
    said = ["would format tiny/facts/extra.yaml", "1 file would be formatted, 19 already so."]
    assert (1, [*DIFFERENCE.splitlines(), *said]) == (code, lines)
    assert (pack / "facts/extra.yaml").read_text() == LOOSE


def test_a_difference_shows_line_ends(pack: Path) -> None:
    """Those of Windows, and the one that is missing at the end."""
    (pack / "facts/extra.yaml").write_bytes(TIGHT.removesuffix("\n").replace("\n", "\r\n").encode())
    _, lines = call("fmt", pack / "facts/extra.yaml", "--diff")
    shown = [
        *("-facts:\\r", "-  - id: extra\\r", "-    when: reach.internet", "\\ No newline at end of file"),
        *("+facts:", "+  - id: extra", "+    when: reach.internet"),
    ]
    assert shown == lines[3:10]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--pack", "nowhere"), "nowhere is no pack: it has no pack.yaml."),
        (("--pack", "core"), "core is a built-in pack: name the folder of one of your own."),
        ((), "The current folder is in no pack: name one with --pack."),
        (("nothing.yaml",), "nothing.yaml is no file of a pack."),
        (("tiny/README.md",), "tiny/README.md is no file of a pack."),
        (("tiny/facts",), "'tiny/facts' is a directory."),
        (("tiny/facts/extra.yaml", "--pack", "nowhere"), "nowhere is no pack: it has no pack.yaml."),
        (("tiny/facts/out.yaml",), "tiny/facts/out.yaml leads out of its pack."),
    ],
)  # fmt: skip
def test_what_is_no_file_of_a_pack_is_refused(pack: Path, arguments: tuple[str, ...], message: str) -> None:
    """One message, and nothing is written."""
    Path("facts.yaml").write_text(LOOSE)
    (pack / "facts/out.yaml").symlink_to("../../facts.yaml")
    code, lines = call("fmt", *arguments)
    assert code == 2
    assert lines[-1].endswith(message)
    assert Path("facts.yaml").read_text() == LOOSE == (pack / "facts/extra.yaml").read_text()


def test_what_came_with_the_library_is_left(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed pack belongs to the library, however it is named."""
    installed = Path("lib/_data/content/tiny")
    shutil.copytree(pack, installed)
    home = installed.parent.resolve()
    monkeypatch.setattr("surveymodel.cli.own_pack.bundled", Mock(return_value=home))
    said = "Error: lib/_data/content/tiny came with the library: name a pack of your own."
    for arguments in (("--pack", installed), (installed / "facts/extra.yaml",)):
        code, lines = call("fmt", *arguments)
        assert (2, said) == (code, lines[-1])
    code, lines = call("new", "threat", "fading", "--pack", installed)
    assert (2, said) == (code, lines[-1])
    assert (installed / "facts/extra.yaml").read_text() == LOOSE


def test_a_file_that_is_not_there_is_reported(pack: Path) -> None:
    """It has a place in the pack, and cannot be read."""
    assert (1, "tiny/facts/none.yaml: SM101 cannot be read: No such file or directory") == first(
        call("fmt", pack / "facts/none.yaml")
    )


def first(called: tuple[int, list[str]]) -> tuple[int, str]:
    return called[0], called[1][0]
