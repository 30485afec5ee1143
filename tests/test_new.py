"""Skeletons of entries and packs: what is written, that it loads, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given

from surveymodel.authoring.append import appended
from surveymodel.authoring.format import format_file, formatted
from surveymodel.authoring.new import KINDS
from surveymodel.authoring.skeleton import case_text, countermeasure_text, question_text, rule_text
from surveymodel.authoring.suite import read_suite
from surveymodel.content.document import read
from surveymodel.content.draft import kind_of, read_draft
from surveymodel.content.load import diagnose, load_content
from surveymodel.content.schema import load_schema
from surveymodel.errors import SurveyModelError
from tests.exchanging import not_exchanged
from tests.pack_layouts import Hand, Plain, laid_out
from tests.test_bad_input import call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

#: What each kind is called when the tiny pack gets one more, and the file where it then stands.
IDS = {
    "question": ("colour", "survey/shape.yaml"),
    "threat": ("eavesdropping", "threats/web.yaml"),
    "rule": ("somebody-listens", "rules/web.yaml"),
    "countermeasure": ("use-tls", "countermeasures/web.yaml"),
    "guide": ("limit-requests/flask", "guides/limit-requests/flask.md"),
}
SECTION = ("--file", "shape")


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a copy of the tiny pack, below the current one."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACK, "tiny")
    return Path("tiny")


def new(kind: str, id: str, pack: Path, *arguments: str) -> list[str]:
    """Make something new and return what is printed."""
    code, lines = call("new", kind, id, "--pack", pack, *arguments)
    assert code == 0, lines
    return lines


def files(folder: Path) -> dict[str, str]:
    """Return the text of each file of a folder by its name."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in paths}


def assert_in_form(pack: Path) -> None:
    """Assert that every file of a pack is in canonical form."""
    for name, text in files(pack).items():
        if kind := kind_of(name):
            assert text == format_file(name, name, kind, text.encode()).after.decode(), name


def checked(pack: Path) -> list[str]:
    """Return file and code of everything that check says of a pack, advice too."""
    _, lines = call("check", "--pack", pack, "--advice")
    found = (re.match(r"(.+?)(?::[0-9]+:[0-9]+)?: (SM[0-9]{3}) ", line) for line in lines)
    return [f"{Path(one[1]).relative_to(pack).as_posix()} {one[2]}" for one in found if one]


# ---------------------------------------------------------------------------------------------
# Entries


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_stands_at_the_end_of_its_file_and_the_pack_loads(kind: str, pack: Path) -> None:
    """With every property that it needs, in canonical form; what stood before it stays as it is."""
    id, name = IDS[kind]
    before = files(pack)
    lines = new(kind, id, pack, *(SECTION if kind == "question" else ()))
    after = files(pack)
    assert all(after[file].startswith(text) for file, text in before.items())
    assert lines[0].startswith(f"wrote tiny/{name}:")
    assert [] == [fault for fault in diagnose(read_draft(pack)) if fault.severity == "error"]
    assert_in_form(pack)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "guide"])
def test_the_message_names_the_line_of_the_entry(kind: str, pack: Path) -> None:
    """So that an editor can jump there."""
    id, name = IDS[kind]
    where = new(kind, id, pack, *(SECTION if kind == "question" else ()))[0]
    line = files(pack)[name].split("\n")[int(where.rpartition(":")[2]) - 1]
    assert f"  - id: {id}" == line


@pytest.mark.parametrize("kind", KINDS)
def test_every_required_property_is_there(kind: str, pack: Path) -> None:
    """What the schema requires, and nothing that it does not know."""
    id, name = IDS[kind]
    new(kind, id, pack, *(SECTION if kind == "question" else ()))
    text = files(pack)[name]
    if kind == "guide":
        entry, schema = read(name, text.split("---\n")[1].encode()).data, load_schema("guide")
    else:
        entry = read(name, text.encode()).data[f"{kind}s"][-1]
        schema = load_schema(f"{kind}s")["$defs"]["entry"]
    assert set() == set(schema["required"]) - set(entry)
    assert set(entry) <= set(schema["properties"])


