"""``surveymodel init``: files that the reader takes as they stand, or nothing at all."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from jsonschema import Draft202012Validator

from surveymodel import System, resolve
from surveymodel.content.document import read
from surveymodel.engine.model import SurveyModel
from tests.exchanging import not_exchanged
from tests.test_bad_input import ESC, call
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SCHEMA = "surveymodel-tiny.schema.json"
FIRM = "# Ours.\nformat: surveymodel-system/1\nid: firm\nanswers:\n  region: east # moved\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder and return it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def begin(*arguments: str | Path) -> tuple[int, list[str]]:
    """Return exit code and lines of ``init`` with the tiny pack."""
    return call("init", "--pack", PACK, *arguments)


def begun(*arguments: str | Path) -> list[str]:
    """Return the lines of an ``init`` that succeeds."""
    code, lines = begin(*arguments)
    assert (code, lines) == (0, lines)
    return lines


def everything(folder: Path) -> dict[str, bytes | str]:
    """Return all files of a folder, and where its links lead."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


# ---------------------------------------------------------------------------------------------
# What is written


def test_three_files_are_written(folder: Path) -> None:
    """A system's file, the organisation's and the schema; each is named, and then how to go on."""
    assert begun("shop.yaml") == [
        "wrote shop.yaml",
        "wrote organisation.yaml",
        f"wrote {SCHEMA}",
        "4 to 8 questions to answer, depending on the answers.",
        f"Next: surveymodel ask shop.yaml --pack {PACK}",
    ]
    assert sorted(everything(folder)) == ["organisation.yaml", "shop.yaml", SCHEMA]
    system = System.read("shop.yaml")
    assert (system.id, system.title, system.pack, system.answers) == ("shop", None, "tiny", {})
    assert system.organisation == System(id="organisation", pack="tiny")
    assert system.components == {}


@pytest.mark.parametrize(
    "title",
    [
        *('The "shop": 50 % off # now', "It's", "{a: b}", "- x", "null", "8.10", "true", "Café 日本 😀"),
        *("tab\there", "back\\slash \\n", "  spaced  ", "*a &b !c", "x" * 300, "", "ends in a line end\n"),
    ],
)
def test_a_title_is_kept_as_it_is(tiny: SurveyModel, title: str) -> None:
    """Whatever YAML would make of a title, the file says it as it was given."""
    begun("shop.yaml", "--title", title, "--component", "web")
    system = System.read("shop.yaml")
    assert title == system.title
    assert resolve(tiny, system).system.title == title


@pytest.mark.parametrize(
    ("file", "id"),
    [
        ("shop.yaml", "shop"),
        ("Shop (2).yaml", "shop-2"),
        ("shop.prod.yaml", "shop-prod"),
        ("9 lives.yml", "lives"),
        ("Café Ünal", "cafe-unal"),
        ("42.yaml", "system"),
        ("日本.yaml", "system"),
        ("none.yaml", "system"),
        ("unknown", "system"),
        (".hidden", "hidden"),
        ("--.yaml", "system"),
        (f"{'a' * 79}-b.yaml", "a" * 79),
        ("shop: #1 'quoted' \"twice\".yaml", "shop-1-quoted-twice"),
        (f"{ESC}.yaml", "j-0-owned"),
        ("line\nbreak.yaml", "line-break"),
        ("a\u202e\ufffe\uffff.yaml", "a"),
        ("\udcff.yaml", "system"),
    ],
)
def test_any_name_of_a_file_will_do(file: str, id: str) -> None:
    """The id comes from the file's name as far as that has one, and the file is read."""
    begun("--", file)
    assert (id, {}) == (System.read(file).id, System.read(file).answers)


def test_ids_and_components_are_given(tiny: SurveyModel) -> None:
    """An id stands in place of the file's name; components answer for themselves, in the order given."""
    begun("shop.yaml", "--id", "null", "--component", "web", "--component", "y", "--component", "null")
    system = System.read("shop.yaml")
    assert system.id == "null"
    assert list(system.components) == ["web", "y", "null"]
    assert [lane.component for lane in resolve(tiny, system).evaluation.lanes] == ["null", "web", "y"]


