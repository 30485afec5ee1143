"""``surveymodel comply``: a standard on the terminal, its options, and what it refuses."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
from rich.console import Console

from surveymodel import Compliance, SurveyModel, System, comply, comply_content, resolve
from surveymodel.cli import comply_table
from surveymodel.project.compliance import STATUSES, Status
from tests.packs import model
from tests.test_bad_input import ESC, call, call_apart
from tests.test_compliance_files import CALLED, MODEL, SAID, made
from tests.tiny import PACK

pytestmark = pytest.mark.untraced

SHOP = """\
format: surveymodel-system/1
id: shop
title: The shop
answers:
  reach: internet
  features: [payments]
  card-entry: own-form
  people: 5
components:
  web: {answers: {stack: [django]}}
  api: {answers: {stack: []}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a few systems, and return it."""
    for name, text in {
        "shop.yaml": SHOP,
        "crowd.yaml": SHOP.replace("people: 5", "people: 5000"),
        "desk.yaml": SHOP.replace("reach: internet", "reach: staff"),
        "new.yaml": "format: surveymodel-system/1\nid: new\nanswers: {}\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complied(*arguments: str) -> list[str]:
    """Return the lines of a ``comply`` that succeeds, but for the empty one before them."""
    code, lines = call("comply", "--pack", PACK, *arguments)
    assert code == 0, lines
    return [line.rstrip() for line in lines][lines[:1] == [""] :]


# ---------------------------------------------------------------------------------------------
# The table


def test_one_standard() -> None:
    """Title, counts, profiles; then each control with its status, its stage and what is said of it."""
    assert complied("shop.yaml", "--standard", "std") == [
        "A standard 2025: The shop",
        "4 controls: 2 full, 1 organisational, 1 no duty.",
        "No profile holds, so the whole catalogue counts (profiles: strict).",
        "",
        "1.A  Scripts",
        "1.1  full            Scripts are restricted",
        "     addressed       restrict-scripts (full, addressed)",
        "",
        "1  Pages",
        "1.2  full            Requests are limited",
        "     addressed       met by limit-requests and restrict-scripts together",
        "                     limit-requests (joint, addressed)",
        "                     restrict-scripts (partial, addressed): the page only",
        "",
        "2  organisational  There is a charter",
        "                   The charter is the company's.",
        "3  no duty         There is a fence",
        "                   A fence is no matter of software.",
    ]


def printed(compliance: Compliance, statuses: Collection[Status] | None = None) -> list[str]:
    """Return the lines of a table."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        comply_table.print_compliance(compliance, statuses)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_every_status_in_the_table() -> None:
    """Each control is told with the words of its status, its stage and the reasons."""
    lines = printed(made(), STATUSES)
    for control, (status, stage, said) in SAID.items():
        at = next(
            index for index, line in enumerate(lines) if re.match(rf"{re.escape(control)}  +[a-z]", line)
        )
        own = [lines[at], *(line for line in lines[at + 1 :][: len(said)])]
        assert own[0].split("  ")[0] == control
        words = [re.split(r"  +", line.strip()) for line in own]
        assert words[0][1] == CALLED[status]
        assert [row[-1] for row in words[1:]] == said
        assert [row[0] for row in words[1:] if len(row) > 1] == ([stage] if stage else [])


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_asked_for(status: str) -> None:
    """Only controls of that status are shown, and nothing is said of those left out."""
    controls = [control for control, said in SAID.items() if said[0] == status]
    lines = printed(made(), (status,))  # type: ignore[arg-type]
    assert controls == [
        line.split()[0] for line in lines if re.match(rf"[0-9.]+ +{CALLED[status]}(  |$)", line)
    ]
    assert not any("--status" in line for line in lines)


def test_several_statuses_asked_for() -> None:
    """The option may be repeated."""
    lines = complied("shop.yaml", "--standard", "std", "--status", "no-duty", "--status", "organisational")
    assert [line[:1] for line in lines[4:] if line[:1].strip()] == ["2", "3"]


def test_a_status_that_no_control_has() -> None:
    """An empty table is said to be one."""
    lines = complied("shop.yaml", "--standard", "std", "--status", "gap", "--status", "not-in-scope")
    assert lines[-1] == "No control is gap or not in scope."


def test_what_is_out_of_scope_is_counted_and_told_on_demand() -> None:
    """Without being asked for, it is one line; asked for, each has its reason."""
    lines = complied("crowd.yaml", "--standard", "std")
    assert lines[1:3] == ["4 controls: 1 full, 3 not in scope.", "Profiles: strict."]
    assert lines[-1] == "3 controls not in scope: --status not-in-scope says why."
    assert "1.2" not in {line[:3] for line in lines}
    lines = complied("crowd.yaml", "--standard", "std", "--status", "not-in-scope")
    assert [line.strip() for line in lines].count("not in the profiles that count: strict") == 3
    assert "1.2  not in scope    Requests are limited" in lines


def test_a_whole_standard_out_of_scope() -> None:
    """Where the standard does not apply, that is said once, with the answers that decide it."""
    assert complied("desk.yaml", "--standard", "std")[1:] == [
        "4 controls: 4 not in scope.",
        "",
        "Not in scope at all: the standard applies only where fact:exposed holds [reach: staff].",
    ]


def test_a_profile_takes_the_place_of_the_answers() -> None:
    """A profile asked for selects its controls, though the answers select none."""
    lines = complied("shop.yaml", "--standard", "std", "--profile", "strict")
    assert lines[1:3] == ["4 controls: 1 full, 3 not in scope.", "Profiles: strict."]
    assert "1.1  full            Scripts are restricted" in lines


@pytest.mark.parametrize(
    ("options", "stage", "tasks"),
    [
        (["--done", "restrict-scripts"], "addressed", ("joint, addressed", "partial, implemented")),
        (["--done", "limit-requests", "--done", "restrict-scripts"], "implemented", ("joint, implemented", "partial, implemented")),
        (["--verified", "limit-requests", "--done", "restrict-scripts"], "implemented", ("joint, verified", "partial, implemented")),
        (["--verified", "limit-requests", "--verified", "restrict-scripts"], "verified", ("joint, verified", "partial, verified")),
        (["--done", "limit-requests@web", "--done", "restrict-scripts"], "addressed", ("joint, addressed", "partial, implemented")),
        (["--done", "limit-requests@web", "--done", "limit-requests@api", "--done", "restrict-scripts"], "implemented", ("joint, implemented", "partial, implemented")),
        (["--done", "limit-requests", "--verified", "limit-requests", "--verified", "restrict-scripts"], "verified", ("joint, verified", "partial, verified")),
    ],
)  # fmt: skip
def test_tasks_called_done_or_verified(options: list[str], stage: str, tasks: tuple[str, str]) -> None:
    """A control is as far as the least of the tasks that meet it together, in every component."""
    lines = complied("shop.yaml", "--standard", "std", *options)
    at = lines.index("1.2  full            Requests are limited")
    assert lines[at + 1].split()[0] == stage
    assert lines[at + 2 : at + 4] == [
        f"                     limit-requests ({tasks[0]})",
        f"                     restrict-scripts ({tasks[1]}): the page only",
    ]


def test_what_open_questions_may_still_change() -> None:
    """What is merely possible says so, and nothing that is unknown counts as no."""
    lines = complied("new.yaml", "--standard", "std")
    at = lines.index("1.1  gap             Scripts are restricted")
    assert lines[at + 1 : at + 4] == [
        "                     restrict-scripts (full, addressed, possible)",
        "                     full if open questions are answered so",
        "                     in scope only if open questions are answered so",
    ]


def test_what_a_pack_cannot_meet(folder: Path) -> None:
    """Of the pack itself, what is not full is shown, and the rest is counted."""
    pack = Path(shutil.copytree(PACK, folder / "pack"))
    rules = pack / "rules" / "web.yaml"
    rules.write_text(
        rules.read_text("utf-8").replace("raises: [flooding]", "requires: [report]\n    priority: 1"), "utf-8"
    )
    code, lines = call("comply", "--content", "--standard", "std", "--pack", pack)
    assert code == 0
    assert [line.rstrip() for line in lines][1:] == [
        "A standard 2025: what the pack tiny can meet",
        "4 controls: 1 full, 1 partly, 1 organisational, 1 no duty.",
        "Profiles: strict.",
        "",
        "1  Pages",
        "1.2  partly          Requests are limited",
        "                     restrict-scripts (partial): the page only",
        "                     missing: needs also limit-requests",
        "",
        "Not shown: 1 full, 1 organisational, 1 no duty; --status shows them.",
    ]


def test_what_a_pack_can_meet() -> None:
    """Asked for, what is full is shown too, without stages: nothing is planned in a pack."""
    lines = complied("--content", "--standard", "std", "--status", "full")
    assert lines[5:] == [
        "1.1  full            Scripts are restricted",
        "                     restrict-scripts (full)",
        "",
        "1  Pages",
        "1.2  full            Requests are limited",
        "                     met by limit-requests and restrict-scripts together",
        "                     limit-requests (joint)",
        "                     restrict-scripts (partial): the page only",
    ]


# ---------------------------------------------------------------------------------------------
# Counts

HEADER = "Standard  full  partly  gap  organisational  no duty  not in scope"


def test_counts_of_every_standard() -> None:
    """Without a standard each has one line, with whose it is and how to see more."""
    assert complied("shop.yaml") == [
        "Controls by standard: The shop",
        "",
        HEADER,
        "std          2       0    0               1        1             0",
        "",
        "No profile holds, so the whole catalogue counts: std.",
        "--standard ID shows its controls one by one.",
    ]


def test_counts_where_a_profile_holds_or_nothing_is_in_scope() -> None:
    """Nothing is said of whole catalogues where answers select a part, or leave all of it out."""
    assert complied("crowd.yaml")[3:] == [
        "std          1       0    0               0        0             3",
        "",
        "--standard ID shows its controls one by one.",
    ]
    assert complied("desk.yaml")[3].split() == ["std", "0", "0", "0", "0", "0", "4"]
    assert len(complied("desk.yaml")) == 6


def test_counts_of_a_pack() -> None:
    """The pack itself is counted at its best."""
    lines = complied("--content")
    assert lines[0] == "Controls by standard: what the pack tiny can meet"
    assert lines[3].split() == ["std", "2", "0", "0", "1", "1", "0"]


def test_a_pack_without_standards(folder: Path) -> None:
    """A table without rows would be a riddle."""
    pack = Path(shutil.copytree(PACK, folder / "pack"))
    for name in ("standards", "interpretations"):
        shutil.rmtree(pack / name)
    file = pack / "countermeasures" / "web.yaml"
    text = re.sub(
        r"(?m)^    satisfies:\n(      .*\n|        .*\n)+", "    satisfies: {}\n", file.read_text("utf-8")
    )
    file.write_text(text, "utf-8")
    assert call("comply", "shop.yaml", "--pack", pack) == (0, ["This pack has no standards."])


# ---------------------------------------------------------------------------------------------
# Other formats


def test_json_and_csv_of_a_pack_have_every_control() -> None:
    """What other programs read is filtered only by what was asked for."""
    document = json.loads("\n".join(complied("--content", "--standard", "std", "--format", "json")))
    assert [control["status"] for control in document["controls"]] == [
        *("full", "full"),
        *("organisational", "no-duty"),
    ]
    rows = complied("--content", "--standard", "std", "--format", "csv")
    assert rows[0].startswith("system,standard,control,title,group,status,at-best,in-scope,stage,tasks,")
    assert [row.split(",")[:3] for row in rows if row.startswith(",std,")] == [
        ["", "std", id] for id in ("1.1", "1.2", "2", "3")
    ]


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("markdown", "# A standard 2025: The shop"),
        ("json", "{"),
        ("csv", "system,standard,control,title,group,status,at-best,in-scope,stage,tasks,rest,because"),
    ],
)
def test_formats_take_the_options(form: str, first: str) -> None:
    """Each format begins as its readers expect, and knows statuses and what is done."""
    lines = complied(
        "shop.yaml", "--standard", "std", "--format", form, "--status", "full", "--done", "restrict-scripts"
    )  # fmt: skip
    assert lines[0] == first
    text = "\n".join(lines)
    assert ("implemented" in text, "There is a fence" in text) == (True, False)


