"""Standard errors of weighted estimates under the design of the sample: linearisation and the jackknife.

Taylor linearisation with the ultimate cluster method (Särndal, Swensson & Wretman 1992, ch. 5; Lumley 2010, ch. 2): an
estimate's variance is that of the total of its scores, between the clusters of each stratum. Weights that were made to
meet margins or post-strata lower it: scores are then replaced by their residuals from a regression on the margins
(Deville & Särndal 1992). A stratum with one cluster tells nothing of the spread inside it and adds nothing.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Design:
    """How N respondents were drawn: weights (N,), stratum (N,) and cluster (N,) as numbers from 0.

    `population`: (H,) how many clusters each stratum has in all, where drawing without replacement counts; `margins`:
    (N, M) what the weights were made to meet, one column of 0 and 1 for each category.
    """

    weights: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray
    population: np.ndarray | None = None
    margins: np.ndarray | None = None


def design_of(
    weights: np.ndarray, strata: np.ndarray | None = None, clusters: np.ndarray | None = None, **more: np.ndarray | None
) -> Design:
    """The design with strata and clusters given as any codes; none: one stratum, everybody a cluster."""
    size = len(weights)
    stratum = np.unique(strata, return_inverse=True)[1] if strata is not None else np.zeros(size, dtype=int)
    own = np.arange(size) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    # A cluster's number may come back in another stratum: the pair names it.
    cluster = np.unique(np.stack([stratum, own]), axis=1, return_inverse=True)[1].ravel()
    return Design(np.asarray(weights, dtype=float), stratum, cluster, **more)


def total(values: np.ndarray, design: Design) -> tuple[float, float]:
    """(weighted total, standard error) of values (N,)."""
    return float(design.weights @ values), _error(values, design)


def mean(values: np.ndarray, design: Design) -> tuple[float, float]:
    """(weighted mean, standard error) of values (N,), NaN outside the base: the base is a domain of the sample."""
    return ratio(np.nan_to_num(values), (~np.isnan(values)).astype(float), design)


def ratio(above: np.ndarray, below: np.ndarray, design: Design) -> tuple[float, float]:
    """(ratio of two weighted totals, standard error); NaN where the lower one is 0."""
    base = design.weights @ below
    if base == 0:
        return float("nan"), float("nan")
    estimate = (design.weights @ above) / base
    return float(estimate), _error((above - estimate * below) / base, design)


def _error(scores: np.ndarray, design: Design) -> float:
    """The standard error of the weighted total of scores (N,)."""
    if design.margins is not None:
        root = np.sqrt(design.weights)
        fitted = np.linalg.lstsq(design.margins * root[:, None], scores * root, rcond=None)[0]
        scores = scores - design.margins @ fitted
    clusters = np.bincount(design.clusters, weights=design.weights * scores)
    stratum = np.zeros(len(clusters), dtype=int)
    stratum[design.clusters] = design.strata
    count = np.bincount(stratum)
    centre = np.bincount(stratum, weights=clusters) / count
    spread = np.bincount(stratum, weights=(clusters - centre[stratum]) ** 2)
    drawn = 1 - count / design.population if design.population is not None else np.ones(len(count))
    several = count > 1
    return float(np.sqrt(np.sum((drawn * count / np.maximum(count - 1, 1) * spread)[several])))
