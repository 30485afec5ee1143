"""Write the golden plans of the built-in examples: ``python -m tests.goldens``."""

from __future__ import annotations

from surveymodel.exchange.plan_json import plan_json
from tests.test_content import EXAMPLES, SYSTEMS, planned

if __name__ == "__main__":
    for name in SYSTEMS:
        path = EXAMPLES / f"{name}.golden.json"
        path.write_text(plan_json(planned(name)), encoding="utf-8")
        print(path)
