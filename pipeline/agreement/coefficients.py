"""Agreement between coders, corrected for chance: one coefficient a function, named as in the papers.

Every coefficient but Cohen's kappa is computed from *value counts*, an ndarray of shape (N units, V values) that says
how many coders gave each value to each unit, so that any number of coders and missing codings are allowed.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

FEWEST_NOTES = 5  # a bootstrap by note needs some notes to draw from; with fewer there is no interval
Ratings = Sequence[Sequence[Any]]  # a row a coder, a column a unit; None where the coder did not code the unit


def values_of(ratings: Ratings) -> list[Any]:
    """The distinct values, in a fixed order. Sets are ordered by their sorted members."""
    found = {value for row in ratings for value in row if value is not None}
    return sorted(found, key=lambda value: sorted(value) if isinstance(value, frozenset) else value)


def value_counts(ratings: Ratings, values: Sequence[Any] | None = None) -> np.ndarray:
    """How many coders gave each value to each unit.

    `ratings`: (M coders, N units), None where missing. Returns an ndarray of shape (N, V), V the number of `values`
    (by default those that occur).
    """
    values = values_of(ratings) if values is None else list(values)
    position = {value: index for index, value in enumerate(values)}
    counts = np.zeros((len(ratings[0]) if len(ratings) else 0, len(values)))
    for row in ratings:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, position[value]] += 1
    return counts


def contingency(a: Sequence[Any], b: Sequence[Any], values: Sequence[Any] | None = None) -> np.ndarray:
    """Units by value given by the first coder (rows) and by the second (columns), an ndarray of shape (V, V)."""
    values = values_of([a, b]) if values is None else list(values)
    position = {value: index for index, value in enumerate(values)}
    table = np.zeros((len(values), len(values)))
    for first, second in zip(a, b, strict=True):
        if first is not None and second is not None:
            table[position[first], position[second]] += 1
    return table


def percent_agreement(counts: np.ndarray) -> float:
    """Share (0 to 1) of pairs of codings of the same unit that are equal, averaged over units coded at least twice.

    `counts`: (N, V). NaN where no unit was coded twice.

    >>> float(percent_agreement(value_counts([["a", "b", "b", "a"], ["a", "b", "a", "a"]])))
    0.75
    """
    coders = counts.sum(axis=1)
    counts, coders = counts[coders >= 2], coders[coders >= 2, None]
    if not len(counts):
        return np.nan
    return float((counts * (counts - 1) / (coders * (coders - 1))).sum(axis=1).mean())


def cohen_kappa(table: np.ndarray) -> np.ndarray:
    """Cohen's kappa (Cohen 1960) of two coders.

    `table`: contingency table of shape (..., V, V); leading axes are kept, so that many tables (bootstrap samples,
    codes) are done at once. NaN where chance agreement is 1 (both coders gave one and the same value to every unit).

    >>> round(float(cohen_kappa(np.array([[20, 5], [10, 15]]))), 2)
    0.4
    """
    table = np.asarray(table, dtype=float)
    total = table.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = np.trace(table, axis1=-2, axis2=-1) / total
        expected = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1) / total**2
        kappa = np.where(np.isclose(expected, 1), np.nan, (observed - expected) / (1 - expected))
    return kappa[()]  # a number by itself where there is one table


def fleiss_kappa(counts: np.ndarray) -> float:
    """Fleiss' kappa of any number of coders (Fleiss 1971, Psychological Bulletin 76, equations 3 to 7).

    `counts`: (N, V). Units coded at least twice count; with as many codings of each it is the paper's figure, else the
    mean over units as with `percent_agreement`. NaN where one value alone occurs.

    >>> round(fleiss_kappa(value_counts([[1, 1, 2, 2], [1, 1, 2, 1], [1, 2, 2, 2]])), 3)
    0.333
    """
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return np.nan
    expected = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    return np.nan if np.isclose(expected, 1) else (percent_agreement(counts) - expected) / (1 - expected)


def gwet_ac1(counts: np.ndarray) -> float:
    """Gwet's AC1 (Gwet 2008, equations 7 and 8), which does not collapse when a value is rare.

    `counts`: (N, V), V the values that could have been given. A unit with one coding counts for the prevalence, not for
    the agreement. NaN where no unit was coded twice.

    >>> round(float(gwet_ac1(value_counts([[1, 1, 1, 1, 0], [1, 1, 1, 0, 0]]))), 3)
    0.655
    """
    n_values = counts.shape[1]
    coders = counts.sum(axis=1)
    coded = counts[coders >= 1] / coders[coders >= 1, None]
    if n_values < 2:
        return 1.0 if (coders >= 2).any() else np.nan
    prevalence = coded.mean(axis=0) if len(coded) else np.zeros(counts.shape[1])
    expected = float((prevalence * (1 - prevalence)).sum() / (n_values - 1))
    return (percent_agreement(counts) - expected) / (1 - expected)


def krippendorff_alpha(counts: np.ndarray, distance: np.ndarray | None = None) -> float:
    """Krippendorff's alpha (Krippendorff 2018, chapter 12): 1 - observed / expected disagreement.

    `counts`: (N, V); `distance`: (V, V), 0 on the diagonal, by default nominal (1 off the diagonal). Units coded once
    are left out, as in the book. NaN where no disagreement can be expected (a single value, or no unit coded twice).

    The book's reliability data of page 290, four observers and twelve units (nominal alpha .743):

    >>> nan = None
    >>> data = [[1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, nan],
    ...         [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]
    >>> round(krippendorff_alpha(value_counts(data)), 3)
    0.743
    """
    if distance is None:
        distance = 1 - np.eye(counts.shape[1])
    observed, values = _unit_disagreement(counts, distance)
    return float(_alpha(observed.sum(), values.sum(axis=0), distance))


def _unit_disagreement(counts: np.ndarray, distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each unit adds to the observed disagreement (N,), and its pairable values (N, V).

    Observed disagreement and value counts are sums over units, so a resample of units is a weighted sum of these.
    """
    coders = counts.sum(axis=1)
    pairable = np.where((coders >= 2)[:, None], counts, 0.0)
    pairs = np.einsum("nv,vw,nw->n", pairable, distance, pairable)
    return pairs / np.maximum(coders - 1, 1), pairable


def _alpha(observed: np.ndarray, values: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Alpha from summed disagreement (...,) and summed pairable values (..., V)."""
    total = values.sum(axis=-1)
    expected = np.einsum("...v,vw,...w->...", values, distance, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)


def masi_distance(a: frozenset, b: frozenset) -> float:
    """Distance of two sets of codes (Passonneau 2006): 1 - Jaccard times monotonicity.

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they are disjoint.
    Two empty sets (nothing to code, twice) are equal.

    >>> round(masi_distance(frozenset("ab"), frozenset("a")), 3)
    0.667
    """
    if a == b:
        return 0.0
    overlap = len(a & b)
    monotonicity = 0 if not overlap else 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - overlap / len(a | b) * monotonicity


def distance_matrix(values: Sequence[Any], distance: Callable[[Any, Any], float]) -> np.ndarray:
    """All pairs of `values`, an ndarray of shape (V, V)."""
    return np.array([[distance(a, b) for b in values] for a in values], dtype=float).reshape(len(values), len(values))


def cluster_weights(n_clusters: int, n_boot: int, seed: int) -> np.ndarray:
    """How often each cluster is drawn in each bootstrap sample, an ndarray of shape (n_boot, n_clusters).

    Segments of one note are not independent, so notes are drawn, never segments.
    """
    draws = np.random.default_rng(seed).multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_boot)
    return draws.astype(float)


def bootstrap_alpha(
    counts: np.ndarray, clusters: np.ndarray, weights: np.ndarray, distance: np.ndarray | None = None
) -> np.ndarray:
    """Alpha in each bootstrap sample (n_boot,). `clusters`: (N,), the number of each unit's cluster, from 0."""
    if distance is None:
        distance = 1 - np.eye(counts.shape[1])
    observed, values = _unit_disagreement(counts, distance)
    member = clusters[None, :] == np.arange(weights.shape[1])[:, None]
    return _alpha(weights @ (member @ observed), weights @ (member @ values), distance)


def bootstrap_kappa(tables: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Kappa in each bootstrap sample (n_boot, ...) of one contingency table a cluster, (n_clusters, ..., V, V)."""
    return cohen_kappa(np.tensordot(weights, tables, axes=1))


def interval(samples: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of bootstrap samples (n_boot,); undefined samples are left out, NaN if more than half are."""
    defined = samples[~np.isnan(samples)]
    if 2 * len(defined) < len(samples) or not len(defined):
        return np.nan, np.nan
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def mean_of_defined(values: np.ndarray) -> np.ndarray:
    """Mean over the last axis of what is defined; NaN where nothing is."""
    defined = ~np.isnan(values)
    count = defined.sum(axis=-1)
    return np.where(count > 0, np.where(defined, values, 0).sum(axis=-1) / np.maximum(count, 1), np.nan)[()]
