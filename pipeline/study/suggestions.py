"""`Did you mean ...?`: the known names nearest to one that is not known."""

from collections.abc import Iterable, Sequence

LIKE = 60  # rapidfuzz WRatio, 0 to 100, from which a name is near enough to be meant


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Up to `most` known names near to `name`, nearest first; none where nothing is near.

    >>> nearest("A3_capcity", ["A3_capacity", "B1_cost"])
    ['A3_capacity']
    """
    from rapidfuzz import fuzz, process  # most runs suggest nothing

    choices = list(dict.fromkeys(known))
    return [
        match for match, *_ in process.extract(str(name), choices, scorer=fuzz.WRatio, limit=most, score_cutoff=LIKE)
    ]


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """`Did you mean 'A3_capacity'?`, or `otherwise` where nothing is near: the `todo` of a StudyError."""
    near = nearest(name, known, most=1)
    return f"Did you mean {near[0]!r}?" if near else otherwise


def first_of(names: Sequence[object], most: int) -> str:
    """`a, b and 3 more`: the first `most` of `names`, and how many are left."""
    return ", ".join(map(str, names[:most])) + (f" and {len(names) - most} more" if len(names) > most else "")


def one_of(known: Iterable[str], name: str = "") -> str:
    """`one of a, b, c`: the nearest to `name`, or the first eight where none is near: `expected` of a StudyError."""
    choices = list(dict.fromkeys(known))
    shown = (nearest(name, choices) if name else []) or choices
    more = ", ..." if len(shown) > 8 else ""
    return f"one of {', '.join(shown[:8])}{more}" if shown else ""
