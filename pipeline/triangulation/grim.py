"""The GRIM test: could any whole number of respondents give this percentage?

Brown, N. J. L., & Heathers, J. A. J. (2017). The GRIM test: a simple technique detects numerous anomalies in the
reporting of results in psychology. Social Psychological and Personality Science, 8(4), 363-369.
"""

import math


def possible(value: float, decimals: int, base: int, scale: float = 100) -> bool:
    """Whether a count over `base`, times `scale`, rounds to `value` at `decimals` decimals.

    `scale` is 100 for a percentage and 1 for a mean of whole numbers. An exact half may have been rounded either way.
    """
    half = 0.5 * 10**-decimals
    slack = 1e-9 * scale
    lowest = math.ceil((value - half - slack) * base / scale)
    highest = math.floor((value + half + slack) * base / scale)
    return lowest <= highest


def fitting_bases(value: float, decimals: int, stated: int, smallest: int) -> list[int]:
    """The bases below `stated`, down to `smallest`, that could give the percentage; largest first."""
    return [base for base in range(stated - 1, max(smallest, 1) - 1, -1) if possible(value, decimals, base)]
