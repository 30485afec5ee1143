"""Reference text made from what it is about: schemas, commands, the pages on diagnostics.

Plain functions that return Markdown; nothing here needs Sphinx.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

DOCS = Path(__file__).resolve().parents[1]
SCHEMAS = DOCS.parent / "schemas"

Schema = dict[str, Any]


def escaped(text: str) -> str:
    """Return plain words for a cell of a Markdown table."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


#: The head of a table of properties.
HEAD = ("Property", "", "Value", "Meaning")

# ---------------------------------------------------------------------------------------------
# Schemas


def load(kind: str) -> Schema:
    """Return the schema of one kind of file."""
    text = (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return schema


def schema_page(kind: str) -> str:
    """Return the properties of one kind of file, each with its description."""
    schema = load(kind)
    parts = schema.get("$defs", {})
    rows = list(_rows(schema, parts.get("entry", schema), ""))
    about = escaped(schema["description"])
    if "entry" in parts:
        about += f" Each entry of the list `{kind}` has these properties."
    return f"{about}\n\n{table(HEAD, rows)}\n{_combinations(schema)}{_other_lists(schema)}"


def _other_lists(schema: Schema) -> str:
    """Return the properties of the entries of further lists that a file may have."""
    parts = schema.get("$defs", {})
    text = ""
    for name, listed in schema.get("properties", {}).items():
        part = parts.get(listed.get("items", {}).get("$ref", "").removeprefix("#/$defs/"))
        if "entry" in parts and part is not None and part is not parts["entry"]:
            about = f"{escaped(listed['description'])} Each entry of the list `{name}` has these properties."
            rows = list(_rows(schema, part, ""))
            text += f"\n{about}\n\n{table(HEAD, rows)}\n{_needed(part)}"
    return text


def document_page(kind: str) -> str:
    """Return the properties of a JSON document, a table for the document and each kind of entry.

    Where there is no document, but lines of several kinds, there is one for each kind of line.
    """
    schema = load(kind)
    whole = [("document", schema)] if "properties" in schema else []
    shown = [*whole, *schema["$defs"].items()]
    alone = {**schema, "$defs": {}}
    sections = []
    for name, part in shown:
        rows = [
            (path, "" if needed else "optional", value, meaning)
            for path, needed, value, meaning in _rows(alone, part, "")
        ]
        sections.append(f"### {name}\n\n{escaped(part['description'])}\n\n{table(HEAD, rows)}")
    return "\n".join(sections)


def _rows(schema: Schema, part: Schema, prefix: str) -> Iterator[tuple[str, ...]]:
    """Yield a row for each property of a mapping and of what it holds, depth first."""
    required = part.get("required", [])
    for name, property_ in part.get("properties", {}).items():
        path = f"{prefix}{name}"
        needed = "required" if name in required else ""
        child = _resolved(schema, property_)
        inside = {"items": _resolved(schema, child["items"])} if "items" in child else {}
        yield (f"`{path}`", needed, _value({**child, **inside}), escaped(child.get("description", "")))
        yield from _inner(schema, child, path)


def _inner(schema: Schema, child: Schema, path: str) -> Iterator[tuple[str, ...]]:
    yield from _rows(schema, child, f"{path}.")
    for variant in child.get("anyOf", ()):
        yield from _inner(schema, _resolved(schema, variant), path)
    if "items" in child:
        yield from _inner(schema, _resolved(schema, child["items"]), f"{path}[]")
    values = child.get("additionalProperties")
    if isinstance(values, dict):
        resolved = _resolved(schema, values)
        inside = f"{path}.*"
        if not _shared(resolved):
            yield (f"`{inside}`", "", _value(resolved), escaped(resolved.get("description", "")))
            yield from _inner(schema, resolved, inside)


def _resolved(schema: Schema, part: Schema) -> Schema:
    """Follow a reference within the schema; one to a shared definition stays a name."""
    reference = part.get("$ref", "")
    found: Schema = schema.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {})
    if not found:
        return part
    return {**found, **{key: value for key, value in part.items() if key != "$ref"}}


