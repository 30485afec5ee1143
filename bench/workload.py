"""A synthetic pack of the size that a large organisation has, and sheets for it.

150 questions (101 ``one``, 39 ``many``, 10 numbers) with 700 answers, 60 of them asked only
under conditions up to 5 deep; 2,000 rules of 2 to 6 terms; 1,500 countermeasures. Everything
follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from surveymodel.content.nouns import (
    Acceptance,
    Answer,
    Content,
    Countermeasure,
    Pack,
    Question,
    Raise,
    Rule,
    Section,
    Select,
    Threat,
)
from surveymodel.engine.reply import Given

ONE, MANY, NUMBERS = 101, 39, 10
ANSWERS = 700
THRESHOLDS = 19
CONDITIONAL = 60
LEVELS = (90, 16, 13, 14, 10, 7)


def workload(*, rules: int = 2_000, countermeasures: int = 1_500, seed: int = 7) -> Content:
    """Return the synthetic pack; ``rules`` and ``countermeasures`` scale it."""
    chance = random.Random(seed)
    questions = list(_questions(chance))
    threats = tuple(_threat(i, chance) for i in range(countermeasures // 5))
    return Content(
        pack=Pack("surveymodel-pack/1", "workload", "Workload", "1.0.0", "CC0-1.0", (Section("all", "All"),)),
        questions=tuple(questions),
        threats=threats,
        rules=tuple(_rule(i, questions, len(threats), countermeasures, chance) for i in range(rules)),
        countermeasures=tuple(
            _countermeasure(i, len(threats), questions, chance) for i in range(countermeasures)
        ),
    )


def _questions(chance: random.Random) -> Iterator[Question]:
    counts: tuple[tuple[Select, int], ...] = (("one", ONE), ("many", MANY), ("number", NUMBERS))
    kinds = [kind for kind, count in counts for _ in range(count)]
    chance.shuffle(kinds)
    sizes = [ANSWERS // (ONE + MANY)] * (ONE + MANY)
    shapes = iter(sizes)
    made: list[Question] = []
    levels = [level for level, count in enumerate(LEVELS) for _ in range(count)]
    for index, (kind, level) in enumerate(zip(kinds, levels, strict=True)):
        size = next(shapes) if kind != "number" else 0
        answers = tuple(Answer(f"a{i}", f"Answer {i}") for i in range(size))
        when = None
        if level:
            earlier = [q for q, deep in zip(made, levels, strict=False) if deep == level - 1 and q.answers]
            when = " or ".join(
                f"{q.id}.{chance.choice(q.answers).id}" for q in chance.sample(earlier, min(2, len(earlier)))
            )
        question = Question(
            f"q{index}", f"Question {index}?", kind, "Help.", when=when, answers=answers, section="all",
            unit="things" if kind == "number" else None,
        )  # fmt: skip
        made.append(question)
        yield question


def _literal(questions: list[Question], chance: random.Random) -> str:
    numbers = [q for q in questions if q.select == "number"]
    if chance.random() < 0.046:
        return f"{chance.choice(numbers).id} >= {chance.randrange(1, THRESHOLDS + 1) * 50}"
    question = chance.choice([q for q in questions if q.answers])
    literal = f"{question.id}.{chance.choice(question.answers).id}"
    return f"not {literal}" if chance.random() < 0.1 else literal


def _condition(questions: list[Question], chance: random.Random) -> str:
    terms = [_literal(questions, chance) for _ in range(chance.choice((2, 3, 3, 4, 4, 5)))]
    if len(terms) == 2:
        return chance.choice((" and ", " or ")).join(terms)
    middle = len(terms) // 2
    outer, inner = chance.choice(((" and ", " or "), (" or ", " and ")))
    return f"({inner.join(terms[:middle])}){outer}({inner.join(terms[middle:])})"


def _threat(index: int, chance: random.Random) -> Threat:
    return Threat(
        f"t{index}", f"Threat {index}", "Text.", ("tampering",), ("CWE-20",),
        chance.randint(1, 5), chance.randint(1, 5),
    )  # fmt: skip


def _rule(
    index: int, questions: list[Question], threats: int, countermeasures: int, chance: random.Random
) -> Rule:
    when = _condition(questions, chance)
    if index % 2:
        return Rule(f"r{index}", "it is so.", when, raises=(Raise(f"t{chance.randrange(threats)}"),))
    required = (f"c{chance.randrange(countermeasures)}",)
    return Rule(f"r{index}", "it is so.", when, requires=required, priority=chance.randint(1, 25))


def _countermeasure(
    index: int, threats: int, questions: list[Question], chance: random.Random
) -> Countermeasure:
    return Countermeasure(
        f"c{index}", f"Do {index}", "safeguard", "build", "development", "M", "Why.", ("One.", "Two."),
        (Acceptance("Yes.", "test"), Acceptance("Yes.", "test")), "None.", {},
        counters=(f"t{chance.randrange(threats)}",),
        when=_literal(questions, chance) if chance.random() < 0.3 else None,
    )  # fmt: skip


def sheet(content: Content, *, seed: int, share: float = 1.0) -> dict[str, Given]:
    """Return answers to a share of the questions, those that are not asked included."""
    chance = random.Random(seed)
    result: dict[str, Given] = {}
    for question in content.questions:
        if chance.random() < share:
            result[question.id] = _given(question, chance)
    return result


def _given(question: Question, chance: random.Random) -> Given:
    if question.select == "number":
        return chance.randrange(1_000)
    ids = [answer.id for answer in question.answers]
    if question.select == "one":
        return chance.choice(ids)
    return tuple(sorted(id for id in ids if chance.random() < 0.3))
