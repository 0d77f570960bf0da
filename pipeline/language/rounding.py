"""The one rounding rule: half away from zero, on the decimal value.

Why not Python's `round`: it takes halves to the even neighbour (62.5 gives 62, 63.5 gives 64), which readers of a
report take for a mistake, and it judges the binary fraction (2.675 is stored as 2.67499..., and gives 2.67). Here a
number is taken for the decimal that people see, so that 62.5 gives 63, 2.675 gives 2.68 and -62.5 gives -63; a share
that misses a half by the noise of binary fractions (23 / 40 * 100 is 57.49999999999999) is that half. What rounds to
nothing is 0, never minus 0.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

NOISE = 9  # decimals past the last one kept beyond which a difference is noise of binary fractions


def rounded(value: float, decimals: int = 0) -> float:
    """`value` to so many decimals, half away from zero. Not a number and the infinities stay what they are.

    >>> rounded(62.5), rounded(-62.5), rounded(2.675, 2), rounded(23 / 40 * 100), rounded(-0.4)
    (63.0, -63.0, 2.68, 58.0, 0.0)
    """
    if not math.isfinite(value):
        return float(value)
    seen = Decimal(repr(round(float(value), decimals + NOISE)))
    unit = Decimal(1).scaleb(-decimals)
    if seen.adjusted() + decimals >= 25:
        return float(value)  # more digits than `decimal` keeps: there is nothing to round
    return float(seen.quantize(unit, rounding=ROUND_HALF_UP)) + 0.0  # (its ROUND_HALF_UP goes away from zero)
