"""``surveymodel batch`` from end to end: files in, files out, whatever happens on the way."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from surveymodel import System, resolve
from surveymodel.content.load import settle
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.link import link
from surveymodel.exchange.batch import inputs
from surveymodel.project import storage
from surveymodel.project.drafts import meaning
from surveymodel.project.spelling import said
from tests.lanes import sheet
from tests.packs import draft
from tests.shop import MODEL, SHOP
from tests.terminal import Terminal
from tests.test_bad_input import call

pytestmark = pytest.mark.untraced

WEST = "format: surveymodel-system/1\nid: west\nanswers: {region: west}\n"
GOOD = ['{"id": "shop", "answers": {"kind": "shop"}}', '{"id": "site", "answers": {"kind": "site"}}']
BAD = '{"id": "bad", "answers": {"kind": "shopp"}}'


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shop's pack as a bundle."""
    path = tmp_path_factory.mktemp("pack") / "shop.json"
    path.write_text(write_bundle(link(settle(draft(SHOP))), None), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own, in which there are two systems and an organisation."""
    monkeypatch.chdir(tmp_path)
    Path("in.ndjson").write_text("\n".join([*GOOD, ""]))
    Path("west.yaml").write_text(WEST)


def ran(pack: Path, *arguments: str | Path) -> tuple[int, list[str]]:
    """Return exit code and lines of a run, without how long it took."""
    code, lines = call("batch", "--pack", pack, *arguments)
    return code, [line.split(" in 0.")[0] + line.partition("; ")[2] for line in lines]


def rejects(path: str = "out.ndjson.rejects.ndjson") -> list[dict[str, Any]]:
    """Return the rows that were rejected."""
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


# ---------------------------------------------------------------------------------------------
# What comes out


def test_each_system_has_a_row(pack: Path) -> None:
    """In the order of the input, and the summary says how many."""
    assert (0, ["2 systems"]) == ran(pack, "in.ndjson", "-o", "out.ndjson")
    assert ['{"system": "shop", "tasks": ["contact"]}', '{"system": "site", "tasks": ["contact"]}'] == (
        Path("out.ndjson").read_text().splitlines()
    )  # fmt: skip
    assert not Path("out.ndjson.rejects.ndjson").exists()


def test_a_bad_row_stops_nothing(pack: Path) -> None:
    """It goes to the rejects with its line, its reason and itself; exit code and summary say so."""
    Path("in.ndjson").write_text("\n".join([GOOD[0], "", BAD, GOOD[1], "nonsense"]))
    code, lines = ran(pack, "in.ndjson", "-o", "out.ndjson")
    assert (1, ["2 systems2 rejected, see out.ndjson.rejects.ndjson"]) == (code, lines)
    assert ["shop", "site"] == [
        json.loads(line)["system"] for line in Path("out.ndjson").read_text().splitlines()
    ]
    assert [
        {
            "input": "in.ndjson",
            "line": 3,
            "id": "bad",
            "reasons": ["answer 'kind': SM502 unknown answer 'shopp' of 'kind' (did you mean 'shop'?)"],
            "row": BAD,
        },
        {
            "input": "in.ndjson",
            "line": 5,
            "id": None,
            "reasons": ["SM104 this is no JSON: Expecting value at column 1"],
            "row": "nonsense",
        },
    ] == rejects()


def test_rejects_of_an_earlier_run_do_not_stay(pack: Path) -> None:
    """A run without rejects leaves none."""
    Path("in.ndjson").write_text(BAD)
    assert 1 == ran(pack, "in.ndjson", "-o", "out.ndjson")[0]
    Path("in.ndjson").write_text(GOOD[0])
    assert 0 == ran(pack, "in.ndjson", "-o", "out.ndjson")[0]
    assert [] == rejects()


def test_an_organisation_answers_for_all(pack: Path) -> None:
    """Its answers bring tasks to each system."""
    ran(pack, "in.ndjson", "-o", "out.csv", "--rows", "tasks", "--organisation", "west.yaml")
    rows = Path("out.csv").read_text().splitlines()
    assert "site,notice,certain" in rows
    assert "shop,notice,certain" in rows


def test_quiet_says_nothing_but_errors(pack: Path) -> None:
    """The exit code says the rest."""
    Path("in.ndjson").write_text(BAD)
    assert (1, []) == ran(pack, "in.ndjson", "-o", "out.ndjson", "--quiet")


def test_pipes_on_both_sides(pack: Path) -> None:
    """A hyphen is standard input and output; rejects have a name of their own."""
    command = [
        sys.executable,
        "-c",
        "from surveymodel.cli.main import run; run()",
        "batch",
        "--pack",
        str(pack),
    ]
    done = subprocess.run(
        [*command, "-", "-o", "-"], input="\n".join([*GOOD, BAD]), text=True, capture_output=True, check=False
    )
    assert 1 == done.returncode
    assert ["shop", "site"] == [json.loads(line)["system"] for line in done.stdout.splitlines()]
    assert done.stderr.endswith("1 rejected, see batch.rejects.ndjson\n")
    assert ["bad"] == [row["id"] for row in rejects("batch.rejects.ndjson")]
    piped = subprocess.run(
        ["bash", "-c", f"cat table.csv | {' '.join(command[:1])} -c 'from surveymodel.cli.main import run; run()'"
         f" batch --pack {pack} /dev/stdin --from csv -o -"],
        text=True, capture_output=True, check=False, cwd=_table(),
    )  # fmt: skip
    assert (0, 2) == (piped.returncode, len(piped.stdout.splitlines()))


def _table() -> Path:
    Path("table.csv").write_text("id,kind\nshop,shop\nsite,site\n")
    return Path.cwd()


# ---------------------------------------------------------------------------------------------
# The same systems in every form


def spelt(given: Any) -> str:
    """Return a reply as a cell has it."""
    return said(tuple(given) if isinstance(given, list) else given)


@pytest.fixture(scope="module")
def many() -> dict[str, dict[str, Any]]:
    """Return sheets of many systems, without ranges and unknown ones, which columns cannot say."""
    chance = random.Random(5)
    drawn = {f"s{index}": sheet(chance, MODEL, 1, 0.7) for index in range(300)}
    return {
        id: {q: given for q, given in one.items() if given != "unknown" and not hasattr(given, "at_least")}
        for id, one in drawn.items()
    }


def written(many: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Write systems in every form; return the paths by form."""
    lines = [json.dumps({"id": id, "answers": one}) for id, one in many.items()]
    Path("many.ndjson").write_text("\n".join(lines))
    questions = [one for one in MODEL.content.questions if one.of != "organisation"]
    rows = [
        ",".join([id, *(f'"{spelt(one[q.id])}"' if q.id in one else "" for q in questions)])
        for id, one in many.items()
    ]
    Path("many.csv").write_text("\n".join([",".join(["id", *(q.id for q in questions)]), *rows]))
    Path("many").mkdir()
    for id, one in many.items():
        text = json.dumps({"format": "surveymodel-system/1", "id": id, "answers": one})
        Path(f"many/{id.zfill(6)}.yaml").write_text(text)
    kinds = {"one": pa.string(), "many": pa.list_(pa.string()), "number": pa.int64()}
    columns = {q.id: pa.array([one.get(q.id) for one in many.values()], kinds[q.select]) for q in questions}
    pq.write_table(pa.table({"id": list(many), **columns}), "many.parquet", row_group_size=70)
    return {"ndjson": "many.ndjson", "csv": "many.csv", "systems": "many", "parquet": "many.parquet"}


def test_every_form_says_the_same(
    pack: Path, many: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As lines, a table, files and Parquet, in large blocks and small: each system as it is alone."""
    expected = {}
    above = System(answers={"region": "west"})
    for id, one in many.items():
        resolution = resolve(MODEL, System(answers=one, organisation=above))
        expected[id] = [list(resolution.truths("task", certainty)) for certainty in ("certain", "possible")]
    paths = written(many)
    for size in (1 << 20, 500):
        monkeypatch.setattr(inputs, "_BYTES", size)
        monkeypatch.setattr(inputs, "_ROWS", size)
        monkeypatch.setattr(inputs, "_FILES", size // 10)
        for path in paths.values():
            code, _ = ran(pack, path, "-o", "out.ndjson", "--possible", "--organisation", "west.yaml")
            found = [json.loads(line) for line in Path("out.ndjson").read_text().splitlines()]
            assert 0 == code
            assert expected == {row["system"]: [row["tasks"], row["possible"]] for row in found}
            if path != "many":
                assert list(many) == [row["system"] for row in found]


@pytest.mark.parametrize("shape", ["systems", "tasks", "counts"])
@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_more_processes_write_the_same_bytes(
    pack: Path, many: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, shape: str, form: str
) -> None:
    """In the same order, with the same rejects, whatever the number of processes."""
    monkeypatch.setattr(inputs, "_BYTES", 2_000)
    lines = [json.dumps({"id": id, "answers": one}) for id, one in many.items()]
    lines[100:100] = [BAD, "nonsense"]
    Path("many.ndjson").write_text("\n".join(lines))
    for jobs in ("1", "3"):
        out = ("many.ndjson", "-o", f"{jobs}.out", "--format", form, "--rows", shape, "--possible")
        assert 1 == ran(pack, *out, "--jobs", jobs)[0]
    assert Path("1.out").read_bytes() == Path("3.out").read_bytes()
    assert rejects("1.out.rejects.ndjson") == rejects("3.out.rejects.ndjson")
    assert [101, 102] == [row["line"] for row in rejects("3.out.rejects.ndjson")]


# ---------------------------------------------------------------------------------------------
# What is refused at once


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["in.ndjson", "-o", "out.txt"], 2, "Error: 'out.txt' does not say how to write"),
        (["in.ndjson", "-o", "in.ndjson"], 2, "Error: 'in.ndjson' is an input: write to another file."),
        (["in.ndjson", "-o", "out.csv", "--rejects", "in.ndjson"], 2, "Error: 'in.ndjson' is an input"),
        (["in.ndjson", "-o", "out.csv", "--rejects", "./out.csv"], 2, "Error: The rows and the rejected ones go to"),
        (["in.ndjson", "-o", "out.csv", "--rejects", "no/r"], 2, "Error: There is no folder for the rejected rows"),
        (["in.ndjson", "-o", "out.csv", "--jobs", "0"], 2, "Error: Invalid value for '--jobs'"),
        (["in.ndjson", "-o", "out.csv", "--standard", "sdt"], 2, "Error: unknown standard 'sdt' (did you mean 'std'?)"),
        (["-", "-o", "out.csv", "--from", "parquet"], 2, "Error: Standard input is NDJSON or CSV."),
        (["notes.txt", "-o", "out.csv"], 1, "notes.txt: SM101 the name does not say what is in the file"),
        (["gone.ndjson", "-o", "out.csv"], 1, "Error: gone.ndjson: No such file or directory"),
        (["in.ndjson", "-o", "no/out.csv"], 2, "Error: There is no folder for the rejected rows"),
        (["in.ndjson", "-o", "no/out.csv", "--rejects", "r"], 1, "Error: no/out.csv: No such file or directory"),
        (["in.ndjson", "-o", "."], 2, "Error: '.' does not say how to write"),
        (["in.ndjson", "-o", "folder.csv"], 1, "Error: folder.csv: Is a directory"),
        (["in.ndjson", "-o", "out.csv", "--organisation", "gone.yaml"], 1, "gone.yaml: SM101 no such file or directory"),
        (["wrong.csv", "-o", "out.csv"], 1, "wrong.csv:1:1: SM501 unknown question 'kin' in the header"),
        (["wrong.parquet", "-o", "out.csv"], 1, "wrong.parquet: column 'kind': SM503 a question of one answer"),
        (["list.parquet", "-o", "out.csv"], 1, "list.parquet: column 'id': SM503 the ids of systems are texts"),
        (["cut.parquet", "-o", "out.csv"], 1, "cut.parquet: SM101 this is no whole file of Parquet"),
        (["folder.csv", "-o", "out.csv"], 1, "folder.csv: SM101 there is no system file"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_message(
    pack: Path, arguments: list[str], code: int, message: str
) -> None:
    """And nothing has been written."""
    Path("wrong.csv").write_text("id,kin\na,shop\n")
    Path("notes.txt").touch()
    Path("folder.csv").mkdir()
    pq.write_table(pa.table({"id": ["a"], "kind": [3]}), "wrong.parquet")
    pq.write_table(pa.table({"id": [["a"]]}), "list.parquet")
    Path("cut.parquet").write_bytes(Path("wrong.parquet").read_bytes()[:-9])
    before = sorted(path.name for path in Path.cwd().iterdir())
    found, lines = call("batch", "--pack", pack, *arguments)
    assert (code, True) == (found, lines[-1].startswith(message))
    assert before == sorted(path.name for path in Path.cwd().iterdir())


# ---------------------------------------------------------------------------------------------
# What happens on the way


def test_no_space_left_leaves_the_old_output(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message with the name of the file that was meant, and nothing lies about."""
    Path("out.ndjson").write_text("old")

    class Full(storage._Meant):
        """A file on a disk with room for a hundred bytes."""

        room = 100

        def write(self, data: Any) -> int:
            with meaning(self.path):
                if len(data) > self.room:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.room -= len(data)
            return super().write(data)

    monkeypatch.setattr(storage, "_Meant", Full)
    before = sorted(path.name for path in Path.cwd().iterdir())
    code, lines = call(
        "batch", "--pack", pack, "in.ndjson", "-o", "out.ndjson", "--rows", "tasks", "--possible"
    )
    assert (1, ["Error: out.ndjson: No space left on device"]) == (code, lines)
    assert "old" == Path("out.ndjson").read_text()
    assert before == sorted(path.name for path in Path.cwd().iterdir())


def many_lines(path: Path, number: int) -> None:
    """Write a file of many systems."""
    path.write_text(
        "".join(f'{{"id": "s{index}", "answers": {{"kind": "shop"}}}}\n' for index in range(number))
    )


def started(pack: Path, jobs: int) -> subprocess.Popen[bytes]:
    """Return a run in a process group of its own."""
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\nfrom surveymodel.cli.main import run; run()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "batch", "--pack", str(pack), "many.ndjson", "-o", "out.ndjson", "--jobs", str(jobs)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def left(group: int) -> list[str]:
    """Return the processes of a group, waiting for as long as they take to end."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = [str(pid) for pid in _members(group)]
        if not found:
            break
        time.sleep(0.05)
    return found


def _members(group: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            yield int(path.parent.name)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes where Linux has them")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("wanted", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_end_at_any_moment_leaves_a_whole_output(pack: Path, wanted: signal.Signals, jobs: int) -> None:
    """The old one, or the new one where the end came too late; no process stays.

    Only a kill, which nobody can answer, may leave a new file that has no name yet.
    """
    many_lines(Path("many.ndjson"), 60_000)
    Path("out.ndjson").write_text("old")
    for wait in (0.0, 0.1, 0.3):
        run = started(pack, jobs)
        until = time.monotonic() + 20
        while not list(Path.cwd().glob(".out*")) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(wait)
        run.send_signal(wanted)
        _, printed = run.communicate(timeout=60)
        assert [] == left(run.pid)
        text = Path("out.ndjson").read_text()
        if text != "old":  # the end came when all was done
            assert 60_000 == text.count("\n")
        else:
            assert b"Traceback" not in printed
            assert run.returncode in (-wanted, 128 + wanted)
        Path("out.ndjson").write_text("old")
        for path in Path.cwd().glob(".out*"):
            assert signal.SIGKILL == wanted
            path.unlink()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes where Linux has them")
def test_a_process_that_is_ended_from_outside_is_one_message(pack: Path) -> None:
    """As when memory runs out."""
    many_lines(Path("many.ndjson"), 200_000)
    run = started(pack, 2)
    until = time.monotonic() + 20
    while len(found := [pid for pid in _members(run.pid) if pid != run.pid]) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(found[0], signal.SIGKILL)
    _, printed = run.communicate(timeout=60)
    assert (
        1,
        b"a process was ended from outside, for want of memory perhaps: try fewer --jobs\n",
    ) == (
        run.returncode,
        printed,
    )
    assert not Path("out.ndjson").exists()


def test_a_terminal_shows_how_far_it_is(pack: Path) -> None:
    """Systems, how many a second, a bar, and in the end the summary alone."""
    many_lines(Path("many.ndjson"), 30_000)
    with Terminal.running(
        "batch", "many.ndjson", "-o", "out.ndjson", "--pack", pack, folder=Path.cwd()
    ) as terminal:
        assert 0 == terminal.ended()
        assert "a second" in terminal.written.decode()
        assert "%" in terminal.written.decode()
        assert ["30,000 systems in "] == [line[:18] for line in terminal.lines]
