"""Answers written into system files, with everything else in them left as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from surveymodel.content.decode import MAX_BYTES
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import Given, Interval, Reply, given_data
from surveymodel.engine.sheet import System
from surveymodel.errors import AnswerError, UnknownNameError
from surveymodel.project.answering import Change, SystemFile, reply_data
from tests.exchanging import exchanges
from tests.test_locking import held_by_somebody
from tests.tiny import PACK

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and locks of POSIX")

HEAD = "format: surveymodel-system/1\nid: shop\npack: tiny\n"
SHOP = f"""\
# The shop that we run.
{HEAD}organisation: firm.yaml  # for all of our systems
answers:
  # Since May.
  reach: internet  # main.tf:12
  features:
    - uploads   # photographs
    - payments
components:
  web: {{answers: {{}}}}
  worker:
    answers:
      stack: []
# The end.
"""
FIRM = "format: surveymodel-system/1\nid: firm\nanswers: {} # nothing yet\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return the path of a system file, beside its organisation's file."""
    (tmp_path / "firm.yaml").write_text(FIRM, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path / "shop.yaml"


def given_in(place: str, question: str, answer: Given, **beside: Any) -> Change:
    """Return the change that gives an answer."""
    return Change(question, place, Reply(answer, **beside))


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(file: SystemFile, *changes: Change) -> str:
    """Return what is said of changes that are refused; no file and no answer has changed then."""
    folder, system = file.path.parent, file.system
    before = files(folder)
    with pytest.raises(AnswerError) as caught:
        file.write(changes)
    assert (before, system) == (files(folder), file.system)
    return str(caught.value).replace(f"{folder}{os.sep}", "")


# ---------------------------------------------------------------------------------------------
# What is written


def test_one_answer_is_one_line(tiny: SurveyModel, shop: Path) -> None:
    """A new answer stands after those that the survey asks before it; every other line stays."""
    file = SystemFile.open(tiny, shop)
    file.write([given_in("system", "people", Interval(500, 2000))])
    line = "    - payments\n  people: {at-least: 500, below: 2000}\n"
    assert SHOP.replace("    - payments\n", line) == shop.read_text(encoding="utf-8")
    assert Interval(500, 2000) == file.system.answers["people"].answer
    assert System.read(shop) == file.system


def test_an_answer_stands_in_the_order_of_the_survey(tiny: SurveyModel, tmp_path: Path) -> None:
    """Whatever the order of answering, each follows those that are asked before it."""
    shop = tmp_path / "shop.yaml"
    shop.write_text(f"{HEAD}answers:\n  reach: staff\n", encoding="utf-8")
    file = SystemFile.open(tiny, shop)
    for question, answer in (("people", 5), ("features", ("uploads",)), ("storage", "disk")):
        file.write([given_in("system", question, answer)])
    lines = "  reach: staff\n  features: [uploads]\n  storage: disk\n  people: 5\n"
    assert f"{HEAD}answers:\n{lines}" == shop.read_text(encoding="utf-8")


def test_a_changed_answer_stands_where_the_old_one_stood(tiny: SurveyModel, shop: Path) -> None:
    """Comments beside it stay, and those within it stand above it afterwards."""
    file = SystemFile.open(tiny, shop)
    file.write([given_in("system", "reach", "staff"), given_in("system", "features", ("payments",))])
    expected = SHOP.replace("reach: internet", "reach: staff").replace(
        "  features:\n    - uploads   # photographs\n    - payments\n",
        "  # photographs\n  features: [payments]\n",
    )
    assert expected == shop.read_text(encoding="utf-8")


def test_an_answer_is_taken_back(tiny: SurveyModel, shop: Path) -> None:
    """Its line goes, and a comment beside it stays."""
    file = SystemFile.open(tiny, shop)
    file.write([Change("reach", "system", None), Change("stack", "worker", None)])
    expected = SHOP.replace("  reach: internet  # main.tf:12\n", "  # main.tf:12\n")
    expected = expected.replace("    answers:\n      stack: []\n", "    answers: {}\n")
    assert expected == shop.read_text(encoding="utf-8")
    assert ("reach" in file.system.answers, dict(file.system.components["worker"].answers)) == (False, {})


def test_what_is_said_beside_an_answer_is_written_with_it(tiny: SurveyModel, shop: Path) -> None:
    """Who answered, when, on what evidence, and a note, however many lines it has."""
    beside: dict[str, Any] = {
        "by": "ana",
        "on": "2026-03-02",
        "evidence": "main.tf:12",
        "note": "One.\n# Two: 'x'\n",
    }
    file = SystemFile.open(tiny, shop)
    file.write([given_in("web", "stack", ("django",), **beside)])
    line = (
        r'{stack: {answer: [django], by: ana, on: "2026-03-02", evidence: "main.tf:12", note: "One.\n# Two: '
    )
    assert f"  web: {{answers: {line}'x'\\n\"}}}}}}\n" in shop.read_text(encoding="utf-8")
    assert Reply(("django",), **beside) == System.read(shop).components["web"].answers["stack"]


def test_an_answer_goes_to_the_place_that_is_meant(tiny: SurveyModel, shop: Path) -> None:
    """Of one question that two components and the system answer, the right one is changed."""
    file = SystemFile.open(tiny, shop)
    for place, stack in (("system", ()), ("web", ("django",)), ("worker", ("flask",))):
        file.write([given_in(place, "stack", stack)])
    found = System.read(shop)
    assert () == found.answers["stack"].answer
    assert [("django",), ("flask",)] == [part.answers["stack"].answer for part in found.components.values()]


def test_the_organisation_answers_in_its_own_file(tiny: SurveyModel, shop: Path) -> None:
    """Its answers, and a default that it gives for its systems, go into the file that is named."""
    file = SystemFile.open(tiny, shop)
    file.write([given_in("organisation", "region", "west"), given_in("organisation", "storage", "disk")])
    expected = FIRM.replace(
        "answers: {} # nothing yet\n", "answers: # nothing yet\n  region: west\n  storage: disk\n"
    )
    assert (expected, SHOP) == tuple(
        path.read_text(encoding="utf-8") for path in (shop.with_name("firm.yaml"), shop)
    )
    assert file.system.organisation is not None
    assert {"region": "west", "storage": "disk"} == {
        question: reply.answer for question, reply in file.system.organisation.answers.items()
    }


def test_answers_of_both_files_are_written_in_one_call(tiny: SurveyModel, shop: Path) -> None:
    """What the organisation, the system and a component answer may come together."""
    file = SystemFile.open(tiny, shop)
    changes = [
        given_in("organisation", "region", "east"),
        given_in("system", "people", 5),
        given_in("web", "sessions", "unknown"),
    ]
    file.write(changes)
    found = System.read(shop)
    assert found == file.system
    assert found.organisation is not None
    assert ("east", 5, "unknown") == (
        found.organisation.answers["region"].answer,
        found.answers["people"].answer,
        found.components["web"].answers["sessions"].answer,
    )


def test_a_named_organisation_may_stand_anywhere(tiny: SurveyModel, shop: Path, tmp_path: Path) -> None:
    """Answers go into the file that the caller names; the one that the system names is left alone."""
    (tmp_path / "sub").mkdir()
    other = tmp_path / "sub" / "other.yaml"
    other.write_text(FIRM.replace("firm", "other"), encoding="utf-8")
    file = SystemFile.open(tiny, shop, organisation=other)
    for region in ("east", "west"):
        file.write([given_in("organisation", "region", region)])
    assert (other, "west") == (file.organisation, System.read(other).answers["region"].answer)
    assert FIRM == shop.with_name("firm.yaml").read_text(encoding="utf-8")


def test_a_file_is_not_its_own_organisation(tiny: SurveyModel, shop: Path) -> None:
    """Where the caller names the system's file twice, answers to one would be answers to the other."""
    same = shop.parent / ".." / shop.parent.name / "shop.yaml"
    shop.write_text(f"{HEAD}answers: {{}}\n", encoding="utf-8")
    with pytest.raises(AnswerError) as caught:
        SystemFile.open(tiny, shop, organisation=same)
    assert f"{shop}: SM508 a system is not its own organisation" == str(caught.value)


def test_a_later_change_of_one_call_wins(tiny: SurveyModel, shop: Path) -> None:
    """Changes are made one after the other, also where they are of the same answer."""
    file = SystemFile.open(tiny, shop)
    file.write([given_in("system", "people", n) for n in (1, 2, 3)])
    assert 3 == System.read(shop).answers["people"].answer
    file.write([Change("people", "system", None), given_in("system", "people", 4)])
    assert 4 == System.read(shop).answers["people"].answer
    file.write([given_in("system", "people", 5), Change("people", "system", None)])
    assert SHOP == shop.read_text(encoding="utf-8")


def test_an_answer_is_written_as_it_is_read(tiny: SurveyModel, shop: Path) -> None:
    """A list in any order or kind of collection is that answer, sorted, in the file and in memory."""
    file = SystemFile.open(tiny, shop)
    collections: tuple[Any, ...] = (
        ("flask", "django"),
        ["flask", "django"],
        {"flask": 1, "django": 2}.keys(),
    )
    for answer in collections:
        file.write([given_in("web", "stack", ()), given_in("web", "stack", answer)])
        assert ("django", "flask") == file.system.components["web"].answers["stack"].answer
    assert "stack: [django, flask]" in shop.read_text(encoding="utf-8")
    assert System.read(shop) == file.system


# ---------------------------------------------------------------------------------------------
# What stays


@pytest.mark.parametrize(
    "change",
    [
        given_in("system", "reach", "internet"),
        given_in("system", "features", ("uploads", "payments")),
        given_in("system", "features", ("payments", "uploads")),
        Change("people", "system", None),
        Change("stack", "web", None),
        Change("region", "organisation", None),
        given_in("worker", "stack", ()),
    ],
)
def test_what_is_so_already_is_left_as_it_is_written(tiny: SurveyModel, shop: Path, change: Change) -> None:
    """The same answer again, or one taken back that was not given, does not touch the file."""
    before = shop.stat()
    SystemFile.open(tiny, shop).write([change])
    assert (SHOP, before.st_mtime_ns) == (shop.read_text(encoding="utf-8"), shop.stat().st_mtime_ns)
    assert before.st_ino == shop.stat().st_ino


def test_no_changes_change_nothing(tiny: SurveyModel, shop: Path) -> None:
    """A call without changes reads the file anew and writes nothing."""
    file = SystemFile.open(tiny, shop)
    shop.write_text(SHOP.replace("internet", "staff"), encoding="utf-8")
    file.write([])
    assert "staff" == file.system.answers["reach"].answer


def test_other_spellings_of_an_answer_are_that_answer(tiny: SurveyModel, tmp_path: Path) -> None:
    """A person's quotes, bounds and order stay where the answer is the same."""
    shop = tmp_path / "shop.yaml"
    text = f"{HEAD}answers:\n  reach: 'staff'\n  people: {{below: 5}}\n  features: [uploads, payments]\n"
    shop.write_text(text, encoding="utf-8")
    changes = [
        given_in("system", "reach", "staff"),
        given_in("system", "people", Interval(0, 5)),
        given_in("system", "features", ("payments", "uploads")),
    ]
    SystemFile.open(tiny, shop).write(changes)
    assert text == shop.read_text(encoding="utf-8")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_ends_stay(tiny: SurveyModel, shop: Path, start: bytes, newline: str) -> None:
    """A mark that says UTF-8 and line ends of Windows are there afterwards, each once."""
    text = SHOP.replace("shop that", "shöp 🙂 that")
    shop.write_bytes(start + text.replace("\n", newline).encode())
    file = SystemFile.open(tiny, shop)
    file.write([given_in("system", "people", 5)])
    file.write([given_in("system", "storage", "disk")])
    new = text.replace("    - payments\n", "    - payments\n  storage: disk\n  people: 5\n")
    assert start + new.replace("\n", newline).encode() == shop.read_bytes()


@posix
def test_links_and_modes_stay(tiny: SurveyModel, shop: Path) -> None:
    """A system file and an organisation's file that are links are written where they lead."""
    (shop.parent / "real").mkdir()
    for name in ("shop.yaml", "firm.yaml"):
        real = shop.parent / "real" / name
        shop.with_name(name).rename(real)
        real.chmod(0o640)
        shop.with_name(name).symlink_to(Path("real", name))
    changes = [given_in("organisation", "region", "west"), given_in("system", "people", 5)]
    SystemFile.open(tiny, shop).write(changes)
    for name, word in (("shop.yaml", "people: 5"), ("firm.yaml", "region: west")):
        assert shop.with_name(name).is_symlink()
        real = shop.parent / "real" / name
        assert word in real.read_text(encoding="utf-8")
        assert 0o640 == real.stat().st_mode & 0o7777


# ---------------------------------------------------------------------------------------------
# Others write too


def test_two_files_open_at_once_keep_both_their_answers(tiny: SurveyModel, shop: Path) -> None:
    """Two that write by turns into one file find each other's answers there."""
    one, other = SystemFile.open(tiny, shop), SystemFile.open(tiny, shop)
    one.write([given_in("system", "people", 5)])
    other.write([given_in("web", "stack", ("django",))])
    one.write([given_in("organisation", "region", "west")])
    other.write([given_in("system", "storage", "disk"), given_in("organisation", "sessions", "token")])
    one.write([Change("people", "system", None)])
    assert System.read(shop) == one.system
    assert ["features", "reach", "storage"] == sorted(one.system.answers)
    assert ("django",) == one.system.components["web"].answers["stack"].answer
    assert one.system.organisation is not None
    assert {"region", "sessions"} == set(one.system.organisation.answers)


def test_what_an_editor_wrote_meanwhile_stays(tiny: SurveyModel, shop: Path) -> None:
    """Comments, answers and components that came since the file was opened are kept and known."""
    file = SystemFile.open(tiny, shop)
    edited = SHOP.replace("# The end.\n", "  api: # new\n    answers: {stack: [flask]}\n").replace(
        "internet", "staff"
    )
    shop.write_text(edited, encoding="utf-8")
    file.write([given_in("api", "sessions", "token")])
    expected = edited.replace("{stack: [flask]}", "{stack: [flask], sessions: token}")
    assert expected == shop.read_text(encoding="utf-8")
    assert "staff" == file.system.answers["reach"].answer


def test_another_organisation_may_be_named_meanwhile(tiny: SurveyModel, shop: Path) -> None:
    """Answers go into the file that the system names now, and no longer into the one before."""
    file = SystemFile.open(tiny, shop)
    shop.with_name("other.yaml").write_text(FIRM.replace("firm", "other"), encoding="utf-8")
    shop.write_text(SHOP.replace("firm.yaml", "other.yaml"), encoding="utf-8")
    file.write([given_in("organisation", "region", "west")])
    assert FIRM == shop.with_name("firm.yaml").read_text(encoding="utf-8")
    assert "region: west" in shop.with_name("other.yaml").read_text(encoding="utf-8")
    assert shop.with_name("other.yaml") == file.organisation


def test_an_organisation_may_be_named_and_unnamed_meanwhile(tiny: SurveyModel, shop: Path) -> None:
    """Whether the organisation's answers can be kept is known from the file as it is now."""
    shop.write_text(SHOP.replace("organisation:", "# organisation:"), encoding="utf-8")
    file = SystemFile.open(tiny, shop)
    assert file.organisation is None
    shop.write_text(SHOP, encoding="utf-8")
    file.write([given_in("organisation", "region", "west")])
    assert shop.with_name("firm.yaml") == file.organisation
    shop.write_text(SHOP.replace("organisation:", "# organisation:"), encoding="utf-8")
    file.write([])
    assert (None, None) == (file.organisation, file.system.organisation)


WRITER = """
import sys
from pathlib import Path
from surveymodel.content.load import load_content
from surveymodel.engine.link import link
from surveymodel.engine.reply import Reply
from surveymodel.project.answering import Change, SystemFile
model = link(load_content(Path(sys.argv[1])))
file = SystemFile.open(model, Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(15):
    file.write([Change("people", sys.argv[3], Reply(number))])
    assert SystemFile.open(model, file.path) is not None
    found = file.system if sys.argv[3] == "system" else file.system.organisation
    assert found.answers["people"].answer == number
"""


@posix
def test_programs_that_write_at_once_lose_nothing(tiny: SurveyModel, shop: Path) -> None:
    """Scripts that answer side by side wait for each other: each finds its last answer in the end."""
    places = ("system", "organisation")
    command = [sys.executable, "-c", WRITER, str(PACK), str(shop)]
    writers = [
        subprocess.Popen([*command, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for place in places
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert "ready\n" == writer.stdout.readline()
        writer.stdin.write("go\n")
        writer.stdin.flush()
    file = SystemFile.open(tiny, shop)
    for stack in (("django",), ("flask",), ()) * 5:
        file.write([given_in("web", "stack", stack), given_in("organisation", "stack", stack)])
    assert [0, 0] == [writer.wait() for writer in writers]
    for writer in writers:
        writer.communicate()
    found = System.read(shop)
    assert found.organisation is not None
    assert (14, 14) == (found.answers["people"].answer, found.organisation.answers["people"].answer)
    assert ((), ()) == (
        found.components["web"].answers["stack"].answer,
        found.organisation.answers["stack"].answer,
    )


@posix
def test_threads_that_write_at_once_lose_nothing(tiny: SurveyModel, shop: Path) -> None:
    """What four threads answer, each in a place of its own, is all there in the end."""

    def answering(place: str, question: str, last: Given) -> None:
        file = SystemFile.open(tiny, shop)
        for answer in ("unknown", last) * 3:
            file.write([given_in(place, question, answer)])

    wanted: list[tuple[str, str, Given]] = [
        ("system", "people", 5),
        ("system", "storage", "disk"),
        ("web", "stack", ("django",)),
        ("worker", "sessions", "token"),
    ]
    threads = [threading.Thread(target=answering, args=arguments) for arguments in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = System.read(shop)
    sheets = {"system": found.answers, **{id: part.answers for id, part in found.components.items()}}
    assert [last for *_, last in wanted] == [sheets[place][question].answer for place, question, _ in wanted]


# ---------------------------------------------------------------------------------------------
# What is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (given_in("system", "reech", "staff"), "answer 'reech': SM501 unknown question 'reech' (did you mean 'reach'?)"),
        (given_in("system", "reach", "stafff"), "answer 'reach': SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)"),
        (given_in("system", "reach", ("staff",)), "answer 'reach': SM503 'reach' takes one answer, not a list"),
        (given_in("system", "people", -1), "answer 'people': SM503 numbers lie between 0 and 1000000000000000"),
        (given_in("system", "people", "many"), "answer 'people': SM503 'people' asks for a whole number of people, not 'many'"),
        (given_in("system", "features", ("read-only", "uploads")), "answer 'features': SM505 the answer 'read-only' of 'features' stands alone"),
        (given_in("system", "region", "west"), "answer 'region': SM504 'region' is a question of the organisation: it cannot be answered by a system"),
        (given_in("web", "reach", "staff"), "answer 'reach': SM504 'reach' is a question of the system: it cannot be answered by a component 'web'"),
        (given_in("system", "reach", "staff", on="today"), "answer 'reach': SM204 'on' is a date, written as in '2026-03-02'"),
        (given_in("system", "reach", "staff", by="a\nb"), "answer 'reach': SM204 'by' is one line of at most 300 characters"),
        (given_in("system", "reach", "staff", note="\x1b"), "answer 'reach': SM103 in 'note', the character U+001B is not allowed"),
        (given_in("system", "reach", ""), "answer 'reach': SM503 an empty text is no answer"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_offered_is_not_written(
    tiny: SurveyModel, shop: Path, change: Change, message: str
) -> None:
    """The fault is named by its question, and what stood beside it in the call is not written either."""
    file = SystemFile.open(tiny, shop)
    assert message == refused(
        file, given_in("organisation", "region", "west"), change, given_in("system", "people", 5)
    )


def test_a_fault_that_a_later_change_would_cover_is_one(tiny: SurveyModel, shop: Path) -> None:
    """Each change must be offered by itself, whatever follows it in the call."""
    changes = [given_in("system", "people", "many"), Change("people", "system", None)]
    assert "SM503" in refused(SystemFile.open(tiny, shop), *changes)


def test_all_faults_of_the_answers_come_at_once(tiny: SurveyModel, shop: Path) -> None:
    """Each answer that the survey does not offer is named."""
    changes = [given_in("system", "reach", "stafff"), given_in("web", "stack", "django")]
    assert [
        "answer 'reach': SM502 unknown answer 'stafff' of 'reach' (did you mean 'staff'?)",
        "answer 'stack': SM503 'stack' takes a list of answers: write [django]",
    ] == refused(SystemFile.open(tiny, shop), *changes).split("\n")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (given_in("wbe", "stack", ()), "unknown component 'wbe' (did you mean 'web'?)"),
        (Change("stack", "wbe", None), "unknown component 'wbe' (did you mean 'web'?)"),
        (Change("stakc", "web", None), "unknown question 'stakc' (did you mean 'stack'?)"),
        (Change("stakc", "organisation", None), "unknown question 'stakc' (did you mean 'stack'?)"),
    ],
)
def test_a_name_that_does_not_exist(tiny: SurveyModel, shop: Path, change: Change, message: str) -> None:
    """A component, and a question of which an answer is taken back, must be there."""
    before = files(shop.parent)
    with pytest.raises(UnknownNameError) as caught:
        SystemFile.open(tiny, shop).write([given_in("system", "people", 5), change])
    assert (message, before) == (str(caught.value), files(shop.parent))


@pytest.mark.parametrize("reply", [Reply("west"), None])
def test_an_organisation_without_a_file(tiny: SurveyModel, shop: Path, reply: Reply | None) -> None:
    """What the organisation answers has nowhere to go where the system names no file of it."""
    shop.write_text(SHOP.replace("organisation: firm.yaml", ""), encoding="utf-8")
    file = SystemFile.open(tiny, shop)
    message = "shop.yaml: SM504 'region' is answered in the organisation's file, and there is none"
    assert message == refused(file, given_in("system", "people", 5), Change("region", "organisation", reply))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("shop.yaml", "  reach: internet", "  reech: internet", "shop.yaml:8:10: SM501 unknown question 'reech' (did you mean 'reach'?)"),
        ("shop.yaml", "  reach: internet", "  reach: [internet", "shop.yaml:9:3: SM104 not YAML: "),
        ("shop.yaml", "id: shop", "id: Shop", "shop.yaml:3:5: SM204 'Shop' is no id: lower-case words joined by hyphens"),
        ("shop.yaml", "pack: tiny", "pack: tony", "shop.yaml: SM507 the answers are for the pack 'tony', not for 'tiny'"),
        ("shop.yaml", "answers:\n  #", "answrs:\n  #", "shop.yaml:2:1: SM202 the property 'answers' is missing"),
        ("shop.yaml", "firm.yaml", "none.yaml", "shop.yaml:5:15: SM101 there is no file 'none.yaml'"),
        ("firm.yaml", "id: firm", "id: ~", "firm.yaml:2:5: SM107 this value is null: write '~' if the word is meant"),
        ("firm.yaml", "{}", "{region: north}", "firm.yaml:3:19: SM502 unknown answer 'north' of 'region'"),
    ],
)  # fmt: skip
def test_a_file_that_was_broken_meanwhile(
    tiny: SurveyModel, shop: Path, name: str, old: str, new: str, message: str
) -> None:
    """Faults that came into a file since it was opened are named with their places; nothing is written."""
    file = SystemFile.open(tiny, shop)
    path = shop.with_name(name)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert refused(file, given_in("system", "people", 5)).split("\n")[0].startswith(message)


def test_a_file_that_vanished_meanwhile(tiny: SurveyModel, shop: Path) -> None:
    """A file that is gone is not made anew; the message has its name."""
    file = SystemFile.open(tiny, shop)
    shop.rename(shop.with_name("moved.yaml"))
    assert "shop.yaml: SM101 no such file or directory" == refused(file, given_in("system", "people", 5))
    shop.with_name("moved.yaml").rename(shop)
    shop.with_name("firm.yaml").unlink()
    message = "shop.yaml:5:15: SM101 there is no file 'firm.yaml'"
    assert message == refused(file, given_in("organisation", "region", "west"))


def saved_meanwhile(path: Path, text: str, times: int = 1) -> Any:
    """Have an editor save a file while the new content of another is brought to the disk."""
    real, count = os.fsync, iter(range(1000))

    def fsync(handle: int) -> None:
        real(handle)
        number = next(count)
        if number < times:
            path.write_text(text.format(number), encoding="utf-8")

    return mock.patch.object(os, "fsync", fsync)


def test_what_an_editor_saves_at_the_last_moment_stays(tiny: SurveyModel, shop: Path) -> None:
    """Whoever does not wait their turn is not overwritten: the answer is put into what they saved."""
    file = SystemFile.open(tiny, shop)
    edited = SHOP.replace("internet", "staff").replace("# The end.", "# The very end.")
    with saved_meanwhile(shop, edited.replace("{", "{{").replace("}", "}}")):
        file.write([given_in("worker", "sessions", "token"), given_in("organisation", "region", "west")])
    expected = edited.replace("stack: []\n", "stack: []\n      sessions: token\n")
    assert expected == shop.read_text(encoding="utf-8")
    assert "region: west" in shop.with_name("firm.yaml").read_text(encoding="utf-8")
    assert System.read(shop) == file.system


def test_what_an_editor_breaks_at_the_last_moment_is_told(tiny: SurveyModel, shop: Path) -> None:
    """A file that has faults in the end is left to whoever made them."""
    file = SystemFile.open(tiny, shop)
    with saved_meanwhile(shop, "broken: yes\n"), pytest.raises(AnswerError, match="SM201"):
        file.write([given_in("system", "people", 5)])
    assert "broken: yes\n" == shop.read_text(encoding="utf-8")


def test_a_file_that_changes_all_the_time(tiny: SurveyModel, shop: Path) -> None:
    """After some tries the writer gives up, and says of which file."""
    file = SystemFile.open(tiny, shop)
    with (
        saved_meanwhile(shop, f"{HEAD}title: Shop {{}}\nanswers: {{{{}}}}\n", times=1000),
        pytest.raises(OSError, match=r"others write into this file all the time: '.*shop\.yaml'$"),
    ):
        file.write([given_in("system", "people", 5)])
    assert "people" not in shop.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (f"{HEAD}answers: {{}}\n".encode(), "SM512 this layout cannot be edited: write the answer to 'stack' by hand"),
        (b"components: web\n", "SM512 this layout cannot be edited: write the answer to 'stack' by hand"),
        (b"title: \xff\n", "SM102 byte 0xff is not UTF-8"),
        (b"#" * (MAX_BYTES + 1), "SM109 larger than 2000000 bytes"),
        (b"", "SM113 the file is empty"),
    ],
)  # fmt: skip
def test_a_file_that_changes_between_two_looks(
    tiny: SurveyModel, shop: Path, raw: bytes, message: str
) -> None:
    """What is there when the answer is to be put in is looked at too, and left as it is."""
    file = SystemFile.open(tiny, shop)

    def late(*_: object) -> list[Any]:
        shop.write_bytes(raw)
        return []

    with (
        mock.patch("surveymodel.project.answering.answer_faults", late),
        pytest.raises(AnswerError) as caught,
    ):
        file.write([given_in("worker", "stack", ("django",))])
    assert str(caught.value).startswith(f"{shop}:")
    assert str(caught.value).endswith(message)
    assert raw == shop.read_bytes()


