"""The JSON Schema of a pack's system files: what it accepts is what the reader accepts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from surveymodel import AnswerError, System
from surveymodel.content.document import read
from surveymodel.engine.files import read_system
from surveymodel.engine.lanes import answer_faults
from surveymodel.engine.model import SurveyModel
from surveymodel.exchange.system_schema import system_schema
from tests.packs import Plain, model
from tests.strategies import LAYERS, packs, sheets, systems
from tests.tiny import PACK

#: Keywords that an editor has to know; all but ``$defs`` stand in draft 7 of JSON Schema already.
KEYWORDS = {
    *("$schema", "$ref", "$defs", "title", "description", "type", "const", "enum", "pattern"),
    *("minimum", "maximum", "maxLength", "minProperties", "maxItems", "uniqueItems", "items", "contains"),
    *("properties", "additionalProperties", "propertyNames", "required", "anyOf", "not", "if", "then"),
}
FIRM = json.dumps({"format": "surveymodel-system/1", "id": "firm", "answers": {}})

# ---------------------------------------------------------------------------------------------
# The law


@st.composite
def documents(draw: st.DrawFn, pack: Plain) -> Any:
    """Draw the plain data of a file: a system's, or an organisation's."""
    document: dict[str, Any] = {"format": "surveymodel-system/1", "id": draw(IDS)}
    document |= draw(st.fixed_dictionaries({}, optional={"title": LINES, "pack": st.just("test")}))
    if draw(st.booleans()):
        sheet = draw(sheets(pack, layers=draw(st.sampled_from((LAYERS, LAYERS[1:])))))
        return document | {"answers": draw(sourced(sheet))}
    layers = draw(systems(pack))
    document["answers"] = draw(sourced(layers["system"]))
    if draw(st.booleans()):
        document["organisation"] = "firm.yaml"
    if draw(st.booleans()):
        document["components"] = {
            id: {"answers": draw(sourced(sheet))} | draw(st.sampled_from(({}, {"title": "A part"})))
            for id, sheet in layers["components"].items()
        }
    return document


@st.composite
def sourced(draw: st.DrawFn, sheet: Plain) -> Plain:
    """Draw a sheet in which some answers say where they come from."""
    beside = st.fixed_dictionaries({}, optional={"by": LINES, "on": DATES, "evidence": LINES, "note": TEXTS})
    return {
        question: {"answer": reply, **draw(beside)} if draw(st.booleans()) else reply
        for question, reply in sheet.items()
    }


IDS = st.sampled_from(("shop", "a", "a1-b2", "null", "a" * 80))
LINES = st.sampled_from(("", "ana", "Café: 1 #2", "x" * 300, "ends\n", "\ttab", " a ", "\u3000", "😀"))
TEXTS = st.sampled_from(("", "one\ntwo\n", "x" * 400, "a\tb"))
DATES = st.sampled_from(("2026-03-02", "0000-12-31", "2026-02-30"))

#: What hands and programs put in the place of something else.
ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(("a", "b", "c", "d", "q1", "q2", "q3", "unknown", "none", "firm.yaml")),
    st.sampled_from(("system", "organisation", "A", "a-", "a--b", "-a", "8", "a\n", "a" * 81, "x" * 301)),
    st.sampled_from(("one\ntwo", "\n", "a\n\n", "a\u202e", "\ufeff", "\x1b[2J", "\uffff", "\x85", "\u2028")),
    st.sampled_from(("2026-13-01", "2026-1-1", "2026-03-02\n", "2026-03-00", "２026-03-02")),
    st.sampled_from((-1, 0, 1, 5, 10**15, 10**15 + 1, 1.5, True, False, None)),
    st.sampled_from(([], {}, ["a"], ["b", "a"], ["a", "a"], ["c", "d"], ["unknown"], [[]], [1])),
    st.sampled_from(({"answer": "a"}, {"answer": []}, {"answer": 3, "by": ""}, {"by": "ana"})),
    st.sampled_from(({"at-least": 3}, {"below": 0}, {"below": 1}, {"at-least": 2, "below": 4, "of": 1})),
    st.sampled_from(
        ({"answers": {}}, {"answers": []}, {"answers": {}, "title": 1}, {"web": {"answers": {}}})
    ),
    st.text(max_size=5),
)
KEYS = st.sampled_from(
    (
        *("format", "id", "title", "pack", "organisation", "answers", "components", "answer", "by", "on"),
        *("evidence", "note", "at-least", "below", "q1", "q2", "q3", "q4", "web", "system", "Web", "a\n", ""),
    )
)


@st.composite
def spoilt(draw: st.DrawFn, document: Any) -> Any:
    """Draw a document with up to three of its parts replaced, taken out or added."""
    document = deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        places = list(_places(document))
        if not places:
            return deepcopy(draw(ODD))
        parent, key = draw(st.sampled_from(places))
        kind = draw(st.sampled_from(("replace", "replace", "take out", "add")))
        if kind == "replace":
            parent[key] = deepcopy(draw(ODD))
        elif kind == "take out":
            del parent[key]
        elif isinstance(parent, dict):
            parent[draw(KEYS)] = deepcopy(draw(ODD))
        else:
            parent.append(deepcopy(draw(ODD)))
    return document


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the places of a document's values: what they stand in, and under which key."""
    items: Any = ()
    if isinstance(part, dict):
        items = part.items()
    elif isinstance(part, list):
        items = enumerate(part)
    for key, value in items:
        yield part, key
        yield from _places(value)