def test_formats_are_utf_8_wherever_they_are_written(folder: Path) -> None:
    """A title keeps its letters in a pipe, whatever the machine's language."""
    text = SHOP.replace("The shop", "Café 日本")
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    for form in ("markdown", "json"):
        code, lines = call_apart("comply", "shop.yaml", "--pack", PACK, "--standard", "std", "--format", form)
        assert code == 0
        assert any("Café 日本" in line for line in lines)


# ---------------------------------------------------------------------------------------------
# What is refused


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Name a SYSTEM, or the pack itself with --content."),
        (["shop.yaml", "--content"], "Name a SYSTEM, or the pack itself with --content."),
        (["--content", "--organisation", "firm.yaml"], "--organisation is of a system, not of the pack."),
        (["--content", "--standard", "std", "--done", "report"], "--done and --verified are of a system, not of the pack."),
        (["--content", "--standard", "std", "--verified", "report"], "--done and --verified are of a system, not of the pack."),
        (["shop.yaml", "--format", "json"], "Name a standard with --standard; without it there are only counts."),
        (["shop.yaml", "--profile", "strict"], "Name a standard with --standard; without it there are only counts."),
        (["shop.yaml", "--status", "gap"], "Name a standard with --standard; without it there are only counts."),
        (["shop.yaml", "--done", "report"], "Name a standard with --standard; without it there are only counts."),
        (["--content", "--format", "csv"], "Name a standard with --standard; without it there are only counts."),
        (["shop.yaml", "--standard", "sdt"], "unknown standard 'sdt' (did you mean 'std'?)"),
        (["--content", "--standard", "sdt"], "unknown standard 'sdt' (did you mean 'std'?)"),
        (["shop.yaml", "--standard", ""], "unknown standard ''"),
        (["shop.yaml", "--standard", ESC], r"unknown standard '\x1b[2J\x1b]0;owned\x07'"),
        (["shop.yaml", "--standard", "std", "--profile", "strcit"], "unknown profile of std 'strcit' (did you mean 'strict'?)"),
        (["--content", "--standard", "std", "--profile", "strcit"], "unknown profile of std 'strcit' (did you mean 'strict'?)"),
        (["shop.yaml", "--standard", "std", "--done", "reprot"], "unknown task 'reprot' (did you mean 'report'?)"),
        (["shop.yaml", "--standard", "std", "--verified", "reprot@web"], "unknown task 'reprot' (did you mean 'report'?)"),
        (["shop.yaml", "--standard", "std", "--done", "report@wep"], "unknown component 'wep' (did you mean 'web'?)"),
        (["shop.yaml", "--standard", "std", "--done", "report@"], "unknown component ''"),
        (["shop.yaml", "--standard", "std", "--done", "@web"], "unknown task ''"),
        (["new.yaml", "--standard", "std", "--done", "report@web"], "unknown component 'web'"),
        (["shop.yaml", "--standard", "std", "--status", "partially"], "Invalid value for '--status': 'partially' is not one of 'full', 'partly', 'gap', 'organisational', 'no-duty', 'not-in-scope'."),
        (["shop.yaml", "--standard", "std", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of 'table', 'markdown', 'json', 'csv'."),
        (["shop.yaml", "more.yaml"], "Got unexpected extra argument (more.yaml)"),
        (["example:shopp"], "unknown example 'shopp' (did you mean 'shop'?)"),
    ],
)  # fmt: skip
def test_a_wrong_command_line(arguments: list[str], message: str) -> None:
    """It ends with 2 and one message, with the name that was meant."""
    code, lines = call("comply", "--pack", PACK, *arguments)
    assert (code, lines[-1]) == (2, f"Error: {message}")
    assert len(lines) == 1 or lines[0].startswith("Usage: surveymodel comply ")


