"""The condition language: tokens, grammar, meaning.

A condition says when something holds, over the answers of a survey::

    card-entry.own-form or (features.payments and not card-entry.provider-page)

Text goes in, a tree of six kinds of node comes out; what the names refer to is the linker's
business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from surveymodel.errors import ConditionSyntaxError

__all__ = [
    "And",
    "Comparison",
    "Condition",
    "Leaf",
    "Member",
    "Name",
    "Not",
    "Or",
    "leaves",
    "parse",
]

MAX_DEPTH: Final = 50
MAX_LENGTH: Final = 20_000
MAX_NUMBER: Final = 10**15
RESERVED: Final = frozenset({"and", "or", "not", "none", "unknown", "yes", "no", "true", "false"})

# ---------------------------------------------------------------------------------------------
# Nodes

Span = tuple[int, int]


@frozen
class Name:
    """A fact, or a question (which holds where the question is asked)."""

    id: str
    span: Span = field(default=(0, 0), eq=False, repr=False)

    def __str__(self) -> str:
        return self.id


@frozen
class Member:
    """An answer of a question, a level of a scale, or ``question.none``."""

    owner: str
    id: str
    span: Span = field(default=(0, 0), eq=False, repr=False)

    def __str__(self) -> str:
        return f"{self.owner}.{self.id}"


@frozen
class Comparison:
    """A number question compared with an integer or a value."""

    question: str
    operator: str
    operand: int | str
    span: Span = field(default=(0, 0), eq=False, repr=False)

    def __str__(self) -> str:
        return f"{self.question} {self.operator} {self.operand}"


@frozen
class Not:
    """Holds where its term does not."""

    term: Condition

    def __str__(self) -> str:
        return f"not {_wrap(self.term, And, Or)}"


@frozen
class And:
    """Holds where all of its terms do; there are two or more."""

    terms: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_wrap(term, And, Or) for term in self.terms)


@frozen
class Or:
    """Holds where one of its terms does; there are two or more."""

    terms: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(_wrap(term, Or) for term in self.terms)


Leaf = Name | Member | Comparison
Condition = Leaf | Not | And | Or


def _wrap(term: Condition, *looser: type[Condition]) -> str:
    return f"({term})" if isinstance(term, looser) else str(term)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the names, members and comparisons of a condition, from left to right."""
    stack: list[Condition] = [condition]
    while stack:
        node = stack.pop()
        if isinstance(node, And | Or):
            stack.extend(reversed(node.terms))
        elif isinstance(node, Not):
            stack.append(node.term)
        else:
            yield node


# ---------------------------------------------------------------------------------------------
# Tokens

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<word>[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?(?![\w.-]))"
    r"|(?P<number>(?:0|[1-9][0-9]*)(?![\w.-]))"
    r"|(?P<operator><=|>=|==|!=|<|>)"
    r"|(?P<open>\()"
    r"|(?P<close>\))"
)
_CHUNK = re.compile(r"[^\s()<>=!]+|.", re.DOTALL)


@frozen
class _Token:
    kind: str
    text: str
    span: Span


def _tokens(source: str) -> Iterator[_Token]:
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise _stray(source, place)
        if match.lastgroup != "space":
            kind = match.lastgroup or ""
            word = match[0]
            yield _Token(word if word in ("and", "or", "not") else kind, word, match.span())
        place = match.end()
    yield _Token("end", "", (place, place + 1))


def _stray(source: str, place: int) -> ConditionSyntaxError:
    match = _CHUNK.match(source, place)
    text = match[0] if match else source[place]
    hints = {"=": "write '==' to compare", "&": "write 'and'", "|": "write 'or'", "!": "write 'not'"}
    hint = hints.get(text[0], "names are lower-case words joined by hyphens, as question.answer")
    return ConditionSyntaxError(f"cannot read {text[:40]!r}: {hint}", source, (place, place + len(text)))


# ---------------------------------------------------------------------------------------------
# Grammar


class _Parser:
    """One method for each rule of the grammar; the docstring is the rule."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = list(_tokens(source))
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += 1
        return token

    def fault(self, message: str, token: _Token) -> ConditionSyntaxError:
        return ConditionSyntaxError(message, self.source, token.span)

    def condition(self) -> Condition:
        """condition := either end"""
        result = self.either()
        if self.next.kind == "close":
            raise self.fault("this parenthesis was never opened", self.next)
        if self.next.kind != "end":
            raise self.fault(f"expected 'and' or 'or' before {self.next.text!r}", self.next)
        return result

    def either(self) -> Condition:
        """either := both ('or' both)*"""
        return self.joined("or", self.both, Or)

    def both(self) -> Condition:
        """both := negated ('and' negated)*"""
        return self.joined("and", self.negated, And)

    def joined(
        self, word: str, part: Callable[[], Condition], node: Callable[[tuple[Condition, ...]], Condition]
    ) -> Condition:
        terms = [part()]
        while self.next.kind == word:
            self.take()
            terms.append(part())
        return terms[0] if len(terms) == 1 else node(tuple(terms))

    def negated(self) -> Condition:
        """negated := 'not' negated | '(' either ')' | comparison"""
        token = self.next
        if token.kind not in ("not", "open"):
            return self.comparison()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(f"nested more than {MAX_DEPTH} deep", token)
        self.take()
        result = Not(self.negated()) if token.kind == "not" else self.group(token)
        self.depth -= 1
        return result

    def group(self, opening: _Token) -> Condition:
        result = self.either()
        if self.next.kind != "close":
            raise self.fault("this parenthesis is never closed", opening)
        self.take()
        return result

    def comparison(self) -> Condition:
        """comparison := word [operator (number | word)]"""
        token = self.take()
        if token.kind != "word":
            raise self.fault(_expected(token), token)
        if self.next.kind != "operator":
            return self.name(token)
        operator, operand = self.take(), self.take()
        if operand.kind not in ("number", "word") or "." in operand.text:
            raise self.fault("expected a whole number or a value to compare with", operand)
        if "." in token.text or token.text in RESERVED:
            raise self.fault("only a number question can be compared", token)
        if operand.text in RESERVED:
            raise self.fault(f"{operand.text!r} is a word of the language, not a value", operand)
        number = int(operand.text) if operand.kind == "number" and len(operand.text) < 20 else None
        if operand.kind == "number" and (number is None or number > MAX_NUMBER):
            raise self.fault(f"numbers are at most {MAX_NUMBER}", operand)
        span = (token.span[0], operand.span[1])
        return Comparison(token.text, operator.text, operand.text if number is None else number, span)

    def name(self, token: _Token) -> Condition:
        """name := id ['.' id]"""
        owner, dot, member = token.text.partition(".")
        if owner in RESERVED or member in RESERVED - {"none"}:
            raise self.fault(f"{token.text!r} uses a word of the language as a name", token)
        return Member(owner, member, token.span) if dot else Name(owner, token.span)


def _expected(token: _Token) -> str:
    if token.kind == "end":
        return "the condition ends where a name is expected"
    return f"expected a name, not {token.text!r}"


@lru_cache(maxsize=16_384)
def parse(source: str) -> Condition:
    """Return the tree of a condition.

    ``and`` binds tighter than ``or``, ``not`` tighter than both, comparisons tightest.
    Raises :class:`~surveymodel.errors.ConditionSyntaxError` with the span at fault; sources
    longer than 20,000 characters and nesting deeper than 50 are refused.
    """
    if len(source) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH} characters"
        raise ConditionSyntaxError(message, source, (MAX_LENGTH, MAX_LENGTH + 1))
    return _Parser(source).condition()