def test_what_an_author_has_to_write_is_all_that_check_says_of_connected_entries(pack: Path) -> None:
    """A question, a threat, a rule and a countermeasure made one after the other belong together."""
    before = checked(pack)
    for kind in ("question", "threat", "countermeasure", "rule"):
        new(kind, f"my-{kind}", pack, *(SECTION if kind == "question" else ()))
    found = checked(pack)
    for line in before:
        found.remove(line)
    written = [line for line in found if not line.endswith(" SM434")]
    assert ["rules/web.test.yaml SM517"] == written
    kinds = {line.partition("/")[0] for line in found}
    assert {"survey", "threats", "rules", "countermeasures"} == kinds


def test_what_waits_is_connected_first(pack: Path) -> None:
    """A new rule looks at the question that nothing looks at, and raises the threat that none raises."""
    new("question", "colour", pack, *SECTION)
    new("threat", "fading", pack)
    new("countermeasure", "paint-it", pack)
    new("rule", "bright", pack)
    content = load_content(pack)
    rule = next(rule for rule in content.rules if rule.id == "bright")
    assert ("colour.first-answer", ["fading"]) == (rule.when, [raised.threat for raised in rule.raises])
    painted = next(one for one in content.countermeasures if one.id == "paint-it")
    assert ("fading",) == painted.counters


def test_what_waits_is_found_before_what_does_not(pack: Path) -> None:
    """Wherever it stands; of several that wait it is the last."""
    for threat in ("fading", "paling"):
        new("threat", threat, pack, "--file", "colours")
    new("rule", "first", pack, "--file", "web")
    new("rule", "second", pack, "--file", "web")
    new("countermeasure", "paint-it", pack, "--file", "web")
    content = load_content(pack)
    raised = {rule.id: [one.threat for one in rule.raises] for rule in content.rules}
    assert (["paling"], ["fading"]) == (raised["first"], raised["second"])
    assert {"paint-it": ("paling",)} == {
        c.id: c.counters for c in content.countermeasures if c.id == "paint-it"
    }


def test_a_new_rule_has_a_case_that_is_to_do(pack: Path) -> None:
    """It stands in the file beside the rule's, and shows nothing until somebody has written it."""
    lines = new("rule", "bright", pack)
    assert lines[1].startswith("wrote tiny/rules/web.test.yaml:")
    case = next(case for case in read_suite(pack).cases if case.id == "bright")
    assert case.todo is not None
    assert ["rule:bright"] == [expected.truth for expected in case.expected]


def test_a_case_of_the_rules_own_name_may_be_there_already(pack: Path) -> None:
    """The new one gets a name that is free."""
    with (pack / "rules/web.test.yaml").open("a") as stream:
        stream.write("  - id: bright\n    answers: {}\n    excluded: [task:report]\n")
    new("rule", "bright", pack)
    assert ["bright", "bright-2"] == [case.id for case in read_suite(pack).cases if "bright" in case.id]


def test_a_guide_cites_a_document_that_somebody_has_read(pack: Path) -> None:
    """The source is new where there is none for the technology, and seen on this day."""
    new("guide", "limit-requests/flask", pack)
    new("guide", "report/flask", pack)
    content = load_content(pack)
    guides = {guide.id: guide for guide in content.guides}
    assert "stack.flask" == guides["limit-requests/flask"].when == guides["report/flask"].when
    source = next(source for source in content.sources if source.id == guides["report/flask"].source)
    assert ("flask-documentation", date.today().isoformat()) == (source.id, source.seen)  # noqa: DTZ011


def test_a_guide_for_what_no_answer_names_is_for_all_the_rest(pack: Path) -> None:
    """Or, where there is such a guide already, for the answer that nothing looks at."""
    new("guide", "report/paper", pack)
    new("guide", "report/stone", pack)
    guides = {guide.id: guide for guide in load_content(pack).guides}
    assert guides["report/paper"].otherwise
    assert guides["report/stone"].when is not None