def _shared(part: Schema) -> str:
    reference: str = part.get("$ref", "")
    return reference.rpartition("/")[2] if reference.startswith("common.schema.json") else ""


_KINDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "object": "mapping",
    "array": "list",
}


def _value(part: Schema) -> str:
    """Return in words what a property may hold."""
    if name := _shared(part):
        return f"[{name}](content-format.md#{name})"
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "const" in part:
        return f"`{json.dumps(part['const']).strip(chr(34))}`"
    if "enum" in part:
        words = ", ".join(f"`{value}`" for value in part["enum"])
        return f"{words}; default `{part['default']}`" if "default" in part else words
    if "anyOf" in part:
        return " or ".join(dict.fromkeys(_value(variant) for variant in part["anyOf"]))
    kind = part.get("type")
    kinds = kind if isinstance(kind, list) else [str(kind)]
    words = " or ".join(_KINDS.get(one, "nothing (`null`)") for one in kinds)
    if part.get("type") == "array":
        words = f"list of {_plural(_value(part['items']))}" if _named(part["items"]) else "list"
    return words + _limits(part)


def _named(items: Schema) -> bool:
    return "$ref" in items or items.get("type") in ("string", "integer")


def _plural(words: str) -> str:
    return {"text": "texts", "whole number": "whole numbers"}.get(words, words)


def _limits(part: Schema) -> str:
    low = part.get("minimum", part.get("minItems"))
    high = part.get("maximum", part.get("maxItems"))
    if low is not None and high is not None:
        return f", {low} to {high}"
    if high is not None:
        return f", at most {high}"
    return f", at least {low}" if low is not None and low > 1 else ""


def _combinations(schema: Schema) -> str:
    """Return what a schema says of properties that need or exclude each other."""
    return _needed(schema.get("$defs", {}).get("entry", schema))


def _needed(part: Schema) -> str:
    lines = []
    for keyword, words in (("anyOf", "At least one"), ("oneOf", "Exactly one")):
        needed = [entry["required"][0] for entry in part.get(keyword, ()) if list(entry) == ["required"]]
        if needed:
            lines.append(f"{words} of {', '.join(f'`{name}`' for name in needed)} is given.")
    pairs = part.get("dependentRequired", {})
    for name, wanted in pairs.items():
        if name not in pairs.get(wanted[0], ()):
            lines.append(f"`{name}` is given with `{wanted[0]}` only.")
        elif name < wanted[0]:
            lines.append(f"`{name}` and `{wanted[0]}` are given together or not at all.")
    if "then" in part and "select" in part["properties"]:
        lines.append(
            "A question that selects a `number` has a `unit` and no `answers`; the others have `answers`."
        )
    return "\n".join(lines) + "\n"


def shared_page() -> str:
    """Return the definitions that the schemas share, a heading for each."""
    common = load("common")
    parts = []
    for name, part in common["$defs"].items():
        parts.append(f"### {name}\n\n{_shared_text(common, part)}")
    return "\n".join(parts)


def _shared_text(common: Schema, part: Schema) -> str:
    lines = [escaped(part.get("description", "")), ""]
    if limits := [text for text in (_length(part), _limits(part).removeprefix(", "), _pattern(part)) if text]:
        lines += [f"{'; '.join(limits)}.", ""]
    if "anyOf" in part:
        lines += [f"- {_variant(common, variant)}" for variant in part["anyOf"]] + [""]
        for variant in part["anyOf"]:
            if rows := list(_common_rows(variant)):
                lines += [table(HEAD, rows)]
    return "\n".join(lines)


