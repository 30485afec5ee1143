"""The directive ``generated``: reference text made while the documentation is built."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import attrs
import pages
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Generated(SphinxDirective):
    """Puts what ``pages.made`` returns where it stands."""

    required_arguments = 1
    optional_arguments = 1
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the nodes of the generated text."""
        name, *rest = self.arguments
        sources = pages.SCHEMAS.glob("*.json") if name not in ("commands", "diagnostics") else ()
        for path in (*sources, pages.__file__):
            self.env.note_dependency(str(path))
        text = pages.made(name, *rest)
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def plain_defaults(
    _app: Sphinx, what: str, _name: str, obj: Any, _options: Any, signature: str | None, returned: str | None
) -> tuple[str, str | None] | None:
    """Show the defaults of an attrs class as themselves."""
    if what != "class" or signature is None or not attrs.has(obj):
        return None
    defaults = {field.name: field.default for field in attrs.fields(obj)}
    shown = re.sub(r"attr_dict\['(\w+)'\]\.default", lambda m: repr(defaults[m[1]]), signature)
    return shown.replace("= NOTHING", "= {}"), returned


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the handler."""
    app.add_directive("generated", Generated)
    app.connect("autodoc-process-signature", plain_defaults)
    return {"version": "1", "parallel_read_safe": True}