def test_files_begin_with_the_modeline_of_the_pack(pack: Path) -> None:
    """It leads to the schemas that other files use, from wherever the new file stands."""
    values = (pack / "values.yaml").read_text()
    (pack / "values.yaml").write_text(
        f"# yaml-language-server: $schema=../schemas/values.schema.json\n{values}"
    )
    new("threat", "fading", pack, "--file", "colours")
    first, second, *_ = files(pack)["threats/colours.yaml"].split("\n")
    assert ("# yaml-language-server: $schema=../../schemas/threats.schema.json", "threats:") == (
        first,
        second,
    )
    assert not (pack / ".schemas").exists()


def test_an_address_of_schemas_is_kept(pack: Path) -> None:
    """Where a team keeps them on a server."""
    values = (pack / "values.yaml").read_text()
    home = "https://example.org/schemas"
    (pack / "values.yaml").write_text(f"# yaml-language-server: $schema={home}/values.schema.json\n{values}")
    new("threat", "fading", pack, "--file", "colours")
    first = files(pack)["threats/colours.yaml"].partition("\n")[0]
    assert f"# yaml-language-server: $schema={home}/threats.schema.json" == first


def test_a_pack_without_schemas_gets_those_of_the_library(pack: Path) -> None:
    """In a folder that is no part of the pack, and all at once."""
    lines = new("threat", "fading", pack, "--file", "colours")
    assert "wrote tiny/.schemas with 15 schemas for editors" in lines
    after = files(pack)
    assert "# yaml-language-server: $schema=../.schemas/threats.schema.json" in after["threats/colours.yaml"]
    for kind in ("common", "threats", "system"):
        assert load_schema(kind) == json.loads(after[f".schemas/{kind}.schema.json"])
    assert not any("schemas" in line for line in new("threat", "paling", pack, "--file", "shades"))


def test_entries_are_parted_as_those_before_them(pack: Path) -> None:
    """By an empty line where there is one, with the author's own indentation and line ends."""
    path = pack / "threats/web.yaml"
    loose = path.read_text().replace("  - id: flooding", "\n  - id: flooding").replace("\n  ", "\n")
    path.write_bytes(loose.replace("\n", "\r\n").encode())
    new("threat", "fading", pack)
    after = path.read_bytes().decode()
    assert "\r\n\r\n- id: fading\r\n  title:" in after
    assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("|+\n      a\n\n\n", "a\n\n\n"),
        (">+\n      a\n\n", "a\n\n"),
        ("|-\n      a  \n", "a  "),
        ("|\n      a\n        \n", "a\n  \n"),
        ("'a  '", "a  "),
        ("a\n\n\n", "a"),
    ],
)
def test_the_text_at_the_end_of_a_file_stays_as_it_is(text: str, kept: str, pack: Path) -> None:
    """White space may be a part of it, and then nothing is put between it and the new entry."""
    last = "  - id: last\n    title: T\n    stride: [tampering]\n    cwe: [CWE-1]\n"
    path = pack / "threats/late.yaml"
    path.write_text(f"threats:\n{last}    likelihood: 3\n    impact: 3\n    text: {text}")
    new("threat", "fading", pack, "--file", "late")
    entries = read("late", path.read_bytes()).data["threats"]
    assert [("last", kept), ("fading", "TODO: the attack.")] == [(one["id"], one["text"]) for one in entries]


NEW = {
    "rules": ("rules/f.yaml", rule_text("new", "q.a", threat="t")),
    "questions": ("survey/f.yaml", question_text("new")),
    "countermeasures": ("countermeasures/f.yaml", countermeasure_text("new", "t")),
    "cases": ("rules/f.test.yaml", case_text("new", {"answers": {"q": "a"}}, certain=["rule:x"])),
}


