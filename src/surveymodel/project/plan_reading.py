"""Plan files read: the plain data of one goes in, what became of each task comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args

from surveymodel.engine.reply import given_data, id_fault
from surveymodel.engine.sheet import Component, System
from surveymodel.project.plan_file import FORMAT, Accepted, Kept, Pin, PlanFile
from surveymodel.project.standing import NO_DAY, STATUSES, VERIFICATIONS, Event, Moved, Standing

__all__ = ["plan_file"]

T = TypeVar("T")


def plan_file(data: Any) -> PlanFile:
    """Return what plain data says that its schema allows.

    Raises ``KeyError``, ``TypeError``, ``ValueError`` or an error of an answer where the schema does not.
    """
    rest = _only(data, "format", "system", "pack", "answers", "tasks", "accepted")
    if rest["format"] != FORMAT:
        raise ValueError(rest["format"])
    tasks = {_id(id): _kept(entry) for id, entry in _mapping(rest["tasks"]).items()}
    accepted = tuple(_accepted(entry) for entry in _sequence(rest.get("accepted", [])))
    system = _id(rest["system"])
    return PlanFile(system, _pin(rest["pack"]), _answers(system, rest["answers"]), tasks, accepted)


def _pin(data: Any) -> Pin:
    own = _only(data, "id", "version", "digest")
    return Pin(_id(own["id"]), _version(own["version"]), _of(_DIGEST, own["digest"]))


def _accepted(data: Any) -> Accepted:
    own = _only(data, "on", "version", "by", "note")
    return Accepted(
        _of(_DATE, own["on"]), _version(own["version"]), _said(own, "by", _LINE), _said(own, "note", _NOTE)
    )


def _answers(id: str, data: Any) -> System:
    own = _only(data, "organisation", "system", "components")
    above = own.get("organisation")
    parts = _mapping(own.get("components", {}))
    return System(
        id=id,
        answers=_sheet(own.get("system", {})),
        organisation=None if above is None else System(id="organisation", answers=_sheet(above)),
        components={name: Component(_sheet(answers)) for name, answers in parts.items()},
    )


def _sheet(data: Any) -> dict[str, Any]:
    return {_id(question): given for question, given in _mapping(data).items()}


_STANDING: Final = ("status", "verification", "history", "left", "due")


def _kept(data: Any) -> Kept:
    own = _only(data, "title", "text", "priority", "rules", "components", *_STANDING)
    priority = own.get("priority", 0)
    low, high = priority if isinstance(priority, list) else (priority, priority)
    parts = _mapping(own.get("components", {}))
    places: dict[str | None, Standing] = {_id(name): _standing(part) for name, part in parts.items()}
    whole = {key: own[key] for key in _STANDING if key in own}
    if whole or not parts:
        places[None] = _standing(whole)
    return Kept(
        _of(_LINE, own["title"]),
        _of(_TEXT, own["text"]),
        (_risk(low), _risk(high)),
        tuple(_id(rule) for rule in _sequence(own.get("rules", []))),
        places,
    )


def _standing(data: Any) -> Standing:
    own = _only(data, *_STANDING)
    return Standing(
        _one_of(STATUSES, own.get("status", "to-do")),
        _one_of(VERIFICATIONS, own.get("verification", "none")),
        tuple(_event(event) for event in _sequence(own.get("history", []))),
        _said(own, "left", _DATE),
        _said(own, "due", _DATE),
    )


_EVENT: Final = (
    "on", "by", "status", "verification", "moved", "note", "evidence", "text", "until", "due", "answers",
)  # fmt: skip


def _event(data: Any) -> Event:
    own = _only(data, *_EVENT)
    status, verification, moved = own.get("status"), own.get("verification"), own.get("moved")
    answers = _sheet(own.get("answers", {}))
    return Event(
        _of(_DATE, own["on"]),
        _said(own, "by", _LINE),
        None if "status" not in own else _one_of(STATUSES, status),
        None if "verification" not in own else _one_of(VERIFICATIONS, verification),
        None if "moved" not in own else _one_of(get_args(Moved), moved),
        note=_said(own, "note", _NOTE),
        evidence=_said(own, "evidence", _LINE),
        text=_said(own, "text", _TEXT),
        until=_said(own, "until", _DATE),
        due=_said(own, "due", _DUE),
        answers={
            question: given_data(given.answer) for question, given in Component(answers).answers.items()
        },
    )


# What the schema says of texts.
_DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_DUE: Final = re.compile(f"{_DATE.pattern}|{NO_DAY}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TEXT: Final = re.compile(r"[0-9a-f]{12}")
_LINE: Final = re.compile(r"(?=.{1,300}\Z)\S(?:[^\n]*\S)?\s*", re.DOTALL)
_NOTE: Final = re.compile(r"(?=.*\S).{1,20000}", re.DOTALL)
_VERSION: Final = re.compile(r".+", re.DOTALL)


def _only(data: Any, *names: str) -> dict[str, Any]:
    own = _mapping(data)
    if unknown := own.keys() - set(names):
        raise KeyError(*unknown)
    return own


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(type(value).__name__)
    return value


def _sequence(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(type(value).__name__)
    return value


def _id(value: Any) -> str:
    if fault := id_fault(value):
        raise ValueError(fault)
    return str(value)


def _version(value: Any) -> str:
    return _of(_VERSION, value)


def _of(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _risk(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 25:
        raise ValueError(value)
    return value


def _said(own: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str | None:
    return None if name not in own else _of(pattern, own[name])


def _one_of(known: tuple[T, ...], value: Any) -> T:
    return known[known.index(value)]
