"""What a content team imports in its own tests.

Cases need nothing of it: wherever the library is installed, pytest runs the ``rules/*.test.yaml``
of a pack by itself. :func:`suite` reads a pack with its cases for other tests of them, :func:`diff`
compares two versions of one, :func:`mutate` says which small changes of one its cases notice, and the rest are strategies for `Hypothesis <https://hypothesis.readthedocs.io>`_, which
``pip install 'surveymodel[testing]'`` brings.
"""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveymodel.authoring.cases import Case
from surveymodel.authoring.changes.compare import compare
from surveymodel.authoring.changes.nouns import Change, Diff, Shift
from surveymodel.authoring.coverage import Coverage
from surveymodel.authoring.mutation import mutate as mutation
from surveymodel.authoring.mutation.outcomes import Mutated
from surveymodel.authoring.properties import Property
from surveymodel.authoring.revision import read_version
from surveymodel.authoring.run import Result, Unmet
from surveymodel.authoring.suite import Suite, read_suite
from surveymodel.authoring.verdicts import Verdict
from surveymodel.content.nouns import Content
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.sheet import System

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "Case",
    "Change",
    "Coverage",
    "Diff",
    "Mutated",
    "Property",
    "Result",
    "Shift",
    "Suite",
    "Unmet",
    "Verdict",
    "conditions",
    "diff",
    "mutate",
    "pack_files",
    "packs",
    "sheets",
    "suite",
    "systems",
]


def suite(pack: str | PathLike[str]) -> Suite:
    """Return a pack's folder with its cases and properties, their results and what they cover.

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack at once.
    """
    return read_suite(Path(pack))


def diff(
    old: str | PathLike[str], new: str | PathLike[str], *, pack: str | PathLike[str] | None = None
) -> Diff:
    """Return what changed between two versions of a pack, in words and in meaning.

    A version is a folder, a bundle, a built-in pack's id or a revision of git: ``v1.2.0:pack``, or
    ``v1.2.0`` alone of the folder ``pack``. ::

        def test_nothing_is_weakened():
            assert not diff("v1.2.0:pack", "pack").has("weakened")

    Raises :class:`~surveymodel.errors.ContentError` with every fault of a version and
    :class:`~surveymodel.errors.SurveyModelError` where there is none.
    """
    folder = None if pack is None else str(pack)
    return compare(read_version(str(old), folder), read_version(str(new), folder))


def mutate(pack: str | PathLike[str]) -> Mutated:
    """Return every small change of a pack's folder, and whether its cases and properties notice it. ::

        def test_nearly_every_mistake_is_noticed():
            assert mutate("pack").percent >= 95

    Raises :class:`~surveymodel.errors.ContentError` with every fault of the pack at once.
    """
    return mutation.mutate(suite(pack))


# ---------------------------------------------------------------------------------------------
# Strategies


def sheets(
    model: SurveyModel, *, complete: bool = False, layers: Collection[str] = ("system", "component")
) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for answer sheets: question id to an answer, as :class:`~surveymodel.System` takes them.

    An answer is an id, a list of ids, a number or an interval at and around the thresholds of the
    pack, or ``"unknown"``. Only questions that are asked in some completion have answers, and
    answers that stand alone do. Sheets shrink towards few answers, and each answer towards the
    first of the survey.

    With ``complete``, every question is answered that is asked and that no implication closes,
    exactly. ``layers`` says whose questions are answered: ``organisation``, ``system``,
    ``component``; an organisation's are no part of a system's own sheet. ::

        @given(sheets(model))
        def test_it_is_resolved(sheet):
            resolve(model, System(answers=sheet))
    """
    _hypothesis()
    from surveymodel.authoring.strategies import answers

    return answers.sheets(model, complete=complete, layers=layers)


def systems(model: SurveyModel, *, complete: bool = False, components: int = 3) -> SearchStrategy[System]:
    """Return a strategy for systems: with an organisation, and up to ``components`` components.

    Answers are those of :func:`sheets`, each in a layer that may have it; a system that is not
    complete may answer for its components what one of them answers otherwise, or is not asked.
    With ``complete``, nothing that follows from a
    system is left possible. ::

        @given(systems(model, complete=True))
        def test_nothing_is_possible(system):
            assert not resolve(model, system).truths("task", "possible")
    """
    _hypothesis()
    from surveymodel.authoring.strategies import answers

    return answers.systems(model, complete=complete, components=components)


def conditions(model: SurveyModel) -> SearchStrategy[str]:
    """Return a strategy for conditions over the names of a model, as text.

    Each parses, and could stand in the pack after ``when``; numbers are compared with those that
    the pack compares them with. ::

        @given(conditions(model))
        def test_it_reads_back(source):
            assert parse(str(parse(source))) == parse(source)
    """
    _hypothesis()
    from surveymodel.authoring.strategies import conditions as module

    return module.conditions(model)


def packs(*, layers: bool = False) -> SearchStrategy[Content]:
    """Return a strategy for small packs as content that can be linked.

    A pack has two to six questions, facts, values and perhaps a scale, and rules, threats,
    countermeasures, guides and a standard over them. With ``layers``, questions are of
    organisations and components too. ::

        @given(packs())
        def test_it_links(content):
            assert link(content).truths
    """
    _hypothesis()
    from surveymodel.authoring.strategies import filling
    from surveymodel.authoring.strategies import packs as module

    return module.packs(layers=layers).map(filling.content)


def pack_files(*, layers: bool = False) -> SearchStrategy[dict[str, str]]:
    """Return a strategy for small packs as files: their names within the pack's folder, and their texts.

    They are the packs of :func:`packs`, and load without an error or a warning. ::

        @given(pack_files())
        def test_my_tool_reads_them(files):
            my_tool(files)
    """
    _hypothesis()
    from surveymodel.authoring.strategies import filling
    from surveymodel.authoring.strategies import packs as module

    return module.packs(layers=layers).map(filling.files)


def _hypothesis() -> None:
    """Raise ImportError where Hypothesis is not installed, saying how to install it."""
    try:
        import hypothesis  # noqa: F401
    except ImportError:
        message = "strategies need Hypothesis: pip install 'surveymodel[testing]'"
        raise ImportError(message) from None