@given(laid_out())
def test_whatever_stands_in_a_file_stays(drawn: tuple[str, Plain, str, Hand]) -> None:
    """Without the lines of the new entry, the file is what it was; what cannot be gone on with can once formatted."""
    kind, data, text, _ = drawn
    assume(kind in NEW)
    name, entry = NEW[kind]
    try:
        after = appended("f", name, text.encode(), [entry], ".schemas").data
    except SurveyModelError as error:
        assert "surveymodel fmt" in str(error)
        text = formatted(text, kind)
        after = appended("f", name, text.encode(), [entry], ".schemas").data
    *before, new = read("f", after).data[kind]
    assert (data[kind], "new") == (before, new["id"])
    lines = [line for line in after.decode().split("\n") if line.strip()]
    first = next(index for index, line in enumerate(lines) if line.strip() == "- id: new")
    added = [line.strip() for line in entry.splitlines() if line.strip()]
    assert added == [line.strip() for line in lines[first : first + len(added)]]
    kept = [*lines[:first], *lines[first + len(added) :]]
    assert [line for line in text.split("\n") if line.strip()] == kept


@pytest.mark.parametrize(
    ("tail", "after"),
    [
        ("\n# About properties.\nproperties:\n", "\n# About properties.\nproperties:\n"),
        ("properties:\n", "properties:\n"),
    ],
)
def test_an_entry_follows_its_list_and_not_what_comes_after(tail: str, after: str) -> None:
    """Properties may stand below the cases, with a comment above them."""
    rest = "  - {id: b, always: kind}\n"
    head = "cases:\n  - id: a\n    certain: [rule:x]\n"
    text = appended("f", "rules/f.test.yaml", f"{head}{tail}{rest}".encode(), [NEW["cases"][1]], None).data
    assert f"{head}{NEW['cases'][1]}{after}{rest}" == text.decode()


@pytest.mark.parametrize(
    ("tail", "after"), [("\n# The end.\n", "\n# The end.\n"), ("  # Of a.\n", None), ("\n\n", "")]
)
def test_a_comment_at_the_end_of_a_file_stays_there(tail: str, after: str | None) -> None:
    """One at the margin is about the file; one further in is about the entry above it."""
    head = "cases:\n  - id: a\n    certain: [rule:x]\n"
    text = appended("f", "rules/f.test.yaml", f"{head}{tail}".encode(), [NEW["cases"][1]], None).data
    expected = f"{head}{tail}{NEW['cases'][1]}" if after is None else f"{head}{NEW['cases'][1]}{after}"
    assert expected == text.decode()