@st.composite
def packs_and_documents(draw: st.DrawFn) -> tuple[Plain, Any, bool]:
    """Draw a pack and a document for it, and whether that is as somebody meant it."""
    pack = draw(packs(layers=True))
    document = draw(documents(pack))
    found = draw(spoilt(document))
    return pack, found, found == document


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return a folder with an organisation's file without answers."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "firm.yaml").write_text(FIRM, encoding="utf-8")
        (Path(name) / "main.yaml").write_text(FIRM, encoding="utf-8")
        yield Path(name)


def accepted(linked: SurveyModel, document: Any, folder: Path) -> bool:
    """Return whether a system's file, or an organisation's, may read so."""
    file = folder / "file.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return any(
        _fits(linked, path, organisation)
        for path, organisation in ((file, None), (folder / "main.yaml", file))
    )


def _fits(linked: SurveyModel, path: Path, organisation: Path | None) -> bool:
    try:
        system = read_system(path, organisation=organisation, cls=System)
    except AnswerError:
        return False
    return not list(answer_faults(linked, system))


def beyond(document: Any) -> bool:
    """Return whether a document has a fault that no schema can see: an empty range, an absent file."""
    ranges = [part for part, _ in _places(document) if isinstance(part, dict) and "below" in part]
    named = document.get("organisation", "firm.yaml") if isinstance(document, dict) else "firm.yaml"
    return named not in ("firm.yaml", "") or any(map(_empty, ranges))


def _empty(part: Plain) -> bool:
    low, high = part.get("at-least", 0), part["below"]
    return isinstance(low, int) and isinstance(high, int) and low >= high


@given(drawn=packs_and_documents())
def test_the_schema_accepts_what_the_reader_accepts(drawn: tuple[Plain, Any, bool], folder: Path) -> None:
    """Of any document, schema and reader think alike, but for what no schema can see."""
    pack, document, meant = drawn
    assume(not beyond(document))
    linked = model(pack)
    schema = system_schema(linked)
    expected = accepted(linked, document, folder)
    assert expected or not meant, "a document that is not spoilt is one that can be read"
    assert expected == Draft202012Validator(schema).is_valid(document)
    assert expected == Draft7Validator(schema).is_valid(document), "an editor that knows draft 7 only"


WHOLE: Plain = {"format": "surveymodel-system/1", "id": "shop", "answers": {}}
PART: Plain = {"components": {"web": {"answers": {}}}}