def _common_rows(variant: Schema) -> Iterator[tuple[str, ...]]:
    required = variant.get("required", [])
    for name, child in variant.get("properties", {}).items():
        target = child["$ref"].rpartition("/")[2]
        needed = "required" if name in required else ""
        yield f"`{name}`", needed, f"[{target}](#{target})", escaped(child.get("description", ""))


def _variant(common: Schema, variant: Schema) -> str:
    if "$ref" in variant:
        name = variant["$ref"].rpartition("/")[2]
        return f"[{name}](#{name}): {escaped(common['$defs'][name]['description'])}"
    return f"{_value(variant)}: {escaped(variant['description'])}"


def _length(part: Schema) -> str:
    if part.get("type") != "string" or "maxLength" not in part:
        return ""
    return f"at most {part['maxLength']:,} characters"


def _pattern(part: Schema) -> str:
    return f"matches `{part['pattern']}`" if "pattern" in part else ""


# ---------------------------------------------------------------------------------------------
# Commands


def commands_page() -> str:
    """Return every command with its arguments, options and examples."""
    from surveymodel.cli.commands import group

    context = click.Context(group, info_name="surveymodel")
    parts = [_command(group, context, "surveymodel")]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context)
            parts.append(_command(command, inner, f"surveymodel {name}"))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context, title: str) -> str:
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## {title}\n", f"```text\n{title} {usage}\n```\n"]
    parts += [f"{escaped(paragraph)}\n" for paragraph in (command.help or "").split("\n\n")]
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    parts.append(table(("Option", "Default", "Meaning"), [_option(o, context) for o in options]))
    if command.epilog:
        parts.append(_epilog(command.epilog))
    return "\n".join(parts)


def _option(option: click.Option, context: click.Context) -> tuple[str, ...]:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if isinstance(option.type, click.Choice):
        names += " " + ", ".join(f"`{value}`" for value in option.type.choices)
    elif not option.is_flag:
        names += f" `{option.make_metavar(context)}`".replace("|", "\\|")
    default = "" if option.is_flag or option.default is None else str(option.default)
    shown = f"`{default}`" if default and "Sentinel" not in default else ""
    return names, shown, escaped(option.help or "")


def _epilog(epilog: str) -> str:
    examples = epilog.replace("\b", "").strip()
    if examples.startswith("Examples:"):
        lines = "\n".join(line.strip() for line in examples.splitlines()[1:])
        return f"```text\n{lines}\n```\n"
    return f"{escaped(examples)}\n"


# ---------------------------------------------------------------------------------------------
# Diagnostics


def diagnostics_page() -> str:
    """Return a table of the codes, from the pages about them."""
    rows = []
    for path in sorted((DOCS / "reference" / "diagnostics").glob("SM*.md")):
        code, title, stage, severity = diagnostic(path)
        rows.append((f"[{code}]({path.name})", title, stage, severity))
    return table(("Code", "Meaning", "Stage", "Severity"), rows)


def diagnostic(path: Path) -> tuple[str, str, str, str]:
    """Return code, title, stage and severity of a page on a diagnostic."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"# (SM[0-9]{3}): (.+)\n", text)
    row = re.search(r"^\| Stage \| Severity \|\n\| --- \| --- \|\n\| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    if head is None or row is None:
        raise ValueError(f"{path.name} has no heading or no table")
    return head[1], head[2], row[1], row[2]


#: Kinds of documents that have a page of their own, made from their schema.
DOCUMENTS = frozenset(
    [
        "plan",
        "plan-file",
        "compliance",
        "check",
        "test",
        "batch",
        "diff",
        "handout",
        "mutate",
        "stats",
        "status",
        "update",
    ]
)


def made(name: str, kind: str = "") -> str:
    """Return what the directive ``generated`` puts into a page."""
    if name == "schema":
        return schema_page(kind)
    if name in DOCUMENTS:
        return document_page(name)
    simple = {
        "shared": shared_page,
        "commands": commands_page,
        "diagnostics": diagnostics_page,
    }
    return simple[name]()