@posix
def test_the_files_are_held_until_they_are_written(tiny: SurveyModel, shop: Path) -> None:
    """Both are, where both may change; the organisation's is not, where only the system answers."""
    firm, seen = shop.with_name("firm.yaml"), []

    def looking(*_: object, **__: object) -> bool:
        seen.append((held_by_somebody(shop), held_by_somebody(firm)))
        return True

    file = SystemFile.open(tiny, shop)
    with mock.patch("surveymodel.project.backups.replace_all", looking):
        file.write([given_in("system", "people", 5)])
        file.write([given_in("organisation", "region", "west")])
    assert [(True, False), (True, True)] == seen
    assert (False, False) == (held_by_somebody(shop), held_by_somebody(firm))


@pytest.mark.parametrize(
    "text",
    [
        "answers:\n  ? reach\n  : staff\n",
        "answers: {people: 5, reach: # so\n   staff}\n",
        "answers: {people: 5, features: [payments, # cards\n  uploads], reach: {answer: staff, # so\n by: ana}}\n",
    ],
)
def test_a_layout_that_cannot_be_edited_is_not_damaged(tiny: SurveyModel, tmp_path: Path, text: str) -> None:
    """It is refused by name, also where other changes of the call could be made."""
    shop = tmp_path / "shop.yaml"
    shop.write_text(HEAD + text, encoding="utf-8")
    file = SystemFile.open(tiny, shop)
    message = "shop.yaml: SM512 this layout cannot be edited: write the answer to 'reach' by hand"
    assert message == refused(file, given_in("system", "people", 6), given_in("system", "reach", "internet"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# The end.\n", ""),
        ("# photographs", "# photograph"),
        ("id: shop", "id: ship"),
        ("- payments", "- uploads"),
        ("      stack: []\n", "      stack: [django]\n"),
        ("organisation:", "organisation: ["),
    ],
)
def test_an_edit_that_goes_wrong_is_seen(tiny: SurveyModel, shop: Path, old: str, new: str) -> None:
    """What an edit gives is read before it is written: a comment or value that is lost would be missed."""
    file = SystemFile.open(tiny, shop)
    right = SHOP.replace("    - payments\n", "    - payments\n  people: 5\n")
    message = "shop.yaml: SM512 this layout cannot be edited: write the answer to 'people' by hand"
    with mock.patch("surveymodel.project.answering.put", return_value=right.replace(old, new)):
        assert message == refused(file, given_in("system", "people", 5))
    with mock.patch("surveymodel.project.answering.put", return_value=right):
        file.write([given_in("system", "people", 5)])


