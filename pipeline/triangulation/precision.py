"""What the words around a number promise: `exact`, `about`, `more than`, `nearly all`.

A number in print agrees with one that was recomputed or stated elsewhere either exactly, at the decimals it is
printed with, or only by the wording. What each word allows stands in params.yaml.
"""

import math

from pipeline.language import rounded
from pipeline.triangulation.settings import Wording

ABOUT = ("approximate", "about", "nearly")
WORDS = ("exact", *ABOUT, "at_least", "at_most", "nearly_all")
PERCENT = "percent"
THIRDS = (33, 67)


def decimals_of(text: str) -> int:
    """Decimals a number is printed with: 1 for `10.5`."""
    return len(text.strip().partition(".")[2])


def agreement(printed: float, decimals: int, word: str, unit: str, actual: float, allowed: Wording) -> str | None:
    """`exact`, `wording`, or None where `actual` is not what was printed."""
    same = rounded(actual, decimals) == printed
    if word == "at_least" and same and actual < printed:
        return "wording"  # 92.9 is "more than 93" only once it is rounded
    if same:
        return "exact"
    if word in ABOUT:
        return "wording" if abs(actual - printed) <= about(printed, unit, allowed) + 1e-9 else None
    if word == "at_least":
        return "wording" if actual >= printed else None
    if word == "at_most":
        return "wording" if actual <= printed else None
    if word == "nearly_all":
        return "wording" if allowed.nearly_all_from <= actual <= 100 else None
    return None


def about(printed: float, unit: str, allowed: Wording) -> float:
    """How far `about` may lie from what was printed: half the step to which such a number is rounded.

    >>> about(75, "percent", Wording()), about(33, "percent", Wording()), about(46, "percent", Wording())
    (2.5, 2.5, 0.5)
    >>> about(40000, "places", Wording())
    500.0
    """
    if unit == PERCENT:
        is_round = printed % allowed.percent_step == 0 or round(printed) in THIRDS
        return allowed.percent_step / 2 if is_round else 0.5
    if printed == 0:
        return 0.0
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(printed))) - allowed.figures + 1)
