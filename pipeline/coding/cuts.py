"""From probabilities to decisions: what the machine assigns, what a person should look at, and in which order."""

import numpy as np
from scipy.stats import rankdata

REVIEWED_AT_LEAST = 3  # codes offered of a unit, assigned ones included: the right one should be among them
LEAST_LIKELY = 0.03  # nothing under this is assigned, however rare the code


def best_cuts(probabilities: np.ndarray) -> np.ndarray:
    """For each code, the probability from which it is assigned: where its expected kappa is greatest, (codes,).

    With calibrated probabilities no decision of a person is needed to find it (Ye et al. 2012, ICML, expected utility
    maximisation, there for F1). A cut of its own for each code, since agreement is averaged over codes: one for all
    would never assign a rare one. probabilities (units, codes).
    """
    if not len(probabilities):
        return np.full(probabilities.shape[1], 0.5)
    falling = -np.sort(-probabilities, axis=0)
    kappas = expected_kappa(np.cumsum(falling, axis=0), np.arange(1, len(falling) + 1)[:, None], falling)
    best = kappas.argmax(axis=0)
    return np.maximum(falling[best, np.arange(falling.shape[1])], LEAST_LIKELY)


def expected_kappa(right: np.ndarray, assigned: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Cohen's kappa of expected counts: `right` of the `assigned` units carry the code. Shapes broadcast; the first
    axis of `probabilities` is the units."""
    return kappa_of(right, assigned, probabilities.sum(axis=0), len(probabilities))


def kappa_of(right: np.ndarray, assigned: np.ndarray, carrying: np.ndarray, units: int) -> np.ndarray:
    """Cohen's kappa of one code: of `units`, `assigned` by the machine, `carrying` the code, `right` both."""
    neither = units - assigned - carrying + right
    wrong, missed = assigned - right, carrying - right
    chance = assigned * (units - carrying) + carrying * (units - assigned)
    return 2 * (right * neither - wrong * missed) / np.maximum(chance, 1e-9)


def offered(probabilities: np.ndarray, assigned: np.ndarray, review_from: float) -> np.ndarray:
    """Pairs put before a person, (units, codes): as likely as `review_from`, and the likeliest of every unit."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :REVIEWED_AT_LEAST]
    on_offer = probabilities >= review_from
    np.put_along_axis(on_offer, order, True, axis=1)
    return on_offer & ~assigned & (probabilities > 0)


def worth_a_look(probabilities: np.ndarray, assigned: np.ndarray) -> np.ndarray:
    """What a look at each unit is worth, (units,): the gain in kappa, summed over codes, that settling it is expected
    to bring.

    An error in a rare code counts more, since agreement is averaged over codes.
    """
    units = len(probabilities)
    right, assigned_n = (probabilities * assigned).sum(axis=0), assigned.sum(axis=0).astype(float)
    carrying = probabilities.sum(axis=0)
    now = kappa_of(right, assigned_n, carrying, units)
    taken_back = np.maximum(kappa_of(right, np.maximum(assigned_n - 1, 0), carrying, units) - now, 0)
    added = np.maximum(kappa_of(np.minimum(right + 1, carrying), assigned_n + 1, carrying, units) - now, 0)
    return np.where(assigned, (1 - probabilities) * taken_back, probabilities * added).sum(axis=1)


def ranked(worth: np.ndarray) -> np.ndarray:
    """1 for the unit worth most, 2 for the next; ties in the order given."""
    return rankdata(-worth.round(6), method="ordinal")
