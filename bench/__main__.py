"""Run every benchmark and print one table."""

from __future__ import annotations

import platform

from bench import checking, explaining, resolving, starting, testing
from bench.measure import shown

print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}\n")
print(shown([*starting.rows(), *resolving.rows(), *explaining.rows(), *testing.rows(), *checking.rows()]))
