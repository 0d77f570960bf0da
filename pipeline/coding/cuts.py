"""From probabilities to decisions: what the machine assigns, what a person should look at, and in which order."""

import numpy as np

REVIEWED_AT_LEAST = (
    3  # codes a unit on offer, assigned ones included: a person who looks finds the right one among them
)


def threshold(probabilities: np.ndarray) -> float:
    """The common probability from which a code is assigned: where the expected F1 over all pairs is greatest.

    With calibrated probabilities no decision of a person is needed to find it (Ye et al. 2012, ICML, expected utility
    maximisation). probabilities (units, codes). Never under 0.2, nor over 0.6, whatever a small study suggests.
    """
    if not probabilities.size:
        return 0.5
    falling = np.sort(probabilities.ravel())[::-1]
    expected_f1 = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum() + 1e-9)
    return float(np.clip(falling[expected_f1.argmax()], 0.2, 0.6))


def offered(probabilities: np.ndarray, assigned: np.ndarray, review_from: float) -> np.ndarray:
    """Pairs put before a person, (units, codes): as likely as `review_from`, and the likeliest of every unit."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :REVIEWED_AT_LEAST]
    on_offer = probabilities >= review_from
    np.put_along_axis(on_offer, order, True, axis=1)
    return on_offer & ~assigned


def expected_errors(probabilities: np.ndarray, assigned: np.ndarray) -> np.ndarray:
    """What a look at each unit is worth, (units,): the errors it is expected to mend.

    An error in a rare code counts more, since agreement is averaged over codes: each pair's chance of being wrong is
    divided by the root of the times the code is expected to occur.
    """
    wrong = np.where(assigned, 1 - probabilities, probabilities)
    return (wrong / np.sqrt(1 + probabilities.sum(axis=0))).sum(axis=1)


def ranked(worth: np.ndarray) -> np.ndarray:
    """1 for the unit worth most, 2 for the next; ties in the order given."""
    ranks = np.empty(len(worth), int)
    ranks[np.argsort(-worth.round(6), kind="stable")] = np.arange(1, len(worth) + 1)
    return ranks
