"""``surveymodel schema``: the JSON Schema of a pack's system files."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper

import click

from surveymodel.cli.shared import pack_option
from surveymodel.engine.load import load
from surveymodel.exchange.system_schema import system_schema

__all__ = ["command"]


@click.command(
    "schema",
    epilog="""\b
Example:
  surveymodel schema > surveymodel-core.schema.json""",
)
@pack_option
def command(pack: str) -> None:
    """Print a JSON Schema with which editors complete and check system files.

    "surveymodel init" writes it beside the system file; print it anew when the pack has changed.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    click.echo(json.dumps(system_schema(load(pack)), ensure_ascii=False, indent=1))