def test_an_organisation_below(folder: Path) -> None:
    """The organisation's file may stand below; each file names the others as seen from its place."""
    (folder / "systems" / "the firm").mkdir(parents=True)
    lines = begun("systems/shop.yaml", "--organisation", "the firm/Firm & Co.yaml")
    assert lines[:3] == [
        "wrote systems/shop.yaml",
        "wrote systems/the firm/Firm & Co.yaml",
        f"wrote systems/{SCHEMA}",
    ]
    above = System.read("systems/shop.yaml").organisation
    assert above is not None
    assert above.id == "firm-co"
    first = (folder / "systems/the firm/Firm & Co.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema=../{SCHEMA}"


def test_an_organisation_that_is_there(folder: Path) -> None:
    """A file that is there already is left as it is, and its answers count."""
    (folder / "organisation.yaml").write_text(FIRM, encoding="utf-8")
    lines = begun("shop.yaml")
    assert lines[:2] == ["wrote shop.yaml", f"wrote {SCHEMA}"]
    assert lines[2] == "3 to 7 questions to answer, depending on the answers."
    assert (folder / "organisation.yaml").read_text(encoding="utf-8") == FIRM


def test_an_organisation_through_a_folder_that_is_a_link(folder: Path) -> None:
    """The system's file names the place that the link leads to, so that it is found again."""
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "link").symlink_to("deep/er")
    begun("shop.yaml", "--organisation", "link/../firm.yaml")
    assert 'organisation: "deep/firm.yaml"' in (folder / "shop.yaml").read_text(encoding="utf-8")
    assert System.read("shop.yaml").organisation is not None


def test_two_systems_share_organisation_and_schema(folder: Path) -> None:
    """The second file of a folder takes the organisation's file of the first."""
    begun("shop.yaml")
    before = everything(folder)
    assert begun("desk.yaml")[:2] == ["wrote desk.yaml", f"wrote {SCHEMA}"]
    after = everything(folder)
    after.pop("desk.yaml")
    assert before == after


def test_the_schema_accepts_the_files(folder: Path) -> None:
    """It is the one that ``schema`` prints, and both files fit it."""
    begun("shop.yaml", "--component", "web", "--title", "A: #shop")
    text = (folder / SCHEMA).read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    for name in ("shop.yaml", "organisation.yaml"):
        assert list(Draft202012Validator(schema).iter_errors(read(name, Path(name).read_bytes()).data)) == []
    assert text.split("\n") == [*call("schema", "--pack", PACK)[1], ""]


# ---------------------------------------------------------------------------------------------
# How to go on


def calls(folder: Path, file: str) -> list[list[str]]:
    """Return the commands that a file's comments name, as a shell splits them."""
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    found = [line.removeprefix("#   surveymodel ") for line in lines if line.startswith("#   surveymodel ")]
    return [shlex.split(line.rpartition("   ")[0]) for line in found]


@pytest.mark.parametrize("file", ["shop.yaml", "my shop.yaml", 'it\'s "$HOME".yaml', "-shop.yaml"])
@pytest.mark.parametrize("pack", ["core", "the pack"])
def test_the_commands_that_are_named_can_be_typed(folder: Path, file: str, pack: str) -> None:
    """What the file's comments and the last line say works in their folders, whatever names need."""
    shutil.copytree(PACK, folder / pack)
    (folder / "systems").mkdir()
    code, lines = call("init", "--pack", f"./{pack}", "--", f"systems/{file}")
    assert code == 0
    assert lines[-1].startswith("Next: surveymodel ask ")
    last = shlex.split(lines[-1].removeprefix("Next: surveymodel "))
    assert call("tasks", *last[1:])[0] == 0
    ask, tasks = calls(folder, f"systems/{file}")
    assert (ask[0], tasks[0]) == ("ask", "tasks")
    assert ask[1:] == tasks[1:]
    os.chdir(folder / "systems")
    assert call(*tasks)[0] == 0


def test_a_pack_beside_the_file_with_the_name_of_a_built_in_one(folder: Path) -> None:
    """A folder ``core`` is called ``./core``, for ``core`` alone is the pack that comes with the library."""
    shutil.copytree(PACK, folder / "core")
    call("init", "shop.yaml", "--pack", "./core")
    assert [["ask", "shop.yaml", "--pack", "./core"], ["tasks", "shop.yaml", "--pack", "./core"]] == calls(
        folder, "shop.yaml"
    )


# ---------------------------------------------------------------------------------------------
# What is refused


def nothing(here: Path) -> None:
    """Prepare nothing."""


