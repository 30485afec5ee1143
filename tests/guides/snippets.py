"""The fenced code of the guides, read from the guides themselves."""

import re
from pathlib import Path

GUIDES = Path(__file__).parents[2] / "content" / "core" / "guides"
FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets(guide: str, language: str) -> list[str]:
    """Return the code blocks of one guide (``countermeasure/stack``) in one language, in order."""
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    return [m["code"] for m in FENCE.finditer(text) if m["language"] == language]
