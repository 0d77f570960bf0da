"""Kernel ridge regression that also says what it would have said without a group of its training rows.

The held-out predictions are exact and cost one small solve a group instead of a new fit (Rasmussen and Williams 2006,
section 5.4.2, for groups), so that everything built on top is learned from notes the model has not seen.
"""

import numpy as np
from scipy import linalg


class GroupedRidge:
    """Least squares in a kernel space, many targets at once.

    penalty: larger for noisier targets; divided by a row's weight.
    """

    def __init__(self, penalty: float):
        self.penalty = penalty

    def fit(self, kernel: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> "GroupedRidge":
        """kernel (n, n), positive semidefinite; targets (n, codes); weights (n,), larger for rows that count more."""
        self.inverse_ = linalg.inv(kernel + np.diag(self.penalty / weights), assume_a="pos")
        self.coefficients_ = self.inverse_ @ targets
        return self

    def predict(self, kernel: np.ndarray) -> np.ndarray:
        """kernel (m, n) between new rows and training rows; result (m, codes)."""
        return kernel @ self.coefficients_

    def predict_without(self, kernel: np.ndarray, left_out: np.ndarray) -> np.ndarray:
        """As `predict`, of the model fitted without the training rows `left_out` (their positions)."""
        inner = self.inverse_[np.ix_(left_out, left_out)]
        correction = np.linalg.solve(inner, self.coefficients_[left_out])
        return self.predict(kernel) - (kernel @ self.inverse_[:, left_out]) @ correction

    def predict_without_each(self, kernel: np.ndarray, left_out: np.ndarray) -> np.ndarray:
        """As `predict_without` with another single training row left out for each row of `kernel`."""
        reach = np.einsum("mn,nm->m", kernel, self.inverse_[:, left_out])
        share = reach / self.inverse_[left_out, left_out]
        return self.predict(kernel) - share[:, None] * self.coefficients_[left_out]
