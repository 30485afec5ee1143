"""Where the guides' tests find what they run."""

import os
from pathlib import Path

#: Node's packages stand beside the tests after ``npm install`` there.
os.environ.setdefault("NODE_PATH", str(Path(__file__).parent / "node_modules"))
