"""The laws of bundles: what is written is read, and what was tampered with never passes as something else."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from surveymodel import (
    ContentError,
    SurveyModel,
    SurveyModelError,
    System,
    comply,
    load,
    plan,
    resolve,
)
from surveymodel.content.load import everything, load_content, settle
from surveymodel.content.names import define
from surveymodel.content.nouns import Content
from surveymodel.content.redraft import redraft
from surveymodel.content.structure import misfits, structure, unstructure
from surveymodel.engine.bundle import write_bundle
from surveymodel.engine.link import link
from surveymodel.exchange.plan_json import plan_json
from tests.bundles import body, sealed
from tests.packs import Plain
from tests.packs import draft as drafted
from tests.properties.test_laws import certainties, packs_and_systems, system_of
from tests.tiny import PACK


def opened(text: str | bytes) -> SurveyModel:
    """Return the model of a bundle in a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pack.json")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path)


@cache
def model() -> SurveyModel:
    """Return the model of the tiny pack."""
    return link(load_content(PACK))


@cache
def written() -> str:
    """Return its bundle."""
    return write_bundle(model(), None)


@given(packs_and_systems())
def test_a_bundle_gives_the_model_that_was_written(drawn: tuple[Plain, Plain]) -> None:
    """load(bundle(m)) equals m, has its digest, and resolves any system as m does."""
    pack, layers = drawn
    original = link(settle(drafted(pack)))
    again = opened(write_bundle(original, None))
    assert original == again
    assert original.digest == again.digest
    system = system_of(layers)
    assert certainties(resolve(original, system)) == certainties(resolve(again, system))


def refused_or_equal(text: str | bytes) -> None:
    """Show that a bundle is refused in one clear line of its file, or is the one that was written."""
    try:
        again = opened(text)
    except ContentError as error:
        assert error.diagnostics
        assert all("pack.json" in diagnostic.location.path for diagnostic in error.diagnostics)
        assert len(str(error).splitlines()) == len(error.diagnostics)
    else:
        assert model() == again
        assert model().digest == again.digest


@given(st.data())
def test_flipped_bits_and_missing_ends_do_not_pass(data: st.DataObject) -> None:
    """Whatever a disk or a transfer does to the bytes, what is read is what was written."""
    raw = bytearray(written().encode())
    for place in data.draw(st.lists(st.integers(0, 8 * len(raw) - 1), max_size=3), label="bits"):
        raw[place // 8] ^= 1 << place % 8
    end = data.draw(st.integers(0, len(raw)) | st.just(len(raw)), label="end")
    refused_or_equal(bytes(raw[:end]))


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within plain data."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from places(value, (*path, step))


PLACES = sorted(places(body(written())), key=repr)
SHALLOW = [path for path in PLACES if len(path) < 4]

STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 200) | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_values_from_another_hand_do_not_pass(data: st.DataObject) -> None:
    """Any value within a bundle, exchanged or left out and sealed anew, makes it refused or no other."""
    made = body(written())
    for _ in range(data.draw(st.integers(1, 2), label="changes")):
        path = data.draw(st.sampled_from(PLACES) | st.sampled_from(SHALLOW), label="place")
        change(made, path, data)
    refused_or_equal(sealed(made))


WITHIN = [path[1:] for path in PLACES if path[0] == "content" and len(path) > 1]


@given(st.data())
def test_content_from_another_hand_gives_plans_or_is_refused(data: st.DataObject) -> None:
    """A bundle that was linked from any content, schema or not, is refused or can be used like any."""
    made = body(written())["content"]
    for _ in range(data.draw(st.integers(1, 2), label="changes")):
        change(made, data.draw(st.sampled_from(WITHIN), label="place"), data)
    if misfits(made, Content, "content"):
        refused_or_equal(sealed(body(written()) | {"content": made}))
        return
    content = structure(made, Content)
    draft = redraft("made", json.loads(json.dumps(unstructure(content))))
    assume(all(fault.severity != "error" for fault in everything(draft, define(draft))))
    try:
        again = opened(write_bundle(link(content), None))
        resolution = resolve(again, System(answers={"reach": "internet"}))
        assert plan_json(plan(resolution))
        assert all(comply(resolution, standard.id) for standard in again.content.standards)
    except SurveyModelError as error:
        assert str(error)


def change(made: Any, path: tuple[Any, ...], data: st.DataObject) -> None:
    """Put another value in a place, one from elsewhere in the bundle or any; or leave the place out."""
    try:
        for step in path[:-1]:
            made = made[step]
        old = made[path[-1]]
        if data.draw(st.booleans(), label="leave out"):
            del made[path[-1]]
        elif type(old) is int:
            made[path[-1]] = data.draw(st.integers(-3, 3).map(lambda by: old + by) | STRANGE, label="number")
        else:
            made[path[-1]] = data.draw(STRANGE, label="value")
    except (KeyError, IndexError, TypeError):  # the change before took the place away
        return
