"""Estimates of shares and means with their intervals, weighted and not."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

CONFIDENCE = 0.95


def share_interval(hits, base) -> tuple[np.ndarray, np.ndarray]:
    """Wilson (1927) score interval of hits / base, in percent; NaN where the base is 0. Both may be fractional."""
    hits, base = np.asarray(hits, dtype=float), np.asarray(base, dtype=float)
    low, high = np.full(hits.shape, np.nan), np.full(hits.shape, np.nan)
    there = base > 0
    if there.any():
        low[there], high[there] = proportion_confint(
            np.clip(hits[there], 0, base[there]), base[there], alpha=1 - CONFIDENCE, method="wilson"
        )
    return low * 100, high * 100


def mean_interval(mean, deviation, base) -> tuple[np.ndarray, np.ndarray]:
    """Student's t interval of a mean; NaN where the base is under 2."""
    mean, deviation, base = (np.asarray(values, dtype=float) for values in (mean, deviation, base))
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stats.t.ppf(0.5 + CONFIDENCE / 2, base - 1) * deviation / np.sqrt(base)
    half = np.where(base >= 2, half, np.nan)
    return mean - half, mean + half


def by_group(values: np.ndarray, weights: np.ndarray, groups: np.ndarray, n_groups: int) -> pd.DataFrame:
    """Sums by group, one row a group.

    values: (N,) 0/1 for a share or numbers for a mean, NaN outside the base; groups: (N,) 0..n_groups-1, -1 for none.
    Columns: base, total (sum of values), mean, deviation, weighted_base, weighted_mean, weighted_deviation,
    design_effect (Kish 1965: n·Σw²/(Σw)²), effective_base (n over it).
    """
    inside = ~np.isnan(values) & (groups >= 0)
    value, weight, group = values[inside], weights[inside], groups[inside]

    def total(amounts: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=amounts, minlength=n_groups)

    base = np.bincount(group, minlength=n_groups).astype(float)
    weighted_base, squares = total(weight), total(weight**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total(value) / base
        weighted_mean = total(weight * value) / weighted_base
        deviation = np.sqrt(total((value - mean[group]) ** 2) / (base - 1))
        effect = base * squares / weighted_base**2
        spread = total(weight * (value - weighted_mean[group]) ** 2) / weighted_base
        effective = base / effect
        weighted_deviation = np.sqrt(spread * effective / (effective - 1))
    return pd.DataFrame(
        {
            "base": base,
            "total": total(value),
            "mean": mean,
            "deviation": deviation,
            "weighted_base": weighted_base,
            "weighted_mean": weighted_mean,
            "weighted_deviation": weighted_deviation,
            "design_effect": effect,
            "effective_base": effective,
        }
    )
