"""How well the machine codes, in figures: against people's coding, on notes it has not seen."""

import numpy as np

from pipeline.agreement.coefficients import cohen_kappa

BINS = 10


def mean_kappa(truth: np.ndarray, assigned: np.ndarray) -> float:
    """Mean of Cohen's kappa over the codes that occur in `truth`; NaN where none does. Booleans, (units, codes)."""
    of_codes = kappas(truth, assigned)
    return float(np.nanmean(of_codes)) if not np.isnan(of_codes).all() else float("nan")


def kappas(truth: np.ndarray, assigned: np.ndarray) -> np.ndarray:
    """(codes,) Cohen's kappa of each code; NaN where it does not occur in `truth`. Booleans, (units, codes)."""
    truth, assigned = np.asarray(truth, bool), np.asarray(assigned, bool)
    both, only_truth = (truth & assigned).sum(axis=0), (truth & ~assigned).sum(axis=0)
    only_machine, neither = (~truth & assigned).sum(axis=0), (~truth & ~assigned).sum(axis=0)
    tables = np.stack([np.stack([both, only_truth], -1), np.stack([only_machine, neither], -1)], -2)
    return np.where(truth.any(axis=0), np.atleast_1d(cohen_kappa(tables)), np.nan)


def micro_f1(truth: np.ndarray, assigned: np.ndarray) -> float:
    """2 TP / (2 TP + FP + FN) over all pairs of unit and code."""
    together = np.sum(truth) + np.sum(assigned)
    return float(2 * np.sum(np.logical_and(truth, assigned)) / together) if together else float("nan")


def right_among_first(truth: np.ndarray, probabilities: np.ndarray, first: int = 3) -> float:
    """Share of the units that carry a code for which one of the `first` likeliest is right."""
    coded = np.flatnonzero(np.asarray(truth).any(axis=1))
    order = np.argsort(-probabilities[coded], axis=1, kind="stable")[:, :first]
    return float(np.take_along_axis(truth[coded], order, axis=1).any(axis=1).mean()) if len(coded) else float("nan")


def calibration_error(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015, AAAI). Flat arrays of pairs."""
    if not len(truth):
        return float("nan")
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    gaps = np.abs(np.bincount(bins, weights=truth - probabilities, minlength=BINS))
    return float(gaps[counts > 0].sum() / counts.sum())


def summary(
    truth: np.ndarray, probabilities: np.ndarray, assigned: np.ndarray, offered: np.ndarray
) -> dict[str, float | None]:
    """The figures of one set of units; `offered` are the pairs put to review."""
    shown = assigned | offered
    return {
        "units": len(truth),
        "mean_kappa": _round(mean_kappa(truth, assigned)),
        "micro_f1": _round(micro_f1(truth, assigned)),
        "right_among_first_three": _round(right_among_first(truth, probabilities)),
        "calibration_error": _round(calibration_error(truth[shown].astype(float), probabilities[shown])),
        "agree_on_no_code": _round(np.mean(truth.any(axis=1) == assigned.any(axis=1)) if len(truth) else np.nan),
    }


def _round(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