def test_all_files_are_written_or_none(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule without the case beside it would go untested."""
    before = files(pack)
    target = (pack / "rules/web.test.yaml").resolve()
    put = Path.replace

    def full(self: Path, to: Path) -> Path:
        if Path(to) == target:
            raise OSError(28, "No space left on device")
        return put(self, to)

    with not_exchanged(), monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        code, lines = call("new", "rule", "bright", "--pack", pack)
    assert (1, ["Error: tiny/rules/web.test.yaml: No space left on device"]) == (code, lines)
    assert before == files(pack)


# ---------------------------------------------------------------------------------------------
# Packs


def test_a_new_pack_has_one_of_each_and_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cases pass, and all that check misses are words."""
    monkeypatch.chdir(tmp_path)
    code, lines = call("new", "pack", "club")
    assert (0, "wrote club/pack.yaml") == (code, lines[0])
    content = load_content("club")
    counts = [
        len(listed) for listed in (content.questions, content.threats, content.rules, content.countermeasures)
    ]
    assert [1, 1, 1, 1] == counts
    suite = read_suite(Path("club"))
    assert [True, True] == [result.passed for result in suite.run.results]
    assert suite.coverage.percent == 100
    assert {"SM434"} == {line.split()[-1] for line in checked(Path("club"))}
    code, lines = call("tasks", "example:first-system", "--pack", "club")
    assert code == 0
    assert "1 task for First system" in lines
    assert_in_form(Path("club"))


def test_everything_that_is_left_to_write_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a new pack with an entry of each kind besides: what begins with TODO is what check names, line by line."""
    monkeypatch.chdir(tmp_path)
    assert call("new", "pack", "club")[0] == 0
    for kind in ("question", "threat", "countermeasure", "rule"):
        new(kind, f"my-{kind}", Path("club"))
    new("guide", "my-countermeasure/paper", Path("club"))
    written = {
        f"club/{name}:{number}"
        for name, text in files(Path("club")).items()
        for number, line in enumerate(text.split("\n"), 1)
        if "TODO" in line and kind_of(name)
    }
    _, lines = call("check", "--pack", "club")
    assert written == {
        line.partition(": SM434 ")[0].rpartition(":")[0] for line in lines if ": SM434 " in line
    }


def test_the_files_of_a_new_pack_are_named_for_their_topic(tmp_path: Path) -> None:
    """And its folder as the author says."""
    folder = tmp_path / "content"
    assert call("new", "pack", "club", "--pack", folder, "--file", "sessions")[0] == 0
    names = {name for name in files(folder) if not name.startswith(".")}
    topical = {f"{kind}/sessions.yaml" for kind in ("survey", "threats", "rules", "countermeasures")}
    assert {*topical, "rules/sessions.test.yaml", "pack.yaml", "examples/first-system.yaml"} == names


def test_a_folder_named_like_a_built_in_pack_is_told_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said to be run next looks at the new folder."""
    monkeypatch.chdir(tmp_path)
    code, lines = call("new", "pack", "club", "--pack", "core")
    assert (0, "this lists it: surveymodel check --pack ./core") == (code, lines[-1].partition("TODO; ")[2])


def test_a_new_pack_may_begin_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that somebody has just made, and stands in."""
    monkeypatch.chdir(tmp_path)
    assert call("new", "pack", "club", "--pack", ".")[0] == 0
    assert "club" == load_content(".").pack.id


# ---------------------------------------------------------------------------------------------
# Refusals


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rule", "own-page"), "the rule 'own-page' is there already: tiny/rules/web.yaml:2:9"),
        (("question", "crowd", *SECTION), "the value 'crowd' is there already: tiny/values.yaml:2:9"),
        (("guide", "limit-requests/django"), "the guide 'limit-requests/django' is there already: "
         "tiny/guides/limit-requests/django.md"),
        (("question", "modem", *SECTION), "the question 'modem' is retired: choose a new id (tiny/pack.yaml:14:5)"),
        (("threat", "Sniffing"), "'Sniffing' is no id: lower-case words joined by hyphens"),
        (("threat", "none"), "'none' is no id: conditions have another use for the word"),
        (("threat", "a/b"), "'a/b' is no id: lower-case words joined by hyphens"),
        (("guide", "limit-requests"), "a guide's id is countermeasure/stack, not 'limit-requests'"),
        (("guide", "limit-requests/../x"), "a guide's id is countermeasure/stack, not 'limit-requests/../x'"),
        (("guide", "limit-request/x"), "unknown countermeasure 'limit-request' (did you mean 'limit-requests'?)"),
        (("guide", "limit-requests/x", "--file", "y"), "a guide's file is named for its id: leave --file out"),
        (("question", "colour"), "say with --file in which file of survey/ it belongs: company, shape, parts"),
        (("question", "colour", "--file", "shapes"), "pack.yaml has no section 'shapes' (did you mean 'shape'?)"),
        (("threat", "x", "--file", "../y"), "--file names a file without its folder and ending: "
         "'../y' is no id: lower-case words joined by hyphens"),
        (("threat", "x", "--file", "broken"), "tiny/threats/broken.yaml:2:5: SM202 the property 'cwe' is missing"),
        (("threat", "x", "--file", "flow"), "tiny/threats/flow.yaml: the list stands in brackets, so nothing can "
         "follow it; surveymodel fmt opens it"),
        (("threat", "x", "--file", "link"), "tiny/threats/link.yaml is no file of the pack"),
        (("threat", "x", "--file", "ended"), "tiny/threats/ended.yaml: nothing can follow what stands at its end; "
         "surveymodel fmt mends that"),
        (("threat", "x", "--file", "unended"), "tiny/threats/unended.yaml: nothing can follow what stands at its end; "
         "surveymodel fmt mends that"),
        (("threat", "x" * 81), "an id has at most 80 characters, not 81"),
        (("pack", "tiny"), "tiny is there already: a new pack begins in a new folder"),
        (("pack", "dangling"), "dangling is there already: a new pack begins in a new folder"),
        (("pack", "core"), "a built-in pack has the id 'core': choose another"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    pack: Path, arguments: tuple[str, ...], message: str
) -> None:
    """One clear message says why, with the place of what is in the way."""
    spoil(pack)
    before = files(Path())
    where = () if arguments[0] == "pack" else ("--pack", "tiny")
    code, lines = call("new", *arguments, *where)
    assert (1, message) == (code, lines[0])
    assert arguments[-1] == "broken" or len(lines) == 1
    assert before == files(Path())


def spoil(pack: Path) -> None:
    """Add files of threats into which nothing can be put."""
    threat = (pack / "threats/web.yaml").read_text()
    (pack / "threats/broken.yaml").write_text("threats:\n  - id: broken\n")
    data = read("web", threat.encode()).data["threats"][:1]
    (pack / "threats/flow.yaml").write_text(json.dumps({"threats": [{**data[0], "id": "flow"}]}))
    one = "threats:\n  - id: %s\n    title: T\n    stride: [tampering]\n    cwe: [CWE-1]\n"
    one += "    likelihood: 3\n    impact: 3\n    text: |\n      a"
    (pack / "threats/ended.yaml").write_text(f"{one % 'ended'}\n...\n")
    (pack / "threats/unended.yaml").write_text(one % "unended")
    Path("dangling").symlink_to("nowhere")
    Path("outside.yaml").write_text("threats: []\n")
    (pack / "threats/link.yaml").symlink_to("../../outside.yaml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rule",), "Missing argument 'ID'."),
        (
            ("fact", "x"),
            "'fact' is not one of 'question', 'threat', 'rule', 'countermeasure', 'guide', 'pack'.",
        ),
        (("rule", "x"), "The current folder is in no pack: name one with --pack."),
        (("rule", "x", "--pack", "nowhere"), "nowhere is no pack: it has no pack.yaml."),
        (("rule", "x", "--pack", "core"), "core is a built-in pack: name the folder of one of your own."),
    ],
)
def test_a_command_line_that_names_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    """As everywhere, with exit code 2."""
    monkeypatch.chdir(tmp_path)
    code, lines = call("new", *arguments)
    assert code == 2
    assert lines[-1].endswith(message)
    assert {} == files(tmp_path)


def test_a_rule_needs_something_to_raise(tmp_path: Path) -> None:
    """In a pack without threats and countermeasures there is nothing that it could do."""
    (tmp_path / "survey").mkdir()
    (tmp_path / "pack.yaml").write_text(
        "format: surveymodel-pack/1\nid: x\ntitle: X\nversion: 0.1.0\nlicence: L\n"
        "sections:\n  - id: all\n    title: All\n"
    )
    no_section = "a question stands in a section, and pack.yaml has none yet"
    message = "a rule raises a threat, and the pack has none: surveymodel new threat ID makes one"
    assert (1, [message]) == call("new", "rule", "x", "--pack", tmp_path)
    text = (tmp_path / "pack.yaml").read_text()
    (tmp_path / "pack.yaml").write_text(text.partition("sections")[0])
    assert (1, [no_section]) == call("new", "question", "x", "--pack", tmp_path)
    (tmp_path / "pack.yaml").write_text(text)
    for kind, id in (("countermeasure", "do-it"), ("rule", "always"), ("question", "what")):
        new(kind, id, tmp_path)
    content = load_content(tmp_path)
    assert [("do-it",)] == [rule.requires for rule in content.rules]
    assert {"countermeasures/all.yaml", "rules/all.yaml", "survey/all.yaml"} <= set(files(tmp_path))
    assert_in_form(tmp_path)


def test_nothing_is_written_through_a_link_that_leads_out(pack: Path) -> None:
    """A folder of a pack that is a link somewhere else gets no file."""
    Path("elsewhere").mkdir()
    shutil.rmtree(pack / "threats")
    (pack / "threats").symlink_to("../elsewhere")
    code, lines = call("new", "threat", "x", "--pack", pack, "--file", "web")
    assert (1, ["tiny/threats/web.yaml leads out of the pack"]) == (code, lines)
    assert {} == files(Path("elsewhere"))
