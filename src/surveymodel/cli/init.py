"""``surveymodel init``: a system file to begin with, and what an editor needs for it."""

from __future__ import annotations

import json
import os
import re
import shlex
import unicodedata
from collections import Counter
from pathlib import Path

import click

from surveymodel.cli.shared import counted, file_argument, pack_option
from surveymodel.engine.load import built_in, load
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.reply import id_fault, line_fault
from surveymodel.engine.resolve import resolve
from surveymodel.engine.sheet import System
from surveymodel.errors import printable
from surveymodel.exchange.starter import organisation_text, system_text
from surveymodel.exchange.system_schema import system_schema
from surveymodel.project.answering import SystemFile
from surveymodel.project.folder import leads_out
from surveymodel.project.interview import Interview
from surveymodel.project.storage import replace_all

__all__ = ["command"]


@click.command(
    "init",
    epilog="""\b
Examples:
  surveymodel init shop.yaml
  surveymodel init shop.yaml --title "Online shop" --component web --component api
  surveymodel init systems/shop.yaml --organisation retailer.yaml""",
)
@file_argument
@pack_option
@click.option("--title", metavar="TEXT", help="The system's name for people.")
@click.option("--id", "id_", metavar="ID", help="The system's id; from the file's name otherwise.")
@click.option("--component", "components", multiple=True, metavar="ID",
              help="A part with a stack of its own; repeatable.")  # fmt: skip
@click.option("--organisation", metavar="NAME", default="organisation.yaml", show_default=True,
              help="The organisation's file, in the same folder or below; made where there is none.")  # fmt: skip
def command(
    system: str, pack: str, title: str | None, id_: str | None, components: tuple[str, ...], organisation: str
) -> None:
    """Write a system file with comments, to be filled in by hand or by "surveymodel ask".

    Beside it come the organisation's file, if there is none yet, and a JSON Schema with which
    editors complete and check question and answer ids.
    """
    path, model = Path(system), load(pack)
    name = _id(path.stem) if id_ is None else id_
    schema = path.with_name(f"surveymodel-{model.id}.schema.json")
    above = path.parent / organisation
    _refuse_path(path, above, schema)
    _refuse_words(name, title, organisation, components)
    text = system_text(
        model, name, title=title, organisation=_relative(above, path), components=components,
        schema=schema.name, name=_called(path.name, _from(path, pack)),
    )  # fmt: skip
    texts = {path: text}
    if _is_there(above):
        resolve(model, System(organisation=System.read(above)))
    else:
        texts[above] = organisation_text(model, _id(above.stem), schema=_relative(schema, above))
    texts[schema] = json.dumps(system_schema(model), ensure_ascii=False, indent=1) + "\n"
    replace_all({target: text.encode() for target, text in reversed(texts.items())})
    for target in texts:
        click.echo(f"wrote {printable(str(target))}")
    _report(model, path, pack)


def _id(stem: str) -> str:
    """Return the id nearest to a file's name."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")[:80].strip("-")
    return "system" if id_fault(name) else name


def _relative(target: Path, file: Path) -> str:
    """Return how a file names another one."""
    whole = Path(os.path.realpath(target.parent), target.name)
    return Path(os.path.relpath(whole, os.path.realpath(file.parent))).as_posix()


def _from(path: Path, pack: str) -> str:
    """Return how a pack is called in the folder of a file."""
    if pack in built_in():
        return pack
    relative = _relative(Path(pack), path)
    return f"./{relative}" if relative in built_in() else relative


def _called(path: str, pack: str) -> str:
    """Return what follows a command's name where it is to read a file."""
    file = f"./{path}" if path.startswith("-") else path
    return shlex.join([file] if pack == "core" else [file, "--pack", pack])


def _is_there(path: Path) -> bool:
    """Return whether a file, a folder or a link has a name; raises OSError where nothing can have it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _refuse_path(path: Path, above: Path, schema: Path) -> None:
    """Raise UsageError where files cannot stand as they are named."""
    if _is_there(path):
        shown = printable(str(path))
        raise click.UsageError(f"{shown} is there already; surveymodel ask {shown} goes on with it.")
    for folder in (path.parent, above.parent):
        if not folder.is_dir():
            raise click.UsageError(f"There is no folder {printable(str(folder))}.")
    for file in (above, schema):
        if _is_there(file) and file.is_dir():
            raise click.UsageError(f"{printable(str(file))} is a folder, not a file.")
    if not Path(os.path.realpath(above)).is_relative_to(os.path.realpath(path.parent)):
        raise click.UsageError("The organisation's file stands in the system file's folder or below.")
    if leads_out(schema, path.parent):
        raise click.UsageError(f"{printable(str(schema))} is a link that leads out of the folder.")
    if len({*map(os.path.realpath, (path, above, schema))}) < 3:
        raise click.UsageError(
            "The system's file, the organisation's and the schema are three files; "
            "--organisation names another one."
        )


def _refuse_words(name: str, title: str | None, organisation: str, components: tuple[str, ...]) -> None:
    """Raise UsageError where a file could not be read for the words in it."""
    faults = [id_fault(name), *(id_fault(component, component=True) for component in components)]
    for key, line in (("title", title or ""), ("organisation", organisation)):
        found = line_fault(key, line)
        faults.append(found and found[1])
    faults += [f"the component {id!r} stands twice" for id, many in Counter(components).items() if many > 1]
    for fault in filter(None, faults):
        raise click.UsageError(f"{fault}.")


def _report(model: SurveyModel, path: Path, pack: str) -> None:
    bounds = Interview(SystemFile.open(model, path)).bounds()
    many = counted(bounds.most, "question") if bounds.least == bounds.most else f"{bounds} questions"
    click.echo(f"{many} to answer{'' if bounds.least == bounds.most else ', depending on the answers'}.")
    click.echo(f"Next: surveymodel ask {printable(_called(str(path), pack))}")