def test_a_system_with_faults(folder: Path) -> None:
    """Bad input ends with 1 and its place, before anything is printed."""
    (folder / "shop.yaml").write_text(SHOP.replace("reach:", "reech:"), encoding="utf-8")
    assert call("comply", "shop.yaml", "--pack", PACK) == (
        1,
        ["shop.yaml:5:10: SM501 unknown question 'reech' (did you mean 'reach'?)"],
    )


# ---------------------------------------------------------------------------------------------
# Terminals


@pytest.mark.parametrize("width", [30, 60, 80, 100, 200])
def test_the_table_fits_its_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """No line is wider than the terminal, and every control is there with its status."""
    monkeypatch.setattr(comply_table, "console", lambda: Console(highlight=False, width=width))
    lines = printed(made(), STATUSES)
    assert max(map(len, lines)) <= width
    found = {line.split()[0] for line in lines if re.match(rf"[0-9.]+ +({'|'.join(CALLED.values())})", line)}
    assert found == set(SAID)


def test_a_long_id_leaves_room_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest id that a catalogue may have is broken, so that its title can be read."""
    monkeypatch.setattr(comply_table, "console", lambda: Console(highlight=False, width=80))
    id = "A" * 60
    pack = {"standards": [{"id": "std", "controls": [{"id": id, "title": "A title in a few words"}]}]}
    lines = printed(comply(resolve(model(pack), System()), "std"))
    assert any(line.endswith("gap             A title in a few words") for line in lines)
    assert "".join(line.split()[0] for line in lines if line.startswith("A" * 9)) == id


def test_what_a_terminal_would_obey_is_shown() -> None:
    """Control and direction characters of titles come out as their names, and brackets are no markup."""
    titled = {"title": "\x1b[2J [bold]a[/bold] \u202eb"}
    groups = [{"id": "g", **titled}]
    controls = [{"id": "1", "group": "g", **titled}]
    pack = {"standards": [{"id": "std", **titled, "groups": groups, "controls": controls}]}
    lines = printed(comply_content(model(pack), "std"))
    assert sum(r"\x1b[2J [bold]a[/bold] \u202eb" in line for line in lines) == 3
    assert not set("".join(lines)) & set("\x1b\u202e")


def test_colour_adds_to_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """With colour or without, the table has the same words."""
    plain = printed(made(), STATUSES)
    forced = Console(highlight=False, width=100, force_terminal=True, color_system="truecolor")
    monkeypatch.setattr(comply_table, "console", lambda: forced)
    with forced.capture() as capture:
        comply_table.print_compliance(made(), STATUSES)
    coloured = capture.get()
    assert "\x1b[" in coloured
    bare = re.sub("\x1b\\[[0-9;]*m", "", coloured)
    assert plain == [line.rstrip() for line in bare.splitlines()]


def test_the_tiny_pack_is_what_the_command_reads(tiny: SurveyModel) -> None:
    """The counts on the terminal are those of the library."""
    found = comply(resolve(tiny, System.read("shop.yaml")), "std")
    numbers = complied("shop.yaml")[3].split()[1:]
    assert numbers == [str(found.counts[status]) for status in STATUSES]
    assert MODEL.digest != tiny.digest


def test_what_the_kept_plan_says_is_done_counts(tmp_path: Path) -> None:
    """Implemented, or verified where somebody found it so; --done of the command line goes before it."""
    path = tmp_path / "shop.yaml"
    answers = "{reach: internet, features: [payments], card-entry: own-form}"
    path.write_text(f"format: surveymodel-system/1\nid: shop\nanswers: {answers}\n")
    packed = ("--pack", str(PACK), "--on", "2026-03-02")

    def stage(*arguments: str) -> str:
        form = ("--pack", PACK, "--standard", "std", "--format", "json")
        document = json.loads("\n".join(call("comply", path, *form, *arguments)[1]))
        control = next(one for one in document["controls"] if one["id"] == "1.1")
        return str(next(one["stage"] for one in control["tasks"] if one["id"] == "restrict-scripts"))

    assert stage() == "addressed"
    assert call("update", path, "--accept", *packed)[0] == 0
    assert stage() == "addressed"
    assert call("set", path, "restrict-scripts", "done", *packed)[0] == 0
    assert stage() == "implemented"
    assert stage("--verified", "restrict-scripts") == "verified"
    assert call("set", path, "restrict-scripts", "--verification", "passed", *packed)[0] == 0
    assert stage() == "verified"
    assert stage("--done", "restrict-scripts") == "implemented"
    path.write_text(path.read_text() + "components: {web: {answers: {}}}\n")
    assert stage() == "addressed"
    assert call("update", path, "--accept", *packed)[0] == 0
    assert call("set", path, "restrict-scripts", "done", *packed)[0] == 0
    assert stage() == "implemented"
    assert stage("--verified", "restrict-scripts") == "verified"
