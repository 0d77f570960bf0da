"""Probabilities on which readings rest.

Jeffreys: with `k` of `n`, the share has the Beta distribution (1/2 + k, 1/2 + n - k); counts may be fractions
(effective bases, notes spread over sides). Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a
binomial proportion. Statistical Science, 16(2), 101-133.
"""

import math

from scipy.special import betainc, ndtr, stdtr


def share_over(threshold: float, k: float, n: float) -> float:
    """Pr(share > threshold), 0 to 1, after `k` of `n`."""
    return 1 - float(betainc(0.5 + k, 0.5 + n - k, threshold))


def share_within(low: float, high: float, k: float, n: float) -> float:
    """Pr(low <= share <= high)."""
    return max(0.0, share_over(low, k, n) - share_over(high, k, n))


def mean_over(threshold: float, mean: float, error: float, n: float) -> float:
    """Pr(mean > threshold) by Student's t with n - 1 degrees of freedom; `error` is the standard error of the mean."""
    if error == 0:
        return 0.5 if mean == threshold else float(mean > threshold)
    return float(stdtr(n - 1, (mean - threshold) / error))


def difference(p1: float, n1: float, p2: float, n2: float) -> tuple[float, float]:
    """Difference of two shares and its standard error, one success and one failure added to each group.

    Agresti, A., & Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences of
    proportions result from adding two successes and two failures. The American Statistician, 54(4), 280-288.
    """
    q1, q2 = (p1 * n1 + 1) / (n1 + 2), (p2 * n2 + 1) / (n2 + 2)
    return q1 - q2, math.sqrt(q1 * (1 - q1) / (n1 + 2) + q2 * (1 - q2) / (n2 + 2))


def normal_over(threshold: float, mean: float, error: float) -> float:
    """Pr(value > threshold) for a normal estimate with this mean and standard error."""
    return float(ndtr((mean - threshold) / error))
