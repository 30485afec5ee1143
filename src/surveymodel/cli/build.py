"""``surveymodel build``: a pack as one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from surveymodel import __version__
from surveymodel.cli.shared import files_option
from surveymodel.engine.bundle import source_key, write_bundle
from surveymodel.engine.load import load_sources, pack_folder
from surveymodel.errors import printable
from surveymodel.project.storage import replace

__all__ = ["command"]


@click.command(
    "build",
    epilog="""\b
Examples:
  surveymodel build -o core.json
  surveymodel build --pack club -o club-1.2.0.json
  surveymodel tasks club.yaml --pack club-1.2.0.json""",
)
@files_option
@click.option("-o", "--output", "out", metavar="FILE", required=True, type=click.Path(dir_okay=False),
              help="The file to write; it is written whole or not at all.")  # fmt: skip
def command(pack: str, out: str) -> None:
    """Write a pack as one file, a bundle, which every command with --pack takes in its place.

    The pack is read from its files and must have no errors. Commands that work on the files
    themselves, such as "check" and "test", still need the folder.
    """
    root = pack_folder(pack)
    if root.is_dir() and Path(os.path.realpath(out)).is_relative_to(os.path.realpath(root)):
        raise click.UsageError("What stands in a pack's folder is content: name a file outside of it.")
    model = load_sources(root)
    data = write_bundle(model, source_key(root, __version__)).encode()
    replace(Path(out), data)
    click.echo(f"wrote {printable(out)}: {model.id} {printable(model.version)}, {len(data):,} bytes")
    click.echo(f"digest {model.digest}")
