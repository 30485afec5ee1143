"""Importing the package and printing an example's tasks must not get slow: scripts start often."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

from bench.measure import Row, process


def rows() -> Iterator[Row]:
    """Measure whole processes beside a bare interpreter."""
    bare = process([sys.executable, "-c", "pass"])
    package = process([sys.executable, "-c", "import surveymodel"])
    names = process(
        [sys.executable, "-c", "import surveymodel as sm; sm.load, sm.System, sm.resolve, sm.plan"]
    )
    yield Row("import surveymodel, above bare", package - bare, "bare interpreter", bare, 0.060)
    yield Row("import and first use of the names, above bare", names - bare, "bare interpreter", bare)
    command = shutil.which("surveymodel")
    if command:
        tasks = process([command, "tasks", "example:online-shop"])
        yield Row("surveymodel tasks example:online-shop", tasks, "bare interpreter", bare, 0.400)
