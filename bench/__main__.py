"""Run every benchmark and print one table; ``peers`` compares small inputs, ``page`` writes the page on it all."""

from __future__ import annotations

import platform
import sys

from bench import checking, differing, explaining, loading, proving, resolving, starting, testing, updating
from bench.measure import shown

print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}\n")
if "peers" in sys.argv:
    from bench.comparing import small

    print(small())
elif "page" in sys.argv:
    from bench.page import write

    print(write())
else:
    print(
        shown(
            [
                *starting.rows(),
                *loading.rows(),
                *resolving.rows(),
                *explaining.rows(),
                *testing.rows(),
                *checking.rows(),
                *differing.rows(),
                *proving.rows(),
                *updating.rows(),
            ]
        )
    )
