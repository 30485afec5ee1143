"""What a check found, as JSON (``surveymodel-check/1``), SARIF 2.1.0 and annotations of GitHub."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import quote

from attrs import field, frozen

from surveymodel import __version__
from surveymodel.errors import Diagnostic, Severity, printable
from surveymodel.exchange.diagnostic_pages import markdown, page, summary

__all__ = ["FORMAT", "Findings", "findings_github", "findings_json", "findings_sarif"]

FORMAT: Final = "surveymodel-check/1"
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@frozen
class Findings:
    """Everything that a check found in a pack, and which of it is to be listed."""

    root: Path  #: the pack's folder
    pack: str | None  #: the pack's id, where it can be read
    version: str | None
    files: int
    found: tuple[Diagnostic, ...] = field(repr=False)
    on: str | None = None  #: the day of the values
    advice: bool = False  #: whether advice is listed; it is counted in any case

    @property
    def listed(self) -> tuple[Diagnostic, ...]:
        """What is to be listed, in order of place."""
        return tuple(one for one in self.found if self.advice or one.severity != "advice")

    @property
    def counts(self) -> dict[Severity, int]:
        """How much there is of each severity."""
        counter = Counter(one.severity for one in self.found)
        return {severity: counter[severity] for severity in SEVERITIES}

    @property
    def clean(self) -> bool:
        """Whether there is no error and no warning."""
        return not self.counts["error"] and not self.counts["warning"]

    def relative(self, path: str) -> str:
        """Return a path from the folder in which one works, or from the one that holds the pack."""
        whole, here = Path(path).resolve(), Path.cwd()
        home = here if whole.is_relative_to(here) else self.root.resolve().parent
        return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else whole.name

    def message(self, one: Diagnostic) -> str:
        """Return what is wrong, with the files of the pack that are named in it as paths are."""
        return one.message.replace(f"{self.root}{os.sep}", f"{self.relative(str(self.root))}/")


def findings_json(findings: Findings) -> str:
    """Return findings as JSON."""
    document = {
        "format": FORMAT,
        "pack": {"id": findings.pack, "version": findings.version},
        "on": findings.on,
        "files": findings.files,
        "counts": findings.counts,
        "diagnostics": [
            {
                "code": one.code,
                "severity": one.severity,
                "path": findings.relative(one.location.path),
                "line": one.location.line or None,
                "column": one.location.column or None,
                "message": findings.message(one),
            }
            for one in findings.listed
        ],
    }
    return _written(document)


def _written(document: Any) -> str:
    """Return a document as JSON, which escapes what names of files may hold and UTF-8 may not."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


# ---------------------------------------------------------------------------------------------
# SARIF

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "advice": "note"}


def findings_sarif(findings: Findings) -> str:
    """Return findings as SARIF 2.1.0, with the pages on their codes as rules."""
    listed = findings.listed
    codes = sorted({one.code for one in listed})
    driver = {
        "name": "surveymodel",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(findings, listed, codes)),
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return _written(document)


def _rule(code: str) -> dict[str, Any]:
    known = page(code)
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": summary(known)},
        "help": {"text": f"surveymodel check --explain {code}", "markdown": markdown(known)},
        "defaultConfiguration": {"level": _LEVELS[known.severity]},
    }
    site = _documentation()
    return rule | {"helpUri": f"{site.rstrip('/')}/reference/diagnostics/{code}/"} if site else rule


def _documentation() -> str | None:
    """Return where the documentation is published, if the distribution says so."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("surveymodel").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    named = (url.partition(",") for url in urls)
    return next((address.strip() for label, _, address in named if label == "Documentation"), None)


def _results(
    findings: Findings, listed: Sequence[Diagnostic], codes: Sequence[str]
) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for one in listed:
        uri, message = quote(os.fsencode(findings.relative(one.location.path))), findings.message(one)
        place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
        if one.location.line:
            place["region"] = {"startLine": one.location.line, "startColumn": one.location.column}
        words = re.sub(r":[0-9]+:[0-9]+\b", "", message)  # another place that it names may move too
        print_ = hashlib.sha256(f"{one.code}\n{uri}\n{words}".encode(errors="replace")).hexdigest()
        seen[print_] += 1
        yield {
            "ruleId": one.code,
            "ruleIndex": codes.index(one.code),
            "level": _LEVELS[one.severity],
            "message": {"text": message},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": {"codeFileMessage/v1": f"{print_}:{seen[print_]}"},
        }


# ---------------------------------------------------------------------------------------------
# GitHub

_COMMANDS: Final = {"error": "error", "warning": "warning", "advice": "notice"}


def findings_github(findings: Findings) -> str:
    """Return findings as workflow commands, which GitHub shows beside the lines of a change."""
    return "".join(f"{_command(findings, one)}\n" for one in findings.listed)


def _command(findings: Findings, one: Diagnostic) -> str:
    properties = {"file": findings.relative(one.location.path)}
    if one.location.line:
        properties |= {"line": str(one.location.line), "col": str(one.location.column)}
    properties["title"] = one.code
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {said}::{_data(findings.message(one))}"


def _data(text: str) -> str:
    """Return a text with line ends as GitHub wants them, and nothing that a terminal would obey."""
    parts = re.split("([\r\n])", text.replace("%", "%25"))
    return "".join({"\r": "%0D", "\n": "%0A"}.get(part) or printable(part) for part in parts)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
