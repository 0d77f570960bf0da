"""Administrative figures: no sampling error; what may be missing gives a range.

Horowitz, J. L., & Manski, C. F. (2000). Nonparametric analysis of randomized experiments with missing covariate and
outcome data. Journal of the American Statistical Association, 95(449), 77-84 (bounds instead of guesses).
"""

import calendar
import math

from pipeline.triangulation.rule.evidence import CountItem
from pipeline.triangulation.rule.reading import Reading, Strength, silent

NOT_DUE = "not yet due"
OPEN = (-math.inf, math.inf)


def span(item: CountItem) -> tuple[float, float]:
    """Least and most that the figure can be once the missing records are in."""
    missing = 1 - item.coverage
    if item.is_share:
        return item.value * item.coverage, item.value * item.coverage + missing
    return item.value, item.value / item.coverage


def count(item: CountItem) -> Reading:
    low, high = span(item)
    least, most = (bound if bound is not None else open_end for bound, open_end in zip(item.ends, OPEN, strict=True))
    reached = least <= low and high <= most
    if not reached and item.due is not None and item.as_of is not None and day(item.due) > day(item.as_of):
        return silent(NOT_DUE)
    if reached:
        return Reading("for", Strength.FIRM)
    if high < least or low > most:
        return Reading("against", Strength.FIRM)
    return Reading("for" if least <= (low + high) / 2 <= most else "against", Strength.UNCLEAR)


def day(date: str) -> tuple[int, int, int]:
    """The last day of a year, month or day written YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [int(part) for part in date.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
