"""Differences of an indicator between the groups of a breakdown: exact tests of all pairs, corrected for their number.

Fisher's exact test; Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
Statistics, 6(2), 65-70.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.triangulation.evaluation import DifferenceTie


def corrected_p(gap: DifferenceTie, indicators: pd.DataFrame) -> float:
    """Holm's p of the pair over all pairs of groups of the breakdown that may be printed; 1 where it may not."""
    from scipy.stats import fisher_exact

    own = indicators[(indicators["indicator"] == gap.indicator) & (indicators["breakdown"] == gap.breakdown)]
    own = own[~own["suppressed"].astype(bool)]
    counts = {str(row.group): (row.numerator, row.denominator - row.numerator) for row in own.itertuples()}
    pairs = list(combinations(sorted(counts), 2))
    if tuple(sorted((gap.higher, gap.lower))) not in pairs:
        return 1.0
    raw = np.array([fisher_exact([counts[one], counts[other]])[1] for one, other in pairs])
    return float(holm(raw)[pairs.index(tuple(sorted((gap.higher, gap.lower))))])  # type: ignore[arg-type]


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's corrected p values, in the order given.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(stepped)
    corrected[order] = np.minimum(stepped, 1)
    return corrected