def said(**beside: Any) -> Plain:
    """Return a document whose answer has something beside it."""
    return {"answers": {"reach": {"answer": "staff", **beside}}}


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        (True, {}),
        (False, {"format": "surveymodel-system/2"}),
        (False, {"id": "Shop"}),
        (False, {"id": "unknown"}),
        (False, {"id": "shop\n"}),
        (True, {"id": "a" * 80}),
        (False, {"id": "a" * 81}),
        (True, {"pack": "tiny"}),
        (False, {"pack": "core"}),
        (True, {"title": "x" * 300}),
        (False, {"title": "x" * 301}),
        (True, {"title": "😀" * 300}),
        (True, {"title": "a\n"}),
        (False, {"title": "a\nb"}),
        (False, {"title": "a\x85"}),
        (False, {"title": "\uffff"}),
        (False, {"title": None}),
        (False, {"titel": "a"}),
        (False, {"answers": []}),
        (True, {"answers": {"reach": "staff"}}),
        (True, {"answers": {"reach": "unknown"}}),
        (False, {"answers": {"reach": "stafff"}}),
        (False, {"answers": {"reech": "staff"}}),
        (False, {"answers": {"reach": ["staff"]}}),
        (False, {"answers": {"reach": 1}}),
        (False, {"answers": {"reach": None}}),
        (False, {"answers": {"reach": {}}}),
        (True, {"answers": {"features": []}}),
        (True, {"answers": {"features": ["uploads", "payments"]}}),
        (False, {"answers": {"features": ["uploads", "uploads"]}}),
        (False, {"answers": {"features": ["uplaods"]}}),
        (False, {"answers": {"features": ["unknown"]}}),
        (True, {"answers": {"features": ["read-only"]}}),
        (False, {"answers": {"features": ["read-only", "uploads"]}}),
        (False, {"answers": {"features": "uploads"}}),
        (True, {"answers": {"features": "unknown"}}),
        (True, {"answers": {"people": 0}}),
        (False, {"answers": {"people": -1}}),
        (True, {"answers": {"people": 10**15}}),
        (False, {"answers": {"people": 10**15 + 1}}),
        (False, {"answers": {"people": 1.5}}),
        (False, {"answers": {"people": True}}),
        (False, {"answers": {"people": "5"}}),
        (False, {"answers": {"people": {}}}),
        (True, {"answers": {"people": {"at-least": 0}}}),
        (False, {"answers": {"people": {"below": 0}}}),
        (True, {"answers": {"people": {"below": 1}}}),
        (True, {"answers": {"people": {"at-least": 5, "below": 6}}}),
        (False, {"answers": {"people": {"at-least": 5, "to": 6}}}),
        (False, {"answers": {"reach": {"below": 1}}}),
        (True, {"answers": {"people": {"answer": {"at-least": 5}, "by": "ana"}}}),
        (False, {"answers": {"people": {"answer": {"answer": 5}}}}),
        (True, said()),
        (True, said(by="", on="2026-03-02", evidence="main.tf:12", note="one\ntwo\n")),
        (False, said(by="a\nb")),
        (False, said(by="x" * 301)),
        (True, said(note="x" * 301)),
        (False, said(note="a\u202e")),
        (False, said(on="2026-3-2")),
        (False, said(on="2026-03-02\n")),
        (False, said(on="2026-13-02")),
        (False, said(who="ana")),
        (False, {"answers": {"reach": {"by": "ana"}}}),
        (True, {"answers": {"region": "west", "reach": "staff"}}),
        (True, {"organisation": "firm.yaml"}),
        (False, {"organisation": "firm.yaml", "answers": {"region": "west"}}),
        (False, {"components": {}, "answers": {"region": "west"}}),
        (True, {"answers": {"stack": ["django"]}, **PART}),
        (True, {"components": {"web": {"answers": {"stack": ["django"]}, "title": "Pages"}}}),
        (False, {"components": {"web": {"answers": {"reach": "staff"}}}}),
        (False, {"components": {"web": {}}}),
        (False, {"components": {"web": {"answers": {}, "of": "a"}}}),
        (False, {"components": {"web": {"answers": {}, "title": "a\nb"}}}),
        (False, {"components": {"system": {"answers": {}}}}),
        (False, {"components": {"none": {"answers": {}}}}),
        (False, {"components": ["web"]}),
    ],
)
def test_what_is_accepted(tiny: SurveyModel, folder: Path, expected: bool, change: Plain) -> None:
    """Near each limit there is a document that both accept and one that both refuse."""
    document = {**WHOLE, **change}
    assert expected == Draft202012Validator(system_schema(tiny)).is_valid(document)
    assert expected == Draft7Validator(system_schema(tiny)).is_valid(document)
    assert expected == accepted(tiny, document, folder)


@pytest.mark.parametrize("absent", ["format", "id", "answers"])
def test_what_is_required(tiny: SurveyModel, folder: Path, absent: str) -> None:
    """Without one of these it is no system file."""
    document = {key: value for key, value in WHOLE.items() if key != absent}
    assert not Draft202012Validator(system_schema(tiny)).is_valid(document)
    assert not accepted(tiny, document, folder)


# ---------------------------------------------------------------------------------------------
# What editors make of it


def test_the_schema_is_a_schema(tiny: SurveyModel) -> None:
    """It is valid in the draft that it names, and in draft 7 but for that name."""
    schema = system_schema(tiny)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft7Validator.check_schema({**schema, "$schema": Draft7Validator.META_SCHEMA["$id"]})


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema within a schema."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "contains"):
        yield from parts(schema.get(key))
    for key in ("properties", "$defs"):
        for part in schema.get(key, {}).values():
            yield from parts(part)
    for part in schema.get("anyOf", ()):
        yield from parts(part)


