"""Counting the tasks of a million sheets in a file must not take much memory.

Run as a program it reads the file that its argument names and prints, in megabytes, how far the
memory rose above that of the loaded model and its libraries.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa

from bench.workload import workload
from surveymodel.engine.link import link
from surveymodel.engine.many import resolve_chunks

__all__ = ["BOUND", "megabytes"]

#: At most so many megabytes.
BOUND = 150


def megabytes(count: int) -> float:
    """Return what a process of its own takes for so many random sheets."""
    from bench.peers.columns import Columns

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheets.arrows")
        table = Columns(link(workload()), count).arrow()
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=32_768)
        command = [sys.executable, "-m", "bench.remembering", str(path)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def _peak() -> int:
    """Return the most memory that this process has had, in kilobytes; Linux says so."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1])


def _risen(path: str) -> float:
    model = link(workload())
    before = _peak()
    with pa.OSFile(path) as file:
        for table in resolve_chunks(model, pa.ipc.open_stream(file), kinds=("task",)):
            table.counts("task")
    return (_peak() - before) / 1_000


if __name__ == "__main__":
    print(_risen(sys.argv[1]))
