"""Build the bundle of each built-in pack into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Loads each pack from its sources and writes it as a bundle."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the bundles to the build folder and add them to the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from surveymodel import __version__
        from surveymodel.engine.bundle import source_key, write_bundle
        from surveymodel.engine.load import built_in, load

        target = root / "build" / "bundles"
        target.mkdir(parents=True, exist_ok=True)
        for pack in built_in():
            key = source_key(root / "content" / pack, __version__)
            path = target / f"{pack}.json"
            path.write_text(write_bundle(load(pack), key), encoding="utf-8")
            build_data["force_include"][str(path)] = f"surveymodel/_data/bundles/{pack}.json"