def a_file(here: Path) -> None:
    (here / "shop.yaml").write_text("mine", encoding="utf-8")


def a_dangling_link(here: Path) -> None:
    (here / "shop.yaml").symlink_to("nowhere.yaml")


def a_loop(here: Path) -> None:
    (here / "shop.yaml").symlink_to("shop.yaml")


def a_folder(here: Path) -> None:
    (here / "shop.yaml").mkdir()


def folders(here: Path) -> None:
    (here / "firm").mkdir()
    (here / "out").symlink_to("..")
    (here / "out.yaml").symlink_to("../firm.yaml")


def a_folder_for_the_schema(here: Path) -> None:
    (here / SCHEMA).mkdir()


def organisation(text: str) -> Callable[[Path], None]:
    def write(here: Path) -> None:
        (here / "organisation.yaml").write_text(text, encoding="utf-8")

    return write


HEAD = "format: surveymodel-system/1\nid: firm\n"
OUTSIDE = "The organisation's file stands in the system file's folder or below."
THREE = (
    "The system's file, the organisation's and the schema are three files; --organisation names another one."
)
NO_ID = "is no id: lower-case words joined by hyphens."
RESERVED = "is no id: conditions have another use for the word."


@pytest.mark.parametrize(
    ("prepare", "arguments", "message"),
    [
        (a_file, ["shop.yaml"], "shop.yaml is there already; surveymodel ask shop.yaml goes on with it."),
        (a_dangling_link, ["shop.yaml"], "shop.yaml is there already; surveymodel ask shop.yaml goes on with it."),
        (a_loop, ["shop.yaml"], "shop.yaml is there already; surveymodel ask shop.yaml goes on with it."),
        (a_folder, ["shop.yaml"], "Invalid value for 'SYSTEM': File 'shop.yaml' is a directory."),
        (nothing, ["."], "Invalid value for 'SYSTEM': File '.' is a directory."),
        (nothing, ["example:shop"], "Examples are read only; 'surveymodel init FILE' makes a file of your own."),
        (nothing, [], "Missing argument 'SYSTEM'."),
        (nothing, ["no/shop.yaml"], "There is no folder no."),
        (a_file, ["shop.yaml/shop.yaml"], "There is no folder shop.yaml."),
        (nothing, [f"{ESC}/shop.yaml"], r"There is no folder \x1b[2J\x1b]0;owned\x07."),
        (nothing, ["shop.yaml", "--organisation", "no/firm.yaml"], "There is no folder no."),
        (nothing, ["shop.yaml", "--organisation", "../firm.yaml"], OUTSIDE),
        (nothing, ["shop.yaml", "--organisation", "/tmp/firm.yaml"], OUTSIDE),
        (folders, ["shop.yaml", "--organisation", "out/firm.yaml"], OUTSIDE),
        (folders, ["shop.yaml", "--organisation", "out.yaml"], OUTSIDE),
        (folders, ["shop.yaml", "--organisation", "firm"], "firm is a folder, not a file."),
        (a_folder_for_the_schema, ["shop.yaml"], f"{SCHEMA} is a folder, not a file."),
        (nothing, ["shop.yaml", "--organisation", ""], ". is a folder, not a file."),
        (nothing, ["shop.yaml", "--organisation", "shop.yaml"], THREE),
        (nothing, ["shop.yaml", "--organisation", "./shop.yaml"], THREE),
        (nothing, ["shop.yaml", "--organisation", SCHEMA], THREE),
        (nothing, ["organisation.yaml"], THREE),
        (nothing, [SCHEMA], THREE),
        (nothing, ["shop.yaml", "--id", "unknown"], f"'unknown' {RESERVED}"),
        (nothing, ["shop.yaml", "--id", "My-Shop"], f"'My-Shop' {NO_ID}"),
        (nothing, ["shop.yaml", "--id", ""], f"'' {NO_ID}"),
        (nothing, ["shop.yaml", "--id", "a" * 81], "an id has at most 80 characters, not 81."),
        (nothing, ["shop.yaml", "--id", ESC], f"'\\x1b[2J\\x1b]0;owned\\x07' {NO_ID}"),
        (nothing, ["shop.yaml", "--component", "Web"], f"'Web' {NO_ID}"),
        (nothing, ["shop.yaml", "--component", "none"], f"'none' {RESERVED}"),
        (nothing, ["shop.yaml", "--component", "system"], "'system' is the name of a layer: give the component another id."),
        (nothing, ["shop.yaml", "--component", "web", "--component", "web"], "the component 'web' stands twice."),
        (nothing, ["shop.yaml", "--title", "a\nb"], "'title' is one line of at most 300 characters."),
        (nothing, ["shop.yaml", "--title", "a" * 301], "'title' is one line of at most 300 characters."),
        (nothing, ["shop.yaml", "--title", ESC], "in 'title', the character U+001B is not allowed."),
        (nothing, ["shop.yaml", "--title", "a\u202eb"], "in 'title', the character U+202E is not allowed."),
        (nothing, ["shop.yaml", "--title", "\udcff"], "in 'title', the character U+DCFF is not allowed."),
        (nothing, ["shop.yaml", "--organisation", "a\nb"], "'organisation' is one line of at most 300 characters."),
        (nothing, ["shop.yaml", "--organisation", "a\u202eb"], "in 'organisation', the character U+202E is not allowed."),
    ],
)  # fmt: skip
def test_a_wrong_command_line(
    folder: Path, prepare: Callable[[Path], None], arguments: list[str], message: str
) -> None:
    """It ends with 2 and one message, and nothing is written or changed."""
    prepare(folder)
    before = everything(folder)
    code, lines = begin(*arguments)
    assert (code, lines[-1]) == (2, f"Error: {message}")
    assert lines[0].startswith("Usage: surveymodel init ")
    assert before == everything(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}answers: {{reigon: west}}\n", "organisation.yaml:3:19: SM501 unknown question 'reigon' (did you mean 'region'?)"),
        (f"{HEAD}pack: core\nanswers: {{}}\n", "organisation.yaml: SM507 the answers are for the pack 'core', not for 'tiny'"),
        (f"{HEAD}answers: {{}}\ncomponents: {{web: {{answers: {{}}}}}}\n", "SM508 an organisation has no 'components'"),
        (f"{HEAD}answers: {{}}\norganisation: shop.yaml\n", "organisation.yaml:4:15: SM101 there is no file 'shop.yaml'"),
        ("", "organisation.yaml: SM113 the file is empty"),
    ],
)  # fmt: skip
def test_an_organisation_with_faults(folder: Path, text: str, message: str) -> None:
    """A file that is there and cannot be read is bad input: its fault is named, nothing is written."""
    organisation(text)(folder)
    before = everything(folder)
    code, lines = begin("shop.yaml")
    assert (code, len(lines)) == (1, 1)
    assert lines[0].endswith(message)
    assert before == everything(folder)