def test_a_file_that_would_grow_too_large(tiny: SurveyModel, tmp_path: Path) -> None:
    """A file that could not be read afterwards is not written."""
    shop = tmp_path / "shop.yaml"
    text = f"{HEAD}answers: {{}}\n"
    shop.write_text(text + "#" * (MAX_BYTES - len(text) - 20), encoding="utf-8")
    file = SystemFile.open(tiny, shop)
    assert "SM512" in refused(file, given_in("system", "reach", "internet", by="ana"))
    file.write([given_in("system", "people", 5)])


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("after", range(6))
def test_a_full_disk_changes_neither_file(tiny: SurveyModel, shop: Path, after: int) -> None:
    """Whenever the disk is full, both files are as they were, and so are the answers.

    Where names cannot be exchanged, the two old files are copied too.
    """
    files_made = 2 if exchanges() else 4
    file = SystemFile.open(tiny, shop)
    before, system = files(shop.parent), file.system
    count, real = iter(range(100)), os.fsync

    def full(handle: int) -> None:
        if next(count) == after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    changes = [given_in("organisation", "region", "west"), given_in("system", "people", 5)]
    with mock.patch.object(os, "fsync", full):
        if after < files_made:
            with pytest.raises(OSError, match=r"No space left on device: '.*/(shop|firm)\.yaml'$"):
                file.write(changes)
            assert (before, system) == (files(shop.parent), file.system)
        else:  # only the folder's entry is still to be kept
            file.write(changes)
    if after < files_made:
        file.write(changes)
    assert System.read(shop) == file.system != system


