"""Estimates of shares and means with their intervals, weighted and not."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from pipeline.survey.variance import Design
from pipeline.survey.variance import mean as weighted_mean

CONFIDENCE = 0.95


def wilson(hits: np.ndarray, base: np.ndarray, alpha: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """Wilson (1927) score interval of hits / base, from 0 to 1; both of one shape, and may be fractional.

    As `proportion_confint` of statsmodels, which takes half a second to load: too long for the stages after the survey.
    """
    from scipy.special import ndtri

    normal = -ndtri(alpha / 2)
    share = hits / base
    width = 1 + normal**2 / base
    centre = (share + normal**2 / (2 * base)) / width
    half = normal * np.sqrt(share * (1 - share) / base + normal**2 / (4 * base**2)) / width
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def share_interval(hits: ArrayLike, base: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The same in percent; NaN where the base is 0. Both may be fractional."""
    counted, of = np.asarray(hits, dtype=float), np.asarray(base, dtype=float)
    low, high = np.full(counted.shape, np.nan), np.full(counted.shape, np.nan)
    there = (of > 0) & ~np.isnan(counted)
    if there.any():
        low[there], high[there] = wilson(np.clip(counted[there], 0, of[there]), of[there], 1 - CONFIDENCE)
    return low * 100, high * 100


def mean_interval(mean: ArrayLike, deviation: ArrayLike, base: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Student's t interval of a mean; NaN where the base is under 2."""
    from scipy import stats

    means, deviations, bases = (np.asarray(values, dtype=float) for values in (mean, deviation, base))
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stats.t.ppf(0.5 + CONFIDENCE / 2, bases - 1) * deviations / np.sqrt(bases)
    half = np.where(bases >= 2, half, np.nan)
    return means - half, means + half


CELLS = [
    "base",
    "total",
    "mean",
    "deviation",
    "weighted_base",
    "weighted_mean",
    "weighted_deviation",
    "design_effect",
    "effective_base",
]


def by_group(values: np.ndarray, weights: np.ndarray, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Sums by group: (n_groups, 9), columns CELLS.

    values: (N,) 0/1 for a share or numbers for a mean, NaN outside the base; groups: (N,) 0..n_groups-1, -1 for none.
    total is the sum of values; design_effect Kish's (1965) n·Σw²/(Σw)², effective_base n over it.
    """
    inside = ~np.isnan(values) & (groups >= 0)
    value, weight, group = values[inside], weights[inside], groups[inside]

    def total(amounts: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=amounts, minlength=n_groups)

    base = np.bincount(group, minlength=n_groups).astype(float)
    weighted_base = total(weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total(value) / base
        deviation = np.sqrt(total((value - mean[group]) ** 2) / (base - 1))
        weighted_mean = total(weight * value) / weighted_base
        effect = base * total(weight**2) / weighted_base**2
        effective = base / effect
        spread = total(weight * (value - weighted_mean[group]) ** 2) / weighted_base
        weighted_deviation = np.sqrt(spread * effective / (effective - 1))
    columns = [base, total(value), mean, deviation, weighted_base, weighted_mean, weighted_deviation, effect, effective]
    return np.stack(columns, axis=1)


def linearised(cells: np.ndarray, values: np.ndarray, groups: np.ndarray, design: Design, share: bool) -> np.ndarray:
    """CELLS with the effective base, design effect and deviation that give the linearised standard error.

    A share's effective base is p(1-p)/se² (Korn & Graubard 1998), on which its Wilson interval is then worked out; a
    mean's is the one on which its t interval has the standard error. Where nobody differs Kish's stays.
    """
    cells = cells.copy()
    at = {name: number for number, name in enumerate(CELLS)}
    for number, cell in enumerate(cells):
        inside = np.where(groups == number, values, np.nan)
        _, error = weighted_mean(inside, design)
        centre = cell[at["weighted_mean"]]
        there = ~np.isnan(inside)
        if not error > 0 or not there.any():
            continue
        weight = design.weights[there]
        spread = float(weight @ (inside[there] - centre) ** 2 / weight.sum())
        effective = spread / error**2 + (0 if share else 1)
        cell[at["effective_base"]] = effective
        cell[at["design_effect"]] = cell[at["base"]] / effective
        cell[at["weighted_deviation"]] = error * np.sqrt(effective)
    return cells


def figures(cells: pd.DataFrame, unit: pd.Series) -> pd.DataFrame:
    """The figures of the table `survey/indicators` from rows of CELLS; unit: percent, points, mean or respondents."""
    unit = unit.to_numpy()
    percent, count = unit == "percent", unit == "respondents"
    factor = np.where(np.isin(unit, ["percent", "points"]), 100.0, 1.0)
    out = pd.DataFrame({"numerator": cells["total"], "denominator": cells["base"]})
    out["estimate"] = np.where(count, cells["base"], cells["mean"] * factor)
    out["weighted_estimate"] = np.where(count, cells["weighted_base"], cells["weighted_mean"] * factor)
    for prefix, base, deviation in (
        ("", cells["base"], cells["deviation"]),
        ("weighted_", cells["effective_base"], cells["weighted_deviation"]),
    ):
        estimate = out[f"{prefix}estimate"]
        low, high = mean_interval(estimate, deviation * factor, base)
        low_share, high_share = share_interval(np.where(percent, estimate / 100 * base, np.nan), base)
        out[f"{prefix}ci_low"] = np.where(percent, low_share, np.where(count, np.nan, low))
        out[f"{prefix}ci_high"] = np.where(percent, high_share, np.where(count, np.nan, high))
        out[f"{prefix}percent"] = estimate.where(percent)
    for name in ("weighted_base", "design_effect", "effective_base"):
        out[name] = cells[name]
    return out[FIGURES]


FIGURES = [
    "numerator",
    "denominator",
    "percent",
    "ci_low",
    "ci_high",
    "weighted_percent",
    "estimate",
    "weighted_estimate",
    "weighted_ci_low",
    "weighted_ci_high",
    "weighted_base",
    "design_effect",
    "effective_base",
]
