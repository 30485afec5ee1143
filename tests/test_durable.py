"""Files survive writers that are killed, rivals and editors: a short run of what ``tests.durable`` does for long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = 40


@pytest.mark.skipif(os.name != "posix", reason="signals and locks of POSIX")
def test_files_survive() -> None:
    """Nothing is torn, lost or left behind; each part of the run ends and says so.

    It has a process of its own, for it forks and kills.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.durable", str(ROUNDS)],
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    parts = [line.partition(":")[0] for line in done.stdout.split("\n") if line and line[0] != " "]
    apart = ", where names cannot be exchanged"
    saving = "an editor that saves by renaming"
    assert parts == [
        "killed", f"killed{apart}", "rivals, different answers", "rivals, the same answer",
        saving, "an editor that saves in place", f"{saving}{apart}",
        "killed, deciding about a task", "rivals, one who decides and one who accepts",
    ]  # fmt: skip
    assert f"killed: {ROUNDS + ROUNDS // 4} writers ({ROUNDS} at random moments)" in done.stdout
