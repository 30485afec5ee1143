"""Where the folders that come with the library stand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["bundled"]


#: Where folders stand in a checkout, as far as not under their names.
_CHECKOUT: Final = {"diagnostics": "docs/reference/diagnostics"}


def bundled(name: str) -> Path:
    """Return the folder ``content``, ``schemas`` or ``diagnostics``, in a wheel or in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parents[1] / _CHECKOUT.get(name, name)
