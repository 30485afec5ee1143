"""Cases and properties as tests of pytest: each of a pack's ``rules/*.test.yaml`` is one test.

pytest loads this wherever the library is installed, so whatever is slow to import is imported
where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from surveymodel.authoring.properties import Property
    from surveymodel.authoring.run import Result
    from surveymodel.authoring.suite import Suite
    from surveymodel.authoring.verdicts import Verdict

__all__ = ["CaseFile", "CaseTest", "PropertyTest", "pytest_collect_file"]

_SUITES = pytest.StashKey[dict[Path, "Suite"]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Collect a file of cases where it stands in a pack."""
    pack = file_path.parent.parent
    in_pack = file_path.parent.name == "rules" and (pack / "pack.yaml").is_file()
    if in_pack and file_path.name.endswith(".test.yaml"):
        made: CaseFile = CaseFile.from_parent(parent, path=file_path)
        return made
    return None


class CaseFile(pytest.File):
    """One file of cases and properties."""

    def collect(self) -> Iterator[CaseTest | PropertyTest]:
        """Yield a test for each case and property; faults of the pack, and of this file, are errors."""
        from surveymodel.errors import ContentError

        try:
            suite = self.suite()
        except ContentError as error:
            raise self.CollectError(str(error)) from None
        faults = [str(fault) for fault in suite.faults if Path(fault.location.path) == self.path]
        if faults:
            raise self.CollectError("\n".join(faults))
        name = f"rules/{self.path.name}"
        for result in suite.run.results:
            if result.case.file == name:
                yield CaseTest.from_parent(self, name=result.case.id, result=result)
        for property in suite.properties:
            if property.file == name:
                yield PropertyTest.from_parent(self, name=f"property:{property.id}", of=property)

    def suite(self) -> Suite:
        """Return the suite of the file's pack, read once for a run of pytest."""
        from surveymodel.authoring.suite import read_suite

        known = self.config.stash.setdefault(_SUITES, {})
        root = self.path.parent.parent
        if root not in known:
            known[root] = read_suite(root)
        return known[root]


class _Failed(Exception):  # noqa: N818 - it is caught here and shown in words
    """A case of which something did not come true, or a property that does not hold."""


class CaseTest(pytest.Item):
    """One case."""

    parent: CaseFile

    def __init__(self, *, result: Result, **more: Any) -> None:
        super().__init__(**more)
        self.result = result
        if result.case.todo is not None:
            self.add_marker(pytest.mark.skip(reason=f"to do: {' '.join(result.case.todo.split())}"))

    def runtest(self) -> None:
        """Fail where an expectation did not come true; a case that is to do is skipped."""
        if not self.result.passed:
            raise _Failed

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what was expected in vain, with the value of every clause behind it."""
        if not isinstance(excinfo.value, _Failed):
            return super().repr_failure(excinfo, style)
        where = f"{self.path}:{self.result.case.location.line}: {self.name}"
        return "\n".join((*self.parent.suite().explained(self.result), where))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the place of the case."""
        return self.path, self.result.case.location.line - 1, self.name


class PropertyTest(pytest.Item):
    """One property."""

    parent: CaseFile

    def __init__(self, *, of: Property, **more: Any) -> None:
        super().__init__(**more)
        self.of = of

    @cached_property
    def verdict(self) -> Verdict:
        """What became of the property."""
        return next(verdict for verdict in self.parent.suite().verdicts if verdict.of is self.of)

    def runtest(self) -> None:
        """Fail where the property does not hold; one that says nothing is skipped."""
        if self.verdict.outcome == "vacuous":
            pytest.skip(f"it says nothing: {self.verdict}")
        if self.verdict.outcome == "violated":
            raise _Failed

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what shows that the property does not hold, as a case too."""
        from surveymodel.authoring.pasted import witness_lines

        if not isinstance(excinfo.value, _Failed):
            return super().repr_failure(excinfo, style)
        where = f"{self.path}:{self.of.location.line}: {self.name}"
        lines = (f"  {line}" for line in witness_lines(self.parent.suite().model, self.verdict))
        return "\n".join((f"{self.verdict}", "As a case:", *lines, where))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the place of the property."""
        return self.path, self.of.location.line - 1, self.name