# ---------------------------------------------------------------------------------------------
# Opening


def test_what_is_open_is_known(tiny: SurveyModel, shop: Path) -> None:
    """Path, organisation and system are those of the files."""
    file = SystemFile.open(tiny, shop)
    assert (shop, shop.with_name("firm.yaml"), System.read(shop)) == (
        file.path,
        file.organisation,
        file.system,
    )


def test_faults_of_a_file_come_at_once(tiny: SurveyModel, shop: Path) -> None:
    """A file whose answers the survey does not offer is not opened."""
    shop.write_text(SHOP.replace("internet", "intranet").replace("- payments", "- payment"), encoding="utf-8")
    with pytest.raises(AnswerError) as caught:
        SystemFile.open(tiny, shop)
    assert [
        f"{shop}:8:10: SM502 unknown answer 'intranet' of 'reach' (did you mean 'internet'?)",
        f"{shop}:10:5: SM502 unknown answer 'payment' of 'features' (did you mean 'payments'?)",
    ] == str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        ("internet", "internet"),
        ("unknown", "unknown"),
        ((), []),
        (("a", "b"), ["a", "b"]),
        (5, 5),
        (Interval(5, 10), {"at-least": 5, "below": 10}),
        (Interval(5), {"at-least": 5}),
        (Interval(), {"at-least": 0}),
    ],
)
def test_an_answer_as_system_files_spell_it(answer: Given, data: Any) -> None:
    """What is written for an answer is read as that answer, alone and with words beside it."""
    assert data == given_data(answer) == reply_data(Reply(answer))
    assert Reply(answer) == System(answers={"q": data}).answers["q"]
    beside = reply_data(Reply(answer, by="ana", note=""))
    assert {"answer": data, "by": "ana", "note": ""} == beside
    assert Reply(answer, by="ana", note="") == System(answers={"q": beside}).answers["q"]
