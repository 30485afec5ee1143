"""A model's program over the bits of encoded sheets: one plane of integers, or two of them.

The operations are those of the single resolution. Where every sheet answers all that it is asked,
``must`` and ``may`` are the same and one plane is enough; the program for one plane says itself in
which lanes that is not so. The program for two planes has each operation twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveymodel.engine.encode import Layout
from surveymodel.engine.model import SurveyModel
from surveymodel.engine.program import AND, FALSE, OR, TRUE, Builder
from surveymodel.engine.slots import Slots, slots

__all__ = ["one_plane", "two_planes"]

#: The inputs before the bits of a row: true and false.
_CONSTANTS = 2


def one_plane(model: SurveyModel, layout: Layout, wanted: Sequence[int]) -> Slots:
    """Return what computes values of a model's program for sheets that leave nothing open.

    The last target has the lanes in which that is not so, and where the others mean nothing: a
    question is asked that is not answered, or not exactly, and that no implication closes. The
    first such question of a lane is found, for whether it is asked rests on earlier ones.
    """
    build = Builder(_CONSTANTS + 8 * layout.size)
    value = _inputs(model, layout)
    for operation, a, b in model.program.steps():
        if operation == AND:
            value.append(build.every((value[a], value[b])))
        elif operation == OR:
            value.append(build.some((value[a], value[b])))
        else:
            value.append(build.negate(value[a]))
    read = set(model.program.slice(wanted).inputs)
    opened = []
    for id, stands in layout.places.items():
        if read.intersection(model.columns[id].places):
            closed = model.marks.get(f"closed:{id}")
            settled = [_CONSTANTS + stands.exact, *([] if closed is None else [value[closed]])]
            asked = value[model.truths[f"question:{id}"]]
            opened.append(build.every((asked, build.negate(build.some(settled)))))
    targets = [*(value[place] for place in wanted), build.some(opened)]
    return slots(build.program(), targets)


def _inputs(model: SurveyModel, layout: Layout) -> list[int]:
    """Return where the inputs of a model's program stand among the bits of a row."""
    value = [TRUE, FALSE, *[FALSE] * (model.program.inputs - 2)]
    for id, place in layout.places.items():
        for input, bit in place.certain.items():
            value[input] = _CONSTANTS + bit
        given = model.columns[id].given
        if given is not None:
            value[given] = _CONSTANTS + place.exact
    return value


def two_planes(model: SurveyModel, layout: Layout, wanted: Sequence[int]) -> Slots:
    """Return what computes values of a model's program for any sheets: all of ``must``, then ``may``."""
    build = Builder(_CONSTANTS + 8 * layout.size)
    must = _inputs(model, layout)
    may = list(must)
    for place in layout.places.values():
        open = build.negate(_CONSTANTS + place.exact)
        for input, bit in place.certain.items():
            reached = place.reached.get(input)
            if reached is None:
                may[input] = build.some((_CONSTANTS + bit, open))
            else:
                may[input] = build.negate(_CONSTANTS + reached)
    for operation, a, b in model.program.steps():
        if operation == AND:
            must.append(build.every((must[a], must[b])))
            may.append(build.every((may[a], may[b])))
        elif operation == OR:
            must.append(build.some((must[a], must[b])))
            may.append(build.some((may[a], may[b])))
        else:
            must.append(build.negate(may[a]))
            may.append(build.negate(must[a]))
    planes = (must, may)
    return slots(build.program(), [plane[place] for plane in planes for place in wanted])