def test_an_organisation_that_is_a_dangling_link(folder: Path) -> None:
    """A link to nothing within the folder is a file that cannot be read."""
    (folder / "organisation.yaml").symlink_to("nowhere.yaml")
    before = everything(folder)
    assert begin("shop.yaml") == (1, ["organisation.yaml: SM101 no such file or directory"])
    assert before == everything(folder)


def test_a_name_too_long_for_a_file(folder: Path) -> None:
    """The system's own message comes back with the name that was given, and nothing is written."""
    name = "a" * 300
    assert begin(name) == (1, [f"Error: {name}: File name too long"])
    assert begin("shop.yaml", "--organisation", f"{name}/b") == (1, [f"Error: {name}: File name too long"])
    assert everything(folder) == {}


def refusing(name: str) -> Callable[[Path, Path], Path]:
    """Return what puts a file in another's place, unless that has this name."""
    replace = Path.replace

    def put(made: Path, target: Path) -> Path:
        if Path(target).name == name:
            raise OSError(28, "No space left on device", str(made))
        return replace(made, target)

    return put


@pytest.mark.parametrize("fails", ["shop.yaml", "organisation.yaml", SCHEMA])
@pytest.mark.parametrize("before", [{}, {SCHEMA: b"{}"}])
def test_a_write_that_fails(folder: Path, fails: str, before: dict[str, bytes]) -> None:
    """Where one of the files cannot be written, the others are as they were before."""
    for name, data in before.items():
        (folder / name).write_bytes(data)
    with not_exchanged(), mock.patch.object(Path, "replace", refusing(fails)):
        assert begin("shop.yaml") == (1, [f"Error: {fails}: No space left on device"])
    assert before == everything(folder)
