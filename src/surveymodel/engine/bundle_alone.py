"""A bundle that stands alone: a file goes in; a model comes out, or what is wrong with the file.

Such a bundle may come from anywhere. It is read if it is what this version of the library writes
for the content that it holds, and that content has no faults; so a model from it is as good as one
from files, whoever wrote the bundle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from surveymodel import __version__
from surveymodel.content.decode import refused_character
from surveymodel.content.load import everything
from surveymodel.content.names import define
from surveymodel.content.nouns import Content
from surveymodel.content.redraft import redraft
from surveymodel.content.structure import MISFITS, misfits, structure, unstructure
from surveymodel.engine.bundle import FORMAT, HEAD, linked_of, sum_of
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import ConditionSyntaxError, ContentError, Diagnostic, Location, nearest

__all__ = ["MAX_BYTES", "open_bundle", "open_content"]

#: As much as fifty source files may have. Reading takes about ten times the memory.
MAX_BYTES: Final = 100_000_000

_BODY: Final = ("digest", "program", "columns", "truths", "marks", "content")

#: Escapes that are not needed for any text that a source file may hold.
_ESCAPED: Final = re.compile(r"\\[bfru/]")


class _Refused(Exception):  # noqa: N818 - it becomes an error where the path is known
    """What is wrong with a bundle: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def open_bundle(path: Path) -> SurveyModel:
    """Return the model in a bundle, from wherever it comes.

    Raises :class:`~surveymodel.errors.ContentError` with what is wrong with it.
    """
    return _opened(path, anew=False)


def open_content(path: Path) -> SurveyModel:
    """Return the model of the content in a bundle, linked anew, whichever version of the library linked it.

    What it says of its digest is not believed. Raises :class:`~surveymodel.errors.ContentError` with
    what is wrong with it.
    """
    return _opened(path, anew=True)


def _opened(path: Path, *, anew: bool) -> SurveyModel:
    try:
        head = _head(_bytes(path))
        data = _body(head)
        content = _content(data["content"])
        faults = _faults(path, data["content"])
        if not faults:
            return _link(content) if anew else _linked(content, data, head["library"])
    except _Refused as refused:
        faults = [Diagnostic(Location(str(path)), refused.code, refused.message)]
    raise ContentError(faults)


# ---------------------------------------------------------------------------------------------
# The file


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise _Refused("SM101", "this is no regular file")
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Refused("SM101", f"cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise _Refused("SM109", f"larger than {MAX_BYTES} bytes")
    return raw


def _head(raw: bytes) -> dict[str, Any]:
    """Return a bundle's own properties, its body as text among them."""
    try:
        data = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        if raw.startswith(b'{"format": "surveymodel-bundle/'):
            raise _Refused("SM115", f"damaged: {_said(error)}") from None
        raise _Refused("SM101", f"neither a pack's folder nor a bundle: {_said(error)}") from None
    form = data.get("format") if isinstance(data, dict) else None
    if not isinstance(form, str) or not form.startswith("surveymodel-bundle/"):
        what = f"its format is {form[:60]!r}" if isinstance(form, str) else "it says no format"
        raise _Refused("SM101", f"neither a pack's folder nor a bundle: {what}")
    if form != FORMAT:
        by = _version(data.get("library"))
        raise _Refused("SM114", f"its format is {form[:60]!r}{by}, and this version reads {FORMAT!r}")
    _exactly(data, HEAD, "")
    head: dict[str, Any] = data
    return head


def _said(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else f"not JSON: {error}"


def _version(library: Any) -> str:
    """Return which version wrote a bundle, where that is another one."""
    if not isinstance(library, str) or library == __version__:
        return ""
    return f", written by version {library[:40]}"


def _exactly(data: Any, keys: tuple[str, ...], place: str) -> None:
    """Refuse anything but a mapping with these keys."""
    if not isinstance(data, dict):
        raise _Refused("SM115", f"{place or 'the file'} is no mapping")
    for key in data:
        if key not in keys:
            raise _Refused("SM115", f"unknown key {_dotted(place, key)!r}{nearest(key, keys)}")
    for key in keys:
        if key not in data:
            raise _Refused("SM115", f"the key {_dotted(place, key)!r} is missing")


def _dotted(place: str, key: str) -> str:
    return f"{place}.{key[:60]}" if place else key[:60]


# ---------------------------------------------------------------------------------------------
# Its body


def _body(head: dict[str, Any]) -> dict[str, Any]:
    """Return the body's data: whole, and with no text that a source file could not hold."""
    body = head["model"]
    if not isinstance(body, str):
        raise _Refused("SM115", "'model' is no text")
    if not _is_whole(body, head["sha256"]):
        raise _Refused("SM115", "damaged: the SHA-256 of 'model' is not the one that stands beside it")
    try:
        data: dict[str, Any] = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Refused("SM115", f"in 'model': {_said(error)}") from None
    fault = refused_character(body)
    if fault is None and (escaped := _ESCAPED.search(body.replace(r"\\", ""))):
        fault = f"the escape {escaped[0]!r} is not one that this library writes"
    if fault is not None:
        raise _Refused("SM115", f"in 'model': {fault}")
    _exactly(data, _BODY, "model")
    return data


def _is_whole(body: str, sum: Any) -> bool:
    try:
        return bool(sum_of(body) == sum)
    except UnicodeEncodeError:  # half of a surrogate pair
        return False


def _content(data: Any) -> Content:
    """Return the content, if it is in the form that this library writes."""
    try:
        content = structure(data, Content)
    except MISFITS:
        raise _Refused("SM115", ", ".join(misfits(data, Content, "model.content")[:1])) from None
    _same(unstructure(content), data, "content")
    for rule in content.rules:
        if rule.requires and rule.priority is None:
            raise _Refused("SM115", f"rule:{rule.id} requires something and states no priority")
    return content


def _faults(path: Path, data: dict[str, Any]) -> list[Diagnostic]:
    """Return what is wrong in content, as it would be in files."""
    draft = redraft(str(path), data)
    return sorted(fault for fault in everything(draft, define(draft)) if fault.severity == "error")


def _linked(content: Content, data: dict[str, Any], library: Any) -> SurveyModel:
    """Return the model of content without faults, if the bundle has the same."""
    model = _link(content)
    for key, ours in linked_of(model).items():
        _same(ours, data[key], key, _version(library))
    return model


def _link(content: Content) -> SurveyModel:
    try:
        return link(content)
    except ConditionSyntaxError as error:
        raise _Refused("SM115", f"in 'model.content': {error.message}: {error.source[:60]!r}") from None


# ---------------------------------------------------------------------------------------------
# Comparison


def _same(ours: Any, theirs: Any, place: str, by: str = "") -> None:
    """Refuse what is not equal to what this version writes; say where it first differs."""
    if ours == theirs:
        return
    while differing := next(_differences(ours, theirs), None):
        step, ours, theirs = differing
        place += step
    found, wanted = _shown(theirs), _shown(ours)
    raise _Refused("SM115", f"'model.{place}' is {found}{by}, where this version writes {wanted}")


def _differences(ours: Any, theirs: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs one step further in."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        steps = ((f".{key}", ours.get(key, _NOTHING), theirs.get(key, _NOTHING)) for key in ours | theirs)
    elif isinstance(ours, list) and isinstance(theirs, list):
        pairs = zip_longest(ours, theirs, fillvalue=_NOTHING)
        steps = ((f"[{index}]", *pair) for index, pair in enumerate(pairs))
    else:
        return
    yield from ((step, a, b) for step, a, b in steps if a != b)


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


_NOTHING: Final = _Nothing()


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
