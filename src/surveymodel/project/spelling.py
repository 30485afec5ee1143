"""Answers as people type them, and as they are read back to them."""

from __future__ import annotations

import re
from typing import Final

from surveymodel.condition import MAX_NUMBER
from surveymodel.content.nouns import Question
from surveymodel.engine.reply import UNKNOWN, Given, Interval
from surveymodel.errors import AnswerError, Diagnostic, Location

__all__ = ["NONE", "parsed", "said", "spoken"]

#: The word for a list in which nothing is ticked.
NONE: Final = "none"

_NUMBER: Final = r"[0-9]+|[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:_[0-9]{3})+|(?: [0-9]{3})+)"
_RANGE: Final = re.compile(rf"(?P<low>{_NUMBER})? *\.\. *(?P<high>{_NUMBER})?")


def parsed(question: Question, text: str) -> Given:
    """Return the answer that a text stands for.

    ``unknown``; an answer's id; of several, ids with commas, in brackets or not, or ``none``; a
    number, its thousands set off or not, or a range such as ``100000..999999`` with both ends in
    it, ``100000..`` or ``..99999``. Raises :class:`~surveymodel.errors.AnswerError` where a number
    is none and where nothing is chosen; whether the question offers an id is seen when it is written.
    """
    text = text.strip()
    if text == UNKNOWN:
        return UNKNOWN
    if question.select == "number":
        return _number(question, text)
    if question.select == "many":
        return _several(question, text)
    return text


def _several(question: Question, text: str) -> Given:
    listed = re.fullmatch(r"\[(.*)\]", text, re.DOTALL)
    ids = [part.strip() for part in (listed[1] if listed else text).split(",") if part.strip()]
    if set(ids) == {NONE} or (listed and not listed[1].strip()):
        return ()
    if not ids:
        raise _refusal(question, f"answers with commas, or {NONE}", text)
    return tuple(sorted(set(ids)))


def _number(question: Question, text: str) -> Given:
    if re.fullmatch(_NUMBER, text):
        return _digits(text)
    found = _RANGE.fullmatch(text)
    if found and (found["low"] or found["high"]):
        low = _digits(found["low"]) if found["low"] else 0
        high = _digits(found["high"]) if found["high"] else None
        if high is None or low <= high:
            return Interval(low, None if high in (None, MAX_NUMBER) else high + 1)
    raise _refusal(question, "a whole number or a range such as 1000..9999", text)


def _refusal(question: Question, wanted: str, text: str) -> AnswerError:
    message = f"{question.id!r} asks for {wanted}, not {text[:40]!r}"
    return AnswerError([Diagnostic(Location(f"answer {question.id!r}"), "SM503", message)])


def _digits(text: str) -> int:
    """Return a number; of one that is too large in any case, its first figures."""
    return int(re.sub(r"[,_ ]", "", text).lstrip("0")[:30] or "0")


def said(given: Given) -> str:
    """Return an answer as one would type it: what :func:`parsed` reads."""
    if isinstance(given, Interval):
        return f"{given.at_least}..{'' if given.below is None else given.below - 1}"
    return ",".join(given) or NONE if isinstance(given, tuple) else str(given)


def spoken(question: Question, given: Given) -> str:
    """Return an answer in the survey's own words."""
    texts = {answer.id: answer.text for answer in question.answers}
    if given == UNKNOWN:
        return "nobody knows"
    if isinstance(given, Interval):
        if given.below is None:
            return f"{given.at_least:,} or more"
        if given.below == given.at_least + 1:
            return f"{given.at_least:,}"
        if not given.at_least:
            return f"at most {given.below - 1:,}"
        return f"{given.at_least:,} to {given.below - 1:,}"
    if isinstance(given, int):
        return f"{given:,}"
    if isinstance(given, tuple):
        offered = [id for id in texts if id in given]
        return "; ".join(texts.get(id, id) for id in dict.fromkeys([*offered, *given])) or "none of these"
    return texts.get(given, given)
