"""Laws of mutants: what is said of each is what happens where the pack itself is changed so and linked anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveymodel import System, resolve, walk
from surveymodel.authoring.cases import Case, Expectation
from surveymodel.authoring.mutation.mutants import Mutant
from surveymodel.authoring.mutation.mutate import mutate
from surveymodel.authoring.run import run_cases
from surveymodel.authoring.suite import suite_of
from surveymodel.condition import Condition
from surveymodel.content.nouns import Content
from surveymodel.engine.link import link
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import Component
from surveymodel.errors import Location
from tests import oracle
from tests.packs import Plain, draft
from tests.solving import by_solver_alone
from tests.strategies import packs, systems

# ---------------------------------------------------------------------------------------------
# A pack changed for itself


def changed(content: Content, mutant: Mutant) -> Content:
    """Return a pack in which a mutant has been written down."""
    kind, _, id = mutant.of.partition(":")
    return _WRITTEN[kind](content, id, mutant.becomes)


def _text(becomes: Condition | bool) -> str | None:
    return None if isinstance(becomes, bool) else str(becomes)


def _each(nouns: tuple[Any, ...], id: str, change: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple(change(noun) if noun.id == id else noun for noun in nouns)


def _whens(field: str) -> Callable[[Content, str, Condition | bool], Content]:
    """Return how the condition of an entry of one kind is changed."""

    def write(content: Content, id: str, becomes: Condition | bool) -> Content:
        nouns: Any = {
            field: _each(getattr(content, field), id, lambda noun: evolve(noun, when=_text(becomes)))
        }
        return evolve(content, **nouns)

    return write


def _rule(content: Content, id: str, becomes: Condition | bool) -> Content:
    if becomes is False:
        return evolve(content, rules=tuple(rule for rule in content.rules if rule.id != id))
    return _whens("rules")(content, id, becomes)


def _fact(content: Content, id: str, becomes: Condition | bool) -> Content:
    scale, _, level = id.partition(".")
    if not level:
        return _whens("facts")(content, id, becomes)
    noun = next(noun for noun in content.scales if noun.id == scale)
    levels = _each(noun.levels, level, lambda one: evolve(one, when=_text(becomes)))
    return evolve(content, scales=_each(content.scales, scale, lambda noun: evolve(noun, levels=levels)))


def _mapping(content: Content, id: str, becomes: Condition | bool) -> Content:
    task, standard, control = id.split("/", 2)

    def change(noun: Any) -> Any:
        mapped = noun.satisfies[standard]
        new = {**mapped, control: evolve(mapped[control], when=_text(becomes))}
        return evolve(noun, satisfies={**noun.satisfies, standard: new})

    return evolve(content, countermeasures=_each(content.countermeasures, task, change))


def _reading(content: Content, id: str, becomes: Condition | bool) -> Content:
    standard, _, name = id.partition("/")

    def read(noun: Any, field: str) -> Any:
        found = getattr(noun, field)
        return {**found, name: evolve(found[name], when=_text(becomes))} if name in found else found

    return evolve(
        content,
        interpretations=tuple(
            evolve(one, groups=read(one, "groups"), controls=read(one, "controls"))
            if one.standard == standard
            else one
            for one in content.interpretations
        ),
    )


def _edge(
    nouns: str, field: str, key: Callable[[Any], str]
) -> Callable[[Content, str, Condition | bool], Content]:
    """Return how something is left out of a list of an entry."""

    def write(content: Content, id: str, becomes: Condition | bool) -> Content:
        owner, gone = id.split("/", 1)

        def less(noun: Any) -> Any:
            return evolve(noun, **{field: tuple(one for one in getattr(noun, field) if key(one) != gone)})

        kept: Any = {nouns: _each(getattr(content, nouns), owner, less)}
        return evolve(content, **kept)

    return write


def _implies(content: Content, id: str, becomes: Condition | bool) -> Content:
    owner, gone = id.split("/")
    question, answer = owner.split(".")

    def less(one: Any) -> Any:
        return evolve(one, implies=tuple(name for name in one.implies if name != gone))

    nouns = _each(
        content.questions, question, lambda noun: evolve(noun, answers=_each(noun.answers, answer, less))
    )
    return evolve(content, questions=nouns)


_WRITTEN: dict[str, Callable[[Content, str, Condition | bool], Content]] = {
    "question": _whens("questions"),
    "fact": _fact,
    "rule": _rule,
    "task": _whens("countermeasures"),
    "guide": _whens("guides"),
    "adjustment": _whens("adjustments"),
    "mapping": _mapping,
    "reading": _reading,
    "raises": _edge("rules", "raises", lambda one: one.threat),
    "requires": _edge("rules", "requires", str),
    "counters": _edge("countermeasures", "counters", str),
    "implies": _implies,
}

# ---------------------------------------------------------------------------------------------
# Laws


KINDS = ("question", "answer", "fact", "rule", "threat", "task", "guide", "control")


def case(model: SurveyModel, number: int, drawn: Plain, kinds: list[str]) -> Case:
    """Return a case that expects of a system all that follows for some kinds of truth, and nothing else."""
    system = System(
        answers=drawn["system"],
        organisation=System(answers=drawn["organisation"]),
        components={id: Component(sheet) for id, sheet in drawn["components"].items()},
    )
    here, place = resolve(model, system), Location("cases")
    truths = [truth for truth in model.truths if truth.partition(":")[0] in kinds]
    expected = tuple(
        Expectation(truth, certainty, place)
        for truth in truths
        if (certainty := here.certainty(truth)) != "excluded"
    )
    return Case(
        f"case-{number}", "cases", None, here.system, expected, dict.fromkeys(kinds, place), None, place
    )


@st.composite
def packs_and_systems(draw: st.DrawFn) -> tuple[Plain, list[tuple[Plain, list[str]]]]:
    """Draw a pack whose sheets are few, and systems with kinds of truth that cases say all about."""
    pack = draw(packs(limit=64))
    kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True)
    return pack, draw(st.lists(st.tuples(systems(pack), kinds), max_size=3))


def every_sheet(pack: Plain) -> Iterator[Plain]:
    """Yield every sheet of a pack, with all numbers near those that it compares with."""
    ways = []
    for question in pack["questions"]:
        own = oracle.options(pack, question)
        edges = oracle.thresholds(pack, question["id"]) if question["select"] == "number" else ()
        near = {edge + step for edge in edges for step in (-2, -1, 0, 1, 2) if edge + step >= 0}
        ways.append([*own, *(number for number in sorted(near) if number not in own)])
    ids = [question["id"] for question in pack["questions"]]
    yield from (dict(zip(ids, each, strict=True)) for each in product(*ways))


def whole(linked: SurveyModel, system: System) -> bool:
    """Whether nobody has to answer anything more."""
    seen = walk(linked, system)
    return not seen.open and not seen.conflicts


def differs(before: SurveyModel, after: SurveyModel, sheet: Plain) -> bool:
    """Whether some truth is not as certain in one of two models as in the other.

    Only where nothing is left open in one of them: what is only possible may well be excluded.
    """
    given = System(answers={id: reply for id, reply in sheet.items() if reply != "unknown"})
    if not any(whole(each, given) for each in (before, after)):
        return False
    one, other = (resolve(model, System(answers=sheet)) for model in (before, after))
    now = {truth: other.certainty(truth) for truth in after.truths}
    return any(one.certainty(truth) != now.get(truth, "excluded") for truth in before.truths)


@settings(max_examples=max(1, settings().max_examples // 3))
@given(packs_and_systems(), st.integers(0, 1 << 20))
def test_a_mutant_is_killed_where_a_case_fails_in_the_changed_pack(
    drawn: tuple[Plain, list[tuple[Plain, list[str]]]], chosen: int
) -> None:
    """Of the others, some sheet shows each that survives, and none at all each that changes nothing."""
    pack, wanted = drawn
    suite = suite_of(draft(pack))
    suite = evolve(suite, cases=tuple(case(suite.model, n, *each) for n, each in enumerate(wanted)))
    found = mutate(suite)
    with by_solver_alone():
        again = mutate(suite)
    assert [one.fate for one in again.outcomes] == [one.fate for one in found.outcomes]
    assume(found.outcomes)
    outcome = found.outcomes[chosen % len(found.outcomes)]
    after = link(changed(suite.model.content, outcome.mutant))
    gone = suite.model.truths.keys() - after.truths.keys()
    assert gone <= {outcome.mutant.of}  # a rule that is left out
    lost = any(one.truth in gone for each in suite.cases for one in each.expected)
    assert (outcome.fate == "killed") is (
        lost or not all(r.passed for r in run_cases(after, suite.cases).results)
    )
    if outcome.fate == "survived":
        assert outcome.shows is not None
        shown = System(answers=outcome.shows.sheet)
        assert resolve(suite.model, shown).certainty(outcome.shows.truth) == outcome.shows.before
        now = (
            "excluded"
            if outcome.shows.truth in gone
            else resolve(after, shown).certainty(outcome.shows.truth)
        )
        assert now == outcome.shows.after
    elif outcome.fate == "equivalent":
        assert not any(differs(suite.model, after, sheet) for sheet in every_sheet(pack))


@settings(max_examples=max(1, settings().max_examples // 3))
@given(packs_and_systems(), st.integers(0, 1 << 20))
def test_what_counts_apart_is_seen_where_it_counts_otherwise_in_the_changed_pack(
    drawn: tuple[Plain, list[tuple[Plain, list[str]]]], chosen: int
) -> None:
    """In the system of a case, or with answers that are found; or with none at all."""
    pack, wanted = drawn
    suite = suite_of(draft(pack))
    suite = evolve(suite, cases=tuple(case(suite.model, n, *each) for n, each in enumerate(wanted)))
    marked = [one for one in mutate(suite).beside if one.apart != "counters"]
    assume(marked)
    outcome = marked[chosen % len(marked)]
    after = link(changed(suite.model.content, outcome.mutant))
    names = (
        [name for name in suite.model.marks if name.startswith("applies:")]
        if outcome.apart == "profile"
        else [outcome.mutant.of]
    )

    def counts(model: SurveyModel, system: System) -> list[tuple[int, int]]:
        evaluation = resolve(model, system).evaluation
        return [(evaluation.must(model.marks[name]), evaluation.may(model.marks[name])) for name in names]

    def otherwise(system: System) -> bool:
        return counts(suite.model, system) != counts(after, system)

    assert (outcome.fate == "killed") is any(otherwise(each.system) for each in suite.cases)
    if outcome.fate == "survived":
        assert outcome.shows is not None
        assert otherwise(System(answers=outcome.shows.sheet))
    elif outcome.fate == "equivalent":
        for sheet in every_sheet(pack):
            given = System(answers={id: reply for id, reply in sheet.items() if reply != "unknown"})
            if any(whole(each, given) for each in (suite.model, after)):
                assert not otherwise(System(answers=sheet))
