"""The condition language: what it reads, how it prints, what it says of mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveymodel.condition import (
    RESERVED,
    And,
    Comparison,
    Condition,
    Member,
    Name,
    Not,
    Or,
    leaves,
    parse,
)
from surveymodel.errors import ConditionSyntaxError

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a", A),
        ("card-entry", Name("card-entry")),
        ("card-entry.own-form", Member("card-entry", "own-form")),
        ("features.none", Member("features", "none")),
        ("n <= 12", Comparison("n", "<=", 12)),
        ("n<0", Comparison("n", "<", 0)),
        ("n == limit", Comparison("n", "==", "limit")),
        ("n != 1000000000000000", Comparison("n", "!=", 10**15)),
        ("n > 1 and n >= 2", And((Comparison("n", ">", 1), Comparison("n", ">=", 2)))),
        ("not a", Not(A)),
        ("not not a", Not(Not(A))),
        ("not n < 5", Not(Comparison("n", "<", 5))),
        ("not a and b", And((Not(A), B))),
        ("a and b and c", And((A, B, C))),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("a and (b and c)", And((A, And((B, C))))),
        ("((a))", A),
        ("  a\n\tor\n b ", Or((A, B))),
        ("not(a)or(b)", Or((Not(A), B))),
        ("android or nothing or ora", Or((Name("android"), Name("nothing"), Name("ora")))),
    ],
)
def test_reads(source: str, tree: Condition) -> None:
    """Comparisons bind tightest, then not, and, or; parentheses and white space are free."""
    assert tree == parse(source)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("( a )or((b and c))", "a or b and c"),
        ("(a or b)and not(c)", "(a or b) and not c"),
        ("not (a and b)", "not (a and b)"),
        ("a and (b and c)", "a and (b and c)"),
        ("(a or b) or c", "(a or b) or c"),
        ("not n>=limit", "not n >= limit"),
        ("q.x", "q.x"),
    ],
)
def test_prints_with_no_more_parentheses_than_it_needs(source: str, printed: str) -> None:
    """A condition prints as one writes it, and what it prints reads as the same."""
    assert printed == str(parse(source))
    assert parse(source) == parse(printed)


_words = st.sampled_from(["a", "b-c", "q1", "features", "x-2-y"])
_leaves = st.one_of(
    st.builds(Name, _words),
    st.builds(Member, _words, st.sampled_from(["a", "none", "own-form"])),
    st.builds(
        Comparison,
        _words,
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.integers(0, 10**15) | _words,
    ),
)


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    terms = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(And, terms), st.builds(Or, terms))


_trees: st.SearchStrategy[Condition] = st.recursive(_leaves, _joined, max_leaves=12)


@given(_trees)
def test_what_is_printed_reads_as_the_same(tree: Condition) -> None:
    """Law: parse(str(c)) == c."""
    assert tree == parse(str(tree))


def test_leaves_come_from_left_to_right() -> None:
    """Names, members and comparisons come in the order in which they are written, with their spans."""
    found = list(leaves(parse("a and not (q.x or n < 5) or b")))
    assert [A, Member("q", "x"), Comparison("n", "<", 5), B] == found
    assert [(0, 1), (11, 14), (18, 23), (28, 29)] == [leaf.span for leaf in found]


NAMES = "names are lower-case words joined by hyphens, as question.answer"


@pytest.mark.parametrize(
    ("source", "message", "rest"),
    [
        ("", "the condition ends where a name is expected", ""),
        ("   ", "the condition ends where a name is expected", ""),
        ("a and", "the condition ends where a name is expected", ""),
        ("not", "the condition ends where a name is expected", ""),
        ("and b", "expected a name, not 'and'", "and b"),
        ("a or or b", "expected a name, not 'or'", "or b"),
        ("()", "expected a name, not ')'", ")"),
        ("12", "expected a name, not '12'", "12"),
        ("< 5", "expected a name, not '<'", "< 5"),
        ("(a or b", "this parenthesis is never closed", "(a or b"),
        ("a)", "this parenthesis was never opened", ")"),
        ("a b", "expected 'and' or 'or' before 'b'", "b"),
        ("a (b)", "expected 'and' or 'or' before '('", "(b)"),
        ("a not b", "expected 'and' or 'or' before 'not'", "not b"),
        ("n < 5 < 6", "expected 'and' or 'or' before '<'", "< 6"),
        ("n <", "expected a whole number or a value to compare with", ""),
        ("n < q.x", "expected a whole number or a value to compare with", "q.x"),
        ("n < (5)", "expected a whole number or a value to compare with", "(5)"),
        ("q.x < 5", "only a number question can be compared", "q.x < 5"),
        ("none < 5", "only a number question can be compared", "none < 5"),
        ("n < unknown", "'unknown' is a word of the language, not a value", "unknown"),
        ("n < 1000000000000001", "numbers are at most 1000000000000000", "1000000000000001"),
        ("n < " + "9" * 5000, "numbers are at most 1000000000000000", "9" * 5000),
        ("true", "'true' uses a word of the language as a name", "true"),
        ("q.yes", "'q.yes' uses a word of the language as a name", "q.yes"),
        ("none.x", "'none.x' uses a word of the language as a name", "none.x"),
        ("a = b", "cannot read '=': write '==' to compare", "= b"),
        ("a && b", "cannot read '&&': write 'and'", "&& b"),
        ("a || b", "cannot read '||': write 'or'", "|| b"),
        ("!a", "cannot read '!': write 'not'", "!a"),
        ("Card-Entry", f"cannot read 'Card-Entry': {NAMES}", "Card-Entry"),
        ("a.b.c", f"cannot read 'a.b.c': {NAMES}", "a.b.c"),
        ("a-", f"cannot read 'a-': {NAMES}", "a-"),
        ("a.", f"cannot read 'a.': {NAMES}", "a."),
        ("n < -5", f"cannot read '-5': {NAMES}", "-5"),
        ("n < 1.5", f"cannot read '1.5': {NAMES}", "1.5"),
        ("n < 05", f"cannot read '05': {NAMES}", "05"),
        ("n < 5000x", f"cannot read '5000x': {NAMES}", "5000x"),
        ("naïve", f"cannot read 'naïve': {NAMES}", "naïve"),
        ("a\x00", f"cannot read '\\x00': {NAMES}", "\x00"),
        ("f(x)", "expected 'and' or 'or' before '('", "(x)"),
        ("X" * 50, f"cannot read '{'X' * 40}': {NAMES}", "X" * 50),
    ],
)
def test_mistakes(source: str, message: str, rest: str) -> None:
    """Each mistake has one message, and its span begins where the rest begins that cannot be read."""
    with pytest.raises(ConditionSyntaxError) as caught:
        parse(source)
    assert message == caught.value.message
    assert source == caught.value.source
    assert len(source) - len(rest) == caught.value.span[0]


@pytest.mark.parametrize("word", sorted(RESERVED - {"and", "or", "not"}))
def test_reserved_words_are_no_names(word: str) -> None:
    """A word of the language is neither a fact, nor a question, nor an answer but 'none'."""
    for source in (word, f"{word}.x", *(() if word == "none" else (f"x.{word}",))):
        with pytest.raises(ConditionSyntaxError, match="uses a word of the language as a name"):
            parse(source)


@pytest.mark.parametrize("opening", ["(", "not ", "not ("])
def test_nesting_ends_at_fifty(opening: str) -> None:
    """Fifty levels are read; the fifty-first is refused where it begins."""
    levels = opening.count("(") + opening.count("not")
    fits = 50 // levels
    parse(opening * fits + "a" + ")" * (opening.count("(") * fits))
    deep = opening * (fits + 1) + "a" + ")" * (opening.count("(") * (fits + 1))
    with pytest.raises(ConditionSyntaxError) as caught:
        parse(deep)
    assert caught.value.message == "nested more than 50 deep"
    assert fits * len(opening) == caught.value.span[0]


def test_long_conditions_are_read_and_longer_ones_refused() -> None:
    """Twenty thousand characters are read, without recursion over the terms; one more is not."""
    longest = " or ".join(["abcde"] * 2222).ljust(20_000)
    assert len(list(leaves(parse(longest)))) == 2222
    with pytest.raises(ConditionSyntaxError) as caught:
        parse(longest + " ")
    assert caught.value.message == "longer than 20000 characters"
    assert caught.value.span == (20_000, 20_001)
