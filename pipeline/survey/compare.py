"""Differences between groups: how large first, then whether chance could have made them.

Only comparisons that the codebook plans (`compare`) are made; the p values are corrected for their number (Holm 1979),
and groups that may not be printed take no part.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from pipeline.survey.indicators import Grouping, Measure

MOST_TABLES = 2_000_000  # as many tables are enumerated for an exact test; beyond, chi-square
COLUMNS = [
    "indicator",
    "breakdown",
    "difference",
    "ci_low",
    "ci_high",
    "highest_group",
    "highest_percent",
    "lowest_group",
    "lowest_percent",
    "cramers_v",
    "base",
    "groups",
    "test",
    "p_value",
    "p_adjusted",
    "comparisons",
    "proposed",
]
LEVEL = 0.05  # of the corrected test, under which a difference is proposed to the chapters


def compared(
    measures: list[Measure], groupings: list[Grouping], hidden: dict[tuple[str, str], np.ndarray]
) -> pd.DataFrame:
    """One row a planned comparison; `hidden` says which groups of (indicator, breakdown) may not be printed.

    proposed: the corrected test says that chance alone would not have made it, so that a chapter should mention it.
    difference: highest minus lowest group, in percentage points, with its interval (Newcombe 1998, method 10) where
    there are two groups; cramers_v: strength over all groups, 0 to 1.
    """
    rows = []
    for measure in measures:
        if not measure.indicator.compare or measure.unit != "percent":
            continue
        for groups in groupings:
            shown = ~hidden[measure.name, groups.name]
            if groups.compare and measure.indicator.variables != [groups.variable] and shown.sum() > 1:
                rows.append(_comparison(measure, groups, shown))
    table = pd.DataFrame(rows, columns=COLUMNS[:-3])
    table["p_adjusted"] = multipletests(table["p_value"], method="holm")[1] if len(table) else []
    table["comparisons"] = len(table)
    table["proposed"] = table["p_adjusted"].astype(float) < LEVEL
    return table


def _comparison(measure: Measure, groups: Grouping, shown: np.ndarray) -> dict:
    inside = ~np.isnan(measure.values) & (groups.of >= 0)
    of, values = groups.of[inside], measure.values[inside]
    base = np.bincount(of, minlength=len(groups.codes))[shown]
    hits = np.bincount(of, weights=values, minlength=len(groups.codes))[shown].round().astype(int)
    codes = np.array(groups.codes)[shown]
    share = hits / base
    high, low = int(np.argmax(share)), int(np.argmin(share))
    interval = (np.nan, np.nan)
    if len(base) == 2:
        interval = confint_proportions_2indep(hits[high], base[high], hits[low], base[low], method="newcomb")
    p_value, test = exact_test(hits, base)
    return {
        "indicator": measure.name,
        "breakdown": groups.name,
        "difference": (share[high] - share[low]) * 100,
        "ci_low": interval[0] * 100,
        "ci_high": interval[1] * 100,
        "highest_group": codes[high],
        "highest_percent": share[high] * 100,
        "lowest_group": codes[low],
        "lowest_percent": share[low] * 100,
        "cramers_v": cramers_v(hits, base),
        "base": int(base.sum()),
        "groups": len(base),
        "test": test,
        "p_value": p_value,
    }


def cramers_v(hits: np.ndarray, base: np.ndarray) -> float:
    """Cramér (1946): sqrt(chi² / n) for a table of two columns; 0 where nobody or everybody is counted."""
    if hits.sum() in (0, base.sum()):
        return 0.0
    chi2 = stats.chi2_contingency(np.stack([hits, base - hits]), correction=False).statistic
    return float(np.sqrt(chi2 / base.sum()))


def exact_test(hits: np.ndarray, base: np.ndarray) -> tuple[float, str]:
    """p value that all groups have one share, and the name of the test.

    Fisher's exact test for two groups, its extension by Freeman & Halton (1951) for more: the probability, with all
    margins fixed, of a table no more probable than the one observed. Where there are too many tables to go through,
    the groups are large and Pearson's chi-square stands in.
    """
    if hits.sum() in (0, base.sum()):
        return 1.0, "none (no variation)"
    if len(base) == 2:
        return float(stats.fisher_exact(np.stack([hits, base - hits], axis=1)).pvalue), "Fisher exact"
    if np.prod(np.sort(base)[:-1] + 1.0) > MOST_TABLES:
        return float(stats.chi2_contingency(np.stack([hits, base - hits]), correction=False).pvalue), "chi-square"
    return freeman_halton(hits, base), "Freeman-Halton exact"


def freeman_halton(hits: np.ndarray, base: np.ndarray) -> float:
    """p value of the table of `hits` of `base`, both (G,), by going through every table with the same margins."""
    total = int(hits.sum())
    order = np.argsort(base, kind="stable")  # the largest group last: its count follows from the others
    hits, base = hits[order], base[order]
    sums, logs = np.zeros(1, dtype=int), np.zeros(1)
    for number, size in enumerate(base[:-1]):
        counts = np.arange(size + 1)
        ways = _log_binomial(size, counts)
        sums, logs = (sums[:, None] + counts).ravel(), (logs[:, None] + ways).ravel()
        rest = int(base[number + 1 :].sum())
        possible = (sums <= total) & (sums + rest >= total)
        sums, logs = sums[possible], logs[possible]
    logs = logs + _log_binomial(base[-1], total - sums)
    logs -= _log_binomial(int(base.sum()), np.array([total]))
    observed = _log_binomial(base, hits).sum() - _log_binomial(int(base.sum()), np.array([total]))[0]
    return float(min(1.0, np.exp(logs[logs <= observed + 1e-7]).sum()))


def _log_binomial(size: ArrayLike, counts: np.ndarray) -> np.ndarray:
    from scipy.special import gammaln

    return gammaln(np.asarray(size) + 1) - gammaln(counts + 1) - gammaln(np.asarray(size) - counts + 1)
