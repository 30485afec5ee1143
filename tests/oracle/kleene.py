"""Three truth values: true, false and maybe (None), joined as Kleene joins them."""

from collections.abc import Iterable

Kleene = bool | None

WORDS: dict[Kleene, str] = {True: "certain", None: "possible", False: "excluded"}


def negate(value: Kleene) -> Kleene:
    """Maybe stays maybe."""
    return None if value is None else not value


def every(values: Iterable[Kleene]) -> Kleene:
    """And: false if one is false, true if all are true, else maybe."""
    seen = set(values)
    if False in seen:
        return False
    return None if None in seen else True


def some(values: Iterable[Kleene]) -> Kleene:
    """Or: true if one is true, false if all are false, else maybe."""
    seen = set(values)
    if True in seen:
        return True
    return None if None in seen else False
