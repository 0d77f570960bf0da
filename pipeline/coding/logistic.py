"""Logistic regression in the space of a kernel, all codes at once, each with its two classes in balance.

Ridge regression (`ridge`) is exact and quick but sees a rare code as noise; here a code used five times weighs as much
as one used fifty times.
"""

from typing import Self

import numpy as np
from scipy import linalg, optimize
from scipy.special import expit
from sklearn.base import BaseEstimator

DIMENSIONS = 200  # of the space at most: those along which the texts differ most
DECIMALS = 3  # of every logit; what is built on them does not see where the search for the optimum stopped


class KernelSpace(BaseEstimator):
    """Coordinates of texts in which their inner product is a kernel (kernel principal components, not centred;
    Schölkopf et al. 1998, Neural Computation 10; of a part of the texts, Nyström's approximation)."""

    def __init__(self, dimensions: int = DIMENSIONS):
        self.dimensions = dimensions

    def fit(self, kernel: np.ndarray, y: None = None) -> Self:
        """kernel (n, n), positive semidefinite, between the texts that span the space."""
        n = len(kernel)
        values, vectors = linalg.eigh(kernel.astype(float), subset_by_index=[max(0, n - self.dimensions), n - 1])
        kept = values > 1e-6 * values[-1]
        self.map_ = vectors[:, kept] / np.sqrt(values[kept])
        return self

    def transform(self, kernel: np.ndarray) -> np.ndarray:
        """kernel (m, n) between other texts and those; result (m, dimensions)."""
        return kernel @ self.map_


class BalancedLogistic(BaseEstimator):
    """Ridge-penalised logistic regressions, one a code, both classes of equal weight; `decision_function` is logits.

    Of a code that no row (or every row) carries nothing can be learned: its logits are the means of the other codes'.
    """

    def __init__(self, C: float = 1.0, max_iter: int = 40):
        self.C, self.max_iter = C, max_iter

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """X (rows, features); y (rows, codes) of 0 and 1; sample_weight (rows,)."""
        weight = np.ones(len(X)) if sample_weight is None else sample_weight
        with_code, without = weight @ y, weight @ (1 - y)
        self.learnable_ = (with_code > 0) & (without > 0)
        y = y[:, self.learnable_]
        n_codes = y.shape[1]
        self.coef_ = np.zeros((X.shape[1], n_codes))
        self.intercept_ = np.zeros(n_codes)
        if not n_codes:
            return self
        total = weight.sum()
        share = (
            np.where(y > 0, total / (2 * with_code[self.learnable_]), total / (2 * without[self.learnable_]))
            * weight[:, None]
        )
        signs = 2 * y - 1

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            coefficients = flat.reshape(-1, n_codes)
            margins = signs * (X @ coefficients[:-1] + coefficients[-1])
            slopes = -share * signs * expit(-margins)
            gradient = np.vstack([X.T @ slopes + coefficients[:-1] / self.C, slopes.sum(axis=0)])
            value = (share * np.logaddexp(0, -margins)).sum() + (coefficients[:-1] ** 2).sum() / (2 * self.C)
            return float(value), gradient.ravel()

        start = np.zeros((X.shape[1] + 1) * n_codes)
        found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": self.max_iter})
        coefficients = found.x.reshape(-1, n_codes)
        self.coef_, self.intercept_ = coefficients[:-1], coefficients[-1]
        return self

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        """(rows, codes), rounded."""
        logits = np.zeros((len(X), len(self.learnable_)))
        found = X @ self.coef_ + self.intercept_
        logits[:, self.learnable_] = found
        if self.learnable_.any():
            logits[:, ~self.learnable_] = found.mean(axis=1, keepdims=True)
        return logits.round(DECIMALS)