def test_the_schema_uses_what_editors_know(tiny: SurveyModel) -> None:
    """No keyword is younger than draft 7, apart from the name of the definitions."""
    assert set().union(*parts(system_schema(tiny))) <= KEYWORDS
    for part in parts(system_schema(tiny)):
        assert "$ref" not in part or part.keys() == {"$ref"}, "draft 7 reads nothing beside a reference"


def consts(schema: Any) -> list[Any]:
    """Return the words that a schema offers, in order."""
    return [part["const"] for part in parts(schema) if "const" in part]


def test_exactly_the_survey_is_offered(tiny: SurveyModel) -> None:
    """An editor completes the ids of questions and answers, in the survey's order, and no others."""
    properties = system_schema(tiny)["properties"]
    answers = properties["answers"]["properties"]
    assert list(answers) == list(tiny.questions)
    assert consts(answers["reach"]["anyOf"][:-1]) == []
    assert consts({"anyOf": answers["reach"]["anyOf"][:-1]}) == ["internet", "staff", "unknown"]
    assert consts({"anyOf": answers["features"]["anyOf"][:-1]}) == [
        *("payments", "uploads", "read-only"),
        "unknown",
    ]
    assert consts({"anyOf": answers["people"]["anyOf"][:-1]}) == ["unknown"]
    own = properties["components"]["additionalProperties"]["properties"]["answers"]["properties"]
    assert list(own) == ["stack", "sessions"]
    assert consts(properties["format"]) == ["surveymodel-system/1"]
    assert consts(properties["pack"]) == ["tiny"]


def test_what_stands_beside_an_answer_is_offered(tiny: SurveyModel) -> None:
    """Within braces the answers are offered again, and who gave it, when and on what evidence."""
    beside = system_schema(tiny)["properties"]["answers"]["properties"]["reach"]["anyOf"][-1]
    assert list(beside["properties"]) == ["answer", "by", "on", "evidence", "note"]
    assert consts(beside["properties"]["answer"]) == ["internet", "staff", "unknown"]


def test_an_editor_shows_the_words_of_the_survey(tiny: SurveyModel) -> None:
    """Hovering over an id shows the question with its help, or the answer's text."""
    answers = system_schema(tiny)["properties"]["answers"]["properties"]
    assert answers["reach"]["description"] == "Who can reach the system? Look at the firewall."
    shapes = answers["reach"]["anyOf"]
    assert [shape["description"] for shape in shapes[:3]] == ["Everybody", "Our staff", "Nobody knows."]
    assert shapes[-1]["properties"]["answer"]["description"] == "Who can reach the system?"
    several = answers["features"]["anyOf"][0]["items"]["anyOf"]
    assert [shape["description"] for shape in several] == [
        "It takes payments",
        "It takes files",
        "It only shows pages",
    ]
    assert answers["people"]["anyOf"][0]["description"] == "people"
    assert answers["region"]["description"].endswith("Answered in the organisation's file.")


def test_every_part_that_an_editor_shows_is_described(tiny: SurveyModel) -> None:
    """No property comes without words."""
    schema = {**system_schema(tiny), "then": {}}
    for part in parts(schema):
        for name, inner in part.get("properties", {}).items():
            here = schema["$defs"][name] if "$ref" in inner else inner
            assert here.get("description"), name


@pytest.mark.parametrize("name", ["shop", "company"])
def test_the_examples_of_a_pack_are_valid(tiny: SurveyModel, name: str) -> None:
    """Files that people wrote are accepted, a system's and an organisation's."""
    path = PACK / "examples" / f"{name}.yaml"
    found = read(name, path.read_bytes())
    assert list(Draft202012Validator(system_schema(tiny)).iter_errors(found.data)) == []


def test_a_pack_without_questions_has_a_schema() -> None:
    """Nothing can be answered, and the file is still a file."""
    schema = system_schema(model({}))
    document = {"format": "surveymodel-system/1", "id": "a", "answers": {}}
    assert Draft202012Validator(schema).is_valid(document)
    assert not Draft202012Validator(schema).is_valid({**document, "answers": {"q": "a"}})


@pytest.mark.parametrize("named", ["", "/etc/firm.yaml", "firm\u202e.yaml"])
def test_a_file_that_may_not_be_named(tiny: SurveyModel, named: str) -> None:
    """What can be no organisation's file, whatever is there, is marked in the editor."""
    document = {"format": "surveymodel-system/1", "id": "a", "answers": {}, "organisation": named}
    assert not Draft202012Validator(system_schema(tiny)).is_valid(document)
