"""A reader of conditions: text in, nested tuples out."""

import re
from functools import cache
from typing import Any

Node = tuple[Any, ...]

ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
TOKEN = re.compile(rf"\s*({ID}(?:\.{ID})?|[0-9]+|<=|>=|==|!=|[<>()])")
COMPARISONS = {"<", "<=", ">", ">=", "==", "!="}


@cache
def parse(text: str) -> Node:
    """Read a condition: ("or", a, b), ("not", a), ("name", n), ("compare", n, op, right)."""
    tokens = tokenize(text)
    node = _either(tokens)
    if tokens:
        raise ValueError(f"{tokens[0]!r} is left over in {text!r}")
    return node


def tokenize(text: str) -> list[str]:
    """Split a condition into its words and signs."""
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"no word begins at {position} in {text!r}")
        tokens.append(match[1])
        position = match.end()
    return tokens


def _either(tokens: list[str]) -> Node:
    """Either: both ("or" both)*."""
    node = _both(tokens)
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        node = ("or", node, _both(tokens))
    return node


def _both(tokens: list[str]) -> Node:
    """Both: part ("and" part)*."""
    node = _part(tokens)
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        node = ("and", node, _part(tokens))
    return node


def _part(tokens: list[str]) -> Node:
    """Part: "not" part | "(" either ")" | name | name comparison (number | value)."""
    token = tokens.pop(0)
    if token == "not":
        return ("not", _part(tokens))
    if token == "(":
        node = _either(tokens)
        if tokens.pop(0) != ")":
            raise ValueError("a parenthesis is not closed")
        return node
    if re.fullmatch(rf"{ID}(?:\.{ID})?", token) is None:
        raise ValueError(f"{token!r} is no name")
    if tokens and tokens[0] in COMPARISONS:
        operator, right = tokens.pop(0), tokens.pop(0)
        return ("compare", token, operator, int(right) if right.isdigit() else right)
    return ("name", token)


def comparisons(node: Node) -> list[Node]:
    """List the comparisons of a condition."""
    if node[0] == "compare":
        return [node]
    return [found for part in node[1:] if isinstance(part, tuple) for found in comparisons(part)]
