"""Which pack a system is seen by whose plan was accepted by one version of it."""

from __future__ import annotations

from pathlib import Path

import click

from surveymodel.engine.load import built_in, load
from surveymodel.engine.model import SurveyModel
from surveymodel.errors import SurveyModelError, printable
from surveymodel.project.pinned import PACKS, VARIABLE, bundle_name, folders_for, pinned
from surveymodel.project.plan_file import Pin

__all__ = ["model_of"]


def model_of(pin: Pin, system: Path) -> SurveyModel:
    """Return the version of a pack that a plan was accepted by, or the library's where that is not at hand.

    Standard error says where it is not. Raises :class:`~surveymodel.errors.SurveyModelError` where the library has
    no such pack at all.
    """
    own = load(pin.id) if pin.id in built_in() else None
    if own is not None and own.digest == pin.digest:
        return own
    found = pinned(pin, folders_for(system))
    if found is not None:
        return found
    keep = f"its bundle {bundle_name(pin)} in a folder {PACKS!r} beside the file, or in one that {VARIABLE} names"
    if own is None:
        raise SurveyModelError(f"{system}: its plan is by {pin}: give that pack with --pack, or keep {keep}")
    click.echo(
        printable(f"{system}: its plan is by {pin}, which is not at hand; this is by {Pin.of(own)}."),
        err=True,
    )
    click.echo(f"'surveymodel update' says what that changes. To see it as it was, keep {keep}.", err=True)
    return own
